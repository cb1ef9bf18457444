//! Wrong specs and what the compiler says to them.
//!
//! Three sources of cases, one law: a wrong spec raises its code and nothing else, and the mended
//! one, which differs as little as possible, raises nothing.
//!
//! - `tests/gallery/<CODE>/`: build-outs a little richer than a page can hold; what is printed is
//!   kept beside them and compared.
//! - `docs/errors/<CODE>.md`: the examples of the pages that `sitec explain` shows.
//! - the registry itself, against the sources of the compiler.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use sitec_compiler::diag::pages::PAGES;
use sitec_compiler::diag::render;
use sitec_compiler::solve::{Ask, Unsolved};
use sitec_compiler::world::MemoryWorld;
use sitec_compiler::{Options, Session, Sources, all_codes};
use sitec_tests::without_lines_of;

/// Codes of the library outside of the families below that the gallery shows as well: the laws of power.
const LIBRARY: &[&str] = &["P001", "P002", "P003", "P004"];

/// Families whose every code has its case here: leases, money, and what the author claims.
const FAMILIES: &[char] = &['L', 'F', 'V'];

/// One spec: the file that is opened, and the files beside it by name.
#[derive(Default)]
struct Case {
    main: String,
    beside: Vec<(String, String)>,
}

impl Case {
    /// The codes of the findings that no `allow` accepts, and all findings as they are printed.
    fn check(&self) -> (Vec<String>, String) {
        let mut world = MemoryWorld::new().with("main.site", self.main.as_str());
        for (name, text) in &self.beside {
            world = world.with(name, text.as_str());
        }
        let options = Options {
            scenario: None,
            sets: Vec::new(),
        };
        let sources = Sources::load(&world, "main.site", &options).expect("the file is there");
        let mut session = Session::new(&sources);
        let mut found = session.problems().clone();
        if let Some(ask) = self.asks() {
            let reload = |set: &str| {
                let sets = vec![set.to_owned()];
                let scenario = None;
                Sources::load(&world, "main.site", &Options { scenario, sets })
            };
            match session.solve(&ask, &reload) {
                Ok(_) => {}
                Err(Unsolved::Found(problems)) => found.extend(problems),
                Err(Unsolved::Open(e)) => panic!("{e:?}"),
            }
        }
        let open = found.iter().filter(|d| d.allowed.is_none());
        let codes = open.map(|d| d.code.to_string()).collect();
        (codes, render::human(&found, session.sources(), false))
    }

    /// What a first line `// sitec solve . --vary …` asks of the spec.
    fn asks(&self) -> Option<Ask> {
        let line = self
            .main
            .lines()
            .next()?
            .strip_prefix("// sitec solve . ")?;
        let mut ask = Ask::default();
        let mut rest = line.trim();
        while let Some((flag, value)) = rest.split_once(' ') {
            let (value, behind) = match value.strip_prefix('\'') {
                Some(quoted) => quoted.split_once('\'').expect("a quote that ends"),
                None => value.split_once(' ').unwrap_or((value, "")),
            };
            rest = behind.trim();
            match flag {
                "--vary" => ask.vary = value.to_owned(),
                "--target" => ask.target = value.to_owned(),
                "--from" => ask.from = Some(value.to_owned()),
                "--to" => ask.to = Some(value.to_owned()),
                other => panic!("{other} is not an argument of solve"),
            }
        }
        Some(ask)
    }

    /// What is wrong with a case that is to raise `code` and nothing else.
    fn fault_of_wrong(&self, code: &str) -> Option<String> {
        let (codes, text) = self.check();
        let only = !codes.is_empty() && codes.iter().all(|c| c == code);
        (!only).then(|| format!("{code}: the wrong spec raises {codes:?}\n{text}"))
    }

    /// What is wrong with a case that is to raise nothing.
    fn fault_of_mended(&self, code: &str) -> Option<String> {
        let (codes, text) = self.check();
        (!codes.is_empty()).then(|| format!("{code}: the mended spec raises {codes:?}\n{text}"))
    }
}

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names in a directory, sorted.
fn names(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a UTF-8 name")
        })
        .collect();
    names.sort();
    names
}

/// The text of a file, which must be there.
fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A case of the gallery: `main` is opened, all but the two specs and the snapshots stand beside it.
fn gallery_case(directory: &Path, main: &str) -> Case {
    let beside = names(directory)
        .into_iter()
        .filter(|name| name != "wrong.site" && name != "mended.site" && !name.contains(".snap"))
        .map(|name| (name.clone(), text(&directory.join(name))))
        .collect();
    Case {
        main: text(&directory.join(main)),
        beside,
    }
}

/// The fenced blocks of one section of a page. A block with `file=NAME` is a file beside the spec.
fn section(page: &str, title: &str) -> Case {
    let mut case = Case::default();
    let heading = format!("## {title}");
    let mut inside = false;
    let mut fence: Option<(Option<String>, String)> = None;
    for line in page.lines() {
        match (&mut fence, line.strip_prefix("```")) {
            (None, Some(info)) if inside => {
                let name = info
                    .split_whitespace()
                    .find_map(|word| word.strip_prefix("file="));
                fence = Some((name.map(str::to_owned), String::new()));
            }
            (Some(_), Some(_)) => match fence.take() {
                Some((Some(name), body)) => case.beside.push((name, body)),
                Some((None, body)) => case.main = body,
                None => {}
            },
            (Some((_, body)), None) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, _) if line.starts_with("## ") => inside = line == heading,
            (None, _) => {}
        }
    }
    assert!(!case.main.is_empty(), "no spec under {heading:?}");
    case
}

