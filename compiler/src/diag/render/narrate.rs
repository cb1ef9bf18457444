//! For Rust callers that embed the compiler: all findings as one miette diagnostic.
//!
//! miette keeps one source a diagnostic and has no notes. So a finding is one [`Finding`] with the
//! labels in its first file; its labels elsewhere become further entries of `related`, and its
//! notes stand before the help.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic as Told, LabeledSpan, NamedSource, Severity as Grade, SourceCode};
use sitec_grammar::ast::Severity;
use sitec_grammar::source::{FileId, SourceMap};

use super::sources::Sources;
use super::{held_back_note, summary};
use crate::diag::{Diagnostic, Label, Problems};

/// All findings of a run as one error.
#[derive(Debug)]
pub struct Narrated {
    summary: String,
    findings: Vec<Finding>,
}

/// One finding with the places in one file.
#[derive(Debug)]
struct Finding {
    code: Option<String>,
    message: String,
    grade: Grade,
    help: Option<String>,
    source: Option<NamedSource<Arc<String>>>,
    labels: Vec<LabeledSpan>,
    elsewhere: Vec<Finding>,
}

/// The findings that no `allow` accepts, with the texts they point into, owned.
#[must_use]
pub fn narrated(problems: &Problems, map: &SourceMap) -> Narrated {
    let sources = Sources::of(problems, map);
    let mut shared = Shared::new();
    Narrated {
        summary: summary(problems.counts()),
        findings: problems
            .iter()
            .filter(|d| d.allowed.is_none())
            .map(|d| finding(d, &sources, &mut shared))
            .collect(),
    }
}

/// Each file's text once, however many findings are in it.
type Shared = BTreeMap<FileId, Arc<String>>;

fn finding(d: &Diagnostic, sources: &Sources<'_>, shared: &mut Shared) -> Finding {
    let mut files: Vec<FileId> = d.primary().map(|l| l.span.file).into_iter().collect();
    for l in &d.labels {
        if !files.contains(&l.span.file) {
            files.push(l.span.file);
        }
    }
    let grade = match d.severity {
        Severity::Error => Grade::Error,
        Severity::Warning => Grade::Warning,
    };
    let mut facts: Vec<String> = d.notes.iter().map(|n| format!("note: {n}")).collect();
    if d.held_back > 0 {
        facts.push(format!("note: {}", held_back_note(d.held_back)));
    }
    facts.extend(d.help.clone());
    let mut files = files.into_iter();
    let first = files.next();
    Finding {
        code: Some(d.code.to_string()),
        message: d.message.clone(),
        grade,
        help: (!facts.is_empty()).then(|| facts.join("\n")),
        source: first.map(|f| named(f, sources, shared)),
        labels: first.map_or_else(Vec::new, |f| labels(d, f, sources)),
        elsewhere: files
            .map(|f| Finding {
                code: None,
                message: format!("what it has to do with {}", sources.name_of(f)),
                grade: Grade::Advice,
                help: None,
                source: Some(named(f, sources, shared)),
                labels: labels(d, f, sources),
                elsewhere: Vec::new(),
            })
            .collect(),
    }
}

fn named(file: FileId, sources: &Sources<'_>, shared: &mut Shared) -> NamedSource<Arc<String>> {
    let text = shared
        .entry(file)
        .or_insert_with(|| Arc::new(sources.text_of(file).to_owned()));
    NamedSource::new(sources.name_of(file), Arc::clone(text))
}

fn labels(d: &Diagnostic, file: FileId, sources: &Sources<'_>) -> Vec<LabeledSpan> {
    let there = d.labels.iter().filter(|l| l.span.file == file);
    there.map(|l| spanned(l, sources)).collect()
}

fn spanned(l: &Label, sources: &Sources<'_>) -> LabeledSpan {
    let range = sources.clamp(l.span);
    let text = Some(l.text.clone());
    if l.primary {
        LabeledSpan::new_primary_with_span(text, range)
    } else {
        LabeledSpan::new_with_span(text, range)
    }
}

impl fmt::Display for Narrated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Narrated {}
impl std::error::Error for Finding {}

impl Told for Narrated {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Told> + 'a>> {
        Some(Box::new(self.findings.iter().map(|f| f as &dyn Told)))
    }
}

impl Told for Finding {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let code = self.code.as_ref()?;
        Some(Box::new(code))
    }

    fn severity(&self) -> Option<Grade> {
        Some(self.grade)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.help.as_ref()?;
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        let source = self.source.as_ref()?;
        Some(source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Told> + 'a>> {
        if self.elsewhere.is_empty() {
            return None;
        }
        Some(Box::new(self.elsewhere.iter().map(|f| f as &dyn Told)))
    }
}
