//! The months of a timeline as numbers, computed once for a plan.

use sitec_ir::scalar;
use sitec_units::calendar::Timeline;

/// What the engine asks about months, a column each.
#[derive(Debug, Clone)]
pub struct Grid {
    /// First days, as days since 1970-01-01.
    pub begin: Vec<f64>,
    /// Last days.
    pub close: Vec<f64>,
    /// First days of the following months.
    pub end: Vec<f64>,
    /// Lengths in seconds.
    pub seconds: Vec<f64>,
    /// Numbers from 0.
    pub index: Vec<f64>,
    /// Calendar years.
    pub year: Vec<f64>,
    /// Calendar months, 1 to 12.
    pub month: Vec<f64>,
    /// Months since the year 0: differences count months of the grid.
    pub number: Vec<f64>,
}

impl Grid {
    /// The months of a timeline.
    #[must_use]
    pub fn new(timeline: &Timeline) -> Grid {
        let months = 0..timeline.months;
        let begin: Vec<f64> = months
            .clone()
            .map(|m| scalar::day(timeline.begin(m)))
            .collect();
        let close: Vec<f64> = months
            .clone()
            .map(|m| scalar::day(timeline.close(m)))
            .collect();
        let end: Vec<f64> = close.iter().map(|day| day + 1.0).collect();
        Grid {
            seconds: begin
                .iter()
                .zip(&end)
                .map(|(b, e)| (e - b) * 86_400.0)
                .collect(),
            index: months.map(f64::from).collect(),
            year: begin.iter().map(|&day| scalar::year_of(day)).collect(),
            month: begin.iter().map(|&day| scalar::month_of(day)).collect(),
            number: begin.iter().map(|&day| month_number(day)).collect(),
            begin,
            close,
            end,
        }
    }

    /// How many months.
    #[must_use]
    pub fn months(&self) -> usize {
        self.begin.len()
    }

    /// The month that holds a day, `None` outside the timeline or for nothing.
    #[must_use]
    pub fn find(&self, day: f64) -> Option<usize> {
        let first = *self.number.first()?;
        let place = month_number(day) - first;
        // Nothing fails both comparisons.
        if place >= 0.0 && place < self.months() as f64 {
            Some(place as usize)
        } else {
            None
        }
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
