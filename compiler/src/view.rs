//! What a compilation shows: plain values for the writers (text, JSON, …).
//!
//! These types carry no spans of syntax and no ids of the model, only places as file, line and
//! column, so that a writer needs nothing else.

use serde::Serialize;

/// A place in a source file, for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// Path with `/`; `std/…` for the library.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figure {
    /// As shown to people: `$3.70B`, `2026-06-30`, `n/a`, text; empty in a period of which a row does not tell.
    pub text: String,
    /// The number in `unit` (days since 1970-01-01 for dates, 0 or 1 for conditions); `null` if it has no value or is text.
    pub value: Option<f64>,
    /// The unit of `value`, if it has one: `MW`, `USD`, `USD/kW/mo`.
    pub unit: Option<String>,
    /// Its type: `Power`, `series<Money>`, `Date`.
    #[serde(rename = "type")]
    pub ty: String,
    /// For a series: a value a month (or longer period) in `unit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<Vec<Option<f64>>>,
    /// For a series of a timeline with an opening column: the value there, `null` if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opening: Option<Option<f64>>,
}

/// A compiled report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// Reports of the roots, in order of their names.
    pub roots: Vec<RootReport>,
}

/// The report of one root (a site, a portfolio).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RootReport {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// Its documentation.
    pub docs: Option<String>,
    /// The scenario and overrides that were applied, as written.
    pub case: Vec<String>,
    /// First month, ISO.
    pub first_month: String,
    /// How many months.
    pub months: u32,
    /// The first and the last month that rows by year and month tell of (`2027-03`), if these are not all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<(String, String)>,
    /// The months of a period: a series has a value for each period.
    pub period_months: u32,
    /// Whether series have an opening column as well, in front of the first period.
    pub opening: bool,
    /// The periods in words: `144 months from 2026-01-01`.
    pub timeline: String,
    /// Sections in order.
    pub sections: Vec<SectionView>,
    /// `require` and `warn`.
    pub requirements: Vec<RequirementView>,
    /// `expect`.
    pub expectations: Vec<ExpectationView>,
    /// Assumptions in force.
    pub assumptions: Vec<AssumptionView>,
    /// Elements marked `excluded`, with the reason.
    pub exclusions: Vec<(String, String)>,
}

/// A section of a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SectionView {
    /// Its name.
    pub name: String,
    /// Its title; that of an element inside the root ends in the element's label.
    pub title: String,
    /// The label of the element, unless it is the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Its rows in order.
    pub rows: Vec<RowView>,
}

/// One row or table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "row", rename_all = "snake_case")]
pub enum RowView {
    /// A single figure.
    Line {
        /// Label.
        label: String,
        /// Figure.
        figure: Figure,
    },
    /// Figures by calendar year: sums, or balances at year end or beginning.
    Years {
        /// Label.
        label: String,
        /// Whether they are balances (else sums).
        balance: bool,
        /// Whether the balances are those at the beginning of the year (else at its end).
        opening: bool,
        /// Years with their figures.
        years: Vec<(i32, Figure)>,
        /// The sum, for sums.
        total: Option<Figure>,
        /// If asked for: months (`2027-03`) with their figures.
        #[serde(skip_serializing_if = "Option::is_none")]
        months: Option<Vec<(String, Figure)>>,
    },
    /// How much of a figure rests on which grade of evidence.
    Evidence {
        /// Label.
        label: String,
        /// The figure.
        figure: Figure,
        /// Grade and share (0-1), in falling strength of evidence; `none` for what has no source.
        shares: Vec<(String, f64)>,
        /// How many values that the package gives it rests on.
        values: usize,
        /// How many of them cite no source.
        unsourced: usize,
        /// How many of them have sources that disagree.
        disagreeing: usize,
    },
    /// A table of elements.
    Table {
        /// Label.
        label: Option<String>,
        /// Heads.
        heads: Vec<String>,
        /// Lines.
        lines: Vec<Vec<Figure>>,
    },
}

/// A condition of the site.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequirementView {
    /// As written.
    pub condition: String,
    /// Why.
    pub why: Option<String>,
    /// Whether it holds; `null` if it has no value.
    pub met: Option<bool>,
    /// Whether it is only a warning.
    pub warning: bool,
    /// Both sides of a comparison.
    pub sides: Option<(Figure, Figure)>,
    /// Where.
    pub place: Place,
}

