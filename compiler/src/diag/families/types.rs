//! E03: types and units.

use sitec_grammar::ast::UnitExpr;
use sitec_grammar::source::Span;
use sitec_units::unit::{ComposeError, Units};

use super::one_of;
use crate::diag::Diagnostic;
use crate::types::Per;

fn declared_here(d: Diagnostic, declared: Option<Span>, what: &str) -> Diagnostic {
    match declared {
        Some(span) => d.and(span, what.to_owned()),
        None => d,
    }
}

/// E0301: a number without its unit.
pub fn unit_missing(
    name: &str,
    due: &str,
    at: Span,
    example: &str,
    declared: Option<Span>,
) -> Diagnostic {
    let d = Diagnostic::new(
        "E0301",
        format!("{name} is {} and needs a unit", with_article(due)),
    )
    .at(at, "has no unit");
    declared_here(d, declared, "asks for it").help(format!("`{example}`?"))
}

/// E0302: another dimension than the one due.
pub fn wrong_dimension(
    name: &str,
    due: &str,
    at: Span,
    have: &str,
    declared: Option<Span>,
    help: Option<String>,
) -> Diagnostic {
    let d = Diagnostic::new("E0302", format!("{name} is {due}, this is {have}"))
        .at(at, have.to_owned());
    let d = declared_here(d, declared, due);
    match help {
        Some(h) => d.help(h),
        None => d,
    }
}

/// E0303: apparent power for power or the other way round.
pub fn apparent_power(
    name: &str,
    due: &str,
    at: Span,
    have: &str,
    text: &str,
    apparent_due: bool,
    declared: Option<Span>,
) -> Diagnostic {
    let units = |apparent| if apparent { "MVA" } else { "MW" };
    let d = Diagnostic::new(
        "E0303",
        format!(
            "{name} is {due} ({}), this is {have} ({})",
            units(apparent_due),
            units(!apparent_due)
        ),
    )
    .at(at, have.to_owned());
    let op = if apparent_due { "/" } else { "*" };
    declared_here(d, declared, due)
        .note("they differ by the power factor")
        .help(format!(
            "`{text} {op} power_factor`, with the power factor of the equipment"
        ))
}

/// E0304: a temperature for a difference or the other way round.
pub fn temperatures(
    name: &str,
    due: &str,
    at: Span,
    have: &str,
    text: &str,
    declared: Option<Span>,
) -> Diagnostic {
    let d = Diagnostic::new(
        "E0304",
        format!(
            "{name} is {} (K or degC), this is {}",
            with_article(due),
            with_article(have)
        ),
    )
    .at(at, have.to_owned());
    let d = declared_here(d, declared, due);
    match text.strip_suffix("degC") {
        Some(number) => {
            let mended = format!("{} K", number.trim_end());
            d.help(format!("`{mended}`"))
                .fix(format!("write `{mended}`"), at, mended)
        }
        None => d,
    }
}

/// E0305: no such unit.
pub fn unit(unit: &UnitExpr, error: &ComposeError, units: &Units) -> Diagnostic {
    let factor = |i: usize| {
        unit.factors
            .get(i)
            .map_or((unit.span, ""), |f| (f.name.span, f.name.name.as_str()))
    };
    match error {
        ComposeError::Unknown(i) => {
            let (at, name) = factor(*i);
            let near: Vec<String> = units
                .nearest(name, 3)
                .into_iter()
                .map(str::to_owned)
                .collect();
            let mut d = Diagnostic::new("E0305", format!("no unit `{name}`")).at(at, "is no unit");
            if let Some(first) = near.first() {
                if near.len() == 1 || first.eq_ignore_ascii_case(name) {
                    d = d.fix(format!("write `{first}`"), at, first.clone());
                }
                d = d.help(format!("did you mean {}?", one_of(&near)));
            } else if *i > 0 {
                d = d.help("put spaces around `/` or `*` to compute with a value");
            }
            d
        }
        ComposeError::Affine(i) => {
            let (at, name) = factor(*i);
            Diagnostic::new(
                "E0304",
                format!("`{name}` is a point on a scale and cannot be part of a product"),
            )
            .at(at, "a temperature")
            .help("use `K` for a difference of temperatures")
        }
        ComposeError::TwoCurrencies(i) => {
            let (at, name) = factor(*i);
            Diagnostic::new(
                "E0306",
                format!("`{name}` is a second currency in one unit"),
            )
            .at(at, "another currency stands before it")
        }
        ComposeError::TooLarge(i) => {
            let (at, name) = factor(*i);
            Diagnostic::new("E0305", format!("the power of `{name}` is too large"))
                .at(at, "is beyond all physics")
        }
    }
}

