//! The schedule as text: dates, and a bar for each element.

use jiff::civil::Date;
use sitec_compiler::view::{Schedule, ScheduleItem};

use super::grid::{Column, Grid};
use super::page::{Ink, Page};

/// What marks an element of the critical chain.
const MARK: &str = "●";

/// The dates of all elements with bars over the span that they cover, and the chain that sets the end.
#[must_use]
pub fn chart(schedule: &Schedule, width: usize, color: bool) -> String {
    let mut page = Page::new(width, color);
    if schedule.items.is_empty() {
        page.line("nothing is scheduled");
        return page.finish();
    }
    let root = common_root(schedule);
    let title = root.map_or_else(|| "Schedule".to_owned(), |r| format!("Schedule of {r}"));
    page.headline(&title, '━');
    let grid = dates(&schedule.items, root);
    let taken = grid.lay(page.room()).across + 2;
    let span = Span::of(&schedule.items, page.room().saturating_sub(taken));
    let mut grid = Grid::new([
        Column::Left,
        Column::Left,
        Column::Left,
        Column::Right,
        Column::Right,
        Column::Left,
    ])
    .heads([
        "",
        "element",
        "kind",
        "start",
        "ready",
        &span.as_ref().map_or_else(String::new, Span::scale),
    ]);
    for item in &schedule.items {
        let mut row = cells(item, root);
        row.push(span.as_ref().map_or_else(String::new, |s| s.bar(item)));
        grid.row(row);
    }
    page.painted(&grid, |page, line| {
        if line.starts_with(MARK) {
            page.ink(Ink::Odd, &line)
        } else {
            line
        }
    });
    if !schedule.critical_chain.is_empty() {
        page.title("What sets the end");
        let chain = schedule.critical_chain.iter().map(|path| short(path, root));
        page.paragraph(&chain.collect::<Vec<_>>().join(" → "));
        page.gap();
        page.paragraph(&format!("{MARK} {}", schedule.rule));
    }
    page.finish()
}

/// The first name of all paths, if it is the same.
fn common_root(schedule: &Schedule) -> Option<&str> {
    let mut roots = schedule.items.iter().map(|i| i.path.split_once('.'));
    let (first, _) = roots.next()??;
    roots
        .all(|r| r.is_some_and(|(root, _)| root == first))
        .then_some(first)
}

/// The path without the root that the headline names.
fn short<'p>(path: &'p str, root: Option<&str>) -> &'p str {
    let below = root.and_then(|r| path.strip_prefix(r));
    below.and_then(|p| p.strip_prefix('.')).unwrap_or(path)
}

fn dates(items: &[ScheduleItem], root: Option<&str>) -> Grid {
    let mut grid = Grid::new([
        Column::Left,
        Column::Left,
        Column::Left,
        Column::Right,
        Column::Right,
    ])
    .heads(["", "element", "kind", "start", "ready"]);
    for item in items {
        grid.row(cells(item, root));
    }
    grid
}

fn cells(item: &ScheduleItem, root: Option<&str>) -> Vec<String> {
    let date = |d: &Option<String>| d.clone().unwrap_or_else(|| "–".to_owned());
    vec![
        if item.critical { MARK } else { "" }.to_owned(),
        short(&item.path, root).to_owned(),
        item.kind.clone(),
        date(&item.start),
        date(&item.ready),
    ]
}

/// The days that the chart covers and the columns it has for them.
struct Span {
    first: i64,
    days: i64,
    columns: i64,
    ends: (String, String),
}

impl Span {
    /// Nothing if there is no date or no room for bars.
    fn of(items: &[ScheduleItem], columns: usize) -> Option<Self> {
        let dates = items.iter().flat_map(|i| [&i.start, &i.ready]);
        let days: Vec<i64> = dates.flatten().filter_map(|d| day(d)).collect();
        let (first, last) = (days.iter().min()?, days.iter().max()?);
        let columns = i64::try_from(columns).ok()?.min(60);
        let text = |d: &i64| {
            let items = items.iter().flat_map(|i| [&i.start, &i.ready]).flatten();
            items.into_iter().find(|t| day(t) == Some(*d)).cloned()
        };
        let ends = (text(first)?, text(last)?);
        (columns >= 30).then_some(Span {
            first: *first,
            days: (last - first).max(1),
            columns,
            ends,
        })
    }

    /// The column of a day, from 0.
    fn column(&self, day: i64) -> usize {
        let at = (day - self.first) * (self.columns - 1) / self.days;
        usize::try_from(at.clamp(0, self.columns - 1)).unwrap_or(0)
    }

    /// The ends of the axis.
    fn scale(&self) -> String {
        let width = usize::try_from(self.columns).unwrap_or(0);
        let (left, right) = (format!("├ {}", self.ends.0), format!("{} ┤", self.ends.1));
        let between = width.saturating_sub(left.chars().count());
        format!("{left}{right:>between$}")
    }

    fn bar(&self, item: &ScheduleItem) -> String {
        let at = |d: &Option<String>| d.as_deref().and_then(day).map(|d| self.column(d));
        let (start, ready) = match (at(&item.start), at(&item.ready)) {
            (Some(s), Some(r)) => (s, r),
            (Some(only), None) | (None, Some(only)) => (only, only),
            (None, None) => return String::new(),
        };
        let length = ready.saturating_sub(start);
        format!("{}{}◆", " ".repeat(start), "━".repeat(length))
    }
}

/// Days since 1970-01-01 of an ISO date.
fn day(iso: &str) -> Option<i64> {
    let date: Date = iso.parse().ok()?;
    let since = date.since(Date::constant(1970, 1, 1)).ok()?;
    Some(i64::from(since.get_days()))
}
