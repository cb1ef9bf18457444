//! A network's flow from one day of change to the next.

use super::capacity::{Amounts, amounts, change_days};
use super::gain::Labels;
use super::kernel::Flow;
use super::lossy;
use super::network::{Day, Network};
use super::shape::{Kind, Shape, member_of, out_side, tap};

/// The day before every other: amounts that hold from the beginning hold from it.
pub(super) const BEGINNING: Day = Day::MIN;

/// The days on which anything changes, with the members that change; begins with [`BEGINNING`].
pub(super) fn timeline(network: &Network) -> Vec<(Day, Vec<usize>)> {
    let mut events: Vec<(Day, usize)> = Vec::new();
    for (i, member) in network.members.iter().enumerate() {
        events.extend(
            change_days(member)
                .into_iter()
                .filter(|&day| day > BEGINNING)
                .map(|day| (day, i)),
        );
    }
    events.sort_unstable();
    let mut days = vec![(
        BEGINNING,
        (0..network.members.len()).collect::<Vec<usize>>(),
    )];
    for (day, member) in events {
        match days.last_mut() {
            Some((last, members)) if *last == day => members.push(member),
            _ => days.push((day, vec![member])),
        }
    }
    days
}

/// The state of a network on a day.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// What each member draws as a load.
    pub served: Vec<f64>,
    /// What each member gives as a source.
    pub given: Vec<f64>,
    /// The nodes that something more could reach: the cut nearest the sources runs around them.
    pub reached: Vec<bool>,
    /// By arc: whether it carries anything.
    pub carries: Vec<bool>,
}

/// Keeps the flow of a network while days go by.
pub(super) struct Solver<'n> {
    pub network: &'n Network,
    pub shape: &'n Shape,
    labels: &'n Labels,
    /// The amounts of the day, by member.
    pub amounts: Vec<Amounts>,
    /// The loads with their taps, in declaration order, and what each needs on the day.
    loads: Vec<(usize, u32)>,
    needs: Sums,
    flow: Flow<'n>,
    /// One whole number stands for so much, in labelled amounts; a power of two.
    quantum: f64,
    /// Stands for "without limit": more than all needs together.
    limit: i64,
}

/// Whether what is served counts as what is needed.
pub(super) fn enough(served: f64, need: f64) -> bool {
    served >= need * (1.0 - 1e-9)
}

impl<'n> Solver<'n> {
    /// Before any day.
    pub fn new(network: &'n Network, shape: &'n Shape, labels: &'n Labels) -> Self {
        // A need is never larger than at its highest, so this bounds every flow.
        let highest = |m: usize| {
            let member = &network.members[m];
            let later = member.changes.iter().map(|change| change.amount);
            let need = later
                .chain(member.need)
                .filter(|n| n.is_finite())
                .fold(0.0, f64::max);
            if member.roles.load {
                need / labels.of[tap(network, m) as usize]
            } else {
                0.0
            }
        };
        let total: f64 = (0..network.members.len())
            .map(highest)
            .sum::<f64>()
            .clamp(1e-200, 1e200);
        // Powers of two keep every amount with at most 50 significant bits exact.
        let (_, exponent) = libm::frexp(total);
        let quantum = libm::ldexp(1.0, exponent - 50);
        // Every rounding is half a unit at most, and they mostly cancel.
        let slack = 16 + network.members.len() as i64 / 64;
        Self {
            network,
            shape,
            labels,
            amounts: vec![Amounts::default(); network.members.len()],
            loads: (0..network.members.len())
                .filter(|&m| network.members[m].roles.load)
                .map(|m| (m, tap(network, m)))
                .collect(),
            needs: Sums::new(network.members.len()),
            flow: Flow::new(shape, slack),
            quantum,
            limit: 1 << 52,
        }
        .with_links()
    }

    fn with_links(mut self) -> Self {
        for (i, arc) in self.shape.arcs.iter().enumerate() {
            let cap = match arc.kind {
                Kind::Through(_) => continue,
                Kind::Link(link) => {
                    let rating = self.network.links[link as usize]
                        .capacity
                        .unwrap_or(f64::INFINITY);
                    self.whole(rating.max(0.0), arc.tail)
                }
                Kind::Own => self.limit,
            };
            self.flow
                .set_cap(i as u32, if self.labels.dropped[i] { 0 } else { cap });
        }
        self
    }

    /// An amount at a node in whole numbers.
    fn whole(&self, amount: f64, node: u32) -> i64 {
        let units = amount / self.labels.of[node as usize] / self.quantum;
        // NaN and too much are without limit.
        if units < self.limit as f64 {
            libm::floor(units + 0.5) as i64
        } else {
            self.limit
        }
    }

