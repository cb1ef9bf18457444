//! How findings look, in every form and on awkward texts.

use super::*;
use crate::diag::{Diagnostic, Problems};
use sitec_grammar::source::{FileId, SourceMap, Span};

/// The place of the first `what` in a file.
fn span(map: &SourceMap, file: FileId, what: &str) -> Span {
    let at = map.text(file).find(what).expect("the text has it");
    Span::new(file, at, at + what.len())
}

fn finished(list: Vec<Diagnostic>) -> Problems {
    let mut problems = Problems::default();
    for d in list {
        problems.push(d);
    }
    problems.finish();
    problems
}

const HALLS: &str =
    "hall north \"North\" {\n  power = west_feed\n  load = critical_it + battery.store\n}\n";
const POWER: &str =
    "substation west_feeder {\n  mva = 300 MVA\n}\n\nbattery battery { store = 40 MWh }\n";

/// Three findings over two files: an error with places in both, a warning with a fix and an
/// allowed finding.
fn sample() -> (SourceMap, Problems) {
    let mut map = SourceMap::default();
    let halls = map.add("halls.site".to_owned(), HALLS.to_owned());
    let power = map.add("plant/power.site".to_owned(), POWER.to_owned());
    let mut unknown = Diagnostic::new("E0103", "nothing is named `west_feed`")
        .at(span(&map, halls, "west_feed"), "no such element")
        .and(span(&map, power, "west_feeder"), "this is near")
        .note("the hall needs 42 MW of power via `power`,\nfrom 2026-06-30 on")
        .help("write `west_feeder`");
    unknown.held_back = 3;
    let sum = Diagnostic::new("E0312", "cannot add energy to power")
        .and(span(&map, halls, "critical_it"), "power (MW)")
        .at(span(&map, halls, "battery.store"), "energy (MWh)");
    let round = Diagnostic::new("W0001", "a separated magnitude")
        .at(span(&map, power, "300 MVA"), "reads as two words")
        .fix("write `300MVA`", span(&map, power, "300 MVA"), "300MVA");
    let mut idle = Diagnostic::new("P506", "battery `battery` is idle")
        .at(span(&map, power, "battery {"), "supplies nothing");
    idle.allowed = Some("kept for the second phase".to_owned());
    (map, finished(vec![idle, round, sum, unknown]))
}

#[test]
fn human_shows_lines_notes_and_counts() {
    let (map, problems) = sample();
    insta::assert_snapshot!(human(&problems, &map, false));
}

#[test]
fn short_is_one_line_each() {
    let (map, problems) = sample();
    insta::assert_snapshot!(short(&problems, &map));
}

#[test]
fn json_has_places_and_fixes() {
    let (map, problems) = sample();
    insta::assert_snapshot!(json(&problems, &map));
}

#[test]
fn colours_only_add_sequences() {
    let (map, problems) = sample();
    let mut bare = human(&problems, &map, true);
    assert!(bare.contains("\x1b[1;31m"), "errors are red");
    while let Some(at) = bare.find('\x1b') {
        let length = bare[at..].find('m').expect("a sequence ends in m") + 1;
        bare.replace_range(at..at + length, "");
    }
    assert_eq!(bare, human(&problems, &map, false));
}

#[test]
fn narrated_tells_places_in_other_files_as_related() {
    use miette::Diagnostic as _;
    let (map, problems) = sample();
    let told = narrated(&problems, &map);
    let mut text = String::new();
    miette::NarratableReportHandler::new()
        .render_report(&mut text, &told)
        .expect("a string takes all");
    insta::assert_snapshot!(text);
    assert_eq!(told.related().expect("findings").count(), 3);
}

#[test]
fn tabs_wide_characters_and_line_ends_keep_columns() {
    let mut map = SourceMap::default();
    let file = map.add(
        "wide.site".to_owned(),
        "hall é \"数据中心\" {\r\n\tpower = 中\t+ x\r\n}".to_owned(),
    );
    let problems = finished(vec![
        Diagnostic::new("E0001", "block not closed").at(span(&map, file, "\"数据中心\""), "label"),
        Diagnostic::new("E0103", "nothing is named `x`")
            .at(span(&map, file, "x"), "no such element"),
    ]);
    insta::assert_snapshot!(human(&problems, &map, false));
    insta::assert_snapshot!(short(&problems, &map));
}

