//! Ten thousand projects made by chance: the books of each balance, every line of its statements has a number in every
//! month, and a figure that has none says why.
//!
//! `SITEC_PROJECTS` is how many, `SITEC_PROJECTS_FROM` the first seed.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use sitec_compiler::Session;
use sitec_grammar::FileId;
use sitec_grammar::ast::{Kind, Severity, StmtKind, TypeExpr, TypeKind};
use sitec_tests::projects::project;
use sitec_tests::{Spec, names, none, text};

/// Errors that say something of the deal and nothing of the model: caps, covenants, tenors, dates, double lets.
const OF_THE_DEAL: &[&str] = &[
    "F002", "F003", "F004", "F005", "F006", "F008", "F009", "F019", "F021", "F022", "L001", "L003",
    "L006", "L008",
];

/// What is nothing in every project, to the cent.
const CONSERVED: &[(&str, &str)] = &[
    (
        "assets are owed or owned",
        "highest(abs(assets - liabilities - paid_in - retained))",
    ),
    (
        "cash moves by the cash flow statement",
        "highest(abs(cash - prev(cash, 0) - operating_flow - investing_flow - financing_flow))",
    ),
    (
        "cash at the end is what came and was not paid",
        "abs(total(cfads + reserve_income - tax_paid - capital_spend + exit_flow
          + sum(d.cash_in - d.cash_out - d.swept for d in all debt) + contributions - distributions
          + put_off - arrears_paid - renewal_released - sum(e.reimbursed for e in all equity)) - last(cash + reserves))",
    ),
    (
        "all works are paid for",
        "abs(total(capital_spend) - capital_cost)",
    ),
    (
        "bills are paid or open",
        "abs(total(working_capital_rise + bills_gain) - last(working_capital))",
    ),
    (
        "loans are repaid or owed",
        "sum(abs(total(d.draw + d.capitalised - d.principal - d.swept) - last(d.balance)) for d in all debt)",
    ),
    (
        "the cap that is named is the least",
        "sum(abs((if d.binding == amount then d.amount ?? 0 else if d.binding == cost then d.by_ltc ?? 0
          else if d.binding == value then d.by_ltv ?? 0 else if d.binding == yield then d.by_yield ?? 0
          else if d.binding == cover then d.by_dscr ?? 0 else if d.binding == owed then d.by_owed ?? 0 else d.least_cap / 0) - d.least_cap) for d in all debt)",
    ),
    (
        "a loan at its cap by cost is that share of all uses",
        "sum(abs(if d.binding == cost and d.least_cap > 0 and d.size > 0 and d.maturity >= d.operating_from
          then d.size + d.lent_before_it - (d.cap_ltc ?? 0) * (d.works + d.cost_before_it + d.size * total(d.reserve_use)
            + total(if d.building then d.interest + d.ticking + d.upfront else 0)) else 0)
          for d in all debt if d.cap_ltc != none and d.ltc_of == uses and d.drawn in [pro_rata, equity_first, debt_first])",
    ),
    (
        "interest and fees after its own completion are no part of the property",
        "sum(total(if month_begin >= d.operating_from and not opening_column then abs(d.in_property) + abs(d.draw + d.capitalised)
          else 0) for d in all debt if d.drawn != at_close and not d.takes_out)",
    ),
    (
        "what comes into service was paid for, and stays there",
        "-lowest(min(0, placed - prev(placed, 0))) - lowest(min(0, cumulative(work_additions) - placed))",
    ),
    (
        "all that was built comes into service",
        "if operating_from < finish and every(d.operating_from < finish for d in all debt) then last(placed) - total(work_additions) else 0",
    ),
    (
        "a loan at its cap by cover is covered as it asks, and no better",
        "sum(abs(if d.binding == cover and d.least_cap > 0 and d.size > 0 and d.lent == d.size
          then min(c.lowest_seen / c.least for c in all cover_case in d) - 1 else 0)
          for d in all debt if d.cap_dscr == none and count(all cover_case in d) > 0 and count(all cover_after_tax in d) == 0
            and holds_ever(d.covers))",
    ),
    (
        "a loan that lends what is owed takes out just that",
        "sum(abs(if d.active and d.binding == owed and d.size > 0 and d.close > root.completion
            and every(x.maturity >= x.operating_from or x.drawn == at_close for x in d.refinances) then total(d.brought) - d.to_take_out else 0)
          for d in all debt if d.takes_out and every(count(x.taken_by) == 1 for x in d.refinances))",
    ),
    (
        "what new loans lack the owners pay, what they leave the owners receive",
        "abs(total(if before then 0 else sum(d.draw - d.discounted - d.upfront for d in all debt if d.takes_out)
            - sum(d.principal * on(d.maturity) * (1 + (d.breakage ?? 0)) for d in all debt if d.taken_out))
          - total(refinancing_paid_out - refinancing_paid_in))",
    ),
    (
        "a cure lifts a covenant to its limit and no further",
        "sum(total(if c.cure > 0 then abs(c.seen - (if c.ratio == ltv then c.most ?? 0 else c.least ?? 0)) else 0)
          for c in all covenant if c.cures != none)",
    ),
    (
        "no covenant is broken that could be cured",
        "sum(total(if c.falls_short and c.cure == 0 and c.used_before < (c.cures ?? 0) then 1 else 0) for c in all covenant if c.cures != none)",
    ),
    (
        "what is paid to cure covenants is paid in",
        "if count(c.cures != none for c in all covenant) == 0 then 0 else -lowest(min(0, contributions - cured))",
    ),
    (
        "owners are paid what is beyond what stays on the account",
        "-lowest(min(0, if passed_on > 0 and not sold then cash - kept else 0))",
    ),
    (
        "what is put off is owed on the loans, each with its own interest",
        "if shortfall != defer then 0
          else highest(abs(arrears - sum(d.arrears for d in all debt))) - sum(lowest(min(0, d.arrears)) for d in all debt)",
    ),
    (
        "interest is paid, added or owed",
        "sum(abs(total(d.interest - d.interest_paid - d.capitalised_interest) - last(d.accrued)) for d in all debt)",
    ),
    (
        "tax is paid or due",
        "sum(abs(total(t.charge - t.paid) - last(t.payable)) for t in all tax)",
    ),
    (
        "no loan is repaid beyond what is owed",
        "-sum(lowest(min(0, d.balance)) for d in all debt)",
    ),
    (
        "neither cash nor reserves are below zero",
        "-lowest(min(0, cash) + min(0, reserves))",
    ),
    (
        "a site that is sold leaves nothing behind",
        "total(if sold then assets + liabilities else 0)",
    ),
];

