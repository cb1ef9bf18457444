//! Programs as text, for tests and for reading.

use std::collections::VecDeque;
use std::fmt::Write;

use rustc_hash::FxHashMap;

use crate::hourly::{HourInput, Hourly};
use crate::id::NodeId;
use crate::op::{Op, Profile, Shape};
use crate::program::Program;

/// The part of a program that `roots` need, one node a line, inputs before their users (a delay may
/// name a later line). Lines are numbered by the visit from the roots, so the text does not depend on
/// the order in which nodes were made.
#[must_use]
pub fn print(program: &Program, roots: &[NodeId]) -> String {
    let order = visit(program, roots);
    let number: FxHashMap<NodeId, usize> = order.iter().enumerate().map(|(i, &n)| (n, i)).collect();
    let mut text = String::new();
    for (line, &node) in order.iter().enumerate() {
        let op = program.op(node);
        let _ = write!(text, "%{line} = {}", op.mnemonic());
        write_parameter(&mut text, program, op);
        for input in program.inputs(node) {
            if let Some(n) = number.get(input) {
                let _ = write!(text, " %{n}");
            }
        }
        match program.shape(node) {
            Shape::Scalar => {}
            Shape::Series => text.push_str(" : series"),
            Shape::Hours => text.push_str(" : hours"),
        }
        text.push('\n');
    }
    for root in roots {
        if let Some(n) = number.get(root) {
            let _ = writeln!(text, "root %{n}");
        }
    }
    text
}

/// Every node the roots need, inputs first. A stack of its own: programs are deeper than call stacks.
fn visit(program: &Program, roots: &[NodeId]) -> Vec<NodeId> {
    let mut order = Vec::new();
    let mut seen = vec![false; program.len()];
    // What a delay remembers comes after everything else that was asked for before.
    let mut waiting: VecDeque<NodeId> = roots.iter().copied().collect();
    let mut stack: Vec<(NodeId, usize)> = Vec::new();
    while let Some(root) = waiting.pop_front() {
        if seen.get(root.index()).is_none_or(|&s| s) {
            continue;
        }
        seen[root.index()] = true;
        stack.push((root, 0));
        while let Some((node, place)) = stack.pop() {
            let Some(&input) = program.inputs(node).get(place) else {
                order.push(node);
                continue;
            };
            stack.push((node, place + 1));
            if program.op(node) == Op::Delay && place == 0 {
                waiting.push_back(input);
            } else if !seen[input.index()] {
                seen[input.index()] = true;
                stack.push((input, 0));
            }
        }
    }
    order
}

fn write_parameter(text: &mut String, program: &Program, op: Op) {
    let _ = match op {
        Op::Const(id) => write!(text, " {:?}", program.constant(id)),
        Op::Literal(id) => write!(text, " {:?}", program.literal(id).value),
        Op::Table(id) => write_table(text, program.table(id)),
        Op::AddWorkdays(id) => write!(text, " calendar {:?}", program.calendar(id)),
        Op::Hours(id) => write!(text, " {}", id.0),
        Op::MeanOf(id) | Op::HighestOf(id) => write_formula(text, program.hourly(id)),
        Op::Spread(profile) => text.write_str(match profile {
            Profile::Uniform => " uniform",
            Profile::SCurve => " s_curve",
            Profile::AtStart => " at_start",
            Profile::AtEnd => " at_end",
        }),
        _ => Ok(()),
    };
}

/// A formula by the hour: its steps, `$` a step before and `#` an input.
fn write_formula(text: &mut String, formula: &Hourly) -> std::fmt::Result {
    text.push_str(" {");
    for (k, step) in formula.steps().iter().enumerate() {
        let separator = if k == 0 { "" } else { "; " };
        write!(text, "{separator}{}", step.op.mnemonic())?;
        if let Op::Hours(id) = step.op {
            write!(text, " {}", id.0)?;
        }
        for input in &step.inputs {
            match input {
                HourInput::Step(k) => write!(text, " ${k}")?,
                HourInput::Given(k) => write!(text, " #{k}")?,
            }
        }
    }
    text.write_str("}")
}

/// A table's values, runs of equal ones as `value*count`.
fn write_table(text: &mut String, values: &[f64]) -> std::fmt::Result {
    text.push_str(" [");
    for (i, run) in values
        .chunk_by(|a, b| a.to_bits() == b.to_bits())
        .enumerate()
    {
        let separator = if i == 0 { "" } else { ", " };
        if let Some(first) = run.first() {
            write!(text, "{separator}{first:?}")?;
        }
        if run.len() > 1 {
            write!(text, "*{}", run.len())?;
        }
    }
    text.write_str("]")
}
