//! From syntax to the checked tree: names resolved, types inferred and checked, on demand.
//!
//! A formula of a kind is checked once, for all its elements. What belongs to the package is
//! checked in full ([`check_all`]); of the library only what is asked for, since it is checked in
//! its own tests.

mod calls;
mod doubts;
mod fit;
mod hours;
mod names;
mod operators;
mod query;
mod signature;

use std::rc::Rc;

use rustc_hash::FxHashMap;
use sitec_grammar::ast::{self, AssignOp, BinaryOp};
use sitec_grammar::source::Span;
use sitec_units::calendar::Date;
use sitec_units::dimension::Dim;
use smol_str::SmolStr;

pub use fit::Due;

use crate::diag::Diagnostic;
use crate::diag::families::{kinds as words, types as type_words, values as value_words};
use crate::hir::{ExprKind, Piece};
use crate::package::*;
use crate::types::*;

/// Whose body an expression stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// A kind's.
    Kind(KindId),
    /// An element's.
    Element(ElementId),
    /// A function's, or none.
    Plain,
}

/// What names mean where an expression stands.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The file.
    pub module: ModuleId,
    /// The body.
    pub body: Body,
    /// A trait's parameters.
    pub params: Rc<[(SmolStr, SlotId)]>,
    /// Variables, the innermost last.
    pub locals: Vec<(SmolStr, Ty)>,
    /// Elements asked about in `where`, the innermost last.
    pub asked: Vec<(Class, u16)>,
    /// Whether an element's own formulas are in scope by their bare names.
    pub formulas: bool,
    /// The attribute that is being given: its own name means what is around (`tenant = tenant`).
    pub defining: Option<SlotId>,
    /// Whether its numbers are what they are: no run, scenario or author replaces a number inside a formula of the library.
    pub fixed: bool,
}

impl Scope {
    /// A kind's scope.
    #[must_use]
    pub fn of_kind(kind: KindId, formula: &FormulaScope) -> Scope {
        Scope {
            module: formula.module,
            body: Body::Kind(kind),
            params: Rc::clone(&formula.params),
            locals: Vec::new(),
            asked: Vec::new(),
            formulas: true,
            defining: None,
            fixed: false,
        }
    }
}

impl<'a> Package<'a> {
    /// The scope of an element's body.
    #[must_use]
    pub fn element_scope(&self, element: ElementId, formulas: bool) -> Scope {
        Scope {
            module: self.elements[element.index()].module,
            body: Body::Element(element),
            params: Rc::from([]),
            locals: Vec::new(),
            asked: Vec::new(),
            formulas,
            defining: None,
            fixed: false,
        }
    }

    /// The scope of a function's body or of nothing in particular.
    #[must_use]
    pub fn plain_scope(&self, module: ModuleId) -> Scope {
        Scope {
            module,
            body: Body::Plain,
            params: Rc::from([]),
            locals: Vec::new(),
            asked: Vec::new(),
            formulas: false,
            defining: None,
            fixed: false,
        }
    }

    pub(crate) fn error(&mut self, span: Span) -> ExprId {
        self.hir.push(ExprKind::Error, Ty::ERROR, span)
    }

    pub(crate) fn ty(&self, e: ExprId) -> Ty {
        self.hir[e].ty
    }