/// Fails with all faults at once.
fn none(faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{} faults\n\n{}",
        faults.len(),
        faults.join("\n\n")
    );
}

#[test]
fn a_wrong_spec_raises_its_code_alone() {
    let gallery = root().join("tests/gallery");
    let mut faults = Vec::new();
    for code in names(&gallery) {
        let directory = gallery.join(&code);
        faults.extend(gallery_case(&directory, "wrong.site").fault_of_wrong(&code));
        faults.extend(gallery_case(&directory, "mended.site").fault_of_mended(&code));
    }
    none(&faults);
}

#[test]
fn what_is_printed_stays_as_it_was_blessed() {
    let gallery = root().join("tests/gallery");
    let mut faults = Vec::new();
    for code in names(&gallery) {
        let directory = gallery.join(&code);
        let case = gallery_case(&directory, "wrong.site");
        let mut shown = case.main.clone();
        for (name, body) in &case.beside {
            let _ = write!(shown, "\n// ---- {name}\n{body}");
        }
        let mut printed = case.check().1;
        // A statement more in the library is no other message.
        if printed.contains("┌─ std/") {
            printed = without_lines_of(&["std/"], &printed);
        }
        let _ = write!(shown, "\n// ---- printed\n{printed}");

        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&directory);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let compare =
            AssertUnwindSafe(|| settings.bind(|| insta::assert_snapshot!("wrong", shown)));
        if catch_unwind(compare).is_err() {
            faults.push(code);
        }
    }
    none(&faults);
}

#[test]
fn the_examples_of_the_pages_are_true() {
    let mut faults = Vec::new();
    for (code, _, page) in PAGES {
        // A code of several situations shows each: `## Wrong: a choice`, `## Mended: a choice`.
        let titles: Vec<&str> = page
            .lines()
            .filter_map(|line| line.strip_prefix("## Wrong"))
            .collect();
        assert!(titles.contains(&""), "{code}: no wrong spec");
        for title in titles {
            let wrong = section(page, &format!("Wrong{title}"));
            let mut mended = section(page, &format!("Mended{title}"));
            // Files that the mended spec leaves as they are need not be shown twice.
            for (name, body) in &wrong.beside {
                if !mended.beside.iter().any(|(other, _)| other == name) {
                    mended.beside.push((name.clone(), body.clone()));
                }
            }
            faults.extend(wrong.fault_of_wrong(code));
            faults.extend(mended.fault_of_mended(code));
        }
    }
    none(&faults);
}

#[test]
fn every_code_has_its_page_and_its_place_in_the_gallery() {
    let registry: BTreeSet<&str> = PAGES.iter().map(|row| row.0).collect();
    let pages: BTreeSet<String> = names(&root().join("docs/errors"))
        .iter()
        .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .collect();
    let gallery: BTreeSet<String> = names(&root().join("tests/gallery")).into_iter().collect();
    let mut faults = Vec::new();
    for page in &pages {
        if !registry.contains(page.as_str()) {
            faults.push(format!("{page}: a page that is not in the registry"));
        }
    }
    let known: BTreeSet<String> = all_codes().into_iter().map(|e| e.code).collect();
    let shown = known.iter().map(String::as_str).filter(|code| {
        code.starts_with('E') || code.starts_with(FAMILIES) || LIBRARY.contains(code)
    });
    for code in shown {
        if !gallery.contains(code) {
            faults.push(format!("{code}: no directory in the gallery"));
        }
    }
    for code in &gallery {
        if !known.contains(code) {
            faults.push(format!("{code}: a directory for an unknown code"));
        }
    }
    none(&faults);
}

#[test]
fn every_code_of_the_families_is_explained() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for e in all_codes().iter().filter(|e| e.code.starts_with(FAMILIES)) {
        seen += 1;
        // Behind the severity stand the words; without a doc comment the place of the check follows at once.
        let words = e.page.split("\n\n").nth(2).unwrap_or("");
        if words.is_empty() || words.starts_with("Declared in") {
            faults.push(format!(
                "{}: no doc comment explains it\n{}",
                e.code, e.page
            ));
        }
    }
    assert!(seen > 40, "{seen} codes: is the search broken?");
    none(&faults);
}

#[test]
fn every_code_that_the_compiler_raises_is_in_the_registry() {
    let registry: BTreeSet<&str> = PAGES.iter().map(|row| row.0).collect();
    let mut faults = Vec::new();
    let mut open = vec![root().join("compiler/src"), root().join("grammar/src")];
    let mut seen = 0;
    while let Some(directory) = open.pop() {
        for name in names(&directory) {
            let path = directory.join(&name);
            if path.is_dir() {
                open.push(path);
            } else if name.ends_with(".rs") && name != "pages.rs" && !name.contains("test") {
                for code in codes_in(&text(&path)) {
                    seen += 1;
                    if !registry.contains(code.as_str()) {
                        faults.push(format!("{code} in {}", path.display()));
                    }
                }
            }
        }
    }
    assert!(
        seen > 50,
        "the sources hold {seen} codes: is the search broken?"
    );
    none(&faults);
}

/// Quoted codes of the compiler in a Rust source: `"E0101"`, `"W0203"`, `"V001"`. Unit tests below
/// the first `#[cfg(test)]` may name any.
fn codes_in(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or(source);
    source
        .split('"')
        .filter(|piece| match piece.as_bytes() {
            [b'E' | b'W', digits @ ..] => {
                digits.len() == 4 && digits.iter().all(u8::is_ascii_digit)
            }
            [b'V', digits @ ..] => digits.len() == 3 && digits.iter().all(u8::is_ascii_digit),
            _ => false,
        })
        .map(str::to_owned)
        .collect()
}
