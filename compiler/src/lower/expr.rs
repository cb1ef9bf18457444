//! What an expression comes to for one element.

use std::rc::Rc;

use sitec_grammar::source::Span;
use sitec_ir::{NodeId, Op};

use super::memo::Call;
use super::value::{Duration, Val};
use super::{Env, Lowered, Lowering};
use crate::diag::families::{graphs, kinds as words, values as value_words};
use crate::hir::{ExprKind, Piece};
use crate::package::*;
use crate::types::*;

impl Lowering<'_> {
    /// Lowers an expression.
    pub fn eval(&mut self, e: ExprId, env: &mut Env) -> Lowered {
        let expr = &self.package.hir[e];
        // Names, numbers and operators are most of a formula. What is rare and needs room on the stack stands aside.
        match &expr.kind {
            &ExprKind::Local(i) => Ok(env.locals.get(i as usize).copied().unwrap_or(Val::Error)),
            &ExprKind::Slot(slot) => match env.this {
                Some(this) => {
                    let span = expr.span;
                    self.value(this, slot, span)
                }
                None => Ok(Val::Error),
            },
            &ExprKind::Member(base, _) => self.member_of(base, e, env),
            &ExprKind::Number(v) => Ok(Val::Node(self.literal(e, v))),
            &ExprKind::Constant(v) => Ok(Val::Node(self.constant(v))),
            ExprKind::None => Ok(Val::None),
            ExprKind::This => Ok(env.this.map_or(Val::Error, Val::Element)),
            &ExprKind::Binary(op, a, b) => self.binary(op, e, a, b, env),
            &ExprKind::If(c, a, b) => match self.eval(c, env)? {
                Val::True => self.eval(a, env),
                Val::False => self.eval(b, env),
                Val::Node(c) => {
                    let (x, y) = (self.eval(a, env)?, self.eval(b, env)?);
                    Ok(self.select(c, x, y, e))
                }
                _ => Ok(Val::Error),
            },
            ExprKind::Call(b, args) => {
                let (b, args) = (*b, Rc::clone(args));
                self.call(b, &args, e, env)
            }
            ExprKind::CallFn(f, args) => {
                let (f, args) = (*f, Rc::clone(args));
                self.call_fn(f, &args, env)
            }
            _ => self.eval_rare(e, env),
        }
    }

    fn member_of(&mut self, base: ExprId, e: ExprId, env: &mut Env) -> Lowered {
        let base_value = self.eval(base, env)?;
        let span = self.package.hir[e].span;
        if let Val::Element(id) = base_value
            && let Some(slot) = self.member_slot(e, id)
        {
            return self.value(id, slot, span);
        }
        self.member(base_value, base, e, span)
    }

    #[inline(never)]
    fn eval_rare(&mut self, e: ExprId, env: &mut Env) -> Lowered {
        let expr = &self.package.hir[e];
        let span = expr.span;
        // Each arm copies what it needs out of the tree, which grows while formulas of the library are checked.
        Ok(match &expr.kind {
            ExprKind::Local(_)
            | ExprKind::Slot(_)
            | ExprKind::Member(..)
            | ExprKind::Number(_)
            | ExprKind::Constant(_)
            | ExprKind::None
            | ExprKind::This
            | ExprKind::Binary(..)
            | ExprKind::If(..)
            | ExprKind::Call(..)
            | ExprKind::CallFn(..) => return self.eval(e, env),
            ExprKind::Error => Val::Error,
            &ExprKind::Date(d) => Val::Node(self.literal(e, f64::from(d))),
            ExprKind::Text(t) => match expr.ty.base {
                Base::Calendar => self.arena.calendar(t),
                _ => self.arena.text(t),
            },
            &ExprKind::Bool(b) => b.into(),
            &ExprKind::Redundancy(r) => self.arena.redundancy(r),
            &ExprKind::Choice(id, i) => self.arena.choice(id, i),
            ExprKind::Root => match env.this.and_then(|t| self.package.elements[t.index()].root) {
                Some(r) => Val::Element(r),
                None => self.tell(span, "root", || words::absent("the root", span, None)),
            },
            ExprKind::Owner => match env
                .this
                .and_then(|t| self.package.elements[t.index()].parent)
            {
                Some(p) => Val::Element(p),
                None => Val::None,
            },
            ExprKind::Index => {
                let n = env
                    .this
                    .and_then(|t| self.package.elements[t.index()].number)
                    .unwrap_or(1);
                Val::Node(self.constant(f64::from(n)))
            }
            &ExprKind::Element(id) => {
                self.touched[id.index()] = true;
                Val::Element(id)
            }
            &ExprKind::Item(list, index) => {
                let list = self.eval(list, env)?;
                let index = self.eval(index, env)?;
                match (list, index) {
                    (Val::List(list), Val::Node(i)) => match self.counted(i) {
                        Some(n) => {
                            let items = &self.arena[list];
                            let count = items.len();
                            if n >= 1.0 && n.fract() == 0.0 && n as usize <= count {
                                items[n as usize - 1].value
                            } else {
                                self.tell(span, "position", || words::position(n, count, span))
                            }
                        }
                        None => self.tell(span, "position", || {
                            graphs::not_constant("a place in a list", span)
                        }),
                    },
                    _ => Val::Error,
                }
            }
            &ExprKind::Unary(op, a) => {
                let a = self.eval(a, env)?;
                self.unary(op, a)
            }
            ExprKind::List(_)
            | ExprKind::Elements(_)
            | ExprKind::Comprehension { .. }
            | ExprKind::Query(_)
            | ExprKind::ToList(_) => {
                let items = self.items(e, env)?;
                self.kept(items)
            }
            ExprKind::Curve { linear, points } => {
                let (linear, points) = (*linear, Rc::clone(points));
                self.curve(linear, &points, env)?
            }
            ExprKind::Hourly(rows, unit) => {
                let (rows, unit) = (Rc::clone(rows), *unit);
                let unit = match unit {
                    Some(e) => self.eval(e, env)?,
                    None => Val::Node(self.constant(1.0)),
                };
                match (self.hours(&rows, span), unit) {
                    (Some(hours), Val::Node(unit)) => {
                        let hours = self.push(Op::Hours(hours), &[]);
                        let out = self.push(Op::Mul, &[hours, unit]);
                        self.copy_tag(unit, out);
                        Val::Node(out)
                    }
                    _ => Val::Error,
                }
            }
            ExprKind::Column(rows) => {
                let rows = Rc::clone(rows);
                self.column(&rows, span)
            }
            &ExprKind::ToDuration(a) => {
                let dim = self.package.hir[a].ty.num().map(|n| n.dim);
                let v = self.eval(a, env)?;
                self.duration(v, dim)
            }
            // Messages are made after evaluation.
            ExprKind::Interpolate(pieces) => {
                let pieces = Rc::clone(pieces);
                let mut text = String::new();
                for p in pieces.iter() {
                    match p {
                        Piece::Text(t) => text.push_str(t),
                        Piece::Value(v) => match self.eval(*v, env)? {
                            Val::Text(t) => text.push_str(&self.arena[t]),
                            Val::Element(id) => text.push_str(&self.package.own_name(id)),
                            _ => text.push('…'),
                        },
                    }
                }
                self.arena.text(&text)
            }
        })
    }

    /// A function of the package or library. Its body sees its arguments and the root, so equal arguments give the same nodes.
    fn call_fn(&mut self, f: FnId, args: &[ExprId], env: &mut Env) -> Lowered {
        let mut locals = self.spare.pop().unwrap_or_default();
        for &a in args {
            locals.push(self.eval(a, env)?);
        }
        let root = env.this.and_then(|t| self.package.elements[t.index()].root);
        // A trace notes which formula uses what: there the body is lowered for each.
        let call = Call::new(f, root, &locals).filter(|_| !self.traced);
        let known = call.as_ref().and_then(|c| self.called.get(c)).copied();
        let mut env = Env {
            this: env.this,
            locals,
        };
        let value = match (known, self.package.fn_body(f)) {
            (Some(known), _) => known,
            (None, Some((body, _))) => {
                let value = self.eval(body, &mut env)?;
                if let Some(call) = call
                    && !value.is_error()
                {
                    self.called.insert(call, value);
                }
                value
            }
            (None, None) => Val::Error,
        };
        env.locals.clear();
        self.spare.push(env.locals);
        Ok(value)
    }

    /// The slot that a member means for an element without slots of its own.
    pub(super) fn member_slot(&mut self, e: ExprId, id: ElementId) -> Option<SlotId> {
        let kind = self.memos.kind(id)?;
        if let Some(slot) = self.member_slots.get(&(e, kind)) {
            return Some(*slot);
        }
        let ExprKind::Member(_, name) = &self.package.hir[e].kind else {
            return None;
        };
        let slot = *self.package.kinds[kind.index()].index.get(name)?;
        self.member_slots.insert((e, kind), slot);
        Some(slot)
    }

    pub(super) fn member(
        &mut self,
        base: Val,
        base_expr: ExprId,
        e: ExprId,
        span: Span,
    ) -> Lowered {
        let ExprKind::Member(_, name) = &self.package.hir[e].kind else {
            return Ok(Val::Error);
        };
        let name = &name.clone();
        match base {
            Val::Element(id) => {
                if let Some(slot) = self.package.slot_of(id, name) {
                    return self.value(id, slot, span);
                }
                match self.package.elements[id.index()].member(name) {
                    Some(Member::One(m)) => Ok(Val::Element(*m)),
                    Some(Member::Many(ids)) => {
                        let ids = ids.iter().map(|i| Val::Element(*i).into());
                        Ok(self.arena.list(ids))
                    }
                    // That it has no kind is told where it stands.
                    None if self.package.elements[id.index()].kind.is_none() => Ok(Val::Error),
                    None => {
                        let kind = self.package.kind_name(id);
                        let declared = self.package.elements[id.index()].span;
                        Ok(self.tell(span, "member", || {
                            words::unknown_attribute(
                                &kind,
                                name,
                                span,
                                std::iter::empty(),
                                Some(declared),
                            )
                        }))
                    }
                }
            }
            Val::None => Ok(self.none_used(base_expr)),
            _ => Ok(Val::Error),
        }
    }

    pub(super) fn duration(&mut self, v: Val, dim: Option<sitec_units::dimension::Dim>) -> Val {
        use sitec_units::dimension::Dim;
        let zero = self.constant(0.0);
        let (months, days, work) = match (v, dim) {
            (Val::Node(n), Some(Dim::TIME)) => (n, zero, zero),
            (Val::Node(n), Some(Dim::CLOCK_TIME)) => {
                let day = self.constant(86_400.0);
                (zero, self.push(Op::Div, &[n, day]), zero)
            }
            (Val::Node(n), Some(Dim::WORK_TIME)) => (zero, zero, n),
            // A bare zero.
            (Val::Node(_), Some(Dim::ONE)) => (zero, zero, zero),
            (Val::Duration(_) | Val::None, _) => return v,
            _ => return Val::Error,
        };
        self.arena.duration(Duration { months, days, work })
    }

    pub(super) fn curve(
        &mut self,
        linear: bool,
        points: &[(i32, ExprId)],
        env: &mut Env,
    ) -> Lowered {
        let mut nodes = Vec::with_capacity(points.len());
        for (day, e) in points {
            match self.eval(*e, env)? {
                Val::Node(n) => nodes.push((f64::from(*day), n)),
                _ => return Ok(Val::Error),
            }
        }
        let Some(&(_, first)) = nodes.first() else {
            return Ok(Val::Error);
        };
        let begin = self.push(Op::MonthBegin, &[]);
        let mut value = first;
        for pair in nodes.windows(2) {
            let [(d0, v0), (d1, v1)] = pair else { continue };
            let at = self.constant(*d1);
            let reached = self.push(Op::Ge, &[begin, at]);
            if linear {
                let start = self.constant(*d0);
                let span = self.constant(d1 - d0);
                let gone = self.push(Op::Sub, &[begin, start]);
                let share = self.push(Op::Div, &[gone, span]);
                let zero = self.constant(0.0);
                let share = self.push(Op::Max, &[share, zero]);
                let rise = self.push(Op::Sub, &[*v1, *v0]);
                let up = self.push(Op::Mul, &[rise, share]);
                let between = self.push(Op::Add, &[*v0, up]);
                let inside = self.push(Op::Ge, &[begin, start]);
                value = self.push(Op::Select, &[inside, between, value]);
            }
            value = self.push(Op::Select, &[reached, *v1, value]);
        }
        let series = self.as_series(value);
        if let Some(tag) = self.tags.get(&first).copied() {
            self.tags.insert(series, tag);
        }
        Ok(Val::Node(series))
    }

    /// The same value in every month.
    pub(crate) fn as_series(&mut self, n: NodeId) -> NodeId {
        if self.builder.shape(n) == sitec_ir::Shape::Series {
            return n;
        }
        let months = self.push(Op::MonthIndex, &[]);
        let yes = self.push(Op::Ge, &[months, months]);
        let out = self.push(Op::Select, &[yes, n, n]);
        if self.builder.shape(out) == sitec_ir::Shape::Series {
            return out;
        }
        let zero = self.constant(0.0);
        let zeros = self.push(Op::Mul, &[months, zero]);
        self.push(Op::Add, &[zeros, n])
    }

    pub(super) fn column(&mut self, rows: &[(i32, f64)], span: Span) -> Val {
        let timeline = *self.builder.timeline();
        let mut values = Vec::with_capacity(timeline.columns() as usize);
        let mut i = 0;
        for m in 0..timeline.columns() {
            let begin = timeline.begin(m).days();
            while rows.get(i + 1).is_some_and(|r| r.0 <= begin) {
                i += 1;
            }
            values.push(rows[i].1);
        }
        // The last row counts as long as rows usually do; a file that ends before the horizon is too short.
        let step = rows
            .windows(2)
            .map(|w| w[1].0 - w[0].0)
            .max()
            .unwrap_or(31)
            .max(31);
        let last = rows.last().map_or(0, |r| r.0);
        let end = timeline.end().days();
        if last + step < end {
            let date = |d| sitec_units::calendar::Date::from_days(d).to_string();
            self.tell(span, "short", || {
                value_words::series_short(span, &date(last), &date(end), None)
            });
        }
        Val::Node(self.builder.table(values))
    }
}
