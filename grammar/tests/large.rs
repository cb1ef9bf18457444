//! Large files: many mistakes, many threads, any text at all.

use proptest::prelude::*;
use sitec_grammar::{
    FileId, LineIndex, Parse, Seeded, generate, parse, parse_bytes, parse_on, print,
};

#[test]
fn generated_specs_are_valid_and_repeatable() {
    for (elements, seed) in [(1, 1), (40, 2), (3000, 3)] {
        let text = generate(elements, seed);
        assert_eq!(text, generate(elements, seed));
        let parse = parse(FileId(0), &text);
        assert_eq!(parse.errors, []);
        let made = text.lines().filter(|l| l.contains(" {")).count() - 2;
        assert!(
            made >= elements && made < elements + 30,
            "{made} for {elements}"
        );
    }
}

#[test]
fn threads_do_not_change_the_outcome() {
    let text = planted(&generate(4000, 11), 40, 5).0;
    let one = parse_on(FileId(1), &text, 1);
    assert!(text.len() > 300_000 && !one.errors.is_empty());
    for threads in [2, 3, 7] {
        assert!(
            parse_on(FileId(1), &text, threads) == one,
            "{threads} threads"
        );
    }
}

/// Makes up to `count` mistakes, each in lines of its own, and gives the lines on which they are to be found.
fn planted(text: &str, count: usize, seed: u64) -> (String, Vec<u32>) {
    let mut rng = Seeded::new(seed);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let step = lines.len() / count;
    let mut found = Vec::new();
    for i in 0..count {
        // The first line from a random one on that the wanted mistake fits.
        let from = i * step + rng.below(step as u64 / 4) as usize;
        let mistake = rng.below(10);
        let fits = |l: &String| match mistake {
            0 => l.contains("critical_it ="),
            1 | 2 => l.contains("build       ="),
            3 => l.starts_with("  hall") || l.contains("party"),
            4 => l.contains("critical_it ="),
            5 => l == "  }",
            6 => l.is_empty(),
            7 => l.contains("rent_free"),
            8 => l.starts_with("  hall"),
            _ => l.contains("escalator"),
        };
        let Some(at) = (from..lines.len().min(from + step / 2)).find(|&n| fits(&lines[n])) else {
            continue;
        };
        let line = lines[at].clone();
        let mut place = at;
        lines[at] = match mistake {
            0 => line.replace(" =", ""),
            1 => line.split('=').next().unwrap_or("").to_owned() + "=",
            2 => line.replace(" mo", " mo + + 3"),
            3 => match line.rfind('"') {
                Some(quote) => line[..quote].to_owned() + &line[quote + 1..],
                None => continue,
            },
            4 => line.replace(" MW", ",5 MW"),
            5 => {
                place = (0..at)
                    .rev()
                    .find(|&n| lines[n].starts_with("  ") && lines[n].ends_with('{'))
                    .unwrap();
                String::new()
            }
            6 => "  }".to_owned(),
            7 => line.replacen(')', "", 1),
            8 => line.replace(" {", ""),
            _ => line.replace("escalator =", "escalator = = @"),
        };
        found.push(place as u32);
    }
    (lines.join("\n") + "\n", found)
}

#[test]
fn nine_hundred_mistakes_give_nine_hundred_errors() {
    let text = generate(30_000, 23);
    let (text, expected) = planted(&text, 1000, 9);
    assert!(expected.len() >= 900, "{}", expected.len());
    let parse = parse(FileId(0), &text);
    let index = LineIndex::new(&text);
    let mut found: Vec<u32> = parse
        .errors
        .iter()
        .map(|e| index.line(e.primary().start))
        .collect();
    found.sort_unstable();
    let mut expected = expected;
    expected.sort_unstable();
    assert_eq!(found, expected);
    // And nearly all else is still in the tree.
    let elements = print(&parse.file)
        .lines()
        .filter(|l| l.contains("element "))
        .count();
    assert!(elements > 29_000, "{elements}");
}

