//! What is varied: the attribute, where it is sought, and how a value of it is written.

use sitec_ir::{NodeId, Shape};
use sitec_units::calendar::Date;
use sitec_units::money::CurrencyId;
use sitec_units::show;

use super::search::{Steps, Unknown};
use super::target::parsed;
use super::{Ask, Session, Unsolved, words};
use crate::elaborate::{Due, Scope};
use crate::hir::ExprKind;
use crate::lower::value::{Duration, Val};
use crate::lower::{Env, Lowering};
use crate::package::{Progress, SlotDecl};
use crate::types::*;
use crate::view::{Figure, RangeBy};

/// The attribute that is varied.
#[derive(Debug)]
pub(super) struct Varied {
    /// Its path.
    path: String,
    of: (ElementId, SlotId),
    form: Form,
    /// Its value now: in canonical units, as a day, or as a number of the duration's unit.
    pub present: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    /// Where its range comes from.
    pub range: RangeBy,
}

/// How a number becomes a value of the attribute.
#[derive(Debug)]
enum Form {
    /// An amount: its currency and price year, if it has them.
    Amount {
        currency: Option<CurrencyId>,
        real: String,
    },
    /// A day.
    Day,
    /// A duration: what stays as it is, and the unit that is counted.
    Span { lead: String, unit: &'static str },
}

/// The units of a duration in the order in which they are counted.
const UNITS: [&str; 3] = ["mo", "d", "wd"];

/// A value of an attribute as it stands: an amount or a day, or the three numbers of a duration.
#[derive(Debug, Clone, Copy)]
enum AtRest {
    One(f64, NodeId),
    Three([f64; 3]),
}

impl Session<'_> {
    /// What is asked to be varied, with its range.
    pub(super) fn varied(&mut self, ask: &Ask) -> Result<Varied, Unsolved> {
        let path = ask.vary.trim();
        let (of, value) = self.attribute(path)?;
        let (element, slot) = of;
        let s = self.lowering.package.slot(element, slot);
        if !s.assignable() {
            return Err(words::formula(path).into());
        }
        let declared = self.lowering.package.slot_type(element, slot);
        let ty = declared.alike();
        let numeric = matches!(ty.base, Base::Number(_) | Base::Date(_) | Base::Duration);
        let monthly =
            matches!(value, Val::Node(n) if self.lowering.builder.shape(n) != Shape::Scalar);
        if !numeric || ty.list || monthly {
            let ty = self.lowering.type_name(declared);
            return Err(words::no_number(path, &ty).into());
        }
        let from = self.bound(ask.from.as_deref(), of, ty)?;
        let to = self.bound(ask.to.as_deref(), of, ty)?;
        let asked = from.is_some() || to.is_some();
        let (declared, declared_by) = if asked {
            ([None, None], RangeBy::Asked)
        } else {
            self.own_range(of)
        };
        let low = from.or(declared[0]);
        let high = to.or(declared[1]);
        let [present, low, high] = [Some(value), low, high].map(|v| self.at_rest(v));

        let form = match ty.base {
            Base::Date(_) => Form::Day,
            Base::Duration => span(path, [present, low, high], asked)?,
            _ => {
                let node = [present, low, high]
                    .into_iter()
                    .flatten()
                    .find_map(|b| match b {
                        AtRest::One(_, n) => Some(n),
                        AtRest::Three(_) => None,
                    });
                let year = node.and_then(|n| self.lowering.price_year(n));
                Form::Amount {
                    currency: node.and_then(|n| self.lowering.currency(n)),
                    real: year.map_or_else(String::new, |y| format!(" real {y}")),
                }
            }
        };
        let number = |b: Option<AtRest>| match (b?, &form) {
            (AtRest::One(v, _), _) => Some(v),
            (AtRest::Three(parts), Form::Span { unit, .. }) => {
                UNITS.iter().position(|u| u == unit).map(|i| parts[i])
            }
            (AtRest::Three(_), _) => None,
        };
        let (present, low, high) = (number(present), number(low), number(high));
        let varied = Varied {
            path: path.to_owned(),
            of,
            present,
            low,
            high,
            range: if low.is_some() || high.is_some() {
                declared_by
            } else {
                RangeBy::Around
            },
            form,
        };
        if let (Some(low), Some(high)) = (low, high)
            && low >= high
        {
            let text = |x| varied.written(x, &self.lowering);
            return Err(words::empty_range(&text(low), &text(high)).into());
        }
        if varied.present.is_none() && (low.is_none() || high.is_none()) {
            return Err(words::nothing_to_begin_with(path).into());
        }
        Ok(varied)
    }

