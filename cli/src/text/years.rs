//! Tables with years as columns, wrapped into blocks that fit the page.

use std::collections::BTreeSet;

use sitec_compiler::view::Figure;
use unicode_width::UnicodeWidthStr;

use super::grid::{Column, Grid};

/// One row of a table of years.
#[derive(Debug, Clone, Copy)]
pub struct Row<'v> {
    /// Label.
    pub label: &'v str,
    /// Whether the figures are balances (else sums).
    pub balance: bool,
    /// Whether the balances are those at the beginning (else at the end).
    pub opening: bool,
    /// Figures by year.
    pub years: &'v [(i32, Figure)],
    /// The sum, for sums.
    pub total: Option<&'v Figure>,
    /// Figures by month, as `2027-03`, if they are told.
    pub months: Option<&'v [(String, Figure)]>,
}

/// A row ready to be set.
pub(super) struct Cells {
    pub label: String,
    pub unit: String,
    pub balance: bool,
    pub years: Vec<(i32, String)>,
    pub total: Option<String>,
    /// By year and number of the month (0 is the opening column), in order.
    pub months: Vec<((i32, usize), String)>,
}

/// Rows ready to be set in columns.
pub(super) struct Prepared {
    pub cells: Vec<Cells>,
    /// The years in which something is told.
    pub years: Vec<i32>,
    /// Whether a row has a total.
    pub summed: bool,
    /// The years that are left out.
    pub quiet: Option<String>,
}

/// The thousand power in which the money of a table is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Ones,
    Thousands,
    Millions,
}

impl Scale {
    fn for_amounts(largest: f64) -> Self {
        if largest >= 1e6 {
            Scale::Millions
        } else if largest >= 1e4 {
            Scale::Thousands
        } else {
            Scale::Ones
        }
    }

    fn factor(self) -> f64 {
        match self {
            Scale::Ones => 1.0,
            Scale::Thousands => 1e3,
            Scale::Millions => 1e6,
        }
    }

    fn letter(self) -> &'static str {
        match self {
            Scale::Ones => "",
            Scale::Thousands => " k",
            Scale::Millions => " m",
        }
    }
}

