use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::dimension::{Dim, Dimensions};
use crate::money::CurrencyId;
use crate::table::{MISTAKEN, ROWS};
use crate::unit::{ComposeError, Unit, Units};

fn unit(name: &str) -> Unit {
    Units::core()
        .lookup(name)
        .unwrap_or_else(|| panic!("no unit {name}"))
}

#[test]
fn no_name_is_given_twice() {
    let mut seen = BTreeSet::new();
    for row in ROWS {
        for name in row.names {
            assert!(seen.insert(name.to_string()), "{name} twice");
            for (prefix, _) in row.prefixes {
                assert!(
                    seen.insert(format!("{prefix}{name}")),
                    "{prefix}{name} twice"
                );
            }
        }
    }
    for (_, currency) in Units::core().currencies().iter() {
        assert!(
            seen.insert(currency.code.to_string()),
            "{} twice",
            currency.code
        );
    }
    assert_eq!(Units::core().names().count(), seen.len());
}

#[test]
fn mistaken_names_are_no_units_and_lead_to_one() {
    let units = Units::core();
    for (wrong, right) in MISTAKEN {
        assert!(units.lookup(wrong).is_none(), "{wrong} is a unit");
        assert!(units.lookup(right).is_some(), "{right} is none");
        assert_eq!(units.nearest(wrong, 1), [*right]);
    }
}

/// Sizes from NIST SP 811, appendix B, and from the definitions.
#[test]
fn sizes_are_right() {
    for (name, dim, size) in [
        ("MW", Dim::POWER, 1e6),
        ("mW", Dim::POWER, 1e-3),
        ("kWh", Dim::ENERGY, 3.6e6),
        ("GWh", Dim::ENERGY, 3.6e12),
        ("MVA", Dim::APPARENT_POWER, 1e6),
        ("Mvar", Dim::REACTIVE_POWER, 1e6),
        ("kV", Dim::VOLTAGE, 1e3),
        ("mohm", Dim::RESISTANCE, 1e-3),
        ("TR", Dim::POWER, 3_516.852_842),
        ("MMBtu", Dim::ENERGY, 1.055_055_852_62e9),
        ("hp", Dim::POWER, 745.699_9),
        ("yr", Dim::TIME, 12.0),
        ("wk", Dim::CLOCK_TIME, 604_800.0),
        ("ms", Dim::CLOCK_TIME, 1e-3),
        ("acre", Dim::AREA, 4_046.856_422_4),
        ("sqft", Dim::AREA, 0.092_903_04),
        ("ft3", Dim::VOLUME, 0.028_316_846_592),
        ("gpm", Dim::FLOW, 6.309_019_64e-5),
        ("cfm", Dim::FLOW, 4.719_474_432e-4),
        ("psi", Dim::PRESSURE, 6_894.757),
        ("mbar", Dim::PRESSURE, 100.0),
        ("lb", Dim::MASS, 0.453_592_37),
        ("inch", Dim::LENGTH, 0.0254),
        ("mi", Dim::LENGTH, 1_609.344),
        ("TB", Dim::INFORMATION, 8e12),
        ("TiB", Dim::INFORMATION, 8.796_093_022_208e12),
        ("Gbps", Dim::DATA_RATE, 1e9),
        ("EH", Dim::HASH, 1e18),
        ("Thash", Dim::HASH, 1e12),
    ] {
        let unit = unit(name);
        assert_eq!(unit.dim, dim, "{name}");
        assert!(
            (unit.scale / size - 1.0).abs() < 5e-7,
            "{name} is {}",
            unit.scale
        );
    }
}

#[test]
fn temperatures_have_their_zero_elsewhere() {
    let (celsius, fahrenheit) = (unit("degC"), unit("degF"));
    assert_eq!(celsius.to_canonical(25.0), 298.15);
    assert!((fahrenheit.to_canonical(212.0) - celsius.to_canonical(100.0)).abs() < 1e-9);
    assert!((fahrenheit.to_canonical(-40.0) - celsius.to_canonical(-40.0)).abs() < 1e-9);
    assert!(celsius.is_affine() && !unit("K").is_affine());
    assert_ne!(unit("K").dim, celsius.dim);
}

#[test]
fn factors_compose() {
    let (units, mut dims) = (Units::core(), Dimensions::new());
    let rent = units
        .compose(&mut dims, &[("$", 1), ("kW", -1), ("mo", -1)])
        .unwrap();
    assert_eq!(dims.type_name(rent.dim), "Money/Power/Time");
    assert_eq!(rent.currency, Some(CurrencyId::USD));
    assert_eq!(rent.to_canonical(135.0), 0.135);
    assert_eq!(rent.from_canonical(0.135), 135.0);
    let energy = units.compose(&mut dims, &[("MW", 1), ("h", 1)]).unwrap();
    assert_eq!((energy.dim, energy.scale), (Dim::ENERGY, unit("MWh").scale));
    let flow = units
        .compose(&mut dims, &[("L", 1), ("min", -1), ("kW", -1)])
        .unwrap();
    assert_eq!(flow.to_canonical(1.5), 1.5 / 6e7);
    let area = units.compose(&mut dims, &[("m", 2)]).unwrap();
    assert_eq!((area.dim, area.scale), (Dim::AREA, 1.0));
    assert_eq!(units.compose(&mut dims, &[]), Ok(Unit::ONE));
    let celsius = units.compose(&mut dims, &[("degC", 1)]).unwrap();
    assert_eq!(celsius.to_canonical(0.0), 273.15);
}

