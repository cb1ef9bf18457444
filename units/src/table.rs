//! The units every program knows.
//!
//! A row is a dimension, the names of the unit, its size in the canonical unit (SI; months; one of a
//! currency), and the prefixes that its first names take. Sizes are exact by definition (NIST SP 811,
//! appendix B; the international foot, pound and steam-table Btu) except where a remark says otherwise.

use crate::dimension::Dim;

/// One row: a unit with its names and prefixes.
pub(crate) struct Row {
    /// What it measures.
    pub dim: Dim,
    /// Its names; the first is the one shown.
    pub names: &'static [&'static str],
    /// Size of one in canonical units.
    pub scale: f64,
    /// Canonical value of zero.
    pub offset: f64,
    /// The prefixes that every name of the row takes.
    pub prefixes: &'static [Prefix],
}

/// A prefix: letter and factor.
pub(crate) type Prefix = (&'static str, f64);

const KILO: Prefix = ("k", 1e3);
const MEGA: Prefix = ("M", 1e6);
const GIGA: Prefix = ("G", 1e9);
const TERA: Prefix = ("T", 1e12);
const PETA: Prefix = ("P", 1e15);
const EXA: Prefix = ("E", 1e18);
const ZETTA: Prefix = ("Z", 1e21);
const CENTI: Prefix = ("c", 1e-2);
const MILLI: Prefix = ("m", 1e-3);
const MICRO: Prefix = ("u", 1e-6);
const NANO: Prefix = ("n", 1e-9);
const KIBI: Prefix = ("Ki", 1024.0);
const MEBI: Prefix = ("Mi", 1_048_576.0);
const GIBI: Prefix = ("Gi", 1_073_741_824.0);
const TEBI: Prefix = ("Ti", 1_099_511_627_776.0);
const PEBI: Prefix = ("Pi", 1_125_899_906_842_624.0);

const NONE: &[Prefix] = &[];
const POWER: &[Prefix] = &[KILO, MEGA, GIGA, TERA, MILLI];
const UP: &[Prefix] = &[KILO, MEGA, GIGA, TERA];
const BITS: &[Prefix] = &[KILO, MEGA, GIGA, TERA, PETA];
const BYTES: &[Prefix] = &[
    KILO, MEGA, GIGA, TERA, PETA, EXA, KIBI, MEBI, GIBI, TEBI, PEBI,
];
const HASHES: &[Prefix] = &[KILO, MEGA, GIGA, TERA, PETA, EXA, ZETTA];

const fn row(
    dim: Dim,
    names: &'static [&'static str],
    scale: f64,
    prefixes: &'static [Prefix],
) -> Row {
    Row {
        dim,
        names,
        scale,
        offset: 0.0,
        prefixes,
    }
}

const FOOT: f64 = 0.3048;
const POUND: f64 = 0.453_592_37;
/// International (steam table) British thermal unit, the one refrigeration and gas trade use.
const BTU: f64 = 1_055.055_852_62;
const GALLON: f64 = 0.003_785_411_784;

