//! What the package claims, against what it cites: published figures that contradict each other, sources that are too
//! old, days that a source could only expect, sources that nobody can look up.
//!
//! Only sources of the package are asked; what the library cites has been read by its authors.

use std::collections::BTreeMap;
use std::rc::Rc;

use sitec_grammar::ast;
use sitec_grammar::source::Span;
use sitec_ir::Shape;
use sitec_units::calendar::Date;

use crate::diag::families::claims as words;
use crate::lower::Env;
use crate::lower::value::Val;
use crate::package::{Decl, SlotDecl};
use crate::session::{Session, values_of};
use crate::types::*;

/// Grades of evidence whose prices and times to deliver go stale, with the months for which they are good. A contract and
/// a filing state what was agreed, an assumption says itself that it is one.
const MONTHS_GOOD: &[(&str, i32)] = &[
    ("quote", 12),
    ("benchmark", 12),
    ("press", 12),
    ("rule", 24),
];

/// Grades of what was published: whoever reads it must know where.
const PUBLISHED: &[&str] = &["filing", "press"];

/// Grades that tell of plans of others as they tell of facts.
const REPORTS: &[&str] = &["press"];

/// A value that cites sources.
struct Cited<'a> {
    of: (ElementId, SlotId),
    value: &'a ast::Value,
    module: ModuleId,
    ty: Ty,
}

/// What a source has for a value, lowered.
struct Claim<'a> {
    ast: &'a ast::Citation,
    figure: (Span, Val),
    within: Option<(ExprId, Val)>,
}

impl<'a> Session<'a> {
    /// Tells what is wrong with the sources of the package.
    pub(crate) fn judge_sources(&mut self) {
        let begins = self.lowering.builder.timeline().begin(0);
        let mut stale: BTreeMap<CiteId, Vec<Span>> = BTreeMap::new();
        for cited in self.cited_values() {
            for cite in &cited.value.cites {
                let Some((id, date)) = self.dated(&cite.source, cited.module) else {
                    continue;
                };
                let grade = self.lowering.package.cites[id.index()].grade.clone();
                let grade = grade.as_deref().unwrap_or("press");
                if self.goes_stale(grade, cited.ty)
                    && let Some((_, limit)) = MONTHS_GOOD.iter().find(|(g, _)| *g == grade)
                    && date.add_months(*limit) < begins
                {
                    stale.entry(id).or_default().push(cited.value.expr.span);
                }
                if let ast::ExprKind::Date(day) = &cited.value.expr.kind
                    && cited.value.cites.len() == 1
                    && REPORTS.contains(&grade)
                    && let Some(day) = day_of(day)
                    && day > date
                {
                    let source = &self.lowering.package.cites[id.index()].ast.name;
                    let d = words::forecast(
                        &source.name,
                        day,
                        date,
                        cited.value.expr.span,
                        source.span,
                    );
                    self.problems.push(d);
                }
            }
        }
        for (id, mut places) in stale {
            places.sort_unstable_by_key(|s| (s.file, s.start));
            places.dedup();
            let cite = &self.lowering.package.cites[id.index()];
            let grade = cite.grade.as_deref().unwrap_or("press");
            let limit = MONTHS_GOOD.iter().find(|(g, _)| *g == grade);
            let (Some(date), Some((_, limit))) = (date_of(cite.ast), limit) else {
                continue;
            };
            let d = words::old_source(
                &cite.ast.name.name,
                (date, begins),
                *limit,
                places[0],
                cite.ast.name.span,
                places.len() - 1,
            );
            self.problems.push(d);
        }
        for c in &self.lowering.package.cites {
            if self.lowering.package.is_library(c.module) || !c.used.get() {
                continue;
            }
            let has = |name: &str| attribute(c.ast, name).is_some();
            let published = c.grade.as_deref().is_some_and(|g| PUBLISHED.contains(&g));
            let lacks = if !has("date") {
                words::Lacks::Date
            } else if published && !has("url") && !has("page") {
                words::Lacks::Locator
            } else {
                continue;
            };
            self.problems
                .push(words::untraceable(&c.ast.name.name, lacks, c.ast.name.span));
        }
        if !self.lowering.package.figures.is_empty() {
            self.judge_figures();
        }
    }

