//! Runs: what is the same in all lanes is computed once, the rest tile by tile.

use std::num::NonZeroUsize;
use std::ops::Range;

use rustc_hash::FxHashMap;
use sitec_ir::{LiteralId, NodeId, Op, Program, Shape, scalar};

use crate::bindings::{Bindings, Setting};
use crate::engine::{self, Memory};
use crate::pass::{Given, Pass, Place};
use crate::plan::{EARLY, NOT_NEEDED, Plan, Unit};
use crate::values::{Column, Values};

/// Lanes computed together. Enough for long loops, few enough that a tile's series stay in a near cache.
pub const TILE: usize = 256;

/// Evaluates a plan's outputs for all lanes of `bindings` on the calling thread.
#[must_use]
pub fn run(plan: &Plan, program: &Program, bindings: &Bindings) -> Values {
    run_on(plan, program, bindings, NonZeroUsize::MIN)
}

/// As [`run`], on several threads. The values are the same to the bit for any number of them.
#[must_use]
pub fn run_on(
    plan: &Plan,
    program: &Program,
    bindings: &Bindings,
    threads: NonZeroUsize,
) -> Values {
    let batch = Batch::new(plan, program, bindings);
    let mut values = batch.values();
    if batch.pass.is_none() {
        return values;
    }
    let tiles: Vec<Range<usize>> = (0..bindings.lanes)
        .step_by(TILE)
        .map(|first| first..(first + TILE).min(bindings.lanes))
        .collect();
    let threads = threads.get().min(tiles.len());
    if threads <= 1 {
        let mut tile = Tile::default();
        for lanes in tiles {
            batch.tile(lanes.clone(), &mut tile);
            batch.store(&tile, lanes.start, &mut values);
        }
        return values;
    }
    // Each thread computes neighbouring tiles and hands back the kept columns of its lanes.
    let parts: Vec<Range<usize>> = tiles
        .chunks(tiles.len().div_ceil(threads))
        .filter_map(|part| Some(part.first()?.start..part.last()?.end))
        .collect();
    let done: Vec<Values> = std::thread::scope(|scope| {
        let handles: Vec<_> = parts
            .iter()
            .map(|part| {
                let batch = &batch;
                scope.spawn(move || {
                    let mut own = batch.values_for(part.len());
                    let mut tile = Tile::default();
                    for first in part.clone().step_by(TILE) {
                        batch.tile(first..(first + TILE).min(part.end), &mut tile);
                        batch.store(&tile, first - part.start, &mut own);
                    }
                    own
                })
            })
            .collect();
        handles
            .into_iter()
            .map(|handle| match handle.join() {
                Ok(values) => values,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    });
    for (part, own) in parts.iter().zip(&done) {
        for (column, narrow) in values.columns.iter().zip(&own.columns) {
            if !column.uniform {
                paste(
                    &mut values.numbers[column.numbers.clone()],
                    values.lanes,
                    part.start,
                    &own.numbers[narrow.numbers.clone()],
                    part.len(),
                );
            }
        }
    }
    values
}

/// A plan with the values of one run's literals: everything that is the same in all lanes is computed, the
/// rest can be computed for any lanes, in any order, on any thread.
#[derive(Debug)]
pub struct Batch<'a> {
    plan: &'a Plan,
    program: &'a Program,
    lanes: usize,
    varying: FxHashMap<LiteralId, &'a [f64]>,
    early: Early,
    base_pass: Pass,
    base: Memory,
    /// `None` if nothing varies.
    pass: Option<Pass>,
}

/// The values of some lanes, and the memory to compute the next ones.
#[derive(Debug, Default)]
pub struct Tile {
    memory: Memory,
}

impl<'a> Batch<'a> {
    /// Computes what is the same in all lanes.
    #[must_use]
    pub fn new(plan: &'a Plan, program: &'a Program, bindings: &'a Bindings) -> Batch<'a> {
        let mut fixed: FxHashMap<LiteralId, f64> = FxHashMap::default();
        let mut varying: FxHashMap<LiteralId, &[f64]> = FxHashMap::default();
        for (id, setting) in &bindings.overrides {
            fixed.remove(id);
            varying.remove(id);
            match setting {
                Setting::One(value) => {
                    fixed.insert(*id, *value);
                }
                Setting::Each(values) if bindings.lanes == 1 => {
                    fixed.insert(*id, values.first().copied().unwrap_or(f64::NAN));
                }
                Setting::Each(values) => {
                    varying.insert(*id, values);
                }
            }
        }
        let early = Early::new(plan, program, &fixed, &varying);
        // Empty if nothing does.
        let marks = varies(plan, program, &varying);
        let varies = |n: NodeId| marks.get(n.index()).copied().unwrap_or(false);
        // The second pass reads these of the first.
        let handed = (0..marks.len() as u32).map(NodeId).filter(|&n| varies(n));
        let handed = handed.flat_map(|n| program.inputs(n)).copied();
        let known = Known {
            early: &early,
            base: None,
        };
        let kept = || plan.kept.iter().copied();
        let base_pass = Pass::new(
            plan,
            EARLY + 1,
            program,
            &|n| !varies(n),
            &mut kept().chain(handed).filter(|&n| !varies(n)),
            &known,
        );
        let mut base = Memory::default();
        let setting = engine::Setting {
            pass: &base_pass,
            program,
            grid: &plan.grid,
            base: &[],
        };
        setting.run(1, &|_, _| {}, &mut base);
        let pass = marks.contains(&true).then(|| {
            let known = Known {
                early: &early,
                base: Some((&base_pass, &base)),
            };
            Pass::new(plan, EARLY, program, &varies, &mut kept(), &known)
        });
        Batch {
            plan,
            program,
            lanes: bindings.lanes,
            varying,
            early,
            base_pass,
            base,
            pass,
        }
    }

    /// Computes these lanes. The result is a function of the lanes alone.
    pub fn tile(&self, lanes: Range<usize>, tile: &mut Tile) {
        let Some(pass) = &self.pass else {
            return;
        };
        let setting = engine::Setting {
            pass,
            program: self.program,
            grid: &self.plan.grid,
            base: &self.base.fulls,
        };
        let literal = |id: LiteralId, out: &mut [f64]| {
            let given = self.varying.get(&id).copied().unwrap_or_default();
            for (out, lane) in out.iter_mut().zip(lanes.clone()) {
                *out = given.get(lane).copied().unwrap_or(f64::NAN);
            }
        };
        setting.run(lanes.len(), &literal, &mut tile.memory);
    }

    /// A kept node's values in the tile computed last: a number a lane, or month after month the lanes side
    /// by side. `None` if it is the same in all lanes; then [`Batch::values`] has it.
    #[must_use]
    pub fn column<'t>(&self, tile: &'t Tile, node: NodeId) -> Option<&'t [f64]> {
        match self.pass.as_ref()?.place.of(node) {
            Place::Outside | Place::Row(_) => None,
            place => Some(tile.memory.column(place)),
        }
    }

    /// The values that are the same in all lanes; the others are nothing until tiles are stored.
    #[must_use]
    pub fn values(&self) -> Values {
        self.values_for(self.lanes)
    }

    /// Writes a tile whose first lane is `first` into values.
    pub fn store(&self, tile: &Tile, first: usize, values: &mut Values) {
        let lanes = values.lanes;
        for (&node, column) in values.nodes.iter().zip(&values.columns) {
            if let Some(own) = self.column(tile, node) {
                let wide = &mut values.numbers[column.numbers.clone()];
                paste(wide, lanes, first, own, tile.memory.lanes);
            }
        }
    }

    fn values_for(&self, lanes: usize) -> Values {
        let months = self.plan.grid.months();
        let mut numbers: Vec<f64> = Vec::with_capacity(self.plan.kept.len());
        let mut columns = Vec::with_capacity(self.plan.kept.len());
        for &node in &self.plan.kept {
            let shape = self.program.shape(node);
            let place = self.base_pass.place.of(node);
            let first = numbers.len();
            let uniform = match (self.early.number(node), place) {
                (Some(value), _) => {
                    numbers.push(value);
                    true
                }
                (None, place) if place != Place::Outside => {
                    numbers.extend_from_slice(self.base.column(place));
                    true
                }
                _ => {
                    let length = match shape {
                        Shape::Series | Shape::Hours => lanes * months,
                        Shape::Scalar => lanes,
                    };
                    numbers.resize(first + length, f64::NAN);
                    false
                }
            };
            columns.push(Column {
                shape,
                uniform,
                numbers: first..numbers.len(),
            });
        }
        Values {
            lanes,
            months,
            nodes: self.plan.kept.clone(),
            columns,
            numbers,
        }
    }
}

