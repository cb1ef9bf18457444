//! The syntax tree of one `.site` file.
//!
//! Plain, owned and spanned. Nothing here knows what a unit, a kind or an
//! attribute means: names are text, units are spelled factors. Broken pieces
//! are [`StmtKind::Error`] and [`ExprKind::Error`], so that what stands beside
//! them still reaches the later stages.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::source::Span;

/// A name as written, with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ident {
    /// The text of the name.
    pub name: SmolStr,
    /// Where it stands.
    pub span: Span,
}

/// Quoted text, escapes resolved, with the place of the whole literal (quotes included).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// The text without quotes.
    pub value: SmolStr,
    /// The literal with its quotes.
    pub span: Span,
}

/// A dotted name: `std.nvidia`, `lab.reactor`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Path {
    /// The segments, at least one.
    pub segments: Vec<Ident>,
    /// First to last segment.
    pub span: Span,
}

/// A whole file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct File {
    /// `//!` documentation at the head of the file, lines joined by newlines.
    pub docs: Option<SmolStr>,
    /// Top-level statements in order.
    pub stmts: Vec<Stmt>,
}

/// Statements between braces.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Statements in order.
    pub stmts: Vec<Stmt>,
    /// From the opening to the closing brace.
    pub span: Span,
}

/// One statement with its `///` documentation.
///
/// The same type serves at the top of a file and inside every block: which
/// statements may stand where is decided by the compiler, which can say it
/// better than a grammar can.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stmt {
    /// `///` lines in front of it, joined by newlines, without the slashes.
    pub docs: Option<SmolStr>,
    /// First to last meaningful token.
    pub span: Span,
    /// What it is.
    pub kind: StmtKind,
}

/// What a statement can be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum StmtKind {
    /// `use std.nvidia`, `use "./common.site" as c`
    Use(Box<Use>),
    /// `hall cb1 "Hall one" { … }`
    Element(Box<Element>),
    /// `capacity = 500 MW @source`, `cb1.build += 2 mo`
    Attr(Box<Attr>),
    /// `capacity : Power = 5 MW in 0 MW .. 10 GW` (inside kinds, traits, templates)
    AttrDecl(Box<AttrDecl>),
    /// `let ready : Date = start + build`
    Let(Box<Let>),
    /// `kind hall is buildable, priced(per = critical_it) { … }`
    Kind(Box<Kind>),
    /// `trait priced(per) { … }`
    Trait(Box<Trait>),
    /// `template wing(it : Power = 40 MW) { … }`
    Template(Box<Template>),
    /// `fn f(x : Power) : Money = …`
    Fn(Box<Fn>),
    /// `assume rent : Money/Power/Time = $130/kW/mo ~ triangular(…) "why"`
    Assume(Box<Assume>),
    /// `scenario late is base "Label" { … }`
    Scenario(Box<Scenario>),
    /// `require COND "why"` or `warn COND "why"`
    Require(Box<Require>),
    /// `expect A == B within 2% @source`
    Expect(Box<Expect>),
    /// A figure whose inputs must have sources.
    Sourced(Box<Sourced>),
    /// `identity A == B within $1 error F001 "words"`
    Identity(Box<Identity>),
    /// `check [all x in LIST :] COND error C003 "…" [help "…"]`
    Check(Box<Check>),
    /// `gives R = e`, `needs R = e via a`, `conveys R via a { … }`
    Port(Box<Port>),
    /// `section capacity "Capacity" { … }`
    Section(Box<Section>),
    /// `line "Label" = e`, `years "Label" = e`, `balance "Label" = e`, `evidence "Label" = e`
    Row(Box<Row>),
    /// `table "Label" for x in LIST { "Head" = e; … }`
    Table(Box<Table>),
    /// `schedule from start to ready [until retired]`
    Schedule(Box<ScheduleDecl>),
    /// `timeline from start for horizon by 1 yr with opening`
    Timeline(Box<Timeline>),
    /// `cite wulf_q2 "Title" { date = …; url = "…" }`
    Cite(Box<Cite>),
    /// `unit exahash = 1e18 hash` or a new base unit: `unit gpu`
    Unit(Box<UnitDecl>),
    /// `currency EUR "Euro"`
    Currency(Box<CurrencyDecl>),
    /// `quantity facility_power : Power = it_power * pue`
    Quantity(Box<QuantityDecl>),
    /// `resource power : Power { unmet = P001 "…"; … }`
    Resource(Box<ResourceDecl>),
    /// `calendar works { workdays = …; holidays = […] }`
    Calendar(Box<CalendarDecl>),
    /// `for x in LIST { … }`, `for i, x in LIST { … }`
    For(Box<For>),
    /// `allow P501 "reason" @source`
    Allow(Box<Allow>),
    /// `excluded "why"`
    Excluded(Box<Text>),
    /// Not understood; reported already.
    Error,
}

