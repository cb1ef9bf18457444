//! What each elementwise operation means: one function of plain numbers each.
//!
//! The constant folder, the reference interpreter and the column kernels all call these very
//! functions, so they agree to the bit. Transcendental functions come from `libm`, so every platform
//! agrees as well. Nothing is NaN; a condition is 1 or 0.

use sitec_units::calendar::{Date, WorkCalendar};

use crate::op::Op;

/// A condition as a number.
#[inline(always)]
#[must_use]
pub fn truth(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

/// A result that must be a number to be a value: infinities become nothing.
#[inline(always)]
fn finite(x: f64) -> f64 {
    if x.is_finite() { x } else { f64::NAN }
}

/// `a + b`
#[inline(always)]
#[must_use]
pub fn add(a: f64, b: f64) -> f64 {
    a + b
}

/// `a − b`
#[inline(always)]
#[must_use]
pub fn sub(a: f64, b: f64) -> f64 {
    a - b
}

/// `a · b`
#[inline(always)]
#[must_use]
pub fn mul(a: f64, b: f64) -> f64 {
    a * b
}

/// `a / b`; nothing if `b` is zero.
#[inline(always)]
#[must_use]
pub fn div(a: f64, b: f64) -> f64 {
    let q = a / b;
    if b == 0.0 { f64::NAN } else { q }
}

/// `−a`
#[inline(always)]
#[must_use]
pub fn neg(a: f64) -> f64 {
    -a
}

/// The lesser of two.
#[inline(always)]
#[must_use]
pub fn min(a: f64, b: f64) -> f64 {
    let least = if b < a { b } else { a };
    if b.is_nan() { b } else { least }
}

/// The greater of two.
#[inline(always)]
#[must_use]
pub fn max(a: f64, b: f64) -> f64 {
    let greatest = if b > a { b } else { a };
    if b.is_nan() { b } else { greatest }
}

/// `base ^ n` by squaring: few multiplications, in an order that `n` alone decides.
#[inline]
#[must_use]
pub fn power_whole(base: f64, n: u32) -> f64 {
    let mut result = 1.0;
    let mut square = base;
    let mut rest = n;
    loop {
        if rest & 1 == 1 {
            result *= square;
        }
        rest >>= 1;
        if rest == 0 {
            return result;
        }
        square *= square;
    }
}

/// The greatest whole exponent that [`pow`] reaches by multiplication.
const WHOLE_EXPONENTS: f64 = 64.0;

/// `a ^ b`; nothing where it is not a real number.
#[inline]
#[must_use]
pub fn pow(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        return f64::NAN;
    }
    let magnitude = b.abs();
    if magnitude <= WHOLE_EXPONENTS && magnitude.trunc() == magnitude {
        let power = power_whole(a, magnitude as u32);
        return finite(if b < 0.0 { 1.0 / power } else { power });
    }
    finite(libm::pow(a, b))
}

/// The magnitude.
#[inline(always)]
#[must_use]
pub fn abs(a: f64) -> f64 {
    a.abs()
}

/// The greatest whole number that is not above.
#[inline(always)]
#[must_use]
pub fn floor(a: f64) -> f64 {
    a.floor()
}

/// The least whole number that is not below.
#[inline(always)]
#[must_use]
pub fn ceil(a: f64) -> f64 {
    a.ceil()
}

/// The nearest whole number, halves away from zero.
#[inline(always)]
#[must_use]
pub fn round(a: f64) -> f64 {
    a.round()
}

/// The square root; nothing below zero.
#[inline(always)]
#[must_use]
pub fn sqrt(a: f64) -> f64 {
    a.sqrt()
}

/// `e ^ a`; nothing if it is too large to be a number.
#[inline]
#[must_use]
pub fn exp(a: f64) -> f64 {
    finite(libm::exp(a))
}

/// The natural logarithm; nothing at or below zero.
#[inline]
#[must_use]
pub fn ln(a: f64) -> f64 {
    finite(libm::log(a))
}

/// Sums of decimals miss in their last bits what they would be on paper (`0.1 + 0.2`). Numbers that differ by less than
/// this share are compared as equal: twelve digits, where a double has almost sixteen.
pub const ALIKE: f64 = 1e-12;

/// Whether two numbers are equal but for rounding; false if either is nothing.
#[inline(always)]
fn alike(a: f64, b: f64) -> bool {
    (a == b) | ((a - b).abs() < ALIKE * a.abs().max(b.abs()))
}

/// `a = b`; false if either is nothing.
#[inline(always)]
#[must_use]
pub fn eq(a: f64, b: f64) -> f64 {
    truth(alike(a, b))
}

