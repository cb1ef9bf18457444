//! Cuts a file into statements, before anything is parsed.
//!
//! In: text. Out: [`Piece`]s in order of position (statements, openings and
//! closings of blocks), comments, and the mistakes that show at this level:
//! brackets, texts and comments without an end, nesting. It runs at several
//! hundred megabytes a second and never recurses, so it is also where depth is
//! limited for everything behind it.
//!
//! A forgotten brace is found by layout. A file whose braces match is taken as
//! it stands, however it is indented, but for one rule: in a block whose first
//! line is indented, a line that begins in column 0 with a letter is outside.
//! If braces do not match, the file is cut once more and indentation decides
//! where each block should have ended ([`Layout::Trusted`]); that reading is
//! kept if the file is indented well enough for it to explain the mistakes.
//!
//! **Invariants.** Pieces do not overlap and are in order; every `Open` has
//! its `Close`; bracket and block depth of any piece is at most [`MAX_NESTING`].

use crate::error::SyntaxError;
use crate::source::{FileId, Span};
use crate::trivia::{TriviaItem, TriviaKind};
use crate::words::{continues_in_bracket, is_clause_word, opens_operand};

/// How deep braces, brackets, parentheses and the words that nest may be, together.
pub const MAX_NESTING: usize = 64;

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// A statement without a block.
    Leaf,
    /// A statement up to and with the brace that opens its block.
    Open,
    /// The closing brace, or an empty range where it should have been.
    Close,
    /// What follows a closing brace on its line: `when COND`.
    Tail,
    /// A statement that is reported already.
    Broken,
}

/// A range of text to be parsed on its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub kind: PieceKind,
    pub start: u32,
    pub end: u32,
    /// Documentation lines in front of it: a range of [`Pieces::docs`].
    pub docs: (u32, u32),
}

/// The result of cutting.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    pub pieces: Vec<Piece>,
    pub trivia: Vec<TriviaItem>,
    /// `///` lines, from the slashes to the end of the line.
    pub docs: Vec<(u32, u32)>,
    /// `//!` lines.
    pub file_docs: Vec<(u32, u32)>,
    pub errors: Vec<SyntaxError>,
}

/// How far indentation is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Only column 0 counts.
    Braces,
    /// Every line's indentation counts.
    Trusted,
}

/// Cuts `text`.
pub(crate) fn split(file: FileId, text: &str) -> Pieces {
    let mut plain = Splitter::new(file, text, Layout::Braces);
    plain.run();
    if plain.brace_errors == 0 {
        return plain.out;
    }
    let mut trusted = Splitter::new(file, text, Layout::Trusted);
    trusted.run();
    if trusted.brace_errors <= 4 + trusted.blocks / 4 {
        trusted.out
    } else {
        plain.out
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// A brace around statements.
    Block,
    /// A brace around points or choices.
    Curve,
    Paren,
    Square,
}

impl Bracket {
    fn close(self) -> char {
        match self {
            Bracket::Block | Bracket::Curve => '}',
            Bracket::Paren => ')',
            Bracket::Square => ']',
        }
    }
}

#[derive(Debug)]
struct Opened {
    bracket: Bracket,
    at: usize,
    /// Where its statement begins.
    stmt: usize,
    /// Column of the line in which its statement begins.
    indent: usize,
    /// Start of the line of the bracket.
    line: usize,
    /// Column of the first line inside, of a block.
    first_inner: Option<usize>,
    /// Nesting words open in the segment around it.
    outer_words: usize,
}

/// What the last token of the statement was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Operand,
    Operator,
    /// `linear`, `enum`: a brace behind it is part of the statement.
    Brace,
    /// `list`, `series`: `<` behind it nests.
    Generic,
}

