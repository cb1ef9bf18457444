//! A plan made concrete: which nodes are computed together and where each value lies.
//!
//! Values that do not depend on the lane are computed once, in a pass of one lane; a second pass
//! computes the others in tiles of lanes. In a pass scalars take one number a lane. A series that later
//! stages or looks back need is stored whole (month after month, lanes side by side); all other series
//! exist only for the few months in work and share memory that fits the nearest cache.

use sitec_ir::{LiteralId, NodeId, Op, Program, Shape};

use crate::plan::{NOT_NEEDED, Plan, Unit};

/// Where a node's value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Not computed in this pass.
    Outside,
    /// A number a lane.
    Scalar(u32),
    /// All months.
    Full(u32),
    /// The months in work.
    Row(u32),
}

/// Where the value of each node lies. Most lie nowhere: that is 0, and memory of zeros costs nothing until it is written to.
#[derive(Debug, Clone)]
pub(crate) struct Places(Vec<u32>);

impl Places {
    /// Where a node's value lies.
    #[inline]
    pub fn of(&self, node: NodeId) -> Place {
        let packed = self.0.get(node.index()).copied().unwrap_or(0);
        match packed & 3 {
            0 => Place::Outside,
            1 => Place::Scalar(packed >> 2),
            2 => Place::Full(packed >> 2),
            _ => Place::Row(packed >> 2),
        }
    }

    fn set(&mut self, node: NodeId, place: Place) {
        self.0[node.index()] = match place {
            Place::Outside => 0,
            Place::Scalar(slot) => slot << 2 | 1,
            Place::Full(slot) => slot << 2 | 2,
            Place::Row(slot) => slot << 2 | 3,
        };
    }
}

/// Where an input is read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Operand {
    /// A value of this pass.
    Here(Place),
    /// A number known before.
    One(f64),
    /// A series of the pass before, by its place there.
    Months(u32),
}

/// One operation with everything it needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub op: Op,
    pub out: Place,
    first: u32,
    count: u32,
    /// What the step remembers from months before: a slot and its width in numbers a lane.
    pub memory: Option<(u32, u32)>,
}

/// A step alone or the steps of a state group.
#[derive(Debug, Clone)]
pub(crate) enum Work {
    One(Step),
    Group(Vec<Step>),
}

/// The steps of a stage.
#[derive(Debug, Clone, Default)]
pub(crate) struct PassStage {
    pub before: Vec<Step>,
    pub months: Vec<Work>,
}

/// What comes from before a pass.
pub(crate) trait Given {
    /// A node's number, if it is known and the same in all lanes.
    fn number(&self, node: NodeId) -> Option<f64>;
    /// A node's series in the pass before.
    fn months(&self, node: NodeId) -> Option<u32>;
}

/// The steps of a pass and its need of memory.
#[derive(Debug, Clone)]
pub(crate) struct Pass {
    pub stages: Vec<PassStage>,
    operands: Vec<Operand>,
    pub place: Places,
    pub scalars: u32,
    pub fulls: u32,
    pub rows: u32,
    /// Width of each memory slot in numbers a lane.
    pub memories: Vec<u32>,
    /// Literals that a tile fills in, with the slot of each.
    pub literals: Vec<(LiteralId, u32)>,
}

