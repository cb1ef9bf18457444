//! The finished graph.

use sitec_units::calendar::{Timeline, WorkCalendar};

use crate::hourly::Hourly;
use crate::hours::Hours;
use crate::id::{CalendarId, ConstId, HourlyId, HoursId, LiteralId, NodeId, OriginId, TableId};
use crate::op::{Op, Shape};

/// A number written in a source file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Literal {
    /// Its value in canonical units, which holds unless a run replaces it.
    pub value: f64,
    /// Where it is written.
    pub origin: OriginId,
}

/// A graph of operations over a timeline. Made by [`Builder`](crate::Builder) only: every node's
/// inputs have smaller ids, except the first input of a [`Op::Delay`].
#[derive(Debug, Clone)]
pub struct Program {
    // Nodes as columns: a pass over all operations touches nothing else.
    pub(crate) ops: Vec<Op>,
    /// Where the inputs of each node begin, and behind the last one where they end.
    pub(crate) bounds: Vec<u32>,
    pub(crate) shapes: Vec<Shape>,
    pub(crate) origins: Vec<OriginId>,
    pub(crate) inputs: Vec<NodeId>,
    pub(crate) consts: Vec<f64>,
    pub(crate) literals: Vec<Literal>,
    pub(crate) tables: Vec<Vec<f64>>,
    pub(crate) calendars: Vec<WorkCalendar>,
    pub(crate) hours: Vec<Hours>,
    pub(crate) hourly: Vec<Hourly>,
    pub(crate) timeline: Timeline,
    pub(crate) outputs: Vec<NodeId>,
    /// Delays that were announced but never set; `validate` reports them.
    pub(crate) unset: Vec<NodeId>,
}

impl Program {
    /// How many nodes there are; their ids are `0..len`.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ops.len()
    }

    /// Whether there is no node at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// All nodes in topological order (delayed edges aside).
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + use<> {
        (0..self.ops.len() as u32).map(NodeId)
    }

    /// A node's operation.
    #[inline]
    #[must_use]
    pub fn op(&self, node: NodeId) -> Op {
        self.ops[node.index()]
    }

    /// A node's inputs, in the order of the operation's row.
    #[inline]
    #[must_use]
    pub fn inputs(&self, node: NodeId) -> &[NodeId] {
        &self.inputs[self.first_input(node)..self.bounds[node.index() + 1] as usize]
    }

    /// Where a node's inputs begin.
    #[inline]
    pub(crate) fn first_input(&self, node: NodeId) -> usize {
        self.bounds[node.index()] as usize
    }

    /// A node's shape.
    #[inline]
    #[must_use]
    pub fn shape(&self, node: NodeId) -> Shape {
        self.shapes[node.index()]
    }

    /// Where a node came from (its first maker, if equal nodes were merged).
    #[must_use]
    pub fn origin(&self, node: NodeId) -> OriginId {
        self.origins[node.index()]
    }

    /// The value of a [`Op::Const`] node, else `None`.
    #[must_use]
    pub fn const_value(&self, node: NodeId) -> Option<f64> {
        match self.op(node) {
            Op::Const(id) => Some(self.constant(id)),
            _ => None,
        }
    }

    /// A constant.
    #[must_use]
    pub fn constant(&self, id: ConstId) -> f64 {
        self.consts[id.index()]
    }

    /// A literal.
    #[must_use]
    pub fn literal(&self, id: LiteralId) -> Literal {
        self.literals[id.index()]
    }

    /// All literals; a [`LiteralId`] is a position here.
    #[must_use]
    pub fn literals(&self) -> &[Literal] {
        &self.literals
    }

    /// A constant monthly series, one value for each month of the timeline.
    #[must_use]
    pub fn table(&self, id: TableId) -> &[f64] {
        &self.tables[id.index()]
    }

    /// A calendar of working days.
    #[must_use]
    pub fn calendar(&self, id: CalendarId) -> &WorkCalendar {
        &self.calendars[id.index()]
    }

    /// All calendars; a [`CalendarId`] is a position here.
    #[must_use]
    pub fn calendars(&self) -> &[WorkCalendar] {
        &self.calendars
    }

    /// Numbers by the hour.
    #[must_use]
    pub fn hours(&self, id: HoursId) -> &Hours {
        &self.hours[id.index()]
    }

    /// A formula by the hour.
    #[must_use]
    pub fn hourly(&self, id: HourlyId) -> &Hourly {
        &self.hourly[id.index()]
    }

    /// The months that series run over.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// How many values a series has: one for each column of the timeline.
    #[must_use]
    pub fn months(&self) -> usize {
        self.timeline.columns() as usize
    }

    /// The nodes marked as results, in the order they were marked.
    #[must_use]
    pub fn outputs(&self) -> &[NodeId] {
        &self.outputs
    }
}
