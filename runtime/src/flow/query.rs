//! Questions about one day.

use super::cut::{Cut, whole};
use super::gain::Labels;
use super::network::{Day, Network, Roles};
use super::shape::Shape;
use super::solver::{Solver, State, timeline};

/// What flows on a day and what limits it.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// What all loads draw together.
    pub total: f64,
    /// What each load draws, by member, in declaration order; what is scarce goes to the first ones.
    pub loads: Vec<(usize, f64)>,
    /// What holds it back: the minimum cut nearest the sources.
    pub cut: Cut,
}

fn on_day<T>(
    network: &Network,
    day: Day,
    read: impl FnOnce(&State, &Solver<'_>, &Shape) -> T,
) -> T {
    let shape = Shape::new(network);
    let labels = Labels::new(network, &shape);
    let mut solver = Solver::new(network, &shape, &labels);
    let members: Vec<usize> = (0..network.members.len()).collect();
    solver.advance(day, &members);
    let state = solver.state();
    read(&state, &solver, &shape)
}

/// What flows on a day.
#[must_use]
pub fn flow(network: &Network, day: Day) -> Flow {
    on_day(network, day, |state, _, shape| Flow {
        total: state.served.iter().sum(),
        loads: loads(network, state),
        cut: whole(network, shape, state),
    })
}

/// What each load draws on a day, by member, in declaration order.
#[must_use]
pub fn supplied(network: &Network, day: Day) -> Vec<(usize, f64)> {
    on_day(network, day, |state, _, _| loads(network, state))
}

fn loads(network: &Network, state: &State) -> Vec<(usize, f64)> {
    let is_load = |m: &usize| network.members[*m].roles.load;
    (0..network.members.len())
        .filter(is_load)
        .map(|m| (m, state.served[m]))
        .collect()
}

/// The sources with something to spare after the last change, and how much (infinite for a source
/// without limit), by member.
#[must_use]
pub fn headroom(network: &Network) -> Vec<(usize, f64)> {
    let last = timeline(network).last().map_or(0, |(day, _)| *day);
    on_day(network, last, |state, solver, _| {
        let spare = |m: usize| {
            let usable = solver.amounts[m].give.usable;
            let spare = usable - state.given[m];
            (network.members[m].roles.source && spare > usable * 1e-9).then_some((m, spare))
        };
        (0..network.members.len()).filter_map(spare).collect()
    })
}

/// What all loads could draw on a day without one member: what is left after its loss, or while it
/// is maintained. Loads that hang on the member alone draw nothing.
#[must_use]
pub fn without(network: &Network, day: Day, member: usize) -> f64 {
    let mut rest = network.clone();
    if let Some(lost) = rest.members.get_mut(member) {
        lost.roles = Roles {
            load: lost.roles.load && !lost.roles.conduit,
            ..Roles::default()
        };
    }
    flow(&rest, day).total
}

/// The members, other than loads, without which not every need of a day could be met, by index. Costs
/// a flow for each member that carries something.
#[must_use]
pub fn irreplaceable(network: &Network, day: Day) -> Vec<usize> {
    let demand: f64 = network
        .members
        .iter()
        .map(|member| super::capacity::amounts(member, day).need)
        .sum();
    let carries = on_day(network, day, |state, _, shape| {
        let carries = |m: &usize| {
            let arc = shape.through[*m];
            state.given[*m] > 0.0
                || state
                    .carries
                    .get(arc as usize)
                    .is_some_and(|&carries| carries)
        };
        (0..network.members.len())
            .filter(carries)
            .collect::<Vec<usize>>()
    });
    let short = |m: &usize| without(network, day, *m) < demand * (1.0 - 1e-9);
    carries
        .into_iter()
        .filter(|&m| !network.members[m].roles.load)
        .filter(short)
        .collect()
}
