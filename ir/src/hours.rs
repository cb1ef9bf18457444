//! Numbers by the hour: what each column's hours come to, and the part of them below a limit.

/// Hours of the columns of a timeline, sorted once so that a question costs a binary search.
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    groups: Vec<Group>,
    /// The group of each column; several columns may share one.
    of_column: Vec<u32>,
}

/// The hours of a column.
#[derive(Debug, Clone, PartialEq)]
struct Group {
    /// Their values, rising.
    sorted: Vec<f64>,
    /// The sum of the first `k` of them, from `k = 0`.
    sums: Vec<f64>,
}

impl Hours {
    /// From the values of some groups, in any order, and the group of each column.
    #[must_use]
    pub fn new(groups: Vec<Vec<f64>>, of_column: Vec<u32>) -> Hours {
        let group = |mut sorted: Vec<f64>| {
            sorted.sort_by(f64::total_cmp);
            let mut sums = Vec::with_capacity(sorted.len() + 1);
            let mut sum = 0.0;
            sums.push(sum);
            for value in &sorted {
                sum += value;
                sums.push(sum);
            }
            Group { sorted, sums }
        };
        Hours {
            groups: groups.into_iter().map(group).collect(),
            of_column,
        }
    }

    /// How many columns there are.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.of_column.len()
    }

    fn group(&self, column: usize) -> Option<&Group> {
        let group = self.groups.get(*self.of_column.get(column)? as usize)?;
        (!group.sorted.is_empty()).then_some(group)
    }

    /// The mean over the hours of a column; nothing if it has none.
    #[must_use]
    pub fn mean(&self, column: usize) -> f64 {
        self.group(column).map_or(f64::NAN, |g| {
            g.sums.last().copied().unwrap_or(f64::NAN) / g.sorted.len() as f64
        })
    }

    /// The share of a column's hours whose value is below the limit; nothing if the limit is.
    #[must_use]
    pub fn share_below(&self, column: usize, limit: f64) -> f64 {
        match self.group(column) {
            Some(g) if !limit.is_nan() => g.below(limit) as f64 / g.sorted.len() as f64,
            _ => f64::NAN,
        }
    }

    /// The mean of the hours whose value is below the limit, zero if none is; nothing if the limit is.
    #[must_use]
    pub fn mean_below(&self, column: usize, limit: f64) -> f64 {
        match self.group(column) {
            Some(g) if !limit.is_nan() => match g.below(limit) {
                0 => 0.0,
                k => g.sums.get(k).copied().unwrap_or(f64::NAN) / k as f64,
            },
            _ => f64::NAN,
        }
    }
}

impl Group {
    /// How many values are below the limit.
    fn below(&self, limit: f64) -> usize {
        // As the language compares: what differs only by rounding is equal, and so not below.
        self.sorted
            .partition_point(|v| crate::scalar::lt(*v, limit) != 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Hours;

    #[test]
    fn hours_below_a_limit() {
        let hours = Hours::new(
            vec![vec![30.0, -5.0, 20.0, 20.0], vec![50.0]],
            vec![0, 1, 0],
        );
        assert_eq!(hours.columns(), 3);
        assert_eq!(
            (hours.mean(0), hours.mean(1), hours.mean(2)),
            (16.25, 50.0, 16.25)
        );
        // The limit itself is not below it.
        for (limit, share, mean) in [
            (-5.0, 0.0, 0.0),
            (0.0, 0.25, -5.0),
            (20.0, 0.25, -5.0),
            (20.5, 0.75, 35.0 / 3.0),
            (f64::INFINITY, 1.0, 16.25),
        ] {
            assert_eq!(hours.share_below(2, limit), share, "{limit}");
            assert_eq!(hours.mean_below(2, limit), mean, "{limit}");
        }
        assert!(hours.share_below(0, f64::NAN).is_nan() && hours.mean_below(0, f64::NAN).is_nan());
        assert!(hours.mean(3).is_nan() && hours.share_below(3, 1.0).is_nan());
    }
}
