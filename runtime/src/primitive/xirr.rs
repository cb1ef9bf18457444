//! Internal rates of return, with the status that belongs to them.
//!
//! Peers disagree where there are several rates (for −1000, 2500, −1540 one returns 10 %, another 40 %),
//! so the status is part of the result and the choice among several is stated in [`roots::choose`].

use super::roots::{self, Flows, Times};

/// What the flows say about their rate of return.
#[derive(Debug, Clone, PartialEq)]
pub enum Rate {
    /// There is none: fewer than two flows, no change of sign, or no real root.
    None,
    /// There is one.
    Unique(f64),
    /// There are several; `value` is the one that counts.
    Multiple {
        /// The rate that the operation returns.
        value: f64,
        /// All of them, rising.
        all: Vec<f64>,
    },
}

impl Rate {
    /// The rate that counts; nothing (NaN) if there is none.
    #[must_use]
    pub fn value(&self) -> f64 {
        match self {
            Rate::None => f64::NAN,
            Rate::Unique(value) | Rate::Multiple { value, .. } => *value,
        }
    }

    /// All rates, rising.
    #[must_use]
    pub fn all(&self) -> &[f64] {
        match self {
            Rate::None => &[],
            Rate::Unique(value) => std::slice::from_ref(value),
            Rate::Multiple { all, .. } => all,
        }
    }
}

/// Whether days never fall, and all are there.
#[must_use]
pub fn in_order(days: &[f64]) -> bool {
    days.iter().all(|day| day.is_finite()) && days.is_sorted()
}

/// As [`rate`], of flows dated by days in any order, Actual/365 Fixed. The day of a flow that is zero does not
/// matter; any other flow without a day leaves no rate.
#[must_use]
pub fn dated_rate(flows: &[f64], days: &[f64]) -> Rate {
    if in_order(days) {
        return rate(flows, &Times::from_days(days));
    }
    let mut dated: Vec<(f64, f64)> = days
        .iter()
        .zip(flows)
        .filter(|(_, flow)| **flow != 0.0)
        .map(|(&day, &flow)| (day, flow))
        .collect();
    if dated.iter().any(|(day, _)| !day.is_finite()) {
        return Rate::None;
    }
    // Stable, so that flows of one day keep their order.
    dated.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (days, flows): (Vec<f64>, Vec<f64>) = dated.into_iter().unzip();
    rate(&flows, &Times::from_days(&days))
}

/// The internal rate of return (a year, or a period if times are such), with its status, of flows at the given times. Flows and times
/// must be equally many (spare ones are left out).
#[must_use]
pub fn rate(flows: &[f64], times: &Times) -> Rate {
    let Some(read) = Flows::read(flows.iter().copied()) else {
        return Rate::None;
    };
    let lane: Vec<[f64; 1]> = flows.iter().map(|&q| [q]).collect();
    let value = solve_lane(&lane, &read, times);
    let unique = |y: f64| {
        if y.is_finite() {
            Rate::Unique(times.rate(y))
        } else {
            Rate::None
        }
    };
    if read.changes == 1 {
        return unique(value);
    }
    let mut all: Vec<f64> = roots::scan(times, &lane, &read)
        .iter()
        .map(|root| root.y)
        .collect();
    // The scan may miss the certain root beyond its ends.
    if value.is_finite() && !all.iter().any(|y| (y - value).abs() < 1e-9) {
        all.push(value);
        all.sort_by(f64::total_cmp);
    }
    if all.len() > 1 {
        Rate::Multiple {
            value: times.rate(value),
            all: all.into_iter().map(|y| times.rate(y)).collect(),
        }
    } else {
        unique(value)
    }
}

/// `y` of the rate that counts in one lane, NaN without one.
fn solve_lane(lane: &[[f64; 1]], read: &Flows, times: &Times) -> f64 {
    if read.changes == 1 && read.total == 0.0 {
        // What comes back is what was paid: exactly zero, not nearly.
        return 0.0;
    }
    let certain = match read.certain(times.farthest()) {
        Some((low, high)) => {
            let falls = read.pays_first;
            roots::solve(times, lane, &[*read], &[(low, high, falls)])[0]
        }
        None => f64::NAN,
    };
    if certain.is_finite() {
        return certain;
    }
    roots::choose(&roots::scan(times, lane, read)).unwrap_or(f64::NAN)
}

/// Lanes solved together.
pub const WIDTH: usize = 8;

/// Rates of return, as [`rate`], of [`WIDTH`] lanes: `flows[k]` are the lanes' flows at time `k`. NaN in lanes
/// without a rate. Each lane equals [`rate`] of it to the bit.
#[must_use]
pub fn rates(flows: &[[f64; WIDTH]], times: &Times) -> [f64; WIDTH] {
    let all: [Option<Flows>; WIDTH] =
        std::array::from_fn(|i| Flows::read(flows.iter().map(|q| q[i])));
    let none = Flows {
        first: 0,
        last: 0,
        changes: 0,
        running_changes: 0,
        total: 0.0,
        pays_first: false,
    };
    // An empty interval leaves a lane out of the search.
    let within = all.map(|read| match read {
        Some(read) if read.changes != 1 || read.total != 0.0 => {
            let (low, high) = read.certain(times.farthest()).unwrap_or((0.0, 0.0));
            (low, high, read.pays_first)
        }
        _ => (0.0, 0.0, true),
    });
    let read = all.map(|read| read.unwrap_or(none));
    let found = if within.iter().any(|w| w.0 < w.1) {
        roots::solve(times, flows, &read, &within)
    } else {
        [f64::NAN; WIDTH]
    };
    std::array::from_fn(|i| {
        let y = match all[i] {
            None => f64::NAN,
            Some(_) if found[i].is_finite() => found[i],
            Some(read) => {
                let lane: Vec<[f64; 1]> = flows.iter().map(|q| [q[i]]).collect();
                solve_lane(&lane, &read, times)
            }
        };
        if y.is_finite() {
            times.rate(y)
        } else {
            f64::NAN
        }
    })
}
