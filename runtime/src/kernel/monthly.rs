//! Operations in which the month itself counts.

use sitec_ir::{Op, scalar};

use super::{Arg, row1, row2, row3};
use crate::grid::{Grid, month_number};
use crate::primitive::{days, growth, spread};

/// The months in work.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span<'a> {
    pub grid: &'a Grid,
    /// The first month.
    pub first: usize,
    pub lanes: usize,
}

impl Span<'_> {
    fn of(column: &[f64], month: usize) -> f64 {
        column.get(month).copied().unwrap_or(f64::NAN)
    }
}

/// The months as numbers; `false` for any operation that has inputs.
pub(crate) fn source(op: Op, span: Span<'_>, out: &mut [f64]) -> bool {
    let grid = span.grid;
    let column = match op {
        Op::MonthBegin => &grid.begin,
        Op::MonthClose => &grid.close,
        Op::MonthLength => &grid.seconds,
        Op::MonthIndex => &grid.index,
        Op::CalendarYear => &grid.year,
        Op::CalendarMonth => &grid.month,
        _ => return false,
    };
    copy_months(column, span, out);
    true
}

/// A number a month into all lanes.
pub(crate) fn copy_months(column: &[f64], span: Span<'_>, out: &mut [f64]) {
    for (r, out) in out.chunks_exact_mut(span.lanes).enumerate() {
        out.fill(Span::of(column, span.first + r));
    }
}

/// [`Op::Sequence`]: the items of the months in work and of those after, all scalars.
pub(crate) fn sequence<'a>(
    mut items: impl Iterator<Item = Arg<'a>>,
    lanes: usize,
    out: &mut [f64],
) {
    for out in out.chunks_exact_mut(lanes) {
        let item = items.next().unwrap_or(Arg::One(0.0));
        row1(scalar::same, item.row(0, lanes), out);
    }
}

