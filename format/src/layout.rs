//! Statements and blocks to text: indentation, alignment, one line or several.

use crate::leaf::{Cell, Form, Leaf, leaf};
use crate::marks::Marks;
use crate::token::Token;
use crate::tree::{Block, Item, Stmt, is_clause};

/// No line is made longer than this; lines that the author wrote longer stay.
const WIDTH: usize = 100;

/// The text of a whole file.
pub(crate) fn print(text: &str, tokens: &[Token], items: &[Item], marks: &Marks) -> String {
    let mut printer = Printer {
        text,
        tokens,
        marks,
        out: String::with_capacity(text.len() + text.len() / 8),
    };
    printer.items(items, 0);
    printer.out
}

/// A line of a block, or the first of several.
struct Row<'t> {
    /// An empty line goes before it.
    blank: bool,
    leaf: Leaf,
    /// Its block, if that takes lines of its own, with what stands behind it.
    block: Option<(&'t Block, String)>,
    /// Whether it is a comment and nothing else.
    is_comment: bool,
    comment: Option<&'t str>,
    /// Columns at which its cells begin, from the indentation.
    starts: Vec<usize>,
    /// Column of the comment, if it is aligned.
    comment_at: usize,
}

impl Row<'_> {
    /// Columns of the first line.
    fn width(&self) -> usize {
        match (self.starts.last(), self.leaf.cells.last()) {
            (Some(start), Some(cell)) => start + width(&cell.text),
            _ => 0,
        }
    }

    fn place_of(&self, column: usize) -> Option<usize> {
        self.leaf.cells.iter().position(|c| c.column == column)
    }

    fn can_align(&self) -> bool {
        self.block.is_none() && self.leaf.cells.iter().all(|c| !c.text.contains('\n'))
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

struct Printer<'t> {
    text: &'t str,
    tokens: &'t [Token],
    marks: &'t Marks,
    out: String,
}

impl<'t> Printer<'t> {
    fn items(&mut self, items: &'t [Item], indent: usize) {
        let mut rows: Vec<Row<'t>> = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            let row = match item {
                Item::Comment(at) => self.comment_row(*at),
                Item::Stmt(stmt) => {
                    let next = items.iter().skip(i + 1).find_map(|item| match item {
                        Item::Stmt(next) => Some(next.head.start),
                        Item::Comment(_) => None,
                    });
                    // Without `;` the next statement would be read as a clause of this one.
                    let ends = next.is_some_and(|at| is_clause(self.text, self.tokens, at));
                    self.row(stmt, indent, if ends { ";" } else { "" })
                }
            };
            rows.push(row);
        }
        if let Some(first) = rows.first_mut() {
            first.blank = false;
        }
        align_cells(&mut rows, indent);
        align_comments(&mut rows, indent);
        for row in rows {
            self.emit(row, indent);
        }
    }

    fn comment_row(&self, at: usize) -> Row<'t> {
        let token = self.tokens.get(at);
        let text = token.map_or("", |t| t.of(self.text)).to_owned();
        let leaf = Leaf {
            form: Form::Other,
            cells: vec![Cell { column: 0, text }],
            more: Vec::new(),
        };
        Row {
            blank: token.is_some_and(|t| t.newlines > 1),
            leaf,
            block: None,
            is_comment: true,
            comment: None,
            starts: vec![0],
            comment_at: 0,
        }
    }

    fn row(&self, stmt: &'t Stmt, indent: usize, end: &str) -> Row<'t> {
        let mut head = leaf(self.text, self.tokens, stmt.head.clone(), self.marks);
        let mut block = None;
        if let Some(body) = &stmt.block {
            let tail = leaf(self.text, self.tokens, stmt.tail.clone(), self.marks);
            let flat = self
                .flat_block(body)
                .filter(|_| head.is_flat() && tail.is_flat());
            let tail_text = tail_text(&tail);
            let fits = |f: &String| {
                indent + width(&head.flat()) + 1 + width(f) + width(&tail_text) <= WIDTH
            };
            match flat.filter(fits) {
                Some(flat) => {
                    let behind = format!("{flat}{tail_text}{end}");
                    if head.form == Form::Element {
                        head.cells.push(Cell {
                            column: 1,
                            text: behind,
                        });
                    } else {
                        head.push(&format!(" {behind}"));
                    }
                }
                None => {
                    head.push(" {");
                    block = Some((body, format!("{tail_text}{end}")));
                }
            }
        } else {
            if head.form == Form::Element {
                head.form = Form::Other;
            }
            head.push(end);
        }
        let mut starts = Vec::with_capacity(head.cells.len());
        let mut at = 0;
        for cell in &head.cells {
            // Sources stand a little apart from the value.
            let gap = usize::from(head.form == Form::Attr && cell.column == 2);
            starts.push(at + gap);
            at += gap + width(&cell.text) + 1;
        }
        let first = self.tokens.get(stmt.head.start);
        Row {
            blank: first.is_some_and(|t| t.newlines > 1),
            leaf: head,
            block,
            is_comment: false,
            comment: stmt
                .comment
                .and_then(|c| self.tokens.get(c))
                .map(|t| t.of(self.text)),
            starts,
            comment_at: 0,
        }
    }

    /// A block on one line, if it was written so.
    fn flat_block(&self, block: &Block) -> Option<String> {
        if block.items.is_empty() && block.comment.is_none() {
            return Some("{}".to_owned());
        }
        if !block.one_line {
            return None;
        }
        let mut parts = Vec::with_capacity(block.items.len());
        for item in &block.items {
            let Item::Stmt(stmt) = item else { return None };
            let mut part = leaf(self.text, self.tokens, stmt.head.clone(), self.marks).flat();
            if let Some(inner) = &stmt.block {
                let tail = leaf(self.text, self.tokens, stmt.tail.clone(), self.marks);
                let gap = if part.is_empty() { "" } else { " " };
                part = format!("{part}{gap}{}{}", self.flat_block(inner)?, tail_text(&tail));
            }
            parts.push(part);
        }
        Some(format!("{{ {} }}", parts.join("; ")))
    }

    fn emit(&mut self, row: Row<'t>, indent: usize) {
        if row.blank {
            self.out.push('\n');
        }
        self.blanks(indent);
        let mut at = 0;
        for (cell, start) in row.leaf.cells.iter().zip(&row.starts) {
            self.blanks(start.saturating_sub(at));
            self.out.push_str(&cell.text);
            at = start + width(&cell.text);
        }
        let hang = hang(&row);
        for more in &row.leaf.more {
            self.out.push('\n');
            self.blanks(indent + if more.hangs { hang } else { 0 } + 2 * more.level);
            self.out.push_str(&more.text);
        }
        if let Some((block, behind)) = &row.block {
            if let Some(comment) = block.comment.and_then(|c| self.tokens.get(c)) {
                self.out.push_str("  ");
                self.out.push_str(comment.of(self.text));
            }
            self.out.push('\n');
            self.items(&block.items, indent + 2);
            self.blanks(indent);
            self.out.push('}');
            self.out.push_str(behind);
        }
        if let Some(comment) = row.comment {
            self.blanks(row.comment_at.saturating_sub(row.width()).max(2));
            self.out.push_str(comment);
        }
        self.out.push('\n');
    }

    fn blanks(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
    }
}

