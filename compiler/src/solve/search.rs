//! Where two sides meet that can only be asked: root finding, many values at a time.
//!
//! **In**: an [`Unknown`] with what is known of its range, and a function that gives both sides for
//! any list of values. **Out**: every place found where the sides meet ([`Hit`]), the nearest miss,
//! and how much was asked.
//!
//! A scan of the range comes first. Where the sides change order, a bracket is narrowed: by the secant,
//! with points close around it, and by halves and quarters should the secant be wrong. Where the sides
//! come close without changing order, and where values begin or cease to exist, the scan is made finer, so
//! that two solutions close together and one at the edge are found as well.

/// Both sides at one value of the unknown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// The value of the unknown.
    pub at: f64,
    /// The left side; not a number if it has no value.
    pub left: f64,
    /// The right side.
    pub right: f64,
}

impl Sample {
    /// By how much the left side is larger; nothing if a side has no value.
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        Some(self.left - self.right).filter(|g| g.is_finite())
    }

    fn miss(&self) -> f64 {
        self.gap().map_or(f64::INFINITY, f64::abs)
    }
}

/// Which values an unknown can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steps {
    /// Any number.
    Any,
    /// Whole numbers from 0 on: months of a duration, machines.
    Whole,
    /// Whole numbers of both signs, where only distances mean something: days.
    Day,
}

/// What is sought, and where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unknown {
    /// The least value to try, if there is one.
    pub low: Option<f64>,
    /// The greatest value to try, if there is one.
    pub high: Option<f64>,
    /// The value now.
    pub present: Option<f64>,
    /// Which values it can take.
    pub steps: Steps,
}

/// A place where both sides meet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Hit {
    /// They are equal here.
    At(Sample),
    /// They are equal from one value to the other.
    All(Sample, Sample),
    /// The next value on the one side is below, that on the other above: whole numbers, or a jump.
    Over(Sample, Sample),
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Places in order.
    pub hits: Vec<Hit>,
    /// The value with the smallest difference, if any has a value.
    pub nearest: Option<Sample>,
    /// Whether the difference was the same, to the bit, wherever there is one.
    pub flat: bool,
    /// The least and the greatest value tried.
    pub tried: (f64, f64),
    /// How many values were tried.
    pub evaluations: usize,
    /// In how many runs.
    pub runs: usize,
}

/// Both sides for each value.
pub type Sides<'f> = dyn FnMut(&[f64]) -> Vec<(f64, f64)> + 'f;

/// How many values a scan between two bounds tries.
const SCAN: usize = 65;
/// Quarters of a doubling that a scan around a value takes to each side.
const QUARTERS: i32 = 32;
/// How many values a suspicious piece of the range gets.
const FINER: usize = 24;
/// How many such pieces at a time, and how often.
const PIECES: usize = 4;
const PASSES: usize = 8;
/// The relative difference at which sides are equal.
const EQUAL: f64 = 1e-12;
/// What a difference that does not get smaller may be, relatively, and still be noise of the last digits.
const NOISE: f64 = 1e-7;
/// The search ends at so many places.
const MOST: usize = 16;
/// Rounds of narrowing a bracket. A quarter is left of it after each, so they always suffice.
const ROUNDS: usize = 64;

/// Seeks all places where both sides meet.
pub fn search(unknown: &Unknown, ask: &mut Sides<'_>) -> Outcome {
    let mut scan = Scan {
        ask,
        steps: unknown.steps,
        samples: Vec::new(),
        evaluations: 0,
        runs: 0,
    };
    let mut hits = Vec::new();
    for side in [Side::Same, Side::Other] {
        let points = unknown.points(side);
        if points.is_empty() {
            continue;
        }
        scan.look(points);
        hits = scan.hits();
        if !hits.is_empty() {
            break;
        }
    }
    let valued: Vec<&Sample> = scan.samples.iter().filter(|s| s.gap().is_some()).collect();
    let distance = |s: &Sample| unknown.present.map_or(0.0, |p| (s.at - p).abs());
    let nearest = valued.iter().copied().copied().min_by(|a, b| {
        let near = a.miss().total_cmp(&b.miss());
        near.then(distance(a).total_cmp(&distance(b)))
    });
    let first = valued.first().and_then(|s| s.gap());
    Outcome {
        hits,
        nearest,
        flat: valued.len() > 1 && valued.iter().all(|s| s.gap() == first),
        tried: (
            scan.samples.first().map_or(f64::NAN, |s| s.at),
            scan.samples.last().map_or(f64::NAN, |s| s.at),
        ),
        evaluations: scan.evaluations,
        runs: scan.runs,
    }
}