/// Figures of the report, each with the condition under which, and only under which, it has no value.
const FIGURES: &[(&str, &str)] = &[
    ("project_irr", "xirr_count(project_flow) == 0"),
    (
        "project_irr_after_tax",
        "xirr_count(project_flow_after_tax) == 0",
    ),
    ("equity_irr", "xirr_count(owners_flow) == 0"),
    // The owners never pay anything in.
    ("equity_multiple", "total(max(0, -owners_flow)) == 0"),
    // They never have it back, or never were without it.
    (
        "payback",
        "not holds_ever(owners_sum >= 0 and prev(owners_sum, 0) < 0)",
    ),
    // Nobody pays rent in the months of the report.
    ("levelized_rent", "highest(paying) == 0 MW"),
    ("yield_on_cost", "capital_cost == 0"),
    ("cost_per_it", "critical_it == 0 MW"),
    ("funded_per_it", "critical_it == 0 MW"),
    ("utility_per_it", "critical_it == 0 MW"),
    ("loan_to_cost", "works_uses + financing_uses == 0"),
    ("equity_npv", "false"),
    ("peak_equity", "false"),
    ("value", "false"),
    ("stabilized_noi", "false"),
    ("exit_value", "false"),
    ("sources", "false"),
    ("uses", "false"),
];

/// The same of each loan `{d}`.
const OF_A_LOAN: &[(&str, &str)] = &[
    ("{d}.size", "false"),
    ("{d}.flat_rate", "false"),
    // In no month of its test there was anything to cover.
    (
        "{d}.min_dscr",
        "not holds_ever({d}.tested and trailing(debt_service, 12) > 0)",
    ),
    ("{d}.first_llcr", "{d}.lent == 0"),
    ("{d}.balloon", "false"),
    ("{d}.financing_cost", "false"),
    ("{d}.final_balance", "false"),
];

/// What figures may be without a value, of the project and of its loans; each happens to some project.
const MAY_LACK: &[&str] = &[
    "project_irr",
    "project_irr_after_tax",
    "equity_irr",
    "equity_multiple",
    "payback",
    "levelized_rent",
    "yield_on_cost",
    "cost_per_it",
    "funded_per_it",
    "utility_per_it",
    "loan_to_cost",
    "{d}.min_dscr",
    "{d}.first_llcr",
];

/// The kinds of a module of the library, and its text.
fn kinds(module: &str) -> (String, Vec<Kind>) {
    let library = text(&format!("std/{module}"));
    let stmts = sitec_grammar::parse(FileId(0), &library).file.stmts;
    let kinds = stmts.into_iter().filter_map(|s| match s.kind {
        StmtKind::Kind(kind) => Some(*kind),
        _ => None,
    });
    (library, kinds.collect())
}

