//! Operations over all months.

use sitec_ir::{Op, scalar};

use super::{Arg, Row, gather, row1, row2};
use crate::grid::Grid;
use crate::primitive::discount;
use crate::primitive::roots::Times;
use crate::primitive::xirr::{Rate, WIDTH, dated_rate, in_order, rate, rates};

/// [`Op::At`]: the month of `x` that holds the date. `rows` are the months of the result, one if the date
/// is a scalar.
pub(crate) fn at(x: Arg<'_>, date: Arg<'_>, grid: &Grid, lanes: usize, out: &mut [f64]) {
    for (r, out) in out.chunks_exact_mut(lanes).enumerate() {
        match date.row(r, lanes) {
            Row::One(date) => match grid.find(date) {
                Some(m) => row1(|x| x, x.row(m, lanes), out),
                None => out.fill(f64::NAN),
            },
            Row::Each(dates) => {
                for (lane, (out, &date)) in out.iter_mut().zip(dates).enumerate() {
                    *out = grid.find(date).map_or(f64::NAN, |m| x.at(m, lane, lanes));
                }
            }
        }
    }
}

/// Operations of class [`Reduction`](sitec_ir::Class::Reduction) over all months of their series.
/// `out` holds a number a lane.
pub(crate) fn reduce(op: Op, args: [Arg<'_>; 3], grid: &Grid, lanes: usize, out: &mut [f64]) {
    let months = grid.months();
    let [a, b, c] = args;
    let rows = |x: Arg<'_>, start: f64, f: fn(f64, f64) -> f64, out: &mut [f64]| {
        out.fill(start);
        for m in 0..months {
            gather(f, x.row(m, lanes), out);
        }
    };
    match op {
        Op::Total => rows(a, 0.0, scalar::add, out),
        Op::Ever => rows(a, 0.0, scalar::or, out),
        Op::Always => rows(a, 1.0, scalar::and, out),
        Op::Last => match months.checked_sub(1) {
            Some(m) => row1(|x| x, a.row(m, lanes), out),
            None => out.fill(f64::NAN),
        },
        Op::FirstWhere => {
            out.fill(f64::NAN);
            for (m, &begin) in grid.begin.iter().enumerate() {
                let keep = |found: f64, holds: f64| {
                    // Neither zero nor nothing.
                    let here = (holds < 0.0) | (holds > 0.0);
                    if found.is_nan() & here { begin } else { found }
                };
                gather(keep, a.row(m, lanes), out);
            }
        }
        Op::Highest => extreme(scalar::max, a, b, months, lanes, out),
        Op::Lowest => extreme(scalar::min, a, b, months, lanes, out),
        Op::Npv => npv(a, b, grid, lanes, out),
        Op::Xnpv => xnpv(a, b, c, grid, lanes, out),
        Op::Irr => internal_rate(a, &Times::periods(months, grid.step), months, lanes, out),
        Op::IrrCount | Op::IrrRoot => {
            let times = Times::periods(months, grid.step);
            let mut flows = vec![0.0; months];
            for (lane, out) in out.iter_mut().enumerate() {
                copy_lane(a, lane, lanes, &mut flows);
                *out = asked(op, &rate(&flows, &times), b.at(0, lane, lanes));
            }
        }
        Op::Xirr | Op::XirrCount | Op::XirrRoot => {
            let mut days = vec![0.0; months];
            copy_lane(b, 0, lanes, &mut days);
            if op == Op::Xirr && shared(b, lanes) && in_order(&days) {
                return internal_rate(a, &Times::from_days(&days), months, lanes, out);
            }
            let mut flows = vec![0.0; months];
            for (lane, out) in out.iter_mut().enumerate() {
                copy_lane(a, lane, lanes, &mut flows);
                copy_lane(b, lane, lanes, &mut days);
                *out = asked(op, &dated_rate(&flows, &days), c.at(0, lane, lanes));
            }
        }
        // No other operation is a reduction.
        _ => out.fill(f64::NAN),
    }
}

/// What an operation asks about rates of return: the value, how many there are, or the `k`-th.
fn asked(op: Op, rate: &Rate, k: f64) -> f64 {
    match op {
        Op::IrrCount | Op::XirrCount => rate.all().len() as f64,
        Op::IrrRoot | Op::XirrRoot => scalar::pick(k, rate.all()),
        _ => rate.value(),
    }
}

/// Whether all lanes are alike.
fn shared(x: Arg<'_>, lanes: usize) -> bool {
    lanes == 1 || matches!(x, Arg::One(_) | Arg::Months(_))
}