/// A published figure and the computed one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExpectationView {
    /// The computed side as written.
    pub what: String,
    /// Remark.
    pub remark: Option<String>,
    /// The published figure.
    pub published: Figure,
    /// The computed figure.
    pub computed: Figure,
    /// `(computed - published) / published`; absent if that makes no sense.
    pub difference: Option<f64>,
    /// As written behind `within`; exact if absent.
    pub within: Option<String>,
    /// Whether it is met.
    pub met: bool,
    /// Titles of its sources.
    pub sources: Vec<String>,
    /// Where.
    pub place: Place,
}

/// An assumption.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssumptionView {
    /// Its path.
    pub name: String,
    /// Its value.
    pub figure: Figure,
    /// Why.
    pub reason: Option<String>,
    /// Its distribution as written.
    pub distribution: Option<String>,
    /// Where.
    pub place: Place,
}

/// The answer of `eval`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evaluated {
    /// The expression as given.
    pub expression: String,
    /// Its figure.
    #[serde(flatten)]
    pub figure: Figure,
    /// For a series: the first day of each month that `series` has a value for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<Vec<String>>,
    /// For a series: what it comes to in each calendar year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years: Option<Vec<YearView>>,
    /// For a series: months (`2027-03`) with their figures, for people.
    #[serde(skip)]
    pub months: Vec<(String, Figure)>,
}

/// A series in one calendar year.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct YearView {
    /// The year.
    pub year: i32,
    /// In its last month.
    pub last: Figure,
    /// The least of its months.
    pub lowest: Figure,
    /// The greatest.
    pub highest: Figure,
    /// The sum, for money.
    pub sum: Option<Figure>,
}

/// The answer of `solve`: where a target holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Solved {
    /// The root in whose scope the target is read: its label or name.
    pub root: String,
    /// The scenario and overrides that were applied, as written.
    pub case: Vec<String>,
    /// The path of what was varied, as given.
    pub vary: String,
    /// Both sides of the target as written.
    pub target: (String, String),
    /// The value now.
    pub present: Option<Figure>,
    /// Both sides of the target now.
    pub now: (Figure, Figure),
    /// The least value tried.
    pub from: Figure,
    /// The greatest value tried.
    pub to: Figure,
    /// What the range is: `asked` (by `--from` and `--to`), `declared`, `distribution` or `around` (the value now, by doubling).
    pub range: RangeBy,
    /// The values found, from the least on; never empty.
    pub solutions: Vec<SolutionView>,
    /// The lines of the root's report, now and at each solution.
    pub lines: Vec<HeadlineView>,
    /// How many values were tried.
    pub evaluations: usize,
    /// In how many runs of the program.
    pub runs: usize,
}

/// Where the range of a search comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RangeBy {
    /// `--from` and `--to`.
    Asked,
    /// The range that the attribute declares.
    Declared,
    /// The bounds of the value's distribution.
    Distribution,
    /// The value now, doubled and halved.
    Around,
}

/// A value for which a target holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SolutionView {
    /// The value.
    pub value: Figure,
    /// The same to the last digit, as `--set` takes it.
    pub set: String,
    /// Both sides of the target there.
    pub reached: (Figure, Figure),
    /// Where the target holds from this value on: the other end.
    pub until: Option<Figure>,
    /// For whole numbers, if none meets the target exactly: the neighbour on the other side of it, and what the
    /// left side is there.
    pub neighbour: Option<(Figure, Figure)>,
    /// Errors that `sitec check` finds there.
    pub errors: usize,
    /// Warnings that it finds there.
    pub warnings: usize,
}

/// A line of the report in several cases.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeadlineView {
    /// The title of its section.
    pub section: String,
    /// Its label.
    pub label: String,
    /// Its figure now; `null` if it is not shown.
    pub now: Option<Figure>,
    /// Its figure at each solution.
    pub then: Vec<Option<Figure>>,
}

