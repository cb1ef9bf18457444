//! From the checked tree to the value graph, on demand.
//!
//! **In**: a [`Package`] and what is asked for, value by value. **Out**: nodes in a
//! [`Builder`], and beside them what a reader needs to trace a figure: where each node came from
//! ([`Origin`]) and which attribute used which ([`Use`]).
//!
//! A formula is evaluated symbolically for one element: what is known now (references, choices,
//! lists) is followed now, the rest becomes nodes. `prev` makes a delayed edge whose source is
//! lowered later, so that a state may lead back to itself; every other way back is a circle, told
//! hop by hop. Recursion is bounded: past `DEEP` nested formulas the work restarts from the
//! formula that was needed ([`Stop`]), so a chain of any length takes constant stack.

pub mod arena;
mod calls;
mod collect;
mod expr;
mod hours;
mod memo;
mod money;
mod numbers;
mod operators;
pub mod value;

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use sitec_grammar::source::Span;
use sitec_ir::{Builder, NodeId, OriginId};
use sitec_units::calendar::Timeline;
use smol_str::SmolStr;

use crate::diag::families::graphs;
use crate::package::*;
use crate::types::*;
use arena::{Arena, ListId, TextId};
use memo::{Call, Memo, Memos, Tags};
use value::{Item, Val};

/// How many formulas may be lowered inside each other before the work restarts.
const DEEP: usize = 96;

/// About how many nodes a check makes for each element; more only means that tables grow.
const NODES_AN_ELEMENT: usize = 32;

/// Where a node came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The element and its attribute or formula; `None` for what a check or report asked for itself.
    pub of: Option<(ElementId, SlotId)>,
    /// The formula or literal.
    pub expr: ExprId,
}

/// The formula in work, and its number among those that made a node, if it has made one: most make none.
#[derive(Debug, Clone, Copy)]
struct Here {
    of: Origin,
    noted: Option<OriginId>,
}

impl Here {
    /// What a check or report asks for itself.
    const NOWHERE: Here = Here {
        of: Origin {
            of: None,
            expr: ExprId(0),
        },
        noted: Some(OriginId::NONE),
    };
}

/// An attribute that uses another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Who uses.
    pub by: (ElementId, SlotId),
    /// What is used.
    pub of: (ElementId, SlotId),
    /// Where.
    pub span: Span,
}

/// A formula must be lowered first: `Lowering::stopped` says which. Nothing is in it, because what is lowered is
/// handed on all the time and this is rare.
#[derive(Debug, Clone, Copy)]
pub struct Stop(());

type Lowered = Result<Val, Stop>;

const _: () = assert!(size_of::<Lowered>() == 8);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frame {
    of: (ElementId, SlotId),
    span: Span,
}

/// What names stand for while an expression is lowered.
#[derive(Debug, Clone, Default)]
pub struct Env {
    /// The element whose formula it is.
    pub this: Option<ElementId>,
    /// Variables by depth.
    pub locals: Vec<Val>,
}

impl Env {
    /// The formulas of an element.
    #[must_use]
    pub fn of(element: ElementId) -> Env {
        Env {
            this: Some(element),
            locals: Vec::new(),
        }
    }
}

struct Pending {
    delay: NodeId,
    x: ExprId,
    env: Env,
    here: Here,
    of: Option<(ElementId, SlotId)>,
}

/// An uncertain value.
#[derive(Debug, Clone)]
pub struct Uncertain {
    /// The attribute.
    pub of: (ElementId, SlotId),
    /// Its base value.
    pub base: NodeId,
    /// The distribution.
    pub distribution: SmolStr,
    /// Its arguments.
    pub args: Vec<NodeId>,
}

type Reverse = Rc<FxHashMap<ElementId, Vec<ElementId>>>;

