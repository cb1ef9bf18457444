//! The words of every finding: one constructor each, by family of codes.

pub mod graphs;
pub mod kinds;
pub mod names;
pub mod types;
pub mod values;

/// At most three names near a wrong one, by edit distance, the nearest first, then in the order given.
pub fn nearest<'n>(wrong: &str, known: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let limit = (wrong.chars().count() / 3).clamp(1, 3);
    let mut found: Vec<(usize, usize, &str)> = known
        .enumerate()
        .filter_map(|(i, name)| {
            let distance = if name.eq_ignore_ascii_case(wrong) {
                0
            } else {
                strsim::damerau_levenshtein(wrong, name)
            };
            let near = distance <= limit
                || (wrong.len() >= 4 && name.len() >= 4 && name.starts_with(wrong));
            (near && name != wrong).then_some((distance, i, name))
        })
        .collect();
    found.sort_unstable();
    found.dedup_by_key(|f| f.2);
    found.truncate(3);
    found.into_iter().map(|(_, _, name)| name).collect()
}

/// "`a`, `b` or `c`"
pub fn one_of(names: &[impl AsRef<str>]) -> String {
    let quoted: Vec<String> = names.iter().map(|n| format!("`{}`", n.as_ref())).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}
