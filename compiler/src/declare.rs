//! Names at the top of files, and kinds with their traits laid into them.
//!
//! **In**: [`Sources`]. **Out**: a [`Package`] whose declarations are complete and whose elements
//! are only the tops of files. Types of attributes and formulas are left to `elaborate`, on demand.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use sitec_grammar::ast::{self, Block, Stmt, StmtKind};
use sitec_grammar::source::Span;
use sitec_units::dimension::{Dim, Dimensions};
use sitec_units::unit::{Unit, Units};
use smol_str::SmolStr;

use crate::builtins;
use crate::diag::families::{kinds as words, names as name_words, types as type_words};
use crate::load::Sources;
use crate::package::*;
use crate::types::*;

/// Declares everything.
#[must_use]
pub fn declare(sources: &Sources) -> Package<'_> {
    let mut package = Package::empty(sources);
    let order: Vec<ModuleId> = (0..sources.modules.len() as u32).map(ModuleId).collect();
    for &module in &order {
        package.declare_module(module);
    }
    package.declare_units(&order);
    package.declare_quantities();
    for &module in &order {
        package.build_kinds(module);
    }
    package
}

impl<'a> Package<'a> {
    fn empty(sources: &'a Sources) -> Self {
        let count = sources.modules.len();
        Package {
            sources,
            dims: Dimensions::new(),
            units: Units::core(),
            kinds: Vec::new(),
            traits: Vec::new(),
            fns: Vec::new(),
            quantities: Vec::new(),
            conversions: FxHashMap::default(),
            resources: Vec::new(),
            cites: Vec::new(),
            scenarios: Vec::new(),
            enums: Vec::new(),
            enum_by_span: FxHashMap::default(),
            distributions: FxHashMap::default(),
            rank: Vec::new(),
            rank_end: Vec::new(),
            calendars: Vec::new(),
            names: vec![FxHashMap::default(); count],
            library: FxHashMap::default(),
            elements: Vec::new(),
            by_kind: Vec::new(),
            referenced: Vec::new(),
            unapplied: Vec::new(),
            aliases: vec![FxHashMap::default(); count],
            tops: Vec::new(),
            allows: Vec::new(),
            value_count: 0,
            money_dims: std::cell::RefCell::default(),
            hir: crate::hir::Hir::default(),
            problems: sources.problems.clone(),
        }
    }