/// `a ≠ b`; false if either is nothing.
#[inline(always)]
#[must_use]
pub fn ne(a: f64, b: f64) -> f64 {
    // Not `!=`, which holds for nothing.
    truth(((a < b) | (a > b)) & !alike(a, b))
}

/// `a < b`; false if either is nothing.
#[inline(always)]
#[must_use]
pub fn lt(a: f64, b: f64) -> f64 {
    truth((a < b) & !alike(a, b))
}

/// `a ≤ b`; false if either is nothing.
#[inline(always)]
#[must_use]
pub fn le(a: f64, b: f64) -> f64 {
    truth((a < b) | alike(a, b))
}

/// `a > b`; false if either is nothing.
#[inline(always)]
#[must_use]
pub fn gt(a: f64, b: f64) -> f64 {
    truth((a > b) & !alike(a, b))
}

/// `a ≥ b`; false if either is nothing.
#[inline(always)]
#[must_use]
pub fn ge(a: f64, b: f64) -> f64 {
    truth((a > b) | alike(a, b))
}

/// Both hold: false if one is false, else nothing if one is nothing.
#[inline(always)]
#[must_use]
pub fn and(a: f64, b: f64) -> f64 {
    // A false one takes precedence over one that is nothing. Anything else that is not zero holds, however large.
    let both = if a.is_nan() | b.is_nan() {
        f64::NAN
    } else {
        1.0
    };
    if (a == 0.0) | (b == 0.0) { 0.0 } else { both }
}

/// One holds: true if one is true, else nothing if one is nothing.
#[inline(always)]
#[must_use]
pub fn or(a: f64, b: f64) -> f64 {
    // A true one is neither zero nor nothing, hence below or above zero.
    let one = (a < 0.0) | (a > 0.0) | (b < 0.0) | (b > 0.0);
    if one { 1.0 } else { 0.0 + 0.0 * (a + b) }
}

/// Holds not.
#[inline(always)]
#[must_use]
pub fn not(a: f64) -> f64 {
    if a.is_nan() { a } else { truth(a == 0.0) }
}

/// `if c then a else b`; nothing if `c` is nothing.
#[inline(always)]
#[must_use]
pub fn select(c: f64, a: f64, b: f64) -> f64 {
    let taken = if c == 0.0 { b } else { a };
    if c.is_nan() { c } else { taken }
}

/// The day as a date; a time within a day is cut off. `None` if it is nothing or beyond the calendar.
#[inline]
#[must_use]
pub fn date(day: f64) -> Option<Date> {
    let whole = day.floor();
    let (least, most) = (f64::from(Date::MIN.days()), f64::from(Date::MAX.days()));
    if (least..=most).contains(&whole) {
        Some(Date::from_days(whole as i32))
    } else {
        None
    }
}

/// A date as a number: days since 1970-01-01.
#[inline]
#[must_use]
pub fn day(date: Date) -> f64 {
    f64::from(date.days())
}

/// The date `months` later.
#[inline]
#[must_use]
pub fn add_months(from: f64, months: f64) -> f64 {
    match date(from) {
        Some(from) if !months.is_nan() => day(from.add_months_f(months)),
        _ => f64::NAN,
    }
}

/// The date `n` working days later; a fraction of a day counts as the whole day.
#[inline]
#[must_use]
pub fn add_workdays(from: f64, n: f64, calendar: &WorkCalendar) -> f64 {
    match date(from) {
        Some(from) if n.abs() <= 1_000_000.0 => day(calendar.add_workdays(from, n.ceil() as i32)),
        _ => f64::NAN,
    }
}

/// Months from `a` to `b`.
#[inline]
#[must_use]
pub fn months_between(a: f64, b: f64) -> f64 {
    match (date(a), date(b)) {
        (Some(a), Some(b)) => sitec_units::calendar::months_between(a, b),
        _ => f64::NAN,
    }
}

/// The year of a date.
#[inline]
#[must_use]
pub fn year_of(a: f64) -> f64 {
    date(a).map_or(f64::NAN, |d| f64::from(d.ymd().0))
}

/// The month of a date, 1 to 12.
#[inline]
#[must_use]
pub fn month_of(a: f64) -> f64 {
    date(a).map_or(f64::NAN, |d| f64::from(d.ymd().1))
}

/// The first day of a date's month.
#[inline]
#[must_use]
pub fn month_start(a: f64) -> f64 {
    date(a).map_or(f64::NAN, |d| day(d.first_of_month()))
}

/// The last day of a date's month.
#[inline]
#[must_use]
pub fn month_end(a: f64) -> f64 {
    date(a).map_or(f64::NAN, |d| day(d.last_of_month()))
}

