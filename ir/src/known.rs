//! Nodes by operation and inputs.
//!
//! Nodes that are made one after the other mostly have inputs that were made one after the other. So a node is looked for at a
//! place that follows from its youngest input: a large program then looks at a small part of the table for long, where places
//! spread over all of it would each be far from any cache. An input that very many nodes have as their youngest would crowd
//! its neighbourhood; those behind its first are spread over a table of their own.

use std::hash::{Hash, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::id::NodeId;
use crate::op::Op;
use crate::program::Program;

/// So many nodes find room near the input that is their youngest.
const NEAR: u8 = u8::MAX;

/// The operation and inputs of nodes lie in the program; here are their ids alone.
#[derive(Debug, Default)]
pub(crate) struct Known {
    near: HashTable<NodeId>,
    far: HashTable<NodeId>,
    /// By node how many nodes in `near` have it as their youngest input.
    users: Vec<u8>,
}

impl Known {
    /// Makes room for so many more nodes.
    pub fn reserve(&mut self, nodes: usize, program: &Program) {
        self.near.reserve(nodes, |&n| near(program, n));
        self.users.reserve(nodes);
    }

    /// The node that applies `op` to `inputs`, if there is one.
    pub fn find(&self, op: Op, inputs: &[NodeId], program: &Program) -> Option<NodeId> {
        let equal = |n: &NodeId| program.op(*n) == op && program.inputs(*n) == inputs;
        let hash = mixed(op, inputs);
        match youngest(inputs) {
            Some(youngest) => {
                let near = self.near.find(beside(youngest, hash), equal).copied();
                near.or_else(|| match self.users(youngest) {
                    NEAR => self.far.find(hash, equal).copied(),
                    _ => None,
                })
            }
            None => self.far.find(hash, equal).copied(),
        }
    }

    /// Notes a node that was not found.
    pub fn insert(&mut self, node: NodeId, program: &Program) {
        match youngest(program.inputs(node)) {
            Some(youngest) if self.users(youngest) < NEAR => {
                if self.users.len() <= youngest.index() {
                    self.users.resize(program.len(), 0);
                }
                self.users[youngest.index()] += 1;
                let near = |n: &NodeId| near(program, *n);
                self.near.insert_unique(near(&node), node, near);
            }
            _ => {
                let far = |n: &NodeId| mixed(program.op(*n), program.inputs(*n));
                self.far.insert_unique(far(&node), node, far);
            }
        }
    }

    fn users(&self, node: NodeId) -> u8 {
        self.users.get(node.index()).copied().unwrap_or(0)
    }
}

fn youngest(inputs: &[NodeId]) -> Option<NodeId> {
    inputs.iter().copied().max()
}

/// The hash of a node that has inputs.
fn near(program: &Program, node: NodeId) -> u64 {
    let (op, inputs) = (program.op(node), program.inputs(node));
    beside(youngest(inputs).unwrap_or(node), mixed(op, inputs))
}

/// The same hash, but that its low bits, which choose the place in the table, stay near those of another node.
fn beside(node: NodeId, hash: u64) -> u64 {
    // The upper seven bits tell nodes of one place apart.
    (hash & (0x7f << 57)) | ((u64::from(node.0) << 1) + ((hash >> 20) & 0x3ff))
}

fn mixed(op: Op, inputs: &[NodeId]) -> u64 {
    let mut hasher = FxHasher::default();
    op.hash(&mut hasher);
    for input in inputs {
        hasher.write_u32(input.0);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use sitec_units::calendar::{Date, Timeline};

    use super::*;
    use crate::Builder;
    use crate::id::OriginId;

    #[test]
    fn an_input_of_very_many_nodes_finds_them_all_again() {
        let begin = Date::new(2026, 1, 1).expect("a date");
        let mut builder = Builder::new(Timeline::new(begin, 12));
        let literals: Vec<NodeId> = (0..3_000)
            .map(|i| builder.literal(f64::from(i), OriginId::NONE))
            .collect();
        let last = *literals.last().expect("some");
        let sums = |builder: &mut Builder| -> Vec<NodeId> {
            let sum = |l: &NodeId| builder.push(Op::Add, &[*l, last], OriginId::NONE);
            literals.iter().map(sum).collect()
        };
        let first = sums(&mut builder);
        let nodes = builder.program().len();
        assert_eq!(first, sums(&mut builder));
        assert_eq!(nodes, builder.program().len());
        assert!(builder.program().len() >= 6_000);
    }
}
