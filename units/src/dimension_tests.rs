use proptest::prelude::*;

use crate::dimension::{Dim, Dimensions};

fn named(name: &str) -> Dim {
    Dimensions::new().named(name).unwrap()
}

#[test]
fn constants_are_the_named_dimensions() {
    for (name, dim) in [
        ("Ratio", Dim::ONE),
        ("Money", Dim::MONEY),
        ("Time", Dim::TIME),
        ("ClockTime", Dim::CLOCK_TIME),
        ("WorkTime", Dim::WORK_TIME),
        ("Mass", Dim::MASS),
        ("Length", Dim::LENGTH),
        ("Current", Dim::CURRENT),
        ("Temperature", Dim::TEMPERATURE),
        ("TemperatureDifference", Dim::TEMPERATURE_DIFFERENCE),
        ("Information", Dim::INFORMATION),
        ("Hash", Dim::HASH),
        ("ApparentPower", Dim::APPARENT_POWER),
        ("ReactivePower", Dim::REACTIVE_POWER),
        ("Power", Dim::POWER),
        ("Heat", Dim::POWER),
        ("Energy", Dim::ENERGY),
        ("Voltage", Dim::VOLTAGE),
        ("Resistance", Dim::RESISTANCE),
        ("Area", Dim::AREA),
        ("Volume", Dim::VOLUME),
        ("Speed", Dim::SPEED),
        ("Force", Dim::FORCE),
        ("Pressure", Dim::PRESSURE),
        ("Density", Dim::DENSITY),
        ("Flow", Dim::FLOW),
        ("MassFlow", Dim::MASS_FLOW),
        ("DataRate", Dim::DATA_RATE),
        ("HashRate", Dim::HASH_RATE),
        ("Frequency", Dim::FREQUENCY),
        ("Charge", Dim::CHARGE),
        ("Acceleration", Dim::ACCELERATION),
        ("SpecificHeat", Dim::SPECIFIC_HEAT),
        ("ThermalConductance", Dim::THERMAL_CONDUCTANCE),
        ("PowerDensity", Dim::POWER_DENSITY),
    ] {
        assert_eq!(named(name), dim, "{name}");
    }
}

#[test]
fn physics_holds() {
    let mut t = Dimensions::new();
    assert_eq!(t.mul(Dim::POWER, Dim::CLOCK_TIME), Dim::ENERGY);
    assert_eq!(t.mul(Dim::VOLTAGE, Dim::CURRENT), Dim::POWER);
    assert_eq!(t.div(Dim::VOLTAGE, Dim::CURRENT), Dim::RESISTANCE);
    assert_eq!(t.mul(Dim::FORCE, Dim::SPEED), Dim::POWER);
    assert_eq!(t.mul(Dim::PRESSURE, Dim::FLOW), Dim::POWER);
    assert_eq!(t.mul(Dim::CURRENT, Dim::CLOCK_TIME), Dim::CHARGE);
    assert_eq!(t.mul(Dim::MASS, Dim::ACCELERATION), Dim::FORCE);
    assert_eq!(t.div(Dim::POWER, Dim::AREA), Dim::POWER_DENSITY);
    assert_eq!(t.mul(Dim::DENSITY, Dim::FLOW), Dim::MASS_FLOW);
    // Heat carried by a stream: mass flow times specific heat times the rise in temperature.
    let per_degree = t.mul(Dim::MASS_FLOW, Dim::SPECIFIC_HEAT);
    assert_eq!(per_degree, Dim::THERMAL_CONDUCTANCE);
    assert_eq!(t.mul(per_degree, Dim::TEMPERATURE_DIFFERENCE), Dim::POWER);
}

#[test]
fn what_is_easily_confused_is_told_apart() {
    let mut t = Dimensions::new();
    assert_ne!(Dim::POWER, Dim::APPARENT_POWER);
    assert_ne!(
        t.div(Dim::MONEY, Dim::TIME),
        t.div(Dim::MONEY, Dim::CLOCK_TIME)
    );
    assert_ne!(Dim::TEMPERATURE, Dim::TEMPERATURE_DIFFERENCE);
    assert_ne!(t.mul(Dim::POWER, Dim::TIME), Dim::ENERGY);
}

#[test]
fn a_users_base_is_one_dimension() {
    let mut t = Dimensions::new();
    assert_eq!(t.named("gpu"), None);
    let gpu = t.base("gpu");
    assert_eq!(t.base("gpu"), gpu);
    assert_eq!(t.named("gpu"), Some(gpu));
    let hour_price = t.div(Dim::MONEY, gpu);
    let hour_price = t.div(hour_price, Dim::CLOCK_TIME);
    assert_eq!(t.describe(hour_price), "money per gpu per clock time");
    assert_eq!(t.type_name(hour_price), "Money/gpu/ClockTime");
}

