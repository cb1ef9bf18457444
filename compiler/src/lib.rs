//! From syntax trees to checked models and compiled values.

pub mod diag;
pub mod view;
pub mod world;
