//! Numbers to digits: significant, grouped, or the shortest that read back.

/// A number to `digits` significant digits, thousands grouped, zeros behind the point trimmed: `1,250`, `0.9512`, `2e-9`.
#[must_use]
pub fn number(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return crate::show::NOTHING.to_owned();
    }
    let rounded = significant(value, digits);
    if rounded == 0.0 {
        return "0".to_owned();
    }
    let size = rounded.abs();
    let text = if (1e-6..1e15).contains(&size) {
        let whole = exponent_of(size);
        let decimals = usize::try_from(digits as i32 - 1 - whole).unwrap_or(0);
        trimmed(&grouped(&format!("{size:.decimals$}")))
    } else {
        format!("{size:e}")
    };
    if value < 0.0 {
        format!("-{text}")
    } else {
        text
    }
}

/// The value rounded to that many significant digits; whole numbers keep all of theirs.
pub(crate) fn significant(value: f64, digits: usize) -> f64 {
    let size = value.abs();
    if !value.is_finite() || size == 0.0 {
        return value;
    }
    if size >= power_of_ten(digits) && size < 1e15 {
        return value.round_ties_even();
    }
    format!("{value:.*e}", digits.saturating_sub(1))
        .parse()
        .unwrap_or(value)
}

/// `10^n`, exact up to `10^22`: a product, since `powi` may round differently from platform to platform.
pub(crate) fn power_of_ten(n: usize) -> f64 {
    (0..n).fold(1.0, |power, _| power * 10.0)
}

/// The power of ten of the first digit, read from the digits so that no logarithm is near a whole number.
fn exponent_of(size: f64) -> i32 {
    format!("{size:e}")
        .split_once('e')
        .and_then(|(_, power)| power.parse().ok())
        .unwrap_or(0)
}

/// The shortest decimal text near `figure` that `read` takes back to `value`.
pub(crate) fn shortest(figure: f64, read: impl Fn(&str) -> Option<f64>, value: f64) -> String {
    for digits in 0..17 {
        let short: f64 = format!("{figure:.digits$e}").parse().unwrap_or(figure);
        let text = format!("{short}");
        if read(&text) == Some(value) {
            return text;
        }
    }
    format!("{figure}")
}

/// Commas between thousands before the point.
pub(crate) fn grouped(text: &str) -> String {
    let (whole, rest) = text.find('.').map_or((text, ""), |i| text.split_at(i));
    let mut out = String::with_capacity(text.len() + 4);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 && digit != '-' && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    out.push_str(rest);
    out
}

fn trimmed(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text.to_owned()
    }
}
