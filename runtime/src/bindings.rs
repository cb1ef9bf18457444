//! What a run replaces in a program.

use sitec_ir::LiteralId;

/// The value of a literal in a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    /// The same in every lane.
    One(f64),
    /// A value for each lane; missing ones are nothing.
    Each(Vec<f64>),
}

/// How many lanes a run has, and the literals whose values it replaces. A lane is one evaluation of the
/// whole program: a scenario, a step of a sweep, a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Bindings {
    /// The number of lanes.
    pub lanes: usize,
    /// Replaced literals; of several settings of one literal the last counts.
    pub overrides: Vec<(LiteralId, Setting)>,
}

impl Bindings {
    /// One lane, as the sources say.
    #[must_use]
    pub fn plain() -> Bindings {
        Bindings::lanes(1)
    }

    /// So many lanes, all as the sources say.
    #[must_use]
    pub fn lanes(lanes: usize) -> Bindings {
        Bindings {
            lanes,
            overrides: Vec::new(),
        }
    }

    /// Replaces a literal by one value in every lane.
    #[must_use]
    pub fn set(mut self, literal: LiteralId, value: f64) -> Bindings {
        self.overrides.push((literal, Setting::One(value)));
        self
    }

    /// Replaces a literal lane by lane.
    #[must_use]
    pub fn each(mut self, literal: LiteralId, values: Vec<f64>) -> Bindings {
        self.overrides.push((literal, Setting::Each(values)));
        self
    }
}