impl Pass {
    /// The pass over the needed nodes of stages from `first` on that `inside` marks. Those of `kept` must be there at the end.
    pub fn new(
        plan: &Plan,
        first: u32,
        program: &Program,
        inside: &dyn Fn(NodeId) -> bool,
        kept: &mut dyn Iterator<Item = NodeId>,
        given: &dyn Given,
    ) -> Pass {
        let mut maker = Maker {
            program,
            pass: Pass {
                stages: Vec::new(),
                operands: Vec::new(),
                place: Places(vec![0; program.len()]),
                scalars: 0,
                fulls: 0,
                rows: 0,
                memories: Vec::new(),
                literals: Vec::new(),
            },
            given,
        };
        let computed = |node: NodeId| inside(node) && given.number(node).is_none();
        let stages = &plan.stages[first as usize - 1..];
        let uses = Uses::new(plan, first, program, &computed, kept);
        maker.pass.operands.reserve_exact(uses.operands);
        let mut scalars = Slots::default();
        let mut fulls = Slots::default();
        let mut rows = Slots::default();
        // A tile fills in its literals before the first step, so their slots are theirs from the beginning.
        let before = stages.iter().flat_map(|s| &s.before);
        for &node in before.filter(|&&n| computed(n)) {
            if let Op::Literal(id) = program.op(node) {
                let slot = scalars.take(0, uses.last[node.index()]);
                maker.pass.place.set(node, Place::Scalar(slot));
                maker.pass.literals.push((id, slot));
            }
        }
        let mut clock = 0;
        for stage in stages {
            let mut made = PassStage {
                before: Vec::with_capacity(stage.before.len()),
                months: Vec::with_capacity(stage.months.len()),
            };
            for &node in stage.before.iter().filter(|&&n| computed(n)) {
                if matches!(program.op(node), Op::Literal(_)) {
                    clock += 1;
                    continue;
                }
                let series = program.shape(node) != Shape::Scalar;
                let last = uses.last[node.index()];
                let place = match series {
                    true => Place::Full(fulls.take(clock, last)),
                    false => Place::Scalar(scalars.take(clock, last)),
                };
                maker.pass.place.set(node, place);
                made.before.push(maker.step(node));
                clock += 1;
            }
            for (moment, unit) in stage.months.iter().enumerate() {
                let nodes = match unit {
                    Unit::One(node) => std::slice::from_ref(node),
                    Unit::Group(nodes) => nodes.as_slice(),
                };
                if !nodes.iter().any(|&n| computed(n)) {
                    continue;
                }
                // All of a group first: its steps read one another, in any order.
                for node in nodes {
                    let last = uses.last[node.index()];
                    let place = match uses.whole[node.index()] {
                        true => Place::Full(fulls.take(clock, last)),
                        false => {
                            Place::Row(rows.take(moment as u32, uses.last_moment[node.index()]))
                        }
                    };
                    maker.pass.place.set(*node, place);
                }
                made.months.push(match unit {
                    Unit::One(node) => Work::One(maker.step(*node)),
                    Unit::Group(nodes) => {
                        Work::Group(nodes.iter().map(|&n| maker.step(n)).collect())
                    }
                });
            }
            clock += 1;
            // Rows live within a stage.
            rows.release_all();
            maker.pass.stages.push(made);
        }
        let mut pass = maker.pass;
        (pass.scalars, pass.fulls, pass.rows) = (scalars.made, fulls.made, rows.made);
        pass
    }

    /// Where a step's inputs are read.
    #[inline]
    pub fn operands(&self, step: &Step) -> &[Operand] {
        let first = step.first as usize;
        self.operands
            .get(first..first + step.count as usize)
            .unwrap_or_default()
    }
}

struct Maker<'a> {
    program: &'a Program,
    pass: Pass,
    given: &'a dyn Given,
}

impl Maker<'_> {
    fn step(&mut self, node: NodeId) -> Step {
        let op = self.program.op(node);
        let inputs = self.program.inputs(node);
        let first = self.pass.operands.len() as u32;
        for &input in inputs {
            // A delay of itself never leaves its initial value, and cannot read what it is writing.
            let input = match inputs {
                &[x, initial] if op == Op::Delay && input == x && x == node => initial,
                _ => input,
            };
            let operand = self.operand(input);
            self.pass.operands.push(operand);
        }
        let scalar = |place: usize| {
            inputs
                .get(place)
                .is_some_and(|&n| self.program.shape(n) == Shape::Scalar)
        };
        let width = match op {
            Op::Delay | Op::Cumulative => 1,
            // The month of the anchor, and what only changes now and then.
            Op::Due if scalar(0) => 1,
            Op::Escalate if scalar(0) && scalar(1) && scalar(2) => 4,
            Op::Grow if scalar(0) && scalar(1) => 15,
            _ => 0,
        };
        let memory = (width > 0).then(|| {
            self.pass.memories.push(width);
            (self.pass.memories.len() as u32 - 1, width)
        });
        Step {
            op,
            out: self.pass.place.of(node),
            first,
            count: inputs.len() as u32,
            memory,
        }
    }

    fn operand(&self, input: NodeId) -> Operand {
        if let Some(value) = self.given.number(input) {
            return Operand::One(value);
        }
        match self.pass.place.of(input) {
            Place::Outside => match self.given.months(input) {
                Some(series) => Operand::Months(series),
                // Cannot be: an input is computed here or before.
                None => Operand::One(f64::NAN),
            },
            here => Operand::Here(here),
        }
    }
}

