//! The resource graph: networks built from ports, and the laws of flow in the domain's words.
//!
//! The laws are generic; a `resource` gives each its code and words. What the runtime finds in
//! numbers becomes findings here, one for each cause, its consequences counted and held back.

use std::cell::LazyCell;
use std::sync::Arc;

use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;
use sitec_grammar::ast::{self, PortDir};
use sitec_grammar::source::Span;
use sitec_ir::network::{Link, Member, Network, Redundancy, Units};
use sitec_ir::{NodeId, Op, Program};
use sitec_runtime::Values;
use sitec_runtime::flow::start::{self, Stall};
use sitec_runtime::flow::{self, Finding, Limits};
use sitec_units::calendar::Date;
use sitec_units::dimension::Dim;
use sitec_units::show;

use crate::beside::Beside;
use crate::diag::Diagnostic;
use crate::lower::Env;
use crate::lower::value::Val;
use crate::session::{Session, values_of};
use crate::types::*;

/// The network of one resource with the elements behind it.
#[derive(Debug, Clone)]
pub(crate) struct Supply {
    pub resource: ResourceId,
    pub network: Network,
    /// The element of each member.
    pub elements: Vec<ElementId>,
    /// The place where each member names its suppliers.
    pub via: Vec<Option<Span>>,
    /// The attribute through which each member is fed.
    pub fed_by: Vec<Option<SlotId>>,
    /// Members whose connection is in error, which was told.
    pub broken: Vec<bool>,
    /// The place of each link.
    pub uses: Vec<Span>,
    /// Elements as nodes, supplies as edges with the place that names them.
    pub graph: DiGraph<ElementId, Span>,
}

impl Supply {
    /// The nodes of its amounts and dates.
    pub fn nodes(&self, out: &mut Vec<NodeId>) {
        for m in &self.network.members {
            out.extend(
                [
                    m.give,
                    m.need,
                    m.capacity,
                    m.efficiency,
                    m.from,
                    m.until,
                    m.starts,
                ]
                .into_iter()
                .flatten(),
            );
            match &m.units {
                Units::Whole => {}
                Units::Count(n) => out.push(*n),
                Units::Rated(list) => out.extend(list.iter().map(|u| u.rating)),
            }
        }
    }
}

#[derive(Default)]
struct Draft {
    member: Member,
    suppliers: Vec<(ElementId, Span)>,
    via: Option<Span>,
    fed_by: Option<SlotId>,
    broken: bool,
}

/// A network in numbers, and what is to be said of it.
pub(crate) struct Examined {
    network: flow::Network,
    report: flow::Report,
}

/// All networks, each by itself, and what they keep from starting together.
pub(crate) struct Findings {
    networks: Vec<Examined>,
    stalls: Vec<Stall>,
}

/// What is found in the networks and the numbers that this rests on; `None` if they cannot be computed.
pub(crate) type Examination = Option<(Findings, Values)>;

/// Computes the amounts and dates of networks and examines them.
fn examine(program: &Program, networks: &[Supply], limits: &[Limits]) -> Examination {
    let mut nodes = Vec::new();
    for supply in networks {
        supply.nodes(&mut nodes);
    }
    let values = values_of(program, nodes).ok()?;
    // Nothing is told of days before the timeline: what is there on its first day was always there.
    let first_day = program.timeline().first.days();
    let examined = networks.iter().zip(limits).map(|(supply, limits)| {
        let mut network = flow::resolve(&supply.network, |n| values.scalar(n, 0));
        for m in &mut network.members {
            m.from = m.from.filter(|d| *d > first_day);
            // A need of zero asks for nothing.
            m.roles.load &= m.need != Some(0.0) || !m.changes.is_empty();
        }
        let report = flow::examine(&network, limits);
        Examined { network, report }
    });
    let networks_found: Vec<Examined> = examined.collect();
    let elements: Vec<Vec<u32>> = networks
        .iter()
        .map(|supply| supply.elements.iter().map(|e| e.0).collect())
        .collect();
    let parts: Vec<start::Part<'_>> = networks_found
        .iter()
        .zip(&elements)
        .map(|(found, elements)| start::Part {
            network: &found.network,
            elements,
        })
        .collect();
    let stalls = start::stalls(&parts);
    let networks = networks_found;
    Some((Findings { networks, stalls }, values))
}

