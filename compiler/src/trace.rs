//! How a figure came about, which chain of dates sets the last one, and who supplies whom.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use sitec_grammar::source::{FileId, Span};
use sitec_ir::{LiteralId, NodeId, Op};
use sitec_runtime::{Bindings, Keep, Plan, Values, run};

use crate::diag::{Diagnostic, Problems};
use crate::hir::ExprKind;
use crate::lower::value::Val;
use crate::package::{GivenBy, SlotDecl};
use crate::report::outside;
use crate::session::{Session, Tracing};
use crate::show;
use crate::types::*;
use crate::view::*;

/// A trace does not go deeper, whatever is asked.
const MAX_DEPTH: usize = 48;

/// What a literal is multiplied by to see whether a figure depends on it; dates are moved by [`NUDGE_DAYS`].
pub const NUDGE: f64 = 1.01;
/// How far dates are moved.
pub const NUDGE_DAYS: f64 = 45.0;

struct Trace {
    values: Values,
    /// Literals that the asked figure changes with, and by what share for a hundredth more.
    effects: FxHashMap<Span, Option<f64>>,
    told: FxHashSet<(ElementId, SlotId)>,
    inputs: FxHashMap<(ElementId, SlotId), Vec<(ElementId, SlotId)>>,
}

impl<'a> Session<'a> {
    /// How the value at a path came about, to a depth.
    ///
    /// # Errors
    /// What is wrong with the path.
    pub fn why(&mut self, path: &str, depth: usize) -> Result<Why, Problems> {
        if !self.lowering.traced {
            *self = Session::compile(self.lowering.package.sources, Tracing::On);
        }
        let mut problems = Problems::default();
        let ast = match sitec_grammar::parse_expr(FileId(u32::MAX), path, 0) {
            Ok(ast) => ast,
            Err(errors) => {
                errors
                    .iter()
                    .for_each(|e| problems.push(outside(crate::load::syntax(e), path)));
                return Err(problems);
            }
        };
        let before = std::mem::take(&mut self.lowering.package.problems);
        let (e, env) = self.in_root(&ast);
        let value = self.lowering.demand_expr(e, &env);
        let found = std::mem::replace(&mut self.lowering.package.problems, before);
        for d in found.iter() {
            problems.push(outside(d.clone(), path));
        }
        let asked = match self.lowering.package.hir[e].kind.clone() {
            ExprKind::Member(base, name) => match self.lowering.demand_expr(base, &env) {
                Val::Element(id) => self.lowering.package.slot_of(id, &name).map(|s| (id, s)),
                _ => None,
            },
            ExprKind::Slot(slot) => env.this.map(|t| (t, slot)),
            _ => None,
        };
        let Some(of) = asked.filter(|_| !problems.has_errors()) else {
            if !problems.has_errors() {
                problems.push(
                    Diagnostic::new("E0101", format!("`{path}` is no attribute or formula of an element"))
                        .help("name one, as in `site.capital_cost`; any expression can be evaluated with `sitec eval`"),
                );
            }
            return Err(problems);
        };
        let Some(trace) = self.prepare(of, value) else {
            return Err(problems);
        };
        let mut trace = trace;
        Ok(self.explain_value(of, depth.min(MAX_DEPTH), &mut trace))
    }

    fn prepare(&mut self, of: (ElementId, SlotId), value: Val) -> Option<Trace> {
        let mut inputs: FxHashMap<(ElementId, SlotId), Vec<(ElementId, SlotId)>> =
            FxHashMap::default();
        for u in &self.lowering.uses {
            let list = inputs.entry(u.by).or_default();
            if u.of != u.by && !list.contains(&u.of) {
                list.push(u.of);
            }
        }
        // Every value on the way is shown.
        let mut nodes = Vec::new();
        self.lowering.arena.nodes(value, &mut nodes);
        let targets = nodes.clone();
        let mut seen = FxHashSet::default();
        let mut stack = vec![of];
        while let Some(x) = stack.pop() {
            if seen.insert(x) {
                if let Some(v) = self.lowering.known(x.0, x.1) {
                    self.lowering.arena.nodes(v, &mut nodes);
                }
                stack.extend(inputs.get(&x).into_iter().flatten());
            }
        }
        let values = self.run(&nodes)?;
        let effects = self.effects(&targets);
        Some(Trace {
            values,
            effects,
            told: FxHashSet::default(),
            inputs,
        })
    }

