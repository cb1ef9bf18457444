//! The laws of a program.

use crate::op::{Class, Op, Shape};
use crate::program::Program;

/// Checks a program against the laws of the graph: inputs exist and are older than their node (the
/// first of a delay aside), their number and shapes fit the operation, parameters are in their tables,
/// tables have a value for every month, and every delay was given its series.
///
/// # Errors
/// One sentence for each broken law, in the order of the nodes.
pub fn validate(program: &Program) -> Result<(), Vec<String>> {
    let mut broken = Vec::new();
    let months = program.months();
    for node in program.nodes() {
        let op = program.op(node);
        let inputs = program.inputs(node);
        let mut tell =
            |what: String| broken.push(format!("node {} ({}): {what}", node.0, op.mnemonic()));

        if !op.arity().admits(inputs.len()) {
            tell(format!("has {} inputs", inputs.len()));
        }
        for (place, &input) in inputs.iter().enumerate() {
            let delayed = op == Op::Delay && place == 0;
            if input.index() >= program.len() {
                tell(format!("input {place} does not exist"));
            } else if !delayed && input >= node {
                tell(format!("input {place} is not older than the node"));
            } else if program.shape(input) == Shape::Hours && op.class() != Class::Elementwise {
                tell(format!("input {place} goes by the hour"));
            } else if op.wants_scalar(place) && program.shape(input) == Shape::Series {
                tell(format!("input {place} must be a scalar, and is a series"));
            }
        }
        let in_table = match op {
            Op::Const(id) => id.index() < program.consts.len(),
            Op::Literal(id) => id.index() < program.literals.len(),
            Op::AddWorkdays(id) => id.index() < program.calendars.len(),
            Op::Hours(id) => program
                .hours
                .get(id.index())
                .is_some_and(|h| h.fit(program.timeline())),
            Op::MeanOf(id) | Op::HighestOf(id) => program
                .hourly
                .get(id.index())
                .is_some_and(|h| h.inputs() == inputs.len()),
            Op::Table(id) => program
                .tables
                .get(id.index())
                .is_some_and(|t| t.len() == months),
            _ => true,
        };
        if !in_table {
            tell(
                "its parameter is not in the table, or has not a value for every month".to_owned(),
            );
        }
    }
    for node in &program.unset {
        broken.push(format!(
            "node {} (delay): was never given its series",
            node.0
        ));
    }
    for output in &program.outputs {
        if output.index() >= program.len() {
            broken.push(format!("output {} does not exist", output.0));
        }
    }
    if broken.is_empty() {
        Ok(())
    } else {
        Err(broken)
    }
}
