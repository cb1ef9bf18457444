//! A hundred thousand members, wide and deep, without recursion and in near-linear time.

use sitec_runtime::flow::{Finding, Limits, Link, Member, Network, examine, flow};
use std::time::{Duration, Instant};

/// Generous in an unoptimised build on a busy machine; the aim is far below.
const TIME: Duration = if cfg!(debug_assertions) {
    Duration::from_secs(10)
} else {
    Duration::from_secs(1)
};

const COUNT: usize = 100_000;

fn timed<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = run();
    let took = start.elapsed();
    assert!(took < TIME, "{what} took {took:?}");
    result
}

/// A tree with ten consumers a member; leaves are loads of 1 that arrive over 300 days.
fn tree(source: f64) -> Network {
    let mut network = Network {
        members: vec![Member::source(source)],
        links: Vec::new(),
    };
    let inner = COUNT / 10;
    for i in 1..COUNT {
        let member = if i < inner {
            Member::conduit(COUNT as f64).from((i % 7) as i32)
        } else {
            Member::load(1.0).from(10 + (i % 300) as i32)
        };
        network.members.push(Member {
            expects_redundancy: i == COUNT - 1,
            ..member
        });
        network.links.push(Link::new((i - 1) / 10, i));
    }
    network
}

/// One source, conduits end to end, one load at the bottom.
fn chain() -> Network {
    let mut members = vec![Member::source(5.0)];
    members.extend((2..COUNT).map(|i| Member::conduit(5.0).from((i % 200) as i32)));
    members.push(Member {
        expects_redundancy: true,
        ..Member::load(4.0).from(250)
    });
    Network {
        links: (1..members.len()).map(|i| Link::new(i - 1, i)).collect(),
        members,
    }
}

#[test]
fn a_wide_tree_with_enough() {
    let network = tree(COUNT as f64);
    let report = timed("the tree", || examine(&network, &Limits::default()));
    assert!(
        !report
            .findings
            .iter()
            .any(|f| matches!(f, Finding::Short(_) | Finding::Late(_) | Finding::Unmet(_)))
    );
    assert!(
        report
            .findings
            .iter()
            .any(|f| matches!(f, Finding::Spof(_)))
    );
}

#[test]
fn a_wide_tree_with_too_little() {
    let network = tree(80_000.0);
    let report = timed("the short tree", || examine(&network, &Limits::default()));
    let short: Vec<_> = report
        .findings
        .iter()
        .filter_map(|f| {
            if let Finding::Short(s) = f {
                Some(s)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(short.len(), 1);
    assert_eq!(short[0].binding, [0]);
    assert_eq!(short[0].lacking, 10_000.0);
    assert_eq!(short[0].to, None);
}

#[test]
fn a_tree_whose_root_is_cut_off() {
    let mut network = tree(COUNT as f64);
    network.members[0] = Member::conduit(1e9);
    let report = timed("the broken tree", || examine(&network, &Limits::default()));
    let Some(Finding::Unmet(unmet)) = report.findings.first() else {
        panic!("{:?}", report.findings.first())
    };
    assert_eq!(
        (unmet.break_at, unmet.member, unmet.also.len()),
        (0, COUNT / 10, 89_999)
    );
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.held_back, 90_000);
}

#[test]
fn a_deep_chain() {
    let network = chain();
    let report = timed("the chain", || examine(&network, &Limits::default()));
    assert_eq!(report.findings.len(), 1, "only the single points in series");
    assert_eq!(timed("its flow", || flow(&network, 260).total), 4.0);

    let mut late = chain();
    late.members[777].from = Some(400);
    let report = timed("the late chain", || examine(&late, &Limits::default()));
    let Some(Finding::Late(found)) = report.findings.first() else {
        panic!("{:?}", report.findings.first())
    };
    assert_eq!(
        (found.binding, found.until, found.chain.len()),
        (777, Some(400), COUNT)
    );

    let mut circle = chain();
    circle.members[0] = Member::conduit(1.0);
    circle.links.push(Link::new(COUNT - 2, 0));
    let report = timed("the circle", || examine(&circle, &Limits::default()));
    let Some(Finding::Loop(found)) = report.findings.first() else {
        panic!("{:?}", report.findings.first())
    };
    assert_eq!(
        (found.hops.len(), found.loads.as_slice()),
        (COUNT - 1, [COUNT - 1].as_slice())
    );
}

#[test]
fn a_deep_chain_with_a_load_at_every_step() {
    let steps = 10_000;
    let mut network = Network {
        members: vec![Member::source(steps as f64)],
        links: Vec::new(),
    };
    for i in 0..steps {
        let conduit = network.members.len();
        network
            .links
            .push(Link::new(if i == 0 { 0 } else { conduit - 2 }, conduit));
        network.members.push(Member {
            expects_redundancy: true,
            ..Member::conduit(steps as f64)
        });
        network.links.push(Link::new(conduit, conduit + 1));
        network.members.push(Member::load(1.0).from(i % 50));
    }
    let report = timed("the comb", || examine(&network, &Limits::default()));
    assert!(
        !report
            .findings
            .iter()
            .any(|f| matches!(f, Finding::Short(_)))
    );
}
