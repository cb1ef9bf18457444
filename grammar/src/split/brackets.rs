//! Brackets: what each of them opens and closes, and what may follow a block.

use crate::error::SyntaxError;

use super::{Bracket, Last, Layout, MAX_NESTING, Opened, PieceKind, Splitter};

impl Splitter<'_> {
    pub(super) fn open(&mut self, bracket: Bracket) {
        self.begin();
        self.push(bracket);
        self.token(1, Last::Operator);
    }

    pub(super) fn push(&mut self, bracket: Bracket) {
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

    pub(super) fn pop(&mut self) {
        let Some(top) = self.stack.pop() else { return };
        self.depth = self.depth.saturating_sub(1 + self.words);
        if top.bracket == Bracket::Block {
            // The statement that it belongs to ends with it.
            self.depth = self.depth.saturating_sub(top.outer_words);
            self.words = 0;
        } else {
            self.words = top.outer_words;
            self.inner -= 1;
        }
        if self.muted.is_some_and(|height| self.stack.len() <= height) {
            self.muted = None;
        }
    }

    pub(super) fn brace(&mut self) {
        let part = self.inner > 0 || matches!(self.last, Last::Operator | Last::Brace);
        // `list<T> {` and `T? {` end a type.
        let typed = self.inner == 0
            && self.pos > 0
            && self.stmt.is_some()
            && matches!(
                self.bytes.get(..self.stmt_end),
                Some([.., b'>'] | [.., 0..=b'>' | b'@'.., b'?'])
            );
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
        let kind = match (deep, self.broken) {
            (true, _) => PieceKind::Broken,
            (false, true) => PieceKind::BrokenOpen,
            (false, false) => PieceKind::Open,
        };
        self.emit(kind, start, self.pos, self.stmt_docs);
        if deep && self.muted.is_none() {
            self.muted = Some(self.stack.len() - 1);
        }
        self.broken = false;
        self.tail = false;
        self.last = Last::Nothing;
        self.last_leaf = None;
        self.headless = None;
    }

    pub(super) fn rest_of_line_is_empty(&self, from: usize) -> bool {
        let rest = self.bytes.get(from..).unwrap_or_default();
        let mut rest = rest
            .iter()
            .skip_while(|b| matches!(b, b' ' | b'\t' | b'\r'));
        matches!(rest.next(), None | Some(b'\n' | b'/'))
    }

    pub(super) fn close_inner(&mut self, bracket: Bracket) {
        self.begin();
        let own = self
            .stack
            .iter()
            .rev()
            .take_while(|o| o.bracket != Bracket::Block)
            .take(MAX_NESTING + 1);
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

    pub(super) fn char_at(&self, at: usize) -> char {
        char::from(self.at(at))
    }

    pub(super) fn close_brace(&mut self) {
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
                        .take_while(|o| o.bracket != Bracket::Block)
                        .take(MAX_NESTING + 1);
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
    pub(super) fn behind_block(&mut self) {
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
        let ends = matches!(
            (self.at(next), self.at(next + 1)),
            (b'\n' | b';' | b'}' | 0, _) | (b'/', b'/' | b'*')
        );
        if !ends && self.muted.is_none() {
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
}
