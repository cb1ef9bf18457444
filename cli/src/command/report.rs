//! `sitec report`: what a site comes to.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sitec_compiler::Session;
use sitec_compiler::periods::Detail;
use sitec_compiler::view;

use crate::answer::{self, ReportAnswer};
use crate::args::Case;
use crate::fault::Fault;
use crate::terminal::Terminal;
use crate::{Outcome, package, select, table, text};

const EXAMPLES: &str = "\
Examples:
  sitec report examples/lake_mariner
  sitec report . --scenario as_financed
  sitec report . --set 'rent = $140/kW/mo' --set 'cb4.build += 3 mo'
  sitec report . --lines income_statement --monthly --from 2027-01 --to 2028-12
  sitec report . --lines 'net operating*' --lines owed        rows by label, sections by title
  sitec report . --monthly --format csv > report.csv          one value a line, all digits
  sitec report . --lines income_statement --format csv --wide       a line a row, a column a year
  sitec report . --format json | jq '.report.roots[].expectations[] | select(.met | not)'

With `--from` and `--to` only the months between them count, for sums and totals too: a year that
is cut is the sum of its months that are left. Printed months add up to the printed year, and
printed years to the printed total.

Errors and the number of warnings go to standard error; the exit code is 1 if there are errors,
be it only that an expected figure was missed.";

/// Arguments of `sitec report`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Report {
    /// A package or `.site` file
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Tell months beside years
    #[arg(long)]
    monthly: bool,
    /// The first month that counts, `2027-03`; a year is its first
    #[arg(long, value_name = "MONTH")]
    from: Option<String>,
    /// The last month that counts; a year is its last
    #[arg(long, value_name = "MONTH")]
    to: Option<String>,
    /// Only rows and sections of this name: a part of it, or all of it with `*` and `?`; may be repeated
    #[arg(long, value_name = "PATTERN")]
    lines: Vec<String>,
    /// Text, JSON or comma-separated values
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// With `--format csv`: a column for each year or month
    #[arg(long)]
    wide: bool,
    #[command(flatten)]
    case: Case,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Text,
    /// One JSON object, described in `schemas/report.json`
    Json,
    /// A table: section, row, element, unit, period, value
    Csv,
}

/// Writes the report, if the site can be evaluated.
///
/// # Errors
/// If the package cannot be opened, the result not be written, or the columns asked for do not exist.
pub fn run(args: &Report, terminal: &Terminal) -> Result<Outcome, Fault> {
    if args.wide && args.format != Format::Csv {
        return Err(Fault::usage(
            "`--wide` is a form of the table",
            "add `--format csv`",
        ));
    }
    let sources = package::load(&args.path, &args.case)?;
    let mut session = Session::new(&sources);
    if !package::has_case(&session, terminal) {
        return Ok(Outcome::Findings);
    }
    let detail = if args.monthly {
        Detail::Months
    } else {
        Detail::Years
    };
    let columns = session
        .columns(detail, args.from.as_deref(), args.to.as_deref())
        .map_err(|why| Fault::usage(why, "a month as in `--from 2027-01 --to 2028-12`"))?;
    if let Some(mut report) = session.report_of(&columns) {
        select_lines(&mut report, &args.lines, terminal)?;
        let text = match args.format {
            Format::Text => {
                let columns = if args.monthly {
                    terminal.wide_columns()
                } else {
                    terminal.columns()
                };
                text::report::report(&report, columns, terminal.out_color())
            }
            Format::Json => answer::json(&ReportAnswer {
                schema: answer::SCHEMA,
                report,
            }),
            Format::Csv if args.wide => table::wide(&report)?,
            Format::Csv => table::tidy(&report)?,
        };
        terminal.give(&text)?;
    }
    package::tell_problems(&session, terminal);
    let outcome = package::outcome(&session);
    // The process is about to end: giving back a large model piece by piece would only take time.
    std::mem::forget(session);
    std::mem::forget(sources);
    Ok(outcome)
}

/// Leaves the lines asked for, and tells what was not there.
fn select_lines(
    report: &mut view::Report,
    patterns: &[String],
    terminal: &Terminal,
) -> Result<(), Fault> {
    let names = select::names(report);
    let missed = select::lines(report, patterns);
    let near = |pattern: &str| {
        let mut near: Vec<(f64, &String)> = names
            .iter()
            .map(|n| {
                (
                    strsim::jaro_winkler(&n.to_lowercase(), &pattern.to_lowercase()),
                    n,
                )
            })
            .filter(|(close, _)| *close > 0.75)
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        near.first().map(|(_, n)| format!("did you mean `{n}`?"))
    };
    if !patterns.is_empty() && missed.len() == patterns.len() {
        let help = near(&missed[0]);
        return Err(Fault::Usage {
            message: format!("no row or section is named `{}`", missed.join("` or `")),
            help: help.or_else(|| Some("`sitec report` without `--lines` shows all".to_owned())),
        });
    }
    for pattern in missed {
        let help = near(&pattern).map_or_else(String::new, |n| format!(": {n}"));
        terminal.tell(&format!("no row or section is named `{pattern}`{help}\n"));
    }
    Ok(())
}
