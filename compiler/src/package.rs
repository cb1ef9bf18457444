//! What a compilation knows: declarations, elements, and the checked tree that grows on demand.
//!
//! [`Package`] borrows syntax from [`Sources`] and owns everything derived from it. Stages fill it
//! in order: `declare` (names and kinds), `expand` (elements), `elaborate` (types), and `lower`
//! reads it.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use sitec_grammar::ast;
use sitec_grammar::source::Span;
use sitec_units::calendar::WorkCalendar;
use sitec_units::dimension::{Dim, Dimensions};
use sitec_units::unit::Units;
use smol_str::SmolStr;

use crate::diag::Problems;
use crate::hir::Hir;
use crate::load::Sources;
use crate::types::*;

/// What a name at the top of a file stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decl {
    /// A kind or template.
    Kind(KindId),
    /// A trait.
    Trait(TraitId),
    /// A function.
    Fn(FnId),
    /// A kind of quantity.
    Quantity(QuantityId),
    /// A resource.
    Resource(ResourceId),
    /// A source.
    Cite(CiteId),
    /// A calendar.
    Calendar(CalendarDeclId),
    /// A unit or currency; the unit table knows it by name.
    Unit,
    /// A scenario.
    Scenario(ScenarioId),
}

/// A declared name with its place.
#[derive(Debug, Clone, Copy)]
pub struct Declared {
    /// What it is.
    pub decl: Decl,
    /// Where.
    pub span: Span,
}

/// Where a formula of a kind was written: its file, and what a trait's parameters stand for there.
#[derive(Debug, Clone)]
pub struct FormulaScope {
    /// The file.
    pub module: ModuleId,
    /// A trait's parameters as attributes of the kind.
    pub params: Rc<[(SmolStr, SlotId)]>,
}

/// How far the type or the tree of something has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Progress<T> {
    /// Not asked for.
    #[default]
    Todo,
    /// Being worked on; asking again is a circle.
    Busy,
    /// Known.
    Done(T),
}

/// How an attribute or formula was declared.
#[derive(Debug, Clone, Copy)]
pub enum SlotDecl<'a> {
    /// An attribute that an element may set.
    Attr(&'a ast::AttrDecl),
    /// A formula.
    Formula(&'a ast::Let),
    /// The argument of a trait, as a formula of the kind.
    Argument(&'a ast::Expr),
    /// A template's parameter.
    Param(&'a ast::Param),
    /// `assume` in an element's body.
    Assume(&'a ast::Assume),
}

/// An attribute or formula of a kind.
#[derive(Debug, Clone)]
pub struct Slot<'a> {
    /// Its name.
    pub name: SmolStr,
    /// Where it is declared.
    pub span: Span,
    /// Its documentation.
    pub docs: Option<&'a SmolStr>,
    /// Its declaration.
    pub decl: SlotDecl<'a>,
    /// The scope of its default or formula.
    pub scope: FormulaScope,
    /// The trait it comes from.
    pub from: Option<TraitId>,
    /// Its type.
    pub ty: Progress<Ty>,
    /// Its default or formula, checked.
    pub expr: Progress<Option<ExprId>>,
}

impl Slot<'_> {
    /// Whether an element may set it.
    #[must_use]
    pub fn assignable(&self) -> bool {
        matches!(
            self.decl,
            SlotDecl::Attr(_) | SlotDecl::Param(_) | SlotDecl::Assume(_)
        )
    }
}

/// A statement of a kind's body that is neither attribute nor formula, with its scope.
#[derive(Debug, Clone)]
pub struct Scoped<'a, T> {
    /// The statement.
    pub ast: &'a T,
    /// Its documentation.
    pub docs: Option<&'a SmolStr>,
    /// Its place.
    pub span: Span,
    /// Its scope.
    pub scope: FormulaScope,
}

/// A kind with its traits laid into it.
#[derive(Debug)]
pub struct KindDef<'a> {
    /// Its name.
    pub name: SmolStr,
    /// The place of its name.
    pub span: Span,
    /// Its file.
    pub module: ModuleId,
    /// Its documentation.
    pub docs: Option<&'a SmolStr>,
    /// Whether it is a template.
    pub template: bool,
    /// The traits it is.
    pub traits: Vec<TraitId>,
    /// Attributes and formulas.
    pub slots: Vec<Slot<'a>>,
    /// Their places by name.
    pub index: FxHashMap<SmolStr, SlotId>,
    /// Old names of attributes, with the attributes.
    pub renamed: Vec<(&'a ast::Ident, SlotId)>,
    /// The attribute that a bracket sets.
    pub header: Option<SlotId>,
    /// Elements and repetitions in its body.
    pub nested: Vec<&'a ast::Stmt>,
    /// Ports.
    pub ports: Vec<Scoped<'a, ast::Port>>,
    /// Checks.
    pub checks: Vec<Scoped<'a, ast::Check>>,
    /// Identities.
    pub identities: Vec<Scoped<'a, ast::Identity>>,
    /// Sections of the report.
    pub sections: Vec<Scoped<'a, ast::Section>>,
    /// `require` and `warn`.
    pub requires: Vec<Scoped<'a, ast::Require>>,
    /// `expect`.
    pub expects: Vec<Scoped<'a, ast::Expect>>,
    /// `sourced`.
    pub sourced: Vec<Scoped<'a, ast::Sourced>>,
    /// Start, ready and end of validity.
    pub schedule: Option<(SlotId, SlotId, Option<SlotId>)>,
    /// The months that it spans: a root.
    pub timeline: Option<TimelineDef<'a>>,
}

/// The timeline of a kind.
#[derive(Debug, Clone)]
pub struct TimelineDef<'a> {
    /// The attribute with the first day.
    pub from: SlotId,
    /// The attribute with the length.
    pub length: SlotId,
    /// As declared.
    pub ast: &'a ast::Timeline,
    /// What its names mean.
    pub scope: FormulaScope,
}

