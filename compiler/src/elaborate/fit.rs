//! Whether a value fits where it stands, and the words when it does not.

use sitec_units::dimension::Dim;
use sitec_units::money::CurrencyId;
use smol_str::SmolStr;

use crate::diag::Diagnostic;
use crate::diag::families::{kinds as words, names as name_words, types as type_words};
use crate::hir::ExprKind;
use crate::package::*;
use crate::types::*;

/// For what a value is due.
#[derive(Debug, Clone)]
pub enum Due {
    /// An attribute of an element.
    Attribute {
        /// The element.
        element: ElementId,
        /// The attribute.
        slot: SlotId,
    },
    /// The declared type of a kind's attribute or formula.
    Formula {
        /// The kind.
        kind: KindId,
        /// The attribute or formula.
        slot: SlotId,
    },
    /// A parameter of a function.
    Argument {
        /// The function.
        function: SmolStr,
        /// The parameter.
        param: &'static str,
    },
    /// A parameter of a declared function.
    Parameter {
        /// The function.
        function: SmolStr,
        /// The parameter.
        param: SmolStr,
    },
    /// A declared result of a function.
    Result(SmolStr),
    /// A condition.
    Condition,
    /// A place in a list.
    Position,
    /// Anything else, in words.
    Other(String),
}