impl Session<'_> {
    pub(crate) fn lower_ports(&mut self) {
        let mut drafts: Vec<Vec<(ElementId, Draft)>> = Vec::new();
        drafts.resize_with(self.lowering.package.resources.len(), Vec::new);
        let mut ports: FxHashMap<KindId, std::rc::Rc<Vec<(usize, crate::elaborate::PortExprs)>>> =
            FxHashMap::default();
        for i in 0..self.lowering.package.elements.len() {
            let id = ElementId(i as u32);
            let Some(kind) = self.lowering.package.elements[i].kind else {
                continue;
            };
            if self.lowering.package.kinds[kind.index()].ports.is_empty() || !self.is_live(id) {
                continue;
            }
            let list = match ports.get(&kind) {
                Some(l) => std::rc::Rc::clone(l),
                None => {
                    let l = std::rc::Rc::new(self.exprs_of_ports(kind));
                    ports.insert(kind, std::rc::Rc::clone(&l));
                    l
                }
            };
            for (port, exprs) in list.iter() {
                let ast = self.lowering.package.kinds[kind.index()].ports[*port].ast;
                let list = &mut drafts[exprs.resource.index()];
                self.lower_port(id, kind, ast.dir, exprs, list);
                if let Some((_, draft)) = list.last_mut().filter(|(e, _)| *e == id) {
                    draft.broken |= ast.via.is_some() && exprs.via.is_none();
                }
            }
        }
        let mut networks = Vec::new();
        for (r, list) in drafts.into_iter().enumerate() {
            if !list.is_empty() {
                networks.push(self.network(ResourceId(r as u32), list));
            }
        }
        self.networks = networks.into();
    }

    fn lower_port(
        &mut self,
        id: ElementId,
        kind: KindId,
        dir: PortDir,
        exprs: &crate::elaborate::PortExprs,
        drafts: &mut Vec<(ElementId, Draft)>,
    ) {
        let env = Env::of(id);
        let when = match exprs.when.map(|w| self.lowering.demand_expr(w, &env)) {
            None | Some(Val::Bool(true)) => None,
            Some(Val::Node(n)) => match self.lowering.builder.const_value(n) {
                Some(0.0) => return,
                Some(_) => None,
                None => Some(n),
            },
            Some(_) => return,
        };
        let mut in_error = false;
        let mut amount = match exprs.amount.map(|a| self.lowering.demand_expr(a, &env)) {
            Some(Val::Node(n)) => Some(n),
            // A figure in error is reported; the port still connects, and what it seems to need is not told.
            Some(Val::Error) => {
                in_error = true;
                None
            }
            _ => None,
        };
        if let (Some(w), Some(a)) = (when, amount) {
            let zero = self.lowering.builder.constant(0.0);
            amount = Some(self.lowering.builder.push(
                Op::Select,
                &[w, a, zero],
                sitec_ir::OriginId(0),
            ));
        }
        // A port whose amount is zero for sure asks for nothing.
        if dir == PortDir::Needs
            && amount.is_some_and(|a| self.lowering.builder.const_value(a) == Some(0.0))
        {
            return;
        }
        if drafts.last().is_none_or(|(e, _)| *e != id) {
            drafts.push((id, Draft::default()));
            let schedule = self.lowering.package.kinds[kind.index()].schedule;
            if let (Some((_, ready, until)), Some((_, draft))) = (schedule, drafts.last_mut()) {
                match self.lowering.demand(id, ready) {
                    Val::Node(n) => draft.member.from = Some(n),
                    Val::Error => draft.broken = true,
                    _ => {}
                }
                if let Some(Val::Node(n)) = until.map(|u| self.lowering.demand(id, u)) {
                    draft.member.until = Some(n);
                }
            }
        }
        let Some((_, draft)) = drafts.last_mut() else {
            return;
        };
        draft.member.element = id.0;
        draft.broken |= in_error;
        let roles = &mut draft.member.roles;
        match dir {
            PortDir::Gives => {
                roles.source = true;
                draft.member.give = amount;
            }
            PortDir::Needs => {
                roles.load = true;
                draft.member.need = amount;
            }
            PortDir::Conveys => {
                roles.conduit = true;
                draft.member.capacity = amount;
            }
        }
        if let Some(Val::Node(n)) = exprs.efficiency.map(|e| self.lowering.demand_expr(e, &env)) {
            draft.member.efficiency = Some(n);
        }
        if let Some(Val::Redundancy(r)) =
            exprs.redundancy.map(|e| self.lowering.demand_expr(e, &env))
        {
            draft.member.redundancy = Redundancy {
                systems: r.systems,
                spare: r.spare,
                per: r.per,
            };
            draft.member.expects_redundancy = r.spare > 0 || r.systems > 1;
        }
        match exprs.units.map(|e| self.lowering.demand_expr(e, &env)) {
            Some(Val::Node(n)) => draft.member.units = Units::Count(n),
            Some(Val::List(items)) => {
                let ratings = items.iter().filter_map(|i| match i.value {
                    Val::Node(rating) => Some(sitec_ir::network::Unit {
                        rating,
                        from: None,
                        until: None,
                        side: None,
                    }),
                    _ => None,
                });
                draft.member.units = Units::Rated(ratings.collect());
            }
            _ => {}
        }
        match exprs.starts.map(|e| self.lowering.demand_expr(e, &env)) {
            Some(Val::Bool(true)) => {
                draft.member.starts = Some(self.lowering.builder.constant(1.0));
            }
            Some(Val::Node(n)) => draft.member.starts = Some(n),
            _ => {}
        }
        if let Some(slot) = exprs.via {
            let span = self.given_span(id, slot);
            draft.via = span.or(draft.via);
            draft.fed_by = draft.fed_by.or(Some(slot));
            let at = span.unwrap_or(self.lowering.package.elements[id.index()].span);
            match self.lowering.demand(id, slot) {
                Val::Element(s) => draft.suppliers.push((s, at)),
                Val::List(items) => {
                    for item in items.iter() {
                        match item.value {
                            Val::Element(s) => draft.suppliers.push((s, at)),
                            _ => draft.broken = true,
                        }
                    }
                }
                Val::Error => draft.broken = true,
                _ => {}
            }
        }
    }

    /// Where an element gives an attribute.
    pub(crate) fn given_span(&self, id: ElementId, slot: SlotId) -> Option<Span> {
        let g = self.lowering.package.elements[id.index()].given(slot)?;
        Some(g.span.to(g.expr.span)).filter(|_| g.span.file == g.expr.span.file)
    }

    fn network(&mut self, resource: ResourceId, mut drafts: Vec<(ElementId, Draft)>) -> Supply {
        let rank = &self.lowering.package.rank;
        drafts.sort_by_key(|(id, _)| rank[id.index()]);
        let place: FxHashMap<ElementId, u32> = drafts
            .iter()
            .enumerate()
            .map(|(i, (id, _))| (*id, i as u32))
            .collect();
        let mut supply = Supply {
            resource,
            network: Network {
                resource: resource.0,
                members: Vec::new(),
                links: Vec::new(),
            },
            elements: Vec::new(),
            via: Vec::new(),
            fed_by: Vec::new(),
            broken: Vec::new(),
            uses: Vec::new(),
            graph: DiGraph::new(),
        };
        for (id, _) in &drafts {
            supply.graph.add_node(*id);
        }
        for (i, (id, mut draft)) in drafts.into_iter().enumerate() {
            let mut seen: Vec<u32> = Vec::new();
            for (s, span) in draft.suppliers {
                match place.get(&s) {
                    Some(&from) if !seen.contains(&from) => {
                        seen.push(from);
                        supply.network.links.push(Link::new(from, i as u32));
                        supply.uses.push(span);
                        supply.graph.add_edge(
                            NodeIndex::new(from as usize),
                            NodeIndex::new(i),
                            span,
                        );
                    }
                    Some(_) => {}
                    None => {
                        let r = &self.lowering.package.resources[resource.index()]
                            .ast
                            .name
                            .name;
                        let d = wrong_port(
                            &self.lowering.package.describe(id),
                            &self.lowering.package.describe(s),
                            r,
                            span,
                            self.lowering.package.elements[s.index()].span,
                        );
                        self.problems.push(d);
                        draft.broken = true;
                    }
                }
            }
            supply.network.members.push(draft.member);
            supply.elements.push(id);
            supply.via.push(draft.via);
            supply.fed_by.push(draft.fed_by);
            if draft.broken {
                self.suffering.insert(id);
            }
            supply.broken.push(draft.broken);
        }
        supply
    }

    /// Begins to examine the networks. Ports are lowered before all else, and nothing that follows changes what
    /// they come to; so large networks are examined on a thread of their own while the rest is lowered.
    pub(crate) fn begin_flow(&self) -> Beside<Examination> {
        let program = self.lowering.builder.program();
        let laws = |supply: &Supply| {
            let resource = &self.lowering.package.resources[supply.resource.index()];
            resource.ast.laws.iter()
        };
        let limits: Vec<Limits> = self
            .networks
            .iter()
            .map(|supply| Limits {
                single_points: laws(supply).any(|l| l.name.name == "spof"),
                ..Limits::default()
            })
            .collect();
        let networks = Arc::clone(&self.networks);
        Beside::begin(program, move |program| examine(program, &networks, &limits))
    }

    pub(crate) fn judge_flow(&mut self, examined: &Findings) {
        let networks = Arc::clone(&self.networks);
        for (supply, Examined { network, report }) in networks.iter().zip(&examined.networks) {
            // The source with most to spare, the first among equals; asked for by breaks alone.
            let spare = LazyCell::new(|| {
                let mut best: Option<(usize, f64)> = None;
                for (m, v) in flow::headroom(network) {
                    if v > 0.0 && best.is_none_or(|b| v > b.1) {
                        best = Some((m, v));
                    }
                }
                best
            });
            let mut first = true;
            for finding in &report.findings {
                // What rests on a connection, an amount or a date in error is a consequence of that error.
                let involved: Vec<usize> = match finding {
                    Finding::Unmet(u) => u.chain.iter().chain(&u.also).copied().collect(),
                    Finding::Late(l) => l.chain.iter().chain(&l.also).copied().collect(),
                    Finding::Short(s) => s.loads.iter().chain(&s.binding).copied().collect(),
                    _ => Vec::new(),
                };
                if involved.iter().any(|m| supply.broken[*m]) {
                    self.suffering
                        .extend(involved.iter().map(|m| supply.elements[*m]));
                    self.held_back += 1;
                    continue;
                }
                let mut d = match self.finding(supply, network, finding, &spare) {
                    Some(d) => d,
                    None => continue,
                };
                if first && d.severity == ast::Severity::Error {
                    d.held_back += report.held_back;
                    first = false;
                }
                self.problems.push(d);
            }
        }
        for stall in &examined.stalls {
            let involved = stall.hops.iter().flat_map(|hop| {
                let supply = &networks[hop.part];
                hop.chain.iter().map(|m| supply.elements[*m])
            });
            if involved.into_iter().any(|e| self.suffering.contains(&e)) {
                self.held_back += 1;
                continue;
            }
            if let Some(d) = self.stalled(stall) {
                self.problems.push(d);
            }
        }
    }

    /// The words for a circle that runs and cannot start.
    fn stalled(&self, stall: &Stall) -> Option<Diagnostic> {
        let p = &self.lowering.package;
        let named = |e: ElementId| p.describe(e);
        let hops: Vec<Waiting> = stall
            .hops
            .iter()
            .filter_map(|hop| {
                let supply = &self.networks[hop.part];
                let element = |m: &usize| supply.elements[*m];
                let (needs, gives) = (hop.chain.first()?, hop.chain.last()?);
                let resource = &p.resources[supply.resource.index()].ast.name.name;
                let span = |m: usize| p.elements[supply.elements[m].index()].span;
                let conveyed = hop.chain.get(1..hop.chain.len().saturating_sub(1))?;
                Some(Waiting {
                    needs: named(element(needs)),
                    resource: resource.replace('_', " "),
                    gives: named(element(gives)),
                    at: supply.via[*needs].unwrap_or(span(*needs)),
                    over: conveyed
                        .iter()
                        .map(|m| (named(element(m)), supply.via[*m].unwrap_or(span(*m))))
                        .collect(),
                })
            })
            .collect();
        let waiting = stall
            .waiting
            .map(|(element, count)| (named(ElementId(element)), count));
        (!hops.is_empty()).then(|| cold(&hops, waiting.as_ref()))
    }

    #[allow(clippy::too_many_lines)] // One arm a law.
    fn finding(
        &mut self,
        supply: &Supply,
        network: &flow::Network,
        finding: &Finding,
        spare: &dyn std::ops::Deref<Target = Option<(usize, f64)>>,
    ) -> Option<Diagnostic> {
        let p = &self.lowering.package;
        let resource = &p.resources[supply.resource.index()];
        let dim = resource.dim;
        let name = |m: usize| p.describe(supply.elements[m]);
        let span = |m: usize| p.elements[supply.elements[m].index()].span;
        // What cannot be fed is named by what it lacks.
        let via = |m: usize| {
            supply.fed_by[m].map_or_else(
                || resource.ast.name.name.to_string(),
                |slot| p.slot(supply.elements[m], slot).name.to_string(),
            )
        };
        let user = |m: usize| !p.is_library(p.elements[supply.elements[m].index()].module);
        let amount = |v: f64| show::quantity(v, dim, &p.dims, &p.units, None);
        let day = |d: Option<i32>, otherwise: &str| {
            d.map_or_else(|| otherwise.to_owned(), |d| Date::from_days(d).to_string())
        };
        let words = resource.ast.name.name.replace('_', " ");
        let need_of = |m: usize| {
            let member = &network.members[m];
            let from = member
                .from
                .map_or(String::new(), |d| format!(" from {}", Date::from_days(d)));
            format!("needs {}{from}", amount(member.need.unwrap_or(0.0)))
        };
        let mut d;
        match finding {
            Finding::Unmet(u) => {
                let at = u.break_at;
                // Of the loads behind one break the largest is told, the first among equals.
                let need = |m: usize| network.members[m].need.unwrap_or(0.0);
                let member = u.also.iter().copied().fold(u.member, |best, m| {
                    if need(m) > need(best) { m } else { best }
                });
                let chain = if member == u.member {
                    u.chain.clone()
                } else {
                    chain_up(network, member, at)
                };
                let also: Vec<usize> = std::iter::once(u.member)
                    .chain(u.also.iter().copied())
                    .filter(|m| *m != member)
                    .collect();
                let hole = **spare;
                let spare_text = hole.map_or_else(
                    || "a source".to_owned(),
                    |(m, _)| p.own_name(supply.elements[m]),
                );
                d = self.law(
                    supply,
                    "unmet",
                    "E0505",
                    &format!("{} has no {words}", name(member)),
                    &[
                        ("load", name(member)),
                        ("supplier", name(at)),
                        ("via", via(at)),
                        ("spare", spare_text),
                        ("need", amount(network.members[member].need.unwrap_or(0.0))),
                    ],
                )?;
                d = d.at(span(member), need_of(member));
                for (i, pair) in chain.windows(2).enumerate() {
                    let place = supply.via[pair[0]].unwrap_or(span(pair[0]));
                    let text = if i == 0 {
                        format!("is fed by {}", name(pair[1]))
                    } else {
                        format!("which is fed by {}", name(pair[1]))
                    };
                    d = d.and(place, text);
                }
                if at != member {
                    d = d.and(span(at), "the chain of supply ends here: nothing feeds it");
                }
                if !also.is_empty() {
                    let more: Vec<String> = also.iter().take(5).map(|m| name(*m)).collect();
                    let rest = also.len() - more.len();
                    let rest = if rest > 0 {
                        format!(" and {rest} more")
                    } else {
                        String::new()
                    };
                    d = d.note(format!("on the same break hang {}{rest}", more.join(", ")));
                }
                if let Some((m, v)) = hole {
                    d = d.note(format!("{} has {} to spare", name(m), amount(v)));
                }
                let suffering: Vec<ElementId> = std::iter::once(member)
                    .chain(also.iter().copied())
                    .chain(chain.iter().copied())
                    .map(|m| supply.elements[m])
                    .collect();
                self.suffering.extend(suffering);
            }
            Finding::Loop(l) => {
                let first = *l.hops.first()?;
                d = self.law(
                    supply,
                    "loop",
                    "E0501",
                    &format!("{words} to {} goes in a circle", name(first)),
                    &[
                        ("load", name(first)),
                        ("supplier", name(first)),
                        ("via", via(first)),
                    ],
                )?;
                for (i, m) in l.hops.iter().enumerate() {
                    let next = l.hops[(i + 1) % l.hops.len()];
                    let place = supply.via[*m].unwrap_or(span(*m));
                    let text = format!("{} is fed by {}", name(*m), name(next));
                    d = if i == 0 {
                        d.at(place, text)
                    } else {
                        d.and(place, text)
                    };
                }
                if d.help.is_none() {
                    d = d.help("connect one of them to a source");
                }
                let suffering: Vec<ElementId> = l
                    .hops
                    .iter()
                    .chain(&l.loads)
                    .map(|m| supply.elements[*m])
                    .collect();
                self.suffering.extend(suffering);
            }
            Finding::Late(l) => {
                // As for a break: the largest of the loads that wait for the same member is told.
                let need = |m: usize| network.members[m].need.unwrap_or(0.0);
                let load = l.also.iter().copied().fold(l.load, |best, m| {
                    if need(m) > need(best) { m } else { best }
                });
                let also: Vec<usize> = std::iter::once(l.load)
                    .chain(l.also.iter().copied())
                    .filter(|m| *m != load)
                    .collect();
                let chain = chain_up(network, load, l.binding);
                d = self.law(
                    supply,
                    "late",
                    "E0507",
                    &format!(
                        "{} is ready on {}, its {words} comes on {}",
                        name(load),
                        day(network.members[load].from, "the first day"),
                        day(l.until, "no day")
                    ),
                    &[
                        ("load", name(load)),
                        ("supplier", name(l.binding)),
                        ("via", via(l.binding)),
                        ("from", day(network.members[load].from, "the first day")),
                        ("until", day(l.until, "no day")),
                        ("need", amount(network.members[load].need.unwrap_or(0.0))),
                    ],
                )?;
                d = d.at(span(load), need_of(load));
                for m in chain.iter().skip(1).filter(|m| **m != l.binding) {
                    d = d.and(span(*m), "is on its chain of supply");
                }
                d = d.and(
                    span(l.binding),
                    format!(
                        "is there only from {}",
                        day(network.members[l.binding].from, "later")
                    ),
                );
                if !also.is_empty() {
                    let more: Vec<String> = also.iter().take(5).map(|m| name(*m)).collect();
                    d = d.note(format!("the same date holds back {}", more.join(", ")));
                }
                let suffering: Vec<ElementId> = std::iter::once(load)
                    .chain(also.iter().copied())
                    .map(|m| supply.elements[m])
                    .collect();
                self.suffering.extend(suffering);
            }
            Finding::Short(s) => {
                let load = *s.loads.first()?;
                let binding = s
                    .binding
                    .iter()
                    .copied()
                    .find(|m| user(*m))
                    .or(s.binding.first().copied())
                    .unwrap_or(load);
                d = self.law(
                    supply,
                    "short",
                    "E0506",
                    &format!(
                        "{} lacks {} of {words} from {}",
                        name(load),
                        amount(s.lacking),
                        day(s.from, "the first day")
                    ),
                    &[
                        ("load", name(load)),
                        ("supplier", name(binding)),
                        ("via", via(binding)),
                        ("lacking", amount(s.lacking)),
                        ("from", day(s.from, "the first day")),
                        ("until", day(s.to, "the end")),
                        ("available", amount(s.available)),
                        ("need", amount(s.demand)),
                    ],
                )?;
                d = d.at(span(load), need_of(load));
                for m in s.binding.iter().take(4) {
                    let member = &network.members[*m];
                    let rated = member
                        .capacity
                        .or(member.give)
                        .map_or_else(String::new, |c| format!(": {}", amount(c)));
                    let text = match s.reserved {
                        r if r > 0.0 => {
                            format!("binds{rated}, of which {} are held in reserve", amount(r))
                        }
                        _ => format!("binds{rated}"),
                    };
                    d = d.and(span(*m), text);
                }
                if s.loads.len() > 1 {
                    let more: Vec<String> =
                        s.loads.iter().skip(1).take(5).map(|m| name(*m)).collect();
                    d = d.note(format!("short as well: {}", more.join(", ")));
                }
                let until = match (s.to, s.cure) {
                    (Some(to), Some(cure)) => format!(
                        "it ends on {}, when {} is ready",
                        Date::from_days(to),
                        name(cure)
                    ),
                    (Some(to), None) => format!("it ends on {}", Date::from_days(to)),
                    (None, _) => "it does not end".to_owned(),
                };
                d = d.note(format!(
                    "{} are needed behind this limit, {} can come; {until}",
                    amount(s.demand),
                    amount(s.available)
                ));
                let suffering: Vec<ElementId> =
                    s.loads.iter().map(|m| supply.elements[*m]).collect();
                self.suffering.extend(suffering);
            }
            Finding::Spof(s) => {
                let load = *s.loads.first()?;
                d = self.law(
                    supply,
                    "spof",
                    "",
                    &format!("{} is a single point of failure", name(s.member)),
                    &[("supplier", name(s.member)), ("load", name(load))],
                )?;
                d = d.at(
                    span(s.member),
                    format!(
                        "takes down {} load{}",
                        s.load_count,
                        if s.load_count == 1 { "" } else { "s" }
                    ),
                );
                if let Some(m) = s.expecting.first().filter(|m| **m != s.member) {
                    d = d.and(span(*m), "is meant to survive the loss of a unit");
                }
            }
            Finding::Idle(i) => {
                let waiting = i.awaited.first().copied();
                let at = waiting.or_else(|| network.members.iter().position(|m| m.roles.source))?;
                d = self.law(
                    supply,
                    "idle",
                    "",
                    &format!("{} of {words} stand idle", amount(i.amount)),
                    &[
                        ("lacking", amount(i.amount)),
                        ("from", day(i.from, "the first day")),
                        ("until", day(i.to, "the end")),
                        ("load", waiting.map_or_else(String::new, name)),
                        ("supplier", name(at)),
                    ],
                )?;
                d = d.at(
                    span(at),
                    if waiting.is_some() {
                        "is waited for"
                    } else {
                        "gives more than is drawn"
                    },
                );
                if let Some(total) = i.amount_days {
                    let energy = total * 86_400.0;
                    if dim == Dim::POWER {
                        let p = &self.lowering.package;
                        d = d.note(format!(
                            "{} could have been drawn",
                            show::quantity(energy, Dim::ENERGY, &p.dims, &p.units, None)
                        ));
                    }
                }
            }
            Finding::Dangling { member } => {
                if !user(*member) {
                    return None;
                }
                let p = &self.lowering.package;
                d = dangling(
                    &p.describe(supply.elements[*member]),
                    p.elements[supply.elements[*member].index()].span,
                    &words,
                );
            }
            Finding::Unused { .. } => return None,
        }
        Some(d)
    }

    /// A finding with the code and words of the resource's law; `None` if the law is not to be told.
    fn law(
        &self,
        supply: &Supply,
        law: &str,
        otherwise: &str,
        message: &str,
        values: &[(&str, String)],
    ) -> Option<Diagnostic> {
        let resource = self.lowering.package.resources[supply.resource.index()].ast;
        let Some(law) = resource.laws.iter().find(|l| l.name.name == law) else {
            return (!otherwise.is_empty()).then(|| Diagnostic::new(otherwise, message));
        };
        let fill = |m: &ast::Message| {
            m.parts
                .iter()
                .map(|part| match part {
                    ast::TextPart::Literal(t) => t.to_string(),
                    ast::TextPart::Expr(e) => match &e.kind {
                        ast::ExprKind::Name(n) => values
                            .iter()
                            .find(|(k, _)| k == n)
                            .map_or_else(|| format!("{{{n}}}"), |(_, v)| v.clone()),
                        _ => String::new(),
                    },
                })
                .collect::<String>()
        };
        let message = law
            .message
            .as_ref()
            .map_or_else(|| message.to_owned(), fill);
        let mut d = Diagnostic::new(&law.code.name, message);
        if let Some(h) = &law.help {
            d = d.help(fill(h));
        }
        Some(d)
    }
}

