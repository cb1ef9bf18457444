//! The elements of a package: making them, their attributes and parts by name, their words in messages,
//! and the order of their paths.

use sitec_grammar::ast::{self, AssignOp};
use sitec_grammar::source::Span;
use smol_str::SmolStr;

use crate::diag::families::{kinds as words, nearest, surely};
use crate::package::*;
use crate::types::*;

impl<'a> Package<'a> {
    pub(crate) fn push_element(&mut self, element: Element<'a>) -> ElementId {
        if self.by_kind.len() < self.kinds.len() {
            self.by_kind.resize(self.kinds.len(), Vec::new());
        }
        let id = ElementId(self.elements.len() as u32);
        self.elements.push(element);
        id
    }

    /// Where a path from outside may begin: the top of the file, then its roots.
    #[must_use]
    pub fn path_starts(&self, module: ModuleId) -> Vec<ElementId> {
        // Scenarios may stand in a file of their own: the roots of the package's root file are meant too.
        let own = self.tops[module.index()];
        let main = self.tops[0];
        let mut starts = vec![main];
        if own != main {
            starts.push(own);
        }
        for top in starts.clone() {
            for (_, m) in &self.elements[top.index()].members {
                if let Member::One(id) = m
                    && self.elements[id.index()].root == Some(*id)
                {
                    starts.push(*id);
                }
            }
        }
        starts
    }

    /// The slot of a name among an element's attributes, formulas and assumptions.
    #[must_use]
    pub fn slot_of(&self, element: ElementId, name: &str) -> Option<SlotId> {
        let e = &self.elements[element.index()];
        let kind_slots = e.kind.map_or(0, |k| self.kinds[k.index()].slots.len());
        if let Some(i) = e.assumes.iter().position(|s| s.name == name) {
            return Some(SlotId((kind_slots + i) as u32));
        }
        e.kind
            .and_then(|k| self.kinds[k.index()].index.get(name).copied())
    }

    /// The name that an attribute of an element has, where an old one of it is written: that is told (W0201).
    pub(crate) fn name_now(&mut self, element: ElementId, name: &ast::Ident) -> ast::Ident {
        match self.elements[element.index()].kind {
            Some(kind) if self.slot_of(element, &name.name).is_none() => {
                self.name_now_in(Class::Kind(kind), name)
            }
            _ => name.clone(),
        }
    }

    /// The same for an attribute of any element of a class.
    pub(crate) fn name_now_in(&mut self, class: Class, name: &ast::Ident) -> ast::Ident {
        let found = match class {
            Class::Kind(k) => {
                let kind = &self.kinds[k.index()];
                let mut renamed = kind.renamed.iter();
                renamed
                    .find(|(old, _)| old.name == name.name)
                    .map(|(old, slot)| {
                        let now = kind.slots[slot.index()].name.clone();
                        (kind.name.to_string(), now, old.span)
                    })
            }
            Class::Trait(t) => {
                let def = self.traits[t.index()].ast;
                def.body.stmts.iter().find_map(|s| match &s.kind {
                    ast::StmtKind::AttrDecl(a) => {
                        let old = a.was.as_ref().filter(|old| old.name == name.name)?;
                        Some((def.name.name.to_string(), a.name.name.clone(), old.span))
                    }
                    _ => None,
                })
            }
            Class::Any => None,
        };
        let Some((owner, now, declared)) = found else {
            return name.clone();
        };
        self.problems.push(words::old_name(
            &owner, &name.name, &now, name.span, declared,
        ));
        ast::Ident {
            name: now,
            span: name.span,
        }
    }

    /// The attribute of an element's kind that names a calendar: the first of that type.
    pub(crate) fn calendar_slot(&mut self, element: ElementId) -> Option<SlotId> {
        (0..self.slot_count(element) as u32).map(SlotId).find(|s| {
            matches!(self.slot(element, *s).decl, SlotDecl::Attr(_))
                && self.slot_type(element, *s).base == Base::Calendar
        })
    }

