//! Small random networks against brute force.

use crate::brute;
use proptest::prelude::*;
use sitec_runtime::flow::{
    Change, Finding, Limits, Link, Member, Network, Quantity, Redundancy, Roles, capacity::amounts,
    dominators, examine, flow, headroom, supplied,
};

fn day() -> impl Strategy<Value = Option<i32>> {
    prop_oneof![2 => Just(None), 3 => (0..12i32).prop_map(Some)]
}

fn member() -> impl Strategy<Value = Member> {
    let roles = prop_oneof![
        3 => Just(Roles::SOURCE),
        6 => Just(Roles::CONDUIT),
        5 => Just(Roles::LOAD),
        1 => Just(Roles { source: true, conduit: true, load: false }),
        1 => Just(Roles { source: false, conduit: true, load: true }),
        1 => Just(Roles { source: true, conduit: false, load: true }),
        1 => Just(Roles::default()),
    ];
    let amount = || (0..20u32).prop_map(f64::from);
    let change = (
        0..12i32,
        amount(),
        prop_oneof![
            Just(Quantity::Give),
            Just(Quantity::Need),
            Just(Quantity::Capacity)
        ],
    )
        .prop_map(|(from, amount, of)| Change { from, amount, of });
    let carries = prop_oneof![Just(None), amount().prop_map(Some)];
    (
        roles,
        amount(),
        amount(),
        carries,
        day(),
        day(),
        prop::collection::vec(change, 0..3),
        any::<bool>(),
    )
        .prop_map(
            |(roles, give, need, capacity, from, until, mut changes, expects_redundancy)| {
                changes.sort_by_key(|change| change.from);
                Member {
                    roles,
                    give: Some(give),
                    need: Some(need),
                    capacity,
                    from,
                    until,
                    changes,
                    expects_redundancy,
                    ..Member::default()
                }
            },
        )
}

fn network_of(
    members: std::ops::Range<usize>,
    links: std::ops::Range<usize>,
) -> impl Strategy<Value = Network> {
    prop::collection::vec(member(), members).prop_flat_map(move |members| {
        let n = members.len();
        let capacity =
            prop_oneof![3 => Just(None), 1 => (0..15u32).prop_map(|c| Some(f64::from(c)))];
        let link = (0..n, 0..n, capacity).prop_map(|(supplier, consumer, capacity)| Link {
            supplier,
            consumer,
            capacity,
        });
        prop::collection::vec(link, links.clone()).prop_map(move |links| Network {
            members: members.clone(),
            links,
        })
    })
}

fn network() -> impl Strategy<Value = Network> {
    network_of(2..9, 0..16)
}

/// Enough loads for them to be served in groups: some conduits in layers, many loads below.
fn crowd() -> impl Strategy<Value = Network> {
    let amount = |most: u32| (0..most).prop_map(f64::from);
    let sources = prop::collection::vec(amount(60), 1..4);
    let conduits = prop::collection::vec((amount(50), day()), 2..10);
    let loads = prop::collection::vec((amount(6), day(), day()), 20..50);
    (
        sources,
        conduits,
        loads,
        prop::collection::vec((any::<u32>(), any::<u32>()), 90),
    )
        .prop_map(|(sources, conduits, loads, picks)| {
            let mut members: Vec<Member> = sources.into_iter().map(Member::source).collect();
            let first = members.len();
            members.extend(conduits.into_iter().map(|(capacity, from)| Member {
                from,
                ..Member::conduit(capacity)
            }));
            let above = members.len();
            members.extend(loads.into_iter().map(|(need, from, until)| Member {
                from,
                until,
                ..Member::load(need)
            }));
            let mut links = Vec::new();
            let mut picks = picks.into_iter();
            for consumer in first..members.len() {
                let (one, other) = picks.next().unwrap_or_default();
                let choices = consumer.min(above) as u32;
                links.push(Link::new((one % choices) as usize, consumer));
                if other % 3 == 0 {
                    links.push(Link::new((other / 3 % choices) as usize, consumer));
                }
            }
            Network { members, links }
        })
}

fn loads(network: &Network) -> Vec<usize> {
    (0..network.members.len())
        .filter(|&m| network.members[m].roles.load)
        .collect()
}

/// What scarce supply leaves for each load when the first ones are served first.
fn in_order(network: &Network, day: i32) -> Vec<(usize, f64)> {
    let all = loads(network);
    let mut before = 0.0;
    (1..=all.len())
        .map(|count| {
            let total = brute::max_flow(network, day, &all[..count]);
            let drawn = total - std::mem::replace(&mut before, total);
            (all[count - 1], drawn)
        })
        .collect()
}

