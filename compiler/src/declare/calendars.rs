//! Working calendars, read where they are declared.

use sitec_grammar::ast::{self, ExprKind, StmtKind};
use sitec_units::calendar::{Date, WorkCalendar};
use smol_str::SmolStr;

use crate::diag::families::{kinds as words, names as name_words, values as value_words};
use crate::package::*;

const ATTRIBUTES: [&str; 2] = ["workdays", "holidays"];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Package<'_> {
    /// The calendar of a name; Monday to Friday without holidays for no name.
    #[must_use]
    pub fn work_calendar(&self, name: &str) -> WorkCalendar {
        let declared = self.calendars.iter().find(|c| c.ast.name.name == name);
        declared.map_or_else(WorkCalendar::default, |c| c.days.clone())
    }

    /// The days of a declared calendar. What it does not say is as usual: Monday to Friday, no holidays.
    pub(super) fn calendar_days(&mut self, declared: &ast::CalendarDecl) -> WorkCalendar {
        let mut workdays = [true, true, true, true, true, false, false];
        let mut holidays: Vec<Date> = Vec::new();
        for stmt in &declared.body.stmts {
            let StmtKind::Attr(a) = &stmt.kind else {
                if !matches!(stmt.kind, StmtKind::Error) {
                    let what = super::statement_name(&stmt.kind);
                    let help = "a calendar has `workdays` and `holidays`";
                    self.problems
                        .push(name_words::misplaced(what, "a calendar", stmt.span, help));
                }
                continue;
            };
            let Some(attribute) = a.target.first().map(|step| &step.name) else {
                continue;
            };
            let items = match &a.value.expr.kind {
                ExprKind::List(items) => items.as_slice(),
                _ => std::slice::from_ref(&a.value.expr),
            };
            match attribute.name.as_str() {
                "workdays" => {
                    let days: Vec<usize> = items
                        .iter()
                        .filter_map(|item| self.day_of_week(item))
                        .collect();
                    if items.is_empty() {
                        let d = value_words::no_workday(a.value.expr.span);
                        self.problems.push(d);
                    } else if !days.is_empty() {
                        workdays = std::array::from_fn(|day| days.contains(&day));
                    }
                }
                "holidays" => {
                    holidays.extend(items.iter().filter_map(|item| self.holiday(item)));
                }
                other => {
                    let d = words::unknown_attribute(
                        "a calendar",
                        other,
                        attribute.span,
                        ATTRIBUTES.into_iter(),
                        Some(declared.name.span),
                    );
                    self.problems.push(d);
                }
            }
        }
        WorkCalendar::new(workdays, holidays).unwrap_or_default()
    }

    fn day_of_week(&mut self, item: &ast::Expr) -> Option<usize> {
        let written = match &item.kind {
            ExprKind::Name(day) => day.clone(),
            ExprKind::Error => return None,
            _ => SmolStr::new(self.source_text(item.span)),
        };
        let found = DAYS.iter().position(|d| *d == written);
        if found.is_none() {
            let days = DAYS.map(SmolStr::new_static);
            let d = words::unknown_choice(&written, item.span, &days, item.span);
            self.problems.push(d);
        }
        found
    }

    fn holiday(&mut self, item: &ast::Expr) -> Option<Date> {
        match &item.kind {
            ExprKind::Date(d) => {
                let day = u32::from(d.day.unwrap_or(1));
                Date::new(i32::from(d.year), u32::from(d.month), day)
                    .map_err(|why| {
                        let d = value_words::no_such_date(item.span, &why.to_string());
                        self.problems.push(d);
                    })
                    .ok()
            }
            ExprKind::Error => None,
            _ => {
                self.problems.push(value_words::no_holiday(item.span));
                None
            }
        }
    }
}
