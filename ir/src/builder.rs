//! Making programs. Equal nodes are made once, and constants are folded.

use rustc_hash::{FxHashMap, FxHashSet};
use sitec_units::calendar::{Timeline, WorkCalendar};

use crate::fold;
use crate::hourly::Hourly;
use crate::hours::Hours;
use crate::id::{CalendarId, ConstId, HourlyId, HoursId, LiteralId, NodeId, OriginId, TableId};
use crate::known::Known;
use crate::op::{Op, Shape};
use crate::program::{Literal, Program};

/// The only way to make a [`Program`].
///
/// Nodes of the same operation and inputs are one node, except literals (each is its own, since a run
/// may replace its value) and delays made by [`Builder::delay`] (their input comes later).
#[derive(Debug)]
pub struct Builder {
    program: Program,
    known: Known,
    constants: FxHashMap<u64, NodeId>,
    tables: FxHashMap<Vec<u64>, NodeId>,
    /// Formulas by the hour, by their last node.
    hourly: FxHashMap<NodeId, (HourlyId, Vec<NodeId>)>,
    /// Delays that still wait for their series.
    unset: FxHashSet<NodeId>,
    folding: bool,
}

impl Builder {
    /// An empty program over these months.
    #[must_use]
    pub fn new(timeline: Timeline) -> Builder {
        Builder {
            program: Program {
                ops: Vec::new(),
                bounds: vec![0],
                shapes: Vec::new(),
                origins: Vec::new(),
                inputs: Vec::new(),
                consts: Vec::new(),
                literals: Vec::new(),
                tables: Vec::new(),
                calendars: Vec::new(),
                hours: Vec::new(),
                hourly: Vec::new(),
                timeline,
                outputs: Vec::new(),
                unset: Vec::new(),
            },
            known: Known::default(),
            constants: FxHashMap::default(),
            tables: FxHashMap::default(),
            hourly: FxHashMap::default(),
            unset: FxHashSet::default(),
            folding: true,
        }
    }

    /// Switches constant folding off (or on again). Folding never changes a result, not by a bit.
    pub fn set_folding(&mut self, on: bool) {
        self.folding = on;
    }

    /// Makes room for so many more nodes, so that a large program is not moved again and again while it grows.
    pub fn reserve(&mut self, nodes: usize) {
        let program = &mut self.program;
        program.ops.reserve(nodes);
        program.bounds.reserve(nodes);
        program.inputs.reserve(2 * nodes);
        program.shapes.reserve(nodes);
        program.origins.reserve(nodes);
        self.known.reserve(nodes, &self.program);
    }