/// Writes the lanes of a narrow column into a wide one, from lane `first` on.
fn paste(wide: &mut [f64], lanes: usize, first: usize, narrow: &[f64], width: usize) {
    if lanes == 0 || width == 0 {
        return;
    }
    for (wide, narrow) in wide.chunks_exact_mut(lanes).zip(narrow.chunks_exact(width)) {
        if let Some(wide) = wide.get_mut(first..first + width) {
            wide.copy_from_slice(narrow);
        }
    }
}

/// Which needed nodes depend on the lane: varying literals and all that is computed from them; empty if there are none.
fn varies(plan: &Plan, program: &Program, varying: &FxHashMap<LiteralId, &[f64]>) -> Vec<bool> {
    if varying.is_empty() {
        return Vec::new();
    }
    let mut varies = vec![false; program.len()];
    for stage in &plan.stages {
        for &node in &stage.before {
            varies[node.index()] = match program.op(node) {
                Op::Literal(id) => varying.contains_key(&id),
                _ => program.inputs(node).iter().any(|n| varies[n.index()]),
            };
        }
        for unit in &stage.months {
            let nodes = match unit {
                Unit::One(node) => std::slice::from_ref(node),
                Unit::Group(nodes) => nodes.as_slice(),
            };
            // A group goes round: what one member depends on, all do.
            let any = nodes
                .iter()
                .any(|&n| program.inputs(n).iter().any(|i| varies[i.index()]));
            for node in nodes {
                varies[node.index()] = any;
            }
        }
    }
    debug_assert!(
        program
            .nodes()
            .all(|n| !varies[n.index()] || plan.stage_of[n.index()] != NOT_NEEDED)
    );
    varies
}

