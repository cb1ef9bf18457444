//! Days, months, timelines and working days, by the proleptic Gregorian calendar.
//!
//! A date is a count of days, so that comparing and shifting are integer arithmetic; conversions to and from year,
//! month and day use the closed forms of H. Hinnant ("chrono-Compatible Low-Level Date Algorithms"), since they
//! run for every month of every lane.

use serde::{Deserialize, Serialize};

/// A day of the years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date(i32);

/// Why three numbers, or a period, are not a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateError {
    /// The year is outside 1 to 9999.
    Year(i32),
    /// The month is outside 1 to 12.
    Month(u32),
    /// The month has fewer days.
    Day {
        /// The year.
        year: i32,
        /// The month.
        month: u32,
        /// The day asked for.
        day: u32,
        /// How many days the month has.
        days: u32,
    },
    /// A year has two halves and four quarters.
    Period(PeriodKind, u32),
}

impl std::fmt::Display for DateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            DateError::Year(year) => write!(f, "the year {year} is outside 1 to 9999"),
            DateError::Month(month) => write!(f, "there is no month {month}: months are 01 to 12"),
            DateError::Day { day: 0, .. } => {
                write!(f, "there is no day 00: days are counted from 01")
            }
            DateError::Day {
                year,
                month,
                day,
                days,
            } => {
                let name = MONTHS.get(month as usize).copied().unwrap_or_default();
                write!(
                    f,
                    "there is no day {day} in {name} {year}: it has {days} days"
                )
            }
            DateError::Period(PeriodKind::Half, index) => {
                write!(f, "there is no half year H{index}: they are H1 and H2")
            }
            DateError::Period(PeriodKind::Quarter, index) => {
                write!(f, "there is no quarter Q{index}: quarters are Q1 to Q4")
            }
        }
    }
}

impl std::error::Error for DateError {}

/// A part of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PeriodKind {
    /// Six months: 1 and 2.
    Half,
    /// Three months: 1 to 4.
    Quarter,
}

impl PeriodKind {
    fn months(self) -> u32 {
        match self {
            PeriodKind::Half => 6,
            PeriodKind::Quarter => 3,
        }
    }
}

