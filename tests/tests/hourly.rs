//! Prices by the hour, against sums over the hours of each month, one after another.

use sitec_compiler::Session;
use sitec_tests::{Spec, codes, number, printed, shown};
use sitec_units::calendar::Date;

const SPEC: &str = r#"
kind buyer {
  start   : Date
  horizon : Duration
  period  : Duration = 1 mo
  timeline from start for horizon by period with opening
  prices : hours<Money/Energy>
  limit  : series<Money/Energy> = $30/MWh
  let mean  : series<Money/Energy> = mean_of(prices)
  let share : series<Ratio> = mean_of(prices < limit)
  let paid  : series<Money/Energy> = if share == 0 then 0 else mean_of(if prices < limit then prices else 0) / share
}

buyer b {
  start   = 2025-01-01
  horizon = 3 yr
  prices  = hourly("node.csv", column = "lmp", unit = $1/MWh)
  require holds_ever(share > 0) "it buys something"
}
"#;

/// A price for each hour of 2024 and 2025, as anybody would write such a file; negative ones too.
fn prices() -> Vec<(Date, u32, f64)> {
    let first = Date::new(2024, 1, 1).expect("a day");
    let mut seed = 7_u64;
    (0..366 + 365)
        .flat_map(|day| (0..24).map(move |hour| (first.add_days(day), hour)))
        .map(|(day, hour)| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let cents = ((seed >> 33) % 9_000) as f64 - 1_000.0;
            (day, hour, cents / 100.0)
        })
        .collect()
}

fn file(prices: &[(Date, u32, f64)], between: &str) -> String {
    let rows = prices
        .iter()
        .map(|(day, hour, price)| format!("{day}{between}{hour:02}:00,{price}\n"));
    std::iter::once("hour,lmp\n".to_owned())
        .chain(rows)
        .collect()
}

fn spec(between: &str) -> Spec {
    Spec::of(SPEC).with_file("node.csv", file(&prices(), between))
}

/// Mean, share below a limit and mean below it of the hours of some months.
fn by_hand(months: &[(i32, u32)], limit: f64) -> (f64, f64, f64) {
    let of = |day: Date| months.contains(&(day.year(), day.month()));
    let all: Vec<f64> = prices().iter().filter(|p| of(p.0)).map(|p| p.2).collect();
    let low: Vec<f64> = all.iter().copied().filter(|p| *p < limit).collect();
    let mean = |list: &[f64]| match list.len() {
        0 => 0.0,
        n => list.iter().sum::<f64>() / n as f64,
    };
    (mean(&all), low.len() as f64 / all.len() as f64, mean(&low))
}

#[track_caller]
fn agree(session: &mut Session<'_>, day: &str, months: &[(i32, u32)], limit: f64) {
    let expected = by_hand(months, limit);
    for (name, expected) in [
        ("mean / $1/MWh", expected.0),
        ("share", expected.1),
        ("paid / $1/MWh", expected.2),
    ] {
        let name = name.replace(" / $1/MWh", "");
        let over = if name == "share" { "" } else { " / ($1/MWh)" };
        let found = number(session, &format!("at(b.{name}, {day}){over}"));
        assert!(
            (found - expected).abs() < 1e-9,
            "{name} on {day}: {found} against {expected}"
        );
    }
}

#[test]
fn months_are_those_of_the_file_and_then_its_last_year_again() {
    for between in [" ", "T"] {
        let sources = spec(between).load();
        let mut session = Session::new(&sources);
        assert_eq!(
            codes(&session),
            Vec::<String>::new(),
            "{}",
            printed(&session)
        );
        agree(&mut session, "2025-03-09", &[(2025, 3)], 30.0);
        agree(&mut session, "2025-12-01", &[(2025, 12)], 30.0);
        agree(&mut session, "2026-02-01", &[(2025, 2)], 30.0);
        agree(&mut session, "2027-07-01", &[(2025, 7)], 30.0);
        // The opening column has the hours of the first month.
        let opening = number(&mut session, "highest(b.share, when = opening_column)");
        assert!((opening - by_hand(&[(2025, 1)], 30.0).1).abs() < 1e-12);
        assert_eq!(shown(&mut session, "holds_always(b.paid < b.limit)"), "yes");
    }
}

#[test]
fn the_limit_may_change_and_no_hour_may_lie_below_it() {
    let limit = "b.limit={ 2025-01: -$100/MWh, 2025-06: $0/MWh, 2026-01: $500/MWh }";
    let sources = spec(" ").set(limit).load();
    let mut session = Session::new(&sources);
    assert_eq!(shown(&mut session, "at(b.share, 2025-02-01)"), "0");
    assert_eq!(
        number(&mut session, "at(b.paid, 2025-02-01) / ($1/MWh)"),
        0.0
    );
    agree(&mut session, "2025-08-01", &[(2025, 8)], 0.0);
    agree(&mut session, "2026-08-01", &[(2025, 8)], 500.0);
    assert_eq!(shown(&mut session, "at(b.share, 2026-02-01)"), "1");
}

#[test]
fn longer_periods_have_the_hours_of_all_their_months() {
    let sources = spec(" ")
        .set("b.period=3 mo")
        .set("b.start=2024-10-01")
        .load();
    let mut session = Session::new(&sources);
    agree(
        &mut session,
        "2024-11-05",
        &[(2024, 10), (2024, 11), (2024, 12)],
        30.0,
    );
    agree(
        &mut session,
        "2025-02-05",
        &[(2025, 1), (2025, 2), (2025, 3)],
        30.0,
    );
    agree(
        &mut session,
        "2026-05-05",
        &[(2025, 4), (2025, 5), (2025, 6)],
        30.0,
    );
}

