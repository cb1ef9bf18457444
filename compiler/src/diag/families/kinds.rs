//! E02: kinds, attributes, structure.

use sitec_grammar::ast::Redundancy;
use sitec_grammar::source::Span;
use smol_str::SmolStr;

use super::{nearest, one_of, surely};
use crate::diag::Diagnostic;
use crate::elaborate::article;

/// E0201: attributes that an element must give.
pub fn missing(what: &str, at: Span, parts: &[(SmolStr, Span, Option<SmolStr>)]) -> Diagnostic {
    let names: Vec<&str> = parts.iter().map(|p| p.0.as_str()).collect();
    let list = names
        .iter()
        .map(|n| format!("`{n}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let mut d =
        Diagnostic::new("E0201", format!("{what} needs {list}")).at(at, "gives no value for it");
    for (name, span, _) in parts {
        d = d.and(*span, format!("`{name}` is required here"));
    }
    match parts {
        [(name, _, Some(docs))] => d.help(format!(
            "`{name}`: {}",
            docs.lines().next().unwrap_or_default().trim()
        )),
        _ => d.help(format!("add {list}")),
    }
}

/// E0202: no such attribute.
pub fn unknown_attribute<'n>(
    kind: &str,
    name: &str,
    at: Span,
    known: impl Iterator<Item = &'n str>,
    declared: Option<Span>,
) -> Diagnostic {
    let near = nearest(name, known);
    let mut d = Diagnostic::new("E0202", format!("{kind} has no attribute `{name}`"))
        .at(at, "is no attribute of it");
    if let Some(span) = declared {
        d = d.and(span, format!("{} is declared here", article(kind)));
    }
    if let Some(only) = surely(name, &near) {
        d = d.fix(format!("write `{only}`"), at, only.to_owned());
    }
    if !near.is_empty() {
        d = d.help(format!("did you mean {}?", one_of(&near)));
    }
    d
}

/// W0201: an attribute by a name that it no longer has.
pub fn old_name(kind: &str, old: &str, now: &str, at: Span, declared: Span) -> Diagnostic {
    Diagnostic::new("W0201", format!("`{old}` of {kind} is called `{now}` now"))
        .at(at, "its old name")
        .and(declared, "was renamed here")
        .fix(format!("write `{now}`"), at, now.to_owned())
        .help(format!("write `{now}`"))
}

/// What is said of a default that decides a requirement.
#[derive(Debug)]
pub struct DefaultDecides<'a> {
    /// The attribute.
    pub name: &'a str,
    /// Whose, in words.
    pub elements: &'a str,
    /// The default as written.
    pub default: &'a str,
    /// The requirement as written.
    pub condition: &'a str,
    /// A value at which it fails.
    pub fails_at: &'a str,
    /// Other defaults that decide it as well, in words.
    pub others: &'a [String],
    /// The element that leaves it out.
    pub at: Span,
    /// The requirement.
    pub required: Span,
    /// The default.
    pub declared: Span,
}

/// W0202: a requirement that a default of the library decides.
pub fn default_decides(w: &DefaultDecides<'_>) -> Diagnostic {
    let message = format!(
        "`{}` of {} is the library's default {} and decides `{}`: at {} it fails",
        w.name, w.elements, w.default, w.condition, w.fails_at
    );
    let mut d = Diagnostic::new("W0202", message)
        .at(w.at, format!("leaves `{}` to its default", w.name))
        .and(w.required, "holds by it")
        .and(w.declared, "the default");
    if !w.others.is_empty() {
        let shown: Vec<&str> = w.others.iter().take(3).map(String::as_str).collect();
        let more = match w.others.len() - shown.len() {
            0 => String::new(),
            rest => format!(" and {rest} more"),
        };
        d = d.note(format!("so do {}{more}", shown.join(", ")));
    }
    d.help(format!(
        "give `{}` the value of this case, with its source",
        w.name
    ))
}

/// E0202: a formula that a text tries to set.
pub fn computed(kind: &str, name: &str, at: Span, declared: Span) -> Diagnostic {
    Diagnostic::new(
        "E0202",
        format!("`{name}` of {kind} is computed and cannot be given"),
    )
    .at(at, "is a formula")
    .and(declared, "is computed here")
    .help("give the attributes that it is computed from, or compare with `expect`")
}

/// E0202: no such trait.
pub fn unknown_trait<'n>(name: &str, at: Span, known: impl Iterator<Item = &'n str>) -> Diagnostic {
    let near = nearest(name, known);
    let mut d =
        Diagnostic::new("E0105", format!("no trait named `{name}`")).at(at, "is declared nowhere");
    if !near.is_empty() {
        d = d.help(format!("did you mean {}?", one_of(&near)));
    }
    d
}

/// E0203: an attribute given twice.
pub fn given_twice(name: &str, first: Span, again: Span) -> Diagnostic {
    Diagnostic::new("E0203", format!("`{name}` is given twice"))
        .at(again, "and again here")
        .and(first, "given here")
        .help("keep one of them")
}

/// E0201: a trait's parameter without an argument.
pub fn missing_argument(name: &str, param: &str, at: Span, declared: Span) -> Diagnostic {
    Diagnostic::new("E0201", format!("trait `{name}` needs `{param}`"))
        .at(at, "gives no value for it")
        .and(declared, "is required here")
        .help(format!("write `{name}({param} = …)`"))
}

