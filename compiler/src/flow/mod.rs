//! The resource graph: networks built from ports, and the laws of flow in the domain's words.
//!
//! The laws are generic; a `resource` gives each its code and words. What the runtime finds in
//! numbers becomes findings here, one for each cause, its consequences counted and held back.

mod ports;
mod words;

use std::cell::LazyCell;
use std::sync::Arc;

use petgraph::graph::DiGraph;
use sitec_grammar::ast;
use sitec_grammar::source::Span;
use sitec_ir::network::{Network, Units};
use sitec_ir::{NodeId, Program};
use sitec_runtime::Values;
use sitec_runtime::flow::start::{self, Stall};
use sitec_runtime::flow::{self, Finding, Limits};

use crate::beside::Beside;
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
            let connected = |f: &&Finding| !matches!(f, Finding::Dangling { .. });
            for finding in report.findings.iter().filter(connected) {
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
        // Who is cut off already is no island beside that.
        for (supply, Examined { network, report }) in networks.iter().zip(&examined.networks) {
            for finding in &report.findings {
                let Finding::Dangling { member } = finding else {
                    continue;
                };
                if self.suffering.contains(&supply.elements[*member]) {
                    self.held_back += 1;
                } else if let Some(d) =
                    self.finding(supply, network, finding, &LazyCell::new(|| None))
                {
                    self.problems.push(d);
                }
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
}
