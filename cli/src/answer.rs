//! The objects that `--format json` writes: a version and one field with the answer.
//!
//! Their JSON Schemas stand in `schemas/`. A field may be added without a new version, never changed
//! or removed.

use serde::Serialize;
use sitec_compiler::view;

/// The version of all layouts.
pub const SCHEMA: u32 = 1;

/// Of `sitec report`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportAnswer {
    /// Version of this layout: 1.
    pub schema: u32,
    /// The report.
    pub report: view::Report,
}

/// Of `sitec eval`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EvalAnswer {
    /// Version of this layout: 1.
    pub schema: u32,
    /// The expressions in the order asked.
    pub values: Vec<view::Evaluated>,
}

/// Of `sitec solve`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SolveAnswer {
    /// Version of this layout: 1.
    pub schema: u32,
    /// The values found.
    pub solve: view::Solved,
}

/// Of `sitec why`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WhyAnswer {
    /// Version of this layout: 1.
    pub schema: u32,
    /// How the figure came about.
    pub why: view::Why,
}

/// Of `sitec schedule`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScheduleAnswer {
    /// Version of this layout: 1.
    pub schema: u32,
    /// The dates.
    pub schedule: view::Schedule,
}

/// Of `sitec graph`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GraphAnswer {
    /// Version of this layout: 1.
    pub schema: u32,
    /// The elements and supplies.
    pub graph: view::GraphView,
}

/// Of `sitec doc`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DocAnswer {
    /// Version of this layout: 1.
    pub schema: u32,
    /// The documentation.
    pub doc: view::DocView,
}

/// Of `sitec doc` without a name.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ContentsAnswer {
    /// Version of this layout: 1.
    pub schema: u32,
    /// What there is to read about.
    pub contents: Vec<view::Contents>,
}

/// An answer as JSON text with a line end.
#[must_use]
pub fn json(answer: &impl Serialize) -> String {
    // Strings, numbers, lists and structs only: writing them to a string cannot fail.
    let mut text = serde_json::to_string_pretty(answer).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use schemars::{Schema, schema_for};
    use sitec_compiler::diag::render::CheckView;

    /// The published schemas by file name.
    fn schemas() -> [(&'static str, Schema); 9] {
        [
            ("check", schema_for!(CheckView)),
            ("report", schema_for!(ReportAnswer)),
            ("eval", schema_for!(EvalAnswer)),
            ("solve", schema_for!(SolveAnswer)),
            ("why", schema_for!(WhyAnswer)),
            ("schedule", schema_for!(ScheduleAnswer)),
            ("graph", schema_for!(GraphAnswer)),
            ("doc", schema_for!(DocAnswer)),
            ("contents", schema_for!(ContentsAnswer)),
        ]
    }

    /// `SITEC_UPDATE_SCHEMAS=1 cargo test -p sitec schemas` writes them anew.
    #[test]
    fn published_schemas_are_fresh() {
        let update = std::env::var_os("SITEC_UPDATE_SCHEMAS").is_some();
        for (name, schema) in schemas() {
            let path = format!("{}/../schemas/{name}.json", env!("CARGO_MANIFEST_DIR"));
            let fresh = json(&schema);
            if update {
                std::fs::write(&path, &fresh).expect("schemas/ can be written");
            }
            let published = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                published == fresh,
                "schemas/{name}.json is stale: run SITEC_UPDATE_SCHEMAS=1 cargo test -p sitec schemas"
            );
        }
    }
}
