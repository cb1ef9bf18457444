//! What has been lowered so far: values by element and slot, and the money of nodes.
//!
//! Sums ask all elements of a kind for one and the same slot. So the values of a slot lie side by side, in the
//! order of the elements' paths: a column for each slot of a kind, made when the first value of it is written.
//! Most slots of a large kind are asked of no element and cost nothing.

use rustc_hash::FxHashMap;
use sitec_ir::NodeId;

use super::value::{MoneyTag, Val};
use crate::package::{Given, Package, Progress};
use crate::types::*;

/// How far a value has come.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Memo {
    /// Not asked for.
    #[default]
    Todo,
    /// Not asked for; the element gives this for it.
    Given(ExprId),
    /// Being lowered.
    Busy,
    /// Lowered.
    Done(Val),
}

const _: () = assert!(size_of::<Memo>() == 8);

impl Memo {
    /// Of a value that nobody asked for.
    pub fn unasked(package: &Package<'_>, (element, slot): (ElementId, SlotId)) -> Memo {
        match package.elements[element.index()].given(slot) {
            Some(&Given {
                checked: Progress::Done(e),
                ..
            }) => Memo::Given(e),
            _ => Memo::Todo,
        }
    }
}

/// Where an element's values lie.
#[derive(Debug, Clone, Copy, Default)]
struct Home {
    /// The column of its first slot; those of the others follow.
    first: u32,
    slots: u32,
    /// Its place in each of them.
    row: u32,
    /// The kind that it shares the columns with; `None` if it has slots of its own, and so columns of its own.
    kind: Option<KindId>,
    /// Whether all that it gives is noted as [`Memo::Given`].
    notes_given: bool,
}

#[derive(Debug, Default)]
struct Column {
    rows: u32,
    values: Vec<Memo>,
}

/// Lowered values by element and slot.
#[derive(Debug)]
pub(super) struct Memos {
    homes: Vec<Home>,
    columns: Vec<Column>,
}

impl Memos {
    /// Nothing lowered of these elements; what they give is noted here, where it is looked for first.
    pub fn new(package: &Package<'_>) -> Memos {
        let mut memos = Memos {
            homes: vec![Home::default(); package.elements.len()],
            columns: Vec::new(),
        };
        for (k, elements) in package.by_kind.iter().enumerate() {
            if elements.is_empty() {
                continue;
            }
            let slots = package.kinds[k].slots.len();
            let first = memos.add(slots, elements.len());
            for (row, id) in elements.iter().enumerate() {
                memos.homes[id.index()] = Home {
                    first,
                    slots: slots as u32,
                    row: row as u32,
                    kind: Some(KindId(k as u32)),
                    notes_given: true,
                };
                for (slot, given) in &package.elements[id.index()].given {
                    match given.checked {
                        Progress::Done(e) => memos.set((*id, *slot), Memo::Given(e)),
                        // An element of the library.
                        _ => memos.homes[id.index()].notes_given = false,
                    }
                }
            }
        }
        for (i, e) in package.elements.iter().enumerate() {
            if !e.assumes.is_empty() {
                let slots = package.slot_count(ElementId(i as u32));
                memos.homes[i] = Home {
                    first: memos.add(slots, 1),
                    slots: slots as u32,
                    row: 0,
                    kind: None,
                    notes_given: false,
                };
            }
        }
        memos
    }

    fn add(&mut self, slots: usize, rows: usize) -> u32 {
        let first = self.columns.len();
        self.columns.resize_with(first + slots, || Column {
            rows: rows as u32,
            values: Vec::new(),
        });
        first as u32
    }

    /// The kind of an element that has no slots but those of its kind.
    #[inline]
    pub fn kind(&self, element: ElementId) -> Option<KindId> {
        self.homes[element.index()].kind
    }

    /// Whether an element gives nothing for a value of which nothing is noted.
    #[inline]
    pub fn notes_given(&self, element: ElementId) -> bool {
        self.homes[element.index()].notes_given
    }

    /// How far a value has come.
    #[inline]
    pub fn get(&self, (element, slot): (ElementId, SlotId)) -> Memo {
        let home = &self.homes[element.index()];
        if slot.0 >= home.slots {
            return Memo::Todo;
        }
        let column = &self.columns[(home.first + slot.0) as usize];
        let known = column.values.get(home.row as usize);
        known.copied().unwrap_or(Memo::Todo)
    }

    /// Notes how far a value has come.
    #[inline]
    pub fn set(&mut self, (element, slot): (ElementId, SlotId), memo: Memo) {
        let home = &self.homes[element.index()];
        if slot.0 >= home.slots {
            return;
        }
        let column = &mut self.columns[(home.first + slot.0) as usize];
        if column.values.is_empty() {
            column.values.resize(column.rows as usize, Memo::Todo);
        }
        column.values[home.row as usize] = memo;
    }
}

/// A function and its arguments, if they are few and small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Call {
    f: FnId,
    root: Option<ElementId>,
    args: [u32; Call::MOST],
}

impl Call {
    const MOST: usize = 6;

    /// What a function is called with; `None` if that is a list, a text or too much.
    pub fn new(f: FnId, root: Option<ElementId>, given: &[Val]) -> Option<Call> {
        if given.len() > Call::MOST {
            return None;
        }
        let mut args = [u32::MAX; Call::MOST];
        for (arg, val) in args.iter_mut().zip(given) {
            // Two bits say what it is.
            let (kind, id) = match val {
                Val::Node(n) => (0, n.0),
                Val::Element(id) => (1, id.0),
                Val::Choice(id) => (2, id.0),
                Val::False => (3, 0),
                Val::True => (3, 1),
                Val::None => (3, 2),
                Val::Duration(id) => (3, id.0.checked_add(3)?),
                _ => return None,
            };
            *arg = id.checked_mul(4)? + kind;
        }
        Some(Call { f, root, args })
    }
}

/// In which money nodes are; most are in none.
#[derive(Debug, Default)]
pub(super) struct Tags {
    /// By node one more than its place among the kinds of money; 0 if it is no amount.
    of: Vec<u16>,
    /// The kinds of money there are: few.
    kinds: Vec<MoneyTag>,
    known: FxHashMap<MoneyTag, u16>,
}

impl Tags {
    /// The money of a node, if it is an amount.
    #[inline]
    pub fn get(&self, node: &NodeId) -> Option<&MoneyTag> {
        let tag = *self.of.get(node.index())?;
        self.kinds.get(usize::from(tag).checked_sub(1)?)
    }

    /// Notes the money of a node.
    #[inline]
    pub fn insert(&mut self, node: NodeId, tag: MoneyTag) {
        let next = self.kinds.len() as u16 + 1;
        let place = *self.known.entry(tag).or_insert(next);
        // After 65,534 kinds of money nothing is noted any more.
        if place == next && next < u16::MAX {
            self.kinds.push(tag);
        }
        if self.of.len() <= node.index() {
            self.of.resize(node.index() + 1, 0);
        }
        self.of[node.index()] = place;
    }
}
