//! Formulas by the hour, cut out of the graph around them.
//!
//! A node of the shape [`Hours`](Shape::Hours) is never computed by itself: it would need a number for each of a
//! hundred thousand hours. What asks for one number a month of it takes the whole formula along, as steps from the
//! numbers that it rests on: those are its inputs, and none of them goes by the hour.

use rustc_hash::FxHashMap;

use crate::id::NodeId;
use crate::op::{Op, Shape};
use crate::program::Program;

/// Where a step reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HourInput {
    /// What an earlier step came to, in the same hour.
    Step(u32),
    /// An input of the node: the same in all hours of a month.
    Given(u32),
}

/// One operation of a formula: elementwise, [`Op::Hours`] or [`Op::ByHour`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HourStep {
    /// What it does.
    pub op: Op,
    /// What it reads.
    pub inputs: Vec<HourInput>,
}

/// A formula by the hour. The last step is what it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hourly {
    steps: Vec<HourStep>,
    inputs: usize,
}

impl Hourly {
    /// The formula of a node that goes by the hour, and the nodes that are its inputs.
    pub(crate) fn of(program: &Program, root: NodeId) -> (Hourly, Vec<NodeId>) {
        let by_hour = |n: NodeId| program.shape(n) == Shape::Hours;
        let mut inside: FxHashMap<NodeId, u32> = FxHashMap::default();
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if inside.insert(node, 0).is_none() {
                open.extend(program.inputs(node).iter().filter(|n| by_hour(**n)));
            }
        }
        // Inputs are older than what uses them.
        let mut order: Vec<NodeId> = inside.keys().copied().collect();
        order.sort_unstable();
        for (place, node) in order.iter().enumerate() {
            inside.insert(*node, place as u32);
        }
        let mut given: Vec<NodeId> = Vec::new();
        let mut place_of: FxHashMap<NodeId, u32> = FxHashMap::default();
        let mut read = |node: &NodeId| match inside.get(node) {
            Some(&step) => HourInput::Step(step),
            None => HourInput::Given(*place_of.entry(*node).or_insert_with(|| {
                given.push(*node);
                given.len() as u32 - 1
            })),
        };
        let steps = order
            .iter()
            .map(|&node| HourStep {
                op: program.op(node),
                inputs: program.inputs(node).iter().map(&mut read).collect(),
            })
            .collect();
        let inputs = given.len();
        (Hourly { steps, inputs }, given)
    }

    /// Its steps; each reads only steps before it.
    #[must_use]
    pub fn steps(&self) -> &[HourStep] {
        &self.steps
    }

    /// How many inputs it has.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.inputs
    }
}
