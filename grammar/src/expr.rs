//! Expressions, values and types: matched nodes to syntax tree.
//!
//! The grammar gives an expression as a flat row of prefixes, operands,
//! postfixes and infixes; `precedence` orders it by precedence.
//!
//! **Recursion** here is bounded by [`MAX_HEIGHT`], which also bounds the height
//! of the tree that later passes walk and drop.

use smol_str::SmolStr;

use crate::ast::{
    Arg, Citation, Comprehension, Curve, Dist, Expr, ExprKind, Ident, Path, Query, Text, Value,
};
use crate::error::SyntaxError;
use crate::literal;
use crate::pairs::{Kids, Node, Rule};
use crate::source::{FileId, Span};
use crate::words::is_reserved;

/// How high the tree of one expression may be. Long chains of operators build
/// high trees without any bracket.
pub const MAX_HEIGHT: usize = 256;

/// Turns the nodes of statements into syntax trees; collects what is wrong.
pub(crate) struct Builder<'t> {
    pub file: FileId,
    /// The whole file (or, for a text alone, that text padded by `offset`).
    pub text: &'t str,
    /// Where `text` begins in the file.
    pub offset: usize,
    /// `///` lines of the file.
    pub docs: &'t [(u32, u32)],
    /// Ranges of `docs` that went into the tree.
    pub used_docs: Vec<(u32, u32)>,
    pub errors: Vec<SyntaxError>,
    /// Calls in progress that recurse.
    pub depth: usize,
    /// Height of the expression built last.
    pub height: usize,
    /// Scratch for messages.
    pub nodes: Vec<Node>,
}

impl<'t> Builder<'t> {
    /// A builder for pieces of `text`, which begins at `offset` in `file`.
    pub(crate) fn new(file: FileId, text: &'t str, offset: usize, docs: &'t [(u32, u32)]) -> Self {
        Builder {
            file,
            text,
            offset,
            docs,
            used_docs: Vec::new(),
            errors: Vec::new(),
            depth: 0,
            height: 0,
            nodes: Vec::new(),
        }
    }

