//! The compiled report and single expressions: lowered values as views.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use sitec_grammar::ast::{self, RowKind, Severity};
use sitec_grammar::source::{FileId, Span};
use sitec_ir::{NodeId, Op, Shape};
use sitec_runtime::Values;

use crate::diag::Problems;
use crate::elaborate::Scope;
use crate::lower::value::Val;
use crate::lower::{Env, Lowering};
use crate::package::{GivenBy, SlotDecl};
use crate::periods::Columns;
use crate::sections::{RowRun, SectionRun, Shown};
use crate::session::Session;
use crate::show;
use crate::types::*;
use crate::view::*;

/// Grades of evidence from the strongest to none.
pub(crate) const GRADES: &[&str] = &[
    "contract",
    "filing",
    "quote",
    "benchmark",
    "press",
    "assumption",
    "none",
];

/// What stands behind a literal of the package.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backing {
    /// Index in [`GRADES`] of the best source of the value that it is a part of.
    pub(crate) grade: usize,
    /// Where that value begins.
    value: (FileId, u32),
    /// Whether the value cites a source.
    cited: bool,
}

/// What a figure rests on, as a row of a report shows it.
#[derive(Debug, Default)]
struct Evidence {
    shares: Vec<(String, f64)>,
    values: usize,
    unsourced: usize,
    disagreeing: usize,
}

/// How far a figure is taken apart to weigh its evidence.
const MAX_TERMS: usize = 20_000;

impl<'a> Session<'a> {
    /// The report of all roots; `None` if errors prevent evaluation.
    pub fn report(&mut self) -> Option<Report> {
        self.report_of(&Columns::default())
    }

    /// The report of all roots with certain columns; `None` if errors prevent evaluation.
    pub fn report_of(&mut self, columns: &Columns) -> Option<Report> {
        self.lower_sections();
        // Conditions were computed to be judged; what the rows show is computed here.
        let judged = Rc::clone(self.values.as_ref()?);
        let rows = self.run(&self.report_nodes())?;
        let roots = self.roots.clone();
        let reports = roots
            .iter()
            .map(|r| self.root_report(*r, &rows, &judged, columns));
        Some(Report {
            roots: reports.collect(),
        })
    }

    /// A place for people.
    pub(crate) fn place(&self, span: Span) -> Place {
        let map = &self.lowering.package.sources.map;
        let (line, column) = map.line_col(span);
        Place {
            file: map.name(span.file).to_owned(),
            line,
            column,
        }
    }

    fn root_report(
        &mut self,
        root: ElementId,
        rows_of: &Values,
        judged: &Values,
        columns: &Columns,
    ) -> RootReport {
        let e = &self.lowering.package.elements[root.index()];
        let (name, label, docs) = (
            self.lowering.package.own_name(root),
            e.label.map(|l| l.value.to_string()),
            e.docs.map(ToString::to_string),
        );
        let timeline = *self.lowering.builder.timeline();
        let mut sections = Vec::new();
        for (element, section) in self.sections_of(root) {
            let rows = section.rows.iter();
            let rows: Vec<RowView> = rows.filter_map(|r| self.row(r, rows_of, columns)).collect();
            let title = section.ast.title.value.to_string();
            // What a part says of itself is told if it has something to say.
            let (of, title) = match element == root {
                true => (None, title),
                false if rows.is_empty() => continue,
                false => {
                    let label = self.lowering.package.label(element);
                    (Some(label.clone()), format!("{title}: {label}"))
                }
            };
            sections.push(SectionView {
                name: section.ast.name.name.to_string(),
                title,
                of,
                rows,
            });
        }
        RootReport {
            name,
            label,
            docs: docs.or_else(|| self.file_docs(root)),
            case: self.lowering.package.sources.case.clone(),
            first_month: timeline.first.to_string(),
            shown: columns.named(&timeline),
            months: timeline.periods.saturating_mul(timeline.step),
            period_months: timeline.step,
            opening: timeline.opening,
            timeline: format!("{} from {}", timeline.length_text(), timeline.first),
            sections,
            requirements: self.requirements(root, judged),
            expectations: self.expectations(root, judged),
            assumptions: self.assumptions(root),
            exclusions: self.exclusions(root),
        }
    }