/// E0306: two currencies.
pub fn currencies(a: Span, wa: &str, b: Span, wb: &str, verb: &str) -> Diagnostic {
    let message = match verb {
        "give" => format!("{wa} cannot stand for {wb}"),
        "relate" => format!("{wa} and {wb} meet in one product"),
        _ => format!("cannot {verb} {wb} {} {wa}", preposition(verb)),
    };
    let d = Diagnostic::new("E0306", message).at(b, wb.to_owned());
    let d = if a == b { d } else { d.and(a, wa.to_owned()) };
    d.help("declare a rate and convert: `convert(x, by = fx)`")
}

/// E0307: a rate a month meets a rate a year.
pub fn periods(a: Span, pa: Per, b: Span, pb: Per) -> Diagnostic {
    let word = |p| {
        if p == Per::Month {
            "per month"
        } else {
            "per year"
        }
    };
    Diagnostic::new(
        "E0307",
        format!("an amount {} meets an amount {}", word(pa), word(pb)),
    )
    .at(b, word(pb))
    .and(a, word(pa))
    .help("write both for the same period, or `accrue` them into months")
}

/// E0307: a rate for another period than the one due.
pub fn period_due(name: &str, due: Per, at: Span, have: Per, declared: Option<Span>) -> Diagnostic {
    let word = |p| {
        if p == Per::Month {
            "per month"
        } else {
            "per year"
        }
    };
    let d = Diagnostic::new(
        "E0307",
        format!("{name} is a rate {}, this is {}", word(due), word(have)),
    )
    .at(at, word(have));
    declared_here(d, declared, word(due)).help(format!("write it {}", word(due)))
}

/// E0308: a kind of quantity for another.
pub fn quantity_kind_due(
    name: &str,
    due: &str,
    at: Span,
    have: &str,
    declared: Option<Span>,
    help: Option<String>,
) -> Diagnostic {
    let d = Diagnostic::new("E0308", format!("{name} is `{due}`, this is `{have}`"))
        .at(at, format!("`{have}`"));
    let d = declared_here(d, declared, &format!("`{due}`"))
        .note("they have the same dimension and mean different things");
    match help {
        Some(h) => d.help(h),
        None => d.help(format!("give a figure of kind `{due}`")),
    }
}

/// E0308: two kinds of quantity that meet.
pub fn quantity_kinds(
    a: Span,
    ka: &str,
    b: Span,
    kb: &str,
    da: Option<Span>,
    db: Option<Span>,
) -> Diagnostic {
    let mut d = Diagnostic::new("E0308", format!("`{ka}` and `{kb}` do not meet"))
        .at(b, format!("`{kb}`"))
        .and(a, format!("`{ka}`"));
    for (span, name) in [(da, ka), (db, kb)] {
        if let Some(span) = span {
            d = d.and(span, format!("`{name}` is declared here"));
        }
    }
    d.help("convert one into the other by a declared conversion")
}

/// E0309: something else altogether.
pub fn wrong_type(
    name: &str,
    due: &str,
    at: Span,
    have: &str,
    declared: Option<Span>,
    series: bool,
    absent: bool,
) -> Diagnostic {
    let d = Diagnostic::new("E0309", format!("{name} needs {due}, this is {have}"))
        .at(at, have.to_owned());
    let d = declared_here(d, declared, &format!("asks for {due}"));
    match (series, absent) {
        (true, _) => d.help("take one value of the series: `total(x)`, `last(x)`, `at(x, date)`"),
        (_, true) => d.help("only an optional attribute (`T?`) may be `none`"),
        _ => d,
    }
}

/// E0309: an operand that an operator cannot take.
pub fn operand(op: &str, at: Span, have: &str) -> Diagnostic {
    let due = match op {
        "and" | "or" | "not" => "a condition",
        _ => "a number",
    };
    Diagnostic::new("E0309", format!("`{op}` needs {due}, this is {have}")).at(at, have.to_owned())
}

