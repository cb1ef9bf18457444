//! The two published deals: they compile, their published figures come out, and what one breaks in
//! them is told well.

use sitec_compiler::Session;
use sitec_compiler::view::{ExpectationView, Report};
use sitec_grammar::FileId;
use sitec_grammar::ast::StmtKind;
use sitec_tests::{Spec, codes, none, number, open, printed, shown, without_lines_of};

const DEALS: [&str; 2] = ["lake_mariner", "river_bend"];

fn scenarios(spec: &Spec) -> Vec<String> {
    let file = sitec_grammar::parse(FileId(0), spec.first()).file;
    let names = file.stmts.iter().filter_map(|s| match &s.kind {
        StmtKind::Scenario(s) => Some(s.name.name.to_string()),
        _ => None,
    });
    names.collect()
}

/// A deal as it stands, and in each of its scenarios.
fn cases() -> Vec<(String, Spec)> {
    let mut out = Vec::new();
    for name in DEALS {
        let spec = Spec::example(name);
        out.push((name.to_owned(), spec.clone()));
        out.extend(
            scenarios(&spec)
                .into_iter()
                .map(|s| (format!("{name}, {s}"), spec.clone().in_scenario(&s))),
        );
    }
    out
}

fn report(session: &mut Session<'_>) -> Report {
    session.report().expect("a deal has a report")
}

#[test]
fn both_deals_are_clean_and_every_published_figure_is_met() {
    for (name, least) in [("lake_mariner", 11), ("river_bend", 16)] {
        let sources = Spec::example(name).load();
        let mut session = Session::new(&sources);
        assert_eq!(
            codes(&session),
            Vec::<String>::new(),
            "{name}:\n{}",
            printed(&session)
        );
        let report = report(&mut session);
        let root = &report.roots[0];
        assert!(
            root.expectations.len() >= least,
            "{name} compares {} figures",
            root.expectations.len()
        );
        let unmet: Vec<String> = root
            .expectations
            .iter()
            .filter(|e| !e.met)
            .map(|e| format!("{name}: {e:?}"))
            .collect();
        none(&unmet);
        let unmet: Vec<String> = root
            .requirements
            .iter()
            .filter(|r| r.met != Some(true))
            .map(|r| format!("{name}: {r:?}"))
            .collect();
        none(&unmet);
        assert!(
            root.assumptions
                .iter()
                .all(|a| a.reason.as_ref().is_some_and(|r| !r.is_empty()))
        );
    }
}

/// The codes that a scenario is there to show; every other finding is a mistake.
const TOLD: &[(&str, &[&str])] = &[
    ("lake_mariner, late_power", &["P003"]),
    ("lake_mariner, renewed", &["L506", "L506"]),
    (
        "lake_mariner, no_guarantee",
        &["V002", "V001", "V001", "L507", "L507"],
    ),
    ("river_bend, late_power", &["P003"]),
];

#[test]
fn every_scenario_says_what_it_is_there_to_show() {
    let mut faults = Vec::new();
    for (name, spec) in cases() {
        let sources = spec.load();
        let session = Session::new(&sources);
        let told = TOLD.iter().find(|t| t.0 == name).map_or(&[][..], |t| t.1);
        let found = codes(&session);
        if found != told {
            faults.push(format!(
                "{name}: {found:?} instead of {told:?}\n{}",
                printed(&session)
            ));
        }
    }
    none(&faults);
}

/// Published figures speak of the case as it is written: an override is shown against them, and is no error of the text.
#[test]
fn an_override_is_shown_against_published_figures_and_not_judged() {
    let sources = Spec::example("lake_mariner")
        .set("rent = $160/kW/mo")
        .load();
    let mut session = Session::new(&sources);
    assert_eq!(codes(&session), Vec::<String>::new());
    let report = session.report().expect("it can be computed");
    let missed = |e: &&ExpectationView| !e.met;
    assert!(
        report.roots[0].expectations.iter().filter(missed).count() > 3,
        "a rent that was not published changes what was"
    );
}

/// Money comes from somewhere and goes somewhere, to the cent, in every case.
#[test]
fn money_adds_up_in_every_case() {
    let mut faults = Vec::new();
    for (name, spec) in cases() {
        let sources = spec.load();
        let mut session = Session::new(&sources);
        let zero = [
            "sources - uses",
            "highest(abs(assets - liabilities - paid_in - retained))",
            "total(revenue) - sum(total(e.revenue) for e in all earning)",
            "total(capital_spend) - capital_cost",
            "capital_cost - sum(p.capital for p in all priced)",
            "highest(abs(cash - prev(cash, 0) + cash_reserve - prev(cash_reserve, 0) - before_owners + renewal_saved + swept - contributions + distributions))",
            "sum(total(d.draw + d.capitalised - d.principal - d.swept) for d in all debt) - last(debt_balance)",
            "total(paid_in) - total(cumulative(contributions - sum(e.reimbursed for e in all equity)))",
            "contracted - sum(l.contracted for l in all lease)",
            "max(0, guaranteed - contracted - sum(l.contracted_charges for l in all lease))",
        ];
        for expr in zero {
            let found = number(&mut session, expr);
            // Dollars: a cent.
            if found.abs() > 0.01 {
                faults.push(format!("{name}: {expr} is {found}"));
            }
        }
        if number(&mut session, "lowest(cash)") < -0.01 {
            faults.push(format!("{name}: the account is overdrawn"));
        }
    }
    none(&faults);
}