    /// The sections of a root, and then those of the elements in it: kind by kind, section by section, by path.
    fn sections_of(&self, root: ElementId) -> Vec<(ElementId, SectionRun<'a>)> {
        let p = &self.lowering.package;
        let here = |e: ElementId| p.elements[e.index()].root == Some(root);
        let here = self.sections.iter().filter(|s| here(s.element));
        let sections = here.flat_map(|s| {
            let list = s.list.iter().enumerate();
            list.map(|(i, section)| (s.element, i, section))
        });
        let mut out: Vec<_> = sections.collect();
        out.sort_by_key(|(e, i, _)| (*e != root, p.kind_name(*e), *i, p.rank[e.index()]));
        out.into_iter().map(|(e, _, s)| (e, s.clone())).collect()
    }

    fn row(&mut self, row: &RowRun<'a>, values: &Values, columns: &Columns) -> Option<RowView> {
        if !self.is_shown(row.when, values) {
            return None;
        }
        let lines = row.lines.as_deref().unwrap_or_default();
        let ast = match row.shown {
            Shown::Row(ast) => ast,
            Shown::Table(ast) => {
                let head = |(h, _): &(ast::Text, _)| h.value.to_string();
                let mut figure = |&(e, v): &(ExprId, Val)| {
                    let ty = self.lowering.package.hir[e].ty;
                    self.lowering.figure(v, ty, values)
                };
                return Some(RowView::Table {
                    label: ast.label.as_ref().map(|l| l.value.to_string()),
                    heads: ast.columns.iter().map(head).collect(),
                    lines: lines
                        .iter()
                        .map(|l| l.iter().map(&mut figure).collect())
                        .collect(),
                });
            }
        };
        let &(e, value) = lines.first()?.first()?;
        let ty = self.lowering.package.hir[e].ty;
        let label = ast.label.value.to_string();
        Some(match ast.kind {
            RowKind::Line => RowView::Line {
                label,
                figure: self.lowering.figure(value, ty, values),
            },
            RowKind::Years | RowKind::Balance | RowKind::Opening => {
                let told = self.told_months(row.when, values);
                let (of, told) = ((value, ty), told.as_deref());
                self.lowering
                    .years_row(label, ast.kind, of, told, values, columns)
            }
            RowKind::Evidence => {
                let evidence = self.evidence(value);
                RowView::Evidence {
                    label,
                    figure: self.lowering.figure(value, ty, values),
                    shares: evidence.shares,
                    values: evidence.values,
                    unsourced: evidence.unsourced,
                    disagreeing: evidence.disagreeing,
                }
            }
        })
    }

    /// Of a condition behind a row that differs by period: where it holds.
    fn told_months(&self, when: Option<Val>, values: &Values) -> Option<Vec<f64>> {
        match when {
            Some(Val::Node(w)) if self.lowering.builder.shape(w) == Shape::Series => {
                Some(self.lowering.by_month(w, values))
            }
            _ => None,
        }
    }

    /// Whether the computed condition behind a row holds, in any period if it differs by period.
    fn is_shown(&self, when: Option<Val>, values: &Values) -> bool {
        let w = match when {
            Some(Val::Node(w)) => w,
            Some(Val::False) => return false,
            _ => return true,
        };
        if let Some(told) = self.told_months(when, values) {
            return told.iter().any(|t| *t != 0.0);
        }
        let computed = self.lowering.builder.const_value(w);
        computed.or_else(|| show::number(values, w)) == Some(1.0)
    }

    fn requirements(&mut self, root: ElementId, values: &Values) -> Vec<RequirementView> {
        let runs: Vec<_> = self
            .requires
            .iter()
            .filter(|r| r.root == Some(root) || r.root.is_none())
            .cloned()
            .collect();
        runs.into_iter()
            .map(|r| RequirementView {
                condition: self.one_line(&r.ast.cond),
                why: r.ast.why.as_ref().map(|w| w.value.to_string()),
                met: self.holds(r.value),
                warning: r.ast.severity == Severity::Warning,
                sides: r.sides.map(|((ea, a), (eb, b))| {
                    let (ta, tb) = self.types_of_sides(ea, eb);
                    (
                        self.lowering.figure(a, ta, values),
                        self.lowering.figure(b, tb, values),
                    )
                }),
                place: self.place(r.span),
            })
            .collect()
    }

