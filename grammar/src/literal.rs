//! Decodes the text of numbers, dates, periods and redundancies.
//!
//! `site.pest` has matched their form; here they get their value. A decimal is
//! rounded once: digits, magnitude, `%` and `bps` together make one decimal
//! number, which becomes the nearest double.

use smol_str::SmolStr;

use crate::ast::{
    Date, ExprKind, Ident, Number, NumberStyle, Period, Redundancy, UnitExpr, UnitFactor,
};
use crate::error::SyntaxError;
use crate::source::{FileId, Span};

/// Exact powers of ten as doubles.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// What a literal of `text`, which begins at `start`, is.
///
/// A malformed one is reported and gives [`ExprKind::Error`].
pub(crate) fn literal(
    file: FileId,
    text: &str,
    start: usize,
    errors: &mut Vec<SyntaxError>,
) -> ExprKind {
    let bytes = text.as_bytes();
    let run = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let read = match bytes.get(run) {
        Some(b'-') => date(text),
        Some(b'(') => redundancy(text, run),
        // `4N` and `4N/3`; `4Nm` has a unit.
        Some(b'N') if matches!(bytes.get(run + 1), None | Some(b'/')) => redundancy(text, run),
        _ => number(file, text, start),
    };
    match read {
        Ok(kind) => kind,
        Err(problem) => {
            let span = Span::new(file, start, start + text.len());
            errors.push(problem.report(span));
            ExprKind::Error
        }
    }
}

/// What can be wrong with a literal whose form is right.
enum Malformed {
    LeadingZero(String),
    TooLarge(String),
    Power(String),
    Year(String),
    Redundancy(String),
}

impl Malformed {
    fn report(self, span: Span) -> SyntaxError {
        match self {
            Malformed::LeadingZero(n) => SyntaxError::new(
                "E0004",
                format!("`{n}` is not a number"),
                span,
                "a number does not begin with a zero",
            )
            .help("a day is written `2026-06-03`, a number without leading zeros"),
            Malformed::TooLarge(n) => SyntaxError::new(
                "E0004",
                format!("`{n}` is out of range"),
                span,
                "larger than any number here can be",
            ),
            Malformed::Power(n) => SyntaxError::new(
                "E0004",
                format!("`{n}` cannot be the power of a unit"),
                span,
                "a power is a whole number, not zero, of at most three digits",
            ),
            Malformed::Year(n) => {
                SyntaxError::new("E0004", format!("`{n}` is not a date"), span, "not a date")
            }
            Malformed::Redundancy(n) => SyntaxError::new(
                "E0004",
                format!("`{n}` is not a redundancy"),
                span,
                "numbers in it are whole, above zero and of at most nine digits",
            ),
        }
    }
}

fn date(text: &str) -> Result<ExprKind, Malformed> {
    let bad = || Malformed::Year(text.to_owned());
    let part = |range: std::ops::Range<usize>| text.get(range);
    let year: i16 = part(0..4).and_then(|y| y.parse().ok()).ok_or_else(bad)?;
    match text.as_bytes().get(5) {
        Some(sign @ (b'Q' | b'H')) => {
            let index = part(6..7).and_then(|d| d.parse().ok()).ok_or_else(bad)?;
            Ok(ExprKind::Period(Period {
                year,
                half: *sign == b'H',
                index,
            }))
        }
        _ => {
            let month = part(5..7).and_then(|m| m.parse().ok()).ok_or_else(bad)?;
            let day = match part(8..10) {
                Some(day) => Some(day.parse().map_err(|_| bad())?),
                None => None,
            };
            Ok(ExprKind::Date(Date { year, month, day }))
        }
    }
}

fn redundancy(text: &str, run: usize) -> Result<ExprKind, Malformed> {
    let bad = || Malformed::Redundancy(text.to_owned());
    let whole = |t: Option<&str>| -> Result<u32, Malformed> {
        let t = t.ok_or_else(bad)?;
        let n = if t.len() <= 9 { t.parse().ok() } else { None };
        n.filter(|n| *n > 0).ok_or_else(bad)
    };
    let systems = whole(text.get(..run))?;
    let rest = text.get(run..).unwrap_or_default();
    let redundancy = if let Some(spare) = rest.strip_prefix("(N+") {
        Redundancy {
            systems,
            spare: whole(spare.strip_suffix(')'))?,
            per: 1,
        }
    } else if let Some(per) = rest.strip_prefix("N/") {
        Redundancy {
            systems,
            spare: 0,
            per: whole(Some(per))?,
        }
    } else {
        Redundancy {
            systems,
            spare: 0,
            per: 1,
        }
    };
    Ok(ExprKind::Redundancy(redundancy))
}

/// `N`, `N+1`
pub(crate) fn spare(text: &str) -> Option<Redundancy> {
    let spare = match text.strip_prefix("N+") {
        Some(digits) if digits.len() <= 9 => digits.parse().ok()?,
        Some(_) => return None,
        None => 0,
    };
    Some(Redundancy {
        systems: 1,
        spare,
        per: 1,
    })
}

/// The decimal digits of a number, before they are rounded.
struct Decimal {
    /// All digits as a whole number, while they fit.
    mantissa: Option<u64>,
    /// Power of ten of the last digit.
    exponent: i32,
}

