//! Many needs pulled up a graph at once.
//!
//! Sums of needs travel from the loads towards the sources, each node once, after all its consumers.
//! What finds no way up is handed back down the way it came. This serves any number of needs in one
//! pass over what lies above them, however deep; it is a heuristic that may leave needs unserved that
//! a rearrangement could serve, and it does not enter circles.

use super::shape::Shape;

/// Marks nodes on circles and upstream of them.
const UNRANKED: u32 = u32::MAX;

/// The working memory of a pull, empty between runs.
#[derive(Debug, Clone)]
pub(super) struct Pull {
    /// A node's height above the farthest end that it supplies.
    rank: Vec<u32>,
    /// What each node still has to pass on.
    excess: Vec<i64>,
    /// The nodes with something to pass on, by rank, from the lowest rank in use.
    queue: Vec<Vec<u32>>,
    lowest: usize,
    queued: usize,
    /// What was passed on over which arc, in order.
    passed: Vec<(u32, i64)>,
    /// What was taken from which source node.
    taken: Vec<(u32, i64)>,
    /// Whether some need stands on a circle.
    unranked: bool,
}

impl Pull {
    pub fn new(shape: &Shape) -> Self {
        let nodes = 0..shape.nodes as u32;
        let mut open: Vec<u32> = nodes
            .clone()
            .map(|n| shape.out_of(n).len() as u32)
            .collect();
        let mut height = vec![0u32; shape.nodes];
        let mut rank = vec![UNRANKED; shape.nodes];
        let mut stack: Vec<u32> = nodes.filter(|&n| open[n as usize] == 0).collect();
        let mut highest = 0;
        while let Some(node) = stack.pop() {
            let own = height[node as usize];
            rank[node as usize] = own;
            highest = highest.max(own);
            for &arc in shape.into(node) {
                let tail = shape.arcs[arc as usize].tail as usize;
                height[tail] = height[tail].max(own + 1);
                open[tail] -= 1;
                if open[tail] == 0 {
                    stack.push(tail as u32);
                }
            }
        }
        Self {
            rank,
            excess: vec![0; shape.nodes],
            queue: vec![Vec::new(); highest as usize + 1],
            lowest: usize::MAX,
            queued: 0,
            passed: Vec::new(),
            taken: Vec::new(),
            unranked: false,
        }
    }

    /// Announces a need at a node.
    pub fn want(&mut self, node: u32, amount: i64) {
        self.unranked |= amount > 0 && self.rank[node as usize] == UNRANKED;
        self.add(node, amount);
    }

    fn add(&mut self, node: u32, amount: i64) {
        let excess = &mut self.excess[node as usize];
        let rank = self.rank[node as usize] as usize;
        if *excess == 0
            && amount > 0
            && let Some(queue) = self.queue.get_mut(rank)
        {
            queue.push(node);
            self.queued += 1;
            self.lowest = self.lowest.min(rank);
        }
        *excess += amount;
    }

    /// The next node with something to pass on, consumers before suppliers.
    fn next(&mut self) -> Option<u32> {
        while self.queued > 0 {
            if let Some(node) = self.queue.get_mut(self.lowest)?.pop() {
                self.queued -= 1;
                return Some(node);
            }
            self.lowest += 1;
        }
        self.lowest = usize::MAX;
        None
    }

    /// Pulls what was announced; if `wholly`, changes nothing unless all of it can be had.
    pub fn run(
        &mut self,
        shape: &Shape,
        cap: &[i64],
        flow: &mut [i64],
        give: &[i64],
        given: &mut [i64],
        wholly: bool,
    ) {
        self.passed.clear();
        self.taken.clear();
        let mut stuck = std::mem::take(&mut self.unranked);
        while let Some(node) = self.next() {
            let n = node as usize;
            let mut excess = std::mem::take(&mut self.excess[n]);
            let here = excess.min(give[n] - given[n]);
            if here > 0 {
                given[n] += here;
                excess -= here;
                self.taken.push((node, here));
            }
            for &arc in shape.into(node) {
                if excess == 0 {
                    break;
                }
                let tail = shape.arcs[arc as usize].tail;
                let amount = excess.min(cap[arc as usize] - flow[arc as usize]);
                if amount > 0 && self.rank[tail as usize] != UNRANKED {
                    flow[arc as usize] += amount;
                    excess -= amount;
                    self.passed.push((arc, amount));
                    self.add(tail, amount);
                }
            }
            self.excess[n] = excess;
            stuck |= excess > 0;
        }
        if wholly && stuck {
            // All of it goes back.
            for (node, amount) in self.taken.drain(..) {
                given[node as usize] -= amount;
                self.excess[node as usize] += amount;
            }
        }
        // The last passed lie farthest up, so what comes back to a node is complete when its turn comes.
        for (arc, amount) in self.passed.drain(..).rev() {
            let ends = shape.arcs[arc as usize];
            let left = &mut self.excess[ends.tail as usize];
            let back = amount.min(*left);
            *left -= back;
            flow[arc as usize] -= back;
            self.excess[ends.head as usize] += back;
        }
    }

    /// What a need did not get; forgets it.
    pub fn take_left(&mut self, node: u32) -> i64 {
        std::mem::take(&mut self.excess[node as usize])
    }
}
