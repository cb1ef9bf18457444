//! What an expression is when it is lowered: known now, or a node of the value graph.
//!
//! A [`Val`] is a tag and at most one number of four bytes, so it is handed on in registers, for every name of every
//! formula. What needs more room (durations, texts, lists, …) lies in the [`Arena`].

use sitec_ir::NodeId;
use sitec_units::money::CurrencyId;

use super::arena::*;
use crate::types::ElementId;

/// A duration: calendar months, then days, then working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Duration {
    /// Months.
    pub months: NodeId,
    /// Days.
    pub days: NodeId,
    /// Working days.
    pub work: NodeId,
}

/// One item of a list, perhaps there only under a condition.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// The condition.
    pub when: Option<NodeId>,
    /// The value.
    pub value: Val,
}

/// A lowered value. References, choices, texts and lists are known when the program is made;
/// numbers, dates and most conditions are nodes. [`Arena::same`] compares them.
#[derive(Debug, Clone, Copy)]
pub enum Val {
    /// In error, reported; whatever needs it is in error too.
    Error,
    /// `none`
    None,
    /// A condition that is known not to hold.
    False,
    /// A condition that is known to hold.
    True,
    /// A number, date or condition.
    Node(NodeId),
    /// A duration.
    Duration(DurationId),
    /// A text.
    Text(TextId),
    /// A choice.
    Choice(ChoiceId),
    /// A choice that hangs on computed numbers.
    Chosen(ChosenId),
    /// An element.
    Element(ElementId),
    /// A list.
    List(ListId),
    /// A redundancy scheme.
    Redundancy(RedundancyId),
    /// A declared calendar, by name.
    Calendar(TextId),
}

impl Val {
    /// Whether it is in error.
    #[inline]
    #[must_use]
    pub fn is_error(self) -> bool {
        matches!(self, Val::Error)
    }

    /// Of a condition that is known, whether it holds.
    #[inline]
    #[must_use]
    pub fn known(self) -> Option<bool> {
        match self {
            Val::False => Some(false),
            Val::True => Some(true),
            _ => None,
        }
    }
}

impl From<bool> for Val {
    #[inline]
    fn from(holds: bool) -> Val {
        match holds {
            true => Val::True,
            false => Val::False,
        }
    }
}

impl From<Val> for Item {
    /// An item that is there for sure.
    #[inline]
    fn from(value: Val) -> Item {
        Item { when: None, value }
    }
}

/// In which money an amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MoneyTag {
    /// The currency, if it is known.
    pub currency: Option<CurrencyId>,
    /// Its basis.
    pub basis: Basis,
}

/// What prices an amount is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Zero: in all prices alike.
    Zero,
    /// Those of its date.
    Nominal,
    /// Those of a year.
    Real(i16),
}

const _: () = assert!(size_of::<Val>() == 8);
