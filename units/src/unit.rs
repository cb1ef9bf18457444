//! How much of its dimension one of a unit is, and the table of all units of a program.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::dimension::{Dim, Dimensions};
use crate::money::{Currencies, CurrencyId};
use crate::product::Factor;
use crate::table::{MISTAKEN, ROWS};

/// A unit: what it measures and how much.
///
/// Canonical units are the SI's (W, J, s, m, kg, K, bit), the month for calendar time, the working day for working
/// time, one of its currency for money, and one for users' bases.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// What it measures.
    pub dim: Dim,
    /// Canonical value of one. Convert by [`to_canonical`](Self::to_canonical), which rounds less.
    pub scale: f64,
    /// Canonical value of zero; not zero only for points on a temperature scale.
    pub offset: f64,
    /// The currency, for money and what is made with it.
    pub currency: Option<CurrencyId>,
    /// The whole number whose inverse `scale` is, if it is one: dividing by 1000 is exact where
    /// multiplying by 0.001 is not.
    pub(crate) divisor: Option<f64>,
}

impl Unit {
    /// The unit of ratios.
    pub const ONE: Unit = Unit {
        dim: Dim::ONE,
        scale: 1.0,
        offset: 0.0,
        currency: None,
        divisor: None,
    };

    /// A unit of `scale` canonical units, with zero at zero and no currency.
    #[must_use]
    pub fn new(dim: Dim, scale: f64) -> Unit {
        Unit {
            dim,
            scale,
            offset: 0.0,
            currency: None,
            divisor: divisor_of(scale),
        }
    }

    /// The same with a zero elsewhere: `offset` is the canonical value of the unit's zero.
    #[must_use]
    pub fn with_offset(self, offset: f64) -> Unit {
        Unit { offset, ..self }
    }

    /// The same as money of a currency.
    #[must_use]
    pub fn with_currency(self, currency: CurrencyId) -> Unit {
        Unit {
            currency: Some(currency),
            ..self
        }
    }

    /// `factor` of this unit as a unit: the meaning of `unit exahash = 1e18 hash`.
    #[must_use]
    pub fn times(self, factor: f64) -> Unit {
        let scale = self.to_canonical(factor);
        Unit {
            currency: self.currency,
            ..Unit::new(self.dim, scale)
        }
    }

    /// A number of this unit in canonical units.
    #[must_use]
    pub fn to_canonical(&self, value: f64) -> f64 {
        let scaled = match self.divisor {
            Some(divisor) => value / divisor,
            None => value * self.scale,
        };
        scaled + self.offset
    }

    /// A canonical value in this unit.
    #[must_use]
    pub fn from_canonical(&self, canonical: f64) -> f64 {
        let shifted = canonical - self.offset;
        match self.divisor {
            Some(divisor) => shifted * divisor,
            None => shifted / self.scale,
        }
    }

    /// Whether its zero is not zero, so that it cannot be multiplied: `degC`, `degF`.
    #[must_use]
    pub fn is_affine(&self) -> bool {
        self.offset != 0.0
    }
}

fn divisor_of(scale: f64) -> Option<f64> {
    let inverse = (1.0 / scale).round();
    (scale.abs() < 1.0 && inverse.is_finite() && inverse.abs() < 9e15 && 1.0 / inverse == scale)
        .then_some(inverse)
}

/// A unit's name is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Clash {
    /// The name.
    pub name: SmolStr,
    /// What it means already.
    pub existing: Unit,
}

impl std::fmt::Display for Clash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is a unit already", self.name)
    }
}

impl std::error::Error for Clash {}

/// Why factors do not make a unit. The number is the place of the factor at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComposeError {
    /// No unit has that name.
    Unknown(usize),
    /// A temperature scale cannot be part of a product: `kW/degC` should be `kW/K`.
    Affine(usize),
    /// Two currencies in one unit.
    TwoCurrencies(usize),
    /// A power too large to count.
    TooLarge(usize),
}