    /// A slot of an element.
    #[must_use]
    pub fn slot(&self, element: ElementId, slot: SlotId) -> &Slot<'a> {
        let e = &self.elements[element.index()];
        match e.kind.map(|k| &self.kinds[k.index()]) {
            Some(kind) if slot.index() < kind.slots.len() => &kind.slots[slot.index()],
            kind => &e.assumes[slot.index() - kind.map_or(0, |k| k.slots.len())],
        }
    }

    /// How many slots an element has.
    #[must_use]
    pub fn slot_count(&self, element: ElementId) -> usize {
        let e = &self.elements[element.index()];
        e.assumes.len() + e.kind.map_or(0, |k| self.kinds[k.index()].slots.len())
    }

    pub(crate) fn has_attribute(&self, element: ElementId, name: &str) -> bool {
        self.slot_of(element, name)
            .is_some_and(|s| self.slot(element, s).assignable())
    }

    /// The names that may be set on an element.
    #[must_use]
    pub fn attribute_names(&self, element: ElementId) -> Vec<SmolStr> {
        let e = &self.elements[element.index()];
        let own = e.kind.map_or(&[][..], |k| &self.kinds[k.index()].slots[..]);
        own.iter()
            .chain(&e.assumes)
            .filter(|s| s.assignable())
            .map(|s| s.name.clone())
            .collect()
    }

    /// Whether an element, or one around it, is marked `excluded`.
    #[must_use]
    pub fn is_excluded(&self, element: ElementId) -> bool {
        let mut here = Some(element);
        while let Some(id) = here {
            let e = &self.elements[id.index()];
            if e.excluded.is_some() {
                return true;
            }
            here = e.parent;
        }
        false
    }

    /// The name of an element's kind, or words for none.
    #[must_use]
    pub fn kind_name(&self, element: ElementId) -> SmolStr {
        match self.elements[element.index()].kind {
            Some(k) => self.kinds[k.index()].name.clone(),
            None => SmolStr::new_static("element"),
        }
    }

    /// "hall `cb1`"
    #[must_use]
    pub fn describe(&self, element: ElementId) -> String {
        if self.elements[element.index()].parent.is_none() {
            return "the file".to_owned();
        }
        format!("{} `{}`", self.kind_name(element), self.own_name(element))
    }

    /// `cb1`, `h[2]`
    #[must_use]
    pub fn own_name(&self, element: ElementId) -> String {
        let e = &self.elements[element.index()];
        e.number
            .map_or_else(|| e.name.to_string(), |n| format!("{}[{n}]", e.name))
    }

    /// The label with the number among repeated siblings, or the name.
    #[must_use]
    pub fn label(&self, element: ElementId) -> String {
        let e = &self.elements[element.index()];
        match (e.label, e.number) {
            (Some(l), Some(n)) => format!("{} {n}", l.value),
            (Some(l), None) => l.value.to_string(),
            (None, _) => self.own_name(element),
        }
    }

    /// `lake_mariner.cb1`
    #[must_use]
    pub fn path(&self, element: ElementId) -> String {
        let mut parts = Vec::new();
        let mut here = Some(element);
        while let Some(id) = here {
            let e = &self.elements[id.index()];
            if e.parent.is_some() {
                parts.push(self.own_name(id));
            }
            here = e.parent;
        }
        parts.reverse();
        parts.join(".")
    }

    /// The place inside `body` where a value was given, before values are settled.
    pub(crate) fn given_in(&self, element: ElementId, slot: SlotId, body: Span) -> Option<Span> {
        let given = &self.elements[element.index()].given;
        let (_, there) = given.iter().find(|(s, _)| *s == slot)?;
        let at = there.span;
        (at.file == body.file && body.start <= at.start && at.end <= body.end).then_some(at)
    }

    pub(crate) fn give(&mut self, element: ElementId, name: &ast::Ident, mut given: Given<'a>) {
        let name = &self.name_now(element, name);
        let Some(slot) = self.slot_of(element, &name.name) else {
            if let Some(k) = self.elements[element.index()].kind {
                let kind = &self.kinds[k.index()];
                let known = kind
                    .slots
                    .iter()
                    .filter(|s| s.assignable())
                    .map(|s| s.name.as_str());
                let near = nearest(&name.name, known.clone());
                let meant = surely(&name.name, &near).and_then(|n| kind.index.get(n).copied());
                let d = words::unknown_attribute(
                    &kind.name,
                    &name.name,
                    name.span,
                    known,
                    Some(kind.span),
                );
                self.problems.push(d);
                // What is surely meant is given, or much that lacks it would be told as well. What is given by its right name
                // stands, before it or behind it: a path gives way to the element's own text.
                let list = &mut self.elements[element.index()].given;
                if let Some(slot) = meant
                    && matches!(given.by, GivenBy::Element)
                    && given.op == AssignOp::Set
                    && !list.iter().any(|(s, _)| *s == slot)
                {
                    given.by = GivenBy::Path;
                    list.push((slot, given));
                }
            }
            return;
        };
        let declared = self.slot(element, slot);
        if !declared.assignable() {
            let d = words::computed(
                &self.kind_name(element),
                &name.name,
                name.span,
                declared.span,
            );
            self.problems.push(d);
            return;
        }
        let list = &mut self.elements[element.index()].given;
        if let Some(there) = list.iter_mut().find(|(s, _)| *s == slot) {
            let old = &mut there.1;
            let own = |by| matches!(by, GivenBy::Element | GivenBy::Bracket);
            if own(old.by) && own(given.by) && given.op == AssignOp::Set {
                let d = words::given_twice(&name.name, old.span, name.span);
                self.problems.push(d);
                return;
            }
            if given.op == AssignOp::Set {
                *old = given;
            } else {
                given.previous = Some(Box::new(old.clone()));
                *old = given;
            }
            return;
        }
        list.push((slot, given));
    }

    /// Orders what was collected, and numbers the values.
    pub(crate) fn settle(&mut self) {
        let mut count = 0u32;
        for i in 0..self.elements.len() {
            let slots = self.slot_count(ElementId(i as u32)) as u32;
            let e = &mut self.elements[i];
            e.given.sort_by_key(|(s, _)| *s);
            e.first_value = count;
            count += slots;
        }
        self.value_count = count;
        self.order();
        let rank = &self.rank;
        for list in &mut self.by_kind {
            list.sort_by_key(|id| rank[id.index()]);
        }
    }

    /// The place of each element in the order of paths: by name, then by number, parents first.
    pub(crate) fn order(&mut self) {
        let mut children: Vec<Vec<u32>> = vec![Vec::new(); self.elements.len()];
        let mut tops = Vec::new();
        for (i, e) in self.elements.iter().enumerate() {
            match e.parent {
                Some(p) => children[p.index()].push(i as u32),
                None => tops.push(i as u32),
            }
        }
        let key = |i: &u32| {
            let e = &self.elements[*i as usize];
            (e.name.clone(), e.number.unwrap_or(0))
        };
        // Modules come in the order of their paths, the library's last.
        let module_key = |i: &u32| {
            let m = &self.sources.modules[self.elements[*i as usize].module.index()];
            (m.library, m.path.clone())
        };
        tops.sort_by_cached_key(module_key);
        let mut rank = vec![0u32; self.elements.len()];
        let mut next = 0;
        let mut visited = Vec::with_capacity(rank.len());
        let mut stack: Vec<u32> = tops.into_iter().rev().collect();
        while let Some(i) = stack.pop() {
            rank[i as usize] = next;
            next += 1;
            let list = &mut children[i as usize];
            list.sort_by_cached_key(key);
            stack.extend(list.iter().rev());
            visited.push(i);
        }
        let mut end: Vec<u32> = rank.iter().map(|r| r + 1).collect();
        for &i in visited.iter().rev() {
            if let Some(p) = self.elements[i as usize].parent {
                end[p.index()] = end[p.index()].max(end[i as usize]);
            }
        }
        self.rank = rank;
        self.rank_end = end;
    }
}