/// The lowering of one package.
pub struct Lowering<'a> {
    /// The package; formulas of the library are checked as they are met.
    pub package: Package<'a>,
    /// The value graph.
    pub builder: Builder,
    /// What lowered values refer to.
    pub arena: Arena,
    /// Where nodes came from.
    origins: Vec<Origin>,
    /// Which attribute uses which.
    pub uses: Vec<Use>,
    /// Whether [`Lowering::uses`] are noted.
    pub traced: bool,
    /// Uncertain values.
    pub uncertain: Vec<Uncertain>,
    /// Elements that a formula, port or report reached.
    pub touched: Vec<bool>,
    memos: Memos,
    /// What functions gave for arguments met before.
    called: FxHashMap<Call, Val>,
    /// Empty lists of variables, to be used again.
    spare: Vec<Vec<Val>>,
    /// Items of lists that are being made or gone through, those of the innermost last.
    loose: Vec<Item>,
    literals: FxHashMap<Span, NodeId>,
    hourly: FxHashMap<Span, Option<sitec_ir::HoursId>>,
    /// The same by expression: a formula is lowered for one element after the other.
    literal_of: Vec<Option<NodeId>>,
    tags: Tags,
    classes: FxHashMap<Class, Rc<[ElementId]>>,
    /// The elements of a class in a root or element, as a list.
    queried: FxHashMap<(Class, Option<ElementId>), Val>,
    reverse: FxHashMap<(Class, SmolStr), Reverse>,
    /// How many items lists that are kept have.
    counts: FxHashMap<ListId, NodeId>,
    calendars: FxHashMap<Option<TextId>, sitec_ir::CalendarId>,
    stack: Vec<Frame>,
    waiting: FxHashSet<(ElementId, SlotId)>,
    work: Vec<(Frame, Vec<Frame>)>,
    /// The formula that a [`Stop`] speaks of.
    stopped: Option<Frame>,
    pending: Vec<Pending>,
    /// Memories of last month's value whose formula is in error.
    broken: Vec<NodeId>,
    here: Here,
    told: FxHashSet<(Span, &'static str)>,
    /// The slot that a member means for a kind: formulas ask elements of few kinds again and again.
    member_slots: FxHashMap<(ExprId, KindId), SlotId>,
    /// Literals whose written value decided something while compiling: a run that replaces them comes too late.
    pub(crate) decided: std::cell::RefCell<FxHashSet<NodeId>>,
}

impl<'a> Lowering<'a> {
    /// Nothing lowered yet.
    #[must_use]
    pub fn new(package: Package<'a>, timeline: Timeline) -> Self {
        let count = package.elements.len();
        let mut builder = Builder::new(timeline);
        builder.reserve(NODES_AN_ELEMENT * count);
        Lowering {
            memos: Memos::new(&package),
            package,
            builder,
            arena: Arena::default(),
            origins: Vec::new(),
            uses: Vec::new(),
            traced: false,
            uncertain: Vec::new(),
            touched: vec![false; count],
            called: FxHashMap::default(),
            spare: Vec::new(),
            loose: Vec::new(),
            literals: FxHashMap::default(),
            hourly: FxHashMap::default(),
            literal_of: Vec::new(),
            tags: Tags::default(),
            classes: FxHashMap::default(),
            queried: FxHashMap::default(),
            reverse: FxHashMap::default(),
            counts: FxHashMap::default(),
            calendars: FxHashMap::default(),
            stack: Vec::new(),
            waiting: FxHashSet::default(),
            work: Vec::new(),
            stopped: None,
            pending: Vec::new(),
            broken: Vec::new(),
            here: Here::NOWHERE,
            told: FxHashSet::default(),
            member_slots: FxHashMap::default(),
            decided: std::cell::RefCell::default(),
        }
    }

    /// The value of an attribute or formula, with everything that it needs.
    pub fn demand(&mut self, element: ElementId, slot: SlotId) -> Val {
        self.finish(|l| {
            let span = l.package.elements[element.index()].span;
            l.value(element, slot, span)
        })
    }

    /// The value of an expression, with everything that it needs.
    pub fn demand_expr(&mut self, e: ExprId, env: &Env) -> Val {
        self.finish(|l| l.eval(e, &mut env.clone()))
    }

    /// The value lowered before, if it was.
    #[must_use]
    pub fn known(&self, element: ElementId, slot: SlotId) -> Option<Val> {
        match self.memos.get((element, slot)) {
            Memo::Done(v) => Some(v),
            _ => None,
        }
    }

    /// Whether a value remembers one that is in error: then it has none, and what follows from that is no finding of its own.
    #[must_use]
    pub fn rests_on_error(&self, v: Val) -> bool {
        if self.broken.is_empty() {
            return false;
        }
        let program = self.builder.program();
        let mut stack = Vec::new();
        self.arena.nodes(v, &mut stack);
        let mut seen = rustc_hash::FxHashSet::default();
        while let Some(n) = stack.pop() {
            if self.broken.contains(&n) {
                return true;
            }
            if seen.insert(n) {
                stack.extend(program.inputs(n));
            }
        }
        false
    }

