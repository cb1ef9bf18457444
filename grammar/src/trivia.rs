//! What stands between the tokens and has no meaning: comments and empty lines.
//!
//! The formatter drains them by position. Documentation comments that belong to
//! a statement are in [`crate::ast::Stmt::docs`] (and in the documentation of
//! laws and choices) and not here; those that stand before nothing are here.

use crate::source::Span;

/// All trivia of a file, in order of position.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trivia {
    /// In order of position, never overlapping.
    pub items: Vec<TriviaItem>,
}

/// One piece of trivia.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TriviaItem {
    /// What it is.
    pub kind: TriviaKind,
    /// A comment from its slashes to the last character of its line that is not
    /// blank; empty lines from the first of them to the start of the next line
    /// that is not empty.
    pub span: Span,
}

/// The kinds of trivia.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TriviaKind {
    /// A comment that has its line for itself.
    Comment,
    /// A comment behind something on the same line.
    TrailingComment,
    /// A run of one or more empty lines.
    BlankLines,
}
