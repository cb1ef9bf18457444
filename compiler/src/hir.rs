//! The checked tree: names are resolved, every expression has a type.
//!
//! Expressions of the whole compilation live in one arena ([`Hir`]); they borrow nothing from the
//! syntax. An expression of a kind's body is written once and evaluated for every element of the
//! kind: [`ExprKind::Slot`] is an attribute of whichever element that is.
//!
//! **Invariants**: no name is text here except the member of a trait reference, which each kind
//! resolves for itself; operands have fitting types, or the expression is [`ExprKind::Error`].

use sitec_grammar::ast::{BinaryOp, Redundancy, UnaryOp};
use sitec_grammar::source::Span;
use smol_str::SmolStr;
use std::rc::Rc;

use crate::builtins::Builtin;
use crate::types::{Class, ElementId, EnumId, ExprId, FnId, SlotId, Ty};

/// One expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it does.
    pub kind: ExprKind,
    /// What it gives.
    pub ty: Ty,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a checked expression.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// A number in canonical units that a source file spells out.
    Number(f64),
    /// A number of the compiler's own (conversion factors, defaults of builtins).
    Constant(f64),
    /// A day, as days since 1970-01-01.
    Date(i32),
    /// Text.
    Text(SmolStr),
    /// `true`, `false`
    Bool(bool),
    /// `none`
    None,
    /// A redundancy scheme.
    Redundancy(Redundancy),
    /// A choice.
    Choice(EnumId, u16),
    /// The element whose formula it is.
    This,
    /// Its root.
    Root,
    /// The element around it.
    Owner,
    /// Its number among its repeated siblings.
    Index,
    /// A certain element.
    Element(ElementId),
    /// Several certain elements.
    Elements(Rc<[ElementId]>),
    /// A variable of a comprehension, check or function, by depth.
    Local(u16),
    /// An attribute or formula of the element whose formula it is.
    Slot(SlotId),
    /// An attribute, formula or nested element of another element.
    Member(ExprId, SmolStr),
    /// `a[i]`
    Item(ExprId, ExprId),
    /// One operand.
    Unary(UnaryOp, ExprId),
    /// Two operands.
    Binary(BinaryOp, ExprId, ExprId),
    /// A choice between two values.
    If(ExprId, ExprId, ExprId),
    /// A list.
    List(Rc<[ExprId]>),
    /// `[body for local in list if cond]`
    Comprehension {
        /// What is made of each item.
        body: ExprId,
        /// The variable.
        local: u16,
        /// What it runs over.
        list: ExprId,
        /// Which items count.
        cond: Option<ExprId>,
    },
    /// All elements of a class.
    Query(Rc<Query>),
    /// A built-in function; absent optional arguments are `None`.
    Call(Builtin, Rc<[Option<ExprId>]>),
    /// A function of the package or library.
    CallFn(FnId, Rc<[ExprId]>),
    /// A curve by date: days and values.
    Curve {
        /// Interpolated between points.
        linear: bool,
        /// Days and values.
        points: Rc<[(i32, ExprId)]>,
    },
    /// A column of a file, a value a month by date.
    Column(Rc<[(i32, f64)]>),
    /// A column of a file with a value an hour, by day, and the amount that one of them is.
    Hourly(Rc<[(i32, f64)]>, Option<ExprId>),
    /// A quantity of time as a duration.
    ToDuration(ExprId),
    /// A single value as a list of one (or none, for `none`).
    ToList(ExprId),
    /// Text with values in it.
    Interpolate(Rc<[Piece]>),
    /// In error, and reported.
    Error,
}

impl ExprKind {
    /// Its operands, in the order in which they are written. The body of a called function is none of them.
    #[must_use]
    pub fn operands(&self) -> Vec<ExprId> {
        match self {
            ExprKind::Member(a, _)
            | ExprKind::Unary(_, a)
            | ExprKind::ToDuration(a)
            | ExprKind::ToList(a) => vec![*a],
            ExprKind::Item(a, b) | ExprKind::Binary(_, a, b) => vec![*a, *b],
            ExprKind::If(a, b, c) => vec![*a, *b, *c],
            ExprKind::List(items) | ExprKind::CallFn(_, items) => items.to_vec(),
            ExprKind::Comprehension {
                body, list, cond, ..
            } => [*body, *list].into_iter().chain(*cond).collect(),
            ExprKind::Query(q) => {
                let conditions = q.cond.map(|c| c.1).into_iter();
                let by = q.by.as_ref().map(|b| b.1);
                q.scope.into_iter().chain(conditions).chain(by).collect()
            }
            ExprKind::Call(_, args) => args.iter().flatten().copied().collect(),
            ExprKind::Curve { points, .. } => points.iter().map(|(_, e)| *e).collect(),
            ExprKind::Interpolate(pieces) => pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Value(e) => Some(*e),
                    Piece::Text(_) => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// A query for elements.
#[derive(Debug, Clone)]
pub struct Query {
    /// Which.
    pub class: Class,
    /// Only inside that element.
    pub scope: Option<ExprId>,
    /// The variable and the condition.
    pub cond: Option<(u16, ExprId)>,
    /// `where attr == e` or `where e in attr`, which an index answers: the attribute and `e`.
    pub by: Option<(SmolStr, ExprId)>,
}

/// One piece of a text with values.
#[derive(Debug, Clone)]
pub enum Piece {
    /// As it stands.
    Text(SmolStr),
    /// A value, with the unit its nearest literal was written in.
    Value(ExprId),
}

/// The arena of expressions.
#[derive(Debug, Default)]
pub struct Hir {
    exprs: Vec<Expr>,
}

impl Hir {
    /// Adds an expression.
    pub fn push(&mut self, kind: ExprKind, ty: Ty, span: Span) -> ExprId {
        let id = ExprId(self.exprs.len() as u32);
        self.exprs.push(Expr { kind, ty, span });
        id
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.exprs.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.exprs.is_empty()
    }
}

impl std::ops::Index<ExprId> for Hir {
    type Output = Expr;

    fn index(&self, id: ExprId) -> &Expr {
        &self.exprs[id.index()]
    }
}