    /// Checks an expression. `want` guides what a bare name or a literal means; it is not enforced.
    pub fn expr(&mut self, e: &ast::Expr, scope: &mut Scope, want: Option<Ty>) -> ExprId {
        let span = e.span;
        match &e.kind {
            ast::ExprKind::Error => self.error(span),
            ast::ExprKind::Number(n) => self.number(n, span, scope.fixed),
            ast::ExprKind::Date(d) => match Date::new(
                i32::from(d.year),
                u32::from(d.month),
                u32::from(d.day.unwrap_or(1)),
            ) {
                Ok(date) => self.hir.push(ExprKind::Date(date.days()), Ty::DATE, span),
                Err(why) => {
                    self.problems
                        .push(value_words::no_such_date(span, &why.to_string()));
                    self.error(span)
                }
            },
            ast::ExprKind::Period(_) => {
                self.problems.push(value_words::which_end(
                    span,
                    self.sources
                        .map
                        .text(span.file)
                        .get(span.range())
                        .unwrap_or(""),
                ));
                self.error(span)
            }
            ast::ExprKind::Redundancy(r) => {
                if let Some(d) = words::redundancy(*r, span) {
                    self.problems.push(d);
                }
                self.hir
                    .push(ExprKind::Redundancy(*r), Ty::of(Base::Redundancy), span)
            }
            ast::ExprKind::Text(t) => self.hir.push(ExprKind::Text(t.clone()), Ty::TEXT, span),
            ast::ExprKind::Bool(b) => self.hir.push(ExprKind::Bool(*b), Ty::BOOL, span),
            ast::ExprKind::None => self.hir.push(ExprKind::None, Ty::NOTHING, span),
            ast::ExprKind::This => self.this(scope, span),
            ast::ExprKind::Name(n) => self.bare_name(n, span, scope, want),
            ast::ExprKind::Field(base, field) => self.field(base, field, span, scope),
            ast::ExprKind::Index(base, index) => self.index(base, index, span, scope),
            ast::ExprKind::Call(path, args) => self.call(path, args, span, scope, want),
            ast::ExprKind::Unary(op, a) => {
                let a = self.expr(a, scope, if *op == ast::UnaryOp::Neg { want } else { None });
                self.unary(*op, a, span)
            }
            ast::ExprKind::Binary(..) => self.binary_expr(e, scope, want),
            ast::ExprKind::If(c, a, b) => {
                let c = self.expr(c, scope, None);
                let ([c], hourly) = self.in_each_hour([c]);
                let c = self.fit(c, Ty::BOOL.lifted(self.ty(c).series), &Due::Condition);
                let a = self.expr(a, scope, want);
                let hint = want.or(Some(self.ty(a)));
                let b = self.expr(b, scope, hint);
                if hourly {
                    let ([a, b], _) = self.in_each_hour([a, b]);
                    let out = self.choose(c, a, b, span);
                    return self.each_hour(out);
                }
                self.choose(c, a, b, span)
            }
            ast::ExprKind::List(items) => {
                let item = want.map(|w| Ty { list: false, ..w });
                let ids: Vec<ExprId> = items.iter().map(|i| self.expr(i, scope, item)).collect();
                self.list(ids, span)
            }
            ast::ExprKind::Comprehension(c) => self.comprehension(c, span, scope),
            ast::ExprKind::Curve(c) => self.curve(c, span, scope, want),
            ast::ExprKind::Query(q) => self.query(q, span, scope),
        }
    }

    fn number(&mut self, n: &ast::Number, span: Span, fixed: bool) -> ExprId {
        let Some(unit) = &n.unit else {
            let zero = n.value == 0.0 && n.style == ast::NumberStyle::Plain;
            let ty = Ty::of(Base::Number(Num {
                zero,
                ..Num::of(Dim::ONE)
            }));
            let kind = match fixed {
                true => ExprKind::Constant(n.value),
                false => ExprKind::Number(n.value),
            };
            return self.hir.push(kind, ty, span);
        };
        let factors: Vec<(&str, i32)> = unit
            .factors
            .iter()
            .map(|f| (f.name.name.as_str(), f.power))
            .collect();
        match self.units.compose(&mut self.dims, &factors) {
            Ok(u) => {
                let per = unit.factors.iter().filter(|f| f.power == -1).find_map(|f| {
                    match f.name.name.as_str() {
                        "mo" => Some(Per::Month),
                        "yr" => Some(Per::Year),
                        _ => None,
                    }
                });
                let num = Num {
                    dim: u.dim,
                    kind: None,
                    currency: u.currency,
                    real: n.real.map(|y| y as i16),
                    per: per.unwrap_or_default(),
                    year: false,
                    zero: false,
                };
                let value = u.to_canonical(n.value);
                // An amount of money is in a currency, which its own node bears.
                let kind = match fixed && !self.has_money(u.dim) {
                    true => ExprKind::Constant(value),
                    false => ExprKind::Number(value),
                };
                self.hir.push(kind, Ty::of(Base::Number(num)), span)
            }
            Err(e) => {
                self.problems.push(type_words::unit(unit, &e, &self.units));
                self.error(span)
            }
        }
    }

