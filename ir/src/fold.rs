//! Folding constants while a program is built. Only rewrites that give the same bits for every value
//! are here; `x · 0` is not one of them (`x` may be nothing), nor is `x + 0` (`−0 + 0` is `+0`).

use crate::id::NodeId;
use crate::op::{Class, Op};
use crate::program::Program;
use crate::scalar;

/// What an operation comes to without evaluating it.
pub(crate) enum Folded {
    /// A constant.
    Value(f64),
    /// A node that is there already.
    Node(NodeId),
}

/// The constant or the older node that `op` on `inputs` equals, if there is one.
pub(crate) fn fold(program: &Program, op: Op, inputs: &[NodeId]) -> Option<Folded> {
    if op.class() != Class::Elementwise || !op.arity().admits(inputs.len()) {
        return None;
    }
    let value = |place: usize| inputs.get(place).and_then(|&n| program.const_value(n));

    if inputs.iter().all(|&n| program.const_value(n).is_some()) {
        let values: Vec<f64> = inputs
            .iter()
            .filter_map(|&n| program.const_value(n))
            .collect();
        return scalar::eval(op, &values, program.calendars()).map(Folded::Value);
    }

    let keep = |place: usize| inputs.get(place).map(|&n| Folded::Node(n));
    match op {
        Op::Mul if value(1) == Some(1.0) => keep(0),
        Op::Mul if value(0) == Some(1.0) => keep(1),
        Op::Div if value(1) == Some(1.0) => keep(0),
        // Only the positive zero: `x − (−0)` turns −0 into 0.
        Op::Sub if value(1).map(f64::to_bits) == Some(0) => keep(0),
        Op::And if value(0) == Some(0.0) || value(1) == Some(0.0) => Some(Folded::Value(0.0)),
        Op::Or if holds(value(0)) || holds(value(1)) => Some(Folded::Value(1.0)),
        Op::Select => match value(0) {
            Some(c) if c.is_nan() => Some(Folded::Value(f64::NAN)),
            Some(0.0) => keep(2),
            Some(_) => keep(1),
            None => None,
        },
        Op::Sum | Op::MinOf | Op::MaxOf if inputs.len() == 1 => keep(0),
        Op::Pick => match scalar::place(value(0)?, inputs.len() - 1) {
            Some(i) => keep(i + 1),
            None => Some(Folded::Value(f64::NAN)),
        },
        _ => None,
    }
}

/// Whether it is a constant condition that holds.
fn holds(value: Option<f64>) -> bool {
    value.is_some_and(|v| v != 0.0 && !v.is_nan())
}
