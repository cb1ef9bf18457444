//! From syntax trees to checked models and compiled values.
//!
//! Stages in order: [`load`] → [`declare`] → [`expand`] → [`elaborate`] → `lower` → evaluation →
//! laws and checks → views.

mod beside;
pub mod builtins;
mod checks;
mod claims;
mod contents;
pub mod declare;
mod defaults;
pub mod diag;
pub mod elaborate;
mod elements;
pub mod expand;
mod explain;
mod flow;
pub mod hir;
mod identities;
pub mod library;
pub mod load;
pub mod lower;
pub mod model;
pub mod package;
pub mod periods;
mod references;
mod report;
mod sections;
pub mod session;
mod show;
pub mod solve;
mod sourced;
mod timeline;
mod trace;
pub mod types;
pub mod view;
pub mod world;

pub use contents::contents;
pub use diag::{Diagnostic, Problems};
pub use explain::{Explanation, all_codes, doc_std, explain, near_std};
pub use load::{OpenError, Options, Sources};
pub use session::Session;
