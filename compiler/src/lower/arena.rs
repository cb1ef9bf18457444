//! The lowered values that have no room in a [`Val`], which holds their ids.
//!
//! All but lists are kept once, so equal ids are equal values. Lists lie one behind the other as they were made, and
//! are compared item by item. Nothing is ever removed.

use std::hash::Hash;
use std::ops::Index;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;
use sitec_grammar::ast::Redundancy;
use sitec_ir::NodeId;
use smol_str::SmolStr;

use super::value::{Duration, Item, Val};
use crate::types::{EnumId, ids};

ids! {
    /// A text or the name of a calendar.
    TextId,
    /// A duration.
    DurationId,
    /// A choice: its enumeration, and its place among the choices, from 0.
    ChoiceId,
    /// A computed choice: its enumeration, and the node of its place.
    ChosenId,
    /// A redundancy scheme.
    RedundancyId,
    /// A list.
    ListId,
}

/// Values that are kept once.
type Kept<T> = IndexSet<T, FxBuildHasher>;

/// Everything that values of one lowering refer to.
#[derive(Debug)]
pub struct Arena {
    texts: Kept<SmolStr>,
    durations: Kept<Duration>,
    choices: Kept<(EnumId, u16)>,
    chosen: Kept<(EnumId, NodeId)>,
    redundancies: Kept<Redundancy>,
    /// The items of all lists.
    items: Vec<Item>,
    /// Where the items of each list begin, and where those of the last end.
    bounds: Vec<u32>,
}

impl Default for Arena {
    fn default() -> Arena {
        Arena {
            texts: Kept::default(),
            durations: Kept::default(),
            choices: Kept::default(),
            chosen: Kept::default(),
            redundancies: Kept::default(),
            items: Vec::new(),
            bounds: vec![0],
        }
    }
}

/// The place of a value among those that are kept.
fn place<T: Hash + Eq>(kept: &mut Kept<T>, value: T) -> u32 {
    kept.insert_full(value).0 as u32
}

impl Arena {
    /// A text.
    pub fn text(&mut self, text: &str) -> Val {
        Val::Text(self.text_id(text))
    }

    /// A declared calendar, by name.
    pub fn calendar(&mut self, name: &str) -> Val {
        Val::Calendar(self.text_id(name))
    }

    fn text_id(&mut self, text: &str) -> TextId {
        TextId(match self.texts.get_index_of(text) {
            Some(known) => known as u32,
            None => place(&mut self.texts, SmolStr::new(text)),
        })
    }

    /// A duration.
    pub fn duration(&mut self, duration: Duration) -> Val {
        Val::Duration(DurationId(place(&mut self.durations, duration)))
    }

    /// The choice at a place of an enumeration, from 0.
    pub fn choice(&mut self, of: EnumId, at: u16) -> Val {
        Val::Choice(ChoiceId(place(&mut self.choices, (of, at))))
    }

    /// The choice at a computed place of an enumeration, from 0.
    pub fn chosen(&mut self, of: EnumId, at: NodeId) -> Val {
        Val::Chosen(ChosenId(place(&mut self.chosen, (of, at))))
    }

    /// A redundancy scheme.
    pub fn redundancy(&mut self, scheme: Redundancy) -> Val {
        Val::Redundancy(RedundancyId(place(&mut self.redundancies, scheme)))
    }

    /// A list of these items.
    pub fn list(&mut self, items: impl IntoIterator<Item = Item>) -> Val {
        let id = ListId(self.bounds.len() as u32 - 1);
        self.items.extend(items);
        self.bounds.push(self.items.len() as u32);
        Val::List(id)
    }

    /// Whether two values are the same, as far as is known: two nodes only if they are one.
    #[must_use]
    pub fn same(&self, a: Val, b: Val) -> bool {
        match (a, b) {
            (Val::List(a), Val::List(b)) => {
                let (a, b) = (&self[a], &self[b]);
                let same = |(a, b): (&Item, &Item)| a.when == b.when && self.same(a.value, b.value);
                a.len() == b.len() && a.iter().zip(b).all(same)
            }
            (Val::Node(a), Val::Node(b)) => a == b,
            (Val::Element(a), Val::Element(b)) => a == b,
            (Val::Duration(a), Val::Duration(b)) => a == b,
            (Val::Text(a), Val::Text(b)) | (Val::Calendar(a), Val::Calendar(b)) => a == b,
            (Val::Choice(a), Val::Choice(b)) => a == b,
            (Val::Chosen(a), Val::Chosen(b)) => a == b,
            (Val::Redundancy(a), Val::Redundancy(b)) => a == b,
            (Val::Error, Val::Error)
            | (Val::None, Val::None)
            | (Val::False, Val::False)
            | (Val::True, Val::True) => true,
            _ => false,
        }
    }

    /// Adds the nodes that a value rests on.
    pub fn nodes(&self, v: Val, out: &mut Vec<NodeId>) {
        match v {
            Val::Node(n) => out.push(n),
            Val::Chosen(id) => out.push(self[id].1),
            Val::Duration(id) => {
                let Duration { months, days, work } = self[id];
                out.extend([months, days, work]);
            }
            Val::List(id) => {
                for item in &self[id] {
                    out.extend(item.when);
                    self.nodes(item.value, out);
                }
            }
            _ => {}
        }
    }
}

macro_rules! kept {
    ($($id:ident in $field:ident: $value:ty),* $(,)?) => {$(
        impl Index<$id> for Arena {
            type Output = $value;

            #[inline]
            fn index(&self, id: $id) -> &$value {
                &self.$field[id.index()]
            }
        }
    )*};
}

kept! {
    TextId in texts: SmolStr,
    DurationId in durations: Duration,
    ChoiceId in choices: (EnumId, u16),
    ChosenId in chosen: (EnumId, NodeId),
    RedundancyId in redundancies: Redundancy,
}

impl Index<ListId> for Arena {
    type Output = [Item];

    #[inline]
    fn index(&self, id: ListId) -> &[Item] {
        let (from, to) = (self.bounds[id.index()], self.bounds[id.index() + 1]);
        &self.items[from as usize..to as usize]
    }
}