struct Splitter<'t> {
    file: FileId,
    text: &'t str,
    bytes: &'t [u8],
    layout: Layout,
    out: Pieces,
    pos: usize,
    /// Start of the current line.
    line: usize,
    /// No token or comment seen on the current line yet.
    line_empty: bool,
    blank_run: Option<usize>,
    stack: Vec<Opened>,
    /// Number of brackets on the stack that are not blocks.
    inner: usize,
    depth: usize,
    words: usize,
    stmt: Option<usize>,
    stmt_end: usize,
    stmt_indent: usize,
    stmt_docs: (u32, u32),
    broken: bool,
    tail: bool,
    last: Last,
    pending_docs: usize,
    /// Beyond the depth limit: the stack height at which pieces are made again.
    muted: Option<usize>,
    /// A statement followed by a deeper line, with its column: perhaps its `{` is missing.
    headless: Option<(usize, usize, usize)>,
    last_leaf: Option<(usize, usize, usize)>,
    last_closed: Option<usize>,
    brace_errors: usize,
    blocks: usize,
}

impl<'t> Splitter<'t> {
    fn new(file: FileId, text: &'t str, layout: Layout) -> Self {
        let mut out = Pieces::default();
        out.pieces.reserve(text.len() / 28);
        Splitter {
            file,
            text,
            bytes: text.as_bytes(),
            layout,
            out,
            pos: if text.starts_with('\u{feff}') { 3 } else { 0 },
            line: 0,
            line_empty: true,
            blank_run: None,
            stack: Vec::new(),
            inner: 0,
            depth: 0,
            words: 0,
            stmt: None,
            stmt_end: 0,
            stmt_indent: 0,
            stmt_docs: (0, 0),
            broken: false,
            tail: false,
            last: Last::Nothing,
            pending_docs: 0,
            muted: None,
            headless: None,
            last_leaf: None,
            last_closed: None,
            brace_errors: 0,
            blocks: 0,
        }
    }

