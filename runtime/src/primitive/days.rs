//! Which part of a month a contract covers, and which dates fall in it.

use sitec_ir::scalar;

/// The share of a month's days (`begin ≤ day < end`) that lie in `from ≤ day < to`.
#[inline(always)]
#[must_use]
pub fn active(from: f64, to: f64, begin: f64, end: f64) -> f64 {
    let first = if from > begin { from } else { begin };
    let last = if to < end { to } else { end };
    let days = last - first;
    let share = if days > 0.0 {
        days / (end - begin)
    } else {
        0.0
    };
    // Comparisons dropped a nothing; bring it back.
    if from.is_nan() | to.is_nan() {
        f64::NAN
    } else {
        share
    }
}

/// 1 if the month (`begin ≤ day < end`) holds the day, else 0.
#[inline(always)]
#[must_use]
pub fn on(day: f64, begin: f64, end: f64) -> f64 {
    let inside = scalar::truth((day >= begin) & (day < end));
    if day.is_nan() { day } else { inside }
}

/// 1 if a payment on `day` falls in the month (`begin ≤ day < end`), else 0. What is paid on the day of an
/// `opening` column falls in that column, which has no length, and not in the month that begins on the same day.
#[inline(always)]
#[must_use]
pub fn paid(day: f64, begin: f64, end: f64, opening: f64) -> f64 {
    if day == opening {
        scalar::truth(begin == end)
    } else {
        on(day, begin, end)
    }
}

/// How many of the dates `from`, `from + every`, `from + 2·every`, … fall in a period of `months` months
/// and are not after `until`. `every` is a whole number of months, at least one (else nothing), so it is 0
/// or 1 for a month. None falls in an opening column (`months` is 0).
///
/// `number` counts the period's first month on the grid of months, `from_number` the month of `from`. Dates
/// step from `from` itself, clamped at month ends: 31 January, 28 February, 31 March.
#[inline]
#[must_use]
pub fn due(from: f64, every: f64, until: f64, number: f64, months: f64, from_number: f64) -> f64 {
    let every = every.round();
    if from.is_nan() || until.is_nan() || every.is_nan() || every < 1.0 || from_number.is_nan() {
        return f64::NAN;
    }
    let end = number + months - from_number;
    let first = ((number - from_number) / every).ceil();
    let mut after = every * if first > 0.0 { first } else { 0.0 };
    let mut count = 0.0;
    // At most as many turns as the period has months.
    while after < end && scalar::add_months(from, after) <= until {
        count += 1.0;
        after += every;
    }
    count
}
