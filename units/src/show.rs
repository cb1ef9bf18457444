//! Values as people read them.
//!
//! A value arrives in canonical units with its dimension. A hint, usually the unit that the author wrote,
//! decides the unit; without one the usual unit of the dimension is taken, in the size that suits the value.
//! [`quantity`] rounds to four digits, [`exact`] gives the shortest digits that read back as the same value.
//!
//! Nothing here decides what a report shows, and nothing that is printed is read back by the compiler.

pub use crate::digits::number;
use crate::digits::{grouped, power_of_ten, shortest, significant};
use crate::dimension::{Dim, Dimensions};
use crate::ladder;
use crate::money::{self, CurrencyId};
use crate::unit::{Unit, Units};

/// What stands for a value that is none.
pub const NOTHING: &str = "n/a";

/// Digits that [`quantity`] keeps.
const DIGITS: usize = 4;

/// A value rounded for reading, money in US dollars: `200 MW`, `$3.70B`, `$135/kW/mo`, `18 mo`, `0.95`.
///
/// `hint` is a unit as the language writes it (`MW`, `$/kW/mo`, `L/min/kW`), or `%`, `bps`, `x`, `year` for ratios; one of
/// another dimension is passed over, and its currency is only a sign of money. No number gives [`NOTHING`].
#[must_use]
pub fn quantity(
    value: f64,
    dim: Dim,
    dims: &Dimensions,
    units: &Units,
    hint: Option<&str>,
) -> String {
    quantity_in(value, dim, dims, units, hint, CurrencyId::USD)
}

/// As [`quantity`], with money in `currency`.
#[must_use]
pub fn quantity_in(
    value: f64,
    dim: Dim,
    dims: &Dimensions,
    units: &Units,
    hint: Option<&str>,
    currency: CurrencyId,
) -> String {
    Shown::of(value, dim, dims, units, hint, currency).rounded(units)
}

/// A value in the shortest digits that read back as the same value in the unit shown, money in US dollars.
#[must_use]
pub fn exact(value: f64, dim: Dim, dims: &Dimensions, units: &Units, hint: Option<&str>) -> String {
    exact_in(value, dim, dims, units, hint, CurrencyId::USD)
}

/// As [`exact`], with money in `currency`.
#[must_use]
pub fn exact_in(
    value: f64,
    dim: Dim,
    dims: &Dimensions,
    units: &Units,
    hint: Option<&str>,
    currency: CurrencyId,
) -> String {
    Shown::of(value, dim, dims, units, hint, currency).exact(units)
}

/// An amount of money rounded for reading: `$3.70B`, `$248.0M`, `$41,250`, `-$12.50`, `3.70B EUR`.
#[must_use]
pub fn money(amount: f64, currency: CurrencyId, units: &Units) -> String {
    if !amount.is_finite() {
        return NOTHING.to_owned();
    }
    let size = amount.abs();
    let digits = units.currencies().get(currency).map_or(2, |c| c.digits);
    let figure = if size >= 999_999.5 {
        magnitude(size)
    } else if size >= 999.995 || money::round(size, digits).fract() == 0.0 {
        grouped(&format!("{:.0}", money::round(size, 0)))
    } else {
        format!("{:.*}", usize::from(digits), money::round(size, digits))
    };
    with_currency(&figure, amount < 0.0 && figure != "0", currency, "", units)
}

/// A ratio as a percentage to four digits: `7.125%`.
#[must_use]
pub fn percent(value: f64) -> String {
    if value.is_finite() {
        format!("{}%", number(value * 100.0, DIGITS))
    } else {
        NOTHING.to_owned()
    }
}

/// The unit in which values of the dimension are usually said: `MWh`, `$/kW/mo`; nothing for ratios.
#[must_use]
pub fn usual_unit(dim: Dim, dims: &Dimensions, units: &Units) -> Option<String> {
    let shown = Shown::of(0.0, dim, dims, units, None, CurrencyId::USD);
    match shown.style {
        Style::Money(_) | Style::MoneyRate(_) => Some(format!("${}", shown.text)),
        Style::Percent => Some(format!("%{}", shown.text)),
        _ => (!shown.text.is_empty()).then_some(shown.text),
    }
}

