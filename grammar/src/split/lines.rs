//! Lines: where statements end, what indentation says, comments and empty lines.

use crate::error::SyntaxError;
use crate::source::Span;
use crate::trivia::{TriviaItem, TriviaKind};
use crate::words::{continues_in_bracket, is_clause_word};

use super::{Bracket, Last, Layout, PieceKind, Splitter};

impl<'t> Splitter<'t> {
    /// A statement begins on a line of its own: does its column say that blocks have ended?
    pub(super) fn lay_out(&mut self, column: usize) {
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

    pub(super) fn indent_of_line(&self) -> usize {
        let line = self.bytes.get(self.line..).unwrap_or_default();
        line.iter()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count()
    }

    pub(super) fn comment(&mut self) {
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

    pub(super) fn flush_blank(&mut self) {
        if let Some(start) = self.blank_run.take() {
            let span = Span::new(self.file, start, self.line);
            self.out.trivia.push(TriviaItem {
                kind: TriviaKind::BlankLines,
                span,
            });
        }
    }

    pub(super) fn block_comment(&mut self) {
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

    pub(super) fn newline(&mut self) {
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
    pub(super) fn clause_follows(&self, from: usize) -> bool {
        let Some(word) = self.next_word(from) else {
            return false;
        };
        is_clause_word(word.0) && !self.is_assigned(word.1)
    }

    /// The word at the next meaningful place behind `from`, with its end.
    pub(super) fn next_word(&self, from: usize) -> Option<(&'t [u8], usize)> {
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
    pub(super) fn is_assigned(&self, end: usize) -> bool {
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

    pub(super) fn at_equals(&self, end: usize) -> bool {
        let rest = self
            .text
            .get(end..)
            .unwrap_or_default()
            .trim_start_matches([' ', '\t']);
        !rest.starts_with(':')
    }

    /// In brackets a newline is a space, unless the next line can only be a new statement.
    pub(super) fn newline_in_bracket(&mut self, next: usize) {
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

    /// Ends the statement in progress.
    pub(super) fn finish(&mut self) {
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

    pub(super) fn semicolon(&mut self) {
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
}
