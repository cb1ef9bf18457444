//! The report of a site as text.

use sitec_compiler::view::{
    AssumptionView, ExpectationView, Figure, Report, RequirementView, RootReport, RowView,
};

use super::grid::{Column, Grid};
use super::months;
use super::page::{Ink, Page};
use super::years::{self, Row};
use crate::select;

/// The report in `width` columns, with or without ANSI colours.
#[must_use]
pub fn report(report: &Report, width: usize, color: bool) -> String {
    let mut page = Page::new(width, color);
    for root in &report.roots {
        root_report(&mut page, root);
    }
    page.finish()
}

fn root_report(page: &mut Page, root: &RootReport) {
    let label = root.label.as_deref().unwrap_or(&root.name);
    page.headline(label, '━');
    if let Some(docs) = &root.docs {
        // The first paragraph introduces; the rest is for `sitec doc`.
        let first = docs.split("\n\n").next().unwrap_or_default();
        page.paragraph(&first.replace('\n', " "));
        page.gap();
    }
    let mut about = Grid::new([Column::Left, Column::Wrap]);
    about.row(["Site", root.name.as_str()]);
    let case = if root.case.is_empty() {
        "as written".to_owned()
    } else {
        root.case.join("; ")
    };
    about.row(["Case", case.as_str()]);
    about.row(["Timeline", root.timeline.as_str()]);
    if let Some((from, to)) = &root.shown {
        about.row([
            "Shown",
            format!("{from} to {to}; other months do not count below").as_str(),
        ]);
    }
    page.grid(&about);
    for section in &root.sections {
        // A site without mines has no table of mines.
        let told: Vec<&RowView> = section.rows.iter().filter(|r| !is_empty(r)).collect();
        if !told.is_empty() {
            page.title(&section.title);
            rows(page, &told);
        }
    }
    if !root.requirements.is_empty() {
        page.title(select::REQUIREMENTS);
        requirements(page, &root.requirements);
    }
    if !root.expectations.is_empty() {
        let met = root.expectations.iter().filter(|e| e.met).count();
        let all = root.expectations.len();
        page.title(&format!("{} ({met} of {all} met)", select::EXPECTATIONS));
        expectations(page, &root.expectations);
    }
    if !root.assumptions.is_empty() {
        page.title(select::ASSUMPTIONS);
        assumptions(page, &root.assumptions);
    }
    if !root.exclusions.is_empty() {
        page.title(select::EXCLUSIONS);
        let mut grid = Grid::new([Column::Left, Column::Wrap]);
        for (name, reason) in &root.exclusions {
            grid.row([name, reason]);
        }
        page.grid(&grid);
    }
}

/// Whether a row shows nothing: a table of elements that the site has none of.
fn is_empty(row: &RowView) -> bool {
    matches!(row, RowView::Table { lines, .. } if lines.is_empty())
}

/// Rows in order; neighbours of one shape share a grid, so that their columns line up.
fn rows(page: &mut Page, rows: &[&RowView]) {
    let mut rest = rows;
    let mut first = true;
    while let Some(row) = rest.first().copied() {
        let same = |r: &&&RowView| std::mem::discriminant(**r) == std::mem::discriminant(row);
        let count = match row {
            RowView::Table { .. } => 1,
            _ => rest.iter().take_while(same).count(),
        };
        let (run, after) = rest.split_at(count);
        rest = after;
        if !first {
            page.gap();
        }
        first = false;
        match row {
            RowView::Line { .. } => lines(page, run),
            RowView::Years { .. } => yearly(page, run),
            RowView::Evidence { .. } => evidence(page, run),
            RowView::Table {
                label,
                heads,
                lines,
            } => table(page, label.as_deref(), heads, lines),
        }
    }
}

fn lines(page: &mut Page, run: &[&RowView]) {
    let mut grid = Grid::new([Column::Left, Column::Right]);
    for row in run {
        if let RowView::Line { label, figure } = row {
            grid.row([label.as_str(), figure.text.as_str()]);
        }
    }
    page.grid(&grid);
}

