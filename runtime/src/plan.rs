//! In which order a program's nodes are computed.
//!
//! A plan keeps the nodes that its outputs need, finds the *state groups* (nodes that depend on their
//! own past through a delay, like a loan's balance and its interest) and cuts the rest into *stages*: an
//! operation over all months (a total, a rate of return) begins a new stage, since its series must be
//! complete before. Within a stage everything runs forward in time. Before all of them come the scalars that
//! follow from literals alone, most of a large program: they need no order but that of their ids.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;
use sitec_ir::{Class, NodeId, Op, Program, Shape, validate};

use crate::grid::Grid;

/// Which values outlive a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Those asked for; the memory of all others is used again.
    Outputs,
    /// Those of every node the outputs need, to trace figures through formulas.
    All,
}

/// Why a program has no plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanError {
    /// The program breaks laws of the graph: a mistake of its maker, told in sentences.
    Malformed(Vec<String>),
    /// Nodes depend on their own past and on months that are not known yet: a total, or a look ahead,
    /// within a loop through `prev`.
    LooksAhead {
        /// The operations that need later months, in the order of their ids.
        through: Vec<NodeId>,
        /// All nodes of the loop, in the order of their ids.
        group: Vec<NodeId>,
    },
}

impl std::fmt::Display for PlanError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PlanError::Malformed(broken) => {
                write!(f, "the program is malformed: {}", broken.join("; "))
            }
            PlanError::LooksAhead { through, .. } => write!(
                f,
                "a value depends on its own past and, through {} operation(s), on months that are not known yet",
                through.len()
            ),
        }
    }
}

impl std::error::Error for PlanError {}

/// Nodes that are computed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unit {
    /// A node by itself, over as many months at once as fit.
    One(NodeId),
    /// A state group, month by month, in this order within each month.
    Group(Vec<NodeId>),
}

/// What can be computed once the stages before are complete.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stage {
    /// Scalars and operations over all months, in order.
    pub before: Vec<NodeId>,
    /// Series that run forward in time, in order.
    pub months: Vec<Unit>,
}

/// The order in which a program's outputs are computed. One plan serves any number of runs.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) grid: Grid,
    /// The first has the scalars that follow from literals alone, and nothing else.
    pub(crate) stages: Vec<Stage>,
    /// The stage of each node, counted from 1; `NOT_NEEDED` for those no output needs.
    pub(crate) stage_of: Vec<u32>,
    /// Nodes whose values outlive a run, rising.
    pub(crate) kept: Vec<NodeId>,
}

/// The stage of a node that no output needs.
pub(crate) const NOT_NEEDED: u32 = 0;

/// The stage of the scalars that follow from literals alone.
pub(crate) const EARLY: u32 = 1;

impl Plan {
    /// Plans the computation of `outputs`.
    ///
    /// # Errors
    /// [`PlanError::Malformed`] if the program breaks its laws, [`PlanError::LooksAhead`] if a state
    /// group needs later months.
    pub fn new(program: &Program, outputs: &[NodeId], keep: Keep) -> Result<Plan, PlanError> {
        // A builder keeps the laws; that it does is looked at where tests run, not in every start of a release.
        let mut broken = match cfg!(debug_assertions) {
            true => validate(program).err().unwrap_or_default(),
            false => Vec::new(),
        };
        broken.extend(
            outputs
                .iter()
                .filter(|n| n.index() >= program.len())
                .map(|n| format!("output {} does not exist", n.0)),
        );
        if !broken.is_empty() {
            return Err(PlanError::Malformed(broken));
        }
        let needed = reach(program, outputs);
        let unit_of = group(program, &needed)?;
        let (early, mut stage_of) = early(program, &needed);
        let units = order(program, &needed, &stage_of, &unit_of);
        let stages = stages(program, early, units, &mut stage_of);
        let mut kept: Vec<NodeId> = match keep {
            Keep::Outputs => outputs.to_vec(),
            Keep::All => program.nodes().filter(|n| needed[n.index()]).collect(),
        };
        kept.sort_unstable();
        kept.dedup();
        Ok(Plan {
            grid: Grid::new(program.timeline()),
            stages,
            stage_of,
            kept,
        })
    }

    /// Whether `outputs` of a program that keeps its laws can be computed at all, without planning it.
    ///
    /// # Errors
    /// [`PlanError::LooksAhead`], as [`Plan::new`] would say.
    pub fn possible(program: &Program, outputs: &[NodeId]) -> Result<(), PlanError> {
        group(program, &reach(program, outputs)).map(drop)
    }

