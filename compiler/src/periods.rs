//! Series by month (or longer period) and by calendar year.

use std::ops::Range;

use sitec_grammar::ast::RowKind;
use sitec_ir::{NodeId, Shape};
use sitec_runtime::Values;
use sitec_units::calendar::{Date, Timeline};
use sitec_units::dimension::Dim;

use crate::lower::Lowering;
use crate::lower::value::Val;
use crate::session::Session;
use crate::show;
use crate::types::*;
use crate::view::{Figure, RowView, YearView};

/// Whether a report tells months beside years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// Years alone.
    #[default]
    Years,
    /// Years, and each of their months.
    Months,
}

/// Which columns a report has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// How fine they are.
    pub detail: Detail,
    /// The columns that count, by number; all if absent.
    pub months: Option<Range<u32>>,
}

impl Session<'_> {
    /// The columns between two months, both included; `2027-03` is a month, `2027` stands for its first or last.
    ///
    /// # Errors
    /// In words: what is no month, lies outside of the timeline, or ends before it begins.
    pub fn columns(
        &self,
        detail: Detail,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Result<Columns, String> {
        if from.is_none() && to.is_none() {
            return Ok(Columns {
                detail,
                months: None,
            });
        }
        let timeline = *self.lowering.builder.timeline();
        let first = from.map_or(Ok(0), |t| place(t, "01", &timeline))?;
        // What is paid at the beginning of the first month counts with it.
        let first = if timeline.period(first) == 0 {
            0
        } else {
            first
        };
        let last = to.map_or(Ok(timeline.columns().saturating_sub(1)), |t| {
            place(t, "12", &timeline)
        })?;
        if last < first {
            let (from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
            return Err(format!("{to} comes before {from}"));
        }
        Ok(Columns {
            detail,
            months: Some(first..last + 1),
        })
    }
}

/// The column of a month. Of a whole year it is the month `otherwise`, as far as the timeline reaches.
fn place(text: &str, otherwise: &str, timeline: &Timeline) -> Result<u32, String> {
    let (year, month) = text.split_once('-').unwrap_or((text, otherwise));
    let number = |t: &str, digits: usize| {
        let plain = t.len() == digits && t.bytes().all(|b| b.is_ascii_digit());
        t.parse::<u32>().ok().filter(|_| plain)
    };
    let date = number(year, 4)
        .zip(number(month, 2))
        .and_then(|(y, m)| Date::new(i32::try_from(y).ok()?, m, 1).ok());
    let Some(date) = date else {
        return Err(format!("`{text}` is no month; one is written 2027-03"));
    };
    let at = timeline.column(date);
    let first = i64::from(timeline.opening);
    let last = i64::from(timeline.columns()) - 1;
    let reached = if text.contains('-') {
        at
    } else if date.year() == timeline.first.year() {
        at.max(first)
    } else if date.year() == timeline.end().year() {
        at.min(last)
    } else {
        at
    };
    u32::try_from(reached)
        .ok()
        .filter(|m| (first..=last).contains(&i64::from(*m)))
        .ok_or_else(|| {
            format!(
                "{text} lies outside of the timeline, which runs from {} to {}",
                month_name(timeline.first),
                month_name(timeline.end())
            )
        })
}

/// What a column is called: `opening`, or its first month, `2027-03`.
pub(crate) fn column_name(timeline: &Timeline, column: u32) -> String {
    match timeline.is_opening(column) {
        true => "opening".to_owned(),
        false => month_name(timeline.begin(column)),
    }
}

/// `2027-03`
pub(crate) fn month_name(day: Date) -> String {
    day.to_string().chars().take(7).collect()
}

impl Columns {
    /// The columns that count, of a timeline.
    fn range(&self, timeline: &Timeline) -> Range<u32> {
        self.months.clone().unwrap_or(0..timeline.columns())
    }

    /// The first and the last month, unless all count.
    pub(crate) fn named(&self, timeline: &Timeline) -> Option<(String, String)> {
        let months = self.months.clone()?;
        let name = |m: u32| month_name(timeline.begin(m));
        Some((name(months.start), name(months.end.saturating_sub(1))))
    }
}

/// Months (`2027-03`) with their figures.
type Months = Vec<(String, Figure)>;

/// Figures of one node: what they have in common is made once.
struct Figures {
    node: NodeId,
    ty: Ty,
    unit: Option<String>,
    scale: f64,
    name: String,
}

impl Figures {
    /// Of the single values of a node that may be a series.
    fn of(lowering: &mut Lowering<'_>, node: NodeId, ty: Ty) -> Figures {
        let ty = Ty {
            series: false,
            ..ty
        };
        let (unit, scale) = lowering.unit_of(ty, Some(node));
        Figures {
            node,
            ty,
            unit,
            scale,
            name: lowering.type_name(ty),
        }
    }

    /// The figure of a column, blank if the row does not tell of it.
    fn told(&self, v: Option<f64>, lowering: &Lowering<'_>) -> Figure {
        let mut figure = self.figure(v.unwrap_or(f64::NAN), lowering);
        if v.is_none() {
            figure.text.clear();
        }
        figure
    }

    fn figure(&self, v: f64, lowering: &Lowering<'_>) -> Figure {
        Figure {
            text: lowering.show_number(v, self.ty, Some(self.node)),
            value: (!v.is_nan()).then_some(v / self.scale),
            unit: self.unit.clone(),
            ty: self.name.clone(),
            series: None,
            opening: None,
        }
    }
}

impl Lowering<'_> {
    /// The values of a node month by month; a single value is the same in each.
    pub(crate) fn by_month(&self, n: NodeId, values: &Values) -> Vec<f64> {
        if self.builder.shape(n) == Shape::Series && values.has(n) {
            return values.series(n, 0);
        }
        let known = self.builder.const_value(n);
        let v = known.or_else(|| show::number(values, n));
        vec![v.unwrap_or(f64::NAN); self.builder.timeline().columns() as usize]
    }

    /// A row of a report by year, and by month if the columns say so. Columns in which `told` is zero are left blank.
    pub(crate) fn years_row(
        &mut self,
        label: String,
        kind: RowKind,
        (value, ty): (Val, Ty),
        told: Option<&[f64]>,
        values: &Values,
        columns: &Columns,
    ) -> RowView {
        let timeline = *self.builder.timeline();
        let opening = kind == RowKind::Opening;
        let balance = opening || kind == RowKind::Balance;
        let mut years = Vec::new();
        let mut total = None;
        let mut months = None;
        if let Val::Node(n) = value {
            let figures = Figures::of(self, n, ty);
            let series = self.by_month(n, values);
            let shown = columns.range(&timeline);
            let mut sums: Vec<(i32, Option<f64>)> = Vec::new();
            let mut each = Vec::new();
            let mut all = 0.0;
            for m in shown {
                let blank = told.is_some_and(|t| t.get(m as usize) == Some(&0.0));
                let v = series.get(m as usize).copied().unwrap_or(f64::NAN);
                let v = (!blank).then_some(v);
                let year = timeline.begin(m).year();
                match sums.last_mut() {
                    Some((y, sum)) if *y == year => {
                        *sum = match kind {
                            RowKind::Balance => v,
                            RowKind::Opening => *sum,
                            _ => sum.zip(v).map(|(a, b)| a + b).or(*sum).or(v),
                        }
                    }
                    _ => sums.push((year, v)),
                }
                all += v.unwrap_or(0.0);
                if columns.detail == Detail::Months {
                    let figure = figures.told(v, self);
                    each.push((column_name(&timeline, m), figure));
                }
            }
            years = sums
                .iter()
                .map(|(y, v)| (*y, figures.told(*v, self)))
                .collect();
            total = (!balance).then(|| figures.figure(all, self));
            months = (columns.detail == Detail::Months).then_some(each);
        }
        RowView::Years {
            label,
            balance,
            opening,
            years,
            total,
            months,
        }
    }

    /// A series by calendar year and by month; nothing for a single value.
    pub(crate) fn series_by_date(
        &mut self,
        value: Val,
        ty: Ty,
        values: &Values,
    ) -> Option<(Vec<YearView>, Months)> {
        let Val::Node(n) = value else { return None };
        if self.builder.shape(n) != Shape::Series || !values.has(n) {
            return None;
        }
        let money = matches!(ty.base, Base::Number(num) if num.dim == Dim::MONEY);
        let timeline = *self.builder.timeline();
        let figures = Figures::of(self, n, ty);
        let series = self.by_month(n, values);
        let mut months = Vec::with_capacity(series.len());
        let mut years: Vec<(i32, Vec<f64>)> = Vec::new();
        for (m, v) in (0..timeline.columns()).zip(&series) {
            let begin = timeline.begin(m);
            months.push((column_name(&timeline, m), figures.figure(*v, self)));
            match years.last_mut() {
                Some((year, list)) if *year == begin.year() => list.push(*v),
                _ => years.push((begin.year(), vec![*v])),
            }
        }
        let mut views = Vec::with_capacity(years.len());
        for (n, (year, list)) in years.into_iter().enumerate() {
            // What is paid in the opening column belongs to the year; its zeros are no month's.
            let opening = usize::from(timeline.opening && n == 0);
            let there = || list.iter().copied().skip(opening).filter(|v| !v.is_nan());
            let figure = |v: Option<f64>| figures.figure(v.unwrap_or(f64::NAN), self);
            views.push(YearView {
                year,
                last: figure(list.last().copied()),
                lowest: figure(there().min_by(f64::total_cmp)),
                highest: figure(there().max_by(f64::total_cmp)),
                sum: money.then(|| figure(Some(list.iter().sum()))),
            });
        }
        Some((views, months))
    }
}
