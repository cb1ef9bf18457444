//! Where findings and literals stand, in lines.

use std::collections::BTreeMap;

use sitec_compiler::{Diagnostic, Session};
use sitec_grammar::ast::Severity;
use sitec_grammar::source::SourceMap;

/// File and line of a finding's primary place; line 0 if it has none.
#[must_use]
pub fn line_of(map: &SourceMap, d: &Diagnostic) -> (String, u32) {
    d.primary().map_or_else(
        || (String::new(), 0),
        |l| (map.name(l.span.file).to_owned(), map.line_col(l.span).0),
    )
}

/// The codes of the open errors by line; the library's lines count from a million.
#[must_use]
pub fn errors_by_line(session: &Session<'_>) -> BTreeMap<u32, Vec<String>> {
    let mut out: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for d in crate::open(session).filter(|d| d.severity == Severity::Error) {
        let (file, line) = line_of(session.sources(), d);
        let line = if file.starts_with("std/") {
            1_000_000 + line
        } else {
            line
        };
        out.entry(line).or_default().push(d.code.to_string());
    }
    out
}