/// The shortest way from a load up to a member that supplies it.
fn chain_up(network: &flow::Network, load: usize, to: usize) -> Vec<usize> {
    let mut suppliers: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for l in &network.links {
        suppliers.entry(l.consumer).or_default().push(l.supplier);
    }
    let mut below: FxHashMap<usize, usize> = FxHashMap::default();
    let mut queue = std::collections::VecDeque::from([load]);
    while let Some(m) = queue.pop_front() {
        if m == to {
            break;
        }
        for s in suppliers.get(&m).into_iter().flatten() {
            if *s != load && !below.contains_key(s) {
                below.insert(*s, m);
                queue.push_back(*s);
            }
        }
    }
    let mut chain = vec![to];
    let mut at = to;
    while at != load {
        match below.get(&at) {
            Some(m) => at = *m,
            None => return vec![load],
        }
        chain.push(at);
    }
    chain.reverse();
    chain
}

/// E0205: what a port is connected to gives another resource, or none.
fn wrong_port(taker: &str, giver: &str, resource: &str, at: Span, declared: Span) -> Diagnostic {
    let words = resource.replace('_', " ");
    Diagnostic::new(
        "E0205",
        format!("{taker} takes {words}, {giver} gives none"),
    )
    .at(at, format!("takes {words} from here"))
    .and(declared, format!("has no port for {words}"))
    .help(format!("name an element that gives or conveys {words}"))
}

