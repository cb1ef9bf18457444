//! Names at the top of files, and kinds with their traits laid into them.
//!
//! **In**: [`Sources`]. **Out**: a [`Package`] whose declarations are complete and whose elements
//! are only the tops of files. Types of attributes and formulas are left to `elaborate`, on demand.

mod calendars;
mod kinds;
mod lookup;
mod quantities;

use rustc_hash::FxHashMap;
use sitec_grammar::ast::{self, Block, StmtKind};
use sitec_units::dimension::{Dim, Dimensions};
use sitec_units::unit::Units;
use smol_str::SmolStr;

use crate::builtins;
use crate::diag::families::names as name_words;
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
            cited: Vec::new(),
            distributions: FxHashMap::default(),
            figures: FxHashMap::default(),
            rank: Vec::new(),
            rank_end: Vec::new(),
            calendars: Vec::new(),
            names: vec![FxHashMap::default(); count],
            library: FxHashMap::default(),
            elements: Vec::new(),
            by_kind: Vec::new(),
            referenced: Vec::new(),
            has_case: true,
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
                    let days = self.calendar_days(c);
                    self.calendars.push(CalendarDef { ast: c, days });
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
        StmtKind::Sourced(_) => "a demand for sources",
        StmtKind::Identity(_) => "an identity",
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
