//! Numbers that must be known before anything is typed: how often an element or a loop is repeated.

use std::rc::Rc;

use sitec_grammar::ast::{self, BinaryOp, ExprKind};
use smol_str::SmolStr;

use super::{Around, Expander, MAX_DEPTH, MAX_ELEMENTS};
use crate::diag::families::kinds as words;
use crate::package::*;
use crate::types::*;

impl<'a> Expander<'_, 'a> {
    /// Values of the loop's variables, one list a turn.
    pub(super) fn iterations(
        &mut self,
        f: &'a ast::For,
        around: &Around<'a>,
    ) -> Vec<Vec<(SmolStr, LoopValue<'a>)>> {
        let items: Vec<LoopValue<'a>> = match &f.list.kind {
            ExprKind::List(items) => items.iter().map(LoopValue::Item).collect(),
            ExprKind::Binary(BinaryOp::Range, _, lo, hi) => {
                let (lo, hi) = (self.number(lo, around), self.number(hi, around));
                match (lo, hi) {
                    (Some(lo), Some(hi))
                        if lo.fract() == 0.0
                            && hi.fract() == 0.0
                            && hi - lo < MAX_ELEMENTS as f64 =>
                    {
                        let n = (hi - lo + 1.0).max(0.0) as usize;
                        (0..n).map(|i| LoopValue::Number(lo + i as f64)).collect()
                    }
                    _ => {
                        self.package.problems.push(words::loop_list(f.list.span));
                        Vec::new()
                    }
                }
            }
            _ => {
                self.package.problems.push(words::loop_list(f.list.span));
                Vec::new()
            }
        };
        items
            .into_iter()
            .enumerate()
            .map(|(i, item)| match f.vars.as_slice() {
                [index, var, ..] => {
                    vec![
                        (index.name.clone(), LoopValue::Number(i as f64 + 1.0)),
                        (var.name.clone(), item),
                    ]
                }
                [var] => vec![(var.name.clone(), item)],
                [] => Vec::new(),
            })
            .collect()
    }

    /// A plain number known before anything is typed.
    pub(super) fn number(&self, e: &'a ast::Expr, around: &Around<'a>) -> Option<f64> {
        self.number_in(e, around.parent, around.loops.as_ref(), 0)
    }

    fn number_in(
        &self,
        e: &'a ast::Expr,
        at: ElementId,
        loops: Option<&Rc<LoopScope<'a>>>,
        depth: usize,
    ) -> Option<f64> {
        if depth > MAX_DEPTH {
            return None;
        }
        match &e.kind {
            ExprKind::Number(n) if n.unit.is_none() => Some(n.value),
            ExprKind::Binary(op, _, a, b) => {
                let (a, b) = (
                    self.number_in(a, at, loops, depth + 1)?,
                    self.number_in(b, at, loops, depth + 1)?,
                );
                match op {
                    BinaryOp::Add => Some(a + b),
                    BinaryOp::Sub => Some(a - b),
                    BinaryOp::Mul => Some(a * b),
                    BinaryOp::Div => Some(a / b),
                    _ => None,
                }
            }
            ExprKind::Name(name) => {
                let mut scope = loops;
                while let Some(s) = scope {
                    if let Some((_, v)) = s.vars.iter().find(|(n, _)| n == name) {
                        return match v {
                            LoopValue::Number(n) => Some(*n),
                            LoopValue::Item(e) => {
                                self.number_in(e, at, s.outer.as_ref(), depth + 1)
                            }
                        };
                    }
                    scope = s.outer.as_ref();
                }
                let mut here = Some(at);
                while let Some(id) = here {
                    let element = &self.package.elements[id.index()];
                    if let Some(slot) = element.assumes.iter().find(|s| s.name == *name) {
                        return match slot.decl {
                            SlotDecl::Assume(a) => {
                                self.number_in(&a.value.expr, id, element.loops.as_ref(), depth + 1)
                            }
                            SlotDecl::Formula(l) => {
                                self.number_in(&l.value.expr, id, element.loops.as_ref(), depth + 1)
                            }
                            _ => None,
                        };
                    }
                    if let Some(slot) = element
                        .kind
                        .and_then(|k| self.package.kinds[k.index()].index.get(name))
                    {
                        if let Some(given) = element.given.iter().find(|(s, _)| s == slot) {
                            return self.number_in(
                                given.1.expr,
                                given.1.scope,
                                element.loops.as_ref(),
                                depth + 1,
                            );
                        }
                        let kind = &self.package.kinds[element.kind?.index()];
                        return match kind.slots[slot.index()].decl {
                            SlotDecl::Param(p) => {
                                self.number_in(p.default.as_ref()?, id, None, depth + 1)
                            }
                            SlotDecl::Attr(a) => {
                                self.number_in(&a.default.as_ref()?.expr, id, None, depth + 1)
                            }
                            _ => None,
                        };
                    }
                    here = element.parent;
                }
                None
            }
            _ => None,
        }
    }
}