    /// The tree of a module.
    #[must_use]
    pub fn ast(&self, module: ModuleId) -> &'a ast::File {
        &self.sources.modules[module.index()].ast
    }

    /// Whether a module belongs to the library.
    #[must_use]
    pub fn is_library(&self, module: ModuleId) -> bool {
        self.sources.modules[module.index()].library
    }

    fn name(&mut self, module: ModuleId, ident: &ast::Ident, decl: Decl) {
        let declared = Declared {
            decl,
            span: ident.span,
        };
        if let Some(first) = self.names[module.index()].insert(ident.name.clone(), declared) {
            self.names[module.index()].insert(ident.name.clone(), first);
            self.problems
                .push(name_words::twice(&ident.name, first.span, ident.span));
            return;
        }
        if self.is_library(module) && !matches!(decl, Decl::Cite(_)) {
            self.library.insert(ident.name.clone(), declared);
        }
    }

    fn declare_module(&mut self, module: ModuleId) {
        let sources = self.sources;
        for import in &sources.modules[module.index()].imports {
            self.aliases[module.index()].insert(import.alias.clone(), Some(import.module));
        }
        for alias in &sources.modules[module.index()].broken {
            self.aliases[module.index()].insert(alias.clone(), None);
        }
        for stmt in &self.ast(module).stmts {
            let docs = stmt.docs.as_ref();
            match &stmt.kind {
                StmtKind::Kind(k) => {
                    let id = KindId(self.kinds.len() as u32);
                    self.kinds.push(KindDef::new(&k.name, module, docs, false));
                    self.name(module, &k.name, Decl::Kind(id));
                }
                StmtKind::Template(t) => {
                    let id = KindId(self.kinds.len() as u32);
                    self.kinds.push(KindDef::new(&t.name, module, docs, true));
                    self.name(module, &t.name, Decl::Kind(id));
                }
                StmtKind::Trait(t) => {
                    let id = TraitId(self.traits.len() as u32);
                    self.traits.push(TraitDef {
                        ast: t,
                        docs,
                        module,
                        members: FxHashMap::default(),
                    });
                    self.name(module, &t.name, Decl::Trait(id));
                }
                StmtKind::Fn(f) => {
                    let id = FnId(self.fns.len() as u32);
                    self.fns.push(FnDef {
                        ast: f,
                        docs,
                        module,
                        body: Progress::Todo,
                        params: None,
                    });
                    if builtins::lookup(&f.name.name).is_some() {
                        self.problems.push(name_words::hides(
                            &f.name.name,
                            f.name.span,
                            None,
                            "a built-in function",
                        ));
                    }
                    self.name(module, &f.name, Decl::Fn(id));
                }
                StmtKind::Quantity(q) => {
                    let id = QuantityId(self.quantities.len() as u32);
                    self.quantities.push(QuantityDef {
                        ast: q,
                        docs,
                        module,
                        dim: None,
                        shown: None,
                    });
                    self.name(module, &q.name, Decl::Quantity(id));
                }
                StmtKind::Resource(r) => {
                    let id = ResourceId(self.resources.len() as u32);
                    self.resources.push(ResourceDef {
                        ast: r,
                        docs,
                        module,
                        dim: Dim::ONE,
                    });
                    self.name(module, &r.name, Decl::Resource(id));
                }
                StmtKind::Cite(c) => {
                    let id = CiteId(self.cites.len() as u32);
                    let grade = c.body.as_ref().and_then(|b| plain(b, "grade"));
                    self.cites.push(CiteDef {
                        ast: c,
                        module,
                        grade,
                        used: false.into(),
                    });
                    self.name(module, &c.name, Decl::Cite(id));
                }
                StmtKind::Calendar(c) => {
                    let id = CalendarDeclId(self.calendars.len() as u32);
                    self.calendars.push(CalendarDef { ast: c });
                    self.name(module, &c.name, Decl::Calendar(id));
                }
                StmtKind::Scenario(s) => {
                    let id = ScenarioId(self.scenarios.len() as u32);
                    self.scenarios.push(ScenarioDef {
                        ast: s,
                        module,
                        within: None,
                    });
                    self.name(module, &s.name, Decl::Scenario(id));
                }
                StmtKind::Unit(u) => self.name(module, &u.name, Decl::Unit),
                StmtKind::Currency(c) => self.name(module, &c.code, Decl::Unit),
                StmtKind::Allow(a) => self.allows.push((a, stmt.span)),
                StmtKind::Use(_) | StmtKind::Error => {}
                // Elements and what belongs to elements: `expand` takes them.
                _ => {}
            }
        }
    }

    /// Enters currencies and units; a unit may be made of units declared later.
    fn declare_units(&mut self, order: &[ModuleId]) {
        let mut waiting: Vec<&'a ast::UnitDecl> = Vec::new();
        for &module in order {
            for stmt in &self.ast(module).stmts {
                match &stmt.kind {
                    StmtKind::Currency(c) => {
                        let label = c
                            .label
                            .as_ref()
                            .map_or(c.code.name.as_str(), |l| l.value.as_str());
                        let known = self.units.currencies().lookup(&c.code.name).is_some();
                        if !known && self.units.declare_currency(&c.code.name, label).is_err() {
                            self.problems
                                .push(type_words::unit_clash(&c.code.name, c.code.span));
                        }
                    }
                    StmtKind::Unit(u) if u.def.is_none() => {
                        let dim = self.dims.base(&u.name.name);
                        if self
                            .units
                            .declare(&u.name.name, Unit::new(dim, 1.0))
                            .is_err()
                        {
                            self.problems
                                .push(type_words::unit_clash(&u.name.name, u.name.span));
                        }
                    }
                    StmtKind::Unit(u) => waiting.push(u),
                    _ => {}
                }
            }
        }
        while !waiting.is_empty() {
            let before = waiting.len();
            let mut still = Vec::new();
            for u in waiting {
                match self.unit_definition(u) {
                    Some(Ok(unit)) => {
                        if self.units.declare(&u.name.name, unit).is_err() {
                            self.problems
                                .push(type_words::unit_clash(&u.name.name, u.name.span));
                        }
                    }
                    Some(Err(())) => self
                        .problems
                        .push(type_words::unit_definition(&u.name.name, u.name.span)),
                    None => still.push(u),
                }
            }
            if still.len() == before {
                for u in &still {
                    self.problems
                        .push(type_words::unit_definition(&u.name.name, u.name.span));
                }
                break;
            }
            waiting = still;
        }
    }

    /// `Some(Err)` if it can never be a unit, `None` if a unit in it is not there yet.
    fn unit_definition(&mut self, u: &ast::UnitDecl) -> Option<Result<Unit, ()>> {
        let ast::ExprKind::Number(n) = &u.def.as_ref()?.kind else {
            return Some(Err(()));
        };
        let Some(spelled) = &n.unit else {
            return Some(Ok(Unit::new(Dim::ONE, n.value)));
        };
        let factors: Vec<(&str, i32)> = spelled
            .factors
            .iter()
            .map(|f| (f.name.name.as_str(), f.power))
            .collect();
        match self.units.compose(&mut self.dims, &factors) {
            Ok(unit) => Some(Ok(unit.times(n.value))),
            Err(sitec_units::unit::ComposeError::Unknown(_)) => None,
            Err(_) => Some(Err(())),
        }
    }

    fn declare_quantities(&mut self) {
        for i in 0..self.quantities.len() {
            let (ast, module) = (self.quantities[i].ast, self.quantities[i].module);
            let ty = self.resolve_type(&ast.ty, module, None);
            self.quantities[i].dim = ty.num().map(|n| n.dim);
        }
        for i in 0..self.quantities.len() {
            let (ast, module) = (self.quantities[i].ast, self.quantities[i].module);
            let Some(def) = &ast.def else { continue };
            if let ast::ExprKind::Number(n) = &def.kind {
                // `= 1%` says how such quantities are shown.
                let unit = n.unit.as_ref().map(|u| self.source_text(u.span));
                self.quantities[i].shown = match n.style {
                    ast::NumberStyle::Percent => Some("%".to_owned()),
                    ast::NumberStyle::BasisPoints => Some("bps".to_owned()),
                    ast::NumberStyle::Multiple => Some("x".to_owned()),
                    ast::NumberStyle::Plain => unit,
                };
                continue;
            }
            let factor = |e: &ast::Expr| match &e.kind {
                ast::ExprKind::Name(n) => match self.lookup(module, n) {
                    Some(Declared {
                        decl: Decl::Quantity(q),
                        ..
                    }) => Some(q),
                    _ => None,
                },
                _ => None,
            };
            let pair = match &def.kind {
                ast::ExprKind::Binary(ast::BinaryOp::Mul, _, a, b) => factor(a).zip(factor(b)),
                _ => None,
            };
            match pair {
                Some((a, b)) => {
                    self.conversions.insert((a, b), QuantityId(i as u32));
                    self.conversions.insert((b, a), QuantityId(i as u32));
                }
                None => self.problems.push(type_words::conversion(def.span)),
            }
        }
        for i in 0..self.resources.len() {
            let (ast, module) = (self.resources[i].ast, self.resources[i].module);
            let ty = self.resolve_type(&ast.ty, module, None);
            match ty.num() {
                Some(n) => self.resources[i].dim = n.dim,
                None if ty.is_error() => {}
                None => self.problems.push(type_words::resource_type(ast.ty.span)),
            }
        }
    }

    /// What a name means at the top of a module: its own names, then those of its imports, then the library's.
    #[must_use]
    pub fn lookup(&self, module: ModuleId, name: &str) -> Option<Declared> {
        if let Some(d) = self.names[module.index()].get(name) {
            return Some(*d);
        }
        let mut found = None;
        for import in &self.sources.modules[module.index()].imports {
            if let Some(d) = self.names[import.module.index()].get(name) {
                found = found.or(Some(*d));
            }
        }
        found.or_else(|| self.library.get(name).copied())
    }

    /// The imports of a module that give a name, with its qualified forms: more than one is ambiguous.
    #[must_use]
    pub fn givers(&self, module: ModuleId, name: &str) -> Vec<(String, Span)> {
        self.sources.modules[module.index()]
            .imports
            .iter()
            .filter(|i| {
                self.names[i.module.index()].contains_key(name)
                    || self
                        .tops
                        .get(i.module.index())
                        .is_some_and(|&t| self.elements[t.index()].member(name).is_some())
            })
            .map(|i| (format!("{}.{name}", i.alias), i.span))
            .collect()
    }

    /// What a dotted name means.
    #[must_use]
    pub fn lookup_path(&self, module: ModuleId, path: &ast::Path) -> Option<Declared> {
        match path.segments.as_slice() {
            [one] => self.lookup(module, &one.name),
            [first, second] => match self.aliases[module.index()].get(&first.name)? {
                Some(m) => self.names[m.index()].get(&second.name).copied(),
                None => None,
            },
            _ => None,
        }
    }

    /// Whether a path goes through an import that could not be read, which was told.
    #[must_use]
    pub fn is_broken(&self, module: ModuleId, path: &ast::Path) -> bool {
        path.segments.len() > 1
            && path
                .segments
                .first()
                .is_some_and(|f| self.aliases[module.index()].get(&f.name) == Some(&None))
    }

    /// Reports a bare name that several imports give; `true` if it did.
    pub(crate) fn tell_ambiguous(&mut self, module: ModuleId, path: &ast::Path) -> bool {
        let [one] = path.segments.as_slice() else {
            return false;
        };
        if self.names[module.index()].contains_key(&one.name) {
            return false;
        }
        let givers = self.givers(module, &one.name);
        if givers.len() < 2 {
            return false;
        }
        self.problems
            .push(name_words::ambiguous(&one.name, one.span, &givers));
        true
    }

    fn build_kinds(&mut self, module: ModuleId) {
        for stmt in &self.ast(module).stmts {
            let (name, traits, body, params): (
                _,
                &'a [ast::TraitUse],
                &'a Block,
                &'a [ast::Param],
            ) = match &stmt.kind {
                StmtKind::Kind(k) => (&k.name, &k.traits, &k.body, &[]),
                StmtKind::Template(t) => (&t.name, &[], &t.body, &t.params),
                _ => continue,
            };
            let Some(Declared {
                decl: Decl::Kind(id),
                span,
            }) = self.names[module.index()].get(&name.name).copied()
            else {
                continue;
            };
            if span != name.span {
                continue;
            }
            self.build_kind(id, traits, body, params);
        }
    }

    fn build_kind(
        &mut self,
        id: KindId,
        traits: &'a [ast::TraitUse],
        body: &'a Block,
        params: &'a [ast::Param],
    ) {
        let module = self.kinds[id.index()].module;
        let own = FormulaScope {
            module,
            params: Rc::from([]),
        };
        for p in params {
            let slot = Slot {
                name: p.name.name.clone(),
                span: p.name.span,
                docs: None,
                decl: SlotDecl::Param(p),
                scope: own.clone(),
                from: None,
                ty: Progress::Todo,
                expr: Progress::Todo,
            };
            self.add_slot(id, slot, Replace::Refuse);
        }
        for used in traits {
            let Some(Declared {
                decl: Decl::Trait(t),
                ..
            }) = self.lookup_path(module, &used.path)
            else {
                let name = used.path.segments.last().map_or("", |s| s.name.as_str());
                let known: Vec<&str> = self
                    .traits
                    .iter()
                    .map(|t| t.ast.name.name.as_str())
                    .collect();
                self.problems.push(words::unknown_trait(
                    name,
                    used.path.span,
                    known.into_iter(),
                ));
                continue;
            };
            self.lay_trait(id, t, used, &own);
        }
        let mut late: Vec<&'a Stmt> = Vec::new();
        self.lay_body(id, body, &own, None, &mut late);
        self.bind_late(id, &late, None);
    }

    fn lay_trait(&mut self, id: KindId, t: TraitId, used: &'a ast::TraitUse, own: &FormulaScope) {
        let def = self.traits[t.index()].ast;
        let trait_module = self.traits[t.index()].module;
        self.kinds[id.index()].traits.push(t);
        let mut params = Vec::new();
        for (i, param) in def.params.iter().enumerate() {
            let named = used
                .args
                .iter()
                .find(|a| a.name.as_ref().is_some_and(|n| n.name == param.name.name));
            let given = named.or_else(|| used.args.get(i).filter(|a| a.name.is_none()));
            let (expr, scope) = match (given, &param.default) {
                (Some(a), _) => (&a.value, own.clone()),
                (None, Some(d)) => (
                    d,
                    FormulaScope {
                        module: trait_module,
                        params: Rc::from([]),
                    },
                ),
                (None, None) => {
                    self.problems.push(words::missing_argument(
                        &def.name.name,
                        &param.name.name,
                        used.path.span,
                        param.name.span,
                    ));
                    // The trait's formulas still find the parameter: in error, so that it is told once.
                    static MISSING: std::sync::LazyLock<ast::Expr> =
                        std::sync::LazyLock::new(|| ast::Expr {
                            kind: ast::ExprKind::Error,
                            span: Span::default(),
                        });
                    (&*MISSING, own.clone())
                }
            };
            let slot = Slot {
                name: SmolStr::new(format!("{}.{}", def.name.name, param.name.name)),
                span: expr.span,
                docs: None,
                decl: SlotDecl::Argument(expr),
                scope,
                from: Some(t),
                ty: Progress::Todo,
                expr: Progress::Todo,
            };
            let slot_id = self.add_slot(id, slot, Replace::Allow);
            params.push((param.name.name.clone(), slot_id));
        }
        for arg in &used.args {
            if let Some(n) = &arg.name
                && !def.params.iter().any(|p| p.name.name == n.name)
            {
                let known = def.params.iter().map(|p| p.name.name.as_str());
                self.problems.push(words::unknown_argument(
                    &def.name.name,
                    &n.name,
                    n.span,
                    known,
                ));
            }
        }
        let scope = FormulaScope {
            module: trait_module,
            params: Rc::from(params),
        };
        let mut late = Vec::new();
        self.lay_body(id, &def.body, &scope, Some(t), &mut late);
        self.bind_late(id, &late, Some(t));
    }

    fn add_slot(&mut self, id: KindId, slot: Slot<'a>, replace: Replace) -> SlotId {
        let kind = &mut self.kinds[id.index()];
        if let Some(&there) = kind.index.get(&slot.name) {
            let first = &kind.slots[there.index()];
            // A kind may say better what a trait says in general; two own declarations are a slip.
            if first.from.is_some() && first.from != slot.from && matches!(replace, Replace::Allow)
            {
                kind.slots[there.index()] = slot;
            } else {
                let (name, first, again) = (slot.name.clone(), first.span, slot.span);
                self.problems.push(name_words::twice(&name, first, again));
            }
            return there;
        }
        let slot_id = SlotId(kind.slots.len() as u32);
        kind.index.insert(slot.name.clone(), slot_id);
        kind.slots.push(slot);
        slot_id
    }

    fn lay_body(
        &mut self,
        id: KindId,
        body: &'a Block,
        scope: &FormulaScope,
        from: Option<TraitId>,
        late: &mut Vec<&'a Stmt>,
    ) {
        for stmt in &body.stmts {
            let docs = stmt.docs.as_ref();
            let span = stmt.span;
            match &stmt.kind {
                StmtKind::AttrDecl(a) => {
                    let slot = Slot {
                        name: a.name.name.clone(),
                        span: a.name.span,
                        docs,
                        decl: SlotDecl::Attr(a),
                        scope: scope.clone(),
                        from,
                        ty: Progress::Todo,
                        expr: Progress::Todo,
                    };
                    let slot_id = self.add_slot(id, slot, Replace::Allow);
                    if a.header {
                        self.kinds[id.index()].header = Some(slot_id);
                    }
                }
                StmtKind::Let(l) => {
                    let slot = Slot {
                        name: l.name.name.clone(),
                        span: l.name.span,
                        docs,
                        decl: SlotDecl::Formula(l),
                        scope: scope.clone(),
                        from,
                        ty: Progress::Todo,
                        expr: Progress::Todo,
                    };
                    self.add_slot(id, slot, Replace::Allow);
                }
                StmtKind::Port(p) => self.kinds[id.index()].ports.push(Scoped {
                    ast: p,
                    docs,
                    span,
                    scope: scope.clone(),
                }),
                StmtKind::Check(c) => self.kinds[id.index()].checks.push(Scoped {
                    ast: c,
                    docs,
                    span,
                    scope: scope.clone(),
                }),
                StmtKind::Section(s) => self.kinds[id.index()].sections.push(Scoped {
                    ast: s,
                    docs,
                    span,
                    scope: scope.clone(),
                }),
                StmtKind::Require(r) => self.kinds[id.index()].requires.push(Scoped {
                    ast: r,
                    docs,
                    span,
                    scope: scope.clone(),
                }),
                StmtKind::Expect(e) => self.kinds[id.index()].expects.push(Scoped {
                    ast: e,
                    docs,
                    span,
                    scope: scope.clone(),
                }),
                StmtKind::Schedule(_) | StmtKind::Timeline(_) => late.push(stmt),
                // An attribute of a nested element, or in a template of the element itself.
                StmtKind::Element(_) | StmtKind::For(_) | StmtKind::Attr(_) => {
                    self.kinds[id.index()].nested.push(stmt)
                }
                StmtKind::Allow(a) => self.allows.push((a, span)),
                StmtKind::Error => {}
                other => {
                    let what = statement_name(other);
                    self.problems.push(name_words::misplaced(
                        what,
                        "a kind",
                        span,
                        "put it at the top of the file",
                    ));
                }
            }
        }
    }

    fn bind_late(&mut self, id: KindId, late: &[&'a Stmt], _from: Option<TraitId>) {
        for stmt in late {
            match &stmt.kind {
                StmtKind::Schedule(s) => {
                    let from = self.own_slot(id, &s.from);
                    let to = self.own_slot(id, &s.to);
                    let until = s.until.as_ref().map(|u| self.own_slot(id, u));
                    if let (Some(from), Some(to)) = (from, to) {
                        self.kinds[id.index()].schedule = Some((from, to, until.flatten()));
                    }
                }
                StmtKind::Timeline(t) => {
                    let from = self.own_slot(id, &t.from);
                    let length = self.own_slot(id, &t.length);
                    self.kinds[id.index()].timeline = from.zip(length);
                }
                _ => {}
            }
        }
    }

    fn own_slot(&mut self, id: KindId, name: &ast::Ident) -> Option<SlotId> {
        let kind = &self.kinds[id.index()];
        let found = kind.index.get(&name.name).copied();
        if found.is_none() {
            let d = words::unknown_attribute(
                &kind.name,
                &name.name,
                name.span,
                kind.slots.iter().map(|s| s.name.as_str()),
                Some(kind.span),
            );
            self.problems.push(d);
        }
        found
    }
}