    fn expectations(&mut self, root: ElementId, values: &Values) -> Vec<ExpectationView> {
        let runs: Vec<_> = self
            .expects
            .iter()
            .filter(|x| x.root == Some(root) || x.root.is_none())
            .cloned()
            .collect();
        let mut out = Vec::new();
        for x in runs {
            let c = self.compare(x.actual.1, x.published.1, x.within);
            let (ta, tp) = self.types_of_sides(x.actual.0, x.published.0);
            let sources = x
                .ast
                .cites
                .iter()
                .filter_map(|c| self.source_title(c, x.module))
                .collect();
            out.push(ExpectationView {
                what: self.one_line(&x.ast.actual),
                remark: x.ast.why.as_ref().map(|w| w.value.to_string()),
                published: self.lowering.figure(x.published.1, tp, values),
                computed: self.lowering.figure(x.actual.1, ta, values),
                difference: c.difference,
                within: x
                    .ast
                    .within
                    .as_ref()
                    .map(|w| self.lowering.package.source_text(w.span)),
                met: c.met,
                sources,
                place: self.place(x.span),
            });
        }
        out
    }

    /// The types of two sides that are compared: a side without a kind of quantity is shown as the other's.
    pub(crate) fn types_of_sides(&self, a: ExprId, b: ExprId) -> (Ty, Ty) {
        let (mut ta, mut tb) = (
            self.lowering.package.hir[a].ty,
            self.lowering.package.hir[b].ty,
        );
        if let (Base::Number(x), Base::Number(y)) = (&mut ta.base, &mut tb.base)
            && x.dim == y.dim
        {
            (x.kind, y.kind) = (x.kind.or(y.kind), y.kind.or(x.kind));
            (x.year, y.year) = (x.year || y.year, x.year || y.year);
        }
        (ta, tb)
    }

    /// The title of a cited source.
    pub(crate) fn source_title(&mut self, cite: &ast::Ident, module: ModuleId) -> Option<String> {
        let id = self.lowering.package.cite(cite, module)?;
        Some(
            self.lowering.package.cites[id.index()]
                .ast
                .title
                .value
                .to_string(),
        )
    }

    /// The title of a cited source, with the figure and the range that it has of its own, as written.
    pub(crate) fn citation_words(
        &mut self,
        cite: &ast::Citation,
        module: ModuleId,
    ) -> Option<String> {
        let mut words = self.source_title(&cite.source, module)?;
        let written = |e: &ast::Expr| self.lowering.package.source_text(e.span).trim().to_owned();
        if let Some(figure) = &cite.figure {
            words.push_str(&format!(", has {}", written(figure)));
        }
        if let Some(within) = &cite.within {
            words.push_str(&format!(", within {}", written(within)));
        }
        Some(words)
    }

    fn assumptions(&mut self, root: ElementId) -> Vec<AssumptionView> {
        let (lo, hi) = (
            self.lowering.package.rank[root.index()],
            self.lowering.package.rank_end[root.index()],
        );
        let mut found: Vec<(u32, ElementId, SlotId)> = Vec::new();
        for i in 0..self.lowering.package.elements.len() {
            let id = ElementId(i as u32);
            let rank = self.lowering.package.rank[i];
            let e = &self.lowering.package.elements[i];
            let inside = rank >= lo && rank < hi;
            let top = e.parent.is_none() && !self.lowering.package.is_library(e.module);
            if !inside && !top {
                continue;
            }
            let offset = self.lowering.package.slot_count(id) - e.assumes.len();
            for (j, slot) in e.assumes.iter().enumerate() {
                if matches!(slot.decl, SlotDecl::Assume(_)) {
                    found.push((rank, id, SlotId((offset + j) as u32)));
                }
            }
        }
        found.sort();
        let mut lowered = Vec::new();
        let mut nodes = Vec::new();
        for (_, id, slot) in found {
            let v = self.lowering.demand(id, slot);
            self.lowering.arena.nodes(v, &mut nodes);
            lowered.push((id, slot, v));
        }
        let Some(values) = self.run(&nodes) else {
            return Vec::new();
        };
        lowered
            .into_iter()
            .filter_map(|(id, slot, v)| {
                let ty = self.lowering.package.slot_type(id, slot);
                let mut figure = self.lowering.figure(v, ty, &values);
                if let Some(text) = self.written(id, slot) {
                    figure.text = text;
                } else if let Some(text) = self.lowering.reach(v, ty, &values) {
                    figure.text = text;
                }
                let s = self.lowering.package.slot(id, slot);
                let SlotDecl::Assume(a) = s.decl else {
                    return None;
                };
                let (name, span) = (s.name.clone(), s.span);
                let owner = self.lowering.package.path(id);
                Some(AssumptionView {
                    name: if owner.is_empty() {
                        name.to_string()
                    } else {
                        format!("{owner}.{name}")
                    },
                    figure,
                    reason: a.reason.as_ref().map(|r| r.value.to_string()),
                    distribution: a
                        .value
                        .dist
                        .as_ref()
                        .map(|d| self.lowering.package.source_text(d.span)),
                    place: self.place(span),
                })
            })
            .collect()
    }

