//! Mistakes of syntax, worded for the reader of a spec.

use crate::source::Span;

/// One finding about the form of the text.
///
/// The letter of the code tells the severity: `E` is an error, `W` a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// `E0001` …
    pub code: &'static str,
    /// What is wrong, one lowercase sentence without a full stop.
    pub message: String,
    /// Places with what each of them is; `true` marks the place to look at first.
    pub labels: Vec<(Span, String, bool)>,
    /// One thing to do about it.
    pub help: Option<String>,
    /// An edit that is certainly right: the text that replaces the span.
    pub fix: Option<(Span, String)>,
}

impl SyntaxError {
    /// A finding with its primary label.
    pub(crate) fn new(
        code: &'static str,
        message: impl Into<String>,
        at: Span,
        label: impl Into<String>,
    ) -> Self {
        SyntaxError {
            code,
            message: message.into(),
            labels: vec![(at, label.into(), true)],
            help: None,
            fix: None,
        }
    }

    /// Adds a secondary label.
    pub(crate) fn also(mut self, at: Span, label: impl Into<String>) -> Self {
        self.labels.push((at, label.into(), false));
        self
    }

    /// Adds advice.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds an edit.
    pub(crate) fn fix(mut self, at: Span, text: impl Into<String>) -> Self {
        self.fix = Some((at, text.into()));
        self
    }

    /// The place to look at first.
    #[must_use]
    pub fn primary(&self) -> Span {
        let first = self
            .labels
            .iter()
            .find(|l| l.2)
            .or_else(|| self.labels.first());
        first.map_or_else(Span::default, |l| l.0)
    }
}
