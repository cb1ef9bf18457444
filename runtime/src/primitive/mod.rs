//! What the library cannot say in its own language, as plain functions of numbers.
//!
//! Days are days since 1970-01-01, nothing is NaN, and nothing in gives nothing out. The column
//! kernels call these functions lane by lane or repeat their arithmetic in the same order.

pub mod days;
pub mod discount;
pub mod growth;
pub mod roots;
pub mod spread;
pub mod xirr;
