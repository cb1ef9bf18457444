//! What an expression is when it is lowered: known now, or a node of the value graph.

use std::rc::Rc;

use sitec_grammar::ast::Redundancy;
use sitec_ir::{HoursId, NodeId};
use sitec_units::money::CurrencyId;

use crate::types::{ElementId, EnumId};

/// A duration: calendar months, then days, then working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// Months.
    pub months: NodeId,
    /// Days.
    pub days: NodeId,
    /// Working days.
    pub work: NodeId,
}

/// One item of a list, perhaps there only under a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The condition.
    pub when: Option<NodeId>,
    /// The value.
    pub value: Val,
}

/// A lowered value. References, choices, texts and lists are known when the program is made;
/// numbers, dates and most conditions are nodes.
#[derive(Debug, Clone, PartialEq)]
pub enum Val {
    /// In error, reported; whatever needs it is in error too.
    Error,
    /// `none`
    None,
    /// A number, date or condition.
    Node(NodeId),
    /// A condition that is known.
    Bool(bool),
    /// A duration.
    Duration(Duration),
    /// A text.
    Text(Rc<String>),
    /// A choice.
    Choice(EnumId, u16),
    /// A choice that hangs on computed numbers: its place among the choices, from 0.
    Chosen(EnumId, NodeId),
    /// An element.
    Element(ElementId),
    /// A list.
    List(Rc<Vec<Item>>),
    /// A redundancy scheme.
    Redundancy(Redundancy),
    /// Numbers by the hour, and the amount that one of them is.
    Hours(HoursId, NodeId),
    /// A declared calendar, by name.
    Calendar(Rc<String>),
}

impl Val {
    /// A list of values that are all there.
    #[must_use]
    pub fn list(values: impl IntoIterator<Item = Val>) -> Val {
        let items = values.into_iter().map(|value| Item { when: None, value });
        Val::List(Rc::new(items.collect()))
    }
}

/// In which money an amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoneyTag {
    /// The currency, if it is known.
    pub currency: Option<CurrencyId>,
    /// Its basis.
    pub basis: Basis,
}

/// What prices an amount is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Zero: in all prices alike.
    Zero,
    /// Those of its date.
    Nominal,
    /// Those of a year.
    Real(i16),
}

// Values are handed on for every name of every formula: two words, not three.
const _: () = assert!(size_of::<Val>() == 16);
