//! One compilation of one case: from sources to findings, and what can be asked of it afterwards.
//!
//! [`Session::new`] runs every stage and every check. It keeps the lowered values, so that a report,
//! a trace or an expression asked for later reuses them.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use sitec_grammar::ast;
use sitec_grammar::source::{SourceMap, Span};
use sitec_ir::{NodeId, Program};
use sitec_runtime::{Bindings, Keep, Plan, PlanError, Values, run};

use crate::beside::Beside;
use crate::diag::families::graphs;
use crate::diag::{Diagnostic, Problems};
use crate::elaborate::{CheckExprs, PortExprs, Scope, check_all, condition, expectation};
use crate::flow::{Examination, Supply};
use crate::load::Sources;
use crate::lower::value::Val;
use crate::lower::{Env, Lowering};
use crate::sections::Sections;
use crate::types::*;
use crate::{declare, expand, show};

/// Both sides of a comparison, lowered.
pub(crate) type Sides = ((ExprId, Val), (ExprId, Val));

/// A condition of an element, lowered.
#[derive(Debug, Clone)]
pub(crate) struct RequireRun<'a> {
    pub ast: &'a ast::Require,
    pub cond: ExprId,
    pub value: Val,
    pub sides: Option<Sides>,
    pub span: Span,
    pub root: Option<ElementId>,
}

/// An expectation of an element, lowered.
#[derive(Debug, Clone)]
pub(crate) struct ExpectRun<'a> {
    pub ast: &'a ast::Expect,
    pub actual: (ExprId, Val),
    pub published: (ExprId, Val),
    pub within: Option<(ExprId, Val)>,
    pub span: Span,
    pub module: ModuleId,
    pub root: Option<ElementId>,
}

/// A check of a kind for one element and one item.
#[derive(Debug, Clone)]
pub(crate) struct CheckRun {
    pub element: ElementId,
    pub kind: KindId,
    pub check: usize,
    pub item: Option<Val>,
    pub cond: Val,
}

/// Whether a compilation notes which value uses which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tracing {
    /// For `why`.
    On,
    /// For everything else.
    Off,
}

/// A compiled case.
pub struct Session<'a> {
    pub(crate) lowering: Lowering<'a>,
    pub(crate) problems: Problems,
    pub(crate) roots: Vec<ElementId>,
    pub(crate) networks: Arc<[Supply]>,
    pub(crate) requires: Vec<RequireRun<'a>>,
    pub(crate) expects: Vec<ExpectRun<'a>>,
    pub(crate) checks: Vec<CheckRun>,
    pub(crate) identities: Vec<crate::identities::Identity<'a>>,
    pub(crate) check_exprs: FxHashMap<(KindId, usize), Rc<CheckExprs>>,
    pub(crate) sections: Vec<Sections<'a>>,
    /// Whether those of elements inside the roots are among them.
    pub(crate) all_sections: bool,
    /// What checks, conditions and laws rest on.
    pub(crate) values: Option<Rc<Values>>,
    /// Elements whose supply is in error: what follows from that is held back.
    pub(crate) suffering: FxHashSet<ElementId>,
    /// Values whose sources disagree.
    pub(crate) disagreeing: FxHashSet<Span>,
    /// Findings of checks that two amounts are in one currency.
    pub(crate) of_currencies: Vec<Diagnostic>,
    /// Elements whose money nothing counts.
    pub(crate) uncounted: FxHashSet<ElementId>,
    /// Consequences of errors of the text that were held back.
    pub(crate) held_back: usize,
}

