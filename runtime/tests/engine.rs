//! The engine against the plain evaluator, lane by lane and bit by bit.

mod reference;

use std::num::NonZeroUsize;

use proptest::prelude::*;
use reference::Reference;
use sitec_ir::{
    Arity, Builder, Class, Hours, LiteralId, NodeId, Op, OriginId, Profile, Program, hours_of,
};
use sitec_runtime::{Bindings, Keep, Plan, PlanError, Values, run, run_on};
use sitec_units::calendar::{Date, Timeline, WorkCalendar};

/// So many columns, in one of several ways.
fn timeline(columns: u32, way: usize) -> Timeline {
    let line = |n| Timeline::new(Date::new(2027, 1, 1).unwrap(), n);
    match way {
        0 => line(columns - 1).with_opening(),
        1 => line(columns).by(3),
        2 => line(columns - 1).by(12).with_opening(),
        _ => line(columns),
    }
}

fn day(year: i32, month: u32, day: u32) -> f64 {
    f64::from(Date::new(year, month, day).unwrap().days())
}

/// All NaNs are one value.
fn bits(x: f64) -> u64 {
    if x.is_nan() {
        f64::NAN.to_bits()
    } else {
        x.to_bits()
    }
}

/// Every operation but the sources, delays apart.
const OPS: &[Op] = &[
    Op::Add,
    Op::Sub,
    Op::Mul,
    Op::Div,
    Op::Neg,
    Op::Pow,
    Op::Min,
    Op::Max,
    Op::Abs,
    Op::Floor,
    Op::Ceil,
    Op::Round,
    Op::Sqrt,
    Op::Exp,
    Op::Ln,
    Op::Eq,
    Op::Ne,
    Op::Lt,
    Op::Le,
    Op::Gt,
    Op::Ge,
    Op::And,
    Op::Or,
    Op::Not,
    Op::Select,
    Op::AddMonths,
    Op::AddWorkdays(sitec_ir::CalendarId(0)),
    Op::MonthsBetween,
    Op::YearOf,
    Op::MonthOf,
    Op::MonthStart,
    Op::MonthEnd,
    Op::Sum,
    Op::MinOf,
    Op::MaxOf,
    Op::AllOf,
    Op::AnyOf,
    Op::CountOf,
    Op::Pick,
    Op::Total,
    Op::Highest,
    Op::Lowest,
    Op::Last,
    Op::FirstWhere,
    Op::Ever,
    Op::Always,
    Op::Npv,
    Op::Xnpv,
    Op::Irr,
    Op::IrrCount,
    Op::IrrRoot,
    Op::Xirr,
    Op::XirrCount,
    Op::XirrRoot,
    Op::At,
    Op::Ahead,
    Op::Reversed,
    Op::Cumulative,
    Op::Shift,
    Op::Trailing,
    Op::Active,
    Op::On,
    Op::Due,
    Op::Escalate,
    Op::Grow,
    Op::Spread(Profile::Uniform),
    Op::Spread(Profile::SCurve),
    Op::Spread(Profile::AtStart),
    Op::Spread(Profile::AtEnd),
    Op::Sequence,
    Op::ByHour,
];

const SOURCES: &[Op] = &[
    Op::MonthBegin,
    Op::MonthClose,
    Op::MonthLength,
    Op::MonthIndex,
    Op::CalendarYear,
    Op::CalendarMonth,
];

#[test]
fn every_operation_is_tested() {
    let mut tested: Vec<&str> = OPS.iter().chain(SOURCES).map(|op| op.mnemonic()).collect();
    tested.extend(["const", "literal", "table", "delay"]);
    tested.extend(["hours", "mean_of", "highest_of"]);
    tested.sort_unstable();
    tested.dedup();
    let mut all = Op::MNEMONICS.to_vec();
    all.sort_unstable();
    assert_eq!(tested, all);
}

/// Instructions from which a program is grown; numbers choose among what is there.
#[derive(Debug, Clone)]
struct Recipe {
    months: u32,
    /// How the timeline is cut.
    way: usize,
    lanes: usize,
    steps: Vec<(usize, [usize; 4])>,
    literals: Vec<Vec<f64>>,
    varying: Vec<bool>,
    folding: bool,
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -3.0..3.0,
        2 => (-5i32..20).prop_map(f64::from),
        2 => (20_700i32..21_500).prop_map(f64::from),
        1 => Just(0.0),
        1 => Just(1.0),
        1 => Just(f64::NAN),
    ]
}