/// All units of one program, with its currencies.
#[derive(Debug, Clone)]
pub struct Units {
    by_name: FxHashMap<SmolStr, Unit>,
    /// Names in the order in which they came: the order of suggestions.
    names: Vec<SmolStr>,
    currencies: Currencies,
}

impl Default for Units {
    fn default() -> Self {
        Units::core()
    }
}

impl Units {
    /// The units and currencies every program knows.
    #[must_use]
    pub fn core() -> Self {
        let mut table = Units {
            by_name: FxHashMap::default(),
            names: Vec::with_capacity(256),
            currencies: Currencies::core(),
        };
        for row in ROWS {
            for name in row.names {
                table.enter(
                    SmolStr::new_static(name),
                    Unit::new(row.dim, row.scale).with_offset(row.offset),
                );
            }
            for name in row.names {
                for (letter, factor) in row.prefixes {
                    // A thousandth of 3600 is 3.6, whereas 3600 * 0.001 is not.
                    let scale = if *factor < 1.0 {
                        row.scale / (1.0 / factor).round()
                    } else {
                        row.scale * factor
                    };
                    table.enter(
                        SmolStr::from_iter([*letter, *name]),
                        Unit::new(row.dim, scale),
                    );
                }
            }
        }
        let codes: Vec<_> = table
            .currencies
            .iter()
            .map(|(id, c)| (id, c.code.clone()))
            .collect();
        for (id, code) in codes {
            table.enter(code, Unit::new(Dim::MONEY, 1.0).with_currency(id));
        }
        table
    }

    /// The unit with that name. `$` is `USD`.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Option<Unit> {
        self.by_name
            .get(if name == "$" { "USD" } else { name })
            .copied()
    }

    /// Adds a unit.
    ///
    /// # Errors
    /// When the name is taken, by a unit, a unit with a prefix or a currency.
    pub fn declare(&mut self, name: &str, unit: Unit) -> Result<(), Clash> {
        match self.lookup(name) {
            Some(existing) => Err(Clash {
                name: SmolStr::new(name),
                existing,
            }),
            None => {
                self.enter(SmolStr::new(name), unit);
                Ok(())
            }
        }
    }

    /// Adds a currency and its unit, both named by its code.
    ///
    /// # Errors
    /// When the code is taken by a unit or a currency.
    pub fn declare_currency(&mut self, code: &str, name: &str) -> Result<CurrencyId, Clash> {
        let taken = |existing| Clash {
            name: SmolStr::new(code),
            existing,
        };
        if let Some(existing) = self.lookup(code) {
            return Err(taken(existing));
        }
        let id = self
            .currencies
            .declare(code, name)
            .ok_or_else(|| taken(Unit::new(Dim::MONEY, 1.0)))?;
        self.enter(
            SmolStr::new(code),
            Unit::new(Dim::MONEY, 1.0).with_currency(id),
        );
        Ok(id)
    }

    /// The currencies.
    #[must_use]
    pub fn currencies(&self) -> &Currencies {
        &self.currencies
    }

    /// All names, in the order in which they came.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(SmolStr::as_str)
    }

    /// The unit that factors with powers make up: `USD`, `kW^-1`, `mo^-1` is `$/kW/mo`.
    ///
    /// # Errors
    /// With the place of the first factor that is unknown, is a temperature scale beside others, or brings a
    /// second currency.
    pub fn compose(
        &self,
        dims: &mut Dimensions,
        factors: &[(&str, i32)],
    ) -> Result<Unit, ComposeError> {
        let mut product = Product::of(self, factors)?;
        let mut dim = Dim::ONE;
        for (i, (part, power)) in product.parts.iter().enumerate() {
            let raised = dims
                .pow(part.dim, *power, 1)
                .ok_or(ComposeError::TooLarge(i))?;
            dim = dims.mul(dim, raised);
        }
        product.unit.dim = dim;
        Ok(product.unit)
    }

    /// The same without entering a new dimension: the unit (with a meaningless `dim`) and the factors of its dimension.
    pub(crate) fn compose_apart(
        &self,
        dims: &Dimensions,
        factors: &[(&str, i32)],
    ) -> Option<(Unit, Vec<Factor>)> {
        let product = Product::of(self, factors).ok()?;
        let mut sum = Vec::new();
        for (part, power) in &product.parts {
            sum = dims.extend(&sum, part.dim, *power)?;
        }
        Some((product.unit, sum))
    }

    /// Names like a name that is none, the likeliest first: other words for a unit, then other capitals
    /// (`kva`), then slips of a letter or two.
    #[must_use]
    pub fn nearest(&self, name: &str, max: usize) -> Vec<&str> {
        let mut found: Vec<(usize, usize, &str)> = Vec::new();
        let lower = name.to_ascii_lowercase();
        for (wrong, right) in MISTAKEN {
            if *wrong == name || *wrong == lower {
                found.push((0, 0, right));
            }
        }
        // A slip in a name of two letters makes any other of two letters; only capitals count there.
        let reach = match name.chars().count() {
            0..=2 => 0,
            3 | 4 => 1,
            _ => 2,
        };
        for (i, known) in self.names.iter().enumerate() {
            if known.eq_ignore_ascii_case(name) {
                found.push((1, i, known));
            } else if known.len().abs_diff(name.len()) <= reach {
                let distance = strsim::osa_distance(known, name);
                if distance <= reach {
                    found.push((1 + distance, i, known));
                }
            }
        }
        found.sort_unstable();
        // A certain guess makes the others noise.
        if found.first().is_some_and(|(rank, ..)| *rank < 2) {
            found.retain(|(rank, ..)| *rank < 2);
        }
        let mut names: Vec<&str> = Vec::with_capacity(max);
        for (_, _, known) in found {
            if names.len() < max && !names.contains(&known) {
                names.push(known);
            }
        }
        names
    }

    fn enter(&mut self, name: SmolStr, unit: Unit) {
        self.names.push(name.clone());
        self.by_name.insert(name, unit);
    }
}