/// A trait as declared.
#[derive(Debug)]
pub struct TraitDef<'a> {
    /// Its declaration.
    pub ast: &'a ast::Trait,
    /// Its documentation.
    pub docs: Option<&'a SmolStr>,
    /// Its file.
    pub module: ModuleId,
    /// Types of its members as seen through a reference to the trait.
    pub members: FxHashMap<SmolStr, Progress<Option<Ty>>>,
}

/// A function.
#[derive(Debug)]
pub struct FnDef<'a> {
    /// Its declaration.
    pub ast: &'a ast::Fn,
    /// Its documentation.
    pub docs: Option<&'a SmolStr>,
    /// Its file.
    pub module: ModuleId,
    /// Parameter types and the body with its type.
    pub body: Progress<(ExprId, Ty)>,
    /// Parameter types.
    pub params: Option<Rc<[Ty]>>,
}

/// A kind of quantity.
#[derive(Debug)]
pub struct QuantityDef<'a> {
    /// Its declaration.
    pub ast: &'a ast::QuantityDecl,
    /// Its documentation.
    pub docs: Option<&'a SmolStr>,
    /// Its file.
    pub module: ModuleId,
    /// Its dimension; `None` for a kind of date.
    pub dim: Option<Dim>,
    /// The unit it is shown in, by a definition that is one of that unit: `= 1%`.
    pub shown: Option<String>,
}

/// A resource.
#[derive(Debug)]
pub struct ResourceDef<'a> {
    /// Its declaration.
    pub ast: &'a ast::ResourceDecl,
    /// Its documentation.
    pub docs: Option<&'a SmolStr>,
    /// Its file.
    pub module: ModuleId,
    /// The dimension of its amounts.
    pub dim: Dim,
}

/// A source.
#[derive(Debug)]
pub struct CiteDef<'a> {
    /// Its declaration.
    pub ast: &'a ast::Cite,
    /// Its file.
    pub module: ModuleId,
    /// `filing`, `contract`, `quote`, `benchmark`, `press`, `assumption`.
    pub grade: Option<SmolStr>,
    /// Whether a value cites it.
    pub used: std::cell::Cell<bool>,
}

/// A scenario.
#[derive(Debug)]
pub struct ScenarioDef<'a> {
    /// Its declaration.
    pub ast: &'a ast::Scenario,
    /// Its file.
    pub module: ModuleId,
    /// The element in whose body it stands; the top of the file if none.
    pub within: Option<ElementId>,
}

