//! Identities: figures that must agree in every period, like the two sides of a balance sheet.
//!
//! They prove the formulas, not the build-out: nothing accepts, excludes or holds them back, but an error
//! of the text that a side rests on.

use sitec_grammar::ast;
use sitec_grammar::source::Span;
use sitec_ir::{NodeId, Op, OriginId};

use crate::diag::families::graphs;
use crate::elaborate::{Scope, identity};
use crate::lower::Env;
use crate::lower::value::Val;
use crate::periods::column_name;
use crate::session::Session;
use crate::types::*;

/// Sides closer than this are the same, in the unit in which they are shown.
const LEAST: f64 = 1e-6;
/// Sides closer than this share of the greater are the same: what is left of sixteen digits after long sums.
const SHARE: f64 = 1e-11;

/// The code with which a failure is told.
fn code_of(identity: &ast::Identity) -> &str {
    identity
        .code
        .as_ref()
        .map_or(graphs::IDENTITY, |c| c.name.as_str())
}

/// An identity of an element, lowered.
#[derive(Debug, Clone)]
pub(crate) struct Identity<'a> {
    ast: &'a ast::Identity,
    span: Span,
    element: ElementId,
    /// Both sides: the expression and its node.
    sides: [(ExprId, NodeId); 2],
    /// The gap, and whether it is small enough, by period.
    gap: NodeId,
    agrees: NodeId,
    /// Whether it is in all periods.
    pub holds: NodeId,
}

impl<'a> Session<'a> {
    /// Whether a code is that of an identity, which nothing accepts.
    pub(crate) fn is_identity(&self, code: &str) -> bool {
        code == graphs::IDENTITY || self.identities.iter().any(|i| code_of(i.ast) == code)
    }

    pub(crate) fn lower_identities(&mut self) {
        for i in 0..self.lowering.package.elements.len() {
            let id = ElementId(i as u32);
            let Some(kind) = self.lowering.package.elements[i].kind else {
                continue;
            };
            if self.lowering.package.kinds[kind.index()]
                .identities
                .is_empty()
                || !self.is_live(id)
            {
                continue;
            }
            for i in self.lowering.package.kinds[kind.index()].identities.clone() {
                let mut scope = Scope::of_kind(kind, &i.scope);
                scope.fixed = self.lowering.package.is_library(scope.module);
                let found = self.lower_identity(i.ast, i.span, &mut scope, id);
                self.identities.extend(found);
            }
        }
    }

