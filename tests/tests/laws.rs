//! What must hold for every spec: order and layout say nothing, the same input gives the same bytes,
//! and time and size scale as they should.

use sitec_compiler::Session;
use sitec_compiler::diag::render;
use sitec_grammar::ast::{Stmt, StmtKind};
use sitec_grammar::{FileId, Seeded, generate, parse};
use sitec_tests::{Spec, codes, number, printed, shown};

fn ir(text: &str) -> String {
    let sources = Spec::of(text).load();
    Session::new(&sources).ir_text()
}

/// The statements with the text between them: each begins where the one before ended, so comments go
/// with what they stand in front of.
fn cut<'t>(text: &'t str, stmts: &[Stmt], from: usize, to: usize) -> Vec<&'t str> {
    let mut out = Vec::new();
    let mut at = from;
    for (i, _) in stmts.iter().enumerate() {
        // Up to the end of the line on which the statement ends, so that its own comment stays with it.
        let end = stmts[i].span.end as usize;
        let end = text[end..to].find('\n').map_or(to, |n| end + n + 1);
        if end > at {
            out.push(&text[at..end]);
            at = end;
        }
    }
    out
}

fn shuffle<T>(items: &mut [T], rng: &mut Seeded) {
    for i in (1..items.len()).rev() {
        items.swap(i, rng.below(i as u64 + 1) as usize);
    }
}

/// The text with its top-level statements, and those of its site, in another order.
fn shuffled(text: &str, seed: u64) -> String {
    let mut rng = Seeded::new(seed);
    let file = parse(FileId(0), text).file;
    let head = file.stmts.first().map_or(0, |s| {
        text[..s.span.start as usize]
            .rfind("\n\n")
            .map_or(0, |i| i + 1)
    });
    let mut blocks: Vec<String> = cut(text, &file.stmts, head, text.len())
        .into_iter()
        .map(str::to_owned)
        .collect();
    for stmt in &file.stmts {
        let StmtKind::Element(e) = &stmt.kind else {
            continue;
        };
        let Some(body) = e
            .body
            .as_ref()
            .filter(|_| e.kind.segments.last().is_some_and(|k| k.name == "site"))
        else {
            continue;
        };
        let (from, to) = (body.span.start as usize + 1, body.span.end as usize - 1);
        let inner = &text[from..to];
        let mut parts = cut(text, &body.stmts, from, to);
        let rest_from = from + parts.iter().map(|p| p.len()).sum::<usize>();
        shuffle(&mut parts, &mut rng);
        let mixed: String = format!("\n{}{}", parts.concat(), &text[rest_from..to]);
        if let Some(block) = blocks.iter_mut().find(|b| b.contains(inner)) {
            *block = block.replacen(inner, &mixed, 1);
        }
    }
    shuffle(&mut blocks, &mut rng);
    format!("{}{}", &text[..head], blocks.concat())
}

#[test]
fn the_order_of_statements_says_nothing() {
    let mut texts: Vec<(String, String)> = ["lake_mariner", "river_bend"]
        .iter()
        .map(|n| ((*n).to_owned(), Spec::example(n).first().to_owned()))
        .collect();
    texts.push(("generated".to_owned(), generate(60, 7)));
    for (name, text) in texts {
        let sources = Spec::of(text.as_str()).load();
        let mut session = Session::new(&sources);
        assert_eq!(
            codes(&session)
                .iter()
                .filter(|c| c.starts_with('E'))
                .count(),
            0,
            "{name}: {}",
            printed(&session)
        );
        let (base, cash) = (session.ir_text(), number(&mut session, "total(cash)"));
        assert!(base.len() > 1000, "{name} has values");
        for seed in 0..4 {
            let other = shuffled(&text, seed);
            assert_ne!(other, text, "{name}: seed {seed} moves something");
            let mut sorted: (Vec<&str>, Vec<&str>) =
                (text.lines().collect(), other.lines().collect());
            sorted.0.sort_unstable();
            sorted.1.sort_unstable();
            assert_eq!(
                sorted.0.iter().filter(|l| !l.is_empty()).count(),
                sorted.1.iter().filter(|l| !l.is_empty()).count(),
                "{name}: lines were lost"
            );
            let sources = Spec::of(other.as_str()).load();
            let mut session = Session::new(&sources);
            assert_eq!(
                session.problems().counts().errors,
                0,
                "{name}, seed {seed}: {}",
                printed(&session)
            );
            assert!(
                session.ir_text() == base,
                "{name}, seed {seed}: the values differ"
            );
            assert_eq!(
                number(&mut session, "total(cash)").to_bits(),
                cash.to_bits(),
                "{name}, seed {seed}"
            );
        }
    }
}

#[test]
fn layout_says_nothing() {
    for name in ["lake_mariner", "river_bend"] {
        let text = Spec::example(name).first().to_owned();
        let squeezed: String = text
            .lines()
            .map(|l| format!("\t  {}\n", l.trim()))
            .collect();
        let formatted = sitec_format::format(&squeezed);
        assert!(!formatted.broken, "{name}");
        assert_ne!(squeezed, formatted.text);
        let base = ir(&text);
        assert!(ir(&squeezed) == base, "{name}: indentation changes values");
        assert!(
            ir(&formatted.text) == base,
            "{name}: formatting changes values"
        );
    }
}

