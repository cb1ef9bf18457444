//! `sitec schedule`: dates, and the chain that sets the end.

use std::path::PathBuf;

use clap::Args;
use sitec_compiler::Session;

use crate::answer::{self, ScheduleAnswer};
use crate::args::{Case, Format};
use crate::fault::Fault;
use crate::terminal::Terminal;
use crate::{Outcome, package, text};

const EXAMPLES: &str = "\
Examples:
  sitec schedule examples/lake_mariner
  sitec schedule . --set 'cb4.build = 18 mo'";

/// Arguments of `sitec schedule`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Schedule {
    /// A package or `.site` file
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Text or JSON
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    case: Case,
}

/// Writes the dates of all scheduled elements, if the site can be evaluated.
///
/// # Errors
/// If the package cannot be opened or the result not be written.
pub fn run(args: &Schedule, terminal: &Terminal) -> Result<Outcome, Fault> {
    let sources = package::load(&args.path, &args.case)?;
    let mut session = Session::new(&sources);
    if !package::has_case(&session, terminal) {
        return Ok(Outcome::Findings);
    }
    let schedule = session.schedule();
    package::tell_problems(&session, terminal);
    let Some(schedule) = schedule else {
        return Ok(Outcome::Findings);
    };
    let text = match args.format {
        Format::Text => text::schedule::chart(&schedule, terminal.columns(), terminal.out_color()),
        Format::Json => answer::json(&ScheduleAnswer {
            schema: answer::SCHEMA,
            schedule,
        }),
    };
    terminal.give(&text)?;
    Ok(package::outcome(&session))
}
