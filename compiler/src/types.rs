//! Types of values, as the checker knows them. Small and copied freely.

use sitec_units::dimension::Dim;
use sitec_units::money::CurrencyId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index.
            #[must_use]
            #[inline]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}
pub(crate) use ids;

ids! {
    /// A module: one file of the package or of the library.
    ModuleId,
    /// A kind (or template).
    KindId,
    /// A trait.
    TraitId,
    /// A function.
    FnId,
    /// A kind of quantity.
    QuantityId,
    /// A resource.
    ResourceId,
    /// A source.
    CiteId,
    /// An enumeration.
    EnumId,
    /// An element.
    ElementId,
    /// An expression of the checked tree.
    ExprId,
    /// An attribute or formula of one kind.
    SlotId,
    /// A scenario.
    ScenarioId,
    /// A working calendar.
    CalendarDeclId,
}

/// The period that a rate was written for: `/mo` or `/yr`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Per {
    /// None, or it no longer matters.
    #[default]
    Any,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// What is known of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Num {
    /// What it measures.
    pub dim: Dim,
    /// Its kind of quantity.
    pub kind: Option<QuantityId>,
    /// Its currency, where the text says it.
    pub currency: Option<CurrencyId>,
    /// Its price year, where the text says it.
    pub real: Option<i16>,
    /// The period a rate was written for.
    pub per: Per,
    /// Whether it is a calendar year, which is a number without a comma in it.
    pub year: bool,
    /// Whether it is a bare `0`, which is zero of whatever its place asks for.
    pub zero: bool,
}

impl Num {
    /// A plain quantity of a dimension.
    #[must_use]
    pub fn of(dim: Dim) -> Num {
        Num {
            dim,
            kind: None,
            currency: None,
            real: None,
            per: Per::Any,
            year: false,
            zero: false,
        }
    }
}

/// The elements a reference may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Those of a kind.
    Kind(KindId),
    /// Those of the kinds that are it.
    Trait(TraitId),
    /// Any.
    Any,
}

/// The item type under series, list and option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Base {
    /// In error; fits everywhere, so that one mistake is told once.
    Error,
    /// The type of `none` alone and of an empty list's items.
    Nothing,
    /// Conditions.
    Bool,
    /// Text.
    Text,
    /// Days, perhaps of a kind (`rent_start`).
    Date(Option<QuantityId>),
    /// Calendar, clock and working time together.
    Duration,
    /// Numbers.
    Number(Num),
    /// Numbers by the hour.
    Hours(Num),
    /// Conditions by the hour.
    HoursWhen,
    /// A choice.
    Enum(EnumId),
    /// An element.
    Ref(Class),
    /// A redundancy scheme.
    Redundancy,
    /// A quarter or half year, which is not a day.
    Period,
    /// A working calendar.
    Calendar,
}

/// A type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ty {
    /// What a single value is.
    pub base: Base,
    /// A value a month.
    pub series: bool,
    /// A list.
    pub list: bool,
    /// May be `none`.
    pub optional: bool,
}

impl Ty {
    /// In error.
    pub const ERROR: Ty = Ty::of(Base::Error);
    /// Conditions.
    pub const BOOL: Ty = Ty::of(Base::Bool);
    /// Text.
    pub const TEXT: Ty = Ty::of(Base::Text);
    /// Dates of no kind.
    pub const DATE: Ty = Ty::of(Base::Date(None));
    /// Durations.
    pub const DURATION: Ty = Ty::of(Base::Duration);
    /// The type of `none`.
    pub const NOTHING: Ty = Ty {
        base: Base::Nothing,
        series: false,
        list: false,
        optional: true,
    };

    /// A single value.
    #[must_use]
    pub const fn of(base: Base) -> Ty {
        Ty {
            base,
            series: false,
            list: false,
            optional: false,
        }
    }

    /// A plain quantity.
    #[must_use]
    pub fn dim(dim: Dim) -> Ty {
        Ty::of(Base::Number(Num::of(dim)))
    }

    /// A ratio.
    #[must_use]
    pub fn ratio() -> Ty {
        Ty::dim(Dim::ONE)
    }

    /// A calendar year.
    #[must_use]
    pub fn year() -> Ty {
        Ty::of(Base::Number(Num {
            year: true,
            ..Num::of(Dim::ONE)
        }))
    }

    /// The same, a value a month.
    #[must_use]
    pub fn series(mut self) -> Ty {
        self.series = true;
        self
    }

    /// The same, as a series if `series`. What goes by the hour goes by the month already.
    #[must_use]
    pub fn lifted(mut self, series: bool) -> Ty {
        self.series |= series && !matches!(self.base, Base::Hours(_) | Base::HoursWhen);
        self
    }

    /// A list of it.
    #[must_use]
    pub fn list(mut self) -> Ty {
        self.list = true;
        self
    }

    /// An item of it.
    #[must_use]
    pub fn item(mut self) -> Ty {
        self.list = false;
        self
    }

    /// The same, present for sure.
    #[must_use]
    pub fn present(mut self) -> Ty {
        self.optional = false;
        self
    }

    /// Whether it is in error.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.base == Base::Error
    }

    /// What is known of it as a number.
    #[must_use]
    pub fn num(&self) -> Option<Num> {
        match self.base {
            Base::Number(n) if !self.list => Some(n),
            _ => None,
        }
    }

    /// What is known of it as a number, whether it goes by the hour or not.
    #[must_use]
    pub fn amount(&self) -> Option<Num> {
        self.alike().num()
    }

    /// Its type where all hours are alike.
    #[must_use]
    pub fn alike(self) -> Ty {
        let base = match self.base {
            Base::Hours(n) => Base::Number(n),
            Base::HoursWhen => Base::Bool,
            base => base,
        };
        Ty { base, ..self }
    }
}