impl<'a> Session<'a> {
    /// Compiles and checks.
    #[must_use]
    pub fn new(sources: &'a Sources) -> Session<'a> {
        Session::compile(sources, Tracing::Off)
    }

    /// Compiles and checks, noting who uses whom if a figure is to be traced.
    pub(crate) fn compile(sources: &'a Sources, tracing: Tracing) -> Session<'a> {
        let mut package = declare::declare(sources);
        expand::expand(&mut package);
        check_all(&mut package);
        let roots: Vec<ElementId> = (0..package.elements.len() as u32)
            .map(ElementId)
            .filter(|id| package.elements[id.index()].root == Some(*id))
            .collect();
        let mut roots = roots;
        roots.sort_by_key(|id| package.rank[id.index()]);
        let (package, timeline) = crate::timeline::timeline(package, &roots);
        let mut session = Session {
            lowering: Lowering::new(package, timeline),
            problems: Problems::default(),
            roots,
            networks: Arc::default(),
            requires: Vec::new(),
            expects: Vec::new(),
            checks: Vec::new(),
            identities: Vec::new(),
            check_exprs: FxHashMap::default(),
            sections: Vec::new(),
            all_sections: false,
            values: None,
            suffering: FxHashSet::default(),
            disagreeing: FxHashSet::default(),
            of_currencies: Vec::new(),
            uncounted: FxHashSet::default(),
            held_back: 0,
        };
        session.lowering.traced = tracing == Tracing::On;
        session.lower_ports();
        let examination = session.begin_flow();
        session.open_sections();
        session.lower_conditions();
        session.lower_until_all_counts();
        // A check looks at a cost without counting it, so this comes before the checks are lowered.
        session.judge_count();
        session.lower_identities();
        let statements = session.begin_statements();
        session.lower_checks();
        session.lower_given();
        session.evaluate(examination, statements);
        session.judge_checks();
        session.judge_identities();
        session.judge_conditions();
        session.judge_use();
        session.judge_sourced();
        session.judge_deciding_defaults();
        session.settle();
        session
    }

    /// Texts and places.
    #[must_use]
    pub fn sources(&self) -> &'a SourceMap {
        &self.lowering.package.sources.map
    }

    /// How many nodes the value graph has.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.lowering.builder.program().len()
    }

    /// Whether the case that was asked for is there: its scenario is, and each of its overrides has a place. Otherwise the figures are
    /// those of another case.
    #[must_use]
    pub fn has_case(&self) -> bool {
        self.lowering.package.has_case
    }

    /// What was found, sorted.
    #[must_use]
    pub fn problems(&self) -> &Problems {
        &self.problems
    }

    /// The value graph of all that the reports show, as text.
    #[must_use]
    pub fn ir_text(&mut self) -> String {
        self.lower_sections();
        let nodes = self.report_nodes();
        sitec_ir::print(self.lowering.builder.program(), &nodes)
    }

    /// Whether an element is part of what is checked: not a catalogue entry of the library.
    pub(crate) fn is_live(&self, id: ElementId) -> bool {
        let e = &self.lowering.package.elements[id.index()];
        e.kind.is_some() && (e.root.is_some() || !self.lowering.package.is_library(e.module))
    }

    fn lower_conditions(&mut self) {
        for i in 0..self.lowering.package.elements.len() {
            let id = ElementId(i as u32);
            let e = &self.lowering.package.elements[i];
            if e.requires.is_empty() && e.expects.is_empty() && e.kind.is_none() {
                continue;
            }
            let (module, root) = (e.module, e.root);
            if self.lowering.package.is_library(module) && root.is_none() {
                continue;
            }
            let (requires, expects) = (e.requires.clone(), e.expects.clone());
            for (ast, span) in requires {
                let scope = self.lowering.package.element_scope(id, true);
                self.require(ast, span, scope, id);
            }
            for (ast, span) in expects {
                let scope = self.lowering.package.element_scope(id, true);
                self.expect(ast, span, scope, id);
            }
            if let Some(k) = self.lowering.package.elements[i].kind {
                let kind = &self.lowering.package.kinds[k.index()];
                if kind.requires.is_empty() && kind.expects.is_empty() {
                    continue;
                }
                let (requires, expects) = (kind.requires.clone(), kind.expects.clone());
                for r in requires {
                    let scope = Scope::of_kind(k, &r.scope);
                    self.require(r.ast, r.span, scope, id);
                }
                for x in expects {
                    let scope = Scope::of_kind(k, &x.scope);
                    self.expect(x.ast, x.span, scope, id);
                }
            }
        }
    }

