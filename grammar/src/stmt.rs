//! Statements: matched nodes to syntax tree, blocks still empty.

use crate::ast::{
    Allow, AssignOp, Assume, Attr, AttrDecl, BinaryOp, Block, CalendarDecl, Check, Cite,
    CurrencyDecl, Element, Expect, Expr, ExprKind, Fn, For, Ident, Kind, Law, Let, Message, Param,
    PathStep, Port, PortDir, QuantityDecl, Require, ResourceDecl, Row, RowKind, Scenario,
    ScheduleDecl, Section, Severity, StmtKind, Table, Template, Text, TextPart, Timeline, Trait,
    TraitUse, TypeExpr, TypeKind, UnitDecl, Use, UseTarget,
};
use crate::error::SyntaxError;
use crate::expr::{Builder, unescape};
use crate::pairs::{Kids, Node, Rule, matched};
use crate::source::Span;
use crate::split::{MAX_NESTING, nesting};
use crate::words::{form_of, is_reserved};

/// A statement, or a piece of a resource or a table that is none.
#[derive(Debug)]
pub(crate) enum Built {
    Stmt(StmtKind),
    Law(Box<Law>),
    Column(Text, Box<Expr>),
}

impl Builder<'_> {
    /// Builds what the nodes of one statement say.
    ///
    /// `None` only if the nodes are not those of the grammar or an error inside
    /// was so deep that the rest was given up; the caller puts an error in its place.
    pub(crate) fn statement(&mut self, nodes: &[Node]) -> Option<Built> {
        let (node, kids) = Kids::top(nodes).next()?;
        let kind = match node.rule {
            Rule::attr => return self.attr(kids),
            Rule::column => return self.column(kids),
            Rule::element => self.element(node, kids)?,
            Rule::declaration => self.declaration(kids)?,
            Rule::let_stmt => self.let_stmt(kids)?,
            Rule::for_stmt => self.for_stmt(kids)?,
            Rule::require => self.require(node, kids)?,
            Rule::port => self.port(node, kids)?,
            Rule::check => self.check(kids)?,
            Rule::assume => self.assume(kids)?,
            Rule::row => self.row(node, kids)?,
            Rule::use_stmt => self.use_stmt(kids)?,
            Rule::kind_stmt => self.kind_stmt(kids)?,
            Rule::trait_stmt => self.trait_stmt(kids)?,
            Rule::template => self.template(kids)?,
            Rule::fn_stmt => self.fn_stmt(kids)?,
            Rule::scenario => self.scenario(kids)?,
            Rule::expect => self.expect(kids)?,
            Rule::section => self.section(kids)?,
            Rule::table => self.table(kids)?,
            Rule::schedule => self.schedule(kids)?,
            Rule::timeline => self.timeline(kids)?,
            Rule::cite_stmt => self.cite_stmt(kids)?,
            Rule::unit_stmt => self.unit_stmt(kids)?,
            Rule::currency => self.currency(kids)?,
            Rule::quantity => self.quantity(kids)?,
            Rule::resource => self.resource(kids)?,
            Rule::calendar => self.calendar(kids)?,
            Rule::allow => self.allow(kids)?,
            Rule::excluded_stmt => {
                let mut kids = kids;
                StmtKind::Excluded(self.text(kids.take(Rule::text)?.0))
            }
            _ => return None,
        };
        Some(Built::Stmt(kind))
    }

    /// The block that `open` begins, still empty.
    fn block(&self, kids: &mut Kids<'_>) -> Option<Block> {
        let (node, _) = kids.take(Rule::open)?;
        Some(Block {
            stmts: Vec::new(),
            span: self.span(node),
        })
    }

    fn optional_text(&self, kids: &mut Kids<'_>) -> Option<Text> {
        kids.take(Rule::text).map(|(node, _)| self.text(node))
    }

    /// Texts and citations in any order.
    fn remarks(&self, kids: &mut Kids<'_>) -> (Option<Text>, Vec<Ident>) {
        let (mut text, mut cites) = (None, Vec::new());
        while let Some((node, _)) = kids.next() {
            match node.rule {
                Rule::text => text = Some(self.text(node)),
                Rule::cite => cites.push(self.cite(node)),
                _ => {}
            }
        }
        (text, cites)
    }

    fn steps(&mut self, kids: &mut Kids<'_>) -> Option<Vec<PathStep>> {
        let mut steps: Vec<PathStep> = Vec::with_capacity(1);
        loop {
            if let Some((node, _)) = kids.take(Rule::path) {
                let names = self
                    .segments(node)
                    .map(|name| PathStep { name, index: None });
                steps.extend(names);
            } else if let Some((_, mut inner)) = kids.take(Rule::index) {
                let index = self.expr(&mut inner)?;
                steps.last_mut()?.index = Some(index);
            } else {
                return Some(steps);
            }
        }
    }

    fn attr(&mut self, mut kids: Kids<'_>) -> Option<Built> {
        let target = self.steps(&mut kids)?;
        let (sign, _) = kids.take(Rule::assign)?;
        let op = match self.slice(sign) {
            "=" => AssignOp::Set,
            "+=" => AssignOp::Add,
            "-=" => AssignOp::Sub,
            _ => AssignOp::Mul,
        };
        let value = self.value(&mut kids)?;
        if let Some((node, _)) = kids.take(Rule::text) {
            let message = self.message(node);
            let help = self.help(&mut kids)?;
            return self.law(target, value.expr, Some(message), help, self.span(node));
        }
        let op_span = self.span(sign);
        Some(Built::Stmt(StmtKind::Attr(Box::new(Attr {
            target,
            op,
            op_span,
            value,
        }))))
    }

    /// `short = P002 "…" help "…"`: only the laws of a resource have text behind their value.
    fn law(
        &mut self,
        target: Vec<PathStep>,
        value: Expr,
        message: Option<Message>,
        help: Option<Message>,
        text: Span,
    ) -> Option<Built> {
        let (name, code) = match (target.into_iter().next(), value.kind) {
            (Some(step), ExprKind::Name(code)) => (
                step.name,
                Ident {
                    name: code,
                    span: value.span,
                },
            ),
            _ => {
                self.errors.push(
                    SyntaxError::new(
                        "E0002",
                        "nothing can follow this value",
                        text,
                        "text that belongs to nothing",
                    )
                    .help("a remark is a comment: `// …`"),
                );
                return Some(Built::Stmt(StmtKind::Error));
            }
        };
        Some(Built::Law(Box::new(Law {
            docs: None,
            name,
            code,
            message,
            help,
        })))
    }

    /// `help "…"`, when it is there.
    #[expect(
        clippy::option_option,
        reason = "the outer one says that the nodes are wrong"
    )]
    fn help(&mut self, kids: &mut Kids<'_>) -> Option<Option<Message>> {
        match kids.take(Rule::help) {
            Some((_, mut inner)) => Some(Some(self.message(inner.take(Rule::text)?.0))),
            None => Some(None),
        }
    }

    fn column(&mut self, mut kids: Kids<'_>) -> Option<Built> {
        let label = self.optional_text(&mut kids)?;
        Some(Built::Column(label, Box::new(self.expr(&mut kids)?)))
    }

    fn element(&mut self, node: Node, mut kids: Kids<'_>) -> Option<StmtKind> {
        let kind = self.path(kids.take(Rule::path)?.0);
        let name = self.name(&mut kids);
        let bracket = match kids.take(Rule::bracket) {
            Some((node, mut inner)) => {
                let span = self.span(node);
                let mut items = Vec::new();
                while inner.peek().is_some() {
                    items.push(self.expr(&mut inner)?);
                }
                // `h[4]` is a number, `r [a]` and `r [a, b]` are lists: glued or not tells.
                let glued = name.as_ref().is_some_and(|n| n.span.end == span.start);
                match items.pop() {
                    Some(only) if items.is_empty() && glued => Some(only),
                    Some(last) => {
                        items.push(last);
                        Some(Expr {
                            kind: ExprKind::List(items),
                            span,
                        })
                    }
                    None => None,
                }
            }
            None => None,
        };
        let label = self.optional_text(&mut kids);
        let body = self.block(&mut kids);
        if let Some(word) = name.as_ref().filter(|n| is_reserved(&n.name)) {
            // `take_or_pay true`: a value that follows a name without `=`.
            let at = Span {
                start: kind.span.end,
                end: kind.span.end,
                ..kind.span
            };
            let attribute = self.between(kind.span.start as usize, kind.span.end as usize);
            self.errors.push(
                SyntaxError::new(
                    "E0002",
                    format!("expected `=` after attribute `{attribute}`"),
                    word.span,
                    "a value follows a name with `=`",
                )
                .fix(at, " ="),
            );
            return Some(StmtKind::Error);
        }
        let word = self.between(kind.span.start as usize, kind.span.end as usize);
        if body.is_none()
            && let Some(form) = form_of(word)
        {
            // `let x` is no element of a kind `let`.
            let message = format!("this `{word}` is not complete");
            let error = SyntaxError::new("E0002", message, self.span(node), "ends here")
                .help(format!("its form is `{form}`"));
            self.errors.push(error);
            return Some(StmtKind::Error);
        }
        if name.is_none() && label.is_none() && body.is_none() {
            let (span, word) = (self.span(node), self.slice(node));
            let message = format!("expected `=` after `{word}`");
            let error = SyntaxError::new("E0002", message, span, "a name alone says nothing")
                .help("an attribute is `name = value`, an element `kind name { … }`");
            self.errors.push(error);
            return Some(StmtKind::Error);
        }
        Some(StmtKind::Element(Box::new(Element {
            kind,
            name,
            bracket,
            label,
            body,
        })))
    }

    fn declaration(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let header = kids.take(Rule::header).is_some();
        let name = self.name(&mut kids)?;
        let ty = self.ty(&mut kids)?;
        let mut range = match kids.take(Rule::within_range) {
            Some((node, mut inner)) => {
                let expr = self.expr(&mut inner)?;
                let range = bounds(expr);
                if range.is_none() {
                    self.errors.push(SyntaxError::new(
                        "E0002",
                        "expected a range `low .. high` after `in`",
                        self.span(node),
                        "not a range",
                    ));
                }
                range
            }
            None => None,
        };
        let mut default = match kids.peek() {
            Some(_) => Some(self.value(&mut kids)?),
            None => None,
        };
        // `= 5 MW in 0 MW .. 10 GW`: the range may stand behind the default, too.
        if range.is_none()
            && !is_bool(&ty)
            && let Some(value) = &mut default
            && let ExprKind::Binary(BinaryOp::In, _, _, list) = &value.expr.kind
            && matches!(list.kind, ExprKind::Binary(BinaryOp::Range, ..))
        {
            let none = Expr {
                kind: ExprKind::None,
                span: value.expr.span,
            };
            if let ExprKind::Binary(_, _, base, list) =
                std::mem::replace(&mut value.expr, none).kind
            {
                value.expr = *base;
                range = bounds(*list);
            }
        }
        Some(StmtKind::AttrDecl(Box::new(AttrDecl {
            header,
            name,
            ty: Some(ty),
            default,
            range,
        })))
    }

    /// `: TYPE`, when it is there and of the grammar.
    fn optional_type(&mut self, kids: &mut Kids<'_>) -> Option<TypeExpr> {
        match kids.peek() {
            Some(node) if node.rule == Rule::r#type => self.ty(kids),
            _ => None,
        }
    }

    fn let_stmt(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let ty = self.optional_type(&mut kids);
        let value = self.value(&mut kids)?;
        Some(StmtKind::Let(Box::new(Let { name, ty, value })))
    }

    fn for_stmt(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let mut vars = Vec::with_capacity(1);
        while let Some(name) = self.name(&mut kids) {
            vars.push(name);
        }
        let list = self.expr(&mut kids)?;
        let body = self.block(&mut kids)?;
        Some(StmtKind::For(Box::new(For { vars, list, body })))
    }

    fn require(&mut self, node: Node, mut kids: Kids<'_>) -> Option<StmtKind> {
        let severity = if self.slice(node).starts_with('r') {
            Severity::Error
        } else {
            Severity::Warning
        };
        let cond = self.expr(&mut kids)?;
        let (why, cites) = self.remarks(&mut kids);
        Some(StmtKind::Require(Box::new(Require {
            severity,
            cond,
            why,
            cites,
        })))
    }

    fn expect(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let compared = self.expr(&mut kids)?;
        let span = compared.span;
        let within = match kids.take(Rule::within) {
            Some((_, mut inner)) => Some(self.expr(&mut inner)?),
            None => None,
        };
        let (why, cites) = self.remarks(&mut kids);
        let ExprKind::Binary(BinaryOp::Eq, _, actual, published) = compared.kind else {
            if !matches!(compared.kind, ExprKind::Error) {
                self.errors.push(
                    SyntaxError::new(
                        "E0002",
                        "`expect` compares two figures with `==`",
                        span,
                        "not a comparison with `==`",
                    )
                    .help("write `expect computed == published within 2%`; conditions go into `require`"),
                );
            }
            return Some(StmtKind::Error);
        };
        let (actual, published) = (*actual, *published);
        Some(StmtKind::Expect(Box::new(Expect {
            actual,
            published,
            within,
            why,
            cites,
        })))
    }

    fn port(&mut self, node: Node, mut kids: Kids<'_>) -> Option<StmtKind> {
        let dir = match self.slice(node).as_bytes().first() {
            Some(b'g') => PortDir::Gives,
            Some(b'n') => PortDir::Needs,
            _ => PortDir::Conveys,
        };
        let resource = self.path(kids.take(Rule::path)?.0);
        let mut port = Port {
            dir,
            resource,
            amount: None,
            via: None,
            when: None,
            props: Vec::new(),
        };
        while let Some(node) = kids.peek() {
            match node.rule {
                Rule::expr => port.amount = Some(self.expr(&mut kids)?),
                Rule::via => port.via = Some(self.name(&mut kids.next()?.1)?),
                Rule::when => port.when = Some(self.when(&mut kids)?),
                _ => {
                    kids.next();
                }
            }
        }
        Some(StmtKind::Port(Box::new(port)))
    }

    /// The next sibling, which must be `when COND`.
    pub(crate) fn when(&mut self, kids: &mut Kids<'_>) -> Option<Expr> {
        let (_, mut inner) = kids.take(Rule::when)?;
        self.expr(&mut inner)
    }

    fn check(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let each = match kids.take(Rule::check_each) {
            Some((_, mut inner)) => {
                let name = self.name(&mut inner)?;
                Some((name, self.expr(&mut inner)?))
            }
            None => None,
        };
        let cond = self.expr(&mut kids)?;
        let (node, _) = kids.take(Rule::severity)?;
        let severity = if self.slice(node) == "error" {
            Severity::Error
        } else {
            Severity::Warning
        };
        let code = self.name(&mut kids)?;
        let message = self.message(kids.take(Rule::text)?.0);
        let mut check = Check {
            each,
            cond,
            severity,
            code,
            message,
            help: None,
            at: None,
        };
        while let Some(node) = kids.peek() {
            if node.rule == Rule::help {
                check.help = self.help(&mut kids)?;
            } else {
                check.at = Some(self.expr(&mut kids.next()?.1)?);
            }
        }
        Some(StmtKind::Check(Box::new(check)))
    }

    fn assume(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let ty = self.optional_type(&mut kids);
        let mut value = self.value(&mut kids)?;
        let (reason, cites) = self.remarks(&mut kids);
        value.cites.extend(cites);
        Some(StmtKind::Assume(Box::new(Assume {
            name,
            ty,
            value,
            reason,
        })))
    }

    fn row(&mut self, node: Node, mut kids: Kids<'_>) -> Option<StmtKind> {
        let kind = match self.slice(node).as_bytes().first() {
            Some(b'l') => RowKind::Line,
            Some(b'y') => RowKind::Years,
            Some(b'b') => RowKind::Balance,
            _ => RowKind::Evidence,
        };
        let label = self.optional_text(&mut kids)?;
        let expr = self.expr(&mut kids)?;
        let when = match kids.peek() {
            Some(_) => Some(self.when(&mut kids)?),
            None => None,
        };
        Some(StmtKind::Row(Box::new(Row {
            kind,
            label,
            expr,
            when,
        })))
    }

    fn use_stmt(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let (node, _) = kids.next()?;
        let target = if node.rule == Rule::text {
            UseTarget::File(self.text(node))
        } else {
            UseTarget::Module(self.path(node))
        };
        Some(StmtKind::Use(Use {
            target,
            alias: self.name(&mut kids),
        }))
    }

    fn kind_stmt(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let mut traits = Vec::new();
        while let Some((_, mut inner)) = kids.take(Rule::trait_use) {
            let path = self.path(inner.take(Rule::path)?.0);
            let args = match inner.peek() {
                Some(_) => self.args(&mut inner)?,
                None => Vec::new(),
            };
            traits.push(TraitUse { path, args });
        }
        let body = self.block(&mut kids)?;
        Some(StmtKind::Kind(Box::new(Kind { name, traits, body })))
    }

    fn params(&mut self, kids: &mut Kids<'_>) -> Option<Vec<Param>> {
        let Some((_, mut inner)) = kids.take(Rule::params) else {
            return Some(Vec::new());
        };
        let mut params = Vec::new();
        while let Some((_, mut param)) = inner.take(Rule::param) {
            let name = self.name(&mut param)?;
            let ty = self.optional_type(&mut param);
            let default = match param.peek() {
                Some(_) => Some(self.expr(&mut param)?),
                None => None,
            };
            params.push(Param { name, ty, default });
        }
        Some(params)
    }

    fn trait_stmt(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let params = self.params(&mut kids)?;
        let body = self.block(&mut kids)?;
        Some(StmtKind::Trait(Box::new(Trait { name, params, body })))
    }

    fn template(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let params = self.params(&mut kids)?;
        let body = self.block(&mut kids)?;
        Some(StmtKind::Template(Box::new(Template {
            name,
            params,
            body,
        })))
    }

    fn fn_stmt(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let params = self.params(&mut kids)?;
        let ret = self.optional_type(&mut kids);
        let body = self.expr(&mut kids)?;
        Some(StmtKind::Fn(Box::new(Fn {
            name,
            params,
            ret,
            body,
        })))
    }

    fn scenario(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let parent = match kids.take(Rule::parent) {
            Some((_, mut inner)) => Some(self.name(&mut inner)?),
            None => None,
        };
        let label = self.optional_text(&mut kids);
        let body = self.block(&mut kids)?;
        Some(StmtKind::Scenario(Box::new(Scenario {
            name,
            parent,
            label,
            body,
        })))
    }

    fn section(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let title = self.optional_text(&mut kids)?;
        let body = self.block(&mut kids)?;
        Some(StmtKind::Section(Box::new(Section { name, title, body })))
    }

    fn table(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let label = self.optional_text(&mut kids);
        let var = self.name(&mut kids)?;
        let list = self.expr(&mut kids)?;
        Some(StmtKind::Table(Box::new(Table {
            label,
            var,
            list,
            columns: Vec::new(),
        })))
    }

    fn schedule(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let (from, to) = (self.name(&mut kids)?, self.name(&mut kids)?);
        let until = self.name(&mut kids);
        Some(StmtKind::Schedule(Box::new(ScheduleDecl {
            from,
            to,
            until,
        })))
    }

    fn timeline(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let (from, length) = (self.name(&mut kids)?, self.name(&mut kids)?);
        Some(StmtKind::Timeline(Box::new(Timeline { from, length })))
    }

    fn cite_stmt(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let title = self.optional_text(&mut kids)?;
        let body = self.block(&mut kids);
        Some(StmtKind::Cite(Box::new(Cite { name, title, body })))
    }

    fn unit_stmt(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let def = match kids.peek() {
            Some(_) => Some(self.expr(&mut kids)?),
            None => None,
        };
        Some(StmtKind::Unit(Box::new(UnitDecl { name, def })))
    }

    fn currency(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let code = self.name(&mut kids)?;
        let label = self.optional_text(&mut kids);
        Some(StmtKind::Currency(Box::new(CurrencyDecl { code, label })))
    }

    fn quantity(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let ty = self.ty(&mut kids)?;
        let def = match kids.peek() {
            Some(_) => Some(self.expr(&mut kids)?),
            None => None,
        };
        Some(StmtKind::Quantity(Box::new(QuantityDecl { name, ty, def })))
    }

    fn resource(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let ty = self.ty(&mut kids)?;
        Some(StmtKind::Resource(Box::new(ResourceDecl {
            name,
            ty,
            laws: Vec::new(),
        })))
    }

    fn calendar(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let body = self.block(&mut kids)?;
        Some(StmtKind::Calendar(Box::new(CalendarDecl { name, body })))
    }

    fn allow(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let code = self.name(&mut kids)?;
        let (reason, cites) = self.remarks(&mut kids);
        Some(StmtKind::Allow(Box::new(Allow {
            code,
            reason,
            cites,
        })))
    }

    /// A text with `{expr}` in it.
    pub(crate) fn message(&mut self, node: Node) -> Message {
        let quoted = self.slice(node);
        let start = node.start as usize + 1;
        let inner = quoted
            .get(1..quoted.len().saturating_sub(1))
            .unwrap_or_default();
        let mut parts = Vec::new();
        let mut literal = 0;
        let mut at = 0;
        let bytes = inner.as_bytes();
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'\\' => at += 2,
                b'{' => {
                    let Some(len) = bytes.get(at..).and_then(closing) else {
                        let span = Span::new(self.file, start + at, start + at + 1);
                        self.errors.push(
                            SyntaxError::new(
                                "E0003",
                                "this brace in the text is not closed",
                                span,
                                "an expression begins here",
                            )
                            .help("a brace that is meant as text is written `\\{`"),
                        );
                        break;
                    };
                    push_literal(&mut parts, inner.get(literal..at));
                    let code = inner.get(at + 1..at + len).unwrap_or_default();
                    parts.push(TextPart::Expr(self.embedded(code, start + at + 1)));
                    at += len + 1;
                    literal = at;
                }
                _ => at += 1,
            }
        }
        push_literal(&mut parts, inner.get(literal..));
        Message {
            parts,
            span: self.span(node),
        }
    }

    /// An expression inside a text.
    fn embedded(&mut self, code: &str, start: usize) -> Expr {
        let whole = Span::new(self.file, start, start + code.len());
        if nesting(code) > MAX_NESTING {
            let message = format!("brackets are nested more than {MAX_NESTING} deep");
            self.errors.push(SyntaxError::new(
                "E0005",
                message,
                whole,
                "in this expression",
            ));
            return Expr {
                kind: ExprKind::Error,
                span: whole,
            };
        }
        let mut nodes = std::mem::take(&mut self.nodes);
        let read = match matched(Rule::whole_expr, code, start, &mut nodes) {
            Ok(()) => self.expr(&mut Kids::top(&nodes)),
            Err(_) => {
                self.errors.push(
                    SyntaxError::new(
                        "E0002",
                        format!("`{code}` is not an expression"),
                        whole,
                        "between braces of a text stands an expression",
                    )
                    .help("a brace that is meant as text is written `\\{`"),
                );
                None
            }
        };
        self.nodes = nodes;
        let span = Span::new(self.file, start, start + code.len());
        read.unwrap_or(Expr {
            kind: ExprKind::Error,
            span,
        })
    }
}

fn push_literal(parts: &mut Vec<TextPart>, text: Option<&str>) {
    if let Some(text) = text.filter(|t| !t.is_empty()) {
        parts.push(TextPart::Literal(unescape(text)));
    }
}

/// How far behind an opening brace its closing one is.
fn closing(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0;
    for (i, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(i);
                }
            }
            _ => {}
        }
    }
    None
}

/// The two ends of a range.
fn bounds(expr: Expr) -> Option<(Expr, Expr)> {
    match expr.kind {
        ExprKind::Binary(BinaryOp::Range, _, low, high) => Some((*low, *high)),
        _ => None,
    }
}

fn is_bool(ty: &TypeExpr) -> bool {
    matches!(&ty.kind, TypeKind::Name(p) if p.segments.last().is_some_and(|s| s.name == "Bool"))
}
