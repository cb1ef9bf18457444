//! E01: names and modules; the words of E00 that the parser does not say.

use sitec_grammar::source::Span;

use super::{nearest, one_of, surely};
use crate::diag::Diagnostic;
use crate::library;

/// A byte that is not UTF-8.
pub fn not_utf8(at: Span) -> Diagnostic {
    Diagnostic::new("E0002", "the file is not UTF-8 text")
        .at(at, "this byte belongs to no character")
        .help("save the file as UTF-8")
}

/// E0101: a reference to nothing.
pub fn unknown_name(
    name: &str,
    at: Span,
    what: &str,
    near: &[(String, Option<String>)],
) -> Diagnostic {
    let mut d =
        Diagnostic::new("E0101", format!("no {what} named `{name}`")).at(at, "is declared nowhere");
    if library::module_named(name).is_some() {
        d = d.help(format!("write `use std.{name}` at the top of the file"));
    } else if !near.is_empty() {
        let shown: Vec<String> = near
            .iter()
            .map(|(n, about)| {
                about
                    .as_ref()
                    .map_or(format!("`{n}`"), |a| format!("`{n}` ({a})"))
            })
            .collect();
        d = d.help(format!("did you mean {}?", shown.join(" or ")));
        let names: Vec<&str> = near.iter().map(|(n, _)| n.as_str()).collect();
        if let Some(only) = surely(name, &names) {
            d = d.fix(format!("write `{only}`"), at, only.to_owned());
        }
    }
    d
}

/// E0102: a name that stands for two things.
pub fn twice(name: &str, first: Span, again: Span) -> Diagnostic {
    Diagnostic::new("E0102", format!("`{name}` is declared twice"))
        .at(again, "and again here")
        .and(first, "declared here")
        .help("give one of them another name")
}

/// E0103: a name that several imports give.
pub fn ambiguous(name: &str, at: Span, candidates: &[(String, Span)]) -> Diagnostic {
    let names: Vec<&str> = candidates.iter().map(|(n, _)| n.as_str()).collect();
    let mut d = Diagnostic::new("E0103", format!("`{name}` could be {}", one_of(&names)))
        .at(at, "which one is meant?");
    for (n, span) in candidates {
        d = d.and(*span, format!("gives `{n}`"));
    }
    d.help(format!(
        "qualify it: `{}`",
        names.first().copied().unwrap_or(name)
    ))
}

/// E0104: a reference to something of another kind.
pub fn wrong_kind(
    at: Span,
    subject: &str,
    needs: &str,
    found: &str,
    is: &str,
    declared: Option<Span>,
    attr: Option<Span>,
) -> Diagnostic {
    let mut d = Diagnostic::new(
        "E0104",
        format!("{subject} needs {needs}, `{found}` is {is}"),
    )
    .at(at, is.to_owned());
    if let Some(span) = declared {
        d = d.and(span, format!("`{found}` is declared here"));
    }
    if let Some(span) = attr {
        d = d.and(span, format!("asks for {needs}"));
    }
    d
}

/// E0105: no such kind.
pub fn unknown_kind<'n>(name: &str, at: Span, known: impl Iterator<Item = &'n str>) -> Diagnostic {
    let near = nearest(name, known);
    let mut d = Diagnostic::new("E0105", format!("no kind named `{name}`"))
        .at(at, "is neither a kind nor a template");
    if let Some(only) = surely(name, &near) {
        d = d.fix(format!("write `{only}`"), at, only.to_owned());
    }
    if !near.is_empty() {
        d = d.help(format!("did you mean {}?", one_of(&near)));
    }
    d
}

/// E0106: no such module.
pub fn unknown_module<'n>(
    name: &str,
    at: Span,
    known: impl Iterator<Item = &'n str>,
    prefix: &str,
) -> Diagnostic {
    let bare = name.strip_prefix(prefix).unwrap_or(name);
    let near: Vec<String> = nearest(bare, known)
        .iter()
        .map(|n| format!("{prefix}{n}"))
        .collect();
    let mut d = Diagnostic::new("E0106", format!("no module `{name}`")).at(at, "cannot be found");
    if !near.is_empty() {
        d = d.help(format!("did you mean {}?", one_of(&near)));
    }
    d
}

