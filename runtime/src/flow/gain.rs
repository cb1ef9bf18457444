//! Efficiencies as potentials, so that a lossy network can be solved as a lossless one.
//!
//! If an amount at a node is divided by the node's *label*, and labels along every arc change by the
//! arc's efficiency, then losses vanish from the equations and whole-number maximum flow is exact.
//! Such labels exist when every two ways between two members lose the same share, in particular in
//! every tree and behind every merge of different sources. Where parallel ways differ, labels are
//! chosen so that the flow they allow is a lower bound, and [`Labels::exact`] says so.

use super::network::Network;
use super::shape::{Shape, hands_on, in_side, links, out_side};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// A label a node, and whether the labels are exact.
#[derive(Debug)]
pub(super) struct Labels {
    /// By node of the shape; positive.
    pub of: Vec<f64>,
    /// Whether every arc is consistent with the labels.
    pub exact: bool,
    /// Where not exact: arcs that the lower bound must not use.
    pub dropped: Vec<bool>,
}

/// Output over input, within what is physical.
pub(super) fn efficiency(network: &Network, member: usize) -> f64 {
    let efficiency = network.members[member].efficiency;
    // Below a millionth a conduit is a wall, and labels would overflow.
    if efficiency.is_nan() {
        1.0
    } else {
        efficiency.clamp(1e-6, 1.0)
    }
}

const SMALLEST: f64 = 1e-30;
const TOLERANCE: f64 = 1e-12;

impl Labels {
    pub fn new(network: &Network, shape: &Shape) -> Self {
        let lossless = (0..network.members.len()).all(|m| efficiency(network, m) == 1.0);
        if lossless {
            return Self {
                of: vec![1.0; shape.nodes],
                exact: true,
                dropped: vec![false; shape.arcs.len()],
            };
        }
        if let Some(of) = potentials(network, shape) {
            return Self {
                of,
                exact: true,
                dropped: vec![false; shape.arcs.len()],
            };
        }
        let of = lower_labels(network);
        // Free disposal: an arc may lose more than it has to, never less.
        let gain = |arc: usize| arc_gain(network, shape, arc);
        let dropped = shape
            .arcs
            .iter()
            .enumerate()
            .map(|(i, arc)| {
                of[arc.tail as usize] * gain(i) < of[arc.head as usize] * (1.0 - TOLERANCE)
            })
            .collect();
        Self {
            of,
            exact: false,
            dropped,
        }
    }
}

/// Output over input of an arc.
pub(super) fn arc_gain(network: &Network, shape: &Shape, arc: usize) -> f64 {
    match shape.arcs[arc].kind {
        super::shape::Kind::Through(member) => efficiency(network, member as usize),
        _ => 1.0,
    }
}

/// Labels that every arc agrees with, spread from one node a component; `None` if there are none.
fn potentials(network: &Network, shape: &Shape) -> Option<Vec<f64>> {
    let mut labels = vec![0.0f64; shape.nodes];
    let mut stack = Vec::new();
    for first in 0..shape.nodes as u32 {
        if labels[first as usize] != 0.0 {
            continue;
        }
        labels[first as usize] = 1.0;
        stack.push(first);
        while let Some(at) = stack.pop() {
            let label = labels[at as usize];
            let ahead = shape.out_of(at).iter().map(|&a| {
                (
                    shape.arcs[a as usize].head,
                    label * arc_gain(network, shape, a as usize),
                )
            });
            let behind = shape.into(at).iter().map(|&a| {
                (
                    shape.arcs[a as usize].tail,
                    label / arc_gain(network, shape, a as usize),
                )
            });
            for (next, due) in ahead.chain(behind) {
                let known = labels[next as usize];
                if known == 0.0 {
                    if !(SMALLEST..=1.0 / SMALLEST).contains(&due) {
                        return None;
                    }
                    labels[next as usize] = due;
                    stack.push(next);
                } else if (known - due).abs() > TOLERANCE * known {
                    return None;
                }
            }
        }
    }
    Some(labels)
}

/// The worst efficiency with which anything can arrive, circles of suppliers taken as one place.
fn lower_labels(network: &Network) -> Vec<f64> {
    let count = network.members.len();
    let mut graph = DiGraph::<(), (), u32>::with_capacity(count, network.links.len());
    for _ in 0..count {
        graph.add_node(());
    }
    for (_, supplier, consumer) in links(network) {
        if hands_on(network, supplier) {
            graph.add_edge(NodeIndex::new(supplier), NodeIndex::new(consumer), ());
        }
    }
    let mut labels = vec![1.0f64; 2 * count];
    // Kosaraju gives components consumers first.
    let mut seen = vec![u32::MAX; count];
    for (component, id) in kosaraju_scc(&graph).into_iter().rev().zip(0u32..) {
        for member in &component {
            seen[member.index()] = id;
        }
        let mut least = 1.0f64;
        for &member in &component {
            let suppliers = graph.neighbors_directed(member, petgraph::Incoming);
            for supplier in suppliers.filter(|s| seen[s.index()] != id) {
                least = least.min(labels[out_side(supplier.index()) as usize]);
            }
        }
        for &member in &component {
            let m = member.index();
            labels[in_side(m) as usize] = least;
            labels[out_side(m) as usize] = if network.members[m].roles.conduit {
                (least * efficiency(network, m)).max(SMALLEST)
            } else {
                1.0
            };
        }
    }
    labels
}