/// Lays consecutive rows of years out as blocks of columns; the last one holds the totals.
#[must_use]
pub fn tables(rows: &[Row<'_>], room: usize) -> Tables {
    let Prepared {
        cells,
        years,
        summed,
        quiet,
    } = prepare(rows);
    Tables {
        blocks: blocks(&cells, &years, summed, room),
        quiet,
    }
}

/// Words for the figures of consecutive rows.
///
/// Money is told in one scale, to a tenth, and the tenths of a row are shared out so that the printed
/// months add up to the printed year, and the years to the printed total (largest remainders). Everything
/// else is told as given.
pub(super) fn prepare(rows: &[Row<'_>]) -> Prepared {
    let money = rows.iter().filter(|r| currency(r).is_some());
    let amounts = money.flat_map(|r| r.years.iter().map(|(_, f)| f).chain(r.total));
    let largest = amounts
        .filter_map(|f| f.value)
        .fold(0.0_f64, |most, v| most.max(v.abs()));
    let scale = Scale::for_amounts(largest);
    let cells: Vec<Cells> = rows.iter().map(|r| cells(r, scale)).collect();
    let years: BTreeSet<i32> = rows
        .iter()
        .flat_map(|r| r.years.iter().map(|(y, _)| *y))
        .collect();
    let years: Vec<i32> = years.into_iter().collect();
    let flows = |year: &i32| {
        let mut told = rows.iter().flat_map(|r| r.years.iter());
        told.any(|(y, f)| y == year && f.value != Some(0.0) && !f.text.is_empty())
    };
    let first = years.iter().position(flows).unwrap_or(0);
    let last = years.iter().rposition(flows).unwrap_or(0);
    let shown = years.get(first..=last).unwrap_or(&years);
    let named = |list: &[i32]| match list {
        [] => None,
        [only] => Some(only.to_string()),
        [a, .., b] => Some(format!("{a} to {b}")),
    };
    let before = years.get(..first).and_then(named);
    let after = years.get(last + 1..).and_then(named);
    let quiet: Vec<String> = before.into_iter().chain(after).collect();
    let summed = cells.iter().any(|c| c.total.is_some());
    Prepared {
        years: shown.to_vec(),
        summed,
        quiet: (!quiet.is_empty()).then(|| quiet.join(", ")),
        cells,
    }
}

/// Laid-out rows of years.
#[derive(Debug)]
pub struct Tables {
    /// Blocks of columns, one below the other.
    pub blocks: Vec<Grid>,
    /// The years at both ends that are left out, because every row is zero in them.
    pub quiet: Option<String>,
}

/// Cuts the years into blocks of about the same number, as many as fit each.
fn blocks(cells: &[Cells], years: &[i32], summed: bool, room: usize) -> Vec<Grid> {
    let widest = |text: &dyn Fn(&Cells) -> usize| cells.iter().map(text).max().unwrap_or(0);
    let label = widest(&|c| c.label.width());
    let unit = widest(&|c| c.unit.width());
    let figure = widest(&|c| c.years.iter().map(|(_, t)| t.width()).max().unwrap_or(0)).max(4);
    let total = widest(&|c| c.total.as_deref().map_or(0, UnicodeWidthStr::width)).max(5);
    let taken = label + unit + 4 + if summed { total + 2 } else { 0 };
    let fit = (room.saturating_sub(taken) + 2) / (figure + 2);
    let fit = fit.max(1);
    let count = years.len().div_ceil(fit).max(1);
    let each = years.len().div_ceil(count).max(1);
    let mut grids = Vec::new();
    let chunks: Vec<&[i32]> = years.chunks(each).collect();
    for (n, chunk) in chunks.iter().enumerate() {
        let last = n + 1 == chunks.len();
        let mut columns = vec![Column::Left, Column::Left];
        columns.extend(chunk.iter().map(|_| Column::Right));
        let mut heads = vec![String::new(), String::new()];
        heads.extend(chunk.iter().map(i32::to_string));
        if last && summed {
            columns.push(Column::Right);
            heads.push("total".to_owned());
        }
        let mut grid = Grid::new(columns).heads(heads);
        for c in cells {
            let mut row = vec![c.label.clone(), c.unit.clone()];
            for year in *chunk {
                let told = c.years.iter().find(|(y, _)| y == year);
                // One width in all blocks, so that the columns of blocks stand below each other.
                let told = told.map_or("", |(_, t)| t.as_str());
                row.push(format!("{told:>figure$}"));
            }
            if last && summed {
                row.push(c.total.clone().unwrap_or_default());
            }
            grid.row(row);
        }
        grids.push(grid);
    }
    grids
}

/// The currency of a row, if all its figures that have a value are money of one currency.
fn currency<'v>(row: &Row<'v>) -> Option<&'v str> {
    let figures = row.years.iter().map(|(_, f)| f).chain(row.total);
    let mut found = None;
    for figure in figures {
        match (&figure.unit, figure.value) {
            (Some(unit), Some(_)) if is_currency(unit) => {
                if *found.get_or_insert(unit.as_str()) != unit {
                    return None;
                }
            }
            (_, None) => {}
            _ => return None,
        }
    }
    found
}

fn is_currency(unit: &str) -> bool {
    unit.len() == 3 && unit.chars().all(|c| c.is_ascii_uppercase())
}

fn cells(row: &Row<'_>, scale: Scale) -> Cells {
    let moment = if row.opening { "begin" } else { "end" };
    let label = match (row.balance, row.months) {
        (false, _) => row.label.to_owned(),
        (true, None) => format!("{}, year {moment}", row.label),
        (true, Some(_)) => format!("{}, month {moment}", row.label),
    };
    let Some(currency) = currency(row) else {
        return plain(row, label);
    };
    let step = scale.factor() / if scale == Scale::Ones { 1.0 } else { 10.0 };
    let values: Vec<Option<f64>> = row.years.iter().map(|(_, f)| f.value).collect();
    let steps = share_out(&values, whole(&values, row.total, step), step);
    let months = row.months.unwrap_or_default();
    let month_steps = months_of(months, row, &steps, step);
    let tell = |steps: Option<i64>, figure: &Figure| match steps {
        None => figure.text.clone(),
        Some(0) => "–".to_owned(),
        Some(n) if scale == Scale::Ones => grouped(n),
        Some(n) => format!(
            "{}{}.{}",
            if n < 0 { "-" } else { "" },
            grouped((n / 10).abs()),
            (n % 10).abs()
        ),
    };
    Cells {
        label,
        unit: format!("{currency}{}", scale.letter()),
        balance: row.balance,
        months: numbered(months)
            .into_iter()
            .zip(months.iter().zip(month_steps))
            .map(|(m, ((_, f), s))| (m, tell(s, f)))
            .collect(),
        years: row
            .years
            .iter()
            .zip(&steps)
            .map(|((y, f), s)| (*y, tell(*s, f)))
            .collect(),
        total: row
            .total
            .map(|t| tell(t.value.map(|v| (v / step).round() as i64), t)),
    }
}