/// On which side of zero an unknown without bounds is sought: first where it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Same,
    Other,
}

impl Unknown {
    /// The values of a scan.
    fn points(&self, side: Side) -> Vec<f64> {
        if let (Some(low), Some(high)) = (self.low, self.high) {
            if side == Side::Other {
                return Vec::new();
            }
            let step = (high - low) / (SCAN - 1) as f64;
            let mut points: Vec<f64> = (0..SCAN - 1).map(|i| low + step * i as f64).collect();
            points.push(high);
            points.extend(self.present.filter(|p| (low..=high).contains(p)));
            return points;
        }
        let anchor = self.present.or(self.low).or(self.high).unwrap_or(0.0);
        let sign = if anchor < 0.0 { -1.0 } else { 1.0 };
        let size = if anchor == 0.0 || self.steps == Steps::Day {
            1.0
        } else {
            anchor.abs()
        };
        let doubled = |k: i32| size * power_of_two(k);
        let mut points: Vec<f64> = match (self.steps, side) {
            (Steps::Any, Side::Same) => {
                let ladder = (-QUARTERS..=QUARTERS).map(|k| sign * doubled(k));
                ladder.chain([0.0, anchor]).collect()
            }
            (Steps::Any, Side::Other) => {
                (-QUARTERS..=QUARTERS).map(|k| -sign * doubled(k)).collect()
            }
            (Steps::Whole, Side::Same) => (-QUARTERS..=QUARTERS)
                .map(doubled)
                .chain([0.0, anchor])
                .collect(),
            // Days: up to 2^13 of them, some 22 years, to both sides.
            (Steps::Day, Side::Same) => (0..=52)
                .flat_map(|k| [anchor - doubled(k), anchor + doubled(k)])
                .chain([anchor])
                .collect(),
            (Steps::Whole | Steps::Day, Side::Other) => return Vec::new(),
        };
        points.retain(|p| self.low.is_none_or(|l| *p > l) && self.high.is_none_or(|h| *p < h));
        if side == Side::Same {
            points.extend(self.low.into_iter().chain(self.high));
        }
        points
    }
}

/// Two to so many quarters.
fn power_of_two(quarters: i32) -> f64 {
    const ROOTS: [f64; 4] = [
        1.0,
        1.189_207_115_002_721,
        std::f64::consts::SQRT_2,
        1.681_792_830_507_429,
    ];
    let (whole, quarter) = (quarters.div_euclid(4), quarters.rem_euclid(4) as usize);
    let base = if whole < 0 { 0.5 } else { 2.0 };
    (0..whole.abs()).fold(ROOTS[quarter], |power, _| power * base)
}

/// A scan under way: what was tried, in order.
struct Scan<'s, 'f> {
    ask: &'s mut Sides<'f>,
    steps: Steps,
    samples: Vec<Sample>,
    evaluations: usize,
    runs: usize,
}

impl Scan<'_, '_> {
    /// Tries values; gives them in order, each once.
    fn try_all(&mut self, points: impl IntoIterator<Item = f64>) -> Vec<Sample> {
        let whole = self.steps != Steps::Any;
        let snapped = points
            .into_iter()
            .map(|p| if whole { p.round() } else { p } + 0.0);
        let mut points: Vec<f64> = snapped.filter(|p| p.is_finite()).collect();
        points.sort_by(f64::total_cmp);
        points.dedup();
        if points.is_empty() {
            return Vec::new();
        }
        self.evaluations += points.len();
        self.runs += 1;
        let sides = (self.ask)(&points);
        let samples = points.iter().zip(sides);
        samples
            .map(|(&at, (left, right))| Sample { at, left, right })
            .collect()
    }

    /// Tries values that were not tried before and keeps them.
    fn look(&mut self, points: Vec<f64>) {
        let whole = self.steps != Steps::Any;
        let known = |p: f64| {
            let p = if whole { p.round() } else { p };
            let found = self.samples.binary_search_by(|s| s.at.total_cmp(&p));
            found.is_ok()
        };
        let new: Vec<f64> = points.into_iter().filter(|p| !known(*p)).collect();
        let found = self.try_all(new);
        self.samples.extend(found);
        self.samples.sort_by(|a, b| a.at.total_cmp(&b.at));
        self.samples.dedup_by(|a, b| a.at == b.at);
    }

