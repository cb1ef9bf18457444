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
            starts: amount(member.starts).is_some_and(|v| v != 0.0),
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

#[cfg(test)]
mod tests {
    use super::*;
    use sitec_ir::network::Roles;

    #[test]
    fn values_are_read_and_nothing_stays_silent() {
        let values = [7.0, 100.4, f64::NAN, 2.6, 50.0, 200.0, 300.0];
        let node = |i| Some(NodeId(i));
        let change = |from, amount| skeleton::Change {
            from: NodeId(from),
            amount: NodeId(amount),
            of: skeleton::Quantity::Need,
        };
        let compiled = skeleton::Network {
            resource: 0,
            members: vec![
                skeleton::Member {
                    roles: Roles::CONDUIT,
                    capacity: node(0),
                    efficiency: node(2),
                    from: node(1),
                    until: node(2),
                    units: skeleton::Units::Count(NodeId(3)),
                    ..skeleton::Member::default()
                },
                skeleton::Member {
                    roles: Roles::LOAD,
                    need: node(2),
                    changes: vec![change(6, 4), change(5, 0), change(2, 0)],
                    ..skeleton::Member::default()
                },
            ],
            links: vec![skeleton::Link::new(0, 1)],
        };
        let network = resolve(&compiled, |node| values[node.index()]);
        let [conduit, load] = network.members.as_slice() else {
            panic!("two members")
        };
        assert_eq!((conduit.capacity, conduit.efficiency), (Some(7.0), 1.0));
        assert_eq!((conduit.from, conduit.until), (Some(100), None));
        assert_eq!(conduit.units, Units::Count(3));
        assert_eq!(load.need, None, "an unknown need asks for nothing");
        let steps: Vec<(Day, f64)> = load.changes.iter().map(|c| (c.from, c.amount)).collect();
        assert_eq!(
            steps,
            [(200, 7.0), (300, 50.0)],
            "in order of their day, unknown ones left out"
        );
        assert_eq!(network.links, [Link::new(0, 1)]);
    }
}
