//! Dimensions, units, currencies and the calendar as arithmetic.