/// An enumeration.
#[derive(Debug)]
pub struct EnumDef {
    /// Its choices.
    pub choices: Vec<SmolStr>,
    /// Where it is written.
    pub span: Span,
}

/// A calendar.
#[derive(Debug)]
pub struct CalendarDef<'a> {
    /// Its declaration.
    pub ast: &'a ast::CalendarDecl,
    /// The days that are worked.
    pub days: WorkCalendar,
}

/// Where an attribute's value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenBy {
    /// The element's own text.
    Element,
    /// The bracket behind its name.
    Bracket,
    /// An enclosing element's path.
    Path,
    /// A scenario.
    Scenario,
    /// An override from outside.
    Override,
}

/// What is known of a value that is uncertain.
#[derive(Debug, Clone)]
pub struct Distribution {
    /// Which one: `normal`, `pert`, …
    pub name: SmolStr,
    /// Its arguments, checked.
    pub args: Rc<[ExprId]>,
}

/// A figure that a source has beside a value, checked.
#[derive(Debug, Clone)]
pub struct CitedFigure<'a> {
    /// As written.
    pub ast: &'a ast::Citation,
    /// The figure; without one the source has the value's.
    pub figure: Option<ExprId>,
    /// How far it may be off.
    pub within: Option<ExprId>,
}

/// What stands behind a value, checked.
#[derive(Debug, Default)]
pub struct Behind<'a> {
    /// Its distribution.
    pub distribution: Option<Distribution>,
    /// Its sources, if one of them has a figure or a range of its own.
    pub figures: Option<Rc<[CitedFigure<'a>]>>,
}

/// A value given to an attribute of an element.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    /// The expression.
    pub expr: &'a ast::Expr,
    /// What stands behind it; absent for a bracket.
    pub value: Option<&'a ast::Value>,
    /// How it is given.
    pub op: ast::AssignOp,
    /// By whom.
    pub by: GivenBy,
    /// Where the attribute is named.
    pub span: Span,
    /// The element in whose scope the expression stands.
    pub scope: ElementId,
    /// The value it adds to or multiplies.
    pub previous: Option<Box<Given<'a>>>,
    /// The checked expression.
    pub checked: Progress<ExprId>,
}

/// A named part of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// One element.
    One(ElementId),
    /// Repeated elements.
    Many(Rc<[ElementId]>),
}

/// What a loop variable stands for.
#[derive(Debug, Clone, Copy)]
pub enum LoopValue<'a> {
    /// A number.
    Number(f64),
    /// An item of a written list, in the scope of the element around the loop.
    Item(&'a ast::Expr),
}

/// The variables of the loops around an element.
#[derive(Debug)]
pub struct LoopScope<'a> {
    /// Names and values.
    pub vars: Vec<(SmolStr, LoopValue<'a>)>,
    /// The loops further out.
    pub outer: Option<Rc<LoopScope<'a>>>,
}