/// The factors of a unit as the language writes it: `$/kW/mo` is `$`, `kW^-1`, `mo^-1`. Nothing if it is none.
#[must_use]
pub fn factors(text: &str) -> Option<Vec<(&str, i32)>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut sign = 1;
    if let Some(below) = rest.strip_prefix("1/") {
        rest = below;
        sign = -1;
    }
    loop {
        let end = rest.find(['/', '*']).unwrap_or(rest.len());
        let (part, tail) = (rest.get(..end)?, rest.get(end..)?);
        let (name, power) = match part.split_once('^') {
            Some((name, power)) => (name, power.parse::<i32>().ok().filter(|p| *p != 0)?),
            None => (part, 1),
        };
        if name.is_empty() {
            return None;
        }
        found.push((name, power.checked_mul(sign)?));
        sign = match tail.chars().next() {
            None => return Some(found),
            Some('/') => -1,
            Some(_) => 1,
        };
        rest = tail.get(1..)?;
    }
}

/// What stands behind the digits.
enum Style {
    /// Nothing, or a unit with a space.
    Plain,
    /// A percentage, perhaps with a unit behind it: `3%/yr`.
    Percent,
    BasisPoints,
    Multiple,
    /// A calendar year: digits alone.
    Year,
    /// Money by itself.
    Money(CurrencyId),
    /// Money in a quotient; the unit's text is what comes behind the currency: `/kW/mo`.
    MoneyRate(CurrencyId),
    /// Calendar time, in years when they are whole.
    Months,
}

/// A value with the unit it is shown in.
struct Shown {
    value: f64,
    unit: Unit,
    text: String,
    style: Style,
}

impl Shown {
    fn of(
        value: f64,
        dim: Dim,
        dims: &Dimensions,
        units: &Units,
        hint: Option<&str>,
        currency: CurrencyId,
    ) -> Shown {
        hint.and_then(|h| Shown::hinted(value, dim, dims, units, h, currency))
            .unwrap_or_else(|| Shown::usual(value, dim, dims, units, currency))
    }

    fn hinted(
        value: f64,
        dim: Dim,
        dims: &Dimensions,
        units: &Units,
        hint: &str,
        currency: CurrencyId,
    ) -> Option<Shown> {
        let ratio = |style| {
            (dim == Dim::ONE).then(|| Shown {
                value,
                unit: Unit::ONE,
                text: String::new(),
                style,
            })
        };
        match hint {
            "%" => return ratio(Style::Percent),
            "bps" => return ratio(Style::BasisPoints),
            "x" => return ratio(Style::Multiple),
            "year" => return ratio(Style::Year),
            _ => {}
        }
        if let Some(below) = hint.strip_prefix("%/") {
            let text = format!("1/{below}");
            let unit = matching(&text, dim, dims, units)?;
            return Some(Shown {
                value,
                unit,
                text: format!("/{below}"),
                style: Style::Percent,
            });
        }
        let unit = matching(hint, dim, dims, units)?;
        if unit.currency.is_none() {
            return Some(Shown {
                value,
                unit,
                text: hint.to_owned(),
                style: Style::Plain,
            });
        }
        // A unit may be a multiple of a currency (`cent`); then it is shown as written.
        let first = factors(hint)?.first().copied()?;
        let bare = units
            .lookup(first.0)
            .is_some_and(|u| u.currency.is_some() && u.scale == 1.0)
            && first.1 == 1;
        let behind = hint.strip_prefix(first.0).unwrap_or_default();
        let (style, text) = match (bare, behind) {
            (true, "") => (Style::Money(currency), String::new()),
            (true, behind) if behind.starts_with('/') => {
                (Style::MoneyRate(currency), behind.to_owned())
            }
            _ => (Style::Plain, hint.to_owned()),
        };
        Some(Shown {
            value,
            unit,
            text,
            style,
        })
    }

