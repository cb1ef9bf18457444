//! `sitec solve` against values that are known by other means: calculations by hand that stand beside the
//! question, and the same package compiled with the value found.

mod common;

use common::{follows, root, sitec, sitec_in, with};

/// Figures whose inverses can be written down.
const HAND: &str = "\
site yard {
  start   = 2026-01-01
  horizon = 5 yr

  assume price : Money = $105M \"to be found\"
  assume side : Ratio = 2 \"of a square\"
  assume step : Ratio = 2 \"decides a branch while compiling\"
  assume works : Duration = 9 mo \"in months\"
  assume pause : Duration = 10 d \"in days\"
  assume opening : Date = 2026-03-15 \"a day\"
  assume old : Money = $9M real 2024 \"prices of 2024\"
  assume foreign : Money = 5M EUR \"another currency\"
  assume share : Ratio = 20% ~ uniform(10%, 30%) \"uncertain\"
  assume sum_of : Money = price + $1M \"a formula\"

  let flow      = price * on(2027-01-05) - $100M * on(2026-01-05)
  let area      = (side - 1.5) * (side - 1.5001)
  let branch    = if step > 3 then step * 10 else step
  let ready     = opening + works + pause
  let indexed   = at(inflate(old, by = grow(2%/yr, 2024-07-01)), 2026-07-01)
  let euros     = foreign * 2
  let part      = share * $100M
  let after_sum = sum_of * 3
}
";

/// A plot with two sides that give the same area, and lines of a report that move or do not.
const SQUARE: &str = "\
kind plot_kind {
  start   : Date = 2026-01-01
  horizon : Duration = 1 yr
  timeline from start for horizon
  side  : Length in 1 m .. 11 m = 3 m
  let area  = side * (12 m - side)
  let fence = side * 2 + 1 m
  section plot \"Plot\" {
    line \"Area\"  = area
    line \"Fence\" = fence
    line \"Gate\"  = 1 m
    line \"Tower\" = side * 2 when fence > 20 m
  }
}

plot_kind plot \"The Plot\" { }
";

/// The values found, to the last digit, as `--set` takes them.
fn found(arguments: &[&str]) -> Vec<String> {
    let here = with(
        &format!("solve{}", arguments.join("").len()),
        &[("main.site", HAND)],
    );
    let mut all = vec!["solve", "main.site"];
    all.extend(arguments);
    let text = sitec_in(&here, &all);
    assert_eq!(text.code, 0, "{}", text.err);
    all.extend(["--format", "json"]);
    let json = sitec_in(&here, &all);
    let value = follows("solve", &json.out);
    let solutions = value["solve"]["solutions"].as_array().expect("solutions");
    let sets: Vec<String> = solutions
        .iter()
        .map(|s| s["set"].as_str().expect("text").to_owned())
        .collect();
    // What is printed to be pasted is the same.
    for set in &sets {
        assert!(text.out.contains(&format!("--set '{set}'")), "{}", text.out);
    }
    sets
}

/// The number in `price = $110000000`.
fn number(set: &str) -> f64 {
    let (_, value) = set.split_once(" = ").expect("a value");
    let digits = |c: &char| c.is_ascii_digit() || matches!(c, '.' | '-');
    let text: String = value
        .chars()
        .skip_while(|c| !digits(c))
        .take_while(digits)
        .collect();
    text.parse().expect("a number")
}

#[track_caller]
fn is(sets: &[String], due: &[f64]) {
    assert_eq!(sets.len(), due.len(), "{sets:?}");
    for (set, due) in sets.iter().zip(due) {
        let found = number(set);
        assert!((found - due).abs() <= 1e-9 * due.abs(), "{set} for {due}");
    }
}

/// A rent of a ninth of a cent is not shown as no cents.
#[test]
fn a_small_price_is_shown_with_the_digits_it_has() {
    let text = "\
kind stream is earning(amount = accrue(each * 1_000_000 / 1 yr)) { each : Money }
site s {
  start = 2027-01-01; horizon = 4 yr
  assume price : Money = 0.05 EUR \"a unit\"
  stream a { each = price }
  equity e { takes = remainder }
}
";
    let here = with("solve_cents", &[("main.site", text)]);
    let target = "total(revenue) == 364_800 EUR";
    let ran = sitec_in(
        &here,
        &["solve", "main.site", "--vary", "price", "--target", target],
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("0.05 EUR   0.0912 EUR"), "{}", ran.out);
}