/// Operations of class [`Monthly`](sitec_ir::Class::Monthly); `false` for any other. `memory` holds what
/// the operation computed in its first month for all others, if its inputs are scalars.
pub(crate) fn monthly(
    op: Op,
    [a, b, c]: [Arg<'_>; 3],
    span: Span<'_>,
    memory: &mut [f64],
    out: &mut [f64],
) -> bool {
    let Span { grid, first, lanes } = span;
    if first == 0 && !memory.is_empty() {
        anchor(op, [a, b, c], lanes, memory);
    }
    if let (1, Arg::One(a), Arg::One(b), Arg::One(c)) = (lanes, a, b, c)
        && one_lane(op, [a, b, c], span, memory, out)
    {
        return true;
    }
    for (r, out) in out.chunks_exact_mut(lanes).enumerate() {
        let month = first + r;
        let (begin, end) = (Span::of(&grid.begin, month), Span::of(&grid.end, month));
        let number = Span::of(&grid.number, month);
        let months = grid.period(month).map_or(0.0, |_| grid.step);
        let (a, b, c) = (a.row(r, lanes), b.row(r, lanes), c.row(r, lanes));
        match op {
            Op::Active => row2(|from, to| days::active(from, to, begin, end), a, b, out),
            Op::On => row1(|day| days::on(day, begin, end), a, out),
            Op::Spread(profile) => row3(
                |total, from, to| {
                    spread::spread(profile, total, (from, to), (begin, end), grid.opening_day())
                },
                a,
                b,
                c,
                out,
            ),
            Op::Due if memory.len() == lanes => {
                for (i, (out, &anchor)) in out.iter_mut().zip(memory.iter()).enumerate() {
                    *out = days::due(a.at(i), b.at(i), c.at(i), number, months, anchor);
                }
            }
            Op::Due => row3(
                |from, every, until| {
                    days::due(from, every, until, number, months, month_number(from))
                },
                a,
                b,
                c,
                out,
            ),
            Op::Escalate if memory.len() == 4 * lanes => {
                escalate(a, number, memory, out);
            }
            Op::Escalate => row3(
                |rate, from, every| growth::escalate(rate, every, number, month_number(from)),
                a,
                b,
                c,
                out,
            ),
            Op::Grow if memory.len() == 15 * lanes => grow(a, number, memory, out),
            Op::Grow => row2(
                |rate, from| growth::grow(rate, number, month_number(from)),
                a,
                b,
                out,
            ),
            _ => return false,
        }
    }
    true
}

/// [`monthly`] for one lane and inputs that are the same in all months, as most of a plain run: the operation is chosen once
/// for all months. `false` if it is not among these.
fn one_lane(
    op: Op,
    [a, b, c]: [f64; 3],
    span: Span<'_>,
    memory: &mut [f64],
    out: &mut [f64],
) -> bool {
    let grid = span.grid;
    let begins = grid.begin.get(span.first..).unwrap_or_default();
    let ends = grid.end.get(span.first..).unwrap_or_default();
    let days = begins.iter().zip(ends);
    match op {
        Op::Active => {
            for (out, (&begin, &end)) in out.iter_mut().zip(days) {
                *out = days::active(a, b, begin, end);
            }
        }
        Op::On => {
            for (out, (&begin, &end)) in out.iter_mut().zip(days) {
                *out = days::on(a, begin, end);
            }
        }
        Op::Spread(profile) => {
            let (period, opening) = (spread::Period::new(b, c), grid.opening_day());
            for (out, (&begin, &end)) in out.iter_mut().zip(days) {
                *out = period.spread(profile, a, (begin, end), opening);
            }
        }
        Op::Escalate if memory.len() == 4 => {
            let numbers = grid.number.get(span.first..).unwrap_or_default();
            for (out, &number) in out.chunks_exact_mut(1).zip(numbers) {
                escalate(super::Row::One(a), number, memory, out);
            }
        }
        _ => return false,
    }
    true
}

/// Fills an operation's memory before its first month.
fn anchor(op: Op, [a, b, c]: [Arg<'_>; 3], lanes: usize, memory: &mut [f64]) {
    // Nothing equals no number of years, so that the first month computes its power.
    memory.fill(f64::NAN);
    let from = if op == Op::Due { a } else { b };
    let (anchors, rest) = memory.split_at_mut(lanes.min(memory.len()));
    for (i, anchor) in anchors.iter_mut().enumerate() {
        *anchor = month_number(from.at(0, i, lanes));
    }
    if op == Op::Escalate {
        for (i, every) in rest.iter_mut().take(lanes).enumerate() {
            *every = c.at(0, i, lanes).round();
        }
        // Every lane's value is due at once; that of lanes without an anchor is nothing for ever.
        let (_, due) = rest.split_at_mut(lanes.min(rest.len()));
        for (due, anchor) in due.iter_mut().zip(anchors) {
            *due = if anchor.is_nan() {
                f64::NAN
            } else {
                f64::NEG_INFINITY
            };
        }
    }
    if op == Op::Grow {
        let table = rest.get_mut(2 * lanes..).unwrap_or_default();
        for (i, table) in table.chunks_exact_mut(lanes).enumerate() {
            for (lane, value) in table.iter_mut().enumerate() {
                *value = growth::month_power(a.at(0, lane, lanes), i);
            }
        }
    }
}

/// [`growth::escalate`] that computes a power only when the next step is due: `memory` holds the month of
/// the anchor, the months of a step, the month of the next step and the value until then.
fn escalate(rate: super::Row<'_>, number: f64, memory: &mut [f64], out: &mut [f64]) {
    let lanes = out.len();
    let (anchors, rest) = memory.split_at_mut(lanes);
    let (every, rest) = rest.split_at_mut(lanes);
    let (due, values) = rest.split_at_mut(lanes);
    for i in 0..lanes {
        if number >= due[i] {
            let steps = growth::steps(every[i], number, anchors[i]);
            values[i] = growth::stepped(rate.at(i), steps);
            due[i] = anchors[i] + (steps + 1.0) * every[i];
        }
    }
    out.copy_from_slice(values);
}

/// [`growth::grow`] with the powers of twelve months at hand and that of the year kept.
fn grow(rate: super::Row<'_>, number: f64, memory: &mut [f64], out: &mut [f64]) {
    let lanes = out.len();
    let (anchors, rest) = memory.split_at_mut(lanes);
    let (years_kept, rest) = rest.split_at_mut(lanes);
    let (powers, table) = rest.split_at_mut(lanes);
    for i in 0..lanes {
        let (years, month) = growth::years_and_months(number - anchors[i]);
        if years != years_kept[i] {
            years_kept[i] = years;
            powers[i] = growth::years_power(rate.at(i), years);
        }
        out[i] = powers[i] * table.get(month * lanes + i).copied().unwrap_or(f64::NAN);
    }
}
