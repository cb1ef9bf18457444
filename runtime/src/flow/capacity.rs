//! What a group of units can deliver when its spare units are out.
//!
//! The schemes and their usable capacity, with unit ratings u: `N` is the sum; `N+k` the sum without
//! the k largest; `2N` the lesser side; `2(N+k)` the lesser side, each without its k largest; `xN/y`
//! block by block of x units the sum without the x - y largest, which for equal units is y/x of what
//! is installed. Units that do not run yet count for nothing, so a lone unit of an `N+1` group
//! protects nothing.

use super::network::{Change, Day, Member, Quantity, Redundancy, Unit, Units};

/// What a group is good for.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rating {
    /// The sum of the units that run; infinite if there is no limit.
    pub installed: f64,
    /// What is left of it with the spare units out.
    pub usable: f64,
}

impl Rating {
    const NONE: Self = Self {
        installed: 0.0,
        usable: 0.0,
    };

    fn plain(amount: f64) -> Self {
        Self {
            installed: amount,
            usable: amount,
        }
    }

    /// How much is held in reserve by the spare units.
    #[must_use]
    pub fn reserved(self) -> f64 {
        if self.installed.is_finite() {
            (self.installed - self.usable).max(0.0)
        } else {
            0.0
        }
    }
}

/// What a member gives, carries and needs on a day; zero where it has no such role or is not there.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Amounts {
    /// As a source.
    pub give: Rating,
    /// As a conduit, at its output.
    pub carry: Rating,
    /// As a load.
    pub need: f64,
}

/// The amounts of a member on a day. Amounts below zero and needs without
/// bound count as zero.
#[must_use]
pub fn amounts(member: &Member, day: Day) -> Amounts {
    let mut amounts = Amounts {
        give: Rating::NONE,
        carry: Rating::NONE,
        need: 0.0,
    };
    if !member.is_valid(day) {
        return amounts;
    }
    let declared = |first: Option<f64>, of: Quantity| current(first, &member.changes, of, day);
    // The units belong to what the member gives, if it gives; otherwise to what it carries.
    if member.roles.source {
        amounts.give = group(
            declared(member.give, Quantity::Give),
            member.redundancy,
            &member.units,
            day,
        );
    }
    if member.roles.conduit {
        let capacity = declared(member.capacity, Quantity::Capacity);
        amounts.carry = if member.roles.source {
            Rating::plain(limit(capacity))
        } else {
            group(capacity, member.redundancy, &member.units, day)
        };
    }
    if member.roles.load {
        let need = declared(member.need, Quantity::Need).filter(|need| need.is_finite());
        amounts.need = need.map_or(0.0, |need| need.max(0.0));
    }
    amounts
}

/// The usable and installed capacity of a group on a day, from the declared amount and its units.
#[must_use]
pub fn group(declared: Option<f64>, redundancy: Redundancy, units: &Units, day: Day) -> Rating {
    match units {
        Units::Whole => Rating::plain(limit(declared)),
        Units::Count(count) => match declared {
            None => Rating::plain(f64::INFINITY),
            Some(total) => equal(total.max(0.0), *count, redundancy),
        },
        Units::Rated(units) => {
            let rating = rated(units, redundancy, day);
            Rating {
                installed: rating.installed,
                usable: rating.usable.min(limit(declared)),
            }
        }
    }
}

fn limit(declared: Option<f64>) -> f64 {
    declared.map_or(f64::INFINITY, |amount| amount.max(0.0))
}

/// The amount that holds on a day: the last change begun, or the first amount.
fn current(first: Option<f64>, changes: &[Change], of: Quantity, day: Day) -> Option<f64> {
    changes
        .iter()
        .rev()
        .find(|c| c.of == of && c.from <= day)
        .map_or(first, |c| Some(c.amount))
}

/// `count` equal units that make up `total`, in closed form.
fn equal(total: f64, count: u32, redundancy: Redundancy) -> Rating {
    if count == 0 {
        return Rating::NONE;
    }
    let Redundancy {
        systems,
        spare,
        per,
    } = redundancy;
    let in_use = if per > 1 && systems > per {
        // Whole blocks of `systems`, and what an unfinished block protects.
        let rest = (count % systems).saturating_sub(systems - per);
        count / systems * per + rest
    } else {
        (count / systems.max(1)).saturating_sub(spare)
    };
    Rating {
        installed: total,
        usable: total * (f64::from(in_use) / f64::from(count)),
    }
}

