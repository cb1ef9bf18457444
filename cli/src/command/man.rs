//! `sitec man`: the manual page, in roff.

use clap::CommandFactory;

use crate::Outcome;
use crate::args::Cli;
use crate::fault::Fault;
use crate::terminal::Terminal;

/// Writes the manual page: `sitec man | man -l -`.
///
/// # Errors
/// If it cannot be written.
pub fn run(terminal: &Terminal) -> Result<Outcome, Fault> {
    let mut page = Vec::new();
    let written = clap_mangen::Man::new(Cli::command()).render(&mut page);
    written.map_err(|e| Fault::Write {
        path: "the manual page".to_owned(),
        why: e.to_string(),
    })?;
    terminal.give(&String::from_utf8_lossy(&page))?;
    Ok(Outcome::Clean)
}
