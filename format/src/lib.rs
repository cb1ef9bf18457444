//! Formats .site text: the same tokens and comments in the one canonical layout.
//!
//! In reading order: `marks` asks the parser where types and mistakes are, `token` cuts the text, `tree` puts
//! tokens into statements and blocks, `spacing` says which tokens stand apart, `leaf` makes lines of a statement,
//! `layout` indents, aligns and breaks.
//!
//! The style:
//! - two spaces a block; a block that was written on one line stays there if the line fits into 100 columns;
//! - `200 MW` with a space, `$9M/MW` without; digits as the author wrote them;
//! - one space around operators, none in types (`Money/Power`) and powers of names (`x^2`);
//! - in neighbouring lines of one form, `=`, `@cites`, `via`, `{` and comments stand below each other;
//! - line breaks inside brackets are the author's; clauses on lines of their own hang below their statement;
//! - at most one empty line, none at the ends of a block.
//!
//! Statements that the parser does not understand are printed as they are.
//!
//! **Invariants.** Formatting changes blanks and line ends, adds or removes `;` between statements, and nothing else: the
//! syntax tree, the numbers' spelling and all comments stay. Formatting what is formatted changes nothing.

mod layout;
mod leaf;
mod marks;
mod spacing;
mod token;
mod tree;

#[cfg(test)]
mod tests;

use sitec_grammar::{FileId, parse};

/// Formatted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formatted {
    /// The text, ended by a newline unless empty.
    pub text: String,
    /// Whether the text has syntax errors; what they touch is printed as it was.
    pub broken: bool,
}

/// How often a text with mistakes is laid out again at most until nothing changes.
const PASSES: usize = 4;

/// Formats a file. Never fails: a text whose brackets or quotes do not match comes back as it was.
///
/// ```
/// let formatted = sitec_format::format("hall h {power=200MW}");
/// assert_eq!(formatted.text, "hall h { power = 200 MW }\n");
/// ```
#[must_use]
pub fn format(text: &str) -> Formatted {
    let unchanged = || Formatted {
        text: text.to_owned(),
        broken: true,
    };
    let Some(mut out) = lay_out(text) else {
        return unchanged();
    };
    if !out.broken {
        return out;
    }
    // Where a mistake reaches to may depend on the lines around it: it is laid out until it stays, or left alone.
    for _ in 0..PASSES {
        match lay_out(&out.text) {
            Some(next) if next.text == out.text => return out,
            Some(next) => out.text = next.text,
            None => break,
        }
    }
    unchanged()
}

/// One pass; nothing if brackets or quotes do not match.
fn lay_out(text: &str) -> Option<Formatted> {
    let parsed = parse(FileId(0), text);
    let marks = marks::Marks::of(&parsed);
    let tokens = token::lex(text, &marks)?;
    let items = tree::build(text, &tokens)?;
    Some(Formatted {
        text: layout::print(text, &tokens, &items, &marks),
        broken: marks.has_mistakes(),
    })
}
