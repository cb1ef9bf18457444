//! Carries out a pass on one tile of lanes: a function of the pass, the lanes' literals and nothing else.

use sitec_ir::{Class, LiteralId, Op, Program};

use crate::grid::Grid;
use crate::kernel::monthly::{self, Span};
use crate::kernel::{Arg, Row, elementwise, hourly, reduce, scan};
use crate::pass::{Operand, Pass, Place, Step, Work};

/// How many numbers of a column are in work at once: a few columns of 8 KiB fit the nearest cache, and a
/// loop over a thousand numbers hides the cost of choosing it.
const IN_WORK: usize = 1024;

/// The memory of a pass for one tile of lanes. It is used again for tile after tile.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    pub lanes: usize,
    /// Slot after slot, the lanes of a slot side by side.
    scalars: Vec<f64>,
    /// A scalar that is being computed.
    scalar: Vec<f64>,
    pub fulls: Vec<Vec<f64>>,
    rows: Vec<Vec<f64>>,
    memories: Vec<Vec<f64>>,
}

/// What all tiles of a pass share.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub pass: &'a Pass,
    pub program: &'a Program,
    pub grid: &'a Grid,
    /// Series of the pass before, by place.
    pub base: &'a [Vec<f64>],
}

impl Setting<'_> {
    /// Computes all values of the pass for `lanes` lanes. `literal` writes a literal's values.
    pub fn run(&self, lanes: usize, literal: &dyn Fn(LiteralId, &mut [f64]), memory: &mut Memory) {
        let months = self.grid.months();
        // One lane has no other way to long loops than many months.
        let chunk = match lanes {
            1 => months,
            _ => (IN_WORK / lanes.max(1)).min(months),
        }
        .max(1);
        memory.fit(self.pass, lanes, months, chunk);
        for &(id, slot) in &self.pass.literals {
            let own = memory.lanes_of(slot);
            if let Some(values) = memory.scalars.get_mut(own) {
                literal(id, values);
            }
        }
        for stage in &self.pass.stages {
            for step in &stage.before {
                self.before(step, memory);
            }
            if stage.months.is_empty() {
                continue;
            }
            for first in (0..months).step_by(chunk) {
                let window = Window {
                    chunk_first: first,
                    first,
                    end: (first + chunk).min(months),
                };
                for work in &stage.months {
                    match work {
                        Work::One(step) => {
                            self.months(step, window, memory);
                            self.remember(step, window, memory);
                        }
                        Work::Group(steps) => {
                            for m in window.first..window.end {
                                let month = Window {
                                    first: m,
                                    end: m + 1,
                                    ..window
                                };
                                for step in steps {
                                    self.months(step, month, memory);
                                }
                            }
                            for step in steps {
                                self.remember(step, window, memory);
                            }
                        }
                    }
                }
            }
        }
    }

    /// A scalar, or an operation over all months.
    fn before(&self, step: &Step, memory: &mut Memory) {
        let mut out = memory.take(step.out);
        let lanes = memory.lanes;
        let all = Window {
            chunk_first: 0,
            first: 0,
            end: self.grid.months(),
        };
        let args = self.args(step, all, memory);
        match step.op.class() {
            Class::Reduction => reduce::reduce(step.op, args, self.grid, lanes, &mut out),
            _ => match step.op {
                Op::At => reduce::at(args[0], args[1], self.grid, lanes, &mut out),
                Op::Ahead => scan::window(
                    step.op,
                    args[0],
                    args[1],
                    0,
                    self.grid.months(),
                    lanes,
                    &mut out,
                ),
                Op::Reversed => scan::reversed(args[0], self.grid.months(), lanes, &mut out),
                _ => self.elementwise(step, all, memory, &mut out),
            },
        }
        memory.put(step.out, out);
    }

    /// A series over the months of a window.
    fn months(&self, step: &Step, window: Window, memory: &mut Memory) {
        let mut column = memory.take(step.out);
        let mut kept = match step.memory {
            Some((slot, _)) => memory.take_memory(slot),
            None => Vec::new(),
        };
        let lanes = memory.lanes;
        let range = window.range(step.out, lanes);
        let out = column.get_mut(range).unwrap_or_default();
        let span = Span {
            grid: self.grid,
            first: window.first,
            lanes,
        };
        match step.op {
            Op::Delay => self.delay(step, window, memory, &kept, out),
            Op::Cumulative => {
                let [x, ..] = self.args(step, window, memory);
                scan::cumulative(x, window.first, lanes, &mut kept, out);
            }
            Op::Shift | Op::Trailing => {
                let past = Window {
                    chunk_first: 0,
                    first: 0,
                    end: window.end,
                };
                let [x, n, _] = self.args(step, past, memory);
                scan::window(step.op, x, n, window.first, self.grid.months(), lanes, out);
            }
            Op::Table(id) => monthly::copy_months(self.program.table(id), span, out),
            Op::MeanOf(id) | Op::HighestOf(id) => {
                let items = self.pass.operands(step).iter();
                let args: Vec<_> = items.map(|&item| self.arg(item, window, memory)).collect();
                hourly::over_hours(step.op, id, self.program, &args, span, out);
            }
            Op::Sequence => {
                let items = self.pass.operands(step).get(window.first..);
                let items = items.unwrap_or_default();
                let args = items.iter().map(|&item| self.arg(item, window, memory));
                monthly::sequence(args, lanes, out);
            }
            op if op.class() == Class::Monthly => {
                let args = self.args(step, window, memory);
                monthly::monthly(op, args, span, &mut kept, out);
            }
            op if monthly::source(op, span, out) => {}
            _ => self.elementwise(step, window, memory, out),
        }
        if let Some((slot, _)) = step.memory {
            memory.put_memory(slot, kept);
        }
        memory.put(step.out, column);
    }

    fn elementwise(&self, step: &Step, window: Window, memory: &Memory, out: &mut [f64]) {
        let args = self.args(step, window, memory);
        let lanes = memory.lanes;
        if !elementwise::fixed(step.op, args, out, lanes, self.program.calendars()) {
            let operands = self.pass.operands(step).iter();
            let args = operands.map(|&operand| self.arg(operand, window, memory));
            elementwise::variadic(step.op, args, out, lanes);
        }
    }

    /// Last month's value, in the first month of all the initial one.
    fn delay(&self, step: &Step, window: Window, memory: &Memory, kept: &[f64], out: &mut [f64]) {
        let operands = self.pass.operands(step);
        let (Some(&x), Some(&initial)) = (operands.first(), operands.get(1)) else {
            return;
        };
        let lanes = memory.lanes;
        let in_row = matches!(x, Operand::Here(Place::Row(_)));
        let before = if window.first == 0 {
            self.arg(initial, Window { end: 1, ..window }, memory)
                .row(0, lanes)
        } else if in_row && window.first == window.chunk_first {
            // The row of the month before is gone; its copy is kept.
            Row::Each(kept)
        } else {
            let last = Window {
                first: window.first - 1,
                end: window.first,
                ..window
            };
            self.arg(x, last, memory).row(0, lanes)
        };
        let x = self.arg(
            x,
            Window {
                end: window.end - 1,
                ..window
            },
            memory,
        );
        scan::delay(before, x, lanes, out);
    }

    /// Keeps the last month's `x` of a delay for the next months in work.
    fn remember(&self, step: &Step, window: Window, memory: &mut Memory) {
        if step.op != Op::Delay {
            return;
        }
        let (Some((slot, _)), Some(&x)) = (step.memory, self.pass.operands(step).first()) else {
            return;
        };
        if let Operand::Here(Place::Row(_)) = x {
            let mut kept = memory.take_memory(slot);
            let last = Window {
                first: window.end - 1,
                ..window
            };
            if let Row::Each(row) = self.arg(x, last, memory).row(0, memory.lanes)
                && row.len() == kept.len()
            {
                kept.copy_from_slice(row);
            }
            memory.put_memory(slot, kept);
        }
    }

    /// The first three inputs; places without one hold nothing.
    #[inline]
    fn args<'a>(&'a self, step: &Step, window: Window, memory: &'a Memory) -> [Arg<'a>; 3] {
        let mut args = [Arg::One(f64::NAN); 3];
        for (arg, &operand) in args.iter_mut().zip(self.pass.operands(step)) {
            *arg = self.arg(operand, window, memory);
        }
        args
    }

    #[inline]
    fn arg<'a>(&'a self, operand: Operand, window: Window, memory: &'a Memory) -> Arg<'a> {
        let lanes = memory.lanes;
        match operand {
            Operand::One(value) => Arg::One(value),
            Operand::Months(slot) => {
                let series = self.base.get(slot as usize).map_or(&[][..], Vec::as_slice);
                let months = series.get(window.first..window.end).unwrap_or_default();
                if lanes == 1 {
                    Arg::Full(months)
                } else {
                    Arg::Months(months)
                }
            }
            Operand::Here(place) => {
                let column = memory.column(place);
                match (place, column) {
                    // With one lane all months share the number, and loops need no rows.
                    (Place::Scalar(_), &[value]) => Arg::One(value),
                    (Place::Scalar(_), lanes) => Arg::Lanes(lanes),
                    _ => Arg::Full(column.get(window.range(place, lanes)).unwrap_or_default()),
                }
            }
        }
    }
}