#[test]
fn what_is_found_is_what_a_calculation_by_hand_gives() {
    // 31 January 2026 to 31 January 2027 are 365 days: one year, so 110 for 100 is a tenth.
    is(
        &found(&["--vary", "price", "--target", "xirr(flow) = 10%"]),
        &[110e6],
    );
    // 9 million of 2024, two years later at 2 %: times 1.02 squared.
    let old = found(&["--vary", "old", "--target", "indexed = $10.404M"]);
    is(&old, &[10e6]);
    assert!(old[0].ends_with(" real 2024"), "{old:?}");
    let euros = found(&["--vary", "foreign", "--target", "euros == 7M EUR"]);
    is(&euros, &[3.5e6]);
    assert!(euros[0].contains("EUR"), "{euros:?}");
    is(
        &found(&["--vary", "share", "--target", "part = $25M"]),
        &[0.25],
    );
    // The whole formula is one number, as with `--set`.
    is(
        &found(&["--vary", "sum_of", "--target", "after_sum = $330M"]),
        &[110e6],
    );
    // Both sides may move.
    is(
        &found(&["--vary", "price", "--target", "price * 2 = price + $80M"]),
        &[80e6],
    );
}

#[test]
fn all_solutions_in_the_range_are_told() {
    is(
        &found(&["--vary", "side", "--target", "area = 0"]),
        &[1.5, 1.5001],
    );
    is(
        &found(&[
            "--vary", "side", "--target", "area = 0", "--from", "1.50005", "--to", "9",
        ]),
        &[1.5001],
    );
    let stretch = [
        "--vary",
        "side",
        "--target",
        "max(side, 4) = 4",
        "--from",
        "1",
        "--to",
        "9",
    ];
    let here = with("solve_stretch", &[("main.site", HAND)]);
    let mut all = vec!["solve", "main.site"];
    all.extend(stretch);
    let ran = sitec_in(&here, &all);
    assert!(
        ran.out.contains("the target holds from here to 4"),
        "{}{}",
        ran.out,
        ran.err
    );
}