    /// The attribute at a path and its value; of several elements those of the first.
    fn attribute(&mut self, path: &str) -> Result<((ElementId, SlotId), Val), Unsolved> {
        let ast = parsed(path)?;
        let (e, env) = self.told(path, |s| s.in_root(&ast))?;
        let value = self.told(path, |s| s.lowering.demand_expr(e, &env))?;
        let first = |l: &Lowering<'_>, v: Val| match v {
            Val::List(list) => l.arena[list].first().map(|i| i.value),
            other => Some(other),
        };
        let of = match self.lowering.package.hir[e].kind.clone() {
            ExprKind::Member(base, name) => {
                let base = self.lowering.demand_expr(base, &env);
                match first(&self.lowering, base) {
                    Some(Val::Element(id)) => {
                        self.lowering.package.slot_of(id, &name).map(|s| (id, s))
                    }
                    _ => None,
                }
            }
            ExprKind::Slot(slot) => env.this.map(|t| (t, slot)),
            _ => None,
        };
        match (of, first(&self.lowering, value)) {
            (Some(of), Some(value)) => Ok((of, value)),
            _ => Err(words::no_attribute(path).into()),
        }
    }

    /// A bound that was asked for, as a value of the attribute.
    fn bound(
        &mut self,
        text: Option<&str>,
        (element, slot): (ElementId, SlotId),
        ty: Ty,
    ) -> Result<Option<Val>, Unsolved> {
        let Some(text) = text else { return Ok(None) };
        let ast = parsed(text)?;
        let value = self.told(text, |s| {
            let (e, env) = s.in_root(&ast);
            let e = s
                .lowering
                .package
                .fit(e, ty, &Due::Attribute { element, slot });
            s.lowering.demand_expr(e, &env)
        })?;
        Ok(Some(value))
    }

    /// The range that the attribute declares, or that its distribution has.
    fn own_range(&mut self, (element, slot): (ElementId, SlotId)) -> ([Option<Val>; 2], RangeBy) {
        let s = self.lowering.package.slot(element, slot);
        let kind = self.lowering.package.elements[element.index()].kind;
        if let (SlotDecl::Attr(a), Some(kind)) = (s.decl, kind)
            && let Some((low, high)) = &a.range
        {
            let mut scope = Scope::of_kind(kind, &s.scope.clone());
            let ty = self.lowering.package.slot_type(element, slot);
            let bounds = [low, high].map(|e| {
                let e = self.lowering.package.expr(e, &mut scope, Some(ty));
                let e = self
                    .lowering
                    .package
                    .fit(e, ty, &Due::Attribute { element, slot });
                Some(self.lowering.demand_expr(e, &Env::of(element)))
            });
            return (bounds, RangeBy::Declared);
        }
        let bounded = ["uniform", "triangular", "pert", "discrete"];
        let uncertain = self.lowering.uncertain.iter();
        let own = uncertain
            .filter(|u| u.of == (element, slot) && bounded.contains(&u.distribution.as_str()));
        let args: Vec<NodeId> = own.flat_map(|u| u.args.clone()).collect();
        let mut points: Vec<(f64, NodeId)> = Vec::new();
        for n in args {
            if let Some(AtRest::One(v, n)) = self.at_rest(Some(Val::Node(n))) {
                points.push((v, n));
            }
        }
        points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.0.cmp(&b.1.0)));
        let (low, high) = (points.first(), points.last());
        let node = |p: Option<&(f64, NodeId)>| p.map(|p| Val::Node(p.1));
        ([node(low), node(high)], RangeBy::Distribution)
    }

    /// The numbers of a value at its base; nothing if it has none.
    fn at_rest(&mut self, value: Option<Val>) -> Option<AtRest> {
        let mut nodes = Vec::new();
        self.lowering.arena.nodes(value?, &mut nodes);
        let values = self.run(&nodes)?;
        let number = |n: NodeId| {
            let known = self.lowering.builder.const_value(n);
            known.or_else(|| crate::show::number(&values, n))
        };
        match value? {
            Val::Node(n) => number(n).map(|v| AtRest::One(v, n)),
            Val::Duration(id) => {
                let Duration { months, days, work } = self.lowering.arena[id];
                Some(AtRest::Three([
                    number(months)?,
                    number(days)?,
                    number(work)?,
                ]))
            }
            _ => None,
        }
    }
}

/// Which unit of a duration is counted, and what stays: the one in which the bounds differ, else the
/// smallest that the value has.
fn span(path: &str, values: [Option<AtRest>; 3], asked: bool) -> Result<Form, Unsolved> {
    let [present, low, high] = values.map(|v| match v {
        Some(AtRest::Three(parts)) => Some(parts),
        _ => None,
    });
    let given: Vec<[f64; 3]> = if asked {
        low.into_iter().chain(high).collect()
    } else {
        present.into_iter().collect()
    };
    let differ = |i: &usize| given.windows(2).any(|w| w[0][*i] != w[1][*i]);
    let different: Vec<usize> = (0..3).filter(differ).collect();
    let counted = match different[..] {
        [one] => one,
        [] => {
            let has = |i: &usize| given.iter().any(|g| g[*i] != 0.0);
            (0..3).rev().find(has).unwrap_or(0)
        }
        _ => return Err(words::mixed_range(path).into()),
    };
    let mut lead = String::new();
    if let Some(first) = given.first() {
        for (i, unit) in UNITS.iter().enumerate().filter(|(i, _)| *i != counted) {
            if first[i] != 0.0 {
                lead.push_str(&format!("{} {unit} + ", first[i]));
            }
        }
    }
    Ok(Form::Span {
        lead,
        unit: UNITS[counted],
    })
}

