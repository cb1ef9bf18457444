//! The table of built-in functions: names and parameters. What they mean for types is in
//! `elaborate::calls`, what they compute in `lower::calls`.

use rustc_hash::FxHashMap;
use std::sync::OnceLock;

macro_rules! builtins {
    ($( $variant:ident = $name:literal ($($param:literal),*) $min:literal; )*) => {
        /// A built-in function.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Builtin { $( $variant, )* }

        /// A row of the table.
        #[derive(Debug, Clone, Copy)]
        pub struct Signature {
            /// The function.
            pub builtin: Builtin,
            /// Its name.
            pub name: &'static str,
            /// Its parameters; a last one called `…` takes any number more.
            pub params: &'static [&'static str],
            /// How many of them must be given.
            pub required: usize,
        }

        /// All built-in functions.
        pub const TABLE: &[Signature] = &[
            $( Signature { builtin: Builtin::$variant, name: $name, params: &[$($param),*], required: $min }, )*
        ];
    };
}

builtins! {
    Min = "min" ("a", "…") 1;
    Max = "max" ("a", "…") 1;
    Sum = "sum" ("items") 1;
    Count = "count" ("items") 1;
    Any = "any" ("items") 1;
    Every = "every" ("items") 1;
    Abs = "abs" ("x") 1;
    Floor = "floor" ("x") 1;
    Ceil = "ceil" ("x") 1;
    Round = "round" ("x") 1;
    Sqrt = "sqrt" ("x") 1;
    Exp = "exp" ("x") 1;
    Ln = "ln" ("x") 1;
    FirstOf = "first_of" ("items") 1;
    Distinct = "distinct" ("items") 1;
    Pick = "pick" ("items", "n") 2;
    Name = "name" ("element") 1;
    Label = "label" ("element") 1;
    Start = "start" ("period") 1;
    End = "end" ("period") 1;
    MonthsBetween = "months_between" ("from", "to") 2;
    Months = "months" ("duration") 1;
    Years = "years" ("duration") 1;
    Year = "year" ("date") 1;
    Month = "month" ("date") 1;
    MonthStart = "month_start" ("date") 1;
    MonthEnd = "month_end" ("date") 1;
    MonthBegin = "month_begin" () 0;
    MonthClose = "month_close" () 0;
    MonthLength = "month_length" () 0;
    MonthIndex = "month_index" () 0;
    PeriodLength = "period_length" () 0;
    OpeningColumn = "opening_column" () 0;
    CalendarYear = "calendar_year" () 0;
    CalendarMonth = "calendar_month" () 0;
    Active = "active" ("from", "to") 2;
    On = "on" ("date") 1;
    Due = "due" ("from", "every", "until") 3;
    Accrue = "accrue" ("rate") 1;
    Escalate = "escalate" ("rate", "from", "every") 2;
    Grow = "grow" ("rate", "from") 2;
    Spread = "spread" ("total", "from", "to", "profile") 3;
    Sequence = "sequence" ("items") 1;
    Prev = "prev" ("x", "initial") 2;
    Shift = "shift" ("x", "n") 2;
    Cumulative = "cumulative" ("x") 1;
    Trailing = "trailing" ("x", "n") 2;
    Ahead = "ahead" ("x", "n") 2;
    Reversed = "reversed" ("x") 1;
    Total = "total" ("x") 1;
    Highest = "highest" ("x", "when") 1;
    Lowest = "lowest" ("x", "when") 1;
    Last = "last" ("x") 1;
    At = "at" ("x", "date") 2;
    First = "first" ("condition") 1;
    HoldsEver = "holds_ever" ("condition") 1;
    HoldsAlways = "holds_always" ("condition") 1;
    Npv = "npv" ("rate", "x") 2;
    Xnpv = "xnpv" ("rate", "x", "on", "dates") 2;
    Irr = "irr" ("x") 1;
    IrrPeriod = "irr_period" ("x") 1;
    IrrCount = "irr_count" ("x") 1;
    IrrRoot = "irr_root" ("x", "k") 2;
    Xirr = "xirr" ("x", "dates") 1;
    XirrCount = "xirr_count" ("x", "dates") 1;
    XirrRoot = "xirr_root" ("x", "k", "dates") 2;
    Inflate = "inflate" ("x", "by") 2;
    Convert = "convert" ("x", "by") 2;
    SameCurrency = "same_currency" ("x", "y") 2;
    Csv = "csv" ("file", "column") 2;
    Hourly = "hourly" ("file", "column", "unit") 2;
    MeanOf = "mean_of" ("hours") 1;
    HighestOf = "highest_of" ("hours") 1;
    ByHour = "by_hour" ("list") 1;
}

impl Builtin {
    /// Its row.
    #[must_use]
    pub fn signature(self) -> &'static Signature {
        &TABLE[self as usize]
    }
}

/// The built-in function of this name.
#[must_use]
pub fn lookup(name: &str) -> Option<&'static Signature> {
    static INDEX: OnceLock<FxHashMap<&'static str, usize>> = OnceLock::new();
    let index = INDEX.get_or_init(|| TABLE.iter().enumerate().map(|(i, s)| (s.name, i)).collect());
    index.get(name).map(|&i| &TABLE[i])
}
