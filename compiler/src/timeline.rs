//! The columns over which everything runs: from the starts, horizons and periods of the roots.
//!
//! They are lowered and computed by themselves before anything else, over a timeline of one month.

use sitec_grammar::source::Span;
use sitec_ir::NodeId;
use sitec_units::calendar::{Date, Timeline};

use crate::diag::families::values as value_words;
use crate::hir::ExprKind;
use crate::lower::value::{Duration, Val};
use crate::lower::{Env, Lowering};
use crate::package::Package;
use crate::session::values_of;
use crate::types::*;

/// The columns of all roots together. Their first days and lengths must not depend on months.
pub(crate) fn timeline<'a>(package: Package<'a>, roots: &[ElementId]) -> (Package<'a>, Timeline) {
    let none = Timeline::new(Date::from_days(0), 1);
    if roots.is_empty() {
        return (package, none);
    }
    let mut lowering = Lowering::new(package, none);
    let mut spans: Vec<(NodeId, NodeId)> = Vec::new();
    let mut steps: Vec<(ElementId, Span, Duration)> = Vec::new();
    let mut opening = false;
    for &root in roots {
        let Some(kind) = lowering.package.elements[root.index()].kind else {
            continue;
        };
        let Some(def) = lowering.package.kinds[kind.index()].timeline.clone() else {
            continue;
        };
        opening |= def.ast.opening;
        let start = lowering.demand(root, def.from);
        let length = lowering.demand(root, def.length);
        if let (Val::Node(start), Val::Duration(d)) = (start, length) {
            // Both are formulas of the root, not deep in others: nothing is to be lowered first.
            if let Ok(end) = lowering.later(start, lowering.arena[d], Some(root)) {
                spans.push((start, end));
            }
        }
        if let Some(e) = lowering.package.timeline_step(kind)
            && let Val::Duration(d) = lowering.demand_expr(e, &Env::of(root))
        {
            let package = &lowering.package;
            // Where one would type: the attribute that `by` names, if the root gives it.
            let given = match package.hir[e].kind {
                ExprKind::Slot(slot) => package.elements[root.index()].given(slot),
                _ => None,
            };
            let span = given.map_or(package.hir[e].span, |g| g.span);
            steps.push((root, span, lowering.arena[d]));
        }
    }
    let mut nodes: Vec<NodeId> = spans.iter().flat_map(|(a, b)| [*a, *b]).collect();
    nodes.extend(
        steps
            .iter()
            .flat_map(|(_, _, d)| [d.months, d.days, d.work]),
    );
    let program = lowering.builder.program();
    let Ok(values) = values_of(program, nodes) else {
        return (lowering.package, none);
    };
    let Lowering { mut package, .. } = lowering;
    let days = spans
        .iter()
        .map(|(a, b)| (values.scalar(*a, 0), values.scalar(*b, 0)));
    let days: Vec<(f64, f64)> = days
        .filter(|(a, b)| a.is_finite() && b.is_finite())
        .collect();
    let first = days.iter().map(|(a, _)| *a as i32).min();
    let end = days.iter().map(|(_, b)| *b as i32).max();
    let mut step: Option<(Span, u32)> = None;
    for (root, span, d) in steps {
        let parts = [d.months, d.days, d.work].map(|n| values.scalar(n, 0));
        match (whole_months(parts), step) {
            (None, _) => package
                .problems
                .push(value_words::period(&period_text(parts), span)),
            (Some(months), None) => step = Some((package.elements[root.index()].span, months)),
            (Some(months), Some(before)) if months != before.1 => {
                let at = package.elements[root.index()].span;
                let d = value_words::periods_differ(before, (at, months));
                package.problems.push(d);
            }
            _ => {}
        }
    }
    let Some((first, end)) = first.zip(end) else {
        return (package, none);
    };
    let first = Date::from_days(first).first_of_month();
    let last = Date::from_days(end - 1);
    let months = i64::from(last.month_steps_since(first)) + 1;
    let step = step.map_or(1, |(_, months)| months);
    let columns = |periods| {
        let line = Timeline::new(first, periods).by(step);
        if opening { line.with_opening() } else { line }
    };
    if !(1..=MAX_MONTHS).contains(&months) {
        let span = roots
            .first()
            .map(|r| package.elements[r.index()].span)
            .unwrap_or_default();
        package
            .problems
            .push(value_words::horizon(months, MAX_MONTHS, span));
        return (package, columns(1));
    }
    // The last period is a whole one.
    let timeline = columns((months as u32).div_ceil(step));
    (package, timeline)
}

/// Months, days and working days as a number of whole months, if they are one.
fn whole_months([months, days, work]: [f64; 3]) -> Option<u32> {
    let whole = months.fract() == 0.0 && (1.0..=MAX_MONTHS as f64).contains(&months);
    (whole && days == 0.0 && work == 0.0).then_some(months as u32)
}

/// Months, days and working days as people read them.
fn period_text(parts: [f64; 3]) -> String {
    let told: Vec<String> = parts
        .iter()
        .zip(["mo", "d", "wd"])
        .filter(|(n, _)| **n != 0.0)
        .map(|(n, unit)| format!("{} {unit}", sitec_units::show::number(*n, 6)))
        .collect();
    match told.is_empty() {
        true => "0 mo".to_owned(),
        false => told.join(" + "),
    }
}

/// A timeline longer than this is a slip of the pen.
const MAX_MONTHS: i64 = 2_400;