    /// The `//!` text of the file that a root stands in.
    fn file_docs(&self, root: ElementId) -> Option<String> {
        let module = self.lowering.package.elements[root.index()].module;
        self.lowering
            .package
            .ast(module)
            .docs
            .as_ref()
            .map(ToString::to_string)
    }

    /// The literal that a value is, as it is written.
    fn written(&mut self, id: ElementId, slot: SlotId) -> Option<String> {
        let e = match self.lowering.package.given_expr(id, slot) {
            Some(e) => e,
            None => self.lowering.package.slot_expr(id, slot)?,
        };
        let expr = &self.lowering.package.hir[e];
        matches!(expr.kind, crate::hir::ExprKind::Number(_))
            .then(|| self.lowering.package.source_text(expr.span))
    }

    fn exclusions(&self, root: ElementId) -> Vec<(String, String)> {
        let p = &self.lowering.package;
        let (lo, hi) = (p.rank[root.index()], p.rank_end[root.index()]);
        let mut out: Vec<(u32, String, String)> = Vec::new();
        for (i, e) in p.elements.iter().enumerate() {
            let rank = p.rank[i];
            if rank < lo || rank >= hi {
                continue;
            }
            let path = p.path(ElementId(i as u32));
            if let Some(why) = e.excluded {
                out.push((rank, path.clone(), why.value.to_string()));
            }
            for (slot, g) in &e.given {
                if let Some(why) = g.value.and_then(|v| v.excluded.as_ref()) {
                    let name = &p.slot(ElementId(i as u32), *slot).name;
                    out.push((rank, format!("{path}.{name}"), why.value.to_string()));
                }
            }
        }
        out.sort();
        out.into_iter().map(|(_, path, why)| (path, why)).collect()
    }

    /// The grade of the weakest literal of the package that each addend of a figure rests on, weighted by the
    /// addend's size; and how many values of the package it rests on, and how many of them cite no source. Literals of the
    /// library are conventions; they have sources of their own.
    fn evidence(&mut self, value: Val) -> Evidence {
        let Val::Node(root) = value else {
            return Evidence::default();
        };
        let backings = self.literal_backings();
        let mut terms: Vec<(NodeId, bool)> = Vec::new();
        {
            let program = self.lowering.builder.program();
            let mut stack = vec![(root, false)];
            while let Some((n, total)) = stack.pop() {
                match program.op(n) {
                    Op::Sum | Op::Add if terms.len() + stack.len() < MAX_TERMS => {
                        stack.extend(program.inputs(n).iter().map(|i| (*i, total)));
                    }
                    Op::Total if !total => {
                        stack.extend(program.inputs(n).iter().map(|i| (*i, true)))
                    }
                    _ => terms.push((n, total)),
                }
            }
        }
        let nodes: Vec<NodeId> = terms.iter().map(|t| t.0).collect();
        let Some(values) = self.run(&nodes) else {
            return Evidence::default();
        };
        let program = self.lowering.builder.program();
        let mut memo: FxHashMap<NodeId, usize> = FxHashMap::default();
        let mut shares = vec![0.0; GRADES.len()];
        let none = GRADES.len() - 1;
        for (n, _) in &terms {
            let size = if program.shape(*n) == Shape::Series {
                values
                    .series(*n, 0)
                    .iter()
                    .filter(|v| v.is_finite())
                    .sum::<f64>()
                    .abs()
            } else {
                let v = program
                    .const_value(*n)
                    .or_else(|| show::number(&values, *n))
                    .unwrap_or(0.0);
                if v.is_finite() { v.abs() } else { 0.0 }
            };
            if size == 0.0 {
                continue;
            }
            let grade = weakest(program, *n, &backings, &mut memo).unwrap_or(none);
            shares[grade] += size;
        }
        let all: f64 = shares.iter().sum();
        if all == 0.0 {
            return Evidence::default();
        }
        // What was looked at to find the weakest is all that the figure rests on.
        let mut rests_on: Vec<((FileId, u32), bool)> = backings
            .iter()
            .filter(|(node, _)| memo.contains_key(node))
            .map(|(_, b)| (b.value, b.cited))
            .collect();
        rests_on.sort_unstable();
        rests_on.dedup();
        let places = self.disagreeing.iter().map(|s| (s.file, s.start));
        let disagreeing: FxHashSet<(FileId, u32)> = places.collect();
        Evidence {
            shares: GRADES
                .iter()
                .zip(&shares)
                .filter(|(_, s)| **s > 0.0)
                .map(|(g, s)| ((*g).to_owned(), s / all))
                .collect(),
            values: rests_on.len(),
            unsourced: rests_on.iter().filter(|(_, cited)| !cited).count(),
            disagreeing: rests_on
                .iter()
                .filter(|(value, _)| disagreeing.contains(value))
                .count(),
        }
    }

