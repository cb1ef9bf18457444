//! What may be measured: units, currencies, kinds of quantity, resources.

use sitec_grammar::ast::{self, StmtKind};
use sitec_units::dimension::Dim;
use sitec_units::unit::Unit;

use crate::diag::families::types as type_words;
use crate::package::*;
use crate::types::*;

impl<'a> Package<'a> {
    /// Enters currencies and units; a unit may be made of units declared later.
    pub(super) fn declare_units(&mut self, order: &[ModuleId]) {
        let mut waiting: Vec<&'a ast::UnitDecl> = Vec::new();
        for &module in order {
            for stmt in &self.ast(module).stmts {
                match &stmt.kind {
                    StmtKind::Currency(c) => {
                        let label = c
                            .label
                            .as_ref()
                            .map_or(c.code.name.as_str(), |l| l.value.as_str());
                        let known = self.units.currencies().lookup(&c.code.name).is_some();
                        if !known && self.units.declare_currency(&c.code.name, label).is_err() {
                            self.problems
                                .push(type_words::unit_clash(&c.code.name, c.code.span));
                        }
                    }
                    StmtKind::Unit(u) if u.def.is_none() => {
                        let dim = self.dims.base(&u.name.name);
                        if self
                            .units
                            .declare(&u.name.name, Unit::new(dim, 1.0))
                            .is_err()
                        {
                            self.problems
                                .push(type_words::unit_clash(&u.name.name, u.name.span));
                        }
                    }
                    StmtKind::Unit(u) => waiting.push(u),
                    _ => {}
                }
            }
        }
        while !waiting.is_empty() {
            let before = waiting.len();
            let mut still = Vec::new();
            for u in waiting {
                match self.unit_definition(u) {
                    Some(Ok(unit)) => {
                        if self.units.declare(&u.name.name, unit).is_err() {
                            self.problems
                                .push(type_words::unit_clash(&u.name.name, u.name.span));
                        }
                    }
                    Some(Err(())) => self
                        .problems
                        .push(type_words::unit_definition(&u.name.name, u.name.span)),
                    None => still.push(u),
                }
            }
            if still.len() == before {
                for u in &still {
                    self.problems
                        .push(type_words::unit_definition(&u.name.name, u.name.span));
                }
                break;
            }
            waiting = still;
        }
    }

    /// `Some(Err)` if it can never be a unit, `None` if a unit in it is not there yet.
    fn unit_definition(&mut self, u: &ast::UnitDecl) -> Option<Result<Unit, ()>> {
        let ast::ExprKind::Number(n) = &u.def.as_ref()?.kind else {
            return Some(Err(()));
        };
        let Some(spelled) = &n.unit else {
            return Some(Ok(Unit::new(Dim::ONE, n.value)));
        };
        let factors: Vec<(&str, i32)> = spelled
            .factors
            .iter()
            .map(|f| (f.name.name.as_str(), f.power))
            .collect();
        match self.units.compose(&mut self.dims, &factors) {
            Ok(unit) => Some(Ok(unit.times(n.value))),
            Err(sitec_units::unit::ComposeError::Unknown(_)) => None,
            Err(_) => Some(Err(())),
        }
    }

    pub(super) fn declare_quantities(&mut self) {
        for i in 0..self.quantities.len() {
            let (ast, module) = (self.quantities[i].ast, self.quantities[i].module);
            let ty = self.resolve_type(&ast.ty, module, None);
            self.quantities[i].dim = ty.num().map(|n| n.dim);
        }
        for i in 0..self.quantities.len() {
            let (ast, module) = (self.quantities[i].ast, self.quantities[i].module);
            let Some(def) = &ast.def else { continue };
            if let ast::ExprKind::Number(n) = &def.kind {
                // `= 1%` says how such quantities are shown.
                let unit = n.unit.as_ref().map(|u| self.source_text(u.span));
                self.quantities[i].shown = match n.style {
                    ast::NumberStyle::Percent => Some("%".to_owned()),
                    ast::NumberStyle::BasisPoints => Some("bps".to_owned()),
                    ast::NumberStyle::Multiple => Some("x".to_owned()),
                    ast::NumberStyle::Plain => unit,
                };
                continue;
            }
            let factor = |e: &ast::Expr| match &e.kind {
                ast::ExprKind::Name(n) => match self.lookup(module, n) {
                    Some(Declared {
                        decl: Decl::Quantity(q),
                        ..
                    }) => Some(q),
                    _ => None,
                },
                _ => None,
            };
            let pair = match &def.kind {
                ast::ExprKind::Binary(ast::BinaryOp::Mul, _, a, b) => factor(a).zip(factor(b)),
                _ => None,
            };
            match pair {
                Some((a, b)) => {
                    self.conversions.insert((a, b), QuantityId(i as u32));
                    self.conversions.insert((b, a), QuantityId(i as u32));
                }
                None => self.problems.push(type_words::conversion(def.span)),
            }
        }
        for i in 0..self.resources.len() {
            let (ast, module) = (self.resources[i].ast, self.resources[i].module);
            let ty = self.resolve_type(&ast.ty, module, None);
            match ty.num() {
                Some(n) => self.resources[i].dim = n.dim,
                None if ty.is_error() => {}
                None => self.problems.push(type_words::resource_type(ast.ty.span)),
            }
        }
    }
}
