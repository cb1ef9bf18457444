//! Values that are possible and yet seldom meant: a percentage without its sign, and a size that is far from all that
//! the library knows of the same attribute.

use rustc_hash::FxHashMap;
use sitec_grammar::ast;
use sitec_units::dimension::Dim;
use sitec_units::show;

use crate::diag::families::values as words;
use crate::package::*;
use crate::types::*;

/// How far from the library's values a value is doubted: a power of ten too much or too little, and twice that.
const FAR: f64 = 20.0;

/// The catalogues: the library's own elements of each kind.
pub(super) fn catalogues(package: &Package<'_>) -> FxHashMap<KindId, Vec<ElementId>> {
    let mut out: FxHashMap<KindId, Vec<ElementId>> = FxHashMap::default();
    for (i, e) in package.elements.iter().enumerate() {
        if let Some(kind) = e.kind.filter(|_| package.is_library(e.module)) {
            out.entry(kind).or_default().push(ElementId(i as u32));
        }
    }
    out
}

impl Package<'_> {
    /// Looks at a checked value of an element for what is seldom meant. `known` are the library's elements of its kind.
    pub(super) fn doubt(
        &mut self,
        element: ElementId,
        slot: SlotId,
        e: ExprId,
        known: &[ElementId],
    ) {
        let Some(given) = self.elements[element.index()].given(slot) else {
            return;
        };
        if given.op != ast::AssignOp::Set {
            return;
        }
        let plain = matches!(&given.expr.kind, ast::ExprKind::Number(n)
            if n.unit.is_none() && n.style == ast::NumberStyle::Plain);
        let Some(value) = self.literal(e) else { return };
        let Some(num) = self.slot_type(element, slot).num() else {
            return;
        };
        if plain && value > 1.0 && self.is_percentage(num) && !self.has_range(element, slot) {
            let declared = self.slot(element, slot);
            let written = self.source_text(self.hir[e].span);
            let d = words::no_percent_sign(
                &declared.name,
                &written,
                &show::percent(value),
                self.hir[e].span,
                declared.span,
            );
            self.problems.push(d);
        }
        if num.dim != Dim::ONE && value > 0.0 {
            self.doubt_size(element, slot, e, value, num, known);
        }
    }

    fn is_percentage(&self, num: Num) -> bool {
        num.kind
            .is_some_and(|q| self.quantities[q.index()].shown.as_deref() == Some("%"))
    }

    fn has_range(&self, element: ElementId, slot: SlotId) -> bool {
        matches!(self.slot(element, slot).decl, SlotDecl::Attr(a) if a.range.is_some())
    }

    fn doubt_size(
        &mut self,
        element: ElementId,
        slot: SlotId,
        e: ExprId,
        value: f64,
        num: Num,
        known: &[ElementId],
    ) {
        let mut sizes: Vec<(f64, ExprId)> = Vec::new();
        for &other in known {
            if let Some(e) = self.given_expr(other, slot)
                && let Some(size) = self.literal(e).filter(|v| *v > 0.0)
            {
                sizes.push((size, e));
            }
        }
        sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
        // One value says nothing of how far such values lie apart.
        let ([least, .., greatest], Some(_)) = (sizes.as_slice(), sizes.get(1)) else {
            return;
        };
        let (extreme, times, which) = if value > greatest.0 * FAR {
            (greatest, value / greatest.0, "largest")
        } else if value < least.0 / FAR {
            (least, least.0 / value, "smallest")
        } else {
            return;
        };
        let shown = |p: &Self, v: f64| show::quantity(v, num.dim, &p.dims, &p.units, None);
        // The prefix that was meant, if one brings the value among the known ones.
        let meant = [1e-9, 1e-6, 1e-3, 1e3, 1e6, 1e9]
            .into_iter()
            .map(|prefix| value * prefix)
            .find(|v| (least.0 / 2.0..=greatest.0 * 2.0).contains(v));
        let declared = self.slot(element, slot).name.clone();
        let d = words::far_from_known(
            &declared,
            (&shown(self, value), self.hir[e].span),
            (&shown(self, extreme.0), self.hir[extreme.1].span),
            which,
            times,
            meant.map(|v| shown(self, v)).as_deref(),
        );
        self.problems.push(d);
    }
}