    /// `None` if a side is in error, or has no value that is computed.
    fn lower_identity(
        &mut self,
        ast: &'a ast::Identity,
        span: Span,
        scope: &mut Scope,
        element: ElementId,
    ) -> Option<Identity<'a>> {
        let (left, right, within) = identity(&mut self.lowering.package, ast, scope);
        let env = Env::of(element);
        let mut side = |e: ExprId| match self.lowering.demand_expr(e, &env) {
            Val::Node(n) => Some((e, n)),
            _ => None,
        };
        let sides = [side(left)?, side(right)?];
        if sides
            .iter()
            .any(|(_, n)| self.lowering.rests_on_error(Val::Node(*n)))
        {
            return None;
        }
        let [(_, a), (_, b)] = sides;
        let within = match within {
            Some(w) => Some((w, self.lowering.demand_expr(w, &env))),
            None => None,
        };
        let (_, unit) = self
            .lowering
            .unit_of(self.lowering.package.hir[left].ty, Some(a));
        let ratio = |e: ExprId, s: &Self| {
            let ty = s.lowering.package.hir[e].ty;
            ty.num()
                .is_some_and(|n| n.dim == sitec_units::dimension::Dim::ONE)
        };
        let relative = within.as_ref().map(|(e, _)| ratio(*e, self));
        let within = match within {
            // The gap between dates is in days, of which 30.4375 count to a month.
            Some((_, v @ Val::Duration(_))) => {
                let months = self.lowering.months_of(v)?;
                let days = self.lowering.constant(30.4375);
                Some(self.lowering.push(Op::Mul, &[months, days]))
            }
            Some((_, Val::Node(n))) => Some(n),
            Some(_) => return None,
            None => None,
        };
        let builder = &mut self.lowering.builder;
        let mut push = |op, inputs: &[NodeId]| builder.push(op, inputs, OriginId::NONE);
        let gap = push(Op::Sub, &[a, b]);
        let gap = push(Op::Abs, &[gap]);
        let sizes = [push(Op::Abs, &[a]), push(Op::Abs, &[b])];
        let size = push(Op::Max, &sizes);
        // Nothing is not equal to itself. Both sides may have no value; one alone may not.
        let known = [push(Op::Eq, &[a, a]), push(Op::Eq, &[b, b])];
        let any = push(Op::Or, &known);
        let neither = push(Op::Not, &[any]);
        let share = builder.constant(SHARE);
        let least = builder.constant(LEAST * unit);
        let mut push = |op, inputs: &[NodeId]| builder.push(op, inputs, OriginId::NONE);
        let allowed = match (within, relative) {
            (Some(within), Some(true)) => push(Op::Mul, &[within, size]),
            (Some(within), _) => within,
            (None, _) => {
                let share = push(Op::Mul, &[share, size]);
                push(Op::Max, &[least, share])
            }
        };
        let close = push(Op::Le, &[gap, allowed]);
        let agrees = push(Op::Or, &[close, neither]);
        let Val::Node(holds) = self.whole(Val::Node(agrees)) else {
            return None;
        };
        Some(Identity {
            ast,
            span,
            element,
            sides,
            gap,
            agrees,
            holds,
        })
    }

    pub(crate) fn judge_identities(&mut self) {
        if self.values.is_none() {
            return;
        }
        let identities = std::mem::take(&mut self.identities);
        for i in &identities {
            // A comparison with nothing is false, never nothing itself.
            if self.at_base(i.holds) == Some(0.0) {
                self.tell_identity(i);
            }
        }
        self.identities = identities;
    }

    fn tell_identity(&mut self, i: &Identity<'_>) {
        let [(left, a), (right, b)] = i.sides;
        let Some(values) = self.run(&[a, b, i.gap, i.agrees]) else {
            return;
        };
        let (ta, tb) = self.types_of_sides(left, right);
        let timeline = *self.lowering.builder.timeline();
        let of = |n: NodeId| match self.lowering.builder.const_value(n) {
            Some(v) => vec![v],
            None => values.series(n, 0),
        };
        let (left, right, gap, agrees) = (of(a), of(b), of(i.gap), of(i.agrees));
        let single =
            agrees.len() == 1 || self.lowering.builder.shape(i.agrees) == sitec_ir::Shape::Scalar;
        let at = |list: &[f64], m: usize| list.get(m).or(list.first()).copied().unwrap_or(f64::NAN);
        let plain = |ty: Ty| Ty {
            series: false,
            ..ty
        };
        let apart = |m: usize| graphs::Apart {
            period: (!single).then(|| column_name(&timeline, m as u32)),
            sides: (
                self.lowering.show_number(at(&left, m), plain(ta), Some(a)),
                self.lowering.show_number(at(&right, m), plain(tb), Some(b)),
            ),
            gap: match ta.base {
                Base::Date(_) => format!("{} d", sitec_units::show::number(at(&gap, m), 6)),
                _ => self.lowering.show_number(at(&gap, m), plain(ta), Some(a)),
            },
        };
        let failing = || {
            agrees
                .iter()
                .enumerate()
                .filter(|(_, v)| **v == 0.0)
                .map(|(m, _)| m)
        };
        let Some(first) = failing().next() else {
            return;
        };
        // A gap that is nothing is the widest: one side has no value there.
        let width = |m: usize| match at(&gap, m) {
            gap if gap.is_nan() => f64::INFINITY,
            gap => gap,
        };
        let most = failing().fold(
            first,
            |most, m| if width(m) > width(most) { m } else { most },
        );
        let p = &self.lowering.package;
        let (told, widest) = (apart(first), (most != first).then(|| apart(most)));
        let d = graphs::identity(
            code_of(i.ast),
            &i.ast.words.value,
            &p.describe(i.element),
            &told,
            widest.as_ref(),
            p.elements[i.element.index()].span,
            i.span,
        );
        self.problems.push(d);
    }
}
