//! The numbers and dates that stand in a spec, and specs with one of them nudged.

use serde_json::Value;
use sitec_grammar::FileId;
use sitec_units::calendar::Date;

/// What a number is multiplied by, as the compiler's traces do it.
const NUDGE: f64 = 1.01;
/// How far a date is moved, in days.
const NUDGE_DAYS: i32 = 45;

/// A number or a date as written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Literal {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// As written.
    pub text: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// All literals in the expressions of a text, in their order, but for the brackets that repeat an element.
///
/// They are found in the serialized tree, so that no form of statement can be forgotten here.
///
/// # Panics
/// If the tree cannot be serialized.
#[must_use]
pub fn literals(text: &str) -> Vec<Literal> {
    let file = sitec_grammar::parse(FileId(0), text).file;
    let tree = serde_json::to_value(&file).expect("a tree is plain values");
    let mut spans = Vec::new();
    walk(&tree, &mut spans);
    spans.sort_unstable();
    spans.dedup();
    spans
        .into_iter()
        .map(|(start, end)| place(text, start, end))
        .collect()
}

fn walk(value: &Value, out: &mut Vec<(usize, usize)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|v| walk(v, out)),
        Value::Object(fields) => {
            let kind = fields.get("kind").and_then(Value::as_object);
            let literal = kind.is_some_and(|k| k.contains_key("Number") || k.contains_key("Date"));
            let bound = |name: &str| fields.get("span")?.get(name)?.as_u64().map(|n| n as usize);
            if let Some((start, end)) = bound("start").zip(bound("end")).filter(|_| literal) {
                out.push((start, end));
            }
            // How often an element stands is the shape of the model, and no figure that could be nudged.
            fields
                .iter()
                .filter(|(name, _)| *name != "bracket")
                .for_each(|(_, v)| walk(v, out));
        }
        _ => {}
    }
}

fn place(text: &str, start: usize, end: usize) -> Literal {
    let before = text.get(..start).unwrap_or("");
    let head = before.rfind('\n').map_or(0, |i| i + 1);
    Literal {
        start,
        end,
        text: text.get(start..end).unwrap_or("").to_owned(),
        line: before.matches('\n').count() as u32 + 1,
        column: before.get(head..).unwrap_or("").chars().count() as u32 + 1,
    }
}

/// The text with one literal moved as a trace moves it: a date by days, a number by a hundredth.
///
/// # Panics
/// If the literal is no number and no date.
#[must_use]
pub fn with_nudged(text: &str, literal: &Literal) -> String {
    let moved =
        nudged(&literal.text).unwrap_or_else(|| panic!("`{}` cannot be nudged", literal.text));
    let mut out = text.to_owned();
    out.replace_range(literal.start..literal.end, &moved);
    out
}

fn nudged(literal: &str) -> Option<String> {
    if let Some(days) = date(literal) {
        return Some(Date::from_days(days + NUDGE_DAYS).to_string());
    }
    let from = literal.find(|c: char| c.is_ascii_digit())?;
    let digits = |c: char| c.is_ascii_digit() || c == '_' || c == '.';
    let length = literal
        .get(from..)?
        .find(|c: char| !digits(c))
        .unwrap_or(literal.len() - from);
    let written = literal.get(from..from + length)?;
    let value: f64 = written.replace('_', "").parse().ok()?;
    let moved = if value == 0.0 {
        NUDGE - 1.0
    } else {
        value * NUDGE
    };
    Some(format!(
        "{}{moved}{}",
        literal.get(..from)?,
        literal.get(from + length..)?
    ))
}

/// `2026-06` or `2026-06-30` as days since 1970-01-01.
fn date(text: &str) -> Option<i32> {
    let mut parts = text.split('-');
    let (year, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let day = parts.next().map_or(Some(1), |d| d.parse().ok())?;
    Date::new(year, month, day).ok().map(Date::days)
}