#[test]
fn rubbish_is_read_in_time_that_grows_with_its_length() {
    let unit = [
        "hall a {",
        "a = (b",
        "[[[",
        "} }",
        "if ",
        "\"",
        "a = 1 ~ x(",
        "/*",
        "{ 2026-01: ",
        "not - ",
        "when ",
        "// x\n",
    ];
    let mut rng = Seeded::new(4);
    for _ in 0..60 {
        let mut text = String::new();
        let (a, b) = (
            unit[rng.below(unit.len() as u64) as usize],
            unit[rng.below(unit.len() as u64) as usize],
        );
        while text.len() < 60_000 {
            text.push_str(a);
            text.push_str(b);
            if rng.below(9) == 0 {
                text.push('\n');
            }
        }
        // One after the other, and many of the one before many of the other.
        let mut halves = format!("x = {}{}", a.repeat(30_000), b.repeat(30_000));
        halves.truncate(120_000);
        let begun = std::time::Instant::now();
        sound(&text, &parse(FileId(0), &text));
        sound(&halves, &parse(FileId(0), &halves));
        assert!(
            begun.elapsed().as_secs() < 10,
            "{a:?} {b:?}: {:?}",
            begun.elapsed()
        );
    }
}

/// All places lie inside the text and on its characters.
fn sound(text: &str, parse: &Parse) {
    let inside = |span: sitec_grammar::Span| {
        assert!(
            span.start <= span.end && text.get(span.range()).is_some(),
            "{span:?} in {text:?}"
        );
    };
    for error in &parse.errors {
        error.labels.iter().for_each(|l| inside(l.0));
        error.fix.iter().for_each(|f| inside(f.0));
        assert_eq!(error.labels.iter().filter(|l| l.2).count(), 1);
    }
    parse.trivia.items.iter().for_each(|t| inside(t.span));
    assert!(
        parse
            .trivia
            .items
            .windows(2)
            .all(|w| w[0].span.end <= w[1].span.start)
    );
    parse.file.stmts.iter().for_each(|s| inside(s.span));
    assert!(
        parse
            .file
            .stmts
            .windows(2)
            .all(|w| w[0].span.end <= w[1].span.start)
    );
    let broken = print(&parse.file).contains("<error>");
    assert!(!broken || !parse.errors.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "\\PC*") {
        sound(&text, &parse(FileId(0), &text));
    }

    #[test]
    fn any_row_of_signs_is_read(
        parts in prop::collection::vec(prop::sample::select(vec![
            "a", "hall", "=", "{", "}", "(", ")", "[", "]", "\n", ";", " ", "\"", "\\", "if", "then", "else",
            "3", "MW", "2026-01", "N+1", "2(", "//", "///", "/*", "*/", "@", "~", "when", "error", "help", ",",
            ":", "..", "all", "where", "for", "in", "not", "-", "+", "check", "kind", "let", "enum", "list<",
            "é", "\u{2028}", "\r", "\t", "$", "%", "k", "real 2024", ".", "?", "table", "resource", "needs",
        ]), 0..60)
    ) {
        let text = parts.concat();
        sound(&text, &parse(FileId(0), &text));
        let _ = sitec_grammar::parse_expr(FileId(0), &text, 10);
        let _ = sitec_grammar::parse_override(FileId(0), &text);
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let parse = parse_bytes(FileId(0), &bytes);
        for error in &parse.errors {
            prop_assert!(error.labels.iter().all(|l| l.0.end as usize <= bytes.len()));
        }
        prop_assert!(std::str::from_utf8(&bytes).is_ok() || !parse.errors.is_empty());
    }

    #[test]
    fn any_change_of_a_valid_file_is_read(
        seed in 0_u64..50,
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..6, "[ -~\\n]{0,3}"), 1..6),
    ) {
        let mut text = generate(12, seed);
        for (at, len, put) in cuts {
            let at = at.index(text.len());
            let end = (at + len).min(text.len());
            text.replace_range(at..end, &put);
        }
        let parse = parse(FileId(0), &text);
        sound(&text, &parse);
        // What is reported does not depend on what is reported: the same text, the same outcome.
        prop_assert!(parse_on(FileId(0), &text, 2) == parse);
    }
}

/// pest with its `std` feature probes the stack at every rule, which costs a third of the speed;
/// any crate of the workspace could switch it on for all.
#[test]
fn pest_is_built_without_std() {
    let tree = std::process::Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--workspace",
            "-e",
            "features,no-proc-macro",
            "-i",
            "pest",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8_lossy(&tree.stdout);
    assert!(tree.contains("pest feature \"memchr\""), "{tree}");
    assert!(!tree.contains("pest feature \"std\""), "{tree}");
    assert!(!tree.contains("pest feature \"default\""), "{tree}");
}
