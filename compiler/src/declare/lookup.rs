//! What a name means at the top of a module: its own, its imports', the library's.

use sitec_grammar::ast;
use sitec_grammar::source::Span;

use crate::diag::families::names as name_words;
use crate::package::*;
use crate::types::*;

impl Package<'_> {
    /// What a name means at the top of a module: its own names, then those of its imports, then the library's.
    #[must_use]
    pub fn lookup(&self, module: ModuleId, name: &str) -> Option<Declared> {
        if let Some(d) = self.names[module.index()].get(name) {
            return Some(*d);
        }
        let mut found = None;
        for import in &self.sources.modules[module.index()].imports {
            if let Some(d) = self.names[import.module.index()].get(name) {
                found = found.or(Some(*d));
            }
        }
        found.or_else(|| self.library.get(name).copied())
    }

    /// The imports of a module that give a name, with its qualified forms: more than one is ambiguous.
    #[must_use]
    pub fn givers(&self, module: ModuleId, name: &str) -> Vec<(String, Span)> {
        self.sources.modules[module.index()]
            .imports
            .iter()
            .filter(|i| {
                self.names[i.module.index()].contains_key(name)
                    || self.tops.get(i.module.index()).is_some_and(|&top| {
                        self.elements[top.index()].member(name).is_some()
                            || self.slot_of(top, name).is_some()
                    })
            })
            .map(|i| (format!("{}.{name}", i.alias), i.span))
            .collect()
    }

    /// What a dotted name means.
    #[must_use]
    pub fn lookup_path(&self, module: ModuleId, path: &ast::Path) -> Option<Declared> {
        match path.segments.as_slice() {
            [one] => self.lookup(module, &one.name),
            [first, second] => match self.aliases[module.index()].get(&first.name)? {
                Some(m) => self.names[m.index()].get(&second.name).copied(),
                None => None,
            },
            _ => None,
        }
    }

    /// Whether a path goes through an import that could not be read, which was told.
    #[must_use]
    pub fn is_broken(&self, module: ModuleId, path: &ast::Path) -> bool {
        path.segments.len() > 1
            && path
                .segments
                .first()
                .is_some_and(|f| self.aliases[module.index()].get(&f.name) == Some(&None))
    }

    /// Reports a bare name that several imports give; `true` if it did.
    pub(crate) fn tell_ambiguous(&mut self, module: ModuleId, path: &ast::Path) -> bool {
        let [one] = path.segments.as_slice() else {
            return false;
        };
        if self.names[module.index()].contains_key(&one.name) {
            return false;
        }
        let givers = self.givers(module, &one.name);
        if givers.len() < 2 {
            return false;
        }
        self.problems
            .push(name_words::ambiguous(&one.name, one.span, &givers));
        true
    }
}
