//! Networks from the ports of elements.

use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;
use sitec_grammar::ast::PortDir;
use sitec_grammar::source::Span;
use sitec_ir::Op;
use sitec_ir::network::{Link, Member, Network, Redundancy, Units};
use smallvec::SmallVec;

use super::Supply;
use crate::diag::Diagnostic;
use crate::lower::Env;
use crate::lower::value::Val;
use crate::session::Session;
use crate::types::*;

#[derive(Default)]
struct Draft {
    member: Member,
    suppliers: SmallVec<[(ElementId, Span); 1]>,
    via: Option<Span>,
    fed_by: Option<SlotId>,
    broken: bool,
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
            None | Some(Val::True) => None,
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
                sitec_ir::OriginId::NONE,
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
            let r = self.lowering.arena[r];
            draft.member.redundancy = Redundancy {
                systems: r.systems,
                spare: r.spare,
                per: r.per,
            };
            draft.member.expects_redundancy = r.spare > 0 || r.systems > 1;
        }
        match exprs.units.map(|e| self.lowering.demand_expr(e, &env)) {
            Some(Val::Node(n)) => draft.member.units = Units::Count(n),
            Some(Val::List(list)) => {
                let ratings = self.lowering.arena[list]
                    .iter()
                    .filter_map(|i| match i.value {
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
            Some(Val::True) => {
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
                Val::List(list) => {
                    for item in &self.lowering.arena[list] {
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
        // Drafts are large: each is moved once, when its turn comes.
        let count = drafts.len();
        let mut order: Vec<u32> = (0..count as u32).collect();
        order.sort_unstable_by_key(|&d| rank[drafts[d as usize].0.index()]);
        let mut place: FxHashMap<ElementId, u32> = FxHashMap::default();
        place.reserve(count);
        let mut supply = Supply {
            resource,
            network: Network {
                resource: resource.0,
                members: Vec::with_capacity(count),
                links: Vec::with_capacity(count),
            },
            elements: Vec::with_capacity(count),
            via: Vec::with_capacity(count),
            fed_by: Vec::with_capacity(count),
            broken: Vec::with_capacity(count),
            uses: Vec::with_capacity(count),
            graph: DiGraph::with_capacity(count, count),
        };
        for (i, &d) in order.iter().enumerate() {
            let id = drafts[d as usize].0;
            place.insert(id, i as u32);
            supply.graph.add_node(id);
        }
        for (i, d) in order.into_iter().enumerate() {
            let (id, draft) = &mut drafts[d as usize];
            let (id, mut draft) = (*id, std::mem::take(draft));
            let mut seen: SmallVec<[u32; 4]> = SmallVec::new();
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
