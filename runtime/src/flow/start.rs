//! What runs once it is started, and cannot start from dead.
//!
//! An element *works* if every need of it is met, in whatever network. A source hands on while its element works, a
//! conduit while its element works and something reaches it. Begin with nothing at work and add what must be: the
//! least set that the rules allow is what starts from dead. An element outside of it whose needs do have sources
//! waits, over some others, for itself.

use super::network::Network;
use super::shape::hands_on;
use super::structure::{Neighbours, fed};
use std::collections::HashMap;

const NONE: usize = usize::MAX;

/// A network, and for each of its members the element behind it: the same number in all networks.
#[derive(Debug, Clone, Copy)]
pub struct Part<'n> {
    /// The network.
    pub network: &'n Network,
    /// The element of each member.
    pub elements: &'n [u32],
}

/// A circle of elements each of which needs the next one before it can begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stall {
    /// The circle.
    pub hops: Vec<Hop>,
    /// Elements beside it that wait for it: the first in order of the networks, and how many they are.
    pub waiting: Option<(u32, usize)>,
}

/// A need on such a circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Which network.
    pub part: usize,
    /// From the member that needs, up over what conveys, to the member that would give or convey if its element worked.
    pub chain: Vec<usize>,
}

/// All circles that keep something from starting, by their first element in order of the networks.
///
/// Whatever rests on a need without any source is left out: that is told as a break.
#[must_use]
pub fn stalls(parts: &[Part<'_>]) -> Vec<Stall> {
    let mut start = Start::new(parts);
    start.run();
    if start.works.iter().all(|works| *works) {
        return Vec::new();
    }
    start.find_fronts();
    start.circles()
}

/// A member of a network.
type Place = (usize, usize);

struct Start<'n> {
    parts: &'n [Part<'n>],
    near: Vec<Neighbours>,
    /// The elements, numbered in the order in which they are met: their members.
    members: Vec<Vec<Place>>,
    /// By network and member: the number of its element.
    of: Vec<Vec<usize>>,
    /// By element: how many of its needs nothing has reached yet.
    open: Vec<usize>,
    works: Vec<bool>,
    /// By network and member: whether something has reached it.
    reached: Vec<Vec<bool>>,
    /// By network and member that nothing has reached: the supplier on the shortest way to what keeps it waiting.
    up: Vec<Vec<usize>>,
    /// By network and member: the member whose element would have to work for this one to hand on.
    front: Vec<Vec<usize>>,
}

