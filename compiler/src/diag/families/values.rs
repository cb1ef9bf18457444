//! E04: money, dates, series; ranges; functions.

use sitec_grammar::source::Span;
use sitec_units::calendar::Timeline;

use crate::diag::Diagnostic;

/// E0401: a period where a day is due.
pub fn which_end(at: Span, text: &str) -> Diagnostic {
    let what = if text.contains('H') {
        "a half year"
    } else {
        "a quarter"
    };
    Diagnostic::new("E0401", format!("{what} is not a day"))
        .at(at, "which end is meant?")
        .help(format!("`start({text})` or `end({text})`"))
}

/// E0402: a day that does not exist.
pub fn no_such_date(at: Span, why: &str) -> Diagnostic {
    Diagnostic::new("E0402", "there is no such day").at(at, why.to_owned())
}

/// E0403: points out of order.
pub fn curve_order(before: Span, at: Span) -> Diagnostic {
    Diagnostic::new("E0403", "the dates of a curve must increase")
        .at(at, "is not later")
        .and(before, "than this")
}

/// E0403: a point whose date is not written out.
pub fn curve_date(at: Span) -> Diagnostic {
    Diagnostic::new("E0403", "the dates of a curve are written out").at(at, "is no written date")
}

/// E0403: a curve without points.
pub fn curve_empty(at: Span) -> Diagnostic {
    Diagnostic::new("E0403", "a curve needs at least one point").at(at, "has none")
}

/// E0405: a series that ends too early.
pub fn series_short(at: Span, last: &str, needed: &str, horizon: Option<Span>) -> Diagnostic {
    let mut d = Diagnostic::new(
        "E0405",
        format!("the series ends {last}, it is needed to {needed}"),
    )
    .at(at, "is too short");
    if let Some(span) = horizon {
        d = d.and(span, "sets how far");
    }
    d.help("extend the file, or shorten the horizon")
}

/// E0405: a file that cannot be used.
pub fn csv(at: Span, why: &str) -> Diagnostic {
    Diagnostic::new("E0405", why.to_owned()).at(at, "is read here")
}

/// E0406: more values than columns. `owner` is the element whose formula it is.
pub fn sequence_long(
    values: usize,
    timeline: &Timeline,
    at: Span,
    owner: Option<Span>,
) -> Diagnostic {
    let length = timeline.length_text();
    let opening = if timeline.opening {
        " and an opening column"
    } else {
        ""
    };
    let d = Diagnostic::new(
        "E0406",
        format!("a sequence of {values} values in a timeline of {length}{opening}"),
    );
    let d = match owner {
        Some(owner) => d
            .at(owner, format!("gives {values} values"))
            .and(at, "laid along the timeline"),
        None => d.at(at, format!("has {values} values")),
    };
    d.help("extend the horizon, or shorten the list")
}

/// E0407: a period that is no whole number of months; `length` is it as shown.
pub fn period(length: &str, at: Span) -> Diagnostic {
    Diagnostic::new("E0407", format!("the period of the timeline is {length}"))
        .at(at, "must be a whole number of months")
        .help("a month, a quarter or a year: `by 1 mo`, `by 3 mo`, `by 1 yr`")
}

/// E0407: two roots with periods of different lengths (in months).
pub fn periods_differ(a: (Span, u32), b: (Span, u32)) -> Diagnostic {
    Diagnostic::new(
        "E0407",
        format!(
            "periods of {} mo and of {} mo cannot stand in one table",
            a.1, b.1
        ),
    )
    .at(b.0, format!("counts in periods of {} mo", b.1))
    .and(a.0, format!("counts in periods of {} mo", a.1))
    .help("put the two into packages of their own")
}

/// E0309: `csv` or `hourly` with something computed.
pub fn csv_text(function: &str, at: Span) -> Diagnostic {
    Diagnostic::new(
        "E0309",
        format!("the file and the column of `{function}` are written texts"),
    )
    .at(at, "reads a file")
}

/// E0405: hours of a calendar month that no year of a file has.
pub fn hours_short(at: Span, month: &str) -> Diagnostic {
    Diagnostic::new("E0405", format!("the file has no hours of {month}"))
        .at(at, "is too short")
        .help("give a whole year at least: later years repeat it")
}

/// W0402: two price years.
pub fn price_years(a: Span, ya: i16, b: Span, yb: i16) -> Diagnostic {
    Diagnostic::new(
        "W0402",
        format!("prices of {ya} and of {yb} are added without an index"),
    )
    .at(b, format!("prices of {yb}"))
    .and(a, format!("prices of {ya}"))
    .help("bring both to one year: `inflate(x, by = index)`")
}

