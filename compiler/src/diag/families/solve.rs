//! E07: what `solve` is asked, and what it cannot find.

use crate::diag::Diagnostic;

/// E0701: a target that is no equation.
pub fn no_equation(text: &str) -> Diagnostic {
    Diagnostic::new("E0701", "a target is an equation")
        .note(format!("in `{text}`"))
        .help("two sides with `==` between them, as in `capital_cost == $400M`")
}

/// E0701: a side with a value for each month.
pub fn monthly_side(side: &str) -> Diagnostic {
    Diagnostic::new(
        "E0701",
        format!("`{side}` has a value each month; a target compares single values"),
    )
    .help(format!(
        "one value of it: `total({side})`, `lowest({side})`, `last({side})` or `at({side}, 2030-01-01)`"
    ))
}

/// E0701: a side that is neither number nor date.
pub fn side_without_number(side: &str, ty: &str) -> Diagnostic {
    let d = Diagnostic::new(
        "E0701",
        format!("`{side}` is {ty}; a target compares numbers or dates"),
    );
    match ty {
        "Duration" => d.help(format!("its number of months: `months({side})`")),
        _ => d.help("a figure that tells how far off the target is"),
    }
}

/// E0702: a path that leads to no attribute.
pub fn no_attribute(path: &str) -> Diagnostic {
    Diagnostic::new(
        "E0702",
        format!("`{path}` is no attribute of an element and no assumption"),
    )
    .help("what is varied is one attribute, as in `hall_1.cost`, or an assumption by its name")
}

/// E0702: a formula, which nobody gives.
pub fn formula(path: &str) -> Diagnostic {
    Diagnostic::new(
        "E0702",
        format!("`{path}` is a formula; what is varied must be given"),
    )
    .help(format!(
        "vary a number that it rests on: `sitec why {path}` lists them"
    ))
}

/// E0702: an attribute that is no single number.
pub fn no_number(path: &str, ty: &str) -> Diagnostic {
    Diagnostic::new(
        "E0702",
        format!("`{path}` is {ty}; only a number, a date or a duration can be varied"),
    )
    .help("multiply what it decides by an assumption of 100%, or add one of zero, and vary that")
}

/// E0702: an attribute without a value to begin with.
pub fn nothing_to_begin_with(path: &str) -> Diagnostic {
    Diagnostic::new(
        "E0702",
        format!("`{path}` has no value to begin the search with"),
    )
    .help("say where to search: `--from`, `--to`")
}

/// E0702: bounds in the wrong order.
pub fn empty_range(from: &str, to: &str) -> Diagnostic {
    Diagnostic::new("E0702", format!("there is nothing between {from} and {to}"))
        .help("the lower bound is `--from`, the higher `--to`")
}

/// E0702: bounds of a duration in two units.
pub fn mixed_range(path: &str) -> Diagnostic {
    Diagnostic::new(
        "E0702",
        format!("the bounds of `{path}` differ in more than one unit"),
    )
    .help("both in months, in days or in working days")
}

/// E0703: a target that no value of the unknown moves. `held` says what its left side is, whatever happens.
pub fn independent(path: &str, left: &str, held: &str, range: Option<(&str, &str)>) -> Diagnostic {
    let d = match range {
        None => Diagnostic::new("E0703", format!("`{left}` does not depend on `{path}`")),
        Some((from, to)) => Diagnostic::new(
            "E0703",
            format!("no value of `{path}` from {from} to {to} moves `{left}`"),
        ),
    };
    d.note(format!("`{left}` is {held} throughout"))
        .help("vary a number that it rests on: `sitec why` lists them for a figure with a name")
}

/// The values that were tried, in words.
#[derive(Debug)]
pub struct Tried<'t> {
    /// The path of what is varied.
    pub path: &'t str,
    /// The least value.
    pub from: &'t str,
    /// The greatest value.
    pub to: &'t str,
    /// Why these.
    pub because: &'t str,
    /// What the author can do about them.
    pub wider: &'t str,
}

/// E0704: nothing in the range meets the target. `nearest` is a value with what both sides come to there.
pub fn unmet(target: &str, tried: &Tried<'_>, nearest: (&str, &str, &str)) -> Diagnostic {
    let (value, left, right) = nearest;
    Diagnostic::new(
        "E0704",
        format!(
            "no value of `{}` from {} to {} gives `{target}`",
            tried.path, tried.from, tried.to
        ),
    )
    .note(format!(
        "nearest: {} = {value} gives {left}, {right} is asked",
        tried.path
    ))
    .note(tried.because)
    .help(tried.wider)
}

/// A note of E0704: a figure that passes the target without ever being it.
pub fn jump(left: &str, before: &str, behind: &str, at: &str) -> String {
    format!("`{left}` jumps from {before} to {behind} at {at}")
}

/// E0704: a target without a value throughout.
pub fn valueless(target: &str, tried: &Tried<'_>) -> Diagnostic {
    Diagnostic::new(
        "E0704",
        format!(
            "`{target}` has no value for any `{}` from {} to {}",
            tried.path, tried.from, tried.to
        ),
    )
    .note(tried.because)
    .help("a figure that exists: a rate of return needs money paid in and money back")
}