/// All rows. A name occurs once, prefixes included: a test sees to it.
#[rustfmt::skip]
pub(crate) const ROWS: &[Row] = &[
    // Calendar, clock and working time.
    row(Dim::TIME, &["mo"], 1.0, NONE),
    row(Dim::TIME, &["yr"], 12.0, NONE),
    row(Dim::CLOCK_TIME, &["s"], 1.0, &[MILLI, MICRO, NANO]),
    row(Dim::CLOCK_TIME, &["min"], 60.0, NONE),
    row(Dim::CLOCK_TIME, &["h"], 3600.0, NONE),
    row(Dim::CLOCK_TIME, &["d"], 86_400.0, NONE),
    row(Dim::CLOCK_TIME, &["wk"], 604_800.0, NONE),
    row(Dim::WORK_TIME, &["wd"], 1.0, NONE),

    // Electricity.
    row(Dim::POWER, &["W"], 1.0, POWER),
    row(Dim::POWER, &["hp"], 745.699_871_582_270_2, NONE),
    row(Dim::APPARENT_POWER, &["VA"], 1.0, UP),
    row(Dim::REACTIVE_POWER, &["var"], 1.0, UP),
    row(Dim::ENERGY, &["Wh"], 3600.0, POWER),
    row(Dim::ENERGY, &["J"], 1.0, POWER),
    row(Dim::VOLTAGE, &["V"], 1.0, &[KILO, MEGA, MILLI]),
    row(Dim::CURRENT, &["A"], 1.0, &[KILO, MILLI]),
    row(Dim::CHARGE, &["Ah"], 3600.0, &[KILO, MILLI]),
    row(Dim::RESISTANCE, &["ohm"], 1.0, &[KILO, MEGA, MILLI]),
    row(Dim::FREQUENCY, &["Hz"], 1.0, UP),
    row(Dim::FREQUENCY, &["rpm"], 1.0 / 60.0, NONE),

    // Heat and fuel. A ton of refrigeration is 12,000 Btu an hour.
    row(Dim::POWER, &["TR"], 12_000.0 * BTU / 3600.0, NONE),
    row(Dim::ENERGY, &["Btu", "BTU"], BTU, NONE),
    row(Dim::ENERGY, &["kBtu"], 1e3 * BTU, NONE),
    row(Dim::ENERGY, &["MMBtu", "MMBTU"], 1e6 * BTU, NONE),
    row(Dim::ENERGY, &["therm"], 1e5 * BTU, NONE),
    row(Dim::TEMPERATURE_DIFFERENCE, &["K"], 1.0, NONE),
    Row { dim: Dim::TEMPERATURE, names: &["degC"], scale: 1.0, offset: 273.15, prefixes: NONE },
    Row { dim: Dim::TEMPERATURE, names: &["degF"], scale: 5.0 / 9.0, offset: 459.67 * 5.0 / 9.0, prefixes: NONE },

    // Mass, force, pressure.
    row(Dim::MASS, &["kg"], 1.0, NONE),
    row(Dim::MASS, &["g"], 1e-3, &[MILLI]),
    row(Dim::MASS, &["t"], 1e3, &[KILO, MEGA]),
    row(Dim::MASS, &["lb"], POUND, NONE),
    row(Dim::MASS, &["short_ton"], 2000.0 * POUND, NONE),
    // The bare letter is the redundancy literal's.
    row(Dim::FORCE, &["kN"], 1e3, NONE),
    row(Dim::FORCE, &["MN"], 1e6, NONE),
    row(Dim::PRESSURE, &["Pa"], 1.0, &[KILO, MEGA]),
    row(Dim::PRESSURE, &["bar"], 1e5, &[MILLI]),
    row(Dim::PRESSURE, &["atm"], 101_325.0, NONE),
    row(Dim::PRESSURE, &["psi"], 6_894.757_293_168_361, NONE),

    // Length, area, volume.
    row(Dim::LENGTH, &["m"], 1.0, &[KILO, CENTI, MILLI, MICRO, NANO]),
    row(Dim::LENGTH, &["ft"], FOOT, NONE),
    row(Dim::LENGTH, &["inch"], FOOT / 12.0, NONE),
    row(Dim::LENGTH, &["yd"], 3.0 * FOOT, NONE),
    row(Dim::LENGTH, &["mi"], 5280.0 * FOOT, NONE),
    row(Dim::LENGTH, &["nmi"], 1852.0, NONE),
    row(Dim::AREA, &["m2", "sqm"], 1.0, NONE),
    row(Dim::AREA, &["km2"], 1e6, NONE),
    row(Dim::AREA, &["ha"], 1e4, NONE),
    row(Dim::AREA, &["sqft", "ft2"], FOOT * FOOT, NONE),
    row(Dim::AREA, &["acre"], 43_560.0 * FOOT * FOOT, NONE),
    row(Dim::VOLUME, &["m3"], 1.0, NONE),
    row(Dim::VOLUME, &["L"], 1e-3, &[KILO, MEGA, MILLI]),
    row(Dim::VOLUME, &["ft3"], FOOT * FOOT * FOOT, NONE),
    row(Dim::VOLUME, &["gal"], GALLON, NONE),
    row(Dim::VOLUME, &["kgal"], 1e3 * GALLON, NONE),
    row(Dim::VOLUME, &["Mgal"], 1e6 * GALLON, NONE),
    row(Dim::FLOW, &["gpm"], GALLON / 60.0, NONE),
    row(Dim::FLOW, &["cfm"], FOOT * FOOT * FOOT / 60.0, NONE),

    // Information. The bare `bps` is a basis point, so only its multiples are units.
    row(Dim::INFORMATION, &["bit"], 1.0, BITS),
    row(Dim::INFORMATION, &["b"], 1.0, BITS),
    row(Dim::INFORMATION, &["B"], 8.0, BYTES),
    row(Dim::DATA_RATE, &["kbps"], 1e3, NONE),
    row(Dim::DATA_RATE, &["Mbps"], 1e6, NONE),
    row(Dim::DATA_RATE, &["Gbps"], 1e9, NONE),
    row(Dim::DATA_RATE, &["Tbps"], 1e12, NONE),

    // Proof of work.
    row(Dim::HASH, &["hash", "H"], 1.0, HASHES),
];

/// What people write for a unit that has another name here.
#[rustfmt::skip]
pub(crate) const MISTAKEN: &[(&str, &str)] = &[
    ("C", "degC"), ("F", "degF"), ("celsius", "degC"), ("fahrenheit", "degF"), ("kelvin", "K"), ("degK", "K"),
    ("month", "mo"), ("months", "mo"), ("mth", "mo"), ("mths", "mo"),
    ("year", "yr"), ("years", "yr"), ("y", "yr"), ("yrs", "yr"), ("a", "yr"),
    ("week", "wk"), ("weeks", "wk"), ("w", "wk"), ("day", "d"), ("days", "d"),
    ("workday", "wd"), ("workdays", "wd"), ("bd", "wd"),
    ("hour", "h"), ("hours", "h"), ("hr", "h"), ("hrs", "h"), ("minute", "min"), ("minutes", "min"), ("mins", "min"),
    ("sec", "s"), ("second", "s"), ("seconds", "s"),
    ("watt", "W"), ("watts", "W"), ("kilowatt", "kW"), ("kilowatts", "kW"), ("megawatt", "MW"), ("megawatts", "MW"),
    ("gigawatt", "GW"), ("gigawatts", "GW"), ("joule", "J"), ("joules", "J"), ("volt", "V"), ("volts", "V"),
    ("amp", "A"), ("amps", "A"), ("ohms", "ohm"),
    ("ton", "t"), ("tons", "t"), ("tonne", "t"), ("tonnes", "t"), ("mt", "t"), ("lbs", "lb"), ("pound", "lb"), ("kilogram", "kg"),
    ("metre", "m"), ("meter", "m"), ("metres", "m"), ("meters", "m"), ("feet", "ft"), ("foot", "ft"),
    ("mile", "mi"), ("miles", "mi"), ("sf", "sqft"), ("acres", "acre"), ("hectare", "ha"), ("hectares", "ha"),
    ("l", "L"), ("lpm", "L"), ("litre", "L"), ("liter", "L"), ("gallon", "gal"), ("gallons", "gal"),
    ("bits", "bit"), ("byte", "B"), ("bytes", "B"), ("hashes", "hash"),
    ("dollar", "USD"), ("dollars", "USD"), ("euro", "EUR"), ("euros", "EUR"),
];