/// All months of one lane.
fn copy_lane(x: Arg<'_>, lane: usize, lanes: usize, out: &mut [f64]) {
    for (m, out) in out.iter_mut().enumerate() {
        *out = x.at(m, lane, lanes);
    }
}

/// The extreme of `x` over the months in which `when` holds.
fn extreme(
    f: fn(f64, f64) -> f64,
    x: Arg<'_>,
    when: Arg<'_>,
    months: usize,
    lanes: usize,
    out: &mut [f64],
) {
    out.fill(f64::NAN);
    let mut found = vec![false; lanes];
    for m in 0..months {
        let (x, when) = (x.row(m, lanes), when.row(m, lanes));
        for (i, (out, found)) in out.iter_mut().zip(&mut found).enumerate() {
            let when = when.at(i);
            if when != 0.0 {
                let x = if when.is_nan() { when } else { x.at(i) };
                *out = if *found { f(*out, x) } else { x };
                *found = true;
            }
        }
    }
}

/// As [`discount::npv`], month by month over all lanes.
fn npv(rate: Arg<'_>, x: Arg<'_>, grid: &Grid, lanes: usize, out: &mut [f64]) {
    let mut log = vec![0.0; lanes];
    row1(discount::log_rate, rate.row(0, lanes), &mut log);
    let first = |log: &f64| discount::period_factor(*log, 0, grid.step);
    let period: Vec<f64> = log.iter().map(first).collect();
    let mut factor = vec![1.0; lanes];
    let mut part = vec![0.0; lanes];
    out.fill(0.0);
    for m in 0..grid.months() {
        match grid.period(m) {
            None => {}
            Some(k) if k % discount::REBASE == 0 => row1(
                |log| discount::period_factor(log, k, grid.step),
                Row::Each(&log),
                &mut factor,
            ),
            Some(_) => gather(scalar::mul, Row::Each(&period), &mut factor),
        }
        row2(scalar::mul, x.row(m, lanes), Row::Each(&factor), &mut part);
        gather(scalar::add, Row::Each(&part), out);
    }
    gather(
        |sum, log| if log.is_nan() { log } else { sum },
        Row::Each(&log),
        out,
    );
}

/// As [`discount::xnpv`], month by month over all lanes.
fn xnpv(rate: Arg<'_>, x: Arg<'_>, on: Arg<'_>, grid: &Grid, lanes: usize, out: &mut [f64]) {
    let mut log = vec![0.0; lanes];
    row1(discount::log_rate, rate.row(0, lanes), &mut log);
    let mut steps = [const { Vec::new() }; 4];
    for (i, column) in steps.iter_mut().enumerate() {
        *column = log
            .iter()
            .map(|&log| discount::day_factor(log, 28.0 + i as f64))
            .collect();
    }
    let on = on.row(0, lanes);
    let mut factor = vec![1.0; lanes];
    let mut part = vec![0.0; lanes];
    out.fill(0.0);
    for (m, &close) in grid.close.iter().enumerate() {
        match discount::step(grid, m).and_then(|step| steps.get(step)) {
            Some(step) => gather(scalar::mul, Row::Each(step), &mut factor),
            None => row2(
                |log, on| discount::day_factor(log, close - on),
                Row::Each(&log),
                on,
                &mut factor,
            ),
        }
        row2(scalar::mul, x.row(m, lanes), Row::Each(&factor), &mut part);
        gather(scalar::add, Row::Each(&part), out);
    }
    let mut bad = vec![0.0; lanes];
    row2(scalar::add, Row::Each(&log), on, &mut bad);
    gather(
        |sum, bad| if bad.is_nan() { bad } else { sum },
        Row::Each(&bad),
        out,
    );
}

/// Rates of return, [`WIDTH`] lanes at a time.
fn internal_rate(x: Arg<'_>, times: &Times, months: usize, lanes: usize, out: &mut [f64]) {
    let mut flows = vec![[0.0; WIDTH]; months];
    let mut lane = 0;
    for out in out.chunks_mut(WIDTH) {
        for (m, flows) in flows.iter_mut().enumerate() {
            for (i, flow) in flows.iter_mut().enumerate() {
                // Places beyond the last lane stay empty, which is no rate.
                *flow = if i < out.len() {
                    x.at(m, lane + i, lanes)
                } else {
                    0.0
                };
            }
        }
        out.copy_from_slice(&rates(&flows, times)[..out.len()]);
        lane += out.len();
    }
}
