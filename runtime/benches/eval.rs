//! How fast a whole site model is evaluated: one lane (a report) and many (a risk run).

#[path = "../tests/colocation/mod.rs"]
mod colocation;

use divan::counter::ItemsCount;
use sitec_ir::{Builder, NodeId, Op, OriginId, Program};
use sitec_runtime::{Bindings, Keep, Plan, run};
use sitec_units::calendar::{Date, Timeline};

fn main() {
    divan::main();
}

/// Inputs spread around their base values, the same on every run.
fn bindings(lanes: usize) -> Bindings {
    let mut bindings = Bindings::lanes(lanes);
    for (i, (name, base)) in colocation::INPUTS.iter().enumerate() {
        let values = (0..lanes).map(|lane| {
            let u = ((lane * 7919 + i * 104_729) % 10_007) as f64 / 10_007.0;
            if *name == "delay" {
                (u * 13.0).floor()
            } else {
                base * (0.9 + 0.2 * u)
            }
        });
        bindings = bindings.each(colocation::input(i), values.collect());
    }
    bindings
}

/// Twelve outputs of a site over 240 months; items are lanes.
#[divan::bench(args = [1, 256, 1000, 10_000])]
fn site(bencher: divan::Bencher, lanes: usize) {
    let (program, outputs) = colocation::program();
    let nodes: Vec<NodeId> = outputs.iter().map(|o| o.1).collect();
    let bindings = bindings(lanes);
    bencher.counter(ItemsCount::new(lanes)).bench_local(|| {
        // A fresh plan is part of a report's cost and nothing of a risk run's.
        Plan::new(&program, &nodes, Keep::Outputs).map(|plan| run(&plan, &program, &bindings))
    });
}

/// A tree of sums over many elements' series, as a large site's totals are.
fn wide(elements: u32) -> (Program, NodeId) {
    let first = Date::new(2027, 1, 1).unwrap_or(Date::MIN);
    let mut b = Builder::new(Timeline::new(first, 240));
    let mut rents = Vec::new();
    for i in 0..elements {
        let amount = b.literal(f64::from(i), OriginId(i));
        let from = b.literal(f64::from(first.days() + 30 * (i as i32 % 60)), OriginId(i));
        let to = b.literal(f64::from(first.days() + 7000), OriginId(i));
        let active = b.push(Op::Active, &[from, to], OriginId(i));
        rents.push(b.push(Op::Mul, &[amount, active], OriginId(i)));
    }
    let sum = b.push(Op::Sum, &rents, OriginId::NONE);
    let total = b.push(Op::Total, &[sum], OriginId::NONE);
    (b.finish(), total)
}

/// A report on ten thousand elements; items are elements.
#[divan::bench(args = [10_000])]
fn elements(bencher: divan::Bencher, count: u32) {
    let (program, total) = wide(count);
    bencher.counter(ItemsCount::new(count)).bench_local(|| {
        Plan::new(&program, &[total], Keep::Outputs)
            .map(|plan| run(&plan, &program, &Bindings::plain()))
    });
}
