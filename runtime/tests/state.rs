//! States: values that depend on their own past.

use sitec_ir::{Builder, NodeId, Op, OriginId, Profile};
use sitec_runtime::{Bindings, Keep, Plan, PlanError, run};
use sitec_units::calendar::{Date, Timeline};

const HERE: OriginId = OriginId::NONE;

fn builder(months: u32) -> Builder {
    Builder::new(Timeline::new(Date::new(2027, 1, 1).unwrap(), months))
}

/// A loan repaid in level instalments: balance = last month's · (1 + r/12) − instalment.
fn loan(b: &mut Builder, months: f64) -> (NodeId, NodeId, NodeId) {
    let amount = b.literal(1_000_000.0, HERE);
    let rate = b.literal(0.06, HERE);
    let (one, twelve, n) = (b.constant(1.0), b.constant(12.0), b.constant(-months));
    let i = b.push(Op::Div, &[rate, twelve], HERE);
    let growth = b.push(Op::Add, &[one, i], HERE);
    let discount = b.push(Op::Pow, &[growth, n], HERE);
    let rest = b.push(Op::Sub, &[one, discount], HERE);
    let annuity = b.push(Op::Div, &[i, rest], HERE);
    let instalment = b.push(Op::Mul, &[amount, annuity], HERE);
    let opening = b.delay(amount);
    let interest = b.push(Op::Mul, &[opening, i], HERE);
    let grown = b.push(Op::Add, &[opening, interest], HERE);
    let closing = b.push(Op::Sub, &[grown, instalment], HERE);
    assert!(b.set_delay(opening, closing));
    assert!(!b.set_delay(opening, closing), "a delay is set once");
    (closing, interest, instalment)
}

#[test]
fn a_loan_is_repaid() {
    let mut b = builder(360);
    let (closing, interest, instalment) = loan(&mut b, 360.0);
    let paid = b.push(Op::Total, &[interest], HERE);
    let program = b.finish();
    let plan = Plan::new(&program, &[closing, paid, instalment], Keep::Outputs).unwrap();
    assert_eq!(plan.groups().map(<[NodeId]>::len).collect::<Vec<_>>(), [4]);
    let values = run(&plan, &program, &Bindings::plain());
    // The textbook figure for a million at 6 % over thirty years.
    assert!((values.scalar(instalment, 0) - 5_995.505_251_527_57).abs() < 1e-6);
    let balance = values.series(closing, 0);
    assert!((balance[0] - 999_004.494_748_472_4).abs() < 1e-6);
    assert!(balance[359].abs() < 1e-4);
    let interest = values.scalar(paid, 0);
    assert!((interest - (360.0 * 5_995.505_251_527_57 - 1e6)).abs() < 1e-3);
    assert!(!values.has(NodeId(0)), "only outputs are kept");
}

#[test]
fn lanes_differ_by_their_literals_only() {
    let mut b = builder(48);
    let (closing, ..) = loan(&mut b, 48.0);
    let program = b.finish();
    let plan = Plan::new(&program, &[closing], Keep::Outputs).unwrap();
    let rates: Vec<f64> = (1..=700).map(|i| f64::from(i) / 10_000.0).collect();
    let rate = sitec_ir::LiteralId(1);
    let all = run(
        &plan,
        &program,
        &Bindings::lanes(700).each(rate, rates.clone()),
    );
    for lane in [0, 255, 256, 511, 512, 699] {
        let alone = run(&plan, &program, &Bindings::plain().set(rate, rates[lane]));
        assert_eq!(
            all.series(closing, lane),
            alone.series(closing, 0),
            "lane {lane}"
        );
    }
    assert!(!all.is_uniform(closing));
    assert_eq!(all.lanes_of(closing, 0).len(), 700);
    assert!(all.month(closing, 0, 700).is_nan(), "there is no such lane");
}

