//! Nodes of numbers: constants, written numbers, and what is known of a number while compiling.

use rustc_hash::FxHashMap;
use sitec_grammar::source::Span;
use sitec_ir::{NodeId, Op, OriginId, scalar};

use super::value::{Basis, MoneyTag};
use super::{Lowering, Origin};
use crate::types::*;

impl Lowering<'_> {
    pub(crate) fn push(&mut self, op: Op, inputs: &[NodeId]) -> NodeId {
        let before = self.builder.program().len();
        let noted = self.here.noted;
        let node = self
            .builder
            .push(op, inputs, noted.unwrap_or(OriginId::NONE));
        if noted.is_none() && node.index() >= before {
            let origin = self.origin();
            self.builder.set_origin(node, origin);
        }
        node
    }

    pub(crate) fn constant(&mut self, v: f64) -> NodeId {
        self.builder.constant(v)
    }

    /// A number that is known: a constant, or a literal at its written value.
    pub(crate) fn number(&self, node: NodeId) -> Option<f64> {
        match self.builder.op(node) {
            Op::Literal(id) => {
                self.decided.borrow_mut().insert(node);
                Some(self.builder.program().literal(id).value)
            }
            Op::Neg => self.number(self.builder.inputs(node)[0]).map(|v| -v),
            _ => self.builder.const_value(node),
        }
    }

    /// A number that places or counts, as a bound of a range: known, or reckoned from known numbers.
    pub(crate) fn counted(&self, node: NodeId) -> Option<f64> {
        let mut steps = 64;
        self.reckoned(node, &mut steps)
    }

    pub(super) fn reckoned(&self, node: NodeId, steps: &mut u32) -> Option<f64> {
        let op = self.builder.op(node);
        let known = self.number(node);
        *steps = steps.checked_sub(1)?;
        if known.is_some() {
            return known;
        }
        let mut value = |place: usize| {
            let input = self.builder.inputs(node).get(place).copied()?;
            self.reckoned(input, steps)
        };
        Some(match op {
            Op::Add => scalar::add(value(0)?, value(1)?),
            Op::Sub => scalar::sub(value(0)?, value(1)?),
            Op::Mul => scalar::mul(value(0)?, value(1)?),
            Op::Div => scalar::div(value(0)?, value(1)?),
            Op::Min => scalar::min(value(0)?, value(1)?),
            Op::Max => scalar::max(value(0)?, value(1)?),
            Op::Floor => scalar::floor(value(0)?),
            Op::Ceil => scalar::ceil(value(0)?),
            _ => return None,
        })
    }

    /// The node of a number or date that is written in a source file.
    pub(super) fn literal(&mut self, e: ExprId, value: f64) -> NodeId {
        if let Some(Some(n)) = self.literal_of.get(e.index()) {
            return *n;
        }
        let written = &self.package.hir[e];
        let (span, num) = (written.span, written.ty.num());
        // Texts from outside all begin at the same place: nothing is remembered of them.
        let outside = span.file == sitec_grammar::source::FileId(u32::MAX);
        let n = match self.literals.get(&span).filter(|_| !outside) {
            Some(&n) => n,
            None => {
                let of = self.here.of.of;
                let origin = self.new_origin(Origin { of, expr: e });
                self.builder.literal(value, origin)
            }
        };
        if let Some(num) = num
            && self.package.has_money(num.dim)
        {
            let basis = match num.real {
                _ if value == 0.0 => Basis::Zero,
                Some(y) => Basis::Real(y),
                None => Basis::Nominal,
            };
            let currency = num.currency;
            self.tags.insert(n, MoneyTag { currency, basis });
        }
        if !outside {
            self.literals.insert(span, n);
            if self.literal_of.len() <= e.index() {
                self.literal_of.resize(self.package.hir.len(), None);
            }
            self.literal_of[e.index()] = Some(n);
        }
        n
    }

    /// Literal nodes by place.
    #[must_use]
    pub fn literal_nodes(&self) -> &FxHashMap<Span, NodeId> {
        &self.literals
    }
}
