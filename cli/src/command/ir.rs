//! `sitec ir`: the compiled value graph, for those who work on the compiler.

use std::path::PathBuf;

use clap::Args;
use sitec_compiler::Session;

use crate::args::Case;
use crate::fault::Fault;
use crate::terminal::Terminal;
use crate::{Outcome, package};

/// Arguments of `sitec ir`.
#[derive(Debug, Args)]
pub struct Ir {
    /// A package or `.site` file
    #[arg(default_value = ".")]
    path: PathBuf,
    #[command(flatten)]
    case: Case,
}

/// Writes the value graph.
///
/// # Errors
/// If the package cannot be opened or the result not be written.
pub fn run(args: &Ir, terminal: &Terminal) -> Result<Outcome, Fault> {
    let sources = package::load(&args.path, &args.case)?;
    let mut session = Session::new(&sources);
    package::tell_problems(&session, terminal);
    terminal.give(&session.ir_text())?;
    Ok(if session.problems().has_errors() {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}