/// E0309: an operation with values by the hour that gives neither numbers nor conditions.
pub fn by_the_hour(at: Span, have: &str) -> Diagnostic {
    let message = format!("only numbers and conditions go by the hour, this is {have}");
    Diagnostic::new("E0309", message).at(at, have.to_owned())
}

/// E0312: two operands that do not go together.
pub fn operands(verb: &str, op: Span, a: Span, wa: &str, b: Span, wb: &str) -> Diagnostic {
    let message = match verb {
        "compare" => format!("cannot compare {wa} with {wb}"),
        "multiply" | "divide" => format!("cannot {verb} {wa} by {wb}"),
        "subtract" => format!("cannot subtract {wb} from {wa}"),
        _ => format!("cannot add {wb} to {wa}"),
    };
    let mut d = Diagnostic::new("E0312", message).at(b, wb.to_owned());
    if a != b {
        d = d.and(a, wa.to_owned());
    }
    let _ = op;
    match (wa, wb) {
        ("power", "energy") => d.help("divide by a time to get power: `energy / 15 min`"),
        ("energy", "power") => d.help("multiply by a time to get energy: `power * 1 h`"),
        ("power", "apparent power") | ("apparent power", "power") => {
            d.help("multiply the apparent power by the power factor")
        }
        _ => d,
    }
}

fn preposition(verb: &str) -> &'static str {
    match verb {
        "add" => "to",
        "subtract" => "from",
        _ => "with",
    }
}

fn with_article(words: &str) -> String {
    match words {
        "a ratio" | "a duration" | "a date" => words.to_owned(),
        w if w.starts_with("temperature") => format!("a {w}"),
        w if w.starts_with("money") || w.contains(' ') => w.to_owned(),
        w if w.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {w}"),
        w => format!("a {w}"),
    }
}

/// E0309: an exponent that has a unit, or of a quantity that is not whole.
pub fn exponent(at: Span, have: &str) -> Diagnostic {
    Diagnostic::new(
        "E0309",
        format!("an exponent is a plain number, this is {have}"),
    )
    .at(at, have.to_owned())
    .help("raise a quantity to a written whole number only")
}

/// E0309: items of a list that have no common type.
pub fn list_items(a: Span, wa: &str, b: Span, wb: &str) -> Diagnostic {
    Diagnostic::new("E0309", format!("a list of {wa} cannot hold {wb}"))
        .at(b, wb.to_owned())
        .and(a, wa.to_owned())
}

/// E0309: branches that have no common type.
pub fn branches(a: Span, wa: &str, b: Span, wb: &str) -> Diagnostic {
    Diagnostic::new("E0309", format!("one branch is {wa}, the other {wb}"))
        .at(b, wb.to_owned())
        .and(a, wa.to_owned())
        .help("both branches must be of one type")
}

/// E0309: a list of lists.
pub fn nested_list(at: Span) -> Diagnostic {
    Diagnostic::new("E0309", "a list cannot hold lists").at(at, "is a list itself")
}

/// E0309: what is no list.
pub fn not_a_list(have: &str, at: Span) -> Diagnostic {
    Diagnostic::new("E0309", format!("a list is needed, this is {have}")).at(at, have.to_owned())
}

/// E0309: a member of what has none.
pub fn no_members(have: &str, name: &str, base: Span, at: Span, list: bool) -> Diagnostic {
    let d = Diagnostic::new("E0309", format!("{have} has no `{name}`"))
        .at(at, "is asked for here")
        .and(base, have.to_owned());
    if list {
        d.help(format!("ask each item: `[x.{name} for x in …]`"))
    } else {
        d
    }
}

/// E0309: a name that is not a value.
pub fn no_value(name: &str, what: &str, at: Span) -> Diagnostic {
    Diagnostic::new("E0309", format!("`{name}` is {what}, not a value"))
        .at(at, "a value is needed here")
}

/// E0309: the wrong number of arguments.
pub fn argument_count(function: &str, at: Span, lo: usize, hi: usize, found: usize) -> Diagnostic {
    let due = match (lo, hi) {
        (lo, usize::MAX) => format!("at least {lo}"),
        (lo, hi) if lo == hi => lo.to_string(),
        (lo, hi) => format!("{lo} to {hi}"),
    };
    let noun = if due == "1" { "argument" } else { "arguments" };
    Diagnostic::new(
        "E0309",
        format!("`{function}` takes {due} {noun}, here are {found}"),
    )
    .at(at, "is called here")
}

