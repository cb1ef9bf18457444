//! What a value measures.
//!
//! A dimension is a product of powers of bases. Powers are rational, so that square roots stay exact. Every
//! distinct product is stored once in a [`Dimensions`] table and named by a [`Dim`], which makes comparing
//! two dimensions a comparison of two integers, and multiplying them, after the first time, one lookup.
//!
//! Bases are not the SI's seven. Calendar time, clock time and working time are different bases, because a
//! month has no fixed number of hours; apparent and reactive power are different from power, because 750 MVA
//! is not 750 MW; a temperature is different from a temperature difference, because 20 degC is not 20 K.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::product::{Exponent, Factor, Product, combine};

/// A dimension: an index into the [`Dimensions`] table it came from.
///
/// The constants hold in every table; all others only in the table that gave them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dim(pub u32);

macro_rules! core_dims {
    ($( $(#[$doc:meta])* $constant:ident = $index:literal ),* $(,)?) => {
        impl Dim {
            $( $(#[$doc])* pub const $constant: Dim = Dim($index); )*
        }
    };
}

core_dims! {
    /// Ratios and counts.
    ONE = 0,
    /// Money of any currency; canonical unit: one unit of the currency.
    MONEY = 1,
    /// Calendar time; canonical unit: month.
    TIME = 2,
    /// Clock time; canonical unit: second.
    CLOCK_TIME = 3,
    /// Working time; canonical unit: working day.
    WORK_TIME = 4,
    /// Mass; kilogram.
    MASS = 5,
    /// Length; metre.
    LENGTH = 6,
    /// Electric current; ampere.
    CURRENT = 7,
    /// A point on the temperature scale; kelvin.
    TEMPERATURE = 8,
    /// A difference of temperatures; kelvin.
    TEMPERATURE_DIFFERENCE = 9,
    /// Information; bit.
    INFORMATION = 10,
    /// Proof-of-work hashes; one hash.
    HASH = 11,
    /// Apparent power; volt-ampere.
    APPARENT_POWER = 12,
    /// Reactive power; var.
    REACTIVE_POWER = 13,
    /// Power, and heat load; watt.
    POWER = 14,
    /// Energy; joule.
    ENERGY = 15,
    /// Voltage; volt.
    VOLTAGE = 16,
    /// Electric resistance; ohm.
    RESISTANCE = 17,
    /// Area; square metre.
    AREA = 18,
    /// Volume; cubic metre.
    VOLUME = 19,
    /// Speed; metre per second.
    SPEED = 20,
    /// Force; newton.
    FORCE = 21,
    /// Pressure; pascal.
    PRESSURE = 22,
    /// Density; kilogram per cubic metre.
    DENSITY = 23,
    /// Volume flow; cubic metre per second.
    FLOW = 24,
    /// Mass flow; kilogram per second.
    MASS_FLOW = 25,
    /// Data rate; bit per second.
    DATA_RATE = 26,
    /// Hash rate; hash per second.
    HASH_RATE = 27,
    /// Frequency; hertz.
    FREQUENCY = 28,
    /// Electric charge; coulomb.
    CHARGE = 29,
    /// Acceleration; metre per second squared.
    ACCELERATION = 30,
    /// Specific heat capacity; joule per kilogram and kelvin.
    SPECIFIC_HEAT = 31,
    /// Heat carried per degree; watt per kelvin.
    THERMAL_CONDUCTANCE = 32,
    /// Power over an area; watt per square metre.
    POWER_DENSITY = 33,
}

/// The bases in the order of their [`Dim`] constants: name in the language, words in messages.
const BASES: &[(&str, &str)] = &[
    ("Money", "money"),
    ("Time", "time"),
    ("ClockTime", "clock time"),
    ("WorkTime", "working time"),
    ("Mass", "mass"),
    ("Length", "length"),
    ("Current", "current"),
    ("Temperature", "temperature"),
    ("TemperatureDifference", "temperature difference"),
    ("Information", "information"),
    ("Hash", "hash"),
    ("ApparentPower", "apparent power"),
    ("ReactivePower", "reactive power"),
];

const CLOCK: u32 = 2;
const MASS: u32 = 4;
const LENGTH: u32 = 5;
const CURRENT: u32 = 6;
const DIFFERENCE: u32 = 8;
const INFORMATION: u32 = 9;
const HASH: u32 = 10;

/// Powers of bases, by index into `BASES`.
type Powers = &'static [(u32, i32)];

/// Named products of bases in the order of their [`Dim`] constants.
#[rustfmt::skip]
const DERIVED: &[(&str, &str, Powers)] = &[
    ("Power",              "power",               &[(CLOCK, -3), (MASS, 1), (LENGTH, 2)]),
    ("Energy",             "energy",              &[(CLOCK, -2), (MASS, 1), (LENGTH, 2)]),
    ("Voltage",            "voltage",             &[(CLOCK, -3), (MASS, 1), (LENGTH, 2), (CURRENT, -1)]),
    ("Resistance",         "resistance",          &[(CLOCK, -3), (MASS, 1), (LENGTH, 2), (CURRENT, -2)]),
    ("Area",               "area",                &[(LENGTH, 2)]),
    ("Volume",             "volume",              &[(LENGTH, 3)]),
    ("Speed",              "speed",               &[(CLOCK, -1), (LENGTH, 1)]),
    ("Force",              "force",               &[(CLOCK, -2), (MASS, 1), (LENGTH, 1)]),
    ("Pressure",           "pressure",            &[(CLOCK, -2), (MASS, 1), (LENGTH, -1)]),
    ("Density",            "density",             &[(MASS, 1), (LENGTH, -3)]),
    ("Flow",               "flow",                &[(CLOCK, -1), (LENGTH, 3)]),
    ("MassFlow",           "mass flow",           &[(CLOCK, -1), (MASS, 1)]),
    ("DataRate",           "data rate",           &[(CLOCK, -1), (INFORMATION, 1)]),
    ("HashRate",           "hash rate",           &[(CLOCK, -1), (HASH, 1)]),
    ("Frequency",          "frequency",           &[(CLOCK, -1)]),
    ("Charge",             "charge",              &[(CLOCK, 1), (CURRENT, 1)]),
    ("Acceleration",       "acceleration",        &[(CLOCK, -2), (LENGTH, 1)]),
    ("SpecificHeat",       "specific heat",       &[(CLOCK, -2), (LENGTH, 2), (DIFFERENCE, -1)]),
    ("ThermalConductance", "thermal conductance", &[(CLOCK, -3), (MASS, 1), (LENGTH, 2), (DIFFERENCE, -1)]),
    ("PowerDensity",       "power density",       &[(CLOCK, -3), (MASS, 1)]),
];

/// Second names.
const ALIASES: &[(&str, Dim)] = &[
    ("Heat", Dim::POWER),
    ("Ratio", Dim::ONE),
    ("Count", Dim::ONE),
    ("HeatFlux", Dim::POWER_DENSITY),
];

/// What descriptions are built from, the most telling first. Users' bases come before these.
const TELLING: &[Dim] = &[
    Dim::MONEY,
    Dim::ENERGY,
    Dim::POWER,
    Dim::APPARENT_POWER,
    Dim::REACTIVE_POWER,
    Dim::FLOW,
    Dim::MASS_FLOW,
    Dim::HASH_RATE,
    Dim::DATA_RATE,
    Dim::VOLUME,
    Dim::AREA,
    Dim::MASS,
    Dim::INFORMATION,
    Dim::HASH,
    Dim::TEMPERATURE_DIFFERENCE,
    Dim::TEMPERATURE,
    Dim::PRESSURE,
    Dim::VOLTAGE,
    Dim::CURRENT,
    Dim::RESISTANCE,
    Dim::LENGTH,
    Dim::TIME,
    Dim::CLOCK_TIME,
    Dim::WORK_TIME,
];

/// All dimensions of one program.
#[derive(Debug, Clone)]
pub struct Dimensions {
    /// The dimension of each base.
    pub(crate) bases: Vec<Dim>,
    products: Vec<Product>,
    by_product: FxHashMap<Product, Dim>,
    by_name: FxHashMap<SmolStr, Dim>,
    /// Name in the language and words in messages of the dimensions that have them.
    pub(crate) spelling: FxHashMap<Dim, (SmolStr, SmolStr)>,
    /// What descriptions are built from, in order of preference.
    pub(crate) telling: Vec<Dim>,
    multiplied: FxHashMap<(Dim, Dim), Dim>,
    divided: FxHashMap<(Dim, Dim), Dim>,
}

impl Default for Dimensions {
    fn default() -> Self {
        Dimensions::new()
    }
}

impl Dimensions {
    /// The table with the core bases and the named dimensions; the constants of [`Dim`] are valid in it.
    #[must_use]
    pub fn new() -> Self {
        let mut table = Dimensions {
            bases: Vec::with_capacity(BASES.len()),
            products: Vec::with_capacity(64),
            by_product: FxHashMap::default(),
            by_name: FxHashMap::default(),
            spelling: FxHashMap::default(),
            telling: Vec::new(),
            multiplied: FxHashMap::default(),
            divided: FxHashMap::default(),
        };
        table.intern(Box::new([]));
        table.spell(Dim::ONE, "Ratio", "ratio");
        for (name, words) in BASES {
            let dim = table.push_base();
            table.spell(dim, name, words);
        }
        for (name, words, factors) in DERIVED {
            let product = factors
                .iter()
                .map(|&(base, num)| Factor {
                    base,
                    power: Exponent { num, den: 1 },
                })
                .collect::<Product>();
            let dim = table.intern(product);
            table.spell(dim, name, words);
        }
        for (name, dim) in ALIASES {
            table.by_name.insert(SmolStr::new_static(name), *dim);
        }
        table.telling = TELLING.to_vec();
        table
    }

    /// The dimension of a base called `name`, added if it is not there.
    ///
    /// A name that is taken gives the dimension it names: ask [`named`](Self::named) first to tell a user
    /// that `Power` exists already.
    pub fn base(&mut self, name: &str) -> Dim {
        if let Some(&dim) = self.by_name.get(name) {
            return dim;
        }
        let dim = self.push_base();
        self.spell(dim, name, name);
        let place = self
            .telling
            .iter()
            .position(|&d| d == Dim::MONEY)
            .map_or(0, |i| i + 1);
        self.telling.insert(place, dim);
        dim
    }

    /// The dimension with that name in the language: `Power`, `Heat`, a user's base.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<Dim> {
        self.by_name.get(name).copied()
    }

    /// Gives a dimension a further name in the language. Nothing happens if the name is taken.
    pub fn alias(&mut self, name: &str, dim: Dim) {
        self.by_name.entry(SmolStr::new(name)).or_insert(dim);
    }

    /// All names in the language, sorted: for suggestions.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.by_name.keys().map(SmolStr::as_str).collect();
        names.sort_unstable();
        names
    }

    /// How many dimensions there are; every [`Dim`] of this table is below.
    #[must_use]
    pub fn len(&self) -> usize {
        self.products.len()
    }

    /// Never true: the dimension of ratios is always there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.products.is_empty()
    }

    /// The dimension of a product. Powers beyond 32 bits stay at the largest that fits.
    pub fn mul(&mut self, a: Dim, b: Dim) -> Dim {
        if a == Dim::ONE {
            return b;
        }
        if b == Dim::ONE {
            return a;
        }
        if let Some(&dim) = self.multiplied.get(&(a, b)) {
            return dim;
        }
        // A power that does not fit comes of a chain of thirty squarings; keeping the left side is as
        // wrong as anything else, harmless, and never a panic.
        let dim = match combine(self.factors(a), self.factors(b), false) {
            Some(product) => self.intern(product.into()),
            None => a,
        };
        self.multiplied.insert((a, b), dim);
        dim
    }

    /// The dimension of a quotient, with the same bound as [`mul`](Self::mul).
    pub fn div(&mut self, a: Dim, b: Dim) -> Dim {
        if b == Dim::ONE {
            return a;
        }
        if a == b {
            return Dim::ONE;
        }
        if let Some(&dim) = self.divided.get(&(a, b)) {
            return dim;
        }
        let dim = match combine(self.factors(a), self.factors(b), true) {
            Some(product) => self.intern(product.into()),
            None => a,
        };
        self.divided.insert((a, b), dim);
        dim
    }

    /// The dimension to the power `num / den`; nothing if `den` is zero or a power does not fit into 32 bits.
    pub fn pow(&mut self, dim: Dim, num: i32, den: i32) -> Option<Dim> {
        if den == 0 {
            return None;
        }
        if num == 0 {
            return Some(Dim::ONE);
        }
        let mut product = Vec::with_capacity(self.factors(dim).len());
        for factor in self.factors(dim) {
            product.push(Factor {
                base: factor.base,
                power: factor.power.times(num, den)?,
            });
        }
        Some(self.intern(product.into()))
    }

    /// The factors of a dimension; none for a [`Dim`] of another table.
    pub(crate) fn factors(&self, dim: Dim) -> &[Factor] {
        self.products.get(dim.0 as usize).map_or(&[], |p| p)
    }

    /// The dimension with these factors, if it has been met.
    pub(crate) fn find(&self, factors: &[Factor]) -> Option<Dim> {
        self.by_product.get(factors).copied()
    }

    /// `product · dim^power` without entering it into the table; nothing if a power does not fit.
    pub(crate) fn extend(&self, product: &[Factor], dim: Dim, power: i32) -> Option<Vec<Factor>> {
        let mut raised = Vec::with_capacity(2);
        for factor in self.factors(dim) {
            raised.push(Factor {
                base: factor.base,
                power: factor.power.times(power, 1)?,
            });
        }
        raised.retain(|f| f.power != Exponent::ZERO);
        combine(product, &raised, false)
    }

    fn push_base(&mut self) -> Dim {
        let base = self.bases.len() as u32;
        let dim = self.intern(Box::new([Factor {
            base,
            power: Exponent { num: 1, den: 1 },
        }]));
        self.bases.push(dim);
        dim
    }

    fn spell(&mut self, dim: Dim, name: &str, words: &str) {
        self.by_name.insert(SmolStr::new(name), dim);
        self.spelling
            .insert(dim, (SmolStr::new(name), SmolStr::new(words)));
    }

    fn intern(&mut self, product: Product) -> Dim {
        if let Some(&dim) = self.by_product.get(&product) {
            return dim;
        }
        let dim = Dim(self.products.len() as u32);
        self.products.push(product.clone());
        self.by_product.insert(product, dim);
        dim
    }
}