/// E0313: nominal and real money meet in `whole`.
pub fn real_and_nominal(
    year: i16,
    nominal: Span,
    real: Option<Span>,
    whole: Option<Span>,
) -> Diagnostic {
    let mut d = Diagnostic::new(
        "E0313",
        format!("money in prices of {year} meets nominal money"),
    )
    .at(whole.unwrap_or(nominal), "meet here");
    if let Some(span) = real.filter(|real| whole != Some(*real)) {
        d = d.and(span, format!("prices of {year}"));
    }
    if whole.is_some_and(|whole| whole != nominal) {
        d = d.and(nominal, "nominal");
    }
    d.help("bring it to nominal money by an index: `inflate(x, by = index)`")
}

/// E0204: a value outside its range. `meant` is what it says with a sign that was forgotten.
pub fn out_of_range(
    name: &str,
    at: Span,
    value: &str,
    lo: &str,
    hi: &str,
    declared: Span,
    meant: Option<String>,
) -> Diagnostic {
    let d = Diagnostic::new(
        "E0204",
        format!("`{name}` must lie between {lo} and {hi}, it is {value}"),
    )
    .at(at, "is outside")
    .and(declared, format!("between {lo} and {hi}"));
    match meant {
        Some(meant) => d
            .help(format!("`{meant}`?"))
            .fix(format!("write `{meant}`"), at, meant),
        None => d,
    }
}

/// W0302: a plain number above one where a percentage is due.
pub fn no_percent_sign(
    name: &str,
    written: &str,
    percent: &str,
    at: Span,
    declared: Span,
) -> Diagnostic {
    Diagnostic::new("W0302", format!("`{name}` is {written}, that is {percent}"))
        .at(at, "has no percent sign")
        .and(declared, "a percentage")
        .help(format!("`{written}%`?"))
}

/// W0301: a value far from all that the library knows. `value` and `extreme` are shown with their places.
pub fn far_from_known(
    name: &str,
    value: (&str, Span),
    extreme: (&str, Span),
    which: &str,
    times: f64,
    meant: Option<&str>,
) -> Diagnostic {
    let far = match which {
        "largest" => format!("{times:.0} times the largest"),
        _ => format!("1/{times:.0} of the smallest"),
    };
    let d = Diagnostic::new(
        "W0301",
        format!(
            "`{name}` is {}, {far} that the library knows, {}",
            value.0, extreme.0
        ),
    );
    let d = d
        .at(value.1, "is far from all known")
        .and(extreme.1, format!("the {which} known"));
    match meant {
        Some(meant) => d.help(format!("`{meant}`?")),
        None => d.help("check the unit; if it is right, accept it: `allow W0301 \"why\"`"),
    }
}

/// E0204: a calendar on which nobody works.
pub fn no_workday(at: Span) -> Diagnostic {
    Diagnostic::new("E0204", "a calendar needs a day of the week that is worked")
        .at(at, "names none")
        .help("write `[mon, tue, wed, thu, fri]`, or leave it out")
}

/// E0309: a holiday that is no day.
pub fn no_holiday(at: Span) -> Diagnostic {
    Diagnostic::new("E0309", "a holiday is a written date")
        .at(at, "is none")
        .help("write `2026-12-25`")
}

/// W0401: a date that the horizon does not reach.
pub fn outside_horizon(
    what: &str,
    date: &str,
    at: Span,
    end: &str,
    horizon: Option<Span>,
) -> Diagnostic {
    let mut d = Diagnostic::new(
        "W0401",
        format!("{what} is ready {date}, after the horizon ends {end}"),
    )
    .at(at, "earns nothing");
    if let Some(span) = horizon {
        d = d.and(span, "ends before it");
    }
    d
}

/// E0310: types that need each other.
pub fn type_circle(name: &str, at: Span) -> Diagnostic {
    Diagnostic::new("E0310", format!("the type of `{name}` depends on itself"))
        .at(at, "its formula leads back here")
        .help(format!("declare it: `{name} : series<Money> = …`"))
}

/// E0502: a function that calls itself.
pub fn recursive_function(name: &str, at: Span) -> Diagnostic {
    Diagnostic::new("E0502", format!("function `{name}` calls itself"))
        .at(at, "is needed for itself")
        .help("a formula cannot recur; a state over months is written with `prev`")
}

/// E0602: a timeline that is empty or far too long.
pub fn horizon(months: i64, limit: i64, at: Span) -> Diagnostic {
    Diagnostic::new(
        "E0602",
        format!("the timeline has {months} months; it must have 1 to {limit}"),
    )
    .at(at, "starts and ends by its attributes")
    .help("check the start and the horizon")
}

/// E0405: an index that is not known in the price year.
pub fn index_begins_late(year: i16, first: &str, at: Span) -> Diagnostic {
    Diagnostic::new(
        "E0405",
        format!("the index begins {first}, the prices are of {year}"),
    )
    .at(at, "is not known in the price year")
    .help(
        "use `grow(rate, from)`, which is known at every date, or give the prices of a later year",
    )
}
