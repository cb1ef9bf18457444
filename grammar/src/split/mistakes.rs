//! What is wrong with brackets and texts, and how cutting goes on behind it.

use crate::error::SyntaxError;

use super::{Bracket, Last, MAX_NESTING, Opened, PieceKind, Splitter};

impl Splitter<'_> {
    /// Reports a mistake of the statement in progress, only the first of it.
    pub(super) fn report_statement(&mut self, error: SyntaxError) {
        if !self.broken && self.muted.is_none() {
            self.out.errors.push(error);
        }
        self.broken = true;
    }

    /// Forgets the brackets of the statement in progress.
    pub(super) fn drop_inner(&mut self) {
        while self
            .stack
            .last()
            .is_some_and(|o| o.bracket != Bracket::Block)
        {
            self.pop();
        }
    }

    /// The first bracket of the statement is never closed.
    pub(super) fn unclosed_inner(&mut self, next: Option<usize>) {
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
    pub(super) fn unclosed_block(&mut self) {
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

    /// Text runs to the end of its line: report it, and save the braces it swallowed.
    pub(super) fn unclosed_text(&mut self, start: usize, line_end: usize) {
        let own = |o: &&Opened| o.bracket == Bracket::Block && o.line == self.line;
        let opened_here = self
            .stack
            .iter()
            .rev()
            .take(MAX_NESTING + 1)
            .filter(own)
            .count();
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

    pub(super) fn stray(&mut self) {
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

    pub(super) fn missing_open(&mut self, start: usize, end: usize) {
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
        // What stands inside belongs to it, and not to the block around. A value has no block.
        let head = self.out.pieces.iter_mut().rev();
        let head = head
            .take_while(|p| p.start as usize >= start)
            .find(|p| p.start as usize == start && p.kind == PieceKind::Leaf);
        if let Some(head) = head
            && !header.contains('=')
        {
            head.kind = PieceKind::BrokenOpen;
            self.emit(PieceKind::Close, self.pos, self.pos + 1, (0, 0));
        }
        self.headless = None;
        self.pos += 1;
        self.last_leaf = None;
    }

    pub(super) fn too_deep(&mut self, start: usize, end: usize, what: &str) {
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
}
