//! Text of `.site` files to syntax trees and back to places.
//!
//! In reading order: `split` cuts a file into statements, `pairs` matches each
//! of them with the grammar `site.pest`, `stmt`, `kinds`, `message`, `expr`,
//! `precedence`, `types` and `literal` build the tree ([`ast`]), `assemble` puts statements into their blocks,
//! `explain` words what is wrong
//! and `salvage` keeps what is certain of it. [`parse()`] runs them all.
//!
//! The crate knows nothing of units, kinds or attributes, and never fails on
//! any text: see [`Parse`].

extern crate alloc;

mod assemble;
pub mod ast;
mod error;
mod explain;
mod expr;
mod generate;
mod kinds;
mod literal;
mod message;
mod pairs;
mod parse;
mod precedence;
mod print;
mod salvage;
pub mod source;
mod split;
mod stmt;
mod tokens;
mod trivia;
mod types;
mod words;

pub use error::SyntaxError;
pub use expr::MAX_HEIGHT;
pub use generate::{Seeded, generate};
pub use parse::{Parse, parse, parse_bytes, parse_expr, parse_on, parse_override};
pub use print::{print, print_expr};
pub use source::{FileId, LineIndex, SourceMap, Span};
pub use split::MAX_NESTING;
pub use trivia::{Trivia, TriviaItem, TriviaKind};