/// A need that must be met before its element begins.
struct Waiting {
    needs: String,
    resource: String,
    /// What meets it.
    gives: String,
    at: Span,
    /// What conveys it, from the need up, with the place that names its supplier.
    over: Vec<(String, Span)>,
}

/// W0502: elements that keep each other running, and none of which can be the first. `waiting` is the first of those that
/// wait for them, and how many there are.
fn cold(hops: &[Waiting], waiting: Option<&(String, usize)>) -> Diagnostic {
    let mut way = Vec::new();
    for hop in hops {
        let who = if way.is_empty() { "it" } else { "which" };
        way.push(match hop.over.first() {
            Some((name, _)) => format!(
                "{who} needs {} from {name}, which hangs on {}",
                hop.resource, hop.gives
            ),
            None => format!("{who} needs {} from {}", hop.resource, hop.gives),
        });
    }
    let what = hops.first().map_or("", |h| h.needs.as_str());
    let mut d = Diagnostic::new(
        "W0502",
        format!("{what} cannot start from dead: {}", way.join(", ")),
    );
    for (i, hop) in hops.iter().enumerate() {
        let fed_by = hop.over.first().map_or(&hop.gives, |(name, _)| name);
        let text = format!("needs {} from {fed_by} before it starts", hop.resource);
        d = if i == 0 {
            d.at(hop.at, text)
        } else {
            d.and(hop.at, text)
        };
        for (j, (_, place)) in hop.over.iter().enumerate() {
            let next = hop.over.get(j + 1).map_or(&hop.gives, |(name, _)| name);
            d = d.and(*place, format!("is fed by {next}"));
        }
    }
    if let Some((first, count)) = waiting {
        let wait = match count.saturating_sub(1) {
            0 => format!("{first} waits"),
            rest => format!("{first} and {rest} more wait"),
        };
        d = d.note(format!("once started it goes on; {wait} for it"));
    }
    d.help("name a supplier on the way that starts by itself: `sitec explain W0502` shows one")
}

/// W0501: a conduit without source and load.
fn dangling(what: &str, at: Span, words: &str) -> Diagnostic {
    Diagnostic::new(
        "W0501",
        format!("{what} is connected to nothing that gives or needs {words}"),
    )
    .at(at, "is an island")
    .help("connect it, or mark it `excluded \"why\"`")
}
