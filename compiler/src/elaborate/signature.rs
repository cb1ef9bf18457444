//! Types as written, types of attributes and formulas, and the parts of a kind that are neither.

use sitec_grammar::ast::{self, TypeKind};
use sitec_units::dimension::Dim;
use smol_str::SmolStr;

use super::{Due, Scope};
use crate::diag::families::{
    kinds as words, names as name_words, nearest, types as type_words, values as value_words,
};
use crate::package::*;
use crate::types::*;

impl<'a> Package<'a> {
    /// A type as written. `params` are those of a trait laid into a kind, whose dimension may be named.
    pub(crate) fn resolve_type(
        &mut self,
        t: &ast::TypeExpr,
        module: ModuleId,
        params: Option<(KindId, &FormulaScope)>,
    ) -> Ty {
        match &t.kind {
            TypeKind::Error => Ty::ERROR,
            TypeKind::One => Ty::ratio(),
            TypeKind::Optional(inner) => Ty {
                optional: true,
                ..self.resolve_type(inner, module, params)
            },
            TypeKind::Series(inner) => self.resolve_type(inner, module, params).series(),
            TypeKind::List(inner) => self.resolve_type(inner, module, params).list(),
            TypeKind::Hours(inner) => {
                let ty = self.resolve_type(inner, module, params);
                match ty.num().filter(|_| !ty.series && !ty.optional) {
                    Some(num) => Ty::of(Base::Hours(num)),
                    None if ty.is_error() => ty,
                    None => {
                        let have = self.type_words(ty);
                        let want = "a number";
                        let what = "a type `hours<…>`";
                        let d = type_words::wrong_type(
                            what, want, inner.span, &have, None, false, false,
                        );
                        self.problems.push(d);
                        Ty::ERROR
                    }
                }
            }
            TypeKind::Ref(path) => self
                .class(path, module)
                .map_or(Ty::ERROR, |c| Ty::of(Base::Ref(c))),
            TypeKind::Enum(choices) => {
                if let Some(id) = self.enum_by_span.get(&t.span) {
                    return Ty::of(Base::Enum(*id));
                }
                let id = EnumId(self.enums.len() as u32);
                self.enums.push(EnumDef {
                    choices: choices.iter().map(|(c, _)| c.name.clone()).collect(),
                    span: t.span,
                });
                self.enum_by_span.insert(t.span, id);
                Ty::of(Base::Enum(id))
            }
            TypeKind::Div(a, b) | TypeKind::Mul(a, b) => {
                let (x, y) = (
                    self.resolve_type(a, module, params),
                    self.resolve_type(b, module, params),
                );
                if x.is_error() || y.is_error() {
                    return Ty::ERROR;
                }
                let (Some(x), Some(y)) = (x.num(), y.num()) else {
                    self.problems.push(type_words::type_product(t.span));
                    return Ty::ERROR;
                };
                let div = matches!(t.kind, TypeKind::Div(..));
                let dim = if div {
                    self.dims.div(x.dim, y.dim)
                } else {
                    self.dims.mul(x.dim, y.dim)
                };
                let per = match (x.per, y.per) {
                    (p, Per::Any) => p,
                    (_, q) if div => q,
                    _ => Per::Any,
                };
                Ty::of(Base::Number(Num {
                    per,
                    ..Num::of(dim)
                }))
            }
            TypeKind::Pow(a, n) => {
                let x = self.resolve_type(a, module, params);
                match x.num().and_then(|x| self.dims.pow(x.dim, *n, 1)) {
                    Some(dim) => Ty::dim(dim),
                    None if x.is_error() => Ty::ERROR,
                    None => {
                        self.problems.push(type_words::type_product(t.span));
                        Ty::ERROR
                    }
                }
            }
            TypeKind::Name(path) => self.named_type(path, module, params),
        }
    }