/// The lines of the three statements, as the library writes them.
fn statement_lines() -> Vec<String> {
    let (library, kinds) = kinds("site.site");
    let mut lines = Vec::new();
    for stmt in kinds.iter().flat_map(|k| &k.body.stmts) {
        let StmtKind::Section(section) = &stmt.kind else {
            continue;
        };
        if ["income_statement", "cash_flow", "balance_sheet"].contains(&&*section.name.name) {
            lines.extend(section.body.stmts.iter().filter_map(|s| match &s.kind {
                StmtKind::Row(row) => Some(library[row.expr.span.range()].to_owned()),
                _ => None,
            }));
        }
    }
    assert!(lines.len() >= 30, "{} lines", lines.len());
    lines
}

/// How many projects each figure had no value in.
type Lacking = BTreeMap<&'static str, u64>;

/// What is wrong with the project of a seed.
fn faults_of(seed: u64, lines: &[String], lacking: &mut Lacking) -> Vec<String> {
    let spec = Spec::of(project(seed));
    let sources = spec.load();
    let mut session = Session::new(&sources);
    let mut faults = Vec::new();
    for d in session.problems().iter() {
        if d.message.contains('$') && !spec.first().contains('$') {
            faults.push(format!("{} speaks of dollars: {}", d.code, d.message));
        }
        // Warnings of the library are questions about the deal; those of the compiler are about the text.
        let question = d.severity != Severity::Error && !d.code.starts_with('W');
        if !question && !OF_THE_DEAL.contains(&&*d.code) {
            faults.push(format!("{}: {} {:?}", d.code, d.message, d.notes));
        }
    }

    let loans = spec.first().matches("\n  debt d").count();
    let mut figures: Vec<(&str, String, String)> = Vec::new();
    for (figure, why) in FIGURES {
        figures.push((figure, (*figure).to_owned(), (*why).to_owned()));
    }
    for loan in 1..=loans {
        let of = |text: &str| text.replace("{d}", &format!("d{loan}"));
        figures.extend(OF_A_LOAN.iter().map(|(f, why)| (*f, of(f), of(why))));
    }

    // A sum is a number only if every month is one.
    let mut asked: Vec<String> = lines.iter().map(|l| format!("total({l})")).collect();
    asked.extend(CONSERVED.iter().map(|(_, sum)| (*sum).to_owned()));
    asked.extend(figures.iter().map(|(_, figure, _)| figure.clone()));
    // A condition as a number, so that one without a value is seen.
    let reasons = figures
        .iter()
        .map(|(_, _, why)| format!("if {why} then 1 else 0"));
    asked.extend(reasons);
    let found = match session.eval(&asked) {
        Ok(found) => found,
        Err(problems) => {
            let told = problems.iter();
            faults.extend(told.map(|d| format!("{}: {} {:?}", d.code, d.message, d.notes)));
            return faults;
        }
    };
    let values: Vec<Option<f64>> = found.iter().map(|e| e.figure.value).collect();

    let (of_lines, rest) = values.split_at(lines.len());
    let (of_sums, rest) = rest.split_at(CONSERVED.len());
    let (of_figures, of_reasons) = rest.split_at(figures.len());
    for (line, value) in lines.iter().zip(of_lines) {
        if !value.is_some_and(f64::is_finite) {
            faults.push(format!("`{line}` has no number in some month: {value:?}"));
        }
    }
    for ((law, _), value) in CONSERVED.iter().zip(of_sums) {
        if !value.is_some_and(|v| v.abs() < 0.01) {
            faults.push(format!("{law}: off by {value:?}"));
        }
    }
    for (((name, figure, why), value), reason) in figures.iter().zip(of_figures).zip(of_reasons) {
        match (value, reason) {
            (None, Some(1.0)) => *lacking.entry(name).or_default() += 1,
            (Some(v), Some(0.0)) if v.is_finite() => {}
            _ => faults.push(format!("`{figure}` is {value:?}, `{why}` is {reason:?}")),
        }
    }
    faults
}