    fn at(&self, pos: usize) -> u8 {
        self.bytes.get(pos).copied().unwrap_or(0)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.pos) {
            match byte {
                b' ' | b'\t' | b'\r' => self.pos += 1,
                b'\n' => self.newline(),
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
                b'0'..=b'9' => self.digits(),
                b'"' => self.quoted(),
                b'/' if self.at(self.pos + 1) == b'/' => self.comment(),
                b'/' if self.at(self.pos + 1) == b'*' => self.block_comment(),
                b'(' => self.open(Bracket::Paren),
                b'[' => self.open(Bracket::Square),
                b'{' => self.brace(),
                b')' => self.close_inner(Bracket::Paren),
                b']' => self.close_inner(Bracket::Square),
                b'}' => self.close_brace(),
                b';' => self.semicolon(),
                b',' => {
                    self.depth = self.depth.saturating_sub(self.words);
                    self.words = 0;
                    self.token(1, Last::Operator);
                }
                b'%' => self.token(1, Last::Operand),
                b'<' if self.last == Last::Generic => {
                    self.begin();
                    self.nest_word();
                    self.token(1, Last::Operator);
                }
                0x80.. => {
                    let width = self.text.get(self.pos..).and_then(|t| t.chars().next());
                    self.token(width.map_or(1, char::len_utf8), Last::Operand);
                }
                _ => self.token(1, Last::Operator),
            }
        }
        self.end_of_file();
    }

    // ---- tokens ------------------------------------------------------------

    /// Takes `len` bytes as part of the statement.
    fn token(&mut self, len: usize, last: Last) {
        self.begin();
        self.pos += len;
        self.stmt_end = self.pos;
        self.last = last;
    }

    /// Notes that something stands on this line, and begins a statement if none is in progress.
    fn begin(&mut self) {
        let fresh = self.line_empty;
        self.line_empty = false;
        if let Some(start) = self.blank_run.take() {
            self.out.trivia.push(TriviaItem {
                kind: TriviaKind::BlankLines,
                span: Span::new(self.file, start, self.line),
            });
        }
        if self.stmt.is_some() {
            return;
        }
        let column = self.pos - self.line;
        if fresh {
            self.lay_out(column);
        }
        self.stmt = Some(self.pos);
        self.stmt_indent = if fresh { column } else { self.indent_of_line() };
        self.stmt_docs = (self.pending_docs as u32, self.out.docs.len() as u32);
        self.pending_docs = self.out.docs.len();
        self.broken = false;
        self.last = Last::Nothing;
    }

    fn indent_of_line(&self) -> usize {
        let line = self.bytes.get(self.line..).unwrap_or_default();
        line.iter()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count()
    }

    /// A statement begins on a line of its own: does its column say that blocks have ended?
    fn lay_out(&mut self, column: usize) {
        if self.at(self.pos).is_ascii_alphabetic() {
            while let Some(top) = self.stack.last() {
                let out = match self.layout {
                    Layout::Braces => column == 0 && top.first_inner.is_some_and(|c| c > 0),
                    Layout::Trusted => column <= top.indent && top.line != self.line,
                };
                if !out {
                    break;
                }
                self.unclosed_block();
                if self.layout == Layout::Braces {
                    // One mistake: the outer blocks are taken to end here too.
                    while !self.stack.is_empty() {
                        self.emit(PieceKind::Close, self.stmt_end, self.stmt_end, (0, 0));
                        self.pop();
                    }
                }
            }
        }
        if let Some((start, end, indent)) = self.last_leaf
            && column > indent
        {
            self.headless = Some((start, end, indent));
        }
        self.last_leaf = None;
        if let Some(top) = self.stack.last_mut() {
            top.first_inner.get_or_insert(column);
        }
    }

    fn word(&mut self) {
        let start = self.pos;
        let mut end = start + 1;
        while matches!(self.at(end), b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_') {
            end += 1;
        }
        self.begin();
        let word = self.bytes.get(start..end).unwrap_or_default();
        let last = match word {
            b"if" | b"where" => {
                self.nest_word();
                Last::Operator
            }
            b"linear" | b"enum" => Last::Brace,
            b"list" | b"series" => Last::Generic,
            _ if opens_operand(word) => Last::Operator,
            _ => Last::Operand,
        };
        self.token(end - start, last);
    }

    /// A word or sign that the grammar recurses on.
    fn nest_word(&mut self) {
        if self.depth >= MAX_NESTING {
            self.too_deep(self.pos, self.pos + 1, "expressions are");
        } else {
            self.words += 1;
            self.depth += 1;
        }
    }

    fn digits(&mut self) {
        let mut end = self.pos + 1;
        while matches!(self.at(end), b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_') {
            end += 1;
        }
        self.token(end - self.pos, Last::Operand);
    }

    fn quoted(&mut self) {
        let start = self.pos;
        let mut at = start + 1;
        loop {
            match self.bytes.get(at) {
                Some(b'"') => return self.token(at + 1 - start, Last::Operand),
                Some(b'\\') if !matches!(self.at(at + 1), b'\n' | 0) => {
                    let next = self.text.get(at + 1..).and_then(|t| t.chars().next());
                    at += 1 + next.map_or(1, char::len_utf8);
                }
                Some(b'\n') | None => break,
                Some(_) => at += 1,
            }
        }
        self.unclosed_text(start, at);
    }

    /// Text runs to the end of its line: report it, and save the braces it swallowed.
    fn unclosed_text(&mut self, start: usize, line_end: usize) {
        let own = |o: &&Opened| o.bracket == Bracket::Block && o.line == self.line;
        let opened_here = self.stack.iter().rev().filter(own).count();
        let swallowed = self.text.get(start..line_end).unwrap_or_default();
        let mut kept = swallowed.trim_end();
        if let (0, Some(header)) = (self.inner, kept.strip_suffix('{')) {
            kept = header.trim_end();
        }
        for _ in 0..opened_here {
            match kept.strip_suffix('}') {
                Some(rest) => kept = rest.trim_end(),
                None => break,
            }
        }
        let end = start + kept.len().max(1);
        self.begin();
        let error = SyntaxError::new(
            "E0003",
            "text is not closed",
            self.span(start, start + 1),
            "it begins here and has no closing quote on its line",
        )
        .help("close it with `\"`; inside text a quote is written `\\\"`")
        .fix(self.span(end, end), "\"");
        self.report_statement(error);
        self.token(end - start, Last::Operand);
        self.drop_inner();
    }

    fn comment(&mut self) {
        let start = self.pos;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let end = start + rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
        let kept = start
            + self
                .text
                .get(start..end)
                .unwrap_or_default()
                .trim_end()
                .len();
        let third = self.at(start + 2);
        let trailing = !self.line_empty;
        self.flush_blank();
        self.line_empty = false;
        if third == b'/' && self.at(start + 3) != b'/' && !trailing {
            self.out.docs.push((start as u32, kept as u32));
        } else if third == b'!' && self.out.pieces.is_empty() && self.stmt.is_none() {
            self.out.file_docs.push((start as u32, kept as u32));
        } else {
            let kind = if trailing {
                TriviaKind::TrailingComment
            } else {
                TriviaKind::Comment
            };
            self.out.trivia.push(TriviaItem {
                kind,
                span: Span::new(self.file, start, kept),
            });
        }
        self.pos = end;
    }

    fn flush_blank(&mut self) {
        if let Some(start) = self.blank_run.take() {
            let span = Span::new(self.file, start, self.line);
            self.out.trivia.push(TriviaItem {
                kind: TriviaKind::BlankLines,
                span,
            });
        }
    }

    fn block_comment(&mut self) {
        let start = self.pos;
        let rest = self.text.get(start..).unwrap_or_default();
        let line_end = rest.find('\n').unwrap_or(rest.len());
        let (end, message, label) = match rest.find("*/") {
            Some(stop) => (
                stop + 2,
                "`/* … */` is not a comment here",
                "a comment begins with `//`",
            ),
            None => (
                line_end,
                "comment is not closed",
                "and a comment begins with `//`, not with `/*`",
            ),
        };
        let error = SyntaxError::new("E0003", message, self.span(start, start + 2), label)
            .help("write `//` in front of each line of the comment");
        self.flush_blank();
        self.out.errors.push(error);
        self.pos = start + end;
        // The lines inside are gone; columns count from the line it ends in.
        if let Some(newline) = rest.get(..end).and_then(|t| t.rfind('\n')) {
            self.line = start + newline + 1;
        }
    }

    // ---- ends of lines and statements ----------------------------------------

    fn newline(&mut self) {
        if self.line_empty {
            self.blank_run.get_or_insert(self.line);
        }
        let next = self.pos + 1;
        if self.stmt.is_some() {
            if self.inner > 0 {
                self.newline_in_bracket(next);
            } else if !self.clause_follows(next) {
                self.finish();
            }
        }
        self.pos = next;
        self.line = next;
        self.line_empty = true;
    }

    /// Whether the next line that is neither empty nor a comment begins with a clause word.
    fn clause_follows(&self, from: usize) -> bool {
        let Some(word) = self.next_word(from) else {
            return false;
        };
        is_clause_word(word.0) && !self.is_assigned(word.1)
    }

    /// The word at the next meaningful place behind `from`, with its end.
    fn next_word(&self, from: usize) -> Option<(&'t [u8], usize)> {
        let mut at = from;
        loop {
            match self.at(at) {
                b' ' | b'\t' | b'\r' | b'\n' => at += 1,
                b'/' if self.at(at + 1) == b'/' => {
                    let rest = self.bytes.get(at..)?;
                    at += rest.iter().position(|&b| b == b'\n')?;
                }
                b'a'..=b'z' => break,
                _ => return None,
            }
        }
        let rest = self.bytes.get(at..)?;
        let len = rest
            .iter()
            .position(|b| !b.is_ascii_alphanumeric() && *b != b'_')
            .unwrap_or(rest.len());
        Some((rest.get(..len)?, at + len))
    }

    /// Whether `=`, `:`, `.` or a compound assignment stands behind a word.
    fn is_assigned(&self, end: usize) -> bool {
        let rest = self.bytes.get(end..).unwrap_or_default();
        let blanks = rest
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        match (self.at(end + blanks), self.at(end + blanks + 1)) {
            (b'=', second) => second != b'=',
            (b'+' | b'-' | b'*', second) => second == b'=',
            (b':', _) => true,
            (b'.', _) => blanks == 0,
            _ => false,
        }
    }

    /// In brackets a newline is a space, unless the next line can only be a new statement.
    fn newline_in_bracket(&mut self, next: usize) {
        let Some(top) = self.stack.last() else { return };
        let rest = self.bytes.get(next..).unwrap_or_default();
        let column = rest
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        let first = self.at(next + column);
        if !first.is_ascii_alphabetic() && first != b'_' {
            return;
        }
        let Some((word, end)) = self.next_word(next) else {
            return;
        };
        let new_statement = if top.bracket == Bracket::Curve {
            self.last == Last::Operand && self.is_assigned(end) && self.at_equals(end)
        } else {
            self.last == Last::Operand && !continues_in_bracket(word)
        };
        if new_statement {
            self.unclosed_inner(Some(next + column));
            self.finish();
        }
    }

    fn at_equals(&self, end: usize) -> bool {
        let rest = self
            .text
            .get(end..)
            .unwrap_or_default()
            .trim_start_matches([' ', '\t']);
        !rest.starts_with(':')
    }

    /// Ends the statement in progress.
    fn finish(&mut self) {
        let Some(start) = self.stmt.take() else {
            return;
        };
        let kind = match (self.broken, self.tail) {
            (true, _) => PieceKind::Broken,
            (false, true) => PieceKind::Tail,
            (false, false) => PieceKind::Leaf,
        };
        self.emit(kind, start, self.stmt_end, self.stmt_docs);
        self.last_leaf = Some((start, self.stmt_end, self.stmt_indent));
        self.tail = false;
        self.broken = false;
        self.depth = self.depth.saturating_sub(self.words);
        self.words = 0;
        self.last = Last::Nothing;
        // Documentation inside it is not that of the next one.
        self.pending_docs = self.out.docs.len();
    }

    fn emit(&mut self, kind: PieceKind, start: usize, end: usize, docs: (u32, u32)) {
        if self.muted.is_none() {
            let (start, end) = (start as u32, end as u32);
            self.out.pieces.push(Piece {
                kind,
                start,
                end,
                docs,
            });
        }
    }

    fn semicolon(&mut self) {
        if self.inner > 0 {
            let curve = self
                .stack
                .last()
                .is_some_and(|o| o.bracket == Bracket::Curve);
            if curve {
                return self.token(1, Last::Operator);
            }
            self.begin();
            self.unclosed_inner(None);
        }
        self.finish();
        self.line_empty = false;
        self.pos += 1;
    }

    // ---- brackets ------------------------------------------------------------

    fn open(&mut self, bracket: Bracket) {
        self.begin();
        self.push(bracket);
        self.token(1, Last::Operator);
    }

    fn push(&mut self, bracket: Bracket) {
        if self.depth >= MAX_NESTING {
            let what = if bracket == Bracket::Block {
                "blocks are"
            } else {
                "brackets are"
            };
            self.too_deep(self.pos, self.pos + 1, what);
        }
        self.depth += 1;
        self.stack.push(Opened {
            bracket,
            at: self.pos,
            stmt: self.stmt.unwrap_or(self.pos),
            indent: self.stmt_indent,
            line: self.line,
            first_inner: None,
            outer_words: self.words,
        });
        self.words = 0;
        if bracket != Bracket::Block {
            self.inner += 1;
        }
    }

    fn pop(&mut self) {
        let Some(top) = self.stack.pop() else { return };
        self.depth = self.depth.saturating_sub(1 + self.words);
        self.words = top.outer_words;
        if top.bracket != Bracket::Block {
            self.inner -= 1;
        }
        if self.muted.is_some_and(|height| self.stack.len() <= height) {
            self.muted = None;
        }
    }

    fn brace(&mut self) {
        let part = self.inner > 0 || matches!(self.last, Last::Operator | Last::Brace);
        // `list<T> {` and `T? {` end a type.
        let typed = self.inner == 0
            && self.pos > 0
            && self.stmt.is_some()
            && matches!(self.at(self.stmt_end.wrapping_sub(1)), b'>' | b'?');
        if part && self.stmt.is_some() && !typed {
            return self.open(Bracket::Curve);
        }
        self.begin();
        let start = self.stmt.unwrap_or(self.pos);
        let deep = self.depth >= MAX_NESTING;
        self.push(Bracket::Block);
        if let Some(top) = self.stack.last()
            && top.line == self.line
            && self.rest_of_line_is_empty(self.pos + 1)
        {
            self.blocks += 1;
        }
        self.pos += 1;
        self.stmt_end = self.pos;
        self.stmt = None;
        let kind = if deep {
            PieceKind::Broken
        } else {
            PieceKind::Open
        };
        if self.broken && !deep {
            // The header is reported already: keep the block, not the header.
            self.emit(PieceKind::Open, start, start, self.stmt_docs);
        } else {
            self.emit(kind, start, self.pos, self.stmt_docs);
        }
        if deep && self.muted.is_none() {
            self.muted = Some(self.stack.len() - 1);
        }
        self.broken = false;
        self.tail = false;
        self.last = Last::Nothing;
        self.last_leaf = None;
        self.headless = None;
    }

    fn rest_of_line_is_empty(&self, from: usize) -> bool {
        let rest = self.bytes.get(from..).unwrap_or_default();
        let mut rest = rest
            .iter()
            .skip_while(|b| matches!(b, b' ' | b'\t' | b'\r'));
        matches!(rest.next(), None | Some(b'\n' | b'/'))
    }

    fn close_inner(&mut self, bracket: Bracket) {
        self.begin();
        let own = self
            .stack
            .iter()
            .rev()
            .take_while(|o| o.bracket != Bracket::Block);
        let mut crossed = None;
        let mut found = false;
        for opened in own {
            if opened.bracket == bracket {
                found = true;
                break;
            }
            crossed = Some((opened.bracket, opened.at));
        }
        let sign = bracket.close();
        match (found, crossed) {
            (true, None) => self.pop(),
            (true, Some((inner, at))) => {
                let message = format!("`{}` is never closed", self.char_at(at));
                let error =
                    SyntaxError::new("E0001", message, self.span(at, at + 1), "opened here")
                        .also(
                            self.span(self.pos, self.pos + 1),
                            format!("`{sign}` closes a bracket around it"),
                        )
                        .help(format!("add `{}`", inner.close()));
                self.report_statement(error);
                while let Some(top) = self.stack.last() {
                    let done = top.bracket == bracket;
                    self.pop();
                    if done {
                        break;
                    }
                }
            }
            (false, _) => {
                let here = self.span(self.pos, self.pos + 1);
                let message = format!("this `{sign}` closes nothing");
                let error = SyntaxError::new(
                    "E0006",
                    message,
                    here,
                    "no bracket of its kind is open here",
                )
                .help("remove it, or open the bracket before it");
                self.report_statement(error);
            }
        }
        self.token(1, Last::Operand);
    }

    fn char_at(&self, at: usize) -> char {
        char::from(self.at(at))
    }

    fn close_brace(&mut self) {
        while let Some(top) = self.stack.last() {
            match top.bracket {
                Bracket::Curve => {
                    self.begin();
                    self.pop();
                    return self.token(1, Last::Operand);
                }
                Bracket::Paren | Bracket::Square => {
                    let at = top.at;
                    let mut own = self
                        .stack
                        .iter()
                        .rev()
                        .take_while(|o| o.bracket != Bracket::Block);
                    let in_curve = own.any(|o| o.bracket == Bracket::Curve);
                    self.begin();
                    if in_curve {
                        let message = format!("`{}` is never closed", self.char_at(at));
                        let error = SyntaxError::new(
                            "E0001",
                            message,
                            self.span(at, at + 1),
                            "opened here",
                        );
                        self.report_statement(error);
                        self.pop();
                    } else {
                        self.unclosed_inner(Some(self.pos));
                    }
                }
                Bracket::Block => break,
            }
        }
        self.finish();
        let column = self.pos - self.line;
        let fresh = self.line_empty;
        self.flush_blank();
        self.line_empty = false;
        self.pending_docs = self.out.docs.len();
        if self.layout == Layout::Trusted && fresh {
            while self
                .stack
                .last()
                .is_some_and(|top| column < top.indent && top.line != self.line)
            {
                self.unclosed_block();
            }
            if let Some((start, end, indent)) = self.headless
                && indent == column
                && self.stack.last().is_none_or(|top| top.indent < column)
            {
                return self.missing_open(start, end);
            }
            if self
                .stack
                .last()
                .is_some_and(|top| column > top.indent && top.line != self.line)
            {
                return self.stray();
            }
        }
        if self.layout == Layout::Braces && fresh && column == 0 && self.stack.len() > 1 {
            // It closes the outermost block, if that begins in column 0 and is indented.
            let outer = self.stack.first();
            if outer.is_some_and(|o| o.indent == 0 && o.first_inner.is_some_and(|c| c > 0)) {
                self.unclosed_block();
                while self.stack.len() > 1 {
                    self.emit(PieceKind::Close, self.stmt_end, self.stmt_end, (0, 0));
                    self.pop();
                }
            }
        }
        if self.stack.is_empty() {
            return self.stray();
        }
        self.stmt_end = self.pos + 1;
        self.emit(PieceKind::Close, self.pos, self.pos + 1, (0, 0));
        self.pop();
        self.last_closed = Some(self.pos);
        self.last_leaf = None;
        self.headless = None;
        self.pos += 1;
        self.behind_block();
    }

    /// What may follow a block on its line.
    fn behind_block(&mut self) {
        if let Some((word, end)) = self.next_word(self.pos)
            && word == b"when"
            && !self.is_assigned(end)
        {
            // Go there now, so that no newline in between ends anything.
            let start = end - word.len();
            while self.pos < start {
                match self.at(self.pos) {
                    b'\n' => {
                        self.pos += 1;
                        self.line = self.pos;
                        self.line_empty = true;
                    }
                    b'/' => self.comment(),
                    _ => self.pos += 1,
                }
            }
            self.tail = true;
            return;
        }
        let rest = self.bytes.get(self.pos..).unwrap_or_default();
        let blanks = rest
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t' | b'\r'))
            .count();
        let next = self.pos + blanks;
        let follows = !matches!(self.at(next), b'\n' | b';' | b'}' | 0)
            && !(self.at(next) == b'/' && matches!(self.at(next + 1), b'/' | b'*'));
        if follows && self.muted.is_none() {
            let width = self.bytes.get(next..).unwrap_or_default();
            let len = width
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric())
                .count()
                .max(1);
            let len = self
                .text
                .get(next..)
                .and_then(|t| t.chars().next())
                .map_or(len, |c| len.max(c.len_utf8()));
            let error = SyntaxError::new(
                "E0002",
                "a block must be the last thing of its statement",
                self.span(next, next + len),
                "the next statement needs a line of its own",
            )
            .help("begin a new line behind the brace, or put `;` between")
            .fix(self.span(self.pos, self.pos), ";");
            self.out.errors.push(error);
        }
    }

    // ---- mistakes --------------------------------------------------------------

    /// Reports a mistake of the statement in progress, only the first of it.
    fn report_statement(&mut self, error: SyntaxError) {
        if !self.broken && self.muted.is_none() {
            self.out.errors.push(error);
        }
        self.broken = true;
    }

    /// Forgets the brackets of the statement in progress.
    fn drop_inner(&mut self) {
        while self
            .stack
            .last()
            .is_some_and(|o| o.bracket != Bracket::Block)
        {
            self.pop();
        }
    }

    /// The first bracket of the statement is never closed.
    fn unclosed_inner(&mut self, next: Option<usize>) {
        let own = self
            .stack
            .iter()
            .rev()
            .take_while(|o| o.bracket != Bracket::Block);
        if let Some(opened) = own.last() {
            let (at, close) = (opened.at, opened.bracket.close());
            let message = format!("`{}` is never closed", self.char_at(at));
            let mut error =
                SyntaxError::new("E0001", message, self.span(at, at + 1), "opened here")
                    .help(format!("add `{close}`"));
            if let Some(next) = next {
                error = error.also(self.span(next, next + 1), "probably closed before this");
            }
            self.report_statement(error);
        }
        self.drop_inner();
    }

    /// The innermost block is never closed: reports it and takes it to end behind the last statement.
    fn unclosed_block(&mut self) {
        self.drop_inner();
        let Some(top) = self.stack.last() else { return };
        let name = self.text.get(top.stmt..top.at).unwrap_or_default();
        let words: Vec<&str> = name
            .split(|c: char| c.is_whitespace() || c == '(' || c == '[')
            .filter(|w| !w.is_empty())
            .take_while(|w| !w.starts_with('"'))
            .take(2)
            .collect();
        let message = if words.is_empty() {
            "block is never closed".to_owned()
        } else {
            format!("block of `{}` is never closed", words.join(" "))
        };
        let mut error = SyntaxError::new(
            "E0001",
            message,
            self.span(top.at, top.at + 1),
            "opened here",
        );
        if self.pos < self.bytes.len() {
            let rest = self.bytes.get(self.pos..).unwrap_or_default();
            let len = rest
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
                .count();
            error = error
                .also(
                    self.span(self.pos, self.pos + len.max(1)),
                    "probably closed before this",
                )
                .help("add `}` before this line");
        } else {
            error = error.help("add `}`");
        }
        if self.muted.is_none() {
            self.out.errors.push(error);
            self.brace_errors += 1;
        }
        let end = self.stmt_end;
        self.emit(PieceKind::Close, end, end, (0, 0));
        self.pop();
        self.last_closed = None;
        self.words = 0;
    }

    fn stray(&mut self) {
        let here = self.span(self.pos, self.pos + 1);
        let mut error = SyntaxError::new(
            "E0006",
            "this closing brace has no block",
            here,
            "nothing is open here",
        );
        if let Some(at) = self.last_closed {
            error = error.also(
                self.span(at, at + 1),
                "the last block is closed here already",
            );
        }
        self.out.errors.push(error.help("remove it"));
        self.brace_errors += 1;
        self.pos += 1;
        self.last_leaf = None;
    }

    fn missing_open(&mut self, start: usize, end: usize) {
        let header = self.text.get(start..end).unwrap_or_default();
        let header = header.lines().next().unwrap_or_default();
        let error = SyntaxError::new(
            "E0002",
            format!("expected `{{` after `{header}`"),
            self.span(end.saturating_sub(1).max(start), end),
            "a block follows, and nothing opens it",
        )
        .also(self.span(self.pos, self.pos + 1), "it is closed here")
        .fix(self.span(end, end), " {");
        self.out.errors.push(error);
        self.brace_errors += 1;
        self.headless = None;
        self.pos += 1;
        self.last_leaf = None;
    }

    fn too_deep(&mut self, start: usize, end: usize, what: &str) {
        let error = SyntaxError::new(
            "E0005",
            format!("{what} nested more than {MAX_NESTING} deep"),
            self.span(start, end),
            format!("level {}", MAX_NESTING + 1),
        )
        .help("name inner parts on their own: `let` for formulas, `template` for blocks");
        self.brace_errors += usize::from(self.inner == 0 && !self.broken && self.muted.is_none());
        self.report_statement(error);
    }

    fn end_of_file(&mut self) {
        if self.inner > 0 {
            self.unclosed_inner(None);
        }
        self.finish();
        while !self.stack.is_empty() {
            self.unclosed_block();
        }
    }
}

/// A bound on how deep `text` nests, for texts that do not come from [`split`].
///
/// Never less than what matching it recurses; words that nest are counted
/// wherever they stand.
pub(crate) fn nesting(text: &str) -> usize {
    let (mut depth, mut most, mut words) = (0_usize, 0, 0);
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((i, byte)) = bytes.next() {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                most = most.max(depth);
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'<' => words += 1,
            b'i' | b'w' => {
                let rest = text.get(i..).unwrap_or_default();
                if rest.starts_with("if") || rest.starts_with("where") {
                    words += 1;
                }
            }
            _ => {}
        }
    }
    most + words
}