    fn named_type(
        &mut self,
        path: &ast::Path,
        module: ModuleId,
        params: Option<(KindId, &FormulaScope)>,
    ) -> Ty {
        let Some(last) = path.segments.last() else {
            return Ty::ERROR;
        };
        let name = last.name.as_str();
        if path.segments.len() == 1 {
            if let Some((kind, scope)) = params
                && let Some((_, slot)) = scope.params.iter().find(|(n, _)| n == name)
            {
                let ty = self.kind_slot_type(kind, *slot);
                // The parameter's dimension is meant, not its kind of quantity.
                return ty.num().map_or(Ty::ERROR, |n| Ty::dim(n.dim));
            }
            match name {
                "Bool" => return Ty::BOOL,
                "Text" => return Ty::TEXT,
                "Date" => return Ty::DATE,
                "Duration" => return Ty::DURATION,
                "Count" | "Ratio" => return Ty::ratio(),
                "CalendarYear" => return Ty::year(),
                "Redundancy" => return Ty::of(Base::Redundancy),
                "Calendar" => return Ty::of(Base::Calendar),
                _ => {}
            }
            if let Some(dim) = self.dims.named(name) {
                return Ty::dim(dim);
            }
        }
        if let Some(Declared {
            decl: Decl::Quantity(q),
            ..
        }) = self.lookup_path(module, path)
        {
            let def = &self.quantities[q.index()];
            return match def.dim {
                Some(dim) => Ty::of(Base::Number(Num {
                    kind: Some(q),
                    ..Num::of(dim)
                })),
                None => Ty::of(Base::Date(Some(q))),
            };
        }
        if let Some(unit) = self.units.lookup(name) {
            let per = match name {
                "mo" => Per::Month,
                "yr" => Per::Year,
                _ => Per::Any,
            };
            return Ty::of(Base::Number(Num {
                per,
                currency: unit.currency,
                ..Num::of(unit.dim)
            }));
        }
        if let Some(class) = self.lookup_path(module, path).map(|d| d.decl)
            && matches!(class, Decl::Kind(_) | Decl::Trait(_))
        {
            self.problems.push(type_words::needs_ref(name, path.span));
            return Ty::ERROR;
        }
        let core = [
            "Bool",
            "Text",
            "Date",
            "Duration",
            "Count",
            "CalendarYear",
            "Ratio",
            "Redundancy",
        ];
        let dims = self.dims.names();
        let known = core
            .into_iter()
            .chain(dims)
            .chain(self.quantities.iter().map(|q| q.ast.name.name.as_str()));
        let near: Vec<(String, Option<String>)> = nearest(name, known)
            .into_iter()
            .map(|n| (n.to_owned(), None))
            .collect();
        self.problems
            .push(name_words::unknown_name(name, path.span, "type", &near));
        Ty::ERROR
    }

    /// The type of an attribute, formula or assumption of an element.
    pub fn slot_type(&mut self, element: ElementId, slot: SlotId) -> Ty {
        if let Some(k) = self.elements[element.index()].kind
            && slot.index() < self.kinds[k.index()].slots.len()
        {
            return self.kind_slot_type(k, slot);
        }
        let offset = self.slot_count(element) - self.elements[element.index()].assumes.len();
        let i = slot.index() - offset;
        let s = &self.elements[element.index()].assumes[i];
        match s.ty {
            Progress::Done(t) => return t,
            Progress::Busy => {
                let (name, span) = (s.name.clone(), s.span);
                self.problems.push(value_words::type_circle(&name, span));
                return Ty::ERROR;
            }
            Progress::Todo => {}
        }
        let (declared, value, module) = match s.decl {
            SlotDecl::Assume(a) => (&a.ty, &a.value, s.scope.module),
            SlotDecl::Formula(l) => (&l.ty, &l.value, s.scope.module),
            _ => return Ty::ERROR,
        };
        let ty = match declared {
            Some(t) => self.resolve_type(t, module, None),
            None => {
                self.elements[element.index()].assumes[i].ty = Progress::Busy;
                let mut scope = self.element_scope(element, true);
                let e = self.expr(&value.expr, &mut scope, None);
                let ty = self.ty(e);
                let behind = self.behind_value(value, &mut scope, ty);
                self.keep_behind(e, behind);
                self.elements[element.index()].assumes[i].expr = Progress::Done(Some(e));
                // A written number stands for any number like it: `assume rent = $130/kW/mo` may be set in euros
                // only if it says so.
                ty
            }
        };
        self.elements[element.index()].assumes[i].ty = Progress::Done(ty);
        ty
    }