/// E0106: a module that is there but cannot be read.
pub fn unreadable_module(name: &str, at: Span, why: &str) -> Diagnostic {
    Diagnostic::new("E0106", format!("module `{name}` cannot be read: {why}"))
        .at(at, "is imported here")
}

/// E0107: imports that lead back.
pub fn import_loop(hops: &[Span]) -> Diagnostic {
    let mut d = Diagnostic::new("E0107", "modules import each other");
    for (i, span) in hops.iter().enumerate() {
        d = match i {
            0 => d.at(*span, "the circle begins here"),
            _ if i + 1 == hops.len() => d.and(*span, "and this leads back"),
            _ => d.and(*span, "which imports"),
        };
    }
    d.help("move what both need into a third file")
}

/// E0108: a scenario's path to nothing.
pub fn scenario_path(owner: &str, name: &str, at: Span, near: &[&str]) -> Diagnostic {
    let mut d = Diagnostic::new("E0108", format!("{owner} has no attribute `{name}`"))
        .at(at, "the path ends in nothing");
    if let Some(only) = surely(name, near) {
        d = d.fix(format!("write `{only}`"), at, only.to_owned());
    }
    if !near.is_empty() {
        d = d.help(format!("did you mean {}?", one_of(near)));
    }
    d
}

/// E0108: a path that names no element.
pub fn scenario_element(name: &str, at: Span, near: &[&str]) -> Diagnostic {
    let mut d = Diagnostic::new("E0108", format!("the path names no element `{name}`"))
        .at(at, "is declared nowhere on the site");
    if !near.is_empty() {
        d = d.help(format!("did you mean {}?", one_of(near)));
    }
    d
}

/// E0109: a statement where it means nothing.
pub fn misplaced(what: &str, place: &str, at: Span, help: &str) -> Diagnostic {
    Diagnostic::new("E0109", format!("{what} cannot stand in {place}"))
        .at(at, "means nothing here")
        .help(help.to_owned())
}

/// E0108: no such scenario.
pub fn unknown_scenario<'n>(
    name: &str,
    at: Option<Span>,
    known: impl Iterator<Item = &'n str> + Clone,
) -> Diagnostic {
    let near = nearest(name, known.clone());
    let mut d = Diagnostic::new("E0108", format!("no scenario named `{name}`"));
    if let Some(span) = at {
        d = d.at(span, "is declared nowhere");
    }
    if near.is_empty() {
        let all: Vec<&str> = known.collect();
        if !all.is_empty() {
            d = d.help(format!("the package has {}", one_of(&all)));
        }
    } else {
        d = d.help(format!("did you mean {}?", one_of(&near)));
    }
    d
}

/// E0108: scenarios that are built on each other.
pub fn scenario_circle(name: &str, at: Span) -> Diagnostic {
    Diagnostic::new("E0108", format!("scenario `{name}` is built on itself"))
        .at(at, "leads back to it")
        .help("build it on another, or on none")
}

/// W0101: an element that nothing uses.
pub fn unused_element(kind: &str, name: &str, at: Span) -> Diagnostic {
    Diagnostic::new("W0101", format!("nothing uses {kind} `{name}`"))
        .at(at, "no reference, port or report reaches it")
        .help("connect it, remove it, or mark it `excluded \"why\"`")
}

/// W0102: a source that supports nothing.
pub fn unused_cite(name: &str, at: Span) -> Diagnostic {
    Diagnostic::new("W0102", format!("source `{name}` supports no value"))
        .at(at, "is cited nowhere")
        .help(format!(
            "put `@{name}` behind the figures it supports, or remove it"
        ))
}

/// W0103: a name that hides another.
pub fn hides(name: &str, at: Span, hidden: Option<Span>, what: &str) -> Diagnostic {
    let mut d =
        Diagnostic::new("W0103", format!("`{name}` hides {what}")).at(at, "is meant from here on");
    if let Some(span) = hidden {
        d = d.and(span, "is hidden");
    }
    d.help("give it another name")
}
