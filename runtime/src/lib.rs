//! Evaluates compiled sites: values by lanes and months, flows of resources.
//!
//! ```text
//! ir::Program --Plan::new--> Plan --run(Bindings)--> Values
//! ```
//!
//! There is one engine, and it works on lanes: a plain evaluation is one lane, a risk run thousands, and
//! tracing a figure reads the same columns. [`Plan`] orders a program once; [`run`] evaluates it for the
//! literals of a [`Bindings`]; [`Batch`] does so tile by tile for runs too large to keep.

pub mod flow;

mod batch;
mod bindings;
mod engine;
pub mod grid;
mod kernel;
mod pass;
mod plan;
pub mod primitive;
mod values;

pub use batch::{Batch, TILE, Tile, run, run_on};
pub use bindings::{Bindings, Setting};
pub use plan::{Keep, Plan, PlanError};
pub use values::Values;
