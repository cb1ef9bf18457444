//! When supply first reaches a member, and which member's date decides it.

use super::capacity::{amounts, change_days};
use super::finding::Late;
use super::network::{Day, Member, Network};
use super::solver::BEGINNING;
use super::structure::Neighbours;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};

/// No day at all.
const NEVER: Day = Day::MAX;
const NONE: usize = usize::MAX;

/// When supply reaches each member.
pub(super) struct Arrival {
    /// By member: the first day on which a chain of working suppliers joins it with a source.
    day: Vec<Day>,
    /// By member: the supplier over which it comes, or [`NONE`].
    over: Vec<usize>,
    /// By member: whose date decides; the one nearest the source if several share the day.
    binding: Vec<usize>,
}

/// The first day on which a member has something of an amount, if ever.
fn first_day(member: &Member, amount: impl Fn(Day) -> f64) -> Day {
    let days = std::iter::once(BEGINNING).chain(change_days(member));
    days.into_iter()
        .find(|&day| amount(day) > 0.0)
        .unwrap_or(NEVER)
}

fn gives_from(member: &Member) -> Day {
    if member.roles.source {
        first_day(member, |day| amounts(member, day).give.usable)
    } else {
        NEVER
    }
}

fn carries_from(member: &Member) -> Day {
    if member.roles.conduit {
        first_day(member, |day| amounts(member, day).carry.usable)
    } else {
        NEVER
    }
}

/// The first day of a member's need.
fn needs_from(member: &Member) -> Day {
    if member.roles.load {
        first_day(member, |day| amounts(member, day).need)
    } else {
        NEVER
    }
}

impl Arrival {
    /// The earliest arrivals: each way is as late as its latest member, and the earliest way counts.
    pub fn new(network: &Network, near: &Neighbours) -> Self {
        let count = network.members.len();
        let mut arrival = Self {
            day: vec![NEVER; count],
            over: vec![NONE; count],
            binding: (0..count).collect(),
        };
        let mut done = vec![false; count];
        let mut queue = BinaryHeap::new();
        for (i, member) in network.members.iter().enumerate() {
            let day = gives_from(member);
            if day < NEVER {
                arrival.day[i] = day;
                queue.push(Reverse((day, i)));
            }
        }
        let carries: Vec<Day> = network.members.iter().map(carries_from).collect();
        while let Some(Reverse((day, member))) = queue.pop() {
            if std::mem::replace(&mut done[member], true) {
                continue;
            }
            // What only gives hands on nothing of what reaches it.
            let conveys = network.members[member].roles.conduit;
            let handing = if conveys {
                arrival.binding[member]
            } else {
                member
            };
            for consumer in near.consumers(member) {
                let conduit = network.members[consumer].roles.conduit;
                let own = if conduit {
                    carries[consumer]
                } else {
                    BEGINNING
                };
                let due = day.max(own);
                if done[consumer] || due >= arrival.day[consumer] {
                    continue;
                }
                arrival.day[consumer] = due;
                arrival.over[consumer] = member;
                arrival.binding[consumer] = if own > day { consumer } else { handing };
                if conduit {
                    queue.push(Reverse((due, consumer)));
                }
            }
        }
        arrival
    }

    /// From a member up to a source, along the supply that is there first.
    fn chain(&self, network: &Network, member: usize) -> Vec<usize> {
        let mut chain = vec![member];
        let mut at = self.over[member];
        while at != NONE && chain.len() <= self.over.len() {
            chain.push(at);
            at = if network.members[at].roles.conduit {
                self.over[at]
            } else {
                NONE
            };
        }
        chain
    }
}

/// Loads that have a source, but whose need begins before anything can reach them; by first load,
/// those that wait for the same member together. Also the day from which each load may expect
/// supply: where nothing is late, from the beginning.
pub(super) fn late(network: &Network, near: &Neighbours, fed: &[bool]) -> (Vec<Late>, Vec<Day>) {
    let arrival = Arrival::new(network, near);
    let mut expects = vec![BEGINNING; network.members.len()];
    let mut by_binding: BTreeMap<usize, (Option<Vec<usize>>, Vec<usize>)> = BTreeMap::new();
    for (load, member) in network.members.iter().enumerate() {
        // A need that never begins is never late.
        let from = needs_from(member);
        if fed[load] && from < arrival.day[load] {
            expects[load] = arrival.day[load];
            let chain = if arrival.day[load] < NEVER {
                None
            } else {
                Some(arrival.never(network, near, load))
            };
            let binding = chain
                .as_ref()
                .map_or(arrival.binding[load], |c| c.last().copied().unwrap_or(load));
            by_binding
                .entry(binding)
                .or_insert_with(|| (chain, Vec::new()))
                .1
                .push(load);
        }
    }
    let mut found: Vec<Late> = by_binding
        .into_iter()
        .filter_map(|(binding, (chain, loads))| {
            let (&load, also) = loads.split_first()?;
            let from = loads
                .iter()
                .map(|&l| needs_from(&network.members[l]))
                .min()?;
            let until = Some(arrival.day[load]).filter(|&day| day < NEVER);
            let chain = chain.unwrap_or_else(|| arrival.chain(network, load));
            let from = Some(from).filter(|&day| day > BEGINNING);
            Some(Late {
                load,
                also: also.to_vec(),
                from,
                until,
                binding,
                chain,
            })
        })
        .collect();
    found.sort_by_key(|late| late.load);
    (found, expects)
}

impl Arrival {
    /// Where nothing ever arrives at a load: from it up to the first member that could hand on and
    /// never does, although its own supply arrives or it should itself be a source.
    fn never(&self, network: &Network, near: &Neighbours, load: usize) -> Vec<usize> {
        let mut below = BTreeMap::new();
        let mut queue = VecDeque::from([load]);
        let mut last = load;
        while let Some(at) = queue.pop_front() {
            last = at;
            let idle_source = at != load && network.members[at].roles.source;
            if idle_source || near.suppliers(at).any(|s| self.day[s] < NEVER) {
                break;
            }
            for supplier in near.suppliers(at) {
                if supplier != load && !below.contains_key(&supplier) {
                    below.insert(supplier, at);
                    queue.push_back(supplier);
                }
            }
        }
        let mut chain = vec![last];
        while let Some(&next) = below.get(&last) {
            chain.push(next);
            last = next;
        }
        chain.reverse();
        chain
    }
}
