//! Values of expressions as text.

use std::collections::BTreeMap;

use sitec_compiler::view::{Evaluated, YearView};

use super::grid::{Column, Grid};
use super::months::NAMES;
use super::page::Page;
use super::years::{numbered, opens};

/// A line for each expression; a value a month adds a table of its years, and of its months if asked.
#[must_use]
pub fn values(values: &[Evaluated], monthly: bool, width: usize, color: bool) -> String {
    let mut page = Page::new(width, color);
    if let [only] = values {
        page.line(&only.figure.text);
        series(&mut page, only, monthly);
        return page.finish();
    }
    let mut rest = values;
    while let Some(first) = rest.first() {
        // Single values stand below each other.
        let single = rest.iter().take_while(|v| v.years.is_none()).count();
        let (now, after) = rest.split_at(single.max(1));
        rest = after;
        let mut grid = Grid::new([Column::Wrap, Column::Right]);
        for v in now {
            grid.row([v.expression.as_str(), v.figure.text.as_str()]);
        }
        for line in grid.lay(width).body {
            page.line(&line);
        }
        if single == 0 {
            series(&mut page, first, monthly);
            page.gap();
        }
    }
    page.finish()
}

fn series(page: &mut Page, v: &Evaluated, monthly: bool) {
    let Some(years) = &v.years else { return };
    page.gap();
    if monthly {
        months(page, v);
        page.gap();
    }
    by_year(page, years);
}

fn by_year(page: &mut Page, years: &[YearView]) {
    let summed = years.iter().any(|y| y.sum.is_some());
    let mut columns = vec![Column::Left, Column::Right, Column::Right, Column::Right];
    let mut heads = vec!["", "last month", "lowest", "highest"];
    if summed {
        columns.push(Column::Right);
        heads.push("sum");
    }
    let mut grid = Grid::new(columns).heads(heads);
    for y in years {
        let mut row = vec![
            y.year.to_string(),
            y.last.text.clone(),
            y.lowest.text.clone(),
            y.highest.text.clone(),
        ];
        row.extend(y.sum.as_ref().map(|s| s.text.clone()));
        grid.row(row);
    }
    page.grid(&grid);
}

/// A line a year and a column a month; in halves or quarters where the page is narrow.
fn months(page: &mut Page, v: &Evaluated) {
    let mut years: BTreeMap<i32, [&str; 13]> = BTreeMap::new();
    for ((year, number), (_, figure)) in numbered(&v.months).into_iter().zip(&v.months) {
        let line = years.entry(year).or_insert([""; 13]);
        if let Some(cell) = line.get_mut(number) {
            *cell = figure.text.as_str();
        }
    }
    let grid = |months: &[usize]| {
        let mut columns = vec![Column::Left];
        columns.extend(months.iter().map(|_| Column::Right));
        let names = months.iter().map(|m| NAMES[*m]);
        let mut grid = Grid::new(columns).heads(std::iter::once("").chain(names));
        for (year, line) in &years {
            let cells = months.iter().map(|m| line[*m].to_owned());
            grid.row(std::iter::once(year.to_string()).chain(cells));
        }
        grid
    };
    let parts = |each: usize| {
        let all: Vec<usize> = (1..=12).collect();
        let mut parts: Vec<Vec<usize>> = all.chunks(each).map(<[usize]>::to_vec).collect();
        if let Some(part) = parts.first_mut().filter(|_| opens(&v.months)) {
            part.insert(0, 0);
        }
        parts
    };
    let fits = |each: &usize| parts(*each).iter().all(|part| grid(part).fits(page.room()));
    let each = [12, 6, 4, 3, 2].into_iter().find(fits).unwrap_or(1);
    for (n, part) in parts(each).iter().enumerate() {
        if n > 0 {
            page.gap();
        }
        page.grid(&grid(part));
    }
}
