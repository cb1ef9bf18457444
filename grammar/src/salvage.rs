//! What is certain of a broken statement is kept, so that one mistake is one error.

use crate::ast::{AssignOp, Attr, Element, Expr, ExprKind, Ident, Path, PathStep, StmtKind, Value};
use crate::error::SyntaxError;
use crate::expr::Builder;
use crate::pairs::{Node, Rule, matched};
use crate::source::Span;
use crate::stmt::Built;
use crate::tokens::{Token, TokenKind, tokens};
use crate::words::{STATEMENT_WORDS, is_reserved};

/// Units that are often written with a prefix, and how they are said.
const UNITS: [(&str, &str); 12] = [
    ("W", "watt"),
    ("Wh", "watt hour"),
    ("VA", "volt-ampere"),
    ("V", "volt"),
    ("A", "ampere"),
    ("J", "joule"),
    ("g", "gram"),
    ("m", "metre"),
    ("Hz", "hertz"),
    ("Pa", "pascal"),
    ("t", "tonne"),
    ("B", "byte"),
];

/// `500 k W` is read as `500 kW`, with a warning.
pub(crate) fn repaired(
    builder: &mut Builder<'_>,
    text: &str,
    base: usize,
    nodes: &mut Vec<Node>,
) -> Option<(Built, SyntaxError)> {
    let list = tokens(text);
    let found = list.windows(3).find_map(|w| match w {
        [number, prefix, unit] => {
            let letter = text.get(prefix.start..prefix.end)?;
            let name = text.get(unit.start..unit.end)?;
            let fits = number.kind == TokenKind::Number
                && matches!(letter, "k" | "M" | "G" | "T" | "m")
                && UNITS.iter().any(|u| u.0 == name)
                && text.get(number.end..prefix.start)?.trim().is_empty()
                && prefix.end < unit.start;
            fits.then_some((*prefix, *unit))
        }
        _ => None,
    });
    let (prefix, unit) = found?;
    let letter = text.get(prefix.start..prefix.end)?;
    let name = text.get(unit.start..unit.end)?;
    let gap = " ".repeat(unit.start - prefix.end);
    let patched = format!(
        "{}{gap}{letter}{}",
        text.get(..prefix.start)?,
        text.get(unit.start..)?
    );
    let built = patched_statement(builder, &patched, base, nodes)?;
    let span = Span::new(builder.file, base + prefix.start, base + unit.end);
    let prefix = match letter {
        "k" => "kilo",
        "M" => "mega",
        "G" => "giga",
        "T" => "tera",
        _ => "milli",
    };
    let said = UNITS.iter().find(|u| u.0 == name).map_or(name, |u| u.1);
    let warning = SyntaxError::new(
        "W0001",
        format!("`{letter} {name}` reads as {prefix} {said}; write `{letter}{name}`"),
        span,
        "a unit in two pieces",
    )
    .fix(span, format!("{letter}{name}"));
    Some((built, warning))
}

/// Parses a changed copy of a statement; changes must keep the places of what is kept.
fn patched_statement(
    builder: &mut Builder<'_>,
    patched: &str,
    base: usize,
    nodes: &mut Vec<Node>,
) -> Option<Built> {
    matched(Rule::statement, patched, base, nodes).ok()?;
    let mut other = Builder::new(builder.file, patched, base, &[]);
    let built = other.statement(nodes)?;
    builder.errors.append(&mut other.errors);
    Some(built)
}

/// Keeps what is certain of a broken statement: which name was to get a value,
/// which element a block belongs to.
pub(crate) fn salvaged(
    builder: &mut Builder<'_>,
    text: &str,
    base: usize,
    opens: bool,
    nodes: &mut Vec<Node>,
) -> Option<Built> {
    let list = tokens(text);
    let word = |t: &Token| text.get(t.start..t.end).unwrap_or_default();
    let file = builder.file;
    let ident = |t: &Token| Ident {
        name: word(t).into(),
        span: Span::new(file, base + t.start, base + t.end),
    };
    let first = list.first().filter(|t| t.kind == TokenKind::Name)?;
    if opens {
        if STATEMENT_WORDS.contains(&word(first)) {
            return None;
        }
        let name = list.get(1).filter(|t| t.kind == TokenKind::Name).map(ident);
        let kind = Path {
            segments: vec![ident(first)],
            span: ident(first).span,
        };
        let element = Element {
            kind,
            name,
            bracket: None,
            label: None,
            body: None,
        };
        return Some(Built::Stmt(StmtKind::Element(Box::new(element))));
    }
    let mut depth = 0_usize;
    let equals = list.iter().find(|t| {
        match word(t) {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(word(t), "=" | "+=" | "-=" | "*=")
    });
    let end = Span::new(file, base + text.len(), base + text.len());
    if let Some(equals) = equals {
        let patched = format!("{} none", text.get(..equals.end)?);
        let errors = builder.errors.len();
        let built = patched_statement(builder, &patched, base, nodes);
        builder.errors.truncate(errors);
        let value = Span {
            start: (base + equals.end) as u32,
            ..end
        };
        return without_value(built?, value);
    }
    let second = list.get(1)?;
    let plain = !STATEMENT_WORDS.contains(&word(first)) && !is_reserved(word(first));
    if plain && second.kind == TokenKind::Number {
        let name = ident(first);
        let op_span = Span {
            start: name.span.end,
            ..name.span
        };
        let span = Span {
            start: (base + second.start) as u32,
            ..end
        };
        let value = Value {
            expr: Expr {
                kind: ExprKind::Error,
                span,
            },
            dist: None,
            cites: Vec::new(),
            excluded: None,
        };
        let target = vec![PathStep { name, index: None }];
        let attr = Attr {
            target,
            op: AssignOp::Set,
            op_span,
            value,
        };
        return Some(Built::Stmt(StmtKind::Attr(Box::new(attr))));
    }
    None
}

/// Puts an error in the place of the value.
fn without_value(built: Built, span: Span) -> Option<Built> {
    let error = Expr {
        kind: ExprKind::Error,
        span,
    };
    let value = |expr| Value {
        expr,
        dist: None,
        cites: Vec::new(),
        excluded: None,
    };
    Some(match built {
        Built::Column(head, _) => Built::Column(head, Box::new(error)),
        Built::Law(_) => return None,
        Built::Stmt(mut kind) => {
            match &mut kind {
                StmtKind::Attr(attr) => attr.value = value(error),
                StmtKind::Let(formula) => formula.value = value(error),
                StmtKind::Assume(assume) => assume.value = value(error),
                StmtKind::AttrDecl(decl) => decl.default = Some(value(error)),
                StmtKind::Row(row) => row.expr = error,
                StmtKind::Fn(function) => function.body = error,
                StmtKind::Unit(unit) => unit.def = Some(error),
                StmtKind::Quantity(quantity) => quantity.def = Some(error),
                StmtKind::Port(port) => port.amount = Some(error),
                _ => return None,
            }
            Built::Stmt(kind)
        }
    })
}