enum Replace {
    Allow,
    Refuse,
}

impl<'a> KindDef<'a> {
    fn new(name: &ast::Ident, module: ModuleId, docs: Option<&'a SmolStr>, template: bool) -> Self {
        KindDef {
            name: name.name.clone(),
            span: name.span,
            module,
            docs,
            template,
            traits: Vec::new(),
            slots: Vec::new(),
            index: FxHashMap::default(),
            header: None,
            nested: Vec::new(),
            ports: Vec::new(),
            checks: Vec::new(),
            sections: Vec::new(),
            requires: Vec::new(),
            expects: Vec::new(),
            schedule: None,
            timeline: None,
        }
    }
}

/// The value of an attribute of a plain block, if it is a bare name or text.
#[must_use]
pub fn plain(block: &Block, name: &str) -> Option<SmolStr> {
    block.stmts.iter().find_map(|s| match &s.kind {
        StmtKind::Attr(a) if a.target.len() == 1 && a.target[0].name.name == name => {
            match &a.value.expr.kind {
                ast::ExprKind::Name(n) => Some(n.clone()),
                ast::ExprKind::Text(t) => Some(t.clone()),
                _ => None,
            }
        }
        _ => None,
    })
}

/// A statement's name in messages.
#[must_use]
pub fn statement_name(stmt: &StmtKind) -> &'static str {
    match stmt {
        StmtKind::Use(_) => "an import",
        StmtKind::Element(_) => "an element",
        StmtKind::Attr(_) => "a value",
        StmtKind::AttrDecl(_) => "an attribute declaration",
        StmtKind::Let(_) => "a formula",
        StmtKind::Kind(_) => "a kind",
        StmtKind::Trait(_) => "a trait",
        StmtKind::Template(_) => "a template",
        StmtKind::Fn(_) => "a function",
        StmtKind::Assume(_) => "an assumption",
        StmtKind::Scenario(_) => "a scenario",
        StmtKind::Require(_) => "a requirement",
        StmtKind::Expect(_) => "an expectation",
        StmtKind::Check(_) => "a check",
        StmtKind::Port(_) => "a port",
        StmtKind::Section(_) | StmtKind::Row(_) | StmtKind::Table(_) => "a part of a report",
        StmtKind::Schedule(_) => "a schedule",
        StmtKind::Timeline(_) => "a timeline",
        StmtKind::Cite(_) => "a source",
        StmtKind::Unit(_) => "a unit",
        StmtKind::Currency(_) => "a currency",
        StmtKind::Quantity(_) => "a kind of quantity",
        StmtKind::Resource(_) => "a resource",
        StmtKind::Calendar(_) => "a calendar",
        StmtKind::For(_) => "a repetition",
        StmtKind::Allow(_) => "an `allow`",
        StmtKind::Excluded(_) => "an exclusion",
        StmtKind::Error => "a broken statement",
    }
}