    /// The type of a kind's attribute or formula.
    pub fn kind_slot_type(&mut self, kind: KindId, slot: SlotId) -> Ty {
        let s = &self.kinds[kind.index()].slots[slot.index()];
        match s.ty {
            Progress::Done(t) => return t,
            Progress::Busy => {
                let (name, span) = (s.name.clone(), s.span);
                self.problems.push(value_words::type_circle(&name, span));
                self.kinds[kind.index()].slots[slot.index()].ty = Progress::Done(Ty::ERROR);
                return Ty::ERROR;
            }
            Progress::Todo => {}
        }
        let (decl, scope) = (s.decl, s.scope.clone());
        self.kinds[kind.index()].slots[slot.index()].ty = Progress::Busy;
        let declared = match decl {
            SlotDecl::Attr(a) => a.ty.as_ref(),
            SlotDecl::Formula(l) => l.ty.as_ref(),
            SlotDecl::Param(p) => p.ty.as_ref(),
            SlotDecl::Assume(a) => a.ty.as_ref(),
            SlotDecl::Argument(_) => None,
        };
        let ty = match declared {
            Some(t) => self.resolve_type(t, scope.module, Some((kind, &scope))),
            None => {
                let value = match decl {
                    SlotDecl::Attr(a) => a.default.as_ref().map(|v| (&v.expr, Some(v))),
                    SlotDecl::Formula(l) => Some((&l.value.expr, Some(&l.value))),
                    SlotDecl::Param(p) => p.default.as_ref().map(|d| (d, None)),
                    SlotDecl::Assume(a) => Some((&a.value.expr, Some(&a.value))),
                    SlotDecl::Argument(e) => Some((e, None)),
                };
                match value {
                    Some((e, behind)) => {
                        let mut scope = Scope::of_kind(kind, &scope);
                        let e = self.expr(e, &mut scope, None);
                        let ty = self.ty(e);
                        if let Some(v) = behind {
                            let behind = self.behind_value(v, &mut scope, ty);
                            self.keep_behind(e, behind);
                        }
                        self.kinds[kind.index()].slots[slot.index()].expr = Progress::Done(Some(e));
                        ty
                    }
                    None => {
                        let s = &self.kinds[kind.index()].slots[slot.index()];
                        let d = words::untyped(&s.name, s.span);
                        self.problems.push(d);
                        Ty::ERROR
                    }
                }
            }
        };
        // A circle found on the way has settled the type as an error already.
        let s = &mut self.kinds[kind.index()].slots[slot.index()];
        if s.ty == Progress::Busy {
            s.ty = Progress::Done(ty);
        }
        match s.ty {
            Progress::Done(t) => t,
            _ => ty,
        }
    }

    /// The type of a trait's member, seen without knowing the kind.
    pub(crate) fn trait_member(&mut self, t: TraitId, name: &str) -> Option<Ty> {
        if let Some(Progress::Done(ty)) = self.traits[t.index()].members.get(name) {
            return *ty;
        }
        let (def, module) = (self.traits[t.index()].ast, self.traits[t.index()].module);
        let declared = def.body.stmts.iter().find_map(|s| match &s.kind {
            ast::StmtKind::AttrDecl(a) if a.name.name == name => Some((a.ty.as_ref(), a.name.span)),
            ast::StmtKind::Let(l) if l.name.name == name => Some((l.ty.as_ref(), l.name.span)),
            _ => None,
        });
        let ty = match declared {
            None => None,
            Some((Some(t), _)) => Some(self.resolve_type(t, module, None)),
            Some((None, span)) => {
                // A formula without a type has that of the kinds that are it, if they agree on one.
                let kinds: Vec<KindId> = (0..self.kinds.len())
                    .map(|k| KindId(k as u32))
                    .filter(|k| self.kind_is(*k, Class::Trait(t)))
                    .collect();
                let mut joined = None;
                for k in kinds {
                    let Some(&slot) = self.kinds[k.index()].index.get(name) else {
                        continue;
                    };
                    let own = self.kind_slot_type(k, slot);
                    joined = match joined {
                        None => Some(own),
                        Some(j) => self.join(j, own),
                    };
                }
                if joined.is_none() {
                    self.problems.push(words::untyped(name, span));
                }
                Some(joined.unwrap_or(Ty::ERROR))
            }
        };
        self.traits[t.index()]
            .members
            .insert(SmolStr::new(name), Progress::Done(ty));
        ty
    }
}

/// A condition of a body: what must hold, checked.
pub(crate) fn condition(p: &mut Package<'_>, e: &ast::Expr, scope: &mut Scope) -> ExprId {
    let e = p.expr(e, scope, None);
    let want = Ty::BOOL.lifted(p.ty(e).series);
    p.fit(e, want, &Due::Condition)
}

/// Checks an `expect`; both sides must be of one type.
pub(crate) fn expectation(
    p: &mut Package<'_>,
    x: &ast::Expect,
    scope: &mut Scope,
) -> (ExprId, ExprId, Option<ExprId>) {
    let sides = compared(p, (&x.actual, &x.published), x.within.as_ref(), scope);
    for c in &x.cites {
        p.cite(c, scope.module);
    }
    sides
}