#[test]
fn factors_that_do_not_compose_say_which() {
    let (units, mut dims) = (Units::core(), Dimensions::new());
    let mut fail = |factors: &[(&str, i32)]| units.compose(&mut dims, factors).unwrap_err();
    assert_eq!(fail(&[("kW", 1), ("frob", -1)]), ComposeError::Unknown(1));
    assert_eq!(fail(&[("kW", 1), ("degC", -1)]), ComposeError::Affine(1));
    assert_eq!(
        fail(&[("USD", 1), ("EUR", -1)]),
        ComposeError::TwoCurrencies(1)
    );
    assert_eq!(fail(&[("m", i32::MAX)]), ComposeError::TooLarge(0));
    assert_eq!(fail(&[("m", i32::MIN)]), ComposeError::TooLarge(0));
}

#[test]
fn programs_declare_units_and_currencies() {
    let (mut units, mut dims) = (Units::core(), Dimensions::new());
    let gpu = dims.base("gpu");
    units.declare("gpu", Unit::new(gpu, 1.0)).unwrap();
    let price = units
        .compose(&mut dims, &[("$", 1), ("gpu", -1), ("h", -1)])
        .unwrap();
    assert_eq!(dims.type_name(price.dim), "Money/gpu/ClockTime");
    units.declare("exahash", unit("hash").times(1e18)).unwrap();
    assert_eq!(units.lookup("exahash").unwrap().to_canonical(2.0), 2e18);
    units.declare("cent", unit("USD").times(0.01)).unwrap();
    assert_eq!(
        units.lookup("cent").unwrap().currency,
        Some(CurrencyId::USD)
    );
    assert_eq!(
        units
            .declare("kW", Unit::new(gpu, 1.0))
            .unwrap_err()
            .existing
            .dim,
        Dim::POWER
    );
    assert!(units.declare("gpu", Unit::new(gpu, 8.0)).is_err());
    let id = units.declare_currency("XTS", "Test").unwrap();
    assert_eq!(units.lookup("XTS").unwrap().currency, Some(id));
    assert!(units.declare_currency("EUR", "Euro").is_err());
    assert!(units.declare_currency("MW", "").is_err());
}

#[test]
fn capitals_are_suggested_first() {
    let units = Units::core();
    assert_eq!(units.nearest("kva", 3), ["kVA"]);
    assert_eq!(units.nearest("mw", 2), ["MW", "mW"]);
    assert_eq!(units.nearest("KWH", 1), ["kWh"]);
    assert_eq!(units.nearest("usd", 1), ["USD"]);
    assert_eq!(units.nearest("MWhh", 1), ["MWh"]);
    assert_eq!(units.nearest("nonsense", 3), Vec::<&str>::new());
    assert_eq!(units.nearest("kva", 0), Vec::<&str>::new());
}

/// Distance in representable numbers.
fn ulps(a: f64, b: f64) -> u64 {
    a.to_bits().abs_diff(b.to_bits())
}

proptest! {
    #[test]
    fn there_and_back_is_identity(value in 1e-6..1e12f64) {
        let units = Units::core();
        for name in units.names() {
            let unit = units.lookup(name).unwrap();
            let back = unit.from_canonical(unit.to_canonical(value));
            if unit.is_affine() {
                // The zero far away costs the digits that it has more.
                prop_assert!((back - value).abs() <= f64::EPSILON * (value + 600.0), "{} {}", value, name);
            } else {
                prop_assert!(ulps(back, value) <= 1, "{} {} came back as {}", value, name, back);
            }
        }
    }

    #[test]
    fn short_decimals_come_back_exactly(units_of in 1u32..100_000, shift in 0usize..3) {
        let value = f64::from(units_of) / [1.0, 10.0, 100.0][shift];
        for name in ["kW", "MW", "GW", "MWh", "mo", "yr", "h", "d", "kV", "MVA", "km", "USD", "mW", "L", "mm"] {
            let unit = unit(name);
            let back = unit.from_canonical(unit.to_canonical(value));
            prop_assert!(ulps(back, value) <= 1);
            prop_assert_eq!(format!("{back:.9}"), format!("{value:.9}"));
        }
    }

    #[test]
    fn suggestions_never_panic(name in "\\PC{0,12}") {
        prop_assert!(Units::core().nearest(&name, 3).len() <= 3);
    }
}