#[test]
fn spans_outside_of_the_text_are_clamped() {
    let mut map = SourceMap::default();
    let empty = map.add("empty.site".to_owned(), String::new());
    let accents = map.add("é.site".to_owned(), "é = 中\n".to_owned());
    let problems = finished(vec![
        Diagnostic::new("E0001", "an empty file").at(Span::new(empty, 0, 0), "here"),
        Diagnostic::new("E0001", "past the end").at(Span::new(empty, 70, 90), "here"),
        Diagnostic::new("E0002", "inside a character").at(Span::new(accents, 1, 6), "here"),
        Diagnostic::new("E0002", "past the end").at(Span::new(accents, 9, 4_000_000), "here"),
        Diagnostic::new("E0003", "no place at all"),
    ]);
    insta::assert_snapshot!(human(&problems, &map, false));
    insta::assert_snapshot!(short(&problems, &map));
    for p in check_view(&problems, &map).problems {
        for l in p.labels {
            let file = if l.file == "empty.site" {
                empty
            } else {
                accents
            };
            assert!(map.text(file).get(l.start.offset..l.end.offset).is_some());
        }
    }
}

#[test]
fn a_hostile_text_cannot_steer_the_terminal() {
    let mut map = SourceMap::default();
    let file = map.add(
        "evil.site".to_owned(),
        "x = \u{1b}[2J\u{202e}oops\u{85}\n".to_owned(),
    );
    let problems = finished(vec![
        Diagnostic::new("E0001", "strange").at(span(&map, file, "oops"), "here"),
    ]);
    let text = human(&problems, &map, false);
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}') && !text.contains('\u{85}'));
    insta::assert_snapshot!(text);
}

#[test]
fn long_elements_are_named_by_their_head_and_long_lines_are_not_drawn() {
    let mut map = SourceMap::default();
    let body = "  load = 3 MW\n".repeat(1_000);
    let tall = map.add("tall.site".to_owned(), format!("hall a {{\n{body}}}\n"));
    let wide = map.add(
        "wide.site".to_owned(),
        format!("x = {}\n", "1 + ".repeat(30_000)),
    );
    let problems = finished(vec![
        Diagnostic::new("E0206", "declared twice").at(Span::new(tall, 0, 14_000), "first here"),
        Diagnostic::new("E0602", "too large").at(Span::new(wide, 4, 90_000), "this sum"),
    ]);
    insta::assert_snapshot!(human(&problems, &map, false));
}

#[test]
fn nine_hundred_findings_in_a_large_file_are_drawn_quickly() {
    let mut map = SourceMap::default();
    let line = "  load = 3 MW + critical_it // forty bytes\n";
    let file = map.add("large.site".to_owned(), line.repeat(25_000));
    let mut problems = Problems::default();
    for n in 0..900 {
        let at = n * 27 * line.len() + 9;
        problems
            .push(Diagnostic::new("E0312", "cannot add").at(Span::new(file, at, at + 4), "power"));
    }
    problems.finish();
    let begun = std::time::Instant::now();
    let text = human(&problems, &map, false);
    let all = check_view(&problems, &map);
    assert_eq!(all.problems.len(), 900);
    assert_eq!(text.matches("large.site:").count(), 900);
    assert!(text.ends_with("900 errors\n"));
    // Far above what it takes (some milliseconds), far below what counting lines anew would take.
    assert!(begun.elapsed().as_secs() < 2, "{:?}", begun.elapsed());
}

#[test]
fn summaries_count() {
    let counts = |errors, warnings, held_back, allowed| Counts {
        errors,
        warnings,
        held_back,
        allowed,
    };
    assert_eq!(summary(counts(0, 0, 0, 0)), "no problems");
    assert_eq!(
        summary(counts(0, 0, 0, 1)),
        "no problems, 1 finding allowed"
    );
    assert_eq!(
        summary(counts(2, 1, 3, 0)),
        "2 errors, 1 warning, 3 consequences held back"
    );
    assert_eq!(
        summary(counts(0, 2, 1, 0)),
        "2 warnings, 1 consequence held back"
    );
}