/// E0309: an argument by a name that the function does not know.
pub fn unknown_param(function: &str, name: &str, at: Span, near: &[&str]) -> Diagnostic {
    let d = Diagnostic::new("E0309", format!("`{function}` has no parameter `{name}`"))
        .at(at, "is no parameter of it");
    if near.is_empty() {
        d
    } else {
        d.help(format!("did you mean {}?", one_of(near)))
    }
}

/// E0310: a function's parameter without a type.
pub fn param_type(function: &str, name: &str, at: Span) -> Diagnostic {
    Diagnostic::new(
        "E0310",
        format!("parameter `{name}` of `{function}` has no type"),
    )
    .at(at, "has no type")
    .help(format!("declare it: `{name} : Power`"))
}

/// E0311: `via` names what is no reference.
pub fn via(name: &str, at: Span, have: &str, declared: Span) -> Diagnostic {
    Diagnostic::new(
        "E0311",
        format!("a port is connected by a reference, `{name}` is {have}"),
    )
    .at(at, "must name an attribute that refers to elements")
    .and(declared, have.to_owned())
}

/// E0309: a kind where a type is due.
pub fn needs_ref(name: &str, at: Span) -> Diagnostic {
    Diagnostic::new(
        "E0309",
        format!("`{name}` is a kind; the type of a reference to it is `ref {name}`"),
    )
    .at(at, "a type is needed here")
    .fix(format!("write `ref {name}`"), at, format!("ref {name}"))
}

/// E0309: a product of types that are not quantities.
pub fn type_product(at: Span) -> Diagnostic {
    Diagnostic::new("E0309", "only quantities can be multiplied and divided")
        .at(at, "is no quantity")
}

/// E0102: a unit that exists.
pub fn unit_clash(name: &str, at: Span) -> Diagnostic {
    Diagnostic::new("E0102", format!("`{name}` is a unit already"))
        .at(at, "again here")
        .help("give it another name")
}

/// E0305: a unit that is not defined by a quantity.
pub fn unit_definition(name: &str, at: Span) -> Diagnostic {
    Diagnostic::new(
        "E0305",
        format!("`{name}` is not defined by units that are known"),
    )
    .at(at, "cannot be defined")
    .help("a unit is a number of another: `unit exahash = 1e18 hash`")
}

/// E0309: a conversion that is not a product of kinds of quantity.
pub fn conversion(at: Span) -> Diagnostic {
    Diagnostic::new(
        "E0309",
        "a conversion is the product of two kinds of quantity",
    )
    .at(at, "is something else")
    .help("write `= it_power * pue`, both declared as `quantity`")
}

/// E0309: an exclusion of what cannot count as zero.
pub fn excluded(at: Span, have: &str) -> Diagnostic {
    Diagnostic::new(
        "E0309",
        format!("only a quantity can be excluded, this is {have}"),
    )
    .at(at, "is excluded")
    .help("exclude the amount, or the whole element: `excluded \"why\"` in its body")
}

/// E0309: a figure or a range of a source, behind what is neither a number nor a day.
pub fn figure_of_source(at: Span, have: &str) -> Diagnostic {
    Diagnostic::new(
        "E0309",
        format!("only a number, a duration or a day has figures of its sources beside it, this is {have}"),
    )
    .at(at, "has a figure of its own")
    .help("cite the source alone")
}

/// E0306: an amount converted into the currency that it has. `rate` is the place of the rate of exchange, if it is a written one, `by`
/// that of the formula.
pub fn converted_into_itself(
    currency: &str,
    amount: Span,
    rate: Option<Span>,
    by: Span,
) -> Diagnostic {
    let d = Diagnostic::new(
        "E0306",
        format!("cannot convert {currency} into {currency}"),
    )
    .at(amount, currency)
    .and(by, "is converted here");
    match rate {
        Some(rate) if rate != amount => d.and(rate, "the rate"),
        _ => d,
    }
    .help("a rate of exchange is the price of one unit of the other currency: leave it out where there is none")
}

/// E0309: a resource whose amounts have no dimension.
pub fn resource_type(at: Span) -> Diagnostic {
    Diagnostic::new("E0309", "the amount of a resource is a quantity").at(at, "is no dimension")
}
