use proptest::prelude::*;

use crate::dimension::{Dim, Dimensions};
use crate::money::CurrencyId;
use crate::show::{
    exact, exact_in, factors, money, number, percent, quantity, quantity_in, usual_unit,
};
use crate::unit::{Unit, Units};

/// `value` of the unit `text`, shown with `hint`.
fn shown(value: f64, text: &str, hint: Option<&str>) -> String {
    let (units, mut dims) = (Units::core(), Dimensions::new());
    let unit = units.compose(&mut dims, &factors(text).unwrap()).unwrap();
    quantity(unit.to_canonical(value), unit.dim, &dims, &units, hint)
}

fn shown_exactly(value: f64, text: &str, hint: Option<&str>) -> String {
    let (units, mut dims) = (Units::core(), Dimensions::new());
    let unit = units.compose(&mut dims, &factors(text).unwrap()).unwrap();
    exact(unit.to_canonical(value), unit.dim, &dims, &units, hint)
}

#[test]
fn the_usual_unit_suits_the_size() {
    for (value, unit, text) in [
        (200_000.0, "kW", "200 MW"),
        (1.25, "GW", "1.25 GW"),
        (999.96, "kW", "1 MW"),
        (0.0, "kW", "0 MW"),
        (-40.0, "MW", "-40 MW"),
        (132.0, "kW", "132 kW"),
        (750.0, "MVA", "750 MVA"),
        (8_760.0, "MWh", "8.76 GWh"),
        (345.0, "kV", "345 kV"),
        (720.0, "h", "30 d"),
        (60.0, "h", "60 h"),
        (90.0, "s", "1.5 min"),
        (9.0, "mo", "9 mo"),
        (12.0, "mo", "12 mo"),
        (10.0, "yr", "10 yr"),
        (1.5, "yr", "18 mo"),
        (15.0, "wd", "15 wd"),
        (25.0, "degC", "25 degC"),
        (10.0, "K", "10 K"),
        (12.5, "acre", "5.059 ha"),
        (400.0, "Gbps", "400 Gbps"),
        (35.5, "EH/s", "35.5 EH/s"),
        (17.5, "J/TH", "17.5 J/TH"),
        (1.5, "L/min/kW", "1.5 L/min/kW"),
        (12.0, "W/ft2", "129.2 W/m2"),
    ] {
        assert_eq!(shown(value, unit, None), text);
    }
}

#[test]
fn money_reads_as_in_the_trade() {
    for (value, unit, text) in [
        (3.7e9, "USD", "$3.70B"),
        (248e6, "USD", "$248.0M"),
        (999.94e6, "USD", "$999.9M"),
        (999.96e6, "USD", "$1.00B"),
        (1.2e12, "USD", "$1.20T"),
        (41_250.4, "USD", "$41,250"),
        (999_999.6, "USD", "$1.0M"),
        (12.5, "USD", "$12.50"),
        (135.0, "USD", "$135"),
        (0.0, "USD", "$0"),
        (-3.7e9, "USD", "-$3.70B"),
        (135.0, "$/kW/mo", "$135/kW/mo"),
        (9e6, "$/MW", "$9M/MW"),
        (2.4e6, "$/MW", "$2.4M/MW"),
        (950.0, "$/kW", "$950,000/MW"),
        (42.5, "$/MWh", "$42.50/MWh"),
        (2.8, "$/h", "$2.80/h"),
        (-5.0, "$/MWh", "-$5/MWh"),
        (1.25e6, "$/mo", "$1.25M/mo"),
    ] {
        assert_eq!(shown(value, unit, None), text);
    }
    let units = Units::core();
    let euro = units.currencies().lookup("EUR").unwrap();
    let yen = units.currencies().lookup("JPY").unwrap();
    assert_eq!(money(3.7e9, euro, &units), "3.70B EUR");
    assert_eq!(money(12.5, yen, &units), "12 JPY");
    assert_eq!(money(f64::INFINITY, euro, &units), "n/a");
    assert_eq!(money(f64::NAN, euro, &units), "n/a");
}

#[test]
fn a_hint_decides_unless_it_measures_something_else() {
    assert_eq!(shown(1.25, "GW", Some("MW")), "1,250 MW");
    assert_eq!(shown(200.0, "MW", Some("$/kW/mo")), "200 MW");
    assert_eq!(shown(200.0, "MW", Some("no such unit")), "200 MW");
    assert_eq!(shown(9.0, "$/W", Some("$/kW")), "$9,000/kW");
    assert_eq!(shown(1.8, "L/min/kW", Some("L/kWh")), "108 L/kWh");
    assert_eq!(shown(10.0, "yr", Some("mo")), "120 mo");
    assert_eq!(shown(0.03, "1/yr", None), "3%/yr");
    assert_eq!(shown(0.03, "1/yr", Some("%/yr")), "3%/yr");
    assert_eq!(shown(50.0, "m^2", Some("sqft")), "538.2 sqft");
}

#[test]
fn ratios_are_plain_unless_asked() {
    let (units, dims) = (Units::core(), Dimensions::new());
    let ratio = |value: f64, hint| quantity(value, Dim::ONE, &dims, &units, hint);
    assert_eq!(ratio(0.95, None), "0.95");
    assert_eq!(ratio(0.071_25, Some("%")), "7.125%");
    assert_eq!(ratio(0.0025, Some("bps")), "25 bps");
    assert_eq!(ratio(1.3, Some("x")), "1.30x");
    assert_eq!(ratio(1539.0, None), "1,539");
    assert_eq!(ratio(2026.0, Some("year")), "2026");
    assert_eq!(ratio(f64::NAN, Some("%")), "n/a");
    assert_eq!(percent(1.0 / 3.0), "33.33%");
}

