//! The exact flow where parallel ways lose different shares.
//!
//! Maximum flow with gains, by augmenting along the most efficient ways first (Onaga 1966; in phases
//! over all equally efficient ways at once, Truemper 1977). Each phase labels every node with the best
//! efficiency at which something more could arrive, keeps the arcs on such ways, and runs the
//! whole-number flow on them, where in labelled amounts nothing is lost. There are as many phases as
//! distinct efficiencies of a way. If all needs can be met together, they are met.

use super::capacity::Amounts;
use super::gain::arc_gain;
use super::kernel::Flow;
use super::network::Network;
use super::shape::{Arc, Kind, Shape, out_side, tap};
use super::solver::State;
use std::collections::VecDeque;

/// Serving needs one by one costs a search each; above so many steps they are served together.
const IN_ORDER_STEPS: usize = 20_000_000;
/// Far more phases than a network has efficiencies; only rounding could ask for more.
const PHASES: usize = 10_000;
const TOLERANCE: f64 = 1e-11;

/// The state of a day with the given amounts. In order, loads are served in declaration order, each
/// as much as it can get; otherwise which of several competing loads go short is arbitrary.
pub(super) fn solve(
    network: &Network,
    shape: &Shape,
    amounts: &[Amounts],
    in_order: bool,
) -> State {
    let mut flow = Gains::new(network, shape, amounts);
    let loads: Vec<usize> = (0..amounts.len())
        .filter(|&m| amounts[m].need > 0.0)
        .collect();
    if in_order && loads.len().saturating_mul(shape.arcs.len()) <= IN_ORDER_STEPS {
        for load in loads {
            flow.serve(&[load]);
        }
    } else {
        flow.serve(&loads);
    }
    let reached = flow.labels().iter().map(|&label| label > 0.0).collect();
    State {
        carries: flow.flow.iter().map(|&f| f > flow.dust).collect(),
        given: (0..amounts.len())
            .map(|m| flow.given[out_side(m) as usize])
            .collect(),
        served: flow.served,
        reached,
    }
}

/// A flow in plain amounts; an arc's is measured at its head.
struct Gains<'n> {
    network: &'n Network,
    shape: &'n Shape,
    amounts: &'n [Amounts],
    cap: Vec<f64>,
    flow: Vec<f64>,
    /// By node.
    give: Vec<f64>,
    given: Vec<f64>,
    /// By member.
    served: Vec<f64>,
    /// Less than this is nothing.
    dust: f64,
}

impl<'n> Gains<'n> {
    fn new(network: &'n Network, shape: &'n Shape, amounts: &'n [Amounts]) -> Self {
        let cap = shape.arcs.iter().map(|arc| match arc.kind {
            Kind::Through(m) => amounts[m as usize].carry.usable,
            Kind::Link(link) => {
                let rating = network.links[link as usize]
                    .capacity
                    .unwrap_or(f64::INFINITY);
                if rating.is_nan() {
                    f64::INFINITY
                } else {
                    rating.max(0.0)
                }
            }
            Kind::Own => f64::INFINITY,
        });
        let mut give = vec![0.0; shape.nodes];
        for (m, amounts) in amounts.iter().enumerate() {
            give[out_side(m) as usize] = amounts.give.usable;
        }
        let total: f64 = amounts.iter().map(|a| a.need).sum();
        Self {
            network,
            shape,
            amounts,
            cap: cap.collect(),
            flow: vec![0.0; shape.arcs.len()],
            give,
            given: vec![0.0; shape.nodes],
            served: vec![0.0; amounts.len()],
            dust: total * 1e-14,
        }
    }

    fn missing(&self, member: usize) -> f64 {
        let need = self.amounts[member].need;
        let missing = need - self.served[member];
        if missing > need * 1e-12 { missing } else { 0.0 }
    }

    fn spare(&self, arc: usize) -> f64 {
        let spare = self.cap[arc] - self.flow[arc];
        if spare > self.dust { spare } else { 0.0 }
    }

    /// Serves the loads together as far as possible.
    fn serve(&mut self, loads: &[usize]) {
        for _ in 0..PHASES {
            if loads.iter().all(|&m| self.missing(m) == 0.0) {
                return;
            }
            let labels = self.labels();
            if !self.phase(loads, &labels) {
                return;
            }
        }
    }

