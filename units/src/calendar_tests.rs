use jiff::ToSpan;
use proptest::prelude::*;

use crate::calendar::{
    Date, DateError, PeriodKind, Timeline, WorkCalendar, days_in_month, months_between,
};

fn day(text: &str) -> Date {
    let mut parts = text.split('-').map(|p| p.parse::<u32>().unwrap());
    let (y, m, d) = (
        parts.next().unwrap(),
        parts.next().unwrap(),
        parts.next().unwrap(),
    );
    Date::new(y as i32, m, d).unwrap()
}

#[test]
fn the_epoch_is_a_thursday() {
    assert_eq!(day("1970-01-01").days(), 0);
    assert_eq!(day("1970-01-01").weekday(), 3);
    assert_eq!(Date::MIN.to_string(), "0001-01-01");
    assert_eq!(Date::MAX.to_string(), "9999-12-31");
}

#[test]
fn days_that_are_none_say_why() {
    for (y, m, d, words) in [
        (
            2026,
            2,
            30,
            "there is no day 30 in February 2026: it has 28 days",
        ),
        (2026, 13, 1, "there is no month 13: months are 01 to 12"),
        (2026, 4, 0, "there is no day 00: days are counted from 01"),
        (0, 1, 1, "the year 0 is outside 1 to 9999"),
    ] {
        assert_eq!(Date::new(y, m, d).unwrap_err().to_string(), words);
    }
    assert!(Date::new(2024, 2, 29).is_ok());
}

#[test]
fn months_are_clamped_from_the_anchor() {
    let end = day("2026-01-31");
    assert_eq!(end.add_months(1), day("2026-02-28"));
    assert_eq!(
        end.add_months(2),
        day("2026-03-31"),
        "the anchor counts, not the step before"
    );
    assert_eq!(end.add_months(25), day("2028-02-29"));
    assert_eq!(end.add_months(-2), day("2025-11-30"));
    assert_eq!(end.add_months(i32::MAX), Date::MAX);
    assert_eq!(end.add_months(i32::MIN), Date::MIN);
}

#[test]
fn parts_of_months_count_the_month_begun() {
    assert_eq!(day("2026-01-01").add_months_f(0.5), day("2026-01-17"));
    assert_eq!(day("2026-01-01").add_months_f(1.5), day("2026-02-15"));
    assert_eq!(day("2026-01-01").add_months_f(-0.5), day("2025-12-17"));
    assert_eq!(day("2026-01-01").add_months_f(f64::NAN), day("2026-01-01"));
    assert_eq!(day("2026-01-01").add_months_f(f64::INFINITY), Date::MAX);
    assert_eq!(months_between(day("2026-01-01"), day("2027-01-01")), 12.0);
    assert_eq!(months_between(day("2026-01-01"), day("2026-02-15")), 1.5);
    assert_eq!(months_between(day("2026-03-01"), day("2026-02-01")), -1.0);
    assert_eq!(months_between(day("2026-01-31"), day("2026-02-28")), 1.0);
}

#[test]
fn periods_have_two_ends() {
    let both = |kind, index| {
        let start = Date::period_start(2026, kind, index).unwrap();
        (
            start.to_string(),
            Date::period_end(2026, kind, index).unwrap().to_string(),
        )
    };
    assert_eq!(
        both(PeriodKind::Quarter, 2),
        ("2026-04-01".into(), "2026-06-30".into())
    );
    assert_eq!(
        both(PeriodKind::Half, 2),
        ("2026-07-01".into(), "2026-12-31".into())
    );
    assert_eq!(
        Date::period_start(2026, PeriodKind::Quarter, 5),
        Err(DateError::Period(PeriodKind::Quarter, 5))
    );
    assert_eq!(
        Date::period_end(2026, PeriodKind::Half, 0),
        Err(DateError::Period(PeriodKind::Half, 0))
    );
}

#[test]
fn a_timeline_counts_its_months() {
    let line = Timeline::new(day("2025-08-14"), 18);
    assert_eq!(line.first, day("2025-08-01"));
    assert_eq!(
        (line.begin(6), line.close(6), line.end_of(6)),
        (day("2026-02-01"), day("2026-02-28"), day("2026-03-01"))
    );
    assert_eq!(line.end(), day("2027-01-31"));
    assert_eq!(line.column(day("2025-07-31")), -1);
    assert_eq!(line.column(day("2026-02-28")), 6);
    assert_eq!(line.column(day("2030-01-01")), 53);
    assert_eq!(line.begin(u32::MAX), Date::MAX);
    assert_eq!(line.length_text(), "18 months");
}

