//! Says what is wrong with a statement that the grammar does not match.
//!
//! pest gives the furthest place it reached; what is wrong there is worked out
//! from the tokens around it, in the words of a spec, never of the grammar.
//! The commonest mistakes come first. [`crate::salvage`] then keeps what is certain
//! (the name an attribute was meant for), so that one mistake is one error.

mod forms;
mod signs;
mod values;

use crate::error::SyntaxError;
use crate::source::{FileId, Span};
use crate::split::PieceKind;
use crate::tokens::{Token, tokens};

/// Explains why `text`, which begins at `base`, is not a statement; `at` is the
/// place in the file at which matching stopped.
pub(crate) fn explain(
    file: FileId,
    text: &str,
    base: usize,
    at: usize,
    kind: PieceKind,
) -> SyntaxError {
    let list = tokens(text);
    let failed = Failed {
        file,
        text,
        base,
        at: at.saturating_sub(base),
        list: &list,
    };
    failed
        .strange_character()
        .or_else(|| failed.malformed_number())
        .or_else(|| failed.no_name())
        .or_else(|| failed.wrong_equals())
        .or_else(|| failed.wrong_comparison())
        .or_else(|| failed.missing_equals())
        .or_else(|| failed.bare_figure())
        .or_else(|| failed.missing_value())
        .or_else(|| failed.in_bracket())
        .or_else(|| failed.two_statements())
        .or_else(|| failed.wrong_form(kind))
        .unwrap_or_else(|| failed.stray())
}

struct Failed<'t> {
    file: FileId,
    text: &'t str,
    base: usize,
    /// Where matching stopped, in `text`.
    at: usize,
    list: &'t [Token],
}

impl Failed<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.base + start, self.base + end)
    }

    fn of(&self, token: Token) -> Span {
        self.span(token.start, token.end)
    }

    fn word(&self, token: Token) -> &str {
        self.text.get(token.start..token.end).unwrap_or_default()
    }

    fn get(&self, i: usize) -> Option<Token> {
        self.list.get(i).copied()
    }

    fn is(&self, i: usize, sign: &str) -> bool {
        self.get(i).is_some_and(|t| self.word(t) == sign)
    }

    /// The first token at or behind the place where matching stopped.
    fn stop(&self) -> Option<(usize, Token)> {
        self.list
            .iter()
            .copied()
            .enumerate()
            .find(|(_, t)| t.end > self.at)
    }

    fn shown(&self, token: Token) -> String {
        let word = self.word(token);
        if word.chars().count() > 24 {
            word.chars().take(24).chain(['…']).collect()
        } else {
            word.to_owned()
        }
    }
}
