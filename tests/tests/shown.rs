//! What a report shows and what it leaves out.

use sitec_compiler::Session;
use sitec_compiler::view::RowView;
use sitec_tests::{Spec, codes, none};

/// A site with `count` boxes and a section of rows and tables that depend on how many there are.
fn spec(count: usize) -> Spec {
    Spec::of(format!(
        r#"
kind box {{
  size : Power
  let twice : Power = size * 2
}}

kind depot {{
  start   : Date
  horizon : Duration
  boxes   : list<ref box> = []
  let held : Power = sum(b.size for b in boxes)
  timeline from start for horizon
  section stock "Stock" {{
    line "Boxes" = count(boxes)
    table "Held" for b in boxes {{ "Box" = label(b); "Size" = b.size }} when count(boxes) > 1
    table "Large" for b in boxes {{ "Box" = label(b); "Twice" = b.twice }}
      when held > 12 MW
    table "All" for b in boxes {{ "Box" = label(b) }}
    line "Held" = held when held > 12 MW
  }}
}}

depot yard {{
  start   = 2026-01-01
  horizon = 2 yr
  boxes   = [{}]
  {}
}}
"#,
        (1..=count)
            .map(|i| format!("b{i}"))
            .collect::<Vec<_>>()
            .join(", "),
        (1..=count)
            .map(|i| format!("box b{i} {{ size = 5 MW }}"))
            .collect::<Vec<_>>()
            .join("\n  "),
    ))
}

/// The labels of what the only section shows; tables with the number of their lines.
fn shown(spec: &Spec) -> Vec<String> {
    let sources = spec.load();
    let mut session = Session::new(&sources);
    assert_eq!(codes(&session), Vec::<String>::new());
    let report = session.report().expect("nothing is wrong");
    let rows = report.roots.iter().flat_map(|r| &r.sections);
    rows.flat_map(|s| &s.rows)
        .map(|row| match row {
            RowView::Line { label, .. } => label.clone(),
            RowView::Table { label, lines, .. } => {
                format!("{} {}", label.as_deref().unwrap_or("?"), lines.len())
            }
            other => format!("{other:?}"),
        })
        .collect()
}

#[test]
fn a_table_is_left_out_when_its_condition_does_not_hold() {
    let cases: [(usize, &[&str]); 4] = [
        // What is empty stays in the report: it is the page of text that leaves it out.
        (0, &["Boxes", "All 0"]),
        (1, &["Boxes", "All 1"]),
        (2, &["Boxes", "Held 2", "All 2"]),
        (3, &["Boxes", "Held 3", "Large 3", "All 3", "Held"]),
    ];
    let mut faults = Vec::new();
    for (count, expected) in cases {
        let found = shown(&spec(count));
        if found != expected {
            faults.push(format!("{count} boxes: {found:?} instead of {expected:?}"));
        }
    }
    none(&faults);
}

#[test]
fn the_condition_of_a_table_is_checked_as_any_other() {
    let cases = [
        ("when count(boxes) > 1", "when count(boxes)", "E0309"),
        ("when count(boxes) > 1", "when count(bxes) > 1", "E0101"),
        // The variable of the table is known in its columns only.
        ("when count(boxes) > 1", "when b.size > 1 MW", "E0101"),
    ];
    let mut faults = Vec::new();
    for (old, new, code) in cases {
        let sources = spec(2).edit(old, new).load();
        let found = codes(&Session::new(&sources));
        if found != [code] {
            faults.push(format!("{new}: {found:?} instead of {code}"));
        }
    }
    none(&faults);
}

/// What an expression is shown as in a site that has counts and calendar years.
fn text_of(expression: &str) -> String {
    let spec = Spec::of(
        r#"
quantity share : Ratio = 1%

kind crane {
  built : CalendarYear
  hours : Count
  worn  : share
}

site ridge {
  start   = 2026-01-01
  horizon = 2 yr
  crane north { built = 1998; hours = 1539; worn = 20% }
  require north.built > 1990 and north.hours > 0 and north.worn < 1 "fit for use"
}
"#,
    );
    let sources = spec.load();
    let mut session = Session::new(&sources);
    assert_eq!(codes(&session), Vec::<String>::new());
    let values = session
        .eval(&[expression.to_owned()])
        .expect("an expression");
    values[0].figure.text.clone()
}

