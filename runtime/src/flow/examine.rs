//! The whole examination of a network.

use super::capacity::amounts;
use super::finding::{Finding, Limits, Report};
use super::gain::Labels;
use super::network::{Change, Day, Network, Quantity};
use super::shape::Shape;
use super::solver::BEGINNING;
use super::structure::Neighbours;
use super::{dates, idle, shortage, spof, structure};

/// Everything that is wrong or remarkable about a network, causes first and in a fixed order.
///
/// A load that has no source, or whose supply arrives too late, is reported for that and not also
/// for being short; how many such consequences there are is counted.
#[must_use]
pub fn examine(network: &Network, limits: &Limits) -> Report {
    let near = Neighbours::new(network);
    let structure = structure::examine(network, &near);
    let (late, expects) = dates::late(network, &near, &structure.fed);
    let held_back =
        structure.suffering + late.iter().map(|late| 1 + late.also.len()).sum::<usize>();

    let rest = without_causes(network, &structure.fed, &expects);
    let shape = Shape::new(&rest);
    let labels = Labels::new(&rest, &shape);
    let (short, drawn) = shortage::examine(&rest, &shape, &labels);

    let mut findings = structure.causes;
    findings.extend(late.into_iter().map(Finding::Late));
    findings.extend(short.into_iter().map(Finding::Short));
    if limits.single_points {
        findings.extend(spof::examine(network).into_iter().map(Finding::Spof));
    }
    let idle = idle::examine(&rest, &shape, &labels, &drawn, limits);
    findings.extend(idle.into_iter().map(Finding::Idle));
    findings.extend(structure.remarks);
    Report {
        findings,
        held_back,
    }
}

/// The network without the needs that are reported already: those of loads that nothing ever
/// reaches, and those of late loads until their supply arrives.
fn without_causes(network: &Network, fed: &[bool], expects: &[Day]) -> Network {
    let mut rest = network.clone();
    for ((member, &fed), &expects) in rest.members.iter_mut().zip(fed).zip(expects) {
        if !fed || expects == Day::MAX {
            member.roles.load = false;
        } else if expects > BEGINNING {
            let then = amounts(member, expects).need;
            member.need = None;
            member
                .changes
                .retain(|change| change.of != Quantity::Need || change.from > expects);
            member.changes.push(Change {
                from: expects,
                amount: then,
                of: Quantity::Need,
            });
            member.changes.sort_by_key(|change| change.from);
        }
    }
    rest
}
