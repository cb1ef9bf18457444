//! Resource flow: is every need fed, from when, by how much, and what limits it?
//!
//! Generic over the resource. A [`Network`] has members that give, convey and need, and links from
//! supplier to consumer; [`resolve`] makes one from the compiled skeleton and a run's values.
//! [`examine`] reports what is wrong, causes before consequences; [`flow`], [`supplied`], [`headroom`]
//! and [`without`] answer questions about one day.
//!
//! - [`network`]: the input; [`finding`]: the output; [`capacity`]: what units are good for with their
//!   spares out.
//! - `structure`, `dates`, `shortage`, `spof`, `idle`: one question each; `examine` asks them all. [`start`] asks one of
//!   all networks together: what cannot begin.
//! - `shape`, `gain`, `kernel`, `pull`, `lossy`: the network as a graph, losses as labels, maximum flow in whole
//!   numbers, and the exact flow where labels cannot express the losses. `solver` carries the flow
//!   from one day to the next; `cut` reads off what limits it.

pub mod capacity;
mod cut;
mod dates;
mod examine;
pub mod finding;
mod gain;
mod idle;
mod kernel;
mod lossy;
pub mod network;
mod pull;
mod query;
mod resolve;
mod shape;
mod shortage;
mod solver;
mod spof;
pub mod start;
mod structure;

pub use cut::Cut;
pub use examine::examine;
pub use finding::{Finding, Idle, Late, Limits, Loop, Report, Short, Spof, Unmet};
pub use network::{Change, Day, Link, Member, Network, Quantity, Redundancy, Roles, Unit, Units};
pub use query::{Flow, flow, headroom, irreplaceable, supplied, without};
pub use resolve::resolve;
pub use spof::{dominators, failing_pairs};
