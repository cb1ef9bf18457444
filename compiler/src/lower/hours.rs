//! Numbers by the hour, laid along the timeline.

use rustc_hash::FxHashMap;
use sitec_grammar::source::{FileId, Span};
use sitec_ir::{Hours, HoursId};
use sitec_units::calendar::{Date, MONTHS, Timeline};

use super::Lowering;
use crate::diag::families::values;

/// The months of a file by year and month, each with its values.
type Months = FxHashMap<(i32, u32), Vec<f64>>;

/// A month of a file, and how many days of it are wanted.
type Part = ((i32, u32), u32);

impl Lowering<'_> {
    /// The hours of each column, from the hours and values of a file; `None` if months are missing, which is told.
    pub(crate) fn hours(&mut self, rows: &[(i32, f64)], span: Span) -> Option<HoursId> {
        // Texts from outside all begin at the same place: nothing is remembered of them.
        let outside = span.file == FileId(u32::MAX);
        if let Some(known) = self.hourly.get(&span).filter(|_| !outside) {
            return *known;
        }
        let hours = match lay(rows, self.builder.timeline()) {
            Ok(hours) => Some(self.builder.hours(hours)),
            Err(month) => {
                let month = MONTHS.get(month as usize).copied().unwrap_or_default();
                self.tell(span, "hours", || values::hours_short(span, month));
                None
            }
        };
        self.hourly.insert(span, hours);
        hours
    }
}

/// The hours of each column: those of its months, or of the same calendar months in the nearest year that the file
/// has. The opening column has those of the first period. `Err` is a calendar month without any.
fn lay(rows: &[(i32, f64)], timeline: &Timeline) -> Result<Hours, u32> {
    let mut months = Months::default();
    for month in rows.chunk_by(|a, b| month_of(a.0) == month_of(b.0)) {
        if let Some(first) = month.first() {
            months.insert(month_of(first.0), by_the_clock(month));
        }
    }
    let nearest = |(year, month): (i32, u32)| {
        let there = months.keys().filter(|(_, m)| *m == month);
        there
            .min_by_key(|(y, _)| ((y - year).abs(), *y))
            .copied()
            .ok_or(month)
    };
    let mut groups: Vec<Vec<f64>> = Vec::new();
    let mut known: FxHashMap<Vec<Part>, u32> = FxHashMap::default();
    let mut of_column = Vec::with_capacity(timeline.columns() as usize);
    for column in 0..timeline.columns() {
        let begin = timeline.begin(column);
        let parts = (0..timeline.step).map(|m| {
            let first = begin.add_months(m as i32);
            let (year, month, _) = first.ymd();
            Ok((nearest((year, month))?, first.days_in_month()))
        });
        let parts = parts.collect::<Result<Vec<_>, u32>>()?;
        let group = *known.entry(parts).or_insert_with_key(|parts| {
            let hours = parts.iter().flat_map(|(month, days)| {
                let hours = months.get(month).map_or(&[][..], Vec::as_slice);
                // The 29th of February of a year without one is its 28th.
                let last = hours.len().saturating_sub(24)..hours.len();
                let again = hours.get(last).unwrap_or_default();
                hours.iter().chain(again).copied().take(24 * *days as usize)
            });
            groups.push(hours.collect());
            groups.len() as u32 - 1
        });
        of_column.push(group);
    }
    Ok(Hours::new(groups, of_column))
}

/// The hours of a month as the clock shows them, 24 a day: an hour that the clock leaps over has the value of the hour
/// before, one that it goes through twice the mean of both.
fn by_the_clock(rows: &[(i32, f64)]) -> Vec<f64> {
    let first = Date::from_days(rows.first().map_or(0, |r| r.0.div_euclid(24))).first_of_month();
    let mut hours = vec![(0.0, 0.0); 24 * first.days_in_month() as usize];
    for (hour, value) in rows {
        let place = usize::try_from(hour - 24 * first.days()).ok();
        if let Some((sum, count)) = place.and_then(|place| hours.get_mut(place)) {
            *sum += value;
            *count += 1.0;
        }
    }
    let mut before = rows.first().map_or(f64::NAN, |r| r.1);
    for (sum, count) in &mut hours {
        if *count > 0.0 {
            before = *sum / *count;
        }
        *sum = before;
    }
    hours.into_iter().map(|(value, _)| value).collect()
}

/// The year and the month of an hour, counted from the beginning of 1970.
fn month_of(hour: i32) -> (i32, u32) {
    let (year, month, _) = Date::from_days(hour.div_euclid(24)).ymd();
    (year, month)
}
