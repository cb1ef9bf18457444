//! The specs in `oracles/` against figures that others computed. See `sitec_tests::oracle`.

use std::sync::LazyLock;

use sitec_tests::none;
use sitec_tests::oracle::judge::Held;
use sitec_tests::oracle::{Oracle, cases};

/// What came of a case: its figures beside the claims, or why there are none.
type Outcome = (String, Result<Vec<Held>, Vec<String>>);

static OUTCOMES: LazyLock<Vec<Outcome>> = LazyLock::new(|| {
    let directories = ["tests/oracles/finance", "tests/oracles/own"];
    directories.into_iter().flat_map(outcomes).collect()
});

fn outcomes(directory: &str) -> Vec<Outcome> {
    match cases(directory) {
        Ok(cases) => cases.iter().map(|c| (c.name.clone(), c.run())).collect(),
        Err(faults) => vec![(directory.to_owned(), Err(faults))],
    }
}

fn faults_of(outcomes: &[Outcome]) -> Vec<String> {
    let mut faults = Vec::new();
    for (case, outcome) in outcomes {
        match outcome {
            Err(why) => faults.extend(why.iter().cloned()),
            Ok(held) => faults.extend(held.iter().filter_map(|h| {
                let why = h.judge(&h.claimed).err()?;
                Some(format!("{case}{}: {why}, by `{}`", h.path, h.expr))
            })),
        }
    }
    faults
}

/// Claims that are wrong in one leaf and yet are found right.
fn missed(outcomes: &[Outcome]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut counted = 0;
    for (case, outcome) in outcomes {
        for h in outcome.iter().flatten() {
            for claim in h.spoiled() {
                counted += 1;
                if h.judge(&claim).is_ok() {
                    faults.push(format!(
                        "{case}{}: {claim} passes for {}",
                        h.path, h.claimed
                    ));
                }
            }
        }
    }
    assert!(counted > 0, "no claim was spoiled");
    faults
}

#[test]
fn every_figure_comes_out() {
    none(&faults_of(&OUTCOMES));
}

#[test]
fn one_wrong_figure_is_found() {
    none(&missed(&OUTCOMES));
}

/// A model and a case of it that is as it should be.
const MODEL: &str = "//< inputs/rate -> rate = {value}
//< inputs/kind \"old {n}\" -> years = {n}
//> expected/double == 2 * rate within rel
//> expected/grown == grown within rel
//> expected/state == years as young, old
//> expected/missing == missing within rel
kind thing {
  start : Date = 2027-01-01
  span  : Duration = 3 mo
  rate  : Ratio
  years : Count
  timeline from start for span
  let grown : series<Ratio> = if month_index < 2 then rate else 0
  let missing : Ratio = rate / 0
}
thing one { }
";
const CASE: &str = r#"{"inputs": {"rate": 0.25, "kind": "old 1"},
  "expected": {"double": 0.5, "grown": [0.25, 0.25], "state": "old", "missing": null}, "tolerance": {"rel": 1e-9}}"#;

#[test]
fn nothing_is_passed_over() {
    let found = |case: &str| {
        let case = Oracle::of("case", case, MODEL.to_owned()).expect("a case");
        faults_of(&[(case.name.clone(), case.run())]).join("; ")
    };
    assert_eq!(found(CASE), "");
    // What is written, what is written instead, and words of the fault.
    let wrong = [
        (
            r#""rate": 0.25"#,
            r#""rate": 0.25, "other": 1"#,
            "nothing speaks of /inputs/other",
        ),
        (
            r#""double": 0.5"#,
            r#""double": 0.5, "half": 1"#,
            "nothing speaks of /expected/half",
        ),
        (r#""old 1""#, r#""new 1""#, "`years`"),
        (r#""rate": 0.25, "#, "", "`rate`"),
        (r#""rel": 1e-9"#, r#""abs": 1e-9"#, "no tolerance `rel`"),
        (
            r#""double": 0.5"#,
            r#""double": 0.50001"#,
            "/expected/double",
        ),
        (r#""double": 0.5"#, r#""double": null"#, "/expected/double"),
        (r#""missing": null"#, r#""missing": 0"#, "/expected/missing"),
        ("[0.25, 0.25]", "[0.25]", "behind the end"),
        ("[0.25, 0.25]", "[0.25, 0.25, 0, 0]", "4 claims, 3 values"),
        (
            r#""state": "old""#,
            r#""state": "young""#,
            "/expected/state",
        ),
    ];
    let mut faults = Vec::new();
    for (old, new, words) in wrong {
        let told = found(&CASE.replacen(old, new, 1));
        if !told.contains(words) {
            faults.push(format!("{new}: `{words}` is not in `{told}`"));
        }
    }
    let longer = found(&CASE.replacen("[0.25, 0.25]", "[0.25, 0.25, 0]", 1));
    assert_eq!(longer, "", "a zero is no more of a line");
    none(&faults);
}