fn yearly(page: &mut Page, run: &[&RowView]) {
    let rows: Vec<Row<'_>> = run
        .iter()
        .filter_map(|row| match row {
            RowView::Years {
                label,
                balance,
                opening,
                years,
                total,
                months,
            } => Some(Row {
                label,
                balance: *balance,
                opening: *opening,
                years,
                total: total.as_ref(),
                months: months.as_deref(),
            }),
            _ => None,
        })
        .collect();
    if rows.iter().any(|r| r.months.is_some()) {
        let tables = months::tables(&rows, page.room());
        blocks(page, &tables);
        return;
    }
    let tables = years::tables(&rows, page.room());
    blocks(page, &tables);
}

/// Blocks of columns below each other, and which years are left out.
fn blocks(page: &mut Page, tables: &years::Tables) {
    for (n, grid) in tables.blocks.iter().enumerate() {
        if n > 0 {
            page.gap();
        }
        page.grid(grid);
    }
    if let Some(years) = &tables.quiet {
        let note = page.ink(Ink::Dim, &format!("nothing in {years}"));
        page.line(&format!("  {note}"));
    }
}

/// Figures with the share of each grade of evidence; a column for each grade that occurs, and one for how many values
/// have no source.
fn evidence(page: &mut Page, run: &[&RowView]) {
    let mut grades: Vec<&str> = Vec::new();
    for row in run {
        if let RowView::Evidence { shares, .. } = row {
            for (grade, _) in shares {
                if !grades.contains(&grade.as_str()) {
                    grades.push(grade);
                }
            }
        }
    }
    let mut columns = vec![Column::Left, Column::Right];
    columns.extend(grades.iter().map(|_| Column::Right));
    let mut heads = vec!["resting on", ""];
    heads.extend(&grades);
    let any_unsourced =
        |row: &&RowView| matches!(row, RowView::Evidence { unsourced, .. } if *unsourced > 0);
    let count = run.iter().any(any_unsourced);
    if count {
        columns.push(Column::Right);
        heads.push("values without source");
    }
    let any_disagreeing =
        |row: &&RowView| matches!(row, RowView::Evidence { disagreeing, .. } if *disagreeing > 0);
    let contested = run.iter().any(any_disagreeing);
    if contested {
        columns.push(Column::Right);
        heads.push("whose sources disagree");
    }
    let mut grid = Grid::new(columns).heads(heads);
    for row in run {
        if let RowView::Evidence {
            label,
            figure,
            shares,
            values,
            unsourced,
            disagreeing,
        } = row
        {
            let mut cells = vec![label.clone(), figure.text.clone()];
            for grade in &grades {
                let share = shares.iter().find(|(g, _)| g == grade);
                cells.push(share.map_or("–".to_owned(), |(_, s)| percent(*s)));
            }
            if count {
                cells.push(format!("{unsourced} of {values}"));
            }
            if contested {
                cells.push(format!("{disagreeing} of {values}"));
            }
            grid.row(cells);
        }
    }
    page.grid(&grid);
}

fn table(page: &mut Page, label: Option<&str>, heads: &[String], lines: &[Vec<Figure>]) {
    if let Some(label) = label {
        let label = page.ink(Ink::Bold, label);
        page.line(&format!("  {label}"));
    }
    let upright = upright(heads, lines);
    if upright.fits(page.room()) {
        page.grid(&upright);
    } else {
        page.grid(&lying(heads, lines));
    }
}

/// Heads above, an element a line. Words stand to the left and wrap, everything else to the right.
fn upright(heads: &[String], lines: &[Vec<Figure>]) -> Grid {
    let is_words = |i: usize| {
        let mut cells = lines.iter().filter_map(|l| l.get(i));
        cells.any(|f| f.value.is_none() && f.ty == "Text")
    };
    let columns: Vec<Column> = (0..heads.len())
        .map(|i| {
            if is_words(i) {
                Column::Wrap
            } else {
                Column::Right
            }
        })
        .collect();
    let mut grid = Grid::new(columns).heads(heads);
    for line in lines {
        grid.row(line.iter().map(cell));
    }
    grid
}

/// A figure in a table; what was not given is a dash.
fn cell(figure: &Figure) -> &str {
    match (figure.value, figure.text.as_str()) {
        (None, "none") => "–",
        (_, text) => text,
    }
}