    fn this(&mut self, scope: &Scope, span: Span) -> ExprId {
        match scope.body {
            Body::Kind(k) => self
                .hir
                .push(ExprKind::This, Ty::of(Base::Ref(Class::Kind(k))), span),
            Body::Element(e) => self.element_expr(e, span),
            Body::Plain => {
                self.problems.push(words::no_this(span));
                self.error(span)
            }
        }
    }

    pub(crate) fn element_expr(&mut self, e: ElementId, span: Span) -> ExprId {
        self.referenced[e.index()] = true;
        let class = match self.elements[e.index()].kind {
            Some(k) => Ty::of(Base::Ref(Class::Kind(k))),
            // A kind that is unknown was reported; what refers to it should not be told again.
            None => Ty::ERROR,
        };
        self.hir.push(ExprKind::Element(e), class, span)
    }

    pub(crate) fn member_expr(&mut self, m: &Member, span: Span) -> ExprId {
        match m {
            Member::One(e) => self.element_expr(*e, span),
            Member::Many(ids) => {
                ids.iter().for_each(|id| self.referenced[id.index()] = true);
                let ty = match ids.first().and_then(|e| self.elements[e.index()].kind) {
                    Some(k) => Ty::of(Base::Ref(Class::Kind(k))).list(),
                    None if ids.is_empty() => Ty::of(Base::Nothing).list(),
                    None => Ty::ERROR,
                };
                self.hir
                    .push(ExprKind::Elements(ids.iter().copied().collect()), ty, span)
            }
        }
    }

    /// What is said of two items of a list, or points of a curve, that have no common type.
    fn unlike_items(&self, a: Span, first: Ty, b: Span, other: Ty) -> Diagnostic {
        if let (Some(x), Some(y)) = (first.num(), other.num())
            && x.dim == y.dim
            && x.currency != y.currency
        {
            let (wa, wb) = (
                self.currency_name(x.currency),
                self.currency_name(y.currency),
            );
            return type_words::currencies(a, &wa, b, &wb, "mix");
        }
        type_words::list_items(a, &self.type_words(first), b, &self.type_words(other))
    }

    pub(crate) fn list(&mut self, ids: Vec<ExprId>, span: Span) -> ExprId {
        let mut item = Ty::of(Base::Nothing);
        let mut first = None;
        for &id in &ids {
            // A list among the items is laid in.
            let ty = self.ty(id).item();
            match self.join(item, ty) {
                Some(joined) => item = joined,
                None => {
                    let at = first.map_or(span, |f: ExprId| self.hir[f].span);
                    let d = self.unlike_items(at, item, self.hir[id].span, ty);
                    self.problems.push(d);
                    return self.error(span);
                }
            }
            first = first.or(Some(id));
        }
        self.hir.push(ExprKind::List(ids.into()), item.list(), span)
    }

    pub(crate) fn choose(&mut self, c: ExprId, a: ExprId, b: ExprId, span: Span) -> ExprId {
        let (ta, tb, tc) = (self.ty(a), self.ty(b), self.ty(c));
        match self.join(ta, tb) {
            Some(ty) => {
                // A duration beside a bare quantity of time becomes a duration.
                let (a, b) = (self.align(a, ty), self.align(b, ty));
                self.hir
                    .push(ExprKind::If(c, a, b), ty.lifted(tc.series), span)
            }
            None => {
                let d = type_words::branches(
                    self.hir[a].span,
                    &self.type_words(ta),
                    self.hir[b].span,
                    &self.type_words(tb),
                );
                self.problems.push(d);
                self.error(span)
            }
        }
    }

    /// Wraps what a joined type asks for.
    pub(crate) fn align(&mut self, e: ExprId, ty: Ty) -> ExprId {
        let own = self.ty(e);
        let span = self.hir[e].span;
        if ty.list && !own.list && !own.is_error() {
            return self.hir.push(ExprKind::ToList(e), ty, span);
        }
        if ty.base == Base::Duration && own.num().is_some() {
            return self.hir.push(
                ExprKind::ToDuration(e),
                Ty::DURATION.lifted(own.series),
                span,
            );
        }
        e
    }