    /// The literals that change any of the targets, each in a lane of its own.
    pub(crate) fn effects(&self, targets: &[NodeId]) -> FxHashMap<Span, Option<f64>> {
        let program = self.lowering.builder.program();
        let mut reached = FxHashSet::default();
        let mut stack: Vec<NodeId> = targets.to_vec();
        let mut literals: Vec<(LiteralId, NodeId)> = Vec::new();
        while let Some(n) = stack.pop() {
            if reached.insert(n) {
                if let Op::Literal(id) = program.op(n) {
                    literals.push((id, n));
                }
                stack.extend(program.inputs(n));
            }
        }
        literals.sort_unstable_by_key(|l| l.1.0);
        let spans: FxHashMap<NodeId, Span> = self
            .lowering
            .literal_nodes()
            .iter()
            .map(|(s, n)| (*n, *s))
            .collect();
        let mut out = FxHashMap::default();
        // Lanes in batches, so that a large model needs no more memory than a small one.
        for batch in literals.chunks(256) {
            let lanes = batch.len() + 1;
            let mut bindings = Bindings::lanes(lanes);
            for (i, (id, n)) in batch.iter().enumerate() {
                let base = program.literal(*id).value;
                let date = spans.get(n).is_some_and(|s| self.is_date(*s));
                let mut each = vec![base; lanes];
                each[i + 1] = if date {
                    base + NUDGE_DAYS
                } else if base == 0.0 {
                    NUDGE - 1.0
                } else {
                    base * NUDGE
                };
                bindings = bindings.each(*id, each);
            }
            let Ok(plan) = Plan::new(program, targets, Keep::Outputs) else {
                return out;
            };
            let values = run(&plan, program, &bindings);
            for (i, (_, n)) in batch.iter().enumerate() {
                let Some(span) = spans.get(n) else { continue };
                let mut changed = false;
                let mut elasticity = None;
                for t in targets {
                    if !values.has(*t) {
                        continue;
                    }
                    let months = if program.shape(*t) == sitec_ir::Shape::Series {
                        values.months()
                    } else {
                        1
                    };
                    let (mut sum, mut moved) = (0.0, 0.0);
                    for m in 0..months {
                        let (a, b) = (values.month(*t, m, 0), values.month(*t, m, i + 1));
                        changed |= a.to_bits() != b.to_bits() && !(a.is_nan() && b.is_nan());
                        sum += a;
                        moved += b;
                    }
                    if sum != 0.0 && targets.len() == 1 {
                        elasticity = Some((moved - sum) / sum.abs()).filter(|e| e.is_finite());
                    }
                }
                if changed {
                    out.insert(*span, elasticity);
                }
            }
        }
        out
    }

    /// Whether the literal at a place is a date.
    pub(crate) fn is_date(&self, span: Span) -> bool {
        let text = self
            .lowering
            .package
            .sources
            .map
            .text(span.file)
            .get(span.range())
            .unwrap_or("");
        let bytes = text.as_bytes();
        bytes.len() >= 7 && bytes.get(4) == Some(&b'-') && bytes[..4].iter().all(u8::is_ascii_digit)
            || text.starts_with("start(")
            || text.starts_with("end(")
    }