/// Checks an identity; both sides must be numbers or dates of one type. The tolerance is in error if they are not.
pub(crate) fn identity(
    p: &mut Package<'_>,
    i: &ast::Identity,
    scope: &mut Scope,
) -> (ExprId, ExprId, Option<ExprId>) {
    let (left, right, within) = compared(p, (&i.left, &i.right), i.within.as_ref(), scope);
    for side in [left, right] {
        let ty = p.ty(side);
        let figure = matches!(ty.base, Base::Number(_) | Base::Date(_) | Base::Error);
        if ty.list || !figure {
            let (at, have) = (p.hir[side].span, p.type_words(ty));
            let want = "a number or a date";
            let d = type_words::wrong_type("an identity", want, at, &have, None, false, false);
            p.problems.push(d);
            let error = p.error(at);
            return (error, error, None);
        }
    }
    (left, right, within)
}

/// Checks a demand for sources: the figure is a number, the share a ratio. Gives the figure, the share and the condition.
pub(crate) fn sourced(
    p: &mut Package<'_>,
    s: &ast::Sourced,
    scope: &mut Scope,
) -> (ExprId, Option<ExprId>, Option<ExprId>) {
    let mut figure = p.expr(&s.figure, scope, None);
    let ty = p.ty(figure);
    if ty.list || !matches!(ty.base, Base::Number(_) | Base::Error) {
        let (at, have) = (s.figure.span, p.type_words(ty));
        let d = type_words::wrong_type("`sourced`", "a number", at, &have, None, false, false);
        p.problems.push(d);
        figure = p.error(at);
    }
    let within = s.within.as_ref().map(|w| {
        let e = p.expr(w, scope, None);
        p.fit(e, Ty::ratio(), &Due::Other("the share".to_owned()))
    });
    let when = s.when.as_ref().map(|w| condition(p, w, scope));
    (figure, within, when)
}

/// Two sides of one type, and how far apart they may lie.
fn compared(
    p: &mut Package<'_>,
    (a, b): (&ast::Expr, &ast::Expr),
    within: Option<&ast::Expr>,
    scope: &mut Scope,
) -> (ExprId, ExprId, Option<ExprId>) {
    let left = p.expr(a, scope, None);
    let side = p.ty(left);
    let hint = Some(side);
    let right = p.expr(b, scope, hint);
    // Their comparison tells what does not go together.
    let whole = a.span.to(b.span);
    let _ = p.binary(ast::BinaryOp::Eq, whole, left, right, whole);
    let within = within.map(|w| tolerance(p, w, side, scope));
    (left, right, within)
}

/// How far a figure of a type may be off: a share of it, or an amount; of a day, a time.
pub(crate) fn tolerance(p: &mut Package<'_>, w: &ast::Expr, side: Ty, scope: &mut Scope) -> ExprId {
    let e = p.expr(w, scope, Some(side));
    let ratio = p.ty(e).num().is_some_and(|n| n.dim == Dim::ONE);
    if ratio || p.ty(e).is_error() {
        return e;
    }
    let want = match side.base {
        Base::Date(_) => Ty::DURATION,
        _ => side,
    };
    p.fit(e, want, &Due::Other("the tolerance".to_owned()))
}

/// Checks conditions in an element's body.
pub(crate) fn check_conditions(p: &mut Package<'_>, id: ElementId) {
    for (r, _) in p.elements[id.index()].requires.clone() {
        let mut scope = p.element_scope(id, true);
        condition(p, &r.cond, &mut scope);
        for c in &r.cites {
            p.cite(c, scope.module);
        }
    }
    for (x, _) in p.elements[id.index()].expects.clone() {
        let mut scope = p.element_scope(id, true);
        expectation(p, x, &mut scope);
    }
    for (s, _) in p.elements[id.index()].sourced.clone() {
        let mut scope = p.element_scope(id, true);
        sourced(p, s, &mut scope);
    }
}

