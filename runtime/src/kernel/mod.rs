//! Operations on columns: plain loops over slices, which the compiler turns into vector instructions.
//!
//! A column holds months one after another, the lanes of a month side by side. Every loop computes each
//! lane by itself with the functions of [`sitec_ir::scalar`] and [`primitive`](crate::primitive), in an
//! order that neither the number of lanes nor the number of months in work changes.

pub(crate) mod elementwise;
pub(crate) mod hourly;
pub(crate) mod monthly;
pub(crate) mod reduce;
pub(crate) mod scan;

/// An input over some months.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Arg<'a> {
    /// The same number everywhere.
    One(f64),
    /// A number a lane, the same in all months.
    Lanes(&'a [f64]),
    /// A number a month, the same in all lanes.
    Months(&'a [f64]),
    /// A number for each month and lane.
    Full(&'a [f64]),
}

/// An input in one month.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Row<'a> {
    /// The same number in all lanes.
    One(f64),
    /// A number a lane.
    Each(&'a [f64]),
}

impl<'a> Arg<'a> {
    /// The `r`-th month.
    #[inline]
    pub fn row(self, r: usize, lanes: usize) -> Row<'a> {
        match self {
            Arg::One(x) => Row::One(x),
            Arg::Lanes(x) => Row::Each(x),
            Arg::Months(x) => Row::One(x.get(r).copied().unwrap_or(f64::NAN)),
            Arg::Full(x) => Row::Each(x.get(r * lanes..(r + 1) * lanes).unwrap_or_default()),
        }
    }

    /// Month `r` of one lane.
    #[inline]
    pub fn at(self, r: usize, lane: usize, lanes: usize) -> f64 {
        let value = match self {
            Arg::One(x) => return x,
            Arg::Lanes(x) => x.get(lane),
            Arg::Months(x) => x.get(r),
            Arg::Full(x) => x.get(r * lanes + lane),
        };
        value.copied().unwrap_or(f64::NAN)
    }

    /// The whole as one row, if months need not be told apart.
    #[inline]
    fn flat(self) -> Option<Row<'a>> {
        match self {
            Arg::One(x) => Some(Row::One(x)),
            Arg::Full(x) => Some(Row::Each(x)),
            Arg::Lanes(_) | Arg::Months(_) => None,
        }
    }
}

impl Row<'_> {
    /// One lane.
    #[inline]
    pub fn at(self, lane: usize) -> f64 {
        match self {
            Row::One(x) => x,
            Row::Each(x) => x.get(lane).copied().unwrap_or(f64::NAN),
        }
    }
}

/// `out = f(a)` in one row.
#[inline]
pub(crate) fn row1(f: impl Fn(f64) -> f64, a: Row<'_>, out: &mut [f64]) {
    match a {
        Row::One(a) => out.fill(f(a)),
        Row::Each(a) => {
            for (out, &a) in out.iter_mut().zip(a) {
                *out = f(a);
            }
        }
    }
}

/// `out = f(a, b)` in one row.
#[inline]
pub(crate) fn row2(f: impl Fn(f64, f64) -> f64, a: Row<'_>, b: Row<'_>, out: &mut [f64]) {
    match (a, b) {
        (Row::One(a), Row::One(b)) => out.fill(f(a, b)),
        (Row::Each(a), Row::One(b)) => {
            for (out, &a) in out.iter_mut().zip(a) {
                *out = f(a, b);
            }
        }
        (Row::One(a), Row::Each(b)) => {
            for (out, &b) in out.iter_mut().zip(b) {
                *out = f(a, b);
            }
        }
        (Row::Each(a), Row::Each(b)) => {
            for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
                *out = f(a, b);
            }
        }
    }
}

/// `out = f(a, b, c)` in one row.
#[inline]
pub(crate) fn row3(
    f: impl Fn(f64, f64, f64) -> f64,
    a: Row<'_>,
    b: Row<'_>,
    c: Row<'_>,
    out: &mut [f64],
) {
    match (a, b, c) {
        (Row::Each(a), Row::Each(b), Row::Each(c)) => {
            for (((out, &a), &b), &c) in out.iter_mut().zip(a).zip(b).zip(c) {
                *out = f(a, b, c);
            }
        }
        (Row::Each(a), b, Row::One(c)) => row2(|a, b| f(a, b, c), Row::Each(a), b, out),
        (Row::Each(a), Row::One(b), c) => row2(|a, c| f(a, b, c), Row::Each(a), c, out),
        (Row::One(a), b, c) => row2(|b, c| f(a, b, c), b, c, out),
    }
}

/// `out = f(out, a)` in one row.
#[inline]
pub(crate) fn gather(f: impl Fn(f64, f64) -> f64, a: Row<'_>, out: &mut [f64]) {
    match a {
        Row::One(a) => {
            for out in out {
                *out = f(*out, a);
            }
        }
        Row::Each(a) => {
            for (out, &a) in out.iter_mut().zip(a) {
                *out = f(*out, a);
            }
        }
    }
}
