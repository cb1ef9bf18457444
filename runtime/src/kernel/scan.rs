//! Operations that remember earlier months.

use sitec_ir::Op;

use super::{Arg, Row, gather, row1};

/// [`Op::Cumulative`]: `memory` holds the sum so far.
pub(crate) fn cumulative(
    x: Arg<'_>,
    first: usize,
    lanes: usize,
    memory: &mut [f64],
    out: &mut [f64],
) {
    if first == 0 {
        memory.fill(0.0);
    }
    if let ([sum], Arg::Full(x)) = (&mut *memory, x) {
        for (out, x) in out.iter_mut().zip(x) {
            *sum += x;
            *out = *sum;
        }
        return;
    }
    for (r, out) in out.chunks_exact_mut(lanes).enumerate() {
        gather(|sum, x| sum + x, x.row(r, lanes), memory);
        out.copy_from_slice(memory);
    }
}

/// [`Op::Delay`] over months whose `x` is known: `before` is last month's `x` in the first of them.
pub(crate) fn delay(before: Row<'_>, x: Arg<'_>, lanes: usize, out: &mut [f64]) {
    let (head, tail) = out.split_at_mut(lanes.min(out.len()));
    row1(|x| x, before, head);
    if let Arg::Full(x) = x {
        for (out, &x) in tail.iter_mut().zip(x) {
            *out = x;
        }
        return;
    }
    for (r, out) in tail.chunks_exact_mut(lanes).enumerate() {
        row1(|x| x, x.row(r, lanes), out);
    }
}

/// [`Op::Shift`], [`Op::Trailing`] and [`Op::Ahead`]: `x` holds all months there are, of which `out` are
/// those from `first` on; `months` is the length of the timeline.
pub(crate) fn window(
    op: Op,
    x: Arg<'_>,
    n: Arg<'_>,
    first: usize,
    months: usize,
    lanes: usize,
    out: &mut [f64],
) {
    for (r, out) in out.chunks_exact_mut(lanes).enumerate() {
        let m = first + r;
        match n.row(r, lanes) {
            Row::One(n) => {
                let Some((from, to)) = bounds(op, m, n, months) else {
                    out.fill(f64::NAN);
                    continue;
                };
                out.fill(0.0);
                for m in from..to {
                    gather(|sum, x| sum + x, x.row(m, lanes), out);
                }
            }
            Row::Each(n) => {
                for (lane, (out, &n)) in out.iter_mut().zip(n).enumerate() {
                    *out = match bounds(op, m, n, months) {
                        Some((from, to)) => {
                            (from..to).fold(0.0, |sum, m| sum + x.at(m, lane, lanes))
                        }
                        None => f64::NAN,
                    };
                }
            }
        }
    }
}

/// [`Op::Reversed`]: `x` holds all `months` there are, and so does `out`.
pub(crate) fn reversed(x: Arg<'_>, months: usize, lanes: usize, out: &mut [f64]) {
    for (r, out) in out.chunks_exact_mut(lanes).enumerate() {
        row1(|x| x, x.row(months - 1 - r, lanes), out);
    }
}

/// The months that a window sums, `from..to`; `None` if its width is nothing or negative.
pub(crate) fn bounds(op: Op, m: usize, n: f64, months: usize) -> Option<(usize, usize)> {
    let n = n.round();
    if n.is_nan() || n < 0.0 {
        return None;
    }
    // Saturates: wider than the timeline is as wide as the timeline.
    let n = n as usize;
    Some(match op {
        Op::Shift if n > m => (0, 0),
        Op::Shift => (m - n, m - n + 1),
        Op::Trailing => ((m + 1).saturating_sub(n), m + 1),
        _ => (
            m + 1,
            m.saturating_add(n).saturating_add(1).min(months).max(m + 1),
        ),
    })
}
