//! Single points of failure.
//!
//! A component whose loss disconnects a load lies on every way from the sources to it: it *dominates*
//! the load. One dominator tree of the whole network shows all of them.

use super::finding::Spof;
use super::network::Network;
use super::shape::{hands_on, links};
use super::structure::Neighbours;
use petgraph::algo::dominators::simple_fast;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::VecDeque;

const NONE: usize = usize::MAX;

/// By member: the nearest other member that all its supply passes through; [`NONE`] if there is none.
/// Sources themselves are dominated by nothing.
fn immediate_dominators(network: &Network) -> Vec<usize> {
    let count = network.members.len();
    let mut graph = DiGraph::<(), (), u32>::with_capacity(count + 1, network.links.len());
    for _ in 0..=count {
        graph.add_node(());
    }
    let root = NodeIndex::new(count);
    for (member, _) in network
        .members
        .iter()
        .enumerate()
        .filter(|(_, m)| m.roles.source)
    {
        graph.add_edge(root, NodeIndex::new(member), ());
    }
    for (_, supplier, consumer) in links(network) {
        if hands_on(network, supplier) {
            graph.add_edge(NodeIndex::new(supplier), NodeIndex::new(consumer), ());
        }
    }
    let dominators = simple_fast(&graph, root);
    let over = |member| {
        dominators
            .immediate_dominator(NodeIndex::new(member))
            .map(NodeIndex::index)
    };
    (0..count)
        .map(|m| over(m).filter(|&d| d < count).unwrap_or(NONE))
        .collect()
}

/// What a member takes down with it: counts, and the lowest indices.
#[derive(Debug, Clone, Default)]
struct Below {
    expecting: usize,
    first_expecting: Vec<usize>,
    loads: usize,
    first_loads: Vec<usize>,
}

impl Below {
    fn absorb(&mut self, other: &Self) {
        self.expecting += other.expecting;
        self.loads += other.loads;
        merge(&mut self.first_expecting, &other.first_expecting);
        merge(&mut self.first_loads, &other.first_loads);
    }
}

/// Keeps the lowest of two ascending lists.
fn merge(into: &mut Vec<usize>, from: &[usize]) {
    if from.is_empty() {
        return;
    }
    into.extend_from_slice(from);
    into.sort_unstable();
    into.truncate(Spof::LISTED);
}

/// Conduits without spare units whose loss takes down a member that expects redundancy, by index.
///
/// Sources are not reported: what lies beyond them is outside the network.
pub(super) fn examine(network: &Network) -> Vec<Spof> {
    let count = network.members.len();
    if !network
        .members
        .iter()
        .any(|member| member.expects_redundancy)
    {
        return Vec::new();
    }
    let over = immediate_dominators(network);
    let mut children = vec![0u32; count];
    for &dominator in over.iter().filter(|&&d| d != NONE) {
        children[dominator] += 1;
    }
    // From the leaves of the dominator tree to its roots.
    let mut below = vec![Below::default(); count];
    let mut queue: VecDeque<usize> = (0..count).filter(|&m| children[m] == 0).collect();
    while let Some(member) = queue.pop_front() {
        let dominator = over[member];
        if dominator == NONE {
            continue;
        }
        let mut with_it = below[member].clone();
        let of = &network.members[member];
        with_it.absorb(&Below {
            expecting: usize::from(of.expects_redundancy),
            first_expecting: if of.expects_redundancy {
                vec![member]
            } else {
                Vec::new()
            },
            loads: usize::from(of.roles.load),
            first_loads: if of.roles.load {
                vec![member]
            } else {
                Vec::new()
            },
        });
        below[dominator].absorb(&with_it);
        children[dominator] -= 1;
        if children[dominator] == 0 {
            queue.push_back(dominator);
        }
    }

    let fails_alone = |m: usize| {
        let member = &network.members[m];
        let exposed =
            member.roles.conduit && !member.roles.source && !member.redundancy.survives_a_unit();
        exposed && below[m].expecting > 0
    };
    // Components in series take down the same; the lowest stands for them.
    let mut stands_for: Vec<usize> = (0..count).collect();
    let same = |a: usize, b: usize| {
        below[a].expecting == below[b].expecting && below[a].loads == below[b].loads
    };
    let mut found: Vec<Spof> = Vec::new();
    let failing: Vec<usize> = (0..count).filter(|&m| fails_alone(m)).collect();
    for &member in &failing {
        let mut above = over[member];
        while above != NONE && !fails_alone(above) && same(above, member) {
            above = over[above];
        }
        if above != NONE && fails_alone(above) && same(above, member) {
            stands_for[above] = member;
        }
    }
    let heads = failing.iter().filter(|&&m| stands_for[m] == m);
    for &member in heads {
        let mut series = Vec::new();
        let mut above = over[member];
        while above != NONE && same(above, member) {
            if fails_alone(above) {
                series.push(above);
            }
            above = over[above];
        }
        let below = &below[member];
        found.push(Spof {
            member,
            series,
            expecting: below.first_expecting.clone(),
            loads: below.first_loads.clone(),
            load_count: below.loads,
        });
    }
    found
}

/// By load, in order: the members that all its supply passes through, from the nearest to the
/// farthest, whatever redundancy they have and including sources.
#[must_use]
pub fn dominators(network: &Network, load: usize) -> Vec<usize> {
    let over = immediate_dominators(network);
    let mut found = Vec::new();
    let mut at = over.get(load).copied().unwrap_or(NONE);
    while at != NONE {
        found.push(at);
        at = over[at];
    }
    found
}

/// Pairs of members, neither alone enough, whose loss together disconnects a load from all sources,
/// in order. Costs a dominator tree for each member upstream of the load.
#[must_use]
pub fn failing_pairs(network: &Network, load: usize) -> Vec<(usize, usize)> {
    let alone = dominators(network, load);
    let near = Neighbours::new(network);
    let mut upstream = vec![false; network.members.len()];
    let mut stack = vec![load];
    while let Some(at) = stack.pop() {
        for supplier in near.suppliers(at) {
            if hands_on(network, supplier) && !std::mem::replace(&mut upstream[supplier], true) {
                stack.push(supplier);
            }
        }
    }
    let mut pairs = Vec::new();
    let candidates = |m: &usize| upstream[*m] && *m != load && !alone.contains(m);
    for first in (0..network.members.len()).filter(candidates) {
        let mut without = network.clone();
        without.members[first].roles = super::network::Roles::default();
        for second in dominators(&without, load) {
            if second > first && !alone.contains(&second) {
                pairs.push((first, second));
            }
        }
    }
    pairs.sort_unstable();
    pairs
}
