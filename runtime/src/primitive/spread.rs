//! A total over the months of its period.

use sitec_ir::Profile;

use super::days::{on, paid};
use sitec_ir::scalar::months_between;

/// The share of `total` that falls in the month `begin ≤ day < end`, for a period `from ≤ day < to`.
///
/// The share is the difference of the profile's running shares at the month's two ends, so that the
/// months add up to the total. Progress counts months, the begun one by its days: over `n` whole months a
/// uniform profile pays exactly `1/n` in each, whatever their lengths. A period without days is a payment on the
/// day `from`, and falls in the opening column if there is one on that day (`opening`, else nothing).
#[inline]
#[must_use]
pub fn spread(
    profile: Profile,
    total: f64,
    (from, to): (f64, f64),
    (begin, end): (f64, f64),
    opening: f64,
) -> f64 {
    Period::new(from, to).spread(profile, total, (begin, end), opening)
}

/// The period that a total is spread over: `from ≤ day < to`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Period {
    from: f64,
    to: f64,
    /// Its months.
    length: f64,
}

impl Period {
    #[inline]
    pub fn new(from: f64, to: f64) -> Period {
        let length = if to <= from {
            0.0
        } else {
            months_between(from, to)
        };
        Period { from, to, length }
    }

    /// See [`spread`].
    #[inline]
    pub fn spread(
        self,
        profile: Profile,
        total: f64,
        (begin, end): (f64, f64),
        opening: f64,
    ) -> f64 {
        let Period { from, to, .. } = self;
        let share = match profile {
            _ if to <= from => paid(from, begin, end, opening),
            Profile::AtStart => on(from, begin, end),
            // The last day of the period, not the first day after it.
            Profile::AtEnd => on(to - 1.0, begin, end),
            Profile::Uniform => self.gone(end) - self.gone(begin),
            Profile::SCurve => s_curve(self.gone(end)) - s_curve(self.gone(begin)),
        };
        if from.is_nan() || to.is_nan() {
            f64::NAN
        } else {
            total * share
        }
    }

    /// The share of its months that is gone when a day begins, 0 to 1.
    #[inline]
    fn gone(self, day: f64) -> f64 {
        if day <= self.from {
            0.0
        } else if day >= self.to {
            1.0
        } else {
            months_between(self.from, day) / self.length
        }
    }
}

/// `x²(3 − 2x)`: the usual spending curve of a building.
#[inline(always)]
fn s_curve(x: f64) -> f64 {
    x * x * (3.0 - 2.0 * x)
}
