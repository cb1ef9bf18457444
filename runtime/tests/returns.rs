//! Rates of return and present values against figures that independent programs agree on: equal periods and
//! dated flows from two numerical packages and a spreadsheet, roots of odd cases from a companion matrix.

// What is expected is computed by the platform's own functions, independently of `libm`.
#![allow(clippy::disallowed_methods)]

use sitec_runtime::grid::Grid;
use sitec_runtime::primitive::discount;
use sitec_runtime::primitive::roots::Times;
use sitec_runtime::primitive::xirr::{Rate, WIDTH, rate, rates};
use sitec_units::calendar::{Date, Timeline};

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} against {b}");
}

/// Equal periods as years.
fn periods(n: usize) -> Times {
    Times::new(&(0..n).map(|k| k as f64).collect::<Vec<_>>())
}

fn five_year_project() -> Vec<f64> {
    vec![-1000.0, 250.0, 300.0, 350.0, 400.0, 450.0]
}

fn two_year_build() -> Vec<f64> {
    vec![
        -400.0, -600.0, 180.0, 220.0, 240.0, 250.0, 260.0, 270.0, 280.0,
    ]
}

fn long_annuity() -> Vec<f64> {
    let mut flows = vec![95e6; 26];
    flows[0] = -1e9;
    flows
}

fn negative_return() -> Vec<f64> {
    vec![-100.0, 20.0, 20.0, 20.0, 20.0]
}

/// Eighteen months of building, fifteen years of rent with 3 % a year, a sale.
fn monthly_lease() -> Vec<f64> {
    let mut flows: Vec<f64> = (0..18).map(|k| -40.0 - 2.0 * f64::from(k)).collect();
    let mut rent = 11.0;
    for year in 0..15 {
        if year > 0 {
            rent *= 1.03;
        }
        flows.extend([rent; 12]);
    }
    flows.push(900.0);
    flows
}

#[test]
fn periodic_rates() {
    for (flows, expected) in [
        (five_year_project(), 0.197_111_083_900_082_2),
        (two_year_build(), 0.127_200_613_548_141_24),
        (long_annuity(), 0.081_646_732_978_260_67),
        (negative_return(), -0.083_645_417_466_150_66),
        (monthly_lease(), 0.011_035_864_732_029_273),
    ] {
        match rate(&flows, &periods(flows.len())) {
            Rate::Unique(found) => close(found, expected, 1e-12),
            other => panic!("{other:?}"),
        }
        // The same rate, whatever the period.
        for months in [1.0, 3.0, 12.0, 60.0] {
            let found = rate(&flows, &Times::periods(flows.len(), months)).value();
            close(found, expected, 1e-12);
        }
    }
}

#[test]
fn periodic_present_values() {
    // The figures discount flow k by k periods, the operation by k + 1 months.
    for (flows, at_7_25, at_12) in [
        (
            five_year_project(),
            397.067_117_914_515_2,
            221.044_852_149_587_65,
        ),
        (
            two_year_build(),
            229.157_549_771_928_1,
            25.699_002_991_945_434,
        ),
        (
            long_annuity(),
            82_597_611.338_972_4,
            -254_901_784.353_868_16,
        ),
        (
            negative_return(),
            -32.636_359_400_036_98,
            -39.253_013_067_471_89,
        ),
        (
            monthly_lease(),
            -517.848_469_332_528_7,
            -402.928_610_270_559_6,
        ),
    ] {
        for (period, expected) in [(0.0725_f64, at_7_25), (0.12, at_12)] {
            let yearly = (1.0 + period).powi(12) - 1.0;
            let tolerance = 1e-11 * f64::abs(expected);
            let line = Timeline::new(Date::from_days(0), flows.len() as u32);
            let found = discount::npv(yearly, flows.iter().copied(), &Grid::new(&line));
            close(found * (1.0 + period), expected, tolerance);
            // In an opening column the first flow is not discounted, as in the figures.
            for (months, rate) in [(1, yearly), (12, period)] {
                let line = Timeline::new(Date::from_days(0), flows.len() as u32 - 1);
                let grid = Grid::new(&line.by(months).with_opening());
                let found = discount::npv(rate, flows.iter().copied(), &grid);
                close(found, expected, tolerance);
            }
        }
    }
    let month = Grid::new(&Timeline::new(Date::from_days(0), 1));
    assert!(discount::npv(-1.0, [1.0], &month).is_nan());
}

