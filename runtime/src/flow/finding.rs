//! What an examination of a network can say.

use super::network::Day;

/// What an examination found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Causes first: breaks and loops, then what comes too late, then what is too small, then single
    /// points of failure, then what stands idle or unconnected; within each by the first member.
    pub findings: Vec<Finding>,
    /// How many consequences were held back, because their cause is among the findings: each load
    /// without supply would also be short, and each late one also short until its supply is there.
    pub held_back: usize,
}

/// From when an oversupply is worth a word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Idle share of what could be delivered, above which it is reported.
    pub idle_share: f64,
    /// Days that it must last.
    pub idle_days: i32,
    /// Whether to look for single points of failure.
    pub single_points: bool,
}

impl Default for Limits {
    /// A fifth for more than half a year; with single points of failure.
    fn default() -> Self {
        Self {
            idle_share: 0.2,
            idle_days: 183,
            single_points: true,
        }
    }
}

/// One thing found. Members are given by their index in the network.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// A load that no chain of suppliers connects with a source, at any date.
    Unmet(Unmet),
    /// A circle of suppliers that no source feeds.
    Loop(Loop),
    /// A need that begins before any supply can reach it.
    Late(Late),
    /// A need above what can be delivered.
    Short(Short),
    /// A component whose loss takes down what was meant to survive it.
    Spof(Spof),
    /// Much more can be delivered than is drawn, for long, until later loads arrive.
    Idle(Idle),
    /// A conduit that is fed by nothing and serves no load.
    Dangling {
        /// The conduit.
        member: usize,
    },
    /// A source or conduit that feeds nothing.
    Unused {
        /// The source or conduit.
        member: usize,
    },
}

/// Loads whose chain of supply ends before a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Unmet {
    /// The first load that suffers.
    pub member: usize,
    /// Where its chain ends: a member that has no supplier and is no source (the load itself if it
    /// names no supplier).
    pub break_at: usize,
    /// From the load up to the break, both included.
    pub chain: Vec<usize>,
    /// The other loads that hang on the same break.
    pub also: Vec<usize>,
}

/// Members that supply each other in a circle, with no source upstream.
#[derive(Debug, Clone, PartialEq)]
pub struct Loop {
    /// The circle, each member supplied by the next and the last by the first; begins at its lowest index.
    pub hops: Vec<usize>,
    /// The loads that hang on it and on nothing else.
    pub loads: Vec<usize>,
}

/// Loads that are due before the supply.
#[derive(Debug, Clone, PartialEq)]
pub struct Late {
    /// The first load that suffers.
    pub load: usize,
    /// Other loads that wait for the same member.
    pub also: Vec<usize>,
    /// The first day of the need (the earliest of all these loads); `None` is always.
    pub from: Option<Day>,
    /// The day on which the supply arrives; `None` is never.
    pub until: Option<Day>,
    /// The member whose date holds the supply back.
    pub binding: usize,
    /// From the load up to a source, along the supply that is there first.
    pub chain: Vec<usize>,
}

/// Loads that need more than can be delivered, and what limits it.
#[derive(Debug, Clone, PartialEq)]
pub struct Short {
    /// The loads that lack something on any of the days. What is scarce goes to the loads in
    /// declaration order, so these are the last ones.
    pub loads: Vec<usize>,
    /// All loads behind the limit on the worst day, satisfied or not.
    pub behind: Vec<usize>,
    /// The first day; `None` is from the beginning.
    pub from: Option<Day>,
    /// The first day on which this limit no longer makes anything short; `None` is never.
    pub to: Option<Day>,
    /// The largest amount lacking at the loads.
    pub lacking: f64,
    /// On which day it begins to lack that much; `None` is from the beginning.
    pub worst: Option<Day>,
    /// What all loads behind the limit need on the worst day.
    pub demand: f64,
    /// What reaches them on the worst day.
    pub available: f64,
    /// The members that limit it on the worst day: the minimum cut nearest the sources, without
    /// those that could not carry anything on that day (unless there are no others).
    pub binding: Vec<usize>,
    /// The rated connections that limit it, as indices of links.
    pub connections: Vec<usize>,
    /// What the binding members and connections can deliver together, each at its output.
    pub capacity: f64,
    /// How much more the binding members have installed and hold in reserve, by their redundancy.
    pub reserved: f64,
    /// The member whose new capacity on the last day ends it.
    pub cure: Option<usize>,
}

/// A single point of failure.
#[derive(Debug, Clone, PartialEq)]
pub struct Spof {
    /// The component nearest the loads: the paths should part after it.
    pub member: usize,
    /// Components in series with it (from it towards the source) whose loss takes down the same.
    pub series: Vec<usize>,
    /// The members below it that expect redundancy, lowest indices first, at most [`Spof::LISTED`].
    pub expecting: Vec<usize>,
    /// The loads that it takes down, lowest indices first, at most [`Spof::LISTED`].
    pub loads: Vec<usize>,
    /// How many loads it takes down.
    pub load_count: usize,
}

impl Spof {
    /// How many loads are listed at most.
    pub const LISTED: usize = 64;
}

/// Capacity that waits for loads.
#[derive(Debug, Clone, PartialEq)]
pub struct Idle {
    /// The first day; capacity without a date is not reported, so there always is one.
    pub from: Option<Day>,
    /// The first day on which it no longer holds; `None` is never.
    pub to: Option<Day>,
    /// The largest amount that idles in that time.
    pub amount: f64,
    /// What could be delivered on the day of the largest amount.
    pub deliverable: f64,
    /// Amount times days, if the time has both ends.
    pub amount_days: Option<f64>,
    /// The loads that come later and will draw it.
    pub awaited: Vec<usize>,
}
