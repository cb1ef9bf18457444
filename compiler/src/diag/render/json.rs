//! The form for programs: one versioned object.

use serde::Serialize;
use sitec_grammar::source::{FileId, SourceMap, Span};

use super::sources::Sources;
use super::word;
use crate::diag::{Counts, Diagnostic, Label, Problems};

/// The version of the layout; a field may be added without a new one, never changed or removed.
pub const SCHEMA: u32 = 1;

/// The answer of `sitec check --format json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckView {
    /// Version of this layout: 1.
    pub schema: u32,
    /// The findings by file, place and code.
    pub problems: Vec<ProblemView>,
    /// How many there are.
    pub summary: Counts,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProblemView {
    /// `E0312`, `P001`; `sitec explain` tells more.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// One sentence.
    pub message: String,
    /// Path of the file with `/`, relative to where `sitec` ran; `null` if it is about no place.
    pub file: Option<String>,
    /// Where the reader should type.
    pub start: Option<Position>,
    /// One past it.
    pub end: Option<Position>,
    /// The places it is about, the first one to type at first.
    pub labels: Vec<LabelView>,
    /// Facts that help.
    pub notes: Vec<String>,
    /// One action.
    pub help: Option<String>,
    /// Edits that are certainly right.
    pub fixes: Vec<FixView>,
    /// How many consequences were held back.
    pub held_back: usize,
    /// The reason of the `allow` that accepts it.
    pub allowed: Option<String>,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Bytes from the start of the file.
    pub offset: usize,
}

/// A place and what stands there.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LabelView {
    /// Path of the file.
    pub file: String,
    /// First character.
    pub start: Position,
    /// One past the last.
    pub end: Position,
    /// What stands there.
    pub text: String,
    /// Whether it is where the reader should type.
    pub primary: bool,
}

/// A change that is certainly right.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FixView {
    /// What it does.
    pub title: String,
    /// Its edits in order; they do not overlap.
    pub edits: Vec<EditView>,
}

/// One replacement.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EditView {
    /// Path of the file.
    pub file: String,
    /// First character replaced.
    pub start: Position,
    /// One past the last; equal to `start` for an insertion.
    pub end: Position,
    /// The new text.
    pub text: String,
}

/// All findings as a value of the layout above.
#[must_use]
pub fn check_view(problems: &Problems, map: &SourceMap) -> CheckView {
    let sources = Sources::of(problems, map);
    CheckView {
        schema: SCHEMA,
        problems: problems.iter().map(|d| problem(d, &sources)).collect(),
        summary: problems.counts(),
    }
}

/// All findings as JSON text with a line end.
#[must_use]
pub fn json(problems: &Problems, map: &SourceMap) -> String {
    // Strings, numbers and lists only: writing them to a string cannot fail.
    let mut text = serde_json::to_string_pretty(&check_view(problems, map)).unwrap_or_default();
    text.push('\n');
    text
}

fn problem(d: &Diagnostic, sources: &Sources<'_>) -> ProblemView {
    let mut labels: Vec<&Label> = d.labels.iter().collect();
    labels.sort_by_key(|l| !l.primary);
    let labels: Vec<LabelView> = labels.into_iter().map(|l| label(l, sources)).collect();
    let first = labels.first();
    ProblemView {
        code: d.code.to_string(),
        severity: word(d.severity).to_owned(),
        message: d.message.clone(),
        file: first.map(|l| l.file.clone()),
        start: first.map(|l| l.start),
        end: first.map(|l| l.end),
        notes: d.notes.clone(),
        help: d.help.clone(),
        fixes: d
            .fixes
            .iter()
            .map(|f| FixView {
                title: f.title.clone(),
                edits: f
                    .edits
                    .iter()
                    .map(|e| {
                        let (start, end) = exact(e.span, sources);
                        EditView {
                            file: sources.name_of(e.span.file).to_owned(),
                            start,
                            end,
                            text: e.text.clone(),
                        }
                    })
                    .collect(),
            })
            .collect(),
        held_back: d.held_back,
        allowed: d.allowed.clone(),
        labels,
    }
}

fn label(l: &Label, sources: &Sources<'_>) -> LabelView {
    let range = sources.clamp(l.span);
    LabelView {
        file: sources.name_of(l.span.file).to_owned(),
        start: position(l.span.file, range.start, sources),
        end: position(l.span.file, range.end, sources),
        text: l.text.clone(),
        primary: l.primary,
    }
}

/// The borders of an edit: unlike a label's, white space at its end counts.
fn exact(span: Span, sources: &Sources<'_>) -> (Position, Position) {
    let length = sources.text_of(span.file).len();
    let start = (span.start as usize).min(length);
    let end = (span.end as usize).clamp(start, length);
    (
        position(span.file, start, sources),
        position(span.file, end, sources),
    )
}

fn position(file: FileId, offset: usize, sources: &Sources<'_>) -> Position {
    let at = sources.line_column(file, offset);
    Position {
        line: at.line,
        column: at.column,
        offset,
    }
}
