//! A compiled case run for many samples: the colocation site of `examples/`, its twelve assumptions and twelve figures.

use std::fs;

use divan::Bencher;
use divan::counter::ItemsCount;
use sitec_compiler::model::Model;
use sitec_compiler::world::MemoryWorld;
use sitec_compiler::{Options, Session, Sources};
use sitec_grammar::Seeded;
use sitec_runtime::{Bindings, Keep, Plan, run};

fn main() {
    divan::main();
}

const FIGURES: &[&str] = &[
    "debt",
    "total_uses",
    "ltc",
    "dscr",
    "llcr",
    "project_xirr",
    "equity_xirr",
    "equity_npv",
    "moic",
    "payback_months",
    "levelised_usd_per_kw_month",
    "cash_tax",
];

/// Assumptions with their range, as multiples of their base.
const INPUTS: &[(&str, f64, f64)] = &[
    ("capex", 0.85, 1.26),
    // Whole months, 0 to 12, of a base of three.
    ("delay", 0.0, 4.0),
    ("rent", 0.88, 1.15),
    ("escalator", 0.73, 1.27),
    ("occupancy", 0.93, 1.03),
    ("pue", 0.92, 1.12),
    ("power_price", 0.67, 1.49),
    ("power_growth", 0.36, 1.64),
    ("fixed_opex", 0.82, 1.37),
    ("inflation", 0.52, 1.48),
    ("interest_rate", 0.84, 1.16),
    ("exit_cap", 0.82, 1.25),
];

/// The lines of the three statements whose names no element of the example takes.
const STATEMENTS: &[&str] = &[
    "booked_revenue",
    "operating_cost",
    "depreciation",
    "interest_expense",
    "reserve_income",
    "disposal_gain",
    "tax_expense",
    "net_income",
    "operating_flow",
    "investing_flow",
    "financing_flow",
    "cash",
    "reserves",
    "receivable",
    "unbilled",
    "assets",
    "net_debt",
    "accrued_interest",
    "payable",
    "deferred_revenue",
    "tax_payable",
    "deferred_tax",
    "liabilities",
    "paid_in",
    "retained",
];

fn sources() -> Sources {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/colo_200mw/main.site"
    );
    let text = fs::read_to_string(path).expect("the example is there");
    let world = MemoryWorld::new().with("main.site", text);
    Sources::load(&world, "main.site", &Options::default()).expect("the file is there")
}

/// Numbers spread evenly over the ranges, the same on every run.
fn samples(model: &Model<'_>, lanes: usize) -> Bindings {
    let mut rng = Seeded::new(200);
    let mut bindings = Bindings::lanes(lanes);
    for ((name, low, high), id) in INPUTS.iter().zip(&model.inputs) {
        let base = model.program.literal(*id).value;
        let mut draw = || {
            let u = rng.below(1 << 32) as f64 / (1u64 << 32) as f64;
            let x = base * (low + (high - low) * u);
            if *name == "delay" { x.round() } else { x }
        };
        bindings = bindings.each(*id, (0..lanes).map(|_| draw()).collect());
    }
    bindings
}

/// The twelve figures for each sample; items are samples.
#[divan::bench(args = [1, 1_000, 100_000], sample_count = 5)]
fn figures(bencher: Bencher<'_, '_>, lanes: usize) {
    let sources = sources();
    let mut session = Session::new(&sources);
    let paths: Vec<&str> = INPUTS.iter().map(|i| i.0).collect();
    let model = session
        .model(FIGURES, &paths)
        .expect("figures and assumptions of the example");
    let plan = Plan::new(model.program, &model.outputs, Keep::Outputs).expect("it has an order");
    let bindings = samples(&model, lanes);
    let bencher = bencher.counter(ItemsCount::new(lanes));
    bencher.bench_local(|| run(&plan, model.program, &bindings));
}

/// All lines of the three statements, month by month, once.
#[divan::bench]
fn statements(bencher: Bencher<'_, '_>) {
    let sources = sources();
    let mut session = Session::new(&sources);
    let model = session
        .model(STATEMENTS, &[])
        .expect("lines of the statements");
    let plan = Plan::new(model.program, &model.outputs, Keep::Outputs).expect("it has an order");
    bencher.bench_local(|| run(&plan, model.program, &Bindings::plain()));
}
