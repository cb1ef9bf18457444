//! The short form: one line a finding, for problem matchers and `grep`.

use sitec_grammar::source::SourceMap;

use super::sources::Sources;
use super::{summary, word};
use crate::diag::{Diagnostic, Problems};

/// One line for each finding, `halls.site:7:10: error[E0201]: message`, and a line with the counts.
///
/// Columns count characters. What an `allow` accepts reads `allowed[P506]` and ends in the reason.
#[must_use]
pub fn short(problems: &Problems, map: &SourceMap) -> String {
    let sources = Sources::of(problems, map);
    let mut text = String::new();
    for d in problems.iter() {
        text.push_str(&line(d, &sources));
        text.push('\n');
    }
    text.push_str(&summary(problems.counts()));
    text.push('\n');
    text
}

/// A finding in one line, without a line end.
pub(super) fn line(d: &Diagnostic, sources: &Sources<'_>) -> String {
    let mut line = String::new();
    if let Some(label) = d.primary() {
        let at = sources.line_column(label.span.file, label.span.start as usize);
        let name = sources.name_of(label.span.file);
        line.push_str(&format!("{name}:{}:{}: ", at.line, at.column));
    }
    let word = match d.allowed {
        Some(_) => "allowed",
        None => word(d.severity),
    };
    line.push_str(&format!("{word}[{}]: {}", d.code, one_line(&d.message)));
    if let Some(reason) = &d.allowed {
        line.push_str(&format!(" ({})", one_line(reason)));
    }
    line
}

/// The text with line ends as spaces.
fn one_line(text: &str) -> String {
    text.split(['\n', '\r'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
