//! The operations. One row of one table defines an operation's mnemonic, its inputs and its class;
//! the row's documentation is its meaning.
//!
//! In the table *nothing* is NaN. Unless a row says otherwise, nothing in any input gives nothing.

use serde::{Deserialize, Serialize};

use crate::id::{CalendarId, ConstId, HourlyId, HoursId, LiteralId, TableId};

/// How many values a node has. The finer shape of two is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Shape {
    /// One value.
    Scalar,
    /// One value for each month of the timeline.
    Series,
    /// One value for each hour of each month. Such a node is never computed by itself: what asks for its mean
    /// or its greatest value takes it along as an [`Hourly`](crate::Hourly).
    Hours,
}

/// How many inputs an operation takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arity {
    /// Exactly so many.
    Exactly(u8),
    /// Any number, none included.
    Any,
}

impl Arity {
    /// The arity that a row of the table states.
    const fn of(row: u8) -> Arity {
        if row == ANY {
            Arity::Any
        } else {
            Arity::Exactly(row)
        }
    }

    /// Whether `n` inputs are right.
    #[must_use]
    pub fn admits(self, n: usize) -> bool {
        match self {
            Arity::Exactly(k) => usize::from(k) == n,
            Arity::Any => true,
        }
    }
}

/// How an operation relates to months: this decides its shape and how it is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// One value without inputs. Scalar.
    Constant,
    /// A value a month without inputs. Series.
    Months,
    /// A value an hour. Hours.
    Hourly,
    /// Each month's result depends on the inputs of that month only. The finest shape of the inputs.
    Elementwise,
    /// As elementwise, but the month itself counts. Always a series.
    Monthly,
    /// Each month's result may depend on earlier months as well. Always a series.
    Scan,
    /// A month's result may depend on later months. The shape of its date for `at`, else a series.
    Lookup,
    /// All months together give one value. Scalar.
    Reduction,
}

/// How [`Op::Spread`] distributes a total between its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Profile {
    /// In proportion to months, a begun one by its days.
    Uniform,
    /// By the share `x²(3 − 2x)` of the months gone: slow, fast, slow.
    SCurve,
    /// All in the month of the first day.
    AtStart,
    /// All in the month of the last day.
    AtEnd,
}