    fn require(&mut self, ast: &'a ast::Require, span: Span, mut scope: Scope, id: ElementId) {
        let cond = condition(&mut self.lowering.package, &ast.cond, &mut scope);
        let env = Env::of(id);
        let value = self.lowering.demand_expr(cond, &env);
        let value = self.whole(value);
        let sides = match self.lowering.package.hir[cond].kind {
            crate::hir::ExprKind::Binary(op, a, b)
                if !matches!(op, ast::BinaryOp::And | ast::BinaryOp::Or) =>
            {
                let (va, vb) = (
                    self.lowering.demand_expr(a, &env),
                    self.lowering.demand_expr(b, &env),
                );
                Some(((a, va), (b, vb)))
            }
            _ => None,
        };
        let root = self.lowering.package.elements[id.index()].root;
        self.requires.push(RequireRun {
            ast,
            cond,
            value,
            sides,
            span,
            root,
        });
    }

    fn expect(&mut self, ast: &'a ast::Expect, span: Span, mut scope: Scope, id: ElementId) {
        let (actual, published, within) = expectation(&mut self.lowering.package, ast, &mut scope);
        let env = Env::of(id);
        let actual = (actual, self.lowering.demand_expr(actual, &env));
        let mut published = (published, self.lowering.demand_expr(published, &env));
        if let (Val::Node(a), Val::Node(b)) = (actual.1, published.1)
            && !self.lowering.comparable(a, b, published.0)
        {
            published.1 = Val::Error;
        }
        let within = within.map(|w| (w, self.lowering.demand_expr(w, &env)));
        let root = self.lowering.package.elements[id.index()].root;
        self.expects.push(ExpectRun {
            ast,
            actual,
            published,
            within,
            span,
            module: scope.module,
            root,
        });
    }

    /// Lowers what the author wrote and no figure asked for: it may be in error, or lead back to itself. Looking at it
    /// is no use of it.
    fn lower_given(&mut self) {
        let touched = self.lowering.touched.clone();
        for i in 0..self.lowering.package.elements.len() {
            let id = ElementId(i as u32);
            if !self.is_live(id) {
                continue;
            }
            for g in 0..self.lowering.package.elements[i].given.len() {
                let package = &self.lowering.package;
                let (slot, given) = &package.elements[i].given[g];
                let slot = *slot;
                // What a kind of the library gives to its own parts is none of the author's.
                if package.is_library(package.elements[given.scope.index()].module) {
                    continue;
                }
                if self.lowering.known(id, slot).is_none() {
                    self.lowering.demand(id, slot);
                }
            }
        }
        self.lowering.touched = touched;
    }

    fn lower_checks(&mut self) {
        for i in 0..self.lowering.package.elements.len() {
            let id = ElementId(i as u32);
            let Some(kind) = self.lowering.package.elements[i].kind else {
                continue;
            };
            let count = self.lowering.package.kinds[kind.index()].checks.len();
            if count == 0 || !self.is_live(id) {
                continue;
            }
            for check in 0..count {
                let exprs = self.exprs_of_check(kind, check);
                match exprs.each {
                    None => self.lower_check(id, kind, check, exprs.cond, None),
                    Some(list) => {
                        let Val::List(list) = self.lowering.demand_expr(list, &Env::of(id)) else {
                            continue;
                        };
                        for i in 0..self.lowering.arena[list].len() {
                            let item = Some(self.lowering.arena[list][i].value);
                            self.lower_check(id, kind, check, exprs.cond, item);
                        }
                    }
                }
            }
        }
    }

