//! Judges a marked text: compiles it and compares what is said with its markers.

use std::collections::BTreeMap;

use sitec_compiler::Session;
use sitec_compiler::view::Figure;

use crate::markers::{Expected, Marked, Probe, is_code};
use crate::places::line_of;
use crate::{Spec, printed};

/// What is wrong with a marked text: findings that nothing expects, expectations that nothing meets, probes
/// that come to something else.
#[must_use]
pub fn faults_of(marked: &Marked) -> Vec<String> {
    let sources = marked.spec.load();
    let mut session = Session::new(&sources);
    let mut faults = marked.faults.clone();
    faults.extend(findings(marked, &session));
    let mut cases: BTreeMap<(Option<String>, Vec<String>), Vec<&Probe>> = BTreeMap::new();
    for probe in &marked.probes {
        cases
            .entry((probe.scenario.clone(), probe.sets.clone()))
            .or_default()
            .push(probe);
    }
    for ((scenario, sets), probes) in cases {
        if scenario.is_none() && sets.is_empty() {
            faults.extend(
                probes
                    .iter()
                    .filter_map(|p| fault_of_probe(p, &mut session)),
            );
            continue;
        }
        let mut spec: Spec = marked.spec.clone();
        spec.options.scenario = scenario;
        spec.options.sets = sets;
        let sources = spec.load();
        let mut session = Session::new(&sources);
        faults.extend(
            probes
                .iter()
                .filter_map(|p| fault_of_probe(p, &mut session)),
        );
    }
    faults
}

/// Findings against markers, one to one.
fn findings(marked: &Marked, session: &Session<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut left: Vec<&Expected> = marked.expected.iter().collect();
    for d in session
        .problems()
        .iter()
        .filter(|d| !marked.quiet.contains(&d.code.to_string()))
    {
        let (file, line) = line_of(session.sources(), d);
        let at = left.iter().position(|e| {
            e.file == file
                && e.line == line
                && d.code == e.code.as_str()
                && e.allowed == d.allowed.is_some()
                && e.words
                    .as_ref()
                    .is_none_or(|w| d.message.contains(w.as_str()))
        });
        match at {
            Some(i) => {
                left.remove(i);
            }
            None => faults.push(format!(
                "{file}:{line}: {} \"{}\" was not expected",
                d.code, d.message
            )),
        }
    }
    for e in left {
        faults.push(format!(
            "{}:{}: {} {:?} did not come",
            e.file, e.line, e.code, e.words
        ));
    }
    if !faults.is_empty() {
        faults.push(printed(session));
    }
    faults
}

fn fault_of_probe(probe: &Probe, session: &mut Session<'_>) -> Option<String> {
    let Probe {
        line,
        expr,
        value,
        ty,
        ..
    } = probe;
    match session.eval(std::slice::from_ref(expr)) {
        Err(problems) => {
            let codes: Vec<String> = problems.iter().map(|d| d.code.to_string()).collect();
            let right = is_code(value) && codes == [value.clone()];
            let words: Vec<&str> = problems.iter().map(|d| d.message.as_str()).collect();
            (!right).then(|| {
                format!("line {line}: `{expr}` should be {value}, is wrong: {codes:?} {words:?}")
            })
        }
        Ok(found) => {
            let figure = found.into_iter().next()?.figure;
            let same = figure.text == *value || same_number(session, &figure, value);
            let right = same && ty.as_ref().is_none_or(|t| *t == figure.ty);
            (!right).then(|| {
                format!(
                    "line {line}: `{expr}` should be {value} {ty:?}, is {} : {}",
                    figure.text, figure.ty
                )
            })
        }
    }
}

/// Whether a figure is the number that an expression stands for: how it is shown is tested elsewhere.
fn same_number(session: &mut Session<'_>, figure: &Figure, value: &str) -> bool {
    let Ok(found) = session.eval(&[value.to_owned()]) else {
        return false;
    };
    let Some(wanted) = found.into_iter().next().map(|e| e.figure) else {
        return false;
    };
    let close = match (figure.value, wanted.value) {
        (Some(a), Some(b)) => (a - b).abs() <= b.abs() * 1e-12,
        _ => false,
    };
    close && figure.unit == wanted.unit
}
