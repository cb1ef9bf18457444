//! A compact, stable text form of the tree, without places.
//!
//! For comparing parses and for snapshots: two trees print alike exactly if
//! they mean the same. One line a statement, blocks indented by one blank,
//! expressions fully in parentheses. Not `.site` text.

use std::fmt::{self, Display, Write};

use crate::ast::{
    Arg, AssignOp, BinaryOp, Citation, Expr, ExprKind, File, Ident, Message, NumberStyle, Param,
    Path, PortDir, RowKind, Severity, Stmt, StmtKind, Text, TextPart, TypeExpr, TypeKind, UnaryOp,
    UnitExpr, UseTarget, Value,
};

/// The text form of a file.
#[must_use]
pub fn print(file: &File) -> String {
    let mut out = String::new();
    if let Some(docs) = &file.docs {
        out.push_str(&format!("//! {docs:?}\n"));
    }
    for stmt in &file.stmts {
        // Writing into a string cannot fail.
        let _ = write_stmt(&mut out, stmt, 0);
    }
    out
}

/// The text form of one expression.
#[must_use]
pub fn print_expr(expr: &Expr) -> String {
    E(expr).to_string()
}

/// Something between separators.
struct List<'a, T>(
    &'a [T],
    &'static str,
    fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result,
);

impl<T> fmt::Display for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, item) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(self.1)?;
            }
            self.2(item, f)?;
        }
        Ok(())
    }
}

fn ident(name: &Ident, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(&name.name)
}

fn expr(e: &Expr, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    E(e).fmt(f)
}

fn arg(a: &Arg, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(name) = &a.name {
        write!(f, "{}=", name.name)?;
    }
    E(&a.value).fmt(f)
}

/// Writes something only if it is there, with text before it.
struct Opt<T>(&'static str, Option<T>);

fn opt<T: fmt::Display>(before: &'static str, item: Option<T>) -> Opt<T> {
    Opt(before, item)
}

impl<T: fmt::Display> fmt::Display for Opt<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.1 {
            Some(item) => write!(f, "{}{item}", self.0),
            None => Ok(()),
        }
    }
}

struct P<'a>(&'a Path);

impl fmt::Display for P<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        List(&self.0.segments, ".", ident).fmt(f)
    }
}

struct T<'a>(&'a Text);

impl fmt::Display for T<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0.value)
    }
}

struct M<'a>(&'a Message);

impl fmt::Display for M<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('[')?;
        for part in &self.0.parts {
            match part {
                TextPart::Literal(text) => write!(f, "{text:?}")?,
                TextPart::Expr(e) => write!(f, "{{{}}}", E(e))?,
            }
        }
        f.write_char(']')
    }
}

struct Cites<'a>(&'a [Ident]);

impl fmt::Display for Cites<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|c| write!(f, " @{}", c.name))
    }
}

struct Citations<'a>(&'a [Citation]);

impl fmt::Display for Citations<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|c| {
            write!(
                f,
                " @{}{}{}",
                c.source.name,
                opt("=", c.figure.as_deref().map(E)),
                opt(" within ", c.within.as_deref().map(E))
            )
        })
    }
}

struct V<'a>(&'a Value);

impl fmt::Display for V<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        E(&self.0.expr).fmt(f)?;
        if let Some(dist) = &self.0.dist {
            write!(f, " ~{}({})", dist.name.name, List(&dist.args, ", ", arg))?;
        }
        write!(
            f,
            "{}{}",
            Citations(&self.0.cites),
            opt(" excluded ", self.0.excluded.as_deref().map(T))
        )
    }
}

struct Y<'a>(&'a TypeExpr);

impl fmt::Display for Y<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            TypeKind::Name(path) => P(path).fmt(f),
            TypeKind::Div(a, b) => write!(f, "({}/{})", Y(a), Y(b)),
            TypeKind::Mul(a, b) => write!(f, "({}*{})", Y(a), Y(b)),
            TypeKind::Pow(a, n) => write!(f, "{}^{n}", Y(a)),
            TypeKind::One => f.write_str("1"),
            TypeKind::Ref(path) => write!(f, "ref {}", P(path)),
            TypeKind::List(a) => write!(f, "list<{}>", Y(a)),
            TypeKind::Series(a) => write!(f, "series<{}>", Y(a)),
            TypeKind::Hours(a) => write!(f, "hours<{}>", Y(a)),
            TypeKind::Optional(a) => write!(f, "{}?", Y(a)),
            TypeKind::Enum(choices) => {
                let choice = |c: &(Ident, Option<smol_str::SmolStr>),
                              f: &mut fmt::Formatter<'_>| {
                    f.write_str(&c.0.name)?;
                    c.1.as_ref().map_or(Ok(()), |docs| write!(f, "///{docs:?}"))
                };
                write!(f, "enum{{{}}}", List(choices, ", ", choice))
            }
            TypeKind::Error => f.write_str("<error>"),
        }
    }
}