/// An import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Use {
    /// What is imported.
    pub target: UseTarget,
    /// `as NAME`
    pub alias: Option<Ident>,
}

/// The two ways to name a module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum UseTarget {
    /// `std.nvidia` or a module of the package
    Module(Path),
    /// `"./common.site"`
    File(Text),
}

/// An element: an instance of a kind or of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Element {
    /// The kind's name, perhaps qualified by a module.
    pub kind: Path,
    /// The element's name; absent in `guarantee { … }`, where the kind's name serves.
    pub name: Option<Ident>,
    /// `[n]` or `[a, b]` behind the name: a repetition or the kind's `header` attribute.
    pub bracket: Option<Expr>,
    /// The label in quotes.
    pub label: Option<Text>,
    /// The body; absent in `party acme "Acme"`.
    pub body: Option<Block>,
}

/// An attribute given a value, or in a scenario a path overridden.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attr {
    /// `capacity`, `cb1.build`, `ups[2].rating`
    pub target: Vec<PathStep>,
    /// `=`, `+=`, `-=`, `*=`
    pub op: AssignOp,
    /// Place of the operator.
    pub op_span: Span,
    /// The value.
    pub value: Value,
}

/// One step of an attribute path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PathStep {
    /// The name.
    pub name: Ident,
    /// `[2]` behind it.
    pub index: Option<Box<Expr>>,
}

/// How an attribute is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AssignOp {
    /// `=`
    Set,
    /// `+=`
    Add,
    /// `-=`
    Sub,
    /// `*=`
    Mul,
}

/// An expression with what may stand behind it: a distribution, citations, an exclusion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// The base value.
    pub expr: Expr,
    /// `~ triangular($8M/MW, $10M/MW)`
    pub dist: Option<Box<Dist>>,
    /// `@wulf_q2`, `@press = $131/kW/mo within 2%`
    pub cites: Vec<Citation>,
    /// `excluded "paid by the tenant"`
    pub excluded: Option<Box<Text>>,
}

/// A source behind a value. Without a figure of its own it has the value's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Citation {
    /// The source.
    pub source: Ident,
    /// `= $131/kW/mo`: the figure that it has.
    pub figure: Option<Box<Expr>>,
    /// `within 2%`: how far that may be off, as a share of it or an amount.
    pub within: Option<Box<Expr>>,
}

impl Citation {
    /// Whether it says more than the value: a figure of its own, or a range.
    #[must_use]
    pub fn has_figure(&self) -> bool {
        self.figure.is_some() || self.within.is_some()
    }
}

/// A distribution beside a base value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dist {
    /// `normal`, `triangular`, …
    pub name: Ident,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// Name to closing parenthesis.
    pub span: Span,
}

/// An attribute declared by a kind, trait or template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttrDecl {
    /// `header NAME : …`: the attribute that a bracket behind the element's name sets.
    pub header: bool,
    /// Its name.
    pub name: Ident,
    /// Its type; a template's parameter may leave it to its default.
    pub ty: Option<TypeExpr>,
    /// `was NAME`: what it was called before.
    pub was: Option<Ident>,
    /// The value when the element gives none.
    pub default: Option<Value>,
    /// `in 0 .. 1`
    pub range: Option<(Expr, Expr)>,
}

/// A formula with a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Let {
    /// Its name.
    pub name: Ident,
    /// Its type; inferred when absent.
    pub ty: Option<TypeExpr>,
    /// The formula.
    pub value: Value,
}

/// A trait named by a kind, with its arguments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TraitUse {
    /// The trait.
    pub path: Path,
    /// `per = critical_it`
    pub args: Vec<Arg>,
}

/// A kind of element.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    /// Its name.
    pub name: Ident,
    /// The traits it is.
    pub traits: Vec<TraitUse>,
    /// Its body.
    pub body: Block,
}

/// A trait: attributes and formulas that several kinds share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trait {
    /// Its name.
    pub name: Ident,
    /// Its parameters: expressions in the scope of the kind that uses it.
    pub params: Vec<Param>,
    /// Its body.
    pub body: Block,
}