/// Digits of a value that was tried; figures of reports have four.
const DIGITS: usize = 6;

/// A written number with [`DIGITS`] digits: `$130.53196414127272/kW/mo` is `$130.532/kW/mo`. Nothing if four are
/// enough, and `shown` has them: cents have not, of `0.0912 EUR`.
fn finer(written: &str, shown: &str) -> Option<String> {
    let start = written.find(|c: char| c.is_ascii_digit())?;
    let (before, rest) = written.split_at(start);
    let of_number = |c: char| c.is_ascii_digit() || c == '.';
    let end = rest.find(|c| !of_number(c)).unwrap_or(rest.len());
    let (digits, behind) = rest.split_at(end);
    let significant = |text: &str| -> usize {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.trim_matches('0').len()
    };
    if significant(digits) <= 4 {
        return (significant(shown) < significant(digits)).then(|| written.to_owned());
    }
    let number = show::number(digits.parse().ok()?, DIGITS);
    Some(format!("{before}{number}{behind}"))
}

impl Varied {
    /// What the search needs to know.
    pub fn unknown(&self) -> Unknown {
        Unknown {
            low: self.low,
            high: self.high,
            present: self.present,
            steps: match self.form {
                Form::Amount { .. } => Steps::Any,
                Form::Day => Steps::Day,
                Form::Span { .. } => Steps::Whole,
            },
        }
    }

    /// Whether it takes whole numbers only.
    pub fn is_whole(&self) -> bool {
        !matches!(self.form, Form::Amount { .. })
    }

    /// A value to compile with, before any is tried.
    pub fn placeholder(&self) -> f64 {
        self.present.filter(|p| *p > 0.0).unwrap_or(1.0)
    }

    /// The program's number for one of the unknown, given that of the placeholder.
    pub fn unit(&self, literal: f64) -> f64 {
        match self.form {
            Form::Amount { .. } | Form::Day => 1.0,
            Form::Span { .. } => literal / self.placeholder(),
        }
    }

    /// Its type in a compilation: each numbers the dimensions that it meets by itself.
    fn ty(&self, lowering: &Lowering<'_>) -> Ty {
        let (element, slot) = self.of;
        match lowering.package.slot(element, slot).ty {
            Progress::Done(ty) => Ty {
                series: false,
                optional: false,
                ..ty.alike()
            },
            _ => Ty::ERROR,
        }
    }

    /// A value to the last digit, as the language writes it.
    fn written(&self, x: f64, lowering: &Lowering<'_>) -> String {
        match &self.form {
            Form::Day => Date::from_days(x as i32).to_string(),
            Form::Span { lead, unit } => format!("{lead}{x} {unit}"),
            Form::Amount { currency, real } => {
                let Base::Number(n) = self.ty(lowering).base else {
                    return show::number(x, 17);
                };
                let p = &lowering.package;
                let hint = n
                    .kind
                    .and_then(|q| p.quantities[q.index()].shown.as_deref());
                let currency = currency.or(n.currency).unwrap_or(CurrencyId::USD);
                let text = show::exact_in(x, n.dim, &p.dims, &p.units, hint, currency);
                format!("{text}{real}")
            }
        }
    }

    /// A value as an override gives it.
    pub fn set(&self, x: f64, lowering: &Lowering<'_>) -> String {
        format!("{} = {}", self.path, self.written(x, lowering))
    }

    /// A value as people read it. `literal` is the varied number in the program of `lowering`.
    pub fn figure(&self, x: f64, lowering: &mut Lowering<'_>, literal: NodeId) -> Figure {
        match &self.form {
            Form::Amount { .. } => {
                // What is found is rounded less than what a report shows.
                let figure = lowering.number_figure(x, self.ty(lowering), literal);
                match finer(&self.written(x, lowering), &figure.text) {
                    Some(text) => Figure { text, ..figure },
                    None => figure,
                }
            }
            Form::Day => lowering.number_figure(x, Ty::DATE, literal),
            Form::Span { lead, unit } => Figure {
                text: format!("{lead}{} {unit}", show::number(x, 17)),
                value: Some(x),
                unit: Some((*unit).to_owned()),
                ty: lowering.type_name(Ty::DURATION),
                series: None,
                opening: None,
            },
        }
    }

    /// Why these values were tried, and how to try others.
    pub fn why_this_range(&self) -> (&'static str, &'static str) {
        match self.range {
            RangeBy::Asked => (
                "the range is that of `--from` and `--to`",
                "a wider range, another target, or another number to vary",
            ),
            RangeBy::Declared => (
                "the range is the one that the attribute declares",
                "another target, or another number to vary; `--from` and `--to` search elsewhere",
            ),
            RangeBy::Distribution => (
                "the range is that of its distribution",
                "search wider with `--from` and `--to`, or vary another number",
            ),
            RangeBy::Around => (
                "the range was found by doubling and halving the value now",
                "another target, or another number to vary; `--from` and `--to` search elsewhere",
            ),
        }
    }
}
