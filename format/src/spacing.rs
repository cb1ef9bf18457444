//! Which neighbouring tokens of a line stand apart.

use crate::token::{Kind, Token};
use crate::tree::{is_clause, opens_operand};

/// Whether a blank stands between the token at `at` and the one before it, both of the statement that begins at
/// `start`. `curve` tells whether they stand directly in the braces of a curve.
pub(crate) fn apart(text: &str, tokens: &[Token], start: usize, at: usize, curve: bool) -> bool {
    let Some(next) = tokens.get(at) else {
        return false;
    };
    let Some(prev) = at
        .checked_sub(1)
        .filter(|_| at > start)
        .and_then(|i| tokens.get(i))
    else {
        return false;
    };
    let (word, before) = (next.of(text), prev.of(text));
    if next.of_type.is_some() && next.of_type == prev.of_type {
        return in_type(prev, next, before, word);
    }
    match (prev.kind, next.kind) {
        (_, Kind::Comma | Kind::Semicolon) => false,
        (Kind::Open, Kind::Close) => false,
        (Kind::Open, _) => before == "{",
        (_, Kind::Close) => word == "}",
        (Kind::Comma, _) => true,
        (Kind::Op, _) if before == "." => false,
        (_, Kind::Op) if word == "." => false,
        (Kind::Op, _) if before == "-" && is_sign(text, tokens, start, at - 1) => false,
        (_, Kind::Op) if word == ":" => !curve,
        (_, Kind::Op) if word == "^" => !is_glued_power(tokens, start, at),
        (Kind::Op, _) if before == "^" => !is_glued_power(tokens, start, at - 1),
        (_, Kind::Op) if matches!(word, "?" | "%" | "@") => !next.glued,
        (_, Kind::Open) if word == "(" || word == "[" => {
            apart_from_bracket(text, tokens, start, at)
        }
        _ => true,
    }
}

fn in_type(prev: &Token, next: &Token, before: &str, word: &str) -> bool {
    match (prev.kind, next.kind) {
        (Kind::Open, Kind::Close) | (_, Kind::Comma) => false,
        (Kind::Comma, _) => true,
        (Kind::Open, _) => before == "{",
        (_, Kind::Open) => word == "{",
        (_, Kind::Close) => word == "}",
        (Kind::Word, Kind::Word) => true,
        (_, Kind::Comment) | (Kind::Comment, _) => true,
        _ => false,
    }
}

/// Whether the `-` at `at` is a sign and not a difference.
fn is_sign(text: &str, tokens: &[Token], start: usize, at: usize) -> bool {
    let Some(prev) = at
        .checked_sub(1)
        .filter(|_| at > start)
        .and_then(|i| tokens.get(i))
    else {
        return true;
    };
    match prev.kind {
        Kind::Op => !matches!(prev.of(text), "?" | "%"),
        Kind::Open | Kind::Comma | Kind::Comment => true,
        // `require -x > 0`, `… within -2%` on a line of its own; elsewhere the words are names.
        Kind::Word => {
            opens_operand(prev.of(text)) || at - 1 == start || starts_clause(text, tokens, at - 1)
        }
        _ => false,
    }
}

fn starts_clause(text: &str, tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|t| t.newlines > 0) && is_clause(text, tokens, at)
}

/// `x^2` is glued; `2 ^ n` is not, as `4 m ^ 2` would become another unit.
fn is_glued_power(tokens: &[Token], start: usize, at: usize) -> bool {
    let before = at
        .checked_sub(1)
        .filter(|_| at > start)
        .and_then(|i| tokens.get(i));
    before.is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Close))
}

fn apart_from_bracket(text: &str, tokens: &[Token], start: usize, at: usize) -> bool {
    let (Some(next), Some(prev)) = (tokens.get(at), tokens.get(at - 1)) else {
        return true;
    };
    let first = tokens.get(start).map_or("", |t| t.of(text));
    match prev.kind {
        Kind::Word if opens_operand(prev.of(text)) => true,
        // `b[4] = x` gives a value by a path; apart, it would be an element with a bracket.
        Kind::Word if at - 1 == start => !(next.of(text) == "[" && next.glued),
        Kind::Word if next.of(text) == "(" => {
            let params = at - 1 == start + 1 && matches!(first, "trait" | "template" | "fn");
            let dist = at >= start + 2 && tokens.get(at - 2).is_some_and(|t| t.of(text) == "~");
            !(params || dist || next.glued)
        }
        // `h[4]` is the author's choice, and `a [1]` would not be an index.
        Kind::Word | Kind::Close | Kind::Literal | Kind::Text => !next.glued,
        _ => true,
    }
}
