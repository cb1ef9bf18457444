//! Products of bases to rational powers: what a dimension is made of.

/// A rational power in lowest terms, its denominator positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exponent {
    pub(crate) num: i32,
    pub(crate) den: i32,
}

impl Exponent {
    /// Zero: the base is not there.
    pub(crate) const ZERO: Exponent = Exponent { num: 0, den: 1 };

    /// `num / den` in lowest terms; nothing if `den` is zero or the result does not fit.
    #[must_use]
    pub fn new(num: i64, den: i64) -> Option<Exponent> {
        if den == 0 {
            return None;
        }
        let common = gcd(num.unsigned_abs(), den.unsigned_abs());
        let sign = if den < 0 { -1 } else { 1 };
        let num = i128::from(num) * sign / i128::from(common);
        let den = i128::from(den) * sign / i128::from(common);
        Some(Exponent {
            num: i32::try_from(num).ok()?,
            den: i32::try_from(den).ok()?,
        })
    }

    /// Whether it is above zero.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.num > 0
    }

    fn plus(self, other: Exponent) -> Option<Exponent> {
        let (a, b, c, d) = (
            i64::from(self.num),
            i64::from(self.den),
            i64::from(other.num),
            i64::from(other.den),
        );
        Exponent::new(
            a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?,
            b.checked_mul(d)?,
        )
    }

    pub(crate) fn times(self, num: i32, den: i32) -> Option<Exponent> {
        Exponent::new(
            i64::from(self.num) * i64::from(num),
            i64::from(self.den) * i64::from(den),
        )
    }

    pub(crate) fn negated(self) -> Exponent {
        Exponent {
            num: self.num.saturating_neg(),
            den: self.den,
        }
    }
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// One base to a power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Factor {
    /// Index of the base in the table.
    pub(crate) base: u32,
    /// Its power, never zero.
    pub(crate) power: Exponent,
}

/// A product of powers, sorted by base.
pub(crate) type Product = Box<[Factor]>;

/// The product of two, with the second's powers multiplied by `sign` (1 or -1); nothing if a power does not fit.
pub(crate) fn combine(a: &[Factor], b: &[Factor], inverse: bool) -> Option<Vec<Factor>> {
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut left, mut right) = (a.iter().copied().peekable(), b.iter().copied().peekable());
    let turned = |f: Factor| {
        if inverse {
            Factor {
                base: f.base,
                power: f.power.negated(),
            }
        } else {
            f
        }
    };
    loop {
        match (left.peek().copied(), right.peek().copied()) {
            (None, None) => return Some(out),
            (Some(x), Some(y)) if x.base == y.base => {
                let power = x.power.plus(turned(y).power)?;
                if power != Exponent::ZERO {
                    out.push(Factor {
                        base: x.base,
                        power,
                    });
                }
                left.next();
                right.next();
            }
            (Some(x), Some(y)) if x.base < y.base => {
                out.push(x);
                left.next();
            }
            (Some(x), None) => {
                out.push(x);
                left.next();
            }
            (_, Some(y)) => {
                out.push(turned(y));
                right.next();
            }
        }
    }
}