/// The names of the months by their numbers, 1 to 12.
pub const MONTHS: [&str; 13] = [
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Whether the year has a 29 February.
#[must_use]
pub fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many days a month (1 to 12) has.
#[must_use]
pub fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a day that exists.
const fn to_days(year: i32, month: u32, day: u32) -> i32 {
    // Years begin in March, so that the leap day is a year's last.
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let of_year = (153 * ((month as i32 + 9) % 12) + 2) / 5 + day as i32 - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

impl Date {
    /// 0001-01-01.
    pub const MIN: Date = Date(to_days(1, 1, 1));
    /// 9999-12-31.
    pub const MAX: Date = Date(to_days(9999, 12, 31));

    /// The day with these numbers.
    ///
    /// # Errors
    /// When there is none; the error says which of the numbers is at fault.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Date, DateError> {
        if !(1..=9999).contains(&year) {
            return Err(DateError::Year(year));
        }
        if !(1..=12).contains(&month) {
            return Err(DateError::Month(month));
        }
        let days = days_in_month(year, month);
        if !(1..=days).contains(&day) {
            return Err(DateError::Day {
                year,
                month,
                day,
                days,
            });
        }
        Ok(Date(to_days(year, month, day)))
    }

    /// The day that many days after 1970-01-01, kept within [`Date::MIN`] and [`Date::MAX`].
    #[must_use]
    pub fn from_days(days: i32) -> Date {
        Date(days.clamp(Date::MIN.0, Date::MAX.0))
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1 to 12) and day.
    #[must_use]
    pub fn ymd(self) -> (i32, u32, u32) {
        // A count read from elsewhere may lie outside; 64 bits keep the arithmetic total.
        let z = i64::from(self.0) + 719_468;
        let era = z.div_euclid(146_097);
        let of_era = z.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year as i32, month as u32, day as u32)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.ymd().0
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.ymd().1
    }

    /// The day of the week: 0 is Monday, 6 is Sunday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        (i64::from(self.0) + 3).rem_euclid(7) as u8
    }

    /// The day `n` days later.
    #[must_use]
    pub fn add_days(self, n: i32) -> Date {
        Date::from_days(self.0.saturating_add(n))
    }

    /// The day `n` months later by the calendar: the same day of the month, or the month's last if it is shorter.
    #[must_use]
    pub fn add_months(self, n: i32) -> Date {
        let (year, month, day) = self.ymd();
        let index = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(n);
        if index < 12 {
            return Date::MIN;
        }
        if index >= 10_000 * 12 {
            return Date::MAX;
        }
        let (year, month) = ((index / 12) as i32, (index % 12) as u32 + 1);
        Date(to_days(year, month, day.min(days_in_month(year, month))))
    }

    /// The day `n` months later, where `n` need not be whole: the whole months below `n` by the calendar, then
    /// the remaining share of the days to one month later, rounded to whole days. No number means no step.
    #[must_use]
    pub fn add_months_f(self, n: f64) -> Date {
        if n.is_nan() {
            return self;
        }
        let whole = n.floor();
        let months = whole.clamp(-200_000.0, 200_000.0) as i32;
        let base = self.add_months(months);
        let share = n - whole;
        if share == 0.0 || !share.is_finite() {
            return base;
        }
        let span = self.add_months(months.saturating_add(1)).0 - base.0;
        base.add_days((share * f64::from(span)).round() as i32)
    }

    /// The first day of its month.
    #[must_use]
    pub fn first_of_month(self) -> Date {
        let (_, _, day) = self.ymd();
        Date(self.0 - (day as i32 - 1))
    }

    /// The last day of its month.
    #[must_use]
    pub fn last_of_month(self) -> Date {
        let (year, month, day) = self.ymd();
        Date(self.0 + (days_in_month(year, month) - day) as i32)
    }

    /// How many days its month has.
    #[must_use]
    pub fn days_in_month(self) -> u32 {
        let (year, month, _) = self.ymd();
        days_in_month(year, month)
    }

    /// Days from `earlier` to this day; negative if this day comes first.
    #[must_use]
    pub fn days_since(self, earlier: Date) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// Months from the month of `earlier` to this day's month, whatever the days.
    #[must_use]
    pub fn month_steps_since(self, earlier: Date) -> i32 {
        let (year, month, _) = self.ymd();
        let (from_year, from_month, _) = earlier.ymd();
        (year - from_year) * 12 + month as i32 - from_month as i32
    }

    /// The first day of a half or a quarter of a year.
    ///
    /// # Errors
    /// When the year is outside 1 to 9999 or has no such part.
    pub fn period_start(year: i32, kind: PeriodKind, index: u32) -> Result<Date, DateError> {
        if index == 0 || index > 12 / kind.months() {
            return Err(DateError::Period(kind, index));
        }
        Date::new(year, (index - 1) * kind.months() + 1, 1)
    }

    /// The last day of a half or a quarter of a year.
    ///
    /// # Errors
    /// As [`period_start`](Self::period_start).
    pub fn period_end(year: i32, kind: PeriodKind, index: u32) -> Result<Date, DateError> {
        let start = Date::period_start(year, kind, index)?;
        Ok(start.add_months(kind.months() as i32 - 1).last_of_month())
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Months from `a` to `b`: the whole months by the calendar, then the days over as a share of the days of the
/// month begun. It is what [`Date::add_months_f`] undoes: `a.add_months_f(months_between(a, b)) == b`.
///
/// A `b` before `a` counts whole months down and days up, by the same rule.
#[must_use]
pub fn months_between(a: Date, b: Date) -> f64 {
    let mut whole = b.month_steps_since(a);
    let mut base = a.add_months(whole);
    if base > b {
        whole -= 1;
        base = a.add_months(whole);
    }
    let over = b.days_since(base);
    if over == 0 {
        return f64::from(whole);
    }
    let span = a.add_months(whole + 1).days_since(base).max(1);
    f64::from(whole) + f64::from(over) / f64::from(span)
}

/// The columns of a model: periods of equally many whole months, and perhaps an opening column in front of them.
///
/// Columns are counted from 0. The opening column is one of them: a moment without length on the first day of the
/// first period, for what happens at financial close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Timeline {
    /// The first day of the first period.
    pub first: Date,
    /// How many periods.
    pub periods: u32,
    /// The months of a period, at least 1.
    pub step: u32,
    /// Whether a column stands in front of the first period.
    pub opening: bool,
}

impl Timeline {
    /// `months` periods of a month, from the month that holds `start`, without an opening column.
    #[must_use]
    pub fn new(start: Date, months: u32) -> Timeline {
        Timeline {
            first: start.first_of_month(),
            periods: months,
            step: 1,
            opening: false,
        }
    }

    /// As many periods, but of so many months (at least one).
    #[must_use]
    pub fn by(self, months: u32) -> Timeline {
        Timeline {
            step: months.max(1),
            ..self
        }
    }

    /// With an opening column.
    #[must_use]
    pub fn with_opening(self) -> Timeline {
        Timeline {
            opening: true,
            ..self
        }
    }

    /// How many columns there are.
    #[must_use]
    pub fn columns(&self) -> u32 {
        self.periods.saturating_add(u32::from(self.opening))
    }

    /// Whether a column is the opening one.
    #[must_use]
    pub fn is_opening(&self, column: u32) -> bool {
        self.opening && column == 0
    }

    /// The number of a column's period, from 0; −1 for the opening column.
    #[must_use]
    pub fn period(&self, column: u32) -> i64 {
        i64::from(column) - i64::from(self.opening)
    }

    /// The first day of a column, which may lie beyond the end.
    #[must_use]
    pub fn begin(&self, column: u32) -> Date {
        self.first_of_period(self.period(column).max(0))
    }