#[test]
fn what_is_wrong_with_a_file_is_told() {
    let told = |text: String| {
        let sources = Spec::of(SPEC).with_file("node.csv", text).load();
        printed(&Session::new(&sources))
    };
    let all = prices();
    // An hour more or less is the change of the clock.
    let mut clock = all.clone();
    let fall = clock
        .iter()
        .position(|p| p.0.to_string() == "2024-11-03")
        .expect("a day");
    clock.insert(fall + 1, clock[fall + 1]);
    clock.remove(10 * 7 * 24 + 2);
    assert_eq!(told(file(&clock, " ")), "no problems\n");
    let cut = |from: &str, to: &str| {
        let outside = |p: &(Date, u32, f64)| {
            let day = p.0.to_string();
            day.as_str() < from || day.as_str() > to
        };
        file(
            &all.iter().copied().filter(outside).collect::<Vec<_>>(),
            " ",
        )
    };
    for (text, words) in [
        (
            cut("2024-05-07", "2024-05-07"),
            "has 720 hours of 2024-05, which has 744",
        ),
        (cut("2024-05-01", "2024-05-31"), "has no hours of 2024-05"),
        (
            cut("2024-01-01", "2025-03-31"),
            "the file has no hours of January",
        ),
        (
            file(&all, " ").replace("2024-02-29 05:00", "2024-02-29 03:00"),
            "line 1423: the hours are not in order",
        ),
        (
            file(&all, " ").replace("2024-02-29 05:00", "2024-02-29"),
            "line 1423: the first column is no hour",
        ),
        (
            file(&all, " ").replace("2024-02-29 05:00", "2024-02-30 05:00"),
            "line 1423: the first column is no hour",
        ),
        (
            file(&all, " ").replace("lmp", "price"),
            "has no column `lmp`; it has price",
        ),
        ("hour,lmp\n".to_owned(), "has no rows"),
    ] {
        let told = told(text);
        assert!(
            told.contains("E0405") && told.contains(words),
            "{words}\n{told}"
        );
    }
}

#[test]
fn values_by_the_hour_are_no_numbers() {
    let edit = |from: &str, to: &str| {
        let sources = spec(" ").edit(from, to).load();
        codes(&Session::new(&sources))
    };
    assert_eq!(edit("= mean_of(prices)", "= prices"), ["E0309"]);
    assert_eq!(edit("mean_of(prices)", "mean_of(limit)"), ["E0309"]);
    assert!(
        edit("mean_of(prices < limit)", "mean_of(prices < 3 MW)").contains(&"E0312".to_owned())
    );
    assert_eq!(edit(", unit = $1/MWh", ""), ["E0309"]);
    assert_eq!(edit("unit = $1/MWh", "unit = month_index"), ["E0309"]);
    assert_eq!(edit("hours<Money/Energy>", "hours<Text>"), ["E0309"]);
}

/// Two fleets behind a firm load on one connection; the second needs twice the power for its work.
const MINES: &str = r#"
use std.mining

site s {
  start   = 2025-01-01
  horizon = 1 yr
  interconnect grid { capacity = 100 MW; energized = 2025-01-01 }
  miner_model lean { hashrate = 1 PHps; power = 20 kW }
  miner_model fat { hashrate = 1 PHps; power = 40 kW }
  mine first {
    from = grid; model = lean; number = 1000; uptime = 100%; runs = while_it_pays; hashprice = 24 USD/PHps/d
    grid_limit = 45 MW; firm_load = 15 MW
    hourly_price = hourly("node.csv", column = "lmp", unit = $1/MWh)
  }
  mine second {
    from = grid; model = fat; number = 500; uptime = 100%; runs = while_it_pays; hashprice = 24 USD/PHps/d
    grid_limit = 45 MW; firm_load = 15 MW; served_first = first
    hourly_price = hourly("node.csv", column = "lmp", unit = $1/MWh)
  }
}
"#;

#[test]
fn fleets_run_in_the_hours_that_pay() {
    let spec = Spec::of(MINES).with_file("node.csv", file(&prices(), " "));
    let sources = spec.load();
    let mut session = Session::new(&sources);
    // A PHps earns a dollar an hour: $50/MWh for the first fleet of 20 MW, $25/MWh for the second, for which the connection has
    // 45 - 15 - 20 = 10 of its 20 MW left.
    for (fleet, value, power, rate) in
        [("first", 50.0, 20.0, 1000.0), ("second", 25.0, 10.0, 250.0)]
    {
        for month in [2, 3, 10] {
            let hours = prices().into_iter();
            let hours = hours.filter(|(d, _, _)| d.year() == 2025 && d.month() == month);
            let (mut energy, mut cost, mut earned) = (0.0, 0.0, 0.0);
            for (_, _, price) in hours.filter(|h| h.2 < value) {
                energy += power;
                cost += power * price;
                earned += rate;
            }
            for (name, expected) in [
                (
                    format!("at({fleet}.energy, 2025-{month:02}-01) / 1 MWh"),
                    energy,
                ),
                (
                    format!("at({fleet}.energy_cost, 2025-{month:02}-01) / $1"),
                    cost,
                ),
                (
                    format!("at({fleet}.coins, 2025-{month:02}-01) / $1"),
                    earned,
                ),
            ] {
                let found = number(&mut session, &name);
                assert!(
                    (found - expected).abs() <= expected.abs() * 1e-11,
                    "{name}: {found} against {expected}\n{}",
                    printed(&session)
                );
            }
        }
    }
}
