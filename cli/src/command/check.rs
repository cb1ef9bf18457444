//! `sitec check`: all findings.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sitec_compiler::Session;
use sitec_compiler::diag::Counts;
use sitec_compiler::diag::render::{self, CheckView};

use crate::args::Case;
use crate::fault::Fault;
use crate::package;
use crate::terminal::Terminal;
use crate::{Outcome, answer};

const EXAMPLES: &str = "\
Examples:
  sitec check                              the package in the current directory
  sitec check examples                     every package in a directory
  sitec check main.site --format short     one line a finding, for editors and grep
  sitec check . --scenario late_grid       under a scenario of the package
  sitec check . --deny warnings            for continuous integration: warnings fail too";

/// Arguments of `sitec check`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Check {
    /// Packages or `.site` files
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Exit with 1 for these as for errors
    #[arg(long, value_enum)]
    deny: Option<Deny>,
    #[command(flatten)]
    case: Case,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Source lines with labels, notes and help
    Human,
    /// One line a finding: `file:line:column: error[CODE]: message`
    Short,
    /// One JSON object, described in `schemas/check.json`
    Json,
}

/// What is as bad as an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Every warning that no `allow` accepts
    Warnings,
}

/// Checks the packages and writes their findings as one result.
///
/// # Errors
/// If a package cannot be opened.
pub fn run(args: &Check, terminal: &Terminal) -> Result<Outcome, Fault> {
    let paths: Vec<PathBuf> = args
        .paths
        .iter()
        .flat_map(|p| package::packages(p))
        .collect();
    let mut text = String::new();
    let mut all = CheckView {
        schema: answer::SCHEMA,
        problems: Vec::new(),
        summary: Counts::default(),
    };
    for path in &paths {
        let sources = package::load(path, &args.case)?;
        let session = Session::new(&sources);
        let (problems, map) = (session.problems(), session.sources());
        let counts = problems.counts();
        if args.format == Format::Json {
            all.problems
                .extend(render::check_view(problems, map).problems);
        } else {
            if paths.len() > 1 {
                text.push_str(&format!("{}: ", crate::world::virtual_path(path)));
                if counts.errors + counts.warnings + counts.allowed > 0 {
                    text.push('\n');
                }
            }
            text.push_str(&match args.format {
                Format::Short => render::short(problems, map),
                _ => render::human(problems, map, terminal.out_color()),
            });
        }
        all.summary.errors += counts.errors;
        all.summary.warnings += counts.warnings;
        all.summary.held_back += counts.held_back;
        all.summary.allowed += counts.allowed;
        // The process is about to end: giving back a large model piece by piece would only take time.
        std::mem::forget(session);
        std::mem::forget(sources);
    }
    if args.format == Format::Json {
        text = answer::json(&all);
    }
    terminal.give(&text)?;
    let denied = args.deny == Some(Deny::Warnings) && all.summary.warnings > 0;
    Ok(if all.summary.errors > 0 || denied {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}
