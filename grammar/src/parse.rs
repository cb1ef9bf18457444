//! From text to syntax tree: split, match each statement, assemble blocks.
//!
//! The matching of statements is spread over threads for large files. The work
//! of a statement depends on nothing but its own text, and results are joined in
//! order, so the outcome does not depend on the number of threads.
//!
//! **Invariants.** Total: any text gives a tree, a list of errors and trivia,
//! all with places inside the text. Every broken statement has at least one
//! error. Recursion: `split` and the assembly have none; matching and building
//! recurse by brackets and by `if`/`where` ([`crate::MAX_NESTING`]); building
//! also by chains of operators ([`crate::MAX_HEIGHT`]). Blocks add nothing to
//! these, as each statement is matched on its own; a tree is at most
//! `MAX_NESTING` blocks and `MAX_HEIGHT` expressions high, so that dropping and
//! walking it fits into an ordinary stack of 2 MB.

use smol_str::SmolStr;

use crate::assemble::assemble;
use crate::ast::{Attr, Expr, File, StmtKind};
use crate::error::SyntaxError;
use crate::explain::explain;
use crate::expr::Builder;
use crate::pairs::{Kids, Node, Rule, matched};
use crate::salvage::{repaired, salvaged};
use crate::source::{FileId, Span};
use crate::split::{MAX_NESTING, Piece, PieceKind, Pieces, nesting, split};
use crate::stmt::Built;
use crate::trivia::{Trivia, TriviaItem, TriviaKind};
use crate::types::joined;

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parse {
    /// The tree; broken statements are [`StmtKind::Error`].
    pub file: File,
    /// Comments and empty lines.
    pub trivia: Trivia,
    /// Mistakes, in order of their primary label.
    pub errors: Vec<SyntaxError>,
}

/// Below this many bytes one thread does all.
const ONE_THREAD: usize = 256 * 1024;

/// Parses a file. Never fails: see [`Parse`].
///
/// Files above 256 kB are parsed by as many threads as there are processors
/// (at most 16); the result is the same.
#[must_use]
pub fn parse(file: FileId, text: &str) -> Parse {
    let threads = if text.len() < ONE_THREAD {
        1
    } else {
        std::thread::available_parallelism()
            .map_or(1, usize::from)
            .min(16)
    };
    parse_on(file, text, threads)
}

/// [`parse`] on a given number of threads.
#[must_use]
pub fn parse_on(file: FileId, text: &str, threads: usize) -> Parse {
    if text.len() > u32::MAX as usize {
        let at = Span::new(file, 0, 0);
        let error = SyntaxError::new(
            "E0002",
            "a file of more than 4 GB",
            at,
            "too long to be read",
        );
        return Parse {
            errors: vec![error],
            ..Parse::default()
        };
    }
    let mut pieces = split(file, text);
    let work = std::mem::take(&mut pieces.pieces);
    let read = read_all(file, text, &pieces, &work, threads.max(1));

    let mut errors = std::mem::take(&mut pieces.errors);
    let mut used = vec![false; pieces.docs.len()];
    let mut built = Vec::with_capacity(read.len());
    for part in read {
        errors.extend(part.errors);
        for (start, end) in part.used_docs {
            if let Some(range) = used.get_mut(start as usize..end as usize) {
                range.fill(true);
            }
        }
        built.push(part.built);
    }
    let stmts = assemble(file, &work, built, &mut errors);
    let line = |&(s, e): &(u32, u32)| text.get(s as usize..e as usize).unwrap_or_default();
    let docs = match pieces.file_docs.is_empty() {
        true => None,
        false => Some(joined(pieces.file_docs.iter().map(line))),
    };
    errors.sort_by_key(|e| e.primary().start);
    let trivia = trivia(file, pieces, &used);
    Parse {
        file: File { docs, stmts },
        trivia,
        errors,
    }
}

