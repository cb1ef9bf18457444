//! Reports by year, month and line, as text, JSON and tables; series of `eval`.

mod common;

use common::{follows, sitec, sitec_in, with};
use serde_json::Value;

/// Rent of a third of a million a month from March 2027 on, held against sums by hand.
const YARD: &str = "\
//! A yard.

kind yard_kind {
  start   : Date
  horizon : Duration
  timeline from start for horizon
  let rent  = $1M / 3 * active(2027-03-01, 2029-01-01)
  let held  = cumulative(rent)
  let power = 40 MW * active(2027-03-01, 2029-01-01)
  section accounts \"Accounts\" {
    years \"Rent\"   = rent
    balance \"Held\" = held
  }
  section works \"Works, and more\" {
    line \"Opened\"     = 2027-03-01
    line \"Whole rent\" = total(rent)
    balance \"Power\"   = power
    table \"Yards\" for y in all yard_kind { \"Yard\" = name(y); \"From\" = y.start }
  }
}

yard_kind yard \"The Yard\" {
  start   = 2027-01-01
  horizon = 3 yr
  assume quiet : Ratio = 5% \"an assumption\"
}
";

fn yard(name: &str, arguments: &[&str]) -> common::Ran {
    let here = with(name, &[("main.site", YARD)]);
    let mut all = vec!["report", "main.site"];
    all.extend(arguments);
    sitec_in(&here, &all)
}

fn rows(report: &str) -> Vec<Value> {
    let value = follows("report", report);
    let sections = value["report"]["roots"][0]["sections"].clone();
    let of = |s: &Value| s["rows"].as_array().cloned().unwrap_or_default();
    sections
        .as_array()
        .expect("sections")
        .iter()
        .flat_map(of)
        .collect()
}

fn row(report: &str, label: &str) -> Value {
    let found = rows(report).into_iter().find(|r| r["label"] == label);
    found.expect("a row of that label")
}

#[test]
fn months_stand_beside_years_and_add_up_to_them() {
    let json = yard("monthly", &["--monthly", "--format", "json"]);
    let rent = row(&json.out, "Rent");
    let months = rent["months"].as_array().expect("months");
    assert_eq!(months.len(), 36);
    assert_eq!(months[1][0], "2027-02");
    assert_eq!(months[1][1]["value"], 0.0);
    assert_eq!(months[2][1]["value"], 1e6 / 3.0);
    // Ten months of 2027, twelve of 2028, none of 2029.
    let year = |n: usize| rent["years"][n][1]["value"].as_f64().expect("a sum");
    assert!((year(0) - 1e7 / 3.0).abs() < 1e-6 && (year(1) - 4e6).abs() < 1e-6);
    assert_eq!(year(2), 0.0);
    let plain = yard("monthly_not", &["--format", "json"]);
    assert!(row(&plain.out, "Rent").get("months").is_none());
    insta::assert_snapshot!("monthly", yard("monthly_text", &["--monthly"]).out);
}