    fn amount(&self, whole: i64, node: u32) -> f64 {
        whole as f64 * self.labels.of[node as usize] * self.quantum
    }

    /// Goes to a day on which the given members change.
    pub fn advance(&mut self, day: Day, members: &[usize]) {
        for &m in members {
            let now = amounts(&self.network.members[m], day);
            let before = std::mem::replace(&mut self.amounts[m], now);
            if now == before {
                continue;
            }
            let arc = self.shape.through[m];
            if arc != Shape::NO_ARC && !self.labels.dropped[arc as usize] {
                let cap = self.whole(now.carry.usable, out_side(m));
                self.flow.set_cap(arc, cap);
            }
            let give = if now.give.usable > 0.0 {
                self.whole(now.give.usable, out_side(m))
            } else {
                0
            };
            self.flow.set_give(out_side(m), give);
            let at = tap(self.network, m);
            self.needs.set(m, now.need);
            let need = self.whole(now.need, at);
            self.flow.set_need(at, need);
        }
    }

    /// Whether every need of the day can be met.
    pub fn all_met(&mut self) -> bool {
        let missing = self.flow.settle();
        if missing.iter().all(|&node| self.is_met(node)) {
            return true;
        }
        !self.labels.exact && {
            let state = lossy::solve(self.network, self.shape, &self.amounts, false);
            self.loads
                .iter()
                .all(|&(m, _)| enough(state.served[m], self.needs.get(m)))
        }
    }

    fn is_met(&self, node: u32) -> bool {
        let need = self.amounts[member_of(node)].need;
        let missing = self.amount(self.flow.missing(node), node);
        enough(need - missing, need)
    }

    /// The state of the day, with what is scarce going to the loads in declaration order.
    pub fn state(&mut self) -> State {
        if !self.labels.exact {
            return lossy::solve(self.network, self.shape, &self.amounts, true);
        }
        let missing = self.flow.settle();
        if !missing.iter().all(|&node| self.is_met(node)) {
            let needing = self.loads.iter().filter(|&&(m, _)| self.needs.get(m) > 0.0);
            let taps: Vec<u32> = needing.map(|&(_, tap)| tap).collect();
            self.flow.settle_in_order(&taps);
        }
        let count = self.network.members.len();
        let mut served = vec![0.0; count];
        for &(member, tap) in &self.loads {
            served[member] = self.served(member, tap);
        }
        State {
            served,
            given: (0..count)
                .map(|m| self.amount(self.flow.given(out_side(m)), out_side(m)))
                .collect(),
            reached: self.flow.reachable(),
            carries: (0..self.shape.arcs.len() as u32)
                .map(|arc| self.flow.through(arc) > 0)
                .collect(),
        }
    }

    /// What a member draws at its tap: exactly its need if nothing worth the word is missing.
    fn served(&self, member: usize, tap: u32) -> f64 {
        let need = self.needs.get(member);
        if self.flow.missing(tap) == 0 {
            need
        } else {
            self.amount(self.flow.served(tap), tap).min(need)
        }
    }

    /// What all loads need together on the day.
    pub fn demand(&self) -> f64 {
        self.needs.total()
    }

    /// What all loads draw together on the day.
    pub fn total(&mut self) -> f64 {
        let missing = self.flow.settle();
        if missing.is_empty() {
            self.demand()
        } else if self.labels.exact {
            let lacking = |&node: &u32| self.amount(self.flow.missing(node), node);
            self.demand() - missing.iter().map(lacking).sum::<f64>()
        } else {
            lossy::solve(self.network, self.shape, &self.amounts, false)
                .served
                .iter()
                .sum()
        }
    }
}

/// Numbers whose sum is always at hand, and depends on nothing but the numbers: a tree of partial
/// sums.
#[derive(Debug, Clone)]
struct Sums {
    /// The sum of everything at 1, of the halves at 2 and 3, and so on down to the numbers.
    tree: Vec<f64>,
    width: usize,
}

impl Sums {
    fn new(count: usize) -> Self {
        let width = count.next_power_of_two();
        Self {
            tree: vec![0.0; 2 * width],
            width,
        }
    }

    fn get(&self, at: usize) -> f64 {
        self.tree[self.width + at]
    }

    fn set(&mut self, at: usize, number: f64) {
        let mut i = self.width + at;
        self.tree[i] = number;
        while i > 1 {
            i /= 2;
            self.tree[i] = self.tree[2 * i] + self.tree[2 * i + 1];
        }
    }

    fn total(&self) -> f64 {
        self.tree[1]
    }
}