    fn finish(&mut self, mut ask: impl FnMut(&mut Self) -> Lowered) -> Val {
        let value = self.restart(&mut ask);
        while let Some(p) = self.pending.pop() {
            self.here = p.here;
            let x = self.restart(&mut |l: &mut Self| {
                if let Some(of) = p.of {
                    // Uses inside `prev` are uses too; they are attributed to the formula they stand in.
                    l.stack.push(Frame {
                        of,
                        span: l.package.hir[p.x].span,
                    });
                    let out = l.eval(p.x, &mut p.env.clone())?;
                    // Where it was too deep, the path is still needed: what is busy on it is begun again.
                    l.stack.pop();
                    Ok(out)
                } else {
                    l.eval(p.x, &mut p.env.clone())
                }
            });
            match x {
                Val::Node(x) => {
                    self.builder.set_delay(p.delay, x);
                }
                _ => {
                    let nothing = self.builder.constant(f64::NAN);
                    self.builder.set_delay(p.delay, nothing);
                    self.broken.push(p.delay);
                }
            }
        }
        self.here = Here::NOWHERE;
        value
    }

    /// Lowers deep chains from their far end: each formula that was too deep becomes a start of its own.
    fn restart(&mut self, ask: &mut dyn FnMut(&mut Self) -> Lowered) -> Val {
        let base = self.work.len();
        loop {
            let tried = match self.work.get(base..).and_then(<[_]>::last) {
                None => ask(self),
                Some((frame, _)) => {
                    let frame = *frame;
                    self.value(frame.of.0, frame.of.1, frame.span)
                }
            };
            match tried {
                Ok(v) if self.work.len() == base => return v,
                Ok(_) => {
                    if let Some((frame, _)) = self.work.pop() {
                        self.waiting.remove(&frame.of);
                    }
                }
                Err(Stop(())) => {
                    let Some(needed) = self.stopped.take() else {
                        return Val::Error;
                    };
                    let path = std::mem::take(&mut self.stack);
                    for f in &path {
                        // A finished formula may head the path: `prev` is lowered after the formula it stands in.
                        if matches!(self.memos.get(f.of), Memo::Busy) {
                            self.memos.set(f.of, Memo::unasked(&self.package, f.of));
                        }
                    }
                    self.waiting.insert(needed.of);
                    self.work.push((needed, path));
                }
            }
            self.stack.clear();
            self.loose.clear();
        }
    }

    /// The value of an attribute or formula, used at a place.
    pub(crate) fn value(&mut self, element: ElementId, slot: SlotId, span: Span) -> Lowered {
        let of = (element, slot);
        if let Some(user) = self.stack.last().filter(|_| self.traced) {
            self.uses.push(Use {
                by: user.of,
                of,
                span,
            });
        }
        let given = match self.memos.get(of) {
            Memo::Done(v) => return Ok(v),
            Memo::Busy => {
                self.tell_circle(of, span);
                return Ok(Val::Error);
            }
            Memo::Todo => None,
            Memo::Given(e) => Some(e),
        };
        let restarted = self.work.last().is_some_and(|(f, _)| f.of == of) && self.stack.is_empty();
        if self.waiting.contains(&of) && !restarted {
            self.tell_circle(of, span);
            self.memos.set(of, Memo::Done(Val::Error));
            return Ok(Val::Error);
        }
        if self.stack.len() >= DEEP {
            self.stopped = Some(Frame { of, span });
            return Err(Stop(()));
        }
        self.touched[element.index()] = true;
        self.memos.set(of, Memo::Busy);
        self.stack.push(Frame { of, span });
        let before = self.here;
        let out = self.formula(element, slot, given);
        self.here = before;
        let v = out?;
        self.stack.pop();
        self.memos.set(of, Memo::Done(v));
        Ok(v)
    }