    /// All places in what was scanned, which is made finer first where something may hide.
    fn hits(&mut self) -> Vec<Hit> {
        for pass in 0..PASSES {
            // Once in any case: two solutions close together look like none.
            if pass > 0 && self.meets() {
                break;
            }
            let pieces = self.suspects();
            if pieces.is_empty() {
                break;
            }
            let inside = |(a, b): (f64, f64)| {
                let step = (b - a) / (FINER + 1) as f64;
                (1..=FINER).map(move |i| a + step * i as f64)
            };
            self.look(pieces.into_iter().flat_map(inside).collect());
        }
        let samples = self.samples.clone();
        let mut hits = Vec::new();
        let mut i = 0;
        while i < samples.len() && hits.len() < MOST {
            let next = i + 1;
            let here = samples[i].gap();
            if here == Some(0.0) {
                let zeros = samples[i..].iter().take_while(|s| s.gap() == Some(0.0));
                let last = i + zeros.count() - 1;
                hits.push(if last == i {
                    Hit::At(samples[i])
                } else {
                    let before = i.checked_sub(1).and_then(|b| samples.get(b));
                    let from = self.edge(samples[i], before.copied());
                    Hit::All(
                        from,
                        self.edge(samples[last], samples.get(last + 1).copied()),
                    )
                });
                i = last + 1;
                continue;
            }
            if let (Some(a), Some(b)) = (here, samples.get(next).and_then(Sample::gap))
                && a * b < 0.0
            {
                hits.extend(self.narrow(samples[i], samples[next]));
            }
            i = next;
        }
        hits
    }

    /// Whether the sides meet or change order somewhere.
    fn meets(&self) -> bool {
        let gap = |s: &Sample| s.gap().unwrap_or(f64::NAN);
        let change = |w: &[Sample]| gap(&w[0]) * gap(&w[1]) <= 0.0;
        self.samples.windows(2).any(change)
    }

    /// Pieces in which solutions may hide: where values begin to exist, and where sides come close.
    fn suspects(&self) -> Vec<(f64, f64)> {
        let s = &self.samples;
        let wide = |a: f64, b: f64| match self.steps {
            Steps::Any => b - a > EQUAL * a.abs().max(b.abs()),
            Steps::Whole | Steps::Day => b - a > 1.0,
        };
        let mut edges: Vec<(f64, f64)> = Vec::new();
        let mut close: Vec<(f64, f64, f64)> = Vec::new();
        for w in s.windows(2) {
            if w[0].gap().is_some() != w[1].gap().is_some() && wide(w[0].at, w[1].at) {
                edges.push((w[0].at, w[1].at));
            }
        }
        for w in s.windows(3) {
            if let (Some(a), Some(b), Some(c)) = (w[0].gap(), w[1].gap(), w[2].gap())
                && a * b > 0.0
                && b * c > 0.0
                && b.abs() <= a.abs()
                && b.abs() <= c.abs()
                && (a != b || b != c)
                && wide(w[0].at, w[2].at)
            {
                close.push((b.abs(), w[0].at, w[2].at));
            }
        }
        edges.truncate(PIECES);
        close.sort_by(|a, b| a.0.total_cmp(&b.0));
        close.truncate(PIECES);
        edges.extend(close.iter().map(|(_, a, b)| (*a, *b)));
        edges
    }