    fn curve(&mut self, c: &ast::Curve, span: Span, scope: &mut Scope, want: Option<Ty>) -> ExprId {
        let want = want.map(|w| Ty { series: false, ..w }.alike());
        let mut points: Vec<(i32, ExprId)> = Vec::new();
        let mut item: Option<Ty> = None;
        let mut last: Option<(i32, Span)> = None;
        for (date, value) in &c.points {
            let d = self.expr(date, scope, Some(Ty::DATE));
            let day = match (&self.hir[d].kind, self.hir[d].ty.base) {
                (ExprKind::Date(day), _) => *day,
                (_, Base::Error) => return self.error(span),
                _ => {
                    self.problems.push(value_words::curve_date(date.span));
                    return self.error(span);
                }
            };
            if let Some((before, at)) = last
                && before >= day
            {
                self.problems.push(value_words::curve_order(at, date.span));
                return self.error(span);
            }
            last = Some((day, date.span));
            let v = self.expr(value, scope, want);
            let ty = self.ty(v);
            if ty.is_error() {
                return self.error(span);
            }
            let joined = match item {
                None => Some(ty),
                Some(t) => self.join(t, ty),
            };
            match joined {
                Some(t) if t.num().is_some() && !t.series => item = Some(t),
                _ => {
                    let first = points
                        .first()
                        .map_or(value.span, |(_, e)| self.hir[*e].span);
                    let d = match item {
                        Some(t) => self.unlike_items(first, t, value.span, ty),
                        None => {
                            let words = self.type_words(ty);
                            type_words::list_items(first, "a quantity", value.span, &words)
                        }
                    };
                    self.problems.push(d);
                    return self.error(span);
                }
            }
            points.push((day, v));
        }
        match item {
            Some(t) => self.hir.push(
                ExprKind::Curve {
                    linear: c.linear,
                    points: points.into(),
                },
                t.series(),
                span,
            ),
            None => {
                self.problems.push(value_words::curve_empty(span));
                self.error(span)
            }
        }
    }

    /// Text with values in it.
    pub fn message(&mut self, m: &ast::Message, scope: &mut Scope) -> ExprId {
        let mut pieces = Vec::with_capacity(m.parts.len());
        for part in &m.parts {
            pieces.push(match part {
                ast::TextPart::Literal(t) => Piece::Text(t.clone()),
                ast::TextPart::Expr(e) => Piece::Value(self.expr(e, scope, None)),
            });
        }
        self.hir
            .push(ExprKind::Interpolate(pieces.into()), Ty::TEXT, m.span)
    }

    /// The expression given for an attribute of an element, checked against the attribute's type.
    pub fn given_expr(&mut self, element: ElementId, slot: SlotId) -> Option<ExprId> {
        let given = self.elements[element.index()].given(slot)?;
        if let Progress::Done(e) = given.checked {
            return Some(e);
        }
        let given = given.clone();
        if given.value.is_some_and(|v| !v.cites.is_empty()) {
            self.cited.push((element, slot));
        }
        let e = self.check_given(element, slot, &given);
        let list = &mut self.elements[element.index()].given;
        if let Ok(i) = list.binary_search_by_key(&slot, |(s, _)| *s) {
            list[i].1.checked = Progress::Done(e);
        }
        Some(e)
    }