    fn lower_check(
        &mut self,
        element: ElementId,
        kind: KindId,
        check: usize,
        cond: ExprId,
        item: Option<Val>,
    ) {
        let env = Env {
            this: Some(element),
            locals: item.into_iter().collect(),
        };
        let cond = self.lowering.demand_expr(cond, &env);
        let cond = self.whole(cond);
        // What holds for sure needs no evaluation.
        if !matches!(cond, Val::True | Val::Error) {
            self.checks.push(CheckRun {
                element,
                kind,
                check,
                item,
                cond,
            });
        }
    }

    pub(crate) fn exprs_of_check(&mut self, kind: KindId, check: usize) -> Rc<CheckExprs> {
        if let Some(e) = self.check_exprs.get(&(kind, check)) {
            return Rc::clone(e);
        }
        let scoped = self.lowering.package.kinds[kind.index()].checks[check].clone();
        let e = Rc::new(self.lowering.package.check_formula(kind, &scoped));
        self.check_exprs.insert((kind, check), Rc::clone(&e));
        e
    }

    /// The checked ports of a kind.
    pub(crate) fn exprs_of_ports(&mut self, kind: KindId) -> Vec<(usize, PortExprs)> {
        let ports = self.lowering.package.kinds[kind.index()].ports.clone();
        ports
            .iter()
            .enumerate()
            .filter_map(|(i, p)| Some((i, self.lowering.package.port(kind, p)?)))
            .collect()
    }

    /// Begins to compute what conditions and identities need, which is most of a model, while checks are lowered. The rows
    /// of the report are computed when it is shown; here is only told whether they can be.
    fn begin_statements(&self) -> Beside<Result<Values, PlanError>> {
        let mut nodes = Vec::new();
        let arena = &self.lowering.arena;
        for r in &self.requires {
            arena.nodes(r.value, &mut nodes);
            if let Some((a, b)) = r.sides {
                arena.nodes(a.1, &mut nodes);
                arena.nodes(b.1, &mut nodes);
            }
        }
        for x in &self.expects {
            for (_, v) in [Some(x.actual), Some(x.published), x.within]
                .into_iter()
                .flatten()
            {
                arena.nodes(v, &mut nodes);
            }
        }
        nodes.extend(self.identities.iter().map(|i| i.holds));
        let shown = self.report_nodes();
        let program = self.lowering.builder.program();
        Beside::begin(program, move |program| {
            Plan::possible(program, &shown)?;
            values_of(program, nodes)
        })
    }

    /// Computes what checks need, waits for what conditions and laws need, and judges the laws.
    fn evaluate(
        &mut self,
        examination: Beside<Examination>,
        statements: Beside<Result<Values, PlanError>>,
    ) {
        let mut nodes = Vec::new();
        for c in &self.checks {
            self.lowering.arena.nodes(c.cond, &mut nodes);
        }
        let checks = values_of(self.lowering.builder.program(), nodes);
        let statements = statements.end();
        match (statements, checks) {
            (Ok(statements), Ok(checks)) => {
                let values = statements.join(checks);
                let Some((found, supplies)) = examination.end() else {
                    self.values = Some(Rc::new(values));
                    return;
                };
                self.values = Some(Rc::new(values.join(supplies)));
                self.judge_flow(&found);
            }
            (Err(why), _) | (_, Err(why)) => self.no_plan(why),
        }
    }

    /// Computes nodes at their base values.
    pub(crate) fn run(&mut self, nodes: &[NodeId]) -> Option<Values> {
        match values_of(self.lowering.builder.program(), nodes.to_vec()) {
            Ok(values) => Some(values),
            Err(why) => {
                self.no_plan(why);
                None
            }
        }
    }