fn write_unit(f: &mut fmt::Formatter<'_>, unit: &UnitExpr) -> fmt::Result {
    for (i, factor) in unit.factors.iter().enumerate() {
        f.write_str(if i == 0 { " " } else { "*" })?;
        f.write_str(&factor.name.name)?;
        if factor.power != 1 {
            write!(f, "^{}", factor.power)?;
        }
    }
    Ok(())
}

fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Or => "or",
        BinaryOp::And => "and",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        BinaryOp::In => "in",
        BinaryOp::OrElse => "??",
        BinaryOp::Range => "..",
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Pow => "^",
    }
}

struct E<'a>(&'a Expr);

impl fmt::Display for E<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            ExprKind::Number(n) => {
                write!(f, "{:?}", n.value)?;
                f.write_str(match n.style {
                    NumberStyle::Plain => "",
                    NumberStyle::Percent => "%",
                    NumberStyle::BasisPoints => "bps",
                    NumberStyle::Multiple => "x",
                })?;
                if let Some(unit) = &n.unit {
                    write_unit(f, unit)?;
                }
                write!(f, "{}", opt(" real ", n.real))
            }
            ExprKind::Date(d) => {
                write!(f, "{:04}-{:02}", d.year, d.month)?;
                d.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
            }
            ExprKind::Period(p) => {
                write!(
                    f,
                    "{:04}-{}{}",
                    p.year,
                    if p.half { 'H' } else { 'Q' },
                    p.index
                )
            }
            ExprKind::Redundancy(r) => write!(f, "{}x(N+{})/{}", r.systems, r.spare, r.per),
            ExprKind::Text(text) => write!(f, "{text:?}"),
            ExprKind::Bool(b) => write!(f, "{b}"),
            ExprKind::None => f.write_str("none"),
            ExprKind::This => f.write_str("this"),
            ExprKind::Name(name) => f.write_str(name),
            ExprKind::Field(of, name) => write!(f, "{}.{}", E(of), name.name),
            ExprKind::Index(of, i) => write!(f, "{}[{}]", E(of), E(i)),
            ExprKind::Call(path, args) => write!(f, "{}({})", P(path), List(args, ", ", arg)),
            ExprKind::Unary(UnaryOp::Neg, e) => write!(f, "(-{})", E(e)),
            ExprKind::Unary(UnaryOp::Not, e) => write!(f, "(not {})", E(e)),
            ExprKind::Binary(op, _, a, b) => write!(f, "({} {} {})", E(a), sign(*op), E(b)),
            ExprKind::If(c, a, b) => write!(f, "(if {} then {} else {})", E(c), E(a), E(b)),
            ExprKind::List(items) => write!(f, "[{}]", List(items, ", ", expr)),
            ExprKind::Comprehension(c) => write!(
                f,
                "[{} for {} in {}{}]",
                E(&c.body),
                c.var.name,
                E(&c.list),
                opt(" if ", c.cond.as_ref().map(E))
            ),
            ExprKind::Curve(c) => {
                let point = |p: &(Expr, Expr), f: &mut fmt::Formatter<'_>| {
                    write!(f, "{}: {}", E(&p.0), E(&p.1))
                };
                let linear = if c.linear { "linear" } else { "" };
                write!(f, "{linear}{{{}}}", List(&c.points, ", ", point))
            }
            ExprKind::Query(q) => write!(
                f,
                "(all {}{}{})",
                P(&q.kind),
                opt(" in ", q.scope.as_ref().map(E)),
                opt(" where ", q.cond.as_ref().map(E))
            ),
            ExprKind::Error => f.write_str("<error>"),
        }
    }
}

struct Params<'a>(&'a [Param]);

impl fmt::Display for Params<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = |p: &Param, f: &mut fmt::Formatter<'_>| {
            let (ty, default) = (p.ty.as_ref().map(Y), p.default.as_ref().map(E));
            write!(f, "{}{}{}", p.name.name, opt(": ", ty), opt(" = ", default))
        };
        write!(f, "({})", List(self.0, ", ", one))
    }
}

