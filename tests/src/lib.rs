//! What the suites share: specs in memory, compiled and asked. See the README beside this package.

pub mod any_bytes;
pub mod judge;
pub mod literals;
pub mod markers;
pub mod oracle;
pub mod places;
pub mod projects;

use std::fs;
use std::path::{Path, PathBuf};

use sitec_compiler::diag::render;
use sitec_compiler::world::MemoryWorld;
use sitec_compiler::{Diagnostic, Options, Session, Sources};

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What is printed, where some of the files that it shows may move below it: without the numbers of lines in the margin, and
/// without the places in files whose names begin so.
#[must_use]
pub fn without_lines_of(files: &[&str], text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let gutter = line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
        let place = gutter.strip_prefix("┌─ ");
        let moves = place.is_some_and(|p| files.iter().any(|f| p.starts_with(f)));
        match gutter.chars().next() {
            Some('┌') if moves => out.push_str(gutter.split(':').next().unwrap_or(gutter)),
            Some('│' | '·' | '=' | '┌') => out.push_str(gutter),
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// The text of a file below the root, which must be there.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The names in a directory below the root, sorted.
///
/// # Panics
/// If it cannot be read, or a name is not UTF-8.
#[must_use]
pub fn names(path: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a UTF-8 name")
        })
        .collect();
    names.sort();
    names
}

/// Fails with all faults at once.
///
/// # Panics
/// If there is any.
pub fn none(faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{} faults\n\n{}",
        faults.len(),
        faults.join("\n\n")
    );
}

/// A spec in memory: its files, the first of which is opened, and the case to compile.
#[derive(Debug, Clone, Default)]
pub struct Spec {
    /// Paths with their texts.
    pub files: Vec<(String, String)>,
    /// Scenario and overrides.
    pub options: Options,
}

impl Spec {
    /// A spec of one file.
    #[must_use]
    pub fn of(text: impl Into<String>) -> Spec {
        Spec {
            files: vec![("main.site".to_owned(), text.into())],
            options: Options::default(),
        }
    }

    /// The `main.site` of a package below `examples/`.
    #[must_use]
    pub fn example(name: &str) -> Spec {
        Spec::of(text(&format!("examples/{name}/main.site")))
    }

    /// With a file beside the first.
    #[must_use]
    pub fn with_file(mut self, path: &str, text: impl Into<String>) -> Spec {
        self.files.push((path.to_owned(), text.into()));
        self
    }

    /// In a scenario.
    #[must_use]
    pub fn in_scenario(mut self, name: &str) -> Spec {
        self.options.scenario = Some(name.to_owned());
        self
    }

    /// With an override, `path=expr`.
    #[must_use]
    pub fn set(mut self, set: &str) -> Spec {
        self.options.sets.push(set.to_owned());
        self
    }

    /// With one place of the first file written otherwise.
    ///
    /// # Panics
    /// Unless the old text stands there exactly once: an edit that misses would prove nothing.
    #[must_use]
    pub fn edit(mut self, old: &str, new: &str) -> Spec {
        let text = self.first_mut();
        assert_eq!(
            text.matches(old).count(),
            1,
            "`{old}` stands once in the spec"
        );
        *text = text.replacen(old, new, 1);
        self
    }

    /// The first file.
    ///
    /// # Panics
    /// If the spec has no files.
    #[must_use]
    pub fn first(&self) -> &str {
        &self.files.first().expect("a spec has a file").1
    }

    fn first_mut(&mut self) -> &mut String {
        &mut self.files.first_mut().expect("a spec has a file").1
    }

    /// Reads and parses it.
    ///
    /// # Panics
    /// If the spec has no files.
    #[must_use]
    pub fn load(&self) -> Sources {
        let world = self
            .files
            .iter()
            .fold(MemoryWorld::new(), |w, (path, text)| {
                w.with(path, text.as_str())
            });
        let first = &self.files.first().expect("a spec has a file").0;
        Sources::load(&world, first, &self.options).expect("the first file is there")
    }
}

/// What a compilation says, as it is printed without colour.
#[must_use]
pub fn printed(session: &Session<'_>) -> String {
    render::human(session.problems(), session.sources(), false)
}

/// The findings that no `allow` accepts.
pub fn open<'s>(session: &'s Session<'_>) -> impl Iterator<Item = &'s Diagnostic> {
    session.problems().iter().filter(|d| d.allowed.is_none())
}

/// The codes of these findings.
#[must_use]
pub fn codes(session: &Session<'_>) -> Vec<String> {
    open(session).map(|d| d.code.to_string()).collect()
}

/// The number of an expression in its unit.
///
/// # Panics
/// If the expression is wrong or has no number.
#[must_use]
pub fn number(session: &mut Session<'_>, expr: &str) -> f64 {
    let found = session
        .eval(&[expr.to_owned()])
        .unwrap_or_else(|p| panic!("{expr}: {p:?}"));
    found
        .first()
        .and_then(|e| e.figure.value)
        .unwrap_or_else(|| panic!("{expr} has no number: {found:?}"))
}

/// An expression as it is shown.
///
/// # Panics
/// If the expression is wrong.
#[must_use]
pub fn shown(session: &mut Session<'_>, expr: &str) -> String {
    let found = session
        .eval(&[expr.to_owned()])
        .unwrap_or_else(|p| panic!("{expr}: {p:?}"));
    found
        .into_iter()
        .next()
        .map(|e| e.figure.text)
        .unwrap_or_default()
}
