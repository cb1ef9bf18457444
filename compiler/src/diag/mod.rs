//! What the compiler has to say: one model, rendered elsewhere.
//!
//! A stage makes a [`Diagnostic`] by a constructor in `families/` and pushes it to
//! [`Problems`]. Nothing is printed here; `render` draws what points into `.site` text.

use serde::Serialize;
use sitec_grammar::ast::Severity;
use sitec_grammar::source::Span;
use smol_str::SmolStr;

pub mod codes;
pub mod families;
pub mod pages;
pub mod render;

/// A place with what it *is*.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What stands there, in a few words.
    pub text: String,
    /// Where the reader should type.
    pub primary: bool,
}

/// One edit of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// An edit that is certainly right.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What it does, in a few words.
    pub title: String,
    /// Its edits, in order, not overlapping.
    pub edits: Vec<Edit>,
}

/// A finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// `E0312`, `P001`.
    pub code: SmolStr,
    /// How grave.
    pub severity: Severity,
    /// One lowercase sentence without a full stop.
    pub message: String,
    /// Places; exactly one is primary if there is any.
    pub labels: Vec<Label>,
    /// Facts that help.
    pub notes: Vec<String>,
    /// One action.
    pub help: Option<String>,
    /// Edits that are certainly right.
    pub fixes: Vec<Fix>,
    /// How many consequences of this cause were held back.
    pub held_back: usize,
    /// The reason of an `allow` that accepts it.
    pub allowed: Option<String>,
}

impl Diagnostic {
    /// A finding with its severity taken from the code (see [`codes::severity`]).
    #[must_use]
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Diagnostic {
            code: SmolStr::new(code),
            severity: codes::severity(code),
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
            fixes: Vec::new(),
            held_back: 0,
            allowed: None,
        }
    }

    /// With the place where the reader should type.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
            primary: true,
        });
        self
    }

    /// With another place.
    #[must_use]
    pub fn and(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
            primary: false,
        });
        self
    }

    /// Whether a place that it names holds a place that another finding names.
    #[must_use]
    pub fn points_into(&self, other: &Diagnostic) -> bool {
        let holds = |own: &Span, it: &Span| {
            own.file == it.file && own.start <= it.start && it.end <= own.end
        };
        let mut inner = other.labels.iter().map(|l| &l.span);
        inner.any(|it| self.labels.iter().any(|own| holds(&own.span, it)))
    }

    /// With a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// With one action.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// With an edit that is certainly right.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.fixes.push(Fix {
            title: title.into(),
            edits: vec![Edit {
                span,
                text: text.into(),
            }],
        });
        self
    }

    /// With a severity other than its code's.
    #[must_use]
    pub fn graded(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The primary place.
    #[must_use]
    pub fn primary(&self) -> Option<&Label> {
        self.labels
            .iter()
            .find(|l| l.primary)
            .or(self.labels.first())
    }
}

impl From<Diagnostic> for Problems {
    fn from(d: Diagnostic) -> Self {
        Problems { list: vec![d] }
    }
}

/// All findings of a run.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    list: Vec<Diagnostic>,
}

/// How many findings there are of each gravity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Consequences that were held back.
    pub held_back: usize,
    /// Findings accepted by an `allow`.
    pub allowed: usize,
}

impl Problems {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all findings of another run.
    pub fn extend(&mut self, other: Problems) {
        self.list.extend(other.list);
    }

    /// Sorts by place and code and removes duplicates. Call once, before rendering.
    pub fn finish(&mut self) {
        let key = |d: &Diagnostic| {
            let span = d.primary().map(|l| l.span).unwrap_or_default();
            // The package's own files come before the library's, whose ids are the lowest.
            let library = (span.file.0 as usize) < crate::library::MODULES.len();
            (
                library,
                span.file,
                span.start,
                d.code.clone(),
                d.message.clone(),
            )
        };
        self.list.sort_by_cached_key(key);
        self.list
            .dedup_by(|a, b| a.code == b.code && a.message == b.message && a.labels == b.labels);
    }

    /// The findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// For marking what an `allow` accepts.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.list.iter_mut()
    }

    /// How many there are.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for d in &self.list {
            counts.held_back += d.held_back;
            match (&d.allowed, d.severity) {
                (Some(_), _) => counts.allowed += 1,
                (None, Severity::Error) => counts.errors += 1,
                (None, Severity::Warning) => counts.warnings += 1,
            }
        }
        counts
    }

    /// Whether any error stands that no `allow` accepts.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|d| d.severity == Severity::Error && d.allowed.is_none())
    }
}
