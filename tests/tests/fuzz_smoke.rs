//! The bodies of the fuzz targets on seeded mutations of real specs: minutes of a fuzzer in seconds.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use sitec_grammar::{Seeded, generate};
use sitec_tests::{any_bytes, names, none, text};

/// Specs of all kinds: the deals, the library, the gallery, the language tests.
fn corpus() -> Vec<String> {
    let mut out = vec![
        text("examples/lake_mariner/main.site"),
        text("examples/river_bend/main.site"),
        generate(30, 5),
    ];
    out.extend(names("std").iter().map(|n| text(&format!("std/{n}"))));
    out.extend(
        names("tests/gallery")
            .iter()
            .map(|n| text(&format!("tests/gallery/{n}/wrong.site"))),
    );
    for topic in names("tests/lang") {
        out.extend(
            names(&format!("tests/lang/{topic}"))
                .iter()
                .map(|n| text(&format!("tests/lang/{topic}/{n}"))),
        );
    }
    out
}

/// Pieces that a spec may hold anywhere, and where they do harm.
const PIECES: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    ";",
    "\n",
    "=",
    "==",
    "~",
    "@",
    "..",
    "??",
    "/",
    "^",
    "-",
    "N+1",
    "2N",
    "none",
    "all ",
    "all hall ",
    "sum(",
    "prev(",
    "if ",
    "then ",
    "else ",
    "for x in ",
    "where ",
    "1e308",
    "-1",
    "0",
    "99999999999999999999",
    "0.000001",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "1000000 yr",
    "$",
    "$3B",
    "40 MW",
    "3 h",
    "real 2024",
    "%",
    "[4]",
    "[100000000]",
    "[-1]",
    "this",
    "root",
    "owner",
    ".",
    ",",
    "\u{0}",
    "\u{feff}",
    "é",
    "🏗",
    "kind ",
    "trait ",
    "template ",
    "scenario ",
    "allow ",
    "unit ",
    "currency ",
    "resource ",
    "check ",
    "error E0001 ",
    "is site",
    "start",
    "ready",
];

/// Pieces that do harm when they come in numbers.
const LONG: &[&str] = &[
    "{",
    "(",
    "[",
    "}",
    "hall h {",
    "kind k {",
    "-",
    "not ",
    "if a then ",
    " + 1",
    " * 9",
    "2^",
    ".a",
    "[1]",
    "9",
    "x",
    "\n",
    ", 1",
    "f(",
    "sum(x for x in ",
    "\"",
    "{a}",
    ";",
    "//",
    "@c ",
    "when ",
    "all hall where ",
    "?",
    "~",
    "1 ?? ",
    "\t",
];

fn mutated(base: &[u8], other: &[u8], rng: &mut Seeded) -> Vec<u8> {
    let mut out = base.to_vec();
    for _ in 0..rng.between(1, 6) {
        let length = out.len() as u64;
        let at = rng.below(length + 1) as usize;
        let end = (at + rng.between(1, 60) as usize).min(out.len());
        match rng.below(9) {
            0 => drop(out.drain(at..end)),
            1 => {
                let part = out[at..end].to_vec();
                let to = rng.below(length + 1) as usize;
                out.splice(to..to, part);
            }
            2 | 3 => {
                let piece = PIECES[rng.below(PIECES.len() as u64) as usize];
                out.splice(at..at, piece.bytes());
            }
            4 => {
                let piece = PIECES[rng.below(PIECES.len() as u64) as usize];
                out.splice(at..end, piece.bytes());
            }
            5 => {
                let from = rng.below(other.len() as u64 + 1) as usize;
                let to = (from + rng.between(1, 400) as usize).min(other.len());
                out.splice(at..at, other[from..to].iter().copied());
            }
            6 => {
                if let Some(byte) = out.get_mut(at) {
                    *byte = rng.below(256) as u8;
                }
            }
            7 => {
                // Deep nesting, long lines, long lists of one thing.
                let piece = LONG[rng.below(LONG.len() as u64) as usize];
                let times = 1 << rng.below(12);
                out.splice(at..at, piece.repeat(times).bytes());
            }
            _ => {
                // A digit for a digit: other sizes, dates, counts.
                for byte in out[at..end].iter_mut().filter(|b| b.is_ascii_digit()) {
                    *byte = b'0' + rng.below(10) as u8;
                }
            }
        }
    }
    if rng.below(12) == 0 {
        out.truncate(rng.below(out.len() as u64 + 1) as usize);
    }
    out
}

/// An input that takes longer is as good as one that never ends.
const LONGEST: Duration = Duration::from_secs(30);

/// Runs the body on `rounds` mutations, or on as many as `SITEC_FUZZ_ROUNDS` says, from the seed that
/// `SITEC_FUZZ_SEED` adds.
fn run(rounds: u64, seed: u64, body: fn(&[u8])) {
    let asked = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let rounds = asked("SITEC_FUZZ_ROUNDS").unwrap_or(rounds);
    let seed = seed + asked("SITEC_FUZZ_SEED").unwrap_or(0);
    let corpus = corpus();
    assert!(corpus.len() > 100, "{} specs", corpus.len());
    let mut faults = Vec::new();
    for round in 0..rounds {
        let mut rng = Seeded::new(seed + round);
        let base = &corpus[rng.below(corpus.len() as u64) as usize];
        let other = &corpus[rng.below(corpus.len() as u64) as usize];
        let input = mutated(base.as_bytes(), other.as_bytes(), &mut rng);
        let begun = Instant::now();
        let ended = catch_unwind(AssertUnwindSafe(|| body(&input)));
        if begun.elapsed() > LONGEST {
            faults.push(format!(
                "seed {}: {:?}\n{}",
                seed + round,
                begun.elapsed(),
                String::from_utf8_lossy(&input)
            ));
        }
        if let Err(panic) = ended {
            let why = panic
                .downcast_ref::<String>()
                .cloned()
                .or(panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
            faults.push(format!(
                "seed {}: {}\n{}",
                seed + round,
                why.unwrap_or_default(),
                String::from_utf8_lossy(&input)
            ));
        }
    }
    none(&faults);
}

#[test]
fn any_bytes_parse_and_format() {
    run(1_500, 10_000, any_bytes::parse);
}

#[test]
fn any_bytes_end_in_findings() {
    run(400, 50_000, any_bytes::pipeline);
}