#[test]
fn counts_have_commas_and_years_have_none() {
    let cases = [
        ("north.hours", "1,539"),
        ("north.hours * 64", "98,496"),
        ("north.hours + 500", "2,039"),
        ("north.built", "1998"),
        ("north.built + 30", "2028"),
        ("30 + north.built", "2028"),
        ("north.built - 1", "1997"),
        ("max(north.built, 2004)", "2004"),
        ("year(finish)", "2028"),
        ("last(calendar_year)", "2027"),
        ("if north.worn > 10% then year(start) else 0", "2026"),
        // Between two years lies a number of years, and what is made of years otherwise is a number.
        ("year(start) - north.built", "28"),
        ("year(start) * 1000", "2,026,000"),
        ("13000 - year(start)", "10,974"),
        ("9000 - year(start)", "6,974"),
    ];
    let mut faults = Vec::new();
    for (expression, expected) in cases {
        let found = text_of(expression);
        if found != expected {
            faults.push(format!("{expression}: {found} instead of {expected}"));
        }
    }
    none(&faults);
}

/// A depot of three cranes, one of them as assumed, the last at this price, and a row of what their cost
/// rests on; `paper` declares one more source.
fn cranes(paper: &str, last: &str) -> Spec {
    let depot = r#"
cite offer "Offer of the builder" { date = 2026-02-01; grade = quote }
PAPER
kind crane {
  price : Money
  parts : Count = 1
  let cost : Money = price * parts
}

kind depot {
  start   : Date
  horizon : Duration
  let all_cranes : Money = sum(c.cost for c in all crane)
  timeline from start for horizon
  section cranes "Cranes" { evidence "Cranes" = all_cranes }
}

depot yard {
  start   = 2026-01-01
  horizon = 2 yr
  assume dear : Money = $3M + $1M "a guess"
  crane a { price = $1M @offer; parts = 2 }
  crane b { price = dear }
  crane c { price = LAST }
}
"#;
    Spec::of(depot.replace("PAPER", paper).replace("LAST", last))
}

#[test]
fn evidence_says_how_many_values_cite_no_source() {
    let spec = cranes("", "$2M @offer");
    let sources = spec.load();
    let mut session = Session::new(&sources);
    assert_eq!(codes(&session), Vec::<String>::new());
    let report = session.report().expect("nothing is wrong");
    let RowView::Evidence {
        shares,
        values,
        unsourced,
        ..
    } = &report.roots[0].sections[0].rows[0]
    else {
        panic!("a row of evidence");
    };
    // Two prices are cited; a number of parts and the assumption are not, be it of one literal or of two.
    assert_eq!((*values, *unsourced), (4, 2));
    let parts: Vec<(&str, f64)> = shares.iter().map(|(g, s)| (g.as_str(), *s)).collect();
    assert_eq!(
        parts,
        [("quote", 0.25), ("assumption", 0.5), ("none", 0.25)]
    );
}

#[test]
fn evidence_whose_sources_disagree_is_as_good_as_the_weakest() {
    let paper = r#"cite paper "Newspaper" { date = 2026-02-02; grade = press; url = "https://example.com/paper" }"#;
    let spec = cranes(paper, "$2M @offer @paper = $3M");
    let sources = spec.load();
    let mut session = Session::new(&sources);
    assert_eq!(codes(&session), ["V503"]);
    let report = session.report().expect("nothing is wrong");
    let RowView::Evidence {
        shares,
        values,
        disagreeing,
        ..
    } = &report.roots[0].sections[0].rows[0]
    else {
        panic!("a row of evidence");
    };
    assert_eq!((*values, *disagreeing), (4, 1));
    let parts: Vec<(&str, f64)> = shares.iter().map(|(g, s)| (g.as_str(), *s)).collect();
    assert_eq!(
        parts,
        [("press", 0.25), ("assumption", 0.5), ("none", 0.25)]
    );
}

#[test]
fn an_assumption_by_month_shows_what_it_reaches_and_no_sum() {
    let spec = Spec::of(
        r#"
assume euro : series<Money> = { 2026-01: $1.08, 2026-07: $1.12, 2027-01: $1.10 } "forward curve"
assume flat : series<Money> = { 2026-01: $1.08 } "as hedged"
site yard {
  start   = 2026-01-01
  horizon = 2 yr
  cost gates { price = $3M; build = 12 mo }
  equity owners { takes = remainder }
}
"#,
    );
    let sources = spec.load();
    let mut session = Session::new(&sources);
    assert_eq!(codes(&session), Vec::<String>::new());
    let report = session.report().expect("nothing is wrong");
    let texts: Vec<&str> = report.roots[0]
        .assumptions
        .iter()
        .map(|a| a.figure.text.as_str())
        .collect();
    assert_eq!(texts, ["$1.08 to $1.12", "$1.08"]);
}
