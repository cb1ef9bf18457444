//! `sitec doc`: what a kind, trait, function or quantity is.

use std::path::{Path, PathBuf};

use clap::Args;
use sitec_compiler::Session;
use sitec_compiler::view::DocView;

use crate::answer::{self, DocAnswer};
use crate::args::{Case, Format};
use crate::fault::Fault;
use crate::package::{self, MANIFEST};
use crate::terminal::Terminal;
use crate::{Outcome, text};

const EXAMPLES: &str = "\
Examples:
  sitec doc lease                      a kind of the library
  sitec doc buildable                  a trait
  sitec doc my_hall --package site     something that a package declares";

/// Arguments of `sitec doc`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Doc {
    /// A kind, trait, function, quantity or resource
    name: String,
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
    let found = match &args.package {
        Some(path) => within(path, &args.name)?,
        None => None,
    };
    let found = found
        .or_else(|| sitec_compiler::doc_std(&args.name))
        // Only now is the current package worth reading; that it may be malformed is another matter.
        .or_else(|| match Path::new(MANIFEST).exists() {
            true => within(Path::new("."), &args.name).ok()?,
            false => None,
        });
    let Some(doc) = found else {
        let near: Vec<String> = sitec_compiler::near_std(&args.name)
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
        return Err(Fault::usage(
            format!("nothing is named `{}`", args.name),
            help,
        ));
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

/// The documentation of a name in a package.
fn within(path: &Path, name: &str) -> Result<Option<DocView>, Fault> {
    let sources = package::load(path, &Case::default())?;
    Ok(Session::new(&sources).doc(name))
}
