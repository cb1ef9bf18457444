//! Kinds and templates with their traits laid into them.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use sitec_grammar::ast::{self, Block, Stmt, StmtKind};
use sitec_grammar::source::Span;
use smol_str::SmolStr;

use super::statement_name;
use crate::diag::families::{kinds as words, names as name_words};
use crate::package::*;
use crate::types::*;

impl<'a> Package<'a> {
    pub(super) fn build_kinds(&mut self, module: ModuleId) {
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
        // What an attribute was called before cannot be the name of another one now.
        let kind = &self.kinds[id.index()];
        let clash = |(old, _): &&(&ast::Ident, SlotId)| kind.index.contains_key(&old.name);
        if let Some((old, _)) = kind.renamed.iter().find(clash) {
            let there = &kind.slots[kind.index[&old.name].index()];
            let d = name_words::twice(&old.name, there.span, old.span);
            self.problems.push(d);
        }
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
                    if let Some(old) = &a.was {
                        self.kinds[id.index()].renamed.push((old, slot_id));
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
                StmtKind::Identity(i) => self.kinds[id.index()].identities.push(Scoped {
                    ast: i,
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
                StmtKind::Sourced(s) => self.kinds[id.index()].sourced.push(Scoped {
                    ast: s,
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
                    let module = self.kinds[id.index()].module;
                    self.kinds[id.index()].timeline =
                        from.zip(length).map(|(from, length)| TimelineDef {
                            from,
                            length,
                            ast: t,
                            scope: FormulaScope {
                                module,
                                params: Rc::from([]),
                            },
                        });
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
    pub(super) fn new(
        name: &ast::Ident,
        module: ModuleId,
        docs: Option<&'a SmolStr>,
        template: bool,
    ) -> Self {
        KindDef {
            name: name.name.clone(),
            span: name.span,
            module,
            docs,
            template,
            traits: Vec::new(),
            slots: Vec::new(),
            index: FxHashMap::default(),
            renamed: Vec::new(),
            header: None,
            nested: Vec::new(),
            ports: Vec::new(),
            checks: Vec::new(),
            identities: Vec::new(),
            sections: Vec::new(),
            requires: Vec::new(),
            expects: Vec::new(),
            sourced: Vec::new(),
            schedule: None,
            timeline: None,
        }
    }
}