fn recipe() -> impl Strategy<Value = Recipe> {
    let lanes = prop_oneof![Just(1usize), 2usize..12, Just(300)];
    (1u32..30, 0usize..6, lanes).prop_flat_map(|(months, way, lanes)| {
        (
            prop::collection::vec(
                (0usize..200, [0usize..1000, 0..1000, 0..1000, 0..1000]),
                1..40,
            ),
            prop::collection::vec(prop::collection::vec(number(), lanes), 4),
            prop::collection::vec(any::<bool>(), 4),
            any::<bool>(),
        )
            .prop_map(move |(steps, literals, varying, folding)| Recipe {
                months,
                way,
                lanes,
                steps,
                literals,
                varying,
                folding,
            })
    })
}

/// The program a recipe makes. A delay is announced before and given a later node afterwards, so state
/// groups arise; programs whose groups look ahead are rebuilt without them.
fn cook(recipe: &Recipe, state: bool) -> Program {
    let mut b = Builder::new(timeline(recipe.months, recipe.way));
    b.set_folding(recipe.folding);
    b.calendar(WorkCalendar::default());
    let columns = b.timeline().columns();
    let prices = (0..columns).map(|c| {
        let hours = hours_of(b.timeline(), c).sum::<usize>() as u32;
        (0..hours)
            .map(|h| f64::from((h * 7 + c) % 11) - 3.0)
            .collect()
    });
    let prices = Hours::new(prices.collect(), (0..columns).collect());
    let prices = b.hours(prices);
    // Nodes that go by the hour: not to be had by themselves.
    let mut by_hour = vec![b.push(Op::Hours(prices), &[], OriginId::NONE)];
    let mut nodes: Vec<NodeId> = Vec::new();
    for values in &recipe.literals {
        nodes.push(b.literal(values[0], OriginId(0)));
    }
    nodes.extend([0.0, 1.0, 2.5, 12.0, day(2027, 11, 30)].map(|x| b.constant(x)));
    nodes.push(
        b.table(
            (0..recipe.months)
                .map(|m| f64::from(m * m) - 40.0)
                .collect(),
        ),
    );
    nodes.extend(SOURCES.map_push(&mut b));
    let mut waiting = Vec::new();
    for (i, &(choice, picks)) in recipe.steps.iter().enumerate() {
        // Without this the newest nodes would hardly be used.
        let pick = |k: usize| {
            let back = nodes.len() - 1 - (picks[k] % nodes.len().min(12));
            if picks[k] % 3 == 0 {
                nodes[picks[k] % nodes.len()]
            } else {
                nodes[back]
            }
        };
        if choice >= OPS.len() * 3 || (choice % 9 == 0 && state) {
            let initial = nodes[picks[0] % recipe.literals.len()];
            let delay = b.delay(initial);
            waiting.push((delay, i));
            nodes.push(delay);
            continue;
        }
        let op = OPS[choice % OPS.len()];
        let count = match op.arity() {
            Arity::Exactly(n) => n as usize,
            Arity::Any => picks[3] % 5,
        };
        let mut inputs = Vec::new();
        for k in 0..count {
            let mut input = pick(k);
            // Literals and constants; folding may make scalars of other nodes.
            if op.wants_scalar(k) {
                input = nodes[picks[k] % (recipe.literals.len() + 5)];
            }
            inputs.push(input);
        }
        let origin = OriginId(i as u32);
        // Folding may find that the hours do not matter; the recipe goes on alike.
        let hourly = op.class() == Class::Hourly;
        let takes_hours = op.class() == Class::Elementwise && picks[2] % 13 == 0;
        if takes_hours && !inputs.is_empty() {
            let place = picks[1] % inputs.len();
            inputs[place] = by_hour[picks[0] % by_hour.len()];
        }
        let node = b.push(op, &inputs, origin);
        if hourly || takes_hours {
            by_hour.push(node);
            let over = [Op::MeanOf, Op::HighestOf][picks[1] % 2];
            nodes.push(b.over_hours(over, node, origin));
        } else {
            nodes.push(node);
        }
    }
    for (delay, i) in waiting {
        let later = if state {
            nodes[nodes.len() - 1 - i % 3]
        } else {
            nodes[0]
        };
        assert!(b.set_delay(delay, later));
    }
    for node in nodes {
        b.output(node);
    }
    b.finish()
}