    /// Sources of one value whose figures do not agree, each with what it may be off: of each value the two that are
    /// farthest apart. Nothing is used by being looked at.
    fn judge_figures(&mut self) {
        let touched = self.lowering.touched.clone();
        let mut cited = self.cited_values();
        cited.extend(self.cited_defaults());
        for c in cited {
            let says_more = c.value.cites.iter().any(ast::Citation::has_figure);
            let counts = c.value.excluded.is_none();
            if says_more && counts && !self.disagreeing.contains(&c.value.expr.span) {
                self.judge_figures_of(&c);
            }
        }
        self.lowering.touched = touched;
    }

    fn judge_figures_of(&mut self, cited: &Cited<'a>) {
        let (id, slot) = cited.of;
        let package = &mut self.lowering.package;
        let checked = match package.elements[id.index()].given(slot) {
            Some(_) => package.given_expr(id, slot),
            None => package.slot_expr(id, slot),
        };
        let Some(figures) = checked.and_then(|e| package.figures.get(&e).cloned()) else {
            return;
        };
        let env = Env::of(id);
        let value = (cited.value.expr.span, self.lowering.demand(id, slot));
        let mut claims: Vec<Claim<'a>> = Vec::with_capacity(figures.len());
        for f in figures.iter() {
            let within = f.within.map(|w| (w, self.lowering.demand_expr(w, &env)));
            let figure = match (f.figure, f.ast.figure.as_deref()) {
                (Some(e), Some(ast)) => (ast.span, self.lowering.demand_expr(e, &env)),
                _ => value,
            };
            claims.push(Claim {
                ast: f.ast,
                figure,
                within,
            });
        }
        let mut nodes = Vec::new();
        for c in &claims {
            self.lowering.arena.nodes(c.figure.1, &mut nodes);
            if let Some((_, v)) = c.within {
                self.lowering.arena.nodes(v, &mut nodes);
            }
        }
        let Ok(values) = values_of(self.lowering.builder.program(), nodes) else {
            return;
        };
        let before = self.values.replace(Rc::new(values));
        if let Some((month, a, b)) = self.farthest_apart(&claims) {
            self.disagreeing.insert(cited.value.expr.span);
            let shown = [a, b].map(|i| self.claim_words(&claims[i], cited.ty));
            let at = |i: usize| claims[i].ast.source.span;
            let month = month.map(|m| self.lowering.builder.timeline().begin(m as u32));
            let d = words::sources_disagree(
                &self.lowering.package.slot(id, slot).name,
                (&shown[0], at(a)),
                (&shown[1], at(b)),
                month,
            );
            self.problems.push(d);
        }
        self.values = before;
    }

