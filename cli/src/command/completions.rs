//! `sitec completions`: what a shell needs to complete commands.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::Outcome;
use crate::args::Cli;
use crate::fault::Fault;
use crate::terminal::Terminal;

const EXAMPLES: &str = "\
Examples:
  sitec completions bash > ~/.local/share/bash-completion/completions/sitec
  sitec completions zsh > ~/.zfunc/_sitec
  sitec completions fish > ~/.config/fish/completions/sitec.fish";

/// Arguments of `sitec completions`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

/// Writes the script.
///
/// # Errors
/// If it cannot be written.
pub fn run(args: &Completions, terminal: &Terminal) -> Result<Outcome, Fault> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "sitec", &mut script);
    terminal.give(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Clean)
}
