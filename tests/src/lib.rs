//! Suites that cross the crates; see the README beside this package.
