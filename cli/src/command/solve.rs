//! `sitec solve`: the value of an assumption for which a target holds.

use std::path::PathBuf;

use clap::Args;
use sitec_compiler::Session;
use sitec_compiler::solve::{Ask, Unsolved};

use crate::answer::{self, SolveAnswer};
use crate::args::{Case, Format};
use crate::fault::Fault;
use crate::terminal::Terminal;
use crate::{Outcome, package, text};

const EXAMPLES: &str = "\
Examples:
  sitec solve . --vary rent --target 'equity_irr = 15%'
  sitec solve . --vary build_cost --target 'capital_cost == $3.2B' --from '$7M/MW' --to '$11M/MW'
  sitec solve . --vary grid.energized --target 'completion = 2027-06-30' --scenario late_grid
  sitec solve . --vary anchor.term --target 'anchor.contracted = $900M' --from '8 yr' --to '20 yr'
  sitec solve . --vary rent --target 'equity_npv = $0' --set 'build_cost = $10M/MW' --format json

What is varied takes the place of the value that it has, as with `--set`, be that a number or a
formula. It is sought between `--from` and `--to`; else in the range that the attribute declares;
else between the bounds of its distribution (`~ triangular(…)`); else by doubling and halving the
value that it has. Dates and durations take whole days and months. Every value found is shown, with
the `--set` that brings it about to the last digit.

Exit codes: 0 found, 1 not found or findings about the question, 2 wrong usage or unreadable files.";

/// Arguments of `sitec solve`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Solve {
    /// A package or `.site` file
    #[arg(default_value = ".")]
    path: PathBuf,
    /// The assumption or attribute to vary, by its path: `rent`, `hall_1.cost`
    #[arg(long, value_name = "PATH")]
    vary: String,
    /// The equation that is to hold, read in the root element; `=` or `==` between its sides
    #[arg(long, value_name = "EXPR=EXPR")]
    target: String,
    /// The least value to try
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    from: Option<String>,
    /// The greatest value to try
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    to: Option<String>,
    /// Text or JSON
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    case: Case,
}

/// Writes the values found.
///
/// # Errors
/// If the package cannot be opened or the result not be written.
pub fn run(args: &Solve, terminal: &Terminal) -> Result<Outcome, Fault> {
    let sources = package::load(&args.path, &args.case)?;
    let mut session = Session::new(&sources);
    if !package::has_case(&session, terminal) {
        return Ok(Outcome::Findings);
    }
    let ask = Ask {
        vary: args.vary.clone(),
        target: args.target.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
    };
    let reload = |set: &str| {
        let mut case = args.case.clone();
        case.sets.push(set.to_owned());
        package::read(&args.path, &case)
    };
    let solved = match session.solve(&ask, &reload) {
        Ok(solved) => solved,
        Err(Unsolved::Open(e)) => return Err(e.into()),
        Err(Unsolved::Found(problems)) => {
            package::tell_asked(&problems, &session, terminal);
            package::tell_problems(&session, terminal);
            return Ok(Outcome::Findings);
        }
    };
    let text = match args.format {
        Format::Text => text::solve::solved(&solved, terminal.columns(), terminal.out_color()),
        Format::Json => answer::json(&SolveAnswer {
            schema: answer::SCHEMA,
            solve: solved,
        }),
    };
    terminal.give(&text)?;
    package::tell_problems(&session, terminal);
    Ok(Outcome::Clean)
}