/// The steps of each month: of sums, those of a year are shared out among its months.
fn months_of(
    months: &[(String, Figure)],
    row: &Row<'_>,
    years: &[Option<i64>],
    step: f64,
) -> Vec<Option<i64>> {
    let mut steps = Vec::with_capacity(months.len());
    let numbers = numbered(months);
    let values: Vec<(i32, Option<f64>)> = numbers
        .iter()
        .zip(months)
        .map(|((year, _), (_, f))| (*year, f.value))
        .collect();
    for (own, due) in values.chunk_by(|a, b| a.0 == b.0).zip(years) {
        let values: Vec<Option<f64>> = own.iter().map(|(_, value)| *value).collect();
        let due = due.filter(|_| !row.balance && values.iter().all(Option::is_some));
        steps.extend(share_out(&values, due, step));
    }
    steps
}

/// The year and the number of each month, `2027-03`. The column `opening` has the number 0 in the year of the
/// month behind it.
pub(super) fn numbered(months: &[(String, Figure)]) -> Vec<(i32, usize)> {
    let month = |(text, _): &(String, Figure)| {
        let (year, month) = text.split_once('-')?;
        Some((year.parse().ok()?, month.parse().ok()?))
    };
    let first = months.iter().find_map(month).map_or(0, |(year, _)| year);
    months
        .iter()
        .map(|m| month(m).unwrap_or((first, 0)))
        .collect()
}

/// Whether anything is told in an opening column.
pub(super) fn opens(months: &[(String, Figure)]) -> bool {
    let zero = |f: &Figure| f.value == Some(0.0) || f.text.is_empty();
    months
        .iter()
        .zip(numbered(months))
        .any(|((_, f), (_, number))| number == 0 && !zero(f))
}

/// A row told as given, with a unit that all its figures share set apart.
fn plain(row: &Row<'_>, label: String) -> Cells {
    let figures = || {
        let months = row.months.unwrap_or_default().iter().map(|(_, f)| f);
        row.years
            .iter()
            .map(|(_, f)| f)
            .chain(row.total)
            .chain(months)
    };
    let suffix = figures()
        .find_map(|f| f.text.split_once(' ').map(|(_, unit)| unit.to_owned()))
        .filter(|unit| {
            let shared = |f: &Figure| f.text.ends_with(&format!(" {unit}"));
            figures().all(|f| f.value.is_none() || shared(f))
        });
    let bare = |f: &Figure| match &suffix {
        Some(unit) => f
            .text
            .strip_suffix(&format!(" {unit}"))
            .unwrap_or(&f.text)
            .to_owned(),
        None => f.text.clone(),
    };
    Cells {
        label,
        balance: row.balance,
        months: numbered(row.months.unwrap_or_default())
            .into_iter()
            .zip(row.months.unwrap_or_default())
            .map(|(m, (_, f))| (m, bare(f)))
            .collect(),
        years: row.years.iter().map(|(y, f)| (*y, bare(f))).collect(),
        total: row.total.map(bare),
        unit: suffix.clone().unwrap_or_default(),
    }
}

/// The rounded total, if the values add up to it.
fn whole(values: &[Option<f64>], total: Option<&Figure>, step: f64) -> Option<i64> {
    let total = total?.value?;
    let sum: f64 = values.iter().flatten().sum();
    let same = (sum - total).abs() <= step / 2.0;
    same.then(|| (total / step).round() as i64)
}

