//! A statement without its block, as lines and cells.

use std::ops::Range;

use crate::marks::Marks;
use crate::spacing::apart;
use crate::token::{Kind, Token, spelled};
use crate::tree::is_assigned;

/// What neighbouring lines must have in common to be aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `target` | `= value` | `@cites`
    Attr,
    /// `line "Label"` | `= figure` | `when …`
    Row,
    /// `"Head"` | `= cell`
    Column,
    /// `needs` | `power` | `= amount` | `via …`
    Port,
    /// `hall cb1` | `{ … }`
    Element,
    /// Anything else: not aligned.
    Other,
}

/// A piece of a line that may be pushed to a column.
#[derive(Debug)]
pub(crate) struct Cell {
    /// Which of its form's columns it is.
    pub column: usize,
    /// Its text.
    pub text: String,
}

/// A line behind the first.
#[derive(Debug)]
pub(crate) struct More {
    /// Whether it belongs to a clause on a line of its own.
    pub hangs: bool,
    /// Brackets that were open before it, those of one line counted once.
    pub level: usize,
    /// Its text.
    pub text: String,
}

/// A statement without its block.
#[derive(Debug)]
pub(crate) struct Leaf {
    /// How it may be aligned.
    pub form: Form,
    /// The first line.
    pub cells: Vec<Cell>,
    /// Further lines.
    pub more: Vec<More>,
}

impl Leaf {
    /// Whether it takes one line only.
    pub(crate) fn is_flat(&self) -> bool {
        self.more.is_empty() && self.cells.iter().all(|c| !c.text.contains('\n'))
    }

    /// The first line without alignment.
    pub(crate) fn flat(&self) -> String {
        let texts: Vec<&str> = self.cells.iter().map(|c| c.text.as_str()).collect();
        texts.join(" ")
    }

    /// Adds text to the end of the last line.
    pub(crate) fn push(&mut self, text: &str) {
        match (self.more.last_mut(), self.cells.last_mut()) {
            (Some(last), _) => last.text.push_str(text),
            (None, Some(last)) => last.text.push_str(text),
            (None, None) => self.cells.push(Cell {
                column: 0,
                text: text.trim_start().to_owned(),
            }),
        }
    }
}

/// Lines of the tokens in `range`.
pub(crate) fn leaf(text: &str, tokens: &[Token], range: Range<usize>, marks: &Marks) -> Leaf {
    let own = tokens.get(range.clone()).unwrap_or_default();
    let (Some(first), Some(last)) = (own.first(), own.last()) else {
        return Leaf {
            form: Form::Other,
            cells: Vec::new(),
            more: Vec::new(),
        };
    };
    if marks.is_mistaken(first.start, last.end + 1) {
        let verbatim = text.get(first.start..last.end).unwrap_or_default();
        let verbatim = verbatim.replace('\r', "");
        return Leaf {
            form: Form::Other,
            cells: vec![Cell {
                column: 0,
                text: verbatim,
            }],
            more: Vec::new(),
        };
    }
    let form = form(text, tokens, range.clone());
    let mut lines = Lines {
        form,
        cells: Vec::new(),
        more: Vec::new(),
        line: 0,
        open: Vec::new(),
        hangs: false,
    };
    let mut behind_comment = false;
    for (at, token) in own.iter().enumerate().map(|(i, t)| (range.start + i, t)) {
        if at > range.start && (token.newlines > 0 || behind_comment) {
            lines.new_line(own, at - range.start);
        } else {
            let column = lines.column_of(text, tokens, range.start, at);
            let curve = lines.open.last().is_some_and(|o| o.1 == "{");
            let blank = apart(text, tokens, range.start, at, curve);
            let blanks = if token.kind == Kind::Comment {
                "  "
            } else {
                " "
            };
            lines.go_on(column, if blank { blanks } else { "" });
        }
        lines.write(&printed(text, token));
        match token.kind {
            Kind::Open => lines.open.push((lines.line, token.of(text))),
            Kind::Close => {
                lines.open.pop();
            }
            _ => {}
        }
        behind_comment = token.kind == Kind::Comment;
    }
    Leaf {
        form,
        cells: lines.cells,
        more: lines.more,
    }
}

/// A token as it is printed.
pub(crate) fn printed(text: &str, token: &Token) -> String {
    let own = token.of(text);
    match token.kind {
        Kind::Literal => spelled(own),
        Kind::Cite => own.split_whitespace().collect(),
        _ => own.to_owned(),
    }
}

