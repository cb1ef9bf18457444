//! What holds a flow back: the minimum cut nearest the sources.

use super::network::Network;
use super::shape::{Kind, Shape, in_side, member_of, out_side, tap};
use super::solver::{Solver, State, enough};

/// The cut of a state, over the whole network.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cut {
    /// Members: conduits that more could reach but not pass, sources that give all they have.
    pub members: Vec<usize>,
    /// Rated links that more could reach but not pass, by index.
    pub links: Vec<usize>,
    /// Loads that more could reach: only their own need limits them.
    pub demands: Vec<usize>,
}

fn is_cut(shape: &Shape, state: &State, arc: u32) -> bool {
    let arc = &shape.arcs[arc as usize];
    state.reached[arc.tail as usize] && !state.reached[arc.head as usize]
}

/// Whether a member itself is where the flow stops.
fn stops_at(network: &Network, shape: &Shape, state: &State, member: usize) -> bool {
    let arc = shape.through[member];
    let conduit = arc != Shape::NO_ARC && is_cut(shape, state, arc);
    conduit || (network.members[member].roles.source && !state.reached[out_side(member) as usize])
}

/// The cut of a whole state.
pub(super) fn whole(network: &Network, shape: &Shape, state: &State) -> Cut {
    let members = 0..network.members.len();
    let links = (0u32..)
        .zip(&shape.arcs)
        .filter_map(|(i, arc)| match arc.kind {
            Kind::Link(link) if is_cut(shape, state, i) => Some(link as usize),
            _ => None,
        });
    let load_reached =
        |&m: &usize| network.members[m].roles.load && state.reached[tap(network, m) as usize];
    Cut {
        members: members
            .clone()
            .filter(|&m| stops_at(network, shape, state, m))
            .collect(),
        links: links.collect(),
        demands: members.filter(load_reached).collect(),
    }
}

/// Loads that lack something, with what they have in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    /// The loads that lack something.
    pub lacking: Vec<usize>,
    /// All loads behind the cut.
    pub behind: Vec<usize>,
    /// The cut members upstream of them that can carry something today.
    pub binding: Vec<usize>,
    /// The members upstream of them that can carry nothing today.
    pub shut: Vec<usize>,
    /// The rated links of the cut upstream of them.
    pub links: Vec<usize>,
}

/// The loads that lack something on the solver's day, grouped by what limits them.
pub(super) fn groups(solver: &Solver<'_>, state: &State) -> Vec<Group> {
    let (network, shape) = (solver.network, solver.shape);
    let lacks = |m: usize| !enough(state.served[m], solver.amounts[m].need);
    let lacking: Vec<usize> = (0..network.members.len()).filter(|&m| lacks(m)).collect();

    // Up from each of them through what more cannot reach. Two that meet belong together.
    let mut joined = Joined::new(lacking.len());
    let mut owner = vec![usize::MAX; shape.nodes];
    let mut found: Vec<Group> = Vec::new();
    for (id, &load) in lacking.iter().enumerate() {
        let mut group = Group {
            lacking: vec![load],
            ..Group::default()
        };
        let mut stack = Vec::new();
        let mut visit = |node: u32, stack: &mut Vec<u32>| {
            let other = &mut owner[node as usize];
            if *other == usize::MAX {
                *other = id;
                stack.push(node);
            } else {
                joined.join(*other, id);
            }
        };
        visit(tap(network, load), &mut stack);
        while let Some(node) = stack.pop() {
            let member = member_of(node);
            if node == out_side(member) && network.members[member].roles.source {
                let usable = solver.amounts[member].give.usable;
                if usable > 0.0 {
                    &mut group.binding
                } else {
                    &mut group.shut
                }
                .push(member);
            }
            for &a in shape.into(node) {
                let tail = shape.arcs[a as usize].tail;
                match shape.arcs[a as usize].kind {
                    Kind::Through(_) if is_cut(shape, state, a) => {
                        let usable = solver.amounts[member].carry.usable;
                        if usable > 0.0 {
                            &mut group.binding
                        } else {
                            &mut group.shut
                        }
                        .push(member);
                    }
                    Kind::Link(link) if is_cut(shape, state, a) => group.links.push(link as usize),
                    Kind::Through(_) if solver.amounts[member].carry.usable <= 0.0 => {
                        group.shut.push(member)
                    }
                    _ => visit(tail, &mut stack),
                }
            }
        }
        found.push(group);
    }

    let mut groups: Vec<Group> = Vec::new();
    let mut at = vec![usize::MAX; lacking.len()];
    for (id, part) in found.into_iter().enumerate() {
        let root = joined.root(id);
        if at[root] == usize::MAX {
            at[root] = groups.len();
            groups.push(part);
        } else if let Some(group) = groups.get_mut(at[root]) {
            group.lacking.extend(part.lacking);
            group.binding.extend(part.binding);
            group.shut.extend(part.shut);
            group.links.extend(part.links);
        }
    }
    let group_of: Vec<usize> = (0..lacking.len()).map(|id| at[joined.root(id)]).collect();
    behind(solver, state, owner, &group_of, &mut groups);
    for group in &mut groups {
        for list in [&mut group.binding, &mut group.shut, &mut group.links] {
            list.sort_unstable();
            list.dedup();
        }
        // Nothing but shut members: then they are the limit.
        if group.binding.is_empty() && group.links.is_empty() {
            group.binding.clone_from(&group.shut);
        }
    }
    groups
}

/// Lists the loads behind each group's cut: those that draw from the same places.
fn behind(
    solver: &Solver<'_>,
    state: &State,
    mut owner: Vec<usize>,
    group_of: &[usize],
    groups: &mut [Group],
) {
    let (network, shape) = (solver.network, solver.shape);
    let mut stack: Vec<u32> = (0..shape.nodes as u32)
        .filter(|&n| owner[n as usize] != usize::MAX)
        .collect();
    stack.reverse();
    while let Some(node) = stack.pop() {
        let id = owner[node as usize];
        for &a in shape.out_of(node) {
            let head = shape.arcs[a as usize].head;
            let fresh = owner[head as usize] == usize::MAX && !state.reached[head as usize];
            if fresh && state.carries[a as usize] {
                owner[head as usize] = id;
                stack.push(head);
            }
        }
    }
    for member in 0..network.members.len() {
        if solver.amounts[member].need > 0.0
            && let Some(&group) = owner
                .get(tap(network, member) as usize)
                .and_then(|&id| group_of.get(id))
            && let Some(group) = groups.get_mut(group)
        {
            group.behind.push(member);
        }
    }
}

/// Which of some numbers were joined.
struct Joined(Vec<usize>);

impl Joined {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut id: usize) -> usize {
        while self.0[id] != id {
            self.0[id] = self.0[self.0[id]];
            id = self.0[id];
        }
        id
    }

    /// The lower root stays.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// What a binding member can deliver and what it holds in reserve. A conduit that is also a source
/// counts as a conduit only where more could reach it.
pub(super) fn deliverable(solver: &Solver<'_>, state: &State, member: usize) -> (f64, f64) {
    let roles = solver.network.members[member].roles;
    let amounts = &solver.amounts[member];
    let (mut usable, mut reserved) = (0.0, 0.0);
    if roles.source {
        usable += amounts.give.usable;
        reserved += amounts.give.reserved();
    }
    if roles.conduit && (state.reached[in_side(member) as usize] || amounts.carry.usable <= 0.0) {
        usable += amounts.carry.usable;
        reserved += amounts.carry.reserved();
    }
    (usable, reserved)
}