    fn formula(&mut self, element: ElementId, slot: SlotId, given: Option<ExprId>) -> Lowered {
        let kind = self.memos.kind(element);
        let package = &mut self.package;
        let declared = match kind {
            Some(kind) => &package.kinds[kind.index()].slots[slot.index()],
            None => package.slot(element, slot),
        };
        let assignable = declared.assignable();
        let e = match (given, kind) {
            (Some(e), _) => Some(e),
            // Nobody gives a formula, and what an element of the package gives is noted.
            (None, Some(kind)) if !assignable || self.memos.notes_given(element) => {
                package.kind_slot_expr(kind, slot)
            }
            (None, _) => match package.given_expr(element, slot) {
                Some(e) => Some(e),
                None => package.slot_expr(element, slot),
            },
        };
        let Some(e) = e else {
            let optional = self.package.slot_type(element, slot).optional;
            return Ok(if optional { Val::None } else { Val::Error });
        };
        self.here = Here {
            of: Origin {
                of: Some((element, slot)),
                expr: e,
            },
            noted: None,
        };
        let value = self.eval(e, &mut Env::of(element))?;
        if let Val::Node(base) = value
            && assignable
        {
            self.distribution((element, slot), e, base)?;
        }
        Ok(value)
    }

    /// The number of the formula in work.
    fn origin(&mut self) -> OriginId {
        match self.here.noted {
            Some(origin) => origin,
            None => {
                let origin = self.new_origin(self.here.of);
                self.here.noted = Some(origin);
                origin
            }
        }
    }

    fn new_origin(&mut self, origin: Origin) -> OriginId {
        self.origins.push(origin);
        OriginId(self.origins.len() as u32 - 1)
    }

    /// Notes that the value of an expression is uncertain, if it is.
    fn distribution(
        &mut self,
        of: (ElementId, SlotId),
        e: ExprId,
        base: NodeId,
    ) -> Result<(), Stop> {
        let Some(Distribution { name, args }) = self.package.distributions.get(&e).cloned() else {
            return Ok(());
        };
        let mut nodes = Vec::with_capacity(args.len());
        for &arg in args.iter() {
            if let Val::Node(n) = self.eval(arg, &mut Env::of(of.0))? {
                nodes.push(n);
            }
        }
        self.uncertain.push(Uncertain {
            of,
            base,
            distribution: name,
            args: nodes,
        });
        Ok(())
    }

    fn tell_circle(&mut self, of: (ElementId, SlotId), span: Span) {
        let mut path: Vec<Frame> = Vec::new();
        for (_, frames) in &self.work {
            path.extend(frames.iter().copied());
        }
        path.extend(self.stack.iter().copied());
        let start = path.iter().rposition(|f| f.of == of).unwrap_or(0);
        let mut hops: Vec<(Span, String)> = Vec::new();
        for (i, f) in path.iter().enumerate().skip(start) {
            // The place where this one uses the next.
            let used = path.get(i + 1).map_or(span, |next| next.span);
            hops.push((used, self.slot_name(f.of)));
        }
        // Start where the name that comes first in the alphabet is, so that order of evaluation does not matter.
        if let Some(first) = hops
            .iter()
            .enumerate()
            .min_by(|a, b| a.1.1.cmp(&b.1.1))
            .map(|(i, _)| i)
        {
            hops.rotate_left(first);
        }
        hops.truncate(12);
        self.package.problems.push(graphs::circle(&hops));
    }

    /// `cb1.ready`
    #[must_use]
    pub fn slot_name(&self, of: (ElementId, SlotId)) -> String {
        let name = &self.package.slot(of.0, of.1).name;
        let owner = self.package.own_name(of.0);
        if owner.is_empty() {
            name.to_string()
        } else {
            format!("{owner}.{name}")
        }
    }

    /// Reports once a place.
    pub(crate) fn tell(
        &mut self,
        span: Span,
        code: &'static str,
        d: impl FnOnce() -> crate::diag::Diagnostic,
    ) -> Val {
        if self.told.insert((span, code)) {
            self.package.problems.push(d());
        }
        Val::Error
    }

    /// The formula that a node was made for; `None` for constants, and what checks and reports made for themselves.
    pub(crate) fn origin_of(&self, n: NodeId) -> Option<Origin> {
        let origin = self.builder.program().origin(n);
        self.origins.get(origin.index()).copied()
    }

    pub(crate) fn node_span(&self, n: NodeId, otherwise: Span) -> Span {
        match self.origin_of(n) {
            Some(origin) => self.package.hir[origin.expr].span,
            None => otherwise,
        }
    }
}
