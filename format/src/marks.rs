//! What the parser knows and the tokens do not show: where types are, and where mistakes.

use sitec_grammar::Parse;
use sitec_grammar::ast::{Param, Stmt, StmtKind, TypeExpr};

/// Ranges of bytes of one text, each list sorted.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    types: Vec<(usize, usize)>,
    mistakes: Vec<(usize, usize)>,
}

impl Marks {
    /// The marks of a parsed file.
    pub(crate) fn of(parsed: &Parse) -> Marks {
        let mut marks = Marks::default();
        for error in &parsed.errors {
            // Warnings are about text that was understood.
            if error.code.starts_with('E') {
                let range = error.primary().range();
                marks
                    .mistakes
                    .push((range.start, range.end.max(range.start + 1)));
            }
        }
        marks.statements(&parsed.file.stmts);
        marks.types.sort_unstable();
        marks.mistakes.sort_unstable();
        marks
    }

    /// Whether anything was not understood.
    pub(crate) fn has_mistakes(&self) -> bool {
        !self.mistakes.is_empty()
    }

    /// Whether a mistake touches the range.
    pub(crate) fn is_mistaken(&self, start: usize, end: usize) -> bool {
        self.mistakes.iter().any(|m| m.0 < end && start < m.1)
    }

    /// The type that begins at or goes on behind `at`, if `at` lies in one.
    pub(crate) fn type_at(&self, at: usize) -> Option<(usize, usize)> {
        let before = self.types.partition_point(|t| t.0 <= at);
        self.types
            .get(before.checked_sub(1)?)
            .copied()
            .filter(|t| at < t.1)
    }

    fn ty(&mut self, ty: Option<&TypeExpr>) {
        if let Some(ty) = ty {
            let range = ty.span.range();
            self.types.push((range.start, range.end));
        }
    }

    fn params(&mut self, params: &[Param]) {
        for param in params {
            self.ty(param.ty.as_ref());
        }
    }

    fn statements(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.statement(stmt);
        }
    }

    fn statement(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Element(e) => {
                if let Some(body) = &e.body {
                    self.statements(&body.stmts);
                }
            }
            StmtKind::AttrDecl(d) => self.ty(d.ty.as_ref()),
            StmtKind::Let(l) => self.ty(l.ty.as_ref()),
            StmtKind::Assume(a) => self.ty(a.ty.as_ref()),
            StmtKind::Quantity(q) => self.ty(Some(&q.ty)),
            StmtKind::Resource(r) => self.ty(Some(&r.ty)),
            StmtKind::Fn(f) => {
                self.params(&f.params);
                self.ty(f.ret.as_ref());
            }
            StmtKind::Kind(k) => self.statements(&k.body.stmts),
            StmtKind::Trait(t) => {
                self.params(&t.params);
                self.statements(&t.body.stmts);
            }
            StmtKind::Template(t) => {
                self.params(&t.params);
                self.statements(&t.body.stmts);
            }
            StmtKind::Scenario(s) => self.statements(&s.body.stmts),
            StmtKind::Section(s) => self.statements(&s.body.stmts),
            StmtKind::For(f) => self.statements(&f.body.stmts),
            StmtKind::Calendar(c) => self.statements(&c.body.stmts),
            StmtKind::Cite(c) => {
                if let Some(body) = &c.body {
                    self.statements(&body.stmts);
                }
            }
            StmtKind::Port(p) => self.statements(&p.props),
            StmtKind::Error => {
                let range = stmt.span.range();
                self.mistakes
                    .push((range.start, range.end.max(range.start + 1)));
            }
            StmtKind::Use(_)
            | StmtKind::Attr(_)
            | StmtKind::Require(_)
            | StmtKind::Expect(_)
            | StmtKind::Identity(_)
            | StmtKind::Sourced(_)
            | StmtKind::Check(_)
            | StmtKind::Row(_)
            | StmtKind::Table(_)
            | StmtKind::Schedule(_)
            | StmtKind::Timeline(_)
            | StmtKind::Unit(_)
            | StmtKind::Currency(_)
            | StmtKind::Allow(_)
            | StmtKind::Excluded(_) => {}
        }
    }
}
