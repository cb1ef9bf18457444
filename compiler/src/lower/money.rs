//! In which currency, and in the prices of which year, an amount is.

use sitec_ir::NodeId;

use super::Lowering;
use super::value::{Basis, MoneyTag};
use crate::diag::families::{types as type_words, values as value_words};
use crate::types::*;

impl Lowering<'_> {
    /// The money tag of two amounts that meet; reports when they cannot.
    pub(crate) fn join_tags(&mut self, a: NodeId, b: NodeId, e: ExprId) -> Option<MoneyTag> {
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
            self.tell(span, "currency", || {
                type_words::currencies(sa, &wa, sb, &wb, "add").and(span, "meet here")
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

    /// The currency of a node, if it is money of a known one.
    #[must_use]
    pub fn currency(&self, n: NodeId) -> Option<sitec_units::money::CurrencyId> {
        self.tags.get(&n).and_then(|t| t.currency)
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