/// The months at hand.
#[derive(Debug, Clone, Copy)]
struct Window {
    /// The first month that rows hold.
    chunk_first: usize,
    first: usize,
    end: usize,
}

impl Window {
    /// Where these months lie in a column.
    #[inline]
    fn range(self, place: Place, lanes: usize) -> std::ops::Range<usize> {
        let origin = match place {
            Place::Row(_) => self.chunk_first,
            _ => 0,
        };
        let first = self.first.saturating_sub(origin) * lanes;
        first..self.end.saturating_sub(origin) * lanes
    }
}

impl Memory {
    /// Gives every slot its length for this tile.
    fn fit(&mut self, pass: &Pass, lanes: usize, months: usize, chunk: usize) {
        self.lanes = lanes;
        let fit = |columns: &mut Vec<Vec<f64>>, count: u32, length: usize| {
            columns.resize_with(count as usize, Vec::new);
            for column in columns {
                column.resize(length, 0.0);
            }
        };
        self.scalars.resize(pass.scalars as usize * lanes, 0.0);
        self.scalar.resize(lanes, 0.0);
        fit(&mut self.fulls, pass.fulls, lanes * months);
        fit(&mut self.rows, pass.rows, lanes * chunk);
        self.memories.resize_with(pass.memories.len(), Vec::new);
        for (column, &width) in self.memories.iter_mut().zip(&pass.memories) {
            column.resize(lanes * width as usize, 0.0);
        }
    }