fn asked_for(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn the_books_of_ten_thousand_projects_balance() {
    let first = asked_for("SITEC_PROJECTS_FROM").unwrap_or(0);
    let end = first + asked_for("SITEC_PROJECTS").unwrap_or(10_000);
    let lines = statement_lines();
    let next = AtomicU64::new(first);
    let work = || {
        let mut lacking = Lacking::new();
        let mut faults: Vec<(u64, String)> = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end {
                return (lacking, faults);
            }
            let judged = || faults_of(seed, &lines, &mut lacking);
            let own = catch_unwind(AssertUnwindSafe(judged));
            let own = own.unwrap_or_else(|_| vec!["it panics".to_owned()]);
            faults.extend(own.into_iter().map(|f| (seed, f)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let done: Vec<(Lacking, Vec<(u64, String)>)> = thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let joined = all
            .into_iter()
            .map(|t| t.join().expect("panics are caught"));
        joined.collect()
    });
    let mut lacking = Lacking::new();
    let mut faults = Vec::new();
    for (some, own) in done {
        for (figure, times) in some {
            *lacking.entry(figure).or_default() += times;
        }
        faults.extend(own);
    }
    faults.sort();
    let shown = faults.iter().take(40);
    let mut told: Vec<String> = shown.map(|(s, f)| format!("seed {s}: {f}")).collect();
    if let Some((seed, _)) = faults.first() {
        told.push(project(*seed));
    }
    none(&told);
    if end - first >= 10_000 {
        let seen: Vec<&str> = lacking.keys().copied().collect();
        let mut wanted = MAY_LACK.to_vec();
        wanted.sort_unstable();
        assert_eq!(
            seen, wanted,
            "what has no value in some project: {lacking:?}"
        );
    }
}

/// Attributes that no project gives: they name what a project of chance has none of, or say what is usual.
const LEFT_OUT: &[(&str, &str)] = &[
    // Limits that only decide whether a question is asked.
    ("debt", "thin_cover"),
    ("debt", "thin_share"),
    ("debt", "tail"),
    ("debt", "reserve_full_by"),
    ("equity", "commitment"),
    ("site", "usual_contingency"),
    ("site", "build_contract"),
    ("site", "machine_life"),
    ("site", "early_spend"),
    ("site", "location"),
    ("site", "usual_cost_low"),
    ("site", "usual_cost_high"),
    ("lease", "redundancy"),
    ("lease", "concurrently_maintainable"),
    ("lease", "usual_rent_low"),
    ("lease", "usual_rent_high"),
    ("party", "parent"),
    ("racks", "halls"),
    ("racks", "orders"),
    ("land", "carries"),
    ("opex", "halls"),
    ("covenant", "loan"),
    ("cover_after_tax", "tax"),
];

/// The choices of an attribute, as `name = choice`; of one without choices, `name = `.
fn ways(name: &str, ty: Option<&TypeExpr>) -> Vec<String> {
    match ty.map(|t| &t.kind) {
        Some(TypeKind::Enum(choices)) => {
            let each = choices.iter().map(|(c, _)| format!("{name} = {}", c.name));
            each.collect()
        }
        _ => vec![format!("{name} = ")],
    }
}

/// A generator that leaves things out proves nothing of them.
#[test]
fn projects_use_every_attribute_and_every_choice() {
    const KINDS: &[&str] = &[
        "site",
        "hall",
        "land",
        "party",
        "lease",
        "guarantee",
        "racks",
        "gpu_contract",
        "gpu_fleet",
        "mine",
        "mining_network",
        "opex",
        "tariff",
        "debt",
        "covenant",
        "cover_case",
        "cover_part",
        "cover_after_tax",
        "drawdown",
        "tax",
        "asset_class",
        "equity",
    ];
    let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in (0..1500)
        .map(project)
        .flat_map(|p| p.lines().map(str::to_owned).collect::<Vec<_>>())
    {
        let head = line.split_whitespace().next().unwrap_or_default();
        if KINDS.contains(&head) {
            lines.entry(head.to_owned()).or_default().push(line);
        }
    }
    let mut faults = Vec::new();
    let mut examined = 0;
    for kind in names("std").iter().flat_map(|module| kinds(module).1) {
        let Some(own) = lines.get(kind.name.name.as_str()) else {
            continue;
        };
        examined += 1;
        for stmt in &kind.body.stmts {
            let StmtKind::AttrDecl(decl) = &stmt.kind else {
                continue;
            };
            let name = decl.name.name.as_str();
            if LEFT_OUT.contains(&(kind.name.name.as_str(), name)) {
                continue;
            }
            for way in ways(name, decl.ty.as_ref()) {
                let given = [format!(" {way}"), format!(";{way}")];
                if !own
                    .iter()
                    .any(|l| given.iter().any(|g| l.contains(g.as_str())))
                {
                    faults.push(format!("no {} has `{way}`", kind.name.name));
                }
            }
        }
    }
    assert_eq!(examined, KINDS.len());
    none(&faults);
}