/// Scalars of the first stage that are the same in all lanes. They are computed one after the other, and no pass knows them.
#[derive(Debug)]
struct Early {
    /// By node.
    known: Vec<bool>,
    values: Vec<f64>,
}

impl Early {
    fn new(
        plan: &Plan,
        program: &Program,
        fixed: &FxHashMap<LiteralId, f64>,
        varying: &FxHashMap<LiteralId, &[f64]>,
    ) -> Early {
        let mut early = Early {
            known: vec![false; program.len()],
            values: vec![0.0; program.len()],
        };
        let mut inputs = Vec::new();
        for &node in plan.stages.iter().take(1).flat_map(|s| &s.before) {
            let value = match program.op(node) {
                Op::Const(id) => Some(program.constant(id)),
                Op::Literal(id) if varying.contains_key(&id) => None,
                Op::Literal(id) => {
                    let written = program.literal(id).value;
                    Some(fixed.get(&id).copied().unwrap_or(written))
                }
                op => {
                    inputs.clear();
                    inputs.extend(program.inputs(node).iter().map_while(|&n| early.number(n)));
                    match inputs.len() == program.inputs(node).len() {
                        true => scalar::eval(op, &inputs, program.calendars()),
                        false => None,
                    }
                }
            };
            if let Some(value) = value {
                early.known[node.index()] = true;
                early.values[node.index()] = value;
            }
        }
        early
    }

    #[inline]
    fn number(&self, node: NodeId) -> Option<f64> {
        self.known[node.index()].then(|| self.values[node.index()])
    }
}

/// Numbers known before a pass.
struct Known<'a> {
    early: &'a Early,
    /// The pass before and its values.
    base: Option<(&'a Pass, &'a Memory)>,
}

impl Given for Known<'_> {
    fn number(&self, node: NodeId) -> Option<f64> {
        if let Some(value) = self.early.number(node) {
            return Some(value);
        }
        match self.base?.0.place.of(node) {
            place @ Place::Scalar(_) => self.base?.1.column(place).first().copied(),
            _ => None,
        }
    }

    fn months(&self, node: NodeId) -> Option<u32> {
        match self.base?.0.place.of(node) {
            Place::Full(slot) => Some(slot),
            _ => None,
        }
    }
}
