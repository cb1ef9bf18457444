//! What there is to read about: the names of the library by module, and the functions that are built in.
//!
//! What a built-in function gives is told in one place, its row of `docs/reference/builtins.md`; here it is only found there.

use sitec_grammar::ast::{File, StmtKind};

use crate::library;
use crate::session::Session;
use crate::types::ModuleId;
use crate::view::{Contents, ContentsEntry, DocView, Place};

/// The page that has a row for each built-in function.
const PAGE: &str = "docs/reference/builtins.md";
/// Its text.
const BUILTINS: &str = include_str!("../../docs/reference/builtins.md");

/// A row of the page.
struct Row {
    /// The title above it.
    title: &'static str,
    /// Its line, from 1.
    line: u32,
    /// The calls that it tells of, `min(a, b, …)`.
    calls: Vec<&'static str>,
    /// What they give.
    gives: String,
}

/// The library by module in the order of their names, then the built-in functions by subject.
#[must_use]
pub fn contents() -> Vec<Contents> {
    let modules = library::MODULES.iter();
    let mut out: Vec<Contents> = modules
        .map(|m| module(&format!("std.{}", m.name), &m.file()))
        .collect();
    for row in rows() {
        let title = format!("built in: {}", row.title);
        if out.last().is_none_or(|last| last.name != title) {
            out.push(Contents {
                name: title,
                about: None,
                entries: Vec::new(),
            });
        }
        let entries = row.calls.iter().map(|call| ContentsEntry {
            what: "function".to_owned(),
            name: (*call).to_owned(),
            about: Some(sentence(&row.gives)),
        });
        if let Some(last) = out.last_mut() {
            last.entries.extend(entries);
        }
    }
    out
}

impl Session<'_> {
    /// What the files of the package declare.
    #[must_use]
    pub fn contents(&self) -> Vec<Contents> {
        let package = &self.lowering.package;
        let modules = package.sources.modules.iter().enumerate();
        modules
            .filter(|(i, _)| !package.is_library(ModuleId(*i as u32)))
            .map(|(_, m)| module(package.sources.map.name(m.file), &m.ast))
            .collect()
    }
}

/// What a file declares that has a page of its own.
fn module(name: &str, file: &File) -> Contents {
    let entries = file.stmts.iter().filter_map(|stmt| {
        let (what, name) = match &stmt.kind {
            StmtKind::Kind(k) => ("kind", &k.name),
            StmtKind::Template(t) => ("template", &t.name),
            StmtKind::Trait(t) => ("trait", &t.name),
            StmtKind::Fn(f) => ("function", &f.name),
            StmtKind::Quantity(q) => ("quantity", &q.name),
            StmtKind::Resource(r) => ("resource", &r.name),
            StmtKind::Unit(u) => ("unit", &u.name),
            _ => return None,
        };
        Some(ContentsEntry {
            what: what.to_owned(),
            name: name.name.to_string(),
            about: stmt.docs.as_ref().map(|docs| sentence(docs)),
        })
    });
    Contents {
        name: name.to_owned(),
        about: file.docs.as_ref().map(|docs| sentence(docs)),
        entries: entries.collect(),
    }
}

/// The documentation of a built-in function: every row of the page that tells of it.
#[must_use]
pub fn builtin(name: &str) -> Option<DocView> {
    let mut found: Option<DocView> = None;
    for row in rows() {
        let own = row.calls.iter().filter(|call| called(call) == name);
        let own: Vec<&str> = own.copied().collect();
        if own.is_empty() {
            continue;
        }
        let text = format!("{}: {}", own.join(", "), row.gives);
        match &mut found {
            Some(view) => {
                let docs = view.docs.get_or_insert_default();
                docs.push_str("\n\n");
                docs.push_str(&text);
            }
            None => {
                let place = Place {
                    file: PAGE.to_owned(),
                    line: row.line,
                    column: 1,
                };
                let view = DocView::of("built-in function", name, place);
                found = Some(DocView {
                    docs: Some(text),
                    ..view
                });
            }
        }
    }
    found
}

/// Rows of tables, and paragraphs that begin with a call.
fn rows() -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    let (mut title, mut behind_blank, mut in_example) = ("", true, false);
    let mut in_paragraph = false;
    for (i, line) in BUILTINS.lines().enumerate() {
        in_example ^= line.starts_with("```");
        in_paragraph &= !line.is_empty();
        if let Some(row) = out.last_mut().filter(|_| in_paragraph) {
            row.gives.push(' ');
            row.gives.push_str(line);
            continue;
        }
        let cells = match line.strip_prefix("| `") {
            _ if in_example => None,
            Some(_) => line
                .trim_matches('|')
                .split_once(" | ")
                .map(|(calls, gives)| (calls, gives.trim().trim_end_matches(" |"))),
            None if behind_blank && line.starts_with('`') => line
                .find("` ")
                .map(|end| (&line[..=end], line[end + 2..].trim())),
            None => None,
        };
        if let Some(next) = line.strip_prefix("## ") {
            title = next;
        }
        in_paragraph = behind_blank && cells.is_some();
        behind_blank = line.is_empty();
        let Some((calls, gives)) = cells else {
            continue;
        };
        out.push(Row {
            title,
            line: i as u32 + 1,
            calls: calls.split('`').skip(1).step_by(2).collect(),
            gives: gives.to_owned(),
        });
    }
    out
}

/// The name that a call calls.
fn called(call: &str) -> &str {
    call.split('(').next().unwrap_or(call)
}

/// The first sentence of a text.
fn sentence(text: &str) -> String {
    let text = text.trim().split("\n\n").next().unwrap_or_default();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.find(". ") {
        Some(end) => text[..=end].to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{builtin, contents};
    use crate::builtins::TABLE;

    #[test]
    fn every_built_in_function_has_its_page() {
        for row in TABLE {
            let view = builtin(row.name).unwrap_or_else(|| panic!("{} has no row", row.name));
            assert!(view.docs.is_some_and(|d| d.len() > row.name.len() + 10));
        }
        assert!(builtin("no_such_function").is_none());
    }

    #[test]
    fn the_contents_have_what_the_library_has() {
        let all = contents();
        let has = |module: &str, name: &str| {
            let found = all.iter().find(|c| c.name == module);
            found.is_some_and(|c| c.entries.iter().any(|e| e.name == name))
        };
        assert!(has("std.lease", "lease") && has("std.core", "priced") && has("std.core", "rack"));
        assert!(has("built in: Series", "cumulative(x)"));
    }
}
