//! Maximum flow in whole numbers, kept feasible while capacities and needs change.
//!
//! A need is served by pushing flow up its chain of suppliers: many needs at once by pulling their sum
//! up the graph (`pull`), single ones along unused capacity, and what is still missing by Dinic's
//! algorithm over the residual graph with levels counted from the needs. A reduction takes back
//! exactly the flow that no longer fits, along the paths it used. All searches keep their own stack,
//! so depth is no concern.

mod levels;
mod reduce;

use super::pull::Pull;
use super::shape::Shape;

/// A flow and its limits on a shape. `give` and `need` are by node; `cap` by arc.
#[derive(Debug, Clone)]
pub(super) struct Flow<'s> {
    shape: &'s Shape,
    cap: Vec<i64>,
    flow: Vec<i64>,
    give: Vec<i64>,
    given: Vec<i64>,
    need: Vec<i64>,
    served: Vec<i64>,
    /// What may be missing at a need without it counting: the rounding to whole numbers.
    slack: i64,
    /// Nodes whose need may be unserved.
    pending: Vec<u32>,
    /// Marks of the current search.
    mark: Vec<u32>,
    stamp: u32,
    /// Nodes that unused capacity alone cannot reach, and how far their suppliers were tried.
    blocked: Vec<u32>,
    cursor: Vec<(u32, u32)>,
    epoch: u32,
    level: Vec<u32>,
    /// The nodes that have a level.
    queue: Vec<u32>,
    /// Nodes that no residual path joins with a source, while needs are served in order.
    dead: Vec<bool>,
    /// Nodes that a source might reach: all that one does, perhaps more. Needs elsewhere wait until
    /// a change reaches them, so that a day costs what it touches.
    alive: Vec<bool>,
    path: Vec<Step>,
    pull: Pull,
}

/// So many needs or more are first served together.
const TOGETHER: usize = 16;

/// A step of a search from a need towards a source: over `arc` forward (from its tail) or in reverse.
#[derive(Debug, Clone, Copy)]
struct Step {
    arc: u32,
    reverse: bool,
    /// The node that was left.
    from: u32,
}

const UNSEEN: u32 = u32::MAX;

impl<'s> Flow<'s> {
    /// An empty flow: nothing given, carried or needed.
    pub fn new(shape: &'s Shape, slack: i64) -> Self {
        let (arcs, nodes) = (shape.arcs.len(), shape.nodes);
        Self {
            shape,
            cap: vec![0; arcs],
            flow: vec![0; arcs],
            give: vec![0; nodes],
            given: vec![0; nodes],
            need: vec![0; nodes],
            served: vec![0; nodes],
            slack,
            pending: Vec::new(),
            mark: vec![0; nodes],
            stamp: 0,
            blocked: vec![0; nodes],
            cursor: vec![(0, 0); nodes],
            epoch: 1,
            level: vec![UNSEEN; nodes],
            queue: Vec::new(),
            dead: vec![false; nodes],
            alive: vec![false; nodes],
            path: Vec::new(),
            pull: Pull::new(shape),
        }
    }

    pub fn given(&self, node: u32) -> i64 {
        self.given[node as usize]
    }

    pub fn served(&self, node: u32) -> i64 {
        self.served[node as usize]
    }

    pub fn through(&self, arc: u32) -> i64 {
        self.flow[arc as usize]
    }

    /// What is missing at a need; nothing if it is within the slack.
    pub fn missing(&self, node: u32) -> i64 {
        let node = node as usize;
        let missing = self.need[node] - self.served[node];
        if missing > self.slack { missing } else { 0 }
    }

    /// Sets an arc's capacity; flow above it is taken back.
    pub fn set_cap(&mut self, arc: u32, cap: i64) {
        let a = arc as usize;
        if cap > self.cap[a] {
            self.epoch += 1;
        }
        self.cap[a] = cap;
        self.revive_over(arc);
        let excess = self.flow[a] - cap;
        if excess > 0 {
            self.flow[a] = cap;
            let (tail, head) = (self.shape.arcs[a].tail, self.shape.arcs[a].head);
            let around = self.take_back_down(head, excess, Some(tail));
            self.take_back_up(tail, excess - around);
        }
    }

    /// Sets what enters at a node; what was given above it is taken back.
    pub fn set_give(&mut self, node: u32, give: i64) {
        let n = node as usize;
        if give > self.give[n] {
            self.epoch += 1;
        }
        self.give[n] = give;
        let excess = self.given[n] - give;
        if excess > 0 {
            self.given[n] = give;
            self.take_back_down(node, excess, None);
        } else if excess < 0 {
            self.revive(node);
        }
    }