    fn check_given(&mut self, element: ElementId, slot: SlotId, given: &Given<'a>) -> ExprId {
        let ty = self.slot_type(element, slot);
        let mut scope = self.element_scope(
            given.scope,
            matches!(given.by, GivenBy::Scenario | GivenBy::Override),
        );
        if given.by == GivenBy::Element {
            scope.body = Body::Element(element);
            scope.module = self.elements[element.index()].module;
            scope.defining = Some(slot);
        }
        let behind = given.value.map_or_else(Behind::default, |value| {
            self.behind_value(value, &mut scope, ty)
        });
        let due = Due::Attribute { element, slot };
        if given.op == AssignOp::Set {
            let e = self.expr(given.expr, &mut scope, Some(ty));
            let e = self.fit(e, ty, &due);
            self.in_range(element, slot, e);
            for f in behind.figures.iter().flat_map(|f| f.iter()) {
                if let Some(figure) = f.figure {
                    self.in_range(element, slot, figure);
                }
            }
            let e = match given.value {
                Some(value) => self.counted(e, value, ty, &due),
                None => e,
            };
            self.keep_behind(e, behind);
            return e;
        }
        let before = match &given.previous {
            Some(previous) => Some(self.check_given(element, slot, previous)),
            None => self.slot_expr(element, slot),
        };
        let Some(before) = before else {
            let name = self.slot(element, slot).name.clone();
            self.problems
                .push(words::nothing_to_change(&name, given.span));
            return self.error(given.expr.span);
        };
        let want = if matches!(given.op, AssignOp::Mul) {
            None
        } else {
            Some(ty)
        };
        let by = self.expr(given.expr, &mut scope, want);
        let op = match given.op {
            AssignOp::Sub => BinaryOp::Sub,
            AssignOp::Mul => BinaryOp::Mul,
            AssignOp::Add | AssignOp::Set => BinaryOp::Add,
        };
        let e = self.binary(op, given.expr.span, before, by, given.expr.span);
        let e = self.fit(e, ty, &due);
        self.keep_behind(e, behind);
        e
    }