    fn explain_value(&mut self, of: (ElementId, SlotId), depth: usize, trace: &mut Trace) -> Why {
        let again = !trace.told.insert(of);
        let (element, slot) = of;
        let value = self.lowering.known(element, slot).unwrap_or(Val::Error);
        let ty = self.lowering.package.slot_type(element, slot);
        let figure = self.lowering.figure(value, ty, &trace.values);
        let p = &self.lowering.package;
        let s = p.slot(element, slot);
        let given = p.elements[element.index()].given(slot);
        let default = match s.decl {
            SlotDecl::Attr(a) => a.default.as_ref(),
            SlotDecl::Formula(l) => Some(&l.value),
            SlotDecl::Assume(a) => Some(&a.value),
            _ => None,
        };
        let (span, origin, cites, module) = match given {
            Some(g) => {
                let origin = match g.by {
                    GivenBy::Scenario => "scenario",
                    GivenBy::Override => "override",
                    _ => "written",
                };
                (
                    g.expr.span,
                    origin,
                    g.value.map(|v| v.cites.clone()).unwrap_or_default(),
                    p.elements[g.scope.index()].module,
                )
            }
            None => {
                let library = p.is_library(s.scope.module);
                let origin = match s.decl {
                    SlotDecl::Attr(_) | SlotDecl::Param(_) => "default",
                    _ if library => "library",
                    _ => "written",
                };
                (
                    default.map_or(s.span, |v| v.expr.span),
                    origin,
                    default.map(|v| v.cites.clone()).unwrap_or_default(),
                    s.scope.module,
                )
            }
        };
        let path = {
            let owner = p.path(element);
            if owner.is_empty() {
                s.name.to_string()
            } else {
                format!("{owner}.{}", s.name)
            }
        };
        let formula = p
            .source_text(span)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let sources: Vec<String> = cites
            .iter()
            .filter_map(|c| self.citation_words(c, module))
            .collect();
        let mut why = Why {
            path,
            figure,
            formula,
            place: self.place(span),
            origin: origin.to_owned(),
            sources: sources.clone(),
            literals: Vec::new(),
            inputs: Vec::new(),
            elided: false,
        };
        if again {
            why.elided = trace.inputs.get(&of).is_some_and(|i| !i.is_empty());
            return why;
        }
        for span in self.literals_of(of) {
            if let Some(elasticity) = trace.effects.remove(&span) {
                why.literals.push(WhyLiteral {
                    text: self.lowering.package.source_text(span),
                    place: self.place(span),
                    sources: sources.clone(),
                    elasticity,
                });
            }
        }
        let inputs = trace.inputs.get(&of).cloned().unwrap_or_default();
        if depth == 0 {
            why.elided = !inputs.is_empty();
            // A node told without its inputs may still be told with them elsewhere.
            trace.told.remove(&of);
            return why;
        }
        for input in inputs {
            why.inputs.push(self.explain_value(input, depth - 1, trace));
        }
        why
    }

    /// Places of the literals in a value's formula, functions that it calls included.
    fn literals_of(&self, of: (ElementId, SlotId)) -> Vec<Span> {
        let p = &self.lowering.package;
        let given = p.elements[of.0.index()].given(of.1);
        let root = match given.map(|g| g.checked) {
            Some(crate::package::Progress::Done(e)) => Some(e),
            _ => match p.slot(of.0, of.1).expr {
                crate::package::Progress::Done(e) => e,
                _ => None,
            },
        };
        let mut out = Vec::new();
        let mut seen: FxHashSet<ExprId> = FxHashSet::default();
        let mut stack: Vec<ExprId> = root.into_iter().collect();
        while let Some(e) = stack.pop() {
            if !seen.insert(e) {
                continue;
            }
            let expr = &p.hir[e];
            if matches!(expr.kind, ExprKind::Number(_) | ExprKind::Date(_))
                && !out.contains(&expr.span)
            {
                out.push(expr.span);
            }
            stack.extend(expr.kind.operands().into_iter().rev());
            if let ExprKind::CallFn(f, _) = &expr.kind
                && let crate::package::Progress::Done((body, _)) = p.fns[f.index()].body
            {
                stack.push(body);
            }
        }
        out
    }

