//! From the compiled skeleton to plain numbers.

use super::network::{Change, Day, Link, Member, Network, Unit, Units};
use sitec_ir::NodeId;
use sitec_ir::network as skeleton;

/// Reads the values of a skeleton's nodes.
///
/// A value that is *nothing* (NaN) must not make a finding of its own, because whoever made it is
/// reported already: an unknown need counts as zero, an unknown supply, capacity or connection as
/// unlimited, an unknown efficiency as 1, an unknown date as no date. Dates are rounded to whole days.
pub fn resolve(network: &skeleton::Network, value: impl Fn(NodeId) -> f64) -> Network {
    let known = |node: NodeId| Some(value(node)).filter(|v| !v.is_nan());
    let amount = |node: Option<NodeId>| node.and_then(known);
    let day = |node: Option<NodeId>| amount(node).map(to_day);
    let unit = |unit: &skeleton::Unit| Unit {
        rating: known(unit.rating).unwrap_or(f64::INFINITY),
        from: day(unit.from),
        until: day(unit.until),
        side: unit.side,
    };
    let members = network.members.iter().map(|member| {
        let mut changes: Vec<Change> = member
            .changes
            .iter()
            .filter_map(|c| {
                Some(Change {
                    from: to_day(known(c.from)?),
                    amount: known(c.amount)?,
                    of: c.of,
                })
            })
            .collect();
        changes.sort_by_key(|change| change.from);
        Member {
            roles: member.roles,
            give: amount(member.give),
            need: amount(member.need),
            capacity: amount(member.capacity),
            efficiency: amount(member.efficiency).unwrap_or(1.0),
            redundancy: member.redundancy,
            units: match &member.units {
                skeleton::Units::Whole => Units::Whole,
                // The cast saturates: a negative count is zero units.
                skeleton::Units::Count(node) => {
                    known(*node).map_or(Units::Whole, |n| Units::Count(libm::floor(n + 0.5) as u32))
                }
                skeleton::Units::Rated(units) => Units::Rated(units.iter().map(unit).collect()),
            },
            from: day(member.from),
            until: day(member.until),
            changes,
            expects_redundancy: member.expects_redundancy,
        }
    });
    let links = network.links.iter().map(|link| Link {
        supplier: link.supplier as usize,
        consumer: link.consumer as usize,
        capacity: amount(link.capacity),
    });
    Network {
        members: members.collect(),
        links: links.collect(),
    }
}

/// The nearest whole day; days beyond the range of [`Day`] become its ends.
fn to_day(value: f64) -> Day {
    libm::floor(value + 0.5) as Day
}
