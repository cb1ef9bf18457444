use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sitec_grammar::ast::ExprKind;
use sitec_grammar::{FileId, parse, parse_expr, print};

use crate::format;
use crate::marks::Marks;
use crate::token::{Kind, lex};

/// The formatted text of one that has no mistakes.
fn formatted(text: &str) -> String {
    let formatted = format(text);
    assert!(!formatted.broken, "{:?}", parse(FileId(0), text).errors);
    formatted.text
}

/// Comments in order.
fn comments(text: &str) -> Vec<String> {
    let tokens = lex(text, &Marks::default()).unwrap_or_default();
    let comments = tokens.iter().filter(|t| t.kind == Kind::Comment);
    comments.map(|t| t.of(text).to_owned()).collect()
}

/// What formatting may never change.
fn laws(text: &str) -> Result<(), String> {
    let before = parse(FileId(0), text);
    let once = format(text);
    if once.broken {
        return if before.errors.is_empty() {
            Err("broken without a mistake".to_owned())
        } else if format(&once.text).text != once.text {
            Err("not stable".to_owned())
        } else {
            Ok(())
        };
    }
    let after = parse(FileId(0), &once.text);
    let (before, after) = (print(&before.file), print(&after.file));
    if before != after {
        let lines = before.lines().zip(after.lines()).find(|(a, b)| a != b);
        return Err(format!("the tree is another: {lines:#?}\n{}", once.text));
    }
    if comments(text) != comments(&once.text) {
        return Err("a comment is lost or moved".to_owned());
    }
    let twice = format(&once.text);
    if twice != once {
        let lines = once
            .text
            .lines()
            .zip(twice.text.lines())
            .find(|(a, b)| a != b);
        return Err(format!("not stable: {lines:#?}"));
    }
    Ok(())
}

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "site") {
            found.push(path);
        }
    }
}

/// All texts of the library and the examples.
fn corpus() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut paths = Vec::new();
    files(&root.join("std"), &mut paths);
    files(&root.join("examples"), &mut paths);
    assert!(!paths.is_empty());
    paths
        .into_iter()
        .map(|p| (p.clone(), std::fs::read_to_string(&p).unwrap_or_default()))
        .collect()
}

#[test]
fn the_laws_hold_for_the_library_and_the_examples() {
    for (path, text) in corpus() {
        if let Err(why) = laws(&text) {
            panic!("{}: {why}", path.display());
        }
    }
}

/// Every form of the language, and every place where a comment may stand.
const SAMPLE: &str = include_str!("../fixtures/sample.site");

#[test]
fn the_sample_is_laid_out() {
    assert_eq!(
        formatted(SAMPLE),
        include_str!("../fixtures/sample_formatted.site")
    );
    laws(SAMPLE).unwrap();
}

#[test]
fn a_comment_keeps_what_ends_its_line() {
    laws("//! a\u{b}\nkind k { }  // b\u{c} \t\r\n/// c\u{a0}\nkind l { }\n").unwrap();
}

#[test]
fn literals_are_one_token_and_keep_their_digits() {
    for (literal, spelling) in [
        ("1_250", "1_250"),
        ("0.850", "0.850"),
        ("2e6", "2e6"),
        ("2E+6", "2E+6"),
        ("$3.70B", "$3.70B"),
        ("9M USD/MW", "9M USD/MW"),
        ("40k", "40k"),
        ("200MW", "200 MW"),
        ("200 MW", "200 MW"),
        ("$135/kW/mo", "$135/kW/mo"),
        ("1.5L/min/kW", "1.5 L/min/kW"),
        ("4 m^2", "4 m^2"),
        ("7.125%", "7.125%"),
        ("3%/yr", "3%/yr"),
        ("25bps", "25 bps"),
        ("25 bps", "25 bps"),
        ("1.30x", "1.30x"),
        ("$9M/MW real 2024", "$9M/MW real 2024"),
        ("9M USD/MW real 2024", "9M USD/MW real 2024"),
        ("40k real 2024", "40k real 2024"),
        ("2026-06-30", "2026-06-30"),
        ("2026-06", "2026-06"),
        ("2026-Q2", "2026-Q2"),
        ("N", "N"),
        ("N+1", "N+1"),
        ("2N", "2N"),
        ("3N/2", "3N/2"),
        ("2(N+1)", "2(N+1)"),
        ("5 MW*h", "5 MW*h"),
        ("3 s^-1", "3 s^-1"),
    ] {
        let tokens = lex(literal, &Marks::default()).unwrap();
        assert_eq!(tokens.len(), 1, "{literal}");
        let whole = parse_expr(FileId(0), literal, 0).unwrap();
        let literals = |kind: &ExprKind| {
            matches!(
                kind,
                ExprKind::Number(_)
                    | ExprKind::Date(_)
                    | ExprKind::Period(_)
                    | ExprKind::Redundancy(_)
            )
        };
        assert!(literals(&whole.kind), "{literal}");
        assert_eq!(
            formatted(&format!("a = {literal}")),
            format!("a = {spelling}\n")
        );
    }
}