#[test]
fn dates_and_durations_take_whole_steps() {
    // 2026-03-15 + 9 mo + 10 d = 2026-12-25.
    assert_eq!(
        found(&["--vary", "opening", "--target", "ready = 2027-02-25"]),
        ["opening = 2026-05-15"]
    );
    assert_eq!(
        found(&["--vary", "works", "--target", "ready = 2027-06-25"]),
        ["works = 15 mo"]
    );
    assert_eq!(
        found(&["--vary", "pause", "--target", "ready = 2027-01-01"]),
        ["pause = 17 d"]
    );
    // Months of nine cannot do it; days can.
    let args = [
        "--vary",
        "works",
        "--target",
        "ready = 2027-01-01",
        "--from",
        "100 d",
        "--to",
        "400 d",
    ];
    assert_eq!(found(&args), ["works = 282 d"]);
    let here = with("solve_whole", &[("main.site", HAND)]);
    let ran = sitec_in(
        &here,
        &[
            "solve",
            "main.site",
            "--vary",
            "works",
            "--target",
            "ready = 2027-01-01",
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    // 9 months give 25 December, 10 months 25 January; the first is nearer by far.
    assert!(ran.out.contains("--set 'works = 9 mo'"), "{}", ran.out);
    assert!(
        ran.out.contains("beside it, 10 mo gives 2027-01-25"),
        "{}",
        ran.out
    );
}

#[test]
fn a_number_that_decides_while_compiling_is_compiled_again_and_again() {
    // At 2 the branch is `step`, which would be 50 at 50; but above 3 it is ten times as much.
    is(
        &found(&["--vary", "step", "--target", "branch = 50"]),
        &[5.0],
    );
    // The horizon makes the months: 60 of them now.
    assert_eq!(
        found(&[
            "--vary",
            "horizon",
            "--target",
            "last(month_index) = 23",
            "--from",
            "12 mo",
            "--to",
            "60 mo"
        ]),
        ["horizon = 24 mo"]
    );
}

#[test]
fn the_value_found_brings_the_figure_about() {
    brings_about("examples/lake_mariner", "equity_irr", 0.15);
    // Rent has another place among the dimensions in each compilation of it.
    brings_about("examples/colo_200mw", "equity_xirr", 0.20);
}

fn brings_about(place: &str, figure: &str, due: f64) {
    let target = format!("{figure} = {}%", 100.0 * due);
    let ask = [
        "solve", place, "--vary", "rent", "--target", &target, "--format", "json",
    ];
    let json = sitec(&ask);
    assert_eq!(json.code, 0, "{}", json.err);
    let value = follows("solve", &json.out);
    let solution = &value["solve"]["solutions"][0];
    let set = solution["set"].as_str().expect("text");
    let eval = sitec(&["eval", place, figure, "--set", set, "--format", "json"]);
    let irr = follows("eval", &eval.out)["values"][0]["value"]
        .as_f64()
        .expect("a number");
    assert!((irr - due).abs() < 1e-11, "{irr} at {set}");
    assert_eq!(solution["reached"][0]["value"].as_f64(), Some(irr));
    // Present figures are those of the report as it is.
    let now = sitec(&["eval", place, figure, "--format", "json"]);
    let now = follows("eval", &now.out)["values"][0]["value"].clone();
    assert_eq!(value["solve"]["now"][0]["value"], now);
    let again = sitec(&ask);
    assert_eq!(again.out, json.out);
}

#[test]
fn a_case_is_solved_as_it_is_compiled() {
    let place = "examples/lake_mariner";
    let ask = [
        "solve",
        place,
        "--vary",
        "rent",
        "--target",
        "contracted = $6.5B",
    ];
    let plain = sitec(&ask);
    let mut dearer = ask.to_vec();
    dearer.extend(["--set", "escalation = 2.8%/yr", "--scenario", "slip"]);
    let dearer = sitec(&dearer);
    assert_eq!(
        (plain.code, dearer.code),
        (0, 0),
        "{}{}",
        plain.err,
        dearer.err
    );
    assert!(
        dearer.out.contains("scenario slip; escalation = 2.8%/yr"),
        "{}",
        dearer.out
    );
    assert_ne!(plain.out, dearer.out);
}

#[test]
fn what_was_found_reads_well() {
    let here = with("solve_text", &[("main.site", SQUARE)]);
    let ran = sitec_in(
        &here,
        &[
            "solve",
            "main.site",
            "--vary",
            "side",
            "--target",
            "area = 20 m^2",
        ],
    );
    insta::assert_snapshot!("solve_found", ran.out);
    insta::assert_snapshot!("solve_help", sitec(&["solve", "--help"]).out);
}

#[test]
fn what_cannot_be_found_ends_with_one_and_a_code() {
    let here = with("solve_codes", &[("main.site", HAND)]);
    for (vary, target, code) in [
        ("price", "xirr(flow) > 10%", "E0701"),
        ("price", "flow = $10M", "E0701"),
        ("price", "xirr(flow) = 1 MW", "E0312"),
        ("price", "xirr(flow) = ", "E0002"),
        ("area", "area = 1", "E0702"),
        ("prise", "area = 1", "E0101"),
        ("price", "area = 1", "E0703"),
        ("price", "xirr(flow) = -200%", "E0704"),
        ("share", "part = $90M", "E0704"),
    ] {
        let ran = sitec_in(
            &here,
            &["solve", "main.site", "--vary", vary, "--target", target],
        );
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{vary}: {target}");
        assert!(
            ran.err.contains(&format!("error[{code}]")),
            "{target}: {}",
            ran.err
        );
    }
    let miss = sitec_in(
        &here,
        &[
            "solve",
            "main.site",
            "--vary",
            "share",
            "--target",
            "part = $90M",
        ],
    );
    assert!(
        miss.err
            .contains("nearest: share = 0.3 gives $30.0M, $90.0M is asked"),
        "{}",
        miss.err
    );
    assert_eq!(sitec(&["solve", "examples/lake_mariner"]).code, 2);
    assert!(root().join("schemas/solve.json").exists());
}