/// Parses bytes. What is not UTF-8 is an error with its place, and read as `?`.
#[must_use]
pub fn parse_bytes(file: FileId, bytes: &[u8]) -> Parse {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return parse(file, text);
    }
    let mut text = String::with_capacity(bytes.len());
    let mut bad: Vec<(usize, usize)> = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let start = text.len();
        for _ in chunk.invalid() {
            text.push('?');
        }
        match bad.last_mut() {
            Some(last) if last.1 == start => last.1 = text.len(),
            _ if text.len() > start => bad.push((start, text.len())),
            _ => {}
        }
    }
    let mut parse = parse(file, &text);
    // A statement that fails only for the `?` in it is one mistake, not two.
    parse.errors.retain(|e| {
        let (start, end) = (e.primary().start as usize, e.primary().end as usize);
        let near = bad.get(bad.partition_point(|b| b.1 < start));
        e.code != "E0002" || near.is_none_or(|b| b.0 > end)
    });
    for (start, end) in bad {
        let at = Span::new(file, start, end);
        let message = format!("the file is not UTF-8 at byte {start}");
        let error = SyntaxError::new("E0002", message, at, "not text");
        parse.errors.push(error.help("save the file as UTF-8"));
    }
    parse.errors.sort_by_key(|e| e.primary().start);
    parse
}

/// Parses one expression that stands alone and begins at `base_offset` in `file`.
///
/// # Errors
/// All mistakes in it.
pub fn parse_expr(file: FileId, text: &str, base_offset: usize) -> Result<Expr, Vec<SyntaxError>> {
    let whole = Span::new(file, base_offset, base_offset + text.len());
    let mut nodes = alone(Rule::whole_expr, file, text, base_offset)?;
    let mut builder = Builder::new(file, text, base_offset, &[]);
    let expr = builder.expr(&mut Kids::top(&nodes));
    nodes.clear();
    match expr {
        Some(expr) if builder.errors.is_empty() => Ok(expr),
        _ => Err(or_unreadable(builder.errors, whole)),
    }
}

/// Parses `PATH = EXPR` (also `+=`, `-=`, `*=`), as given on a command line.
///
/// # Errors
/// All mistakes in it.
pub fn parse_override(file: FileId, text: &str) -> Result<Attr, Vec<SyntaxError>> {
    let whole = Span::new(file, 0, text.len());
    let nodes = alone(Rule::overriding, file, text, 0)?;
    let mut builder = Builder::new(file, text, 0, &[]);
    match builder.statement(&nodes) {
        Some(Built::Stmt(StmtKind::Attr(attr))) if builder.errors.is_empty() => Ok(*attr),
        _ => Err(or_unreadable(builder.errors, whole)),
    }
}

fn or_unreadable(mut errors: Vec<SyntaxError>, whole: Span) -> Vec<SyntaxError> {
    if errors.is_empty() {
        errors.push(SyntaxError::new(
            "E0002",
            "this is not understood",
            whole,
            "neither a value nor a formula",
        ));
    }
    errors
}

/// Matches a text that is no part of a file.
fn alone(rule: Rule, file: FileId, text: &str, base: usize) -> Result<Vec<Node>, Vec<SyntaxError>> {
    if nesting(text) > MAX_NESTING {
        let at = Span::new(file, base, base + text.len());
        return Err(vec![SyntaxError::new(
            "E0005",
            format!("brackets are nested more than {MAX_NESTING} deep"),
            at,
            "here",
        )]);
    }
    let mut nodes = Vec::new();
    match matched(rule, text, base, &mut nodes) {
        Ok(()) => Ok(nodes),
        Err(at) => Err(vec![explain(file, text, base, at, PieceKind::Leaf)]),
    }
}

/// What one piece was read as.
#[derive(Debug)]
pub(crate) enum Item {
    Built {
        docs: Option<SmolStr>,
        built: Built,
    },
    /// `when COND` behind a block.
    When(Expr),
    /// Not understood and reported.
    Error {
        docs: Option<SmolStr>,
    },
    /// A closing brace.
    Close,
}

/// What one thread has read: an item for each of its pieces.
struct Part {
    built: Vec<Item>,
    errors: Vec<SyntaxError>,
    used_docs: Vec<(u32, u32)>,
}

