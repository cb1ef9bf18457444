//! A second evaluator, written for plainness: one lane, one value at a time, straight from the rows of the
//! table of operations. The engine must agree with it to the bit.

use std::collections::BTreeMap;

use sitec_ir::{Class, HourInput, HourlyId, LiteralId, NodeId, Op, Program, Shape, scalar};
use sitec_runtime::grid::{Grid, month_number};
use sitec_runtime::primitive::roots::Times;
use sitec_runtime::primitive::{days, discount, growth, spread, xirr};

/// Evaluates by asking: a value is computed when it is needed and remembered.
pub struct Reference<'a> {
    program: &'a Program,
    grid: Grid,
    literals: BTreeMap<LiteralId, f64>,
    known: BTreeMap<(NodeId, usize), f64>,
}

impl<'a> Reference<'a> {
    pub fn new(program: &'a Program, literals: &[(LiteralId, f64)]) -> Reference<'a> {
        Reference {
            program,
            grid: Grid::new(program.timeline()),
            literals: literals.iter().copied().collect(),
            known: BTreeMap::new(),
        }
    }

    pub fn series(&mut self, node: NodeId) -> Vec<f64> {
        (0..self.grid.months())
            .map(|m| self.value(node, m))
            .collect()
    }

    pub fn value(&mut self, node: NodeId, month: usize) -> f64 {
        let month = if self.program.shape(node) == Shape::Scalar {
            0
        } else {
            month
        };
        if let Some(&value) = self.known.get(&(node, month)) {
            return value;
        }
        let value = self.compute(node, month);
        self.known.insert((node, month), value);
        value
    }

    fn hours_in(&self, m: usize) -> usize {
        sitec_ir::hours_of(self.program.timeline(), m as u32).sum()
    }

    /// What a formula by the hour comes to in one hour of a month.
    fn in_hour(&self, id: HourlyId, given: &[f64], m: usize, hour: usize) -> f64 {
        let mut found: Vec<f64> = Vec::new();
        for step in self.program.hourly(id).steps() {
            let read = |input: &HourInput| match *input {
                HourInput::Step(k) => found[k as usize],
                HourInput::Given(k) => given[k as usize],
            };
            let inputs: Vec<f64> = step.inputs.iter().map(read).collect();
            found.push(match step.op {
                Op::Hours(id) => self.program.hours(id).of(m)[hour],
                Op::ByHour => {
                    // Hours since the month of a longer period began.
                    let mut within = hour;
                    for hours in sitec_ir::hours_of(self.program.timeline(), m as u32) {
                        if within < hours {
                            break;
                        }
                        within -= hours;
                    }
                    match inputs.len() {
                        0 => f64::NAN,
                        n => inputs[within % n],
                    }
                }
                op => scalar::eval(op, &inputs, self.program.calendars()).unwrap(),
            });
        }
        *found.last().unwrap()
    }

    fn compute(&mut self, node: NodeId, m: usize) -> f64 {
        let op = self.program.op(node);
        let inputs = self.program.inputs(node).to_vec();
        let months = self.grid.months();
        match op.class() {
            Class::Constant => match op {
                Op::Const(id) => self.program.constant(id),
                Op::Literal(id) => match self.literals.get(&id) {
                    Some(&value) => value,
                    None => self.program.literal(id).value,
                },
                _ => unreachable!(),
            },
            Class::Months => match op {
                Op::Table(id) => self.program.table(id)[m],
                Op::MonthBegin => self.grid.begin[m],
                Op::MonthClose => self.grid.close[m],
                Op::MonthLength => self.grid.seconds[m],
                Op::MonthIndex => m as f64 - f64::from(u8::from(self.program.timeline().opening)),
                Op::CalendarYear => self.grid.year[m],
                Op::CalendarMonth => self.grid.month[m],
                _ => unreachable!(),
            },
            Class::Hourly => unreachable!("no output goes by the hour"),
            Class::Elementwise => {
                let values: Vec<f64> = inputs.iter().map(|&n| self.value(n, m)).collect();
                scalar::eval(op, &values, self.program.calendars()).unwrap()
            }
            Class::Monthly => {
                let v: Vec<f64> = inputs.iter().map(|&n| self.value(n, m)).collect();
                let (begin, end) = (self.grid.begin[m], self.grid.end[m]);
                let number = self.grid.number[m];
                match op {
                    Op::Active => days::active(v[0], v[1], begin, end),
                    Op::On => days::on(v[0], begin, end),
                    Op::Due => {
                        let months = if begin == end { 0.0 } else { self.grid.step };
                        days::due(v[0], v[1], v[2], number, months, month_number(v[0]))
                    }
                    Op::Escalate => growth::escalate(v[0], v[2], number, month_number(v[1])),
                    Op::Grow => growth::grow(v[0], number, month_number(v[1])),
                    Op::Spread(profile) => {
                        let timeline = self.program.timeline();
                        let opening = match timeline.opening {
                            true => f64::from(timeline.first.days()),
                            false => f64::NAN,
                        };
                        spread::spread(profile, v[0], (v[1], v[2]), (begin, end), opening)
                    }
                    Op::MeanOf(id) | Op::HighestOf(id) => {
                        let hours = (0..self.hours_in(m)).map(|h| self.in_hour(id, &v, m, h));
                        match op {
                            Op::MeanOf(_) => {
                                let hours: Vec<f64> = hours.collect();
                                let same = hours.iter().all(|h| h.to_bits() == hours[0].to_bits());
                                match same {
                                    true => hours[0],
                                    false => {
                                        hours.iter().fold(0.0, |a, b| a + b) / hours.len() as f64
                                    }
                                }
                            }
                            _ => hours.reduce(scalar::max).unwrap(),
                        }
                    }
                    Op::Sequence => v.get(m).copied().unwrap_or(0.0),
                    _ => unreachable!(),
                }
            }
            Class::Scan => match op {
                Op::Delay if m == 0 => self.value(inputs[1], 0),
                Op::Delay => self.value(inputs[0], m - 1),
                Op::Cumulative => {
                    let before = if m == 0 { 0.0 } else { self.value(node, m - 1) };
                    before + self.value(inputs[0], m)
                }
                _ => {
                    let n = self.value(inputs[1], m).round();
                    if n.is_nan() || n < 0.0 {
                        return f64::NAN;
                    }
                    let first = m as f64 - n;
                    let mut sum = 0.0;
                    for k in 0..=m {
                        let counts = match op {
                            Op::Shift => k as f64 == first,
                            _ => k as f64 > first,
                        };
                        if counts {
                            sum += self.value(inputs[0], k);
                        }
                    }
                    sum
                }
            },
            Class::Lookup => match op {
                Op::At => {
                    let date = self.value(inputs[1], m);
                    let month = (0..months)
                        .find(|&k| self.grid.begin[k] <= date && date < self.grid.end[k]);
                    month.map_or(f64::NAN, |k| self.value(inputs[0], k))
                }
                Op::Reversed => self.value(inputs[0], months - 1 - m),
                _ => {
                    let n = self.value(inputs[1], m).round();
                    if n.is_nan() || n < 0.0 {
                        return f64::NAN;
                    }
                    let mut sum = 0.0;
                    for k in m + 1..months {
                        if (k - m) as f64 <= n {
                            sum += self.value(inputs[0], k);
                        }
                    }
                    sum
                }
            },
            Class::Reduction => self.reduce(op, &inputs),
        }
    }

    fn reduce(&mut self, op: Op, inputs: &[NodeId]) -> f64 {
        let a = self.series(inputs[0]);
        let b = inputs.get(1).map(|&n| self.series(n)).unwrap_or_default();
        let truth = |held: bool, unknown: bool| {
            if held {
                1.0
            } else if unknown {
                f64::NAN
            } else {
                0.0
            }
        };
        let extreme = |better: fn(f64, f64) -> bool| {
            let mut best: Option<f64> = None;
            for (&x, &when) in a.iter().zip(&b) {
                if when == 0.0 {
                    continue;
                }
                let x = if when.is_nan() { f64::NAN } else { x };
                best = Some(match best {
                    Some(best) if best.is_nan() || x.is_nan() => f64::NAN,
                    Some(best) if !better(x, best) => best,
                    _ => x,
                });
            }
            best.unwrap_or(f64::NAN)
        };
        match op {
            Op::Total => a.iter().fold(0.0, |sum, x| sum + x),
            Op::Last => a.last().copied().unwrap_or(f64::NAN),
            Op::Highest => extreme(|x, best| x > best),
            Op::Lowest => extreme(|x, best| x < best),
            Op::FirstWhere => {
                let month = a.iter().position(|&c| c != 0.0 && !c.is_nan());
                month.map_or(f64::NAN, |m| self.grid.begin[m])
            }
            Op::Ever => truth(
                a.iter().any(|&c| c != 0.0 && !c.is_nan()),
                a.iter().any(|c| c.is_nan()),
            ),
            Op::Always => {
                if a.contains(&0.0) {
                    0.0
                } else {
                    truth(!a.iter().any(|c| c.is_nan()), true)
                }
            }
            Op::Npv => discount::npv(a.first().copied().unwrap_or(f64::NAN), b, &self.grid),
            Op::Xnpv => {
                let on = self.value(inputs[2], 0);
                discount::xnpv(a.first().copied().unwrap_or(f64::NAN), b, on, &self.grid)
            }
            Op::Irr | Op::IrrCount | Op::IrrRoot => {
                let rate = xirr::rate(&a, &Times::periods(a.len(), self.grid.step));
                match op {
                    Op::Irr => rate.value(),
                    Op::IrrCount => rate.all().len() as f64,
                    _ => scalar::pick(b[0], rate.all()),
                }
            }
            Op::Xirr | Op::XirrCount | Op::XirrRoot => {
                let rate = xirr::dated_rate(&a, &b);
                match op {
                    Op::Xirr => rate.value(),
                    Op::XirrCount => rate.all().len() as f64,
                    _ => scalar::pick(self.value(inputs[2], 0), rate.all()),
                }
            }
            _ => unreachable!(),
        }
    }
}