#[test]
fn descriptions_read_well() {
    let mut t = Dimensions::new();
    let rent = t.div(Dim::MONEY, Dim::POWER);
    let rent = t.div(rent, Dim::TIME);
    let inverse = t.div(Dim::ONE, Dim::TIME);
    let price = t.div(Dim::MONEY, Dim::ENERGY);
    let odd = t.pow(Dim::LENGTH, 5, 1).unwrap();
    let odd = t.mul(odd, Dim::WORK_TIME);
    let root = t.pow(Dim::MONEY, 1, 2).unwrap();
    let per_hash = t.div(Dim::ENERGY, Dim::HASH);
    for (dim, words, name) in [
        (Dim::ONE, "ratio", "Ratio"),
        (Dim::POWER, "power", "Power"),
        (rent, "money per power per time", "Money/Power/Time"),
        (inverse, "per time", "1/Time"),
        (price, "money per energy", "Money/Energy"),
        (per_hash, "energy per hash", "Energy/Hash"),
        (odd, "working time · length^5", "WorkTime*Length^5"),
        (root, "money^(1/2)", "Money^(1/2)"),
    ] {
        assert_eq!(t.describe(dim), words);
        assert_eq!(t.type_name(dim), name);
    }
}

#[test]
fn powers_that_do_not_fit_are_refused() {
    let mut t = Dimensions::new();
    assert_eq!(t.pow(Dim::LENGTH, 1, 0), None);
    let far = t.pow(Dim::LENGTH, i32::MAX, 1).unwrap();
    assert_eq!(t.pow(far, 2, 1), None);
    assert_eq!(t.mul(far, far), far);
    let low = t.div(Dim::ONE, far);
    assert_eq!(t.mul(far, low), Dim::ONE);
    assert_eq!(t.describe(Dim(u32::MAX)), "");
}

/// Small products of bases, built by the table itself.
fn arbitrary(t: &mut Dimensions, parts: &[(u32, i32, i32)]) -> Dim {
    parts.iter().fold(Dim::ONE, |dim, &(base, num, den)| {
        let factor = t.pow(Dim(base), num, den).unwrap();
        t.mul(dim, factor)
    })
}

fn parts() -> impl Strategy<Value = Vec<(u32, i32, i32)>> {
    prop::collection::vec((1u32..34, -6i32..7, 1i32..4), 0..6)
}

proptest! {
    #[test]
    fn dimensions_form_an_abelian_group(a in parts(), b in parts(), c in parts()) {
        let t = &mut Dimensions::new();
        let (a, b, c) = (arbitrary(t, &a), arbitrary(t, &b), arbitrary(t, &c));
        let (ab, bc, ba) = (t.mul(a, b), t.mul(b, c), t.mul(b, a));
        prop_assert_eq!(ab, ba);
        prop_assert_eq!(t.mul(ab, c), t.mul(a, bc));
        prop_assert_eq!(t.mul(a, Dim::ONE), a);
        let inverse = t.div(Dim::ONE, a);
        prop_assert_eq!(t.mul(a, inverse), Dim::ONE);
        prop_assert_eq!(t.div(ab, b), a);
        let quotient = t.div(a, b);
        prop_assert_eq!(t.mul(quotient, b), a);
    }

    #[test]
    fn powers_undo_each_other(a in parts(), num in 1i32..9, den in 1i32..9) {
        let t = &mut Dimensions::new();
        let a = arbitrary(t, &a);
        let raised = t.pow(a, num, den).unwrap();
        prop_assert_eq!(t.pow(raised, den, num), Some(a));
        let square = t.mul(a, a);
        prop_assert_eq!(t.pow(a, 2, 1), Some(square));
        prop_assert_eq!(t.pow(square, 1, 2), Some(a));
        prop_assert_eq!(t.pow(a, 0, 1), Some(Dim::ONE));
    }

    #[test]
    fn equal_dimensions_are_described_alike(a in parts(), b in parts()) {
        let t = &mut Dimensions::new();
        let (a, b) = (arbitrary(t, &a), arbitrary(t, &b));
        prop_assert_eq!(t.describe(a) == t.describe(b), a == b);
        prop_assert_eq!(t.type_name(a) == t.type_name(b), a == b);
    }
}