    /// Checks what stands behind a value: citations with their figures, and its distribution.
    pub(crate) fn behind_value(
        &mut self,
        value: &'a ast::Value,
        scope: &mut Scope,
        ty: Ty,
    ) -> Behind<'a> {
        for cite in &value.cites {
            self.cite(&cite.source, scope.module);
        }
        let says_more = value.cites.iter().any(ast::Citation::has_figure);
        Behind {
            figures: says_more.then(|| self.cited_figures(&value.cites, scope, ty)),
            distribution: value
                .dist
                .as_deref()
                .and_then(|dist| self.distribution(dist, scope, ty)),
        }
    }

    /// Figures of sources: of the value's type, which must be one that can be compared.
    fn cited_figures(
        &mut self,
        cites: &'a [ast::Citation],
        scope: &mut Scope,
        ty: Ty,
    ) -> Rc<[CitedFigure<'a>]> {
        let comparable = matches!(ty.base, Base::Number(_) | Base::Date(_) | Base::Duration);
        let want = Ty {
            optional: false,
            ..ty
        };
        let mut out = Vec::with_capacity(cites.len());
        for ast in cites {
            if ast.has_figure() && (ty.list || !comparable) && !ty.is_error() {
                let have = self.type_words(ty);
                self.problems
                    .push(type_words::figure_of_source(ast.source.span, &have));
                break;
            }
            let figure = ast.figure.as_deref().map(|e| {
                let e = self.expr(e, scope, Some(want));
                let due = Due::Other(format!("the figure of source `{}`", ast.source.name));
                self.fit(e, want, &due)
            });
            let within = ast.within.as_deref();
            let within = within.map(|w| signature::tolerance(self, w, want, scope));
            out.push(CitedFigure {
                ast,
                figure,
                within,
            });
        }
        out.into()
    }

    /// Notes what stands behind a checked value.
    pub(crate) fn keep_behind(&mut self, e: ExprId, behind: Behind<'a>) {
        self.distributions
            .extend(behind.distribution.map(|dist| (e, dist)));
        self.figures.extend(behind.figures.map(|f| (e, f)));
    }

    /// What formulas read of a checked value: zero if it is `excluded`, whatever was given.
    fn counted(&mut self, e: ExprId, value: &ast::Value, ty: Ty, due: &Due) -> ExprId {
        let Some(why) = &value.excluded else { return e };
        if ty.is_error() || self.ty(e).is_error() {
            return e;
        }
        let Some(num) = ty.num() else {
            let have = self.type_words(ty);
            self.problems.push(type_words::excluded(why.span, &have));
            return e;
        };
        let zero = Ty::of(Base::Number(num));
        let zero = self
            .hir
            .push(ExprKind::Constant(0.0), zero, value.expr.span);
        self.fit(zero, ty, due)
    }

    /// The source that a citation names; marks it as used.
    pub fn cite(&mut self, cite: &ast::Ident, module: ModuleId) -> Option<CiteId> {
        match self.lookup(module, &cite.name) {
            Some(Declared {
                decl: Decl::Cite(id),
                ..
            }) => {
                self.cites[id.index()].used.set(true);
                Some(id)
            }
            _ => {
                let mut known: Vec<SmolStr> =
                    self.cites.iter().map(|c| c.ast.name.name.clone()).collect();
                known.sort();
                let near =
                    crate::diag::families::nearest(&cite.name, known.iter().map(SmolStr::as_str));
                let near: Vec<(String, Option<String>)> =
                    near.into_iter().map(|n| (n.to_owned(), None)).collect();
                let d = crate::diag::families::names::unknown_name(
                    &cite.name, cite.span, "source", &near,
                );
                self.problems.push(d);
                None
            }
        }
    }

    fn distribution(
        &mut self,
        dist: &ast::Dist,
        scope: &mut Scope,
        ty: Ty,
    ) -> Option<Distribution> {
        // Arguments that are points of the distribution have the value's type; shapes are ratios.
        let rows: &[(&str, usize, usize, bool)] = &[
            ("normal", 1, 2, false),
            ("lognormal", 1, 2, true),
            ("triangular", 2, 3, false),
            ("pert", 2, 3, false),
            ("uniform", 2, 2, false),
            ("discrete", 1, 64, false),
            ("empirical", 1, 2, true),
        ];
        let Some(&(_, lo, hi, plain)) = rows.iter().find(|r| r.0 == dist.name.name) else {
            let near = crate::diag::families::nearest(&dist.name.name, rows.iter().map(|r| r.0));
            let near: Vec<(String, Option<String>)> =
                near.into_iter().map(|n| (n.to_owned(), None)).collect();
            let d = crate::diag::families::names::unknown_name(
                &dist.name.name,
                dist.name.span,
                "distribution",
                &near,
            );
            self.problems.push(d);
            return None;
        };
        if dist.args.len() < lo || dist.args.len() > hi {
            self.problems.push(type_words::argument_count(
                &dist.name.name,
                dist.span,
                lo,
                hi,
                dist.args.len(),
            ));
        }
        let item = Ty {
            series: false,
            optional: false,
            ..ty
        };
        let mut points = Vec::with_capacity(dist.args.len());
        for arg in &dist.args {
            let e = self.expr(&arg.value, scope, Some(item));
            let t = self.ty(e);
            let ratio = t.num().is_some_and(|n| n.dim == Dim::ONE);
            if plain && (ratio || t.base == Base::Text) {
                points.push(e);
            } else {
                let due = Due::Argument {
                    function: dist.name.name.clone(),
                    param: "a point of the distribution",
                };
                points.push(self.fit(e, item, &due));
            }
        }
        Some(Distribution {
            name: dist.name.name.clone(),
            args: points.into(),
        })
    }

    /// The default or formula of a slot, checked against its type.
    pub fn slot_expr(&mut self, element: ElementId, slot: SlotId) -> Option<ExprId> {
        match self.elements[element.index()].kind {
            Some(k) if slot.index() < self.kinds[k.index()].slots.len() => {
                self.kind_slot_expr(k, slot)
            }
            _ => self.assume_expr(element, slot),
        }
    }

    /// The default or formula of a kind's slot.
    pub fn kind_slot_expr(&mut self, kind: KindId, slot: SlotId) -> Option<ExprId> {
        let s = &self.kinds[kind.index()].slots[slot.index()];
        if let Progress::Done(e) = s.expr {
            return e;
        }
        let (decl, formula_scope) = (s.decl, s.scope.clone());
        let mut scope = Scope::of_kind(kind, &formula_scope);
        let due = Due::Formula { kind, slot };
        let e = match decl {
            SlotDecl::Attr(a) => a
                .default
                .as_ref()
                .map(|v| self.value_as(v, kind, slot, &mut scope, &due)),
            SlotDecl::Formula(l) => {
                scope.fixed = self.is_library(scope.module);
                Some(self.value_as(&l.value, kind, slot, &mut scope, &due))
            }
            SlotDecl::Assume(a) => Some(self.value_as(&a.value, kind, slot, &mut scope, &due)),
            SlotDecl::Argument(e) => Some(self.expr(e, &mut scope, None)),
            SlotDecl::Param(p) => p.default.as_ref().map(|d| {
                let ty = self.kind_slot_type(kind, slot);
                let e = self.expr(d, &mut scope, Some(ty));
                self.fit(e, ty, &due)
            }),
        };
        let s = &mut self.kinds[kind.index()].slots[slot.index()];
        // Typing a formula without a declared type checks it too; keep that tree.
        if let Progress::Done(done) = s.expr {
            return done;
        }
        s.expr = Progress::Done(e);
        e
    }

    fn value_as(
        &mut self,
        v: &'a ast::Value,
        kind: KindId,
        slot: SlotId,
        scope: &mut Scope,
        due: &Due,
    ) -> ExprId {
        let ty = self.kind_slot_type(kind, slot);
        if let Progress::Done(Some(e)) = self.kinds[kind.index()].slots[slot.index()].expr {
            return e;
        }
        let behind = self.behind_value(v, scope, ty);
        let e = self.expr(&v.expr, scope, Some(ty));
        let e = self.fit(e, ty, due);
        let e = self.counted(e, v, ty, due);
        self.keep_behind(e, behind);
        e
    }

    fn assume_expr(&mut self, element: ElementId, slot: SlotId) -> Option<ExprId> {
        let offset = self.slot_count(element) - self.elements[element.index()].assumes.len();
        let i = slot.index() - offset;
        let s = &self.elements[element.index()].assumes[i];
        if let Progress::Done(e) = s.expr {
            return e;
        }
        let value = match s.decl {
            SlotDecl::Assume(a) => &a.value,
            SlotDecl::Formula(l) => &l.value,
            _ => return None,
        };
        let ty = self.slot_type(element, slot);
        if let Progress::Done(e) = self.elements[element.index()].assumes[i].expr {
            return e;
        }
        let mut scope = self.element_scope(element, true);
        let behind = self.behind_value(value, &mut scope, ty);
        let e = self.expr(&value.expr, &mut scope, Some(ty));
        let due = Due::Attribute { element, slot };
        let e = self.fit(e, ty, &due);
        let e = self.counted(e, value, ty, &due);
        self.keep_behind(e, behind);
        self.elements[element.index()].assumes[i].expr = Progress::Done(Some(e));
        Some(e)
    }

    /// A literal outside the range that its attribute declares.
    fn in_range(&mut self, element: ElementId, slot: SlotId, e: ExprId) {
        let s = self.slot(element, slot);
        let SlotDecl::Attr(ast::AttrDecl {
            range: Some((lo, hi)),
            ..
        }) = s.decl
        else {
            return;
        };
        let (name, scope, declared) = (s.name.clone(), s.scope.clone(), s.span);
        let Some(value) = self.literal(e) else { return };
        let ty = self.slot_type(element, slot);
        let Some(kind) = self.elements[element.index()].kind else {
            return;
        };
        let mut scope = Scope::of_kind(kind, &scope);
        let lo = self.expr(lo, &mut scope, Some(ty));
        let hi = self.expr(hi, &mut scope, Some(ty));
        if let (Some(l), Some(h)) = (self.literal(lo), self.literal(hi))
            && (value < l || value > h)
        {
            let text = |p: &Self, e: ExprId| p.source_text(p.hir[e].span);
            // `93` where `0% .. 100%` is due.
            let written = text(self, e);
            let percent = text(self, hi).ends_with('%') && !written.ends_with('%');
            let meant =
                (percent && (l..=h).contains(&(value / 100.0))).then(|| format!("{written}%"));
            let d = value_words::out_of_range(
                &name,
                self.hir[e].span,
                &written,
                &text(self, lo),
                &text(self, hi),
                declared,
                meant,
            );
            self.problems.push(d);
        }
    }

    /// The number that an expression spells out.
    #[must_use]
    pub fn literal(&self, e: ExprId) -> Option<f64> {
        match &self.hir[e].kind {
            ExprKind::Number(v) | ExprKind::Constant(v) => Some(*v),
            ExprKind::Unary(ast::UnaryOp::Neg, a) => self.literal(*a).map(|v| -v),
            _ => None,
        }
    }

    /// The text of a place.
    #[must_use]
    pub fn source_text(&self, span: Span) -> String {
        self.sources
            .map
            .text(span.file)
            .get(span.range())
            .unwrap_or_default()
            .to_owned()
    }
}

