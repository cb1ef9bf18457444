//! Operators.

use sitec_grammar::ast::{BinaryOp, UnaryOp};
use sitec_ir::{NodeId, Op};
use sitec_units::dimension::Dim;
use smallvec::SmallVec;

use super::arena::DurationId;
use super::value::{Duration, Val};
use super::{Env, Lowered, Lowering, Stop};
use crate::hir::ExprKind;
use crate::types::*;

/// Whether an operator is applied to both of its operands as they are.
fn is_plain(op: BinaryOp) -> bool {
    use BinaryOp as B;
    !matches!(op, B::And | B::Or | B::OrElse | B::In | B::Range)
}

impl Lowering<'_> {
    pub(crate) fn unary(&mut self, op: UnaryOp, a: Val) -> Val {
        match (op, a) {
            (UnaryOp::Neg, Val::Node(n)) => {
                let out = self.push(Op::Neg, &[n]);
                self.copy_tag(n, out);
                Val::Node(out)
            }
            (UnaryOp::Neg, Val::Duration(d)) => {
                let d = self.negative(self.arena[d]);
                self.arena.duration(d)
            }
            (UnaryOp::Not, Val::True) => Val::False,
            (UnaryOp::Not, Val::False) => Val::True,
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

    pub(crate) fn node(&mut self, v: Val) -> Option<NodeId> {
        match v {
            Val::Node(n) => Some(n),
            Val::False => Some(self.constant(0.0)),
            Val::True => Some(self.constant(1.0)),
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
            BinaryOp::In => return self.contained(a, b, env),
            BinaryOp::Range => {
                let items = self.items(e, env)?;
                return Ok(self.kept(items));
            }
            BinaryOp::OrElse => {
                return match self.eval(a, env)? {
                    Val::None => self.eval(b, env),
                    v => Ok(v),
                };
            }
            _ => {}
        }
        // Long sums lean to the left: walk down without recursion, then back up.
        let mut spine: SmallVec<[ExprId; 16]> = SmallVec::new();
        spine.push(e);
        let mut first = a;
        while let ExprKind::Binary(op, x, _) = self.package.hir[first].kind
            && is_plain(op)
        {
            spine.push(first);
            first = x;
        }
        let mut left = self.eval(first, env)?;
        while let Some(e) = spine.pop()
            && let ExprKind::Binary(op, left_expr, right) = self.package.hir[e].kind
        {
            let r = self.eval(right, env)?;
            left = match (op, left, r) {
                (BinaryOp::Add | BinaryOp::Sub, Val::Node(date), Val::Duration(d)) => {
                    let d = self.arena[d];
                    let d = match op {
                        BinaryOp::Sub => self.negative(d),
                        _ => d,
                    };
                    let root = env.this.and_then(|t| self.package.elements[t.index()].root);
                    Val::Node(self.later(date, d, root)?)
                }
                (_, left, r) => self.apply(op, e, left_expr, left, right, r),
            };
        }
        Ok(left)
    }

    fn logical(&mut self, op: BinaryOp, a: ExprId, b: ExprId, env: &mut Env) -> Lowered {
        let stops = op == BinaryOp::Or;
        let x = self.eval(a, env)?;
        // Of what is in error nothing follows for the right side: it may be asked only where the left one decides so.
        if x.known() == Some(stops) || x.is_error() {
            return Ok(x);
        }
        let y = self.eval(b, env)?;
        Ok(match (x, y) {
            (Val::True | Val::False, y) => y,
            (x, Val::True | Val::False) => match y.known() == Some(stops) {
                true => y,
                false => x,
            },
            (Val::Node(x), Val::Node(y)) => {
                Val::Node(self.push(if stops { Op::Or } else { Op::And }, &[x, y]))
            }
            _ => Val::Error,
        })
    }

    fn apply(&mut self, op: BinaryOp, e: ExprId, ea: ExprId, a: Val, eb: ExprId, b: Val) -> Val {
        if a.is_error() || b.is_error() {
            return Val::Error;
        }
        if let Some(known) = self.known_comparison(op, a, b) {
            return known.into();
        }
        match op {
            BinaryOp::Eq | BinaryOp::Ne => {
                let equal = op == BinaryOp::Eq;
                let ir = if equal { Op::Eq } else { Op::Ne };
                match (a, b) {
                    (Val::Node(x), Val::Node(y)) => {
                        self.join_tags(x, y, e);
                        Val::Node(self.push(ir, &[x, y]))
                    }
                    (Val::Node(_), Val::True | Val::False)
                    | (Val::True | Val::False, Val::Node(_)) => {
                        match (self.node(a), self.node(b)) {
                            (Some(x), Some(y)) => Val::Node(self.push(ir, &[x, y])),
                            _ => Val::Error,
                        }
                    }
                    (Val::Duration(x), Val::Duration(y)) => {
                        let (x, y) = (self.nominal_months(x), self.nominal_months(y));
                        Val::Node(self.push(ir, &[x, y]))
                    }
                    (Val::Choice(_) | Val::Chosen(_), Val::Choice(_) | Val::Chosen(_)) => {
                        match self.same_choice(a, b) {
                            Val::Node(same) if !equal => Val::Node(self.push(Op::Not, &[same])),
                            same => same.known().map_or(same, |same| (same == equal).into()),
                        }
                    }
                    _ => (self.arena.same(a, b) == equal).into(),
                }
            }
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
            BinaryOp::Add | BinaryOp::Sub => self.additive(op, e, ea, a, eb, b),
            BinaryOp::Mul | BinaryOp::Div | BinaryOp::Pow => {
                self.multiplicative(op, e, ea, a, eb, b)
            }
            BinaryOp::And | BinaryOp::Or | BinaryOp::OrElse | BinaryOp::In | BinaryOp::Range => {
                Val::Error
            }
        }
    }

    /// A comparison of what is known while compiling (a count, an index) with a written number decides branches,
    /// ports and rows now, as comparisons of choices do.
    fn known_comparison(&self, op: BinaryOp, a: Val, b: Val) -> Option<bool> {
        let (Val::Node(x), Val::Node(y)) = (a, b) else {
            return None;
        };
        if self.builder.const_value(x).is_none() && self.builder.const_value(y).is_none() {
            return None;
        }
        let (x, y) = (self.number(x)?, self.number(y)?);
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

    /// Whether a value is an item of a list.
    fn contained(&mut self, a: ExprId, list: ExprId, env: &mut Env) -> Lowered {
        let a = self.eval(a, env)?;
        let items = self.items(list, env)?;
        let Ok(base) = self.loosen(items) else {
            return Ok(Val::Error);
        };
        let found = match a {
            Val::Error => Val::Error,
            _ => self.among(a, base),
        };
        self.loose.truncate(base);
        Ok(found)
    }

    /// Whether a value is one of the loose items.
    fn among(&mut self, a: Val, base: usize) -> Val {
        let mut equal: SmallVec<[NodeId; 8]> = SmallVec::new();
        match a {
            Val::Node(x) => {
                for i in base..self.loose.len() {
                    equal.extend(self.node(self.loose[i].value));
                }
                for item in &mut equal {
                    *item = self.push(Op::Eq, &[x, *item]);
                }
            }
            Val::Choice(_) | Val::Chosen(_) => {
                let mut found = false;
                for i in base..self.loose.len() {
                    match self.same_choice(a, self.loose[i].value) {
                        Val::Node(same) => equal.push(same),
                        same => found |= same.known() == Some(true),
                    }
                }
                if found {
                    return Val::True;
                }
            }
            _ => {
                let mut items = self.loose[base..].iter();
                return items.any(|i| self.arena.same(i.value, a)).into();
            }
        }
        match equal.is_empty() {
            true => Val::False,
            false => Val::Node(self.push(Op::AnyOf, &equal)),
        }
    }

    /// Whether two choices of one enumeration are the same; known, if both are.
    fn same_choice(&mut self, a: Val, b: Val) -> Val {
        match (a, b) {
            (Val::Choice(a), Val::Choice(b)) => (self.arena[a].1 == self.arena[b].1).into(),
            _ => {
                let (a, b) = (self.place(a), self.place(b));
                Val::Node(self.push(Op::Eq, &[a, b]))
            }
        }
    }

    /// The place of a choice among those of its enumeration, from 0.
    fn place(&mut self, v: Val) -> NodeId {
        match v {
            Val::Choice(id) => self.constant(f64::from(self.arena[id].1)),
            Val::Chosen(id) => self.arena[id].1,
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
                let (x, y) = (self.arena[x], self.arena[y]);
                let months = self.push(ir, &[x.months, y.months]);
                let days = self.push(ir, &[x.days, y.days]);
                let work = self.push(ir, &[x.work, y.work]);
                self.arena.duration(Duration { months, days, work })
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
        let mut name = None;
        if let Some(root) = root
            && let Some(slot) = self.package.calendar_slot(root)
        {
            let span = self.package.elements[root.index()].span;
            if let Val::Calendar(named) = self.value(root, slot, span)? {
                name = Some(named);
            }
        }
        if let Some(id) = self.calendars.get(&name) {
            return Ok(*id);
        }
        let text = name.map_or("", |id| self.arena[id].as_str());
        let calendar = self.package.work_calendar(text);
        let id = self.builder.calendar(calendar);
        self.calendars.insert(name, id);
        Ok(id)
    }

    /// Months with days at 30.4375 to a month and working days at 21 to a month.
    pub(crate) fn nominal_months(&mut self, d: DurationId) -> NodeId {
        let d = self.arena[d];
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
                let d = self.arena[d];
                let [months, days, work] =
                    [d.months, d.days, d.work].map(|n| self.push(ir, &[n, k]));
                self.arena.duration(Duration { months, days, work })
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
                let (x, y) = (self.arena[x], self.arena[y]);
                let months = self.push(Op::Select, &[c, x.months, y.months]);
                let days = self.push(Op::Select, &[c, x.days, y.days]);
                let work = self.push(Op::Select, &[c, x.work, y.work]);
                self.arena.duration(Duration { months, days, work })
            }
            (x, y) if self.arena.same(x, y) => x,
            (Val::Choice(_) | Val::Chosen(_), _) | (_, Val::Choice(_) | Val::Chosen(_)) => {
                let of = [x, y].into_iter().find_map(|v| match v {
                    Val::Choice(id) => Some(self.arena[id].0),
                    Val::Chosen(id) => Some(self.arena[id].0),
                    _ => None,
                });
                let Some(of) = of else { return Val::Error };
                let (a, b) = (self.place(x), self.place(y));
                let at = self.push(Op::Select, &[c, a, b]);
                self.arena.chosen(of, at)
            }
            (Val::None, y) => {
                let nothing = self.constant(f64::NAN);
                self.select(c, Val::Node(nothing), y, e)
            }
            (x, Val::None) => {
                let nothing = self.constant(f64::NAN);
                self.select(c, x, Val::Node(nothing), e)
            }
            (x, y) => match (self.node(x), self.node(y)) {
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
    pub(crate) fn months_of(&mut self, v: Val) -> Option<NodeId> {
        match v {
            Val::Duration(d) => Some(self.nominal_months(d)),
            _ => None,
        }
    }

    /// A ratio a year: as it is, or twelve times a ratio a month.
    pub(crate) fn yearly(&mut self, v: Val, e: ExprId) -> Option<NodeId> {
        let Val::Node(n) = v else { return None };
        let dim = self.package.hir[e].ty.num().map(|n| n.dim);
        if dim == Some(Dim::ONE) {
            return Some(n);
        }
        let twelve = self.constant(12.0);
        Some(self.push(Op::Mul, &[n, twelve]))
    }
}