fn number(file: FileId, text: &str, start: usize) -> Result<ExprKind, Malformed> {
    let bytes = text.as_bytes();
    let byte = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let dollar = byte(0) == b'$';
    let first = usize::from(dollar);
    let mut at = first;
    let mut decimal = Decimal {
        mantissa: Some(0),
        exponent: 0,
    };
    let mut behind_point = false;
    loop {
        match byte(at) {
            digit @ b'0'..=b'9' => {
                decimal.mantissa = decimal
                    .mantissa
                    .and_then(|m| m.checked_mul(10)?.checked_add(u64::from(digit - b'0')));
                decimal.exponent -= i32::from(behind_point);
            }
            b'_' => {}
            b'.' if !behind_point && byte(at + 1).is_ascii_digit() => behind_point = true,
            _ => break,
        }
        at += 1;
    }
    let digits_end = at;
    if byte(at) | 0x20 == b'e' {
        let sign = usize::from(matches!(byte(at + 1), b'+' | b'-'));
        let digits = at + 1 + sign;
        let len = bytes
            .iter()
            .skip(digits)
            .take_while(|b| b.is_ascii_digit())
            .count();
        if len > 0 {
            let value: i32 = text
                .get(digits..digits + len)
                .filter(|d| d.len() <= 4)
                .and_then(|d| d.parse().ok())
                .ok_or_else(|| Malformed::TooLarge(text.to_owned()))?;
            decimal.exponent += if byte(at + 1) == b'-' { -value } else { value };
            at = digits + len;
        }
    }
    let written = text.get(first..digits_end).unwrap_or_default();
    if byte(first) == b'0' && byte(first + 1).is_ascii_digit() {
        return Err(Malformed::LeadingZero(
            text.get(..digits_end).unwrap_or_default().to_owned(),
        ));
    }

    let mut style = NumberStyle::Plain;
    let word = bytes
        .iter()
        .skip(at)
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    let glued = text.get(at..at + word).unwrap_or_default();
    let power = match glued {
        "k" => 3,
        "M" => 6,
        "B" => 9,
        "T" => 12,
        _ => 0,
    };
    if byte(at) == b'%' {
        style = NumberStyle::Percent;
        decimal.exponent -= 2;
        at += 1;
    } else if glued == "x" && !dollar {
        style = NumberStyle::Multiple;
        at += 1;
    } else if power > 0 {
        decimal.exponent += power;
        at += 1;
    } else if let Some(rest) = text.get(at..)
        && let Some(behind) = rest.trim_start_matches(' ').strip_prefix("bps")
        && !behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
    {
        style = NumberStyle::BasisPoints;
        decimal.exponent -= 4;
        at = text.len() - behind.len();
    }
    let value = rounded(&decimal, written);
    if !value.is_finite() {
        return Err(Malformed::TooLarge(text.to_owned()));
    }

    let mut rest = text.get(at..).unwrap_or_default();
    let mut real = None;
    if let Some((before, year)) = rest.rsplit_once(" real ") {
        real = year.trim_start().parse().ok();
        rest = before.trim_end();
    }
    let unit = unit(file, rest, start + at, dollar.then_some(start))?;
    Ok(ExprKind::Number(Box::new(Number {
        value,
        style,
        unit,
        real,
    })))
}

/// The nearest double.
fn rounded(decimal: &Decimal, written: &str) -> f64 {
    if let Some(mantissa) = decimal.mantissa
        && mantissa < 1 << 53
    {
        // Both are exact, so one operation rounds once.
        let power = TENS.get(decimal.exponent.unsigned_abs() as usize);
        if let Some(power) = power {
            let mantissa = mantissa as f64;
            return if decimal.exponent < 0 {
                mantissa / power
            } else {
                mantissa * power
            };
        }
    }
    let mut digits: String = written.chars().filter(char::is_ascii_digit).collect();
    digits.push('e');
    digits.push_str(&decimal.exponent.to_string());
    digits.parse().unwrap_or(f64::NAN)
}

/// `MW`, ` L/min/kW`, `/kW/mo` behind `$`.
fn unit(
    file: FileId,
    text: &str,
    start: usize,
    dollar: Option<usize>,
) -> Result<Option<UnitExpr>, Malformed> {
    let bytes = text.as_bytes();
    let mut at = bytes.iter().take_while(|b| **b == b' ').count();
    if at == text.len() && dollar.is_none() {
        return Ok(None);
    }
    let mut factors = Vec::with_capacity(3);
    let mut begin = start + at;
    if let Some(sign) = dollar {
        begin = sign;
        let name = Ident {
            name: SmolStr::new_static("USD"),
            span: Span::new(file, sign, sign + 1),
        };
        factors.push(UnitFactor { name, power: 1 });
    }
    while at < text.len() {
        let mut sign = 1;
        match bytes.get(at) {
            Some(b'/') => {
                sign = -1;
                at += 1;
            }
            Some(b'*') => at += 1,
            _ => {}
        }
        let len = bytes
            .iter()
            .skip(at)
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
            .count();
        let name = text.get(at..at + len).unwrap_or_default();
        if len == 0 {
            break;
        }
        let span = Span::new(file, start + at, start + at + len);
        at += len;
        let mut power = 1;
        if bytes.get(at) == Some(&b'^') {
            at += 1;
            let len = bytes
                .iter()
                .skip(at)
                .take_while(|b| b.is_ascii_digit() || **b == b'-')
                .count();
            let digits = text.get(at..at + len).unwrap_or_default();
            power = digits
                .parse::<i32>()
                .ok()
                .filter(|p| *p != 0 && p.abs() < 1000)
                .ok_or_else(|| Malformed::Power(digits.to_owned()))?;
            at += len;
        }
        let name = Ident {
            name: SmolStr::new(name),
            span,
        };
        factors.push(UnitFactor {
            name,
            power: sign * power,
        });
    }
    Ok(Some(UnitExpr {
        factors,
        span: Span::new(file, begin, start + at),
    }))
}
