//! `sitec doc`: what a kind, trait, function or quantity is, and which there are.

use std::path::{Path, PathBuf};

use clap::Args;
use sitec_compiler::Session;
use sitec_compiler::view::DocView;

use crate::answer::{self, ContentsAnswer, DocAnswer};
use crate::args::{Case, Format};
use crate::fault::Fault;
use crate::package::{self, MANIFEST};
use crate::terminal::Terminal;
use crate::{Outcome, text};

const EXAMPLES: &str = "\
Examples:
  sitec doc                            what there is to read about
  sitec doc lease                      a kind of the library
  sitec doc buildable                  a trait
  sitec doc my_hall --package site     something that a package declares";

/// Arguments of `sitec doc`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Doc {
    /// A kind, trait, function, quantity or resource; without a name, a list of all of them
    name: Option<String>,
    /// Look in this package first (else in the current directory's, if it is one)
    #[arg(long, value_name = "PATH")]
    package: Option<PathBuf>,
    /// Text or JSON
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Writes the documentation of a name.
///
/// # Errors
/// If nothing has that name, or the package cannot be opened.
pub fn run(args: &Doc, terminal: &Terminal) -> Result<Outcome, Fault> {
    let Some(name) = args.name.as_deref() else {
        return contents(args, terminal);
    };
    let found = match &args.package {
        Some(path) => within(path, name)?,
        None => None,
    };
    let found = found
        .or_else(|| sitec_compiler::doc_std(name))
        // Only now is the current package worth reading; that it may be malformed is another matter.
        .or_else(|| match Path::new(MANIFEST).exists() {
            true => within(Path::new("."), name).ok()?,
            false => None,
        });
    let Some(doc) = found else {
        let near: Vec<String> = sitec_compiler::near_std(name)
            .iter()
            .map(|n| format!("`{n}`"))
            .collect();
        let help = match near.is_empty() {
            true => {
                "give a kind, trait, function or quantity; `--package PATH` looks in a package too"
                    .to_owned()
            }
            false => format!("did you mean {}?", near.join(" or ")),
        };
        return Err(Fault::usage(format!("nothing is named `{name}`"), help));
    };
    let text = match args.format {
        Format::Text => text::doc::page(&doc, terminal.columns(), terminal.out_color()),
        Format::Json => answer::json(&DocAnswer {
            schema: answer::SCHEMA,
            doc,
        }),
    };
    terminal.give(&text)?;
    Ok(Outcome::Clean)
}

/// Writes what there is to read about.
fn contents(args: &Doc, terminal: &Terminal) -> Result<Outcome, Fault> {
    let mut all = match &args.package {
        Some(path) => Session::new(&package::load(path, &Case::default())?).contents(),
        None => Vec::new(),
    };
    all.extend(sitec_compiler::contents());
    let text = match args.format {
        Format::Text => text::doc::contents(&all, terminal.columns(), terminal.out_color()),
        Format::Json => answer::json(&ContentsAnswer {
            schema: answer::SCHEMA,
            contents: all,
        }),
    };
    terminal.give(&text)?;
    Ok(Outcome::Clean)
}

/// The documentation of a name in a package.
fn within(path: &Path, name: &str) -> Result<Option<DocView>, Fault> {
    let sources = package::load(path, &Case::default())?;
    Ok(Session::new(&sources).doc(name))
}