/// A template: a reusable piece of build-out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// Its name.
    pub name: Ident,
    /// Its parameters, set as attributes by an instance.
    pub params: Vec<Param>,
    /// Its body.
    pub body: Block,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Param {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: Option<TypeExpr>,
    /// Its value when none is given.
    pub default: Option<Expr>,
}

/// A pure function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fn {
    /// Its name.
    pub name: Ident,
    /// Its parameters; all have types.
    pub params: Vec<Param>,
    /// `: Money` behind the parameters.
    pub ret: Option<TypeExpr>,
    /// Its body.
    pub body: Expr,
}

/// A named assumption.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assume {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: Option<TypeExpr>,
    /// Its value.
    pub value: Value,
    /// Why it is assumed.
    pub reason: Option<Text>,
}

/// A set of overrides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Its name.
    pub name: Ident,
    /// `is OTHER`
    pub parent: Option<Ident>,
    /// Label.
    pub label: Option<Text>,
    /// `path = expr` statements.
    pub body: Block,
}

/// A condition of the site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Require {
    /// `require` or `warn`.
    pub severity: Severity,
    /// What must hold.
    pub cond: Expr,
    /// Why.
    pub why: Option<Text>,
    /// Citations.
    pub cites: Vec<Ident>,
}

/// A published or agreed figure to compare with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expect {
    /// The computed side.
    pub actual: Expr,
    /// The published side.
    pub published: Expr,
    /// `within 2%` (relative) or `within $3M` (absolute).
    pub within: Option<Expr>,
    /// A remark.
    pub why: Option<Text>,
    /// Citations.
    pub cites: Vec<Ident>,
}

/// Two figures that must agree in every period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// One side.
    pub left: Expr,
    /// The other.
    pub right: Expr,
    /// How far apart they may lie: an amount, or a ratio of the greater.
    pub within: Option<Expr>,
    /// `error F001`: a code of its own.
    pub code: Option<Ident>,
    /// What it says.
    pub words: Text,
}

/// A figure whose inputs must have sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sourced {
    /// The figure.
    pub figure: Expr,
    /// The share of the figure from which on an input counts.
    pub within: Option<Expr>,
    /// `when COND`: the figure is looked at only then.
    pub when: Option<Expr>,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The thing described cannot exist or breaks its own contracts.
    Error,
    /// An experienced reader would stop and ask.
    Warning,
}

/// A check that a kind carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// `all x in LIST :`
    pub each: Option<(Ident, Expr)>,
    /// What must hold.
    pub cond: Expr,
    /// `error` or `warning`.
    pub severity: Severity,
    /// `C003`
    pub code: Ident,
    /// The message, with `{expr}` parts.
    pub message: Message,
    /// `help "…"`
    pub help: Option<Message>,
    /// `at r.power`: the element or attribute the primary label points at.
    pub at: Option<Expr>,
}

/// Text with expressions between braces.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Literal pieces and expressions in order.
    pub parts: Vec<TextPart>,
    /// The literal with its quotes.
    pub span: Span,
}

/// One piece of a text with expressions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum TextPart {
    /// Text as it stands.
    Literal(SmolStr),
    /// `{expr}`
    Expr(Expr),
}

/// Which way a resource passes a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PortDir {
    /// A source.
    Gives,
    /// A load.
    Needs,
    /// A conduit.
    Conveys,
}

/// A port of a kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Port {
    /// Source, load or conduit.
    pub dir: PortDir,
    /// The resource.
    pub resource: Path,
    /// How much is given or needed; for a conduit its capacity.
    pub amount: Option<Expr>,
    /// The attribute that names the supplier or suppliers.
    pub via: Option<Ident>,
    /// `when COND`: the port exists only then.
    pub when: Option<Expr>,
    /// `efficiency = …`, `redundancy = …`, `units = …`, `starts = …` in braces.
    pub props: Vec<Stmt>,
}

/// A section of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Its name, by which the JSON form knows it.
    pub name: Ident,
    /// Its title.
    pub title: Text,
    /// Rows and tables.
    pub body: Block,
}

/// How a row of a section is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RowKind {
    /// A single figure.
    Line,
    /// A series summed by calendar year.
    Years,
    /// A series shown at each year's end.
    Balance,
    /// A series shown at each year's beginning.
    Opening,
    /// How much of a figure rests on which grade of evidence.
    Evidence,
}