    /// The nodes whose values a run returns, rising.
    #[must_use]
    pub fn kept(&self) -> &[NodeId] {
        &self.kept
    }

    /// How many nodes the outputs need.
    #[must_use]
    pub fn needed(&self) -> usize {
        self.stage_of
            .iter()
            .filter(|&&stage| stage != NOT_NEEDED)
            .count()
    }

    /// The state groups, each in the order of its nodes' ids.
    pub fn groups(&self) -> impl Iterator<Item = &[NodeId]> {
        self.stages
            .iter()
            .flat_map(|stage| &stage.months)
            .filter_map(|unit| match unit {
                Unit::Group(nodes) => Some(nodes.as_slice()),
                Unit::One(_) => None,
            })
    }

    /// How many stages there are: one more than the longest chain of operations over all months, none if all follows
    /// from literals alone.
    #[must_use]
    pub fn stages(&self) -> usize {
        self.stages.len() - 1
    }
}

/// Which nodes the outputs need, delayed edges included.
fn reach(program: &Program, outputs: &[NodeId]) -> Vec<bool> {
    let mut needed = vec![false; program.len()];
    for node in outputs {
        needed[node.index()] = true;
    }
    // Ids rise along all edges but the delayed ones, so one pass downward meets users before their inputs.
    let mut younger: Vec<NodeId> = Vec::new();
    for node in program.nodes().rev() {
        if needed[node.index()] {
            for &input in program.inputs(node) {
                if input > node && !needed[input.index()] {
                    younger.push(input);
                }
                needed[input.index()] = true;
            }
        }
    }
    // What only a delay leads up to was passed by; what that needs is found by walking.
    while let Some(node) = younger.pop() {
        for &input in program.inputs(node) {
            if !std::mem::replace(&mut needed[input.index()], true) {
                younger.push(input);
            }
        }
    }
    needed
}

/// State groups by node: every member names the group's least node, all others themselves. Empty if there are none.
fn group(program: &Program, needed: &[bool]) -> Result<Vec<NodeId>, PlanError> {
    let is_delay = |n: &NodeId| needed[n.index()] && program.op(*n) == Op::Delay;
    // Only an edge to a node that is not older can close a loop.
    let loops = program
        .nodes()
        .filter(is_delay)
        .any(|n| program.inputs(n).first().is_some_and(|&x| x >= n));
    if !loops {
        return Ok(Vec::new());
    }
    let mut unit_of: Vec<NodeId> = program.nodes().collect();
    // A loop runs through a delay, so its nodes are those that both use a delay and are used by one.
    let inside = in_loops(program, needed);
    let mut graph: DiGraph<NodeId, (), u32> = DiGraph::new();
    let mut place = vec![u32::MAX; program.len()];
    for node in program.nodes().filter(|n| inside[n.index()]) {
        place[node.index()] = graph.add_node(node).index() as u32;
    }
    for node in program.nodes().filter(|n| inside[n.index()]) {
        for input in program.inputs(node).iter().filter(|i| inside[i.index()]) {
            graph.add_edge(
                NodeIndex::new(place[input.index()] as usize),
                NodeIndex::new(place[node.index()] as usize),
                (),
            );
        }
    }
    // Kosaraju's algorithm is the iterative one: chains may be a million long.
    for component in kosaraju_scc(&graph) {
        if component.len() == 1 {
            // A delay of itself needs no company to be a loop, but steps like any delay.
            continue;
        }
        let mut members: Vec<NodeId> = component.iter().map(|n| graph[*n]).collect();
        members.sort_unstable();
        let through: Vec<NodeId> = members
            .iter()
            .copied()
            .filter(|&n| matches!(program.op(n).class(), Class::Reduction | Class::Lookup))
            .collect();
        if !through.is_empty() {
            return Err(PlanError::LooksAhead {
                through,
                group: members,
            });
        }
        if let Some(&least) = members.first() {
            for &member in &members {
                unit_of[member.index()] = least;
            }
        }
    }
    Ok(unit_of)
}

/// Needed nodes that use some delay, perhaps through others, and that some delay uses.
fn in_loops(program: &Program, needed: &[bool]) -> Vec<bool> {
    // Ids rise along all edges but the delayed ones, so one pass upward finds what lies after a delay.
    let mut after = vec![false; program.len()];
    for node in program.nodes().filter(|n| needed[n.index()]) {
        after[node.index()] =
            program.op(node) == Op::Delay || program.inputs(node).iter().any(|i| after[i.index()]);
    }
    let mut inside = vec![false; program.len()];
    let mut open: Vec<NodeId> = program
        .nodes()
        .filter(|n| needed[n.index()] && program.op(*n) == Op::Delay)
        .filter_map(|n| program.inputs(n).first().copied())
        .collect();
    while let Some(node) = open.pop() {
        if after[node.index()] && !std::mem::replace(&mut inside[node.index()], true) {
            open.extend(program.inputs(node));
        }
    }
    inside
}

