//! Says what is wrong with a statement that the grammar does not match.
//!
//! pest gives the furthest place it reached; what is wrong there is worked out
//! from the tokens around it, in the words of a spec, never of the grammar.
//! The commonest mistakes come first. [`crate::salvage`] then keeps what is certain
//! (the name an attribute was meant for), so that one mistake is one error.

use crate::error::SyntaxError;
use crate::source::{FileId, Span};
use crate::split::PieceKind;
use crate::tokens::{Token, TokenKind, tokens};
use crate::words::{STATEMENT_WORDS, form_of};

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
        .or_else(|| failed.missing_equals())
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

    fn strange_character(&self) -> Option<SyntaxError> {
        let (i, token) = self
            .list
            .iter()
            .copied()
            .enumerate()
            .find(|(i, t)| t.kind == TokenKind::Strange || self.doubled(*i))?;
        let word = self.word(token);
        let (advice, fix) = match word {
            "'" | "`" | "\u{2018}" | "\u{2019}" | "\u{201c}" | "\u{201d}" => {
                ("text stands between straight double quotes: `\"…\"`", None)
            }
            "#" => ("a comment begins with `//`", Some("//")),
            "&" => ("write `and`", Some("and")),
            "|" => ("write `or`", Some("or")),
            "!" => ("write `not`", Some("not ")),
            "€" => ("write the currency behind the number: `5 EUR`", None),
            "£" => ("write the currency behind the number: `5 GBP`", None),
            "¥" => ("write the currency behind the number: `5 JPY`", None),
            "\u{2013}" | "\u{2014}" | "\u{2212}" => ("write a plain `-`", Some("-")),
            "×" | "·" => ("write `*`", Some("*")),
            "÷" => ("write `/`", Some("/")),
            "≥" => ("write `>=`", Some(">=")),
            "≤" => ("write `<=`", Some("<=")),
            "≠" => ("write `!=`", Some("!=")),
            "\u{a0}" => ("write a plain space", Some(" ")),
            _ => (
                "outside text and comments there are only letters of the English alphabet, digits and signs of the language",
                None,
            ),
        };
        let mut span = self.of(token);
        if matches!(word, "&" | "|") && self.is(i + 1, word) {
            span.end += 1;
        }
        let shown = if word == "\u{a0}" {
            "a no-break space"
        } else {
            word
        };
        let quoted = if word == "\u{a0}" {
            shown.to_owned()
        } else {
            format!("`{shown}`")
        };
        let error = SyntaxError::new(
            "E0002",
            format!("{quoted} cannot stand here"),
            span,
            "not a sign of the language",
        )
        .help(advice);
        Some(match fix {
            Some(fix) => error.fix(span, fix),
            None => error,
        })
    }

    /// A `!` that is not of `!=` is one token of its own.
    fn doubled(&self, i: usize) -> bool {
        self.is(i, "!") || self.is(i, "&") || self.is(i, "|")
    }

    /// `8,5 MW`, `1.000.000`, `1,250,000`, `.5`, `5.`, `5 %`
    fn malformed_number(&self) -> Option<SyntaxError> {
        let mut depth = 0_usize;
        for (i, token) in self.list.iter().copied().enumerate() {
            match self.word(token) {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if token.kind != TokenKind::Number {
                if token.kind == TokenKind::Sign
                    && self.word(token) == "."
                    && let Some(next) = self.get(i + 1)
                    && next.kind == TokenKind::Number
                    && next.start == token.end
                    && !self
                        .list
                        .get(i.wrapping_sub(1))
                        .is_some_and(|p| p.end == token.start)
                {
                    let whole = self.span(token.start, next.end);
                    let digits = self.word(next);
                    return Some(
                        SyntaxError::new(
                            "E0004",
                            format!("`.{digits}` is not a number"),
                            whole,
                            "digits are missing before the point",
                        )
                        .help(format!("write `0.{digits}`"))
                        .fix(whole, format!("0.{digits}")),
                    );
                }
                continue;
            }
            // All that is glued by points or commas.
            let mut last = i;
            let mut sign = "";
            let mut groups = vec![self.word(token).to_owned()];
            while let (Some(dot), Some(next)) = (self.get(last + 1), self.get(last + 2)) {
                let joins = matches!(self.word(dot), "." | ",")
                    && (self.word(dot) == "." || depth == 0)
                    && next.kind == TokenKind::Number
                    && dot.start == self.list.get(last).map_or(0, |t| t.end)
                    && next.start == dot.end;
                if !joins {
                    break;
                }
                sign = if self.word(dot) == "," { "," } else { "." };
                groups.push(self.word(next).to_owned());
                last += 2;
            }
            if last > i {
                let end = self.get(last).map_or(token.end, |t| t.end);
                let whole = self.span(token.start, end);
                let written = self.text.get(token.start..end).unwrap_or_default();
                let digits: Vec<&str> = groups.iter().flat_map(|g| g.split('.')).collect();
                let grouped = digits.len() > 2
                    || (sign == "," && digits.iter().skip(1).all(|g| g.len() == 3));
                let better = if grouped && digits.iter().skip(1).all(|g| g.len() == 3) {
                    digits.join("_")
                } else if digits.len() == 2 {
                    digits.join(".")
                } else {
                    return Some(
                        SyntaxError::new(
                            "E0004",
                            format!("`{written}` is not a number"),
                            whole,
                            "more than one point",
                        )
                        .help("one point stands before the decimals; `_` groups digits"),
                    );
                };
                let error = SyntaxError::new(
                    "E0004",
                    format!("`{written}` is not a number"),
                    whole,
                    "not a number",
                )
                .help(format!(
                    "write `{better}`; `_` groups digits, the decimal point is `.`"
                ));
                // `1,250` may be meant either way.
                return Some(if sign == "," && digits.len() == 2 && grouped {
                    error
                } else {
                    error.fix(whole, better)
                });
            }
            if let Some(next) = self.get(i + 1) {
                let glued = next.start == token.end;
                if self.word(next) == "." && glued && self.at <= next.start {
                    let whole = self.span(token.start, next.end);
                    let digits = self.word(token);
                    return Some(
                        SyntaxError::new(
                            "E0004",
                            format!("`{digits}.` is not a number"),
                            whole,
                            "digits are missing behind the point",
                        )
                        .help(format!("write `{digits}` or `{digits}.0`"))
                        .fix(whole, digits),
                    );
                }
                if self.word(next) == "%" && !glued {
                    let digits = self.word(token);
                    let gap = self.span(token.end, next.start);
                    return Some(
                        SyntaxError::new(
                            "E0004",
                            "`%` is separated from its number",
                            self.span(token.start, next.end),
                            "a percentage in two pieces",
                        )
                        .help(format!("write `{digits}%`"))
                        .fix(gap, ""),
                    );
                }
            }
        }
        None
    }

    fn no_name(&self) -> Option<SyntaxError> {
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

    /// `capacity == 5`, `capacity := 5`
    fn wrong_equals(&self) -> Option<SyntaxError> {
        let (i, sign) = self.list.iter().copied().enumerate().find(|(i, t)| {
            self.word(*t) == "==" || (self.word(*t) == ":" && self.is(i + 1, "="))
        })?;
        let before = self.list.get(..i)?;
        let simple = before.iter().enumerate().all(|(n, t)| {
            if n % 2 == 0 {
                t.kind == TokenKind::Name
            } else {
                self.word(*t) == "."
            }
        });
        if !simple || before.is_empty() {
            return None;
        }
        let span = if self.word(sign) == ":" {
            self.span(sign.start, sign.end + 1)
        } else {
            self.of(sign)
        };
        let name = self.text.get(..sign.start)?.trim_end();
        Some(
            SyntaxError::new(
                "E0002",
                format!("expected `=` after `{name}`"),
                span,
                "a value is given with `=`",
            )
            .fix(span, "="),
        )
    }

    /// `capacity 500 MW`
    fn missing_equals(&self) -> Option<SyntaxError> {
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

    /// How many tokens at the beginning are a dotted name.
    fn target(&self) -> Option<usize> {
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
    fn missing_value(&self) -> Option<SyntaxError> {
        let (i, stop) = match self.stop() {
            Some((i, token)) => (i, Some(token)),
            None => (self.list.len(), None),
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

    fn shown(&self, token: Token) -> String {
        let word = self.word(token);
        if word.chars().count() > 24 {
            word.chars().take(24).chain(['…']).collect()
        } else {
            word.to_owned()
        }
    }

    /// Something is wrong inside a bracket.
    fn in_bracket(&self) -> Option<SyntaxError> {
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
    fn two_statements(&self) -> Option<SyntaxError> {
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

    /// A statement word whose statement is not complete, or a word near one.
    fn wrong_form(&self, kind: PieceKind) -> Option<SyntaxError> {
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
    fn stray(&self) -> SyntaxError {
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