    /// The last day of a column; of the opening one, its only day.
    #[must_use]
    pub fn close(&self, column: u32) -> Date {
        match self.is_opening(column) {
            true => self.first,
            false => self.end_of(column).add_days(-1),
        }
    }

    /// The day after a column's last; of the opening column, which has no length, its day.
    #[must_use]
    pub fn end_of(&self, column: u32) -> Date {
        self.first_of_period(self.period(column) + 1)
    }

    /// The column whose period holds a day, never the opening one: below the first before the first day, `columns`
    /// and more after the last.
    #[must_use]
    pub fn column(&self, date: Date) -> i64 {
        let months = i64::from(date.month_steps_since(self.first));
        months.div_euclid(i64::from(self.step)) + i64::from(self.opening)
    }

    /// The last day of the last period; of the month before the first if there is none.
    #[must_use]
    pub fn end(&self) -> Date {
        self.first_of_period(i64::from(self.periods)).add_days(-1)
    }

    /// The periods as people say: `18 months`, `25 years`.
    #[must_use]
    pub fn length_text(&self) -> String {
        let unit = match self.step {
            1 => "month",
            3 => "quarter",
            6 => "half year",
            12 => "year",
            _ => "period",
        };
        let s = if self.periods == 1 { "" } else { "s" };
        format!("{} {unit}{s}", self.periods)
    }

    fn first_of_period(&self, period: i64) -> Date {
        let months = period.saturating_mul(i64::from(self.step));
        self.first
            .add_months(i32::try_from(months).unwrap_or(i32::MAX))
    }
}

/// Which days are worked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkCalendar {
    workdays: [bool; 7],
    /// Sorted, without repetitions, only days that would be worked.
    holidays: Vec<Date>,
}

impl Default for WorkCalendar {
    /// Monday to Friday, no holidays.
    fn default() -> Self {
        WorkCalendar {
            workdays: [true, true, true, true, true, false, false],
            holidays: Vec::new(),
        }
    }
}

impl WorkCalendar {
    /// A calendar of weekdays (Monday first) and holidays in any order; nothing if no day of the week is worked.
    #[must_use]
    pub fn new(workdays: [bool; 7], mut holidays: Vec<Date>) -> Option<WorkCalendar> {
        if !workdays.contains(&true) {
            return None;
        }
        let mut calendar = WorkCalendar {
            workdays,
            holidays: Vec::new(),
        };
        holidays.sort_unstable();
        holidays.dedup();
        holidays.retain(|&day| calendar.in_week(day));
        calendar.holidays = holidays;
        Some(calendar)
    }

    /// Whether the day is worked.
    #[must_use]
    pub fn is_workday(&self, date: Date) -> bool {
        self.in_week(date) && self.holidays.binary_search(&date).is_err()
    }

    /// The `n`-th working day after `date`, or before it if `n` is negative; `date` itself, worked or not, if 0.
    #[must_use]
    pub fn add_workdays(&self, date: Date, n: i32) -> Date {
        let week = self.workdays.iter().filter(|&&w| w).count() as i64;
        if week == 0 {
            return date;
        }
        let step = if n < 0 { -1 } else { 1 };
        let mut left = i64::from(n).abs();
        let mut day = date;
        let last = if step < 0 { Date::MIN } else { Date::MAX };
        while left > 0 && day != last {
            // Whole weeks at once; the holidays in them are still owed.
            let weeks = (left - 1) / week;
            if weeks > 0 {
                let far = i64::from(day.0) + step * 7 * weeks;
                let next = Date::from_days(
                    far.clamp(i64::from(Date::MIN.0), i64::from(Date::MAX.0)) as i32,
                );
                let skipped = if step > 0 {
                    self.holidays_in(day, next)
                } else {
                    self.holidays_in(next.add_days(-1), day.add_days(-1))
                };
                left -= weeks * week - skipped;
                day = next;
            } else {
                day = day.add_days(step as i32);
                if self.is_workday(day) {
                    left -= 1;
                }
            }
        }
        day
    }

    /// How many working days lie after `from` up to and with `to`; negative if `to` comes first.
    #[must_use]
    pub fn workdays_between(&self, from: Date, to: Date) -> i64 {
        if to < from {
            return -self.workdays_between(to, from);
        }
        let days = i64::from(to.0) - i64::from(from.0);
        let week = self.workdays.iter().filter(|&&w| w).count() as i64;
        let rest = (0..days % 7)
            .filter(|&i| self.in_week(to.add_days(-(i as i32))))
            .count() as i64;
        days / 7 * week + rest - self.holidays_in(from, to)
    }

    /// Holidays after `from` up to and with `to`.
    fn holidays_in(&self, from: Date, to: Date) -> i64 {
        let before = |day: Date| self.holidays.partition_point(|&h| h <= day) as i64;
        before(to) - before(from)
    }

    fn in_week(&self, date: Date) -> bool {
        self.workdays
            .get(usize::from(date.weekday()))
            .copied()
            .unwrap_or(false)
    }
}
