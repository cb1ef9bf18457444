//! Dinic's algorithm: flow along shortest residual paths, a whole level graph at a time.

use super::{Flow, UNSEEN};

impl Flow<'_> {
    /// Dinic's algorithm for the given needs.
    pub(super) fn push_residual(&mut self, needs: &[u32]) {
        let mut pushed = false;
        while self.count_levels(needs) {
            pushed = true;
            // The cursors of this phase: each way out of a node is tried once.
            self.epoch += 1;
            for &node in needs {
                self.push_levels(node);
            }
        }
        if pushed {
            self.epoch += 1;
        }
    }

    /// Counts steps from the unserved needs over residual arcs; whether a source is reached.
    fn count_levels(&mut self, needs: &[u32]) -> bool {
        for &node in &self.queue {
            self.level[node as usize] = UNSEEN;
        }
        let mut queue = std::mem::take(&mut self.queue);
        queue.clear();
        for &node in needs {
            if self.missing(node) > 0 && self.level[node as usize] == UNSEEN {
                self.level[node as usize] = 0;
                queue.push(node);
            }
        }
        let mut found = UNSEEN;
        let mut next = 0;
        while let Some(&at) = queue.get(next) {
            next += 1;
            let n = at as usize;
            if self.level[n] >= found {
                break;
            }
            if self.given[n] < self.give[n] {
                found = self.level[n];
                continue;
            }
            for i in 0..self.ways(at) {
                if let Some((_, before)) = self.way(at, i)
                    && self.level[before as usize] == UNSEEN
                    && !self.dead[before as usize]
                {
                    self.level[before as usize] = self.level[n] + 1;
                    queue.push(before);
                }
            }
        }
        self.queue = queue;
        found != UNSEEN
    }

    /// Pushes what it can for one need along paths whose levels rise by one.
    fn push_levels(&mut self, node: u32) {
        if self.level[node as usize] != 0 {
            return;
        }
        while self.missing(node) > 0 {
            self.path.clear();
            let mut at = node;
            loop {
                let n = at as usize;
                if self.given[n] < self.give[n] {
                    self.push_path(node, at);
                    break;
                }
                if self.cursor[n].0 != self.epoch {
                    self.cursor[n] = (self.epoch, 0);
                }
                let ways = self.ways(at);
                let found = (self.cursor[n].1..ways).find_map(|i| {
                    let (step, before) = self.way(at, i)?;
                    let deeper = self.level[before as usize] == self.level[n] + 1;
                    deeper.then_some((i, step, before))
                });
                if let Some((i, step, before)) = found {
                    self.cursor[n].1 = i;
                    self.path.push(step);
                    at = before;
                } else {
                    self.cursor[n].1 = ways;
                    self.level[n] = UNSEEN;
                    let Some(step) = self.path.pop() else { return };
                    at = step.from;
                }
            }
        }
    }
}
