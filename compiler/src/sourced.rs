//! Figures that must rest on sources: the statements `sourced`.
//!
//! Every written number that such a figure hangs on is moved by itself: a number by a hundredth, which is reckoned up to a
//! tenth, a date by as many days as a trace moves it. What then moves the figure by more than its share is looked at: numbers
//! of the package without a source, or with a report of the press alone, and defaults of the library for which nobody vouches.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use sitec_grammar::ast;
use sitec_grammar::source::Span;
use sitec_ir::NodeId;

use crate::diag::families::claims as words;
use crate::elaborate::{Scope, sourced};
use crate::lower::Env;
use crate::lower::value::Val;
use crate::package::SlotDecl;
use crate::report::GRADES;
use crate::session::Session;
use crate::trace::{NUDGE, NUDGE_DAYS};
use crate::types::*;

/// By how much a number is moved to see whether a figure rests on it.
const SWING: f64 = 0.1;
/// The share of a figure from which on an input counts, unless the statement says another.
const SHARE: f64 = 0.05;
/// How many inputs of a kind are told, those of the greatest effect.
const TOLD: usize = 10;

/// Grades that vouch for a default of the library: something was agreed, filed, offered or ruled.
const FIRM: &[&str] = &["contract", "filing", "quote", "rule"];

/// A figure that must rest on sources.
struct Figure {
    /// As it is written, with the element that it is of.
    name: String,
    node: NodeId,
    share: f64,
}

/// What an input does to the figure that it moves most.
#[derive(Clone)]
struct Effect {
    figure: String,
    /// As a share of the figure.
    by: f64,
}

/// An attribute of the library that an element leaves to its default.
struct Default {
    name: String,
    text: Span,
    /// The first element that does, and how many others.
    element: ElementId,
    others: usize,
    firm: bool,
}

impl<'a> Session<'a> {
    /// Tells which inputs of the figures that must rest on sources have none.
    pub(crate) fn judge_sourced(&mut self) {
        let figures = self.sourced_figures();
        if figures.is_empty() {
            return;
        }
        let mut effects: BTreeMap<(u32, u32), (Span, Effect)> = BTreeMap::new();
        for f in &figures {
            for (span, change) in self.effects(&[f.node]) {
                // Of nothing there is no tenth.
                let Some(change) = change.filter(|_| self.leading(span) != Some(0.0)) else {
                    continue;
                };
                let by = match self.is_date(span) {
                    true => change.abs(),
                    false => change.abs() * SWING / (NUDGE - 1.0),
                };
                let key = (span.file.0, span.start);
                if by > f.share && effects.get(&key).is_none_or(|(_, e)| e.by < by) {
                    let figure = f.name.clone();
                    effects.insert(key, (span, Effect { figure, by }));
                }
            }
        }
        let grades = self.grades_by_place();
        let (mut bare, mut secondary, mut defaults) = (Vec::new(), Vec::new(), Vec::new());
        for (span, effect) in effects.into_values() {
            match grades.get(&span).map(|g| GRADES[*g]) {
                Some("none") => bare.push((span, effect)),
                Some("press") => secondary.push((span, effect)),
                Some(_) => {}
                None => defaults.push((span, effect)),
            }
        }
        let by_effect = |a: &(Span, Effect), b: &(Span, Effect)| b.1.by.total_cmp(&a.1.by);
        bare.sort_by(by_effect);
        secondary.sort_by(by_effect);
        for (found, stands) in [
            (bare, words::Stands::Nothing),
            (secondary, words::Stands::Press),
        ] {
            let more = found.len().saturating_sub(TOLD);
            for (i, (span, effect)) in found.into_iter().take(TOLD).enumerate() {
                let text = self.lowering.package.source_text(span);
                let moved = self.moved(span);
                let by = percent(effect.by);
                let last = if i + 1 == TOLD { more } else { 0 };
                let d = words::unsourced(stands, &text, &moved, (&effect.figure, &by), span, last);
                self.problems.push(d);
            }
        }
        self.judge_defaults(defaults);
    }

    /// Tells the defaults of the library that nobody vouches for, each attribute once.
    fn judge_defaults(&mut self, found: Vec<(Span, Effect)>) {
        let mut told: BTreeMap<(u32, u32), (Default, Effect)> = BTreeMap::new();
        for (span, effect) in found {
            // All of it, one of it: such a default says that there is nothing special.
            if matches!(self.leading(span), Some(n) if n == 1.0 || n == 100.0) {
                continue;
            }
            let Some(d) = self.default_at(span).filter(|d| !d.firm) else {
                continue;
            };
            let key = (d.text.file.0, d.text.start);
            if told.get(&key).is_none_or(|(_, e)| e.by < effect.by) {
                told.insert(key, (d, effect));
            }
        }
        let mut told: Vec<_> = told.into_values().collect();
        told.sort_by(|a, b| b.1.by.total_cmp(&a.1.by));
        for (d, effect) in told.into_iter().take(TOLD) {
            let p = &self.lowering.package;
            let value = p.source_text(d.text);
            let at = p.elements[d.element.index()].span;
            let label = p.label(d.element);
            let by = percent(effect.by);
            let found = words::default_decides(
                (&d.name, &label, &value),
                (&effect.figure, &by),
                at,
                d.text,
                d.others,
            );
            self.problems.push(found);
        }
    }