    /// Where the lanes of a scalar lie.
    #[inline]
    fn lanes_of(&self, slot: u32) -> std::ops::Range<usize> {
        let first = slot as usize * self.lanes;
        first..first + self.lanes
    }

    /// The column that a value is written to: of a scalar the one that [`Memory::put`] copies into its place.
    fn slot(&mut self, place: Place) -> Option<&mut Vec<f64>> {
        match place {
            Place::Outside => None,
            Place::Scalar(_) => Some(&mut self.scalar),
            Place::Full(slot) => self.fulls.get_mut(slot as usize),
            Place::Row(slot) => self.rows.get_mut(slot as usize),
        }
    }

    /// A place's column, to be read.
    #[inline]
    pub fn column(&self, place: Place) -> &[f64] {
        let column = match place {
            Place::Outside => None,
            Place::Scalar(slot) => {
                return self.scalars.get(self.lanes_of(slot)).unwrap_or_default();
            }
            Place::Full(slot) => self.fulls.get(slot as usize),
            Place::Row(slot) => self.rows.get(slot as usize),
        };
        column.map_or(&[], Vec::as_slice)
    }

    /// Takes a column out to be written, while others are read.
    fn take(&mut self, place: Place) -> Vec<f64> {
        self.slot(place).map(std::mem::take).unwrap_or_default()
    }

    fn put(&mut self, place: Place, column: Vec<f64>) {
        if let Place::Scalar(slot) = place {
            let own = self.lanes_of(slot);
            if let Some(own) = self.scalars.get_mut(own) {
                own.copy_from_slice(&column);
            }
        }
        if let Some(slot) = self.slot(place) {
            *slot = column;
        }
    }

    fn take_memory(&mut self, slot: u32) -> Vec<f64> {
        self.memories
            .get_mut(slot as usize)
            .map(std::mem::take)
            .unwrap_or_default()
    }

    fn put_memory(&mut self, slot: u32, column: Vec<f64>) {
        if let Some(place) = self.memories.get_mut(slot as usize) {
            *place = column;
        }
    }
}
