//! Tokens to statements and blocks.
//!
//! The rules are those by which the parser cuts a file: a statement ends at a line end outside brackets, at `;`, or
//! before the brace that closes its block; a line that begins with a clause word goes on with the statement before it.

use std::ops::Range;

use sitec_grammar::MAX_NESTING;

use crate::token::{Kind, Token};

/// Something in a block.
#[derive(Debug)]
pub(crate) enum Item {
    /// A comment with its line for itself: the index of its token.
    Comment(usize),
    /// A statement.
    Stmt(Stmt),
}

/// A statement as ranges of tokens.
#[derive(Debug, Default)]
pub(crate) struct Stmt {
    /// All up to its block, or to its end. Comments between its lines are in it.
    pub head: Range<usize>,
    /// Its block.
    pub block: Option<Block>,
    /// `when …` behind the block.
    pub tail: Range<usize>,
    /// A comment behind it on its last line.
    pub comment: Option<usize>,
}

/// What stands between two braces.
#[derive(Debug)]
pub(crate) struct Block {
    /// A comment behind the opening brace.
    pub comment: Option<usize>,
    /// What is in it.
    pub items: Vec<Item>,
    /// Whether it was written on one line, without comments.
    pub one_line: bool,
}

/// The items of a whole file; nothing if brackets do not match or are nested too deep.
pub(crate) fn build(text: &str, tokens: &[Token]) -> Option<Vec<Item>> {
    check_brackets(text, tokens)?;
    let mut builder = Builder {
        text,
        tokens,
        at: 0,
    };
    let items = builder.items();
    (builder.at == tokens.len()).then_some(items)
}

fn check_brackets(text: &str, tokens: &[Token]) -> Option<()> {
    let mut open = Vec::new();
    for token in tokens {
        match token.kind {
            Kind::Open => open.push(token.of(text)),
            Kind::Close => match (open.pop()?, token.of(text)) {
                ("(", ")") | ("[", "]") | ("{", "}") => {}
                _ => return None,
            },
            _ => {}
        }
        if open.len() > MAX_NESTING {
            return None;
        }
    }
    open.is_empty().then_some(())
}

/// Words that, at the start of a line, go on with the statement before it.
fn is_clause_word(word: &str) -> bool {
    matches!(
        word,
        "error" | "warning" | "help" | "within" | "via" | "when" | "at"
    )
}

/// Words behind which an operand must follow.
pub(crate) fn opens_operand(word: &str) -> bool {
    matches!(
        word,
        "and" | "or" | "not" | "in" | "if" | "then" | "else" | "for" | "where" | "all"
    )
}

/// Whether a statement or line that begins with this token reads as a clause of the statement before it.
pub(crate) fn is_clause(text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(token) = tokens.get(at) else {
        return false;
    };
    token.kind == Kind::Word && is_clause_word(token.of(text)) && !is_assigned(text, tokens, at)
}

/// Whether the word is a name after all, since `=`, `:` or `.` follows.
pub(crate) fn is_assigned(text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(next) = tokens.get(at + 1).filter(|t| t.newlines == 0) else {
        return false;
    };
    match next.of(text) {
        "=" | "+=" | "-=" | "*=" | ":" => true,
        "." => next.glued,
        _ => false,
    }
}

struct Builder<'t> {
    text: &'t str,
    tokens: &'t [Token],
    at: usize,
}

impl Builder<'_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|t| t.kind)
    }

    fn newlines(&self, at: usize) -> u8 {
        self.tokens.get(at).map_or(0, |t| t.newlines)
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.of(self.text))
    }

    /// Items up to the brace that closes the block, or to the end.
    fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        while let Some(kind) = self.kind(self.at) {
            match kind {
                Kind::Close => break,
                Kind::Semicolon => self.at += 1,
                Kind::Comment => {
                    match items.last_mut() {
                        Some(Item::Stmt(stmt)) if self.newlines(self.at) == 0 => {
                            stmt.comment = Some(self.at)
                        }
                        _ => items.push(Item::Comment(self.at)),
                    }
                    self.at += 1;
                }
                _ => {
                    let stmt = self.statement();
                    items.push(Item::Stmt(stmt));
                }
            }
        }
        items
    }

    fn statement(&mut self) -> Stmt {
        let start = self.at;
        let opens = self.clauses();
        let mut stmt = Stmt {
            head: start..self.at,
            ..Stmt::default()
        };
        if !opens {
            return stmt;
        }
        stmt.block = Some(self.block());
        stmt.tail = self.at..self.at;
        let next = self.next_meaningful(self.at);
        if self.word(next) == "when" && is_clause(self.text, self.tokens, next) {
            let start = self.at;
            self.at = next;
            // With a block of its own it is a statement that happens to begin with the word.
            match self.clauses() {
                true => self.at = start,
                false => stmt.tail = start..self.at,
            }
        }
        stmt
    }

    /// Goes behind the statement in progress; true if it stops before the brace of its block.
    fn clauses(&mut self) -> bool {
        let start = self.at;
        let mut depth = 0usize;
        while let Some(kind) = self.kind(self.at) {
            if depth == 0 && self.at > start && self.ends_here() {
                return false;
            }
            match kind {
                Kind::Close if depth == 0 => return false,
                Kind::Close => depth -= 1,
                Kind::Open if self.word(self.at) == "{" && !self.is_part(depth, start) => {
                    return true;
                }
                Kind::Open => depth += 1,
                _ => {}
            }
            self.at += 1;
        }
        false
    }

    /// Whether the statement ends before this token, which is outside brackets.
    fn ends_here(&self) -> bool {
        match self.kind(self.at) {
            Some(Kind::Semicolon) => true,
            kind if kind == Some(Kind::Comment) || self.newlines(self.at) > 0 => {
                !is_clause(self.text, self.tokens, self.next_meaningful(self.at))
            }
            _ => false,
        }
    }

    /// Whether a brace is part of a statement (a curve, the choices of an `enum`) and not its block.
    fn is_part(&self, depth: usize, start: usize) -> bool {
        if depth > 0 {
            return true;
        }
        if self.at == start {
            return false;
        }
        let before = self.tokens.get(start..self.at).unwrap_or_default();
        let Some(last) = before.iter().rev().find(|t| t.kind != Kind::Comment) else {
            return false;
        };
        let word = last.of(self.text);
        match last.kind {
            // `list<T> {` and `T? {` end a type.
            Kind::Op => !word.ends_with(['>', '?', '%']),
            Kind::Comma | Kind::Open => true,
            Kind::Word => opens_operand(word) || matches!(word, "linear" | "enum"),
            _ => false,
        }
    }

    fn next_meaningful(&self, from: usize) -> usize {
        let rest = self.tokens.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|t| t.kind == Kind::Comment).count()
    }

    /// From the opening brace to behind the closing one.
    fn block(&mut self) -> Block {
        let open = self.at;
        self.at += 1;
        let mut comment = None;
        if self.kind(self.at) == Some(Kind::Comment) && self.newlines(self.at) == 0 {
            comment = Some(self.at);
            self.at += 1;
        }
        let items = self.items();
        let inside = self.tokens.get(open + 1..=self.at).unwrap_or_default();
        let one_line = inside
            .iter()
            .all(|t| t.newlines == 0 && t.kind != Kind::Comment);
        self.at += 1;
        Block {
            comment,
            items,
            one_line,
        }
    }
}