    fn usual(
        value: f64,
        dim: Dim,
        dims: &Dimensions,
        units: &Units,
        currency: CurrencyId,
    ) -> Shown {
        let plain = |text: String, unit: Unit, style| Shown {
            value,
            unit,
            text,
            style,
        };
        if dim == Dim::ONE {
            return plain(String::new(), Unit::ONE, Style::Plain);
        }
        if dim == Dim::MONEY {
            return plain(String::new(), Unit::new(dim, 1.0), Style::Money(currency));
        }
        if dim == Dim::TIME {
            return plain("mo".to_owned(), Unit::new(dim, 1.0), Style::Months);
        }
        let Some((above, below)) = dims.split(dim) else {
            return plain(base_units(dim, dims), Unit::new(dim, 1.0), Style::Plain);
        };
        if above.is_empty() && below == [Dim::TIME] {
            return plain("/yr".to_owned(), Unit::new(dim, 1.0 / 12.0), Style::Percent);
        }
        // Costs of plant are said by the megawatt, rents by the kilowatt.
        let plant = above == [Dim::MONEY] && below.len() == 1;
        let mut behind = String::new();
        for part in &below {
            let per = match (*part, plant) {
                (Dim::POWER, true) => "MW",
                (Dim::APPARENT_POWER, true) => "MVA",
                _ => match ladder::of(*part).map(|l| l.per) {
                    Some("") | None => &dims.type_name(*part),
                    Some(per) => per,
                },
            };
            behind.push('/');
            behind.push_str(per);
        }
        if above.first() == Some(&Dim::MONEY) && above.len() == 1 {
            let text = format!("USD{behind}");
            if let Some(unit) = matching(&text, dim, dims, units) {
                return plain(behind, unit, Style::MoneyRate(currency));
            }
        }
        let mut best: Option<(String, Unit)> = None;
        let mut home = None;
        let steps = match above.as_slice() {
            [] => vec![String::new()],
            [only] => match ladder::of(*only) {
                Some(ladder) => {
                    home = Some(ladder.home);
                    ladder.steps.iter().map(|s| (*s).to_owned()).collect()
                }
                None => vec![dims.type_name(*only)],
            },
            several => {
                let named = |d: &Dim| match ladder::of(*d) {
                    Some(ladder) => ladder.home.to_owned(),
                    None if *d == Dim::MONEY => "USD".to_owned(),
                    None => dims.type_name(*d),
                };
                vec![several.iter().map(named).collect::<Vec<_>>().join("*")]
            }
        };
        for step in steps {
            let text = if step.is_empty() {
                format!("1{behind}")
            } else {
                format!("{step}{behind}")
            };
            let Some(unit) = matching(&text, dim, dims, units) else {
                continue;
            };
            let size = significant(unit.from_canonical(value), DIGITS).abs();
            let at_home = home.is_some_and(|h| h == step);
            let larger = if value == 0.0 || unit.is_affine() {
                at_home
            } else {
                size >= 1.0
            };
            // Two days and a half are 60 h; three are 3 d.
            let too_early = text == "d" && size < 3.0;
            if best.is_none() || (larger && !too_early) {
                best = Some((text, unit));
            }
        }
        match best {
            Some((text, unit)) => plain(
                text.strip_prefix('1').map_or(text.clone(), str::to_owned),
                unit,
                Style::Plain,
            ),
            None => plain(base_units(dim, dims), Unit::new(dim, 1.0), Style::Plain),
        }
    }

    fn rounded(&self, units: &Units) -> String {
        if !self.value.is_finite() {
            return NOTHING.to_owned();
        }
        let figure = self.unit.from_canonical(self.value);
        match self.style {
            Style::Plain => spaced(&number(figure, DIGITS), &self.text),
            Style::Percent => format!("{}{}", percent(figure), self.text),
            Style::BasisPoints => format!("{} bps", number(figure * 1e4, DIGITS)),
            Style::Multiple => format!("{figure:.2}x"),
            Style::Year => format!("{}", figure.round() + 0.0),
            Style::Money(currency) => money(figure, currency, units),
            Style::MoneyRate(currency) => {
                let size = significant(figure.abs(), DIGITS);
                let text = if size >= 1e6 {
                    magnitude_trimmed(size)
                } else {
                    cents(size, currency, units)
                };
                with_currency(
                    &text,
                    figure < 0.0 && size != 0.0,
                    currency,
                    &self.text,
                    units,
                )
            }
            Style::Months => {
                let whole = figure.round();
                if (figure - whole).abs() < 1e-9
                    && whole != 0.0
                    && whole % 12.0 == 0.0
                    && whole.abs() > 12.0
                {
                    format!("{} yr", number(whole / 12.0, DIGITS))
                } else {
                    format!("{} mo", number(figure, DIGITS))
                }
            }
        }
    }

