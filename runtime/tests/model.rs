//! A whole financial model against the figures of two independent programs.

mod colocation;
mod reference;

use reference::Reference;
use sitec_runtime::{Bindings, Keep, Plan, run};

const EXPECTED: [(&str, f64); 12] = [
    ("debt", 1_514_122_800.97),
    ("total_uses", 2_053_877_722.39),
    ("ltc", 0.75),
    ("dscr", 1.71219918963),
    ("llcr", 1.71184643071),
    ("project_xirr", 0.15681177813),
    ("equity_xirr", 0.209526037328),
    ("equity_npv", 658_047_012.734),
    ("moic", 7.29532939731),
    ("payback_months", 89.8754611357),
    ("levelised_usd_per_kw_month", 69.1807752658),
    ("cash_tax", 2_133_628_646.61),
];

#[test]
fn the_base_case() {
    let (program, outputs) = colocation::program();
    let nodes: Vec<_> = outputs.iter().map(|o| o.1).collect();
    let plan = Plan::new(&program, &nodes, Keep::Outputs).unwrap();
    let values = run(&plan, &program, &Bindings::plain());
    for ((name, node), (expected_name, expected)) in outputs.iter().zip(EXPECTED) {
        assert_eq!(*name, expected_name);
        let found = values.scalar(*node, 0);
        // The figures have twelve digits.
        assert!(
            (found / expected - 1.0).abs() < 1e-11,
            "{name}: {found} against {expected}"
        );
    }
}

#[test]
fn lanes_of_the_model() {
    let (program, outputs) = colocation::program();
    let nodes: Vec<_> = outputs.iter().map(|o| o.1).collect();
    let plan = Plan::new(&program, &nodes, Keep::Outputs).unwrap();
    let lanes = 300;
    let mut bindings = Bindings::lanes(lanes);
    let draw = |i: usize, lane: usize| {
        let (name, base) = colocation::INPUTS[i];
        let u = ((lane * 37 + i * 61) % 100) as f64 / 100.0;
        if name == "delay" {
            (u * 13.0).floor()
        } else {
            base * (0.8 + 0.4 * u)
        }
    };
    for i in 0..12 {
        let values = (0..lanes).map(|lane| draw(i, lane)).collect();
        bindings = bindings.each(colocation::input(i), values);
    }
    let values = run(&plan, &program, &bindings);
    for lane in [0, 100, 255, 256, 299] {
        let literals: Vec<_> = (0..12)
            .map(|i| (colocation::input(i), draw(i, lane)))
            .collect();
        let mut reference = Reference::new(&program, &literals);
        for (name, node) in &outputs {
            let (found, expected) = (values.scalar(*node, lane), reference.value(*node, 0));
            assert_eq!(found.to_bits(), expected.to_bits(), "{name} in lane {lane}");
        }
    }
}