#[test]
fn only_the_months_asked_for_count() {
    let window = ["--from", "2027-05", "--to", "2028-02", "--format", "json"];
    let json = yard("window", &window);
    let rent = row(&json.out, "Rent");
    let value = |v: &Value| v["value"].as_f64().expect("a number");
    // May to December are eight months, January and February two: ten thirds of a million.
    assert!((value(&rent["years"][0][1]) - 8e6 / 3.0).abs() < 1e-6);
    assert!((value(&rent["years"][1][1]) - 2e6 / 3.0).abs() < 1e-6);
    assert!((value(&rent["total"]) - 1e7 / 3.0).abs() < 1e-6);
    // A balance is that of the last month shown: twelve months are paid by February 2028.
    let held = row(&json.out, "Held");
    assert!((value(&held["years"][1][1]) - 4e6).abs() < 1e-6);
    let shown = follows("report", &json.out)["report"]["roots"][0]["shown"].clone();
    assert_eq!(shown, serde_json::json!(["2027-05", "2028-02"]));
    let year = yard(
        "window_year",
        &["--from", "2028", "--to", "2028", "--format", "json"],
    );
    assert!((value(&row(&year.out, "Rent")["total"]) - 4e6).abs() < 1e-6);
    insta::assert_snapshot!(
        "window",
        yard(
            "window_text",
            &[
                "--monthly",
                "--from",
                "2028-11",
                "--to",
                "2029-01",
                "--lines",
                "accounts"
            ]
        )
        .out
    );
    for (from, to, why) in [
        ("2026-12", "2028-01", "outside of the timeline"),
        ("2028-13", "2029-01", "is no month"),
        ("2028-1", "2029-01", "is no month"),
        ("march", "2029-01", "is no month"),
        ("2029-01", "2028-12", "comes before"),
    ] {
        let ran = yard("window_wrong", &["--from", from, "--to", to]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{from} to {to}");
        assert!(ran.err.contains(why), "{}", ran.err);
    }
}

#[test]
fn lines_are_chosen_by_name() {
    let titles = |ran: &common::Ran| -> Vec<String> {
        let label = |r: &Value| r["label"].as_str().unwrap_or_default().to_owned();
        rows(&ran.out).iter().map(label).collect()
    };
    let some = |name: &str, lines: &[&str]| {
        let mut all = vec!["--format", "json"];
        all.extend(lines.iter().flat_map(|l| ["--lines", l]));
        yard(name, &all)
    };
    assert_eq!(titles(&some("lines_a", &["accounts"])), ["Rent", "Held"]);
    assert_eq!(titles(&some("lines_b", &["RENT"])), ["Rent", "Whole rent"]);
    assert_eq!(titles(&some("lines_c", &["rent*"])), ["Rent"]);
    assert_eq!(titles(&some("lines_d", &["works*", "h?ld"])).len(), 5);
    let text = yard("lines_e", &["--lines", "assumptions"]);
    assert!(
        text.out.contains("quiet") && !text.out.contains("Accounts"),
        "{}",
        text.out
    );
    let half = some("lines_f", &["held", "rint"]);
    assert_eq!(half.code, 0);
    assert_eq!(
        half.err,
        "no row or section is named `rint`: did you mean `Rent`?\n"
    );
    let none = yard("lines_g", &["--lines", "rint"]);
    assert_eq!((none.code, none.out.as_str()), (2, ""));
    assert!(none.err.contains("did you mean `Rent`?"), "{}", none.err);
}

#[test]
fn tables_hold_each_value_once_with_all_digits() {
    let tidy = yard("csv", &["--format", "csv"]).out;
    insta::assert_snapshot!("tidy", tidy);
    insta::assert_snapshot!("wide", yard("csv_wide", &["--format", "csv", "--wide"]).out);
    // What is written is what JSON has.
    let json = yard("csv_json", &["--format", "json"]).out;
    let rent = row(&json, "Rent");
    let line = tidy
        .lines()
        .find(|l| l.starts_with("Accounts,Rent,,USD,2027,"));
    let value: f64 = line
        .and_then(|l| l.rsplit(',').next()?.parse().ok())
        .expect("a value");
    assert_eq!(Some(value), rent["years"][0][1]["value"].as_f64());
    let months = yard(
        "csv_monthly",
        &["--format", "csv", "--monthly", "--lines", "rent*"],
    )
    .out;
    assert_eq!(
        months.lines().count(),
        37,
        "a head and 36 months, no years\n{months}"
    );
    assert!(
        months.contains("Accounts,Rent,,USD,2027-03,333333.3333333333"),
        "{months}"
    );
    assert_eq!(yard("csv_not", &["--wide"]).code, 2);
    // A whole deal: as many cells in every line.
    let deal = sitec(&[
        "report",
        "examples/lake_mariner",
        "--format",
        "csv",
        "--monthly",
    ])
    .out;
    let mut reader = csv::Reader::from_reader(deal.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("six cells")).collect();
    assert!(records.len() > 1000 && records.iter().all(|r| r.len() == 6));
}

#[test]
fn a_monthly_deal_stays_readable() {
    let place = "examples/lake_mariner";
    let ran = sitec(&[
        "report",
        place,
        "--monthly",
        "--lines",
        "income_statement",
        "--to",
        "2027",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.lines().all(|l| l.chars().count() <= 180),
        "{}",
        ran.out
    );
    // A year is one block, with its months and their sum.
    let months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec 2026";
    let head = |l: &str| l.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        ran.out.lines().any(|l| head(l) == format!("2026 {months}")),
        "{}",
        ran.out
    );
}

#[test]
fn a_series_is_told_by_year_and_by_month() {
    let here = with("eval_series", &[("main.site", YARD)]);
    let eval = |arguments: &[&str]| {
        let mut all = vec!["eval", "main.site"];
        all.extend(arguments);
        let ran = sitec_in(&here, &all);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    insta::assert_snapshot!("eval_years", eval(&["rent", "horizon", "power", "start"]));
    insta::assert_snapshot!("eval_months", eval(&["rent", "--monthly"]));
    let json = follows("eval", &eval(&["rent", "total(rent)", "--format", "json"]));
    let rent = &json["values"][0];
    assert_eq!(rent["dates"][2], "2027-03-01");
    assert_eq!(
        rent["dates"].as_array().map(Vec::len),
        rent["series"].as_array().map(Vec::len)
    );
    assert_eq!(rent["series"][2], 1e6 / 3.0);
    let sum = rent["years"][0]["sum"]["value"].as_f64().expect("a sum");
    assert!((sum - 1e7 / 3.0).abs() < 1e-6);
    assert_eq!(rent["years"][0]["lowest"]["value"], 0.0);
    assert!(json["values"][1].get("dates").is_none());
}

/// A price of two million at financial close, and rent of a million a month from then on.
const CLOSE: &str = "\
//! A purchase.

kind deal_kind {
  start   : Date
  horizon : Duration
  timeline from start for horizon with opening
  let rent  = accrue($12M/yr)
  let price = if opening_column then $2M else 0
  section cash \"Cash\" {
    years \"Price\"  = price
    years \"Rent\"   = rent
    balance \"Held\" = cumulative(rent - price)
  }
}

deal_kind deal { start = 2027-11-01; horizon = 4 mo }
";

#[test]
fn the_opening_column_stands_by_itself() {
    let here = with("opening", &[("main.site", CLOSE)]);
    let report = |arguments: &[&str]| {
        let mut all = vec!["report", "main.site"];
        all.extend(arguments);
        sitec_in(&here, &all).out
    };
    let json = report(&["--monthly", "--format", "json"]);
    let price = row(&json, "Price");
    let months = price["months"].as_array().expect("months");
    assert_eq!((months.len(), &months[0][0]), (5, &Value::from("opening")));
    assert_eq!(months[0][1]["value"], 2e6);
    assert_eq!(months[1][0], "2027-11");
    assert_eq!(price["years"][0][1]["value"], 2e6);
    let csv = report(&["--monthly", "--format", "csv"]);
    assert!(csv.contains("\nCash,Price,,USD,opening,2000000\n"), "{csv}");
    assert!(csv.contains("\nCash,Rent,,USD,2027-11,1000000\n"), "{csv}");
    // What is paid on the first day counts with the first month.
    let first = report(&["--from", "2027-11", "--to", "2027-11", "--format", "json"]);
    assert_eq!(row(&first, "Price")["total"]["value"], 2e6);
    let later = report(&["--from", "2027-12", "--format", "json"]);
    assert_eq!(row(&later, "Price")["total"]["value"], 0.0);
    insta::assert_snapshot!("opening", report(&["--monthly"]));
    let eval = sitec_in(&here, &["eval", "main.site", "rent - price", "--monthly"]).out;
    insta::assert_snapshot!("opening_eval", eval);
    // Without anything to tell the column is left out of the text.
    let quiet = sitec_in(&here, &["eval", "main.site", "rent", "--monthly"]).out;
    assert!(!quiet.contains("opening"), "{quiet}");
}

/// Two tanks that fill by a tonne a month, and a third that is left out.
const TANKS: &str = "\
kind farm {
  start   : Date
  horizon : Duration
  timeline from start for horizon
  let held = sum(t.held for t in all tank)
  section all_tanks \"All tanks\" { balance \"Held\" = held }
}

