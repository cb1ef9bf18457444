//! `sitec eval`: any expression in a site.

use std::path::PathBuf;

use clap::Args;
use sitec_compiler::Session;

use crate::answer::{self, EvalAnswer};
use crate::args::{Case, Format};
use crate::fault::Fault;
use crate::terminal::Terminal;
use crate::{Outcome, package, text};

const EXAMPLES: &str = "\
Examples:
  sitec eval . critical_it
  sitec eval . 'total(revenue) / critical_it' 'year(completion)'
  sitec eval . 'sum(r.load for r in all racks)' --set 'h1.critical_it = 60 MW'
  sitec eval . noi                                   a value a month: by calendar year
  sitec eval . 'cumulative(noi)' --monthly           and by month
  sitec eval . noi --format json | jq -r '.values[0] | [.dates, .series] | transpose[] | @csv'

An expression that begins with `-` goes after `--`. Names are those of the package's root element; a
value a month is told by year (its last month, the lowest, the highest, of money the sum), with
`--monthly` by month, and in JSON by date.";

/// Arguments of `sitec eval`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Eval {
    /// A package or `.site` file
    path: PathBuf,
    /// Expressions of the language, read in the root element
    #[arg(required = true, value_name = "EXPR")]
    expressions: Vec<String>,
    /// Tell a value a month by month, too
    #[arg(long)]
    monthly: bool,
    /// Text or JSON
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    case: Case,
}

/// Evaluates the expressions and writes a line for each.
///
/// # Errors
/// If the package cannot be opened or the result not be written.
pub fn run(args: &Eval, terminal: &Terminal) -> Result<Outcome, Fault> {
    let sources = package::load(&args.path, &args.case)?;
    let mut session = Session::new(&sources);
    if !package::has_case(&session, terminal) {
        return Ok(Outcome::Findings);
    }
    let values = match session.eval(&args.expressions) {
        Ok(values) => values,
        Err(problems) => {
            package::tell_asked(&problems, &session, terminal);
            return Ok(Outcome::Findings);
        }
    };
    let text = match args.format {
        Format::Text => {
            let columns = if args.monthly {
                terminal.wide_columns()
            } else {
                terminal.columns()
            };
            text::eval::values(&values, args.monthly, columns, terminal.out_color())
        }
        Format::Json => answer::json(&EvalAnswer {
            schema: answer::SCHEMA,
            values,
        }),
    };
    terminal.give(&text)?;
    package::tell_problems(&session, terminal);
    Ok(package::outcome(&session))
}
