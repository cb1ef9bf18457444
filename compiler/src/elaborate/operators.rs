//! Types of operators.

use sitec_grammar::ast::{self, BinaryOp, UnaryOp};
use sitec_grammar::source::Span;
use sitec_units::dimension::Dim;

use super::Scope;
use crate::diag::families::{types as words, values as value_words};
use crate::hir::ExprKind;
use crate::package::*;
use crate::types::*;

impl Package<'_> {
    pub(crate) fn unary(&mut self, op: UnaryOp, a: ExprId, span: Span) -> ExprId {
        if let Some(a) = self.in_an_hour(a) {
            let out = self.unary(op, a, span);
            return self.each_hour(out);
        }
        let ty = self.ty(a);
        let ok = match op {
            UnaryOp::Neg => !ty.list && matches!(ty.base, Base::Number(_) | Base::Duration),
            UnaryOp::Not => !ty.list && ty.base == Base::Bool,
        };
        if ok {
            return self.hir.push(ExprKind::Unary(op, a), ty.present(), span);
        }
        if !ty.is_error() {
            let d = words::operand(
                if op == UnaryOp::Neg { "-" } else { "not" },
                self.hir[a].span,
                &self.type_words(ty),
            );
            self.problems.push(d);
        }
        self.error(span)
    }

    pub(crate) fn binary_expr(
        &mut self,
        whole: &ast::Expr,
        scope: &mut Scope,
        want: Option<Ty>,
    ) -> ExprId {
        // Long chains lean to the left; walk them without recursion.
        let mut chain = Vec::new();
        let mut first = whole;
        while let ast::ExprKind::Binary(op, op_span, a, b) = &first.kind {
            chain.push((*op, *op_span, b, first.span));
            first = a;
        }
        let comparison = |op| {
            matches!(
                op,
                BinaryOp::Eq
                    | BinaryOp::Ne
                    | BinaryOp::Lt
                    | BinaryOp::Le
                    | BinaryOp::Gt
                    | BinaryOp::Ge
                    | BinaryOp::In
            )
        };
        let passes = |op| matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::OrElse);
        let outer_passes = chain.iter().all(|c| passes(c.0));
        let mut left = self.expr(first, scope, if outer_passes { want } else { None });
        while let Some((op, op_span, b, span)) = chain.pop() {
            let hint = if comparison(op) || op == BinaryOp::OrElse {
                Some(self.ty(left).item())
            } else if outer_passes {
                want
            } else {
                None
            };
            let right = self.expr(b, scope, hint);
            // `bullet == amortization`: the choice on the left needs the type on the right, and was told as
            // unknown; so the enumeration goes first in texts. That is the rule, not an accident.
            left = self.binary(op, op_span, left, right, span);
        }
        left
    }

    pub(crate) fn binary(
        &mut self,
        op: BinaryOp,
        op_span: Span,
        a: ExprId,
        b: ExprId,
        span: Span,
    ) -> ExprId {
        let (ta, tb) = (self.ty(a), self.ty(b));
        if ta.is_error() || tb.is_error() {
            return self.error(span);
        }
        // Whether there are hours at all is one answer, and so is which of two values counts.
        let presence = ta.base == Base::Nothing || tb.base == Base::Nothing;
        if !presence && !matches!(op, BinaryOp::OrElse | BinaryOp::In | BinaryOp::Range) {
            let ([a, b], hourly) = self.in_each_hour([a, b]);
            if hourly {
                let out = self.binary(op, op_span, a, b, span);
                return self.each_hour(out);
            }
        }
        let series = ta.series || tb.series;
        let ty = match op {
            BinaryOp::And | BinaryOp::Or => {
                for e in [a, b] {
                    let t = self.ty(e);
                    if t.base != Base::Bool || t.list {
                        let d = words::operand(
                            if op == BinaryOp::And { "and" } else { "or" },
                            self.hir[e].span,
                            &self.type_words(t),
                        );
                        self.problems.push(d);
                        return self.error(span);
                    }
                }
                Some(Ty::BOOL.lifted(series))
            }
            BinaryOp::Eq | BinaryOp::Ne => {
                // Whether there is a series at all is one answer, not one for each month.
                let presence = ta.base == Base::Nothing || tb.base == Base::Nothing;
                self.equatable(ta, tb)
                    .then(|| Ty::BOOL.lifted(series && !presence))
            }
            BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
                let ordered = |t: Ty| {
                    !t.list && matches!(t.base, Base::Number(_) | Base::Date(_) | Base::Duration)
                };
                (ordered(ta) && ordered(tb) && self.join(ta.item(), tb.item()).is_some())
                    .then(|| Ty::BOOL.lifted(series))
            }
            BinaryOp::In => {
                (tb.list && !ta.list && self.equatable(ta, tb.item())).then_some(Ty::BOOL)
            }
            BinaryOp::OrElse => {
                let joined = self.join(ta.present(), tb);
                if let Some(t) = joined {
                    let (a, b) = (self.align(a, t), self.align(b, t));
                    return self.hir.push(ExprKind::Binary(op, a, b), t, span);
                }
                None
            }
            BinaryOp::Range => {
                let plain = |t: Ty| t.num().is_some_and(|n| n.dim == Dim::ONE) && !t.series;
                (plain(ta) && plain(tb)).then(|| Ty::ratio().list())
            }
            BinaryOp::Add | BinaryOp::Sub => return self.additive(op, op_span, a, b, span),
            BinaryOp::Mul | BinaryOp::Div => return self.multiplicative(op, op_span, a, b, span),
            BinaryOp::Pow => return self.power(a, b, span),
        };
        match ty {
            Some(ty) => {
                // Durations compare as durations.
                let (a, b) = match (ta.base, tb.base) {
                    (Base::Duration, Base::Number(_)) => (a, self.align(b, Ty::DURATION)),
                    (Base::Number(_), Base::Duration) => (self.align(a, Ty::DURATION), b),
                    _ => (a, b),
                };
                self.hir.push(ExprKind::Binary(op, a, b), ty, span)
            }
            None => {
                self.misfit(op, op_span, a, b);
                self.error(span)
            }
        }
    }

    fn equatable(&mut self, a: Ty, b: Ty) -> bool {
        if a.list || b.list {
            return false;
        }
        if a.base == Base::Nothing || b.base == Base::Nothing {
            return true;
        }
        match (a.base, b.base) {
            // Elements of different kinds may be compared: through a trait they can be the same.
            (Base::Ref(_), Base::Ref(_)) => true,
            _ => self.join(a.present(), b.present()).is_some(),
        }
    }

    fn additive(
        &mut self,
        op: BinaryOp,
        op_span: Span,
        a: ExprId,
        b: ExprId,
        span: Span,
    ) -> ExprId {
        let (ta, tb) = (self.ty(a), self.ty(b));
        let series = ta.series || tb.series;
        if ta.list || tb.list {
            self.misfit(op, op_span, a, b);
            return self.error(span);
        }
        let is_time = |t: Ty| {
            t.num()
                .is_some_and(|n| matches!(n.dim, Dim::TIME | Dim::CLOCK_TIME | Dim::WORK_TIME))
        };
        let duration = |t: Ty| t.base == Base::Duration || is_time(t);
        let ty = match (ta.base, tb.base) {
            (Base::Date(_), _) if duration(tb) => {
                let b = self.align(b, Ty::DURATION);
                return self
                    .hir
                    .push(ExprKind::Binary(op, a, b), Ty::DATE.lifted(series), span);
            }
            (_, Base::Date(_)) if duration(ta) && op == BinaryOp::Add => {
                let a = self.align(a, Ty::DURATION);
                return self
                    .hir
                    .push(ExprKind::Binary(op, b, a), Ty::DATE.lifted(series), span);
            }
            (Base::Date(_), Base::Date(_)) if op == BinaryOp::Sub => Some(Ty::dim(Dim::CLOCK_TIME)),
            (Base::Number(x), Base::Number(y)) => match (x.dim, y.dim) {
                (Dim::TEMPERATURE, Dim::TEMPERATURE_DIFFERENCE) => Some(Ty::dim(Dim::TEMPERATURE)),
                (Dim::TEMPERATURE_DIFFERENCE, Dim::TEMPERATURE) if op == BinaryOp::Add => {
                    Some(Ty::dim(Dim::TEMPERATURE))
                }
                (Dim::TEMPERATURE, Dim::TEMPERATURE) if op == BinaryOp::Sub => {
                    Some(Ty::dim(Dim::TEMPERATURE_DIFFERENCE))
                }
                (Dim::TEMPERATURE, Dim::TEMPERATURE) => None,
                _ if x.dim != y.dim && duration(ta) && duration(tb) && !x.zero && !y.zero => {
                    let (a, b) = (self.align(a, Ty::DURATION), self.align(b, Ty::DURATION));
                    return self.hir.push(
                        ExprKind::Binary(op, a, b),
                        Ty::DURATION.lifted(series),
                        span,
                    );
                }
                _ => {
                    if let (Some(p), Some(q)) = (x.real, y.real)
                        && p != q
                    {
                        self.problems.push(value_words::price_years(
                            self.hir[a].span,
                            p,
                            self.hir[b].span,
                            q,
                        ));
                    }
                    self.join_numbers(x, y).map(|n| {
                        // A ratio of a kind plus or minus something is no longer that kind of ratio.
                        let kind = if n.dim == Dim::ONE { None } else { n.kind };
                        // Some years from a year on is a year, and between two years lie so many.
                        let year = match op {
                            BinaryOp::Sub => x.year && !y.year,
                            _ => x.year != y.year,
                        };
                        Ty::of(Base::Number(Num { kind, year, ..n }))
                    })
                }
            },
            (Base::Duration, _) | (_, Base::Duration) if duration(ta) && duration(tb) => {
                let (a, b) = (self.align(a, Ty::DURATION), self.align(b, Ty::DURATION));
                return self.hir.push(
                    ExprKind::Binary(op, a, b),
                    Ty::DURATION.lifted(series),
                    span,
                );
            }
            _ => None,
        };
        match ty {
            Some(t) => self
                .hir
                .push(ExprKind::Binary(op, a, b), t.lifted(series), span),
            None => {
                self.misfit(op, op_span, a, b);
                self.error(span)
            }
        }
    }

    fn multiplicative(
        &mut self,
        op: BinaryOp,
        op_span: Span,
        a: ExprId,
        b: ExprId,
        span: Span,
    ) -> ExprId {
        let (ta, tb) = (self.ty(a), self.ty(b));
        let series = ta.series || tb.series;
        let ratio = |t: Ty| t.num().is_some_and(|n| n.dim == Dim::ONE);
        let ty = match (ta.base, tb.base) {
            _ if ta.list || tb.list => None,
            (Base::Number(x), Base::Number(y)) => {
                let dim = if op == BinaryOp::Mul {
                    self.dims.mul(x.dim, y.dim)
                } else {
                    self.dims.div(x.dim, y.dim)
                };
                if x.currency.is_some() && y.currency.is_some() && x.currency != y.currency {
                    let d = words::currencies(
                        self.hir[a].span,
                        &self.currency_name(x.currency),
                        self.hir[b].span,
                        &self.currency_name(y.currency),
                        "relate",
                    );
                    self.problems.push(d);
                    return self.error(span);
                }
                let money = self.has_money(dim);
                let currency = if money {
                    x.currency.or(y.currency)
                } else {
                    None
                };
                let real = if money { x.real.or(y.real) } else { None };
                let per = match (x.per, y.per) {
                    (p, Per::Any) if y.dim == Dim::ONE => p,
                    (Per::Any, p) if x.dim == Dim::ONE && op == BinaryOp::Mul => p,
                    _ => Per::Any,
                };
                let kind = self.product_kind(op, x, y);
                Some(Ty::of(Base::Number(Num {
                    dim,
                    kind,
                    currency,
                    real,
                    per,
                    year: false,
                    zero: false,
                })))
            }
            (Base::Duration, _) if ratio(tb) => Some(Ty::DURATION),
            (_, Base::Duration) if ratio(ta) && op == BinaryOp::Mul => {
                return self.hir.push(
                    ExprKind::Binary(op, b, a),
                    Ty::DURATION.lifted(series),
                    span,
                );
            }
            _ => None,
        };
        match ty {
            Some(t) => self
                .hir
                .push(ExprKind::Binary(op, a, b), t.lifted(series), span),
            None => {
                self.misfit(op, op_span, a, b);
                self.error(span)
            }
        }
    }

    /// The kind of quantity of a product or quotient: by a declared conversion, or kept by a plain ratio.
    fn product_kind(&self, op: BinaryOp, x: Num, y: Num) -> Option<QuantityId> {
        match (x.kind, y.kind) {
            (Some(k), Some(l)) if op == BinaryOp::Mul => self.conversions.get(&(k, l)).copied(),
            (Some(k), Some(l)) => {
                // Backwards along a conversion: facility / pue = it.
                let mut ways: Vec<QuantityId> = self
                    .conversions
                    .iter()
                    .filter(|((p, q), r)| **r == k && p != q && (*p == l || *q == l))
                    .map(|((p, q), _)| if *p == l { *q } else { *p })
                    .collect();
                ways.sort();
                ways.first().copied()
            }
            (Some(k), None) if y.dim == Dim::ONE => Some(k),
            (None, Some(k)) if x.dim == Dim::ONE && op == BinaryOp::Mul => Some(k),
            _ => None,
        }
    }

    fn power(&mut self, a: ExprId, b: ExprId, span: Span) -> ExprId {
        let (ta, tb) = (self.ty(a), self.ty(b));
        let (Some(x), Some(y)) = (ta.num(), tb.num()) else {
            self.misfit(BinaryOp::Pow, span, a, b);
            return self.error(span);
        };
        if y.dim != Dim::ONE {
            let d = words::exponent(self.hir[b].span, &self.type_words(tb));
            self.problems.push(d);
            return self.error(span);
        }
        if x.dim == Dim::ONE {
            return self.hir.push(
                ExprKind::Binary(BinaryOp::Pow, a, b),
                Ty::ratio().lifted(ta.series || tb.series),
                span,
            );
        }
        let whole = self
            .literal(b)
            .filter(|n| n.fract() == 0.0 && n.abs() <= 16.0);
        let dim = whole.and_then(|n| self.dims.pow(x.dim, n as i32, 1));
        match dim {
            Some(dim) => self.hir.push(
                ExprKind::Binary(BinaryOp::Pow, a, b),
                Ty::dim(dim).lifted(ta.series),
                span,
            ),
            None => {
                let d = words::exponent(
                    self.hir[b].span,
                    "a power that is not a written whole number",
                );
                self.problems.push(d);
                self.error(span)
            }
        }
    }

    /// The words for two operands that do not go together.
    fn misfit(&mut self, op: BinaryOp, op_span: Span, a: ExprId, b: ExprId) {
        let (ta, tb) = (self.ty(a), self.ty(b));
        let (sa, sb) = (self.hir[a].span, self.hir[b].span);
        let verb = match op {
            BinaryOp::Add => "add",
            BinaryOp::Sub => "subtract",
            BinaryOp::Mul => "multiply",
            BinaryOp::Div => "divide",
            _ => "compare",
        };
        let (wa, wb) = (self.type_words(ta), self.type_words(tb));
        if let (Some(x), Some(y)) = (ta.num(), tb.num())
            && x.dim == y.dim
        {
            if x.currency != y.currency && x.currency.is_some() && y.currency.is_some() {
                let d = words::currencies(
                    sa,
                    &self.currency_name(x.currency),
                    sb,
                    &self.currency_name(y.currency),
                    verb,
                );
                self.problems.push(d);
                return;
            }
            if let (Some(k), Some(l)) = (x.kind, y.kind)
                && k != l
            {
                let (k, l) = (&self.quantities[k.index()], &self.quantities[l.index()]);
                let d = words::quantity_kinds(
                    sa,
                    &k.ast.name.name,
                    sb,
                    &l.ast.name.name,
                    Some(k.ast.name.span),
                    Some(l.ast.name.span),
                );
                self.problems.push(d);
                return;
            }
            if x.per != y.per {
                self.problems.push(words::periods(sa, x.per, sb, y.per));
                return;
            }
        }
        self.problems
            .push(words::operands(verb, op_span, sa, &wa, sb, &wb));
    }
}
