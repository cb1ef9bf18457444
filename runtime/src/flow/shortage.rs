//! Needs above what can be delivered, over all days.

use super::cut::{Group, deliverable, groups};
use super::finding::Short;
use super::gain::Labels;
use super::network::{Day, Network};
use super::shape::Shape;
use super::solver::{BEGINNING, Solver, State, timeline};
use std::collections::BTreeMap;

/// What identifies a limit: its members and its links.
type Limit = (Vec<usize>, Vec<usize>);

/// A shortage while the days go by.
struct Open {
    short: Short,
    /// Members whose new capacity would help.
    waiting: Vec<usize>,
    /// Whether it was seen on the day before.
    current: bool,
}

/// The shortages, by their first load, and what all loads draw together from each day on.
pub(super) fn examine(
    network: &Network,
    shape: &Shape,
    labels: &Labels,
) -> (Vec<Short>, Vec<(Day, f64)>) {
    let mut solver = Solver::new(network, shape, labels);
    let mut open: BTreeMap<Limit, Open> = BTreeMap::new();
    let mut totals = Vec::new();
    for (day, members) in timeline(network) {
        let before: Vec<f64> = members.iter().map(|&m| capacity(&solver, m)).collect();
        solver.advance(day, &members);
        let mut seen: Vec<Limit> = Vec::new();
        let total = if solver.all_met() {
            solver.demand()
        } else {
            let state = solver.state();
            for group in groups(&solver, &state) {
                let limit = (group.binding.clone(), group.links.clone());
                note(&mut open, &solver, &state, day, group);
                seen.push(limit);
            }
            state.served.iter().sum()
        };
        seen.sort_unstable();
        for (limit, shortage) in &mut open {
            if seen.binary_search(limit).is_err() && std::mem::replace(&mut shortage.current, false)
            {
                shortage.short.to = Some(day);
                let grown = members
                    .iter()
                    .zip(&before)
                    .filter(|(m, was)| capacity(&solver, **m) > **was);
                let grown: Vec<usize> = grown.map(|(&m, _)| m).collect();
                shortage.short.cure = shortage
                    .waiting
                    .iter()
                    .copied()
                    .find(|m| grown.binary_search(m).is_ok());
            }
        }
        totals.push((day, total));
    }
    let mut found: Vec<Short> = open.into_values().map(|shortage| shortage.short).collect();
    found.sort_by(|a, b| a.loads.cmp(&b.loads).then(a.from.cmp(&b.from)));
    (found, totals)
}

/// What a member can give and carry today.
fn capacity(solver: &Solver<'_>, member: usize) -> f64 {
    solver
        .amounts
        .get(member)
        .map_or(0.0, |amounts| amounts.give.usable + amounts.carry.usable)
}

/// Adds what was seen on a day to the shortage of the same limit.
fn note(
    open: &mut BTreeMap<Limit, Open>,
    solver: &Solver<'_>,
    state: &State,
    day: Day,
    group: Group,
) {
    let date = Some(day).filter(|&day| day > BEGINNING);
    let sum =
        |loads: &[usize], of: &dyn Fn(usize) -> f64| loads.iter().map(|&m| of(m)).sum::<f64>();
    let need = |m: usize| solver.amounts[m].need;
    let drawn = |m: usize| state.served[m];
    let lacking = sum(&group.lacking, &|m| need(m) - drawn(m));
    let mut capacity = group
        .links
        .iter()
        .filter_map(|&link| solver.network.links.get(link)?.capacity)
        .sum::<f64>();
    let mut reserved = 0.0;
    for &member in &group.binding {
        let (amount, spare) = deliverable(solver, state, member);
        capacity += amount;
        reserved += spare;
    }
    let short = Short {
        loads: group.lacking,
        from: date,
        to: None,
        lacking,
        worst: date,
        demand: sum(&group.behind, &need),
        available: sum(&group.behind, &drawn),
        behind: group.behind,
        binding: group.binding.clone(),
        connections: group.links.clone(),
        capacity,
        reserved,
        cure: None,
    };
    let mut waiting = group.binding.clone();
    waiting.extend(group.shut);
    match open.entry((group.binding, group.links)) {
        std::collections::btree_map::Entry::Vacant(place) => {
            place.insert(Open {
                short,
                waiting,
                current: true,
            });
        }
        std::collections::btree_map::Entry::Occupied(mut place) => {
            let known = place.get_mut();
            known.current = true;
            known.waiting = waiting;
            let mut loads = std::mem::take(&mut known.short.loads);
            loads.extend_from_slice(&short.loads);
            loads.sort_unstable();
            loads.dedup();
            if short.lacking > known.short.lacking * (1.0 + 1e-12) {
                known.short = Short {
                    from: known.short.from,
                    ..short
                };
            }
            known.short.to = None;
            known.short.loads = loads;
        }
    }
}