    /// The figures that must rest on sources, lowered; those whose condition does not hold are left out.
    fn sourced_figures(&mut self) -> Vec<Figure> {
        let mut out = Vec::new();
        for i in 0..self.lowering.package.elements.len() {
            let id = ElementId(i as u32);
            if !self.is_live(id) {
                continue;
            }
            for (s, _) in self.lowering.package.elements[i].sourced.clone() {
                let scope = self.lowering.package.element_scope(id, true);
                out.extend(self.sourced_figure(s, scope, id));
            }
            let Some(kind) = self.lowering.package.elements[i].kind else {
                continue;
            };
            for s in self.lowering.package.kinds[kind.index()].sourced.clone() {
                let scope = Scope::of_kind(kind, &s.scope);
                out.extend(self.sourced_figure(s.ast, scope, id));
            }
        }
        out
    }

    fn sourced_figure(
        &mut self,
        s: &'a ast::Sourced,
        mut scope: Scope,
        id: ElementId,
    ) -> Option<Figure> {
        let env = Env::of(id);
        let (figure, within, when) = sourced(&mut self.lowering.package, s, &mut scope);
        if let Some(when) = when {
            let holds = self.lowering.demand_expr(when, &env);
            if self.now(holds) != Some(1.0) {
                return None;
            }
        }
        let share = match within {
            Some(w) => {
                let w = self.lowering.demand_expr(w, &env);
                self.now(w)?
            }
            None => SHARE,
        };
        let Val::Node(node) = self.lowering.demand_expr(figure, &env) else {
            return None;
        };
        let text = self.one_line(&s.figure);
        let p = &self.lowering.package;
        let name = match p.elements[id.index()].root == Some(id) {
            true => format!("`{text}`"),
            false => format!("`{text}` of `{}`", p.label(id)),
        };
        Some(Figure { name, node, share })
    }

    /// A number or a condition at base values.
    fn now(&mut self, v: Val) -> Option<f64> {
        match v {
            Val::False => Some(0.0),
            Val::True => Some(1.0),
            Val::Node(n) => {
                let known = self.lowering.builder.const_value(n);
                known.or_else(|| crate::show::number(&self.run(&[n])?, n))
            }
            _ => None,
        }
    }

    /// The grade of each literal of the package that is a figure of the deal, by its place.
    fn grades_by_place(&self) -> FxHashMap<Span, usize> {
        let backings = self.literal_backings();
        let places = self.lowering.literal_nodes().iter();
        places
            .filter_map(|(span, node)| Some((*span, backings.get(node)?.grade)))
            .collect()
    }

    /// The attribute of the library whose default holds a literal, if an element of the package leaves it at that.
    fn default_at(&self, span: Span) -> Option<Default> {
        let p = &self.lowering.package;
        let mut found: Option<Default> = None;
        let mut live: Vec<u32> = (0..p.elements.len() as u32).collect();
        live.sort_by_key(|i| p.rank[*i as usize]);
        for id in live.into_iter().map(ElementId) {
            let e = &p.elements[id.index()];
            let Some(kind) = e
                .kind
                .filter(|_| e.root.is_some() && !p.is_library(e.module))
            else {
                continue;
            };
            for (n, slot) in p.kinds[kind.index()].slots.iter().enumerate() {
                let SlotDecl::Attr(a) = slot.decl else {
                    continue;
                };
                let Some(value) = &a.default else { continue };
                let whole = value.expr.span;
                let inside =
                    whole.file == span.file && whole.start <= span.start && span.end <= whole.end;
                if !inside
                    || !p.is_library(slot.scope.module)
                    || e.given(SlotId(n as u32)).is_some()
                {
                    continue;
                }
                match &mut found {
                    Some(d) => d.others += 1,
                    None => {
                        let firm = value
                            .cites
                            .iter()
                            .any(|c| self.is_firm(&c.source, slot.scope.module));
                        found = Some(Default {
                            name: slot.name.to_string(),
                            text: whole,
                            element: id,
                            others: 0,
                            firm,
                        });
                    }
                }
            }
        }
        found
    }

    fn is_firm(&self, name: &ast::Ident, module: ModuleId) -> bool {
        let p = &self.lowering.package;
        let Some(found) = p.lookup(module, &name.name) else {
            return false;
        };
        let crate::package::Decl::Cite(id) = found.decl else {
            return false;
        };
        let grade = p.cites[id.index()].grade.as_deref();
        grade.is_some_and(|g| FIRM.contains(&g))
    }

    /// The number of a literal as it is written, without its unit; nothing for what is no plain number.
    fn leading(&self, span: Span) -> Option<f64> {
        let text = self.lowering.package.source_text(span);
        let digits = |c: char| c.is_ascii_digit() || c == '.' || c == '_';
        let text = text.trim_start_matches('$');
        let end = text.find(|c| !digits(c)).unwrap_or(text.len());
        text[..end].replace('_', "").parse().ok()
    }

    /// How a literal was moved, in words.
    fn moved(&self, span: Span) -> String {
        match self.is_date(span) {
            true => format!("{NUDGE_DAYS} days later"),
            false => "a tenth more".to_owned(),
        }
    }
}

/// A share for people: `12 %`; from ten times on, `30 times`.
fn percent(share: f64) -> String {
    if share < 10.0 {
        format!("{:.0} %", share * 100.0)
    } else {
        format!("{share:.0} times")
    }
}
