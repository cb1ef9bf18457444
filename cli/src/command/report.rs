//! `sitec report`: what a site comes to.

use std::path::PathBuf;

use clap::Args;
use sitec_compiler::Session;

use crate::answer::{self, ReportAnswer};
use crate::args::{Case, Format};
use crate::fault::Fault;
use crate::terminal::Terminal;
use crate::{Outcome, package, text};

const EXAMPLES: &str = "\
Examples:
  sitec report examples/lake_mariner
  sitec report . --scenario as_financed
  sitec report . --set 'rent = $140/kW/mo' --set 'cb4.build += 3 mo'
  sitec report . --format json | jq '.report.roots[].expectations[] | select(.met | not)'

Errors and the number of warnings go to standard error; the exit code is 1 if there are errors,
be it only that an expected figure was missed.";

/// Arguments of `sitec report`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Report {
    /// A package or `.site` file
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Text or JSON
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    case: Case,
}

/// Writes the report, if the site can be evaluated.
///
/// # Errors
/// If the package cannot be opened or the result not be written.
pub fn run(args: &Report, terminal: &Terminal) -> Result<Outcome, Fault> {
    let sources = package::load(&args.path, &args.case)?;
    let mut session = Session::new(&sources);
    if let Some(report) = session.report() {
        let text = match args.format {
            Format::Text => text::report::report(&report, terminal.columns(), terminal.out_color()),
            Format::Json => answer::json(&ReportAnswer {
                schema: answer::SCHEMA,
                report,
            }),
        };
        terminal.give(&text)?;
    }
    package::tell_problems(&session, terminal);
    Ok(if session.problems().has_errors() {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}