/// Fourteen months of paying, nine years of rising income on month ends, a sale.
fn month_ends() -> (Vec<f64>, Grid) {
    let mut flows = vec![
        -30.0,
        -34.207354924039485,
        -34.54648713412841,
        -30.705600040299338,
        -26.21598752346036,
        -25.205378626684308,
        -28.60292250900537,
        -33.28493299359395,
        -34.94679123311691,
        -32.060592426208785,
        -27.27989444555315,
        -25.00004896724648,
        -27.317135409997825,
        -32.1008351841332,
    ];
    flows.extend((0..106).map(|i| 9.0 + 0.05 * f64::from(i)));
    flows.push(260.0);
    let first = Date::new(2027, 1, 1).unwrap();
    let months = flows.len() as u32;
    (flows, Grid::new(&Timeline::new(first, months)))
}

#[test]
fn dated_flows() {
    let (flows, grid) = month_ends();
    let found = rate(&flows, &Times::from_days(&grid.close));
    match found {
        Rate::Unique(found) => close(found, 0.281_049_213_857_274_2, 1e-12),
        other => panic!("{other:?}"),
    }
    let value = discount::xnpv(0.0875, flows.iter().copied(), grid.close[0], &grid);
    close(value, 478.784_777_318_027_4, 1e-9);

    let flows = [-5000.0, -1200.0, 800.0, 2100.0, 50.0, 3900.0, 1400.0];
    let days = [
        (2026, 3, 17),
        (2026, 5, 2),
        (2027, 2, 28),
        (2028, 2, 29),
        (2028, 3, 1),
        (2030, 12, 31),
        (2033, 7, 4),
    ]
    .map(|(y, m, d)| f64::from(Date::new(y, m, d).unwrap().days()));
    close(
        rate(&flows, &Times::from_days(&days)).value(),
        0.075_307_160_558_025_42,
        1e-12,
    );
}

fn odd(flows: &[f64]) -> Rate {
    rate(flows, &periods(flows.len()))
}

#[test]
fn no_rate() {
    for flows in [
        &[1000.0, -3000.0, 2500.0][..],
        &[10.0, 20.0, 30.0],
        &[-10.0, -20.0, -30.0],
        &[0.0, 0.0, 0.0],
        &[-5.0],
        &[],
        &[-5.0, f64::NAN, 9.0],
        &[-5.0, f64::INFINITY],
    ] {
        assert_eq!(odd(flows), Rate::None, "{flows:?}");
        assert!(odd(flows).value().is_nan());
    }
}

#[test]
fn several_rates() {
    let cases: [(&[f64], f64, &[f64]); 3] = [
        // The present value falls through 40 %, and rises through 10 %.
        (&[-1000.0, 2500.0, -1540.0], 0.4, &[0.1, 0.4]),
        (&[-1.0, 6.0, -11.0, 6.0], 0.0, &[0.0, 1.0, 2.0]),
        (
            &[
                -100.0, 14.0, 14.0, 14.0, 14.0, 14.0, 14.0, 14.0, 14.0, 14.0, 14.0, 14.0, 14.0,
                14.0, 14.0, 14.0, -60.0,
            ],
            0.084_985_837_707_482_8,
            &[-0.166_834_157_333_201_2, 0.084_985_837_707_482_8],
        ),
    ];
    for (flows, expected, roots) in cases {
        let found = odd(flows);
        close(found.value(), expected, 1e-10);
        // Rates that are ordinary for a year are huge for a month, and are found all the same.
        for times in [periods(flows.len()), Times::periods(flows.len(), 1.0)] {
            let found = rate(flows, &times);
            assert_eq!(found.all().len(), roots.len(), "{found:?}");
            for (found, root) in found.all().iter().zip(roots) {
                close(*found, *root, 1e-9);
            }
        }
    }
}