    /// What stands behind each literal of the package that is a figure of the deal, by the node.
    pub(crate) fn literal_backings(&self) -> FxHashMap<NodeId, Backing> {
        let p = &self.lowering.package;
        let mut values: Vec<(FileId, u32, u32, usize, bool)> = Vec::new();
        let none = GRADES.len() - 1;
        let assumption = GRADES
            .iter()
            .position(|g| *g == "assumption")
            .unwrap_or(none);
        for e in p.elements.iter().filter(|e| !p.is_library(e.module)) {
            let grade = |v: &ast::Value, otherwise: usize| {
                let grades =
                    v.cites
                        .iter()
                        .filter_map(|c| match p.lookup(e.module, &c.source.name)?.decl {
                            crate::package::Decl::Cite(id) => {
                                let g = p.cites[id.index()].grade.as_deref().unwrap_or("press");
                                GRADES.iter().position(|x| *x == g)
                            }
                            _ => None,
                        });
                // Sources that disagree stand for a value no better than the weakest of them.
                let grade = match self.disagreeing.contains(&v.expr.span) {
                    true => grades.max(),
                    false => grades.min(),
                };
                grade.unwrap_or(otherwise)
            };
            for (_, g) in &e.given {
                if let Some(v) = g.value {
                    let by = if g.by == GivenBy::Override || g.by == GivenBy::Scenario {
                        assumption
                    } else {
                        none
                    };
                    values.push((
                        v.expr.span.file,
                        v.expr.span.start,
                        v.expr.span.end,
                        grade(v, by),
                        !v.cites.is_empty(),
                    ));
                }
            }
            for s in &e.assumes {
                if let SlotDecl::Assume(a) = s.decl {
                    let g = grade(&a.value, assumption);
                    values.push((
                        a.value.expr.span.file,
                        a.value.expr.span.start,
                        a.value.expr.span.end,
                        g,
                        !a.value.cites.is_empty(),
                    ));
                }
            }
        }
        values.sort_unstable();
        let mut out = FxHashMap::default();
        for (span, node) in self.lowering.literal_nodes() {
            let i = values.partition_point(|v| (v.0, v.1) <= (span.file, span.start));
            if let Some(v) = i.checked_sub(1).and_then(|i| values.get(i))
                && v.0 == span.file
                && span.end <= v.2
            {
                let backing = Backing {
                    grade: v.3,
                    value: (v.0, v.1),
                    cited: v.4,
                };
                out.insert(*node, backing);
            }
        }
        out
    }

