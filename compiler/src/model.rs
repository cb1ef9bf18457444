//! A compiled case as something to be run many times: figures, and the numbers that a run may replace.

use sitec_grammar::source::FileId;
use sitec_ir::{LiteralId, NodeId, Op, Program};

use crate::session::Session;

/// The value graph of a case, with what is asked of it and what may be given to it.
#[derive(Debug)]
pub struct Model<'s> {
    /// The graph.
    pub program: &'s Program,
    /// The figures, in the order in which they were asked.
    pub outputs: Vec<NodeId>,
    /// The written numbers, in the order in which they were named. Values are in the units of the graph
    /// (SI, months, days), as those of the literals are.
    pub inputs: Vec<LiteralId>,
}

impl Session<'_> {
    /// Figures as expressions in the scope of the root, and the numbers at paths, as `rent`.
    ///
    /// `None` if a figure is no single number or series, or a path is not one written number, or one that decided
    /// something while compiling: the case must then be compiled anew for each of its values.
    #[must_use]
    pub fn model(&mut self, figures: &[&str], paths: &[&str]) -> Option<Model<'_>> {
        let outputs = figures.iter().map(|f| self.node_of(f));
        let outputs: Option<Vec<NodeId>> = outputs.collect();
        let inputs = paths.iter().map(|p| self.literal_of(p));
        let inputs: Option<Vec<LiteralId>> = inputs.collect();
        Some(Model {
            outputs: outputs?,
            inputs: inputs?,
            program: self.lowering.builder.program(),
        })
    }

    fn nodes_of(&mut self, expr: &str) -> Vec<NodeId> {
        let mut nodes = Vec::new();
        if let Ok(ast) = sitec_grammar::parse_expr(FileId(u32::MAX), expr, 0) {
            let (e, env) = self.in_root(&ast);
            let v = self.lowering.demand_expr(e, &env);
            self.lowering.arena.nodes(v, &mut nodes);
        }
        nodes
    }

    fn node_of(&mut self, expr: &str) -> Option<NodeId> {
        match self.nodes_of(expr)[..] {
            [node] => Some(node),
            _ => None,
        }
    }

    /// Of a duration, the part that is written; the others are known to be zero.
    fn literal_of(&mut self, path: &str) -> Option<LiteralId> {
        let mut nodes = self.nodes_of(path);
        let program = self.lowering.builder.program();
        nodes.retain(|n| program.const_value(*n).is_none());
        let [node] = nodes[..] else { return None };
        let Op::Literal(id) = program.op(node) else {
            return None;
        };
        (!self.is_decided(node)).then_some(id)
    }
}