/// Checks everything that the package itself declares.
pub fn check_all(package: &mut Package<'_>) {
    for k in 0..package.kinds.len() {
        if !package.is_library(package.kinds[k].module) {
            check_kind(package, KindId(k as u32));
        }
    }
    for f in 0..package.fns.len() {
        if !package.is_library(package.fns[f].module) {
            package.fn_body(FnId(f as u32));
        }
    }
    let catalogues = doubts::catalogues(package);
    let mut needed = FxHashMap::default();
    for i in 0..package.elements.len() {
        if !package.is_library(package.elements[i].module) {
            check_element(package, ElementId(i as u32), &catalogues, &mut needed);
        }
    }
    for (element, slot, given) in std::mem::take(&mut package.unapplied) {
        package.check_given(element, slot, &given);
    }
}

/// Checks all of a kind: its formulas, ports, checks and sections.
pub fn check_kind(package: &mut Package<'_>, id: KindId) {
    for s in 0..package.kinds[id.index()].slots.len() {
        package.kind_slot_type(id, SlotId(s as u32));
        package.kind_slot_expr(id, SlotId(s as u32));
    }
    signature::check_parts(package, id);
}

fn check_element(
    package: &mut Package<'_>,
    id: ElementId,
    catalogues: &FxHashMap<KindId, Vec<ElementId>>,
    needed: &mut FxHashMap<KindId, Rc<[SlotId]>>,
) {
    let Some(kind) = package.elements[id.index()].kind else {
        for s in 0..package.slot_count(id) {
            package.slot_type(id, SlotId(s as u32));
            package.slot_expr(id, SlotId(s as u32));
        }
        return;
    };
    let known = catalogues.get(&kind).map_or(&[][..], Vec::as_slice);
    for g in 0..package.elements[id.index()].given.len() {
        let slot = package.elements[id.index()].given[g].0;
        if let Some(e) = package.given_expr(id, slot) {
            package.doubt(id, slot, e, known);
        }
    }
    // Its own slots, behind those of the kind.
    for s in package.kinds[kind.index()].slots.len()..package.slot_count(id) {
        let slot = SlotId(s as u32);
        if package.elements[id.index()].given(slot).is_none() {
            package.slot_expr(id, slot);
        }
    }
    let needed = match needed.get(&kind) {
        Some(known) => Rc::clone(known),
        None => {
            let found: Rc<[SlotId]> = slots_needed(package, kind).into();
            needed.insert(kind, Rc::clone(&found));
            found
        }
    };
    let given = &package.elements[id.index()];
    let missing: Vec<SlotId> = needed
        .iter()
        .copied()
        .filter(|slot| given.given(*slot).is_none())
        .collect();
    if !missing.is_empty() {
        let what = package.describe(id);
        let parts: Vec<(SmolStr, Span, Option<SmolStr>)> = missing
            .iter()
            .map(|s| {
                let slot = package.slot(id, *s);
                (slot.name.clone(), slot.span, slot.docs.cloned())
            })
            .collect();
        let span = package.elements[id.index()].span;
        package.problems.push(words::missing(&what, span, &parts));
    }
    signature::check_conditions(package, id);
}

/// The slots of a kind that have no value unless one is given.
fn slots_needed(package: &mut Package<'_>, kind: KindId) -> Vec<SlotId> {
    let slots = 0..package.kinds[kind.index()].slots.len() as u32;
    slots
        .map(SlotId)
        .filter(|&slot| {
            let absent = match package.kinds[kind.index()].slots[slot.index()].decl {
                SlotDecl::Attr(a) => a.default.is_none(),
                SlotDecl::Param(p) => p.default.is_none(),
                _ => false,
            };
            absent && !package.kind_slot_type(kind, slot).optional
        })
        .collect()
}

pub(crate) use fit::article;
pub use signature::{CheckExprs, PortExprs};
pub(crate) use signature::{condition, expectation, identity, sourced};
