//! Orders a flat row of operands and operators into a tree, by precedence.

use crate::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::error::SyntaxError;
use crate::expr::{Builder, MAX_HEIGHT};
use crate::pairs::{Kids, Node, Rule};
use crate::source::Span;
use crate::split::MAX_NESTING;

/// Precedence, tightest last: `or`, `and`, `not`, comparisons, `??`, `..`, `+ -`, `* /`, unary `-`, `^`.
const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const COMPARE: u8 = 4;
const OR_ELSE: u8 = 5;
const RANGE: u8 = 6;
const SUM: u8 = 7;
const PRODUCT: u8 = 8;
const NEGATE: u8 = 9;
const POWER: u8 = 10;

fn operator(text: &str) -> Option<(BinaryOp, u8)> {
    Some(match text {
        "+" => (BinaryOp::Add, SUM),
        "-" => (BinaryOp::Sub, SUM),
        "*" => (BinaryOp::Mul, PRODUCT),
        "/" => (BinaryOp::Div, PRODUCT),
        "==" => (BinaryOp::Eq, COMPARE),
        "!=" => (BinaryOp::Ne, COMPARE),
        "<" => (BinaryOp::Lt, COMPARE),
        "<=" => (BinaryOp::Le, COMPARE),
        ">" => (BinaryOp::Gt, COMPARE),
        ">=" => (BinaryOp::Ge, COMPARE),
        "in" => (BinaryOp::In, COMPARE),
        "and" => (BinaryOp::And, AND),
        "or" => (BinaryOp::Or, OR),
        "??" => (BinaryOp::OrElse, OR_ELSE),
        ".." => (BinaryOp::Range, RANGE),
        "^" => (BinaryOp::Pow, POWER),
        _ => return None,
    })
}

impl Builder<'_> {
    /// Operands joined by infixes that bind at least as tightly as `least`.
    pub(crate) fn climb(&mut self, kids: &mut Kids<'_>, least: u8) -> Option<Expr> {
        let mut left = self.unary(kids)?;
        let mut compared = false;
        while let Some(node) = kids.peek() {
            let (op, strength) = operator(self.slice(node))?;
            if strength < least {
                break;
            }
            kids.next();
            let height = self.height;
            // `^` is right-associative, all others are left-associative.
            let next = if op == BinaryOp::Pow {
                POWER
            } else {
                strength + 1
            };
            let right = self.deeper(node, |b| b.climb(kids, next))?;
            if op == BinaryOp::Sub && self.is_half_a_date(&left, node, &right) {
                left = self.half_a_date(left.span.to(right.span));
                continue;
            }
            if strength == COMPARE {
                if compared {
                    self.chained(node, &left);
                }
                compared = true;
            }
            let span = left.span.to(right.span);
            let kind = ExprKind::Binary(op, self.span(node), Box::new(left), Box::new(right));
            left = self.grown(height.max(self.height), kind, span);
        }
        Some(left)
    }

    /// Prefixes and their operand.
    pub(crate) fn unary(&mut self, kids: &mut Kids<'_>) -> Option<Expr> {
        let Some((node, _)) = kids.take(Rule::prefix) else {
            return self.operand(kids);
        };
        let (op, least) = if self.slice(node) == "-" {
            (UnaryOp::Neg, NEGATE)
        } else {
            (UnaryOp::Not, NOT)
        };
        let mut ahead = *kids;
        let mut row = 1;
        while ahead.take(Rule::prefix).is_some() {
            row += 1;
        }
        if row > MAX_NESTING {
            let span = self.span(node);
            self.errors.push(
                SyntaxError::new(
                    "E0005",
                    format!("more than {MAX_NESTING} operators stand in front of one operand"),
                    span,
                    "the first of them",
                )
                .help("two of them cancel out"),
            );
            while kids.take(Rule::prefix).is_some() {}
            self.operand(kids)?;
            self.height = 1;
            return Some(Expr {
                kind: ExprKind::Error,
                span,
            });
        }
        let operand = self.deeper(node, |b| b.climb(kids, least))?;
        let span = self.span(node).to(operand.span);
        Some(self.grown(self.height, ExprKind::Unary(op, Box::new(operand)), span))
    }

    /// Goes one call deeper, unless that is too deep: then an error stands for the rest.
    pub(crate) fn deeper(
        &mut self,
        node: Node,
        build: impl FnOnce(&mut Self) -> Option<Expr>,
    ) -> Option<Expr> {
        if self.depth >= MAX_HEIGHT {
            // The caller's remaining nodes are left; its statement is in error.
            self.too_high(self.span(node));
            return None;
        }
        self.depth += 1;
        let expr = build(self);
        self.depth -= 1;
        expr
    }

    /// `2026-6` without blanks: a year minus a small number, which nobody means.
    pub(crate) fn is_half_a_date(&self, left: &Expr, sign: Node, right: &Expr) -> bool {
        let glued = left.span.end == sign.start && sign.end == right.span.start;
        let digits = |e: &Expr| {
            let text = self.between(e.span.start as usize, e.span.end as usize);
            (
                text.bytes().all(|b| b.is_ascii_digit()),
                text.len(),
                text.parse::<u32>(),
            )
        };
        glued
            && !matches!(right.kind, ExprKind::Error)
            && matches!(digits(left), (true, 4, Ok(1900..=2199)))
            && matches!(digits(right), (true, 1 | 2, Ok(1..=12)))
    }

    pub(crate) fn half_a_date(&mut self, span: Span) -> Expr {
        let written = self.between(span.start as usize, span.end as usize);
        let month = written.get(5..).unwrap_or_default();
        let year = written.get(..4).unwrap_or_default();
        self.errors.push(
            SyntaxError::new(
                "E0004",
                format!("`{written}` is not a date"),
                span,
                "a month has two digits",
            )
            .help(format!(
                "write `{year}-{month:0>2}`; if a difference is meant, put blanks around `-`"
            )),
        );
        self.height = 1;
        Expr {
            kind: ExprKind::Error,
            span,
        }
    }

    pub(crate) fn chained(&mut self, node: Node, left: &Expr) {
        let op = self.slice(node);
        let mut error = SyntaxError::new(
            "E0002",
            "comparisons do not chain",
            self.span(node),
            format!("`{op}` cannot compare the outcome of a comparison"),
        )
        .help("join two comparisons with `and`");
        if let ExprKind::Binary(_, first, _, _) = &left.kind {
            error = error.also(*first, "compared here already");
        }
        self.errors.push(error);
    }
}
