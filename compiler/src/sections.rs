//! The sections of a root's report: which rows and tables there are, and their figures once they are lowered.
//!
//! What the author declared must show somewhere, so a check lowers rows until nothing is left out. The others are
//! lowered when they are shown.

use sitec_grammar::ast;
use sitec_ir::NodeId;

use crate::elaborate::{Scope, condition};
use crate::lower::Env;
use crate::lower::value::Val;
use crate::package::FormulaScope;
use crate::session::Session;
use crate::types::*;

/// What a section shows, as it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shown<'a> {
    /// One figure.
    Row(&'a ast::Row),
    /// A line of figures for each item of a list.
    Table(&'a ast::Table),
}

/// A line of figures.
pub(crate) type Line = Vec<(ExprId, Val)>;

/// A row or table of a section.
#[derive(Debug, Clone)]
pub(crate) struct RowRun<'a> {
    pub shown: Shown<'a>,
    /// The condition behind it, once it is lowered.
    pub when: Option<Val>,
    /// Its lines once they are lowered; a row has one, of one figure.
    pub lines: Option<Vec<Line>>,
}

/// A section of a root's report.
#[derive(Debug, Clone)]
pub(crate) struct SectionRun<'a> {
    pub ast: &'a ast::Section,
    pub scope: FormulaScope,
    pub rows: Vec<RowRun<'a>>,
}

/// The sections of an element: of a root, or of an element inside one.
#[derive(Debug, Clone)]
pub(crate) struct Sections<'a> {
    pub element: ElementId,
    pub kind: KindId,
    pub list: Vec<SectionRun<'a>>,
}

/// Where a row stands: the element, its section, the row.
type Place = (usize, usize, usize);

impl<'a> Session<'a> {
    /// Finds the rows and tables of all roots, and lowers the figures that the package itself wrote.
    pub(crate) fn open_sections(&mut self) {
        for root in self.roots.clone() {
            self.open(root);
        }
        for place in self.places() {
            let section = &self.sections[place.0].list[place.1];
            let own = !self.lowering.package.is_library(section.scope.module);
            if own && matches!(section.rows[place.2].shown, Shown::Row(_)) {
                self.lower_row(place);
            }
        }
    }

    fn open(&mut self, element: ElementId) {
        let p = &self.lowering.package;
        let Some(kind) = p.elements[element.index()].kind else {
            return;
        };
        let sections = &p.kinds[kind.index()].sections;
        if sections.is_empty() {
            return;
        }
        let list = sections
            .iter()
            .map(|section| SectionRun {
                ast: section.ast,
                scope: section.scope.clone(),
                rows: rows_of(section.ast),
            })
            .collect();
        self.sections.push(Sections {
            element,
            kind,
            list,
        });
    }

    /// Finds the rows and tables of the elements inside the roots, once.
    fn open_inner_sections(&mut self) {
        if std::mem::replace(&mut self.all_sections, true) {
            return;
        }
        let p = &self.lowering.package;
        let inside = |id: &ElementId| {
            let root = p.elements[id.index()].root;
            self.is_live(*id) && root.is_some_and(|r| r != *id) && !p.is_excluded(*id)
        };
        let all = (0..p.elements.len() as u32).map(ElementId);
        let mut elements: Vec<ElementId> = all.filter(inside).collect();
        elements.sort_by_key(|e| p.rank[e.index()]);
        for element in elements {
            self.open(element);
        }
    }

    fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for (r, sections) in self.sections.iter().enumerate() {
            for (s, section) in sections.list.iter().enumerate() {
                places.extend((0..section.rows.len()).map(|row| (r, s, row)));
            }
        }
        places
    }

    /// Lowers rows of the roots until nothing of the package is left out; only if they do not suffice, tables, which
    /// list elements one by one, and the sections of elements inside. The last section comes first, since statements of
    /// the whole reach the most.
    pub(crate) fn lower_until_all_counts(&mut self) {
        let mut places = self.places();
        places.retain(|&(r, s, row)| {
            matches!(self.sections[r].list[s].rows[row].shown, Shown::Row(_))
        });
        places.sort_by_key(|&(r, s, row)| (r, std::cmp::Reverse(s), row));
        let mut left = 0;
        for place in places {
            match self.left_out(left) {
                None => return,
                Some(first) => left = first,
            }
            self.lower_row(place);
        }
        if self.left_out(left).is_some() {
            self.lower_all_rows();
        }
    }

    /// Lowers all rows and tables, to show them.
    pub(crate) fn lower_sections(&mut self) {
        self.lower_all_rows();
        self.settle_late();
    }

    fn lower_all_rows(&mut self) {
        self.open_inner_sections();
        for place in self.places() {
            self.lower_row(place);
        }
    }

    /// Lowers the figures of a row or table, if they are not.
    fn lower_row(&mut self, (r, s, row): Place) {
        let sections = &self.sections[r];
        let (element, kind, section) = (sections.element, sections.kind, &sections.list[s]);
        if section.rows[row].lines.is_some() {
            return;
        }
        let shown = section.rows[row].shown;
        let mut scope = Scope::of_kind(kind, &section.scope);
        scope.fixed = self.lowering.package.is_library(scope.module);
        let when = match shown {
            Shown::Row(written) => written.when.as_ref(),
            Shown::Table(written) => written.when.as_ref(),
        };
        let when = when.map(|e| {
            let e = condition(&mut self.lowering.package, e, &mut scope);
            self.lowering.demand_expr(e, &Env::of(element))
        });
        let lines = match shown {
            _ if matches!(when, Some(Val::False)) => Vec::new(),
            Shown::Row(written) => {
                let e = self.lowering.package.expr(&written.expr, &mut scope, None);
                vec![vec![(e, self.lowering.demand_expr(e, &Env::of(element)))]]
            }
            Shown::Table(written) => self.table_lines(written, &mut scope, element),
        };
        let row = &mut self.sections[r].list[s].rows[row];
        row.when = when;
        row.lines = Some(lines);
    }

    fn table_lines(
        &mut self,
        table: &'a ast::Table,
        scope: &mut Scope,
        element: ElementId,
    ) -> Vec<Line> {
        let (list, item) = self.lowering.package.table_list(table, scope);
        let list = self.lowering.demand_expr(list, &Env::of(element));
        scope.locals.push((table.var.name.clone(), item));
        let cells: Vec<ExprId> = table
            .columns
            .iter()
            .map(|(_, e)| self.lowering.package.expr(e, scope, None))
            .collect();
        let Val::List(list) = list else {
            return Vec::new();
        };
        let count = self.lowering.arena[list].len();
        let line = |i: usize| {
            let env = Env {
                this: Some(element),
                locals: vec![self.lowering.arena[list][i].value],
            };
            let figure = |&c: &ExprId| (c, self.lowering.demand_expr(c, &env));
            cells.iter().map(figure).collect()
        };
        (0..count).map(line).collect()
    }

    /// All rows and tables.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &RowRun<'a>> {
        let sections = self.sections.iter().flat_map(|s| &s.list);
        sections.flat_map(|s| &s.rows)
    }

    /// Nodes of the figures that are lowered.
    pub(crate) fn report_nodes(&self) -> Vec<NodeId> {
        let mut out = Vec::new();
        for row in self.rows() {
            if let Some(when) = row.when {
                self.lowering.arena.nodes(when, &mut out);
            }
            for (_, v) in row.lines.iter().flatten().flatten() {
                self.lowering.arena.nodes(*v, &mut out);
            }
        }
        out
    }
}

/// The rows and tables of a section, not lowered.
fn rows_of(section: &ast::Section) -> Vec<RowRun<'_>> {
    let shown = section.body.stmts.iter().filter_map(|s| match &s.kind {
        ast::StmtKind::Row(row) => Some(Shown::Row(row)),
        ast::StmtKind::Table(table) => Some(Shown::Table(table)),
        _ => None,
    });
    let row = |shown| RowRun {
        shown,
        when: None,
        lines: None,
    };
    shown.map(row).collect()
}
