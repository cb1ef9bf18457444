//! The contract between the compiler and the runtime: a typed graph of values.