/// A row of a report section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// How it is shown.
    pub kind: RowKind,
    /// Its label.
    pub label: Text,
    /// Its figure.
    pub expr: Expr,
    /// `when COND`: the row is left out otherwise.
    pub when: Option<Expr>,
}

/// A table of a report section: one line an element.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Its label.
    pub label: Option<Text>,
    /// The variable.
    pub var: Ident,
    /// What it runs over.
    pub list: Expr,
    /// Heads and cells.
    pub columns: Vec<(Text, Expr)>,
    /// `when COND`: the table is left out otherwise.
    pub when: Option<Expr>,
}

/// Which attributes of a kind place it in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScheduleDecl {
    /// Work begins.
    pub from: Ident,
    /// Work is done; ports are valid from then.
    pub to: Ident,
    /// Ports are valid until then.
    pub until: Option<Ident>,
}

/// Marks a kind as a root and says which attributes span its months.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// The attribute with the first day.
    pub from: Ident,
    /// The attribute with the length.
    pub length: Ident,
    /// How long a period is; a month without it.
    pub step: Option<Expr>,
    /// Whether a column for financial close stands in front of the first period.
    pub opening: bool,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cite {
    /// Its name behind `@`.
    pub name: Ident,
    /// Its title.
    pub title: Text,
    /// `date`, `url`, `page`, `grade`.
    pub body: Option<Block>,
}

/// A unit: a multiple of others, or a new base.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitDecl {
    /// Its name.
    pub name: Ident,
    /// `= 1e18 hash`; absent for a new base unit.
    pub def: Option<Expr>,
}

/// A currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurrencyDecl {
    /// Its code.
    pub code: Ident,
    /// Its name in words.
    pub label: Option<Text>,
}

/// A kind of quantity above a dimension, perhaps with the declared way to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuantityDecl {
    /// Its name.
    pub name: Ident,
    /// The dimension (or `Date`).
    pub ty: TypeExpr,
    /// `= it_power * pue`: the conversion that leads to it.
    pub def: Option<Expr>,
}

/// A resource that flows through ports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResourceDecl {
    /// Its name.
    pub name: Ident,
    /// The dimension of its amounts.
    pub ty: TypeExpr,
    /// Laws with their codes and words.
    pub laws: Vec<Law>,
}

/// A law of a resource: `short = P002 "…" help "…"`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Law {
    /// `///` lines: the code's explanation.
    pub docs: Option<SmolStr>,
    /// `unmet`, `short`, `late`, `loop`, `spof`, `idle`.
    pub name: Ident,
    /// The code.
    pub code: Ident,
    /// The words.
    pub message: Option<Message>,
    /// The advice.
    pub help: Option<Message>,
}

/// A working calendar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CalendarDecl {
    /// Its name.
    pub name: Ident,
    /// `workdays = [mon, …]`, `holidays = [2026-12-25, …]`.
    pub body: Block,
}

/// A repetition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct For {
    /// One or two variables: the item, or the index and the item.
    pub vars: Vec<Ident>,
    /// What it runs over.
    pub list: Expr,
    /// What is repeated.
    pub body: Block,
}

/// A finding that is accepted, with the reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Allow {
    /// The code.
    pub code: Ident,
    /// Why.
    pub reason: Option<Text>,
    /// Citations.
    pub cites: Vec<Ident>,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TypeExpr {
    /// What it is.
    pub kind: TypeKind,
    /// Its place.
    pub span: Span,
}

/// The forms of a type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum TypeKind {
    /// `Power`, `it_power`, `Date`, `kW` …
    Name(Path),
    /// `Money / Power`
    Div(Box<TypeExpr>, Box<TypeExpr>),
    /// `Power * ClockTime`
    Mul(Box<TypeExpr>, Box<TypeExpr>),
    /// `Length^2`
    Pow(Box<TypeExpr>, i32),
    /// `1` in `1/Time`
    One,
    /// `ref hall`, `ref powered`
    Ref(Path),
    /// `list<T>`
    List(Box<TypeExpr>),
    /// `series<T>`
    Series(Box<TypeExpr>),
    /// `hours<T>`
    Hours(Box<TypeExpr>),
    /// `T?`
    Optional(Box<TypeExpr>),
    /// `enum { air, liquid }`, each with its documentation
    Enum(Vec<(Ident, Option<SmolStr>)>),
    /// Not understood; reported already.
    Error,
}