    /// Sets what leaves at a node; what was served above it is taken back.
    pub fn set_need(&mut self, node: u32, need: i64) {
        let n = node as usize;
        self.need[n] = need;
        let excess = self.served[n] - need;
        if excess > 0 {
            self.served[n] = need;
            self.take_back_up(node, excess);
        }
        if self.missing(node) > 0 {
            self.pending.push(node);
        }
    }

    /// Serves as much as possible of all needs together. Gives the nodes that still miss something,
    /// in order; which of several competing needs go short is arbitrary.
    pub fn settle(&mut self) -> Vec<u32> {
        let mut pending = std::mem::take(&mut self.pending);
        pending.sort_unstable();
        pending.dedup();
        pending.retain(|&node| self.missing(node) > 0);
        let alive = pending
            .iter()
            .copied()
            .filter(|&node| self.alive[node as usize]);
        let mut trying: Vec<u32> = alive.collect();
        if trying.len() >= TOGETHER {
            self.pull_together(&trying, false);
        }
        for &node in &trying {
            self.push_unused(node);
        }
        trying.retain(|&node| self.missing(node) > 0);
        if !trying.is_empty() {
            self.push_residual(&trying);
            // If needs are left, the last search saw everything that no source reaches.
            for &seen in &self.queue {
                self.alive[seen as usize] = false;
            }
        }
        pending.retain(|&node| self.missing(node) > 0);
        self.pending.clone_from(&pending);
        pending
    }

    /// Spreads life over an arc that may have got residual capacity.
    fn revive_over(&mut self, arc: u32) {
        let ends = self.shape.arcs[arc as usize];
        let open = self.flow[arc as usize] < self.cap[arc as usize];
        if open && self.alive[ends.tail as usize] && !self.alive[ends.head as usize] {
            self.revive(ends.head);
        }
    }

    /// Marks a node and all that residual arcs join to it as perhaps reached by a source.
    fn revive(&mut self, node: u32) {
        if std::mem::replace(&mut self.alive[node as usize], true) {
            return;
        }
        let mut stack = vec![node];
        while let Some(at) = stack.pop() {
            let shape = self.shape;
            let ahead = shape
                .out_of(at)
                .iter()
                .filter(|&&a| self.flow[a as usize] < self.cap[a as usize]);
            let ahead = ahead.map(|&a| shape.arcs[a as usize].head);
            let back = shape
                .into(at)
                .iter()
                .filter(|&&a| self.flow[a as usize] > 0);
            for next in ahead.chain(back.map(|&a| shape.arcs[a as usize].tail)) {
                if !std::mem::replace(&mut self.alive[next as usize], true) {
                    stack.push(next);
                }
            }
        }
    }

    /// Serves the needs one after the other, each as much as it can get, from an empty flow.
    pub fn settle_in_order(&mut self, needs: &[u32]) {
        self.flow.fill(0);
        self.given.fill(0);
        self.served.fill(0);
        self.alive.fill(true);
        self.pending.clear();
        self.epoch += 1;
        // As many as can be served in full may be served together; the others one by one.
        let (mut next, mut together) = (0, needs.len().max(1));
        while let Some(&node) = needs.get(next) {
            let group = needs
                .get(next..next + together.min(needs.len() - next))
                .unwrap_or_default();
            if group.len() >= TOGETHER {
                if self.pull_together(group, true) {
                    next += group.len();
                    together *= 2;
                } else {
                    together = group.len() / 2;
                }
                continue;
            }
            next += 1;
            self.push_unused(node);
            if self.missing(node) > 0 {
                self.push_residual(&[node]);
            }
            if self.missing(node) == 0 {
                together += 1;
            }
            if self.missing(node) > 0 {
                // The search for it found no source. What it saw stays without: a path for a later
                // need cannot enter it, or it would itself lead on to a source.
                for &seen in &self.queue {
                    self.dead[seen as usize] = true;
                }
                self.pending.push(node);
            }
        }
        self.dead.fill(false);
    }

    /// Serves needs together along unused capacity, as far as possible or, if `wholly`, only if that
    /// serves all of them in full. Whether it does.
    fn pull_together(&mut self, needs: &[u32], wholly: bool) -> bool {
        let Self {
            shape,
            cap,
            flow,
            give,
            given,
            need,
            served,
            pull,
            ..
        } = self;
        for &node in needs {
            let n = node as usize;
            let missing = need[n] - served[n];
            served[n] += missing;
            pull.want(node, missing);
        }
        pull.run(shape, cap, flow, give, given, wholly);
        let mut all = true;
        for &node in needs {
            let left = pull.take_left(node);
            served[node as usize] -= left;
            all &= left == 0;
        }
        all
    }

