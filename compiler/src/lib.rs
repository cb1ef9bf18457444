//! From syntax trees to checked models and compiled values.