/// The start of a variadic operation and its step: the result is the fold from left to right.
/// `None` for other operations.
#[must_use]
pub fn variadic(op: Op) -> Option<Variadic> {
    Some(match op {
        Op::Sum => Variadic {
            empty: 0.0,
            lone: same,
            step: add,
        },
        Op::MinOf => Variadic {
            empty: f64::NAN,
            lone: same,
            step: min,
        },
        Op::MaxOf => Variadic {
            empty: f64::NAN,
            lone: same,
            step: max,
        },
        Op::AllOf => Variadic {
            empty: 1.0,
            lone: holds,
            step: and,
        },
        Op::AnyOf => Variadic {
            empty: 0.0,
            lone: holds,
            step: or,
        },
        Op::CountOf => Variadic {
            empty: 0.0,
            lone: holds,
            step: count,
        },
        _ => return None,
    })
}

/// How a variadic operation folds its inputs.
#[derive(Debug, Clone, Copy)]
pub struct Variadic {
    /// The result of no input.
    pub empty: f64,
    /// The first input as a result.
    pub lone: fn(f64) -> f64,
    /// The result so far and the next input.
    pub step: fn(f64, f64) -> f64,
}

/// A value as it is.
#[inline(always)]
#[must_use]
pub fn same(a: f64) -> f64 {
    a
}

/// A condition as 1, 0 or nothing.
#[inline(always)]
#[must_use]
pub fn holds(a: f64) -> f64 {
    if a.is_nan() { a } else { truth(a != 0.0) }
}

/// One more if the condition holds.
#[inline(always)]
#[must_use]
pub fn count(so_far: f64, a: f64) -> f64 {
    so_far + holds(a)
}

/// Which of `count` items the number `n` names, from 0; `None` if it is not one of `1, 2, … count`.
#[inline]
#[must_use]
pub fn place(n: f64, count: usize) -> Option<usize> {
    let whole = n >= 1.0 && n <= count as f64 && n.fract() == 0.0;
    whole.then(|| n as usize - 1)
}

/// The `n`-th of the others, counted from 1; nothing if there is none.
#[inline]
#[must_use]
pub fn pick(n: f64, items: &[f64]) -> f64 {
    place(n, items.len()).map_or(f64::NAN, |i| items[i])
}

/// The result of an elementwise operation on plain numbers, `None` for operations of other classes or
/// a wrong number of inputs.
#[must_use]
pub fn eval(op: Op, inputs: &[f64], calendars: &[WorkCalendar]) -> Option<f64> {
    if let Some(fold) = variadic(op) {
        return Some(match inputs.split_first() {
            None => fold.empty,
            Some((&first, rest)) => rest
                .iter()
                .fold((fold.lone)(first), |s, &x| (fold.step)(s, x)),
        });
    }
    Some(match (op, inputs) {
        (Op::Add, &[a, b]) => add(a, b),
        (Op::Sub, &[a, b]) => sub(a, b),
        (Op::Mul, &[a, b]) => mul(a, b),
        (Op::Div, &[a, b]) => div(a, b),
        (Op::Neg, &[a]) => neg(a),
        (Op::Pow, &[a, b]) => pow(a, b),
        (Op::Min, &[a, b]) => min(a, b),
        (Op::Max, &[a, b]) => max(a, b),
        (Op::Abs, &[a]) => abs(a),
        (Op::Floor, &[a]) => floor(a),
        (Op::Ceil, &[a]) => ceil(a),
        (Op::Round, &[a]) => round(a),
        (Op::Sqrt, &[a]) => sqrt(a),
        (Op::Exp, &[a]) => exp(a),
        (Op::Ln, &[a]) => ln(a),
        (Op::Eq, &[a, b]) => eq(a, b),
        (Op::Ne, &[a, b]) => ne(a, b),
        (Op::Lt, &[a, b]) => lt(a, b),
        (Op::Le, &[a, b]) => le(a, b),
        (Op::Gt, &[a, b]) => gt(a, b),
        (Op::Ge, &[a, b]) => ge(a, b),
        (Op::And, &[a, b]) => and(a, b),
        (Op::Or, &[a, b]) => or(a, b),
        (Op::Not, &[a]) => not(a),
        (Op::Select, &[c, a, b]) => select(c, a, b),
        (Op::AddMonths, &[a, n]) => add_months(a, n),
        (Op::AddWorkdays(id), &[a, n]) => add_workdays(a, n, calendars.get(id.index())?),
        (Op::MonthsBetween, &[a, b]) => months_between(a, b),
        (Op::YearOf, &[a]) => year_of(a),
        (Op::MonthOf, &[a]) => month_of(a),
        (Op::MonthStart, &[a]) => month_start(a),
        (Op::MonthEnd, &[a]) => month_end(a),
        (Op::Pick, [n, items @ ..]) => pick(*n, items),
        (Op::Pick, []) => f64::NAN,
        _ => return None,
    })
}