/// Whole steps for each value, such that they add up to so many; each rounded by itself if that is not said.
fn share_out(values: &[Option<f64>], total: Option<i64>, step: f64) -> Vec<Option<i64>> {
    let mut steps: Vec<Option<i64>> = values
        .iter()
        .map(|v| v.map(|v| (v / step).round() as i64))
        .collect();
    let Some(total) = total else { return steps };
    let mut missing = total - steps.iter().flatten().sum::<i64>();
    // Who was rounded down the most gets the first missing step, and the other way round. A zero stays
    // one: nothing may appear in a year in which nothing flows.
    let mut order: Vec<(usize, f64)> = values
        .iter()
        .zip(&steps)
        .enumerate()
        .filter_map(|(i, (v, s))| {
            let (v, s) = ((*v)? / step, (*s)? as f64);
            (v != 0.0).then_some((i, v - s))
        })
        .collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    if missing < 0 {
        order.reverse();
    }
    for (i, _) in order {
        if missing == 0 {
            break;
        }
        if let Some(Some(s)) = steps.get_mut(i) {
            *s += missing.signum();
            missing -= missing.signum();
        }
    }
    steps
}

/// A whole number with a comma before each three digits.
fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if n < 0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_years_add_up_to_the_printed_total() {
        // Thirds of a hundred: rounding each gives 99.9.
        let third = Some(100.0 / 3.0 * 1e6);
        let total = |v: f64| figure(v);
        let shared = |values: &[Option<f64>], all: f64, step: f64| {
            share_out(values, whole(values, Some(&total(all)), step), step)
        };
        let steps = shared(&[third, third, third, Some(0.0)], 100e6, 1e5);
        assert_eq!(steps, [Some(334), Some(333), Some(333), Some(0)]);
        let steps = shared(&[third, None], 100e6, 1e5);
        assert_eq!(
            steps,
            [Some(333), None],
            "what does not add up is rounded by itself"
        );
        let down = shared(&[Some(0.6), Some(0.6), Some(0.3)], 1.5, 1.0);
        assert_eq!(down.iter().flatten().sum::<i64>(), 2);
        let less = shared(&[Some(0.6), Some(0.6), Some(0.2)], 1.4, 1.0);
        assert_eq!(less.iter().flatten().sum::<i64>(), 1);
        let negative = shared(&[Some(-0.5), Some(-0.5)], -1.0, 1.0);
        assert_eq!(negative.iter().flatten().sum::<i64>(), -1);
    }

    #[test]
    fn printed_months_add_up_to_printed_years() {
        // 1/3 of a tenth a month: each alone would be nothing, twelve are 0.4.
        let month = 1e6 / 30.0;
        let months: Vec<(String, Figure)> = (0..24)
            .map(|m| {
                (
                    format!("{}-{:02}", 2027 + m / 12, m % 12 + 1),
                    figure(month),
                )
            })
            .collect();
        let years = [(2027, figure(12.0 * month)), (2028, figure(12.0 * month))];
        let total = figure(24.0 * month);
        let row = Row {
            label: "Rent",
            balance: false,
            opening: false,
            years: &years,
            total: Some(&total),
            months: Some(&months),
        };
        let cells = cells(&row, Scale::Millions);
        let tenths = |t: &str| match t {
            "–" => 0,
            t => t.replace('.', "").parse::<i64>().expect("a number"),
        };
        for (year, told) in &cells.years {
            let own = cells.months.iter().filter(|((y, _), _)| y == year);
            assert_eq!(
                own.map(|(_, t)| tenths(t)).sum::<i64>(),
                tenths(told),
                "{year}"
            );
        }
        let years: i64 = cells.years.iter().map(|(_, t)| tenths(t)).sum();
        assert_eq!((Some("0.8"), 8), (cells.total.as_deref(), years));
    }

    fn figure(value: f64) -> Figure {
        Figure {
            text: String::new(),
            value: Some(value),
            unit: Some("USD".to_owned()),
            ty: "Money".to_owned(),
            series: None,
            opening: None,
        }
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(-1_234_567), "-1,234,567");
    }
}