/// An expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// First to last meaningful token.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ExprKind {
    /// `42`, `3.7`, `$3.7B`, `200 MW`, `7.125%`, `$9M/MW real 2024`
    Number(Box<Number>),
    /// `2026-06-30`, `2026-06`
    Date(Date),
    /// `2026-Q2`, `2026-H1`
    Period(Period),
    /// `N+1`, `2N`, `2(N+1)`, `3N/2`
    Redundancy(Redundancy),
    /// `"text"`
    Text(SmolStr),
    /// `true`, `false`
    Bool(bool),
    /// `none`
    None,
    /// `this`
    This,
    /// A name on its own.
    Name(SmolStr),
    /// `a.b`
    Field(Box<Expr>, Ident),
    /// `a[i]`
    Index(Box<Expr>, Box<Expr>),
    /// `f(x, y = z)`; the callee is a dotted name.
    Call(Path, Vec<Arg>),
    /// `-x`, `not x`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`, …
    Binary(BinaryOp, Span, Box<Expr>, Box<Expr>),
    /// `if c then a else b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `[e for x in xs if c]`, or the same as the only argument of an aggregate: `sum(e for x in xs)`
    Comprehension(Box<Comprehension>),
    /// `{ 2026-01: $2.40, 2027-01: $1.90 }`, `linear { … }`
    Curve(Box<Curve>),
    /// `all hall [in scope] [where cond]`
    Query(Box<Query>),
    /// Not understood; reported already.
    Error,
}

/// A number with what is glued to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Number {
    /// The value, with `_` removed and magnitude (`k`, `M`, `B`, `T`), `%`, `bps` and `x` applied
    /// to the decimal text before rounding once to the nearest double.
    pub value: f64,
    /// How it was written: plain, percent, basis points or multiple.
    pub style: NumberStyle,
    /// The currency and unit behind (or before) it. `$` is spelled `USD`.
    pub unit: Option<UnitExpr>,
    /// `real 2024`
    pub real: Option<i32>,
}

/// How a number was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NumberStyle {
    /// `42`
    Plain,
    /// `42%`
    Percent,
    /// `25 bps`
    BasisPoints,
    /// `1.30x`
    Multiple,
}

/// A unit as spelled: factors with powers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitExpr {
    /// `kW` to the power of -1, …; `%/yr` has the single factor `yr^-1`.
    pub factors: Vec<UnitFactor>,
    /// Its place.
    pub span: Span,
}

/// One factor of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitFactor {
    /// The unit's name.
    pub name: Ident,
    /// Its power, never zero.
    pub power: i32,
}

/// A date as written. Whether the day exists is checked later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Date {
    /// Year.
    pub year: i16,
    /// Month as written.
    pub month: u8,
    /// Day as written; absent for a bare month.
    pub day: Option<u8>,
}

/// A quarter or half year, which is not a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Year.
    pub year: i16,
    /// `Q` or `H`.
    pub half: bool,
    /// 1-4 or 1-2, as written.
    pub index: u8,
}

/// A redundancy scheme: `systems` x (N + `spare`) over `per`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Redundancy {
    /// 1 in `N+1`, 2 in `2N`, 4 in `4N/3`.
    pub systems: u32,
    /// 1 in `N+1` and `2(N+1)`.
    pub spare: u32,
    /// 3 in `4N/3`; 1 otherwise.
    pub per: u32,
}

/// An argument.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arg {
    /// `name =` in front of it.
    pub name: Option<Ident>,
    /// Its value.
    pub value: Expr,
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum UnaryOp {
    /// `-`
    Neg,
    /// `not`
    Not,
}

/// Operators with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BinaryOp {
    /// `or`
    Or,
    /// `and`
    And,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `in`: membership in a list
    In,
    /// `??`: the right side when the left is `none`
    OrElse,
    /// `..`: a range of whole numbers, both ends included
    Range,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `^`
    Pow,
}

/// `e for x in xs if c`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comprehension {
    /// What is made of each item.
    pub body: Expr,
    /// The variable.
    pub var: Ident,
    /// What it runs over.
    pub list: Expr,
    /// Which items count.
    pub cond: Option<Expr>,
}

/// A curve by date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// `linear { … }`: interpolated between points; a step otherwise.
    pub linear: bool,
    /// Dates and values.
    pub points: Vec<(Expr, Expr)>,
}

/// All elements of a kind or trait.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// The kind or trait.
    pub kind: Path,
    /// `in this`: only inside that element.
    pub scope: Option<Expr>,
    /// `where hall == this`: names are attributes of the element asked about first.
    pub cond: Option<Expr>,
}
