//! A case in which one number is free: the literal that the override wrote.

use sitec_grammar::source::FileId;
use sitec_ir::{NodeId, Op};
use sitec_runtime::{Bindings, Keep, Plan, run};

use super::search::{Outcome, search};
use super::target::{Side, Target};
use super::varied::Varied;
use super::{Reload, Unsolved};
use crate::diag::Problems;
use crate::load::Sources;
use crate::lower::Env;
use crate::session::Session;

/// How many lanes a run has at most.
const LANES: usize = 256;

/// A compiled case and its free number.
pub(super) struct Free<'f, 's> {
    pub session: &'f mut Session<'s>,
    /// Both sides of the target.
    pub sides: [Side; 2],
    /// The free number.
    pub literal: NodeId,
}

impl Session<'_> {
    /// What the compiler says of the override that was added last.
    pub(super) fn blame_the_path(&self, path: &str) -> Result<(), Problems> {
        let Some(file) = override_file(self.lowering.package.sources) else {
            return Ok(());
        };
        let mut problems = Problems::default();
        for d in self.problems().iter() {
            let here = d.primary().is_some_and(|l| l.span.file == file);
            // What a number is, or what counts it, says nothing of the path.
            if here && d.code != "E0204" && !d.code.starts_with("E06") {
                let mut d = d.clone();
                d.labels.retain(|l| l.span.file != file);
                problems.push(d.note(format!("in `{path}`")));
            }
        }
        if problems.has_errors() {
            Err(problems)
        } else {
            Ok(())
        }
    }

    /// The free number, if a side of the target depends on it or if it decided something while compiling.
    pub(super) fn free_literal(&mut self, sides: [Side; 2]) -> Option<NodeId> {
        let file = override_file(self.lowering.package.sources)?;
        // The last number of the override: of a duration, others may stand in front.
        let literals = self.lowering.literal_nodes().iter();
        let own = literals.filter(|(span, _)| span.file == file);
        let node = *own.max_by_key(|(span, _)| span.start)?.1;
        let reached = self.reaches(sides.map(|s| s.node).into(), node);
        (reached || self.is_decided(node)).then_some(node)
    }

    /// Whether a node is among what others are computed from.
    fn reaches(&self, from: Vec<NodeId>, to: NodeId) -> bool {
        let program = self.lowering.builder.program();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut stack = from;
        while let Some(n) = stack.pop() {
            if n == to {
                return true;
            }
            if seen.insert(n) {
                stack.extend(program.inputs(n));
            }
        }
        false
    }

    /// Whether a literal decided something before the program ran: a branch, or the months of the timeline.
    pub(crate) fn is_decided(&mut self, literal: NodeId) -> bool {
        let mut timeline = Vec::new();
        for root in self.roots.clone() {
            let Some(kind) = self.lowering.package.elements[root.index()].kind else {
                continue;
            };
            let def = self.lowering.package.kinds[kind.index()].timeline.clone();
            for slot in def.into_iter().flat_map(|def| [def.from, def.length]) {
                let v = self.lowering.demand(root, slot);
                self.lowering.arena.nodes(v, &mut timeline);
            }
            if let Some(period) = self.lowering.package.timeline_step(kind) {
                let period = self.lowering.demand_expr(period, &Env::of(root));
                self.lowering.arena.nodes(period, &mut timeline);
            }
        }
        self.lowering.decided.borrow().contains(&literal) || self.reaches(timeline, literal)
    }
}

impl Free<'_, '_> {
    /// Seeks the values for which the target holds.
    pub fn search(
        &mut self,
        varied: &Varied,
        target: &Target,
        reload: &Reload<'_>,
    ) -> Result<Outcome, Unsolved> {
        if self.session.is_decided(self.literal) {
            self.search_by_compiling(varied, target, reload)
        } else {
            self.search_in_lanes(varied)
        }
    }

    /// One run for many values, each in a lane of its own.
    fn search_in_lanes(&self, varied: &Varied) -> Result<Outcome, Unsolved> {
        let program = self.session.lowering.builder.program();
        let nodes = self.sides.map(|s| s.node);
        let (Op::Literal(id), Ok(plan)) = (
            program.op(self.literal),
            Plan::new(program, &nodes, Keep::Outputs),
        ) else {
            // The run of the sides as they are now has told why.
            return Err(self.session.problems().clone().into());
        };
        let unit = varied.unit(program.literal(id).value);
        let number = |values: &sitec_runtime::Values, n: NodeId, lane: usize| {
            let known = program.const_value(n);
            known.unwrap_or_else(|| values.scalar(n, lane))
        };
        Ok(search(&varied.unknown(), &mut |xs| {
            let mut out = Vec::with_capacity(xs.len());
            for part in xs.chunks(LANES) {
                let bound = part.iter().map(|x| x * unit).collect();
                let bindings = Bindings::lanes(part.len()).each(id, bound);
                let values = run(&plan, program, &bindings);
                let both = |i| (number(&values, nodes[0], i), number(&values, nodes[1], i));
                out.extend((0..part.len()).map(both));
            }
            out
        }))
    }

    /// Each value compiled by itself. Where the text itself is in error, nothing has a value.
    fn search_by_compiling(
        &self,
        varied: &Varied,
        target: &Target,
        reload: &Reload<'_>,
    ) -> Result<Outcome, Unsolved> {
        let usual = text_errors(self.session);
        let mut failed = None;
        let both = |x: f64| {
            let sources = reload(&varied.set(x, &self.session.lowering))?;
            let mut session = Session::new(&sources);
            if text_errors(&session) > usual {
                return Ok([f64::NAN; 2]);
            }
            let sides = session.sides(target)?;
            Ok(session.both(sides)?)
        };
        let outcome = search(&varied.unknown(), &mut |xs| {
            let each = xs.iter().map(|x| match both(*x) {
                Ok(sides) => sides.into(),
                Err(Unsolved::Found(_)) => (f64::NAN, f64::NAN),
                Err(e) => {
                    failed.get_or_insert(e);
                    (f64::NAN, f64::NAN)
                }
            });
            each.collect()
        });
        failed.map_or(Ok(outcome), Err)
    }
}

/// How many errors of the compiler's own there are: checks and laws may fail, the figures stand all the same.
fn text_errors(session: &Session<'_>) -> usize {
    let problems = session.problems().iter();
    problems.filter(|d| d.code.starts_with('E')).count()
}

/// The file of the override that was added last.
fn override_file(sources: &Sources) -> Option<FileId> {
    Some(sources.overrides.last()?.value.expr.span.file)
}
