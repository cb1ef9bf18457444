//! Which rows of a report are shown: `--lines`.

use sitec_compiler::view::{Report, RootReport, RowView};

/// The titles of the parts of a report that no section of a kind has.
pub const REQUIREMENTS: &str = "Requirements";
/// See [`REQUIREMENTS`].
pub const EXPECTATIONS: &str = "Against published figures";
/// See [`REQUIREMENTS`].
pub const ASSUMPTIONS: &str = "Assumptions";
/// See [`REQUIREMENTS`].
pub const EXCLUSIONS: &str = "Left out on purpose";

/// A part of a name, or all of it with `*` and `?`; large and small letters are the same.
#[derive(Debug)]
struct Pattern {
    text: String,
    matched: bool,
}

impl Pattern {
    /// Whether one of the names is meant.
    fn meets(&mut self, names: &[&str]) -> bool {
        let whole = self.text.contains(['*', '?']);
        let fits = |name: &&str| {
            let name = name.to_lowercase();
            if whole {
                glob(&self.text, &name)
            } else {
                name.contains(&self.text)
            }
        };
        let met = names.iter().any(fits);
        self.matched |= met;
        met
    }
}

/// Leaves in a report the sections whose name or title a pattern meets, and of the others the rows whose label one
/// meets. Gives the patterns that met nothing. Without patterns everything stays.
pub fn lines(report: &mut Report, patterns: &[String]) -> Vec<String> {
    let mut all: Vec<Pattern> = patterns
        .iter()
        .map(|p| Pattern {
            text: p.to_lowercase(),
            matched: false,
        })
        .collect();
    if all.is_empty() {
        return Vec::new();
    }
    for root in &mut report.roots {
        keep(root, &mut all);
    }
    let missed = all.iter().zip(patterns).filter(|(p, _)| !p.matched);
    missed.map(|(_, text)| text.clone()).collect()
}

fn keep(root: &mut RootReport, patterns: &mut [Pattern]) {
    let mut met = |names: &[&str]| {
        // Each pattern is asked: one that meets what another has met already has not missed.
        patterns
            .iter_mut()
            .fold(false, |met, p| p.meets(names) | met)
    };
    for section in &mut root.sections {
        if !met(&[&section.name, &section.title]) {
            section.rows.retain(|row| match row {
                RowView::Line { label, .. }
                | RowView::Years { label, .. }
                | RowView::Evidence { label, .. } => met(&[label]),
                RowView::Table { label, .. } => label.as_ref().is_some_and(|l| met(&[l])),
            });
        }
    }
    root.sections.retain(|s| !s.rows.is_empty());
    if !met(&[REQUIREMENTS]) {
        root.requirements.clear();
    }
    if !met(&[EXPECTATIONS]) {
        root.expectations.clear();
    }
    if !met(&[ASSUMPTIONS]) {
        root.assumptions.retain(|a| met(&[&a.name]));
    }
    if !met(&[EXCLUSIONS]) {
        root.exclusions.clear();
    }
}

/// The names that a pattern could have met.
pub fn names(report: &Report) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for root in &report.roots {
        for section in &root.sections {
            names.push(section.title.clone());
            for row in &section.rows {
                match row {
                    RowView::Line { label, .. }
                    | RowView::Years { label, .. }
                    | RowView::Evidence { label, .. } => names.push(label.clone()),
                    RowView::Table { label, .. } => names.extend(label.clone()),
                }
            }
        }
        names.extend(root.assumptions.iter().map(|a| a.name.clone()));
    }
    names
}

/// Whether a text is a pattern's: `*` stands for any letters, `?` for one.
fn glob(pattern: &str, text: &str) -> bool {
    let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut i, mut j) = (0, 0);
    // Where the last `*` stood, and how much of the text it has taken.
    let mut star: Option<(usize, usize)> = None;
    while j < t.len() {
        match p.get(i) {
            Some('*') => {
                star = Some((i, j));
                i += 1;
            }
            Some(c) if *c == '?' || *c == t[j] => {
                i += 1;
                j += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    i = at + 1;
                    j = taken + 1;
                }
                None => return false,
            },
        }
    }
    p[i..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_parts_or_wholes() {
        let meets = |pattern: &str, name: &str| {
            let mut p = Pattern {
                text: pattern.to_lowercase(),
                matched: false,
            };
            p.meets(&[name])
        };
        assert!(meets("cost", "Running Cost") && meets("RUNNING", "Running cost"));
        assert!(!meets("costs", "Running cost"));
        assert!(meets("*cost", "Running cost") && !meets("*cost", "Cost of land"));
        assert!(meets("net*income", "Net operating income") && !meets("net*", "Internet"));
        assert!(meets("l?nd", "Land") && !meets("l?nd", "Lnd") && meets("a*b*c", "aXbbYc"));
        assert!(!meets("a*b", "abbc") && meets("*", "") && !meets("?", ""));
    }
}
