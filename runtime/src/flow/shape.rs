//! A network as a graph of nodes and arcs, the form that flows are computed on.
//!
//! Every member has an in-side and an out-side; the arc between them carries a conduit's capacity.
//! What a source gives enters at its out-side. What a load needs leaves at its *tap*: the out-side of
//! a member that also conveys, otherwise the in-side.

use super::network::Network;

/// What an arc stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// From the in-side to the out-side of a conduit.
    Through(u32),
    /// From a supplier to a consumer: a link of the network.
    Link(u32),
    /// From what a load gives to what it needs itself.
    Own,
}

/// A directed arc between two nodes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    pub tail: u32,
    pub head: u32,
    pub kind: Kind,
}

/// The graph. Arcs into and out of a node come in declaration order of the network.
#[derive(Debug)]
pub(super) struct Shape {
    pub arcs: Vec<Arc>,
    pub nodes: usize,
    /// The arc through each member, or [`Shape::NO_ARC`].
    pub through: Vec<u32>,
    into: Lists,
    out_of: Lists,
}

/// Lists of numbers, one a node, stored end to end.
#[derive(Debug)]
pub(super) struct Lists {
    start: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Sorts `(owner, item)` pairs into lists by owner, keeping their order.
    pub fn new(owners: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut start = vec![0u32; owners + 1];
        for (owner, _) in pairs.clone() {
            start[owner as usize + 1] += 1;
        }
        for i in 0..owners {
            start[i + 1] += start[i];
        }
        let mut next = start.clone();
        let mut items = vec![0; start[owners] as usize];
        for (owner, item) in pairs {
            let at = &mut next[owner as usize];
            items[*at as usize] = item;
            *at += 1;
        }
        Self { start, items }
    }

    /// The list of an owner.
    pub fn of(&self, owner: u32) -> &[u32] {
        let owner = owner as usize;
        &self.items[self.start[owner] as usize..self.start[owner + 1] as usize]
    }
}

/// The in-side of a member.
pub(super) fn in_side(member: usize) -> u32 {
    2 * member as u32
}

/// The out-side of a member.
pub(super) fn out_side(member: usize) -> u32 {
    2 * member as u32 + 1
}

/// The member that a node belongs to.
pub(super) fn member_of(node: u32) -> usize {
    node as usize / 2
}

/// The node at which a member's need leaves the network.
pub(super) fn tap(network: &Network, member: usize) -> u32 {
    if network.members[member].roles.conduit {
        out_side(member)
    } else {
        in_side(member)
    }
}

/// Whether what reaches a member can go on to its consumers, or starts there.
pub(super) fn hands_on(network: &Network, member: usize) -> bool {
    let roles = network.members[member].roles;
    roles.conduit || roles.source
}

/// The links between members that exist, as `(index, supplier, consumer)`.
pub(super) fn links(network: &Network) -> impl Iterator<Item = (u32, usize, usize)> + Clone {
    let count = network.members.len();
    network
        .links
        .iter()
        .enumerate()
        .filter(move |(_, link)| link.supplier < count && link.consumer < count)
        .map(|(i, link)| (i as u32, link.supplier, link.consumer))
}

impl Shape {
    /// Marks a member without a through arc.
    pub const NO_ARC: u32 = u32::MAX;

    pub fn new(network: &Network) -> Self {
        let mut arcs = Vec::with_capacity(network.members.len() + network.links.len());
        let mut through = vec![Self::NO_ARC; network.members.len()];
        for (i, member) in network.members.iter().enumerate() {
            let (tail, head) = (in_side(i), out_side(i));
            if member.roles.conduit {
                through[i] = arcs.len() as u32;
                arcs.push(Arc {
                    tail,
                    head,
                    kind: Kind::Through(i as u32),
                });
            } else if member.roles.source && member.roles.load {
                arcs.push(Arc {
                    tail: head,
                    head: tail,
                    kind: Kind::Own,
                });
            }
        }
        for (link, supplier, consumer) in links(network) {
            arcs.push(Arc {
                tail: out_side(supplier),
                head: in_side(consumer),
                kind: Kind::Link(link),
            });
        }
        Self {
            through,
            ..Self::of_arcs(2 * network.members.len(), arcs)
        }
    }

    /// The graph of the given arcs.
    pub fn of_arcs(nodes: usize, arcs: Vec<Arc>) -> Self {
        let numbered = || arcs.iter().zip(0u32..);
        let into = Lists::new(nodes, numbered().map(|(arc, i)| (arc.head, i)));
        let out_of = Lists::new(nodes, numbered().map(|(arc, i)| (arc.tail, i)));
        Self {
            arcs,
            nodes,
            through: Vec::new(),
            into,
            out_of,
        }
    }

    /// The arcs that end in a node.
    pub fn into(&self, node: u32) -> &[u32] {
        self.into.of(node)
    }

    /// The arcs that begin in a node.
    pub fn out_of(&self, node: u32) -> &[u32] {
        self.out_of.of(node)
    }
}