/// When each value is used for the last time.
struct Uses {
    /// By stage clock: a tick for each scalar, one for the months of a stage; `u32::MAX` for ever.
    last: Vec<u32>,
    /// Within the months of a stage, by unit.
    last_moment: Vec<u32>,
    /// Series that must be there for all months.
    whole: Vec<bool>,
    /// How many inputs all computed nodes have together.
    operands: usize,
}

impl Uses {
    fn new(
        plan: &Plan,
        first: u32,
        program: &Program,
        computed: &dyn Fn(NodeId) -> bool,
        kept: &mut dyn Iterator<Item = NodeId>,
    ) -> Uses {
        let mut uses = Uses {
            last: vec![0; program.len()],
            last_moment: vec![0; program.len()],
            whole: vec![false; program.len()],
            operands: 0,
        };
        let mut clock = 0;
        for (number, stage) in (1..).zip(&plan.stages).skip(first as usize - 1) {
            for &node in stage.before.iter().filter(|&&n| computed(n)) {
                uses.operands += program.inputs(node).len();
                for input in program.inputs(node) {
                    uses.last[input.index()] = clock;
                    // Whole operations read all months; their inputs are of earlier stages anyway.
                    uses.whole[input.index()] = true;
                }
                uses.last[node.index()] = clock;
                clock += 1;
            }
            for (moment, unit) in stage.months.iter().enumerate() {
                let nodes = match unit {
                    Unit::One(node) => std::slice::from_ref(node),
                    Unit::Group(nodes) => nodes.as_slice(),
                };
                for &node in nodes.iter().filter(|&&n| computed(n)) {
                    let op = program.op(node);
                    uses.operands += program.inputs(node).len();
                    for (place, &input) in program.inputs(node).iter().enumerate() {
                        uses.last[input.index()] = uses.last[input.index()].max(clock);
                        uses.last_moment[input.index()] =
                            uses.last_moment[input.index()].max(moment as u32);
                        let looks_back = place == 0 && matches!(op, Op::Shift | Op::Trailing);
                        let stage_of = plan.stage_of[input.index()];
                        let elsewhere = stage_of != NOT_NEEDED && stage_of < number;
                        if looks_back || elsewhere {
                            uses.whole[input.index()] = true;
                        }
                    }
                    uses.last[node.index()] = uses.last[node.index()].max(clock);
                    uses.last_moment[node.index()] =
                        uses.last_moment[node.index()].max(moment as u32);
                }
            }
            clock += 1;
        }
        for node in kept.filter(|&n| computed(n)) {
            uses.last[node.index()] = u32::MAX;
            uses.whole[node.index()] = true;
        }
        uses
    }
}

/// Slots that are used again once their value was used for the last time.
#[derive(Debug, Default)]
struct Slots {
    made: u32,
    free: Vec<u32>,
    /// By moment the slot whose value is used then for the last time, the first of a chain; `NO_SLOT` if none.
    last: Vec<u32>,
    /// The next slot of the chain that a slot is in.
    next: Vec<u32>,
    /// Slots of earlier moments are free.
    now: u32,
}

/// The end of a chain of slots.
const NO_SLOT: u32 = u32::MAX;

impl Slots {
    /// A slot for a value made at `now` and used for the last time at `last`. A value used for the last
    /// time now is still read now, so its slot is not given away yet. `now` never falls.
    fn take(&mut self, now: u32, last: u32) -> u32 {
        while self.now < now {
            let mut slot = match self.last.get_mut(self.now as usize) {
                Some(first) => std::mem::replace(first, NO_SLOT),
                None => NO_SLOT,
            };
            while slot != NO_SLOT {
                self.free.push(slot);
                slot = self.next[slot as usize];
            }
            self.now += 1;
        }
        let slot = self.free.pop().unwrap_or_else(|| {
            self.made += 1;
            self.next.push(NO_SLOT);
            self.made - 1
        });
        // What is kept for ever is in no chain.
        if last != u32::MAX {
            if self.last.len() <= last as usize {
                self.last.resize(last as usize + 1, NO_SLOT);
            }
            self.next[slot as usize] = std::mem::replace(&mut self.last[last as usize], slot);
        }
        slot
    }

    /// Frees all, and time begins anew.
    fn release_all(&mut self) {
        self.now = 0;
        self.last.clear();
        self.free.clear();
        self.free.extend((0..self.made).rev());
    }
}
