//! Queries and comprehensions.

use sitec_grammar::ast::{self, BinaryOp};
use sitec_grammar::source::Span;
use smol_str::SmolStr;

use super::{Due, Scope};
use crate::diag::families::{names as name_words, types as words};
use crate::hir::ExprKind;
use crate::library;
use crate::package::*;
use crate::types::*;

impl Package<'_> {
    pub(crate) fn comprehension(
        &mut self,
        c: &ast::Comprehension,
        span: Span,
        scope: &mut Scope,
    ) -> ExprId {
        let list = self.expr(&c.list, scope, None);
        let ty = self.ty(list);
        let item = if ty.is_error() {
            Ty::ERROR
        } else if ty.list {
            ty.item()
        } else {
            let d = words::not_a_list(&self.type_words(ty), self.hir[list].span);
            self.problems.push(d);
            Ty::ERROR
        };
        let local = scope.locals.len() as u16;
        scope.locals.push((c.var.name.clone(), item));
        let cond = c.cond.as_ref().map(|k| {
            let e = self.expr(k, scope, None);
            let want = Ty::BOOL.lifted(self.ty(e).series);
            self.fit(e, want, &Due::Condition)
        });
        let body = self.expr(&c.body, scope, None);
        scope.locals.pop();
        let ty = self.ty(body);
        if ty.list {
            self.problems.push(words::nested_list(c.body.span));
            return self.error(span);
        }
        if ty.is_error() || item.is_error() {
            return self.error(span);
        }
        self.hir.push(
            ExprKind::Comprehension {
                body,
                local,
                list,
                cond,
            },
            ty.list(),
            span,
        )
    }

    /// The elements that a name in a query or a `ref` type means.
    pub(crate) fn class(&mut self, path: &ast::Path, module: ModuleId) -> Option<Class> {
        if self.is_broken(module, path) || self.tell_ambiguous(module, path) {
            return None;
        }
        match self.lookup_path(module, path).map(|d| d.decl) {
            Some(Decl::Kind(k)) => Some(Class::Kind(k)),
            Some(Decl::Trait(t)) => Some(Class::Trait(t)),
            _ => {
                let name = path.segments.last().map_or("", |s| s.name.as_str());
                let known: Vec<&str> = self
                    .kinds
                    .iter()
                    .map(|k| k.name.as_str())
                    .chain(self.traits.iter().map(|t| t.ast.name.name.as_str()))
                    .chain(library::names())
                    .collect();
                let d = name_words::unknown_kind(name, path.span, known.into_iter());
                self.problems.push(d);
                None
            }
        }
    }

    pub(crate) fn query(&mut self, q: &ast::Query, span: Span, scope: &mut Scope) -> ExprId {
        let Some(class) = self.class(&q.kind, scope.module) else {
            return self.error(span);
        };
        let within = q.scope.as_ref().map(|s| {
            let e = self.expr(s, scope, None);
            self.fit(
                e,
                Ty::of(Base::Ref(Class::Any)),
                &Due::Other("the scope of a query".to_owned()),
            )
        });
        let mut by = None;
        let mut cond = None;
        if let Some(c) = &q.cond {
            let rest = match self.indexed(class, c, scope) {
                Some(found) => {
                    by = Some((found.0, found.1));
                    found.2
                }
                None => Some(c),
            };
            if let Some(c) = rest {
                let local = scope.locals.len() as u16;
                // No name can be written with a space: the variable is found through `asked` alone.
                scope
                    .locals
                    .push((SmolStr::new_static(" asked"), Ty::of(Base::Ref(class))));
                scope.asked.push((class, local));
                let e = self.expr(c, scope, None);
                let want = Ty::BOOL;
                let e = self.fit(e, want, &Due::Condition);
                scope.asked.pop();
                scope.locals.pop();
                cond = Some((local, e));
            }
        }
        let ty = Ty::of(Base::Ref(class)).list();
        self.hir.push(
            ExprKind::Query(std::rc::Rc::new(crate::hir::Query {
                class,
                scope: within,
                cond,
                by,
            })),
            ty,
            span,
        )
    }

    /// `attr == e`, `e == attr` or `e in attr`, alone or first in a conjunction, where `attr` refers to elements:
    /// the attribute, `e`, and what else must hold.
    fn indexed<'x>(
        &mut self,
        class: Class,
        c: &'x ast::Expr,
        scope: &mut Scope,
    ) -> Option<(SmolStr, ExprId, Option<&'x ast::Expr>)> {
        let (first, rest) = match &c.kind {
            ast::ExprKind::Binary(BinaryOp::And, _, a, b)
                if !matches!(a.kind, ast::ExprKind::Binary(BinaryOp::And, ..)) =>
            {
                (&**a, Some(&**b))
            }
            _ => (c, None),
        };
        let ast::ExprKind::Binary(op, _, a, b) = &first.kind else {
            return None;
        };
        let attribute = |p: &mut Self, e: &ast::Expr, list: bool| match &e.kind {
            ast::ExprKind::Name(n) if !scope.locals.iter().any(|(l, _)| l == n) => {
                let ty = p.member_type(class, n)?;
                (matches!(ty.base, Base::Ref(_)) && ty.list == list).then(|| n.clone())
            }
            _ => None,
        };
        let (attr, other) = match op {
            BinaryOp::Eq => match attribute(self, a, false) {
                Some(n) => (n, &**b),
                None => (attribute(self, b, false)?, &**a),
            },
            BinaryOp::In => (attribute(self, b, true)?, &**a),
            _ => return None,
        };
        // The other side must not speak of the element asked about.
        let mut base = other;
        while let ast::ExprKind::Field(of, _) = &base.kind {
            base = of;
        }
        match &base.kind {
            ast::ExprKind::This => {}
            ast::ExprKind::Name(n)
                if scope.locals.iter().any(|(l, _)| l == n)
                    || self.member_type(class, n).is_none() => {}
            _ => return None,
        }
        let e = self.expr(other, scope, None);
        matches!(self.ty(e).base, Base::Ref(_)).then_some((attr, e, rest))
    }
}