    /// The last value in the direction of `outside` at which the sides are still equal.
    fn edge(&mut self, inside: Sample, outside: Option<Sample>) -> Sample {
        let Some(mut outside) = outside else {
            return inside;
        };
        let mut inside = inside;
        for _ in 0..ROUNDS {
            let step = (outside.at - inside.at) / 16.0;
            let between = (1..16).map(|i| inside.at + step * f64::from(i));
            let (low, high) = (inside.at.min(outside.at), inside.at.max(outside.at));
            let found = self.try_all(between.filter(|p| *p > low && *p < high));
            let found: Vec<Sample> = found
                .into_iter()
                .filter(|s| s.at > low && s.at < high)
                .collect();
            if found.is_empty() || step.abs() <= EQUAL * inside.at.abs() {
                break;
            }
            let (equal, other): (Vec<Sample>, Vec<Sample>) =
                found.iter().partition(|s| s.gap() == Some(0.0));
            let far = |s: &Sample| (s.at - outside.at).abs();
            let nearest = equal.iter().min_by(|a, b| far(a).total_cmp(&far(b)));
            if let Some(nearest) = nearest {
                inside = *nearest;
            }
            let beyond = |s: &&Sample| (s.at - inside.at) * (outside.at - inside.at) > 0.0;
            let next = other.iter().filter(beyond);
            if let Some(next) = next.max_by(|a, b| far(a).total_cmp(&far(b))) {
                outside = *next;
            }
        }
        inside
    }