    /// Tells why nodes cannot be computed.
    fn no_plan(&mut self, why: PlanError) {
        let d = match why {
            PlanError::LooksAhead { through, .. } => {
                let program = self.lowering.builder.program();
                let named: Vec<(Span, String)> = through
                    .iter()
                    .map(|n| {
                        let of = self.lowering.origin_of(*n).and_then(|o| o.of);
                        let name = of.map_or_else(
                            || program.op(*n).mnemonic().to_owned(),
                            |of| self.lowering.slot_name(of),
                        );
                        (self.lowering.node_span(*n, Span::default()), name)
                    })
                    .collect();
                graphs::scan_in_state(&named)
            }
            PlanError::Malformed(why) => Diagnostic::new(
                "E0602",
                "the value graph is malformed; this is a mistake of the compiler",
            )
            .note(why.first().cloned().unwrap_or_default()),
        };
        self.problems.push(d);
    }

    /// The number of a node at base values.
    pub(crate) fn at_base(&self, n: NodeId) -> Option<f64> {
        let known = self.lowering.builder.const_value(n).filter(|v| !v.is_nan());
        known.or_else(|| show::number(self.values.as_ref()?, n))
    }

    fn settle(&mut self) {
        let mut problems = std::mem::take(&mut self.lowering.package.problems);
        problems.extend(std::mem::take(&mut self.problems));
        // A circle of supply is also a circle of values; the supply is the cause.
        let resources = self.lowering.package.resources.iter();
        let laws: Vec<smol_str::SmolStr> = resources
            .flat_map(|r| &r.ast.laws)
            .filter(|law| law.name.name == "loop")
            .map(|law| law.code.name.clone())
            .collect();
        let is_loop = |d: &Diagnostic| d.code == "E0501" || laws.contains(&d.code);
        let supply_loop = problems.iter().any(is_loop);
        let mut kept = Problems::default();
        let mut held = 0;
        for d in problems.iter() {
            if supply_loop && d.code == "E0502" {
                held += 1;
                continue;
            }
            // What a check of the domain tells of two currencies is not told again of an amount that it points at.
            if d.code == "E0306" && self.of_currencies.iter().any(|c| c.points_into(d)) {
                self.held_back += 1;
                continue;
            }
            kept.push(d.clone());
        }
        self.accept(&mut kept);
        if held > 0
            && let Some(d) = kept.iter_mut().find(|d| is_loop(d))
        {
            d.held_back += held;
        }
        kept.finish();
        if let Some(d) = kept.iter_mut().find(|d| d.severity == ast::Severity::Error) {
            d.held_back += self.held_back;
        }
        self.problems = kept;
    }

    /// Marks what the author accepts.
    fn accept(&self, kept: &mut Problems) {
        let mut allows: Vec<(&ast::Allow, Span)> = self.lowering.package.allows.clone();
        for e in &self.lowering.package.elements {
            allows.extend(e.allows.iter().copied());
        }
        for (allow, _) in &allows {
            match &allow.reason {
                // An identity that fails is a mistake of formulas: nobody can accept it.
                Some(_) if self.is_identity(&allow.code.name) => {
                    kept.push(graphs::allow_identity(&allow.code.name, allow.code.span));
                }
                Some(reason) => {
                    for d in kept.iter_mut().filter(|d| d.code == allow.code.name) {
                        d.allowed = Some(reason.value.to_string());
                    }
                }
                None => kept.push(crate::diag::families::graphs::allow_without_reason(
                    &allow.code.name,
                    allow.code.span,
                )),
            }
        }
    }

    /// Adds what was found while figures were lowered to be shown.
    pub(crate) fn settle_late(&mut self) {
        let late = std::mem::take(&mut self.lowering.package.problems);
        if late.iter().next().is_none() {
            return;
        }
        let mut problems = std::mem::take(&mut self.problems);
        problems.extend(late);
        self.accept(&mut problems);
        problems.finish();
        self.problems = problems;
    }
}

/// Nodes at their base values.
///
/// # Errors
/// If they cannot be computed in any order.
pub(crate) fn values_of(program: &Program, mut nodes: Vec<NodeId>) -> Result<Values, PlanError> {
    nodes.sort_unstable();
    nodes.dedup();
    let plan = Plan::new(program, &nodes, Keep::Outputs)?;
    Ok(run(&plan, program, &Bindings::plain()))
}