    /// The months that series run over.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.program.timeline
    }

    /// The program so far, to read.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// A constant number.
    pub fn constant(&mut self, value: f64) -> NodeId {
        // All NaNs are one value: nothing.
        let value = if value.is_nan() { f64::NAN } else { value };
        if let Some(&node) = self.constants.get(&value.to_bits()) {
            return node;
        }
        let id = ConstId(self.program.consts.len() as u32);
        self.program.consts.push(value);
        let node = self.append(Op::Const(id), &[], OriginId::NONE);
        self.constants.insert(value.to_bits(), node);
        node
    }

    /// A literal of a source file: always a new node. Its [`LiteralId`] is in [`Builder::op`].
    pub fn literal(&mut self, value: f64, origin: OriginId) -> NodeId {
        let id = LiteralId(self.program.literals.len() as u32);
        self.program.literals.push(Literal { value, origin });
        self.append(Op::Literal(id), &[], origin)
    }

    /// A constant monthly series. A shorter list is continued with nothing, a longer one is cut.
    pub fn table(&mut self, mut values: Vec<f64>) -> NodeId {
        values.resize(self.program.months(), f64::NAN);
        let key: Vec<u64> = values.iter().map(|v| v.to_bits()).collect();
        if let Some(&node) = self.tables.get(&key) {
            return node;
        }
        let id = TableId(self.program.tables.len() as u32);
        self.program.tables.push(values);
        let node = self.append(Op::Table(id), &[], OriginId::NONE);
        self.tables.insert(key, node);
        node
    }

    /// Adds a calendar of working days for [`Op::AddWorkdays`].
    pub fn calendar(&mut self, calendar: WorkCalendar) -> CalendarId {
        let id = CalendarId(self.program.calendars.len() as u32);
        self.program.calendars.push(calendar);
        id
    }

    /// Adds numbers by the hour, for [`Op::Hours`].
    pub fn hours(&mut self, hours: Hours) -> HoursId {
        let id = HoursId(self.program.hours.len() as u32);
        self.program.hours.push(hours);
        id
    }

    /// One number a month of a node that goes by the hour: `op` is [`Op::MeanOf`] or [`Op::HighestOf`]. A node that does not
    /// is the same in all hours, and so is its own mean.
    pub fn over_hours(&mut self, op: fn(HourlyId) -> Op, node: NodeId, origin: OriginId) -> NodeId {
        if self.shape(node) != Shape::Hours {
            return node;
        }
        if !self.hourly.contains_key(&node) {
            let (formula, inputs) = Hourly::of(&self.program, node);
            let id = HourlyId(self.program.hourly.len() as u32);
            self.program.hourly.push(formula);
            self.hourly.insert(node, (id, inputs));
        }
        let (id, inputs) = &self.hourly[&node];
        let (op, inputs) = (op(*id), inputs.clone());
        self.push(op, &inputs, origin)
    }

    /// The node that applies `op` to `inputs`: an equal one that exists, a constant if folding finds
    /// one, else a new one. All inputs must be nodes of this builder.
    ///
    /// A wrong number of inputs, or a series where [`Op::wants_scalar`], is a mistake of the caller
    /// that [`validate`](crate::validate) reports; no value can be had of it.
    pub fn push(&mut self, op: Op, inputs: &[NodeId], origin: OriginId) -> NodeId {
        if self.folding
            && let Some(folded) = fold::fold(&self.program, op, inputs)
        {
            return match folded {
                fold::Folded::Value(value) => self.constant(value),
                fold::Folded::Node(node) => node,
            };
        }
        // A literal is its own node even if it is pushed by hand.
        if matches!(op, Op::Literal(_)) {
            return self.append(op, inputs, origin);
        }
        if let Some(node) = self.known.find(op, inputs, &self.program) {
            return node;
        }
        let node = self.append(op, inputs, origin);
        self.known.insert(node, &self.program);
        node
    }

    /// Last month's value of a series still to be made, `initial` (a scalar) in the first month.
    /// Every such node must be given its series by [`Builder::set_delay`] before the end.
    pub fn delay(&mut self, initial: NodeId) -> NodeId {
        // Until it is set, it reads itself, which is its initial value in every month.
        let node = NodeId(self.program.ops.len() as u32);
        self.append(Op::Delay, &[initial, initial], OriginId::NONE);
        let first = self.program.first_input(node);
        self.program.inputs[first] = node;
        self.unset.insert(node);
        node
    }

    /// Gives the delay its series. `false` if the node is no delay that waits for one.
    pub fn set_delay(&mut self, delay: NodeId, x: NodeId) -> bool {
        if !self.unset.remove(&delay) {
            return false;
        }
        let first = self.program.first_input(delay);
        self.program.inputs[first] = x;
        true
    }

    /// States where a node came from, for those made without an origin.
    pub fn set_origin(&mut self, node: NodeId, origin: OriginId) {
        self.program.origins[node.index()] = origin;
    }

    /// Marks a node as a result.
    pub fn output(&mut self, node: NodeId) {
        self.program.outputs.push(node);
    }

    /// The value of a constant node, else `None`.
    #[must_use]
    pub fn const_value(&self, node: NodeId) -> Option<f64> {
        self.program.const_value(node)
    }

    /// A node's shape.
    #[must_use]
    pub fn shape(&self, node: NodeId) -> Shape {
        self.program.shape(node)
    }

    /// A node's operation.
    #[must_use]
    pub fn op(&self, node: NodeId) -> Op {
        self.program.op(node)
    }

    /// A node's inputs.
    #[must_use]
    pub fn inputs(&self, node: NodeId) -> &[NodeId] {
        self.program.inputs(node)
    }

    /// The finished program.
    #[must_use]
    pub fn finish(mut self) -> Program {
        let mut unset: Vec<NodeId> = self.unset.into_iter().collect();
        unset.sort_unstable();
        self.program.unset = unset;
        self.program
    }

    fn append(&mut self, op: Op, inputs: &[NodeId], origin: OriginId) -> NodeId {
        let program = &mut self.program;
        let node = NodeId(program.ops.len() as u32);
        let shape = op.shape(inputs.iter().map(|&n| program.shapes[n.index()]));
        program.ops.push(op);
        // One by one: as a block, inputs written a moment ago would have to reach memory before they can be read.
        program.inputs.extend(inputs.iter().copied());
        program.bounds.push(program.inputs.len() as u32);
        program.shapes.push(shape);
        program.origins.push(origin);
        node
    }
}