    /// Expressions in the scope of the first root.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn eval(&mut self, exprs: &[String]) -> Result<Vec<Evaluated>, Problems> {
        let mut lowered = Vec::new();
        let mut nodes = Vec::new();
        let before = std::mem::take(&mut self.lowering.package.problems);
        let mut problems = Problems::default();
        // Findings point into the texts of the sources; a text from outside has no file there, so places are left out.
        let file = FileId(u32::MAX);
        for text in exprs {
            match sitec_grammar::parse_expr(file, text, 0) {
                Err(errors) => errors
                    .iter()
                    .for_each(|e| problems.push(outside(crate::load::syntax(e), text))),
                Ok(ast) => {
                    let (e, env) = self.in_root(&ast);
                    let value = self.lowering.demand_expr(e, &env);
                    self.lowering.arena.nodes(value, &mut nodes);
                    for d in std::mem::take(&mut self.lowering.package.problems).iter() {
                        problems.push(outside(d.clone(), text));
                    }
                    lowered.push((text, e, value));
                }
            }
        }
        self.lowering.package.problems = before;
        if problems.has_errors() {
            return Err(problems);
        }
        let Some(values) = self.run(&nodes) else {
            return Err(std::mem::take(&mut self.problems));
        };
        Ok(lowered
            .into_iter()
            .map(|(text, e, v)| {
                let ty = self.lowering.package.hir[e].ty;
                let by_date = self.lowering.series_by_date(v, ty, &values);
                let (years, months) = by_date.unzip();
                let months = months.unwrap_or_default();
                let dates = years.is_some().then(|| {
                    let day = |(month, _): &(String, Figure)| format!("{month}-01");
                    months.iter().map(day).collect()
                });
                Evaluated {
                    expression: text.clone(),
                    figure: self.lowering.figure(v, ty, &values),
                    dates,
                    years,
                    months,
                }
            })
            .collect())
    }

    /// An expression in the scope of the first root, or of the root file.
    pub(crate) fn in_root(&mut self, ast: &ast::Expr) -> (ExprId, Env) {
        let at = self
            .roots
            .first()
            .copied()
            .or_else(|| self.lowering.package.tops.first().copied());
        let (mut scope, env): (Scope, Env) = match at {
            Some(id) => (self.lowering.package.element_scope(id, true), Env::of(id)),
            None => (
                self.lowering.package.plain_scope(ModuleId(0)),
                Env::default(),
            ),
        };
        let e = self.lowering.package.expr(ast, &mut scope, None);
        (e, env)
    }
}

/// A finding about text from outside: its places become words.
pub(crate) fn outside(mut d: crate::diag::Diagnostic, text: &str) -> crate::diag::Diagnostic {
    let labels = std::mem::take(&mut d.labels);
    for l in labels {
        if l.span.file == FileId(u32::MAX) {
            if let Some(part) = text
                .get(l.span.range())
                .filter(|p| !p.is_empty() && *p != text)
            {
                d.notes.push(format!("`{part}`: {}", l.text));
            }
        } else {
            d.labels.push(l);
        }
    }
    d.notes.insert(0, format!("in `{text}`"));
    d.fixes.clear();
    d
}

/// The worst grade that a node rests on. Iterative: formulas may be deep.
fn weakest(
    program: &sitec_ir::Program,
    root: NodeId,
    backings: &FxHashMap<NodeId, Backing>,
    memo: &mut FxHashMap<NodeId, usize>,
) -> Option<usize> {
    // 0 stands for nothing found; grades are kept shifted by one.
    let mut stack = vec![(root, false)];
    while let Some((n, done)) = stack.pop() {
        if done {
            let own = backings.get(&n).map_or(0, |b| b.grade + 1);
            let worst = program
                .inputs(n)
                .iter()
                .map(|i| memo.get(i).copied().unwrap_or(0))
                .max()
                .unwrap_or(0)
                .max(own);
            memo.insert(n, worst);
            continue;
        }
        if memo.contains_key(&n) {
            continue;
        }
        memo.insert(n, 0);
        stack.push((n, true));
        stack.extend(
            program
                .inputs(n)
                .iter()
                .filter(|i| !memo.contains_key(i))
                .map(|i| (*i, false)),
        );
    }
    memo.get(&root).and_then(|g| g.checked_sub(1))
}

impl Lowering<'_> {
    /// A number of a node's type as a figure.
    pub(crate) fn number_figure(&mut self, v: f64, ty: Ty, n: NodeId) -> Figure {
        let text = self.show_number(v, ty, Some(n));
        let (unit, scale) = self.unit_of(ty, Some(n));
        Figure {
            text,
            value: (!v.is_nan()).then_some(v / scale),
            unit,
            ty: self.type_name(ty),
            series: None,
            opening: None,
        }
    }
}
