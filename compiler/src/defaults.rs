//! Requirements that hold only by a value that nobody gave: a default of the library (W0202).
//!
//! Each default that a requirement rests on is made a tenth smaller and a tenth greater, in lanes of its own. If the
//! requirement then fails, the default decides it, and the author should say where the value comes from.
//! Requirements whose sides are far apart are not tried: a tenth of a default does not bridge that.

use rustc_hash::FxHashSet;
use sitec_grammar::ast;
use sitec_grammar::source::Span;
use sitec_ir::{LiteralId, NodeId, Op};
use sitec_runtime::{Bindings, Keep, Plan, run};
use sitec_units::dimension::Dim;

use crate::diag::families::kinds as words;
use crate::lower::value::Val;
use crate::package::SlotDecl;
use crate::session::{RequireRun, Session};
use crate::types::*;

/// How much smaller and greater a default is made.
const MOVED: [f64; 2] = [0.9, 1.1];
/// How far apart the sides of a requirement may be, as a share of the greater, for its defaults to be tried.
const NEAR: f64 = 0.25;
/// Lanes of one run.
const LANES: usize = 256;

/// A default of the library that stands for a value that some element did not give.
struct Default {
    kind: KindId,
    slot: SlotId,
    /// The literals in it that a requirement rests on.
    literals: Vec<(LiteralId, f64)>,
    /// The place of the first of them.
    span: Span,
}

/// A default moved so that a requirement fails.
struct Deciding {
    default: usize,
    value: f64,
}