    /// Narrows a bracket down to a place. Nothing if it holds none: a pole changes sign as well.
    fn narrow(&mut self, mut a: Sample, mut b: Sample) -> Option<Hit> {
        let start = a.miss() + b.miss();
        let mut close = false;
        for _ in 0..ROUNDS {
            let best = if a.miss() <= b.miss() { a } else { b };
            let scale = if best.right == 0.0 {
                start
            } else {
                best.right.abs()
            };
            // One more round when they are equal already: its points often hit the last digit.
            if best.miss() <= EQUAL * scale && (close || best.miss() == 0.0) {
                return Some(Hit::At(best));
            }
            close |= best.miss() <= EQUAL * scale;
            let (ga, gb) = (a.gap()?, b.gap()?);
            let width = b.at - a.at;
            let secant = a.at + width * (ga / (ga - gb));
            let near = [0.05, 1e-3, 1e-6, 1e-9, 1e-12];
            let around = near.map(|n| [secant - n * width, secant + n * width]);
            let halves = [0.25, 0.5, 0.75].map(|n| a.at + n * width);
            let points = around.into_iter().flatten().chain(halves).chain([secant]);
            let (low, high) = (a.at, b.at);
            let found = self.try_all(points.filter(|p| *p > low && *p < high));
            let inside = |s: &Sample| s.at > low && s.at < high && s.gap().is_some();
            let found: Vec<Sample> = found.into_iter().filter(inside).collect();
            if found.is_empty() {
                break;
            }
            for s in found {
                // The first change of order is as good as any other: there is one in what is left.
                if s.gap()? * a.gap()? > 0.0 {
                    a = s;
                } else {
                    b = s;
                    break;
                }
            }
        }
        let left = a.miss() + b.miss();
        let best = if a.miss() <= b.miss() { a } else { b };
        let scale = start.max(best.right.abs());
        match self.steps {
            Steps::Any if left <= NOISE * scale => Some(Hit::At(best)),
            Steps::Any if left > 4.0 * start => None,
            _ => Some(Hit::Over(a, b)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seeks `f(x) = 0`.
    fn zeros(unknown: Unknown, f: impl Fn(f64) -> f64) -> Outcome {
        search(&unknown, &mut |xs| {
            xs.iter().map(|x| (f(*x), 0.0)).collect()
        })
    }

    fn between(low: f64, high: f64) -> Unknown {
        Unknown {
            low: Some(low),
            high: Some(high),
            present: None,
            steps: Steps::Any,
        }
    }

    fn around(present: f64, steps: Steps) -> Unknown {
        Unknown {
            low: None,
            high: None,
            present: Some(present),
            steps,
        }
    }

    fn at(outcome: &Outcome) -> Vec<f64> {
        let place = |h: &Hit| match h {
            Hit::At(s) => s.at,
            other => panic!("{other:?}"),
        };
        outcome.hits.iter().map(place).collect()
    }

    #[track_caller]
    fn are(found: &[f64], due: &[f64]) {
        assert_eq!(found.len(), due.len(), "{found:?}");
        for (f, d) in found.iter().zip(due) {
            assert!((f - d).abs() <= 1e-11 * d.abs().max(1.0), "{f} for {d}");
        }
    }

    #[test]
    fn one_root_takes_few_runs() {
        let found = zeros(between(1.0, 2.0), |x| x * x * x - x - 2.0);
        are(&at(&found), &[1.521_379_706_804_567_6]);
        assert!(found.runs <= 6, "{found:?}");
        // The secant starts far away from a root of such a curve.
        let steep = zeros(between(0.0, 2.0), |x| {
            (0..25).fold(1.0, |power, _| power * x) - 1.0
        });
        are(&at(&steep), &[1.0]);
        assert!(steep.runs <= 8, "{steep:?}");
    }

    #[test]
    fn all_roots_are_found_even_close_together() {
        let many = zeros(between(0.1, 10.0), |x| (x - 3.1) * (x - 6.2) * (x - 9.3));
        are(&at(&many), &[3.1, 6.2, 9.3]);
        let twins = zeros(between(0.0, 100.0), |x| (x - 50.3) * (x - 50.31));
        are(&at(&twins), &[50.3, 50.31]);
    }

    #[test]
    fn a_root_at_the_edge_of_what_exists_is_found() {
        let f = |x: f64| {
            if x < 0.7 {
                f64::NAN
            } else {
                (x - 0.7).sqrt() - 1e-3
            }
        };
        are(&at(&zeros(between(0.0, 64.0), f)), &[0.7 + 1e-6]);
    }

    #[test]
    fn a_miss_is_told_with_its_nearest_value() {
        let found = zeros(between(0.0, 10.0), |x| (x - 3.217) * (x - 3.217) + 0.5);
        assert_eq!(found.hits, []);
        let nearest = found.nearest.expect("there are values");
        assert!((nearest.at - 3.217).abs() < 1e-5, "{nearest:?}");
        assert!(!found.flat && found.tried == (0.0, 10.0));
    }

    #[test]
    fn poles_and_jumps_are_no_roots() {
        assert_eq!(zeros(between(0.0, 1.0), |x| 1.0 / (x - 0.37)).hits, []);
        let jump = zeros(between(0.0, 1.0), |x| if x < 0.37 { -1.0 } else { 2.0 });
        let [Hit::Over(a, b)] = jump.hits[..] else {
            panic!("{jump:?}")
        };
        assert!(a.left == -1.0 && b.left == 2.0 && b.at - a.at < 1e-15);
    }

    #[test]
    fn whole_numbers_stop_at_neighbours() {
        let found = zeros(around(40.0, Steps::Whole), |x| x * 3.0 - 1000.0);
        let [Hit::Over(a, b)] = found.hits[..] else {
            panic!("{found:?}")
        };
        assert_eq!((a.at, b.at), (333.0, 334.0));
        let exact = zeros(around(40.0, Steps::Whole), |x| x * 3.0 - 999.0);
        are(&at(&exact), &[333.0]);
        let day = zeros(around(20_000.0, Steps::Day), |x| 19_321.0 - x);
        are(&at(&day), &[19_321.0]);
    }

    #[test]
    fn without_bounds_the_search_doubles_outward_and_crosses_zero_last() {
        are(
            &at(&zeros(around(3.0, Steps::Any), |x| x - 700.0)),
            &[700.0],
        );
        are(&at(&zeros(around(3.0, Steps::Any), |x| x - 0.02)), &[0.02]);
        are(&at(&zeros(around(3.0, Steps::Any), |x| x + 5.0)), &[-5.0]);
        are(&at(&zeros(around(0.0, Steps::Any), |x| x - 0.07)), &[0.07]);
        // The root of the other sign is not asked for while there is one of this.
        are(
            &at(&zeros(around(3.0, Steps::Any), |x| x * x - 4.0)),
            &[2.0],
        );
        let half = Unknown {
            low: Some(10.0),
            ..around(3.0, Steps::Any)
        };
        are(&at(&zeros(half, |x| (x - 5.0) * (x - 20.0))), &[20.0]);
    }

    #[test]
    fn a_stretch_where_all_is_equal_is_told_as_one() {
        let f = |x: f64| {
            if x < 2.5 {
                x - 2.5
            } else {
                (x - 7.25).max(0.0)
            }
        };
        let found = zeros(between(0.0, 10.0), f);
        let [Hit::All(a, b)] = found.hits[..] else {
            panic!("{found:?}")
        };
        are(&[a.at, b.at], &[2.5, 7.25]);
        let flat = zeros(between(0.0, 10.0), |_| 4.0);
        assert!(flat.flat && flat.hits.is_empty());
        let none = zeros(between(0.0, 10.0), |_| f64::NAN);
        assert!(none.nearest.is_none() && none.hits.is_empty());
    }
}