    /// Dates of all scheduled elements, and the chain that sets the last.
    pub fn schedule(&mut self) -> Option<Schedule> {
        let mut found: Vec<(ElementId, Option<NodeId>, Option<NodeId>)> = Vec::new();
        let mut nodes = Vec::new();
        for i in 0..self.lowering.package.elements.len() {
            let id = ElementId(i as u32);
            let Some(k) = self.lowering.package.elements[i].kind else {
                continue;
            };
            let Some((from, to, _)) = self.lowering.package.kinds[k.index()].schedule else {
                continue;
            };
            if !self.is_live(id) {
                continue;
            }
            let node = |v: Val| match v {
                Val::Node(n) => Some(n),
                _ => None,
            };
            let start = node(self.lowering.demand(id, from));
            let ready = node(self.lowering.demand(id, to));
            nodes.extend([start, ready].into_iter().flatten());
            found.push((id, start, ready));
        }
        // The trace of the chain reads dates in between.
        let program = self.lowering.builder.program();
        let mut all: FxHashSet<NodeId> = FxHashSet::default();
        let mut stack = nodes.clone();
        while let Some(n) = stack.pop() {
            if all.insert(n) {
                stack.extend(program.inputs(n));
            }
        }
        let all: Vec<NodeId> = all
            .into_iter()
            .filter(|n| program.shape(*n) == sitec_ir::Shape::Scalar)
            .collect();
        let values = self.run(&all)?;
        let number = |n: NodeId| {
            self.lowering
                .builder
                .const_value(n)
                .or_else(|| show::number(&values, n))
        };
        let last = found
            .iter()
            .filter_map(|f| Some((number(f.2?)?, f.2?)))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.0.cmp(&a.1.0)));
        let mut chain: Vec<ElementId> = Vec::new();
        let mut at = last.map(|l| l.1);
        let mut steps = 0;
        while let Some(n) = at {
            steps += 1;
            if steps > 1_000_000 {
                break;
            }
            let program = self.lowering.builder.program();
            let owner = found
                .iter()
                .find(|f| f.2 == Some(n) || f.1 == Some(n))
                .map(|f| f.0);
            let origin = self.lowering.origin_of(n).and_then(|o| o.of).map(|o| o.0);
            let owner = owner.or_else(|| origin.filter(|o| found.iter().any(|f| f.0 == *o)));
            if let Some(o) = owner
                && !chain.contains(&o)
            {
                chain.push(o);
            }
            let inputs = program.inputs(n);
            at = match program.op(n) {
                Op::AddMonths | Op::AddWorkdays(_) | Op::MonthStart | Op::MonthEnd => {
                    inputs.first().copied()
                }
                // Of a date and a number of days the date is the larger.
                Op::Add | Op::Sub | Op::Max | Op::MaxOf => inputs.iter().copied().max_by(|a, b| {
                    number(*a)
                        .unwrap_or(f64::MIN)
                        .total_cmp(&number(*b).unwrap_or(f64::MIN))
                        .then(b.0.cmp(&a.0))
                }),
                Op::Min | Op::MinOf => inputs.iter().copied().min_by(|a, b| {
                    number(*a)
                        .unwrap_or(f64::MAX)
                        .total_cmp(&number(*b).unwrap_or(f64::MAX))
                        .then(a.0.cmp(&b.0))
                }),
                Op::Select => number(inputs[0]).map(|c| inputs[if c != 0.0 { 1 } else { 2 }]),
                _ => None,
            };
        }
        chain.reverse();
        let iso = |n: Option<NodeId>| {
            n.and_then(number)
                .map(|d| sitec_units::calendar::Date::from_days(d as i32).to_string())
        };
        let p = &self.lowering.package;
        let mut items: Vec<ScheduleItem> = found
            .iter()
            .map(|(id, start, ready)| ScheduleItem {
                path: p.path(*id),
                kind: p.kind_name(*id).to_string(),
                start: iso(*start),
                ready: iso(*ready),
                critical: chain.contains(id),
            })
            .collect();
        items.sort_by(|a, b| (&a.start, &a.path).cmp(&(&b.start, &b.path)));
        Some(Schedule {
            rule: "back from the last ready date, at each step to the date that set it; months are calendar months, \
                   days calendar days, working days Monday to Friday unless the root names a calendar"
                .to_owned(),
            items,
            critical_chain: chain.iter().map(|id| p.path(*id)).collect(),
        })
    }

    /// Who supplies whom with what.
    pub fn graph(&mut self) -> GraphView {
        let mut view = GraphView {
            nodes: Vec::new(),
            edges: Vec::new(),
        };
        let mut place: FxHashMap<ElementId, usize> = FxHashMap::default();
        for supply in Arc::clone(&self.networks).iter() {
            let p = &self.lowering.package;
            let resource = p.resources[supply.resource.index()]
                .ast
                .name
                .name
                .to_string();
            let dim = p.resources[supply.resource.index()].dim;
            for (i, id) in supply.elements.iter().enumerate() {
                let m = &supply.network.members[i];
                let p = &self.lowering.package;
                let mut ports = Vec::new();
                for (on, word, n) in [
                    (m.roles.source, "gives", m.give),
                    (m.roles.conduit, "conveys", m.capacity),
                    (m.roles.load, "needs", m.need),
                ] {
                    if on {
                        let amount = n
                            .and_then(|n| self.at_base(n))
                            .map(|v| sitec_units::show::quantity(v, dim, &p.dims, &p.units, None));
                        ports.push(amount.map_or_else(
                            || format!("{word} {resource}"),
                            |a| format!("{word} {resource} {a}"),
                        ));
                    }
                }
                let at = *place.entry(*id).or_insert_with(|| {
                    let label = p.label(*id);
                    view.nodes.push(GraphNode {
                        path: p.path(*id),
                        kind: p.kind_name(*id).to_string(),
                        label,
                        ports: Vec::new(),
                    });
                    view.nodes.len() - 1
                });
                view.nodes[at].ports.extend(ports);
            }
            for edge in supply.graph.raw_edges() {
                let (a, b) = (supply.graph[edge.source()], supply.graph[edge.target()]);
                view.edges.push(GraphEdge {
                    from: place[&a],
                    to: place[&b],
                    resource: resource.clone(),
                });
            }
        }
        view
    }
}
