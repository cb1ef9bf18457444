//! Operators.

use std::rc::Rc;

use sitec_grammar::ast::{BinaryOp, UnaryOp};
use sitec_ir::{NodeId, Op};
use sitec_units::dimension::Dim;
use smallvec::SmallVec;

use super::value::{Duration, Val};
use super::{Env, Lowered, Lowering, Stop};
use crate::hir::ExprKind;
use crate::types::*;

impl Lowering<'_> {
    pub(crate) fn unary(&mut self, op: UnaryOp, a: Val) -> Val {
        match (op, a) {
            (UnaryOp::Neg, Val::Node(n)) => {
                let out = self.push(Op::Neg, &[n]);
                self.copy_tag(n, out);
                Val::Node(out)
            }
            (UnaryOp::Neg, Val::Duration(d)) => Val::Duration(self.negative(d)),
            (UnaryOp::Not, Val::Bool(b)) => Val::Bool(!b),
            (UnaryOp::Not, Val::Node(n)) => Val::Node(self.push(Op::Not, &[n])),
            _ => Val::Error,
        }
    }

    fn negative(&mut self, d: Duration) -> Duration {
        let [months, days, work] = [d.months, d.days, d.work].map(|n| self.push(Op::Neg, &[n]));
        Duration { months, days, work }
    }

    pub(crate) fn copy_tag(&mut self, from: NodeId, to: NodeId) {
        if let Some(tag) = self.tags.get(&from).copied() {
            self.tags.insert(to, tag);
        }
    }

    pub(crate) fn node(&mut self, v: &Val) -> Option<NodeId> {
        match v {
            Val::Node(n) => Some(*n),
            Val::Bool(b) => Some(self.constant(f64::from(u8::from(*b)))),
            _ => None,
        }
    }

    pub(crate) fn binary(
        &mut self,
        op: BinaryOp,
        e: ExprId,
        a: ExprId,
        b: ExprId,
        env: &mut Env,
    ) -> Lowered {
        match op {
            BinaryOp::And | BinaryOp::Or => return self.logical(op, a, b, env),
            BinaryOp::OrElse => {
                return match self.eval(a, env)? {
                    Val::None => self.eval(b, env),
                    v => Ok(v),
                };
            }
            _ => {}
        }
        // Long sums lean to the left: walk down without recursion, then back up.
        let mut spine: SmallVec<[(BinaryOp, ExprId, ExprId); 8]> = SmallVec::new();
        spine.push((op, e, b));
        let mut first = a;
        while let ExprKind::Binary(op, x, y) = self.package.hir[first].kind {
            if matches!(op, BinaryOp::And | BinaryOp::Or | BinaryOp::OrElse) {
                break;
            }
            spine.push((op, first, y));
            first = x;
        }
        let mut left_expr = first;
        let mut left = self.eval(first, env)?;
        while let Some((op, e, right)) = spine.pop() {
            let r = self.eval(right, env)?;
            left = match (op, left, r) {
                (BinaryOp::Add | BinaryOp::Sub, Val::Node(date), Val::Duration(d)) => {
                    let d = match op {
                        BinaryOp::Sub => self.negative(d),
                        _ => d,
                    };
                    let root = env.this.and_then(|t| self.package.elements[t.index()].root);
                    Val::Node(self.later(date, d, root)?)
                }
                (_, left, r) => self.apply(op, e, left_expr, left, right, r),
            };
            left_expr = e;
        }
        Ok(left)
    }

    fn logical(&mut self, op: BinaryOp, a: ExprId, b: ExprId, env: &mut Env) -> Lowered {
        let stops = op == BinaryOp::Or;
        let x = self.eval(a, env)?;
        if x == Val::Bool(stops) {
            return Ok(x);
        }
        let y = self.eval(b, env)?;
        Ok(match (x, y) {
            (Val::Bool(_), y) => y,
            (_, Val::Bool(b)) if b == stops => Val::Bool(stops),
            (x, Val::Bool(_)) => x,
            (Val::Node(x), Val::Node(y)) => {
                Val::Node(self.push(if stops { Op::Or } else { Op::And }, &[x, y]))
            }
            _ => Val::Error,
        })
    }

    fn apply(&mut self, op: BinaryOp, e: ExprId, ea: ExprId, a: Val, eb: ExprId, b: Val) -> Val {
        if a == Val::Error || b == Val::Error {
            return Val::Error;
        }
        if let Some(known) = self.known_comparison(op, &a, &b) {
            return Val::Bool(known);
        }
        match op {
            BinaryOp::Eq | BinaryOp::Ne => {
                let equal = op == BinaryOp::Eq;
                match (&a, &b) {
                    (Val::Node(x), Val::Node(y)) => {
                        self.join_tags(*x, *y, e);
                        Val::Node(self.push(if equal { Op::Eq } else { Op::Ne }, &[*x, *y]))
                    }
                    (Val::Node(_), Val::Bool(_)) | (Val::Bool(_), Val::Node(_)) => {
                        match (self.node(&a), self.node(&b)) {
                            (Some(x), Some(y)) => {
                                Val::Node(self.push(if equal { Op::Eq } else { Op::Ne }, &[x, y]))
                            }
                            _ => Val::Error,
                        }
                    }
                    (Val::Duration(x), Val::Duration(y)) => {
                        let (x, y) = (self.nominal_months(*x), self.nominal_months(*y));
                        Val::Node(self.push(if equal { Op::Eq } else { Op::Ne }, &[x, y]))
                    }
                    (Val::Choice(..) | Val::Chosen(..), Val::Choice(..) | Val::Chosen(..)) => {
                        match self.same_choice(&a, &b) {
                            Val::Bool(same) => Val::Bool(same == equal),
                            Val::Node(same) if !equal => Val::Node(self.push(Op::Not, &[same])),
                            same => same,
                        }
                    }
                    _ => Val::Bool((a == b) == equal),
                }
            }
            BinaryOp::In => match (&a, &b) {
                (Val::Node(x), Val::List(items)) => {
                    let items: Vec<NodeId> =
                        items.iter().filter_map(|i| self.node(&i.value)).collect();
                    let equal: Vec<NodeId> = items
                        .into_iter()
                        .map(|i| self.push(Op::Eq, &[*x, i]))
                        .collect();
                    if equal.is_empty() {
                        Val::Bool(false)
                    } else {
                        Val::Node(self.push(Op::AnyOf, &equal))
                    }
                }
                (Val::Choice(..) | Val::Chosen(..), Val::List(items)) => {
                    let same: Vec<Val> = items
                        .iter()
                        .map(|i| self.same_choice(&a, &i.value))
                        .collect();
                    let nodes: Vec<NodeId> = same
                        .iter()
                        .filter_map(|v| match v {
                            Val::Node(n) => Some(*n),
                            _ => None,
                        })
                        .collect();
                    if same.contains(&Val::Bool(true)) {
                        Val::Bool(true)
                    } else if nodes.is_empty() {
                        Val::Bool(false)
                    } else {
                        Val::Node(self.push(Op::AnyOf, &nodes))
                    }
                }
                (_, Val::List(items)) => Val::Bool(items.iter().any(|i| i.value == a)),
                _ => Val::Error,
            },
            BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
                let ir = match op {
                    BinaryOp::Lt => Op::Lt,
                    BinaryOp::Le => Op::Le,
                    BinaryOp::Gt => Op::Gt,
                    _ => Op::Ge,
                };
                match (a, b) {
                    (Val::Node(x), Val::Node(y)) => {
                        self.join_tags(x, y, e);
                        Val::Node(self.push(ir, &[x, y]))
                    }
                    (Val::Duration(x), Val::Duration(y)) => {
                        let (x, y) = (self.nominal_months(x), self.nominal_months(y));
                        Val::Node(self.push(ir, &[x, y]))
                    }
                    (Val::None, _) => self.none_used(ea),
                    (_, Val::None) => self.none_used(eb),
                    _ => Val::Error,
                }
            }
            BinaryOp::Range => match (&a, &b) {
                (Val::Node(x), Val::Node(y)) => match (self.counted(*x), self.counted(*y)) {
                    (Some(lo), Some(hi))
                        if lo.fract() == 0.0 && hi.fract() == 0.0 && hi - lo <= 100_000.0 =>
                    {
                        let n = (hi - lo + 1.0).max(0.0) as usize;
                        let items: Vec<Val> = (0..n)
                            .map(|i| Val::Node(self.constant(lo + i as f64)))
                            .collect();
                        Val::list(items)
                    }
                    _ => {
                        let span = self.package.hir[e].span;
                        self.tell(span, "range", || {
                            crate::diag::families::graphs::not_constant("a range", span)
                        })
                    }
                },
                _ => Val::Error,
            },
            BinaryOp::Add | BinaryOp::Sub => self.additive(op, e, ea, a, eb, b),
            BinaryOp::Mul | BinaryOp::Div | BinaryOp::Pow => {
                self.multiplicative(op, e, ea, a, eb, b)
            }
            BinaryOp::And | BinaryOp::Or | BinaryOp::OrElse => Val::Error,
        }
    }

    /// A comparison of what is known while compiling (a count, an index) with a written number decides branches,
    /// ports and rows now, as comparisons of choices do.
    fn known_comparison(&self, op: BinaryOp, a: &Val, b: &Val) -> Option<bool> {
        let (Val::Node(x), Val::Node(y)) = (a, b) else {
            return None;
        };
        if self.builder.const_value(*x).is_none() && self.builder.const_value(*y).is_none() {
            return None;
        }
        let (x, y) = (self.number(*x)?, self.number(*y)?);
        Some(match op {
            BinaryOp::Eq => x == y,
            BinaryOp::Ne => x != y,
            BinaryOp::Lt => x < y,
            BinaryOp::Le => x <= y,
            BinaryOp::Gt => x > y,
            BinaryOp::Ge => x >= y,
            _ => return None,
        })
    }

    /// Whether two choices of one enumeration are the same; known, if both are.
    fn same_choice(&mut self, a: &Val, b: &Val) -> Val {
        match (a, b) {
            (Val::Choice(_, i), Val::Choice(_, j)) => Val::Bool(i == j),
            _ => {
                let (a, b) = (self.place(a), self.place(b));
                Val::Node(self.push(Op::Eq, &[a, b]))
            }
        }
    }

    /// The place of a choice among those of its enumeration, from 0.
    fn place(&mut self, v: &Val) -> NodeId {
        match *v {
            Val::Choice(_, i) => self.constant(f64::from(i)),
            Val::Chosen(_, n) => n,
            _ => self.constant(f64::NAN),
        }
    }

    /// Tells of a value that is `none` and is needed. The place to act is the element whose attribute it is, not the
    /// formula that needs it.
    pub(super) fn none_used(&mut self, e: ExprId) -> Val {
        let at = self.package.hir[e].span;
        let what = format!("`{}`", self.package.source_text(at));
        let owner = self
            .stack
            .last()
            .map(|f| self.package.elements[f.of.0.index()].span);
        self.tell(owner.unwrap_or(at), "none", || {
            crate::diag::families::kinds::absent(&what, at, owner)
        })
    }

    fn additive(&mut self, op: BinaryOp, e: ExprId, ea: ExprId, a: Val, eb: ExprId, b: Val) -> Val {
        let ir = if op == BinaryOp::Add {
            Op::Add
        } else {
            Op::Sub
        };
        match (a, b) {
            (Val::Node(x), Val::Node(y)) => {
                let dates = matches!(self.package.hir[ea].ty.base, Base::Date(_))
                    && matches!(self.package.hir[eb].ty.base, Base::Date(_));
                let tag = self.join_tags(x, y, e);
                let mut out = self.push(ir, &[x, y]);
                if dates {
                    let day = self.constant(86_400.0);
                    out = self.push(Op::Mul, &[out, day]);
                }
                if let Some(tag) = tag {
                    self.tags.insert(out, tag);
                }
                Val::Node(out)
            }
            (Val::Duration(x), Val::Duration(y)) => {
                let months = self.push(ir, &[x.months, y.months]);
                let days = self.push(ir, &[x.days, y.days]);
                let work = self.push(ir, &[x.work, y.work]);
                Val::Duration(Duration { months, days, work })
            }
            (Val::None, _) => self.none_used(ea),
            (_, Val::None) => self.none_used(eb),
            _ => Val::Error,
        }
    }

    /// A date and a duration: months from the anchor, then days, then working days of the root's calendar.
    pub(crate) fn later(
        &mut self,
        date: NodeId,
        d: Duration,
        root: Option<ElementId>,
    ) -> Result<NodeId, Stop> {
        let zero = |l: &Self, n: NodeId| l.builder.const_value(n) == Some(0.0);
        let mut out = date;
        if !zero(self, d.months) {
            out = self.push(Op::AddMonths, &[out, d.months]);
        }
        if !zero(self, d.days) {
            let whole = self.push(Op::Round, &[d.days]);
            out = self.push(Op::Add, &[out, whole]);
        }
        if !zero(self, d.work) {
            let id = self.work_calendar(root)?;
            out = self.push(Op::AddWorkdays(id), &[out, d.work]);
        }
        Ok(out)
    }

    /// The calendar of working days in force: the root's attribute of that type, or Monday to Friday.
    fn work_calendar(&mut self, root: Option<ElementId>) -> Result<sitec_ir::CalendarId, Stop> {
        let mut name: Rc<String> = Rc::default();
        if let Some(root) = root
            && let Some(slot) = self.package.calendar_slot(root)
        {
            let span = self.package.elements[root.index()].span;
            if let Val::Calendar(named) = self.value(root, slot, span)? {
                name = named;
            }
        }
        if let Some(id) = self.calendars.get(&name) {
            return Ok(*id);
        }
        let calendar = self.package.work_calendar(&name);
        let id = self.builder.calendar(calendar);
        self.calendars.insert(name, id);
        Ok(id)
    }

    /// Months with days at 30.4375 to a month and working days at 21 to a month.
    pub(crate) fn nominal_months(&mut self, d: Duration) -> NodeId {
        let mut sum = d.months;
        for (part, per) in [(d.days, 30.4375), (d.work, 21.0)] {
            if self.builder.const_value(part) != Some(0.0) {
                let per = self.constant(per);
                let months = self.push(Op::Div, &[part, per]);
                sum = self.push(Op::Add, &[sum, months]);
            }
        }
        sum
    }

    fn multiplicative(
        &mut self,
        op: BinaryOp,
        e: ExprId,
        ea: ExprId,
        a: Val,
        eb: ExprId,
        b: Val,
    ) -> Val {
        let ir = match op {
            BinaryOp::Mul => Op::Mul,
            BinaryOp::Div => Op::Div,
            _ => Op::Pow,
        };
        match (a, b) {
            (Val::Node(x), Val::Node(y)) => {
                let (tx, ty) = (self.tags.get(&x).copied(), self.tags.get(&y).copied());
                let tag = match (tx, ty) {
                    (Some(_), Some(_)) => self.join_tags(x, y, e),
                    (t, u) => t.or(u),
                };
                let out = self.push(ir, &[x, y]);
                let money = self.package.hir[e]
                    .ty
                    .num()
                    .is_some_and(|n| self.package.has_money(n.dim));
                if let Some(tag) = tag.filter(|_| money) {
                    self.tags.insert(out, tag);
                }
                Val::Node(out)
            }
            (Val::Duration(d), Val::Node(k)) => {
                let [months, days, work] =
                    [d.months, d.days, d.work].map(|n| self.push(ir, &[n, k]));
                Val::Duration(Duration { months, days, work })
            }
            (Val::None, _) => self.none_used(ea),
            (_, Val::None) => self.none_used(eb),
            _ => Val::Error,
        }
    }

    pub(crate) fn select(&mut self, c: NodeId, x: Val, y: Val, e: ExprId) -> Val {
        match (x, y) {
            (Val::Error, _) | (_, Val::Error) => Val::Error,
            (Val::Duration(x), Val::Duration(y)) => {
                let months = self.push(Op::Select, &[c, x.months, y.months]);
                let days = self.push(Op::Select, &[c, x.days, y.days]);
                let work = self.push(Op::Select, &[c, x.work, y.work]);
                Val::Duration(Duration { months, days, work })
            }
            (x, y) if x == y => x,
            (x @ (Val::Choice(id, _) | Val::Chosen(id, _)), y)
            | (x, y @ (Val::Choice(id, _) | Val::Chosen(id, _))) => {
                let (a, b) = (self.place(&x), self.place(&y));
                Val::Chosen(id, self.push(Op::Select, &[c, a, b]))
            }
            (Val::None, y) => {
                let nothing = self.constant(f64::NAN);
                self.select(c, Val::Node(nothing), y, e)
            }
            (x, Val::None) => {
                let nothing = self.constant(f64::NAN);
                self.select(c, x, Val::Node(nothing), e)
            }
            (x, y) => match (self.node(&x), self.node(&y)) {
                (Some(a), Some(b)) => {
                    let tag = self.join_tags(a, b, e);
                    let out = self.push(Op::Select, &[c, a, b]);
                    if let Some(tag) = tag {
                        self.tags.insert(out, tag);
                    }
                    Val::Node(out)
                }
                _ => {
                    let span = self.package.hir[e].span;
                    self.tell(span, "static", || {
                        crate::diag::families::graphs::static_choice(span)
                    })
                }
            },
        }
    }

    /// Seconds of a clock time, or of the months a duration has nominally: for `due` and `escalate`.
    pub(crate) fn months_of(&mut self, v: &Val) -> Option<NodeId> {
        match v {
            Val::Duration(d) => Some(self.nominal_months(*d)),
            _ => None,
        }
    }

    /// A ratio a year: as it is, or twelve times a ratio a month.
    pub(crate) fn yearly(&mut self, v: &Val, e: ExprId) -> Option<NodeId> {
        let Val::Node(n) = v else { return None };
        let dim = self.package.hir[e].ty.num().map(|n| n.dim);
        if dim == Some(Dim::ONE) {
            return Some(*n);
        }
        let twelve = self.constant(12.0);
        Some(self.push(Op::Mul, &[*n, twelve]))
    }
}