/// The needed scalars that follow from literals alone, and the stage of each node as far as known: theirs is the first.
fn early(program: &Program, needed: &[bool]) -> (Vec<NodeId>, Vec<u32>) {
    let mut stage_of = vec![NOT_NEEDED; program.len()];
    let mut early = Vec::new();
    // Inputs of a scalar are older than it: only delays look ahead, and they are series.
    for node in program.nodes().filter(|n| needed[n.index()]) {
        let follows = match program.op(node) {
            _ if program.shape(node) != Shape::Scalar => false,
            Op::Const(_) | Op::Literal(_) => true,
            op if op.class() == Class::Elementwise => {
                let inputs = program.inputs(node);
                inputs.iter().all(|i| stage_of[i.index()] == EARLY)
            }
            _ => false,
        };
        if follows {
            stage_of[node.index()] = EARLY;
            early.push(node);
        }
    }
    (early, stage_of)
}

/// The other needed nodes and groups, inputs before users: in the order of their ids, but that what a unit waits for
/// comes right before it. So a value is used soon after it was made.
fn order(program: &Program, needed: &[bool], stage_of: &[u32], unit_of: &[NodeId]) -> Vec<Unit> {
    let late = |n: &NodeId| needed[n.index()] && stage_of[n.index()] == NOT_NEEDED;
    let unit_of = |n: NodeId| unit_of.get(n.index()).copied().unwrap_or(n);
    // The groups, by their least nodes.
    let mut groups: FxHashMap<NodeId, Vec<NodeId>> = FxHashMap::default();
    for node in program.nodes().filter(late) {
        let least = unit_of(node);
        if least != node {
            groups
                .entry(least)
                .or_insert_with(|| vec![least])
                .push(node);
        }
    }
    let heads = program.nodes().filter(|n| late(n) && unit_of(*n) == *n);
    let mut units = Vec::new();
    let mut done = vec![false; program.len()];
    let mut open: Vec<NodeId> = Vec::new();
    for head in heads {
        open.push(head);
        while let Some(&unit) = open.last() {
            let waiting = open.len();
            if !done[unit.index()] {
                let own = std::slice::from_ref(&unit);
                let nodes = groups.get(&unit).map_or(own, Vec::as_slice);
                for input in nodes.iter().flat_map(|n| program.inputs(*n)) {
                    let from = unit_of(*input);
                    if from != unit && stage_of[from.index()] == NOT_NEEDED && !done[from.index()] {
                        open.push(from);
                    }
                }
                if open.len() > waiting {
                    continue;
                }
                done[unit.index()] = true;
                units.push(match groups.remove(&unit) {
                    None => Unit::One(unit),
                    Some(group) => Unit::Group(group),
                });
            }
            open.pop();
        }
    }
    units
}

/// Cuts ordered units into stages behind the first, whose scalars follow from literals alone.
fn stages(
    program: &Program,
    early: Vec<NodeId>,
    units: Vec<Unit>,
    stage_of: &mut [u32],
) -> Vec<Stage> {
    let mut stages = vec![Stage {
        before: early,
        months: Vec::new(),
    }];
    for unit in units {
        let nodes = match &unit {
            Unit::One(node) => std::slice::from_ref(node),
            Unit::Group(nodes) => nodes.as_slice(),
        };
        let mut stage = EARLY + 1;
        for &node in nodes {
            let whole = is_whole(program.op(node));
            for &input in program.inputs(node) {
                let ready = stage_of[input.index()];
                // Members of the unit itself have no stage yet.
                if ready != NOT_NEEDED {
                    let after = whole && program.shape(input) == Shape::Series;
                    stage = stage.max(ready + u32::from(after));
                }
            }
        }
        for node in nodes {
            stage_of[node.index()] = stage;
        }
        while stages.len() < stage as usize {
            stages.push(Stage::default());
        }
        if let Some(stage) = stages.get_mut(stage as usize - 1) {
            match unit {
                Unit::One(node)
                    if is_whole(program.op(node)) || program.shape(node) == Shape::Scalar =>
                {
                    stage.before.push(node);
                }
                unit => stage.months.push(unit),
            }
        }
    }
    stages
}

/// Whether an operation needs its series complete.
pub(crate) fn is_whole(op: Op) -> bool {
    matches!(op.class(), Class::Reduction | Class::Lookup)
}
