//! Hand-made networks, one idea each.

use sitec_runtime::flow::{
    Change, Finding, Limits, Link, Member, Network, Quantity, Redundancy, Report, Roles, Unit,
    Units, examine, flow, headroom, supplied,
};

const N1: Redundancy = Redundancy {
    systems: 1,
    spare: 1,
    per: 1,
};

fn network(members: Vec<Member>, links: &[(usize, usize)]) -> Network {
    Network {
        members,
        links: links.iter().map(|&(s, c)| Link::new(s, c)).collect(),
    }
}

fn look(network: &Network) -> Report {
    examine(network, &Limits::default())
}

#[test]
fn a_chain_that_ends_is_reported_once_with_all_who_suffer() {
    // 0 feeds 1; 2 is fed by nothing and feeds 3, which feeds the loads 4 and 5.
    let net = network(
        vec![
            Member::source(500.0),
            Member::load(10.0),
            Member::conduit(750.0),
            Member::conduit(262.0),
            Member::load(190.0).from(100),
            Member::load(30.0).from(90),
        ],
        &[(0, 1), (2, 3), (3, 4), (3, 5)],
    );
    let report = look(&net);
    let [Finding::Unmet(unmet)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!((unmet.member, unmet.break_at), (4, 2));
    assert_eq!(unmet.chain, [4, 3, 2]);
    assert_eq!(unmet.also, [5]);
    assert_eq!(report.held_back, 2);
    assert_eq!(headroom(&net), [(0, 490.0)]);
}

#[test]
fn a_load_that_names_no_supplier_is_its_own_break() {
    let report = look(&network(vec![Member::load(1.0), Member::load(2.0)], &[]));
    let [Finding::Unmet(first), Finding::Unmet(second)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!(
        (first.break_at, first.chain.as_slice()),
        (0, [0].as_slice())
    );
    assert_eq!((second.break_at, second.also.len()), (1, 0));
}

#[test]
fn a_supplier_that_gives_nothing_ends_the_chain() {
    // Member 0 stands in the network without a role.
    let net = network(
        vec![Member::default(), Member::conduit(5.0), Member::load(1.0)],
        &[(0, 1), (1, 2)],
    );
    let report = look(&net);
    let [Finding::Unmet(unmet)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!(
        (unmet.break_at, unmet.chain.as_slice()),
        (0, [2, 1, 0].as_slice())
    );
}

#[test]
fn a_circle_without_a_source() {
    let net = network(
        vec![
            Member::conduit(5.0),
            Member::conduit(5.0),
            Member::conduit(5.0),
            Member::load(1.0),
        ],
        &[(0, 1), (1, 2), (2, 0), (2, 3)],
    );
    let report = look(&net);
    let [Finding::Loop(circle)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!(circle.hops, [0, 2, 1]);
    assert_eq!(circle.loads, [3]);
    // With a source anywhere upstream it is a ring, and legal.
    let mut ring = net.clone();
    ring.members.push(Member::source(2.0));
    ring.links.push(Link::new(4, 1));
    assert_eq!(look(&ring).findings, []);
}

#[test]
fn a_supply_that_comes_after_the_need() {
    let net = network(
        vec![
            Member::source(100.0).from(10),
            Member::conduit(80.0).from(30),
            Member::conduit(80.0).from(20),
            Member::load(10.0).from(15),
            Member::load(20.0).from(25),
            Member::load(20.0).from(30),
        ],
        &[(0, 1), (1, 2), (2, 3), (2, 4), (2, 5)],
    );
    let report = look(&net);
    let [Finding::Late(late)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!((late.load, late.also.as_slice()), (3, [4].as_slice()));
    assert_eq!(
        (late.from, late.until, late.binding),
        (Some(15), Some(30), 1)
    );
    assert_eq!(late.chain, [3, 2, 1, 0]);
    assert_eq!(report.held_back, 2);
}

#[test]
fn the_earlier_of_two_ways_counts() {
    let net = network(
        vec![
            Member::source(9.0).from(10),
            Member::source(9.0).from(5),
            Member::load(9.0).from(5),
        ],
        &[(0, 2), (1, 2)],
    );
    assert_eq!(look(&net).findings, []);
}

#[test]
fn a_supply_that_never_comes() {
    let net = network(
        vec![Member::source(0.0), Member::conduit(5.0), Member::load(1.0)],
        &[(0, 1), (1, 2)],
    );
    let report = look(&net);
    let [Finding::Late(late)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!((late.from, late.until, late.binding), (None, None, 0));
    assert_eq!(late.chain, [2, 1, 0]);
}

#[test]
fn a_group_holds_its_largest_unit_in_reserve() {
    let unit = |rating| Unit {
        rating,
        ..Unit::default()
    };
    let units = Units::Rated(vec![unit(2.0), unit(2.0), unit(2.0), unit(3.0)]);
    let net = network(
        vec![
            Member::source(50.0),
            Member::conduit(f64::INFINITY).redundant(N1, units),
            Member::load(6.5),
        ],
        &[(0, 1), (1, 2)],
    );
    let report = look(&net);
    let [Finding::Short(short)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!(
        (
            short.capacity,
            short.reserved,
            short.demand,
            short.available
        ),
        (6.0, 3.0, 6.5, 6.0)
    );
    assert_eq!((short.lacking, short.from, short.to), (0.5, None, None));
    assert_eq!(
        (short.binding.as_slice(), short.loads.as_slice()),
        ([1].as_slice(), [2].as_slice())
    );
}

#[test]
fn a_shortage_has_a_first_day_a_worst_day_an_end_and_a_cure() {
    // A bank of N+1 transformers, the third a month after hall 4.
    let unit = |from| Unit {
        rating: 120.0,
        from: Some(from),
        ..Unit::default()
    };
    let bank = Units::Rated(vec![unit(0), unit(0), unit(150)]);
    let net = network(
        vec![
            Member::source(400.0),
            Member::conduit(f64::INFINITY).redundant(N1, bank),
            Member::load(60.0).from(10),
            Member::load(70.0).from(110),
            Member::load(90.0).from(120),
        ],
        &[(0, 1), (1, 2), (1, 3), (1, 4)],
    );
    let report = look(&net);
    let [Finding::Short(short)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!(
        (short.from, short.worst, short.to, short.cure),
        (Some(110), Some(120), Some(150), Some(1))
    );
    assert_eq!(
        (short.lacking, short.demand, short.available),
        (100.0, 220.0, 120.0)
    );
    assert_eq!(
        (short.loads.as_slice(), short.behind.as_slice()),
        ([3, 4].as_slice(), [2, 3, 4].as_slice())
    );
    assert_eq!((short.capacity, short.reserved), (120.0, 120.0));
    assert_eq!(supplied(&net, 120), [(2, 60.0), (3, 60.0), (4, 0.0)]);
}

#[test]
fn separate_limits_are_separate_findings() {
    let net = network(
        vec![
            Member::source(100.0),
            Member::conduit(5.0),
            Member::conduit(7.0),
            Member::load(6.0),
            Member::load(9.0),
            Member::load(1.0),
        ],
        &[(0, 1), (0, 2), (1, 3), (2, 4), (0, 5)],
    );
    let report = look(&net);
    let [Finding::Short(first), Finding::Short(second)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!(
        (first.binding.as_slice(), first.lacking),
        ([1].as_slice(), 1.0)
    );
    assert_eq!(
        (second.binding.as_slice(), second.lacking),
        ([2].as_slice(), 2.0)
    );
}

#[test]
fn a_connection_can_be_the_limit() {
    let mut net = network(
        vec![
            Member::source(100.0),
            Member::conduit(50.0),
            Member::load(40.0),
        ],
        &[(0, 1), (1, 2)],
    );
    net.links[1].capacity = Some(25.0);
    let report = look(&net);
    let [Finding::Short(short)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!(
        (
            short.connections.as_slice(),
            short.binding.len(),
            short.capacity
        ),
        ([1].as_slice(), 0, 25.0)
    );
}

#[test]
fn a_plant_that_retires_leaves_a_shortage() {
    let net = network(
        vec![
            Member::source(30.0).until(200),
            Member::source(20.0).from(100),
            Member::load(25.0).from(10),
        ],
        &[(0, 2), (1, 2)],
    );
    let report = look(&net);
    let [Finding::Short(short)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!(
        (short.from, short.to, short.lacking),
        (Some(200), None, 5.0)
    );
    assert_eq!(short.binding, [1]);
}

#[test]
fn losses_count_up_the_chain() {
    let lossy = |capacity, efficiency| Member {
        efficiency,
        ..Member::conduit(capacity)
    };
    // 95 needed behind 0.95 is 100 at its input, with the other load 150 at the source.
    let tree = |source| {
        network(
            vec![
                Member::source(source),
                lossy(95.0, 0.95),
                lossy(49.0, 0.98),
                Member::load(95.0),
                Member::load(49.0),
            ],
            &[(0, 1), (0, 2), (1, 3), (2, 4)],
        )
    };
    assert_eq!(look(&tree(150.0)).findings, []);
    let report = look(&tree(149.0));
    let [Finding::Short(short)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert!((short.lacking - 0.98).abs() < 1e-9, "{short:?}");
    assert_eq!(
        (short.binding.as_slice(), short.loads.as_slice()),
        ([0].as_slice(), [4].as_slice())
    );
}

#[test]
fn parallel_ways_with_different_losses_are_exact() {
    // From one source two ways to one bus: a good one for 50, a bad one without limit.
    let way = |capacity, efficiency| Member {
        efficiency,
        ..Member::conduit(capacity)
    };
    let net = |source: f64| {
        network(
            vec![
                Member::source(source),
                way(50.0, 1.0),
                way(1e9, 0.8),
                Member::conduit(1e9),
                Member::load(90.0),
            ],
            &[(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)],
        )
    };
    // 50 the good way, 40 the bad way, which takes 50 at the source.
    assert_eq!(look(&net(100.0)).findings, []);
    let report = look(&net(95.0));
    let [Finding::Short(short)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert!((short.lacking - 4.0).abs() < 1e-6, "{short:?}");
    assert!((flow(&net(95.0), 0).total - 86.0).abs() < 1e-6);
    let spare = headroom(&net(120.0));
    assert!(
        spare.len() == 1 && (spare[0].1 - 20.0).abs() < 1e-6,
        "{spare:?}"
    );
}

#[test]
fn a_hidden_common_board() {
    let expects = |member| Member {
        expects_redundancy: true,
        ..member
    };
    let net = network(
        vec![
            Member::source(40.0),
            Member::conduit(60.0),
            Member::conduit(60.0),
            Member::conduit(30.0),
            Member::conduit(30.0),
            expects(Member::load(18.0)),
        ],
        &[(0, 1), (1, 2), (2, 3), (2, 4), (3, 5), (4, 5)],
    );
    let report = look(&net);
    let [Finding::Spof(spof)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!((spof.member, spof.series.as_slice()), (2, [1].as_slice()));
    assert_eq!(
        (
            spof.loads.as_slice(),
            spof.expecting.as_slice(),
            spof.load_count
        ),
        ([5].as_slice(), [5].as_slice(), 1)
    );
    let quiet = Limits {
        single_points: false,
        ..Limits::default()
    };
    assert_eq!(examine(&net, &quiet).findings, []);
    // A group with a spare unit is no single point.
    let mut spared = net.clone();
    spared.members[1].redundancy = N1;
    spared.members[2].redundancy = N1;
    assert_eq!(look(&spared).findings, []);
}

#[test]
fn capacity_that_waits_for_its_load() {
    let net = network(
        vec![
            Member::source(100.0).from(0),
            Member::conduit(100.0).from(0),
            Member::load(30.0).from(0),
            Member::load(60.0).from(300),
        ],
        &[(0, 1), (1, 2), (1, 3)],
    );
    let report = look(&net);
    let [Finding::Idle(idle)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!(
        (idle.from, idle.to, idle.amount, idle.deliverable),
        (Some(0), Some(300), 60.0, 90.0)
    );
    assert_eq!(
        (idle.amount_days, idle.awaited.as_slice()),
        (Some(18_000.0), [3].as_slice())
    );
    let patient = Limits {
        idle_days: 300,
        ..Limits::default()
    };
    assert_eq!(examine(&net, &patient).findings, []);
}

#[test]
fn a_need_that_grows_by_steps() {
    let step = |from, amount| Change {
        from,
        amount,
        of: Quantity::Need,
    };
    let ramp = Member {
        changes: vec![step(10, 20.0), step(20, 30.0), step(30, 5.0)],
        ..Member::load(10.0).from(0)
    };
    let net = network(vec![Member::source(25.0), ramp], &[(0, 1)]);
    let report = look(&net);
    let [Finding::Short(short)] = report.findings.as_slice() else {
        panic!("{report:?}")
    };
    assert_eq!(
        (short.from, short.to, short.lacking, short.cure),
        (Some(20), Some(30), 5.0, None)
    );
}

#[test]
fn what_hangs_on_nothing() {
    let net = network(
        vec![
            Member::conduit(1.0),
            Member::source(1.0),
            Member::source(5.0),
            Member::conduit(5.0),
            Member::load(1.0),
        ],
        &[(2, 3), (2, 4)],
    );
    assert_eq!(
        look(&net).findings,
        [
            Finding::Dangling { member: 0 },
            Finding::Unused { member: 1 },
            Finding::Unused { member: 3 }
        ]
    );
}

#[test]
fn odd_input_is_no_trouble() {
    let odd = Member {
        give: Some(f64::NAN),
        need: Some(f64::INFINITY),
        capacity: Some(-3.0),
        efficiency: f64::NAN,
        roles: Roles {
            source: true,
            conduit: true,
            load: true,
        },
        from: Some(i32::MIN),
        until: Some(i32::MAX),
        units: Units::Count(0),
        redundancy: Redundancy {
            systems: 0,
            spare: 9,
            per: 0,
        },
        ..Member::default()
    };
    let mut net = network(
        vec![odd.clone(), odd.clone(), odd],
        &[(0, 0), (0, 1), (1, 2), (2, 0)],
    );
    net.links.push(Link {
        supplier: 7,
        consumer: 0,
        capacity: Some(f64::NAN),
    });
    net.links.push(Link {
        supplier: 1,
        consumer: 0,
        capacity: Some(f64::NAN),
    });
    let report = look(&net);
    assert_eq!(report, look(&net.clone()));
    assert_eq!(look(&Network::default()), Report::default());
    assert_eq!(flow(&Network::default(), 0).total, 0.0);
}
