//! Formulas by the hour: each month and lane goes through the hours of the month, step by step.

use sitec_ir::{HourInput, HourStep, Hourly, HourlyId, Op, Program, hours_of, scalar};

use super::monthly::Span;
use super::{Arg, elementwise};

/// [`Op::MeanOf`] and [`Op::HighestOf`]: `given` are the inputs of the formula over the months in work.
pub(crate) fn over_hours(
    op: Op,
    id: HourlyId,
    program: &Program,
    given: &[Arg<'_>],
    span: Span<'_>,
    out: &mut [f64],
) {
    let formula = program.hourly(id);
    let mut work: Vec<Vec<f64>> = vec![Vec::new(); formula.steps().len()];
    for (r, out) in out.chunks_exact_mut(span.lanes).enumerate() {
        let month = span.first + r;
        let months: Vec<usize> = hours_of(program.timeline(), month as u32).collect();
        let hours = months.iter().sum();
        for (lane, out) in out.iter_mut().enumerate() {
            let inputs: Vec<f64> = given
                .iter()
                .map(|arg| arg.at(r, lane, span.lanes))
                .collect();
            for (k, step) in formula.steps().iter().enumerate() {
                let mut column = work.get_mut(k).map(std::mem::take).unwrap_or_default();
                column.resize(hours, 0.0);
                let reader = Reader {
                    program,
                    formula,
                    month,
                    inputs: &inputs,
                    work: &work,
                };
                reader.step(step, &months, &mut column);
                if let Some(place) = work.get_mut(k) {
                    *place = column;
                }
            }
            let last = Reader {
                program,
                formula,
                month,
                inputs: &inputs,
                work: &work,
            }
            .column(formula.steps().len().saturating_sub(1));
            *out = match op {
                Op::MeanOf(_) => mean(last),
                _ => last.iter().copied().reduce(scalar::max).unwrap_or(f64::NAN),
            };
        }
    }
}

/// The mean; of numbers that are all the same, that number to the bit, since a formula that folds to it is not asked by
/// the hour at all.
fn mean(hours: &[f64]) -> f64 {
    match hours.first() {
        Some(first) if hours.iter().all(|v| v.to_bits() == first.to_bits()) => *first,
        _ => hours.iter().fold(0.0, |sum, v| sum + v) / hours.len() as f64,
    }
}

/// What a step may read in a month and a lane.
struct Reader<'a> {
    program: &'a Program,
    formula: &'a Hourly,
    month: usize,
    inputs: &'a [f64],
    /// What the steps before came to.
    work: &'a [Vec<f64>],
}

impl<'a> Reader<'a> {
    /// What a step before came to, hour by hour.
    fn column(&self, step: usize) -> &'a [f64] {
        match self.formula.steps().get(step).map(|s| s.op) {
            Some(Op::Hours(id)) => self.program.hours(id).of(self.month),
            _ => self.work.get(step).map_or(&[], Vec::as_slice),
        }
    }

    fn arg(&self, input: HourInput) -> Arg<'a> {
        match input {
            HourInput::Step(k) => Arg::Full(self.column(k as usize)),
            HourInput::Given(k) => {
                Arg::One(self.inputs.get(k as usize).copied().unwrap_or(f64::NAN))
            }
        }
    }

    fn step(&self, step: &HourStep, months: &[usize], out: &mut [f64]) {
        match step.op {
            // Read where it lies.
            Op::Hours(_) => {}
            Op::ByHour => {
                let items: Vec<Arg<'_>> = step.inputs.iter().map(|i| self.arg(*i)).collect();
                let mut rest = out;
                for &hours in months {
                    let (month, others) = rest.split_at_mut(hours.min(rest.len()));
                    for (h, out) in month.iter_mut().enumerate() {
                        let item = items.get(h % items.len().max(1));
                        *out = item.map_or(f64::NAN, |item| item.at(0, 0, 1));
                    }
                    rest = others;
                }
            }
            op => {
                let mut args = [Arg::One(f64::NAN); 3];
                for (arg, input) in args.iter_mut().zip(&step.inputs) {
                    *arg = self.arg(*input);
                }
                if !elementwise::fixed(op, args, out, 1, self.program.calendars()) {
                    let args = step.inputs.iter().map(|i| self.arg(*i));
                    elementwise::variadic(op, args, out, 1);
                }
            }
        }
    }
}