/// How a figure came about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Why {
    /// `lake_mariner.fluidstack.contracted`
    pub path: String,
    /// Its figure.
    pub figure: Figure,
    /// The formula as written.
    pub formula: String,
    /// Where the formula stands.
    pub place: Place,
    /// `written`, `default`, `library`, `scenario`, `override`.
    pub origin: String,
    /// Titles of the sources cited there.
    pub sources: Vec<String>,
    /// Literals of the formula that the asked figure depends on.
    pub literals: Vec<WhyLiteral>,
    /// What it is computed from; empty at the depth limit.
    pub inputs: Vec<Why>,
    /// Whether inputs were left out at the depth limit or because they were told above.
    pub elided: bool,
}

/// A literal that a figure depends on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhyLiteral {
    /// As written.
    pub text: String,
    /// Where.
    pub place: Place,
    /// Titles of the sources cited for it.
    pub sources: Vec<String>,
    /// How much the asked figure changes, as a share, when it grows by a hundredth.
    pub elasticity: Option<f64>,
}

/// The dates of all scheduled elements.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Schedule {
    /// The rule by which the chain is found.
    pub rule: String,
    /// Elements by start, then name.
    pub items: Vec<ScheduleItem>,
    /// Paths of the chain that sets the last ready date, first to last.
    pub critical_chain: Vec<String>,
}

/// One scheduled element.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScheduleItem {
    /// Its path.
    pub path: String,
    /// Its kind.
    pub kind: String,
    /// ISO date of its start.
    pub start: Option<String>,
    /// ISO date from which it is ready.
    pub ready: Option<String>,
    /// On the critical chain.
    pub critical: bool,
}

/// The resource graph.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GraphView {
    /// Elements with ports or references.
    pub nodes: Vec<GraphNode>,
    /// Who supplies whom with what.
    pub edges: Vec<GraphEdge>,
}

/// An element in the graph.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GraphNode {
    /// Its path.
    pub path: String,
    /// Its kind.
    pub kind: String,
    /// Its label or name.
    pub label: String,
    /// Ports as text: `conveys power 262 MW`.
    pub ports: Vec<String>,
}

/// A supply.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GraphEdge {
    /// Index of the supplier.
    pub from: usize,
    /// Index of the consumer.
    pub to: usize,
    /// The resource.
    pub resource: String,
}

/// Documentation of a kind, trait, function, quantity or resource.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocView {
    /// `kind`, `trait`, `fn`, …
    pub what: String,
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub docs: Option<String>,
    /// The traits of a kind, or the signature of a function.
    pub signature: String,
    /// Attributes.
    pub attributes: Vec<DocMember>,
    /// Formulas.
    pub formulas: Vec<DocMember>,
    /// Ports as text.
    pub ports: Vec<String>,
    /// Checks: code and message.
    pub checks: Vec<(String, String)>,
    /// What agrees in every period: both sides, and in words.
    pub identities: Vec<(String, String)>,
    /// Where.
    pub place: Place,
}

impl DocView {
    /// A name with nothing said of it yet.
    pub(crate) fn of(what: &str, name: &str, place: Place) -> DocView {
        DocView {
            what: what.to_owned(),
            name: name.to_owned(),
            docs: None,
            signature: String::new(),
            attributes: Vec::new(),
            formulas: Vec::new(),
            ports: Vec::new(),
            checks: Vec::new(),
            identities: Vec::new(),
            place,
        }
    }
}

/// What there is to read about in one place: a module of the library or of a package, or built-in functions of one subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Contents {
    /// `std.lease`, or `built in: Series`.
    pub name: String,
    /// What it is about, in a sentence.
    pub about: Option<String>,
    /// What it holds, in its order.
    pub entries: Vec<ContentsEntry>,
}

/// A name that has documentation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContentsEntry {
    /// `kind`, `trait`, `function`, …
    pub what: String,
    /// Its name; of a built-in function, the call.
    pub name: String,
    /// Its first sentence.
    pub about: Option<String>,
}

/// An attribute or formula in the documentation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocMember {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
    /// The range in which it must lie, as written: `0% .. 100%`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// Its default or formula as written.
    pub value: Option<String>,
    /// Whether an element must give it.
    pub required: bool,
    /// Its documentation.
    pub docs: Option<String>,
    /// Where it was declared, if in a trait.
    pub from: Option<String>,
}
