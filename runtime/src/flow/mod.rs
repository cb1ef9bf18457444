//! Resource flow: is every need fed, from when, by how much, and what limits it?
//!
//! Generic over the resource. A [`Network`] has members that give, convey and need, and links from
//! supplier to consumer; [`resolve`] makes one from the compiled skeleton and a run's values.
//! [`examine`] reports what is wrong, causes before consequences.
//!
//! - [`network`]: the input; - [`finding`]: the output.

pub mod finding;
pub mod network;
mod resolve;

pub use finding::{Finding, Idle, Late, Limits, Loop, Report, Short, Spof, Unmet};
pub use network::{Change, Day, Link, Member, Network, Quantity, Redundancy, Roles, Unit, Units};
pub use resolve::resolve;