/// For a table too wide for the page: heads at the left, an element a column.
fn lying(heads: &[String], lines: &[Vec<Figure>]) -> Grid {
    let mut columns = vec![Column::Left];
    columns.extend(lines.iter().map(|_| Column::Right));
    let row = |i: usize| {
        let head = heads.get(i).cloned().unwrap_or_default();
        let cells = lines.iter().map(move |l| l.get(i).map_or("", cell));
        std::iter::once(head).chain(cells.map(str::to_owned))
    };
    let mut grid = Grid::new(columns).heads(row(0));
    for i in 1..heads.len() {
        grid.row(row(i));
    }
    grid
}

fn requirements(page: &mut Page, list: &[RequirementView]) {
    let mut grid = Grid::new([Column::Left, Column::Wrap, Column::Wrap]);
    for r in list {
        let state = match (r.met, r.warning) {
            (Some(true), _) => "met",
            (Some(false), false) => "NOT MET",
            (Some(false), true) => "warning",
            (None, _) => "no value",
        };
        let mut about = r.why.clone().unwrap_or_default();
        if let Some((left, right)) = &r.sides {
            let sides = format!("{} against {}", left.text, right.text);
            about = if about.is_empty() {
                sides
            } else {
                format!("{about} ({sides})")
            };
        }
        grid.row([state, r.condition.as_str(), about.as_str()]);
    }
    page.painted(&grid, verdict);
}

fn expectations(page: &mut Page, list: &[ExpectationView]) {
    let mut sources: Vec<&str> = Vec::new();
    let mut grid = Grid::new([
        Column::Left,
        Column::Wrap,
        Column::Right,
        Column::Right,
        Column::Right,
        Column::Right,
        Column::Left,
    ])
    .heads(["", "", "published", "computed", "difference", "within", ""]);
    for e in list {
        let mut marks = Vec::new();
        for source in &e.sources {
            let known = sources.iter().position(|s| s == source);
            let at = known.unwrap_or_else(|| {
                sources.push(source);
                sources.len() - 1
            });
            marks.push(format!("[{}]", at + 1));
        }
        let what = match &e.remark {
            Some(remark) => format!("{}: {remark}", e.what),
            None => e.what.clone(),
        };
        grid.row([
            if e.met { "met" } else { "MISSED" },
            &what,
            e.published.text.as_str(),
            e.computed.text.as_str(),
            &e.difference.map_or_else(String::new, signed_percent),
            e.within.as_deref().unwrap_or("exact"),
            &marks.join(""),
        ]);
    }
    page.painted(&grid, verdict);
    if !sources.is_empty() {
        page.gap();
        let mut grid = Grid::new([Column::Right, Column::Wrap]);
        for (n, source) in sources.iter().enumerate() {
            grid.row([format!("[{}]", n + 1), (*source).to_owned()]);
        }
        page.painted(&grid, |page, line| page.ink(Ink::Dim, &line));
    }
}

/// Colours the first word of a line that says whether something holds.
fn verdict(page: &Page, line: String) -> String {
    for (word, ink) in [
        ("met", Ink::Good),
        ("NOT MET", Ink::Bad),
        ("MISSED", Ink::Bad),
        ("warning", Ink::Odd),
        ("no value", Ink::Odd),
    ] {
        if let Some(rest) = line.strip_prefix(word).filter(|r| r.starts_with(' ')) {
            return format!("{}{rest}", page.ink(ink, word));
        }
    }
    line
}

fn assumptions(page: &mut Page, list: &[AssumptionView]) {
    let mut grid = Grid::new([Column::Left, Column::Right, Column::Wrap]);
    for a in list {
        let chance = a.distribution.as_ref().map(|d| format!("~ {d}"));
        let about: Vec<String> = chance.into_iter().chain(a.reason.clone()).collect();
        grid.row([a.name.clone(), a.figure.text.clone(), about.join(": ")]);
    }
    page.grid(&grid);
}

/// A share as `62 %`; what is not nothing is never told as nothing.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.5 {
        "<1 %".to_owned()
    } else {
        format!("{percent:.0} %")
    }
}

/// A relative difference as `+0.31 %`.
fn signed_percent(difference: f64) -> String {
    let percent = difference * 100.0;
    // Rounding noise of the last bits is no difference.
    if percent.abs() < 0.005 {
        "0.00 %".to_owned()
    } else {
        format!("{percent:+.2} %")
    }
}