/// Factors multiplied out, but for the dimension.
struct Product {
    parts: Vec<(Unit, i32)>,
    unit: Unit,
}

impl Product {
    fn of(units: &Units, factors: &[(&str, i32)]) -> Result<Product, ComposeError> {
        let mut parts = Vec::with_capacity(factors.len());
        for (i, (name, power)) in factors.iter().enumerate() {
            parts.push((units.lookup(name).ok_or(ComposeError::Unknown(i))?, *power));
        }
        if let [(only, 1)] = parts[..] {
            return Ok(Product { parts, unit: only });
        }
        let mut currency = None;
        // Whole numbers above and below the line keep `$/kW/mo` at exactly a thousandth.
        let (mut above, mut below) = (1.0, 1.0);
        for (i, (part, power)) in parts.iter().enumerate() {
            if part.is_affine() {
                return Err(ComposeError::Affine(i));
            }
            if let Some(own) = part.currency {
                if currency.is_some_and(|other| other != own) {
                    return Err(ComposeError::TwoCurrencies(i));
                }
                currency = Some(own);
            }
            let times = power.unsigned_abs();
            if times > 64 {
                return Err(ComposeError::TooLarge(i));
            }
            let (size, inverted) = part.divisor.map_or((part.scale, false), |d| (d, true));
            let raised = (0..times).fold(1.0, |product, _| product * size);
            if (*power > 0) == inverted {
                below *= raised
            } else {
                above *= raised
            }
        }
        let unit = if above == 1.0 && below != 1.0 && below.fract() == 0.0 && below.abs() < 9e15 {
            Unit {
                scale: 1.0 / below,
                divisor: Some(below),
                ..Unit::ONE
            }
        } else {
            Unit::new(Dim::ONE, above / below)
        };
        Ok(Product {
            parts,
            unit: Unit { currency, ..unit },
        })
    }
}