    /// The best efficiency with which more could arrive at each node; zero where nothing could.
    fn labels(&self) -> Vec<f64> {
        let mut labels = vec![0.0f64; self.shape.nodes];
        let mut queue = VecDeque::new();
        let mut queued = vec![false; self.shape.nodes];
        for (node, label) in labels.iter_mut().enumerate() {
            if self.give[node] - self.given[node] > self.dust {
                *label = 1.0;
                queued[node] = true;
                queue.push_back(node as u32);
            }
        }
        while let Some(at) = queue.pop_front() {
            queued[at as usize] = false;
            let label = labels[at as usize];
            let ahead = self
                .shape
                .out_of(at)
                .iter()
                .filter(|&&a| self.spare(a as usize) > 0.0);
            let ahead = ahead.map(|&a| (self.shape.arcs[a as usize].head, label * self.gain(a)));
            let back = self
                .shape
                .into(at)
                .iter()
                .filter(|&&a| self.flow[a as usize] > self.dust);
            let back = back.map(|&a| (self.shape.arcs[a as usize].tail, label / self.gain(a)));
            for (next, due) in ahead.chain(back) {
                // No label exceeds 1, since no way gains; this also stops rounding from going round.
                let known = &mut labels[next as usize];
                if due > *known * (1.0 + TOLERANCE) && due <= 1.0 + 1e-6 {
                    *known = due;
                    if !std::mem::replace(&mut queued[next as usize], true) {
                        queue.push_back(next);
                    }
                }
            }
        }
        labels
    }

    fn gain(&self, arc: u32) -> f64 {
        arc_gain(self.network, self.shape, arc as usize)
    }

    /// Pushes what fits along the best ways; whether anything did.
    fn phase(&mut self, loads: &[usize], labels: &[f64]) -> bool {
        let needs: Vec<(usize, u32, f64)> = loads
            .iter()
            .map(|&m| (m, tap(self.network, m)))
            .filter(|&(m, node)| labels[node as usize] > 0.0 && self.missing(m) > 0.0)
            .map(|(m, node)| (m, node, self.missing(m) / labels[node as usize]))
            .collect();
        let total: f64 = needs.iter().map(|(_, _, need)| need).sum();
        if total <= 0.0 || !total.is_finite() {
            return false;
        }
        let (_, exponent) = libm::frexp(total);
        let quantum = libm::ldexp(1.0, exponent - 50);
        let whole = |amount: f64| {
            let units = amount / quantum;
            if units < 4e15 {
                libm::floor(units) as i64
            } else {
                1 << 52
            }
        };
        let (best, origin) = self.best_ways(labels);
        let mut flow = Flow::new(&best, 0);
        for (arc, &(of, reverse)) in (0u32..).zip(&origin) {
            let head = self.shape.arcs[of as usize].head as usize;
            let left = if reverse {
                self.flow[of as usize]
            } else {
                self.spare(of as usize)
            };
            flow.set_cap(arc, whole(left / labels[head]));
        }
        for node in 0..self.shape.nodes {
            let left = self.give[node] - self.given[node];
            if left > self.dust {
                flow.set_give(node as u32, whole(left));
            }
        }
        for &(_, node, need) in &needs {
            flow.set_need(node, whole(need).max(1));
        }
        flow.settle();
        let mut pushed = 0;
        for &(member, node, _) in &needs {
            let served = flow.served(node);
            pushed += served;
            let amount = served as f64 * quantum * labels[node as usize];
            self.served[member] = (self.served[member] + amount).min(self.amounts[member].need);
        }
        for (node, given) in self.given.iter_mut().enumerate() {
            *given += flow.given(node as u32) as f64 * quantum;
        }
        for (arc, &(of, reverse)) in (0u32..).zip(&origin) {
            let head = self.shape.arcs[of as usize].head as usize;
            let amount = flow.through(arc) as f64 * quantum * labels[head];
            let now = &mut self.flow[of as usize];
            *now = if reverse {
                *now - amount
            } else {
                *now + amount
            }
            .clamp(0.0, self.cap[of as usize]);
        }
        pushed > 0
    }

    /// The residual arcs on the most efficient ways, each with the arc it came from and whether it
    /// takes flow back.
    fn best_ways(&self, labels: &[f64]) -> (Shape, Vec<(u32, bool)>) {
        let (mut arcs, mut origin) = (Vec::new(), Vec::new());
        for (i, arc) in (0u32..).zip(&self.shape.arcs) {
            let (tail, head) = (labels[arc.tail as usize], labels[arc.head as usize]);
            let tight = tail > 0.0 && (tail * self.gain(i) - head).abs() <= 4.0 * TOLERANCE * head;
            if !tight {
                continue;
            }
            if self.spare(i as usize) > 0.0 {
                arcs.push(*arc);
                origin.push((i, false));
            }
            if self.flow[i as usize] > self.dust {
                arcs.push(Arc {
                    tail: arc.head,
                    head: arc.tail,
                    kind: arc.kind,
                });
                origin.push((i, true));
            }
        }
        (Shape::of_arcs(self.shape.nodes, arcs), origin)
    }
}