/// Compiles twice and compares all that can be printed.
#[test]
fn the_same_input_gives_the_same_bytes() {
    let all = |spec: &Spec| {
        let sources = spec.load();
        let mut session = Session::new(&sources);
        let report = serde_json::to_string(&session.report()).expect("a report is plain values");
        let why = serde_json::to_string(&session.why("equity_irr", 40).ok())
            .expect("a trace is plain values");
        let graph = serde_json::to_string(&session.graph()).expect("a graph is plain values");
        let schedule =
            serde_json::to_string(&session.schedule()).expect("a schedule is plain values");
        let found = render::json(session.problems(), session.sources());
        [
            session.ir_text(),
            report,
            why,
            graph,
            schedule,
            found,
            printed(&session),
        ]
    };
    let broken = Spec::example("lake_mariner")
        .edit("    from       = nyiso\n", "")
        .edit("    capacity   = 52 MW\n", "    capacity   = 5 MW\n");
    for spec in [
        Spec::example("lake_mariner"),
        Spec::example("river_bend").in_scenario("as_financed"),
        broken,
        Spec::of(generate(200, 3)),
    ] {
        assert!(all(&spec) == all(&spec));
    }
}

/// A site whose dates all hang on its start.
fn relative(start: &str, halls: &str) -> Spec {
    Spec::of(format!(
        "site small {{
  start        = {start}
  horizon      = 16 yr
  market_yield = 8%

  interconnect grid {{ capacity = 400 MW; energized = start + 8 mo; agreed = start; cost = $0.1M/MW }}
  power_train feed {{ from = grid; capacity = 300 MW; build = 9 mo }}
  cooling loop {{ from = feed; technology = direct_to_chip; capacity = 210 MW; build = 9 mo }}
  {halls}
  party lab {{ rating = A }}
  lease anchor {{ tenant = lab; halls = all hall; rate = $130/kW/mo; escalator = 3%/yr; term = 10 yr }}
  opex running {{ lease = anchor; rate = $0.2M/MW/yr; growth = 3%/yr }}
  debt loan {{ cap_ltc = 70%; rate = 7.5%; close = start; tenor = 11 yr; amortization = level; pays = 3 mo }}
  equity owners {{ takes = remainder }}
  allow P506 \"the grid is built ahead\"
}}
"
    ))
}

const ONE: &str =
    "hall h { power = feed; cooling = loop; critical_it = 200 MW; build = 14 mo; cost = $9M/MW }";
const TWO: &str = "hall h[2] { power = feed; cooling = loop; critical_it = 100 MW; build = 14 mo; cost = $9M/MW }";

/// Undiscounted totals that do not hang on the calendar.
const TOTALS: [&str; 8] = [
    "capital_cost",
    "total(capital_spend)",
    "total(revenue)",
    "total(operating_cost)",
    "contracted",
    "total(loan.principal) / loan.size",
    "stabilized_noi",
    "critical_it * 1",
];

#[test]
fn a_later_start_leaves_undiscounted_totals() {
    let first = relative("2026-01-01", ONE);
    let sources = first.load();
    let mut base = Session::new(&sources);
    assert_eq!(base.problems().counts().errors, 0, "{}", printed(&base));
    let wanted: Vec<f64> = TOTALS.iter().map(|e| number(&mut base, e)).collect();
    assert!(wanted.iter().all(|w| *w > 0.0), "{wanted:?}");
    for month in 1..=12 {
        let start = if month == 12 {
            "2027-01-01".to_owned()
        } else {
            format!("2026-{:02}-01", month + 1)
        };
        let sources = relative(&start, ONE).load();
        let mut session = Session::new(&sources);
        for (expr, wanted) in TOTALS.iter().zip(&wanted) {
            let found = number(&mut session, expr);
            assert!(
                (found - wanted).abs() <= wanted.abs() * 1e-12,
                "{start}: {expr} is {found}, was {wanted}"
            );
        }
        let later = shown(&mut session, "completion");
        assert!(
            later > shown(&mut base, "completion"),
            "{start}: the site is complete on {later}"
        );
    }
}

#[test]
fn one_hall_of_two_hundred_is_two_of_one_hundred() {
    let (one, two) = (
        relative("2026-01-01", ONE).load(),
        relative("2026-01-01", TWO).load(),
    );
    let (mut one, mut two) = (Session::new(&one), Session::new(&two));
    assert_eq!(two.problems().counts().errors, 0, "{}", printed(&two));
    assert_eq!(codes(&one), codes(&two));
    for expr in [
        "loan.size",
        "equity_irr",
        "project_irr",
        "total(cash)",
        "loan.min_dscr",
        "gross",
        "gpus + 1",
        "levelized_rent",
        "peak_equity",
    ]
    .iter()
    .chain(&TOTALS)
    {
        let (a, b) = (number(&mut one, expr), number(&mut two, expr));
        assert!(
            (a - b).abs() <= a.abs() * 1e-9,
            "{expr}: {a} in one hall, {b} in two"
        );
    }
}

#[test]
fn dearer_or_later_is_never_better() {
    let base = relative("2026-01-01", ONE);
    let irr = |spec: &Spec| number(&mut Session::new(&spec.load()), "equity_irr");
    let best = irr(&base);
    for worse in [
        "h.cost += $0.5M/MW",
        "h.build += 3 mo",
        "anchor.rate -= $5/kW/mo",
        "running.rate += $0.05M/MW/yr",
        "loan.rate += 1%",
        "grid.energized += 12 mo",
    ] {
        let found = irr(&base.clone().set(worse));
        assert!(found < best, "{worse}: {found} is no worse than {best}");
    }
}
