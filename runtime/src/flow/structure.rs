//! What can be said without amounts: who hangs on a source, where chains end, what goes in circles.

use super::finding::{Finding, Loop, Unmet};
use super::network::Network;
use super::shape::{Lists, hands_on, links};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::{BTreeMap, VecDeque};

const NONE: usize = usize::MAX;
/// A component up to so many members times links is searched for its shortest circle; in a larger one
/// the shortest through its first member is given.
const SHORTEST_CIRCLE_STEPS: usize = 1_000_000;

/// Suppliers and consumers by member, in declaration order of the links.
pub(super) struct Neighbours {
    suppliers: Lists,
    consumers: Lists,
}

impl Neighbours {
    pub fn new(network: &Network) -> Self {
        let count = network.members.len();
        Self {
            suppliers: Lists::new(count, links(network).map(|(_, s, c)| (c as u32, s as u32))),
            consumers: Lists::new(count, links(network).map(|(_, s, c)| (s as u32, c as u32))),
        }
    }

    pub fn suppliers(&self, member: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.suppliers.of(member as u32).iter().map(|&s| s as usize)
    }

    pub fn consumers(&self, member: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.consumers.of(member as u32).iter().map(|&c| c as usize)
    }
}

/// What the structure alone shows.
pub(super) struct Structure {
    /// By member: whether some chain of suppliers joins it with a source, at whatever date.
    pub fed: Vec<bool>,
    /// [`Finding::Unmet`] by first load, then [`Finding::Loop`] by first hop.
    pub causes: Vec<Finding>,
    /// [`Finding::Dangling`] and [`Finding::Unused`], by member.
    pub remarks: Vec<Finding>,
    /// How many loads hang on the causes.
    pub suffering: usize,
}

pub(super) fn examine(network: &Network, near: &Neighbours) -> Structure {
    let fed = fed(network, near);
    let count = network.members.len();
    let unfed_load = |m: usize| network.members[m].roles.load && !fed[m];

    // From every place where a chain of supply ends, down to whatever hangs on it.
    let is_end = |m: usize| {
        let ends = !hands_on(network, m) || near.suppliers(m).next().is_none();
        ends && !network.members[m].roles.source && near.consumers(m).next().is_some()
    };
    let ends: Vec<bool> = (0..count).map(is_end).collect();
    let toward = spread(network, near, &ends, &fed);

    let mut breaks: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut end_of = vec![NONE; count];
    for load in (0..count).filter(|&m| unfed_load(m)) {
        let end = if near.suppliers(load).next().is_none() {
            Some(load)
        } else {
            (toward[load] != NONE).then(|| follow(&toward, &ends, load, &mut end_of))
        };
        if let Some(end) = end {
            breaks.entry(end).or_default().push(load);
        }
    }
    let mut causes: Vec<(usize, Finding)> = Vec::new();
    let mut suffering = 0;
    for (&end, loads) in &breaks {
        let Some((&member, also)) = loads.split_first() else {
            continue;
        };
        suffering += loads.len();
        let chain = if member == end {
            vec![end]
        } else {
            chain(&toward, member, end)
        };
        causes.push((
            member,
            Finding::Unmet(Unmet {
                member,
                break_at: end,
                chain,
                also: also.to_vec(),
            }),
        ));
    }
    causes.sort_by_key(|(member, _)| *member);
    let mut causes: Vec<Finding> = causes.into_iter().map(|(_, finding)| finding).collect();

    for circle in circles(network, near, &fed, &toward) {
        suffering += circle.loads.len();
        causes.push(Finding::Loop(circle));
    }

    let remarks = (0..count).filter_map(|member| {
        let roles = network.members[member].roles;
        let ends_chain = roles.conduit && !roles.source && near.suppliers(member).next().is_none();
        if ends_chain && !roles.load {
            (!breaks.contains_key(&member)).then_some(Finding::Dangling { member })
        } else {
            let feeds = roles.load || near.consumers(member).next().is_some();
            (hands_on(network, member) && !feeds).then_some(Finding::Unused { member })
        }
    });
    let remarks = remarks.collect();
    Structure {
        fed,
        causes,
        remarks,
        suffering,
    }
}

/// Which members a source can reach over conduits.
pub(super) fn fed(network: &Network, near: &Neighbours) -> Vec<bool> {
    let mut fed: Vec<bool> = network
        .members
        .iter()
        .map(|member| member.roles.source)
        .collect();
    let mut stack: Vec<usize> = (0..fed.len()).filter(|&m| fed[m]).collect();
    while let Some(member) = stack.pop() {
        for consumer in near.consumers(member) {
            if !fed[consumer] {
                fed[consumer] = true;
                if network.members[consumer].roles.conduit {
                    stack.push(consumer);
                }
            }
        }
    }
    fed
}

/// From the ends of chains to everything unfed that hangs on them: the next member on the shortest
/// way back, or [`NONE`].
fn spread(network: &Network, near: &Neighbours, ends: &[bool], fed: &[bool]) -> Vec<usize> {
    let mut toward = vec![NONE; fed.len()];
    let mut queue: VecDeque<usize> = (0..fed.len()).filter(|&m| ends[m]).collect();
    let mut seen = ends.to_vec();
    while let Some(member) = queue.pop_front() {
        for consumer in near.consumers(member) {
            if fed[consumer] {
                continue;
            }
            // An end may be a load as well: what feeds it is then its way back, too.
            if toward[consumer] == NONE && !(seen[consumer] && hands_on(network, consumer)) {
                toward[consumer] = member;
            }
            if !std::mem::replace(&mut seen[consumer], true) && hands_on(network, consumer) {
                queue.push_back(consumer);
            }
        }
    }
    toward
}

