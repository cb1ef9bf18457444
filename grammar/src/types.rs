//! Types as written: matched nodes to syntax tree.

use smol_str::SmolStr;

use crate::ast::{TypeExpr, TypeKind};
use crate::error::SyntaxError;
use crate::expr::Builder;
use crate::pairs::{Kids, Rule};

impl Builder<'_> {
    /// `: TYPE`, when it is there.
    pub(crate) fn ty(&mut self, kids: &mut Kids<'_>) -> Option<TypeExpr> {
        let (node, mut inner) = kids.take(Rule::r#type)?;
        let mut ty = self.type_item(&mut inner)?;
        let mut steps = 0;
        while let Some((op, _)) = inner.take(Rule::type_op) {
            steps += 1;
            let divides = self.slice(op) == "/";
            let right = self.type_item(&mut inner)?;
            if steps > 16 {
                let span = self.span(node);
                self.errors.push(SyntaxError::new(
                    "E0005",
                    "a type of more than 16 factors",
                    span,
                    "no quantity has so many",
                ));
                return Some(TypeExpr {
                    kind: TypeKind::Error,
                    span,
                });
            }
            let span = ty.span.to(right.span);
            let (left, right) = (Box::new(ty), Box::new(right));
            let kind = if divides {
                TypeKind::Div(left, right)
            } else {
                TypeKind::Mul(left, right)
            };
            ty = TypeExpr { kind, span };
        }
        if inner.take(Rule::type_optional).is_some() {
            ty = TypeExpr {
                kind: TypeKind::Optional(Box::new(ty)),
                span: self.span(node),
            };
        }
        Some(ty)
    }

    fn type_item(&mut self, kids: &mut Kids<'_>) -> Option<TypeExpr> {
        let (node, mut inner) = kids.next()?;
        let span = self.span(node);
        let kind = match node.rule {
            Rule::path => TypeKind::Name(self.path(node)),
            Rule::type_one => TypeKind::One,
            Rule::type_ref => TypeKind::Ref(self.path(inner.take(Rule::path)?.0)),
            Rule::type_list => {
                let item = Box::new(self.ty(&mut inner)?);
                match self.slice(node).as_bytes().first() {
                    Some(b'l') => TypeKind::List(item),
                    Some(b'h') => TypeKind::Hours(item),
                    _ => TypeKind::Series(item),
                }
            }
            Rule::type_enum => {
                let mut choices = Vec::new();
                let mut before = node.start;
                let mut end = None;
                while let Some((name, _)) = inner.take(Rule::name) {
                    if let Some(end) = end {
                        self.separated(end, name);
                    }
                    end = Some(name.end);
                    let docs = self.docs_between(before, name.start);
                    before = name.end;
                    choices.push((self.ident(name), docs));
                }
                TypeKind::Enum(choices)
            }
            Rule::type_group => self.ty(&mut inner)?.kind,
            _ => return None,
        };
        let item = TypeExpr { kind, span };
        let Some((power, _)) = kids.take(Rule::type_power) else {
            return Some(item);
        };
        let digits = self.slice(power).trim_start_matches('^');
        let span = span.to(self.span(power));
        match digits.parse::<i32>() {
            Ok(n) if n.abs() < 1000 => Some(TypeExpr {
                kind: TypeKind::Pow(Box::new(item), n),
                span,
            }),
            _ => {
                self.errors.push(SyntaxError::new(
                    "E0004",
                    format!("`{digits}` cannot be the power of a unit"),
                    self.span(power),
                    "a power is a whole number of at most three digits",
                ));
                Some(TypeExpr {
                    kind: TypeKind::Error,
                    span,
                })
            }
        }
    }

    /// The `///` lines that stand between two places of one statement.
    fn docs_between(&mut self, start: u32, end: u32) -> Option<SmolStr> {
        let first = self.docs.partition_point(|d| d.0 < start);
        let last = self.docs.partition_point(|d| d.0 < end);
        self.docs_of((first as u32, last as u32))
    }

    /// The text of a range of `///` lines, joined by newlines; notes that they are used.
    pub(crate) fn docs_of(&mut self, range: (u32, u32)) -> Option<SmolStr> {
        if range.0 >= range.1 {
            return None;
        }
        let lines = self.docs.get(range.0 as usize..range.1 as usize)?;
        self.used_docs.push(range);
        Some(joined(
            lines
                .iter()
                .map(|&(s, e)| self.between(s as usize, e as usize)),
        ))
    }
}

/// Documentation lines without their slashes and one blank behind them, joined.
pub(crate) fn joined<'l>(lines: impl Iterator<Item = &'l str>) -> SmolStr {
    let mut text = String::new();
    for (i, line) in lines.enumerate() {
        if i > 0 {
            text.push('\n');
        }
        let line = line.get(3..).unwrap_or_default();
        text.push_str(line.strip_prefix(' ').unwrap_or(line));
    }
    SmolStr::from(text)
}
