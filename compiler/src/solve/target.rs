//! The target: an equation from the command line, and its two sides in a compiled case.

use sitec_grammar::ast::{self, BinaryOp};
use sitec_grammar::source::FileId;
use sitec_ir::{NodeId, Shape};

use super::words;
use crate::diag::Problems;
use crate::hir::ExprKind;
use crate::lower::value::Val;
use crate::report::outside;
use crate::session::Session;
use crate::types::*;
use crate::view::Figure;

/// A target, parsed.
pub(super) struct Target {
    /// With `==`.
    text: String,
    ast: ast::Expr,
    /// What stands before the operator.
    pub left: String,
    /// What stands behind it.
    pub right: String,
}

/// One side of a target, lowered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side {
    pub node: NodeId,
    pub ty: Ty,
}

impl Target {
    /// Reads a target; a single `=` between its sides stands for `==`.
    pub fn read(text: &str) -> Result<Target, Problems> {
        let text = match lone_equals(text) {
            Some(at) => format!("{}=={}", &text[..at], &text[at + 1..]),
            None => text.to_owned(),
        };
        let ast = parsed(&text)?;
        let ast::ExprKind::Binary(BinaryOp::Eq, op, ..) = &ast.kind else {
            return Err(words::no_equation(&text).into());
        };
        // An expression's own place would leave out its brackets.
        let side = |range: Option<&str>| range.unwrap_or_default().trim().to_owned();
        let left = side(text.get(..op.start as usize));
        let right = side(text.get(op.end as usize..));
        Ok(Target {
            ast,
            left,
            right,
            text,
        })
    }
}

impl Session<'_> {
    /// Both sides of a target, lowered in the scope of the root.
    pub(super) fn sides(&mut self, target: &Target) -> Result<[Side; 2], Problems> {
        let (e, env) = self.told(&target.text, |s| s.in_root(&target.ast))?;
        let ExprKind::Binary(BinaryOp::Eq, a, b) = self.lowering.package.hir[e].kind else {
            return Err(words::no_equation(&target.text).into());
        };
        let (ta, tb) = self.types_of_sides(a, b);
        let mut side = |e: ExprId, ty: Ty, text: &str| {
            let value = self.told(&target.text, |s| s.lowering.demand_expr(e, &env))?;
            match value {
                Val::Node(node) if matches!(ty.base, Base::Number(_) | Base::Date(_)) => {
                    if self.lowering.builder.shape(node) == Shape::Series {
                        return Err(Problems::from(words::monthly_side(text)));
                    }
                    Ok(Side { node, ty })
                }
                _ => {
                    let ty = self.lowering.type_name(ty);
                    Err(words::side_without_number(text, &ty).into())
                }
            }
        };
        Ok([side(a, ta, &target.left)?, side(b, tb, &target.right)?])
    }

    /// What both sides come to; not a number where there is nothing.
    pub(super) fn both(&mut self, sides: [Side; 2]) -> Result<[f64; 2], Problems> {
        let nodes = sides.map(|s| s.node);
        let Some(values) = self.run(&nodes) else {
            return Err(std::mem::take(&mut self.problems));
        };
        Ok(nodes.map(|n| {
            let known = self.lowering.builder.const_value(n);
            let known = known.or_else(|| crate::show::number(&values, n));
            known.unwrap_or(f64::NAN)
        }))
    }

    /// Numbers of both sides as figures.
    pub(super) fn side_figures(&mut self, sides: [Side; 2], numbers: [f64; 2]) -> (Figure, Figure) {
        let figure = |s: &mut Self, i: usize| {
            let side: Side = sides[i];
            s.lowering.number_figure(numbers[i], side.ty, side.node)
        };
        (figure(self, 0), figure(self, 1))
    }

    /// Does something with a text from outside; gives what was found wrong with it.
    pub(super) fn told<T>(
        &mut self,
        text: &str,
        work: impl FnOnce(&mut Self) -> T,
    ) -> Result<T, Problems> {
        let before = std::mem::take(&mut self.lowering.package.problems);
        let done = work(self);
        let found = std::mem::replace(&mut self.lowering.package.problems, before);
        let mut problems = Problems::default();
        for d in found.iter() {
            problems.push(outside(d.clone(), text));
        }
        if problems.has_errors() {
            Err(problems)
        } else {
            Ok(done)
        }
    }
}

/// An expression from outside.
pub(super) fn parsed(text: &str) -> Result<ast::Expr, Problems> {
    sitec_grammar::parse_expr(FileId(u32::MAX), text, 0).map_err(|errors| {
        let mut problems = Problems::default();
        for e in &errors {
            problems.push(outside(crate::load::syntax(e), text));
        }
        problems
    })
}

/// The place of a single `=` outside of brackets and texts.
fn lone_equals(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut depth, mut quoted) = (0_usize, false);
    for (i, c) in bytes.iter().enumerate() {
        match c {
            b'"' if i == 0 || bytes[i - 1] != b'\\' => quoted = !quoted,
            _ if quoted => {}
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'=' if depth == 0 => {
                let joined = |c: Option<&u8>| matches!(c, Some(b'=' | b'<' | b'>' | b'!'));
                let before = i.checked_sub(1).and_then(|b| bytes.get(b));
                if !joined(before) && bytes.get(i + 1) != Some(&b'=') {
                    return Some(i);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, left: &str, right: &str) {
        let target = Target::read(text).unwrap_or_else(|p| panic!("{p:?}"));
        assert_eq!((target.left.as_str(), target.right.as_str()), (left, right));
    }

    #[test]
    fn a_target_may_have_one_sign_or_two() {
        reads("a.b == 15%", "a.b", "15%");
        reads("a.b=15%", "a.b", "15%");
        reads(
            "xnpv(r, x, on = d) = (c + $1M)",
            "xnpv(r, x, on = d)",
            "(c + $1M)",
        );
        reads("xnpv(r, x, on = d) == $0", "xnpv(r, x, on = d)", "$0");
    }

    #[test]
    fn what_is_no_equation_is_told_as_such() {
        let code = |text: &str| match Target::read(text) {
            Ok(_) => String::new(),
            Err(p) => p.iter().map(|d| d.code.to_string()).collect(),
        };
        for text in ["a", "a >= 1", "a != 1", "a == 1 and b == 2", "f(x = 1)"] {
            assert_eq!(code(text), "E0701", "{text}");
        }
        assert_ne!(code("a = = 1"), "");
        assert_ne!(code("a = b = c"), "");
        assert_ne!(code("= 1"), "");
    }
}
