//! Capacity that stands ready long before the loads that will draw it.
//!
//! What could be delivered on a day is what would flow if every load already needed the most that it
//! will need from then on. Capacity beyond all of that is not counted: it is headroom, not waste.

use super::capacity::{amounts, change_days};
use super::finding::{Idle, Limits};
use super::gain::Labels;
use super::network::{Change, Day, Network, Quantity};
use super::shape::Shape;
use super::solver::{BEGINNING, Solver, timeline};

/// The network with every load needing, on each day, the most that it will need from that day on.
fn with_later_needs(network: &Network) -> Network {
    let mut ahead = network.clone();
    for (member, ahead) in network.members.iter().zip(&mut ahead.members) {
        if !member.roles.load {
            continue;
        }
        let days: Vec<Day> = std::iter::once(BEGINNING)
            .chain(change_days(member))
            .collect();
        let mut most = 0.0f64;
        let mut later: Vec<Change> = Vec::new();
        for &from in days.iter().rev() {
            most = most.max(amounts(member, from).need);
            later.push(Change {
                from,
                amount: most,
                of: Quantity::Need,
            });
        }
        later.reverse();
        later.dedup_by(|next, before| next.amount == before.amount);
        ahead.need = None;
        ahead.changes.retain(|change| change.of != Quantity::Need);
        ahead.changes.extend(later);
        ahead.changes.sort_by_key(|change| change.from);
        if !member.roles.conduit && !member.roles.source {
            ahead.from = None;
        }
    }
    ahead
}

/// The times in which more than the share of the limits idles for longer than they allow. `drawn` is
/// what all loads draw together from each day on.
pub(super) fn examine(
    network: &Network,
    shape: &Shape,
    labels: &Labels,
    drawn: &[(Day, f64)],
    limits: &Limits,
) -> Vec<Idle> {
    let ahead = with_later_needs(network);
    let mut solver = Solver::new(&ahead, shape, labels);
    let mut deliverable: Vec<(Day, f64)> = Vec::new();
    for (day, members) in timeline(&ahead) {
        solver.advance(day, &members);
        deliverable.push((day, solver.total()));
    }

    let mut days: Vec<Day> = drawn
        .iter()
        .chain(&deliverable)
        .map(|&(day, _)| day)
        .collect();
    days.sort_unstable();
    days.dedup();
    let mut found: Vec<Idle> = Vec::new();
    let mut open: Option<Idle> = None;
    for (i, &day) in days.iter().enumerate() {
        let could = at(&deliverable, day);
        let idle = could - at(drawn, day);
        let date = Some(day).filter(|&day| day > BEGINNING);
        if could > 0.0 && idle > could * limits.idle_share {
            let now = open.get_or_insert(Idle {
                from: date,
                to: None,
                amount: idle,
                deliverable: could,
                amount_days: Some(0.0),
                awaited: Vec::new(),
            });
            if idle > now.amount {
                now.amount = idle;
                now.deliverable = could;
            }
            let length = match (date, days.get(i + 1)) {
                (Some(day), Some(&next)) => Some(f64::from(next) - f64::from(day)),
                _ => None,
            };
            now.amount_days = now
                .amount_days
                .zip(length)
                .map(|(sum, days)| sum + idle * days);
        } else if let Some(mut done) = open.take() {
            done.to = date;
            found.push(done);
        }
    }
    found.extend(open);
    // What has no date of its own did not begin to wait on any day.
    found.retain(|idle| match (idle.from, idle.to) {
        (Some(from), Some(to)) => i64::from(to) - i64::from(from) > i64::from(limits.idle_days),
        (from, _) => from.is_some(),
    });
    for idle in &mut found {
        let (from, to) = (idle.from.unwrap_or(BEGINNING), idle.to.unwrap_or(Day::MAX));
        // Whoever begins to draw more within or at the end of that time was waited for.
        let awaited = |m: &usize| {
            let member = &network.members[*m];
            let first = amounts(member, from).need;
            let later = change_days(member)
                .into_iter()
                .filter(|&day| day > from && day <= to);
            member.roles.load
                && later
                    .into_iter()
                    .any(|day| amounts(member, day).need > first)
        };
        idle.awaited = (0..network.members.len()).filter(awaited).collect();
    }
    found
}

/// The value of a step function on a day.
fn at(steps: &[(Day, f64)], day: Day) -> f64 {
    let after = steps.partition_point(|&(from, _)| from <= day);
    after
        .checked_sub(1)
        .and_then(|i| steps.get(i))
        .map_or(0.0, |&(_, value)| value)
}
