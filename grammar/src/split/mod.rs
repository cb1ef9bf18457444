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

mod brackets;
mod lines;
mod mistakes;

use crate::error::SyntaxError;
use crate::source::{FileId, Span};
use crate::trivia::{TriviaItem, TriviaKind};
use crate::words::opens_operand;

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
    /// The head of a block that is reported already.
    BrokenOpen,
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

impl Piece {
    /// Whether a block begins with it.
    pub(crate) fn opens(self) -> bool {
        matches!(self.kind, PieceKind::Open | PieceKind::BrokenOpen)
    }
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
    /// `list`, `series`, `hours`: `<` behind it nests.
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
            b"hours" if self.at(end) == b'<' => Last::Generic,
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
    for (i, byte) in text.bytes().enumerate() {
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
