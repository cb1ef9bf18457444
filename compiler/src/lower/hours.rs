//! Numbers by the hour, laid along the timeline.

use rustc_hash::FxHashMap;
use sitec_grammar::source::{FileId, Span};
use sitec_ir::{Hours, HoursId, NodeId};
use sitec_units::calendar::{Date, MONTHS, Timeline};

use super::Lowering;
use crate::diag::families::values;

/// The months of a file by year and month, each with its values.
type Months = FxHashMap<(i32, u32), Vec<f64>>;

impl Lowering<'_> {
    /// The hours of each column, from the days and values of a file; `None` if months are missing, which is told.
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

    /// The mean of each column's hours.
    pub(crate) fn hours_mean(&mut self, id: HoursId) -> NodeId {
        let hours = self.builder.program().hours(id);
        let means = (0..hours.columns()).map(|c| hours.mean(c)).collect();
        self.builder.table(means)
    }
}

/// The hours of each column: those of its months, or of the same calendar months in the nearest year that the file
/// has. The opening column has those of the first period. `Err` is a calendar month without any.
fn lay(rows: &[(i32, f64)], timeline: &Timeline) -> Result<Hours, u32> {
    let mut months = Months::default();
    for &(day, value) in rows {
        let (year, month, _) = Date::from_days(day).ymd();
        months.entry((year, month)).or_default().push(value);
    }
    let nearest = |(year, month): (i32, u32)| {
        let there = months.keys().filter(|(_, m)| *m == month);
        there
            .min_by_key(|(y, _)| ((y - year).abs(), *y))
            .copied()
            .ok_or(month)
    };
    let mut groups: Vec<Vec<f64>> = Vec::new();
    let mut known: FxHashMap<Vec<(i32, u32)>, u32> = FxHashMap::default();
    let mut of_column = Vec::with_capacity(timeline.columns() as usize);
    for column in 0..timeline.columns() {
        let begin = timeline.begin(column);
        let parts = (0..timeline.step).map(|m| {
            let (year, month, _) = begin.add_months(m as i32).ymd();
            nearest((year, month))
        });
        let parts = parts.collect::<Result<Vec<_>, u32>>()?;
        let group = *known.entry(parts).or_insert_with_key(|parts| {
            groups.push(parts.iter().flat_map(|p| &months[p]).copied().collect());
            groups.len() as u32 - 1
        });
        of_column.push(group);
    }
    Ok(Hours::new(groups, of_column))
}
