//! A report as one table of plain values: comma-separated, for spreadsheets and data frames.
//!
//! Each value is a record of its own, with all its digits: `section,row,element,unit,period,value`. Totals over
//! periods are left out, so that a sum over records counts nothing twice.

use std::collections::BTreeSet;

use sitec_compiler::view::{Figure, Report, RootReport, RowView};

use crate::fault::Fault;
use crate::select;

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Record {
    section: String,
    row: String,
    element: String,
    unit: String,
    period: String,
    value: String,
}

/// The records, one a line.
///
/// # Errors
/// If they cannot be written.
pub fn tidy(report: &Report) -> Result<String, Fault> {
    let heads = ["section", "row", "element", "unit", "period", "value"];
    let lines = records(report).into_iter().map(|r| {
        let cells = [r.section, r.row, r.element, r.unit, r.period, r.value];
        cells.to_vec()
    });
    written(heads.map(str::to_owned).to_vec(), lines)
}

/// A line for each row and element, with a column for each period; `value` holds what has no period.
///
/// # Errors
/// If it cannot be written.
pub fn wide(report: &Report) -> Result<String, Fault> {
    let records = records(report);
    let periods: BTreeSet<&str> = records.iter().map(|r| r.period.as_str()).collect();
    let periods: Vec<&str> = periods.into_iter().filter(|p| !p.is_empty()).collect();
    let mut heads: Vec<String> = ["section", "row", "element", "unit", "value"]
        .map(str::to_owned)
        .to_vec();
    heads.extend(periods.iter().map(|p| (*p).to_owned()));
    let mut lines: Vec<Vec<String>> = Vec::new();
    let mut before: Option<&Record> = None;
    for r in &records {
        let goes_on = before.is_some_and(|b| {
            let same = (&b.section, &b.row, &b.element) == (&r.section, &r.row, &r.element);
            same && b.period < r.period && !b.period.is_empty()
        });
        if !goes_on {
            let mut line = vec![
                r.section.clone(),
                r.row.clone(),
                r.element.clone(),
                r.unit.clone(),
            ];
            line.resize(heads.len(), String::new());
            lines.push(line);
        }
        let at = periods.iter().position(|p| *p == r.period);
        if let Some(cell) = lines
            .last_mut()
            .and_then(|l| l.get_mut(at.map_or(4, |at| at + 5)))
        {
            cell.clone_from(&r.value);
        }
        before = Some(r);
    }
    written(heads, lines)
}

fn written(
    heads: Vec<String>,
    lines: impl IntoIterator<Item = Vec<String>>,
) -> Result<String, Fault> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let failed = |e: String| Fault::Write {
        path: "a table".to_owned(),
        why: e,
    };
    for line in std::iter::once(heads).chain(lines) {
        out.write_record(line).map_err(|e| failed(e.to_string()))?;
    }
    let bytes = out.into_inner().map_err(|e| failed(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| failed(e.to_string()))
}

fn records(report: &Report) -> Vec<Record> {
    let mut out = Vec::new();
    for root in &report.roots {
        // Of several roots each says whose its sections are.
        let prefix = match report.roots.len() {
            1 => String::new(),
            _ => format!("{}: ", root.name),
        };
        of_root(root, &prefix, &mut out);
    }
    out
}

fn of_root(root: &RootReport, prefix: &str, out: &mut Vec<Record>) {
    for section in &root.sections {
        let whole = section.of.as_deref().unwrap_or("");
        let section_name = format!("{prefix}{}", section.title);
        let mut put = |row: &str, element: &str, period: &str, figure: &Figure| {
            out.push(Record {
                section: section_name.clone(),
                row: row.to_owned(),
                element: element.to_owned(),
                unit: figure.unit.clone().unwrap_or_default(),
                period: period.to_owned(),
                value: value(figure),
            });
        };
        for row in &section.rows {
            match row {
                RowView::Line { label, figure } => put(label, whole, "", figure),
                RowView::Years {
                    label,
                    months: Some(months),
                    ..
                } => months.iter().for_each(|(m, f)| put(label, whole, m, f)),
                RowView::Years { label, years, .. } => {
                    for (year, figure) in years {
                        put(label, whole, &year.to_string(), figure);
                    }
                }
                RowView::Evidence {
                    label,
                    figure,
                    shares,
                    ..
                } => {
                    put(label, whole, "", figure);
                    for (grade, share) in shares {
                        put(&format!("{label}: share"), grade, "", &ratio(*share));
                    }
                }
                RowView::Table {
                    label,
                    heads,
                    lines,
                } => {
                    for line in lines {
                        let element = line.first().map_or("", |f| f.text.as_str());
                        for (head, figure) in heads.iter().zip(line).skip(1) {
                            let row = match label {
                                Some(label) => format!("{label}: {head}"),
                                None => head.clone(),
                            };
                            put(&row, element, "", figure);
                        }
                    }
                }
            }
        }
    }
    let mut put = |section: &str, row: &str, element: &str, unit: &str, value: String| {
        out.push(Record {
            section: format!("{prefix}{section}"),
            row: row.to_owned(),
            element: element.to_owned(),
            unit: unit.to_owned(),
            period: String::new(),
            value,
        });
    };
    for r in &root.requirements {
        let met = r.met.map_or(String::new(), |m| m.to_string());
        put(select::REQUIREMENTS, &r.condition, "met", "", met);
    }
    for e in &root.expectations {
        let section = select::EXPECTATIONS;
        for (element, figure) in [("published", &e.published), ("computed", &e.computed)] {
            let unit = figure.unit.as_deref().unwrap_or("");
            put(section, &e.what, element, unit, value(figure));
        }
        put(section, &e.what, "met", "", e.met.to_string());
    }
    for a in &root.assumptions {
        let unit = a.figure.unit.as_deref().unwrap_or("");
        put(select::ASSUMPTIONS, &a.name, "", unit, value(&a.figure));
    }
    for (name, reason) in &root.exclusions {
        put(select::EXCLUSIONS, name, "", "", reason.clone());
    }
}

fn ratio(v: f64) -> Figure {
    Figure {
        text: v.to_string(),
        value: Some(v),
        unit: None,
        ty: "Ratio".to_owned(),
        series: None,
        opening: None,
    }
}

/// A figure with all its digits; dates, words and conditions as people read them. What has no value is empty.
fn value(figure: &Figure) -> String {
    match (figure.value, figure.ty.as_str()) {
        _ if is_day(&figure.text) => figure.text.clone(),
        (Some(v), "Bool") => (v != 0.0).to_string(),
        (Some(v), _) => v.to_string(),
        (None, _) if matches!(figure.text.as_str(), "n/a" | "none") => String::new(),
        (None, _) => figure.text.clone(),
    }
}

/// `2027-03-31`
fn is_day(text: &str) -> bool {
    let digit = |(i, c): (usize, u8)| match i {
        4 | 7 => c == b'-',
        _ => c.is_ascii_digit(),
    };
    text.len() == 10 && text.bytes().enumerate().all(digit)
}