    fn exact(&self, units: &Units) -> String {
        if !self.value.is_finite() {
            return NOTHING.to_owned();
        }
        let unit = self.unit;
        let plain = |value: f64| {
            shortest(
                unit.from_canonical(value),
                |text| text.parse().ok().map(|v| unit.to_canonical(v)),
                value,
            )
        };
        // A percentage is read as its digits with the point moved, which rounds once.
        let moved = |value: f64, places: usize| {
            let figure = unit.from_canonical(value) * power_of_ten(places);
            shortest(
                figure,
                |text| {
                    format!("{text}e-{places}")
                        .parse()
                        .ok()
                        .map(|v| unit.to_canonical(v))
                },
                value,
            )
        };
        let size = self.value.abs();
        let negative = self.value < 0.0;
        match self.style {
            Style::Plain | Style::Year | Style::Months => spaced(&plain(self.value), &self.text),
            Style::Percent => format!("{}%{}", moved(self.value, 2), self.text),
            Style::BasisPoints => format!("{} bps", moved(self.value, 4)),
            Style::Multiple => format!("{}x", plain(self.value)),
            Style::Money(currency) | Style::MoneyRate(currency) => {
                with_currency(&plain(size), negative, currency, &self.text, units)
            }
        }
    }
}

/// The unit that a text spells, if it measures `dim`.
fn matching(text: &str, dim: Dim, dims: &Dimensions, units: &Units) -> Option<Unit> {
    let (unit, product) = units.compose_apart(dims, &factors(text)?)?;
    (product == dims.factors(dim)).then_some(Unit { dim, ..unit })
}

/// The canonical units of the bases, for dimensions that have no better name.
fn base_units(dim: Dim, dims: &Dimensions) -> String {
    let mut text = String::new();
    for factor in dims.factors(dim) {
        let base = dims
            .bases
            .get(factor.base as usize)
            .copied()
            .unwrap_or(Dim::ONE);
        if !text.is_empty() {
            text.push('*');
        }
        match base {
            Dim::MONEY => text.push_str("USD"),
            Dim::CLOCK_TIME => text.push('s'),
            Dim::MASS => text.push_str("kg"),
            Dim::INFORMATION => text.push_str("bit"),
            Dim::HASH => text.push_str("hash"),
            Dim::APPARENT_POWER => text.push_str("VA"),
            Dim::REACTIVE_POWER => text.push_str("var"),
            Dim::TEMPERATURE => text.push('K'),
            _ => match ladder::of(base) {
                Some(ladder) => text.push_str(ladder.home),
                None => text.push_str(&dims.type_name(base)),
            },
        }
        match (factor.power.num, factor.power.den) {
            (1, 1) => {}
            (num, 1) => text.push_str(&format!("^{num}")),
            (num, den) => text.push_str(&format!("^({num}/{den})")),
        }
    }
    text
}

fn spaced(figure: &str, unit: &str) -> String {
    match unit.chars().next() {
        None => figure.to_owned(),
        Some('/') => format!("{figure}{unit}"),
        Some(_) => format!("{figure} {unit}"),
    }
}

/// Dollars have their sign in front, as the language writes them; all others their code behind.
fn with_currency(
    figure: &str,
    negative: bool,
    currency: CurrencyId,
    behind: &str,
    units: &Units,
) -> String {
    let sign = if negative { "-" } else { "" };
    if currency == CurrencyId::USD {
        format!("{sign}${figure}{behind}")
    } else {
        format!(
            "{sign}{figure} {}{behind}",
            units.currencies().code(currency)
        )
    }
}

/// Digits below a thousand as prices are written: `2.80`, `135`, `0.0415`; grouped above.
fn cents(size: f64, currency: CurrencyId, units: &Units) -> String {
    let digits = units
        .currencies()
        .get(currency)
        .map_or(2, |c| usize::from(c.digits));
    let text = number(size, DIGITS);
    match text.split_once('.') {
        Some((_, decimals)) if decimals.len() < digits => {
            format!("{text}{}", "0".repeat(digits - decimals.len()))
        }
        _ => text,
    }
}

const MAGNITUDES: [(f64, &str); 3] = [(1e12, "T"), (1e9, "B"), (1e6, "M")];

/// Billions and trillions with two decimals, millions with one: `3.70B`, `248.0M`. At least nearly a million.
fn magnitude(size: f64) -> String {
    let (scale, letter, decimals) = match size {
        _ if size >= 999.995e9 => (1e12, "T", 2),
        _ if size >= 999.95e6 => (1e9, "B", 2),
        _ => (1e6, "M", 1),
    };
    format!(
        "{}{letter}",
        grouped(&format!("{:.decimals$}", size / scale))
    )
}

/// The same to four digits, trimmed: `$9M/MW`.
fn magnitude_trimmed(size: f64) -> String {
    for (scale, letter) in MAGNITUDES {
        if size >= scale {
            return format!("{}{letter}", number(size / scale, DIGITS));
        }
    }
    number(size, DIGITS)
}
