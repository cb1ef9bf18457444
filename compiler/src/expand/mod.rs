//! Elements: repetitions and templates unrolled, scenarios and overrides applied.
//!
//! **In**: a [`Package`] with its declarations. **Out**: its elements, each with the values given to
//! its attributes as syntax. Nothing is typed here; counts of repetitions are plain numbers.
//!
//! **Invariants**: the elements of a kind are ordered by their paths, never by where they stand in
//! a file, so that shuffled blocks compile to the same values.

mod counting;
mod paths;

use std::rc::Rc;

use rustc_hash::FxHashMap;
use sitec_grammar::ast::{self, AssignOp, ExprKind, Stmt, StmtKind};
use sitec_grammar::source::Span;
use smol_str::SmolStr;

use crate::declare::statement_name;
use crate::diag::families::{graphs, kinds as words, names as name_words};
use crate::library;
use crate::package::*;
use crate::types::*;

/// How deep elements may stand inside each other, templates unrolled.
const MAX_DEPTH: usize = 64;
/// How many elements a package may have.
const MAX_ELEMENTS: usize = 4_000_000;

/// Makes the elements.
pub fn expand(package: &mut Package<'_>) {
    let mut expander = Expander {
        package,
        deferred: Vec::new(),
        full: false,
        trial: false,
    };
    expander.tops();
    expander.apply_paths();
    let told = expander.package.problems.iter().len();
    let applied = expander.apply_scenario();
    expander.apply_overrides();
    let sources = expander.package.sources;
    // An override that cannot be parsed is not among those that were read.
    let read = sources.overrides.len() + usize::from(sources.scenario.is_some());
    expander.package.has_case =
        expander.package.problems.iter().len() == told && read == sources.case.len();
    expander.try_scenarios(&applied);
    package.referenced = vec![false; package.elements.len()];
    package.settle();
}

/// A value given by a path, applied when all elements exist.
struct ByPath<'a> {
    from: ElementId,
    attr: &'a ast::Attr,
    /// The body that it is written in.
    body: Span,
}

struct Expander<'p, 'a> {
    package: &'p mut Package<'a>,
    deferred: Vec<ByPath<'a>>,
    full: bool,
    /// Whether values are only looked at, not given.
    trial: bool,
}

/// What surrounds a statement that makes elements.
#[derive(Clone)]
struct Around<'a> {
    parent: ElementId,
    /// The place of the body.
    body: Span,
    /// The element in whose scope expressions are read (the template's instance, the loop's surroundings).
    module: ModuleId,
    loops: Option<Rc<LoopScope<'a>>>,
    depth: usize,
    /// The kinds whose bodies are being unrolled around here.
    unrolled: Option<Rc<Unrolled>>,
}

/// Kinds whose bodies are being unrolled, the innermost first.
struct Unrolled {
    kind: KindId,
    outer: Option<Rc<Unrolled>>,
}

impl Unrolled {
    fn holds(mut at: Option<&Rc<Unrolled>>, kind: KindId) -> bool {
        while let Some(u) = at {
            if u.kind == kind {
                return true;
            }
            at = u.outer.as_ref();
        }
        false
    }
}

