//! How findings are shown: for people, for tools that read lines, for programs.
//!
//! In come finished [`Problems`](super::Problems) and the texts they point into; out comes text.
//! Nothing here reads files, knows of a terminal or changes a finding. Spans are clamped to
//! character borders of their file before any renderer sees them, so no span can break a run.

mod ansi;
mod human;
mod json;
mod narrate;
mod short;
mod sources;
#[cfg(test)]
mod tests;

pub use human::human;
pub use json::{CheckView, EditView, FixView, LabelView, Position, ProblemView, check_view, json};
pub use narrate::{Narrated, narrated};
pub use short::short;

use super::Counts;
use sitec_grammar::ast::Severity;

/// The counts of a run in one line: `2 errors, 1 warning, 3 consequences held back`, or
/// `no problems`.
#[must_use]
pub fn summary(counts: Counts) -> String {
    let mut parts = Vec::new();
    let mut add = |n: usize, one: &str, many: &str| {
        if n > 0 {
            parts.push(format!("{n} {}", if n == 1 { one } else { many }));
        }
    };
    add(counts.errors, "error", "errors");
    add(counts.warnings, "warning", "warnings");
    add(
        counts.held_back,
        "consequence held back",
        "consequences held back",
    );
    add(counts.allowed, "finding allowed", "findings allowed");
    if counts.errors == 0 && counts.warnings == 0 {
        parts.insert(0, "no problems".to_owned());
    }
    parts.join(", ")
}

/// What is said under a cause whose consequences are not told.
fn held_back_note(n: usize) -> String {
    if n == 1 {
        "1 consequence of this was held back".to_owned()
    } else {
        format!("{n} consequences of this were held back")
    }
}

/// The word of a severity.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
