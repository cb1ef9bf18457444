//! The columns of a timeline as numbers, computed once for a plan.
//!
//! A column is called a month, which it is unless the timeline has longer periods or an opening column.

use sitec_ir::scalar;
use sitec_units::calendar::Timeline;

/// What the engine asks about months, a column each.
#[derive(Debug, Clone)]
pub struct Grid {
    /// First days, as days since 1970-01-01.
    pub begin: Vec<f64>,
    /// Last days.
    pub close: Vec<f64>,
    /// The days after the last ones. An opening column has no length: it ends when it begins.
    pub end: Vec<f64>,
    /// Lengths in seconds.
    pub seconds: Vec<f64>,
    /// Numbers from 0; −1 for an opening column.
    pub index: Vec<f64>,
    /// Calendar years.
    pub year: Vec<f64>,
    /// Calendar months, 1 to 12.
    pub month: Vec<f64>,
    /// Months from the year 0 to the first one: differences count months of the calendar.
    pub number: Vec<f64>,
    /// The months of a period.
    pub step: f64,
    /// How many opening columns there are: one or none.
    pub opening: usize,
}

impl Grid {
    /// The months of a timeline.
    #[must_use]
    pub fn new(timeline: &Timeline) -> Grid {
        let months = 0..timeline.columns();
        let begin: Vec<f64> = months
            .clone()
            .map(|m| scalar::day(timeline.begin(m)))
            .collect();
        let close: Vec<f64> = months
            .clone()
            .map(|m| scalar::day(timeline.close(m)))
            .collect();
        let end: Vec<f64> = months
            .clone()
            .map(|m| scalar::day(timeline.end_of(m)))
            .collect();
        Grid {
            seconds: begin
                .iter()
                .zip(&end)
                .map(|(b, e)| (e - b) * 86_400.0)
                .collect(),
            index: months.map(|m| timeline.period(m) as f64).collect(),
            year: begin.iter().map(|&day| scalar::year_of(day)).collect(),
            month: begin.iter().map(|&day| scalar::month_of(day)).collect(),
            number: begin.iter().map(|&day| month_number(day)).collect(),
            step: f64::from(timeline.step),
            opening: usize::from(timeline.opening),
            begin,
            close,
            end,
        }
    }

    /// How many columns.
    #[must_use]
    pub fn months(&self) -> usize {
        self.begin.len()
    }

    /// The period that holds a day, `None` outside the timeline or for nothing. It is never an opening column.
    #[must_use]
    pub fn find(&self, day: f64) -> Option<usize> {
        let first = *self.number.first()?;
        let place = ((month_number(day) - first) / self.step).floor();
        let periods = self.months() - self.opening;
        // Nothing fails both comparisons.
        if place >= 0.0 && place < periods as f64 {
            Some(place as usize + self.opening)
        } else {
            None
        }
    }

    /// The day of an opening column; nothing without one.
    #[must_use]
    pub fn opening_day(&self) -> f64 {
        match (self.opening, self.begin.first()) {
            (1.., Some(&day)) => day,
            _ => f64::NAN,
        }
    }

    /// The number of a column's period, from 0; `None` for an opening column.
    #[must_use]
    pub fn period(&self, column: usize) -> Option<usize> {
        column.checked_sub(self.opening)
    }
}

/// Months from the year 0 to the month that holds a day; nothing for nothing.
#[inline]
#[must_use]
pub fn month_number(day: f64) -> f64 {
    scalar::date(day).map_or(f64::NAN, |date| {
        let (year, month, _) = date.ymd();
        f64::from(year * 12 + month as i32 - 1)
    })
}