/// The end of the way back from a load, remembered for all members on it.
fn follow(toward: &[usize], ends: &[bool], load: usize, end_of: &mut [usize]) -> usize {
    let mut way = Vec::new();
    // The load itself may be an end for others; its own way begins at its supplier.
    let mut at = toward[load];
    let end = loop {
        if end_of[at] != NONE {
            break end_of[at];
        }
        // Only ends have no way back, but some of them have one: as loads.
        if ends[at] || toward[at] == NONE {
            break at;
        }
        way.push(at);
        at = toward[at];
    };
    for member in way {
        end_of[member] = end;
    }
    end
}

fn chain(toward: &[usize], load: usize, end: usize) -> Vec<usize> {
    let mut chain = vec![load];
    let mut at = toward[load];
    while at != NONE && chain.len() <= toward.len() {
        chain.push(at);
        if at == end {
            break;
        }
        at = toward[at];
    }
    chain
}

/// Circles of unfed conduits that nothing feeds, not even a broken chain.
fn circles(network: &Network, near: &Neighbours, fed: &[bool], toward: &[usize]) -> Vec<Loop> {
    let count = fed.len();
    let is_end = |m: usize| near.suppliers(m).next().is_none();
    let inside: Vec<bool> = (0..count)
        .map(|m| network.members[m].roles.conduit && !fed[m] && toward[m] == NONE && !is_end(m))
        .collect();
    if !inside.contains(&true) {
        return Vec::new();
    }
    let mut graph = DiGraph::<(), (), u32>::with_capacity(count, 0);
    for _ in 0..count {
        graph.add_node(());
    }
    for (_, supplier, consumer) in links(network) {
        if inside[supplier] && inside[consumer] {
            graph.add_edge(NodeIndex::new(supplier), NodeIndex::new(consumer), ());
        }
    }
    let mut component_of = vec![NONE; count];
    let mut firsts: Vec<(usize, Vec<usize>)> = Vec::new();
    for (id, component) in kosaraju_scc(&graph).into_iter().enumerate() {
        let mut members: Vec<usize> = component.into_iter().map(NodeIndex::index).collect();
        members.sort_unstable();
        for &member in &members {
            component_of[member] = id;
        }
        if let Some(&first) = members.first().filter(|&&m| inside[m]) {
            firsts.push((first, members));
        }
    }
    firsts.sort_unstable();
    // The cause is a circle that nothing else feeds; what hangs below it is a consequence.
    firsts.retain(|(_, members)| {
        let own = |m: usize| {
            members
                .first()
                .is_some_and(|&first| component_of[m] == component_of[first])
        };
        members
            .iter()
            .all(|&m| near.suppliers(m).filter(|&s| inside[s]).all(own))
            && members.iter().any(|&m| near.suppliers(m).any(own))
    });
    let mut taken = vec![false; count];
    firsts
        .into_iter()
        .map(|(first, members)| {
            let mut loads = Vec::new();
            let mut stack = members.clone();
            for &m in &members {
                taken[m] = true;
                if network.members[m].roles.load {
                    loads.push(m);
                }
            }
            while let Some(member) = stack.pop() {
                for consumer in near.consumers(member) {
                    if fed[consumer]
                        || toward[consumer] != NONE
                        || std::mem::replace(&mut taken[consumer], true)
                    {
                        continue;
                    }
                    if network.members[consumer].roles.load {
                        loads.push(consumer);
                    }
                    if network.members[consumer].roles.conduit {
                        stack.push(consumer);
                    }
                }
            }
            loads.sort_unstable();
            let within = |m: usize| component_of[m] == component_of[first];
            Loop {
                hops: shortest_circle(near, &members, within),
                loads,
            }
        })
        .collect()
}

/// A shortest circle in a component, along suppliers, beginning at its lowest member.
fn shortest_circle(
    near: &Neighbours,
    members: &[usize],
    within: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let links: usize = members.iter().map(|&m| near.suppliers(m).count()).sum();
    let starts = if members.len().saturating_mul(links) <= SHORTEST_CIRCLE_STEPS {
        members.len()
    } else {
        1
    };
    let mut best: Vec<usize> = Vec::new();
    for &start in members.iter().take(starts) {
        let mut from: BTreeMap<usize, usize> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        let found = loop {
            let Some(at) = queue.pop_front() else {
                break None;
            };
            if near.suppliers(at).any(|s| s == start) {
                break Some(at);
            }
            for supplier in near.suppliers(at).filter(|&s| within(s)) {
                if supplier != start && !from.contains_key(&supplier) {
                    from.insert(supplier, at);
                    queue.push_back(supplier);
                }
            }
        };
        let Some(mut at) = found else { continue };
        let mut circle = vec![at];
        while at != start {
            let Some(&before) = from.get(&at) else { break };
            circle.push(before);
            at = before;
        }
        circle.reverse();
        if best.is_empty() || circle.len() < best.len() {
            best = circle;
        }
    }
    // Begins with its lowest index.
    if let Some(lowest) = (0..best.len()).min_by_key(|&i| best[i]) {
        best.rotate_left(lowest);
    }
    best
}
