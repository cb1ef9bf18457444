//! V: sources, and claims that rest on them.

use crate::diag::Diagnostic;
use sitec_grammar::source::Span;
use sitec_units::calendar::Date;

/// V003: two published figures of one value that cannot both hold. Each is given as it is shown, with its place and the
/// tolerance that was written for it.
pub fn contradiction(
    what: &str,
    first: (&str, Span),
    second: (&str, Span),
    computed: Option<&str>,
) -> Diagnostic {
    let d = Diagnostic::new(
        "V003",
        format!("`{what}` cannot be both {} and {}", first.0, second.0),
    )
    .at(second.1, format!("published {}", second.0))
    .and(first.1, format!("published {}", first.0))
    .help("say which holds and remove the other, or state tolerances that meet");
    match computed {
        Some(found) => d.note(format!("computed {found}")),
        None => d,
    }
}

/// V502: figures of a source that was older than `limit` months when the site began. `others` counts the values beside
/// the one shown.
pub fn old_source(
    source: &str,
    (date, begins): (Date, Date),
    limit: i32,
    at: Span,
    declared: Span,
    others: usize,
) -> Diagnostic {
    let d = Diagnostic::new(
        "V502",
        format!("source `{source}` is more than {limit} months old when the site begins"),
    )
    .at(at, format!("as it was on {date}"))
    .and(
        declared,
        format!("is of {date}, the site begins on {begins}"),
    )
    .help("cite a newer source, or `allow V502` with the reason why the figure still holds");
    match others {
        0 => d,
        1 => d.note("1 more figure rests on it"),
        n => d.note(format!("{n} more figures rest on it")),
    }
}

/// V503: two sources have figures of one value that cannot both hold. Each is given in words, with the place where it is
/// cited; `month` is the first in which they disagree, if they change by month.
pub fn sources_disagree(
    value: &str,
    first: (&str, Span),
    second: (&str, Span),
    month: Option<Date>,
) -> Diagnostic {
    let when = month.map_or(String::new(), |m| format!(", in the month of {m}"));
    Diagnostic::new(
        "V503",
        format!(
            "sources of `{value}` disagree: {}, {}{when}",
            first.0, second.0
        ),
    )
    .at(second.1, second.0)
    .and(first.1, first.0)
    .help("find out which holds and cite that one, or say with `within` how far each may be off")
}

/// V505: a day that lies behind the date of the report that is cited for it.
pub fn forecast(source: &str, day: Date, date: Date, at: Span, declared: Span) -> Diagnostic {
    Diagnostic::new(
        "V505",
        format!(
            "{day} is cited as a fact, source `{source}` is of {date} and could only expect it"
        ),
    )
    .at(at, "was still to come")
    .and(declared, format!("is of {date}"))
    .help("cite the contract that fixes the day, or `assume` it and say why it is expected")
}

/// What a source lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacks {
    /// It has no `date`.
    Date,
    /// It was published, and neither `url` nor `page` tells where.
    Locator,
}

/// V507: a source that nobody can look up.
pub fn untraceable(source: &str, lacks: Lacks, at: Span) -> Diagnostic {
    let (message, label, help) = match lacks {
        Lacks::Date => (
            format!("source `{source}` has no date"),
            "of which day?",
            "add the day on which it was written, as in `date = 2026-01-15`",
        ),
        Lacks::Locator => (
            format!("source `{source}` was published, and nothing tells where"),
            "where can it be read?",
            "add its `url`, or its `page`",
        ),
    };
    Diagnostic::new("V507", message).at(at, label).help(help)
}

/// What stands for a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// No source at all: V501.
    Nothing,
    /// A report of the press and no more: V506.
    Press,
}

/// V501, V506: a number of the package that moves a figure, and for which too little stands. `moved` says how it was moved,
/// `figure` names the figure and by how much it moves; `more` counts the numbers that are not told.
pub fn unsourced(
    stands: Stands,
    text: &str,
    moved: &str,
    (figure, by): (&str, &str),
    at: Span,
    more: usize,
) -> Diagnostic {
    let (code, message, help) = match stands {
        Stands::Nothing => (
            "V501",
            format!("`{text}` has no source, and {figure} rests on it"),
            "cite where it comes from, or `assume` it and say why",
        ),
        Stands::Press => (
            "V506",
            format!("only the press stands for `{text}`, and {figure} rests on it"),
            "cite the contract, the filing or the offer that the report tells of",
        ),
    };
    let d = Diagnostic::new(code, message)
        .at(at, format!("{moved} moves it by {by}"))
        .help(help);
    match more {
        0 => d,
        1 => d.note("1 more number of less effect"),
        n => d.note(format!("{n} more numbers of less effect")),
    }
}

/// V504: a default of the library that nobody vouches for, and which moves a figure. `attribute` is its name, the element
/// that leaves it at that, and its value as written; `others` counts further elements.
pub fn default_decides(
    (name, element, value): (&str, &str, &str),
    (figure, by): (&str, &str),
    at: Span,
    declared: Span,
    others: usize,
) -> Diagnostic {
    let message = format!("`{name}` of `{element}` is left at {value}, and {figure} rests on it");
    let d = Diagnostic::new("V504", message)
        .at(at, format!("does not say its `{name}`"))
        .and(
            declared,
            format!("a customary value; a tenth more moves it by {by}"),
        )
        .help(format!("give `{name}`, with its source"));
    match others {
        0 => d,
        1 => d.note("1 more element leaves it at that"),
        n => d.note(format!("{n} more elements leave it at that")),
    }
}
