//! From syntax trees to checked models and compiled values.
//!
//! Stages in order: [`load`] → [`declare`] → [`expand`] → [`elaborate`] → `lower` → evaluation →
//! laws and checks → views.

pub mod builtins;
pub mod declare;
pub mod diag;
pub mod elaborate;
pub mod expand;
pub mod hir;
pub mod library;
pub mod load;
pub mod package;
mod references;
pub mod types;
pub mod view;
pub mod world;
