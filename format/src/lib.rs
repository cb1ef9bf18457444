//! Formats .site text.
