//! Where a target holds, as text.

use sitec_compiler::view::{Figure, RangeBy, SolutionView, Solved};

use super::grid::{Column, Grid};
use super::page::{Ink, Page};

/// The values found, what they bring about, and how the figures of the report move.
#[must_use]
pub fn solved(s: &Solved, width: usize, color: bool) -> String {
    let mut page = Page::new(width, color);
    page.headline(&s.root, '━');
    let mut about = Grid::new([Column::Left, Column::Wrap]);
    about.row(["Target", &format!("{} == {}", s.target.0, s.target.1)]);
    let range = match s.range {
        RangeBy::Asked => "as asked",
        RangeBy::Declared => "the range that it declares",
        RangeBy::Distribution => "the bounds of its distribution",
        RangeBy::Around => "around its value now",
    };
    about.row([
        "Varied",
        &format!("{}, from {} to {}: {range}", s.vary, s.from.text, s.to.text),
    ]);
    if !s.case.is_empty() {
        about.row(["Case", &s.case.join("; ")]);
    }
    about.row([
        "Tried",
        &format!("{} values in {} runs", s.evaluations, s.runs),
    ]);
    page.grid(&about);
    page.title(&match s.solutions.len() {
        1 => "Found".to_owned(),
        many => format!("Found at {many} values; each is a solution"),
    });
    values(&mut page, s);
    page.gap();
    for solution in &s.solutions {
        told(&mut page, solution);
    }
    moved(&mut page, s);
    page.finish()
}

/// The unknown and both sides of the target, now and at each value found.
fn values(page: &mut Page, s: &Solved) {
    let mut columns = vec![Column::Left, Column::Right];
    columns.extend(s.solutions.iter().map(|_| Column::Right));
    let mut grid = Grid::new(columns).heads(heads(s));
    let row = |grid: &mut Grid, name: &str, now: &str, then: &dyn Fn(&SolutionView) -> String| {
        let cells = [name.to_owned(), now.to_owned()];
        grid.row(cells.into_iter().chain(s.solutions.iter().map(then)));
    };
    let present = s.present.as_ref().map_or("none", |f| f.text.as_str());
    row(&mut grid, &s.vary, present, &|x| x.value.text.clone());
    row(&mut grid, &s.target.0, &s.now.0.text, &|x| {
        x.reached.0.text.clone()
    });
    // A right side that stays as it is says nothing new.
    let moves = |x: &SolutionView| x.reached.1.text != s.now.1.text;
    if s.solutions.iter().any(moves) {
        row(&mut grid, &s.target.1, &s.now.1.text, &|x| {
            x.reached.1.text.clone()
        });
    }
    page.grid(&grid);
}

fn heads(s: &Solved) -> Vec<String> {
    let mut heads = vec![String::new(), "now".to_owned()];
    let many = s.solutions.len() > 1;
    heads.extend((1..=s.solutions.len()).map(|n| {
        if many {
            format!("then [{n}]")
        } else {
            "then".to_owned()
        }
    }));
    heads
}

/// What else is to be said of a solution, and how to have it.
fn told(page: &mut Page, x: &SolutionView) {
    page.line(&format!("  --set '{}'", x.set));
    let mut tell = |text: String| {
        for line in super::grid::wrap(&text, page.room().saturating_sub(4)) {
            let line = page.ink(Ink::Dim, &line);
            page.line(&format!("    {line}"));
        }
    };
    if let Some(until) = &x.until {
        tell(format!("the target holds from here to {}", until.text));
    }
    if let Some((value, left)) = &x.neighbour {
        tell(format!(
            "no whole value meets the target: beside it, {} gives {}",
            value.text, left.text
        ));
    }
    let counted = |n: usize, what: &str| match n {
        0 => None,
        1 => Some(format!("1 {what}")),
        n => Some(format!("{n} {what}s")),
    };
    let found = [counted(x.errors, "error"), counted(x.warnings, "warning")];
    let found: Vec<String> = found.into_iter().flatten().collect();
    if !found.is_empty() {
        tell(format!(
            "{} there: `sitec check` with this `--set` shows them",
            found.join(", ")
        ));
    }
}

/// The lines of the report that differ.
fn moved(page: &mut Page, s: &Solved) {
    let text = |f: Option<&Figure>| f.map_or("–", |f| f.text.as_str()).to_owned();
    let shown = s.lines.iter().map(|l| l.then.len()).max().unwrap_or(0);
    let differs = |l: &&sitec_compiler::view::HeadlineView| {
        let now = text(l.now.as_ref());
        l.then.iter().any(|t| text(t.as_ref()) != now)
    };
    let moved: Vec<_> = s.lines.iter().filter(differs).collect();
    page.title("What moves in the report");
    if moved.is_empty() {
        page.paragraph("none of its lines");
        return;
    }
    let mut columns = vec![Column::Left, Column::Right];
    columns.extend((0..shown).map(|_| Column::Right));
    let mut heads = heads(s);
    heads.truncate(2 + shown);
    let mut grid = Grid::new(columns).heads(heads);
    for line in &moved {
        let mut cells = vec![line.label.clone(), text(line.now.as_ref())];
        cells.extend(line.then.iter().map(|t| text(t.as_ref())));
        grid.row(cells);
    }
    page.grid(&grid);
    let same = s.lines.len() - moved.len();
    if same > 0 {
        let note = match same {
            1 => "1 other line stays".to_owned(),
            n => format!("{n} other lines stay"),
        };
        let note = page.ink(Ink::Dim, &note);
        page.line(&format!("  {note}"));
    }
}
