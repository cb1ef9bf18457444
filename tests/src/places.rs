//! Where findings and literals stand, in lines.

use std::collections::BTreeMap;

use sitec_compiler::{Diagnostic, Session};
use sitec_grammar::source::SourceMap;

/// File and line of a finding's primary place; line 0 if it has none.
#[must_use]
pub fn line_of(map: &SourceMap, d: &Diagnostic) -> (String, u32) {
    d.primary().map_or_else(
        || (String::new(), 0),
        |l| (map.name(l.span.file).to_owned(), map.line_col(l.span).0),
    )
}

/// The open findings by line of the first file: how many, with their codes.
#[must_use]
pub fn by_line(session: &Session<'_>) -> BTreeMap<u32, Vec<String>> {
    let mut out: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for d in crate::open(session) {
        let (_, line) = line_of(session.sources(), d);
        out.entry(line).or_default().push(d.code.to_string());
    }
    out
}