    /// The claims of the least and of the greatest range, in the order in which they are written, if these do not meet; of
    /// series in the first month in which some do not.
    fn farthest_apart(&self, claims: &[Claim<'a>]) -> Option<(Option<usize>, usize, usize)> {
        let mut ranges = Vec::with_capacity(claims.len());
        for c in claims {
            let figures = self.months_of(c.figure.1)?;
            let range = |x: &f64| {
                let around = match c.within {
                    None => 1e-9 * x.abs(),
                    Some(within) => self.tolerance(within, *x),
                };
                (x - around, x + around)
            };
            ranges.push(figures.iter().map(range).collect::<Vec<_>>());
        }
        let months = ranges.iter().map(Vec::len).max()?;
        for month in 0..months {
            let of = |i: usize| ranges[i].get(month).or(ranges[i].last()).copied();
            let (mut a, mut b) = (0, 0);
            for i in 1..ranges.len() {
                if of(i)?.1 < of(a)?.1 {
                    a = i;
                }
                if of(i)?.0 > of(b)?.0 {
                    b = i;
                }
            }
            if of(a)?.1 < of(b)?.0 {
                return Some(((months > 1).then_some(month), a.min(b), a.max(b)));
            }
        }
        None
    }

    /// A figure in each month, or the one that holds in all.
    fn months_of(&self, v: Val) -> Option<Vec<f64>> {
        match v {
            Val::Node(n) if self.lowering.builder.program().shape(n) == Shape::Series => {
                Some(self.values.as_ref()?.series(n, 0).to_vec())
            }
            _ => Some(vec![self.figure(v)?]),
        }
    }

    /// `` `press` has $131/kW/mo within 2% ``; a series as it is written.
    fn claim_words(&mut self, claim: &Claim<'_>, ty: Ty) -> String {
        let (span, figure) = claim.figure;
        let package = &self.lowering.package;
        let written = package.source_text(span).trim().to_owned();
        let within = match &claim.ast.within {
            Some(w) => format!(" within {}", package.source_text(w.span).trim()),
            None => String::new(),
        };
        let text = match self.values.clone() {
            Some(values) if !ty.series => self.lowering.show(figure, ty, &values),
            _ => written,
        };
        format!("`{}` has {text}{within}", claim.ast.source.name)
    }

    /// Values of the package's elements that cite something, in the order of elements.
    fn cited_values(&mut self) -> Vec<Cited<'a>> {
        let p = &self.lowering.package;
        let mut values: Vec<(ElementId, SlotId, &'a ast::Value)> = Vec::new();
        for &(id, slot) in &p.cited {
            let given = p.elements[id.index()].given(slot);
            values.extend(given.and_then(|g| g.value).map(|v| (id, slot, v)));
        }
        for (i, e) in p.elements.iter().enumerate() {
            let declared = e.kind.map_or(0, |k| p.kinds[k.index()].slots.len());
            for (n, s) in e.assumes.iter().enumerate() {
                let slot = SlotId((declared + n) as u32);
                // What a scenario puts in place of an assumption counts, not the assumption.
                if let SlotDecl::Assume(a) = s.decl
                    && !a.value.cites.is_empty()
                    && e.given(slot).is_none()
                {
                    values.push((ElementId(i as u32), slot, &a.value));
                }
            }
        }
        values.retain(|(id, ..)| !p.is_library(p.elements[id.index()].module));
        values.sort_unstable_by_key(|(id, slot, _)| (*id, *slot));
        let cited = values.into_iter().map(|(id, slot, value)| Cited {
            of: (id, slot),
            value,
            module: self.lowering.package.elements[id.index()].module,
            ty: self.lowering.package.slot_type(id, slot),
        });
        cited.collect()
    }

    /// Defaults and formulas of the package's kinds that have figures of sources beside them, with the first element that
    /// leaves each at that.
    fn cited_defaults(&mut self) -> Vec<Cited<'a>> {
        let p = &self.lowering.package;
        let mut out = Vec::new();
        for (k, kind) in p.kinds.iter().enumerate() {
            for (n, s) in kind.slots.iter().enumerate() {
                let value = match s.decl {
                    SlotDecl::Attr(a) => a.default.as_ref(),
                    SlotDecl::Formula(l) => Some(&l.value),
                    SlotDecl::Assume(a) => Some(&a.value),
                    _ => None,
                };
                let module = s.scope.module;
                let Some(value) = value.filter(|v| {
                    !p.is_library(module) && v.cites.iter().any(ast::Citation::has_figure)
                }) else {
                    continue;
                };
                let slot = SlotId(n as u32);
                let first = p.elements.iter().position(|e| {
                    e.kind == Some(KindId(k as u32)) && e.root.is_some() && e.given(slot).is_none()
                });
                out.extend(first.map(|i| (ElementId(i as u32), slot, value, module)));
            }
        }
        let cited = out.into_iter().map(|(id, slot, value, module)| Cited {
            of: (id, slot),
            value,
            module,
            ty: self.lowering.package.slot_type(id, slot),
        });
        cited.collect()
    }

