//! `sitec man`: the manual pages, in roff.

use clap::{Args, CommandFactory};

use crate::Outcome;
use crate::args::Cli;
use crate::fault::Fault;
use crate::terminal::Terminal;

const EXAMPLES: &str = "\
Examples:
  sitec man | man -l -
  sitec man solve | man -l -
  sitec man solve > ~/.local/share/man/man1/sitec-solve.1";

/// Arguments of `sitec man`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Man {
    /// A command, as in `sitec man solve`
    command: Option<String>,
}

/// Writes a manual page.
///
/// # Errors
/// If there is no such command, or the page cannot be written.
pub fn run(args: &Man, terminal: &Terminal) -> Result<Outcome, Fault> {
    let mut all = Cli::command();
    // Names of commands are those of the whole program only once it is built.
    all.build();
    let meant = match &args.command {
        None => all,
        Some(name) => all.find_subcommand(name).cloned().ok_or_else(|| {
            Fault::usage(
                format!("there is no command `{name}`"),
                "`sitec --help` lists them",
            )
        })?,
    };
    let mut page = Vec::new();
    let written = clap_mangen::Man::new(meant).render(&mut page);
    written.map_err(|e| Fault::Write {
        path: "the manual page".to_owned(),
        why: e.to_string(),
    })?;
    terminal.give(&String::from_utf8_lossy(&page))?;
    Ok(Outcome::Clean)
}
