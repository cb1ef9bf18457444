//! Present values.
//!
//! Powers over months run as products and start anew from the exact power every twelve months, so
//! that errors do not pile up and a month costs one multiplication.

use crate::grid::Grid;

/// After how many months a running power starts anew.
pub const REBASE: usize = 12;

/// The logarithm of `1 + rate`; nothing at a rate of −1 or below.
#[inline]
#[must_use]
pub fn log_rate(rate: f64) -> f64 {
    if rate > -1.0 {
        libm::log1p(rate)
    } else {
        f64::NAN
    }
}

/// `Σ x_k · (1 + rate)^(−(k+1)·step/12)`: equal periods, the first flow a period away, that of an opening
/// column at once. `rate` a year.
#[must_use]
pub fn npv(rate: f64, x: impl IntoIterator<Item = f64>, grid: &Grid) -> f64 {
    let log = log_rate(rate);
    let period = period_factor(log, 0, grid.step);
    let (mut sum, mut factor) = (0.0, 1.0);
    for (column, x) in x.into_iter().enumerate() {
        factor = match grid.period(column) {
            None => 1.0,
            Some(k) if k % REBASE == 0 => period_factor(log, k, grid.step),
            Some(_) => factor * period,
        };
        sum += x * factor;
    }
    if log.is_nan() { log } else { sum }
}

/// The factor of period `k` of `step` months in [`npv`], from the exact power.
#[inline]
#[must_use]
pub fn period_factor(log: f64, k: usize, step: f64) -> f64 {
    libm::exp(-log * (k as f64 + 1.0) * step / 12.0)
}

/// `Σ x_m · (1 + rate)^(−(D_m − on)/365)` with `D_m` the last day of month `m`: Actual/365 Fixed, whole
/// days, 365 in leap years as well.
#[must_use]
pub fn xnpv(rate: f64, x: impl IntoIterator<Item = f64>, on: f64, grid: &Grid) -> f64 {
    let log = log_rate(rate);
    let steps = day_steps(log);
    let (mut sum, mut factor) = (0.0, 1.0);
    for (m, (x, &close)) in x.into_iter().zip(&grid.close).enumerate() {
        factor = match step(grid, m) {
            None => day_factor(log, close - on),
            Some(step) => factor * steps[step],
        };
        sum += x * factor;
    }
    if log.is_nan() || on.is_nan() {
        f64::NAN
    } else {
        sum
    }
}

/// `(1 + rate)^(−days/365)`.
#[inline]
#[must_use]
pub fn day_factor(log: f64, days: f64) -> f64 {
    libm::exp(-log * days / 365.0)
}

/// The factors of 28, 29, 30 and 31 days.
#[inline]
#[must_use]
pub fn day_steps(log: f64) -> [f64; 4] {
    [28.0, 29.0, 30.0, 31.0].map(|days| day_factor(log, days))
}

/// Which of [`day_steps`] leads from the close of the month before to the close of month `m`; `None` where
/// the power starts anew, as it always does in longer periods and in an opening column.
#[inline]
#[must_use]
pub fn step(grid: &Grid, m: usize) -> Option<usize> {
    if grid.step != 1.0 || grid.period(m)? % REBASE == 0 {
        return None;
    }
    // The close of one month to the close of the next are the next one's days.
    let days = grid.end.get(m).copied().unwrap_or(31.0) - grid.begin.get(m).copied().unwrap_or(0.0);
    Some((days as usize).saturating_sub(28).min(3))
}
