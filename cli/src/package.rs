//! Opening packages: the step that all commands share.

use std::fs;
use std::path::{Path, PathBuf};

use sitec_compiler::Session;
use sitec_compiler::diag::Problems;
use sitec_compiler::diag::render;
use sitec_compiler::{OpenError, Options, Sources};

use crate::Outcome;
use crate::args::Case;
use crate::fault::Fault;
use crate::terminal::Terminal;
use crate::world::{FsWorld, virtual_path};

/// The manifest's name.
pub const MANIFEST: &str = "site.toml";

/// Reads the package at a path in a case; [`Session::new`] checks it.
///
/// # Errors
/// If it is not there, cannot be read or its manifest is malformed.
pub fn load(path: &Path, case: &Case) -> Result<Sources, Fault> {
    Ok(read(path, case)?)
}

/// Reads the package at a path in a case.
///
/// # Errors
/// As [`load`], in the compiler's words.
pub fn read(path: &Path, case: &Case) -> Result<Sources, OpenError> {
    let options = Options {
        scenario: case.scenario.clone(),
        sets: case.sets.clone(),
    };
    Sources::load(&FsWorld, &virtual_path(path), &options)
}

/// The packages that a path stands for: itself, or, if it is a directory without a manifest, the
/// packages directly in it, by name.
#[must_use]
pub fn packages(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() || path.join(MANIFEST).exists() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).into_iter().flatten();
    let mut inner: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|e| e.path())
        .filter(|p| p.join(MANIFEST).exists())
        .collect();
    inner.sort();
    if inner.is_empty() {
        // Let the compiler say what is missing.
        inner.push(path.to_owned());
    }
    inner
}

/// Whether there are figures of the case that was asked for. If its scenario is not there, or an override changes nothing, that is told:
/// the figures would be those of another case under its name.
pub fn has_case(session: &Session<'_>, terminal: &Terminal) -> bool {
    if !session.has_case() {
        tell_problems(session, terminal);
    }
    session.has_case()
}

/// Whether a result has findings beside it.
#[must_use]
pub fn outcome(session: &Session<'_>) -> Outcome {
    if session.problems().has_errors() {
        Outcome::Findings
    } else {
        Outcome::Clean
    }
}

/// Tells findings beside a result: errors in full, mere warnings by their number.
pub fn tell_problems(session: &Session<'_>, terminal: &Terminal) {
    let problems = session.problems();
    let counts = problems.counts();
    if problems.has_errors() {
        let text = render::human(problems, session.sources(), terminal.err_color());
        terminal.tell(&text);
    } else if counts.warnings > 0 {
        let summary = render::summary(counts);
        terminal.tell(&format!("{summary}: `sitec check` shows them\n"));
    }
}

/// Tells findings about what was asked on the command line.
pub fn tell_asked(problems: &Problems, session: &Session<'_>, terminal: &Terminal) {
    terminal.tell(&render::human(
        problems,
        session.sources(),
        terminal.err_color(),
    ));
}
