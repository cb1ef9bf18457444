//! Currencies, rounding to their smallest coin, and lines that sum to their total.
//!
//! A currency is not a dimension: all money has the dimension `Money`, and the currency is told apart beside
//! it, since converting one into another needs a declared rate and not a fixed scale.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::digits::power_of_ten;

/// A currency: an index into the [`Currencies`] table it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CurrencyId(pub u16);

impl CurrencyId {
    /// The United States dollar, in every table.
    pub const USD: CurrencyId = CurrencyId(0);
}

/// What is known of a currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Currency {
    /// The code by which the language knows it: `USD`.
    pub code: SmolStr,
    /// Its name in words.
    pub name: SmolStr,
    /// Decimal digits of its smallest coin.
    pub digits: u8,
    /// Its sign, or its code if it has none of its own.
    pub symbol: SmolStr,
}

/// Code, name, decimal digits (ISO 4217) and sign. The dollar comes first.
#[rustfmt::skip]
const CORE: &[(&str, &str, u8, &str)] = &[
    ("USD", "US dollar", 2, "$"),
    ("EUR", "Euro", 2, "€"),
    ("GBP", "Pound sterling", 2, "£"),
    ("NOK", "Norwegian krone", 2, "NOK"),
    ("SEK", "Swedish krona", 2, "SEK"),
    ("DKK", "Danish krone", 2, "DKK"),
    ("ISK", "Icelandic króna", 0, "ISK"),
    ("CHF", "Swiss franc", 2, "CHF"),
    ("PLN", "Polish złoty", 2, "PLN"),
    ("CZK", "Czech koruna", 2, "CZK"),
    ("TRY", "Turkish lira", 2, "TRY"),
    ("CAD", "Canadian dollar", 2, "C$"),
    ("MXN", "Mexican peso", 2, "MXN"),
    ("BRL", "Brazilian real", 2, "R$"),
    ("CLP", "Chilean peso", 0, "CLP"),
    ("JPY", "Japanese yen", 0, "¥"),
    ("CNY", "Chinese yuan", 2, "CN¥"),
    ("HKD", "Hong Kong dollar", 2, "HK$"),
    ("TWD", "New Taiwan dollar", 2, "NT$"),
    ("KRW", "South Korean won", 0, "₩"),
    ("SGD", "Singapore dollar", 2, "S$"),
    ("MYR", "Malaysian ringgit", 2, "MYR"),
    ("IDR", "Indonesian rupiah", 2, "IDR"),
    ("THB", "Thai baht", 2, "THB"),
    ("INR", "Indian rupee", 2, "₹"),
    ("AUD", "Australian dollar", 2, "A$"),
    ("NZD", "New Zealand dollar", 2, "NZ$"),
    ("AED", "UAE dirham", 2, "AED"),
    ("SAR", "Saudi riyal", 2, "SAR"),
    ("QAR", "Qatari riyal", 2, "QAR"),
    ("KWD", "Kuwaiti dinar", 3, "KWD"),
    ("BHD", "Bahraini dinar", 3, "BHD"),
    ("ILS", "Israeli new shekel", 2, "₪"),
    ("ZAR", "South African rand", 2, "ZAR"),
];

/// All currencies of one program.
#[derive(Debug, Clone)]
pub struct Currencies {
    all: Vec<Currency>,
    by_code: FxHashMap<SmolStr, CurrencyId>,
}

impl Default for Currencies {
    fn default() -> Self {
        Currencies::core()
    }
}

impl Currencies {
    /// The table with the currencies every program knows.
    #[must_use]
    pub fn core() -> Self {
        let mut table = Currencies {
            all: Vec::with_capacity(CORE.len()),
            by_code: FxHashMap::default(),
        };
        for (code, name, digits, symbol) in CORE {
            table.push(Currency {
                code: SmolStr::new_static(code),
                name: SmolStr::new_static(name),
                digits: *digits,
                symbol: SmolStr::new_static(symbol),
            });
        }
        table
    }

    /// Adds a currency of two decimal digits; nothing if the code is taken or the table is full.
    pub fn declare(&mut self, code: &str, name: &str) -> Option<CurrencyId> {
        if self.by_code.contains_key(code) {
            return None;
        }
        self.push(Currency {
            code: SmolStr::new(code),
            name: SmolStr::new(if name.is_empty() { code } else { name }),
            digits: 2,
            symbol: SmolStr::new(code),
        })
    }

    /// The currency with that code.
    #[must_use]
    pub fn lookup(&self, code: &str) -> Option<CurrencyId> {
        self.by_code.get(code).copied()
    }

    /// What is known of it; nothing for an id of another table.
    #[must_use]
    pub fn get(&self, id: CurrencyId) -> Option<&Currency> {
        self.all.get(usize::from(id.0))
    }

    /// Its code; empty for an id of another table.
    #[must_use]
    pub fn code(&self, id: CurrencyId) -> &str {
        self.get(id).map_or("", |c| c.code.as_str())
    }

    /// All of them, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (CurrencyId, &Currency)> {
        self.all
            .iter()
            .enumerate()
            .map(|(i, c)| (CurrencyId(i as u16), c))
    }

    fn push(&mut self, currency: Currency) -> Option<CurrencyId> {
        let id = CurrencyId(u16::try_from(self.all.len()).ok()?);
        self.by_code.insert(currency.code.clone(), id);
        self.all.push(currency);
        Some(id)
    }
}

/// From here on a double has no room for cents, and rounding leaves it as it is.
const NO_ROOM: f64 = 4_503_599_627_370_496.0;

