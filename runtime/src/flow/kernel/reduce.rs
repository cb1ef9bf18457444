//! Taking back flow that no longer fits, along the paths that it used.

use super::{Flow, Step};

impl Flow<'_> {
    /// Takes back `amount` of what leaves `node`, down to the needs it serves (the last ones first), or
    /// to `end`, whose inflow is too large by as much. Gives how much ended there.
    pub(super) fn take_back_down(&mut self, node: u32, amount: i64, end: Option<u32>) -> i64 {
        let (mut left, mut ended) = (amount, 0);
        while left > 0 {
            self.stamp += 1;
            self.path.clear();
            let mut at = node;
            loop {
                let n = at as usize;
                let here = if Some(at) == end {
                    left
                } else {
                    self.served[n]
                };
                if here > 0 {
                    let taken = self.reduce_path(left.min(here), 0);
                    if Some(at) == end {
                        ended += taken;
                    } else {
                        self.served[n] -= taken;
                        self.pending.push(at);
                    }
                    left -= taken;
                    break;
                }
                self.mark[n] = self.stamp;
                let carrying = self
                    .shape
                    .out_of(at)
                    .iter()
                    .rev()
                    .find(|&&a| self.flow[a as usize] > 0);
                // Flow is conserved, so some arc carries it on; were it not so, nothing would be left to do.
                let Some(&arc) = carrying else { return ended };
                self.path.push(Step {
                    arc,
                    reverse: false,
                    from: at,
                });
                at = self.shape.arcs[arc as usize].head;
                if self.mark[at as usize] == self.stamp {
                    self.cancel_circle(at);
                    break;
                }
            }
        }
        self.epoch += 1;
        ended
    }

    /// Takes back `amount` of what enters `node`, up to the sources it comes from.
    pub(super) fn take_back_up(&mut self, node: u32, amount: i64) {
        let mut left = amount;
        while left > 0 {
            self.stamp += 1;
            self.path.clear();
            let mut at = node;
            loop {
                let n = at as usize;
                if self.given[n] > 0 {
                    let taken = self.reduce_path(left.min(self.given[n]), 0);
                    self.given[n] -= taken;
                    left -= taken;
                    self.revive(at);
                    break;
                }
                self.mark[n] = self.stamp;
                let carrying = self
                    .shape
                    .into(at)
                    .iter()
                    .rev()
                    .find(|&&a| self.flow[a as usize] > 0);
                let Some(&arc) = carrying else { return };
                self.path.push(Step {
                    arc,
                    reverse: true,
                    from: at,
                });
                at = self.shape.arcs[arc as usize].tail;
                if self.mark[at as usize] == self.stamp {
                    self.cancel_circle(at);
                    break;
                }
            }
        }
        // Capacity became free for others.
        self.epoch += 1;
    }

    /// Lowers the flow on the path from step `first` by at most `amount`; gives by how much.
    fn reduce_path(&mut self, amount: i64, first: usize) -> i64 {
        let steps = self.path.get(first..).unwrap_or_default();
        let taken = steps.iter().fold(amount, |least, step| {
            least.min(self.flow[step.arc as usize])
        });
        for step in steps {
            self.flow[step.arc as usize] -= taken;
        }
        for i in first..self.path.len() {
            self.revive_over(self.path[i].arc);
        }
        taken
    }

    /// Removes the circle of flow that the end of the path closes at `node`: it serves nothing.
    fn cancel_circle(&mut self, node: u32) {
        if let Some(first) = self.path.iter().position(|step| step.from == node) {
            self.reduce_path(i64::MAX, first);
        }
    }
}
