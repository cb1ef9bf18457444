//! Whether what must hold does: checks of kinds, conditions and expectations of the site, and what
//! nothing uses.

use std::rc::Rc;

use sitec_grammar::ast::{self, Severity};
use sitec_grammar::source::Span;
use sitec_ir::{NodeId, Op, OriginId, Shape};
use sitec_units::calendar::Date;
use sitec_units::dimension::Dim;

use crate::builtins::Builtin;
use crate::diag::Diagnostic;
use crate::diag::families::{graphs, names as name_words, values as value_words};
use crate::elaborate::CheckExprs;
use crate::hir::{ExprKind, Piece};
use crate::lower::Env;
use crate::lower::value::Val;
use crate::package::SlotDecl;
use crate::session::{CheckRun, Session, Sides};
use crate::show;
use crate::types::*;

/// Why a value is outside what was published.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    pub met: bool,
    /// `(computed - published) / published`
    pub difference: Option<f64>,
    /// Both sides have a value.
    pub known: bool,
}

/// A place that a finding points at.
struct Pointed {
    expr: ExprId,
    span: Span,
}

impl Session<'_> {
    /// A condition over all months holds if it holds in each.
    pub(crate) fn whole(&mut self, v: Val) -> Val {
        match v {
            Val::Node(n) if self.lowering.builder.shape(n) == Shape::Series => {
                Val::Node(self.lowering.builder.push(Op::Always, &[n], OriginId::NONE))
            }
            other => other,
        }
    }

    /// Whether a condition holds at base values; `None` if it has no value.
    pub(crate) fn holds(&self, v: Val) -> Option<bool> {
        match v {
            Val::Node(n) => self.at_base(n).map(|v| v != 0.0),
            _ => v.known(),
        }
    }

    pub(crate) fn judge_checks(&mut self) {
        let failing: Vec<CheckRun> = self
            .checks
            .iter()
            .filter(|c| self.holds(c.cond) == Some(false))
            .cloned()
            .collect();
        let mut held = 0;
        let mut told: Vec<(CheckRun, Rc<CheckExprs>, Vec<Pointed>)> = Vec::new();
        let mut nodes: Vec<NodeId> = Vec::new();
        for c in failing {
            let hit = |id: &ElementId| self.suffering.contains(id);
            let item = match c.item {
                Some(Val::Element(id)) => Some(id),
                _ => None,
            };
            if hit(&c.element)
                || item.as_ref().is_some_and(hit)
                || self.lowering.rests_on_error(c.cond)
            {
                held += 1;
                continue;
            }
            let exprs = self.exprs_of_check(c.kind, c.check);
            let env = self.check_env(&c);
            for message in std::iter::once(exprs.message).chain(exprs.help) {
                for piece in self.pieces(message) {
                    if let Piece::Value(e) = piece {
                        let v = self.lowering.demand_expr(e, &env);
                        self.lowering.arena.nodes(v, &mut nodes);
                    }
                }
            }
            let mut places = Vec::new();
            for (i, &e) in exprs.at.iter().enumerate() {
                let place = self.place_of(e, &env);
                // Places behind the first say what stands there, so their values are needed.
                if i > 0 {
                    let v = self.lowering.demand_expr(e, &env);
                    self.lowering.arena.nodes(v, &mut nodes);
                }
                places.extend(place.map(|span| Pointed { expr: e, span }));
            }
            told.push((c, exprs, places));
        }
        if !told.is_empty()
            && let Some(values) = self.run(&nodes)
        {
            for (c, exprs, places) in told {
                let env = self.check_env(&c);
                let text = self.interpolate(exprs.message, &env, &values);
                let help = exprs.help.map(|h| self.interpolate(h, &env, &values));
                let beside: Vec<(Span, String)> = places
                    .iter()
                    .skip(1)
                    .map(|at| (at.span, self.words_of_place(at.expr, &env, &values)))
                    .collect();
                let at = places.first().map(|at| at.span);
                let p = &self.lowering.package;
                let scoped = &p.kinds[c.kind.index()].checks[c.check];
                let own = p.elements[c.element.index()].span;
                let mut d =
                    Diagnostic::new(&scoped.ast.code.name, text).graded(scoped.ast.severity);
                match at {
                    Some(at) => {
                        d = d.at(at, "breaks the rule");
                        if at != own {
                            d = d.and(own, p.describe(c.element));
                        }
                    }
                    None => d = d.at(own, "breaks the rule"),
                }
                if let Some(Val::Element(id)) = c.item {
                    let span = p.elements[id.index()].span;
                    if Some(span) != at && span != own {
                        d = d.and(span, p.describe(id));
                    }
                }
                for (span, words) in beside {
                    if Some(span) != at && span != own {
                        d = d.and(span, words);
                    }
                }
                d = d.and(scoped.ast.cond.span, "the rule");
                if let Some(h) = help {
                    d = d.help(h);
                }
                if self.asks_for_currency(exprs.cond) {
                    self.of_currencies.push(d.clone());
                }
                self.problems.push(d);
            }
        }
        if held > 0
            && let Some(d) = self
                .problems
                .iter_mut()
                .find(|d| d.severity == Severity::Error)
        {
            d.held_back += held;
        }
    }

    /// Whether a condition asks whether two amounts are in one currency.
    fn asks_for_currency(&self, cond: ExprId) -> bool {
        let mut stack = vec![cond];
        while let Some(e) = stack.pop() {
            match &self.lowering.package.hir[e].kind {
                ExprKind::Call(Builtin::SameCurrency, _) => return true,
                other => stack.extend(other.operands()),
            }
        }
        false
    }

    /// What stands at a place that a finding points at beside its first: an element, or an attribute and its value.
    fn words_of_place(&mut self, e: ExprId, env: &Env, values: &sitec_runtime::Values) -> String {
        let package = &self.lowering.package;
        let name = match &package.hir[e].kind {
            ExprKind::Slot(slot) => env.this.map(|id| package.slot(id, *slot).name.to_string()),
            ExprKind::Member(_, name) => Some(name.to_string()),
            _ => None,
        };
        let ty = package.hir[e].ty;
        let value = self.lowering.demand_expr(e, env);
        match (name, value) {
            (None, Val::Element(id)) => self.lowering.package.describe(id),
            (Some(name), Val::Element(id)) => {
                format!("`{name}` is {}", self.lowering.package.describe(id))
            }
            (Some(name), other) => {
                format!("`{name}` is {}", self.lowering.show(other, ty, values))
            }
            (None, other) => self.lowering.show(other, ty, values),
        }
    }

    fn check_env(&self, c: &CheckRun) -> Env {
        Env {
            this: Some(c.element),
            locals: c.item.into_iter().collect(),
        }
    }

    fn pieces(&self, message: ExprId) -> Vec<Piece> {
        match &self.lowering.package.hir[message].kind {
            ExprKind::Interpolate(pieces) => pieces.to_vec(),
            _ => Vec::new(),
        }
    }

    fn interpolate(
        &mut self,
        message: ExprId,
        env: &Env,
        values: &sitec_runtime::Values,
    ) -> String {
        let mut text = String::new();
        for piece in self.pieces(message) {
            match piece {
                Piece::Text(t) => text.push_str(&t),
                Piece::Value(e) => {
                    let v = self.lowering.demand_expr(e, env);
                    let ty = self.lowering.package.hir[e].ty;
                    match v {
                        Val::Element(id) => {
                            text.push_str(&format!("`{}`", self.lowering.package.own_name(id)))
                        }
                        other => text.push_str(&self.lowering.show(other, ty, values)),
                    }
                }
            }
        }
        text
    }

    /// Where `at` points: an element's head, or where it gives the attribute.
    fn place_of(&mut self, e: ExprId, env: &Env) -> Option<Span> {
        match self.lowering.package.hir[e].kind.clone() {
            ExprKind::Slot(slot) => {
                let id = env.this?;
                self.given_span(id, slot)
            }
            ExprKind::Member(base, name) => match self.lowering.demand_expr(base, env) {
                Val::Element(id) => {
                    let slot = self.lowering.package.slot_of(id, &name);
                    let given = slot.and_then(|s| self.given_span(id, s));
                    given.or(Some(self.lowering.package.elements[id.index()].span))
                }
                _ => None,
            },
            _ => match self.lowering.demand_expr(e, env) {
                Val::Element(id) => Some(self.lowering.package.elements[id.index()].span),
                _ => None,
            },
        }
    }

    /// A value as one number at base values: durations in days; `None` if it has no value or is none.
    pub(crate) fn figure(&self, v: Val) -> Option<f64> {
        match v {
            Val::Node(n) => self.at_base(n),
            Val::False => Some(0.0),
            Val::True => Some(1.0),
            Val::Duration(id) => {
                let d = self.lowering.arena[id];
                let parts = [(d.months, 30.4375), (d.days, 1.0), (d.work, 7.0 / 5.0)];
                parts
                    .iter()
                    .map(|(n, k)| self.at_base(*n).map(|v| v * k))
                    .sum()
            }
            _ => None,
        }
    }

    /// How far a figure may be from a published one: a share of it, or an amount.
    pub(crate) fn tolerance(&self, (e, v): (ExprId, Val), published: f64) -> f64 {
        let tolerance = self.figure(v).unwrap_or(0.0);
        let ratio = self.lowering.package.hir[e]
            .ty
            .num()
            .is_some_and(|n| n.dim == Dim::ONE);
        if ratio {
            tolerance * published.abs()
        } else {
            tolerance
        }
    }

    /// A computed figure against a published one.
    pub(crate) fn compare(
        &self,
        actual: Val,
        published: Val,
        within: Option<(ExprId, Val)>,
    ) -> Comparison {
        match (self.figure(actual), self.figure(published)) {
            (Some(a), Some(p)) => {
                let gap = (a - p).abs();
                let allowed = match within {
                    None => 1e-9 * p.abs().max(a.abs()),
                    Some(within) => self.tolerance(within, p),
                };
                let difference = (p != 0.0).then(|| (a - p) / p.abs());
                // A hair for the last digit: the tolerance itself is meant to be inside.
                Comparison {
                    met: gap <= allowed * (1.0 + 1e-12) + f64::MIN_POSITIVE,
                    difference,
                    known: true,
                }
            }
            _ => {
                let same = self.same(actual, published);
                Comparison {
                    met: same == Some(true),
                    difference: None,
                    known: same.is_some(),
                }
            }
        }
    }

    /// Whether two values that are no figures are the same; `None` if that is not known.
    fn same(&self, a: Val, b: Val) -> Option<bool> {
        let values = self.values.as_deref();
        let choices = [a, b].map(|v| self.lowering.choice(v, values));
        let unknown = |v: Val| matches!(v, Val::Node(_) | Val::Chosen(_) | Val::Error);
        match choices {
            [None, _] if unknown(a) => None,
            [_, None] if unknown(b) => None,
            [None, None] => Some(self.lowering.arena.same(a, b)),
            [a, b] => Some(a == b),
        }
    }

    pub(crate) fn judge_conditions(&mut self) {
        for r in self.requires.clone() {
            let warning = r.ast.severity == Severity::Warning;
            let text = self.lowering.package.source_text(r.ast.cond.span);
            if self.lowering.package.hir[r.cond].ty.is_error()
                || r.value.is_error()
                || self.lowering.rests_on_error(r.value)
            {
                continue;
            }
            let shown = r.sides.and_then(|((ea, a), (eb, b))| {
                let values = self.values.as_ref()?;
                let (ta, tb) = self.types_of_sides(ea, eb);
                Some((
                    self.lowering.show(a, ta, values),
                    self.lowering.show(b, tb, values),
                ))
            });
            let sides = shown.as_ref().map(|(a, b)| (a.as_str(), b.as_str()));
            match self.holds(r.value) {
                Some(true) => {}
                Some(false) if self.lacks_value(r.sides) => self
                    .problems
                    .push(graphs::no_value(&format!("`{text}`"), r.ast.cond.span)),
                Some(false) => {
                    let why = r.ast.why.as_ref().map(|w| w.value.as_str());
                    let d = graphs::requirement(&text, why, sides, r.ast.cond.span, warning);
                    self.problems.push(d);
                }
                None if self.values.is_some() => self
                    .problems
                    .push(graphs::no_value(&format!("`{text}`"), r.ast.cond.span)),
                None => {}
            }
        }
        let contradicted = self.judge_contradictions();
        // A published figure speaks of the case as it is written, or of a scenario; what an override makes of it is shown
        // in the report and is no mistake of the text.
        if !self.lowering.package.sources.overrides.is_empty() {
            return;
        }
        for x in self.expects.clone() {
            if contradicted.contains(&x.ast.actual.span) {
                continue;
            }
            if x.actual.1.is_error() || x.published.1.is_error() || self.values.is_none() {
                continue;
            }
            let c = self.compare(x.actual.1, x.published.1, x.within);
            let sides = [x.actual.1, x.published.1];
            if c.met || sides.into_iter().any(|v| self.lowering.rests_on_error(v)) {
                continue;
            }
            let what = self.lowering.package.source_text(x.ast.actual.span);
            if !c.known {
                self.problems
                    .push(graphs::no_value(&format!("`{what}`"), x.ast.actual.span));
                continue;
            }
            let Some(values) = self.values.as_ref() else {
                continue;
            };
            let (ta, tp) = self.types_of_sides(x.actual.0, x.published.0);
            let found = self.lowering.show(x.actual.1, ta, values);
            let published = self.lowering.show(x.published.1, tp, values);
            let within = x
                .ast
                .within
                .as_ref()
                .map(|w| self.lowering.package.source_text(w.span));
            let d = graphs::expectation(
                &what,
                &published,
                &found,
                c.difference,
                within.as_deref(),
                x.ast.actual.span,
                x.ast.published.span,
            );
            self.problems.push(d);
        }
    }

    /// Whether a side of a comparison has no value: then the comparison is false for no reason of its own.
    fn lacks_value(&self, sides: Option<Sides>) -> bool {
        let nothing = |v: Val| match v {
            Val::Node(n) if self.lowering.builder.shape(n) == Shape::Scalar => {
                self.at_base(n).is_none()
            }
            _ => false,
        };
        sides.is_some_and(|(a, b)| nothing(a.1) || nothing(b.1))
    }

    /// Money that is given and that no report, port, requirement or expectation reached so far.
    pub(crate) fn judge_count(&mut self) {
        // A sum in error reaches nothing: what it would have counted is not to blame.
        if self.roots.is_empty() || self.has_errors_in_rows() {
            return;
        }
        for i in 0..self.lowering.package.elements.len() {
            let id = ElementId(i as u32);
            for (slot, span) in self.uncounted_slots(id) {
                let what = self.lowering.package.describe(id);
                let name = self.lowering.package.slot(id, slot).name.clone();
                let head = self.lowering.package.elements[i].span;
                self.problems
                    .push(graphs::uncounted(&what, &name, span, head));
                self.uncounted.insert(id);
            }
        }
    }

    /// The first element from this one on of which something is reached by nothing so far.
    pub(crate) fn left_out(&mut self, from: usize) -> Option<usize> {
        if self.roots.is_empty() {
            return None;
        }
        (from..self.lowering.package.elements.len()).find(|&i| {
            let id = ElementId(i as u32);
            self.is_unused(id) || !self.uncounted_slots(id).is_empty()
        })
    }

    fn has_errors_in_rows(&self) -> bool {
        let mut figures = self.rows().flat_map(|r| r.lines.iter().flatten().flatten());
        figures.any(|(_, v)| v.is_error())
    }

    fn uncounted_slots(&mut self, id: ElementId) -> Vec<(SlotId, Span)> {
        let p = &self.lowering.package;
        let e = &p.elements[id.index()];
        let mut out = Vec::new();
        if p.is_library(e.module) || e.kind.is_none() {
            return out;
        }
        for g in 0..e.given.len() {
            let (slot, given) = &self.lowering.package.elements[id.index()].given[g];
            let (slot, span) = (*slot, given.span);
            if self.lowering.known(id, slot).is_some() {
                continue;
            }
            // An assumption that nothing uses costs nothing, also when a scenario or an override changes it.
            let assumed = self.lowering.package.slot(id, slot).decl;
            if matches!(assumed, SlotDecl::Assume(_))
                || given.value.is_some_and(|v| v.excluded.is_some())
            {
                continue;
            }
            let ty = self.lowering.package.slot_type(id, slot);
            if ty
                .amount()
                .is_some_and(|n| self.lowering.package.has_money(n.dim))
                && !self.is_limit(id, slot)
            {
                out.push((slot, span));
            }
        }
        if !out.is_empty() && self.lowering.package.is_excluded(id) {
            out.clear();
        }
        out
    }

    /// Whether an attribute is what a check of its kind holds figures against, as a usual price: it has a default that is
    /// not zero, and the check names it. Such an amount is no cost.
    fn is_limit(&mut self, id: ElementId, slot: SlotId) -> bool {
        let default = match self.lowering.package.slot(id, slot).decl {
            SlotDecl::Attr(a) => a.default.as_ref(),
            _ => None,
        };
        let has_default = default
            .is_some_and(|v| !matches!(&v.expr.kind, ast::ExprKind::Number(n) if n.value == 0.0));
        let Some(kind) = self.lowering.package.elements[id.index()].kind else {
            return false;
        };
        let checks = self.lowering.package.kinds[kind.index()].checks.len();
        has_default && (0..checks).any(|check| self.check_names(kind, check, slot))
    }

    /// Whether the condition of a check names an attribute of the element that it is checked for.
    fn check_names(&mut self, kind: KindId, check: usize, slot: SlotId) -> bool {
        let mut stack = vec![self.exprs_of_check(kind, check).cond];
        while let Some(e) = stack.pop() {
            match &self.lowering.package.hir[e].kind {
                ExprKind::Slot(s) if *s == slot => return true,
                other => stack.extend(other.operands()),
            }
        }
        false
    }

    /// Elements, sources and dates that lead nowhere.
    pub(crate) fn judge_use(&mut self) {
        self.judge_allows();
        self.judge_sources();
        let errors = self.problems.has_errors() || self.lowering.package.problems.has_errors();
        if !self.roots.is_empty() && !errors {
            for id in (0..self.lowering.package.elements.len() as u32).map(ElementId) {
                if !self.is_unused(id) || self.uncounted.contains(&id) {
                    continue;
                }
                let p = &self.lowering.package;
                let d = name_words::unused_element(
                    &p.kind_name(id),
                    &p.own_name(id),
                    p.elements[id.index()].span,
                );
                self.problems.push(d);
            }
        }
        // What was not understood may cite any of them, and so may a name that leads nowhere.
        let hidden = |d: &Diagnostic| d.code.starts_with("E000") || d.code == "E0101";
        let unread = self.lowering.package.problems.iter().any(hidden);
        for c in &self.lowering.package.cites {
            if !unread && !self.lowering.package.is_library(c.module) && !c.used.get() {
                self.problems
                    .push(name_words::unused_cite(&c.ast.name.name, c.ast.name.span));
            }
        }
        self.judge_horizon();
    }

    /// Sources that support an accepted finding are used.
    fn judge_allows(&mut self) {
        let mut cites: Vec<(ast::Ident, ModuleId)> = Vec::new();
        for e in &self.lowering.package.elements {
            cites.extend(
                e.allows
                    .iter()
                    .flat_map(|(a, _)| &a.cites)
                    .map(|c| (c.clone(), e.module)),
            );
        }
        cites.extend(
            self.lowering
                .package
                .allows
                .iter()
                .flat_map(|(a, _)| &a.cites)
                .map(|c| (c.clone(), ModuleId(0))),
        );
        for (cite, module) in cites {
            self.lowering.package.cite(&cite, module);
        }
    }

    fn is_unused(&self, id: ElementId) -> bool {
        let p = &self.lowering.package;
        let e = &p.elements[id.index()];
        if p.is_library(e.module)
            || e.kind.is_none()
            || e.root == Some(id)
            || self.lowering.touched[id.index()]
            || p.referenced[id.index()]
        {
            return false;
        }
        // What an imported file offers may be left unused, as a catalogue is.
        let offered = e.root.is_none() && e.module != ModuleId(0);
        let paid_elsewhere = || {
            let mut given = e.given.iter();
            given.any(|(_, g)| g.value.is_some_and(|v| v.excluded.is_some()))
        };
        let part_touched = || e.members.iter().any(|(_, m)| self.any_touched(m));
        !(offered || part_touched() || paid_elsewhere() || p.is_excluded(id))
    }

    fn any_touched(&self, m: &crate::package::Member) -> bool {
        match m {
            crate::package::Member::One(id) => self.lowering.touched[id.index()],
            crate::package::Member::Many(ids) => {
                ids.iter().any(|id| self.lowering.touched[id.index()])
            }
        }
    }

    fn judge_horizon(&mut self) {
        let Some(&root) = self.roots.first() else {
            return;
        };
        let p = &self.lowering.package;
        let kind = p.elements[root.index()].kind;
        let timeline = kind.and_then(|k| p.kinds[k.index()].timeline.as_ref());
        let Some((begin, length)) = timeline.map(|t| (t.from, t.length)) else {
            return;
        };
        // Of a horizon in error nothing is known.
        if [begin, length]
            .map(|slot| self.lowering.demand(root, slot))
            .iter()
            .any(|v| v.is_error())
        {
            return;
        }
        let Some(values) = self.values.as_ref() else {
            return;
        };
        let horizon = self.given_span(root, length);
        let end = self.lowering.builder.timeline().end();
        let (mut late, mut told) = (Vec::new(), rustc_hash::FxHashSet::default());
        for supply in self.networks.iter() {
            let members = supply.network.members.iter().zip(&supply.elements);
            for (m, &id) in members.filter(|(m, _)| m.roles.load) {
                if let Some(day) = m.from.and_then(|n| show::number(values, n))
                    && day >= f64::from(end.days())
                    && told.insert(id)
                {
                    late.push((id, day));
                }
            }
        }
        for (id, day) in late {
            let p = &self.lowering.package;
            let d = value_words::outside_horizon(
                &p.describe(id),
                &Date::from_days(day as i32).to_string(),
                p.elements[id.index()].span,
                &end.to_string(),
                horizon,
            );
            self.problems.push(d);
        }
    }

    /// The statement that an expectation or a requirement was written in, on one line.
    pub(crate) fn one_line(&self, e: &ast::Expr) -> String {
        self.lowering
            .package
            .source_text(e.span)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }
}