impl<'a> Expander<'_, 'a> {
    fn tops(&mut self) {
        for i in 0..self.package.sources.modules.len() {
            let module = ModuleId(i as u32);
            let id = self.package.push_element(Element::bare(
                SmolStr::default(),
                module,
                None,
                Span::default(),
            ));
            self.package.tops.push(id);
        }
        for i in 0..self.package.sources.modules.len() {
            let module = ModuleId(i as u32);
            let parent = self.package.tops[i];
            let around = Around {
                parent,
                body: Span::default(),
                module,
                loops: None,
                depth: 0,
                unrolled: None,
            };
            self.body(&self.package.ast(module).stmts, &around, true);
        }
    }

    /// Statements of an element's body or of the top of a file.
    fn body(&mut self, stmts: &'a [Stmt], around: &Around<'a>, top: bool) {
        let mut collected: Vec<(SmolStr, Vec<ElementId>, bool, Span)> = Vec::new();
        for stmt in stmts {
            self.statement(stmt, around, top, &mut collected, false);
        }
        self.register(around.parent, collected);
    }

    fn register(
        &mut self,
        parent: ElementId,
        collected: Vec<(SmolStr, Vec<ElementId>, bool, Span)>,
    ) {
        let mut seen: FxHashMap<SmolStr, Span> = FxHashMap::default();
        for (name, ids, many, span) in collected {
            let first = seen.get(&name).copied().or_else(|| {
                let m = self.package.elements[parent.index()].member(&name)?;
                let id = match m {
                    Member::One(id) => *id,
                    Member::Many(ids) => *ids.first()?,
                };
                Some(self.package.elements[id.index()].span)
            });
            if let Some(first) = first {
                self.package
                    .problems
                    .push(name_words::twice(&name, first, span));
                continue;
            }
            if let Some(k) = self.package.elements[parent.index()].kind {
                let kind = &self.package.kinds[k.index()];
                let hidden = kind
                    .index
                    .get(&name)
                    .map(|s| &kind.slots[s.index()])
                    .filter(|s| s.assignable());
                if let Some(hidden) = hidden {
                    let d = name_words::hides(
                        &name,
                        span,
                        Some(hidden.span),
                        &format!("the {}'s own `{name}`", kind.name),
                    );
                    self.package.problems.push(d);
                }
            }
            if self.package.elements[parent.index()].kind.is_none() {
                let module = self.package.elements[parent.index()].module;
                if let Some(d) = self.package.names[module.index()].get(&name) {
                    let first = d.span;
                    self.package
                        .problems
                        .push(name_words::twice(&name, first, span));
                    continue;
                }
            }
            seen.insert(name.clone(), span);
            let member = match (many, ids.as_slice()) {
                (false, [one]) => Member::One(*one),
                _ => Member::Many(Rc::from(ids)),
            };
            let element = &mut self.package.elements[parent.index()];
            element
                .member_index
                .insert(name.clone(), element.members.len() as u32);
            element.members.push((name, member));
        }
    }

    fn statement(
        &mut self,
        stmt: &'a Stmt,
        around: &Around<'a>,
        top: bool,
        collected: &mut Vec<(SmolStr, Vec<ElementId>, bool, Span)>,
        looped: bool,
    ) {
        let parent = around.parent;
        match &stmt.kind {
            StmtKind::Element(e) => {
                let name = e.name.as_ref().unwrap_or_else(|| last(&e.kind)).clone();
                let (ids, many) = self.element(e, stmt.docs.as_ref(), around);
                if looped && let Some(entry) = collected.iter_mut().find(|c| c.0 == name.name) {
                    entry.1.extend(ids);
                    return;
                }
                collected.push((name.name, ids, many || looped, name.span));
            }
            StmtKind::For(f) => {
                let mut inner = Vec::new();
                for vars in self.iterations(f, around) {
                    let loops = Some(Rc::new(LoopScope {
                        vars,
                        outer: around.loops.clone(),
                    }));
                    let around = Around {
                        loops,
                        ..around.clone()
                    };
                    for stmt in &f.body.stmts {
                        self.statement(stmt, &around, top, &mut inner, true);
                    }
                }
                for (_, ids, _, _) in &inner {
                    for (i, id) in ids.iter().enumerate() {
                        self.package.elements[id.index()].number = Some(i as u32 + 1);
                    }
                }
                collected.extend(inner);
            }
            StmtKind::Attr(a) if top => {
                self.package.problems.push(name_words::misplaced(
                    "a value",
                    "the top of a file",
                    a.target.first().map_or(stmt.span, |s| s.name.span),
                    "put it inside an element, a site for instance",
                ));
            }
            StmtKind::Attr(a) => self.attr(a, around),
            StmtKind::Assume(a) => self.own_slot(stmt, &a.name, SlotDecl::Assume(a), around),
            StmtKind::Let(l) => self.own_slot(stmt, &l.name, SlotDecl::Formula(l), around),
            StmtKind::Require(r) => self.package.elements[parent.index()]
                .requires
                .push((r, stmt.span)),
            StmtKind::Sourced(s) => self.package.elements[parent.index()]
                .sourced
                .push((s, stmt.span)),
            StmtKind::Expect(e) => self.package.elements[parent.index()]
                .expects
                .push((e, stmt.span)),
            StmtKind::Allow(a) if !top => self.package.elements[parent.index()]
                .allows
                .push((a, stmt.span)),
            StmtKind::Excluded(why) if !top => {
                self.package.elements[parent.index()].excluded = Some(why)
            }
            StmtKind::Scenario(s) if !top => {
                self.package.scenarios.push(ScenarioDef {
                    ast: s,
                    module: around.module,
                    within: Some(parent),
                });
            }
            StmtKind::Error => {}
            // Declared already, at the top.
            _ if top
                && !matches!(
                    stmt.kind,
                    StmtKind::AttrDecl(_)
                        | StmtKind::Check(_)
                        | StmtKind::Identity(_)
                        | StmtKind::Port(_)
                        | StmtKind::Section(_)
                        | StmtKind::Row(_)
                        | StmtKind::Table(_)
                        | StmtKind::Schedule(_)
                        | StmtKind::Timeline(_)
                        | StmtKind::Excluded(_)
                ) => {}
            other => {
                let place = if top {
                    "the top of a file"
                } else {
                    "an element"
                };
                let help = match other {
                    StmtKind::Port(_)
                    | StmtKind::Check(_)
                    | StmtKind::AttrDecl(_)
                    | StmtKind::Section(_) => "put it into a `kind`",
                    _ => "put it at the top of the file",
                };
                self.package.problems.push(name_words::misplaced(
                    statement_name(other),
                    place,
                    stmt.span,
                    help,
                ));
            }
        }
    }

    fn assume(&mut self, parent: ElementId, slot: Slot<'a>) {
        let kind_slot = self.package.elements[parent.index()].kind.and_then(|k| {
            let kind = &self.package.kinds[k.index()];
            kind.index
                .get(&slot.name)
                .map(|s| kind.slots[s.index()].span)
        });
        if let Some(hidden) = kind_slot {
            let owner = self.package.kind_name(parent);
            self.package.problems.push(name_words::hides(
                &slot.name,
                slot.span,
                Some(hidden),
                &format!("the {owner}'s own `{}`", slot.name),
            ));
        }
        let element = &mut self.package.elements[parent.index()];
        if let Some(first) = element.assumes.iter().find(|s| s.name == slot.name) {
            let d = name_words::twice(&slot.name, first.span, slot.span);
            self.package.problems.push(d);
            return;
        }
        element.assumes.push(slot);
    }

    fn element(
        &mut self,
        e: &'a ast::Element,
        docs: Option<&'a SmolStr>,
        around: &Around<'a>,
    ) -> (Vec<ElementId>, bool) {
        let told = self.package.is_broken(around.module, &e.kind)
            || self.package.tell_ambiguous(around.module, &e.kind);
        let kind = match self.package.lookup_path(around.module, &e.kind) {
            _ if told => None,
            Some(Declared {
                decl: Decl::Kind(k),
                ..
            }) => Some(k),
            _ => {
                let name = last(&e.kind);
                let package = &self.package;
                let mut known: Vec<&str> = package.kinds.iter().map(|k| k.name.as_str()).collect();
                known.extend(library::names());
                let d = name_words::unknown_kind(&name.name, e.kind.span, known.into_iter());
                self.package.problems.push(d);
                None
            }
        };
        let header = kind.and_then(|k| self.package.kinds[k.index()].header);
        let count = match (&e.bracket, header) {
            (Some(b), None) if kind.is_some() => {
                let n = match &b.kind {
                    ExprKind::List(items) if items.len() == 1 => self.number(&items[0], around),
                    _ => self.number(b, around),
                };
                match n {
                    Some(n) if n >= 0.0 && n.fract() == 0.0 && n <= MAX_ELEMENTS as f64 => {
                        Some(n as usize)
                    }
                    _ => {
                        self.package.problems.push(words::repetition(b.span, n));
                        Some(0)
                    }
                }
            }
            _ => None,
        };
        if let Some(k) = kind.filter(|k| Unrolled::holds(around.unrolled.as_ref(), *k)) {
            let name = &self.package.kinds[k.index()].name;
            let d = graphs::contains_itself(name, e.kind.span, self.package.kinds[k.index()].span);
            self.package.problems.push(d);
            return (Vec::new(), count.is_some());
        }
        if around.depth >= MAX_DEPTH {
            self.package
                .problems
                .push(graphs::too_deep(e.kind.span, MAX_DEPTH));
            return (Vec::new(), count.is_some());
        }
        let mut ids = Vec::with_capacity(count.unwrap_or(1));
        for i in 0..count.unwrap_or(1) {
            if self.package.elements.len() >= MAX_ELEMENTS {
                if !self.full {
                    self.full = true;
                    self.package
                        .problems
                        .push(graphs::too_many(e.kind.span, MAX_ELEMENTS));
                }
                break;
            }
            let number = count.map(|_| i as u32 + 1);
            ids.push(self.one(e, docs, around, kind, header, number));
        }
        (ids, count.is_some())
    }

    fn one(
        &mut self,
        e: &'a ast::Element,
        docs: Option<&'a SmolStr>,
        around: &Around<'a>,
        kind: Option<KindId>,
        header: Option<SlotId>,
        number: Option<u32>,
    ) -> ElementId {
        let name = e.name.as_ref().unwrap_or_else(|| last(&e.kind));
        let span = e.kind.span.to(name.span);
        let mut element = Element::bare(name.name.clone(), around.module, kind, span);
        element.parent = Some(around.parent);
        element.number = number;
        element.label = e.label.as_ref();
        element.docs = docs;
        element.loops = around.loops.clone();
        let is_root = kind.is_some_and(|k| self.package.kinds[k.index()].timeline.is_some());
        let outer_root = self.package.elements[around.parent.index()].root;
        let id = self.package.push_element(element);
        self.package.elements[id.index()].root = if is_root { Some(id) } else { outer_root };
        if let Some(k) = kind {
            self.package.by_kind[k.index()].push(id);
            if let (Some(slot), Some(bracket)) = (header, &e.bracket) {
                let given = Given {
                    expr: bracket,
                    value: None,
                    op: AssignOp::Set,
                    by: GivenBy::Bracket,
                    span: bracket.span,
                    scope: around.parent,
                    previous: None,
                    checked: Progress::Todo,
                };
                self.package.elements[id.index()].given.push((slot, given));
            }
            if !self.package.kinds[k.index()].nested.is_empty() {
                let nested: Vec<&'a Stmt> = self.package.kinds[k.index()].nested.clone();
                let module = self.package.kinds[k.index()].module;
                let first = nested.first().map_or(span, |s| s.span);
                let inner = Around {
                    parent: id,
                    body: first.to(nested.last().map_or(first, |s| s.span)),
                    module,
                    loops: None,
                    depth: around.depth + 1,
                    unrolled: Some(Rc::new(Unrolled {
                        kind: k,
                        outer: around.unrolled.clone(),
                    })),
                };
                let mut collected = Vec::new();
                for stmt in nested {
                    self.statement(stmt, &inner, false, &mut collected, false);
                }
                self.register(id, collected);
            }
        }
        if let Some(body) = &e.body {
            let inner = Around {
                parent: id,
                body: body.span,
                module: around.module,
                loops: around.loops.clone(),
                depth: around.depth + 1,
                unrolled: around.unrolled.clone(),
            };
            self.body(&body.stmts, &inner, false);
        }
        id
    }

    /// An assumption or a formula that stands in a body.
    fn own_slot(
        &mut self,
        stmt: &'a Stmt,
        name: &'a ast::Ident,
        decl: SlotDecl<'a>,
        around: &Around<'a>,
    ) {
        let slot = Slot {
            name: name.name.clone(),
            span: name.span,
            docs: stmt.docs.as_ref(),
            decl,
            scope: FormulaScope {
                module: around.module,
                params: Rc::from([]),
            },
            from: None,
            ty: Progress::Todo,
            expr: Progress::Todo,
        };
        self.assume(around.parent, slot);
    }

    fn attr(&mut self, a: &'a ast::Attr, around: &Around<'a>) {
        let parent = around.parent;
        if a.target.len() > 1 {
            self.deferred.push(ByPath {
                from: parent,
                attr: a,
                body: around.body,
            });
            return;
        }
        let Some(step) = a.target.first() else { return };
        let given = Given {
            expr: &a.value.expr,
            value: Some(&a.value),
            op: a.op,
            by: GivenBy::Element,
            span: step.name.span,
            scope: parent,
            previous: None,
            checked: Progress::Todo,
        };
        self.package.give(parent, &step.name, given);
    }
}

fn last(path: &ast::Path) -> &ast::Ident {
    // The grammar gives every path at least one segment; an empty one would have no name to show.
    static EMPTY: std::sync::LazyLock<ast::Ident> = std::sync::LazyLock::new(|| ast::Ident {
        name: SmolStr::default(),
        span: Span::default(),
    });
    path.segments.last().unwrap_or(&EMPTY)
}

impl<'a> Element<'a> {
    fn bare(name: SmolStr, module: ModuleId, kind: Option<KindId>, span: Span) -> Self {
        Element {
            name,
            number: None,
            kind,
            parent: None,
            root: None,
            module,
            label: None,
            docs: None,
            span,
            given: Vec::new(),
            assumes: Vec::new(),
            members: Vec::new(),
            member_index: FxHashMap::default(),
            loops: None,
            excluded: None,
            requires: Vec::new(),
            expects: Vec::new(),
            sourced: Vec::new(),
            allows: Vec::new(),
            first_value: 0,
        }
    }
}