/// Rounds an amount to `digits` decimals, halves to the even neighbour.
///
/// The double itself decides, not its product with a power of ten: 1.005 lies just below the half and goes
/// to 1.00, although `1.005 * 100.0` may not.
#[must_use]
pub fn round(amount: f64, digits: u8) -> f64 {
    match coins(amount, digits) {
        Some(coins) => coins / scale(digits),
        None => amount,
    }
}

/// The amount in whole coins; nothing when it is too large, or not a number.
fn coins(amount: f64, digits: u8) -> Option<f64> {
    let scale = scale(digits);
    let product = amount * scale;
    if !product.is_finite() || product.abs() >= NO_ROOM {
        return None;
    }
    let nearest = product.round_ties_even();
    // What the multiplication rounded away decides a half.
    let lost = amount.mul_add(scale, -product);
    if (product - product.trunc()).abs() == 0.5 && lost != 0.0 {
        return Some(if lost > 0.0 {
            product.ceil()
        } else {
            product.floor()
        });
    }
    Some(nearest)
}

/// Coins to the unit of a currency; no currency has more than nine digits.
fn scale(digits: u8) -> f64 {
    power_of_ten(usize::from(digits.min(9)))
}

/// Rounds lines to `digits` decimals so that they sum to the rounded total.
///
/// Every line is first rounded down; the coins that are missing go to the largest remainders, the earlier
/// line first when they are equal. `parts` should sum to `total`; if they do not, what is missing or too much is
/// first shared evenly. Amounts that are too large to hold coins, or not numbers, come back as they are.
#[must_use]
pub fn allocate(total: f64, parts: &[f64], digits: u8) -> Vec<f64> {
    let scale = scale(digits);
    let Some(whole) = coins(total, digits) else {
        return parts.to_vec();
    };
    let mut floors = Vec::with_capacity(parts.len());
    let mut order = Vec::with_capacity(parts.len());
    for (i, part) in parts.iter().enumerate() {
        let product = part * scale;
        if !product.is_finite() || product.abs() >= NO_ROOM {
            return parts.to_vec();
        }
        // A product within a billionth of a coin is that coin: 0.29 * 100 is not 28 coins and a remainder.
        let near = product.round();
        let floor = if (product - near).abs() < 1e-9 * product.abs().max(1.0) {
            near
        } else {
            product.floor()
        };
        floors.push(floor as i64);
        order.push((i, product - floor));
    }
    let missing = whole as i64 - floors.iter().sum::<i64>();
    let Ok(count) = i64::try_from(parts.len()) else {
        return parts.to_vec();
    };
    if count == 0 {
        return Vec::new();
    }
    let (each, extra) = (
        missing.div_euclid(count),
        missing.rem_euclid(count) as usize,
    );
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    for floor in &mut floors {
        *floor += each;
    }
    for (i, _) in order.into_iter().take(extra) {
        if let Some(floor) = floors.get_mut(i) {
            *floor += 1;
        }
    }
    floors
        .into_iter()
        .map(|coins| coins as f64 / scale)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_are_unique_and_the_dollar_is_first() {
        let table = Currencies::core();
        assert_eq!(table.lookup("USD"), Some(CurrencyId::USD));
        for (id, currency) in table.iter() {
            assert_eq!(table.lookup(&currency.code), Some(id));
        }
    }

    #[test]
    fn a_code_is_declared_once() {
        let mut table = Currencies::core();
        let id = table.declare("XTS", "Test").unwrap();
        assert_eq!(table.code(id), "XTS");
        assert_eq!(table.declare("XTS", "Again"), None);
        assert_eq!(table.declare("EUR", "Euro"), None);
    }

    #[test]
    fn halves_go_to_the_even_coin() {
        assert_eq!(round(0.125, 2), 0.12);
        assert_eq!(round(0.375, 2), 0.38);
        assert_eq!(round(-2.5, 0), -2.0);
        assert_eq!(round(1.005, 2), 1.0);
        assert_eq!(round(8.115, 2), 8.12, "the double lies above the half");
        assert_eq!(round(1e300, 2), 1e300);
        assert!(round(f64::NAN, 2).is_nan());
    }

    #[test]
    fn thirds_sum_to_the_whole() {
        assert_eq!(allocate(100.0, &[100.0 / 3.0; 3], 2), [33.34, 33.33, 33.33]);
        assert_eq!(allocate(0.0, &[0.5, -0.5], 0), [1.0, -1.0]);
        assert_eq!(allocate(1.0, &[], 2), Vec::<f64>::new());
        assert_eq!(allocate(10.0, &[1.0, 1.0], 0), [5.0, 5.0]);
    }

    proptest! {
        #[test]
        fn lines_sum_to_the_total(parts in prop::collection::vec(-1e9..1e9f64, 1..40)) {
            let total: f64 = parts.iter().sum();
            let lines = allocate(total, &parts, 2);
            let sum: i64 = lines.iter().map(|l| (l * 100.0).round() as i64).sum();
            prop_assert_eq!(sum, (round(total, 2) * 100.0).round() as i64);
            for (line, part) in lines.iter().zip(&parts) {
                prop_assert!((line - part).abs() < 0.010_001, "{} became {}", part, line);
            }
        }

        #[test]
        fn rounding_twice_is_rounding_once(amount in -1e12..1e12f64, digits in 0u8..4) {
            let once = round(amount, digits);
            prop_assert_eq!(round(once, digits), once);
            prop_assert!((once - amount).abs() <= 0.5 / scale(digits) + 1e-4);
        }
    }
}
