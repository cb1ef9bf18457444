//! A package with a resource, kinds and checks of its own, without a line of Rust: everything that the
//! library's words do, its words do.

use sitec_compiler::Session;
use sitec_compiler::view::Why;
use sitec_tests::{Spec, codes, none, number, printed, shown, text};

fn hydrogen() -> Spec {
    Spec::of(text("tests/packages/hydrogen/main.site")).with_file(
        "hydrogen.site",
        text("tests/packages/hydrogen/hydrogen.site"),
    )
}

#[test]
fn it_checks_clean_and_its_figures_are_right() {
    let sources = hydrogen().load();
    let mut session = Session::new(&sources);
    assert_eq!(
        codes(&session),
        Vec::<String>::new(),
        "{}",
        printed(&session)
    );
    assert_eq!(shown(&mut session, "stack.output"), "19.5 MW");
    assert_eq!(shown(&mut session, "stack.on_stream"), "2026-09-01");
    assert_eq!(shown(&mut session, "kiln.ready"), "2026-10-01");
    // 33 million of electrolysers and two kilometres at half a million.
    assert!((number(&mut session, "capital_cost") - 34e6).abs() < 1e-6);
    // 19 MW at 60 dollars, for the real hours of 51 months.
    let hours = f64::from(1826 - 273) * 24.0;
    assert!((number(&mut session, "total(revenue)") / (19.0 * 60.0 * hours) - 1.0).abs() < 1e-12);
    assert!(
        (number(&mut session, "1 tpd / 1 MW") - 1.3875).abs() < 1e-12,
        "a unit of the package"
    );
    let report = session.report().expect("there is a report");
    assert!(report.roots[0].expectations.iter().all(|e| e.met));
}

#[test]
fn its_laws_are_told_in_its_words() {
    let cases: [(&str, &str, &[&str], &str); 7] = [
        (
            "    from     = stack\n",
            "",
            &["H001"],
            "burner `kiln` has no hydrogen: the chain of supply ends at gas_pipe `line`",
        ),
        (
            "draws = 19 MW",
            "draws = 25 MW",
            &["H002"],
            "of hydrogen from 2026-10-01",
        ),
        (
            "    build = 8 mo\n",
            "    build = 18 mo\n",
            &["H003"],
            "is ready on 2026-10-01, its hydrogen comes on 2027-07-01",
        ),
        (
            "    from     = stack\n",
            "    from     = line\n",
            &["H004"],
            "hydrogen of gas_pipe `line` goes in a circle",
        ),
        (
            "input = 30 MW",
            "input = 30 MW; yield_share = 95%",
            &["H010"],
            "`stack` claims to turn 30 MW into 28.5 MW",
        ),
        (
            "    from  = grid\n",
            "    from  = line\n",
            &["E0104"],
            "line",
        ),
        (
            "input = 30 MW",
            "input = 45 MW",
            &["P002"],
            "`stack` lacks 5 MW",
        ),
    ];
    let mut faults = Vec::new();
    for (old, new, wanted, words) in cases {
        let sources = hydrogen().edit(old, new).load();
        let session = Session::new(&sources);
        // The published cost is beside the point here.
        let found: Vec<String> = codes(&session)
            .into_iter()
            .filter(|c| c != "V001")
            .collect();
        if found != wanted || !printed(&session).contains(words) {
            faults.push(format!(
                "{new:?}: {found:?} instead of {wanted:?}, \"{words}\"\n{}",
                printed(&session)
            ));
        }
    }
    none(&faults);
}

#[test]
fn its_figures_are_traced_to_their_sources() {
    let sources = hydrogen().load();
    let mut session = Session::new(&sources);
    let why = session.why("stack.capital", 40).expect("a formula");
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut open: Vec<&Why> = vec![&why];
    while let Some(w) = open.pop() {
        found.extend(
            w.literals
                .iter()
                .map(|l| (l.text.clone(), l.sources.clone())),
        );
        open.extend(&w.inputs);
    }
    let cost = found
        .iter()
        .find(|l| l.0 == "$1.1M/MW")
        .unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!(cost.1, ["Quotation for electrolysers"]);
    assert!(found.iter().any(|l| l.0 == "30 MW"), "{found:?}");
}

#[test]
fn its_words_are_documented() {
    let sources = hydrogen().load();
    let mut session = Session::new(&sources);
    let doc = session.doc("electrolyser").expect("a kind of the package");
    assert_eq!(
        doc.docs.as_deref(),
        Some("An electrolyser: power in, hydrogen out.")
    );
    assert!(doc.signature.contains("priced"), "{}", doc.signature);
    assert!(
        doc.attributes
            .iter()
            .any(|a| a.name == "input" && a.required && a.ty == "Power"),
        "{:?}",
        doc.attributes
    );
    assert!(
        doc.attributes
            .iter()
            .any(|a| a.name == "build" && a.from.as_deref() == Some("buildable")),
        "{:?}",
        doc.attributes
    );
    assert!(
        doc.formulas
            .iter()
            .any(|f| f.name == "output" && f.ty == "hydrogen_power"),
        "{:?}",
        doc.formulas
    );
    assert!(
        doc.ports.iter().any(|p| p.contains("gives hydrogen")),
        "{:?}",
        doc.ports
    );
    assert!(doc.checks.iter().any(|c| c.0 == "H010"), "{:?}", doc.checks);
    let resource = session.doc("hydrogen").expect("a resource of the package");
    assert!(
        resource.checks.iter().any(|c| c.0 == "H001"),
        "{:?}",
        resource.checks
    );
    assert!(session.doc("tpd").is_some() && session.doc("hydrogen_power").is_some());
}

#[test]
fn its_supply_and_dates_are_shown() {
    let sources = hydrogen().load();
    let mut session = Session::new(&sources);
    let graph = session.graph();
    let edges: Vec<(String, String, String)> = graph
        .edges
        .iter()
        .map(|e| {
            (
                graph.nodes[e.from].path.clone(),
                graph.nodes[e.to].path.clone(),
                e.resource.clone(),
            )
        })
        .collect();
    for (from, to, what) in [
        ("grid", "stack", "power"),
        ("stack", "line", "hydrogen"),
        ("line", "kiln", "hydrogen"),
    ] {
        let edge = (
            format!("works.{from}"),
            format!("works.{to}"),
            what.to_owned(),
        );
        assert!(edges.contains(&edge), "no {edge:?} in {edges:?}");
    }
    let schedule = session.schedule().expect("there are dates");
    assert!(
        schedule
            .items
            .iter()
            .any(|i| i.path == "works.kiln" && i.ready.as_deref() == Some("2026-10-01"))
    );
}
