//! What a search comes to: the solutions beside the case as it is, or why there is none.

use super::free::Free;
use super::search::{Hit, Outcome, Sample};
use super::target::Target;
use super::varied::Varied;
use super::{Reload, Unsolved, words};
use crate::session::Session;
use crate::view::*;

/// How many solutions are compiled to the end.
const SHOWN: usize = 4;

/// A question that was put to a session.
pub(super) struct Question<'q> {
    pub vary: &'q str,
    pub target: &'q Target,
    pub varied: &'q Varied,
}

impl Free<'_, '_> {
    fn value(&mut self, varied: &Varied, x: f64) -> Figure {
        varied.figure(x, &mut self.session.lowering, self.literal)
    }

    fn both_of(&mut self, s: &Sample) -> (Figure, Figure) {
        self.session.side_figures(self.sides, [s.left, s.right])
    }

    /// The places that count as solutions; if there is none, why.
    pub fn solutions(&mut self, q: &Question<'_>, found: &Outcome) -> Result<Vec<Hit>, Unsolved> {
        let from = self.value(q.varied, found.tried.0).text;
        let to = self.value(q.varied, found.tried.1).text;
        let (met, jumps): (Vec<Hit>, Vec<Hit>) =
            found.hits.iter().partition(|h| !matches!(h, Hit::Over(..)));
        // A target that holds for all that was tried does not depend on it either.
        let all = matches!(met[..], [Hit::All(a, b)] if (a.at, b.at) == found.tried);
        if let Some(any) = found.nearest.filter(|_| found.flat || all) {
            let held = self.both_of(&any).0.text;
            let range = Some((from.as_str(), to.as_str()));
            return Err(words::independent(q.vary, &q.target.left, &held, range).into());
        }
        if !met.is_empty() || (q.varied.is_whole() && !jumps.is_empty()) {
            let whole = q.varied.is_whole();
            return Ok(if whole { found.hits.clone() } else { met });
        }
        let text = format!("{} == {}", q.target.left, q.target.right);
        let (because, wider) = q.varied.why_this_range();
        let tried = words::Tried {
            path: q.vary,
            from: &from,
            to: &to,
            because,
            wider,
        };
        let Some(nearest) = found.nearest else {
            return Err(words::valueless(&text, &tried).into());
        };
        let at = self.value(q.varied, nearest.at).text;
        let (left, right) = self.both_of(&nearest);
        let mut d = words::unmet(&text, &tried, (&at, &left.text, &right.text));
        if let Some(Hit::Over(a, b)) = jumps.first() {
            let (before, behind) = (self.both_of(a).0.text, self.both_of(b).0.text);
            let at = self.value(q.varied, b.at).text;
            d = d.note(words::jump(&q.target.left, &before, &behind, &at));
        }
        Err(d.into())
    }

    fn solution(&mut self, q: &Question<'_>, hit: &Hit) -> SolutionView {
        let gap = |s: &Sample| s.gap().map_or(f64::INFINITY, f64::abs);
        let (best, until, beside) = match hit {
            Hit::At(s) => (s, None, None),
            Hit::All(a, b) => (a, Some(b), None),
            Hit::Over(a, b) if gap(a) <= gap(b) => (a, None, Some(b)),
            Hit::Over(a, b) => (b, None, Some(a)),
        };
        SolutionView {
            value: self.value(q.varied, best.at),
            set: q.varied.set(best.at, &self.session.lowering),
            reached: self.both_of(best),
            until: until.map(|s| self.value(q.varied, s.at)),
            neighbour: beside.map(|s| (self.value(q.varied, s.at), self.both_of(s).0)),
            errors: 0,
            warnings: 0,
        }
    }
}

impl Session<'_> {
    /// Compiles each solution to its end and sets it beside the case as it is.
    pub(super) fn answer(
        &mut self,
        q: &Question<'_>,
        found: &Outcome,
        now: (Figure, Figure),
        free: &mut Free<'_, '_>,
        reload: &Reload<'_>,
    ) -> Result<Solved, Unsolved> {
        let mut lines: Vec<HeadlineView> = Vec::new();
        for (section, label, figure) in self.single_lines() {
            lines.push(HeadlineView {
                section,
                label,
                now: Some(figure),
                then: Vec::new(),
            });
        }
        let mut solutions = Vec::new();
        for (n, hit) in free.solutions(q, found)?.iter().enumerate() {
            let mut solution = free.solution(q, hit);
            if n < SHOWN {
                let sources = reload(&solution.set)?;
                let mut there = Session::new(&sources);
                let sides = there.sides(q.target)?;
                let numbers = there.both(sides)?;
                solution.reached = there.side_figures(sides, numbers);
                let counts = there.problems().counts();
                (solution.errors, solution.warnings) = (counts.errors, counts.warnings);
                beside(&mut lines, n, there.single_lines());
            }
            solutions.push(solution);
        }
        let root = self.roots.first().copied();
        Ok(Solved {
            root: root.map_or_else(String::new, |r| self.lowering.package.label(r)),
            case: self.lowering.package.sources.case.clone(),
            vary: q.vary.to_owned(),
            target: (q.target.left.clone(), q.target.right.clone()),
            present: q.varied.present.map(|p| free.value(q.varied, p)),
            now,
            from: free.value(q.varied, found.tried.0),
            to: free.value(q.varied, found.tried.1),
            range: q.varied.range,
            solutions,
            lines,
            evaluations: found.evaluations,
            runs: found.runs,
        })
    }

    /// The single figures of the first root's report: section, label, figure.
    fn single_lines(&mut self) -> Vec<(String, String, Figure)> {
        let report = self.report();
        let root = report.and_then(|r| r.roots.into_iter().next());
        let sections = root.into_iter().flat_map(|r| r.sections);
        let of = |s: SectionView| {
            let title = s.title;
            s.rows.into_iter().filter_map(move |row| match row {
                RowView::Line { label, figure } => Some((title.clone(), label, figure)),
                _ => None,
            })
        };
        sections.flat_map(of).collect()
    }
}

/// Sets the figures of the `n`th solution beside those that are there. A line may be shown in some cases only.
fn beside(lines: &mut Vec<HeadlineView>, n: usize, mut found: Vec<(String, String, Figure)>) {
    for line in &mut *lines {
        let same = |(s, l, _): &(String, String, Figure)| *s == line.section && *l == line.label;
        let at = found.iter().position(same);
        line.then.push(at.map(|at| found.remove(at).2));
    }
    for (section, label, figure) in found {
        let mut then = vec![None; n];
        then.push(Some(figure));
        lines.push(HeadlineView {
            section,
            label,
            now: None,
            then,
        });
    }
}
