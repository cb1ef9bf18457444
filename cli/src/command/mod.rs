//! The commands: each file owns its arguments and a `run`.

pub mod check;
pub mod completions;
pub mod doc;
pub mod eval;
pub mod explain;
pub mod fmt;
pub mod graph;
pub mod ir;
pub mod man;
pub mod new;
pub mod report;
pub mod schedule;
pub mod solve;
pub mod why;