fn missing(network: &Network, day: i32) -> f64 {
    let need: f64 = network.members.iter().map(|m| amounts(m, day).need).sum();
    need - brute::max_flow(network, day, &loads(network))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn many_loads_are_served_like_one_by_one(network in crowd(), day in -1..13i32) {
        let got = flow(&network, day);
        for ((load, drawn), (expected_load, expected)) in got.loads.iter().zip(in_order(&network, day)) {
            prop_assert_eq!(*load, expected_load);
            prop_assert!((drawn - expected).abs() < 1e-6, "load {}: {} for {}", load, drawn, expected);
        }
    }

    #[test]
    fn many_loads_are_short_on_the_right_days(network in crowd()) {
        let report = examine(&network, &Limits { single_points: false, ..Limits::default() });
        let causes = report.held_back > 0;
        for day in -1..13 {
            let reported: f64 = report.findings.iter().filter_map(|finding| match finding {
                Finding::Short(short)
                    if short.from.is_none_or(|from| from <= day) && short.to.is_none_or(|to| day < to) =>
                {
                    Some(short.lacking)
                }
                _ => None,
            }).sum();
            let lacking = missing(&network, day);
            prop_assert!(causes || lacking < 1e-6 || reported > 0.0, "day {} lacks {}", day, lacking);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn flow_is_maximal_and_first_come_first_served(network in network(), day in -1..13i32) {
        let got = flow(&network, day);
        prop_assert!((got.total - brute::max_flow(&network, day, &loads(&network))).abs() < 1e-6);
        for ((load, drawn), (expected_load, expected)) in got.loads.iter().zip(in_order(&network, day)) {
            prop_assert_eq!(*load, expected_load);
            prop_assert!((drawn - expected).abs() < 1e-6, "load {}: {} for {}", load, drawn, expected);
        }
    }

    #[test]
    fn the_cut_is_as_large_as_the_flow(network in network(), day in -1..13i32) {
        let got = flow(&network, day);
        let mut size = 0.0;
        for &m in &got.cut.members {
            let amounts = amounts(&network.members[m], day);
            // A member that both gives and conveys may be cut in one way or both; skip such networks.
            let roles = network.members[m].roles;
            prop_assume!(!(roles.source && roles.conduit));
            size += amounts.give.usable + amounts.carry.usable;
        }
        size += got.cut.links.iter().filter_map(|&l| network.links[l].capacity).sum::<f64>();
        size += got.cut.demands.iter().map(|&m| amounts(&network.members[m], day).need).sum::<f64>();
        prop_assert!((size - got.total).abs() < 1e-6, "cut {} for flow {}", size, got.total);
    }

    #[test]
    fn every_failing_day_is_reported_and_no_other(network in network()) {
        let report = examine(&network, &Limits::default());
        let mut unfed = Vec::new();
        let mut late = Vec::new();
        for finding in &report.findings {
            match finding {
                Finding::Unmet(unmet) => {
                    unfed.push(unmet.member);
                    unfed.extend(&unmet.also);
                    prop_assert_eq!(unmet.chain.first(), Some(&unmet.member));
                    prop_assert_eq!(unmet.chain.last(), Some(&unmet.break_at));
                    for pair in unmet.chain.windows(2) {
                        let linked = network.links.iter().any(|l| l.supplier == pair[1] && l.consumer == pair[0]);
                        prop_assert!(linked, "chain {:?}", unmet.chain);
                    }
                }
                Finding::Loop(circle) => {
                    unfed.extend(&circle.loads);
                    for (i, &hop) in circle.hops.iter().enumerate() {
                        let supplier = circle.hops[(i + 1) % circle.hops.len()];
                        let linked = network.links.iter().any(|l| l.supplier == supplier && l.consumer == hop);
                        prop_assert!(linked, "circle {:?}", circle.hops);
                    }
                }
                Finding::Late(found) => late.extend(std::iter::once(&found.load).chain(&found.also).copied()),
                _ => {}
            }
        }
        unfed.sort_unstable();
        let expected: Vec<usize> =
            loads(&network).into_iter().filter(|&l| !brute::is_connected(&network, l, &[])).collect();
        prop_assert_eq!(&unfed, &expected, "each load without a source, once");
        prop_assert_eq!(report.held_back, unfed.len() + late.len());

        // Day by day: short exactly when brute force finds something missing (beyond the causes).
        let mut rest = network.clone();
        for &load in &unfed {
            rest.members[load].need = None;
            rest.members[load].changes.clear();
        }
        prop_assume!(late.is_empty());
        for day in -1..13 {
            let lacking = missing(&rest, day);
            let reported = report.findings.iter().any(|finding| match finding {
                Finding::Short(short) => {
                    short.from.is_none_or(|from| from <= day) && short.to.is_none_or(|to| day < to)
                }
                _ => false,
            });
            if lacking > 1e-6 {
                prop_assert!(reported, "day {} lacks {} and is not reported", day, lacking);
            }
        }
        for finding in &report.findings {
            if let Finding::Short(short) = finding {
                let first = missing(&rest, short.from.unwrap_or(-1));
                prop_assert!(first > 1e-6, "not short on the first day");
                let worst = missing(&rest, short.worst.unwrap_or(-1));
                prop_assert!(short.lacking > 0.0 && short.lacking <= worst + 1e-6);
                prop_assert!((short.demand - short.available - short.lacking).abs() < 1e-6, "{:?}", short);
                prop_assert!(!short.binding.is_empty() || !short.connections.is_empty(), "{:?}", short);
            }
        }
    }

    #[test]
    fn late_loads_have_no_supply_before_the_day(network in network()) {
        for finding in examine(&network, &Limits::default()).findings {
            let Finding::Late(late) = finding else { continue };
            for load in std::iter::once(late.load).chain(late.also) {
                let last = late.until.map_or(13, |day| day - 1);
                for day in -1..=last {
                    prop_assert!(brute::max_flow(&network, day, &[load]) < 1e-9, "load {} on day {}", load, day);
                }
            }
        }
    }

    #[test]
    fn dominators_are_what_disconnects(network in network()) {
        for load in loads(&network) {
            if network.members[load].roles.source || !brute::is_connected(&network, load, &[]) {
                continue;
            }
            let mut got = dominators(&network, load);
            got.sort_unstable();
            let all = 0..network.members.len();
            let expected: Vec<usize> =
                all.filter(|&m| m != load && !brute::is_connected(&network, load, &[m])).collect();
            prop_assert_eq!(got, expected);
        }
    }

    #[test]
    fn single_points_take_down_their_loads(network in network()) {
        for finding in examine(&network, &Limits::default()).findings {
            let Finding::Spof(spof) = finding else { continue };
            prop_assert!(!spof.expecting.is_empty());
            for member in std::iter::once(spof.member).chain(spof.series) {
                for &load in spof.loads.iter().chain(&spof.expecting) {
                    prop_assert!(!brute::is_connected(&network, load, &[member]));
                }
            }
            prop_assert_eq!(spof.load_count, spof.loads.len());
        }
    }

    #[test]
    fn headroom_is_what_sources_do_not_give(network in network()) {
        let spare: f64 = headroom(&network).iter().map(|(_, spare)| spare).sum();
        let day = 13;
        let could: f64 = network.members.iter().map(|m| amounts(m, day).give.usable).sum();
        let drawn = flow(&network, day).total;
        prop_assert!((could - drawn - spare).abs() < 1e-6);
    }

    #[test]
    fn flow_with_losses_is_maximal_and_first_come_first_served(
        network in network(),
        losses in prop::collection::vec(prop_oneof![Just(1.0), Just(0.9), Just(0.75), Just(0.5)], 9),
        day in -1..13i32,
    ) {
        let mut network = network;
        for (member, efficiency) in network.members.iter_mut().zip(losses) {
            member.efficiency = efficiency;
        }
        let expected = brute::drawn_with_losses(&network, day);
        let got = supplied(&network, day);
        for ((load, drawn), (_, expected)) in got.iter().zip(&expected) {
            prop_assert!((drawn - expected).abs() < 1e-6, "load {}: {} for {}", load, drawn, expected);
        }
        // The examination sees the same day as short or not.
        let report = examine(&network, &Limits::default());
        let causes = report.findings.iter().any(|finding| {
            matches!(finding, Finding::Unmet(_) | Finding::Loop(_) | Finding::Late(_))
        });
        let short = report.findings.iter().any(|finding| match finding {
            Finding::Short(short) => {
                short.from.is_none_or(|from| from <= day) && short.to.is_none_or(|to| day < to)
            }
            _ => false,
        });
        let lacking = expected.iter().any(|(load, drawn)| amounts(&network.members[*load], day).need > drawn + 1e-6);
        prop_assert!(causes || short || !lacking, "day {} is short: {:?}", day, report);
        for finding in &report.findings {
            if let (Finding::Short(found), false) = (finding, causes) {
                let day = found.worst.unwrap_or(-1);
                let expected = brute::drawn_with_losses(&network, day);
                let lacking: f64 =
                    expected.iter().map(|(load, drawn)| amounts(&network.members[*load], day).need - drawn).sum();
                prop_assert!(found.lacking > 0.0 && found.lacking < lacking + 1e-6);
            }
        }
    }

    #[test]
    fn equal_losses_everywhere_scale_the_needs(network in network(), percent in 50..100u32) {
        // Every load alone behind one conduit with losses: the same as a larger need without them.
        let efficiency = f64::from(percent) / 100.0;
        let (mut lossy, mut plain) = (network.clone(), network.clone());
        for load in loads(&network) {
            let roles = network.members[load].roles;
            if roles.conduit || roles.source {
                return Ok(());
            }
            let feeder = Member { roles: Roles::CONDUIT, efficiency, redundancy: Redundancy::N, ..Member::default() };
            let at = lossy.members.len();
            lossy.members.push(feeder);
            for link in &mut lossy.links {
                if link.consumer == load {
                    link.consumer = at;
                }
            }
            lossy.links.push(Link::new(at, load));
            plain.members[load].need = plain.members[load].need.map(|need| need / efficiency);
            for change in &mut plain.members[load].changes {
                change.amount /= efficiency;
            }
        }
        for day in [0, 5, 11] {
            let (with, without) = (flow(&lossy, day), flow(&plain, day));
            prop_assert!((with.total - without.total * efficiency).abs() < 1e-6);
        }
    }
}
