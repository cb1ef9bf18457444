//! The flow network of one resource, in plain numbers.

pub use sitec_ir::network::{Quantity, Redundancy, Roles};

/// A day, counted from 1970-01-01.
pub type Day = i32;

/// Who gives, who conveys, who needs, and who supplies whom. Amounts are in one unit throughout.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Network {
    /// The elements that take part, in declaration order: ties are broken by it.
    pub members: Vec<Member>,
    /// The connections. A link that names a member that does not exist is ignored.
    pub links: Vec<Link>,
}

/// An element's part in a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// What it does; several may hold.
    pub roles: Roles,
    /// How much a source gives; `None` is without limit.
    pub give: Option<f64>,
    /// How much a load needs; `None` is zero.
    pub need: Option<f64>,
    /// How much a conduit carries, measured at its output; `None` is without limit.
    pub capacity: Option<f64>,
    /// Output over input of a conduit, in (0, 1]; what lies above 1 is taken as 1.
    pub efficiency: f64,
    /// The scheme of spare units.
    pub redundancy: Redundancy,
    /// The units that the source or conduit is made of.
    pub units: Units,
    /// The first day it takes part; `None` is always.
    pub from: Option<Day>,
    /// The first day it no longer takes part; `None` is for ever.
    pub until: Option<Day>,
    /// Later amounts, in order of their day.
    pub changes: Vec<Change>,
    /// Whether its supply is expected to survive the loss of a component.
    pub expects_redundancy: bool,
    /// Whether it begins without what it needs, and hands on before anything reaches it.
    pub starts: bool,
}

impl Default for Member {
    fn default() -> Self {
        Self {
            roles: Roles::default(),
            give: None,
            need: None,
            capacity: None,
            efficiency: 1.0,
            redundancy: Redundancy::N,
            units: Units::Whole,
            from: None,
            until: None,
            changes: Vec::new(),
            expects_redundancy: false,
            starts: false,
        }
    }
}

impl Member {
    /// A source of `give`, always there.
    #[must_use]
    pub fn source(give: f64) -> Self {
        Self {
            roles: Roles::SOURCE,
            give: Some(give),
            ..Self::default()
        }
    }

    /// A conduit for `capacity`, always there.
    #[must_use]
    pub fn conduit(capacity: f64) -> Self {
        Self {
            roles: Roles::CONDUIT,
            capacity: Some(capacity),
            ..Self::default()
        }
    }

    /// A load of `need`, always there.
    #[must_use]
    pub fn load(need: f64) -> Self {
        Self {
            roles: Roles::LOAD,
            need: Some(need),
            ..Self::default()
        }
    }

    /// The same, from a day on.
    #[must_use]
    pub fn from(mut self, day: Day) -> Self {
        self.from = Some(day);
        self
    }

    /// The same, until a day.
    #[must_use]
    pub fn until(mut self, day: Day) -> Self {
        self.until = Some(day);
        self
    }

    /// The same with a scheme of spare units.
    #[must_use]
    pub fn redundant(mut self, redundancy: Redundancy, units: Units) -> Self {
        self.redundancy = redundancy;
        self.units = units;
        self
    }

    /// Whether it takes part on a day.
    #[must_use]
    pub fn is_valid(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// What is known of the units behind an amount.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Units {
    /// Nothing: the declared amount is what is left when the spare units are out.
    #[default]
    Whole,
    /// So many equal units make up the declared amount.
    Count(u32),
    /// Their ratings; the declared amount, if there is one, is a further limit.
    Rated(Vec<Unit>),
}

/// One unit of a group.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Unit {
    /// Its rating.
    pub rating: f64,
    /// The first day it runs; `None` is with its member.
    pub from: Option<Day>,
    /// The first day it no longer runs; `None` is with its member.
    pub until: Option<Day>,
    /// Its side in `2N`, counted from 0; `None` is by its place: the first half is side 0.
    pub side: Option<u32>,
}

/// A later amount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The first day of the new amount.
    pub from: Day,
    /// The amount that replaces the earlier one (not an increment).
    pub amount: f64,
    /// Which amount.
    pub of: Quantity,
}

/// A connection: the resource may pass from `supplier` to `consumer`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Index of the member that hands on.
    pub supplier: usize,
    /// Index of the member that receives.
    pub consumer: usize,
    /// What the connection carries; `None` is without limit.
    pub capacity: Option<f64>,
}

impl Link {
    /// A connection without a rating.
    #[must_use]
    pub fn new(supplier: usize, consumer: usize) -> Self {
        Self {
            supplier,
            consumer,
            capacity: None,
        }
    }
}
