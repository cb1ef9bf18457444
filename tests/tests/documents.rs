//! The reference and the guides are true: their examples run, and the reference names every function there is.

use sitec_compiler::builtins::{TABLE, lookup};
use sitec_tests::judge::faults_of;
use sitec_tests::markers::read;
use sitec_tests::{names, none, text};

/// The `site` blocks of a page with the lines they begin on.
fn blocks(page: &str) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    let mut inside = false;
    for (i, line) in page.lines().enumerate() {
        match line.strip_prefix("```") {
            Some("site") => {
                inside = true;
                out.push((i + 2, String::new()));
            }
            Some(_) => inside = false,
            None if inside => {
                if let Some((_, body)) = out.last_mut() {
                    body.push_str(line);
                    body.push('\n');
                }
            }
            None => {}
        }
    }
    out
}

#[test]
fn every_example_of_the_reference_is_as_it_says() {
    let mut faults = Vec::new();
    let (mut examples, mut probes) = (0, 0);
    let pages = ["docs/reference", "docs/guide"].map(|d| (d, names(d)));
    let pages = pages
        .iter()
        .flat_map(|(d, all)| all.iter().map(move |n| format!("{d}/{n}")));
    for path in pages {
        for (line, body) in blocks(&text(&path)) {
            let marked = read(&body);
            examples += 1;
            probes += marked.probes.len();
            faults.extend(
                faults_of(&marked)
                    .into_iter()
                    .map(|f| format!("{path}, example at line {line}: {f}")),
            );
        }
    }
    none(&faults);
    assert!(
        examples >= 12 && probes >= 80,
        "{examples} examples and {probes} probes: were some lost?"
    );
}

/// Functions named in the first column of the tables: `abs(x)`, `month_begin`.
fn documented() -> Vec<String> {
    let page = text("docs/reference/builtins.md");
    let mut out = Vec::new();
    let rows = page.lines().filter_map(|l| l.strip_prefix("| `"));
    for row in rows {
        let calls = row.split(" | ").next().unwrap_or("");
        for piece in calls.split('`').step_by(2) {
            let end = piece
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .unwrap_or(piece.len());
            out.push(piece[..end].to_owned());
        }
    }
    out.extend(
        page.split('`')
            .filter_map(|p| p.split_once('(').map(|c| c.0.to_owned()))
            .filter(|n| lookup(n).is_some()),
    );
    out.sort();
    out.dedup();
    out
}

#[test]
fn the_reference_names_every_function_and_no_other() {
    let documented = documented();
    let missing: Vec<&str> = TABLE
        .iter()
        .map(|s| s.name)
        .filter(|k| !documented.iter().any(|d| d == k))
        .collect();
    assert!(missing.is_empty(), "without documentation: {missing:?}");
    let unknown: Vec<&String> = documented.iter().filter(|d| lookup(d).is_none()).collect();
    assert!(unknown.is_empty(), "documented and not there: {unknown:?}");
}