trait MapPush {
    fn map_push(&self, b: &mut Builder) -> Vec<NodeId>;
}

impl MapPush for &[Op] {
    fn map_push(&self, b: &mut Builder) -> Vec<NodeId> {
        self.iter()
            .map(|&op| b.push(op, &[], OriginId::NONE))
            .collect()
    }
}

fn bindings(recipe: &Recipe) -> Bindings {
    let mut bindings = Bindings::lanes(recipe.lanes);
    for (i, values) in recipe.literals.iter().enumerate() {
        if recipe.varying[i] {
            bindings = bindings.each(LiteralId(i as u32), values.clone());
        }
    }
    bindings
}

fn made(recipe: &Recipe) -> (Program, Plan) {
    let program = cook(recipe, true);
    match Plan::new(&program, program.outputs(), Keep::Outputs) {
        Ok(plan) => (program, plan),
        Err(PlanError::LooksAhead { .. }) => {
            let program = cook(recipe, false);
            let plan = Plan::new(&program, program.outputs(), Keep::Outputs).unwrap();
            (program, plan)
        }
        Err(error) => panic!("{error}"),
    }
}

/// The first difference between two runs, in any of the nodes.
fn difference(
    program: &Program,
    nodes: &[NodeId],
    (a, lane_a): (&Values, usize),
    (b, lane_b): (&Values, usize),
) -> Option<String> {
    nodes.iter().find_map(|&node| {
        let (a, b) = (a.series(node, lane_a), b.series(node, lane_b));
        let month = a.iter().zip(&b).position(|(a, b)| bits(*a) != bits(*b))?;
        Some(format!(
            "node {} ({}) month {month}: {} against {}",
            node.0,
            program.op(node).mnemonic(),
            a[month],
            b[month]
        ))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn engine_equals_the_plain_evaluator(recipe in recipe()) {
        let (program, plan) = made(&recipe);
        let values = run(&plan, &program, &bindings(&recipe));
        for lane in [0, recipe.lanes / 2, recipe.lanes - 1] {
            let literals: Vec<(LiteralId, f64)> = (0..recipe.literals.len())
                .filter(|&i| recipe.varying[i])
                .map(|i| (LiteralId(i as u32), recipe.literals[i][lane]))
                .collect();
            let mut reference = Reference::new(&program, &literals);
            for &node in program.outputs() {
                let expected = reference.series(node);
                let got = values.series(node, lane);
                for m in 0..expected.len() {
                    prop_assert_eq!(
                        bits(got[m]), bits(expected[m]),
                        "node {} ({}) month {} lane {}: {} against {}\n{}",
                        node.0, program.op(node).mnemonic(), m, lane, got[m], expected[m],
                        sitec_ir::print(&program, &[node])
                    );
                }
            }
        }
    }

    #[test]
    fn threads_and_tiles_change_nothing(recipe in recipe()) {
        let (program, plan) = made(&recipe);
        let all = bindings(&recipe);
        let one = run(&plan, &program, &all);
        let many = run_on(&plan, &program, &all, NonZeroUsize::new(3).unwrap());
        for lane in 0..recipe.lanes {
            prop_assert_eq!(difference(&program, program.outputs(), (&one, lane), (&many, lane)), None);
        }
        // A lane by itself.
        let lane = recipe.lanes - 1;
        let mut alone = Bindings::plain();
        for (i, values) in recipe.literals.iter().enumerate() {
            if recipe.varying[i] {
                alone = alone.set(LiteralId(i as u32), values[lane]);
            }
        }
        let alone = run(&plan, &program, &alone);
        prop_assert_eq!(difference(&program, program.outputs(), (&alone, 0), (&one, lane)), None);
    }

    #[test]
    fn keeping_fewer_values_changes_none(recipe in recipe(), picks in prop::collection::vec(0usize..1000, 1..4)) {
        let (program, plan) = made(&recipe);
        let all = run(&plan, &program, &bindings(&recipe));
        let outputs: Vec<NodeId> =
            picks.iter().map(|&p| program.outputs()[p % program.outputs().len()]).collect();
        let few = Plan::new(&program, &outputs, Keep::Outputs).unwrap();
        let few = run(&few, &program, &bindings(&recipe));
        let traced = Plan::new(&program, &outputs, Keep::All).unwrap();
        let traced = run(&traced, &program, &bindings(&recipe));
        for lane in 0..recipe.lanes {
            prop_assert_eq!(difference(&program, &outputs, (&few, lane), (&all, lane)), None);
            prop_assert_eq!(difference(&program, traced.nodes(), (&traced, lane), (&all, lane)), None);
        }
    }

    #[test]
    fn folding_changes_nothing(mut recipe in recipe()) {
        let plan = |recipe: &Recipe, state: bool| {
            let program = cook(recipe, state);
            let plan = Plan::new(&program, program.outputs(), Keep::Outputs).ok()?;
            Some((program, plan))
        };
        recipe.folding = false;
        // Folding may cut a loop open, never close one.
        let state = plan(&recipe, true).is_some();
        let (plain, plain_plan) = plan(&recipe, state).unwrap();
        recipe.folding = true;
        let (folded, folded_plan) = plan(&recipe, state).unwrap();
        prop_assert!(folded.len() <= plain.len());
        let a = run(&folded_plan, &folded, &bindings(&recipe));
        let b = run(&plain_plan, &plain, &bindings(&recipe));
        for (x, y) in folded.outputs().iter().zip(plain.outputs()) {
            for lane in 0..recipe.lanes {
                let (a, b) = (a.series(*x, lane), b.series(*y, lane));
                for m in 0..a.len() {
                    prop_assert_eq!(bits(a[m]), bits(b[m]), "nodes {} and {}", x.0, y.0);
                }
            }
        }
    }
}

/// A literal that is first used late keeps its values although slots of earlier results are free by then.
#[test]
fn late_literals_keep_their_lanes() {
    let mut b = Builder::new(Timeline::new(Date::from_days(0), 12));
    let origin = OriginId::NONE;
    let rate = b.literal(133.0, origin);
    let first = b.literal(42.0, origin);
    let x = b.push(Op::Mul, &[rate, first], origin);
    let times = b.literal(7.0, origin);
    let x = b.push(Op::Mul, &[x, times], origin);
    let second = b.literal(162.0, origin);
    let y = b.push(Op::Mul, &[rate, second], origin);
    let y = b.push(Op::Mul, &[y, times], origin);
    let sum = b.push(Op::Sum, &[x, y], origin);
    let program = b.finish();
    let literals = [rate, first, times, second];
    let mut bindings = Bindings::lanes(literals.len() + 1);
    for (i, node) in literals.iter().enumerate() {
        let Op::Literal(id) = program.op(*node) else {
            unreachable!("made as a literal")
        };
        let mut each = vec![program.literal(id).value; literals.len() + 1];
        each[i + 1] *= 2.0;
        bindings = bindings.each(id, each);
    }
    let plan = Plan::new(&program, &[sum], Keep::Outputs).expect("the program is sound");
    let values = run(&plan, &program, &bindings);
    let found: Vec<f64> = (0..5).map(|lane| values.scalar(sum, lane)).collect();
    let of = |r: f64, a: f64, t: f64, c: f64| r * a * t + r * c * t;
    assert_eq!(
        found,
        [
            of(133.0, 42.0, 7.0, 162.0),
            of(266.0, 42.0, 7.0, 162.0),
            of(133.0, 84.0, 7.0, 162.0),
            of(133.0, 42.0, 14.0, 162.0),
            of(133.0, 42.0, 7.0, 324.0),
        ]
    );
}

/// What is not zero holds, even when it is too large for a number.
#[test]
fn the_infinite_holds() {
    assert_eq!(sitec_ir::scalar::and(1.0, f64::INFINITY), 1.0);
    assert_eq!(sitec_ir::scalar::and(f64::INFINITY, 0.0), 0.0);
    assert!(sitec_ir::scalar::and(f64::NAN, f64::INFINITY).is_nan());
}