/// A copy of Lake Mariner that was broken in one place.
fn broken(old: &str, new: &str) -> Spec {
    Spec::example("lake_mariner").edit(old, new)
}

/// Compiles, compares what is printed with what was blessed, and gives the codes.
fn told(name: &str, spec: &Spec) -> Vec<String> {
    let sources = spec.load();
    let session = Session::new(&sources);
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../deals" }, {
        insta::assert_snapshot!(name, without_lines_of(&["std/", "main.site"], &printed(&session)));
    });
    codes(&session)
}

/// The line of the substation that names its source.
const FROM: &str = "    from       = nyiso\n";

#[test]
fn a_substation_that_nothing_feeds_is_one_error_with_its_consequences_held_back() {
    let spec = broken(FROM, "");
    assert_eq!(told("no_source", &spec), ["P001"]);
    let sources = spec.load();
    let session = Session::new(&sources);
    let counts = session.problems().counts();
    assert_eq!(
        counts.errors, 1,
        "the rest follows from it and is held back"
    );
    assert!(counts.held_back > 0, "{counts:?}");
    let error = open(&session).next().expect("it is told");
    let lines: Vec<String> = error
        .labels
        .iter()
        .map(|l| {
            let (line, _) = session.sources().line_col(l.span);
            format!(
                "{} // {}",
                spec.first().lines().nth(line as usize - 1).unwrap_or(""),
                l.text
            )
        })
        .collect();
    for part in ["racks ", "hall ", "power_train ", "substation main"] {
        assert!(
            lines.iter().any(|l| l.contains(part)),
            "no label at `{part}`: {lines:?}"
        );
    }
}

#[test]
fn a_later_grid_moves_dates_revenue_and_interest() {
    let base = Spec::example("lake_mariner");
    let late = base.clone().set("nyiso.energized += 9 mo");
    assert_eq!(
        told("late_grid", &late)
            .iter()
            .filter(|c| c.starts_with('E'))
            .count(),
        0
    );
    let (a, b) = (base.load(), late.load());
    let (mut a, mut b) = (Session::new(&a), Session::new(&b));
    for date in ["first_service", "completion", "first_leases.first_rent"] {
        assert!(
            shown(&mut a, date) < shown(&mut b, date),
            "{date} does not move"
        );
    }
    assert!(
        number(
            &mut b,
            "total(if calendar_year <= 2027 then revenue else 0)"
        ) < number(
            &mut a,
            "total(if calendar_year <= 2027 then revenue else 0)"
        )
    );
    assert!(
        number(&mut b, "notes.financing_cost") > number(&mut a, "notes.financing_cost"),
        "more interest until completion"
    );
    assert_eq!(
        number(&mut b, "contracted"),
        number(&mut a, "contracted"),
        "the contract is as long as before"
    );
}

#[test]
fn money_is_not_added_to_power() {
    assert_eq!(
        told(
            "money_and_power",
            &broken("capacity  = 750 MW ", "capacity  = 200 MW + $3M ")
        ),
        ["E0312"]
    );
}

#[test]
fn what_the_grid_grants_is_no_critical_load() {
    assert_eq!(
        told(
            "grant_as_load",
            &broken("critical_it = 42 MW ", "critical_it = nyiso.capacity ")
        ),
        ["E0308"]
    );
}

#[test]
fn two_attributes_that_depend_on_each_other_are_told_hop_by_hop() {
    let spec = broken(
        "    after       = 2025-08-01\n",
        "    after       = cb4.ready\n",
    );
    let spec = spec.edit(
        "    after       = 2025-09-01\n",
        "    after       = cb3.ready\n",
    );
    assert_eq!(told("circle", &spec), ["E0502"]);
    let text = printed(&Session::new(&spec.load()));
    for hop in [
        "`cb3.after` needs `cb4.ready`",
        "`cb4.ready` needs `cb4.start`",
        "`cb4.start` needs `cb4.after`",
        "`cb4.after` needs `cb3.ready`",
    ] {
        assert!(text.contains(hop), "no hop {hop}:\n{text}");
    }
}

#[test]
fn a_cost_that_nothing_counts_is_told() {
    let kind = "kind surprise {\n  price : Money\n}\n\nsite lake_mariner";
    let spec = broken("site lake_mariner", kind).edit(
        "  cost commission \"",
        "  surprise fence { price = $5M }\n  cost commission \"",
    );
    assert_eq!(told("uncounted", &spec), ["E0601"]);
}

#[test]
fn a_hall_let_twice_is_told() {
    assert_eq!(
        told(
            "let_twice",
            &broken("    halls     = [cb5]\n", "    halls     = [cb4, cb5]\n")
        )
        .first()
        .map(String::as_str),
        Some("L002")
    );
}

#[test]
fn a_loan_above_its_cap_is_told() {
    let spec = broken(
        "    amount          = $3.2B ",
        "    cap_ltc         = 50%\n    amount          = $3.2B ",
    );
    let found = told("above_cap", &spec);
    assert!(found.contains(&"F002".to_owned()), "{found:?}");
}
