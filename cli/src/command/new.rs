//! `sitec new`: a starter package that checks clean.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::Outcome;
use crate::fault::Fault;
use crate::terminal::Terminal;
use crate::world::virtual_path;

const MAIN: &str = include_str!("../new/main.site");
const MANIFEST: &str = include_str!("../new/site.toml");
const NAME: &str = "your_site";

const EXAMPLES: &str = "\
Examples:
  sitec new river_bend
  sitec new sites/river_bend       the last part is the name";

/// Arguments of `sitec new`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct New {
    /// The directory to make; its name becomes the site's: small letters, digits and `_`
    #[arg(value_name = "NAME")]
    path: PathBuf,
}

/// Writes the package; touches nothing that exists.
///
/// # Errors
/// If the name is none, something is there already, or it cannot be written.
pub fn run(args: &New, terminal: &Terminal) -> Result<Outcome, Fault> {
    let shown = virtual_path(&args.path);
    let name = args
        .path
        .file_name()
        .and_then(|n| n.to_str())
        .unwrap_or_default();
    if !is_name(name) {
        return Err(Fault::usage(
            format!("`{name}` cannot be the name of a site"),
            "begin with a small letter; go on with small letters, digits and `_`",
        ));
    }
    if args.path.exists() {
        return Err(Fault::usage(
            format!("`{shown}` is there already"),
            "choose another name, or remove it first",
        ));
    }
    let failed = |e: std::io::Error| Fault::Write {
        path: shown.clone(),
        why: e.to_string(),
    };
    fs::create_dir_all(&args.path).map_err(failed)?;
    for (file, text) in files(name) {
        fs::write(args.path.join(Path::new(file)), text).map_err(failed)?;
    }
    terminal.give(&format!(
        "wrote {shown}/site.toml and {shown}/main.site\nnow run: sitec report {shown}\n"
    ))?;
    Ok(Outcome::Clean)
}

/// The files of a package of that name.
fn files(name: &str) -> [(&'static str, String); 2] {
    [
        ("site.toml", MANIFEST.replace(NAME, name)),
        (
            "main.site",
            MAIN.replace(NAME, name).replace("Your Site", &title(name)),
        ),
    ]
}

/// `river_bend` as `River Bend`.
fn title(name: &str) -> String {
    let words = name.split('_').filter(|w| !w.is_empty()).map(|w| {
        let mut letters = w.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_titles() {
        assert_eq!(title("river_bend"), "River Bend");
        assert_eq!(title("x__2"), "X 2");
        for good in ["a", "river_bend", "hall9"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "9halls", "River", "river-bend", "_x", "é"] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn nothing_of_the_template_name_is_left() {
        for (file, text) in files("river_bend") {
            assert!(
                !text.contains(NAME) && !text.contains("Your Site"),
                "{file}"
            );
            assert!(text.contains("river_bend"), "{file}");
        }
    }
}
