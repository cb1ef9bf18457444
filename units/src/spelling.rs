//! Dimensions in words and as types.

use smol_str::SmolStr;

use crate::dimension::{Dim, Dimensions};
use crate::product::{Exponent, Factor, combine};

impl Dimensions {
    /// The dimension in words: `power`, `money per power per time`, `length^5 · mass`.
    #[must_use]
    pub fn describe(&self, dim: Dim) -> String {
        self.spelled(dim, &|(_, words)| words.as_str(), " · ", " per ", "per ")
    }

    /// The dimension as the language writes its type: `Money/Power/Time`, `1/Time`.
    #[must_use]
    pub fn type_name(&self, dim: Dim) -> String {
        self.spelled(dim, &|(name, _)| name.as_str(), "*", "/", "1/")
    }

    fn spelled(
        &self,
        dim: Dim,
        pick: &dyn Fn(&(SmolStr, SmolStr)) -> &str,
        and: &str,
        per: &str,
        only_per: &str,
    ) -> String {
        if dim.0 as usize >= self.len() {
            return String::new();
        }
        let word = |d: Dim| self.spelling.get(&d).map_or("?", pick).to_owned();
        let (above, below) = match self.split(dim) {
            Some((above, below)) => (
                above.into_iter().map(word).collect::<Vec<_>>(),
                below.into_iter().map(word).collect::<Vec<_>>(),
            ),
            None => {
                let mut sides = (Vec::new(), Vec::new());
                for factor in self.factors(dim) {
                    let name = self
                        .bases
                        .get(factor.base as usize)
                        .map_or_else(String::new, |&d| word(d));
                    let up = factor.power.is_positive();
                    let power = if up {
                        factor.power
                    } else {
                        factor.power.negated()
                    };
                    let text = match power {
                        Exponent { num: 1, den: 1 } => name,
                        Exponent { num, den: 1 } => format!("{name}^{num}"),
                        Exponent { num, den } => format!("{name}^({num}/{den})"),
                    };
                    if up {
                        sides.0.push(text)
                    } else {
                        sides.1.push(text)
                    }
                }
                sides
            }
        };
        let mut text = above.join(and);
        for part in below {
            text.push_str(if text.is_empty() { only_per } else { per });
            text.push_str(&part);
        }
        text
    }

    /// The dimension as named dimensions above and below the line, if a few of them make it up.
    ///
    /// `Money/Power/Time` is `([Money], [Power, Time])`. Tried in order: a single one, the inverse of one, a
    /// quotient, a product, and these divided by one more.
    #[must_use]
    pub fn split(&self, dim: Dim) -> Option<(Vec<Dim>, Vec<Dim>)> {
        if self.spelling.contains_key(&dim) {
            return Some((vec![dim], Vec::new()));
        }
        let target = self.factors(dim);
        let spelled = |product: &[Factor]| self.find(product).filter(|d| self.telling.contains(d));
        let over = |a: &[Factor], b: &[Factor]| combine(a, b, true);
        // A volume for an energy (L/min/kW, L/kWh) is the inverse of a pressure, and nobody means that.
        let inverse = over(&[], target).and_then(|p| spelled(&p));
        if let Some(below) = inverse.filter(|&d| d != Dim::PRESSURE) {
            return Some((Vec::new(), vec![below]));
        }
        for &a in &self.telling {
            if let Some(b) = over(self.factors(a), target).and_then(|p| spelled(&p)) {
                return Some((vec![a], vec![b]));
            }
        }
        for &a in &self.telling {
            if let Some(b) = over(target, self.factors(a)).and_then(|p| spelled(&p)) {
                return Some((vec![a, b], Vec::new()));
            }
        }
        for &a in &self.telling {
            let Some(rest) = over(self.factors(a), target) else {
                continue;
            };
            for &b in &self.telling {
                if b == a {
                    continue;
                }
                if let Some(c) = over(&rest, self.factors(b)).and_then(|p| spelled(&p)) {
                    return Some((vec![a], vec![b, c]));
                }
            }
        }
        for &b in &self.telling {
            // 1 / b / c
            let inverse = over(&[], target)?;
            if let Some(c) = over(&inverse, self.factors(b)).and_then(|p| spelled(&p)) {
                return Some((Vec::new(), vec![b, c]));
            }
        }
        for &a in &self.telling {
            let Some(rest) = over(target, self.factors(a)) else {
                continue;
            };
            for &b in &self.telling {
                if b == a {
                    continue;
                }
                if let Some(c) = over(self.factors(b), &rest).and_then(|p| spelled(&p)) {
                    return Some((vec![a, b], vec![c]));
                }
            }
        }
        None
    }
}
