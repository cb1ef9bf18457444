//! E05 and E06: graphs, cycles, limits, what vanishes; V: claims.

use sitec_grammar::source::Span;

use crate::diag::Diagnostic;

/// E0602: elements too deep inside each other.
pub fn too_deep(at: Span, limit: usize) -> Diagnostic {
    Diagnostic::new(
        "E0602",
        format!("elements are nested more than {limit} deep"),
    )
    .at(at, "is one too many")
    .help("a template must not contain itself")
}

/// E0602: a kind whose body leads back to it.
pub fn contains_itself(name: &str, at: Span, declared: Span) -> Diagnostic {
    Diagnostic::new("E0602", format!("`{name}` contains itself"))
        .at(at, "leads back to it")
        .and(declared, "is declared here")
        .help("let one of them refer to the other by an attribute instead")
}

/// E0602: too many elements.
pub fn too_many(at: Span, limit: usize) -> Diagnostic {
    Diagnostic::new(
        "E0602",
        format!("the package has more than {limit} elements"),
    )
    .at(at, "no more are made from here on")
}

/// E0502: values that depend on each other. Each hop is the place of a use and the value used there.
pub fn circle(hops: &[(Span, String)]) -> Diagnostic {
    let first = hops.first().map_or("", |h| h.1.as_str());
    let message = match hops {
        [_] => format!("`{first}` depends on itself"),
        _ => format!(
            "`{first}` depends on itself through {} other{}",
            hops.len() - 1,
            if hops.len() == 2 { "" } else { "s" }
        ),
    };
    let mut d = Diagnostic::new("E0502", message);
    for (i, (span, what)) in hops.iter().enumerate() {
        let text = format!("`{what}` needs `{}`", hops[(i + 1) % hops.len()].1);
        d = if i == 0 {
            d.at(*span, text)
        } else {
            d.and(*span, text)
        };
    }
    d.help("if last month's value is meant, write `prev(x, initial)`")
}

/// E0601: money that nothing counts.
pub fn uncounted(what: &str, name: &str, at: Span, element: Span) -> Diagnostic {
    Diagnostic::new("E0601", format!("nothing counts `{name}` of {what}"))
        .at(at, "reaches no report, requirement or expectation")
        .and(element, "belongs to this element")
        .help("connect the element to what should count it, or mark it `excluded \"why\"`")
}

/// E0603: a figure that a requirement needs and that has no value.
pub fn no_value(what: &str, at: Span) -> Diagnostic {
    Diagnostic::new("E0603", format!("{what} has no value"))
        .at(at, "cannot be computed")
        .help("see `sitec why` for what it is made of")
}

/// E0604: a sum over months inside a state.
pub fn scan_in_state(names: &[(Span, String)]) -> Diagnostic {
    let list: Vec<String> = names.iter().map(|(_, n)| format!("`{n}`")).collect();
    let mut d = Diagnostic::new(
        "E0604",
        format!("{} needs later months of itself", list.join(", ")),
    );
    for (i, (span, name)) in names.iter().enumerate() {
        d = if i == 0 {
            d.at(*span, format!("`{name}`"))
        } else {
            d.and(*span, format!("`{name}`"))
        };
    }
    d.help("inside a state only `prev` and values of the same month can be used")
}

/// E0604: a number of months, an end of a range or a place in a list that is computed. `what` is a
/// function, or begins with an article.
pub fn not_constant(what: &str, at: Span) -> Diagnostic {
    let message = if what.starts_with("a ") {
        format!("{what} needs a written number")
    } else {
        format!("`{what}` needs a written number of months")
    };
    Diagnostic::new("E0604", message)
        .at(at, "is computed")
        .help("write the number here, or into an attribute")
}

