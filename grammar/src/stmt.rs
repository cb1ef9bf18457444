//! Statements: matched nodes to syntax tree, blocks still empty.

use crate::ast::{
    Allow, AssignOp, Assume, Attr, BinaryOp, Block, CalendarDecl, Cite, CurrencyDecl, Element,
    Expect, Expr, ExprKind, Fn, For, Ident, Identity, Law, Let, Message, PathStep, QuantityDecl,
    Require, ResourceDecl, Scenario, Severity, Sourced, StmtKind, Text, TypeExpr, UnitDecl, Use,
    UseTarget,
};
use crate::error::SyntaxError;
use crate::expr::Builder;
use crate::pairs::{Kids, Node, Rule};
use crate::source::Span;
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
            Rule::identity => self.identity(kids)?,
            Rule::sourced => self.sourced(kids)?,
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
                StmtKind::Excluded(Box::new(self.text(kids.take(Rule::text)?.0)))
            }
            _ => return None,
        };
        Some(Built::Stmt(kind))
    }

    /// The block that `open` begins, still empty.
    pub(crate) fn block(&self, kids: &mut Kids<'_>) -> Option<Block> {
        let (node, _) = kids.take(Rule::open)?;
        Some(Block {
            stmts: Vec::new(),
            span: self.span(node),
        })
    }

    pub(crate) fn optional_text(&self, kids: &mut Kids<'_>) -> Option<Text> {
        kids.take(Rule::text).map(|(node, _)| self.text(node))
    }

    /// Texts and citations in any order.
    pub(crate) fn remarks(&self, kids: &mut Kids<'_>) -> (Option<Text>, Vec<Ident>) {
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
                steps.last_mut()?.index = Some(Box::new(index));
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

    /// `: TYPE`, when it is there and of the grammar.
    pub(crate) fn optional_type(&mut self, kids: &mut Kids<'_>) -> Option<TypeExpr> {
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

    /// `A == B within C`; `None` in the place of the sides if it is no such comparison, which is told.
    #[allow(clippy::type_complexity)]
    fn compared(
        &mut self,
        kids: &mut Kids<'_>,
        word: &str,
        help: &str,
    ) -> Option<(Option<(Expr, Expr)>, Option<Expr>)> {
        let compared = self.expr(kids)?;
        let span = compared.span;
        let within = match kids.take(Rule::within) {
            Some((_, mut inner)) => Some(self.expr(&mut inner)?),
            None => None,
        };
        let sides = match compared.kind {
            ExprKind::Binary(BinaryOp::Eq, _, a, b) => Some((*a, *b)),
            ExprKind::Error => None,
            _ => {
                let message = format!("`{word}` compares two figures with `==`");
                let error = SyntaxError::new("E0002", message, span, "not a comparison with `==`");
                self.errors.push(error.help(help));
                None
            }
        };
        Some((sides, within))
    }

    fn identity(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let help = "write `identity one == other \"words\"`; other conditions go into `check`";
        let (sides, within) = self.compared(&mut kids, "identity", help)?;
        let code = match kids.peek() {
            Some(node) if node.rule == Rule::name => Some(self.name(&mut kids)?),
            _ => None,
        };
        let words = self.optional_text(&mut kids)?;
        let Some((left, right)) = sides else {
            return Some(StmtKind::Error);
        };
        Some(StmtKind::Identity(Box::new(Identity {
            left,
            right,
            within,
            code,
            words,
        })))
    }

    fn sourced(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let figure = self.expr(&mut kids)?;
        let within = match kids.take(Rule::within) {
            Some((_, mut inner)) => Some(self.expr(&mut inner)?),
            None => None,
        };
        let when = match kids.peek() {
            Some(_) => Some(self.when(&mut kids)?),
            None => None,
        };
        Some(StmtKind::Sourced(Box::new(Sourced {
            figure,
            within,
            when,
        })))
    }

    fn expect(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let help = "write `expect computed == published within 2%`; conditions go into `require`";
        let (sides, within) = self.compared(&mut kids, "expect", help)?;
        let (why, cites) = self.remarks(&mut kids);
        let Some((actual, published)) = sides else {
            return Some(StmtKind::Error);
        };
        Some(StmtKind::Expect(Box::new(Expect {
            actual,
            published,
            within,
            why,
            cites,
        })))
    }

    fn assume(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let name = self.name(&mut kids)?;
        let ty = self.optional_type(&mut kids);
        let mut value = self.value(&mut kids)?;
        let reason = self.optional_text(&mut kids);
        while let Some((_, mut inner)) = kids.take(Rule::source) {
            value.cites.push(self.citation(&mut inner)?);
        }
        Some(StmtKind::Assume(Box::new(Assume {
            name,
            ty,
            value,
            reason,
        })))
    }

    fn use_stmt(&mut self, mut kids: Kids<'_>) -> Option<StmtKind> {
        let (node, _) = kids.next()?;
        let target = if node.rule == Rule::text {
            UseTarget::File(self.text(node))
        } else {
            UseTarget::Module(self.path(node))
        };
        let alias = self.name(&mut kids);
        Some(StmtKind::Use(Box::new(Use { target, alias })))
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
}
