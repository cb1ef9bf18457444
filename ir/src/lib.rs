//! The contract between the compiler and the runtime: a typed graph of values.
//!
//! A [`Program`] is a directed graph of [`Op`]s over one [`Timeline`](sitec_units::calendar::Timeline).
//! Every node is a number ([`Shape::Scalar`]), a number a month ([`Shape::Series`]) or a number an hour
//! ([`Shape::Hours`], which [`Hourly`] takes back to months); units were
//! erased before, dates are whole days since 1970-01-01, conditions are 1 and 0, and *nothing*
//! (a value that does not exist) is NaN. The only edge that may point forward is the first input of
//! [`Op::Delay`], last month's value.
//!
//! - [`op`]: the operations, one row each; - `program`: the graph; - `builder`: the only way to
//!   make one; - [`Hours`]: numbers by the hour, and [`Hourly`] formulas of them; - [`scalar`]: what each elementwise operation means, shared by everything that evaluates;
//!   - [`validate`]: the laws; - [`print()`]: the graph as stable text; - [`network`]: flow networks.

mod builder;
mod fold;
mod hourly;
mod hours;
mod id;
mod known;
pub mod network;
pub mod op;
mod print;
mod program;
pub mod scalar;
mod validate;

pub use builder::Builder;
pub use hourly::{HourInput, HourStep, Hourly};
pub use hours::{Hours, hours_of};
pub use id::{CalendarId, ConstId, HourlyId, HoursId, LiteralId, NodeId, OriginId, TableId};
pub use op::{Arity, Class, Op, Profile, Shape};
pub use print::print;
pub use program::{Literal, Program};
pub use validate::validate;