#[test]
fn numbers_keep_four_digits() {
    for (value, text) in [
        (1234.5, "1,234"),
        (123_456.7, "123,457"),
        (0.123_456, "0.1235"),
        (1e-9, "1e-9"),
        (2.5e20, "2.5e20"),
        (0.0, "0"),
        (-0.0, "0"),
        (-1234.0, "-1,234"),
        (-123.0, "-123"),
        (9.99996, "10"),
        (1000.0, "1,000"),
    ] {
        assert_eq!(number(value, 4), text);
    }
}

#[test]
fn exact_digits_are_the_shortest() {
    assert_eq!(
        shown_exactly(262.123_456_789, "MW", Some("MW")),
        "262.123456789 MW"
    );
    assert_eq!(shown_exactly(135.0, "$/kW/mo", None), "$135/kW/mo");
    assert_eq!(
        shown_exactly(-3_712_345_678.12, "USD", None),
        "-$3712345678.12"
    );
    assert_eq!(shown_exactly(0.1, "h", Some("h")), "0.1 h");
    let (units, dims) = (Units::core(), Dimensions::new());
    assert_eq!(
        exact(0.071_25, Dim::ONE, &dims, &units, Some("%")),
        "7.125%"
    );
    assert_eq!(exact(0.29, Dim::ONE, &dims, &units, Some("%")), "29%");
    let euro = units.currencies().lookup("EUR").unwrap();
    assert_eq!(
        exact_in(1.5, Dim::MONEY, &dims, &units, None, euro),
        "1.5 EUR"
    );
}

#[test]
fn odd_dimensions_are_spelled_out() {
    let (mut units, mut dims) = (Units::core(), Dimensions::new());
    let gpu = dims.base("gpu");
    units.declare("gpu", Unit::new(gpu, 1.0)).unwrap();
    let price = units
        .compose(&mut dims, &factors("$/gpu/h").unwrap())
        .unwrap();
    assert_eq!(
        quantity(price.to_canonical(2.8), price.dim, &dims, &units, None),
        "$2.80/gpu/h"
    );
    let euro = units.currencies().lookup("EUR").unwrap();
    assert_eq!(
        quantity_in(
            price.to_canonical(2.8),
            price.dim,
            &dims,
            &units,
            Some("$/gpu/h"),
            euro
        ),
        "2.80 EUR/gpu/h"
    );
    assert_eq!(quantity(1024.0, gpu, &dims, &units, None), "1,024 gpu");
    let odd = dims.pow(Dim::MONEY, 1, 2).unwrap();
    assert_eq!(quantity(2.0, odd, &dims, &units, None), "2 USD^(1/2)");
    let odd = dims.mul(odd, gpu);
    assert_eq!(quantity(2.0, odd, &dims, &units, None), "2 USD^(1/2)*gpu");
}

#[test]
fn usual_units_name_a_dimension() {
    let (units, mut dims) = (Units::core(), Dimensions::new());
    assert_eq!(
        usual_unit(Dim::ENERGY, &dims, &units).as_deref(),
        Some("MWh")
    );
    assert_eq!(usual_unit(Dim::ONE, &dims, &units), None);
    let price = dims.div(Dim::MONEY, Dim::ENERGY);
    assert_eq!(usual_unit(price, &dims, &units).as_deref(), Some("$/MWh"));
}

#[test]
fn unit_texts_have_factors() {
    assert_eq!(
        factors("$/kW/mo"),
        Some(vec![("$", 1), ("kW", -1), ("mo", -1)])
    );
    assert_eq!(factors("1/yr"), Some(vec![("yr", -1)]));
    assert_eq!(
        factors("kg*m^2/s^3"),
        Some(vec![("kg", 1), ("m", 2), ("s", -3)])
    );
    for none in ["", "/", "kW/", "m^", "m^0", "m^x", "*m"] {
        assert_eq!(factors(none), None, "{none}");
    }
}

proptest! {
    #[test]
    fn exact_digits_read_back(value in -1e12..1e12f64) {
        let (units, dims) = (Units::core(), Dimensions::new());
        for (name, dim) in [("MW", Dim::POWER), ("MWh", Dim::ENERGY), ("yr", Dim::TIME), ("kV", Dim::VOLTAGE)] {
            let unit = units.lookup(name).unwrap();
            let canonical = unit.to_canonical(value);
            let text = exact(canonical, dim, &dims, &units, Some(name));
            let digits: f64 = text.strip_suffix(name).unwrap().trim().parse().unwrap();
            let back = unit.to_canonical(digits);
            prop_assert!(back.to_bits().abs_diff(canonical.to_bits()) <= 1);
        }
    }

    #[test]
    fn anything_can_be_shown(bits in any::<u64>(), dim in 0u32..40, hint in "[$%/a-zA-Z0-9^*]{0,8}") {
        let (units, mut dims) = (Units::core(), Dimensions::new());
        dims.base("gpu");
        let value = f64::from_bits(bits);
        for hint in [None, Some(hint.as_str())] {
            prop_assert!(!quantity(value, Dim(dim), &dims, &units, hint).is_empty());
            prop_assert!(!exact(value, Dim(dim), &dims, &units, hint).is_empty());
        }
        prop_assert!(!money(value, CurrencyId::USD, &units).is_empty());
    }
}