fn rated(units: &[Unit], redundancy: Redundancy, day: Day) -> Rating {
    let runs = |unit: &Unit| {
        unit.from.is_none_or(|from| from <= day) && unit.until.is_none_or(|until| day < until)
    };
    let up = |unit: &&Unit| runs(unit);
    let installed = units
        .iter()
        .filter(up)
        .map(|unit| unit.rating.max(0.0))
        .sum();
    let Redundancy {
        systems,
        spare,
        per,
    } = redundancy;
    let usable = if per > 1 && systems > per {
        let block = systems as usize;
        let out = systems - per;
        units
            .chunks(block)
            .map(|b| without_largest(b.iter().filter(up), out))
            .sum()
    } else if systems > 1 {
        let sides = systems as usize;
        let side = |at: usize, unit: &Unit| {
            // `at < units.len()`, so the quotient is below `sides`.
            unit.side.map_or(at * sides / units.len(), |side| {
                (side as usize).min(sides - 1)
            })
        };
        (0..sides)
            .map(|s| {
                let on_side = units
                    .iter()
                    .enumerate()
                    .filter(|(at, unit)| side(*at, unit) == s);
                without_largest(on_side.map(|(_, unit)| unit).filter(up), spare)
            })
            .fold(f64::INFINITY, f64::min)
    } else {
        without_largest(units.iter().filter(up), spare)
    };
    Rating { installed, usable }
}

/// The sum of the ratings without the `out` largest. Sums what stays rather than subtracting what
/// goes, so that equal units give exact multiples.
fn without_largest<'u>(units: impl Iterator<Item = &'u Unit>, out: u32) -> f64 {
    let mut ratings: Vec<f64> = units.map(|unit| unit.rating.max(0.0)).collect();
    ratings.sort_by(|a, b| b.total_cmp(a));
    ratings.iter().skip(out as usize).sum()
}

/// The days on which a member's amounts may change, in order, each once.
#[must_use]
pub fn change_days(member: &Member) -> Vec<Day> {
    let mut days: Vec<Day> = member.from.into_iter().chain(member.until).collect();
    days.extend(member.changes.iter().map(|change| change.from));
    if let Units::Rated(units) = &member.units {
        days.extend(
            units
                .iter()
                .flat_map(|unit| unit.from.into_iter().chain(unit.until)),
        );
    }
    days.sort_unstable();
    days.dedup();
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    const N1: Redundancy = Redundancy {
        systems: 1,
        spare: 1,
        per: 1,
    };

    fn units(ratings: &[f64]) -> Units {
        Units::Rated(
            ratings
                .iter()
                .map(|&rating| Unit {
                    rating,
                    ..Unit::default()
                })
                .collect(),
        )
    }

    #[test]
    fn the_largest_unit_is_the_spare() {
        let rating = group(None, N1, &units(&[2.0, 2.0, 2.0, 3.0]), 0);
        assert_eq!(
            rating,
            Rating {
                installed: 9.0,
                usable: 6.0
            }
        );
        assert_eq!(rating.reserved(), 3.0);
    }

    #[test]
    fn counted_units_agree_with_rated_ones() {
        for (systems, spare, per) in [
            (1, 0, 1),
            (1, 1, 1),
            (1, 2, 1),
            (2, 0, 1),
            (2, 1, 1),
            (3, 0, 2),
            (4, 0, 3),
        ] {
            let redundancy = Redundancy {
                systems,
                spare,
                per,
            };
            for count in (0..=12).filter(|n| per > 1 || n % systems == 0) {
                let rated = group(None, redundancy, &units(&vec![5.0; count as usize]), 0);
                let counted = group(
                    Some(5.0 * f64::from(count)),
                    redundancy,
                    &Units::Count(count),
                    0,
                );
                assert!(
                    (rated.usable - counted.usable).abs() < 1e-9,
                    "{redundancy:?} of {count}"
                );
                assert_eq!(rated.installed, counted.installed);
            }
        }
    }

    #[test]
    fn a_declared_amount_limits_its_units() {
        assert_eq!(
            group(Some(4.0), Redundancy::N, &units(&[3.0, 3.0]), 0).usable,
            4.0
        );
        assert_eq!(group(None, N1, &Units::Whole, 0).usable, f64::INFINITY);
        assert_eq!(group(Some(7.0), N1, &Units::Whole, 0).usable, 7.0);
    }

    #[test]
    fn changes_replace_the_first_amount() {
        let change = |from, amount| Change {
            from,
            amount,
            of: Quantity::Need,
        };
        let member = Member {
            changes: vec![change(10, 5.0), change(20, 2.0)],
            ..Member::load(1.0).from(0).until(30)
        };
        let need = |day| amounts(&member, day).need;
        assert_eq!(
            [need(-1), need(0), need(10), need(19), need(20), need(30)],
            [0.0, 1.0, 5.0, 5.0, 2.0, 0.0]
        );
        assert_eq!(change_days(&member), [0, 10, 20, 30]);
    }
}
