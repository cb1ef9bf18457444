//! The words of every finding: one constructor each, by family of codes.

pub mod claims;
pub mod graphs;
pub mod kinds;
pub mod names;
pub mod solve;
pub mod types;
pub mod values;

/// At most three names near a wrong one, by edit distance, the nearest first, then in the order given. Names that hold
/// the wrong one, or are held by it, word by word (`train`, `power_train`), come behind.
pub fn nearest<'n>(wrong: &str, known: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut found: Vec<(usize, usize, &str)> = known
        .enumerate()
        .filter(|(_, name)| *name != wrong)
        .filter_map(|(i, name)| {
            let typed = slips(wrong, name);
            let near = typed <= allowed(wrong) || has_words(name, wrong) || has_words(wrong, name);
            near.then_some((typed, i, name))
        })
        .collect();
    found.sort_unstable();
    found.dedup_by_key(|f| f.2);
    found.truncate(3);
    found.into_iter().map(|(_, _, name)| name).collect()
}

/// The one name that was meant for sure, of those near a wrong one: others hold a word of it, which is a guess.
pub fn surely<'n, T: AsRef<str>>(wrong: &str, near: &'n [T]) -> Option<&'n str> {
    match near {
        [only] if slips(wrong, only.as_ref()) <= allowed(wrong) => Some(only.as_ref()),
        _ => None,
    }
}

/// How many letters were mistyped.
fn slips(wrong: &str, name: &str) -> usize {
    if name.eq_ignore_ascii_case(wrong) {
        return 0;
    }
    strsim::damerau_levenshtein(wrong, name)
}

fn allowed(wrong: &str) -> usize {
    (wrong.chars().count() / 3).clamp(1, 3)
}

/// Whether a name holds a part that is long enough to mean something: from its beginning, or as whole words.
fn has_words(name: &str, part: &str) -> bool {
    part.len() >= 4
        && (name.starts_with(part)
            || name.match_indices(part).any(|(at, _)| {
                let end = at + part.len();
                (at == 0 || name[..at].ends_with('_'))
                    && (end == name.len() || name[end..].starts_with(['_', 's']))
            }))
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
