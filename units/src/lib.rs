//! Dimensions, units, currencies and the calendar as arithmetic.
//!
//! In reading order:
//!
//! - [`dimension`]: what a value measures, as a small interned number;
//! - [`mod@unit`] and `table`: how much of it one `MW`, `ft` or `degC` is;
//! - [`money`]: currencies, rounding to their smallest coin, lines that sum to their total;
//! - [`calendar`]: days, months, timelines and working days;
//! - [`show`]: values as people read them.
//!
//! Nothing here knows syntax, places in files or diagnostics. Tables are owned values, so one process can
//! compile several programs, each with units of its own.

pub mod calendar;
mod digits;
pub mod dimension;
mod ladder;
pub mod money;
mod product;
pub mod show;
mod spelling;
mod table;
pub mod unit;

pub use calendar::{Date, DateError, PeriodKind, Timeline, WorkCalendar};
pub use dimension::{Dim, Dimensions};
pub use money::{Currencies, Currency, CurrencyId};
pub use unit::{Clash, ComposeError, Unit, Units};

#[cfg(test)]
mod calendar_tests;
#[cfg(test)]
mod dimension_tests;
#[cfg(test)]
mod show_tests;
#[cfg(test)]
mod unit_tests;
