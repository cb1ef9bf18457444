//! Puts statements into the blocks they stand in.
//!
//! In: an item for each piece, in order. Out: the statements of the file. No
//! recursion: open blocks are on a stack.

use crate::ast::{Block, ExprKind, Law, Stmt, StmtKind};
use crate::error::SyntaxError;
use crate::parse::Item;
use crate::source::{FileId, Span};
use crate::split::Piece;
use crate::stmt::Built;

/// A block whose end is not reached yet.
struct Pending {
    header: Stmt,
    open: u32,
    stmts: Vec<Stmt>,
    laws: Vec<Law>,
    columns: Vec<(crate::ast::Text, crate::ast::Expr)>,
}

/// What a block can hold besides statements.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Stmts,
    Laws,
    Columns,
}

impl Pending {
    fn holds(&self) -> Holds {
        match self.header.kind {
            StmtKind::Resource(_) => Holds::Laws,
            StmtKind::Table(_) => Holds::Columns,
            _ => Holds::Stmts,
        }
    }
}

/// Builds the tree.
pub(crate) fn assemble(
    file: FileId,
    work: &[Piece],
    parts: Vec<Vec<Item>>,
    errors: &mut Vec<SyntaxError>,
) -> Vec<Stmt> {
    let mut top = Vec::new();
    let mut stack: Vec<Pending> = Vec::new();
    for (piece, item) in work.iter().zip(parts.into_iter().flatten()) {
        let span = Span {
            file,
            start: piece.start,
            end: piece.end,
        };
        let (docs, built) = match item {
            Item::Close => {
                if let Some(done) = stack.pop() {
                    let stmt = closed(done, span);
                    stack
                        .last_mut()
                        .map_or(&mut top, |p| &mut p.stmts)
                        .push(stmt);
                }
                continue;
            }
            Item::When(when) => {
                let last = stack
                    .last_mut()
                    .map_or(&mut top, |p| &mut p.stmts)
                    .last_mut();
                let behind = last.as_ref().map(|s| s.span);
                match last.map(|s| (&mut s.kind, &mut s.span)) {
                    Some((StmtKind::Port(port), whole)) => {
                        port.when = Some(when);
                        whole.end = span.end;
                    }
                    Some((StmtKind::Table(table), whole)) => {
                        table.when = Some(when);
                        whole.end = span.end;
                    }
                    Some((StmtKind::Error, _)) => {}
                    _ => {
                        let mut error = SyntaxError::new(
                            "E0002",
                            "`when` cannot follow this block",
                            span,
                            "only a port or a table may have a condition here",
                        );
                        if let Some(behind) = behind {
                            error = error.also(
                                Span {
                                    start: behind.end - 1,
                                    ..behind
                                },
                                "the block ends here",
                            );
                        }
                        errors.push(error);
                    }
                }
                continue;
            }
            Item::Error { docs } => (docs, Built::Stmt(StmtKind::Error)),
            Item::Built { docs, built } => (docs, built),
        };
        let holds = stack.last().map_or(Holds::Stmts, Pending::holds);
        let kind = match (built, holds) {
            (Built::Law(mut law), Holds::Laws) => {
                law.docs = docs;
                if let Some(parent) = stack.last_mut() {
                    parent.laws.push(*law);
                }
                continue;
            }
            (Built::Stmt(StmtKind::Attr(attr)), Holds::Laws) => {
                match (attr.target.into_iter().next(), attr.value.expr.kind) {
                    (Some(step), ExprKind::Name(code)) => {
                        let span = attr.value.expr.span;
                        let code = crate::ast::Ident { name: code, span };
                        let law = Law {
                            docs,
                            name: step.name,
                            code,
                            message: None,
                            help: None,
                        };
                        if let Some(parent) = stack.last_mut() {
                            parent.laws.push(law);
                        }
                    }
                    (_, ExprKind::Error) => {}
                    _ => errors.push(
                        SyntaxError::new(
                            "E0002",
                            "a law of a resource is `name = CODE \"message\"`",
                            span,
                            "not a law",
                        )
                        .help("for example `short = P002 \"{load} gets too little\"`"),
                    ),
                }
                continue;
            }
            (Built::Column(head, cell), Holds::Columns) => {
                if let Some(parent) = stack.last_mut() {
                    parent.columns.push((head, *cell));
                }
                continue;
            }
            (Built::Law(_), _) => {
                errors.push(
                    SyntaxError::new(
                        "E0002",
                        "nothing can follow this value",
                        span,
                        "text behind a value",
                    )
                    .help("only a law of a resource has a message; a remark is a comment: `// …`"),
                );
                StmtKind::Error
            }
            (Built::Column(..), _) => {
                errors.push(
                    SyntaxError::new(
                        "E0002",
                        "a column stands in a table",
                        span,
                        "there is no table around it",
                    )
                    .help("a figure of a section is `line \"Label\" = …`"),
                );
                StmtKind::Error
            }
            (Built::Stmt(StmtKind::Error), Holds::Laws | Holds::Columns) => continue,
            (Built::Stmt(kind), Holds::Stmts) => kind,
            (Built::Stmt(_), holds) => {
                let what = if holds == Holds::Laws {
                    "laws: `name = CODE \"message\"`"
                } else {
                    "columns: `\"Head\" = …`"
                };
                errors.push(SyntaxError::new(
                    "E0002",
                    format!("here stand only {what}"),
                    span,
                    "something else",
                ));
                if !piece.opens() {
                    continue;
                }
                StmtKind::Error
            }
        };
        let stmt = Stmt { docs, span, kind };
        if piece.opens() {
            stack.push(Pending {
                header: stmt,
                open: piece.end.saturating_sub(1),
                stmts: Vec::new(),
                laws: Vec::new(),
                columns: Vec::new(),
            });
        } else {
            stack
                .last_mut()
                .map_or(&mut top, |p| &mut p.stmts)
                .push(stmt);
        }
    }
    // The splitter closes every block.
    while let Some(done) = stack.pop() {
        let span = done.header.span;
        let stmt = closed(done, span);
        stack
            .last_mut()
            .map_or(&mut top, |p| &mut p.stmts)
            .push(stmt);
    }
    top
}

/// A statement with its block.
fn closed(done: Pending, close: Span) -> Stmt {
    let Pending {
        mut header,
        open,
        stmts,
        laws,
        columns,
    } = done;
    header.span.end = header.span.end.max(close.end);
    let block = Block {
        stmts,
        span: Span {
            start: open,
            end: header.span.end,
            ..close
        },
    };
    match &mut header.kind {
        StmtKind::Element(element) => element.body = Some(block),
        StmtKind::Kind(kind) => kind.body = block,
        StmtKind::Trait(part) => part.body = block,
        StmtKind::Template(template) => template.body = block,
        StmtKind::Scenario(scenario) => scenario.body = block,
        StmtKind::Section(section) => section.body = block,
        StmtKind::Calendar(calendar) => calendar.body = block,
        StmtKind::For(repeat) => repeat.body = block,
        StmtKind::Cite(cite) => cite.body = Some(block),
        StmtKind::Port(port) => port.props = block.stmts,
        StmtKind::Resource(resource) => resource.laws = laws,
        StmtKind::Table(table) => table.columns = columns,
        // Its header is not understood: without it, what stands inside has no meaning.
        _ => header.kind = StmtKind::Error,
    }
    header
}
