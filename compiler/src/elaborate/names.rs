//! What a name means where it stands.

use sitec_grammar::ast;
use sitec_grammar::source::Span;
use smol_str::SmolStr;

use super::{Body, Scope};
use crate::builtins;
use crate::diag::families::{kinds as words, names as name_words, nearest, types as type_words};
use crate::hir::ExprKind;
use crate::package::*;
use crate::types::*;

impl Package<'_> {
    pub(crate) fn bare_name(
        &mut self,
        name: &SmolStr,
        span: Span,
        scope: &mut Scope,
        want: Option<Ty>,
    ) -> ExprId {
        if let Some(i) = scope.locals.iter().rposition(|(n, _)| n == name) {
            return self
                .hir
                .push(ExprKind::Local(i as u16), scope.locals[i].1, span);
        }
        if let Some(choice) = self.choice(name, span, want) {
            return choice;
        }
        if let Some(e) = self.of_asked(name, span, scope) {
            return e;
        }
        if let Some(e) = self.in_body(name, span, scope) {
            return e;
        }
        if let Some(e) = self.at_top(name, span, scope) {
            return e;
        }
        if let Some(sig) = builtins::lookup(name)
            && sig.required == 0
        {
            return self.builtin(sig.builtin, &[], span, scope, want);
        }
        // An old name means an attribute where nothing else has it.
        let written = ast::Ident {
            name: name.clone(),
            span,
        };
        for (class, _) in scope.asked.clone().into_iter().rev() {
            let now = self.name_now_in(class, &written);
            if now.name != *name {
                return self
                    .of_asked(&now.name, span, scope)
                    .unwrap_or_else(|| self.error(span));
            }
        }
        self.unknown(name, span, scope, want);
        self.error(span)
    }

    /// An attribute of an element that is asked about in a `where`, the innermost first.
    fn of_asked(&mut self, name: &SmolStr, span: Span, scope: &Scope) -> Option<ExprId> {
        let mut asked = scope.asked.iter().rev();
        let (ty, class, local) = asked
            .find_map(|&(class, local)| Some((self.member_type(class, name)?, class, local)))?;
        let asked = self
            .hir
            .push(ExprKind::Local(local), Ty::of(Base::Ref(class)), span);
        let member = ExprKind::Member(asked, name.clone());
        Some(self.hir.push(member, ty, span))
    }

    /// A choice of the enumeration that is due.
    fn choice(&mut self, name: &SmolStr, span: Span, want: Option<Ty>) -> Option<ExprId> {
        let Some(Ty {
            base: Base::Enum(id),
            ..
        }) = want
        else {
            return None;
        };
        let i = self.enums[id.index()]
            .choices
            .iter()
            .position(|c| c == name)?;
        Some(
            self.hir
                .push(ExprKind::Choice(id, i as u16), Ty::of(Base::Enum(id)), span),
        )
    }

    fn in_body(&mut self, name: &SmolStr, span: Span, scope: &mut Scope) -> Option<ExprId> {
        match scope.body {
            Body::Plain => None,
            Body::Kind(k) => {
                if let Some((_, slot)) = scope.params.iter().find(|(n, _)| n == name) {
                    let (slot, ty) = (*slot, self.kind_slot_type(k, *slot));
                    return Some(self.hir.push(ExprKind::Slot(slot), ty, span));
                }
                if let Some(&slot) = self.kinds[k.index()].index.get(name) {
                    let ty = self.kind_slot_type(k, slot);
                    return Some(self.hir.push(ExprKind::Slot(slot), ty, span));
                }
                if let Some(ty) = self.member_type(Class::Kind(k), name) {
                    let this =
                        self.hir
                            .push(ExprKind::This, Ty::of(Base::Ref(Class::Kind(k))), span);
                    return Some(
                        self.hir
                            .push(ExprKind::Member(this, name.clone()), ty, span),
                    );
                }
                match name.as_str() {
                    "root" => {
                        let class = self.root_class(k);
                        Some(
                            self.hir
                                .push(ExprKind::Root, Ty::of(Base::Ref(class)), span),
                        )
                    }
                    "owner" => Some(self.hir.push(
                        ExprKind::Owner,
                        Ty::of(Base::Ref(Class::Any)),
                        span,
                    )),
                    "index" => Some(self.hir.push(ExprKind::Index, Ty::ratio(), span)),
                    _ => None,
                }
            }
            Body::Element(e) => self.in_elements(name, span, e, scope),
        }
    }

    /// The kind of the roots that elements of a kind stand in. A root is an element whose kind has a `timeline`.
    /// A kind without elements is read as if it stood in the package's first root.
    fn root_class(&self, kind: KindId) -> Class {
        let is_root = |k: &KindId| self.kinds[k.index()].timeline.is_some();
        if is_root(&kind) {
            return Class::Kind(kind);
        }
        let elements = |k: KindId| self.by_kind.get(k.index()).map_or(&[][..], Vec::as_slice);
        let around = elements(kind).iter().find_map(|id| {
            let root = self.elements[id.index()].root?;
            self.elements[root.index()].kind
        });
        let mut roots = (0..self.kinds.len() as u32).map(KindId).filter(is_root);
        let first = roots.clone().next();
        around
            .or_else(|| roots.find(|k| !elements(*k).is_empty()))
            .or(first)
            .map_or(Class::Any, Class::Kind)
    }

    /// Loop variables, own attributes, then what the enclosing bodies declare, from the inside out.
    fn in_elements(
        &mut self,
        name: &SmolStr,
        span: Span,
        element: ElementId,
        scope: &mut Scope,
    ) -> Option<ExprId> {
        if let Some(e) = self.loop_variable(name, span, element, scope) {
            return Some(e);
        }
        match name.as_str() {
            "root" => {
                let root = self.elements[element.index()].root;
                if let Some(root) = root {
                    return Some(self.element_expr(root, span));
                }
            }
            "owner" => {
                if let Some(p) = self.elements[element.index()].parent {
                    return Some(self.element_expr(p, span));
                }
            }
            "index" => {
                if let Some(n) = self.elements[element.index()].number {
                    return Some(self.hir.push(
                        ExprKind::Constant(f64::from(n)),
                        Ty::ratio(),
                        span,
                    ));
                }
            }
            _ => {}
        }
        let mut here = Some(element);
        while let Some(id) = here {
            if let Some(m) = self.elements[id.index()].member(name).cloned() {
                return Some(self.member_expr(&m, span));
            }
            let own = |slot: &SlotId| id == element && Some(*slot) == scope.defining;
            if let Some(slot) = self.slot_of(id, name).filter(|s| !own(s)) {
                let s = self.slot(id, slot);
                let local_formula = s.assignable()
                    || slot.index()
                        >= self.elements[id.index()]
                            .kind
                            .map_or(0, |k| self.kinds[k.index()].slots.len());
                // What a kind says of the elements inside it may use the kind's formulas, as its formulas may.
                if local_formula
                    || (scope.formulas && id == element)
                    || self.says_of_parts(id, span)
                {
                    let ty = self.slot_type(id, slot);
                    // An element does not use itself by using an attribute of its own.
                    let referenced = self.referenced[id.index()];
                    let base = self.element_expr(id, span);
                    self.referenced[id.index()] = referenced;
                    return Some(
                        self.hir
                            .push(ExprKind::Member(base, name.clone()), ty, span),
                    );
                }
            }
            here = self.elements[id.index()].parent;
        }
        None
    }

    /// Whether a text stands in the part of a kind's body that says what elements are inside `element`.
    fn says_of_parts(&self, element: ElementId, span: Span) -> bool {
        self.elements[element.index()].kind.is_some_and(|k| {
            let nested = &self.kinds[k.index()].nested;
            let holds =
                |of: Span| of.file == span.file && of.start <= span.start && span.end <= of.end;
            nested.iter().any(|stmt| holds(stmt.span))
        })
    }

    fn loop_variable(
        &mut self,
        name: &SmolStr,
        span: Span,
        element: ElementId,
        scope: &mut Scope,
    ) -> Option<ExprId> {
        let mut at = Some(element);
        while let Some(id) = at {
            let mut loops = self.elements[id.index()].loops.clone();
            while let Some(l) = loops {
                if let Some((_, v)) = l.vars.iter().find(|(n, _)| n == name) {
                    return Some(match v {
                        LoopValue::Number(n) => {
                            self.hir.push(ExprKind::Constant(*n), Ty::ratio(), span)
                        }
                        LoopValue::Item(e) => {
                            let parent = self.elements[id.index()].parent.unwrap_or(id);
                            let mut outer = self.element_scope(parent, scope.formulas);
                            self.expr(e, &mut outer, None)
                        }
                    });
                }
                loops = l.outer.clone();
            }
            at = self.elements[id.index()].parent;
        }
        None
    }

    /// What stands at the top of the file, of its imports, or of the library.
    fn at_top(&mut self, name: &SmolStr, span: Span, scope: &Scope) -> Option<ExprId> {
        let module = scope.module;
        if let Some(e) = self.at_top_of(module, name, span) {
            return Some(e);
        }
        if !self.names[module.index()].contains_key(name) {
            let givers = self.givers(module, name);
            if givers.len() > 1 {
                self.problems
                    .push(name_words::ambiguous(name, span, &givers));
                return Some(self.error(span));
            }
            let sources = self.sources;
            for import in &sources.modules[module.index()].imports {
                if let Some(e) = self.at_top_of(import.module, name, span) {
                    return Some(e);
                }
            }
        }
        if self.aliases[module.index()].contains_key(name) && self.lookup(module, name).is_none() {
            self.problems
                .push(type_words::no_value(name, "a module", span));
            return Some(self.error(span));
        }
        match self.lookup(module, name)?.decl {
            Decl::Calendar(_) => Some(self.hir.push(
                ExprKind::Text(name.clone()),
                Ty::of(Base::Calendar),
                span,
            )),
            other => {
                let what = match other {
                    Decl::Kind(_) => "a kind",
                    Decl::Trait(_) => "a trait",
                    Decl::Fn(_) => "a function",
                    Decl::Quantity(_) => "a kind of quantity",
                    Decl::Resource(_) => "a resource",
                    Decl::Cite(_) => "a source",
                    Decl::Scenario(_) => "a scenario",
                    Decl::Unit | Decl::Calendar(_) => "a unit",
                };
                self.problems.push(type_words::no_value(name, what, span));
                Some(self.error(span))
            }
        }
    }

    /// An element or an assumption at the top of one file.
    fn at_top_of(&mut self, module: ModuleId, name: &SmolStr, span: Span) -> Option<ExprId> {
        let top = *self.tops.get(module.index())?;
        if let Some(m) = self.elements[top.index()].member(name).cloned() {
            return Some(self.member_expr(&m, span));
        }
        let slot = self.slot_of(top, name)?;
        let ty = self.slot_type(top, slot);
        let top = self
            .hir
            .push(ExprKind::Element(top), Ty::of(Base::Ref(Class::Any)), span);
        Some(self.hir.push(ExprKind::Member(top, name.clone()), ty, span))
    }

    fn unknown(&mut self, name: &SmolStr, span: Span, scope: &Scope, want: Option<Ty>) {
        // What an import would have given cannot be known when it could not be read, and that was told.
        if self.aliases[scope.module.index()]
            .values()
            .any(Option::is_none)
        {
            return;
        }
        if let Some(Ty {
            base: Base::Enum(id),
            ..
        }) = want
        {
            let e = &self.enums[id.index()];
            let d = words::unknown_choice(name, span, &e.choices, e.span);
            self.problems.push(d);
            return;
        }
        // Elements that fit what is due come first, then all others.
        let mut known: Vec<(String, Option<String>, bool)> = Vec::new();
        let mut here = match scope.body {
            Body::Element(e) => Some(e),
            Body::Kind(k) => {
                known.extend(
                    self.kinds[k.index()]
                        .slots
                        .iter()
                        .map(|s| (s.name.to_string(), None, false)),
                );
                None
            }
            Body::Plain => None,
        };
        let fits =
            |p: &Self, id: ElementId| match (want.map(|w| w.base), p.elements[id.index()].kind) {
                (Some(Base::Ref(class)), Some(k)) => p.kind_is(k, class),
                _ => false,
            };
        while let Some(id) = here {
            for (n, m) in &self.elements[id.index()].members {
                let first = match m {
                    Member::One(e) => Some(*e),
                    Member::Many(ids) => ids.first().copied(),
                };
                let about = first.map(|e| {
                    let line = self.sources.map.line_col(self.elements[e.index()].span).0;
                    format!("{}, line {line}", self.kind_name(e))
                });
                known.push((n.to_string(), about, first.is_some_and(|e| fits(self, e))));
            }
            known.extend(
                self.attribute_names(id)
                    .into_iter()
                    .map(|n| (n.to_string(), None, false)),
            );
            here = self.elements[id.index()].parent;
        }
        known.extend(
            scope
                .locals
                .iter()
                .map(|(n, _)| (n.to_string(), None, false)),
        );
        known.sort_by_key(|k| !k.2);
        let near: Vec<(String, Option<String>)> = nearest(name, known.iter().map(|k| k.0.as_str()))
            .into_iter()
            .map(|n| {
                (
                    n.to_owned(),
                    known.iter().find(|k| k.0 == n).and_then(|k| k.1.clone()),
                )
            })
            .collect();
        let what = match want.map(|w| w.base) {
            Some(Base::Ref(_)) => "element",
            _ => match scope.body {
                Body::Element(_) => "element or attribute",
                _ => "attribute, formula or element",
            },
        };
        self.problems
            .push(name_words::unknown_name(name, span, what, &near));
    }

    pub(crate) fn field(
        &mut self,
        base: &ast::Expr,
        field: &ast::Ident,
        span: Span,
        scope: &mut Scope,
    ) -> ExprId {
        if let ast::ExprKind::Name(alias) = &base.kind {
            let hidden = scope.locals.iter().any(|(n, _)| n == alias);
            if !hidden && let Some(module) = self.aliases[scope.module.index()].get(alias).copied()
            {
                let shadowed =
                    matches!(scope.body, Body::Element(e) if self.finds_element(e, alias));
                match module {
                    _ if shadowed => {}
                    Some(m) => return self.module_field(m, alias, field, span),
                    None => return self.error(span),
                }
            }
        }
        let b = self.expr(base, scope, None);
        self.member(b, field, span)
    }

    fn finds_element(&self, from: ElementId, name: &str) -> bool {
        let mut here = Some(from);
        while let Some(id) = here {
            if self.elements[id.index()].member(name).is_some() {
                return true;
            }
            here = self.elements[id.index()].parent;
        }
        false
    }

    fn module_field(&mut self, m: ModuleId, alias: &str, field: &ast::Ident, span: Span) -> ExprId {
        if let Some(e) = self.at_top_of(m, &field.name, span) {
            return e;
        }
        let top = self.tops[m.index()];
        let known: Vec<SmolStr> = self.elements[top.index()]
            .members
            .iter()
            .map(|(n, _)| n.clone())
            .collect();
        let near = nearest(&field.name, known.iter().map(SmolStr::as_str));
        let near: Vec<(String, Option<String>)> =
            near.into_iter().map(|n| (n.to_owned(), None)).collect();
        self.problems.push(name_words::unknown_name(
            &format!("{alias}.{}", field.name),
            field.span,
            "element",
            &near,
        ));
        self.error(span)
    }

    /// An attribute, formula or nested element of a value that is an element.
    pub(crate) fn member(&mut self, base: ExprId, field: &ast::Ident, span: Span) -> ExprId {
        let ty = self.ty(base);
        if let ExprKind::Element(e) = self.hir[base].kind {
            let field = &self.name_now(e, field);
            if let Some(slot) = self.slot_of(e, &field.name) {
                let ty = self.slot_type(e, slot);
                return self
                    .hir
                    .push(ExprKind::Member(base, field.name.clone()), ty, span);
            }
            if let Some(m) = self.elements[e.index()].member(&field.name).cloned() {
                return self.member_expr(&m, span);
            }
        }
        match ty.base {
            Base::Error => self.error(span),
            Base::Ref(class) if !ty.list => match self.member_now(class, field) {
                Some((name, member)) => self.hir.push(ExprKind::Member(base, name), member, span),
                None => {
                    let (owner, known, declared) = self.class_members(class);
                    let d = words::unknown_attribute(
                        &owner,
                        &field.name,
                        field.span,
                        known.iter().map(SmolStr::as_str),
                        declared,
                    );
                    self.problems.push(d);
                    self.error(span)
                }
            },
            _ => {
                let d = type_words::no_members(
                    &self.type_words(ty),
                    &field.name,
                    self.hir[base].span,
                    field.span,
                    ty.list,
                );
                self.problems.push(d);
                self.error(span)
            }
        }
    }

    /// The name that a member of a class has, and its type, by that name or an old one.
    fn member_now(&mut self, class: Class, field: &ast::Ident) -> Option<(SmolStr, Ty)> {
        if let Some(ty) = self.member_type(class, &field.name) {
            return Some((field.name.clone(), ty));
        }
        let now = self.name_now_in(class, field).name;
        self.member_type(class, &now).map(|ty| (now, ty))
    }

    /// The type of a member of any element of a class; `None` if not all have it.
    pub(crate) fn member_type(&mut self, class: Class, name: &str) -> Option<Ty> {
        match class {
            Class::Kind(k) => {
                if let Some(&slot) = self.kinds[k.index()].index.get(name) {
                    return Some(self.kind_slot_type(k, slot));
                }
                let (module, nested) =
                    (self.kinds[k.index()].module, &self.kinds[k.index()].nested);
                let (path, bracket) = nested.iter().find_map(|s| match &s.kind {
                    ast::StmtKind::Element(e) => {
                        let own = e
                            .name
                            .as_ref()
                            .or(e.kind.segments.last())
                            .is_some_and(|n| n.name == name);
                        own.then_some((&e.kind, e.bracket.is_some()))
                    }
                    _ => None,
                })?;

                match self.lookup_path(module, path)?.decl {
                    Decl::Kind(nested) => {
                        let ty = Ty::of(Base::Ref(Class::Kind(nested)));
                        // A bracket repeats, unless the kind has an attribute that takes its value.
                        let repeats = bracket && self.kinds[nested.index()].header.is_none();
                        Some(if repeats { ty.list() } else { ty })
                    }
                    _ => None,
                }
            }
            Class::Trait(t) => self.trait_member(t, name),
            Class::Any => None,
        }
    }

    fn class_members(&self, class: Class) -> (String, Vec<SmolStr>, Option<Span>) {
        match class {
            Class::Kind(k) => {
                let kind = &self.kinds[k.index()];
                (
                    kind.name.to_string(),
                    kind.slots.iter().map(|s| s.name.clone()).collect(),
                    Some(kind.span),
                )
            }
            Class::Trait(t) => {
                let def = self.traits[t.index()].ast;
                let names = def.body.stmts.iter().filter_map(|s| match &s.kind {
                    ast::StmtKind::AttrDecl(a) => Some(a.name.name.clone()),
                    ast::StmtKind::Let(l) => Some(l.name.name.clone()),
                    _ => None,
                });
                (
                    def.name.name.to_string(),
                    names.collect(),
                    Some(def.name.span),
                )
            }
            Class::Any => ("an element of unknown kind".to_owned(), Vec::new(), None),
        }
    }

    /// Whether elements of a kind belong to a class.
    #[must_use]
    pub fn kind_is(&self, kind: KindId, class: Class) -> bool {
        match class {
            Class::Any => true,
            Class::Kind(k) => k == kind,
            Class::Trait(t) => self.kinds[kind.index()].traits.contains(&t),
        }
    }

    pub(crate) fn index(
        &mut self,
        base: &ast::Expr,
        index: &ast::Expr,
        span: Span,
        scope: &mut Scope,
    ) -> ExprId {
        let b = self.expr(base, scope, None);
        let i = self.expr(index, scope, None);
        let ty = self.ty(b);
        if ty.is_error() || self.ty(i).is_error() {
            return self.error(span);
        }
        if !ty.list {
            let d = type_words::not_a_list(&self.type_words(ty), self.hir[b].span);
            self.problems.push(d);
            return self.error(span);
        }
        let i = self.fit(i, Ty::ratio(), &super::Due::Position);
        if let (ExprKind::Elements(ids), Some(n)) = (&self.hir[b].kind, self.literal(i)) {
            let count = ids.len();
            if n < 1.0 || n.fract() != 0.0 || n as usize > count {
                self.problems
                    .push(words::position(n, count, self.hir[i].span));
                return self.error(span);
            }
            let id = ids[n as usize - 1];
            return self.element_expr(id, span);
        }
        self.hir.push(ExprKind::Item(b, i), ty.item(), span)
    }
}
