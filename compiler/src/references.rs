//! The names by which a file could refer to the library: kinds, traits, types, resources, units,
//! functions. Used when the library's index is made and when a package is loaded, so that only
//! the modules in use are read.

use sitec_grammar::ast::*;
use smol_str::SmolStr;

/// What a file refers to.
#[derive(Debug, Clone, Copy)]
pub enum Found<'a> {
    /// A name.
    Name(&'a SmolStr),
    /// A file that `csv` or `hourly` reads.
    #[allow(dead_code)] // The build script asks for names only.
    Csv(&'a SmolStr),
}

/// Calls `found` with each such name, with repetitions.
pub fn references(file: &File, found: &mut dyn FnMut(Found<'_>)) {
    stmts(&file.stmts, found);
}

fn stmts(list: &[Stmt], found: &mut dyn FnMut(Found<'_>)) {
    for stmt in list {
        stmt_names(stmt, found);
    }
}

fn path(p: &Path, found: &mut dyn FnMut(Found<'_>)) {
    if let Some(first) = p.segments.first() {
        found(Found::Name(&first.name));
    }
}

fn stmt_names(stmt: &Stmt, found: &mut dyn FnMut(Found<'_>)) {
    match &stmt.kind {
        StmtKind::Use(_)
        | StmtKind::Currency(_)
        | StmtKind::Schedule(_)
        | StmtKind::Timeline(_)
        | StmtKind::Allow(_)
        | StmtKind::Excluded(_)
        | StmtKind::Cite(_)
        | StmtKind::Calendar(_)
        | StmtKind::Error => {}
        StmtKind::Element(e) => {
            path(&e.kind, found);
            if let Some(b) = &e.bracket {
                expr(b, found);
            }
            if let Some(b) = &e.body {
                stmts(&b.stmts, found);
            }
        }
        StmtKind::Attr(a) => value(&a.value, found),
        StmtKind::AttrDecl(a) => {
            if let Some(t) = &a.ty {
                ty(t, found);
            }
            if let Some(v) = &a.default {
                value(v, found);
            }
            if let Some((lo, hi)) = &a.range {
                expr(lo, found);
                expr(hi, found);
            }
        }
        StmtKind::Let(l) => {
            if let Some(t) = &l.ty {
                ty(t, found);
            }
            value(&l.value, found);
        }
        StmtKind::Kind(k) => {
            for t in &k.traits {
                path(&t.path, found);
                args(&t.args, found);
            }
            stmts(&k.body.stmts, found);
        }
        StmtKind::Trait(t) => {
            params(&t.params, found);
            stmts(&t.body.stmts, found);
        }
        StmtKind::Template(t) => {
            params(&t.params, found);
            stmts(&t.body.stmts, found);
        }
        StmtKind::Fn(f) => {
            params(&f.params, found);
            if let Some(t) = &f.ret {
                ty(t, found);
            }
            expr(&f.body, found);
        }
        StmtKind::Assume(a) => {
            if let Some(t) = &a.ty {
                ty(t, found);
            }
            value(&a.value, found);
        }
        StmtKind::Scenario(s) => stmts(&s.body.stmts, found),
        StmtKind::Require(r) => expr(&r.cond, found),
        StmtKind::Expect(e) => {
            expr(&e.actual, found);
            expr(&e.published, found);
            if let Some(w) = &e.within {
                expr(w, found);
            }
        }
        StmtKind::Sourced(s) => {
            expr(&s.figure, found);
            for e in s.within.iter().chain(&s.when) {
                expr(e, found);
            }
        }
        StmtKind::Identity(i) => {
            expr(&i.left, found);
            expr(&i.right, found);
            if let Some(w) = &i.within {
                expr(w, found);
            }
        }
        StmtKind::Check(c) => {
            if let Some((_, list)) = &c.each {
                expr(list, found);
            }
            expr(&c.cond, found);
            message(&c.message, found);
            if let Some(h) = &c.help {
                message(h, found);
            }
            if let Some(a) = &c.at {
                expr(a, found);
            }
        }
        StmtKind::Port(p) => {
            path(&p.resource, found);
            for e in [&p.amount, &p.when].into_iter().flatten() {
                expr(e, found);
            }
            stmts(&p.props, found);
        }
        StmtKind::Section(s) => stmts(&s.body.stmts, found),
        StmtKind::Row(r) => {
            expr(&r.expr, found);
            if let Some(w) = &r.when {
                expr(w, found);
            }
        }
        StmtKind::Table(t) => {
            expr(&t.list, found);
            for (_, e) in &t.columns {
                expr(e, found);
            }
            if let Some(w) = &t.when {
                expr(w, found);
            }
        }
        StmtKind::Unit(u) => {
            if let Some(d) = &u.def {
                expr(d, found);
            }
        }
        StmtKind::Quantity(q) => {
            ty(&q.ty, found);
            if let Some(d) = &q.def {
                expr(d, found);
            }
        }
        StmtKind::Resource(r) => ty(&r.ty, found),
        StmtKind::For(f) => {
            expr(&f.list, found);
            stmts(&f.body.stmts, found);
        }
    }
}

fn params(list: &[Param], found: &mut dyn FnMut(Found<'_>)) {
    for p in list {
        if let Some(t) = &p.ty {
            ty(t, found);
        }
        if let Some(d) = &p.default {
            expr(d, found);
        }
    }
}

fn args(list: &[Arg], found: &mut dyn FnMut(Found<'_>)) {
    for a in list {
        expr(&a.value, found);
    }
}

fn value(v: &Value, found: &mut dyn FnMut(Found<'_>)) {
    expr(&v.expr, found);
    if let Some(d) = &v.dist {
        args(&d.args, found);
    }
    for c in &v.cites {
        for e in [&c.figure, &c.within].into_iter().flatten() {
            expr(e, found);
        }
    }
}

fn message(m: &Message, found: &mut dyn FnMut(Found<'_>)) {
    for part in &m.parts {
        if let TextPart::Expr(e) = part {
            expr(e, found);
        }
    }
}

fn ty(t: &TypeExpr, found: &mut dyn FnMut(Found<'_>)) {
    match &t.kind {
        TypeKind::Name(p) | TypeKind::Ref(p) => path(p, found),
        TypeKind::Div(a, b) | TypeKind::Mul(a, b) => {
            ty(a, found);
            ty(b, found);
        }
        TypeKind::Pow(a, _)
        | TypeKind::List(a)
        | TypeKind::Series(a)
        | TypeKind::Hours(a)
        | TypeKind::Optional(a) => ty(a, found),
        TypeKind::One | TypeKind::Enum(_) | TypeKind::Error => {}
    }
}

fn expr(e: &Expr, found: &mut dyn FnMut(Found<'_>)) {
    match &e.kind {
        ExprKind::Number(n) => {
            if let Some(u) = &n.unit {
                for f in &u.factors {
                    found(Found::Name(&f.name.name));
                }
            }
        }
        ExprKind::Date(_)
        | ExprKind::Period(_)
        | ExprKind::Redundancy(_)
        | ExprKind::Text(_)
        | ExprKind::Bool(_)
        | ExprKind::None
        | ExprKind::This
        | ExprKind::Error => {}
        ExprKind::Name(n) => found(Found::Name(n)),
        ExprKind::Field(a, _) | ExprKind::Unary(_, a) => expr(a, found),
        ExprKind::Index(a, b) | ExprKind::Binary(_, _, a, b) => {
            expr(a, found);
            expr(b, found);
        }
        ExprKind::Call(p, a) => {
            path(p, found);
            if let ([name], Some(ExprKind::Text(file))) =
                (p.segments.as_slice(), a.first().map(|a| &a.value.kind))
                && matches!(name.name.as_str(), "csv" | "hourly")
            {
                found(Found::Csv(file));
            }
            args(a, found);
        }
        ExprKind::If(a, b, c) => {
            expr(a, found);
            expr(b, found);
            expr(c, found);
        }
        ExprKind::List(items) => items.iter().for_each(|i| expr(i, found)),
        ExprKind::Comprehension(c) => {
            expr(&c.body, found);
            expr(&c.list, found);
            if let Some(k) = &c.cond {
                expr(k, found);
            }
        }
        ExprKind::Curve(c) => {
            for (a, b) in &c.points {
                expr(a, found);
                expr(b, found);
            }
        }
        ExprKind::Query(q) => {
            path(&q.kind, found);
            for e in [&q.scope, &q.cond].into_iter().flatten() {
                expr(e, found);
            }
        }
    }
}
