//! Statements that declare kinds and stand in their bodies.

use crate::ast::{
    AttrDecl, BinaryOp, Check, Expr, ExprKind, Kind, Param, Port, PortDir, Row, RowKind,
    ScheduleDecl, Section, Severity, StmtKind, Table, Template, Timeline, Trait, TraitUse,
    TypeExpr, TypeKind,
};
use crate::error::SyntaxError;
use crate::expr::Builder;
use crate::pairs::{Kids, Node, Rule};

impl Builder<'_> {
    pub(crate) fn declaration(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let header = kids.take(Rule::header).is_some();
        let name = self.name(&mut kids)?;
        let ty = self.ty(&mut kids)?;
        let was = match kids.take(Rule::was) {
            Some((_, mut inner)) => Some(self.name(&mut inner)?),
            None => None,
        };
        let mut range = match kids.take(Rule::within_range) {
            Some((node, mut inner)) => {
                let expr = self.expr(&mut inner)?;
                let range = bounds(expr);
                if range.is_none() {
                    self.errors.push(SyntaxError::new(
                        "E0002",
                        "expected a range `low .. high` after `in`",
                        self.span(node),
                        "not a range",
                    ));
                }
                range
            }
            None => None,
        };
        let mut default = match kids.peek() {
            Some(_) => Some(self.value(&mut kids)?),
            None => None,
        };
        // `= 5 MW in 0 MW .. 10 GW`: the range may stand behind the default, too.
        if range.is_none()
            && !is_bool(&ty)
            && let Some(value) = &mut default
            && let ExprKind::Binary(BinaryOp::In, _, _, list) = &value.expr.kind
            && matches!(list.kind, ExprKind::Binary(BinaryOp::Range, ..))
        {
            let none = Expr {
                kind: ExprKind::None,
                span: value.expr.span,
            };
            if let ExprKind::Binary(_, _, base, list) =
                std::mem::replace(&mut value.expr, none).kind
            {
                value.expr = *base;
                range = bounds(*list);
            }
        }
        Some(StmtKind::AttrDecl(Box::new(AttrDecl {
            header,
            name,
            ty: Some(ty),
            was,
            default,
            range,
        })))
    }

    pub(crate) fn port(&mut self, node: Node, mut kids: Kids<'_>) -> Option<StmtKind> {
        let dir = match self.slice(node).as_bytes().first() {
            Some(b'g') => PortDir::Gives,
            Some(b'n') => PortDir::Needs,
            _ => PortDir::Conveys,
        };
        let resource = self.path(kids.take(Rule::path)?.0);
        let mut port = Port {
            dir,
            resource,
            amount: None,
            via: None,
            when: None,
            props: Vec::new(),
        };
        while let Some(node) = kids.peek() {
            match node.rule {
                Rule::expr => port.amount = Some(self.expr(&mut kids)?),
                Rule::via => port.via = Some(self.name(&mut kids.next()?.1)?),
                Rule::when => port.when = Some(self.when(&mut kids)?),
                _ => {
                    kids.next();
                }
            }
        }
        Some(StmtKind::Port(Box::new(port)))
    }

    /// The next sibling, which must be `when COND`.
    pub(crate) fn when(&mut self, kids: &mut Kids<'_>) -> Option<Expr> {
        let (_, mut inner) = kids.take(Rule::when)?;
        self.expr(&mut inner)
    }

    pub(crate) fn check(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let each = match kids.take(Rule::check_each) {
            Some((_, mut inner)) => {
                let name = self.name(&mut inner)?;
                Some((name, self.expr(&mut inner)?))
            }
            None => None,
        };
        let cond = self.expr(&mut kids)?;
        let (node, _) = kids.take(Rule::severity)?;
        let severity = if self.slice(node) == "error" {
            Severity::Error
        } else {
            Severity::Warning
        };
        let code = self.name(&mut kids)?;
        let message = self.message(kids.take(Rule::text)?.0);
        let mut check = Check {
            each,
            cond,
            severity,
            code,
            message,
            help: None,
            at: None,
        };
        while let Some(node) = kids.peek() {
            if node.rule == Rule::help {
                check.help = self.help(&mut kids)?;
            } else {
                check.at = Some(self.expr(&mut kids.next()?.1)?);
            }
        }
        Some(StmtKind::Check(Box::new(check)))
    }

    pub(crate) fn row(&mut self, node: Node, mut kids: Kids<'_>) -> Option<StmtKind> {
        let kind = match self.slice(node).as_bytes().first() {
            Some(b'l') => RowKind::Line,
            Some(b'y') => RowKind::Years,
            Some(b'b') => RowKind::Balance,
            Some(b'o') => RowKind::Opening,
            _ => RowKind::Evidence,
        };
        let label = self.optional_text(&mut kids)?;
        let expr = self.expr(&mut kids)?;
        let when = match kids.peek() {
            Some(_) => Some(self.when(&mut kids)?),
            None => None,
        };
        Some(StmtKind::Row(Box::new(Row {
            kind,
            label,
            expr,
            when,
        })))
    }

    pub(crate) fn section(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let title = self.optional_text(&mut kids)?;
        let body = self.block(&mut kids)?;
        Some(StmtKind::Section(Box::new(Section { name, title, body })))
    }

    pub(crate) fn table(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let label = self.optional_text(&mut kids);
        let var = self.name(&mut kids)?;
        let list = self.expr(&mut kids)?;
        Some(StmtKind::Table(Box::new(Table {
            label,
            var,
            list,
            columns: Vec::new(),
            when: None,
        })))
    }

    pub(crate) fn schedule(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let (from, to) = (self.name(&mut kids)?, self.name(&mut kids)?);
        let until = self.name(&mut kids);
        Some(StmtKind::Schedule(Box::new(ScheduleDecl {
            from,
            to,
            until,
        })))
    }

    pub(crate) fn timeline(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let (from, length) = (self.name(&mut kids)?, self.name(&mut kids)?);
        let step = match kids.peek() {
            Some(node) if node.rule == Rule::expr => Some(self.expr(&mut kids)?),
            _ => None,
        };
        let opening = kids.take(Rule::with_opening).is_some();
        Some(StmtKind::Timeline(Box::new(Timeline {
            from,
            length,
            step,
            opening,
        })))
    }

    pub(crate) fn kind_stmt(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let mut traits = Vec::new();
        while let Some((_, mut inner)) = kids.take(Rule::trait_use) {
            let path = self.path(inner.take(Rule::path)?.0);
            let args = match inner.peek() {
                Some(_) => self.args(&mut inner)?,
                None => Vec::new(),
            };
            traits.push(TraitUse { path, args });
        }
        let body = self.block(&mut kids)?;
        Some(StmtKind::Kind(Box::new(Kind { name, traits, body })))
    }

    pub(crate) fn trait_stmt(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let params = self.params(&mut kids)?;
        let body = self.block(&mut kids)?;
        Some(StmtKind::Trait(Box::new(Trait { name, params, body })))
    }

    pub(crate) fn template(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let params = self.params(&mut kids)?;
        let body = self.block(&mut kids)?;
        Some(StmtKind::Template(Box::new(Template {
            name,
            params,
            body,
        })))
    }

    pub(crate) fn params(&mut self, kids: &mut Kids<'_>) -> Option<Vec<Param>> {
        let Some((_, mut inner)) = kids.take(Rule::params) else {
            return Some(Vec::new());
        };
        let mut params = Vec::new();
        while let Some((_, mut param)) = inner.take(Rule::param) {
            let name = self.name(&mut param)?;
            let ty = self.optional_type(&mut param);
            let default = match param.peek() {
                Some(_) => Some(self.expr(&mut param)?),
                None => None,
            };
            params.push(Param { name, ty, default });
        }
        Some(params)
    }
}

/// The two ends of a range.
fn bounds(expr: Expr) -> Option<(Expr, Expr)> {
    match expr.kind {
        ExprKind::Binary(BinaryOp::Range, _, low, high) => Some((*low, *high)),
        _ => None,
    }
}

fn is_bool(ty: &TypeExpr) -> bool {
    matches!(&ty.kind, TypeKind::Name(p) if p.segments.last().is_some_and(|s| s.name == "Bool"))
}
