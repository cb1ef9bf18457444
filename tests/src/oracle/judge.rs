//! Whether what was computed is what a case claims.

use serde_json::Value;

/// What a sum of many amounts may miss of zero, as a share of the largest amount of its line: 64-bit arithmetic keeps
/// sixteen digits, and a balance of hundreds of payments ends a few units of the last digit beside zero.
const ROUNDING: f64 = 1e-13;

/// What an expression of the spec came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A number, or none.
    One(Option<f64>),
    /// A series that is known while compiling: the same number in each period.
    Every(Option<f64>),
    /// A number for each period of the timeline.
    Series(Vec<Option<f64>>),
    /// The items of a list.
    List(Vec<Option<f64>>),
    /// A day.
    Words(String),
}

/// A claim beside what was computed.
#[derive(Debug, Clone)]
pub struct Held {
    /// Where the claim stands.
    pub path: String,
    /// The claim.
    pub claimed: Value,
    /// The expression that stands against it.
    pub expr: String,
    /// The words in which a number is claimed.
    pub words: Vec<String>,
    /// What the expression came to.
    pub answer: Answer,
    /// Tolerances: whether they are relative, and how much.
    pub bounds: Vec<(bool, f64)>,
    /// What relative tolerances refer to, if not to the claim.
    pub scale: Option<f64>,
}

impl Held {
    /// What is wrong with a claim in the place of this one.
    ///
    /// # Errors
    /// The first difference, in words.
    pub fn judge(&self, claimed: &Value) -> Result<(), String> {
        let line = largest(claimed);
        match (claimed, &self.answer) {
            (Value::Array(claims), Answer::Series(values) | Answer::List(values)) => {
                for (i, claim) in claims.iter().enumerate() {
                    let Some(value) = values.get(i) else {
                        return Err(format!("{} claims, {} values", claims.len(), values.len()));
                    };
                    self.compare(claim, *value, line)
                        .map_err(|why| format!("at {i}: {why}"))?;
                }
                let rest = values.get(claims.len()..).unwrap_or_default();
                // Behind the end of a line there is no more of it: a series is zero there, a list has nothing.
                let over = match self.answer {
                    Answer::Series(_) => rest
                        .iter()
                        .position(|v| v.is_none_or(|v| v.abs() > ROUNDING * line)),
                    _ => rest.iter().position(Option::is_some),
                };
                match over {
                    Some(i) => Err(format!(
                        "{:?} at {}, behind the end",
                        rest[i],
                        claims.len() + i
                    )),
                    None => Ok(()),
                }
            }
            (Value::Array(claims), Answer::Every(value)) => {
                let mut claims = claims.iter().enumerate();
                claims.try_for_each(|(i, claim)| {
                    self.compare(claim, *value, line)
                        .map_err(|why| format!("at {i}: {why}"))
                })
            }
            (Value::String(claim), Answer::Words(words)) if claim == words => Ok(()),
            (Value::String(claim), Answer::One(Some(v))) => {
                let word = self.words.get(*v as usize);
                if word == Some(claim) {
                    Ok(())
                } else {
                    Err(format!("{word:?} ({v})"))
                }
            }
            (
                claim @ (Value::Number(_) | Value::Null),
                Answer::One(value) | Answer::Every(value),
            ) => self.compare(claim, *value, line),
            (_, answer) => Err(format!("{answer:?}")),
        }
    }

    fn compare(&self, claim: &Value, value: Option<f64>, line: f64) -> Result<(), String> {
        let (claim, value) = match (claim.as_f64(), value) {
            (None, None) if claim.is_null() => return Ok(()),
            (Some(c), Some(v)) => (c, v),
            (_, value) => return Err(format!("{claim} claimed, {value:?} computed")),
        };
        let allowed = self.allowed(claim, line);
        let gap = (value - claim).abs();
        if gap <= allowed {
            Ok(())
        } else {
            Err(format!(
                "{claim:?} claimed, {value:?} computed: {gap:.1e} apart, {allowed:.1e} allowed"
            ))
        }
    }

    fn allowed(&self, claim: f64, line: f64) -> f64 {
        let bounds = self.bounds.iter().map(|(relative, bound)| match relative {
            true => bound * self.scale.unwrap_or(claim.abs()),
            false => *bound,
        });
        bounds.fold(ROUNDING * line, f64::max)
    }

    /// Claims that differ from this one in a single leaf, by more than is allowed.
    #[must_use]
    pub fn spoiled(&self) -> Vec<Value> {
        let line = largest(&self.claimed);
        let other = |leaf: &Value| match leaf {
            Value::Number(_) => {
                let claim = leaf.as_f64().unwrap_or(0.0);
                let step = 3.0 * self.allowed(claim, line);
                Value::from(claim + step.max(f64::MIN_POSITIVE))
            }
            Value::String(text) => Value::from(format!("{text}?")),
            _ => Value::from(0.0),
        };
        match &self.claimed {
            Value::Array(items) => {
                let mut out: Vec<Value> = (0..items.len())
                    .map(|i| {
                        let mut items = items.clone();
                        items[i] = other(&items[i]);
                        Value::Array(items)
                    })
                    .collect();
                // A line that is longer by an item that is not there.
                let mut longer = items.clone();
                longer.push(Value::from(1.0 + line));
                out.push(Value::Array(longer));
                // A line that lacks its last item, if more came out than rounding leaves.
                let shorter = &items[..items.len().saturating_sub(1)];
                let last = match &self.answer {
                    Answer::Series(values) | Answer::List(values) => values.get(shorter.len()),
                    _ => None,
                };
                let line = shorter.iter().map(largest).fold(0.0, f64::max);
                if last.is_some_and(|v| v.is_some_and(|v| v.abs() > ROUNDING * line)) {
                    out.push(Value::Array(shorter.to_vec()));
                }
                out
            }
            leaf => vec![other(leaf)],
        }
    }
}

/// The largest amount of a line.
fn largest(claim: &Value) -> f64 {
    match claim {
        Value::Array(items) => items.iter().map(largest).fold(0.0, f64::max),
        leaf => leaf.as_f64().map_or(0.0, f64::abs),
    }
}
