//! Values and what joins them: `=` that is missing, nothing where a value is due, brackets.

use crate::error::SyntaxError;
use crate::tokens::{Token, TokenKind};
use crate::words::STATEMENT_WORDS;

use super::Failed;

impl Failed<'_> {
    /// `capacity 500 MW`
    pub(super) fn missing_equals(&self) -> Option<SyntaxError> {
        let names = self.target()?;
        let next = self.get(names)?;
        let value = match next.kind {
            TokenKind::Number | TokenKind::Text => true,
            TokenKind::Sign => matches!(self.word(next), "$" | "-" | "["),
            _ => false,
        };
        let name = self.text.get(..self.get(names - 1)?.end)?;
        let has_equals = self.list.iter().skip(names).any(|t| self.word(*t) == "=");
        if !value
            || has_equals
            || STATEMENT_WORDS.contains(&name)
            || self.is(self.list.len() - 1, "{")
        {
            return None;
        }
        let end = self.get(names - 1)?.end;
        Some(
            SyntaxError::new(
                "E0002",
                format!("expected `=` after attribute `{name}`"),
                self.of(next),
                "a value follows a name with `=`",
            )
            .fix(self.span(end, end), " ="),
        )
    }

    /// `@press $131/kW/mo`
    pub(super) fn bare_figure(&self) -> Option<SyntaxError> {
        let (i, stop) = self.stop()?;
        let source = self.get(i.checked_sub(1)?)?;
        if !self.is(i.checked_sub(2)?, "@")
            || source.kind != TokenKind::Name
            || !(stop.kind == TokenKind::Number || self.word(stop) == "$")
        {
            return None;
        }
        Some(
            SyntaxError::new(
                "E0002",
                format!(
                    "expected `=` before the figure of source `{}`",
                    self.word(source)
                ),
                self.of(stop),
                "what the source has stands behind `=`",
            )
            .fix(self.span(source.end, source.end), " ="),
        )
    }

    /// How many tokens at the beginning are a dotted name.
    pub(super) fn target(&self) -> Option<usize> {
        if self.get(0)?.kind != TokenKind::Name {
            return None;
        }
        let mut count = 1;
        while self.is(count, ".")
            && self
                .get(count + 1)
                .is_some_and(|t| t.kind == TokenKind::Name)
        {
            count += 2;
        }
        Some(count)
    }

    /// An operator or `=` with nothing behind it.
    pub(super) fn missing_value(&self) -> Option<SyntaxError> {
        let (i, stop) = match self.stop() {
            Some((i, token)) => (i, Some(token)),
            None => (self.list.len(), None),
        };
        // A citation or a distribution without its name stops at its sign.
        let (i, stop) = match stop {
            Some(sign) if matches!(self.word(sign), "@" | "~") && i > 0 && !self.opens_value(i) => {
                (i + 1, self.get(i + 1))
            }
            _ => (i, stop),
        };
        let before = self.get(i.checked_sub(1)?)?;
        let sign = self.word(before);
        let wants = matches!(
            sign,
            "=" | "+"
                | "-"
                | "*"
                | "/"
                | "^"
                | "=="
                | "!="
                | "<"
                | "<="
                | ">"
                | ">="
                | ".."
                | "??"
                | "+="
                | "-="
                | "*="
                | "~"
                | "@"
                | "and"
                | "or"
                | "not"
                | "in"
                | "if"
                | "then"
                | "else"
                | "where"
        );
        if !wants {
            return None;
        }
        let what = match sign {
            "~" => "a distribution",
            "@" => "the name of a source",
            "in" | "where" | "if" | "then" | "else" | "and" | "or" | "not" => "an expression",
            _ => "a value",
        };
        Some(match stop {
            None => SyntaxError::new(
                "E0002",
                format!("expected {what} after `{sign}`"),
                self.of(before),
                "nothing stands behind it",
            )
            .help("a statement ends with its line; put a formula of several lines in parentheses"),
            Some(next) => SyntaxError::new(
                "E0002",
                format!(
                    "expected {what} after `{sign}`, found `{}`",
                    self.shown(next)
                ),
                self.of(next),
                format!("not {what}"),
            )
            .also(self.of(before), "behind this"),
        })
    }

    /// Whether a value is due at a token, so that nothing else can stand there.
    pub(super) fn opens_value(&self, i: usize) -> bool {
        i.checked_sub(1).and_then(|i| self.get(i)).is_some_and(|t| {
            t.kind == TokenKind::Sign && !matches!(self.word(t), ")" | "]" | "}" | "%")
        })
    }

    /// Something is wrong inside a bracket.
    pub(super) fn in_bracket(&self) -> Option<SyntaxError> {
        let (i, stop) = self.stop()?;
        let mut open: Vec<Token> = Vec::new();
        for token in self.list.iter().take(i) {
            match self.word(*token) {
                "(" | "[" | "{" => open.push(*token),
                ")" | "]" | "}" => {
                    open.pop();
                }
                _ => {}
            }
        }
        let opened = *open.last()?;
        let close = match self.word(opened) {
            "(" => ")",
            "[" => "]",
            _ => "}",
        };
        let found = self.shown(stop);
        let before = self.get(i.checked_sub(1)?)?;
        if matches!(self.word(before), "(" | "[" | "{" | "," | ":") {
            return Some(
                SyntaxError::new(
                    "E0002",
                    format!("expected a value before `{found}`"),
                    self.of(stop),
                    "a value is missing here",
                )
                .also(self.of(opened), "in the bracket opened here"),
            );
        }
        let error = if close == "}" && self.is(i, "=") {
            SyntaxError::new(
                "E0002",
                "a block does not stand behind `=`",
                self.of(opened),
                "points of a curve or choices stand in these braces",
            )
            .help("write a nested element without `=`: `guarantee { by = google }`")
        } else {
            SyntaxError::new(
                "E0002",
                format!("expected `,` or `{close}` before `{found}`"),
                self.of(stop),
                "not part of what stands before it",
            )
            .also(self.of(opened), "in the bracket opened here")
        };
        Some(error)
    }

    /// `a = 1 b = 2`
    pub(super) fn two_statements(&self) -> Option<SyntaxError> {
        let (mut i, mut stop) = self.stop()?;
        if matches!(self.word(stop), "=" | "+=" | "-=" | "*=") && i > 1 {
            // The name in front of it was taken for a unit.
            i -= 1;
            stop = self.get(i)?;
        }
        let before = self.get(i.checked_sub(1)?)?;
        let given = |t: &Token| matches!(self.word(*t), "=" | "+=" | "-=" | "*=");
        if stop.kind != TokenKind::Name
            || !self.get(i + 1).is_some_and(|t| given(&t))
            || !self.list.iter().take(i).any(given)
            || self.opens_value(i)
        {
            return None;
        }
        let name = self.word(stop);
        Some(
            SyntaxError::new(
                "E0002",
                format!("expected a new line or `;` before `{name}`"),
                self.of(stop),
                "another statement begins here",
            )
            .fix(self.span(before.end, before.end), ";"),
        )
    }
}