kind tank {
  shown : Bool = true
  let held = month_index + 1
  section fill \"Filling\" {
    opening \"Opening\" = prev(held, 0) when shown
    years \"Filled\" = 1 when shown
    balance \"Closing\" = held when shown
  }
}

farm plain \"The Plain\" {
  start   = 2027-03-01
  horizon = 2 yr
  tank east \"East tank\" { }
  tank west { shown = false }
  tank gone { excluded \"sold\" }
}
";

#[test]
fn elements_have_sections_of_their_own() {
    let here = with("tanks", &[("main.site", TANKS)]);
    let ran = sitec_in(&here, &["report", "main.site", "--format", "json"]);
    let value = follows("report", &ran.out);
    let sections = value["report"]["roots"][0]["sections"]
        .as_array()
        .expect("sections");
    let titles: Vec<_> = sections.iter().map(|s| s["title"].clone()).collect();
    assert_eq!(titles, ["All tanks", "Filling: East tank"]);
    assert_eq!(sections[1]["of"], "East tank");
    // Ten months of 2027, twelve of 2028, two of 2029: a tank begins with what it held at the end of the year before.
    let years = |row: usize| {
        let years = sections[1]["rows"][row]["years"].as_array().expect("years");
        let each = years.iter().map(|y| y[1]["value"].as_f64());
        each.collect::<Option<Vec<f64>>>().expect("figures")
    };
    assert_eq!(years(0), [0.0, 10.0, 22.0]);
    assert_eq!(years(1), [10.0, 12.0, 2.0]);
    assert_eq!(years(2), [10.0, 22.0, 24.0]);
    let csv = sitec_in(
        &here,
        &[
            "report",
            "main.site",
            "--lines",
            "filling",
            "--format",
            "csv",
        ],
    );
    assert!(
        csv.out
            .contains("Filling: East tank,Opening,East tank,,2028,10\n"),
        "{}",
        csv.out
    );
    insta::assert_snapshot!("tanks", sitec_in(&here, &["report", "main.site"]).out);
}
