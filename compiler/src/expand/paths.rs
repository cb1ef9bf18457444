//! Values given by a path: from an enclosing body, a scenario, or from outside.
//!
//! They are applied when all elements exist: bodies first, then the scenario with those it is built on, then overrides.

use sitec_grammar::ast::{self, AssignOp, ExprKind, StmtKind};
use sitec_grammar::source::Span;
use smol_str::SmolStr;

use super::{ByPath, Expander};
use crate::declare::statement_name;
use crate::diag::families::{kinds as words, names as name_words, nearest};
use crate::package::*;
use crate::types::*;

impl<'a> Expander<'_, 'a> {
    pub(super) fn apply_paths(&mut self) {
        for ByPath { from, attr, body } in std::mem::take(&mut self.deferred) {
            self.by_path(&[from], attr, GivenBy::Path, from, body);
        }
    }

    /// Looks at the scenarios of the package that are not applied, so that their mistakes are told in every case.
    pub(super) fn try_scenarios(&mut self, applied: &[ScenarioId]) {
        for i in 0..self.package.scenarios.len() {
            self.check_parents(ScenarioId(i as u32));
        }
        self.trial = true;
        for i in 0..self.package.scenarios.len() {
            let id = ScenarioId(i as u32);
            if !applied.contains(&id) && !self.package.is_library(self.package.scenarios[i].module)
            {
                self.scenario(id, GivenBy::Scenario);
            }
        }
        self.trial = false;
    }

    /// A scenario by its name.
    fn scenario_named(&self, name: &str) -> Option<ScenarioId> {
        let mut scenarios = self.package.scenarios.iter();
        let found = scenarios.position(|s| s.ast.name.name == name)?;
        Some(ScenarioId(found as u32))
    }

    /// Tells that no scenario has the name.
    fn tell_unknown(&mut self, name: &str, span: Option<Span>) {
        let known = self.package.scenarios.iter();
        let d = name_words::unknown_scenario(name, span, known.map(|s| s.ast.name.name.as_str()));
        self.package.problems.push(d);
    }

    /// A scenario's parent must be there and must not lead back to it.
    pub(super) fn check_parents(&mut self, id: ScenarioId) {
        let mut seen = vec![id];
        let mut at = id;
        while let Some(parent) = self.package.scenarios[at.index()].ast.parent.as_ref() {
            let Some(next) = self.scenario_named(&parent.name) else {
                if at == id {
                    self.tell_unknown(&parent.name, Some(parent.span));
                }
                return;
            };
            at = next;
            if seen.contains(&at) {
                if at == id {
                    let d = name_words::scenario_circle(
                        &self.package.scenarios[id.index()].ast.name.name,
                        parent.span,
                    );
                    self.package.problems.push(d);
                }
                return;
            }
            seen.push(at);
        }
    }

    /// Applies the scenario asked for and those it is built on; gives them.
    pub(super) fn apply_scenario(&mut self) -> Vec<ScenarioId> {
        let Some(wanted) = self.package.sources.scenario.clone() else {
            return Vec::new();
        };
        let mut chain: Vec<ScenarioId> = Vec::new();
        let mut next = Some((SmolStr::new(&wanted), None));
        while let Some((name, span)) = next.take() {
            let Some(id) = self.scenario_named(&name) else {
                self.tell_unknown(&name, span);
                return chain;
            };
            if chain.contains(&id) {
                self.package.problems.push(
                    name_words::unknown_scenario(&name, span, std::iter::empty())
                        .note("scenarios build on each other in a circle"),
                );
                return chain;
            }
            chain.push(id);
            next = self.package.scenarios[id.index()]
                .ast
                .parent
                .as_ref()
                .map(|p| (p.name.clone(), Some(p.span)));
        }
        for id in chain.iter().rev() {
            self.scenario(*id, GivenBy::Scenario);
        }
        chain
    }

    pub(super) fn scenario(&mut self, id: ScenarioId, by: GivenBy) {
        let (ast, module, within) = {
            let s = &self.package.scenarios[id.index()];
            (s.ast, s.module, s.within)
        };
        for stmt in &ast.body.stmts {
            match &stmt.kind {
                StmtKind::Attr(a) => {
                    let starts =
                        within.map_or_else(|| self.package.path_starts(module), |w| vec![w]);
                    let scope = starts
                        .last()
                        .copied()
                        .unwrap_or(self.package.tops[module.index()]);
                    self.by_path(&starts, a, by, scope, ast.body.span);
                }
                StmtKind::Error => {}
                other => self.package.problems.push(name_words::misplaced(
                    statement_name(other),
                    "a scenario",
                    stmt.span,
                    "a scenario holds only values, as `path = expression`",
                )),
            }
        }
    }

    pub(super) fn apply_overrides(&mut self) {
        let overrides: &'a [ast::Attr] = &self.package.sources.overrides;
        for a in overrides {
            let starts = self.package.path_starts(ModuleId(0));
            let scope = starts.last().copied().unwrap_or(self.package.tops[0]);
            self.by_path(&starts, a, GivenBy::Override, scope, Span::default());
        }
    }

    /// Gives a value by a path from the first of `starts` that has its first step. What the same body, whose place
    /// `body` is, gives already is not given again; one of several by its number is an exception.
    pub(super) fn by_path(
        &mut self,
        starts: &[ElementId],
        a: &'a ast::Attr,
        by: GivenBy,
        scope: ElementId,
        body: Span,
    ) {
        let Some((attr, steps)) = a.target.split_last() else {
            return;
        };
        let mut targets: Vec<ElementId> = Vec::new();
        match steps.first() {
            None => {
                let with = starts
                    .iter()
                    .rev()
                    .find(|s| self.package.has_attribute(**s, &attr.name.name));
                targets.push(*with.or(starts.last()).unwrap_or(&scope));
            }
            Some(first) => {
                let start = starts.iter().rev().find(|s| {
                    self.package.elements[s.index()]
                        .member(&first.name.name)
                        .is_some()
                });
                let Some(&start) = start else {
                    let mut known: Vec<&str> = Vec::new();
                    for s in starts {
                        known.extend(
                            self.package.elements[s.index()]
                                .members
                                .iter()
                                .map(|(n, _)| n.as_str()),
                        );
                    }
                    let near = nearest(&first.name.name, known.into_iter());
                    let d = name_words::scenario_element(&first.name.name, first.name.span, &near);
                    self.package.problems.push(d);
                    return;
                };
                targets.push(start);
                for step in steps {
                    let mut next = Vec::new();
                    for t in &targets {
                        match self.package.elements[t.index()].member(&step.name.name) {
                            Some(Member::One(id)) => next.push(*id),
                            Some(Member::Many(ids)) => {
                                let n = step.index.as_ref().map(|i| match &i.kind {
                                    ExprKind::Number(n) if n.unit.is_none() => n.value,
                                    _ => -1.0,
                                });
                                match n {
                                    None => next.extend(ids.iter().copied()),
                                    Some(n)
                                        if n >= 1.0
                                            && n.fract() == 0.0
                                            && (n as usize) <= ids.len() =>
                                    {
                                        next.push(ids[n as usize - 1])
                                    }
                                    Some(_) => {}
                                }
                            }
                            None => {}
                        }
                    }
                    if next.is_empty() {
                        let known: Vec<&str> = targets
                            .iter()
                            .flat_map(|t| {
                                self.package.elements[t.index()]
                                    .members
                                    .iter()
                                    .map(|(n, _)| n.as_str())
                            })
                            .collect();
                        let near = nearest(&step.name.name, known.into_iter());
                        let d =
                            name_words::scenario_element(&step.name.name, step.name.span, &near);
                        self.package.problems.push(d);
                        return;
                    }
                    targets = next;
                }
            }
        }
        for target in targets {
            let name = self.package.name_now(target, &attr.name);
            if !self.package.has_attribute(target, &name.name) {
                if self.package.elements[target.index()].kind.is_some()
                    || self.package.elements[target.index()].parent.is_none()
                {
                    let owner = self.package.describe(target);
                    let names = self.package.attribute_names(target);
                    let near = nearest(&attr.name.name, names.iter().map(SmolStr::as_str));
                    let d =
                        name_words::scenario_path(&owner, &attr.name.name, attr.name.span, &near);
                    self.package.problems.push(d);
                }
                continue;
            }
            if a.op == AssignOp::Set
                && steps.iter().all(|s| s.index.is_none())
                && let Some(slot) = self.package.slot_of(target, &name.name)
                && let Some(first) = self.package.given_in(target, slot, body)
            {
                let d = words::given_twice(&name.name, first, name.span);
                self.package.problems.push(d);
                return;
            }
            let given = Given {
                expr: &a.value.expr,
                value: Some(&a.value),
                op: a.op,
                by,
                span: attr.name.span,
                scope,
                previous: None,
                checked: Progress::Todo,
            };
            match self.package.slot_of(target, &name.name) {
                Some(slot) if self.trial => {
                    let previous = self.package.elements[target.index()]
                        .given
                        .iter()
                        .find(|(s, _)| *s == slot);
                    let previous = previous
                        .filter(|_| a.op != AssignOp::Set)
                        .map(|(_, g)| Box::new(g.clone()));
                    self.package
                        .unapplied
                        .push((target, slot, Given { previous, ..given }));
                }
                _ => self.package.give(target, &name, given),
            }
        }
    }
}
