//! Operations in which each month and lane stands by itself.

use sitec_ir::{Op, scalar};
use sitec_units::calendar::WorkCalendar;

use super::{Arg, gather, row1, row2, row3};

/// `out = f(a)`.
#[inline(never)]
fn unary(f: impl Fn(f64) -> f64, a: Arg<'_>, out: &mut [f64], lanes: usize) {
    match a.flat() {
        Some(a) => row1(f, a, out),
        None => {
            for (r, out) in out.chunks_exact_mut(lanes).enumerate() {
                row1(&f, a.row(r, lanes), out);
            }
        }
    }
}

/// `out = f(a, b)`.
#[inline(never)]
fn binary(f: impl Fn(f64, f64) -> f64, a: Arg<'_>, b: Arg<'_>, out: &mut [f64], lanes: usize) {
    match (a.flat(), b.flat()) {
        (Some(a), Some(b)) => row2(f, a, b, out),
        _ => {
            for (r, out) in out.chunks_exact_mut(lanes).enumerate() {
                row2(&f, a.row(r, lanes), b.row(r, lanes), out);
            }
        }
    }
}

/// `out = f(a, b, c)`.
#[inline(never)]
fn ternary(
    f: impl Fn(f64, f64, f64) -> f64,
    [a, b, c]: [Arg<'_>; 3],
    out: &mut [f64],
    lanes: usize,
) {
    match (a.flat(), b.flat(), c.flat()) {
        (Some(a), Some(b), Some(c)) => row3(f, a, b, c, out),
        _ => {
            for (r, out) in out.chunks_exact_mut(lanes).enumerate() {
                row3(&f, a.row(r, lanes), b.row(r, lanes), c.row(r, lanes), out);
            }
        }
    }
}

/// Operations of one to three inputs; `false` for any other.
pub(crate) fn fixed(
    op: Op,
    [a, b, c]: [Arg<'_>; 3],
    out: &mut [f64],
    lanes: usize,
    calendars: &[WorkCalendar],
) -> bool {
    match op {
        Op::Add => binary(scalar::add, a, b, out, lanes),
        Op::Sub => binary(scalar::sub, a, b, out, lanes),
        Op::Mul => binary(scalar::mul, a, b, out, lanes),
        Op::Div => binary(scalar::div, a, b, out, lanes),
        Op::Neg => unary(scalar::neg, a, out, lanes),
        Op::Pow => binary(scalar::pow, a, b, out, lanes),
        Op::Min => binary(scalar::min, a, b, out, lanes),
        Op::Max => binary(scalar::max, a, b, out, lanes),
        Op::Abs => unary(scalar::abs, a, out, lanes),
        Op::Floor => unary(scalar::floor, a, out, lanes),
        Op::Ceil => unary(scalar::ceil, a, out, lanes),
        Op::Round => unary(scalar::round, a, out, lanes),
        Op::Sqrt => unary(scalar::sqrt, a, out, lanes),
        Op::Exp => unary(scalar::exp, a, out, lanes),
        Op::Ln => unary(scalar::ln, a, out, lanes),
        Op::Eq => binary(scalar::eq, a, b, out, lanes),
        Op::Ne => binary(scalar::ne, a, b, out, lanes),
        Op::Lt => binary(scalar::lt, a, b, out, lanes),
        Op::Le => binary(scalar::le, a, b, out, lanes),
        Op::Gt => binary(scalar::gt, a, b, out, lanes),
        Op::Ge => binary(scalar::ge, a, b, out, lanes),
        Op::And => binary(scalar::and, a, b, out, lanes),
        Op::Or => binary(scalar::or, a, b, out, lanes),
        Op::Not => unary(scalar::not, a, out, lanes),
        Op::Select => ternary(scalar::select, [a, b, c], out, lanes),
        Op::AddMonths => binary(scalar::add_months, a, b, out, lanes),
        Op::AddWorkdays(id) => match calendars.get(id.index()) {
            Some(calendar) => {
                binary(
                    |a, n| scalar::add_workdays(a, n, calendar),
                    a,
                    b,
                    out,
                    lanes,
                );
            }
            None => out.fill(f64::NAN),
        },
        Op::MonthsBetween => binary(scalar::months_between, a, b, out, lanes),
        Op::YearOf => unary(scalar::year_of, a, out, lanes),
        Op::MonthOf => unary(scalar::month_of, a, out, lanes),
        Op::MonthStart => unary(scalar::month_start, a, out, lanes),
        Op::MonthEnd => unary(scalar::month_end, a, out, lanes),
        _ => return false,
    }
    true
}

/// Operations of any number of inputs, one after another from left to right.
pub(crate) fn variadic<'a>(
    op: Op,
    args: impl Iterator<Item = Arg<'a>>,
    out: &mut [f64],
    lanes: usize,
) {
    match op {
        Op::Sum => fold(0.0, scalar::same, scalar::add, args, out, lanes),
        Op::MinOf => fold(f64::NAN, scalar::same, scalar::min, args, out, lanes),
        Op::MaxOf => fold(f64::NAN, scalar::same, scalar::max, args, out, lanes),
        Op::AllOf => fold(1.0, scalar::holds, scalar::and, args, out, lanes),
        Op::AnyOf => fold(0.0, scalar::holds, scalar::or, args, out, lanes),
        Op::CountOf => fold(0.0, scalar::holds, scalar::count, args, out, lanes),
        Op::Pick => pick(args, out, lanes),
        // Nothing else is variadic.
        _ => out.fill(f64::NAN),
    }
}

/// [`Op::Pick`]: the number first, then the items.
fn pick<'a>(mut args: impl Iterator<Item = Arg<'a>>, out: &mut [f64], lanes: usize) {
    let n = args.next().unwrap_or(Arg::One(f64::NAN));
    let items: Vec<Arg<'_>> = args.collect();
    for (r, out) in out.chunks_exact_mut(lanes).enumerate() {
        let n = n.row(r, lanes);
        for (lane, out) in out.iter_mut().enumerate() {
            let item = scalar::place(n.at(lane), items.len()).and_then(|i| items.get(i));
            *out = item.map_or(f64::NAN, |item| item.at(r, lane, lanes));
        }
    }
}

fn fold<'a>(
    empty: f64,
    lone: impl Fn(f64) -> f64,
    step: impl Fn(f64, f64) -> f64,
    mut args: impl Iterator<Item = Arg<'a>>,
    out: &mut [f64],
    lanes: usize,
) {
    match args.next() {
        None => out.fill(empty),
        Some(first) => unary(lone, first, out, lanes),
    }
    for arg in args {
        match arg.flat() {
            Some(row) => gather(&step, row, out),
            None => {
                for (r, out) in out.chunks_exact_mut(lanes).enumerate() {
                    gather(&step, arg.row(r, lanes), out);
                }
            }
        }
    }
}
