//! Queries, comprehensions and what is made of lists.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use sitec_ir::{NodeId, Op};
use smol_str::SmolStr;

use super::value::{Basis, Duration, Item, MoneyTag, Val};
use super::{Env, Lowered, Lowering, Reverse, Stop};
use crate::builtins::Builtin;
use crate::diag::families::graphs;
use crate::types::*;

impl Lowering<'_> {
    pub(crate) fn comprehension(
        &mut self,
        body: ExprId,
        local: u16,
        list: ExprId,
        cond: Option<ExprId>,
        env: &mut Env,
    ) -> Lowered {
        let list = self.eval(list, env)?;
        let Some(items) = self.items(&list) else {
            return Ok(Val::Error);
        };
        let depth = local as usize;
        let mut out = Vec::with_capacity(items.len());
        for item in items.iter() {
            env.locals.truncate(depth);
            env.locals.push(item.value.clone());
            let mut when = item.when;
            if let Some(c) = cond {
                match self.eval(c, env)? {
                    Val::Bool(true) => {}
                    Val::Bool(false) => continue,
                    Val::Node(n) => when = Some(self.both(when, n)),
                    _ => {
                        env.locals.truncate(depth);
                        return Ok(Val::Error);
                    }
                }
            }
            let value = self.eval(body, env)?;
            if value == Val::Error {
                env.locals.truncate(depth);
                return Ok(Val::Error);
            }
            out.push(Item { when, value });
        }
        env.locals.truncate(depth);
        Ok(Val::List(out.into()))
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

    pub(crate) fn query(&mut self, q: &crate::hir::Query, env: &mut Env) -> Lowered {
        let (class, scope, cond) = (q.class, q.scope, q.cond);
        let within = match scope {
            Some(s) => match self.eval(s, env)? {
                Val::Element(e) => Some(e),
                _ => return Ok(Val::Error),
            },
            None => env.this.and_then(|t| self.package.elements[t.index()].root),
        };
        let found: Vec<ElementId> = match &q.by {
            Some((attr, e)) => {
                let target = match self.eval(*e, env)? {
                    Val::Element(t) => t,
                    Val::None => return Ok(Val::list([])),
                    _ => return Ok(Val::Error),
                };
                let index = self.reverse_index(class, attr)?;
                let mut found = index.get(&target).cloned().unwrap_or_default();
                if let Some(scope) = within {
                    found.retain(|id| self.inside(*id, scope));
                }
                found
            }
            None => {
                if cond.is_none()
                    && let Some(list) = self.queried.get(&(class, within))
                {
                    return Ok(list.clone());
                }
                let list = self.class_elements(class);
                let found = match within {
                    Some(scope) => {
                        let (lo, hi) = (
                            self.package.rank[scope.index()],
                            self.package.rank_end[scope.index()],
                        );
                        let rank = &self.package.rank;
                        let start = list.partition_point(|id| rank[id.index()] < lo);
                        let end = list.partition_point(|id| rank[id.index()] < hi);
                        &list[start..end]
                    }
                    None => &list,
                };
                if cond.is_none() {
                    let list = Val::list(found.iter().copied().map(Val::Element));
                    self.queried.insert((class, within), list.clone());
                    return Ok(list);
                }
                found.to_vec()
            }
        };
        let Some((local, cond)) = cond else {
            return Ok(Val::list(found.into_iter().map(Val::Element)));
        };
        let depth = local as usize;
        let mut out = Vec::with_capacity(found.len());
        for id in found {
            env.locals.truncate(depth);
            // The condition speaks of its variable by depth; what lies between is not named in it.
            env.locals.resize(depth, Val::Error);
            env.locals.push(Val::Element(id));
            match self.eval(cond, env)? {
                Val::Bool(true) => out.push(Item {
                    when: None,
                    value: Val::Element(id),
                }),
                Val::Bool(false) => {}
                Val::Node(n) => out.push(Item {
                    when: Some(n),
                    value: Val::Element(id),
                }),
                _ => {
                    env.locals.truncate(depth);
                    return Ok(Val::Error);
                }
            }
        }
        env.locals.truncate(depth);
        Ok(Val::List(out.into()))
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
                Val::List(items) => {
                    for item in items.iter() {
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
    pub(crate) fn aggregate(&mut self, b: Builtin, list: &Val, e: ExprId) -> Val {
        let Some(items) = self.items(list) else {
            return Val::Error;
        };
        match b {
            Builtin::Sum => self.sum(&items, e),
            Builtin::Min | Builtin::Max => self.extreme(b, &items, e),
            Builtin::Count => {
                let condition = items
                    .first()
                    .is_some_and(|i| matches!(i.value, Val::Bool(_) | Val::Node(_)))
                    && self.list_base(e) == Some(Base::Bool);
                let mut plain = 0usize;
                let mut nodes = Vec::new();
                for item in items.iter() {
                    match (&item.value, condition, item.when) {
                        (Val::Bool(false), true, _) => {}
                        (Val::Node(n), true, when) => nodes.push(self.both(when, *n)),
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
            Builtin::Any | Builtin::Every => {
                let stops = b == Builtin::Any;
                let mut nodes = Vec::new();
                for item in items.iter() {
                    match (&item.value, item.when) {
                        (Val::Bool(v), None) if *v == stops => return Val::Bool(stops),
                        (Val::Bool(v), Some(w)) if *v == stops => {
                            nodes.push(if stops { w } else { self.push(Op::Not, &[w]) });
                        }
                        (Val::Bool(_), _) => {}
                        (Val::Node(n), None) => nodes.push(*n),
                        (Val::Node(n), Some(w)) => {
                            let node = if stops {
                                self.push(Op::And, &[w, *n])
                            } else {
                                let absent = self.push(Op::Not, &[w]);
                                self.push(Op::Or, &[absent, *n])
                            };
                            nodes.push(node);
                        }
                        _ => return Val::Error,
                    }
                }
                match nodes.as_slice() {
                    [] => Val::Bool(!stops),
                    [one] => Val::Node(*one),
                    _ => Val::Node(self.push(if stops { Op::AnyOf } else { Op::AllOf }, &nodes)),
                }
            }
            Builtin::FirstOf => {
                let span = self.package.hir[e].span;
                match items.first() {
                    Some(Item { when: None, value }) => value.clone(),
                    Some(_) => self.tell(span, "static", || graphs::static_choice(span)),
                    None => Val::None,
                }
            }
            Builtin::Distinct => {
                let mut out: Vec<Item> = Vec::new();
                for item in items.iter() {
                    let computed = match item.value {
                        Val::Node(n) => self.number(n).is_none(),
                        _ => false,
                    };
                    if computed || item.when.is_some() {
                        let span = self.package.hir[e].span;
                        return self.tell(span, "static", || graphs::static_choice(span));
                    }
                    let same = |o: &Item| match (&o.value, &item.value) {
                        (Val::Node(x), Val::Node(y)) => self.number(*x) == self.number(*y),
                        (x, y) => x == y,
                    };
                    if !out.iter().any(same) {
                        out.push(item.clone());
                    }
                }
                Val::List(out.into())
            }
            _ => Val::Error,
        }
    }

    fn list_base(&self, call: ExprId) -> Option<Base> {
        match &self.package.hir[call].kind {
            crate::hir::ExprKind::Call(_, args) => args
                .first()
                .copied()
                .flatten()
                .map(|a| self.package.hir[a].ty.base),
            _ => None,
        }
    }

    fn sum(&mut self, items: &[Item], e: ExprId) -> Val {
        if items.is_empty() {
            let zero = self.constant(0.0);
            if matches!(self.package.hir[e].ty.base, Base::Duration) {
                return Val::Duration(Duration {
                    months: zero,
                    days: zero,
                    work: zero,
                });
            }
            return Val::Node(zero);
        }
        let mut nodes = Vec::with_capacity(items.len());
        let mut durations: Vec<Duration> = Vec::new();
        let zero = self.constant(0.0);
        for item in items {
            match &item.value {
                Val::Node(n) => {
                    let node = match item.when {
                        Some(w) => self.push(Op::Select, &[w, *n, zero]),
                        None => *n,
                    };
                    self.copy_tag(*n, node);
                    nodes.push(node);
                }
                Val::Duration(d) if item.when.is_none() => durations.push(*d),
                Val::None => {}
                _ => return Val::Error,
            }
        }
        if !durations.is_empty() {
            let parts: Vec<Vec<NodeId>> = [
                |d: &Duration| d.months,
                |d: &Duration| d.days,
                |d: &Duration| d.work,
            ]
            .iter()
            .map(|f| durations.iter().map(f).collect())
            .collect();
            let [months, days, work] = [0, 1, 2].map(|i: usize| self.push(Op::Sum, &parts[i]));
            return Val::Duration(Duration { months, days, work });
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

    fn extreme(&mut self, b: Builtin, items: &[Item], e: ExprId) -> Val {
        let span = self.package.hir[e].span;
        let least = b == Builtin::Min;
        let far = self.constant(if least {
            f64::INFINITY
        } else {
            f64::NEG_INFINITY
        });
        let mut nodes = Vec::with_capacity(items.len());
        let mut perhaps = false;
        for item in items {
            match &item.value {
                Val::Node(n) => nodes.push(match item.when {
                    Some(w) => {
                        perhaps = true;
                        self.push(Op::Select, &[w, *n, far])
                    }
                    None => *n,
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