/// Checks ports, checks, sections and conditions of a kind.
pub(crate) fn check_parts(p: &mut Package<'_>, id: KindId) {
    for port in p.kinds[id.index()].ports.clone() {
        p.port(id, &port);
    }
    for c in p.kinds[id.index()].checks.clone() {
        p.check_formula(id, &c);
    }
    for i in p.kinds[id.index()].identities.clone() {
        let mut scope = Scope::of_kind(id, &i.scope);
        identity(p, i.ast, &mut scope);
    }
    for s in p.kinds[id.index()].sections.clone() {
        let mut scope = Scope::of_kind(id, &s.scope);
        for stmt in &s.ast.body.stmts {
            match &stmt.kind {
                ast::StmtKind::Row(r) => {
                    p.expr(&r.expr, &mut scope, None);
                    if let Some(w) = &r.when {
                        condition(p, w, &mut scope);
                    }
                }
                ast::StmtKind::Table(t) => {
                    let (_, item) = p.table_list(t, &mut scope);
                    scope.locals.push((t.var.name.clone(), item));
                    for (_, cell) in &t.columns {
                        p.expr(cell, &mut scope, None);
                    }
                    scope.locals.pop();
                    if let Some(w) = &t.when {
                        condition(p, w, &mut scope);
                    }
                }
                ast::StmtKind::Error => {}
                other => {
                    let what = crate::declare::statement_name(other);
                    p.problems.push(name_words::misplaced(
                        what,
                        "a section",
                        stmt.span,
                        "a section holds rows and tables",
                    ));
                }
            }
        }
    }
    p.timeline_step(id);
    for r in p.kinds[id.index()].requires.clone() {
        let mut scope = Scope::of_kind(id, &r.scope);
        condition(p, &r.ast.cond, &mut scope);
    }
    for x in p.kinds[id.index()].expects.clone() {
        let mut scope = Scope::of_kind(id, &x.scope);
        expectation(p, x.ast, &mut scope);
    }
    for s in p.kinds[id.index()].sourced.clone() {
        let mut scope = Scope::of_kind(id, &s.scope);
        sourced(p, s.ast, &mut scope);
    }
}

/// The checked parts of a port.
#[derive(Debug, Clone)]
pub struct PortExprs {
    /// The resource.
    pub resource: ResourceId,
    /// Amount or capacity.
    pub amount: Option<ExprId>,
    /// The attribute that names the suppliers.
    pub via: Option<SlotId>,
    /// When it exists.
    pub when: Option<ExprId>,
    /// Output per input.
    pub efficiency: Option<ExprId>,
    /// The redundancy scheme.
    pub redundancy: Option<ExprId>,
    /// How many units, or their ratings.
    pub units: Option<ExprId>,
    /// Whether it begins without what the element needs.
    pub starts: Option<ExprId>,
}

/// What may stand in the braces of a port.
const PORT_PROPERTIES: &[&str] = &["efficiency", "redundancy", "units", "starts"];

/// The checked parts of a check.
#[derive(Debug, Clone)]
pub struct CheckExprs {
    /// The list it runs over.
    pub each: Option<ExprId>,
    /// What must hold.
    pub cond: ExprId,
    /// The message.
    pub message: ExprId,
    /// The advice.
    pub help: Option<ExprId>,
    /// What the labels point at: the primary one first.
    pub at: Vec<ExprId>,
}

impl<'a> Package<'a> {
    /// The period of a kind's timeline, a duration; `None` for months.
    pub(crate) fn timeline_step(&mut self, id: KindId) -> Option<ExprId> {
        let timeline = self.kinds[id.index()].timeline.clone()?;
        let step = timeline.ast.step.as_ref()?;
        let mut scope = Scope::of_kind(id, &timeline.scope);
        let e = self.expr(step, &mut scope, Some(Ty::DURATION));
        Some(self.fit(e, Ty::DURATION, &Due::Other("a period".to_owned())))
    }

    /// The list of a table and the type of its items.
    pub(crate) fn table_list(&mut self, t: &ast::Table, scope: &mut Scope) -> (ExprId, Ty) {
        let list = self.expr(&t.list, scope, None);
        let ty = self.ty(list);
        if ty.list {
            return (list, ty.item());
        }
        if !ty.is_error() {
            let d = type_words::not_a_list(&self.type_words(ty), self.hir[list].span);
            self.problems.push(d);
        }
        (list, Ty::ERROR)
    }

