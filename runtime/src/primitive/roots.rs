//! Where the present value of dated flows is zero.
//!
//! With `y = ln(1 + x)` the present value is `g(y) = Σ q_k e^(−y t_k)`, a sum of exponentials: by
//! Descartes' rule it has at most as many roots as the flows change sign. One change means one root,
//! and Newton's method kept inside a bracket finds it. (Descartes' rule for exponential sums:
//! E. N. Laguerre, 1883; flows whose running total changes sign once: C. J. Norstrøm, 1972.)
//!
//! Lanes are solved `W` at a time in lockstep. A lane's arithmetic does not depend on its neighbours
//! nor on `W`, so one lane alone gives the same bits.

/// Times of flows, in years, and the distances between them. A month grid has only four distances, so
/// an evaluation takes four exponentials and then products (Horner's scheme), whatever the length.
#[derive(Debug, Clone)]
pub struct Times {
    /// The distances that occur.
    gaps: Vec<f64>,
    /// For each flow, which of the distances leads to it from the flow before; the first has none.
    gap_of: Vec<u32>,
    /// The years that a rate is for: one, or a period. 200 % a month is no odd rate, but 53 million % a year.
    unit: f64,
}

impl Times {
    /// From times in years, in rising order.
    #[must_use]
    pub fn new(years: &[f64]) -> Times {
        let mut gaps: Vec<f64> = Vec::new();
        let mut gap_of = Vec::with_capacity(years.len());
        let mut before = years.first().copied().unwrap_or(0.0);
        for &time in years {
            let gap = time - before;
            before = time;
            // A handful of distances on a month grid; lists of odd dates are short.
            let known = gaps.iter().position(|&g| g == gap);
            gap_of.push(known.unwrap_or(gaps.len()) as u32);
            if known.is_none() {
                gaps.push(gap);
            }
        }
        Times {
            gaps,
            gap_of,
            unit: 1.0,
        }
    }

    /// From days, by Actual/365 Fixed.
    #[must_use]
    pub fn from_days(days: &[f64]) -> Times {
        // Distances of whole days are exact before the division, so equal ones stay equal.
        let mut times = Times::new(days);
        for gap in &mut times.gaps {
            *gap /= 365.0;
        }
        times
    }

    /// `n` flows so many months apart; their rates are for such a period.
    #[must_use]
    pub fn periods(n: usize, months: f64) -> Times {
        let periods: Vec<f64> = (0..n).map(|k| k as f64).collect();
        let mut times = Times::new(&periods);
        times.unit = months / 12.0;
        for gap in &mut times.gaps {
            *gap = times.unit;
        }
        times
    }

    /// The farthest `|y|` at which a root is sought.
    #[must_use]
    pub fn farthest(&self) -> f64 {
        FARTHEST / self.unit
    }

    /// The rate that `y = ln(1 + x)` a year stands for: a year's, or a period's.
    #[must_use]
    pub fn rate(&self, y: f64) -> f64 {
        libm::expm1(y * self.unit)
    }

    /// How many flows there are times for.
    #[must_use]
    pub fn len(&self) -> usize {
        self.gap_of.len()
    }

    /// Whether there is no time at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.gap_of.is_empty()
    }
}

/// What a lane's flows say about their roots before any is sought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flows {
    /// The first flow that is not zero.
    pub first: usize,
    /// The last flow that is not zero.
    pub last: usize,
    /// How often the flows change sign.
    pub changes: u32,
    /// How often their running total changes sign.
    pub running_changes: u32,
    /// The sum.
    pub total: f64,
    /// The first flow that is not zero is negative: paid before it is received.
    pub pays_first: bool,
}