/// An element.
#[derive(Debug)]
pub struct Element<'a> {
    /// Its name.
    pub name: SmolStr,
    /// Its number among repeated siblings, from 1.
    pub number: Option<u32>,
    /// Its kind; `None` if that is unknown (reported).
    pub kind: Option<KindId>,
    /// The element around it; the top for those at the top of a file.
    pub parent: Option<ElementId>,
    /// The root it belongs to.
    pub root: Option<ElementId>,
    /// Its file.
    pub module: ModuleId,
    /// Its label.
    pub label: Option<&'a ast::Text>,
    /// Its documentation.
    pub docs: Option<&'a SmolStr>,
    /// Kind and name in the text.
    pub span: Span,
    /// Values given, by slot, sorted.
    pub given: Vec<(SlotId, Given<'a>)>,
    /// Assumptions in its body; their slots follow those of the kind.
    pub assumes: Vec<Slot<'a>>,
    /// Elements inside it, by name, in the order of declaration.
    pub members: Vec<(SmolStr, Member)>,
    /// By name, once there are many.
    pub member_index: FxHashMap<SmolStr, u32>,
    /// Loops around it.
    pub loops: Option<Rc<LoopScope<'a>>>,
    /// Why no query finds it.
    pub excluded: Option<&'a ast::Text>,
    /// `require` and `warn` in its body.
    pub requires: Vec<(&'a ast::Require, Span)>,
    /// `expect` in its body.
    pub expects: Vec<(&'a ast::Expect, Span)>,
    /// `sourced` in its body.
    pub sourced: Vec<(&'a ast::Sourced, Span)>,
    /// Findings accepted in its body.
    pub allows: Vec<(&'a ast::Allow, Span)>,
    /// The first of its slots in the table of values.
    pub first_value: u32,
}

impl<'a> Element<'a> {
    /// The value given for a slot.
    #[must_use]
    pub fn given(&self, slot: SlotId) -> Option<&Given<'a>> {
        self.given
            .binary_search_by_key(&slot, |(s, _)| *s)
            .ok()
            .map(|i| &self.given[i].1)
    }

    /// The member of a name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.member_index
            .get(name)
            .map(|&i| &self.members[i as usize].1)
    }
}

/// Declarations, elements and the checked tree.
#[derive(Debug)]
pub struct Package<'a> {
    /// What was read.
    pub sources: &'a Sources,
    /// Dimensions, with those that the package adds.
    pub dims: Dimensions,
    /// Units and currencies, with those that the package adds.
    pub units: Units,
    /// Kinds and templates.
    pub kinds: Vec<KindDef<'a>>,
    /// Traits.
    pub traits: Vec<TraitDef<'a>>,
    /// Functions.
    pub fns: Vec<FnDef<'a>>,
    /// Kinds of quantity.
    pub quantities: Vec<QuantityDef<'a>>,
    /// Declared conversions: a kind times a kind gives a kind.
    pub conversions: FxHashMap<(QuantityId, QuantityId), QuantityId>,
    /// Resources.
    pub resources: Vec<ResourceDef<'a>>,
    /// Sources of figures.
    pub cites: Vec<CiteDef<'a>>,
    /// Scenarios.
    pub scenarios: Vec<ScenarioDef<'a>>,
    /// Enumerations.
    pub enums: Vec<EnumDef>,
    /// Enumerations by the place where they are written.
    pub enum_by_span: FxHashMap<Span, EnumId>,
    /// Given values that cite sources.
    pub cited: Vec<(ElementId, SlotId)>,
    /// Distributions of checked values.
    pub distributions: FxHashMap<ExprId, Distribution>,
    /// Sources with figures of their own, by the checked value that they stand behind. No formula reads them.
    pub figures: FxHashMap<ExprId, Rc<[CitedFigure<'a>]>>,
    /// The place of each element in the order of paths.
    pub rank: Vec<u32>,
    /// One past the last rank inside each element.
    pub rank_end: Vec<u32>,
    /// Calendars.
    pub calendars: Vec<CalendarDef<'a>>,
    /// Names at the top of each module.
    pub names: Vec<FxHashMap<SmolStr, Declared>>,
    /// Names of the loaded library.
    pub library: FxHashMap<SmolStr, Declared>,
    /// Elements; the first is the top, which holds what stands at the top of files.
    pub elements: Vec<Element<'a>>,
    /// The elements of a kind, in order.
    pub by_kind: Vec<Vec<ElementId>>,
    /// Elements that an expression of the package names.
    pub referenced: Vec<bool>,
    /// Whether the scenario and the overrides that were asked for are there and say what to change.
    pub has_case: bool,
    /// Values of scenarios that are not applied: they are checked all the same.
    pub unapplied: Vec<(ElementId, SlotId, Given<'a>)>,
    /// Imported modules by the name that a file knows them by; `None` for one that could not be read.
    pub aliases: Vec<FxHashMap<SmolStr, Option<ModuleId>>>,
    /// The elements at the top of each module.
    pub tops: Vec<ElementId>,
    /// Findings accepted at the top of files.
    pub allows: Vec<(&'a ast::Allow, Span)>,
    /// How many values all elements have together.
    pub value_count: u32,
    /// Which dimensions have money in them, as far as asked.
    pub money_dims: std::cell::RefCell<FxHashMap<Dim, bool>>,
    /// The checked tree.
    pub hir: Hir,
    /// What is wrong so far.
    pub problems: Problems,
}
