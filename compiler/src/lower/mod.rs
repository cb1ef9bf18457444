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

mod calls;
mod collect;
mod hours;
mod memo;
mod operators;
pub mod value;

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use sitec_grammar::source::Span;
use sitec_ir::{Builder, NodeId, Op, OriginId, scalar};
use sitec_units::calendar::Timeline;
use smol_str::SmolStr;

use crate::diag::families::{graphs, kinds as words, types as type_words, values as value_words};
use crate::hir::{ExprKind, Piece};
use crate::package::*;
use crate::types::*;
use memo::{Memo, Memos, Tags};
use value::{Basis, Duration, Item, MoneyTag, Val};

/// How many formulas may be lowered inside each other before the work restarts.
const DEEP: usize = 96;

/// Where a node came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The element and its attribute or formula; `None` for what a check or report asked for itself.
    pub of: Option<(ElementId, SlotId)>,
    /// The expression or literal.
    pub span: Span,
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

/// A formula that must be lowered first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    of: (ElementId, SlotId),
    span: Span,
}

type Lowered = Result<Val, Stop>;

#[derive(Debug, Clone, Copy)]
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
    origin: OriginId,
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
    /// Where nodes came from.
    pub origins: Vec<Origin>,
    /// Which attribute uses which.
    pub uses: Vec<Use>,
    /// Whether [`Lowering::uses`] are noted.
    pub traced: bool,
    /// Uncertain values.
    pub uncertain: Vec<Uncertain>,
    /// Elements that a formula, port or report reached.
    pub touched: Vec<bool>,
    memos: Memos,
    literals: FxHashMap<Span, NodeId>,
    hourly: FxHashMap<Span, Option<sitec_ir::HoursId>>,
    /// The same by expression: a formula is lowered for one element after the other.
    literal_of: Vec<Option<NodeId>>,
    tags: Tags,
    classes: FxHashMap<Class, Rc<[ElementId]>>,
    /// The elements of a class in a root or element, as a list.
    queried: FxHashMap<(Class, Option<ElementId>), Val>,
    reverse: FxHashMap<(Class, SmolStr), Reverse>,
    calendars: FxHashMap<Rc<str>, sitec_ir::CalendarId>,
    stack: Vec<Frame>,
    waiting: FxHashSet<(ElementId, SlotId)>,
    work: Vec<(Frame, Vec<Frame>)>,
    pending: Vec<Pending>,
    /// Memories of last month's value whose formula is in error.
    broken: Vec<NodeId>,
    origin: OriginId,
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
        Lowering {
            memos: Memos::new(&package),
            package,
            builder: Builder::new(timeline),
            origins: vec![Origin {
                of: None,
                span: Span::default(),
            }],
            uses: Vec::new(),
            traced: false,
            uncertain: Vec::new(),
            touched: vec![false; count],
            literals: FxHashMap::default(),
            hourly: FxHashMap::default(),
            literal_of: Vec::new(),
            tags: Tags::default(),
            classes: FxHashMap::default(),
            queried: FxHashMap::default(),
            reverse: FxHashMap::default(),
            calendars: FxHashMap::default(),
            stack: Vec::new(),
            waiting: FxHashSet::default(),
            work: Vec::new(),
            pending: Vec::new(),
            broken: Vec::new(),
            origin: OriginId(0),
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
    pub fn known(&self, element: ElementId, slot: SlotId) -> Option<&Val> {
        match self.memos.get((element, slot)) {
            Memo::Done(v) => Some(v),
            _ => None,
        }
    }

    /// Whether a value remembers one that is in error: then it has none, and what follows from that is no finding of its own.
    #[must_use]
    pub fn rests_on_error(&self, v: &Val) -> bool {
        if self.broken.is_empty() {
            return false;
        }
        let program = self.builder.program();
        let mut stack = Vec::new();
        crate::show::nodes(v, &mut stack);
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
            self.origin = p.origin;
            let x = self.restart(&mut |l: &mut Self| {
                if let Some(of) = p.of {
                    // Uses inside `prev` are uses too; they are attributed to the formula they stand in.
                    l.stack.push(Frame {
                        of,
                        span: l.package.hir[p.x].span,
                    });
                    let out = l.eval(p.x, &mut p.env.clone());
                    l.stack.pop();
                    out
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
        self.origin = OriginId(0);
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
                Err(stop) => {
                    let path = std::mem::take(&mut self.stack);
                    for f in &path {
                        // A finished formula may head the path: `prev` is lowered after the formula it stands in.
                        if matches!(self.memos.get(f.of), Memo::Busy) {
                            self.memos.set(f.of, Memo::Todo);
                        }
                    }
                    self.waiting.insert(stop.of);
                    self.work.push((
                        Frame {
                            of: stop.of,
                            span: stop.span,
                        },
                        path,
                    ));
                }
            }
            self.stack.clear();
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
        match self.memos.get(of) {
            Memo::Done(v) => return Ok(v.clone()),
            Memo::Busy => {
                self.tell_circle(of, span);
                return Ok(Val::Error);
            }
            Memo::Todo => {}
        }
        let restarted = self.work.last().is_some_and(|(f, _)| f.of == of) && self.stack.is_empty();
        if self.waiting.contains(&of) && !restarted {
            self.tell_circle(of, span);
            self.memos.set(of, Memo::Done(Val::Error));
            return Ok(Val::Error);
        }
        if self.stack.len() >= DEEP {
            return Err(Stop { of, span });
        }
        self.touched[element.index()] = true;
        self.memos.set(of, Memo::Busy);
        self.stack.push(Frame { of, span });
        let before = self.origin;
        let out = self.formula(element, slot);
        self.origin = before;
        let v = out?;
        self.stack.pop();
        self.memos.set(of, Memo::Done(v.clone()));
        Ok(v)
    }

    fn formula(&mut self, element: ElementId, slot: SlotId) -> Lowered {
        // Nobody gives a formula of a kind, and it has no distribution.
        let computed = self
            .memos
            .kind(element)
            .filter(|k| !self.package.kinds[k.index()].slots[slot.index()].assignable());
        let e = match computed {
            Some(kind) => self.package.kind_slot_expr(kind, slot),
            None => match self.package.given_expr(element, slot) {
                Some(e) => Some(e),
                None => self.package.slot_expr(element, slot),
            },
        };
        let Some(e) = e else {
            let optional = self.package.slot_type(element, slot).optional;
            return Ok(if optional { Val::None } else { Val::Error });
        };
        let span = self.package.hir[e].span;
        self.origin = self.new_origin(Some((element, slot)), span);
        let value = self.eval(e, &mut Env::of(element))?;
        if let (Val::Node(base), None) = (&value, computed) {
            self.distribution(element, slot, *base)?;
        }
        Ok(value)
    }

    pub(crate) fn new_origin(&mut self, of: Option<(ElementId, SlotId)>, span: Span) -> OriginId {
        self.origins.push(Origin { of, span });
        OriginId(self.origins.len() as u32 - 1)
    }

    fn distribution(&mut self, element: ElementId, slot: SlotId, base: NodeId) -> Result<(), Stop> {
        let value = match self.package.elements[element.index()].given(slot) {
            Some(g) => g.value,
            None => match self.package.slot(element, slot).decl {
                SlotDecl::Assume(a) => Some(&a.value),
                SlotDecl::Attr(a) => a.default.as_ref(),
                _ => None,
            },
        };
        let Some(dist) = value.and_then(|v| v.dist.as_ref()) else {
            return Ok(());
        };
        let Some(args) = self.package.distributions.get(&dist.span).cloned() else {
            return Ok(());
        };
        let mut nodes = Vec::with_capacity(args.len());
        for &arg in args.iter() {
            if let Val::Node(n) = self.eval(arg, &mut Env::of(element))? {
                nodes.push(n);
            }
        }
        self.uncertain.push(Uncertain {
            of: (element, slot),
            base,
            distribution: dist.name.name.clone(),
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

    pub(crate) fn push(&mut self, op: Op, inputs: &[NodeId]) -> NodeId {
        self.builder.push(op, inputs, self.origin)
    }

    pub(crate) fn constant(&mut self, v: f64) -> NodeId {
        self.builder.constant(v)
    }

    /// A number that is known: a constant, or a literal at its written value.
    pub(crate) fn number(&self, node: NodeId) -> Option<f64> {
        match self.builder.op(node) {
            Op::Literal(id) => {
                self.decided.borrow_mut().insert(node);
                Some(self.builder.program().literal(id).value)
            }
            Op::Neg => self.number(self.builder.inputs(node)[0]).map(|v| -v),
            _ => self.builder.const_value(node),
        }
    }

    /// A number that places or counts, as a bound of a range: known, or reckoned from known numbers.
    pub(crate) fn counted(&self, node: NodeId) -> Option<f64> {
        let mut steps = 64;
        self.reckoned(node, &mut steps)
    }

    fn reckoned(&self, node: NodeId, steps: &mut u32) -> Option<f64> {
        let op = self.builder.op(node);
        let known = self.number(node);
        *steps = steps.checked_sub(1)?;
        if known.is_some() {
            return known;
        }
        let mut value = |place: usize| {
            let input = self.builder.inputs(node).get(place).copied()?;
            self.reckoned(input, steps)
        };
        Some(match op {
            Op::Add => scalar::add(value(0)?, value(1)?),
            Op::Sub => scalar::sub(value(0)?, value(1)?),
            Op::Mul => scalar::mul(value(0)?, value(1)?),
            Op::Div => scalar::div(value(0)?, value(1)?),
            Op::Min => scalar::min(value(0)?, value(1)?),
            Op::Max => scalar::max(value(0)?, value(1)?),
            Op::Floor => scalar::floor(value(0)?),
            Op::Ceil => scalar::ceil(value(0)?),
            _ => return None,
        })
    }

    /// The node of a number or date that is written in a source file.
    fn literal(&mut self, e: ExprId, value: f64) -> NodeId {
        if let Some(Some(n)) = self.literal_of.get(e.index()) {
            return *n;
        }
        let written = &self.package.hir[e];
        let (span, num) = (written.span, written.ty.num());
        // Texts from outside all begin at the same place: nothing is remembered of them.
        let outside = span.file == sitec_grammar::source::FileId(u32::MAX);
        let n = match self.literals.get(&span).filter(|_| !outside) {
            Some(&n) => n,
            None => {
                let of = self.origins[self.origin.index()].of;
                let origin = self.new_origin(of, span);
                self.builder.literal(value, origin)
            }
        };
        if let Some(num) = num
            && self.package.has_money(num.dim)
        {
            let basis = match num.real {
                _ if value == 0.0 => Basis::Zero,
                Some(y) => Basis::Real(y),
                None => Basis::Nominal,
            };
            let currency = num.currency;
            self.tags.insert(n, MoneyTag { currency, basis });
        }
        if !outside {
            self.literals.insert(span, n);
            if self.literal_of.len() <= e.index() {
                self.literal_of.resize(self.package.hir.len(), None);
            }
            self.literal_of[e.index()] = Some(n);
        }
        n
    }

    /// Literal nodes by place.
    #[must_use]
    pub fn literal_nodes(&self) -> &FxHashMap<Span, NodeId> {
        &self.literals
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

    /// Lowers an expression.
    pub fn eval(&mut self, e: ExprId, env: &mut Env) -> Lowered {
        let expr = &self.package.hir[e];
        let span = expr.span;
        // Each arm copies what it needs out of the tree, which grows while formulas of the library are checked.
        Ok(match &expr.kind {
            ExprKind::Error => Val::Error,
            &ExprKind::Number(v) => Val::Node(self.literal(e, v)),
            &ExprKind::Constant(v) => Val::Node(self.constant(v)),
            &ExprKind::Date(d) => Val::Node(self.literal(e, f64::from(d))),
            ExprKind::Text(t) => match expr.ty.base {
                Base::Calendar => Val::Calendar(t.as_str().into()),
                _ => Val::Text(t.as_str().into()),
            },
            &ExprKind::Bool(b) => Val::Bool(b),
            ExprKind::None => Val::None,
            &ExprKind::Redundancy(r) => Val::Redundancy(r),
            &ExprKind::Choice(id, i) => Val::Choice(id, i),
            ExprKind::This => env.this.map_or(Val::Error, Val::Element),
            ExprKind::Root => match env.this.and_then(|t| self.package.elements[t.index()].root) {
                Some(r) => Val::Element(r),
                None => self.tell(span, "root", || words::absent("the root", span, None)),
            },
            ExprKind::Owner => match env
                .this
                .and_then(|t| self.package.elements[t.index()].parent)
            {
                Some(p) => Val::Element(p),
                None => Val::None,
            },
            ExprKind::Index => {
                let n = env
                    .this
                    .and_then(|t| self.package.elements[t.index()].number)
                    .unwrap_or(1);
                Val::Node(self.constant(f64::from(n)))
            }
            &ExprKind::Element(id) => {
                self.touched[id.index()] = true;
                Val::Element(id)
            }
            ExprKind::Elements(ids) => Val::list(ids.iter().map(|id| Val::Element(*id))),
            &ExprKind::Local(i) => env.locals.get(i as usize).cloned().unwrap_or(Val::Error),
            &ExprKind::Slot(slot) => match env.this {
                Some(this) => self.value(this, slot, span)?,
                None => Val::Error,
            },
            &ExprKind::Member(base, _) => {
                let base_value = self.eval(base, env)?;
                if let Val::Element(id) = base_value
                    && let Some(slot) = self.member_slot(e, id)
                {
                    return self.value(id, slot, span);
                }
                self.member(base_value, base, e, span)?
            }
            &ExprKind::Item(list, index) => {
                let list = self.eval(list, env)?;
                let index = self.eval(index, env)?;
                match (list, index) {
                    (Val::List(items), Val::Node(i)) => match self.counted(i) {
                        Some(n) if n >= 1.0 && n.fract() == 0.0 && n as usize <= items.len() => {
                            items[n as usize - 1].value.clone()
                        }
                        Some(n) => {
                            let count = items.len();
                            self.tell(span, "position", || words::position(n, count, span))
                        }
                        None => self.tell(span, "position", || {
                            graphs::not_constant("a place in a list", span)
                        }),
                    },
                    _ => Val::Error,
                }
            }
            &ExprKind::Unary(op, a) => {
                let a = self.eval(a, env)?;
                self.unary(op, a)
            }
            &ExprKind::Binary(op, a, b) => self.binary(op, e, a, b, env)?,
            &ExprKind::If(c, a, b) => match self.eval(c, env)? {
                Val::Bool(true) => self.eval(a, env)?,
                Val::Bool(false) => self.eval(b, env)?,
                Val::Node(c) => {
                    let (x, y) = (self.eval(a, env)?, self.eval(b, env)?);
                    self.select(c, x, y, e)
                }
                _ => Val::Error,
            },
            ExprKind::List(items) => {
                let items = Rc::clone(items);
                let mut out = Vec::with_capacity(items.len());
                for &i in items.iter() {
                    match self.eval(i, env)? {
                        Val::List(inner) => out.extend(inner.iter().cloned()),
                        value => out.push(Item { when: None, value }),
                    }
                }
                Val::List(out.into())
            }
            &ExprKind::Comprehension {
                body,
                local,
                list,
                cond,
            } => self.comprehension(body, local, list, cond, env)?,
            ExprKind::Query(q) => {
                let q = Rc::clone(q);
                self.query(&q, env)?
            }
            ExprKind::Call(b, args) => {
                let (b, args) = (*b, Rc::clone(args));
                self.call(b, &args, e, env)?
            }
            ExprKind::CallFn(f, args) => {
                let (f, args) = (*f, Rc::clone(args));
                let mut locals = Vec::with_capacity(args.len());
                for &a in args.iter() {
                    locals.push(self.eval(a, env)?);
                }
                match self.package.fn_body(f) {
                    Some((body, _)) => self.eval(
                        body,
                        &mut Env {
                            this: env.this,
                            locals,
                        },
                    )?,
                    None => Val::Error,
                }
            }
            ExprKind::Curve { linear, points } => {
                let (linear, points) = (*linear, Rc::clone(points));
                self.curve(linear, &points, env)?
            }
            ExprKind::Hourly(rows, unit) => {
                let (rows, unit) = (Rc::clone(rows), *unit);
                let unit = match unit {
                    Some(e) => match self.eval(e, env)? {
                        Val::Node(unit) => unit,
                        _ => return Ok(Val::Error),
                    },
                    None => self.constant(1.0),
                };
                match self.hours(&rows, span) {
                    Some(hours) => Val::Hours(hours, unit),
                    None => Val::Error,
                }
            }
            ExprKind::Column(rows) => {
                let rows = Rc::clone(rows);
                self.column(&rows, span)
            }
            &ExprKind::ToDuration(a) => {
                let dim = self.package.hir[a].ty.num().map(|n| n.dim);
                let v = self.eval(a, env)?;
                self.duration(v, dim)
            }
            &ExprKind::ToList(a) => match self.eval(a, env)? {
                Val::None => Val::list([]),
                Val::Error => Val::Error,
                v => Val::list([v]),
            },
            // Messages are made after evaluation.
            ExprKind::Interpolate(pieces) => {
                let pieces = Rc::clone(pieces);
                let mut text = String::new();
                for p in pieces.iter() {
                    match p {
                        Piece::Text(t) => text.push_str(t),
                        Piece::Value(v) => match self.eval(*v, env)? {
                            Val::Text(t) => text.push_str(&t),
                            Val::Element(id) => text.push_str(&self.package.own_name(id)),
                            _ => text.push('…'),
                        },
                    }
                }
                Val::Text(text.into())
            }
        })
    }

    /// The slot that a member means for an element without slots of its own.
    fn member_slot(&mut self, e: ExprId, id: ElementId) -> Option<SlotId> {
        let kind = self.memos.kind(id)?;
        if let Some(slot) = self.member_slots.get(&(e, kind)) {
            return Some(*slot);
        }
        let ExprKind::Member(_, name) = &self.package.hir[e].kind else {
            return None;
        };
        let slot = *self.package.kinds[kind.index()].index.get(name)?;
        self.member_slots.insert((e, kind), slot);
        Some(slot)
    }

    fn member(&mut self, base: Val, base_expr: ExprId, e: ExprId, span: Span) -> Lowered {
        let ExprKind::Member(_, name) = &self.package.hir[e].kind else {
            return Ok(Val::Error);
        };
        let name = &name.clone();
        match base {
            Val::Element(id) => {
                if let Some(slot) = self.package.slot_of(id, name) {
                    return self.value(id, slot, span);
                }
                match self.package.elements[id.index()].member(name) {
                    Some(Member::One(m)) => Ok(Val::Element(*m)),
                    Some(Member::Many(ids)) => Ok(Val::list(ids.iter().map(|i| Val::Element(*i)))),
                    None => {
                        let kind = self.package.kind_name(id);
                        let declared = self.package.elements[id.index()].span;
                        Ok(self.tell(span, "member", || {
                            words::unknown_attribute(
                                &kind,
                                name,
                                span,
                                std::iter::empty(),
                                Some(declared),
                            )
                        }))
                    }
                }
            }
            Val::None => {
                let at = self.package.hir[base_expr].span;
                let what = format!("`{}`", self.package.source_text(at));
                // The place to act is the element whose attribute is none, not the formula that needs it.
                let owner = self
                    .stack
                    .last()
                    .map(|f| self.package.elements[f.of.0.index()].span);
                Ok(self.tell(owner.unwrap_or(at), "none", || {
                    words::absent(&what, at, owner)
                }))
            }
            _ => Ok(Val::Error),
        }
    }

    fn duration(&mut self, v: Val, dim: Option<sitec_units::dimension::Dim>) -> Val {
        use sitec_units::dimension::Dim;
        let zero = self.constant(0.0);
        match (v, dim) {
            (Val::Node(n), Some(Dim::TIME)) => Val::Duration(Duration {
                months: n,
                days: zero,
                work: zero,
            }),
            (Val::Node(n), Some(Dim::CLOCK_TIME)) => {
                let day = self.constant(86_400.0);
                let days = self.push(Op::Div, &[n, day]);
                Val::Duration(Duration {
                    months: zero,
                    days,
                    work: zero,
                })
            }
            (Val::Node(n), Some(Dim::WORK_TIME)) => Val::Duration(Duration {
                months: zero,
                days: zero,
                work: n,
            }),
            (Val::Duration(d), _) => Val::Duration(d),
            // A bare zero.
            (Val::Node(_), Some(Dim::ONE)) => Val::Duration(Duration {
                months: zero,
                days: zero,
                work: zero,
            }),
            (Val::None, _) => Val::None,
            _ => Val::Error,
        }
    }

    fn curve(&mut self, linear: bool, points: &[(i32, ExprId)], env: &mut Env) -> Lowered {
        let mut nodes = Vec::with_capacity(points.len());
        for (day, e) in points {
            match self.eval(*e, env)? {
                Val::Node(n) => nodes.push((f64::from(*day), n)),
                _ => return Ok(Val::Error),
            }
        }
        let Some(&(_, first)) = nodes.first() else {
            return Ok(Val::Error);
        };
        let begin = self.push(Op::MonthBegin, &[]);
        let mut value = first;
        for pair in nodes.windows(2) {
            let [(d0, v0), (d1, v1)] = pair else { continue };
            let at = self.constant(*d1);
            let reached = self.push(Op::Ge, &[begin, at]);
            if linear {
                let start = self.constant(*d0);
                let span = self.constant(d1 - d0);
                let gone = self.push(Op::Sub, &[begin, start]);
                let share = self.push(Op::Div, &[gone, span]);
                let zero = self.constant(0.0);
                let share = self.push(Op::Max, &[share, zero]);
                let rise = self.push(Op::Sub, &[*v1, *v0]);
                let up = self.push(Op::Mul, &[rise, share]);
                let between = self.push(Op::Add, &[*v0, up]);
                let inside = self.push(Op::Ge, &[begin, start]);
                value = self.push(Op::Select, &[inside, between, value]);
            }
            value = self.push(Op::Select, &[reached, *v1, value]);
        }
        let series = self.as_series(value);
        if let Some(tag) = self.tags.get(&first).copied() {
            self.tags.insert(series, tag);
        }
        Ok(Val::Node(series))
    }

    /// The same value in every month.
    pub(crate) fn as_series(&mut self, n: NodeId) -> NodeId {
        if self.builder.shape(n) == sitec_ir::Shape::Series {
            return n;
        }
        let months = self.push(Op::MonthIndex, &[]);
        let yes = self.push(Op::Ge, &[months, months]);
        let out = self.push(Op::Select, &[yes, n, n]);
        if self.builder.shape(out) == sitec_ir::Shape::Series {
            return out;
        }
        let zero = self.constant(0.0);
        let zeros = self.push(Op::Mul, &[months, zero]);
        self.push(Op::Add, &[zeros, n])
    }

    fn column(&mut self, rows: &[(i32, f64)], span: Span) -> Val {
        let timeline = *self.builder.timeline();
        let mut values = Vec::with_capacity(timeline.columns() as usize);
        let mut i = 0;
        for m in 0..timeline.columns() {
            let begin = timeline.begin(m).days();
            while rows.get(i + 1).is_some_and(|r| r.0 <= begin) {
                i += 1;
            }
            values.push(rows[i].1);
        }
        // The last row counts as long as rows usually do; a file that ends before the horizon is too short.
        let step = rows
            .windows(2)
            .map(|w| w[1].0 - w[0].0)
            .max()
            .unwrap_or(31)
            .max(31);
        let last = rows.last().map_or(0, |r| r.0);
        let end = timeline.end().days();
        if last + step < end {
            let date = |d| sitec_units::calendar::Date::from_days(d).to_string();
            self.tell(span, "short", || {
                value_words::series_short(span, &date(last), &date(end), None)
            });
        }
        Val::Node(self.builder.table(values))
    }

    /// The money tag of two amounts that meet; reports when they cannot.
    pub(crate) fn join_tags(&mut self, a: NodeId, b: NodeId, e: ExprId) -> Option<MoneyTag> {
        let (x, y) = match (self.tags.get(&a).copied(), self.tags.get(&b).copied()) {
            (Some(x), Some(y)) => (x, y),
            (x, y) => return x.or(y),
        };
        let span = self.package.hir[e].span;
        if let (Some(p), Some(q)) = (x.currency, y.currency)
            && p != q
        {
            let (sa, sb) = (self.node_span(a, span), self.node_span(b, span));
            let (wa, wb) = (
                self.package.currency_name(Some(p)),
                self.package.currency_name(Some(q)),
            );
            self.tell(span, "currency", || {
                type_words::currencies(sa, &wa, sb, &wb, "add").and(span, "meet here")
            });
        }
        let basis = match (x.basis, y.basis) {
            (Basis::Zero, other) | (other, Basis::Zero) => other,
            (p, q) if p == q => p,
            (Basis::Real(year), other) | (other, Basis::Real(year)) => {
                let (real, nominal) = if x.basis == Basis::Real(year) {
                    (a, b)
                } else {
                    (b, a)
                };
                let (sr, sn) = (self.node_span(real, span), self.node_span(nominal, span));
                match other {
                    Basis::Real(q) => {
                        self.tell(span, "years", || value_words::price_years(sr, year, sn, q))
                    }
                    _ => self.tell(sr, "real", || {
                        value_words::real_and_nominal(year, sn, Some(sr), Some(span))
                    }),
                };
                // Told once: what is made of the two goes with either from here on.
                Basis::Zero
            }
            (p, _) => p,
        };
        Some(MoneyTag {
            currency: x.currency.or(y.currency),
            basis,
        })
    }

    pub(crate) fn node_span(&self, n: NodeId, otherwise: Span) -> Span {
        match self.builder.program().origin(n) {
            // Made by no formula of its own.
            OriginId(0) => otherwise,
            origin => self.origins[origin.index()].span,
        }
    }

    /// The currency of a node, if it is money of a known one.
    #[must_use]
    pub fn currency(&self, n: NodeId) -> Option<sitec_units::money::CurrencyId> {
        self.tags.get(&n).and_then(|t| t.currency)
    }

    /// The year in whose prices a node is, if it is real money.
    #[must_use]
    pub fn price_year(&self, n: NodeId) -> Option<i16> {
        match self.tags.get(&n)?.basis {
            Basis::Real(year) => Some(year),
            Basis::Zero | Basis::Nominal => None,
        }
    }

    fn items(&self, v: &Val) -> Option<Rc<[Item]>> {
        match v {
            Val::List(items) => Some(Rc::clone(items)),
            _ => None,
        }
    }
}