impl Flows {
    /// Reads one lane. `None` if fewer than two flows are not zero, if none changes the sign, or if a
    /// flow is nothing.
    #[must_use]
    pub fn read(flows: impl IntoIterator<Item = f64>) -> Option<Flows> {
        let mut read = Flows {
            first: usize::MAX,
            last: 0,
            changes: 0,
            running_changes: 0,
            total: 0.0,
            pays_first: false,
        };
        let (mut sign, mut running_sign) = (0.0, 0.0);
        for (k, q) in flows.into_iter().enumerate() {
            if !q.is_finite() {
                return None;
            }
            if q != 0.0 {
                if read.first == usize::MAX {
                    read.first = k;
                    read.pays_first = q < 0.0;
                }
                read.last = k;
                if sign * q.signum() < 0.0 {
                    read.changes += 1;
                }
                sign = q.signum();
            }
            read.total += q;
            if read.total != 0.0 {
                if running_sign * read.total.signum() < 0.0 {
                    read.running_changes += 1;
                }
                running_sign = read.total.signum();
            }
        }
        if read.changes == 0 { None } else { Some(read) }
    }

    /// The interval of `y` in which exactly one root is certain to be the wanted one: everywhere after
    /// one change of sign; among the positive ones if the running total starts negative, changes once
    /// and does not end at zero (Norstrøm). `None` if several may count. `farthest` bounds the search.
    #[must_use]
    pub fn certain(&self, farthest: f64) -> Option<(f64, f64)> {
        if self.changes == 1 {
            Some((-farthest, farthest))
        } else if self.pays_first && self.running_changes == 1 && self.total > 0.0 {
            Some((0.0, farthest))
        } else {
            None
        }
    }
}

/// The farthest `|y|` at which a root is sought: rates from −99.99999 % to 889 million %.
const FARTHEST: f64 = 16.0;
/// Where the search begins: a rate of 10 %.
pub const START: f64 = 0.095_310_179_804_324_87;
/// A Newton step this small leaves an error of its square, far below the last digit.
const SMALL_STEP: f64 = 1e-10;
/// Bisection alone needs fewer than 60 steps after at most 6 doublings.
const MOST_STEPS: usize = 100;

/// The present value and its derivative by `y` in each lane, at the first flow's date for `y ≥ 0` and at
/// the last flow's date for `y < 0`, so that no factor exceeds one. Signs and roots are the same.
fn values<const W: usize>(
    times: &Times,
    flows: &[[f64; W]],
    read: &[Flows; W],
    y: &[f64; W],
) -> ([f64; W], [f64; W]) {
    if y.iter().all(|&y| y >= 0.0) {
        return backward(times, flows, read, y);
    }
    let forth = forward(times, flows, read, y);
    if y.iter().all(|&y| y < 0.0) {
        return forth;
    }
    let (mut g, mut slope) = backward(times, flows, read, y);
    for i in 0..W {
        if y[i] < 0.0 {
            g[i] = forth.0[i];
            slope[i] = forth.1[i];
        }
    }
    (g, slope)
}

/// The factors of all distances: `e^(sign·y·gap)`.
fn factors<const W: usize>(times: &Times, y: &[f64; W], sign: f64) -> Vec<[f64; W]> {
    times
        .gaps
        .iter()
        .map(|gap| y.map(|y| libm::exp(sign * y * gap)))
        .collect()
}

/// Values at the first flow's date: from the last flow back, each step discounts what is gathered.
fn backward<const W: usize>(
    times: &Times,
    flows: &[[f64; W]],
    read: &[Flows; W],
    y: &[f64; W],
) -> ([f64; W], [f64; W]) {
    let factors = factors(times, y, -1.0);
    let least = read.iter().map(|r| r.first).min().unwrap_or(0);
    let most = read.iter().map(|r| r.first).max().unwrap_or(0);
    let (mut g, mut slope) = ([0.0; W], [0.0; W]);
    for (k, (q, &gap)) in flows
        .iter()
        .zip(&times.gap_of)
        .enumerate()
        .skip(least)
        .rev()
    {
        for i in 0..W {
            g[i] += q[i];
        }
        if k == least {
            break;
        }
        let (Some(v), Some(&gap)) = (factors.get(gap as usize), times.gaps.get(gap as usize))
        else {
            break;
        };
        if k > most {
            for i in 0..W {
                slope[i] = v[i] * (slope[i] - gap * g[i]);
                g[i] *= v[i];
            }
        } else {
            // Lanes that are already at their first flow stay.
            for i in 0..W {
                if k > read[i].first {
                    slope[i] = v[i] * (slope[i] - gap * g[i]);
                    g[i] *= v[i];
                }
            }
        }
    }
    (g, slope)
}

