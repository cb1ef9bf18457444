//! Tables with months as columns: a block for each year, or for its halves or quarters where the page is narrow.

use unicode_width::UnicodeWidthStr;

use super::grid::{Column, Grid};
use super::years::{Cells, Prepared, Row, Tables, opens, prepare};

/// What a month is called above its column, by its number; in front of all the opening column.
pub(super) const NAMES: [&str; 13] = [
    "opening", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// How many months a block may have: parts of a year, so that no block holds two.
const PARTS: [usize; 6] = [12, 6, 4, 3, 2, 1];

/// Lays rows out month by month. The last block of a year has its sums, the last of all the totals.
#[must_use]
pub(super) fn tables(rows: &[Row<'_>], room: usize) -> Tables {
    let Prepared {
        cells,
        years,
        summed,
        quiet,
    } = prepare(rows);
    let widest = |text: &dyn Fn(&Cells) -> usize| cells.iter().map(text).max().unwrap_or(0);
    let label = widest(&|c| c.label.width()).max(4);
    let unit = widest(&|c| c.unit.width());
    let months = widest(&|c| c.months.iter().map(|(_, t)| t.width()).max().unwrap_or(0)).max(3);
    let sums = widest(&|c| c.years.iter().map(|(_, t)| t.width()).max().unwrap_or(0)).max(4);
    let totals = widest(&|c| c.total.as_deref().map_or(0, UnicodeWidthStr::width)).max(5);
    let mut taken = label + 2 + unit;
    if summed {
        taken += sums + 2;
        if years.len() > 1 {
            taken += totals + 2;
        }
    }
    // An opening column in which nothing is told is left out, as quiet years are.
    let opening = rows.iter().any(|r| opens(r.months.unwrap_or_default()));
    if opening {
        taken += months.max(NAMES[0].width()) + 2;
    }
    let fits = |n: &usize| taken + n * (months + 2) <= room;
    let each = PARTS.into_iter().find(fits).unwrap_or(1);
    let mut blocks = Vec::new();
    for year in &years {
        let mut parts: Vec<Vec<usize>> = (1..=12)
            .collect::<Vec<usize>>()
            .chunks(each)
            .map(|part| {
                part.iter()
                    .copied()
                    .filter(|m| told(&cells, *year, *m))
                    .collect()
            })
            .filter(|part: &Vec<usize>| !part.is_empty())
            .collect();
        if opening && told(&cells, *year, 0) {
            match parts.first_mut() {
                Some(part) => part.insert(0, 0),
                None => parts.push(vec![0]),
            }
        }
        for (n, part) in parts.iter().enumerate() {
            let closes = summed && n + 1 == parts.len();
            let ends = closes && years.len() > 1 && years.last() == Some(year);
            blocks.push(block(&cells, *year, part, (closes, ends), months));
        }
    }
    Tables { blocks, quiet }
}

/// Whether a row has a figure for a month.
fn told(cells: &[Cells], year: i32, month: usize) -> bool {
    cells.iter().any(|c| cell(c, year, month).is_some())
}

fn cell(c: &Cells, year: i32, month: usize) -> Option<&str> {
    let at = c.months.binary_search_by_key(&(year, month), |(m, _)| *m);
    at.ok().map(|at| c.months[at].1.as_str())
}

/// Months of one year; with its sums if it `closes`, with the totals if it `ends` the table.
fn block(
    cells: &[Cells],
    year: i32,
    months: &[usize],
    (closes, ends): (bool, bool),
    width: usize,
) -> Grid {
    let mut columns = vec![Column::Left, Column::Left];
    let mut heads = vec![year.to_string(), String::new()];
    for m in months {
        columns.push(Column::Right);
        heads.push(NAMES.get(*m).map_or("", |n| *n).to_owned());
    }
    if closes {
        columns.push(Column::Right);
        heads.push(year.to_string());
    }
    if ends {
        columns.push(Column::Right);
        heads.push("total".to_owned());
    }
    let mut grid = Grid::new(columns).heads(heads);
    for c in cells {
        let mut row = vec![c.label.clone(), c.unit.clone()];
        for m in months {
            // One width in all blocks, so that columns stand below each other.
            let text = cell(c, year, *m).unwrap_or("");
            row.push(format!("{text:>width$}"));
        }
        if closes {
            let sum = c.years.iter().find(|(y, _)| *y == year && !c.balance);
            row.push(sum.map_or(String::new(), |(_, t)| t.clone()));
        }
        if ends {
            row.push(c.total.clone().unwrap_or_default());
        }
        grid.row(row);
    }
    grid
}
