//! Numbers by the hour. A month has 24 hours for each of its days.

use sitec_units::calendar::Timeline;

/// The hours of each month of a column of a timeline; an opening column has those of the first period.
pub fn hours_of(timeline: &Timeline, column: u32) -> impl Iterator<Item = usize> + use<> {
    let begin = timeline.begin(column);
    (0..timeline.step).map(move |m| 24 * begin.add_months(m as i32).days_in_month() as usize)
}

/// Numbers by the hour along a timeline: for each column those of its months, one after another.
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    groups: Vec<Vec<f64>>,
    /// The group of each column; several columns may share one.
    of_column: Vec<u32>,
}

impl Hours {
    /// From the values of some groups, and the group of each column.
    #[must_use]
    pub fn new(groups: Vec<Vec<f64>>, of_column: Vec<u32>) -> Hours {
        Hours { groups, of_column }
    }

    /// How many columns there are.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.of_column.len()
    }

    /// The hours of a column; none of a column that is not there.
    #[must_use]
    pub fn of(&self, column: usize) -> &[f64] {
        let group = self.of_column.get(column);
        let group = group.and_then(|&g| self.groups.get(g as usize));
        group.map_or(&[], Vec::as_slice)
    }

    /// Whether it has a number for each hour of each column.
    #[must_use]
    pub fn fit(&self, timeline: &Timeline) -> bool {
        self.columns() == timeline.columns() as usize
            && (0..timeline.columns())
                .all(|c| self.of(c as usize).len() == hours_of(timeline, c).sum::<usize>())
    }
}

#[cfg(test)]
mod tests {
    use sitec_units::calendar::{Date, Timeline};

    use super::{Hours, hours_of};

    #[test]
    fn months_have_the_hours_of_their_days() {
        let first = Date::new(2028, 1, 1).expect("a day");
        let hours = |t: &Timeline, c| hours_of(t, c).collect::<Vec<_>>();
        let months = Timeline::new(first, 3);
        assert_eq!(hours(&months, 1), [29 * 24]);
        let quarters = Timeline::new(first, 6).by(3).with_opening();
        assert_eq!(hours(&quarters, 0), [31 * 24, 29 * 24, 31 * 24]);
        assert_eq!(hours(&quarters, 2), [30 * 24, 31 * 24, 30 * 24]);
    }

    #[test]
    fn columns_share_groups() {
        let first = Date::new(2027, 1, 1).expect("a day");
        let groups = vec![vec![1.0; 31 * 24], vec![2.0; 28 * 24]];
        let hours = Hours::new(groups, vec![0, 1, 0]);
        assert!(hours.fit(&Timeline::new(first, 3)));
        assert!(!hours.fit(&Timeline::new(first, 2)));
        assert!(!hours.fit(&Timeline::new(first.add_months(1), 3)));
        assert_eq!((hours.of(2).len(), hours.of(3).len()), (31 * 24, 0));
    }
}