/// Values at the last flow's date, from the first flow on.
fn forward<const W: usize>(
    times: &Times,
    flows: &[[f64; W]],
    read: &[Flows; W],
    y: &[f64; W],
) -> ([f64; W], [f64; W]) {
    let factors = factors(times, y, 1.0);
    let (mut g, mut slope) = ([0.0; W], [0.0; W]);
    for (k, (q, &gap)) in flows.iter().zip(&times.gap_of).enumerate() {
        let (Some(v), Some(&gap)) = (factors.get(gap as usize), times.gaps.get(gap as usize))
        else {
            break;
        };
        for i in 0..W {
            if k > 0 && k <= read[i].last {
                slope[i] = v[i] * (slope[i] + gap * g[i]);
                g[i] *= v[i];
            }
            g[i] += q[i];
        }
    }
    (g, slope)
}

/// One root in each lane within its interval, NaN in lanes without one.
///
/// `within` holds for each lane the interval and whether the present value falls through the root (else
/// it rises); a lane with an empty interval is left out. Newton's method from the interval's point next to
/// [`START`]; a step that leaves the bracket, or does not halve the step before the last, is replaced by
/// doubling towards an end not yet tried, or by halving the bracket.
pub fn solve<const W: usize>(
    times: &Times,
    flows: &[[f64; W]],
    read: &[Flows; W],
    within: &[(f64, f64, bool); W],
) -> [f64; W] {
    let mut lanes = within.map(|(low, high, falls)| Lane::new(low, high, falls));
    for _ in 0..MOST_STEPS {
        if lanes.iter().all(|lane| lane.done) {
            break;
        }
        let y: [f64; W] = std::array::from_fn(|i| lanes[i].y);
        let (g, slope) = values(times, flows, read, &y);
        for (i, lane) in lanes.iter_mut().enumerate() {
            if !lane.done {
                lane.step(g[i], slope[i]);
            }
        }
    }
    lanes.map(|lane| lane.root)
}

/// The search in one lane.
#[derive(Debug, Clone, Copy)]
struct Lane {
    y: f64,
    low: f64,
    high: f64,
    /// Whether the ends were evaluated and have the sign that a root between them requires.
    low_holds: bool,
    high_holds: bool,
    /// 1 if the present value is positive below the root, else −1.
    sign: f64,
    /// The last two steps taken.
    steps: [f64; 2],
    reach: f64,
    root: f64,
    done: bool,
}

impl Lane {
    fn new(low: f64, high: f64, falls: bool) -> Lane {
        Lane {
            y: START.clamp(low.min(high), high.max(low)),
            low,
            high,
            low_holds: false,
            high_holds: false,
            sign: if falls { 1.0 } else { -1.0 },
            steps: [f64::INFINITY; 2],
            reach: 0.25,
            root: f64::NAN,
            done: low >= high,
        }
    }

    fn step(&mut self, g: f64, slope: f64) {
        let height = self.sign * g;
        if height == 0.0 {
            self.finish(self.y);
            return;
        }
        // Nothing here means that the flows are too large to be summed.
        if height.is_nan() {
            self.done = true;
            return;
        }
        let at_end = if height > 0.0 {
            self.low = self.y;
            self.low_holds = true;
            self.y >= self.high
        } else {
            self.high = self.y;
            self.high_holds = true;
            self.y <= self.low
        };
        if at_end {
            // The end itself is on the wrong side: no root within.
            self.done = true;
            return;
        }
        if self.high - self.low <= 1e-15 * self.y.abs().max(1.0) {
            self.finish(0.5 * (self.low + self.high));
            return;
        }
        let newton = -g / slope;
        let next = self.y + newton;
        let inside = next > self.low && next < self.high;
        let shrinks = 2.0 * newton.abs() < self.steps[0];
        if inside && shrinks {
            self.take(next);
            if newton.abs() <= SMALL_STEP {
                self.finish(next);
            }
            return;
        }
        let next = if !self.high_holds {
            self.reach *= 2.0;
            (self.y + self.reach).min(self.high)
        } else if !self.low_holds {
            self.reach *= 2.0;
            (self.y - self.reach).max(self.low)
        } else {
            0.5 * (self.low + self.high)
        };
        self.take(next);
        // A replaced step starts the count of halvings anew.
        self.steps[0] = f64::INFINITY;
    }

