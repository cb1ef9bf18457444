//! `sitec why`: how a figure came about.

use std::path::Path;

use clap::Args;
use sitec_compiler::Session;

use crate::answer::{self, WhyAnswer};
use crate::args::{Case, Format};
use crate::fault::Fault;
use crate::terminal::Terminal;
use crate::{Outcome, package, text};

const EXAMPLES: &str = "\
Examples:
  sitec why critical_it                                the package in the current directory
  sitec why examples/lake_mariner first_leases.contracted
  sitec why . capital_cost --depth 6 --scenario late_grid

Each branch is a value with its formula, the place where it is written and what it cites; below
it, what it is computed from. Literals tell how much the figure moves when they grow by 1 %.";

/// Arguments of `sitec why`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, override_usage = "sitec why [OPTIONS] [PATH] <VALUE>")]
pub struct Why {
    /// A package or `.site` file (the current directory if left out), then the path of a value in it
    #[arg(required = true, num_args = 1..=2, value_name = "VALUE")]
    asked: Vec<String>,
    /// How many steps to go back
    #[arg(long, default_value_t = 3, value_name = "STEPS")]
    depth: usize,
    /// Text or JSON
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    case: Case,
}

/// Writes the tree of a figure.
///
/// # Errors
/// If the package cannot be opened or the result not be written.
pub fn run(args: &Why, terminal: &Terminal) -> Result<Outcome, Fault> {
    let (path, value) = match args.asked.as_slice() {
        [path, value] => (path.as_str(), value),
        [value] if Path::new(value).exists() => {
            return Err(Fault::usage(
                format!("`{value}` is a file or directory, not a value"),
                format!("name a value in it: `sitec why {value} NAME.ATTRIBUTE`"),
            ));
        }
        [value] => (".", value),
        _ => {
            return Err(Fault::usage(
                "no value asked about",
                "see `sitec why --help`",
            ));
        }
    };
    let sources = package::load(Path::new(path), &args.case)?;
    let mut session = Session::new(&sources);
    if !package::has_case(&session, terminal) {
        return Ok(Outcome::Findings);
    }
    let why = match session.why(value, args.depth) {
        Ok(why) => why,
        Err(problems) => {
            package::tell_asked(&problems, &session, terminal);
            return Ok(Outcome::Findings);
        }
    };
    let text = match args.format {
        Format::Text => text::why::tree(&why, terminal.columns(), terminal.out_color()),
        Format::Json => answer::json(&WhyAnswer {
            schema: answer::SCHEMA,
            why,
        }),
    };
    terminal.give(&text)?;
    package::tell_problems(&session, terminal);
    Ok(package::outcome(&session))
}