#[test]
fn a_timeline_of_years_behind_an_opening_column() {
    let line = Timeline::new(day("2026-07-04"), 3).by(12).with_opening();
    assert_eq!(line.columns(), 4);
    let column = |i| (line.period(i), line.begin(i), line.close(i), line.end_of(i));
    let at = day("2026-07-01");
    assert_eq!(column(0), (-1, at, at, at));
    assert_eq!(column(1), (0, at, day("2027-06-30"), day("2027-07-01")));
    assert_eq!(
        column(3),
        (2, day("2028-07-01"), day("2029-06-30"), day("2029-07-01"))
    );
    assert_eq!(line.end(), day("2029-06-30"));
    // No day is found in the opening column.
    assert_eq!(line.column(at), 1);
    assert_eq!(line.column(day("2028-06-30")), 2);
    assert_eq!(line.column(day("2026-06-30")), 0);
    assert_eq!(line.column(day("2029-07-01")), 4);
    assert_eq!(line.length_text(), "3 years");
    assert_eq!(line.begin(u32::MAX), Date::MAX);
}

#[test]
fn working_days_skip_weekends_and_holidays() {
    let calendar = WorkCalendar::new(
        [true, true, true, true, true, false, false],
        vec![day("2026-12-26"), day("2026-12-25"), day("2027-01-01")],
    )
    .unwrap();
    let eve = day("2026-12-24");
    assert_eq!(calendar.add_workdays(eve, 0), eve);
    assert_eq!(calendar.add_workdays(eve, 1), day("2026-12-28"));
    assert_eq!(calendar.add_workdays(eve, 5), day("2027-01-04"));
    assert_eq!(calendar.add_workdays(day("2026-12-28"), -1), eve);
    assert_eq!(calendar.workdays_between(eve, day("2027-01-04")), 5);
    assert_eq!(calendar.add_workdays(eve, i32::MAX), Date::MAX);
    assert_eq!(WorkCalendar::new([false; 7], Vec::new()), None);
}

fn any_day() -> impl Strategy<Value = Date> {
    (day("1900-01-01").days()..day("2200-01-01").days()).prop_map(Date::from_days)
}

fn jiff(date: Date) -> jiff::civil::Date {
    let (y, m, d) = date.ymd();
    jiff::civil::date(y as i16, m as i8, d as i8)
}

proptest! {
    #[test]
    fn conversions_agree_with_an_independent_calendar(days in Date::MIN.days()..=Date::MAX.days(), n in -30_000i32..30_000) {
        let date = Date::from_days(days);
        let (y, m, d) = date.ymd();
        prop_assert_eq!(Date::new(y, m, d), Ok(date));
        let theirs = jiff(date);
        prop_assert_eq!(theirs.to_string(), date.to_string());
        prop_assert_eq!(theirs.weekday().to_monday_zero_offset() as u8, date.weekday());
        prop_assert_eq!(theirs.days_in_month() as u32, days_in_month(y, m));
        if let Ok(later) = theirs.checked_add(n.months()) && later.year() >= 1 {
            prop_assert_eq!(later.to_string(), date.add_months(n).to_string());
        }
        if let Ok(later) = theirs.checked_add(n.days()) && later.year() >= 1 {
            prop_assert_eq!(later.to_string(), date.add_days(n).to_string());
        }
    }

    #[test]
    fn validity_agrees_with_an_independent_calendar(y in 1i32..=9999, m in 0u32..15, d in 0u32..35) {
        let theirs = jiff::civil::Date::new(y as i16, m as i8, d as i8);
        prop_assert_eq!(Date::new(y, m, d).is_ok(), theirs.is_ok());
    }

    #[test]
    fn months_between_is_undone_by_adding(a in any_day(), b in any_day()) {
        prop_assert_eq!(a.add_months_f(months_between(a, b)), b);
    }

    #[test]
    fn later_days_are_more_months_away(a in any_day(), b in any_day()) {
        prop_assert!(months_between(a, b.add_days(1)) > months_between(a, b));
    }

    #[test]
    fn stepping_by_working_days_counts_them(from in any_day(), n in -2000i32..2000, week in 1u8..128, off in prop::collection::vec(any_day(), 0..400)) {
        let workdays = std::array::from_fn(|i| week >> i & 1 == 1);
        let calendar = WorkCalendar::new(workdays, off).unwrap();
        let to = calendar.add_workdays(from, n);
        if n != 0 {
            prop_assert!(calendar.is_workday(to));
        }
        // Backwards, the day reached counts and the day left does not.
        let counted = if n < 0 {
            -calendar.workdays_between(to.add_days(-1), from.add_days(-1))
        } else {
            calendar.workdays_between(from, to)
        };
        prop_assert_eq!(counted, i64::from(n));
    }

    #[test]
    fn any_count_of_days_is_shown(days in any::<i32>()) {
        prop_assert!(!Date::from_days(days).to_string().is_empty());
    }
}