impl Session<'_> {
    /// Tells requirements that hold by a default of the library alone.
    pub(crate) fn judge_deciding_defaults(&mut self) {
        let near: Vec<(usize, NodeId)> = self
            .requires
            .iter()
            .enumerate()
            .filter_map(|(i, r)| match r.value {
                Val::Node(n) if self.holds(r.value) == Some(true) && self.is_near(r) => {
                    Some((i, n))
                }
                _ => None,
            })
            .collect();
        if near.is_empty() {
            return;
        }
        for (i, node) in near {
            let defaults = self.defaults_behind(node);
            let mut deciding = self.deciding(node, &defaults);
            deciding.retain(|d| !self.is_told(&defaults[d.default]));
            let Some((first, others)) = deciding.split_first() else {
                continue;
            };
            let (name, elements, head) = self.left_to(&defaults[first.default]);
            let default = &defaults[first.default];
            let ty = self
                .lowering
                .package
                .kind_slot_type(default.kind, default.slot);
            let others: Vec<String> = others
                .iter()
                .map(|d| &defaults[d.default])
                .map(|d| {
                    let (name, elements, _) = self.left_to(d);
                    format!("`{name}` of {elements}")
                })
                .collect();
            let condition = self.requires[i].ast.cond.span;
            let text = self.lowering.package.source_text(default.span);
            let fails_at = if text.ends_with('%') {
                sitec_units::show::percent(first.value)
            } else {
                self.lowering.show_number(first.value, ty, None)
            };
            let d = words::default_decides(&words::DefaultDecides {
                name: &name,
                elements: &elements,
                default: &text,
                condition: &self.one_line(&self.requires[i].ast.cond),
                fails_at: &fails_at,
                others: &others,
                at: head.unwrap_or(condition),
                required: condition,
                declared: default.span,
            });
            self.problems.push(d);
        }
    }

    /// Whether the sides of a requirement are so close that a default may decide it. What is no plain comparison is tried.
    fn is_near(&self, r: &RequireRun<'_>) -> bool {
        let Some(((_, a), (_, b))) = r.sides else {
            return true;
        };
        match (self.figure(a), self.figure(b)) {
            (Some(a), Some(b)) => (a - b).abs() <= NEAR * a.abs().max(b.abs()),
            _ => true,
        }
    }

    /// Whether a finding points at a default already: of another requirement, or of a figure that must rest on sources.
    fn is_told(&self, default: &Default) -> bool {
        let at = default.span;
        let mut labels = self.problems.iter().flat_map(|d| &d.labels);
        labels.any(|l| l.span.file == at.file && l.span.start <= at.start && at.end <= l.span.end)
    }

    /// The defaults of the library's attributes among the literals that a node rests on. Times and whole numbers are left
    /// out: a payment is made each month or each quarter, and not a tenth earlier.
    fn defaults_behind(&mut self, node: NodeId) -> Vec<Default> {
        let program = self.lowering.builder.program();
        let mut reached = FxHashSet::default();
        let mut stack = vec![node];
        while let Some(n) = stack.pop() {
            if reached.insert(n) {
                stack.extend(program.inputs(n));
            }
        }
        let mut literals: Vec<(Span, LiteralId)> = self
            .lowering
            .literal_nodes()
            .iter()
            .filter(|(_, n)| reached.contains(n))
            .filter_map(|(span, n)| match program.op(*n) {
                Op::Literal(id) => Some((*span, id)),
                _ => None,
            })
            .collect();
        literals.sort_unstable_by_key(|(span, _)| (span.file, span.start));
        let p = &self.lowering.package;
        let mut out: Vec<Default> = Vec::new();
        for (k, kind) in p.kinds.iter().enumerate() {
            if !p.is_library(kind.module) {
                continue;
            }
            for (s, slot) in kind.slots.iter().enumerate() {
                let SlotDecl::Attr(ast::AttrDecl {
                    default: Some(default),
                    ..
                }) = slot.decl
                else {
                    continue;
                };
                let within = default.expr.span;
                let from = literals
                    .partition_point(|(at, _)| (at.file, at.start) < (within.file, within.start));
                let inside: Vec<(Span, LiteralId)> = literals[from..]
                    .iter()
                    .take_while(|(at, _)| at.file == within.file && at.end <= within.end)
                    .copied()
                    .collect();
                if let Some((span, _)) = inside.first() {
                    out.push(Default {
                        kind: KindId(k as u32),
                        slot: SlotId(s as u32),
                        literals: inside
                            .iter()
                            .map(|(_, id)| (*id, program.literal(*id).value))
                            .collect(),
                        span: *span,
                    });
                }
            }
        }
        out.retain(|d| {
            let ty = self.lowering.package.kind_slot_type(d.kind, d.slot);
            let times = [Dim::TIME, Dim::CLOCK_TIME, Dim::WORK_TIME];
            let whole = |v: f64| v > 1.0 && v.fract() == 0.0;
            let whole = d.literals.iter().any(|(_, v)| whole(*v));
            ty.amount()
                .is_some_and(|n| !times.contains(&n.dim) && (n.dim != Dim::ONE || !whole))
        });
        out
    }

    /// The defaults that make a condition fail, in the order of the library's kinds.
    fn deciding(&self, node: NodeId, defaults: &[Default]) -> Vec<Deciding> {
        let program = self.lowering.builder.program();
        let Ok(plan) = Plan::new(program, &[node], Keep::Outputs) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        for (batch, first) in defaults
            .chunks(LANES / MOVED.len())
            .zip((0..).step_by(LANES / 2))
        {
            let lanes = batch.len() * MOVED.len();
            let mut bindings = Bindings::lanes(lanes);
            for (i, default) in batch.iter().enumerate() {
                for (literal, base) in &default.literals {
                    let mut each = vec![*base; lanes];
                    for (j, by) in MOVED.iter().enumerate() {
                        each[i * MOVED.len() + j] = moved(*base, *by);
                    }
                    bindings = bindings.each(*literal, each);
                }
            }
            let values = run(&plan, program, &bindings);
            for (i, default) in batch.iter().enumerate() {
                let fails = MOVED
                    .iter()
                    .enumerate()
                    .find(|(j, _)| values.scalar(node, i * MOVED.len() + j) == 0.0);
                if let Some((_, by)) = fails {
                    out.push(Deciding {
                        default: first + i,
                        value: default
                            .literals
                            .first()
                            .map_or(0.0, |(_, v)| moved(*v, *by)),
                    });
                }
            }
        }
        out
    }

    /// The name of a default's attribute, the elements that left it to the default, and the head of the first of them.
    fn left_to(&self, default: &Default) -> (String, String, Option<Span>) {
        let p = &self.lowering.package;
        let name = p.kinds[default.kind.index()].slots[default.slot.index()]
            .name
            .to_string();
        let mut left = (0..p.elements.len() as u32).map(ElementId).filter(|id| {
            let e = &p.elements[id.index()];
            e.kind == Some(default.kind)
                && e.given(default.slot).is_none()
                && self.lowering.known(*id, default.slot).is_some()
                && !p.is_library(e.module)
        });
        let Some(first) = left.next() else {
            return (name, "an element".to_owned(), None);
        };
        let more = left.count();
        let elements = match more {
            0 => p.describe(first),
            more => format!("{} and {more} more", p.describe(first)),
        };
        (name, elements, Some(p.elements[first.index()].span))
    }
}

/// A value a little smaller or greater. A share stays a share: it does not pass 1, from either side.
fn moved(base: f64, by: f64) -> f64 {
    let value = base * by;
    if base > 0.0 && base <= 1.0 {
        value.min(1.0)
    } else if base > 1.0 {
        value.max(1.0)
    } else {
        value
    }
}