    /// Checks a port of a kind; `None` if its resource is unknown.
    pub(crate) fn port(&mut self, id: KindId, port: &Scoped<'a, ast::Port>) -> Option<PortExprs> {
        let ast = port.ast;
        let Some(Declared {
            decl: Decl::Resource(resource),
            ..
        }) = self.lookup_path(port.scope.module, &ast.resource)
        else {
            let name = ast.resource.segments.last().map_or("", |s| s.name.as_str());
            let known = self.resources.iter().map(|r| r.ast.name.name.as_str());
            let near: Vec<(String, Option<String>)> = nearest(name, known)
                .into_iter()
                .map(|n| (n.to_owned(), None))
                .collect();
            self.problems.push(name_words::unknown_name(
                name,
                ast.resource.span,
                "resource",
                &near,
            ));
            return None;
        };
        let mut scope = Scope::of_kind(id, &port.scope);
        let dim = self.resources[resource.index()].dim;
        let due =
            |p: &Self| Due::Other(format!("`{}`", p.resources[resource.index()].ast.name.name));
        let amount = ast.amount.as_ref().map(|a| {
            let e = self.expr(a, &mut scope, Some(Ty::dim(dim)));
            let optional = self.ty(e).optional;
            let want = Ty {
                optional,
                ..Ty::dim(dim)
            };
            let due = due(self);
            self.fit(e, want, &due)
        });
        let via = ast.via.as_ref().and_then(|v| {
            let slot = self.kinds[id.index()].index.get(&v.name).copied();
            match slot {
                Some(s) => {
                    let ty = self.kind_slot_type(id, s);
                    if !matches!(ty.base, Base::Ref(_) | Base::Error) {
                        let d = type_words::via(
                            &v.name,
                            v.span,
                            &self.type_words(ty),
                            self.kinds[id.index()].slots[s.index()].span,
                        );
                        self.problems.push(d);
                        return None;
                    }
                    Some(s)
                }
                None => {
                    let kind = &self.kinds[id.index()];
                    let d = words::unknown_attribute(
                        &kind.name,
                        &v.name,
                        v.span,
                        kind.slots.iter().map(|s| s.name.as_str()),
                        Some(kind.span),
                    );
                    self.problems.push(d);
                    None
                }
            }
        });
        let when = ast.when.as_ref().map(|w| condition(self, w, &mut scope));
        let mut out = PortExprs {
            resource,
            amount,
            via,
            when,
            efficiency: None,
            redundancy: None,
            units: None,
            starts: None,
        };
        for stmt in &ast.props {
            let ast::StmtKind::Attr(a) = &stmt.kind else {
                continue;
            };
            let [step] = a.target.as_slice() else {
                continue;
            };
            let want = match step.name.name.as_str() {
                "efficiency" => Ty::ratio(),
                "redundancy" => Ty::of(Base::Redundancy),
                "units" => Ty::ERROR,
                "starts" => Ty::BOOL,
                other => {
                    let near = nearest(other, PORT_PROPERTIES.iter().copied());
                    self.problems.push(type_words::unknown_param(
                        "port",
                        other,
                        step.name.span,
                        &near,
                    ));
                    continue;
                }
            };
            let e = self.expr(&a.value.expr, &mut scope, Some(want));
            let optional = self.ty(e).optional;
            let e = self.fit(
                e,
                Ty { optional, ..want },
                &Due::Other(format!("`{}`", step.name.name)),
            );
            match step.name.name.as_str() {
                "efficiency" => out.efficiency = Some(e),
                "redundancy" => out.redundancy = Some(e),
                "starts" => out.starts = Some(e),
                _ => out.units = Some(e),
            }
        }
        Some(out)
    }

    /// Checks a check of a kind.
    pub(crate) fn check_formula(&mut self, id: KindId, c: &Scoped<'a, ast::Check>) -> CheckExprs {
        let mut scope = Scope::of_kind(id, &c.scope);
        scope.fixed = self.is_library(scope.module);
        let each = c.ast.each.as_ref().map(|(var, list)| {
            let e = self.expr(list, &mut scope, None);
            let ty = self.ty(e);
            let item = if ty.list || ty.is_error() {
                ty.item()
            } else {
                let d = type_words::not_a_list(&self.type_words(ty), self.hir[e].span);
                self.problems.push(d);
                Ty::ERROR
            };
            scope.locals.push((var.name.clone(), item));
            e
        });
        let cond = condition(self, &c.ast.cond, &mut scope);
        let message = self.message(&c.ast.message, &mut scope);
        let help = c.ast.help.as_ref().map(|h| self.message(h, &mut scope));
        // A written list names places of any types, one beside the other.
        let places = match c.ast.at.as_ref().map(|a| (a, &a.kind)) {
            None => &[][..],
            Some((_, ast::ExprKind::List(items))) => items,
            Some((a, _)) => std::slice::from_ref(a),
        };
        let at = places
            .iter()
            .map(|a| self.expr(a, &mut scope, None))
            .collect();
        CheckExprs {
            each,
            cond,
            message,
            help,
            at,
        }
    }
}