#[test]
fn operators_stand_apart_and_signs_do_not() {
    for (written, printed) in [
        ("-a+-b", "-a + -b"),
        ("a-b", "a - b"),
        ("2-3", "2 - 3"),
        ("260 MW/n", "260 MW/n"),
        ("260 MW / n", "260 MW / n"),
        ("a/b*c", "a / b * c"),
        ("a ^ 2", "a^2"),
        ("a^-2", "a^-2"),
        ("2^n", "2 ^ n"),
        ("not(a)and(b)", "not (a) and (b)"),
        ("f( x,y=2 )", "f(x, y = 2)"),
        ("a??b", "a ?? b"),
        ("a . b", "a.b"),
        ("xs[ 1 ].y", "xs[1].y"),
        ("16mo[1]", "16 mo[1]"),
        ("if(a)then-1 else(b)", "if (a) then -1 else (b)"),
        ("[x for x in xs if-x<2]", "[x for x in xs if -x < 2]"),
        (
            "all hall in this where(a==b)",
            "all hall in this where (a == b)",
        ),
        ("{2026-01:1,2027-01:2,}", "{ 2026-01: 1, 2027-01: 2, }"),
        ("b~normal(1,2)@c", "b ~ normal(1, 2)  @c"),
    ] {
        let text = format!("a = {written}");
        if parse(FileId(0), &text).errors.is_empty() {
            assert_eq!(formatted(&text), format!("a = {printed}\n"));
            laws(&text).unwrap();
        } else {
            assert_eq!(written, "a . b", "{text}");
        }
    }
}

#[test]
fn what_is_broken_stays_as_it_is() {
    let text = "site a {\n  x   =   = 3\n  y   = 4\n}\n";
    let printed = format(text);
    assert!(printed.broken);
    assert_eq!(printed.text, "site a {\n  x   =   = 3\n  y = 4\n}\n");
    for text in [
        "site a {",
        "x = \"open",
        "x = (1",
        "}",
        "/* c */",
        "x = ] [",
        &"(".repeat(1000),
    ] {
        assert_eq!(
            format(text),
            crate::Formatted {
                text: text.to_owned(),
                broken: true
            }
        );
    }
}

/// What stands beside a mistake may be read anew once it is laid out: such text settles, or stays as it is.
#[test]
fn broken_text_settles() {
    for text in [
        "(){}\n  a{}{}",
        "\"\"{}r\"\"{{}}",
        "{}b{{}{}t=d\n{}//\n}",
        "g(){d{d=2{}\"\"}{}\"\"}",
    ] {
        let once = format(text);
        assert!(once.broken, "{text}");
        assert_eq!(format(&once.text).text, once.text, "{text}");
    }
}

#[test]
fn files_end_in_one_newline() {
    for (text, printed) in [
        ("", ""),
        ("\n\n", ""),
        ("// c", "// c\n"),
        ("\u{feff}x = 1\r\n\r\n\r\ny = 2\r\n\r\n", "x = 1\n\ny = 2\n"),
        ("a { }", "a {}\n"),
        ("a {\n\n}", "a {}\n"),
        ("a {\n\n  // c\n\n}", "a {\n  // c\n}\n"),
        ("a { x = 1 }; b { y = 2 }", "a { x = 1 }\nb { y = 2 }\n"),
    ] {
        assert_eq!(formatted(text), printed, "{text:?}");
        laws(text).unwrap();
    }
}

/// The text with every blank between tokens of a line replaced, by counts in turn.
fn respaced(text: &str, counts: &[usize]) -> String {
    let tokens = lex(text, &Marks::default()).unwrap();
    let mut counts = counts.iter().cycle();
    let mut out = String::new();
    let mut end = 0;
    for token in tokens {
        let between = text.get(end..token.start).unwrap();
        if between.contains('\n') {
            out.push_str(between.trim_matches([' ', '\t']));
            // In column 0 a line inside a block would be outside it.
            out.extend(std::iter::repeat_n(' ', 1 + counts.next().unwrap()));
        } else if !between.is_empty() {
            out.extend(std::iter::repeat_n(' ', 1 + counts.next().unwrap()));
        }
        out.push_str(token.of(text));
        end = token.end;
    }
    out
}

/// Pieces that make trouble wherever they land.
const PIECES: [&str; 24] = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    "\n",
    "\"",
    "//",
    "/* ",
    "@",
    "=",
    " when ",
    "\n at ",
    "N+1",
    "2026-01",
    "%",
    "^",
    "\u{e9}",
    "-",
    " real 2024",
    "enum {",
    "?",
];

#[test]
fn a_word_behind_a_block_that_opens_one_is_no_condition() {
    laws("hall h { a = 1 } when base \"Late\" { b = 2; c = 3 }\n// the end\n").unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn spaces_do_not_matter(counts in prop::collection::vec(0usize..5, 1..40)) {
        let text = respaced(SAMPLE, &counts);
        prop_assert_eq!(formatted(&text), formatted(SAMPLE));
    }

    #[test]
    fn the_laws_hold_for_what_is_left_of_a_text(edits in prop::collection::vec((0usize..4000, 0usize..30, 0..PIECES.len()), 1..4)) {
        let mut text: Vec<char> = SAMPLE.chars().collect();
        for (at, cut, piece) in edits {
            let at = at.min(text.len());
            let end = (at + cut).min(text.len());
            text.splice(at..end, PIECES[piece].chars());
        }
        let text: String = text.into_iter().collect();
        if let Err(why) = laws(&text) {
            prop_assert!(false, "{}\n{}", why, text);
        }
    }

    #[test]
    fn comments_may_end_any_line(chosen in prop::collection::vec(any::<bool>(), 1..60), own in any::<bool>()) {
        let mut text = String::new();
        for (line, chosen) in SAMPLE.lines().zip(chosen.iter().cycle()) {
            text.push_str(line);
            if *chosen {
                text.push_str(if own { "\n// why" } else { " // why" });
            }
            text.push('\n');
        }
        prop_assert!(parse(FileId(0), &text).errors.is_empty());
        if let Err(why) = laws(&text) {
            prop_assert!(false, "{}\n{}", why, text);
        }
    }

    #[test]
    fn nothing_panics(text in "[a-zN0-9{}()\\[\\];=,.@/\"\n :%$^?<>+-]{0,60}") {
        if let Err(why) = laws(&text) {
            prop_assert!(false, "{}", why);
        }
    }
}