#[test]
fn a_loop_cannot_look_ahead() {
    let mut b = builder(12);
    let zero = b.constant(0.0);
    let one = b.constant(1.0);
    let before = b.delay(zero);
    let grown = b.push(Op::Add, &[before, one], HERE);
    let total = b.push(Op::Total, &[grown], HERE);
    let share = b.push(Op::Div, &[grown, total], HERE);
    b.set_delay(before, share);
    let program = b.finish();
    match Plan::new(&program, &[share], Keep::Outputs) {
        Err(PlanError::LooksAhead { through, group }) => {
            assert_eq!(through, [total]);
            assert_eq!(group, [before, grown, total, share]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn malformed_programs_have_no_plan() {
    let mut b = builder(12);
    let one = b.constant(1.0);
    let open = b.delay(one);
    let index = b.push(Op::MonthIndex, &[], HERE);
    let shifted = b.push(Op::Shift, &[index, index], HERE);
    let program = b.finish();
    match Plan::new(&program, &[open, shifted], Keep::Outputs) {
        Err(PlanError::Malformed(laws)) => {
            assert_eq!(laws.len(), 2, "{laws:?}");
            assert!(laws[0].contains("must be a scalar") && laws[1].contains("never given"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_states_feed_each_other() {
    // Fibonacci's rabbits: adults = last month's adults + young; young = last month's adults.
    let mut b = builder(12);
    let (zero, one) = (b.constant(0.0), b.constant(1.0));
    let adults_before = b.delay(zero);
    let young_before = b.delay(one);
    let adults = b.push(Op::Add, &[adults_before, young_before], HERE);
    b.set_delay(adults_before, adults);
    b.set_delay(young_before, adults_before);
    let program = b.finish();
    let plan = Plan::new(&program, &[adults], Keep::Outputs).unwrap();
    let values = run(&plan, &program, &Bindings::plain());
    assert_eq!(
        values.series(adults, 0),
        [
            1.0, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0, 55.0, 89.0, 144.0
        ]
    );
}

#[test]
fn series_of_contracts() {
    let mut b = builder(6);
    let day = |y, m, d| f64::from(Date::new(y, m, d).unwrap().days());
    let mid = b.constant(day(2027, 2, 15));
    let late = b.constant(day(2027, 4, 11));
    let total = b.constant(550.0);
    let (two, hundredth) = (b.constant(2.0), b.constant(0.01));
    let active = b.push(Op::Active, &[mid, late], HERE);
    let flat = b.push(Op::Spread(Profile::Uniform), &[total, mid, late], HERE);
    let end = b.push(Op::Spread(Profile::AtEnd), &[total, mid, late], HERE);
    let until = b.constant(day(2027, 6, 14));
    let due = b.push(Op::Due, &[mid, two, until], HERE);
    let steps = b.push(Op::Escalate, &[hundredth, mid, two], HERE);
    let outputs = [active, flat, end, due, steps];
    let program = b.finish();
    let plan = Plan::new(&program, &outputs, Keep::Outputs).unwrap();
    let v = run(&plan, &program, &Bindings::plain());
    assert_eq!(v.series(active, 0), [0.0, 0.5, 1.0, 10.0 / 30.0, 0.0, 0.0]);
    // From 15 February: half a month of 28 days, then up to 1 April one month and 17 days of 31, in all 1 + 27/31 months.
    let flat: Vec<f64> = v
        .series(flat, 0)
        .iter()
        .map(|x| (x * 1e9).round() / 1e9)
        .collect();
    assert_eq!(
        flat,
        [
            0.0,
            146.982_758_621,
            308.189_655_172,
            94.827_586_207,
            0.0,
            0.0
        ]
    );
    assert_eq!(v.series(end, 0), [0.0, 0.0, 0.0, 550.0, 0.0, 0.0]);
    // 15 February and 15 April; 15 June is after the last day.
    assert_eq!(v.series(due, 0), [0.0, 1.0, 0.0, 1.0, 0.0, 0.0]);
    assert_eq!(v.series(steps, 0), [1.0, 1.0, 1.0, 1.01, 1.01, 1.01 * 1.01]);
}

#[test]
fn a_million_nodes_in_a_chain() {
    let mut b = builder(2);
    let one = b.literal(1.0, HERE);
    let zero = b.constant(0.0);
    let mut last = b.delay(zero);
    let head = last;
    for _ in 0..500_000 {
        last = b.push(Op::Add, &[last, one], HERE);
    }
    b.set_delay(head, last);
    let mut scalar = one;
    for _ in 0..500_000 {
        scalar = b.push(Op::Add, &[scalar, one], HERE);
    }
    let program = b.finish();
    let plan = Plan::new(&program, &[last, scalar], Keep::Outputs).unwrap();
    let values = run(&plan, &program, &Bindings::plain());
    assert_eq!(values.series(last, 0), [500_000.0, 1_000_000.0]);
    assert_eq!(values.scalar(scalar, 0), 500_001.0);
    assert_eq!(plan.needed(), 1_000_003);
}

#[test]
fn a_chain_of_delays() {
    let mut b = builder(3);
    let mut last = b.push(Op::MonthIndex, &[], HERE);
    let minus = b.constant(-1.0);
    let mut waiting = Vec::new();
    for _ in 0..100_000 {
        // Announced before what it remembers exists.
        let delay = b.delay(minus);
        waiting.push(delay);
    }
    for &delay in &waiting {
        b.set_delay(delay, last);
        last = b.push(Op::Add, &[delay, minus], HERE);
    }
    let program = b.finish();
    let plan = Plan::new(&program, &[last], Keep::Outputs).unwrap();
    assert_eq!(plan.groups().count(), 0);
    let values = run(&plan, &program, &Bindings::plain());
    assert_eq!(values.series(last, 0), [-2.0, -3.0, -4.0]);
}
