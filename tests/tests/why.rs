//! What a trace claims, tried: each literal that it lists changes the figure when the text is changed
//! there, and no other literal of the spec does.

use std::collections::BTreeSet;

use sitec_compiler::Session;
use sitec_compiler::view::Why;
use sitec_tests::literals::{Literal, literals, with_nudged};
use sitec_tests::{Spec, none};

/// Line and column of a literal.
type At = (u32, u32);

fn listed(why: &Why, out: &mut BTreeSet<At>) {
    for l in why.literals.iter().filter(|l| l.place.file == "main.site") {
        out.insert((l.place.line, l.place.column));
    }
    why.inputs.iter().for_each(|w| listed(w, out));
}

/// The bits of a figure, or what is wrong with it.
fn figure(spec: &Spec, path: &str) -> Result<u64, String> {
    let sources = spec.load();
    let mut session = Session::new(&sources);
    let found = session
        .eval(&[path.to_owned()])
        .map_err(|p| format!("{p:?}"))?;
    let value = found.first().and_then(|e| e.figure.value);
    value
        .map(f64::to_bits)
        .ok_or_else(|| format!("{path} has no number"))
}

fn the_trace_is_true(spec: &Spec, path: &str, at_least: usize) {
    let text = spec.first().to_owned();
    let base = figure(spec, path).expect("the figure is there");
    let sources = spec.load();
    let mut session = Session::new(&sources);
    let why = session
        .why(path, 40)
        .unwrap_or_else(|p| panic!("{path}: {p:?}"));
    let mut told = BTreeSet::new();
    listed(&why, &mut told);
    assert!(
        told.len() >= at_least,
        "only {} literals are listed for {path}: {told:?}",
        told.len()
    );

    let all: Vec<Literal> = literals(&text);
    let places: BTreeSet<At> = all.iter().map(|l| (l.line, l.column)).collect();
    let mut faults: Vec<String> = told
        .difference(&places)
        .map(|at| format!("{path}: the trace lists {at:?}, where no literal stands"))
        .collect();
    for literal in &all {
        let mut moved = spec.clone();
        moved.files[0].1 = with_nudged(&text, literal);
        let is_told = told.contains(&(literal.line, literal.column));
        let here = format!("line {}: `{}`", literal.line, literal.text);
        match figure(&moved, path) {
            Ok(bits) if is_told == (bits != base) => {}
            Ok(_) if is_told => {
                faults.push(format!("{path}: {here} is listed and changes nothing"))
            }
            Ok(_) => faults.push(format!(
                "{path}: {here} changes the figure and is not listed"
            )),
            Err(why) => faults.push(format!("{path}: with {here} moved: {why}")),
        }
    }
    none(&faults);
}

#[test]
fn contracted_rent_of_lake_mariner() {
    the_trace_is_true(&Spec::example("lake_mariner"), "contracted", 7);
}

#[test]
fn contracted_rent_of_river_bend() {
    the_trace_is_true(&Spec::example("river_bend"), "contracted", 4);
}

#[test]
fn operating_income_of_river_bend_once_it_is_complete() {
    the_trace_is_true(&Spec::example("river_bend"), "stabilized_noi", 6);
}

/// The literals that a trace of the equity's return lists, by the name in front of each.
fn told_of_equity(spec: &Spec) -> BTreeSet<String> {
    let sources = spec.load();
    let mut session = Session::new(&sources);
    let why = session.why("equity_xirr", 40).expect("it is a formula");
    let mut told = BTreeSet::new();
    listed(&why, &mut told);
    let lines: Vec<&str> = spec.first().lines().collect();
    let names = told.iter().filter_map(|(line, _)| {
        let written = lines.get(*line as usize - 1)?.trim_start();
        let name = written.trim_start_matches("assume ");
        name.split([' ', ':']).next().map(str::to_owned)
    });
    names.collect()
}

/// Through the size of the loan, which hangs on all that is earned and paid: rent, capex, the loan's own terms. What electricity
/// costs beyond what the tenants pay for is the owners' too.
#[test]
fn the_return_of_the_owners_of_colo_200mw_is_traced_through_the_size_of_its_loan() {
    let spec = Spec::example("colo_200mw").set("colo.pue=1.3");
    let told = told_of_equity(&spec);
    for name in [
        "rent",
        "capex",
        "power_price",
        "power_growth",
        "interest_rate",
        "cap_ltc",
        "fee",
        "repaid_over",
    ] {
        assert!(told.contains(name), "{name} in {told:?}");
    }
}

/// The trace ends in the lines that cite a source, and says which.
#[test]
fn the_trace_ends_in_cited_lines() {
    for (name, least) in [("lake_mariner", 5), ("river_bend", 3)] {
        let sources = Spec::example(name).load();
        let mut session = Session::new(&sources);
        let why = session
            .why("contracted", 40)
            .expect("contracted is a formula");
        let mut cited = 0;
        let mut open = vec![&why];
        while let Some(w) = open.pop() {
            cited += w.literals.iter().filter(|l| !l.sources.is_empty()).count();
            open.extend(&w.inputs);
        }
        assert!(cited >= least, "{name}: {cited} cited literals");
    }
}
