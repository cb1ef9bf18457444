//! Growth by steps and growth month by month.
//!
//! A contract's escalator steps, a market's price drifts: `(1+e)^⌊k/12⌋` against `(1+e)^(k/12)`, both
//! with `k` in whole months since the anchor. Whole powers are products, so an anniversary is exact.

use sitec_ir::scalar::power_whole;

/// How many steps of `every` months lie between two months of the grid; 0 before the first. Nothing
/// unless `every` is at least one month.
#[inline(always)]
#[must_use]
pub fn steps(every: f64, number: f64, from_number: f64) -> f64 {
    let steps = ((number - from_number) / every).floor();
    let steps = if steps < 0.0 { 0.0 } else { steps };
    if every >= 1.0 { steps } else { f64::NAN }
}

/// `(1 + rate)^steps` for a whole number of steps; nothing if either is.
#[inline]
#[must_use]
pub fn stepped(rate: f64, steps: f64) -> f64 {
    if rate.is_nan() || steps.is_nan() {
        return f64::NAN;
    }
    power_whole(1.0 + rate, steps as u32)
}

/// `(1 + rate)^⌊k/every⌋`, where `k` are the months from the month of the anchor; 1 before it. `rate`
/// is a ratio for each step.
#[inline]
#[must_use]
pub fn escalate(rate: f64, every: f64, number: f64, from_number: f64) -> f64 {
    stepped(rate, steps(every.round(), number, from_number))
}

/// The whole years before month `k` (counted from an anchor), and the months left: `k = 12·y + i`.
#[inline]
#[must_use]
pub fn years_and_months(k: f64) -> (f64, usize) {
    let years = (k / 12.0).floor();
    (years, (k - 12.0 * years) as usize)
}

/// `(1 + rate)^years` for whole years, before the anchor as well; nothing at a rate of −1 or below.
#[inline]
#[must_use]
pub fn years_power(rate: f64, years: f64) -> f64 {
    let base = 1.0 + rate;
    if base.is_nan() || base <= 0.0 || years.is_nan() {
        return f64::NAN;
    }
    let power = power_whole(base, years.abs() as u32);
    if years < 0.0 { 1.0 / power } else { power }
}

/// `(1 + rate)^(i/12)` for the `i`-th month of a year, 0 to 11; nothing at a rate of −1 or below.
#[inline]
#[must_use]
pub fn month_power(rate: f64, i: usize) -> f64 {
    let base = 1.0 + rate;
    if base.is_nan() || base <= 0.0 {
        return f64::NAN;
    }
    if i == 0 {
        1.0
    } else {
        libm::pow(base, i as f64 / 12.0)
    }
}

/// `(1 + rate)^(k/12)`, where `k` are the months from the month of the anchor, negative before it.
/// `rate` is a ratio a year.
#[inline]
#[must_use]
pub fn grow(rate: f64, number: f64, from_number: f64) -> f64 {
    if from_number.is_nan() {
        return f64::NAN;
    }
    let (years, month) = years_and_months(number - from_number);
    years_power(rate, years) * month_power(rate, month)
}