/// What stands behind a block: `when …`, with comments before it on lines of their own.
fn tail_text(tail: &Leaf) -> String {
    if tail.cells.is_empty() {
        return String::new();
    }
    let mut text = format!(" {}", tail.flat());
    for more in &tail.more {
        text.push_str("\n    ");
        text.push_str(&more.text);
    }
    text
}

/// How far clauses on lines of their own hang in: to the value of an attribute, behind the first word of others.
fn hang(row: &Row<'_>) -> usize {
    let word = |text: &str| width(text.split(' ').next().unwrap_or_default());
    match (
        row.leaf.form,
        row.leaf.cells.as_slice(),
        row.starts.as_slice(),
    ) {
        (Form::Attr, [_, value, ..], [_, start, ..]) => start + word(&value.text) + 1,
        (Form::Column, ..) => 2,
        (_, [first, ..], _) => word(&first.text) + 1,
        _ => 2,
    }
}

/// Aligns the cells of neighbouring rows of one form. Comments between them do not part neighbours, empty lines do.
fn align_cells(rows: &mut [Row<'_>], indent: usize) {
    let mut run: Vec<usize> = Vec::new();
    for i in 0..=rows.len() {
        let Some(row) = rows.get(i) else {
            align_run(rows, &run, indent);
            break;
        };
        if row.is_comment && !row.blank {
            continue;
        }
        let fits = run
            .first()
            .and_then(|&f| rows.get(f))
            .is_none_or(|f| f.leaf.form == row.leaf.form);
        let alignable = row.leaf.form != Form::Other && row.can_align();
        if row.blank || !alignable || !fits {
            let done = std::mem::take(&mut run);
            let next = alignable.then_some(i);
            align_run(rows, &done, indent);
            run.extend(next);
        } else {
            run.push(i);
        }
    }
}

fn align_run(rows: &mut [Row<'_>], run: &[usize], indent: usize) {
    for column in 1..4 {
        let mut target = 0;
        for row in run.iter().filter_map(|&i| rows.get(i)) {
            if let Some(start) = row.place_of(column).and_then(|p| row.starts.get(p)) {
                target = target.max(*start);
            }
        }
        let mut shifts = Vec::with_capacity(run.len());
        let mut too_wide = false;
        for &i in run {
            let Some(row) = rows.get(i) else { continue };
            let Some(place) = row.place_of(column) else {
                continue;
            };
            let shift = target - row.starts.get(place).copied().unwrap_or(target);
            let wide = indent + row.width();
            too_wide |= wide <= WIDTH && wide + shift > WIDTH;
            shifts.push((i, place, shift));
        }
        // The signs of attributes stay below each other whatever is behind them.
        let always = matches!(
            rows.get(*run.first().unwrap_or(&0)).map(|r| r.leaf.form),
            Some(Form::Attr)
        ) && column == 1;
        if too_wide && !always {
            continue;
        }
        for (i, place, shift) in shifts {
            if let Some(row) = rows.get_mut(i) {
                for start in row.starts.iter_mut().skip(place) {
                    *start += shift;
                }
            }
        }
    }
}

/// Aligns comments behind neighbouring lines.
fn align_comments(rows: &mut [Row<'_>], indent: usize) {
    let takes_part =
        |row: &Row<'_>| row.comment.is_some() && row.block.is_none() && row.leaf.is_flat();
    let mut start = 0;
    while start < rows.len() {
        let rest = rows.get(start..).unwrap_or_default();
        let alike = |(i, row): &(usize, &Row<'_>)| takes_part(row) && (*i == 0 || !row.blank);
        let count = rest.iter().enumerate().take_while(alike).count();
        if let Some(run) = rows.get_mut(start..start + count) {
            let at = run.iter().map(Row::width).max().unwrap_or(0) + 2;
            let too_wide = run.iter().any(|row| {
                let long = row.comment.map_or(0, width);
                let own = indent + row.width() + 2 + long;
                own <= WIDTH && indent + at + long > WIDTH
            });
            for row in run.iter_mut().filter(|_| !too_wide) {
                row.comment_at = at;
            }
        }
        start += count.max(1);
    }
}