fn severity(s: Severity) -> &'static str {
    match s {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// One statement and its block; `depth` blanks in front of each line.
fn write_stmt(out: &mut String, stmt: &Stmt, depth: usize) -> fmt::Result {
    let pad = |out: &mut String, depth: usize| (0..depth).for_each(|_| out.push(' '));
    pad(out, depth);
    if let Some(docs) = &stmt.docs {
        write!(out, "/// {docs:?} ")?;
    }
    let mut body: Option<&[Stmt]> = None;
    match &stmt.kind {
        StmtKind::Use(u) => {
            match &u.target {
                UseTarget::Module(path) => write!(out, "use {}", P(path))?,
                UseTarget::File(text) => write!(out, "use {}", T(text))?,
            }
            write!(out, "{}", opt(" as ", u.alias.as_ref().map(|a| &a.name)))?;
        }
        StmtKind::Element(e) => {
            write!(
                out,
                "element {}{}{}{}",
                P(&e.kind),
                opt(" ", e.name.as_ref().map(|n| &n.name)),
                opt(" bracket ", e.bracket.as_ref().map(E)),
                opt(" ", e.label.as_ref().map(T))
            )?;
            body = e.body.as_ref().map(|b| b.stmts.as_slice());
        }
        StmtKind::Attr(a) => {
            for (i, step) in a.target.iter().enumerate() {
                let dot = if i > 0 { "." } else { "" };
                write!(out, "{dot}{}", step.name.name)?;
                if let Some(index) = &step.index {
                    write!(out, "[{}]", E(index))?;
                }
            }
            let op = match a.op {
                AssignOp::Set => "=",
                AssignOp::Add => "+=",
                AssignOp::Sub => "-=",
                AssignOp::Mul => "*=",
            };
            write!(out, " {op} {}", V(&a.value))?;
        }
        StmtKind::AttrDecl(a) => {
            write!(
                out,
                "{}{} : {}",
                if a.header { "header " } else { "" },
                a.name.name,
                opt("", a.ty.as_ref().map(Y))
            )?;
            if let Some(old) = &a.was {
                write!(out, " was {}", old.name)?;
            }
            if let Some((low, high)) = &a.range {
                write!(out, " in {}..{}", E(low), E(high))?;
            }
            write!(out, "{}", opt(" = ", a.default.as_ref().map(V)))?;
        }
        StmtKind::Let(l) => {
            let ty = opt(" : ", l.ty.as_ref().map(Y));
            write!(out, "let {}{ty} = {}", l.name.name, V(&l.value))?;
        }
        StmtKind::Kind(k) => {
            write!(out, "kind {}", k.name.name)?;
            for t in &k.traits {
                write!(out, " is {}({})", P(&t.path), List(&t.args, ", ", arg))?;
            }
            body = Some(&k.body.stmts);
        }
        StmtKind::Trait(t) => {
            write!(out, "trait {}{}", t.name.name, Params(&t.params))?;
            body = Some(&t.body.stmts);
        }
        StmtKind::Template(t) => {
            write!(out, "template {}{}", t.name.name, Params(&t.params))?;
            body = Some(&t.body.stmts);
        }
        StmtKind::Fn(x) => {
            let ret = opt(" : ", x.ret.as_ref().map(Y));
            write!(
                out,
                "fn {}{}{ret} = {}",
                x.name.name,
                Params(&x.params),
                E(&x.body)
            )?;
        }
        StmtKind::Assume(a) => write!(
            out,
            "assume {}{} = {}{}",
            a.name.name,
            opt(" : ", a.ty.as_ref().map(Y)),
            V(&a.value),
            opt(" why ", a.reason.as_ref().map(T))
        )?,
        StmtKind::Scenario(s) => {
            write!(
                out,
                "scenario {}{}{}",
                s.name.name,
                opt(" is ", s.parent.as_ref().map(|p| &p.name)),
                opt(" ", s.label.as_ref().map(T))
            )?;
            body = Some(&s.body.stmts);
        }
        StmtKind::Require(r) => write!(
            out,
            "require {} {}{}{}",
            severity(r.severity),
            E(&r.cond),
            opt(" why ", r.why.as_ref().map(T)),
            Cites(&r.cites)
        )?,
        StmtKind::Expect(e) => write!(
            out,
            "expect {} == {}{}{}{}",
            E(&e.actual),
            E(&e.published),
            opt(" within ", e.within.as_ref().map(E)),
            opt(" why ", e.why.as_ref().map(T)),
            Cites(&e.cites)
        )?,
        StmtKind::Identity(i) => write!(
            out,
            "identity {} == {}{}{} {}",
            E(&i.left),
            E(&i.right),
            opt(" within ", i.within.as_ref().map(E)),
            opt(" error ", i.code.as_ref().map(|c| &c.name)),
            T(&i.words)
        )?,
        StmtKind::Sourced(s) => write!(
            out,
            "sourced {}{}{}",
            E(&s.figure),
            opt(" within ", s.within.as_ref().map(E)),
            opt(" when ", s.when.as_ref().map(E))
        )?,
        StmtKind::Check(c) => {
            out.push_str("check");
            if let Some((var, list)) = &c.each {
                write!(out, " all {} in {}:", var.name, E(list))?;
            }
            write!(
                out,
                " {} {} {} {}{}{}",
                E(&c.cond),
                severity(c.severity),
                c.code.name,
                M(&c.message),
                opt(" help ", c.help.as_ref().map(M)),
                opt(" at ", c.at.as_ref().map(E))
            )?;
        }
        StmtKind::Port(p) => {
            let dir = match p.dir {
                PortDir::Gives => "gives",
                PortDir::Needs => "needs",
                PortDir::Conveys => "conveys",
            };
            write!(
                out,
                "{dir} {}{}{}{}",
                P(&p.resource),
                opt(" = ", p.amount.as_ref().map(E)),
                opt(" via ", p.via.as_ref().map(|v| &v.name)),
                opt(" when ", p.when.as_ref().map(E))
            )?;
            body = Some(&p.props);
        }
        StmtKind::Section(s) => {
            write!(out, "section {} {}", s.name.name, T(&s.title))?;
            body = Some(&s.body.stmts);
        }
        StmtKind::Row(r) => {
            let kind = match r.kind {
                RowKind::Line => "line",
                RowKind::Years => "years",
                RowKind::Balance => "balance",
                RowKind::Opening => "opening",
                RowKind::Evidence => "evidence",
            };
            let when = opt(" when ", r.when.as_ref().map(E));
            write!(out, "{kind} {} = {}{when}", T(&r.label), E(&r.expr))?;
        }
        StmtKind::Table(t) => {
            let label = opt(" ", t.label.as_ref().map(T));
            let when = opt(" when ", t.when.as_ref().map(E));
            write!(
                out,
                "table{label} for {} in {}{when}",
                t.var.name,
                E(&t.list)
            )?;
            for (head, cell) in &t.columns {
                out.push('\n');
                pad(out, depth + 1);
                write!(out, "column {} = {}", T(head), E(cell))?;
            }
        }
        StmtKind::Schedule(s) => write!(
            out,
            "schedule {} {}{}",
            s.from.name,
            s.to.name,
            opt(" until ", s.until.as_ref().map(|u| &u.name))
        )?,
        StmtKind::Timeline(t) => write!(
            out,
            "timeline {} {}{}{}",
            t.from.name,
            t.length.name,
            opt(" by ", t.step.as_ref().map(E)),
            if t.opening { " opening" } else { "" }
        )?,
        StmtKind::Cite(c) => {
            write!(out, "cite {} {}", c.name.name, T(&c.title))?;
            body = c.body.as_ref().map(|b| b.stmts.as_slice());
        }
        StmtKind::Unit(u) => {
            write!(
                out,
                "unit {}{}",
                u.name.name,
                opt(" = ", u.def.as_ref().map(E))
            )?;
        }
        StmtKind::Currency(c) => {
            write!(
                out,
                "currency {}{}",
                c.code.name,
                opt(" ", c.label.as_ref().map(T))
            )?;
        }
        StmtKind::Quantity(q) => {
            let def = opt(" = ", q.def.as_ref().map(E));
            write!(out, "quantity {} : {}{def}", q.name.name, Y(&q.ty))?;
        }
        StmtKind::Resource(r) => {
            write!(out, "resource {} : {}", r.name.name, Y(&r.ty))?;
            for law in &r.laws {
                out.push('\n');
                pad(out, depth + 1);
                if let Some(docs) = &law.docs {
                    write!(out, "/// {docs:?} ")?;
                }
                write!(
                    out,
                    "law {} = {}{}{}",
                    law.name.name,
                    law.code.name,
                    opt(" ", law.message.as_ref().map(M)),
                    opt(" help ", law.help.as_ref().map(M))
                )?;
            }
        }
        StmtKind::Calendar(c) => {
            write!(out, "calendar {}", c.name.name)?;
            body = Some(&c.body.stmts);
        }
        StmtKind::For(x) => {
            write!(out, "for {} in {}", List(&x.vars, ", ", ident), E(&x.list))?;
            body = Some(&x.body.stmts);
        }
        StmtKind::Allow(a) => write!(
            out,
            "allow {}{}{}",
            a.code.name,
            opt(" why ", a.reason.as_ref().map(T)),
            Cites(&a.cites)
        )?,
        StmtKind::Excluded(text) => write!(out, "excluded {}", T(text))?,
        StmtKind::Error => out.push_str("<error>"),
    }
    out.push('\n');
    body.unwrap_or_default()
        .iter()
        .try_for_each(|s| write_stmt(out, s, depth + 1))
}