macro_rules! ops {
    ($( $(#[$doc:meta])* $name:ident $(($param:ty))? = $mnemonic:literal, $arity:expr, $class:ident; )*) => {
        /// An operation. Parameters that are fixed when the program is built stand in the variant,
        /// everything else is an input.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Op {
            $( $(#[$doc])* $name $(($param))?, )*
        }

        impl Op {
            /// The name in printed programs.
            #[must_use]
            pub fn mnemonic(self) -> &'static str {
                match self { $( ops!(@pat $name $(($param))?) => $mnemonic, )* }
            }

            /// How many inputs it takes.
            #[must_use]
            pub fn arity(self) -> Arity {
                match self { $( ops!(@pat $name $(($param))?) => Arity::of($arity), )* }
            }

            /// How it relates to months.
            #[must_use]
            pub fn class(self) -> Class {
                match self { $( ops!(@pat $name $(($param))?) => Class::$class, )* }
            }

            /// All mnemonics, in the order of the table.
            pub const MNEMONICS: &'static [&'static str] = &[$( $mnemonic ),*];
        }
    };
    (@pat $name:ident) => { Op::$name };
    (@pat $name:ident ($param:ty)) => { Op::$name(_) };
}

/// Marks variadic rows in the table.
const ANY: u8 = u8::MAX;

ops! {
    /// A constant of the program's table.
    Const(ConstId) = "const", 0, Constant;
    /// A literal of a source file. Each is its own node, and a run may replace its value in every
    /// lane: scenarios, sweeps, samples and `why` are made of that.
    Literal(LiteralId) = "literal", 0, Constant;
    /// A constant monthly series.
    Table(TableId) = "table", 0, Months;

    /// The first day of each month.
    MonthBegin = "month_begin", 0, Months;
    /// The last day of each month.
    MonthClose = "month_close", 0, Months;
    /// The real length of each month in seconds.
    MonthLength = "month_length", 0, Months;
    /// The number of each month, from 0.
    MonthIndex = "month_index", 0, Months;
    /// The calendar year of each month.
    CalendarYear = "calendar_year", 0, Months;
    /// The calendar month of each month, 1 to 12.
    CalendarMonth = "calendar_month", 0, Months;

    /// `a + b`.
    Add = "add", 2, Elementwise;
    /// `a − b`.
    Sub = "sub", 2, Elementwise;
    /// `a · b`.
    Mul = "mul", 2, Elementwise;
    /// `a / b`; nothing if `b` is zero.
    Div = "div", 2, Elementwise;
    /// `−a`.
    Neg = "neg", 1, Elementwise;
    /// `a ^ b`; whole exponents up to 64 by repeated multiplication; nothing where it is not real.
    Pow = "pow", 2, Elementwise;
    /// The lesser of two.
    Min = "min", 2, Elementwise;
    /// The greater of two.
    Max = "max", 2, Elementwise;
    /// The magnitude.
    Abs = "abs", 1, Elementwise;
    /// The greatest whole number that is not above.
    Floor = "floor", 1, Elementwise;
    /// The least whole number that is not below.
    Ceil = "ceil", 1, Elementwise;
    /// The nearest whole number, halves away from zero.
    Round = "round", 1, Elementwise;
    /// The square root; nothing below zero.
    Sqrt = "sqrt", 1, Elementwise;
    /// `e ^ a`; nothing if it is too large to be a number.
    Exp = "exp", 1, Elementwise;
    /// The natural logarithm; nothing at or below zero.
    Ln = "ln", 1, Elementwise;
    /// `a = b`. This and the other comparisons are false if an input is nothing.
    Eq = "eq", 2, Elementwise;
    /// `a ≠ b`.
    Ne = "ne", 2, Elementwise;
    /// `a < b`.
    Lt = "lt", 2, Elementwise;
    /// `a ≤ b`.
    Le = "le", 2, Elementwise;
    /// `a > b`.
    Gt = "gt", 2, Elementwise;
    /// `a ≥ b`.
    Ge = "ge", 2, Elementwise;
    /// Both hold. False as soon as one is false; else nothing if one is nothing.
    And = "and", 2, Elementwise;
    /// One holds. True as soon as one is true; else nothing if one is nothing.
    Or = "or", 2, Elementwise;
    /// Holds not.
    Not = "not", 1, Elementwise;
    /// `if c then a else b`; only the branch taken may make it nothing, or a `c` that is nothing.
    Select = "select", 3, Elementwise;

    /// The date so many months later (clamped at month ends; a fraction counts in days of the month
    /// that follows).
    AddMonths = "add_months", 2, Elementwise;
    /// The date so many working days later; with a negative number, earlier.
    AddWorkdays(CalendarId) = "add_workdays", 2, Elementwise;
    /// Months from `a` to `b`: whole ones, then the share of the month begun.
    MonthsBetween = "months_between", 2, Elementwise;
    /// The year of a date.
    YearOf = "year_of", 1, Elementwise;
    /// The month of a date, 1 to 12.
    MonthOf = "month_of", 1, Elementwise;
    /// The first day of a date's month.
    MonthStart = "month_start", 1, Elementwise;
    /// The last day of a date's month.
    MonthEnd = "month_end", 1, Elementwise;

    /// The sum, from left to right; zero of none.
    Sum = "sum", ANY, Elementwise;
    /// The least; nothing of none.
    MinOf = "min_of", ANY, Elementwise;
    /// The greatest; nothing of none.
    MaxOf = "max_of", ANY, Elementwise;
    /// All hold (as [`Op::And`]); true of none.
    AllOf = "all_of", ANY, Elementwise;
    /// Any holds (as [`Op::Or`]); false of none.
    AnyOf = "any_of", ANY, Elementwise;
    /// How many hold.
    CountOf = "count_of", ANY, Elementwise;
    /// `(n, a, b, …)`: the `n`-th of the others, counted from 1; nothing if there is none. Only the one taken may
    /// make it nothing, or an `n` that is nothing.
    Pick = "pick", ANY, Elementwise;

    /// The sum over all months.
    Total = "total", 1, Reduction;
    /// `(x, when)`: the greatest over the months in which `when` holds; nothing if it never does.
    Highest = "highest", 2, Reduction;
    /// `(x, when)`: the least over the months in which `when` holds; nothing if it never does.
    Lowest = "lowest", 2, Reduction;
    /// The value of the last month.
    Last = "last", 1, Reduction;
    /// The first day of the first month in which the condition holds; nothing if it never does.
    FirstWhere = "first_where", 1, Reduction;
    /// The condition holds in some month (as [`Op::Or`]).
    Ever = "ever", 1, Reduction;
    /// The condition holds in all months (as [`Op::And`]).
    Always = "always", 1, Reduction;
    /// `(rate, x)`: month `k` discounted by `(1 + rate)^(−(k+1)/12)`; nothing at a rate of −1 or below.
    Npv = "npv", 2, Reduction;
    /// `(rate, x, date)`: discounted by `(1 + rate)^(−(month's last day − date)/365)`.
    Xnpv = "xnpv", 3, Reduction;
    /// The periodic internal rate of return: equal periods, a ratio a period.
    Irr = "irr", 1, Reduction;
    /// How many rates solve [`Op::Irr`].
    IrrCount = "irr_count", 1, Reduction;
    /// `(x, k)`: the `k`-th of them in rising order, counted from 1; nothing if there is none.
    IrrRoot = "irr_root", 2, Reduction;
    /// `(x, dates)`: the internal rate of return of flows dated so, Actual/365 Fixed. The date of a flow that is
    /// zero does not matter.
    Xirr = "xirr", 2, Reduction;
    /// `(x, dates)`: how many rates solve [`Op::Xirr`].
    XirrCount = "xirr_count", 2, Reduction;
    /// `(x, dates, k)`: the `k`-th of them in rising order, counted from 1; nothing if there is none.
    XirrRoot = "xirr_root", 3, Reduction;

    /// `(x, date)`: `x` of the month that holds the date; nothing outside the timeline.
    At = "at", 2, Lookup;
    /// `(x, n)`: the sum of the next `n` months without this one.
    Ahead = "ahead", 2, Lookup;
    /// The series backwards: the last month's value first.
    Reversed = "reversed", 1, Lookup;

    /// The sum of all months up to and with this one.
    Cumulative = "cumulative", 1, Scan;
    /// `(x, n)`: the value of `n` months ago; zero where there is none; nothing if `n` is negative.
    Shift = "shift", 2, Scan;
    /// `(x, n)`: the sum of the last `n` months with this one.
    Trailing = "trailing", 2, Scan;
    /// `(x, initial)`: last month's `x`, `initial` in the first. The one edge that may point forward.
    Delay = "delay", 2, Scan;

    /// `(from, to)`: the share of each month's days in `from ≤ day < to`.
    Active = "active", 2, Monthly;
    /// `(d)`: 1 in the month that holds the day, else 0.
    On = "on", 1, Monthly;
    /// `(from, every, until)`: how many of the dates `from`, `from + every months`, … up to and with
    /// `until` fall in each month.
    Due = "due", 3, Monthly;
    /// `(rate, from, every)`: `(1 + rate)^⌊k/every⌋`, where `k` are the months of the grid since the
    /// month of `from`; 1 before. The rate is a ratio for each step.
    Escalate = "escalate", 3, Monthly;
    /// `(rate, from)`: `(1 + rate)^(k/12)`, where `k` are the months of the grid since the month of
    /// `from`, negative before. The rate is a ratio a year.
    Grow = "grow", 2, Monthly;
    /// `(total, from, to)`: the total over the days `from ≤ day < to`; if `to ≤ from`, all in the
    /// month of `from`.
    Spread(Profile) = "spread", 3, Monthly;
    /// Numbers by the hour.
    Hours(HoursId) = "hours", 0, Hourly;
    /// `(a, b, …)`: the first hour's value, the second's, …, and from the beginning again; each month begins anew.
    ByHour = "by_hour", ANY, Hourly;
    /// `(a, b, …)`: the mean over the hours of each month of what the inputs come to in each.
    MeanOf(HourlyId) = "mean_of", ANY, Monthly;
    /// `(a, b, …)`: the greatest of the hours of each month of what the inputs come to in each.
    HighestOf(HourlyId) = "highest_of", ANY, Monthly;
    /// `(a, b, …)`: the first month's value, the second month's, …; zero behind the last.
    Sequence = "sequence", ANY, Monthly;
}

impl Op {
    /// Whether a month's result depends on the inputs of that month only.
    #[must_use]
    pub fn is_elementwise(self) -> bool {
        matches!(self.class(), Class::Elementwise | Class::Monthly)
    }

    /// Whether the input in this place must be a scalar. A series there is an error that
    /// [`validate`](crate::validate) reports.
    #[must_use]
    pub fn wants_scalar(self, input: usize) -> bool {
        match self {
            Op::Npv => input == 0,
            Op::Xnpv => input != 1,
            Op::Shift | Op::Trailing | Op::Ahead | Op::Delay | Op::IrrRoot => input == 1,
            Op::XirrRoot => input == 2,
            Op::Sequence => true,
            _ => false,
        }
    }

    /// The shape of the result for inputs of these shapes.
    #[must_use]
    pub fn shape(self, inputs: impl Iterator<Item = Shape>) -> Shape {
        match self.class() {
            Class::Constant | Class::Reduction => Shape::Scalar,
            Class::Months | Class::Monthly | Class::Scan => Shape::Series,
            Class::Hourly => Shape::Hours,
            Class::Elementwise => inputs.max().unwrap_or(Shape::Scalar),
            Class::Lookup => match self {
                Op::At => inputs.last().unwrap_or(Shape::Scalar),
                _ => Shape::Series,
            },
        }
    }
}
