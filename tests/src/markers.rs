//! What a language test expects, written beside the lines it is about.
//!
//! ```text
//! load = 3 h            //~ E0306 "Power"      a finding here whose message holds the words
//!                       //~^ W0601             a finding a line up; `^^` two lines
//!                       //~ allowed P506       a finding that an `allow` accepts
//! //= a + b => 42 MW : Power                   an expression in the root's scope, as shown, with its type
//! //= a + 3 h => E0312                         an expression that is wrong
//! //= in late: ready => 2027-01-01             the same in a scenario
//! //= with a = 3 MW: a + b => 5 MW             the same with an override
//! //= quiet W0101                              findings of this code are not looked at
//! //# file: other.site                         from here on, another file
//! ```

use crate::Spec;

/// A finding that must come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expected {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The code.
    pub code: String,
    /// Whether an `allow` accepts it.
    pub allowed: bool,
    /// A part of the message.
    pub words: Option<String>,
}

/// An expression with what it must come to.
#[derive(Debug, Clone)]
pub struct Probe {
    /// The line it stands on, from 1, for reports of faults.
    pub line: u32,
    /// Scenario to compile in.
    pub scenario: Option<String>,
    /// Overrides to compile with.
    pub sets: Vec<String>,
    /// The expression.
    pub expr: String,
    /// The value as shown or as an expression, or the code of what is wrong with the expression.
    pub value: String,
    /// The type.
    pub ty: Option<String>,
}

/// A test file, taken apart.
#[derive(Debug, Clone, Default)]
pub struct Marked {
    /// The files to compile.
    pub spec: Spec,
    /// Findings that must come, and no others.
    pub expected: Vec<Expected>,
    /// Expressions.
    pub probes: Vec<Probe>,
    /// Codes whose findings are not looked at.
    pub quiet: Vec<String>,
    /// What is wrong with the markers themselves.
    pub faults: Vec<String>,
}

/// Takes a test file apart.
#[must_use]
pub fn read(text: &str) -> Marked {
    let mut out = Marked::default();
    out.spec.files.push(("main.site".to_owned(), String::new()));
    let mut line = 0;
    for (at, row) in text.lines().enumerate() {
        let whole = at as u32 + 1;
        if let Some(name) = row.trim().strip_prefix("//# file:") {
            out.spec.files.push((name.trim().to_owned(), String::new()));
            line = 0;
            continue;
        }
        line += 1;
        let Some((file, body)) = out.spec.files.last_mut() else {
            continue;
        };
        body.push_str(row);
        body.push('\n');
        if let Some(code) = row.trim().strip_prefix("//= quiet ") {
            out.quiet.push(code.trim().to_owned());
        } else if let Some(rest) = row.trim().strip_prefix("//=") {
            match probe(rest, whole) {
                Some(p) => out.probes.push(p),
                None => out
                    .faults
                    .push(format!("line {whole}: `{row}` is no probe")),
            }
        } else {
            for marker in row.split("//~").skip(1) {
                match expected(marker, file, line) {
                    Some(e) => out.expected.push(e),
                    None => out
                        .faults
                        .push(format!("line {whole}: `{marker}` is no marker")),
                }
            }
        }
    }
    out
}

fn expected(marker: &str, file: &str, line: u32) -> Option<Expected> {
    let up = marker.bytes().take_while(|b| *b == b'^').count();
    let rest = marker.get(up..)?.trim();
    let (allowed, rest) = match rest.strip_prefix("allowed ") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (code, words) = match rest.split_once('"') {
        Some((code, words)) => (
            code.trim(),
            Some(words.trim().strip_suffix('"')?.to_owned()),
        ),
        None => (rest, None),
    };
    is_code(code).then(|| Expected {
        file: file.to_owned(),
        line: line.saturating_sub(up as u32),
        code: code.to_owned(),
        allowed,
        words,
    })
}

fn probe(text: &str, line: u32) -> Option<Probe> {
    let text = text.trim();
    let (mut scenario, mut sets, mut text) = (None, Vec::new(), text);
    if let Some((name, rest)) = text.strip_prefix("in ").and_then(|t| t.split_once(": ")) {
        (scenario, text) = (Some(name.trim().to_owned()), rest);
    }
    while let Some((set, rest)) = text.strip_prefix("with ").and_then(|t| t.split_once(": ")) {
        sets.push(set.trim().to_owned());
        text = rest;
    }
    let (expr, value) = text.rsplit_once(" => ")?;
    let (value, ty) = match value.rsplit_once(" : ") {
        Some((value, ty)) => (value, Some(ty.trim().to_owned())),
        None => (value, None),
    };
    Some(Probe {
        line,
        scenario,
        sets,
        expr: expr.trim().to_owned(),
        value: value.trim().to_owned(),
        ty,
    })
}

/// Whether a word is a code: a letter and digits.
#[must_use]
pub fn is_code(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| c.is_ascii_uppercase())
        && word.len() >= 4
        && chars.all(|c| c.is_ascii_digit())
}