    fn take(&mut self, next: f64) {
        self.steps = [self.steps[1], (next - self.y).abs()];
        self.y = next;
    }

    fn finish(&mut self, root: f64) {
        self.root = root;
        self.done = true;
    }
}

/// A root and whether the present value falls through it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Root {
    /// `ln(1 + x)`.
    pub y: f64,
    /// Falling is how an investment behaves: worth less at a higher rate.
    pub falls: bool,
}

/// How far the scan for several roots goes on either side, in steps of 0.01.
const SCAN_STEPS: i32 = 700;

/// The points of a scan: from −7 to 7 a year in steps of 0.01, and on to −7 and 7 a period, if that is shorter, in
/// steps of 0.01 a period.
fn points(unit: f64) -> Vec<f64> {
    let fine = (-SCAN_STEPS..=SCAN_STEPS).map(|i| f64::from(i) / 100.0);
    let limit = f64::from(SCAN_STEPS) / 100.0;
    let coarse = |sign: i32| {
        (1..=SCAN_STEPS)
            .map(move |i| f64::from(sign * i) / 100.0 / unit)
            .filter(move |y| y.abs() > limit)
    };
    let mut below: Vec<f64> = coarse(-1).collect();
    below.reverse();
    below.into_iter().chain(fine).chain(coarse(1)).collect()
}

/// Every change of sign between the points of a scan, refined. For flows that may have several.
#[must_use]
pub fn scan(times: &Times, flows: &[[f64; 1]], read: &Flows) -> Vec<Root> {
    let points = points(times.unit);
    let heights = heights(times, flows, read, &points);
    let read = [*read];
    let mut roots = Vec::new();
    let mut before = (0.0_f64, 0.0_f64);
    let mut zero_at = None;
    for (y, g) in points.into_iter().zip(heights) {
        if g == 0.0 {
            zero_at = Some(y);
            continue;
        }
        let sign = g.signum();
        if before.1 * sign < 0.0 {
            let falls = sign < 0.0;
            let y = match zero_at {
                Some(zero) => zero,
                None => solve(times, flows, &read, &[(before.0, y, falls)])[0],
            };
            if y.is_finite() {
                roots.push(Root { y, falls });
            }
        } else if let Some(y) = zero_at {
            // Touches zero and turns back.
            roots.push(Root { y, falls: false });
        }
        zero_at = None;
        before = (y, sign);
    }
    roots
}

/// The present value at every point of the scan, several points at a time.
fn heights(times: &Times, flows: &[[f64; 1]], read: &Flows, points: &[f64]) -> Vec<f64> {
    const TOGETHER: usize = 8;
    let flows: Vec<[f64; TOGETHER]> = flows.iter().map(|&[q]| [q; TOGETHER]).collect();
    let mut heights = Vec::with_capacity(points.len() + TOGETHER);
    for points in points.chunks(TOGETHER) {
        let y = std::array::from_fn(|i| points.get(i).copied().unwrap_or(0.0));
        heights.extend(values(times, &flows, &[*read; TOGETHER], &y).0);
    }
    heights
}

/// The root that counts among several: the nearest to [`START`] of those at which the present value
/// falls, or of all if it falls at none.
#[must_use]
pub fn choose(roots: &[Root]) -> Option<f64> {
    let nearest = |falling: bool| {
        roots
            .iter()
            .filter(|root| root.falls || !falling)
            .map(|root| root.y)
            .min_by(|a, b| (a - START).abs().total_cmp(&(b - START).abs()))
    };
    nearest(true).or_else(|| nearest(false))
}
