//! Forms of statements: their first words, and whatever does not fit.

use crate::error::SyntaxError;
use crate::split::PieceKind;
use crate::tokens::TokenKind;
use crate::words::{STATEMENT_WORDS, form_of};

use super::Failed;

impl Failed<'_> {
    pub(super) fn no_name(&self) -> Option<SyntaxError> {
        let first = self.get(0)?;
        if first.kind == TokenKind::Name
            || (first.kind == TokenKind::Text && self.list.iter().any(|t| self.word(*t) == "="))
        {
            return None;
        }
        let word = self.word(first);
        let error = |label: &str| {
            SyntaxError::new(
                "E0002",
                format!("a statement cannot begin with `{word}`"),
                self.of(first),
                label,
            )
        };
        Some(match word {
            "{" => error("no statement stands before this brace")
                .help("the brace of a block is on the line of its statement: `hall cb1 {`"),
            "=" | "+" | "-" | "*" | "/" | "^" | "==" | "<" | ">" | "<=" | ">=" | ".." | "??" => {
                error("an operator without its left side")
                    .help("put a formula of several lines in parentheses")
            }
            "@" => error("a citation of nothing")
                .help("a citation stands behind its value, on the same line"),
            _ => error("expected a name")
                .help("an attribute is `name = value`, an element `kind name { … }`"),
        })
    }

    /// A statement word whose statement is not complete, or a word near one.
    pub(super) fn wrong_form(&self, kind: PieceKind) -> Option<SyntaxError> {
        let first = self.get(0)?;
        let word = self.word(first);
        let stop = self.stop();
        let place = stop.map_or_else(
            || {
                self.list
                    .last()
                    .map_or_else(|| self.of(first), |t| self.of(*t))
            },
            |(_, t)| self.of(t),
        );
        if kind == PieceKind::Tail {
            return Some(SyntaxError::new(
                "E0002",
                "expected a condition after `when`",
                place,
                "not a condition",
            ));
        }
        if let Some(form) = form_of(word) {
            let message = match stop {
                Some((i, token)) if i > 0 => {
                    format!("`{}` does not fit into this `{word}`", self.shown(token))
                }
                _ => format!("this `{word}` is not complete"),
            };
            let label = if stop.is_some() {
                "does not fit here"
            } else {
                "ends here"
            };
            let before = stop.and_then(|(i, _)| self.get(i.checked_sub(1)?));
            let meant = before.filter(|t| word == "check" && t.kind == TokenKind::Name);
            if let Some(token) = meant
                && let Some(near) = ["error", "warning"]
                    .into_iter()
                    .find(|n| distance(self.word(token), n) <= 2)
            {
                let written = self.word(token);
                let message = format!("expected `error` or `warning`, found `{written}`");
                let span = self.of(token);
                return Some(
                    SyntaxError::new("E0002", message, span, "not a severity").fix(span, near),
                );
            }
            return Some(
                SyntaxError::new("E0002", message, place, label)
                    .help(format!("its form is `{form}`")),
            );
        }
        let second = self.get(1)?;
        if second.kind == TokenKind::Name
            && let Some(near) = nearest(word)
        {
            return Some(
                SyntaxError::new(
                    "E0002",
                    format!("`{word}` begins no statement that goes on like this"),
                    place,
                    "does not fit here",
                )
                .help(format!("did you mean `{near}`?"))
                .also(self.of(first), "not a word of the language"),
            );
        }
        if self.is(self.list.len() - 1, "{") && self.list.iter().any(|t| self.word(*t) == "=") {
            return None;
        }
        if self.is(self.list.len() - 1, "{") {
            return Some(
                SyntaxError::new(
                    "E0002",
                    "this head of a block is not understood",
                    place,
                    "does not fit here",
                )
                .help("an element is `kind name [bracket] \"Label\" { … }`"),
            );
        }
        None
    }

    /// Whatever stands where matching stopped.
    pub(super) fn stray(&self) -> SyntaxError {
        match self.stop() {
            Some((0, token)) => SyntaxError::new(
                "E0002",
                "this is not a statement",
                self.of(token),
                "expected `name = value` or `kind name { … }`",
            ),
            Some((i, token)) => {
                let found = self.shown(token);
                let error = if self
                    .list
                    .iter()
                    .take(i)
                    .any(|t| matches!(self.word(*t), "=" | "+=" | "-=" | "*="))
                {
                    SyntaxError::new(
                        "E0002",
                        format!("`{found}` cannot follow this value"),
                        self.of(token),
                        "belongs to nothing",
                    )
                } else {
                    SyntaxError::new(
                        "E0002",
                        format!("`{found}` cannot follow here"),
                        self.of(token),
                        "does not fit here",
                    )
                };
                match token.kind {
                    TokenKind::Sign if found == "," => {
                        error.help("statements are separated by new lines or `;`, items of a list stand in `[…]`")
                    }
                    TokenKind::Sign if found == "=" => {
                        error.help("a value is given once; two values are compared with `==`")
                    }
                    TokenKind::Text => error.help("a remark is a comment: `// …`"),
                    TokenKind::Number => {
                        error.help("an operator is missing, or a `,` in a list: `[a, b]`")
                    }
                    TokenKind::Name => error.help(
                        "a unit stands directly behind its number; other words need an operator",
                    ),
                    _ => error,
                }
            }
            None => {
                let end = self
                    .list
                    .last()
                    .map_or(self.span(0, self.text.len()), |t| self.of(*t));
                SyntaxError::new(
                    "E0002",
                    "this statement is not complete",
                    end,
                    "it ends here",
                )
            }
        }
    }
}

/// The statement word that differs in at most two letters.
fn nearest(word: &str) -> Option<&'static str> {
    let limit = if word.len() < 5 { 1 } else { 2 };
    STATEMENT_WORDS
        .iter()
        .map(|known| (distance(word, known), *known))
        .filter(|(d, _)| *d <= limit)
        .min()
        .map(|(_, known)| known)
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    if a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.bytes().zip(row.iter().skip(1)) {
            let cost = corner + usize::from(x != y);
            left = cost.min(above + 1).min(left + 1);
            next.push(left);
            corner = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}
