//! The library by itself: every module is right on its own, in all its parts, and what is embedded in
//! the compiler is what stands in `std/`.

use std::collections::BTreeSet;

use sitec_compiler::elaborate::check_kind;
use sitec_compiler::types::{FnId, KindId};
use sitec_compiler::view::RowView;
use sitec_compiler::{Session, declare, expand, library};
use sitec_grammar::FileId;
use sitec_grammar::ast::StmtKind;
use sitec_tests::projects::project;
use sitec_tests::{Spec, names, none, printed, text};

#[test]
fn the_embedded_library_is_the_one_in_the_repository() {
    let files: Vec<String> = names("std")
        .iter()
        .filter_map(|n| n.strip_suffix(".site").map(str::to_owned))
        .collect();
    let embedded: Vec<&str> = library::MODULES.iter().map(|m| m.name).collect();
    assert_eq!(embedded, files, "modules, sorted by name");
    for (i, module) in library::MODULES.iter().enumerate() {
        let fresh = text(&format!("std/{}.site", module.name));
        assert_eq!(
            module.text, fresh,
            "std/{}.site was changed after the build",
            module.name
        );
        let parsed = sitec_grammar::parse(FileId(i as u32), &fresh);
        assert!(
            parsed.errors.is_empty(),
            "std/{}.site: {:?}",
            module.name,
            parsed.errors
        );
        assert_eq!(
            module.file(),
            parsed.file,
            "std/{}.site: the tree is stale",
            module.name
        );
    }
}

#[test]
fn every_module_checks_clean_by_itself() {
    let mut faults = Vec::new();
    for module in library::MODULES {
        let spec = Spec::of(format!("use std.{}\n", module.name));
        let sources = spec.load();
        let session = Session::new(&sources);
        if session.problems().iter().next().is_some() {
            faults.push(format!("std.{}:\n{}", module.name, printed(&session)));
        }
    }
    none(&faults);
}

/// A package that uses all modules has all kinds and functions of the library; each is checked in full,
/// as if a package had declared it.
#[test]
fn every_kind_and_function_is_right_in_all_its_parts() {
    let uses: String = library::MODULES
        .iter()
        .map(|m| format!("use std.{}\n", m.name))
        .collect();
    let sources = Spec::of(uses).load();
    let mut package = declare::declare(&sources);
    expand::expand(&mut package);
    let kinds = package.kinds.len();
    assert!(kinds >= 25, "{kinds} kinds");
    for k in 0..kinds {
        check_kind(&mut package, KindId(k as u32));
    }
    for f in 0..package.fns.len() {
        package.fn_body(FnId(f as u32));
    }
    let faults: Vec<String> = package
        .problems
        .iter()
        .map(|d| format!("{}: {} {:?}", d.code, d.message, d.labels))
        .collect();
    none(&faults);
}

/// What no project of chance has, and rows of the library's reports show.
const THE_REST: &str = "
portfolio both {
  start = 2027-01-01
  horizon = 2 yr
  site rest {
    start   = 2027-01-01
    horizon = 2 yr
    party maker { rating = A }
    warrant right { holder = maker; shares = 1000; strike = $5 }
    cost permits { price = $2M }
    debt loan { amount = $1M; rate = 5%; drawn = at_close; tenor = 1 yr; condition_precedent permit { met = 2026-12-01 } }
    equity owners { takes = remainder }
  }
}
";

/// A check lowers rows until nothing is left out; the rest is lowered when it is shown. So each row and table of the library is shown
/// here once at least, by some project of chance or by a spec that has the rest, and nothing is found wrong with it then.
#[test]
fn every_row_of_the_library_is_shown_without_a_fault() {
    let mut due: BTreeSet<(String, String)> = BTreeSet::new();
    for module in library::MODULES {
        for stmt in module.file().stmts {
            let StmtKind::Kind(kind) = stmt.kind else {
                continue;
            };
            for stmt in &kind.body.stmts {
                let StmtKind::Section(section) = &stmt.kind else {
                    continue;
                };
                let rows = section.body.stmts.iter().filter_map(|s| match &s.kind {
                    StmtKind::Row(row) => Some(row.label.value.to_string()),
                    StmtKind::Table(t) => Some(heads(
                        t.label.as_ref().map(|l| l.value.as_str()),
                        t.columns.iter().map(|(head, _)| head.value.as_str()),
                    )),
                    _ => None,
                });
                due.extend(rows.map(|row| (section.name.name.to_string(), row)));
            }
        }
    }
    assert!(due.len() > 150, "{} rows", due.len());
    let mut faults = Vec::new();
    let rest = std::iter::once(THE_REST.to_owned());
    for text in rest.chain((0..60).map(project)) {
        let spec = Spec::of(text);
        let sources = spec.load();
        let mut session = Session::new(&sources);
        let found = session.problems().iter().count();
        let Some(report) = session.report() else {
            continue;
        };
        for section in report.roots.iter().flat_map(|r| &r.sections) {
            for row in &section.rows {
                let label = match row {
                    RowView::Line { label, .. }
                    | RowView::Years { label, .. }
                    | RowView::Evidence { label, .. } => label.clone(),
                    // A table without lines shows no figure.
                    RowView::Table { lines, .. } if lines.is_empty() => continue,
                    RowView::Table {
                        label, heads: own, ..
                    } => heads(label.as_deref(), own.iter().map(String::as_str)),
                };
                due.remove(&(section.name.clone(), label));
            }
        }
        if session.problems().iter().count() > found {
            faults.push(format!("{}\n{}", printed(&session), spec.first()));
        }
    }
    faults.extend(due.iter().map(|row| format!("{row:?} is shown nowhere")));
    none(&faults);
}

/// A table by its label and the heads of its columns.
fn heads<'h>(label: Option<&str>, heads: impl Iterator<Item = &'h str>) -> String {
    let heads: Vec<&str> = heads.collect();
    format!("{}: {}", label.unwrap_or_default(), heads.join(", "))
}

/// What the library offers is documented, attribute by attribute.
#[test]
fn everything_in_the_library_has_documentation() {
    let mut faults = Vec::new();
    for name in library::names() {
        let Some(doc) = sitec_compiler::doc_std(name) else {
            continue;
        };
        if doc.docs.as_ref().is_none_or(|d| d.trim().is_empty()) {
            faults.push(format!("{} {name}", doc.what));
        }
        for member in doc.attributes.iter().chain(&doc.formulas) {
            if member.docs.as_ref().is_none_or(|d| d.trim().is_empty()) {
                faults.push(format!("{} {name}: {}", doc.what, member.name));
            }
        }
    }
    none(&faults);
}

/// A code means one thing: its page says what the law or check says, and it has an explanation.
#[test]
fn every_code_of_the_library_is_explained() {
    let mut seen = 0;
    for e in sitec_compiler::all_codes() {
        let found =
            sitec_compiler::explain(&e.code).unwrap_or_else(|| panic!("{} has no page", e.code));
        assert!(
            found.page.starts_with(&format!("# {}", e.code)),
            "{}",
            found.page
        );
        seen += 1;
    }
    assert!(seen > 90, "{seen} codes");
}