impl<'n> Start<'n> {
    fn new(parts: &'n [Part<'n>]) -> Self {
        let near: Vec<Neighbours> = parts.iter().map(|p| Neighbours::new(p.network)).collect();
        let mut numbers: HashMap<u32, usize> = HashMap::new();
        let mut members: Vec<Vec<Place>> = Vec::new();
        let mut of = Vec::new();
        for (p, part) in parts.iter().enumerate() {
            let mut numbered = Vec::with_capacity(part.elements.len());
            for (m, element) in part.elements.iter().enumerate() {
                let number = *numbers.entry(*element).or_insert_with(|| {
                    members.push(Vec::new());
                    members.len() - 1
                });
                members[number].push((p, m));
                numbered.push(number);
            }
            of.push(numbered);
        }
        let none = || parts.iter().map(|p| vec![NONE; p.elements.len()]).collect();
        let mut start = Self {
            parts,
            near,
            open: vec![0; members.len()],
            works: vec![false; members.len()],
            members,
            of,
            reached: parts
                .iter()
                .map(|p| vec![false; p.elements.len()])
                .collect(),
            up: none(),
            front: none(),
        };
        for element in 0..start.members.len() {
            let needs = start.members[element].iter();
            start.open[element] = needs.filter(|place| start.is_need(**place)).count();
        }
        start
    }

    /// Whether a member has a need that others are to meet. One without suppliers meets its own, or is told as a break.
    fn is_need(&self, (p, m): Place) -> bool {
        let role = self.parts[p].network.members[m].roles.load;
        role && self.near[p].suppliers(m).next().is_some()
    }

    /// Whether an element begins without what it needs.
    fn starts(&self, element: usize) -> bool {
        let mut members = self.members[element].iter();
        members.any(|&(p, m)| self.parts[p].network.members[m].starts)
    }

    /// The least set of elements that work.
    fn run(&mut self) {
        let mut begun: Vec<usize> = (0..self.members.len())
            .filter(|e| self.open[*e] == 0 || self.starts(*e))
            .collect();
        begun.iter().for_each(|e| self.works[*e] = true);
        while let Some(element) = begun.pop() {
            let mut giving: Vec<Place> = Vec::new();
            for &(p, m) in &self.members[element] {
                let member = &self.parts[p].network.members[m];
                let conveys = member.roles.conduit && (self.reached[p][m] || member.starts);
                if member.roles.source || conveys {
                    giving.push((p, m));
                }
            }
            while let Some((p, m)) = giving.pop() {
                for consumer in self.near[p].consumers(m) {
                    if std::mem::replace(&mut self.reached[p][consumer], true) {
                        continue;
                    }
                    let other = self.of[p][consumer];
                    let roles = self.parts[p].network.members[consumer].roles;
                    if roles.load {
                        self.open[other] -= 1;
                        if self.open[other] == 0 && !std::mem::replace(&mut self.works[other], true)
                        {
                            begun.push(other);
                            continue;
                        }
                    }
                    if roles.conduit && self.works[other] {
                        giving.push((p, consumer));
                    }
                }
            }
        }
    }

    /// For all that is waiting: for whom.
    fn find_fronts(&mut self) {
        for (p, part) in self.parts.iter().enumerate() {
            let mut queue = std::collections::VecDeque::new();
            for (m, member) in part.network.members.iter().enumerate() {
                let could = member.roles.source || (member.roles.conduit && self.reached[p][m]);
                if could && !self.works[self.of[p][m]] {
                    self.front[p][m] = m;
                    queue.push_back(m);
                }
            }
            while let Some(m) = queue.pop_front() {
                for consumer in self.near[p].consumers(m) {
                    if self.reached[p][consumer] || self.up[p][consumer] != NONE {
                        continue;
                    }
                    self.up[p][consumer] = m;
                    if self.front[p][consumer] == NONE
                        && part.network.members[consumer].roles.conduit
                    {
                        self.front[p][consumer] = self.front[p][m];
                        queue.push_back(consumer);
                    }
                }
            }
        }
    }

    /// By element: whether it, or something above it, has a need without any source.
    fn broken(&self) -> Vec<bool> {
        let mut broken = vec![false; self.members.len()];
        let mut stack = Vec::new();
        for (p, part) in self.parts.iter().enumerate() {
            let fed = fed(part.network, &self.near[p]);
            for (m, member) in part.network.members.iter().enumerate() {
                let element = self.of[p][m];
                if member.roles.load && !fed[m] && !std::mem::replace(&mut broken[element], true) {
                    stack.push(element);
                }
            }
        }
        while let Some(element) = stack.pop() {
            for &(p, m) in &self.members[element] {
                if !hands_on(self.parts[p].network, m) {
                    continue;
                }
                for consumer in self.near[p].consumers(m) {
                    let other = self.of[p][consumer];
                    if !std::mem::replace(&mut broken[other], true) {
                        stack.push(other);
                    }
                }
            }
        }
        broken
    }

    /// The first need of an element that keeps it waiting, and the element that it waits for.
    fn waits_for(&self, element: usize) -> Option<(Place, usize)> {
        let waiting = |&(p, m): &Place| self.is_need((p, m)) && !self.reached[p][m];
        let (p, m) = self.members[element].iter().copied().find(waiting)?;
        let up = Some(self.up[p][m]).filter(|up| *up != NONE)?;
        let front = Some(self.front[p][up]).filter(|front| *front != NONE)?;
        Some(((p, m), self.of[p][front]))
    }

    fn circles(&self) -> Vec<Stall> {
        let broken = self.broken();
        let count = self.members.len();
        let mut found: Vec<Stall> = Vec::new();
        // By element: the circle that it waits for.
        let mut circle_of = vec![NONE; count];
        let mut on_way = vec![false; count];
        let mut on_circle = vec![false; count];
        for first in (0..count).filter(|e| !self.works[*e] && !broken[*e]) {
            let mut way = Vec::new();
            let mut at = first;
            let circle = loop {
                if circle_of[at] != NONE {
                    break circle_of[at];
                }
                if on_way[at] {
                    let from = way.iter().position(|e| *e == at).unwrap_or(0);
                    let hops = way.get(from..).unwrap_or_default();
                    hops.iter().for_each(|e| on_circle[*e] = true);
                    found.push(Stall {
                        hops: hops.iter().filter_map(|e| self.hop(*e)).collect(),
                        waiting: None,
                    });
                    break found.len() - 1;
                }
                on_way[at] = true;
                way.push(at);
                match self.waits_for(at) {
                    Some((_, next)) => at = next,
                    None => break NONE,
                }
            };
            for element in way {
                on_way[element] = false;
                circle_of[element] = circle;
            }
        }
        for element in 0..count {
            let circle = found.get_mut(circle_of[element]);
            if let Some(stall) = circle.filter(|_| !on_circle[element]) {
                let (p, m) = self.members[element][0];
                let (_, number) = stall.waiting.get_or_insert((self.parts[p].elements[m], 0));
                *number += 1;
            }
        }
        found
    }

    /// What an element waits for, from its need up.
    fn hop(&self, element: usize) -> Option<Hop> {
        let ((p, m), _) = self.waits_for(element)?;
        let mut chain = vec![m];
        let mut at = self.up[p][m];
        while at != NONE && chain.len() <= self.up[p].len() {
            chain.push(at);
            if self.front[p][at] == at {
                break;
            }
            at = self.up[p][at];
        }
        Some(Hop { part: p, chain })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{Link, Member};

    fn network(members: Vec<Member>, links: &[(usize, usize)]) -> Network {
        Network {
            members,
            links: links.iter().map(|&(s, c)| Link::new(s, c)).collect(),
        }
    }

    /// A source that needs some of what it gives.
    fn engine() -> Member {
        let mut engine = Member::source(50.0);
        engine.roles.load = true;
        engine.need = Some(1.0);
        engine
    }

    fn alone(network: &Network) -> Vec<Stall> {
        let elements: Vec<u32> = (0..network.members.len() as u32).collect();
        let parts = [Part {
            network,
            elements: &elements,
        }];
        stalls(&parts)
    }

    #[test]
    fn an_engine_behind_its_own_board_waits_for_itself() {
        // engine 0 feeds board 1, which feeds its pumps, and hall 2.
        let links = [(0, 1), (1, 0), (1, 2)];
        let site = network(
            vec![engine(), Member::conduit(60.0), Member::load(40.0)],
            &links,
        );
        let stall = Stall {
            hops: vec![Hop {
                part: 0,
                chain: vec![0, 1, 0],
            }],
            waiting: Some((2, 1)),
        };
        assert_eq!(alone(&site), [stall]);

        // One that cranks itself starts, and so does one beside a small set on the board, or a battery.
        let mut cranked = site.clone();
        cranked.members[0].starts = true;
        assert_eq!(alone(&cranked), []);
        let mut beside = site.clone();
        beside.members.push(Member::source(2.0));
        beside.links.push(Link::new(3, 1));
        assert_eq!(alone(&beside), []);
        let mut battery = site.clone();
        let mut cells = Member::conduit(2.0);
        cells.starts = true;
        battery.members.push(cells);
        battery.links.extend([Link::new(0, 3), Link::new(3, 1)]);
        assert_eq!(alone(&battery), []);
        // A need that names no supplier is met by what it gives itself.
        let own = network(vec![engine(), Member::load(40.0)], &[(0, 1)]);
        assert_eq!(alone(&own), []);
    }

    #[test]
    fn a_circle_through_another_resource_is_found_from_both_ends() {
        // The pump conveys water for the engine and needs power; the engine gives power and needs water.
        let water = network(
            vec![Member::source(9.0), Member::conduit(9.0), Member::load(3.0)],
            &[(0, 1), (1, 2)],
        );
        let power = network(
            vec![Member::source(50.0), Member::load(1.0), Member::load(40.0)],
            &[(0, 1), (0, 2)],
        );
        // Elements: well 10, pump 11, engine 12, hall 13.
        let parts = [
            Part {
                network: &water,
                elements: &[10, 11, 12],
            },
            Part {
                network: &power,
                elements: &[12, 11, 13],
            },
        ];
        let found = stalls(&parts);
        let hop = |part, chain: &[usize]| Hop {
            part,
            chain: chain.to_vec(),
        };
        assert_eq!(
            found,
            [Stall {
                hops: vec![hop(1, &[1, 0]), hop(0, &[2, 1])],
                waiting: Some((13, 1)),
            }]
        );
    }

    #[test]
    fn what_rests_on_a_break_is_left_out() {
        // The board's engine needs fuel that nothing gives.
        let fuel = network(vec![Member::load(1.0), Member::conduit(5.0)], &[(1, 0)]);
        let power = network(vec![engine(), Member::load(4.0)], &[(0, 1)]);
        let parts = [
            Part {
                network: &fuel,
                elements: &[0, 9],
            },
            Part {
                network: &power,
                elements: &[0, 1],
            },
        ];
        assert_eq!(stalls(&parts), []);
    }

    #[test]
    fn conduits_without_needs_never_stall() {
        let ring = network(
            vec![
                Member::source(5.0),
                Member::conduit(5.0),
                Member::conduit(5.0),
                Member::load(5.0),
            ],
            &[(0, 1), (1, 2), (2, 1), (2, 3)],
        );
        assert_eq!(alone(&ring), []);
        assert_eq!(alone(&Network::default()), []);
    }
}