fn read_all(
    file: FileId,
    text: &str,
    pieces: &Pieces,
    work: &[Piece],
    threads: usize,
) -> Vec<Part> {
    if threads == 1 || work.len() < 2 * threads {
        return vec![read(file, text, pieces, work)];
    }
    // More chunks than threads, so that uneven ones even out.
    let chunks: Vec<&[Piece]> = work
        .chunks(work.len().div_ceil(threads * 4).max(1))
        .collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut parts: Vec<(usize, Part)> = std::thread::scope(|scope| {
        let run = || {
            let mut own = Vec::new();
            loop {
                let i = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(chunk) = chunks.get(i) else {
                    return own;
                };
                own.push((i, read(file, text, pieces, chunk)));
            }
        };
        let handles: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let mut all = run();
        for handle in handles {
            match handle.join() {
                Ok(own) => all.extend(own),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    parts.sort_by_key(|(i, _)| *i);
    parts.into_iter().map(|(_, part)| part).collect()
}

/// Reads pieces one after another.
fn read(file: FileId, text: &str, pieces: &Pieces, work: &[Piece]) -> Part {
    let mut builder = Builder::new(file, text, 0, &pieces.docs);
    let mut built = Vec::with_capacity(work.len());
    let mut nodes = Vec::with_capacity(64);
    for piece in work {
        built.push(read_piece(&mut builder, *piece, &mut nodes));
    }
    Part {
        built,
        errors: builder.errors,
        used_docs: builder.used_docs,
    }
}

fn read_piece(builder: &mut Builder<'_>, piece: Piece, nodes: &mut Vec<Node>) -> Item {
    if piece.kind == PieceKind::Close {
        return Item::Close;
    }
    let (start, end) = (piece.start as usize, piece.end as usize);
    let slice = builder.between(start, end);
    let docs = builder.docs_of(piece.docs);
    if matches!(piece.kind, PieceKind::Broken | PieceKind::BrokenOpen) {
        return match salvaged(builder, slice, start, piece.opens(), nodes) {
            Some(built) => Item::Built { docs, built },
            None => Item::Error { docs },
        };
    }
    let rule = if piece.kind == PieceKind::Tail {
        Rule::tail
    } else {
        Rule::statement
    };
    let before = builder.errors.len();
    match matched(rule, slice, start, nodes) {
        Ok(()) if piece.kind == PieceKind::Tail => {
            return match builder.when(&mut Kids::top(nodes)) {
                Some(when) => Item::When(when),
                None => Item::Error { docs },
            };
        }
        Ok(()) => {
            if let Some(built) = builder.statement(nodes) {
                return Item::Built { docs, built };
            }
        }
        Err(at) => {
            if let Some((built, warning)) = repaired(builder, slice, start, nodes) {
                builder.errors.push(warning);
                return Item::Built { docs, built };
            }
            builder
                .errors
                .push(explain(builder.file, slice, start, at, piece.kind));
            if piece.kind != PieceKind::Tail
                && let Some(built) = salvaged(builder, slice, start, piece.opens(), nodes)
            {
                return Item::Built { docs, built };
            }
        }
    }
    if builder.errors.len() == before {
        let at = Span::new(builder.file, start, end);
        builder.errors.push(SyntaxError::new(
            "E0002",
            "this is not understood",
            at,
            "this statement",
        ));
    }
    Item::Error { docs }
}

/// Comments, empty lines, and documentation that belongs to nothing.
fn trivia(file: FileId, pieces: Pieces, used: &[bool]) -> Trivia {
    let mut items = pieces.trivia;
    let sorted = items.len();
    for (&(start, end), used) in pieces.docs.iter().zip(used) {
        if !used {
            let span = Span { file, start, end };
            items.push(TriviaItem {
                kind: TriviaKind::Comment,
                span,
            });
        }
    }
    if items.len() > sorted {
        items.sort_by_key(|i| i.span.start);
    }
    Trivia { items }
}
