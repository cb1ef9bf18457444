//! Formulas by the hour: what an operation does with single values it does in each hour.

use crate::package::*;
use crate::types::*;

impl Package<'_> {
    /// An expression as it is in one hour; `None` if it does not go by the hour.
    pub(crate) fn in_an_hour(&mut self, e: ExprId) -> Option<ExprId> {
        let ty = self.ty(e);
        if ty.list || !matches!(ty.base, Base::Hours(_) | Base::HoursWhen) {
            return None;
        }
        let (kind, span) = (self.hir[e].kind.clone(), self.hir[e].span);
        Some(self.hir.push(kind, ty.alike(), span))
    }

    /// The expressions as they are in one hour, and whether one of them goes by the hour.
    pub(crate) fn in_each_hour<const N: usize>(&mut self, of: [ExprId; N]) -> ([ExprId; N], bool) {
        let mut hourly = false;
        let of = of.map(|e| match self.in_an_hour(e) {
            Some(e) => {
                hourly = true;
                e
            }
            None => e,
        });
        (of, hourly)
    }

    /// What holds in each hour, by the hour. Only numbers and conditions can be had so.
    pub(crate) fn each_hour(&mut self, e: ExprId) -> ExprId {
        let ty = self.ty(e);
        let span = self.hir[e].span;
        let base = match ty.base {
            Base::Error => return e,
            Base::Number(n) if !ty.list => Base::Hours(n),
            Base::Bool if !ty.list => Base::HoursWhen,
            _ => {
                let words = self.type_words(ty);
                let d = crate::diag::families::types::by_the_hour(span, &words);
                self.problems.push(d);
                return self.error(span);
            }
        };
        let kind = self.hir[e].kind.clone();
        let ty = Ty {
            base,
            series: false,
            ..ty
        };
        self.hir.push(kind, ty, span)
    }
}