    /// A source of the package and its date.
    fn dated(&self, name: &ast::Ident, module: ModuleId) -> Option<(CiteId, Date)> {
        let package = &self.lowering.package;
        let Decl::Cite(id) = package.lookup(module, &name.name)?.decl else {
            return None;
        };
        let cite = &package.cites[id.index()];
        let date = date_of(cite.ast).filter(|_| !package.is_library(cite.module))?;
        Some((id, date))
    }

    /// Whether figures of this type go stale: prices and times to deliver, and all that a rule says.
    fn goes_stale(&self, grade: &str, ty: Ty) -> bool {
        let priced = ty
            .amount()
            .is_some_and(|n| self.lowering.package.has_money(n.dim));
        grade == "rule" || ty.base == Base::Duration || priced
    }

    /// Published figures of one value whose tolerances do not meet, told once for each pair of neighbours. Gives the
    /// places of the expectations that take part: that one of them is not met is no news then.
    pub(crate) fn judge_contradictions(&mut self) -> Vec<Span> {
        let mut same: BTreeMap<(Option<ElementId>, String), Vec<usize>> = BTreeMap::new();
        for (i, x) in self.expects.iter().enumerate() {
            let text = self.one_line(&x.ast.actual);
            same.entry((x.root, text)).or_default().push(i);
        }
        let mut out = Vec::new();
        for ((_, what), claims) in same {
            for pair in claims.windows(2) {
                let (a, b) = (self.expects[pair[0]].clone(), self.expects[pair[1]].clone());
                let (Some((low_a, high_a)), Some((low_b, high_b))) =
                    (self.interval(&a), self.interval(&b))
                else {
                    continue;
                };
                let apart = low_a.max(low_b) > high_a.min(high_b);
                let Some(values) = self.values.clone().filter(|_| apart) else {
                    continue;
                };
                let mut shown = [String::new(), String::new()];
                for (text, x) in shown.iter_mut().zip([&a, &b]) {
                    let (_, ty) = self.types_of_sides(x.actual.0, x.published.0);
                    *text = self.lowering.show(x.published.1, ty, &values);
                    if let Some(w) = &x.ast.within {
                        text.push_str(" within ");
                        text.push_str(self.lowering.package.source_text(w.span).trim());
                    }
                }
                let (ty, _) = self.types_of_sides(a.actual.0, a.published.0);
                let known = self.figure(a.actual.1).is_some();
                let found = known.then(|| self.lowering.show(a.actual.1, ty, &values));
                let d = words::contradiction(
                    &what,
                    (&shown[0], a.ast.published.span),
                    (&shown[1], b.ast.published.span),
                    found.as_deref(),
                );
                self.problems.push(d);
                out.extend([a.ast.actual.span, b.ast.actual.span]);
            }
        }
        out
    }

    /// What an expectation allows, from the least to the most; nothing if its published side has no value.
    fn interval(&self, x: &crate::session::ExpectRun<'_>) -> Option<(f64, f64)> {
        let published = self.figure(x.published.1)?;
        let around = match x.within {
            None => 0.0,
            Some(within) => self.tolerance(within, published),
        };
        Some((published - around, published + around))
    }
}

/// An attribute of a source.
fn attribute<'c>(cite: &'c ast::Cite, name: &str) -> Option<&'c ast::Expr> {
    cite.body
        .as_ref()?
        .stmts
        .iter()
        .find_map(|s| match &s.kind {
            ast::StmtKind::Attr(a) if a.target.len() == 1 && a.target[0].name.name == name => {
                Some(&a.value.expr)
            }
            _ => None,
        })
}

/// The day on which a source was written.
fn date_of(cite: &ast::Cite) -> Option<Date> {
    match &attribute(cite, "date")?.kind {
        ast::ExprKind::Date(d) => day_of(d),
        _ => None,
    }
}

/// A written day; the first one of a written month.
fn day_of(d: &ast::Date) -> Option<Date> {
    let day = d.day.map_or(1, u32::from);
    Date::new(i32::from(d.year), u32::from(d.month), day).ok()
}