    /// The nodes that a source with something left could reach.
    pub fn reachable(&self) -> Vec<bool> {
        let spare = |node: usize| self.given[node] < self.give[node];
        let mut reached: Vec<bool> = (0..self.shape.nodes).map(spare).collect();
        let mut stack: Vec<u32> = (0..self.shape.nodes as u32)
            .filter(|&n| reached[n as usize])
            .collect();
        while let Some(at) = stack.pop() {
            let forward = self
                .shape
                .out_of(at)
                .iter()
                .filter(|&&a| self.flow[a as usize] < self.cap[a as usize]);
            let back = self
                .shape
                .into(at)
                .iter()
                .filter(|&&a| self.flow[a as usize] > 0);
            let heads = forward.map(|&a| self.shape.arcs[a as usize].head);
            for next in heads.chain(back.map(|&a| self.shape.arcs[a as usize].tail)) {
                if !reached[next as usize] {
                    reached[next as usize] = true;
                    stack.push(next);
                }
            }
        }
        reached
    }

    /// How many ways towards a source a node has: its arcs in, then its arcs out in reverse.
    fn ways(&self, node: u32) -> u32 {
        (self.shape.into(node).len() + self.shape.out_of(node).len()) as u32
    }

    /// One of the ways, if it has residual capacity, and the node it leads to.
    fn way(&self, node: u32, i: u32) -> Option<(Step, u32)> {
        let (into, i) = (self.shape.into(node), i as usize);
        if let Some(&arc) = into.get(i) {
            let a = arc as usize;
            (self.flow[a] < self.cap[a]).then(|| {
                (
                    Step {
                        arc,
                        reverse: false,
                        from: node,
                    },
                    self.shape.arcs[a].tail,
                )
            })
        } else {
            let arc = *self.shape.out_of(node).get(i - into.len())?;
            let a = arc as usize;
            (self.flow[a] > 0).then(|| {
                (
                    Step {
                        arc,
                        reverse: true,
                        from: node,
                    },
                    self.shape.arcs[a].head,
                )
            })
        }
    }

    /// Pushes flow along `self.path`, which leads from the need `node` to the source node `source`.
    fn push_path(&mut self, node: u32, source: u32) {
        let (n, s) = (node as usize, source as usize);
        let mut amount = (self.need[n] - self.served[n]).min(self.give[s] - self.given[s]);
        for step in &self.path {
            let a = step.arc as usize;
            amount = amount.min(if step.reverse {
                self.flow[a]
            } else {
                self.cap[a] - self.flow[a]
            });
        }
        for step in &self.path {
            self.flow[step.arc as usize] += if step.reverse { -amount } else { amount };
        }
        self.served[n] += amount;
        self.given[s] += amount;
    }

    /// Serves a need along unused capacity only. Since that only shrinks within an epoch, a supplier
    /// that was tried in vain need not be tried again.
    fn push_unused(&mut self, node: u32) {
        while self.missing(node) > 0 {
            self.stamp += 1;
            self.path.clear();
            let mut at = node;
            loop {
                let n = at as usize;
                if self.given[n] < self.give[n] {
                    self.push_path(node, at);
                    break;
                }
                self.mark[n] = self.stamp;
                if self.cursor[n].0 != self.epoch {
                    self.cursor[n] = (self.epoch, 0);
                }
                let into = self.shape.into(at);
                let tried = self.cursor[n].1 as usize;
                let found = into[tried..].iter().position(|&arc| {
                    let a = arc as usize;
                    let tail = self.shape.arcs[a].tail as usize;
                    self.flow[a] < self.cap[a]
                        && self.blocked[tail] != self.epoch
                        && self.mark[tail] != self.stamp
                });
                if let Some(i) = found {
                    self.cursor[n].1 = (tried + i) as u32;
                    let arc = into[tried + i];
                    self.path.push(Step {
                        arc,
                        reverse: false,
                        from: at,
                    });
                    at = self.shape.arcs[arc as usize].tail;
                } else {
                    self.blocked[n] = self.epoch;
                    let Some(step) = self.path.pop() else { return };
                    at = step.from;
                }
            }
        }
    }
}
