//! `sitec fmt`: the one house style.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::Outcome;
use crate::fault::Fault;
use crate::terminal::Terminal;
use crate::world::virtual_path;

const EXAMPLES: &str = "\
Examples:
  sitec fmt                    every `.site` file below the current directory
  sitec fmt --check examples   for continuous integration: exit with 1 if a file would change
  sitec fmt - < a.site         from standard input to standard output

A file with a syntax error is left as it is; `sitec check` says what is wrong.";

/// Arguments of `sitec fmt`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Fmt {
    /// Files, directories (with all below), or `-`
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Change nothing; name what would change and exit with 1
    #[arg(long)]
    check: bool,
}

/// Formats files in place, or says which are not.
///
/// # Errors
/// If a file cannot be read or written.
pub fn run(args: &Fmt, terminal: &Terminal) -> Result<Outcome, Fault> {
    let mut outcome = Outcome::Clean;
    let mut listing = String::new();
    for path in &args.paths {
        if path.as_os_str() == "-" {
            let text = standard_input()?;
            let Some(styled) = styled(&text, "-", terminal) else {
                return Ok(Outcome::Findings);
            };
            if !args.check {
                terminal.give(&styled)?;
            } else if styled != text {
                listing.push_str("-\n");
                outcome = Outcome::Findings;
            }
            continue;
        }
        for file in files(path)? {
            let name = virtual_path(&file);
            let text = fs::read_to_string(&file).map_err(|e| Fault::Unreadable {
                path: name.clone(),
                why: e.to_string(),
            })?;
            let Some(styled) = styled(&text, &name, terminal) else {
                outcome = Outcome::Findings;
                continue;
            };
            if styled == text {
                continue;
            }
            listing.push_str(&name);
            listing.push('\n');
            if args.check {
                outcome = Outcome::Findings;
            } else {
                replace(&file, &styled)?;
            }
        }
    }
    terminal.give(&listing)?;
    Ok(outcome)
}

/// The text in the house style; told and nothing if it has syntax errors.
fn styled(text: &str, name: &str, terminal: &Terminal) -> Option<String> {
    let formatted = sitec_format::format(text);
    if formatted.broken {
        terminal.tell(&format!(
            "{name}: left as it is, because of syntax errors: `sitec check` shows them\n"
        ));
        return None;
    }
    Some(formatted.text)
}

fn standard_input() -> Result<String, Fault> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_to_string(&mut text);
    read.map_err(|e| Fault::Unreadable {
        path: "standard input".to_owned(),
        why: e.to_string(),
    })?;
    Ok(text)
}

/// The `.site` files at a path, sorted; hidden directories and `target` are left alone.
fn files(path: &Path) -> Result<Vec<PathBuf>, Fault> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !path.is_dir() {
        return Err(Fault::NotFound {
            path: virtual_path(path),
        });
    }
    let mut found = Vec::new();
    let mut open = vec![path.to_owned()];
    while let Some(directory) = open.pop() {
        let entries = fs::read_dir(&directory).map_err(|e| Fault::Unreadable {
            path: virtual_path(&directory),
            why: e.to_string(),
        })?;
        for entry in entries.filter_map(Result::ok) {
            let path = entry.path();
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // Links are not followed: they may lead in circles.
            let kind = entry.file_type().ok();
            if kind.is_some_and(|k| k.is_dir()) {
                if !name.starts_with('.') && name != "target" {
                    open.push(path);
                }
            } else if kind.is_some_and(|k| k.is_file()) && name.ends_with(".site") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Writes beside the file and renames, so that no one ever sees half of it.
fn replace(file: &Path, text: &str) -> Result<(), Fault> {
    let beside = file.with_extension("site.new");
    let done = fs::write(&beside, text).and_then(|()| {
        let rights = fs::metadata(file)?.permissions();
        fs::set_permissions(&beside, rights)?;
        fs::rename(&beside, file)
    });
    done.map_err(|e| {
        // What is left of a failed write helps no one; the first fault is the one to tell.
        let _ = fs::remove_file(&beside);
        Fault::Write {
            path: virtual_path(file),
            why: e.to_string(),
        }
    })
}
