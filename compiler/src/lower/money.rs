//! In which currency, and in the prices of which year, an amount is.

use rustc_hash::FxHashSet;
use sitec_grammar::ast::BinaryOp;
use sitec_grammar::source::Span;
use sitec_ir::{NodeId, Op};
use sitec_units::money::CurrencyId;

use super::Lowering;
use super::memo::Memo;
use super::value::{Basis, MoneyTag, Val};
use crate::diag::families::{types as type_words, values as value_words};
use crate::hir::ExprKind;
use crate::package::SlotDecl;
use crate::types::*;

/// Whether a place lies in the library: its files come first.
fn in_library(span: Span) -> bool {
    (span.file.0 as usize) < crate::library::MODULES.len()
}

fn compares(op: BinaryOp) -> bool {
    use BinaryOp as B;
    matches!(op, B::Eq | B::Ne | B::Lt | B::Le | B::Gt | B::Ge)
}

impl Lowering<'_> {
    /// Whether two amounts are in one currency, or one of them in none; reports when they are not.
    pub(crate) fn comparable(&mut self, a: NodeId, b: NodeId, e: ExprId) -> bool {
        self.join(a, b, e, "compare");
        match (self.currency(a), self.currency(b)) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        }
    }

    /// The money tag of two amounts that meet; reports when they cannot.
    pub(crate) fn join_tags(&mut self, a: NodeId, b: NodeId, e: ExprId) -> Option<MoneyTag> {
        let verb = match self.package.hir[e].kind {
            ExprKind::Binary(op, ..) if compares(op) => "compare",
            _ => "add",
        };
        self.join(a, b, e, verb)
    }

    fn join(&mut self, a: NodeId, b: NodeId, e: ExprId, verb: &str) -> Option<MoneyTag> {
        let (x, y) = match (self.tags.get(&a).copied(), self.tags.get(&b).copied()) {
            (Some(x), Some(y)) => (x, y),
            (x, y) => return x.or(y),
        };
        let span = self.package.hir[e].span;
        if let (Some(p), Some(q)) = (x.currency, y.currency)
            && p != q
        {
            let (sa, sb) = (self.node_span(a, span), self.node_span(b, span));
            let (wa, wb) = (
                self.package.currency_name(Some(p)),
                self.package.currency_name(Some(q)),
            );
            // Two amounts of the package that meet in the library meet there in many formulas: told once, where they are
            // written.
            let written = match in_library(span) {
                true => (self.written_in(a, p), self.written_in(b, q)),
                false => (None, None),
            };
            let once = (Span::default(), "currency");
            let (sa, sb, key) = match written {
                (Some(la), Some(lb)) => (la, lb, once.0),
                (None, None) => (sa, sb, span),
                _ if self.told.contains(&once) => (sa, sb, once.0),
                _ => (sa, sb, span),
            };
            self.tell(key, once.1, || {
                type_words::currencies(sa, &wa, sb, &wb, verb).and(span, "meet here")
            });
        }
        let basis = match (x.basis, y.basis) {
            (Basis::Zero, other) | (other, Basis::Zero) => other,
            (p, q) if p == q => p,
            (Basis::Real(year), other) | (other, Basis::Real(year)) => {
                let (real, nominal) = if x.basis == Basis::Real(year) {
                    (a, b)
                } else {
                    (b, a)
                };
                let (sr, sn) = (self.node_span(real, span), self.node_span(nominal, span));
                match other {
                    Basis::Real(q) => {
                        self.tell(span, "years", || value_words::price_years(sr, year, sn, q))
                    }
                    _ => self.tell(sr, "real", || {
                        value_words::real_and_nominal(year, sn, Some(sr), Some(span))
                    }),
                };
                // Told once: what is made of the two goes with either from here on.
                Basis::Zero
            }
            (p, _) => p,
        };
        Some(MoneyTag {
            currency: x.currency.or(y.currency),
            basis,
        })
    }

    /// The first place of the package at which an amount of a currency is written on which a node rests.
    pub(crate) fn written_in(&self, n: NodeId, currency: CurrencyId) -> Option<Span> {
        let program = self.builder.program();
        let (mut seen, mut stack, mut nodes) =
            (FxHashSet::default(), vec![n], FxHashSet::default());
        while let Some(n) = stack.pop() {
            // What has another currency was converted.
            let other = self.currency(n).is_some_and(|c| c != currency);
            if !other && seen.insert(n) {
                if matches!(program.op(n), Op::Literal(_)) && self.currency(n) == Some(currency) {
                    nodes.insert(n);
                }
                stack.extend(program.inputs(n));
            }
        }
        let written = self.literal_nodes().iter();
        written
            .filter(|(span, n)| nodes.contains(n) && !in_library(**span))
            .map(|(span, _)| *span)
            .min_by_key(|s| (s.file, s.start))
    }

    /// The currency of a node, if it is money of a known one.
    ///
    /// What was lowered behind `prev` before that had its value, and what is made of it, has the currency of what it is made of.
    #[must_use]
    pub fn currency(&self, n: NodeId) -> Option<CurrencyId> {
        let known = |n: &NodeId| self.tags.get(n).and_then(|t| t.currency);
        known(&n).or_else(|| {
            let program = self.builder.program();
            let (mut seen, mut stack) = (FxHashSet::default(), vec![n]);
            while let Some(n) = stack.pop() {
                // What has no tag is no money.
                let money = program
                    .inputs(n)
                    .iter()
                    .filter(|i| self.tags.get(i).is_some());
                for &input in money {
                    match known(&input) {
                        Some(c) => return Some(c),
                        None if seen.insert(input) => stack.push(input),
                        None => {}
                    }
                }
            }
            None
        })
    }

    /// The currency in which money is shown: its own, or the one that its type states. What has none, as nothing at all, is shown in that
    /// of what the root computes, or else in the one that the root names.
    pub(crate) fn currency_shown(
        &self,
        node: Option<NodeId>,
        stated: Option<CurrencyId>,
    ) -> CurrencyId {
        let own = node.and_then(|n| self.currency(n)).or(stated);
        own.unwrap_or_else(|| self.currency_of_roots())
    }

    fn currency_of_roots(&self) -> CurrencyId {
        let roots = self.package.kinds.iter().zip(&self.package.by_kind);
        let roots = roots.filter(|(kind, _)| kind.timeline.is_some());
        let mut slots = roots.flat_map(|(kind, elements)| {
            let all = (0..kind.slots.len() as u32).map(SlotId);
            elements
                .iter()
                .flat_map(move |e| all.clone().map(move |s| (kind, (*e, s))))
        });
        let mut computed = slots
            .clone()
            .filter(|(kind, (_, s))| matches!(kind.slots[s.index()].decl, SlotDecl::Formula(_)));
        let own = computed.find_map(|(_, figure)| match self.memos.get(figure) {
            Memo::Done(Val::Node(n)) => self.tags.get(&n)?.currency,
            _ => None,
        });
        // A choice among currencies, whatever it is called.
        let named = |at| match self.memos.get(at) {
            Memo::Done(Val::Choice(choice)) => {
                let (of, i) = self.arena[choice];
                let code = self.package.enums[of.index()].choices.get(usize::from(i))?;
                self.package.units.currencies().lookup(code)
            }
            _ => None,
        };
        own.or_else(|| slots.find_map(|(_, at)| named(at)))
            .unwrap_or(CurrencyId::USD)
    }

    /// The year in whose prices a node is, if it is real money.
    #[must_use]
    pub fn price_year(&self, n: NodeId) -> Option<i16> {
        match self.tags.get(&n)?.basis {
            Basis::Real(year) => Some(year),
            Basis::Zero | Basis::Nominal => None,
        }
    }
}
