//! Texts with `{expr}` in them.

use crate::ast::{Expr, ExprKind, Message, TextPart};
use crate::error::SyntaxError;
use crate::expr::{Builder, unescape};
use crate::pairs::{Kids, Node, Rule, matched};
use crate::source::Span;
use crate::split::{MAX_NESTING, nesting};

impl Builder<'_> {
    /// A text with `{expr}` in it.
    pub(crate) fn message(&mut self, node: Node) -> Message {
        let quoted = self.slice(node);
        let start = node.start as usize + 1;
        let inner = quoted
            .get(1..quoted.len().saturating_sub(1))
            .unwrap_or_default();
        let mut parts = Vec::new();
        let mut literal = 0;
        let mut at = 0;
        let bytes = inner.as_bytes();
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'\\' => at += 2,
                b'{' => {
                    let Some(len) = bytes.get(at..).and_then(closing) else {
                        let span = Span::new(self.file, start + at, start + at + 1);
                        self.errors.push(
                            SyntaxError::new(
                                "E0003",
                                "this brace in the text is not closed",
                                span,
                                "an expression begins here",
                            )
                            .help("a brace that is meant as text is written `\\{`"),
                        );
                        break;
                    };
                    push_literal(&mut parts, inner.get(literal..at));
                    let code = inner.get(at + 1..at + len).unwrap_or_default();
                    parts.push(TextPart::Expr(self.embedded(code, start + at + 1)));
                    at += len + 1;
                    literal = at;
                }
                _ => at += 1,
            }
        }
        push_literal(&mut parts, inner.get(literal..));
        Message {
            parts,
            span: self.span(node),
        }
    }

    /// An expression inside a text.
    pub(crate) fn embedded(&mut self, code: &str, start: usize) -> Expr {
        let whole = Span::new(self.file, start, start + code.len());
        if nesting(code) > MAX_NESTING {
            let message = format!("brackets are nested more than {MAX_NESTING} deep");
            self.errors.push(SyntaxError::new(
                "E0005",
                message,
                whole,
                "in this expression",
            ));
            return Expr {
                kind: ExprKind::Error,
                span: whole,
            };
        }
        let mut nodes = std::mem::take(&mut self.nodes);
        let read = match matched(Rule::whole_expr, code, start, &mut nodes) {
            Ok(()) => self.expr(&mut Kids::top(&nodes)),
            Err(_) => {
                self.errors.push(
                    SyntaxError::new(
                        "E0002",
                        format!("`{code}` is not an expression"),
                        whole,
                        "between braces of a text stands an expression",
                    )
                    .help("a brace that is meant as text is written `\\{`"),
                );
                None
            }
        };
        self.nodes = nodes;
        let span = Span::new(self.file, start, start + code.len());
        read.unwrap_or(Expr {
            kind: ExprKind::Error,
            span,
        })
    }

    /// `help "…"`, when it is there.
    #[expect(
        clippy::option_option,
        reason = "the outer one says that the nodes are wrong"
    )]
    pub(crate) fn help(&mut self, kids: &mut Kids<'_>) -> Option<Option<Message>> {
        match kids.take(Rule::help) {
            Some((_, mut inner)) => Some(Some(self.message(inner.take(Rule::text)?.0))),
            None => Some(None),
        }
    }
}

fn push_literal(parts: &mut Vec<TextPart>, text: Option<&str>) {
    if let Some(text) = text.filter(|t| !t.is_empty()) {
        parts.push(TextPart::Literal(unescape(text)));
    }
}

/// How far behind an opening brace its closing one is.
fn closing(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0;
    for (i, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(i);
                }
            }
            _ => {}
        }
    }
    None
}