impl Package<'_> {
    /// The expression as the type that is due, with what it takes to make it so; reports what does not fit.
    pub fn fit(&mut self, e: ExprId, want: Ty, due: &Due) -> ExprId {
        let ty = self.ty(e);
        if ty.is_error() || want.is_error() {
            return e;
        }
        let span = self.hir[e].span;
        if want.list
            && ty.list
            && let ExprKind::List(items) = self.hir[e].kind.clone()
        {
            let fitted: Vec<ExprId> = items
                .iter()
                .map(|i| {
                    let want = if self.ty(*i).list { want } else { want.item() };
                    self.fit(*i, want, due)
                })
                .collect();
            return self.hir.push(ExprKind::List(fitted.into()), want, span);
        }
        if ty.base == Base::Nothing && !ty.list {
            if want.list {
                return self
                    .hir
                    .push(ExprKind::List(std::rc::Rc::from([])), want, span);
            }
            if want.optional {
                return e;
            }
        }
        // A value that all hours share may change by month.
        let series = want.series || matches!(want.base, Base::Hours(_));
        if ty.series && !series {
            let d = self.misfit_words(e, want, due);
            self.problems.push(d);
            return self.error(span);
        }
        if ty.list && !want.list {
            let d = self.misfit_words(e, want, due);
            self.problems.push(d);
            return self.error(span);
        }
        if ty.list && ty.base == Base::Nothing {
            return e;
        }
        if !self.fits(ty.base, want.base) {
            let d = self.misfit_words(e, want, due);
            self.problems.push(d);
            return self.error(span);
        }
        if want.list && !ty.list {
            return self.hir.push(ExprKind::ToList(e), want, span);
        }
        if want.base == Base::Duration && ty.num().is_some() {
            return self.hir.push(
                ExprKind::ToDuration(e),
                Ty::DURATION.lifted(ty.series),
                span,
            );
        }
        e
    }

    fn fits(&self, have: Base, want: Base) -> bool {
        match (have, want) {
            (Base::Number(h), Base::Number(_) | Base::Duration) if h.zero => true,
            (Base::Number(h), Base::Number(w)) => {
                let kinds = h.kind.is_none() || w.kind.is_none() || h.kind == w.kind;
                let currency =
                    h.currency.is_none() || w.currency.is_none() || h.currency == w.currency;
                let per = h.per == Per::Any || w.per == Per::Any || h.per == w.per;
                h.dim == w.dim && kinds && currency && per
            }
            (Base::Number(n), Base::Duration) => {
                matches!(n.dim, Dim::TIME | Dim::CLOCK_TIME | Dim::WORK_TIME)
            }
            (Base::Hours(h) | Base::Number(h), Base::Hours(w)) => {
                self.fits(Base::Number(h), Base::Number(w))
            }
            (Base::Date(h), Base::Date(w)) => h.is_none() || w.is_none() || h == w,
            (Base::Ref(h), Base::Ref(w)) => self.class_fits(h, w),
            (h, w) => h == w,
        }
    }

    fn class_fits(&self, have: Class, want: Class) -> bool {
        match (have, want) {
            (_, Class::Any) | (Class::Any, _) => true,
            (Class::Kind(h), _) => self.kind_is(h, want),
            // An element known by a trait may be of the kind or have the other trait; evaluation sees.
            (Class::Trait(_), _) => true,
        }
    }

    /// The type of either of two values; `None` if there is none.
    pub(crate) fn join(&mut self, a: Ty, b: Ty) -> Option<Ty> {
        let series = a.series || b.series;
        let optional = a.optional || b.optional;
        let list = a.list || b.list;
        let with = |base| {
            Some(Ty {
                base,
                series,
                list,
                optional,
            })
        };
        match (a.base, b.base) {
            (Base::Error, _) | (_, Base::Error) => Some(Ty::ERROR),
            (Base::Nothing, other) | (other, Base::Nothing) => with(other),
            (Base::Number(x), Base::Number(y)) => match self.join_numbers(x, y) {
                Some(n) => with(Base::Number(n)),
                None => {
                    let time =
                        |n: Num| matches!(n.dim, Dim::TIME | Dim::CLOCK_TIME | Dim::WORK_TIME);
                    if time(x) && time(y) {
                        with(Base::Duration)
                    } else {
                        None
                    }
                }
            },
            (Base::Number(n), Base::Duration) | (Base::Duration, Base::Number(n)) => {
                let time = n.zero || matches!(n.dim, Dim::TIME | Dim::CLOCK_TIME | Dim::WORK_TIME);
                if time { with(Base::Duration) } else { None }
            }
            (Base::Hours(x), Base::Hours(y) | Base::Number(y))
            | (Base::Number(x), Base::Hours(y)) => self.join_numbers(x, y).map(|n| Ty {
                base: Base::Hours(n),
                series: false,
                list,
                optional,
            }),
            (Base::Date(x), Base::Date(y)) => match (x, y) {
                (Some(x), Some(y)) if x != y => None,
                _ => with(Base::Date(x.or(y))),
            },
            (Base::Ref(x), Base::Ref(y)) => {
                let class = if x == y { x } else { self.common_class(x, y) };
                with(Base::Ref(class))
            }
            (x, y) if x == y => with(x),
            _ => None,
        }
    }

    fn common_class(&self, a: Class, b: Class) -> Class {
        let traits = |c| match c {
            Class::Kind(k) => self.kinds[k.index()].traits.clone(),
            Class::Trait(t) => vec![t],
            Class::Any => Vec::new(),
        };
        let other = traits(b);
        traits(a)
            .into_iter()
            .find(|t| other.contains(t))
            .map_or(Class::Any, Class::Trait)
    }

    pub(crate) fn join_numbers(&self, x: Num, y: Num) -> Option<Num> {
        if x.zero || y.zero {
            return Some(if x.zero { y } else { x });
        }
        if x.dim != y.dim {
            return None;
        }
        let kind = match (x.kind, y.kind) {
            (Some(a), Some(b)) if a != b => return None,
            (a, b) => a.or(b),
        };
        let currency = match (x.currency, y.currency) {
            (Some(a), Some(b)) if a != b => return None,
            (a, b) => a.or(b),
        };
        let per = match (x.per, y.per) {
            (Per::Any, p) | (p, Per::Any) => p,
            (p, q) if p == q => p,
            _ => return None,
        };
        Some(Num {
            dim: x.dim,
            kind,
            currency,
            real: x.real.or(y.real),
            per,
            year: x.year || y.year,
            zero: false,
        })
    }

    /// Whether a dimension has money in it.
    pub(crate) fn has_money(&self, dim: Dim) -> bool {
        match dim {
            Dim::ONE => false,
            Dim::MONEY => true,
            _ => *self.money_dims.borrow_mut().entry(dim).or_insert_with(|| {
                let parts = self.dims.split(dim);
                parts.is_some_and(|(over, under)| {
                    over.iter().chain(&under).any(|d| *d == Dim::MONEY)
                })
            }),
        }
    }

    pub(crate) fn currency_name(&self, c: Option<CurrencyId>) -> String {
        c.and_then(|c| self.units.currencies().get(c))
            .map_or_else(|| "money".to_owned(), |c| c.name.to_string())
    }

    /// A type in words: "power", "a date", "a list of halls".
    #[must_use]
    pub fn type_words(&self, ty: Ty) -> String {
        let item = match ty.base {
            Base::Error => "an error".to_owned(),
            Base::Nothing => "nothing".to_owned(),
            Base::Bool => "a condition".to_owned(),
            Base::Text => "text".to_owned(),
            Base::Date(None) => "a date".to_owned(),
            Base::Date(Some(q)) => format!(
                "a date of kind `{}`",
                self.quantities[q.index()].ast.name.name
            ),
            Base::Duration => "a duration".to_owned(),
            Base::Number(n) => {
                let words = if n.dim == Dim::ONE {
                    "a ratio".to_owned()
                } else {
                    self.dims.describe(n.dim)
                };
                let words = match n.per {
                    Per::Month => words.replace("per time", "per month"),
                    Per::Year => words.replace("per time", "per year"),
                    Per::Any => words,
                };
                match n.kind {
                    Some(q) => format!(
                        "{words} of kind `{}`",
                        self.quantities[q.index()].ast.name.name
                    ),
                    None => words,
                }
            }
            Base::Enum(e) => format!(
                "a choice of {}",
                crate::diag::families::one_of(&self.enums[e.index()].choices)
            ),
            Base::Ref(Class::Kind(k)) => article(&self.kinds[k.index()].name),
            Base::Ref(Class::Trait(t)) => {
                format!("something {}", self.traits[t.index()].ast.name.name)
            }
            Base::Ref(Class::Any) => "an element".to_owned(),
            Base::Redundancy => "a redundancy scheme".to_owned(),
            Base::Period => "a period".to_owned(),
            Base::Calendar => "a calendar".to_owned(),
            Base::Hours(_) | Base::HoursWhen => {
                let of = self.type_words(Ty::of(ty.alike().base));
                format!("{of} by the hour")
            }
        };
        match (ty.list, ty.series) {
            (true, _) => format!("a list of {item}"),
            (false, true) => format!("a monthly series of {item}"),
            _ => item,
        }
    }

    fn misfit_words(&mut self, e: ExprId, want: Ty, due: &Due) -> Diagnostic {
        let ty = self.ty(e);
        let span = self.hir[e].span;
        let (name, owner, declared) = match due {
            Due::Attribute { element, slot } => {
                let s = self.slot(*element, *slot);
                (
                    format!("`{}`", s.name),
                    self.describe(*element),
                    Some(s.span),
                )
            }
            Due::Formula { kind, slot } => {
                let s = &self.kinds[kind.index()].slots[slot.index()];
                (
                    format!("`{}`", s.name),
                    self.kinds[kind.index()].name.to_string(),
                    Some(s.span),
                )
            }
            Due::Argument { function, param } => (
                format!("`{param}` of `{function}`"),
                function.to_string(),
                None,
            ),
            Due::Parameter { function, param } => (
                format!("`{param}` of `{function}`"),
                function.to_string(),
                None,
            ),
            Due::Result(f) => (format!("the result of `{f}`"), f.to_string(), None),
            Due::Condition => ("a condition".to_owned(), String::new(), None),
            Due::Position => ("a place in a list".to_owned(), String::new(), None),
            Due::Other(what) => (what.clone(), String::new(), None),
        };
        let want_words = self.type_words(want);
        let have_words = self.type_words(ty);
        let want = match want.base {
            Base::Hours(_) => want.alike().series(),
            _ => want,
        };
        if let (Some(h), Some(w)) = (ty.num(), want.num())
            && (ty.series == want.series || want.series)
        {
            let spelled = self.spelled(due, w);
            return self.number_words(h, w, e, &name, declared, spelled);
        }
        if let (Some(h), Base::Duration) = (ty.num(), want.base)
            && h.dim == Dim::ONE
        {
            return type_words::unit_missing(&name, "a duration", span, "6 mo", declared);
        }
        if let (Base::Ref(have), Base::Ref(_)) = (ty.base, want.base)
            && (ty.list == want.list || want.list)
        {
            let (found, at) = match self.hir[e].kind {
                ExprKind::Element(id) => (self.own_name(id), Some(self.elements[id.index()].span)),
                _ => (self.source_text(span), None),
            };
            let is = match have {
                Class::Kind(k) => article(&self.kinds[k.index()].name),
                _ => have_words,
            };
            let plain = want_words
                .strip_prefix("a list of ")
                .unwrap_or(&want_words)
                .to_owned();
            return name_words::wrong_kind(span, &name, &plain, &found, &is, at, declared);
        }
        if let (Base::Date(Some(h)), Base::Date(Some(w))) = (ty.base, want.base) {
            let (h, w) = (&self.quantities[h.index()], &self.quantities[w.index()]);
            return type_words::quantity_kind_due(
                &name,
                &w.ast.name.name,
                span,
                &h.ast.name.name,
                declared,
                None,
            );
        }
        if let Base::Enum(id) = want.base
            && let Base::Text = ty.base
        {
            let text = self.source_text(span);
            let en = &self.enums[id.index()];
            return words::unknown_choice(text.trim_matches('"'), span, &en.choices, en.span);
        }
        let _ = owner;
        type_words::wrong_type(
            &name,
            &want_words,
            span,
            &have_words,
            declared,
            ty.series && !want.series,
            ty.optional && ty.base == Base::Nothing,
        )
    }

    /// The type of an attribute as it is declared, where that says more than its dimension: a hashprice is money per hash rate and time,
    /// which is money per hash.
    fn spelled(&self, due: &Due, want: Num) -> Option<String> {
        let Due::Attribute { element, slot } = due else {
            return None;
        };
        let SlotDecl::Attr(a) = self.slot(*element, *slot).decl else {
            return None;
        };
        let text = self.source_text(a.ty.as_ref()?.span);
        let text = text.trim_end_matches(['?', ' ']);
        let text = text.strip_prefix("series<").unwrap_or(text);
        let text = text.trim_end_matches('>');
        let described = self.dims.describe(want.dim);
        let parts = described.matches(" per ").count();
        (text.matches('/').count() > parts).then(|| text.to_owned())
    }

    fn number_words(
        &mut self,
        have: Num,
        want: Num,
        e: ExprId,
        name: &str,
        declared: Option<sitec_grammar::source::Span>,
        spelled: Option<String>,
    ) -> Diagnostic {
        let span = self.hir[e].span;
        let (hw, mut ww) = (self.dims.describe(have.dim), self.dims.describe(want.dim));
        if let Some(spelled) = spelled {
            ww.push_str(&format!(" (`{spelled}`)"));
        }
        let text = self.source_text(span);
        if have.dim == want.dim {
            if let (Some(h), Some(w)) = (have.kind, want.kind)
                && h != w
            {
                let (hq, wq) = (&self.quantities[h.index()], &self.quantities[w.index()]);
                let way = self
                    .conversions
                    .iter()
                    .filter(|(_, r)| **r == w)
                    .map(|((a, b), _)| (*a, *b))
                    .min();
                let help = way.map(|(a, b)| {
                    format!(
                        "`{}` is made by `{} * {}`",
                        wq.ast.name.name,
                        self.quantities[a.index()].ast.name.name,
                        self.quantities[b.index()].ast.name.name
                    )
                });
                return type_words::quantity_kind_due(
                    name,
                    &wq.ast.name.name,
                    span,
                    &hq.ast.name.name,
                    declared,
                    help,
                );
            }
            if have.currency != want.currency && have.currency.is_some() && want.currency.is_some()
            {
                return type_words::currencies(
                    span,
                    &self.currency_name(have.currency),
                    declared.unwrap_or(span),
                    &self.currency_name(want.currency),
                    "give",
                );
            }
            return type_words::period_due(name, want.per, span, have.per, declared);
        }
        if have.dim == Dim::ONE {
            let literal = self.literal(e).is_some();
            if literal {
                return type_words::unit_missing(
                    name,
                    &ww,
                    span,
                    &format!("{text} {}", self.example_unit(want)),
                    declared,
                );
            }
        }
        match (have.dim, want.dim) {
            (Dim::POWER, Dim::APPARENT_POWER) | (Dim::APPARENT_POWER, Dim::POWER) => {
                type_words::apparent_power(
                    name,
                    &ww,
                    span,
                    &hw,
                    &text,
                    want.dim == Dim::APPARENT_POWER,
                    declared,
                )
            }
            (Dim::TEMPERATURE, Dim::TEMPERATURE_DIFFERENCE)
            | (Dim::TEMPERATURE_DIFFERENCE, Dim::TEMPERATURE) => {
                type_words::temperatures(name, &ww, span, &hw, &text, declared)
            }
            _ => {
                let missing = self.dims.div(have.dim, want.dim);
                let help = match missing {
                    Dim::TIME => Some(format!("say for how long: `{text}/mo`")),
                    Dim::POWER => Some(format!("say for how much power: `{text}/MW`")),
                    Dim::CLOCK_TIME => {
                        Some(format!("divide by a time, `{text} / 1 h` for instance"))
                    }
                    _ => None,
                };
                type_words::wrong_dimension(name, &ww, span, &hw, declared, help)
            }
        }
    }

    fn example_unit(&self, n: Num) -> &'static str {
        match n.dim {
            Dim::POWER => "MW",
            Dim::ENERGY => "MWh",
            Dim::APPARENT_POWER => "MVA",
            Dim::VOLTAGE => "kV",
            Dim::MONEY => "USD",
            Dim::TIME => "mo",
            Dim::CLOCK_TIME => "h",
            Dim::LENGTH => "m",
            Dim::AREA => "m^2",
            Dim::MASS => "kg",
            Dim::TEMPERATURE => "degC",
            Dim::TEMPERATURE_DIFFERENCE => "K",
            _ => "(unit)",
        }
    }
}

/// "a hall", "an interconnect"
pub(crate) fn article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!(
        "{} {}",
        if vowel { "an" } else { "a" },
        noun.replace('_', " ")
    )
}