/// V001: a published figure that is not met.
#[allow(clippy::too_many_arguments)]
pub fn expectation(
    what: &str,
    published: &str,
    found: &str,
    difference: Option<f64>,
    within: Option<&str>,
    at: Span,
    value: Span,
) -> Diagnostic {
    let by = difference.map_or(String::new(), |d| format!(" ({:+.2} %", d * 100.0));
    let allowed = match (within, difference) {
        (Some(w), Some(_)) => format!(", allowed {w})"),
        (None, Some(_)) => ", allowed none)".to_owned(),
        _ => String::new(),
    };
    Diagnostic::new(
        "V001",
        format!("expected {published}, found {found}{by}{allowed}"),
    )
    .at(at, format!("computed {found}"))
    .and(value, format!("published {published}"))
    .help(format!("`sitec why` tells how `{what}` comes about"))
}

/// V002: a requirement that is not met.
pub fn requirement(
    condition: &str,
    why: Option<&str>,
    sides: Option<(&str, &str)>,
    at: Span,
    warning: bool,
) -> Diagnostic {
    let mut message = format!("`{condition}` does not hold");
    if let Some((a, b)) = sides {
        message.push_str(&format!(": {a} against {b}"));
    }
    let d = Diagnostic::new(if warning { "V508" } else { "V002" }, message).at(at, "must hold");
    match why {
        Some(w) => d.note(w.to_owned()),
        None => d,
    }
}

/// E0604: a choice between elements, texts or lists that depends on computed numbers.
pub fn static_choice(at: Span) -> Diagnostic {
    Diagnostic::new("E0604", "a choice between elements, texts, lists or profiles must be known before anything is computed")
        .at(at, "depends on a computed condition")
        .help("choose between numbers instead, or make the condition compare choices, references or `none`")
}

/// E0603: the least or greatest of nothing.
pub fn empty_list(which: &str, at: Span) -> Diagnostic {
    Diagnostic::new("E0603", format!("an empty list has no {which}"))
        .at(at, "the list has no items")
        .help("say what holds without items: `if count(xs) == 0 then … else …`")
}

/// W0203: an `allow` without its reason.
pub fn allow_without_reason(code: &str, at: Span) -> Diagnostic {
    Diagnostic::new("W0203", format!("`allow {code}` gives no reason"))
        .at(at, "accepts nothing without a reason")
        .help(format!("say why: `allow {code} \"…\"`"))
}

/// The code of an identity that has none of its own.
pub const IDENTITY: &str = "E0605";

/// One period of an identity: its name, both sides and the gap, as shown.
#[derive(Debug)]
pub struct Apart {
    /// `2027-03`, `opening`; `None` for what has one value.
    pub period: Option<String>,
    /// Both sides.
    pub sides: (String, String),
    /// The gap.
    pub gap: String,
}

/// E0605, or a code of its own: two figures that must agree and do not: where first, and where most.
pub fn identity(
    code: &str,
    words: &str,
    what: &str,
    first: &Apart,
    most: Option<&Apart>,
    element: Span,
    rule: Span,
) -> Diagnostic {
    let when = |a: &Apart| {
        a.period
            .as_ref()
            .map_or(String::new(), |p| format!(" in {p}"))
    };
    let told = |a: &Apart| {
        let (left, right) = &a.sides;
        match a.gap.as_str() {
            // One side has no value.
            "n/a" => format!("{left} against {right}"),
            gap => format!("{left} against {right}, {gap} apart"),
        }
    };
    let d = Diagnostic::new(code, format!("{words}: not so for {what}{}", when(first)))
        .graded(sitec_grammar::ast::Severity::Error)
        .at(element, format!("{}{}", told(first), when(first)))
        .and(rule, "must agree in every period");
    let d = match most {
        Some(most) => d.note(format!("farthest apart{}: {}", when(most), told(most))),
        None => d,
    };
    d.help("this is a mistake in the formulas of the kind; `sitec why` tells what each side is made of")
}

/// W0203: an `allow` of what cannot be accepted.
pub fn allow_identity(code: &str, at: Span) -> Diagnostic {
    Diagnostic::new("W0203", format!("`allow {code}` accepts nothing"))
        .at(at, "an identity must hold")
        .help("find the formula that breaks it: `sitec why` tells what each side is made of")
}