#[test]
fn one_rate_in_odd_places() {
    for (flows, expected) in [
        (&[-100.0, 50.0, 50.0][..], 0.0),
        (
            &[0.0, 0.0, -100.0, 30.0, 40.0, 50.0, 60.0],
            0.248_883_356_624_070_9,
        ),
        (&[-1000.0, 0.0, 0.0, 0.001], -0.99),
        (&[-1.0, 0.0, 500.0], 21.360_679_774_997_898),
        // A loan seen from the borrower.
        (&[100.0, -60.0, -60.0], 0.130_662_386_291_807_7),
    ] {
        match odd(flows) {
            Rate::Unique(found) => close(found, expected, 1e-12 * (1.0 + expected.abs())),
            other => panic!("{other:?} of {flows:?}"),
        }
    }
}

#[test]
fn rates_that_are_hard_to_reach() {
    // Nearly all lost after fifty years, and a first flow long after the calendar begins.
    let mut lost = vec![0.0; 601];
    lost[0] = -1e9;
    lost[600] = 1.0;
    close(
        rate(&lost, &Times::periods(601, 1.0)).value(),
        (1e-9_f64).powf(1.0 / 600.0) - 1.0,
        1e-12,
    );
    let mut late = vec![0.0; 600];
    late[588] = -1.0;
    late[599] = 1000.0;
    close(
        rate(&late, &Times::periods(600, 1.0)).value().ln_1p(),
        1000_f64.ln() / 11.0,
        1e-12,
    );
    // Beyond the farthest rate sought there is none.
    assert_eq!(odd(&[-1.0, 1e12]), Rate::None);
}

#[test]
fn lanes_together_equal_lanes_alone() {
    let (first, grid) = month_ends();
    let times = Times::from_days(&grid.close);
    let lane = |i: usize| -> Vec<f64> {
        let at = |k: usize| k as f64;
        match i {
            0 => first.clone(),
            1 => first.iter().map(|q| -q).collect(),
            2 => (0..first.len())
                .map(|k| if k < 60 { 0.0 } else { at(k) - 80.0 })
                .collect(),
            3 => vec![1.0; first.len()],
            4 => (0..first.len())
                .map(|k| (at(k) * 0.3).sin() - 0.3)
                .collect(),
            5 => first
                .iter()
                .map(|q| if *q > 0.0 { q * 0.05 } else { *q })
                .collect(),
            6 => first.iter().map(|q| q * 1e9).collect(),
            _ => vec![f64::NAN; first.len()],
        }
    };
    let lanes: Vec<Vec<f64>> = (0..WIDTH).map(lane).collect();
    let columns: Vec<[f64; WIDTH]> = (0..first.len())
        .map(|k| std::array::from_fn(|i| lanes[i][k]))
        .collect();
    let together = rates(&columns, &times);
    for (i, found) in together.iter().enumerate() {
        let alone = rate(&lanes[i], &times).value();
        assert_eq!(
            found.to_bits(),
            alone.to_bits(),
            "lane {i}: {found} against {alone}"
        );
    }
    assert!(together[0].is_finite() && together[2].is_finite() && together[5] < 0.0);
}

/// Yearly flows behind an opening column, dated on the last days of the years.
#[test]
fn dated_flows_of_years() {
    let line = Timeline::new(Date::new(2027, 1, 1).unwrap(), 3)
        .by(12)
        .with_opening();
    let grid = Grid::new(&line);
    let days: Vec<f64> = [(2027, 1, 1), (2027, 12, 31), (2028, 12, 31), (2029, 12, 31)]
        .map(|(y, m, d)| f64::from(Date::new(y, m, d).unwrap().days()))
        .to_vec();
    assert_eq!(grid.close, days);
    let flows = [-1000.0, 400.0, 400.0, 400.0];
    let found = discount::xnpv(0.08, flows, days[0], &grid);
    // 364, 730 and 1095 days.
    let expected = -1000.0
        + [364.0, 730.0, 1095.0]
            .iter()
            .map(|days| 400.0 / 1.08_f64.powf(days / 365.0))
            .sum::<f64>();
    close(found, expected, 1e-10);
}
