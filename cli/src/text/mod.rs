//! Answers as text for people: the same bytes for the same answer and width, whatever the terminal.

pub mod doc;
pub mod eval;
pub mod explain;
pub mod graph;
mod grid;
mod months;
mod page;
pub mod report;
pub mod schedule;
pub mod solve;
#[cfg(test)]
mod tests;
pub mod why;
mod years;
