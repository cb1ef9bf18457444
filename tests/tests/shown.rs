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
