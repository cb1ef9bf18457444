//! Characters, numbers and operators that are written as elsewhere.

use crate::error::SyntaxError;
use crate::tokens::TokenKind;

use super::Failed;

impl Failed<'_> {
    pub(super) fn strange_character(&self) -> Option<SyntaxError> {
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
    pub(super) fn doubled(&self, i: usize) -> bool {
        self.is(i, "!") || self.is(i, "&") || self.is(i, "|")
    }

    /// `8,5 MW`, `1.000.000`, `1,250,000`, `.5`, `5.`, `5 %`
    pub(super) fn malformed_number(&self) -> Option<SyntaxError> {
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
                    && self
                        .list
                        .get(i.wrapping_sub(1))
                        .is_none_or(|p| p.end != token.start)
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

    /// `capacity == 5`, `capacity := 5`
    pub(super) fn wrong_equals(&self) -> Option<SyntaxError> {
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

    /// `a => b`, `a =< b`; `require a = b`
    pub(super) fn wrong_comparison(&self) -> Option<SyntaxError> {
        for (i, sign) in self.list.iter().copied().enumerate() {
            let Some(next) = self.get(i + 1) else { break };
            if self.word(sign) == "=" && next.start == sign.end {
                let better = match self.word(next) {
                    ">" => ">=",
                    "<" => "<=",
                    _ => continue,
                };
                let span = self.span(sign.start, next.end);
                let written = self.text.get(sign.start..next.end)?;
                let message = format!("`{written}` is not a comparison");
                let error =
                    SyntaxError::new("E0002", message, span, "its signs are in the wrong order");
                return Some(error.fix(span, better));
            }
        }
        let (place, stop) = self.stop()?;
        let compares = matches!(
            self.word(self.get(0)?),
            "require" | "warn" | "expect" | "check" | "identity"
        );
        if !compares || self.word(stop) != "=" {
            return None;
        }
        let span = self.of(stop);
        if place >= 2 && self.word(self.get(place - 2)?) == "@" {
            let source = self.word(self.get(place - 1)?);
            let error = SyntaxError::new(
                "E0002",
                format!("`@{source}` has no figure of its own here"),
                span,
                "only a source of a value has one",
            );
            return Some(error.help("write one `expect a == b @source` for each source"));
        }
        let error = SyntaxError::new(
            "E0002",
            "expected `==`",
            span,
            "`=` gives a value, `==` compares",
        );
        Some(error.fix(span, "=="))
    }
}