fn form(text: &str, tokens: &[Token], range: Range<usize>) -> Form {
    let own = tokens.get(range.clone()).unwrap_or_default();
    let Some(first) = own.first() else {
        return Form::Other;
    };
    match first.kind {
        Kind::Text => return Form::Column,
        Kind::Word => {}
        _ => return Form::Other,
    }
    // A path, perhaps with indices, and an assignment.
    let mut depth = 0;
    for token in own.iter().skip(1) {
        let word = token.of(text);
        match token.kind {
            _ if depth > 0 && token.kind != Kind::Open && token.kind != Kind::Close => {}
            Kind::Open if word == "[" => depth += 1,
            Kind::Close => depth -= 1,
            Kind::Op if word == "." => {}
            Kind::Op if matches!(word, "=" | "+=" | "-=" | "*=") => return Form::Attr,
            Kind::Word if token.glued => {}
            _ => break,
        }
    }
    if is_assigned(text, tokens, range.start) {
        return Form::Other;
    }
    match first.of(text) {
        "line" | "years" | "balance" | "opening" | "evidence" => Form::Row,
        "gives" | "needs" | "conveys" => Form::Port,
        "use" | "kind" | "trait" | "template" | "fn" | "let" | "assume" | "scenario"
        | "require" | "warn" | "expect" | "check" | "identity" | "sourced" | "section"
        | "table" | "schedule" | "timeline" | "cite" | "unit" | "currency" | "quantity"
        | "resource" | "calendar" | "for" | "allow" | "excluded" | "header" => Form::Other,
        _ => Form::Element,
    }
}

struct Lines<'t> {
    form: Form,
    cells: Vec<Cell>,
    more: Vec<More>,
    /// Number of the line in progress.
    line: usize,
    /// Open brackets with the lines they stand in.
    open: Vec<(usize, &'t str)>,
    /// Whether the line in progress belongs to a clause on a line of its own.
    hangs: bool,
}

impl Lines<'_> {
    /// The column of a new cell that begins with this token, if one does.
    fn column_of(&self, text: &str, tokens: &[Token], start: usize, at: usize) -> Option<usize> {
        if self.line > 0 || !self.open.is_empty() {
            return None;
        }
        let Some(last) = self.cells.last().map(|c| c.column) else {
            return Some(0);
        };
        let token = tokens.get(at)?;
        let word = token.of(text);
        let assigns = token.kind == Kind::Op && matches!(word, "=" | "+=" | "-=" | "*=");
        let column = match self.form {
            Form::Attr if assigns => 1,
            Form::Attr if last == 1 && token.kind == Kind::Cite => 2,
            Form::Row | Form::Column if assigns => 1,
            Form::Row if token.kind == Kind::Word && word == "when" && last == 1 => 2,
            Form::Port if at == start + 1 => 1,
            Form::Port if assigns => 2,
            Form::Port if matches!(word, "via" | "when") && at > start + 1 => 3,
            _ => return None,
        };
        (column > last).then_some(column)
    }

    /// Goes on in the line, in a new cell if a column is given.
    fn go_on(&mut self, column: Option<usize>, blank: &str) {
        match column {
            Some(column) => self.cells.push(Cell {
                column,
                text: String::new(),
            }),
            None => self.write(blank),
        }
    }

    fn new_line(&mut self, own: &[Token], at: usize) {
        self.line += 1;
        let closing = own
            .iter()
            .skip(at)
            .take_while(|t| t.kind == Kind::Close)
            .count();
        let staying = self.open.len().saturating_sub(closing);
        let mut level = 0;
        let mut counted = None;
        for (line, _) in self.open.iter().take(staying) {
            if counted != Some(*line) {
                level += 1;
                counted = Some(*line);
            }
        }
        if self.open.is_empty() {
            self.hangs = true;
        }
        self.more.push(More {
            hangs: self.hangs,
            level,
            text: String::new(),
        });
    }

    fn write(&mut self, text: &str) {
        match (self.more.last_mut(), self.cells.last_mut()) {
            (Some(last), _) => last.text.push_str(text),
            (None, Some(last)) => last.text.push_str(text),
            (None, None) => self.cells.push(Cell {
                column: 0,
                text: text.to_owned(),
            }),
        }
    }
}
