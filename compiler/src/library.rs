//! The standard library, embedded as text and as trees parsed when the compiler was built.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use sitec_grammar::ast::File;

/// One module of the library.
#[derive(Debug)]
pub struct Embedded {
    /// `power` for `std.power`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// Its tree, serialized.
    pub tree: &'static [u8],
    /// Modules whose names it uses.
    pub needs: &'static [u32],
}

include!(concat!(env!("OUT_DIR"), "/library.rs"));

impl Embedded {
    /// Its tree, with the module's place in [`MODULES`] as file id.
    #[must_use]
    pub fn file(&self) -> File {
        postcard::from_bytes(self.tree).unwrap_or_default()
    }
}

/// The number of the module that declares a name.
#[must_use]
pub fn module_of(name: &str) -> Option<usize> {
    // A large file asks for hundreds of thousands of names.
    static BY_NAME: LazyLock<FxHashMap<&str, usize>> =
        LazyLock::new(|| INDEX.iter().map(|(n, m)| (*n, *m as usize)).collect());
    BY_NAME.get(name).copied()
}

/// The number of the module `std.NAME`.
#[must_use]
pub fn module_named(name: &str) -> Option<usize> {
    MODULES.binary_search_by(|m| m.name.cmp(name)).ok()
}

/// All names that the library declares.
pub fn names<'n>() -> impl Iterator<Item = &'n str> {
    INDEX.iter().map(|(n, _)| *n)
}