    /// The text of a node.
    pub(crate) fn slice(&self, node: Node) -> &'t str {
        self.between(node.start as usize, node.end as usize)
    }

    /// The text of a range of bytes of the file.
    pub(crate) fn between(&self, start: usize, end: usize) -> &'t str {
        let (start, end) = (
            start.saturating_sub(self.offset),
            end.saturating_sub(self.offset),
        );
        self.text.get(start..end).unwrap_or_default()
    }

    /// The place of a node.
    pub(crate) fn span(&self, node: Node) -> Span {
        Span {
            file: self.file,
            start: node.start,
            end: node.end,
        }
    }

    pub(crate) fn ident(&self, node: Node) -> Ident {
        Ident {
            name: SmolStr::new(self.slice(node)),
            span: self.span(node),
        }
    }

    /// The next sibling, which must be a name.
    pub(crate) fn name(&self, kids: &mut Kids<'_>) -> Option<Ident> {
        kids.take(Rule::name).map(|(node, _)| self.ident(node))
    }

    /// A dotted name, a segment at a time.
    pub(crate) fn segments(&self, node: Node) -> impl Iterator<Item = Ident> + use<'t> {
        let file = self.file;
        let mut start = node.start;
        self.slice(node).split('.').map(move |name| {
            let end = start + name.len() as u32;
            let ident = Ident {
                name: SmolStr::new(name),
                span: Span { file, start, end },
            };
            start = end + 1;
            ident
        })
    }

    pub(crate) fn path(&self, node: Node) -> Path {
        Path {
            segments: self.segments(node).collect(),
            span: self.span(node),
        }
    }

    /// Text without quotes, escapes resolved; `\{` stays for messages, else becomes `{`.
    pub(crate) fn text(&self, node: Node) -> Text {
        let quoted = self.slice(node);
        let inner = quoted
            .get(1..quoted.len().saturating_sub(1))
            .unwrap_or_default();
        Text {
            value: unescape(inner),
            span: self.span(node),
        }
    }

    /// Names behind `@`.
    pub(crate) fn cite(&self, node: Node) -> Ident {
        let text = self.slice(node);
        let name = text.trim_start_matches('@').trim_start();
        let name = name
            .rsplit(|c: char| c.is_whitespace())
            .next()
            .unwrap_or(name);
        let span = Span {
            start: node.end - name.len() as u32,
            ..self.span(node)
        };
        Ident {
            name: SmolStr::new(name),
            span,
        }
    }

    /// A source, its figure and its range.
    pub(crate) fn citation(&mut self, kids: &mut Kids<'_>) -> Option<Citation> {
        let source = self.cite(kids.take(Rule::cite)?.0);
        let figure = match kids.peek() {
            Some(node) if node.rule == Rule::expr => Some(Box::new(self.expr(kids)?)),
            _ => None,
        };
        let within = match kids.take(Rule::within) {
            Some((_, mut inner)) => Some(Box::new(self.expr(&mut inner)?)),
            None => None,
        };
        Some(Citation {
            source,
            figure,
            within,
        })
    }

    /// An expression with what may stand behind it.
    pub(crate) fn value(&mut self, kids: &mut Kids<'_>) -> Option<Value> {
        let expr = self.expr(kids)?;
        let dist = match kids.take(Rule::dist) {
            Some((node, mut inner)) => {
                let name = self.name(&mut inner)?;
                let args = self.args(&mut inner)?;
                let span = Span {
                    start: name.span.start,
                    ..self.span(node)
                };
                Some(Box::new(Dist { name, args, span }))
            }
            None => None,
        };
        let mut cites = Vec::new();
        while let Some((_, mut inner)) = kids.take(Rule::source) {
            cites.push(self.citation(&mut inner)?);
        }
        let excluded = match kids.take(Rule::exclusion) {
            Some((_, mut inner)) => Some(Box::new(self.text(inner.take(Rule::text)?.0))),
            None => None,
        };
        Some(Value {
            expr,
            dist,
            cites,
            excluded,
        })
    }

    /// The next sibling, which must be an expression.
    pub(crate) fn expr(&mut self, kids: &mut Kids<'_>) -> Option<Expr> {
        let (node, mut inner) = kids.take(Rule::expr)?;
        if self.depth >= MAX_HEIGHT {
            return Some(self.too_high(self.span(node)));
        }
        self.depth += 1;
        let expr = self.climb(&mut inner, 0);
        self.depth -= 1;
        expr
    }

    /// An expression of the given height of its parts.
    pub(crate) fn grown(&mut self, parts: usize, kind: ExprKind, span: Span) -> Expr {
        self.height = parts + 1;
        if self.height > MAX_HEIGHT {
            self.too_high(span)
        } else {
            Expr { kind, span }
        }
    }

    pub(crate) fn too_high(&mut self, span: Span) -> Expr {
        let reported = self.errors.last().is_some_and(|e| {
            e.code == "E0005" && e.primary().start <= span.end && span.start <= e.primary().end
        });
        if !reported {
            self.errors.push(
                SyntaxError::new(
                    "E0005",
                    format!("an expression of more than {MAX_HEIGHT} levels"),
                    span,
                    "one chain of operators this long",
                )
                .help("use `sum([…])` or name parts with `let`"),
            );
        }
        self.height = 1;
        Expr {
            kind: ExprKind::Error,
            span,
        }
    }

    /// An operand with its postfixes.
    pub(crate) fn operand(&mut self, kids: &mut Kids<'_>) -> Option<Expr> {
        let (node, mut inner) = kids.next()?;
        let span = self.span(node);
        self.height = 1;
        let mut expr = match node.rule {
            Rule::literal => {
                let kind = literal::literal(
                    self.file,
                    self.slice(node),
                    node.start as usize,
                    &mut self.errors,
                );
                Expr { kind, span }
            }
            Rule::path => match kids.take(Rule::args) {
                Some((args, inner)) => self.call(node, args, inner)?,
                None => self.names(node),
            },
            Rule::text => Expr {
                kind: ExprKind::Text(self.text(node).value),
                span,
            },
            Rule::list => self.list(node, inner)?,
            Rule::group => {
                // The span is that of the parentheses, so that an edit takes them along.
                let inside = self.expr(&mut inner)?;
                Expr {
                    kind: inside.kind,
                    span,
                }
            }
            Rule::spare => match literal::spare(self.slice(node)) {
                Some(redundancy) => Expr {
                    kind: ExprKind::Redundancy(redundancy),
                    span,
                },
                None => self.bad(node, "E0004", "is not a redundancy"),
            },
            Rule::if_form => {
                let cond = self.expr(&mut inner)?;
                let mut height = self.height;
                let yes = self.expr(&mut inner)?;
                height = height.max(self.height);
                let no = self.expr(&mut inner)?;
                let kind = ExprKind::If(Box::new(cond), Box::new(yes), Box::new(no));
                self.grown(height.max(self.height), kind, span)
            }
            Rule::query => self.query(node, inner)?,
            Rule::curve => self.curve(node, inner)?,
            _ => return None,
        };
        loop {
            let height = self.height;
            if let Some((node, mut inner)) = kids.take(Rule::index) {
                let index = self.expr(&mut inner)?;
                let span = expr.span.to(self.span(node));
                let kind = ExprKind::Index(Box::new(expr), Box::new(index));
                expr = self.grown(height.max(self.height), kind, span);
            } else if let Some((node, _)) = kids.take(Rule::path) {
                for ident in self.segments(node) {
                    let span = expr.span.to(ident.span);
                    expr = self.grown(self.height, ExprKind::Field(Box::new(expr), ident), span);
                }
                if let Some((args, _)) = kids.take(Rule::args) {
                    let span = self.span(args);
                    self.errors.push(
                        SyntaxError::new(
                            "E0002",
                            "only a name can be called",
                            span,
                            "arguments behind an element's attribute",
                        )
                        .help("a function stands in front of what it is given: `f(x)`"),
                    );
                }
            } else {
                return Some(expr);
            }
        }
    }

    fn bad(&mut self, node: Node, code: &'static str, what: &str) -> Expr {
        let span = self.span(node);
        let text = self.slice(node);
        self.errors.push(SyntaxError::new(
            code,
            format!("`{text}` {what}"),
            span,
            what.to_owned(),
        ));
        Expr {
            kind: ExprKind::Error,
            span,
        }
    }

    /// `a.b.c`, or one of the words that are values.
    fn names(&mut self, node: Node) -> Expr {
        let text = self.slice(node);
        let mut segments = self.segments(node);
        let Some(first) = segments.next() else {
            return self.bad(node, "E0002", "is not a name");
        };
        let kind = match first.name.as_str() {
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            "none" => ExprKind::None,
            "this" => ExprKind::This,
            word if is_reserved(word) => return self.reserved(node, &first),
            _ => ExprKind::Name(first.name.clone()),
        };
        let mut expr = Expr {
            kind,
            span: first.span,
        };
        if first.name.len() < text.len() {
            for ident in segments {
                let span = expr.span.to(ident.span);
                expr = self.grown(self.height, ExprKind::Field(Box::new(expr), ident), span);
            }
        }
        expr
    }

    fn reserved(&mut self, node: Node, word: &Ident) -> Expr {
        let span = self.span(node);
        self.errors.push(
            SyntaxError::new(
                "E0002",
                format!("expected a value before `{}`", word.name),
                word.span,
                "a word of the language, not a name",
            )
            .help("name the thing otherwise, or put the missing operand here"),
        );
        Expr {
            kind: ExprKind::Error,
            span,
        }
    }

    fn call(&mut self, callee: Node, args: Node, inner: Kids<'_>) -> Option<Expr> {
        let span = self.span(callee).to(self.span(args));
        let path = self.path(callee);
        if let Some(first) = path.segments.first()
            && is_reserved(&first.name)
        {
            let first = first.clone();
            self.reserved(callee, &first);
        }
        let list = self.arg_list(inner)?;
        Some(self.grown(self.height, ExprKind::Call(path, list), span))
    }

    /// The next sibling, which must be arguments in parentheses.
    pub(crate) fn args(&mut self, kids: &mut Kids<'_>) -> Option<Vec<Arg>> {
        let (_, inner) = kids.take(Rule::args)?;
        self.arg_list(inner)
    }

    fn arg_list(&mut self, mut inner: Kids<'_>) -> Option<Vec<Arg>> {
        let mut list = Vec::with_capacity(2);
        let mut height = 0;
        let mut each = None;
        while let Some((_, mut arg)) = inner.take(Rule::arg) {
            let name = self.name(&mut arg);
            let mut value = self.expr(&mut arg)?;
            if let Some((node, tail)) = arg.take(Rule::each_of) {
                let span = value.span.to(self.span(node));
                each = Some(self.span(node));
                value = self.comprehension(value, tail, span)?;
            }
            height = height.max(self.height);
            list.push(Arg { name, value });
        }
        if let Some(span) = each
            && list.len() > 1
        {
            self.errors.push(
                SyntaxError::new(
                    "E0002",
                    "a comprehension without brackets must be the only argument",
                    span,
                    "other arguments stand beside it",
                )
                .help("put it in brackets: `[e for x in xs]`"),
            );
        }
        self.height = height;
        Some(list)
    }

    /// `for x in xs if c` behind its body, whose height is known.
    fn comprehension(&mut self, body: Expr, mut tail: Kids<'_>, span: Span) -> Option<Expr> {
        let mut height = self.height;
        let var = self.name(&mut tail)?;
        let list = self.expr(&mut tail)?;
        height = height.max(self.height);
        let cond = match tail.peek() {
            Some(_) => Some(self.expr(&mut tail)?),
            None => None,
        };
        height = height.max(self.height);
        let comprehension = Comprehension {
            body,
            var,
            list,
            cond,
        };
        Some(self.grown(
            height,
            ExprKind::Comprehension(Box::new(comprehension)),
            span,
        ))
    }

    fn list(&mut self, node: Node, mut inner: Kids<'_>) -> Option<Expr> {
        let span = self.span(node);
        let mut items = Vec::new();
        let mut height = 0;
        while inner.peek().is_some() {
            if let Some((_, tail)) = inner.take(Rule::each_of) {
                let body = items.pop()?;
                return self.comprehension(body, tail, span);
            }
            items.push(self.expr(&mut inner)?);
            height = height.max(self.height);
        }
        Some(self.grown(height, ExprKind::List(items), span))
    }

    fn query(&mut self, node: Node, mut inner: Kids<'_>) -> Option<Expr> {
        let kind = self.path(inner.take(Rule::path)?.0);
        let mut height = 0;
        let scope = match inner.take(Rule::query_in) {
            Some((_, mut operand)) => Some(self.operand(&mut operand)?),
            None => None,
        };
        if scope.is_some() {
            height = self.height;
        }
        let cond = match inner.take(Rule::query_where) {
            Some((_, mut cond)) => Some(self.expr(&mut cond)?),
            None => None,
        };
        if cond.is_some() {
            height = height.max(self.height);
        }
        let query = ExprKind::Query(Box::new(Query { kind, scope, cond }));
        Some(self.grown(height, query, self.span(node)))
    }

    fn curve(&mut self, node: Node, mut inner: Kids<'_>) -> Option<Expr> {
        let linear = self.slice(node).starts_with("linear");
        let mut points = Vec::new();
        let mut height = 0;
        let mut end = None;
        while let Some((point, mut parts)) = inner.take(Rule::point) {
            if let Some(end) = end {
                self.separated(end, point);
            }
            end = Some(point.end);
            let when = self.expr(&mut parts)?;
            height = height.max(self.height);
            let value = self.expr(&mut parts)?;
            height = height.max(self.height);
            points.push((when, value));
        }
        let kind = ExprKind::Curve(Box::new(Curve { linear, points }));
        Some(self.grown(height, kind, self.span(node)))
    }

    /// Points and choices need a comma or a new line between them.
    pub(crate) fn separated(&mut self, end: u32, next: Node) {
        let gap = self.between(end as usize, next.start as usize);
        if !gap.contains([',', '\n']) {
            let span = self.span(next);
            let at = Span {
                start: end,
                end,
                ..span
            };
            self.errors.push(
                SyntaxError::new(
                    "E0002",
                    "expected `,`",
                    span,
                    "the next one begins here without it",
                )
                .fix(at, ","),
            );
        }
    }
}

/// Resolves `\"`, `\\`, `\n`, `\{`, `\}`; another escaped character stands for itself.
pub(crate) fn unescape(text: &str) -> SmolStr {
    if !text.contains('\\') {
        return SmolStr::new(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => {}
            },
            _ => plain.push(c),
        }
    }
    SmolStr::from(plain)
}
