//! `sitec graph`: who supplies whom.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sitec_compiler::Session;

use crate::answer::{self, GraphAnswer};
use crate::args::Case;
use crate::fault::Fault;
use crate::terminal::Terminal;
use crate::{Outcome, package, text};

const EXAMPLES: &str = "\
Examples:
  sitec graph . | dot -Tsvg -o site.svg
  sitec graph . --format mermaid           for Markdown pages that draw mermaid blocks";

/// Arguments of `sitec graph`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Graph {
    /// A package or `.site` file
    #[arg(default_value = ".")]
    path: PathBuf,
    /// The language of the drawing
    #[arg(long, value_enum, default_value_t = Language::Dot)]
    format: Language,
    #[command(flatten)]
    case: Case,
}

/// The language of the drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// Graphviz
    Dot,
    /// Mermaid flowchart
    Mermaid,
    /// One JSON object, described in `schemas/graph.json`
    Json,
}

/// Writes the graph; a site with errors has one too, as far as it goes.
///
/// # Errors
/// If the package cannot be opened or the result not be written.
pub fn run(args: &Graph, terminal: &Terminal) -> Result<Outcome, Fault> {
    let sources = package::load(&args.path, &args.case)?;
    let mut session = Session::new(&sources);
    if !package::has_case(&session, terminal) {
        return Ok(Outcome::Findings);
    }
    let graph = session.graph();
    let text = match args.format {
        Language::Dot => text::graph::dot(&graph),
        Language::Mermaid => text::graph::mermaid(&graph),
        Language::Json => answer::json(&GraphAnswer {
            schema: answer::SCHEMA,
            graph,
        }),
    };
    terminal.give(&text)?;
    package::tell_problems(&session, terminal);
    Ok(package::outcome(&session))
}
