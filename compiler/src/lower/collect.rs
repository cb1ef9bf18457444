//! Lists: queries, comprehensions, and what is made of their items.
//!
//! Most lists are only gone through: `sum([h.cost for h in halls])` makes none. Their items lie loose at the end of
//! [`Lowering::loose`] while they are needed, and whoever asks for them takes them away again. A list that is the
//! value of something is kept in the arena.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use sitec_grammar::ast::BinaryOp;
use sitec_ir::{NodeId, Op};
use smallvec::SmallVec;
use smol_str::SmolStr;

use super::value::{Basis, Duration, Item, MoneyTag, Val};
use super::{Env, Lowered, Lowering, Reverse, Stop};
use crate::builtins::Builtin;
use crate::diag::families::graphs;
use crate::hir::{ExprKind, Query};
use crate::types::*;

/// The most numbers that a range has.
const LONGEST_RANGE: f64 = 100_000.0;

/// Nodes that are gathered to be joined by one operation.
type Gathered = SmallVec<[NodeId; 32]>;

/// What an expression of a list comes to.
pub(super) enum Items {
    /// A list that is kept, or no list.
    Known(Val),
    /// Items that lie loose from a place on.
    Loose(usize),
}

impl Lowering<'_> {
    /// The items of a list, loose if they are not kept anyway.
    pub(super) fn items(&mut self, list: ExprId, env: &mut Env) -> Result<Items, Stop> {
        let base = self.loose.len();
        match &self.package.hir[list].kind {
            ExprKind::List(parts) => {
                let parts = Rc::clone(parts);
                for &part in parts.iter() {
                    // A list among the items stands for its own.
                    let items = self.items(part, env)?;
                    if let Err(single) = self.loosen(items) {
                        self.loose.push(single.into());
                    }
                }
            }
            ExprKind::Elements(ids) => {
                let ids = ids.iter().map(|id| Item::from(Val::Element(*id)));
                self.loose.extend(ids);
            }
            &ExprKind::ToList(single) => match self.eval(single, env)? {
                Val::None => {}
                Val::Error => return Ok(Items::Known(Val::Error)),
                value => self.loose.push(value.into()),
            },
            &ExprKind::Binary(BinaryOp::Range, from, to) => return self.range(from, to, list, env),
            &ExprKind::Comprehension {
                body,
                local,
                list,
                cond,
            } => return self.comprehension(body, local, list, cond, env),
            ExprKind::Query(query) => {
                let query = Rc::clone(query);
                return self.query(&query, env);
            }
            _ => return Ok(Items::Known(self.eval(list, env)?)),
        }
        Ok(Items::Loose(base))
    }

    /// Items as a value.
    pub(super) fn kept(&mut self, items: Items) -> Val {
        match items {
            Items::Known(value) => value,
            Items::Loose(base) => {
                let list = self.arena.list(self.loose[base..].iter().copied());
                self.loose.truncate(base);
                list
            }
        }
    }

    /// Where items lie loose from; `Err` is what is no list.
    pub(super) fn loosen(&mut self, items: Items) -> Result<usize, Val> {
        match items {
            Items::Loose(base) => Ok(base),
            Items::Known(Val::List(list)) => {
                let base = self.loose.len();
                self.loose.extend_from_slice(&self.arena[list]);
                Ok(base)
            }
            Items::Known(other) => Err(other),
        }
    }

    /// Takes loose items away, because what is made of them is in error.
    fn spoilt(&mut self, base: usize) -> Result<Items, Stop> {
        self.loose.truncate(base);
        Ok(Items::Known(Val::Error))
    }

    fn range(&mut self, from: ExprId, to: ExprId, e: ExprId, env: &mut Env) -> Result<Items, Stop> {
        let (from, to) = (self.eval(from, env)?, self.eval(to, env)?);
        let (Val::Node(from), Val::Node(to)) = (from, to) else {
            return Ok(Items::Known(Val::Error));
        };
        match (self.counted(from), self.counted(to)) {
            (Some(lo), Some(hi))
                if lo.fract() == 0.0 && hi.fract() == 0.0 && hi - lo <= LONGEST_RANGE =>
            {
                let base = self.loose.len();
                for i in 0..(hi - lo + 1.0).max(0.0) as usize {
                    let number = self.constant(lo + i as f64);
                    self.loose.push(Val::Node(number).into());
                }
                Ok(Items::Loose(base))
            }
            _ => {
                let span = self.package.hir[e].span;
                let told = self.tell(span, "range", || graphs::not_constant("a range", span));
                Ok(Items::Known(told))
            }
        }
    }

    fn comprehension(
        &mut self,
        body: ExprId,
        local: u16,
        list: ExprId,
        cond: Option<ExprId>,
        env: &mut Env,
    ) -> Result<Items, Stop> {
        let items = self.items(list, env)?;
        let Ok(base) = self.loosen(items) else {
            return Ok(Items::Known(Val::Error));
        };
        let depth = local as usize;
        // What is made of an item takes the place of one that was gone through.
        let mut made = base;
        for i in base..self.loose.len() {
            let mut item = self.loose[i];
            env.locals.truncate(depth);
            env.locals.push(item.value);
            if let Some(c) = cond {
                match self.eval(c, env)? {
                    Val::True => {}
                    Val::False => continue,
                    Val::Node(n) => item.when = Some(self.both(item.when, n)),
                    _ => {
                        env.locals.truncate(depth);
                        return self.spoilt(base);
                    }
                }
            }
            item.value = self.eval(body, env)?;
            if item.value.is_error() {
                env.locals.truncate(depth);
                return self.spoilt(base);
            }
            self.loose[made] = item;
            made += 1;
        }
        env.locals.truncate(depth);
        self.loose.truncate(made);
        Ok(Items::Loose(base))
    }

    fn both(&mut self, when: Option<NodeId>, n: NodeId) -> NodeId {
        match when {
            Some(w) => self.push(Op::And, &[w, n]),
            None => n,
        }
    }

    /// The elements of a class in the order of paths, without those that are excluded.
    pub fn class_elements(&mut self, class: Class) -> Rc<[ElementId]> {
        if let Some(list) = self.classes.get(&class) {
            return Rc::clone(list);
        }
        let mut out: Vec<ElementId> = Vec::new();
        for k in 0..self.package.kinds.len() {
            if self.package.kind_is(KindId(k as u32), class)
                && let Some(list) = self.package.by_kind.get(k)
            {
                out.extend(list.iter().filter(|id| !self.package.is_excluded(**id)));
            }
        }
        let rank = &self.package.rank;
        out.sort_by_key(|id| rank[id.index()]);
        let list: Rc<[ElementId]> = out.into();
        self.classes.insert(class, Rc::clone(&list));
        list
    }

    fn inside(&self, id: ElementId, scope: ElementId) -> bool {
        let rank = self.package.rank[id.index()];
        rank >= self.package.rank[scope.index()] && rank < self.package.rank_end[scope.index()]
    }

    fn query(&mut self, q: &Query, env: &mut Env) -> Result<Items, Stop> {
        let within = match q.scope {
            Some(s) => match self.eval(s, env)? {
                Val::Element(e) => Some(e),
                _ => return Ok(Items::Known(Val::Error)),
            },
            None => env.this.and_then(|t| self.package.elements[t.index()].root),
        };
        if let Some((attr, e)) = &q.by {
            let target = match self.eval(*e, env)? {
                Val::Element(t) => t,
                Val::None => return Ok(Items::Loose(self.loose.len())),
                _ => return Ok(Items::Known(Val::Error)),
            };
            let index = self.reverse_index(q.class, attr)?;
            let found = index.get(&target).map_or(&[][..], Vec::as_slice);
            return self.those(found, within, q.cond, env);
        }
        if q.cond.is_none()
            && let Some(list) = self.queried.get(&(q.class, within))
        {
            return Ok(Items::Known(*list));
        }
        let list = self.class_elements(q.class);
        let rank = &self.package.rank;
        let found = match within {
            Some(scope) => {
                let (lo, hi) = (rank[scope.index()], self.package.rank_end[scope.index()]);
                let start = list.partition_point(|id| rank[id.index()] < lo);
                let end = list.partition_point(|id| rank[id.index()] < hi);
                &list[start..end]
            }
            None => &list,
        };
        if q.cond.is_some() {
            return self.those(found, None, q.cond, env);
        }
        let list = self
            .arena
            .list(found.iter().map(|id| Val::Element(*id).into()));
        self.queried.insert((q.class, within), list);
        Ok(Items::Known(list))
    }

    /// Those of the elements that lie inside one and for which a condition on a variable holds.
    fn those(
        &mut self,
        elements: &[ElementId],
        within: Option<ElementId>,
        cond: Option<(u16, ExprId)>,
        env: &mut Env,
    ) -> Result<Items, Stop> {
        let base = self.loose.len();
        for &id in elements {
            if within.is_some_and(|scope| !self.inside(id, scope)) {
                continue;
            }
            let mut item = Item::from(Val::Element(id));
            if let Some((local, cond)) = cond {
                let depth = local as usize;
                // The condition speaks of its variable by depth; what lies between is not named in it.
                env.locals.resize(depth, Val::Error);
                env.locals.push(item.value);
                let holds = self.eval(cond, env)?;
                env.locals.truncate(depth);
                match holds {
                    Val::True => {}
                    Val::False => continue,
                    Val::Node(n) => item.when = Some(n),
                    _ => return self.spoilt(base),
                }
            }
            self.loose.push(item);
        }
        Ok(Items::Loose(base))
    }

    /// Which elements of a class refer to which by an attribute. Made once for each pair.
    fn reverse_index(&mut self, class: Class, attr: &SmolStr) -> Result<Reverse, Stop> {
        let key = (class, attr.clone());
        if let Some(index) = self.reverse.get(&key) {
            return Ok(Rc::clone(index));
        }
        let list = self.class_elements(class);
        let mut index: FxHashMap<ElementId, Vec<ElementId>> = FxHashMap::default();
        for &id in list.iter() {
            let Some(slot) = self.package.slot_of(id, attr) else {
                continue;
            };
            let span = self.package.elements[id.index()].span;
            // Looking who refers here is no use of a value: it must not make a circle of its own.
            let touched = self.touched[id.index()];
            let value = self.value(id, slot, span)?;
            self.touched[id.index()] = touched;
            match value {
                Val::Element(t) => index.entry(t).or_default().push(id),
                Val::List(list) => {
                    for item in &self.arena[list] {
                        if let Val::Element(t) = item.value {
                            index.entry(t).or_default().push(id);
                        }
                    }
                }
                _ => {}
            }
        }
        let index = Rc::new(index);
        self.reverse.insert(key, Rc::clone(&index));
        Ok(index)
    }

    /// `sum`, `min`, `max`, `count`, `any`, `every`, `first_of`, `distinct` of a list.
    pub(super) fn aggregate(
        &mut self,
        b: Builtin,
        list: ExprId,
        e: ExprId,
        env: &mut Env,
    ) -> Lowered {
        let items = self.items(list, env)?;
        // Of all elements of a kind, every one of them may ask how many they are.
        let kept = match items {
            Items::Known(Val::List(kept)) if b == Builtin::Count => Some(kept),
            _ => None,
        };
        if let Some(known) = kept.and_then(|kept| self.counts.get(&kept)) {
            return Ok(Val::Node(*known));
        }
        let base = match self.loosen(items) {
            Ok(base) => base,
            Err(Val::None) => return Ok(self.none_used(list)),
            Err(_) => return Ok(Val::Error),
        };
        let value = match b {
            Builtin::Sum => self.sum(base, e),
            Builtin::Min | Builtin::Max => self.extreme(b, base, e),
            Builtin::Count => self.count(base, list),
            Builtin::Any => self.some(base, true),
            Builtin::Every => self.some(base, false),
            Builtin::FirstOf => {
                let span = self.package.hir[e].span;
                match self.loose.get(base) {
                    Some(Item { when: None, value }) => *value,
                    Some(_) => self.tell(span, "static", || graphs::static_choice(span)),
                    None => Val::None,
                }
            }
            Builtin::Distinct => self.distinct(base, e),
            _ => Val::Error,
        };
        self.loose.truncate(base);
        if let (Some(kept), Val::Node(count)) = (kept, value) {
            self.counts.insert(kept, count);
        }
        Ok(value)
    }

    /// How many items there are; of conditions, how many hold.
    fn count(&mut self, base: usize, list: ExprId) -> Val {
        let computed = |i: &Item| matches!(i.value, Val::True | Val::False | Val::Node(_));
        let conditions = self.loose.get(base).is_some_and(computed)
            && self.package.hir[list].ty.base == Base::Bool;
        let mut plain = 0usize;
        let mut nodes = Gathered::new();
        for i in base..self.loose.len() {
            let item = self.loose[i];
            match (item.value, conditions, item.when) {
                (Val::False, true, _) => {}
                (Val::Node(n), true, when) => nodes.push(self.both(when, n)),
                (_, _, Some(w)) => nodes.push(w),
                _ => plain += 1,
            }
        }
        let known = self.constant(plain as f64);
        if nodes.is_empty() {
            return Val::Node(known);
        }
        let counted = self.push(Op::CountOf, &nodes);
        Val::Node(self.push(Op::Add, &[known, counted]))
    }

    /// Whether any condition holds, or with `stops` false whether every one does: the first that is `stops` decides.
    fn some(&mut self, base: usize, stops: bool) -> Val {
        let mut nodes = Gathered::new();
        for i in base..self.loose.len() {
            let Item { when, value } = self.loose[i];
            match (value, value.known(), when) {
                (_, Some(known), None) if known == stops => return stops.into(),
                (_, Some(known), Some(w)) if known == stops => {
                    nodes.push(if stops { w } else { self.push(Op::Not, &[w]) });
                }
                (_, Some(_), _) => {}
                (Val::Node(n), _, None) => nodes.push(n),
                (Val::Node(n), _, Some(w)) => {
                    let node = if stops {
                        self.push(Op::And, &[w, n])
                    } else {
                        let absent = self.push(Op::Not, &[w]);
                        self.push(Op::Or, &[absent, n])
                    };
                    nodes.push(node);
                }
                _ => return Val::Error,
            }
        }
        match nodes.as_slice() {
            [] => (!stops).into(),
            [one] => Val::Node(*one),
            _ => Val::Node(self.push(if stops { Op::AnyOf } else { Op::AllOf }, &nodes)),
        }
    }

    fn distinct(&mut self, base: usize, e: ExprId) -> Val {
        let mut end = base;
        for i in base..self.loose.len() {
            let item = self.loose[i];
            let computed = match item.value {
                Val::Node(n) => self.number(n).is_none(),
                _ => false,
            };
            if computed || item.when.is_some() {
                let span = self.package.hir[e].span;
                return self.tell(span, "static", || graphs::static_choice(span));
            }
            let same = |o: &Item| match (o.value, item.value) {
                (Val::Node(x), Val::Node(y)) => self.number(x) == self.number(y),
                (x, y) => self.arena.same(x, y),
            };
            if !self.loose[base..end].iter().any(same) {
                self.loose[end] = item;
                end += 1;
            }
        }
        self.arena.list(self.loose[base..end].iter().copied())
    }

    fn sum(&mut self, base: usize, e: ExprId) -> Val {
        let zero = self.constant(0.0);
        if self.loose.len() == base {
            return match self.package.hir[e].ty.base {
                Base::Duration => self.arena.duration(Duration {
                    months: zero,
                    days: zero,
                    work: zero,
                }),
                _ => Val::Node(zero),
            };
        }
        let mut nodes = Gathered::new();
        let mut durations: Vec<Duration> = Vec::new();
        for i in base..self.loose.len() {
            let item = self.loose[i];
            match item.value {
                Val::Node(n) => nodes.push(match item.when {
                    Some(w) => {
                        let node = self.push(Op::Select, &[w, n, zero]);
                        self.copy_tag(n, node);
                        node
                    }
                    None => n,
                }),
                Val::Duration(d) if item.when.is_none() => durations.push(self.arena[d]),
                Val::None => {}
                _ => return Val::Error,
            }
        }
        if !durations.is_empty() {
            let parts = [
                |d: &Duration| d.months,
                |d: &Duration| d.days,
                |d: &Duration| d.work,
            ];
            let [months, days, work] = parts.map(|part| {
                let parts: Gathered = durations.iter().map(part).collect();
                self.push(Op::Sum, &parts)
            });
            return self.arena.duration(Duration { months, days, work });
        }
        let tag = self.joined_tag(&nodes, e);
        let out = match nodes.as_slice() {
            [] => zero,
            [one] => *one,
            _ => self.push(Op::Sum, &nodes),
        };
        if let Some(tag) = tag {
            self.tags.insert(out, tag);
        }
        Val::Node(out)
    }

    /// The money that amounts of one list share; reports when they cannot.
    pub(crate) fn joined_tag(&mut self, amounts: &[NodeId], e: ExprId) -> Option<MoneyTag> {
        let mut joined: Option<(NodeId, MoneyTag)> = None;
        for &amount in amounts {
            let Some(own) = self.tags.get(&amount).copied() else {
                continue;
            };
            joined = match joined {
                None => Some((amount, own)),
                Some((first, before)) => {
                    let zero = |t: &MoneyTag| t.basis == Basis::Zero;
                    let keep = match self.tags.get(&first).is_some_and(zero) {
                        true => amount,
                        false => first,
                    };
                    Some((keep, self.join_tags(first, amount, e).unwrap_or(before)))
                }
            };
        }
        joined.map(|(_, tag)| tag)
    }

    fn extreme(&mut self, b: Builtin, base: usize, e: ExprId) -> Val {
        let span = self.package.hir[e].span;
        let least = b == Builtin::Min;
        let far = self.constant(if least {
            f64::INFINITY
        } else {
            f64::NEG_INFINITY
        });
        let mut nodes = Gathered::new();
        let mut perhaps = false;
        for i in base..self.loose.len() {
            let item = self.loose[i];
            match item.value {
                Val::Node(n) => nodes.push(match item.when {
                    Some(w) => {
                        perhaps = true;
                        self.push(Op::Select, &[w, n, far])
                    }
                    None => n,
                }),
                Val::None => {}
                _ => return Val::Error,
            }
        }
        match nodes.as_slice() {
            [] => self.tell(span, "empty", || {
                graphs::empty_list(if least { "least" } else { "greatest" }, span)
            }),
            [one] if !perhaps => Val::Node(*one),
            _ => {
                let mut out = self.push(if least { Op::MinOf } else { Op::MaxOf }, &nodes);
                if perhaps {
                    let none = self.push(Op::Eq, &[out, far]);
                    let nothing = self.constant(f64::NAN);
                    out = self.push(Op::Select, &[none, nothing, out]);
                }
                self.copy_tag(nodes[0], out);
                Val::Node(out)
            }
        }
    }
}