/// E0202: an argument that a trait does not know.
pub fn unknown_argument<'n>(
    name: &str,
    arg: &str,
    at: Span,
    known: impl Iterator<Item = &'n str>,
) -> Diagnostic {
    let near = nearest(arg, known);
    let mut d = Diagnostic::new("E0202", format!("trait `{name}` has no parameter `{arg}`"))
        .at(at, "is no parameter of it");
    if !near.is_empty() {
        d = d.help(format!("did you mean {}?", one_of(&near)));
    }
    d
}

/// E0206: no such choice.
pub fn unknown_choice(name: &str, at: Span, choices: &[SmolStr], declared: Span) -> Diagnostic {
    let near = nearest(name, choices.iter().map(SmolStr::as_str));
    let mut d = Diagnostic::new(
        "E0206",
        format!("`{name}` is not one of {}", one_of(choices)),
    )
    .at(at, "is no choice here");
    if declared.end > declared.start && declared != at {
        d = d.and(declared, "the choices");
    }
    if let Some(only) = surely(name, &near) {
        d = d.fix(format!("write `{only}`"), at, only.to_owned());
    }
    if !near.is_empty() {
        d = d.help(format!("did you mean {}?", one_of(&near)));
    }
    d
}

/// E0208: a redundancy that cannot be.
pub fn redundancy(r: Redundancy, at: Span) -> Option<Diagnostic> {
    let written = |r: Redundancy| match (r.systems, r.spare, r.per) {
        (1, 0, 1) => "N".to_owned(),
        (1, k, 1) => format!("N+{k}"),
        (x, 0, 1) => format!("{x}N"),
        (x, k, 1) => format!("{x}(N+{k})"),
        (x, _, y) => format!("{x}N/{y}"),
    };
    let text = written(r);
    let d = |why: String, help: String| {
        Some(
            Diagnostic::new("E0208", why)
                .at(at, "is no scheme that can work")
                .help(help),
        )
    };
    match (r.systems, r.per) {
        (0, _) | (_, 0) => d(
            format!("`{text}` has no systems"),
            "write `N`, `N+1`, `2N`, `2(N+1)` or `3N/2`".to_owned(),
        ),
        (1 | 2, 1) => None,
        (_, 1) => d(
            format!("`{text}` has more than two whole systems, a load has two cords"),
            "write `2N`, or `N+k` on a common bus".to_owned(),
        ),
        (x, y) if x == y + 1 && r.spare == 0 => None,
        (x, y) if x > y + 1 => d(
            format!(
                "`{text}` cannot survive: a load with two cords rides through the loss of one unit only"
            ),
            format!("write `{x}N/{}`, or `N+{}` on a common bus", x - 1, x - y),
        ),
        (x, y) => d(
            format!("`{text}` has fewer units than it needs"),
            format!("write `{}N/{y}`", y.max(x) + 1),
        ),
    }
}

/// E0209: an optional value that is not there.
pub fn absent(what: &str, at: Span, given: Option<Span>) -> Diagnostic {
    let mut d = Diagnostic::new("E0209", format!("{what} is `none`, and a value is needed"))
        .at(at, "needs a value");
    if let Some(span) = given {
        d = d.and(span, "gives none");
    }
    d.help("give it a value, or say what holds without: `x ?? otherwise`, `if x == none then … else …`")
}

/// E0108: a change to what has no value.
pub fn nothing_to_change(name: &str, at: Span) -> Diagnostic {
    Diagnostic::new(
        "E0108",
        format!("`{name}` has no value that could be changed"),
    )
    .at(at, "is not given before")
    .help("set it with `=`")
}

/// E0310: an attribute without a type.
pub fn untyped(name: &str, at: Span) -> Diagnostic {
    Diagnostic::new("E0310", format!("the type of `{name}` cannot be inferred"))
        .at(at, "has no type")
        .help(format!("declare it: `{name} : Power`"))
}

/// E0309: a repetition that is no number.
pub fn repetition(at: Span, n: Option<f64>) -> Diagnostic {
    let why = match n {
        Some(n) => format!("an element cannot be repeated {n} times"),
        None => "how often an element is repeated must be a plain number".to_owned(),
    };
    Diagnostic::new("E0309", why)
        .at(at, "is needed before anything is computed")
        .help("write a whole number, or the name of an assumption that is one")
}

/// E0309: a loop over what is not written out.
pub fn loop_list(at: Span) -> Diagnostic {
    Diagnostic::new("E0309", "a repetition runs over a written list or a range")
        .at(at, "is neither")
        .help("write `1..4` or `[a, b, c]`")
}

/// E0204: a position outside a list.
pub fn position(n: f64, count: usize, at: Span) -> Diagnostic {
    Diagnostic::new(
        "E0204",
        format!("there is no item {n} in a list of {count}"),
    )
    .at(at, "counts from 1")
    .help(format!("write a whole number from 1 to {count}"))
}

/// E0101: `this` where there is no element.
pub fn no_this(at: Span) -> Diagnostic {
    Diagnostic::new("E0101", "`this` means nothing here").at(at, "stands in no element and no kind")
}
