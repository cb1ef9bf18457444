//! The skeleton of a flow network: who hands a resource to whom, with the nodes of the program that
//! say how much and from when.
//!
//! One [`Network`] stands for one resource. The structure (members, links, roles, redundancy) is
//! known when a site is compiled; amounts and dates are values of the program, so that scenarios,
//! sensitivities and samples can move them. The runtime reads the values and examines the flow.

use crate::NodeId;
use serde::{Deserialize, Serialize};

/// The flow network of one resource, before its amounts are evaluated.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// Which resource flows; opaque here.
    pub resource: u32,
    /// The elements that take part, in declaration order: ties are broken by it.
    pub members: Vec<Member>,
    /// Who supplies whom.
    pub links: Vec<Link>,
}

/// An element's part in a network.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Which element it is; opaque here.
    pub element: u32,
    /// What it does with the resource.
    pub roles: Roles,
    /// How much a source gives; nothing means without limit.
    pub give: Option<NodeId>,
    /// How much a load needs; nothing means zero.
    pub need: Option<NodeId>,
    /// How much a conduit carries, measured at its output; nothing means without limit.
    pub capacity: Option<NodeId>,
    /// Output over input of a conduit; nothing means 1.
    pub efficiency: Option<NodeId>,
    /// The declared scheme of spare units.
    pub redundancy: Redundancy,
    /// The units that the source or conduit is made of.
    pub units: Units,
    /// The first day it takes part; nothing means always.
    pub from: Option<NodeId>,
    /// The first day it no longer takes part; nothing means for ever.
    pub until: Option<NodeId>,
    /// Later amounts, in any order: they replace the first ones from their day on.
    pub changes: Vec<Change>,
    /// Whether its author expects its supply to survive the loss of a component: it, or what it
    /// serves, was declared better than `N`.
    pub expects_redundancy: bool,
    /// Whether it begins without what it needs; nothing means no.
    pub starts: Option<NodeId>,
}

/// What a member does; several may hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Roles {
    /// It gives: the resource enters the network here.
    pub source: bool,
    /// It conveys: what comes from its suppliers goes on to its consumers.
    pub conduit: bool,
    /// It needs: the resource leaves the network here.
    pub load: bool,
}

impl Roles {
    /// Only a source.
    pub const SOURCE: Self = Self {
        source: true,
        conduit: false,
        load: false,
    };
    /// Only a conduit.
    pub const CONDUIT: Self = Self {
        source: false,
        conduit: true,
        load: false,
    };
    /// Only a load.
    pub const LOAD: Self = Self {
        source: false,
        conduit: false,
        load: true,
    };
}

/// A scheme of spare units: `systems` times (N + `spare`) over `per`, as in the language.
///
/// `N` is (1, 0, 1), `N+2` is (1, 2, 1), `2N` is (2, 0, 1), `2(N+1)` is (2, 1, 1) and `4N/3` is (4, 0, 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Redundancy {
    /// 1 in `N+1`, 2 in `2N`, 4 in `4N/3`.
    pub systems: u32,
    /// 1 in `N+1` and `2(N+1)`.
    pub spare: u32,
    /// 3 in `4N/3`; 1 otherwise.
    pub per: u32,
}

impl Redundancy {
    /// No spare: every unit is needed.
    pub const N: Self = Self {
        systems: 1,
        spare: 0,
        per: 1,
    };

    /// Whether the loss of one unit is survived.
    #[must_use]
    pub fn survives_a_unit(self) -> bool {
        self.spare > 0 || self.systems > self.per
    }
}

impl Default for Redundancy {
    fn default() -> Self {
        Self::N
    }
}

/// What is known of the units behind an amount.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub enum Units {
    /// Nothing: the declared amount is what is left when the spare units are out.
    #[default]
    Whole,
    /// So many equal units make up the declared amount.
    Count(NodeId),
    /// Their ratings; the declared amount, if there is one, is a further limit.
    Rated(Vec<Unit>),
}

/// One unit of a group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// Its rating.
    pub rating: NodeId,
    /// The first day it runs; nothing means with its member.
    pub from: Option<NodeId>,
    /// The first day it no longer runs; nothing means with its member.
    pub until: Option<NodeId>,
    /// Its side in `2N`, counted from 0; nothing means by its place: the first half is side 0.
    pub side: Option<u32>,
}

/// A later amount.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The first day of the new amount.
    pub from: NodeId,
    /// The amount that replaces the earlier one (not an increment).
    pub amount: NodeId,
    /// Which amount.
    pub of: Quantity,
}

/// Which amount of a member a [`Change`] replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Quantity {
    /// What a source gives.
    Give,
    /// What a load needs.
    Need,
    /// What a conduit carries.
    Capacity,
}

/// A connection: the resource may pass from one member to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    /// Index of the member that hands on.
    pub supplier: u32,
    /// Index of the member that receives.
    pub consumer: u32,
    /// What the connection carries; nothing means without limit.
    pub capacity: Option<NodeId>,
}

impl Link {
    /// A connection without a rating.
    #[must_use]
    pub fn new(supplier: u32, consumer: u32) -> Self {
        Self {
            supplier,
            consumer,
            capacity: None,
        }
    }
}
