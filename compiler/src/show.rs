//! Lowered values as people read them.

use sitec_ir::{NodeId, Shape};
use sitec_runtime::Values;
use sitec_units::calendar::Date;
use sitec_units::dimension::Dim;
use sitec_units::money::CurrencyId;
use sitec_units::show;

use crate::lower::Lowering;
use crate::lower::value::Val;
use crate::types::*;
use crate::view::Figure;

/// The number of a node in a run; `None` if it has no value.
#[must_use]
pub fn number(values: &Values, node: NodeId) -> Option<f64> {
    if !values.has(node) {
        return None;
    }
    Some(values.scalar(node, 0)).filter(|v| !v.is_nan())
}

impl Lowering<'_> {
    /// A type as the language writes it: `Power`, `series<Money/Power/Time>`, `ref hall`.
    #[must_use]
    pub fn type_name(&self, ty: Ty) -> String {
        let p = &self.package;
        let item = match ty.base {
            Base::Error => "error".to_owned(),
            Base::Nothing => "none".to_owned(),
            Base::Bool => "Bool".to_owned(),
            Base::Text => "Text".to_owned(),
            Base::Date(q) => q.map_or_else(
                || "Date".to_owned(),
                |q| p.quantities[q.index()].ast.name.name.to_string(),
            ),
            Base::Duration => "Duration".to_owned(),
            Base::Number(n) => match n.kind {
                Some(q) => p.quantities[q.index()].ast.name.name.to_string(),
                None if n.year => "CalendarYear".to_owned(),
                None if n.dim == Dim::ONE => "Ratio".to_owned(),
                None => p.dims.type_name(n.dim),
            },
            Base::Enum(e) => format!("enum {{ {} }}", p.enums[e.index()].choices.join(", ")),
            Base::Ref(Class::Kind(k)) => format!("ref {}", p.kinds[k.index()].name),
            Base::Ref(Class::Trait(t)) => format!("ref {}", p.traits[t.index()].ast.name.name),
            Base::Ref(Class::Any) => "ref".to_owned(),
            Base::Redundancy => "Redundancy".to_owned(),
            Base::Period => "Period".to_owned(),
            Base::Calendar => "Calendar".to_owned(),
            Base::Hours(_) | Base::HoursWhen => {
                format!("hours<{}>", self.type_name(Ty::of(ty.alike().base)))
            }
        };
        let item = if ty.series {
            format!("series<{item}>")
        } else {
            item
        };
        let item = if ty.list {
            format!("list<{item}>")
        } else {
            item
        };
        if ty.optional && ty.base != Base::Nothing {
            format!("{item}?")
        } else {
            item
        }
    }

    /// The unit in which a type's numbers are given: its name, the canonical amount of one, and the currency's name in it.
    pub(crate) fn unit_of(&mut self, ty: Ty, node: Option<NodeId>) -> (Option<String>, f64) {
        let Base::Number(n) = ty.alike().base else {
            return (None, 1.0);
        };
        if n.dim == Dim::ONE {
            return (None, 1.0);
        }
        let p = &mut self.package;
        let Some(name) = show::usual_unit(n.dim, &p.dims, &p.units) else {
            return (Some(p.dims.type_name(n.dim)), 1.0);
        };
        let scale = show::factors(&name)
            .and_then(|f| p.units.compose(&mut p.dims, &f).ok())
            .filter(|u| u.dim == n.dim)
            .map_or(1.0, |u| u.scale);
        if !p.has_money(n.dim) {
            return (Some(name), scale);
        }
        let currency = self.currency_shown(node, n.currency);
        let code = self.package.units.currencies().code(currency);
        (Some(name.replace('$', code).replace("USD", code)), scale)
    }

    /// A number of a type as people read it.
    #[must_use]
    pub fn show_number(&self, v: f64, ty: Ty, node: Option<NodeId>) -> String {
        if v.is_nan() {
            return show::NOTHING.to_owned();
        }
        match ty.alike().base {
            Base::Date(_) => Date::from_days(v as i32).to_string(),
            Base::Bool => if v != 0.0 { "yes" } else { "no" }.to_owned(),
            Base::Number(n) => {
                let currency = match self.package.has_money(n.dim) {
                    true => self.currency_shown(node, n.currency),
                    false => CurrencyId::USD, // None is shown.
                };
                let hint = n
                    .kind
                    .and_then(|q| self.package.quantities[q.index()].shown.as_deref())
                    .or(n.year.then_some("year"));
                show::quantity_in(
                    v,
                    n.dim,
                    &self.package.dims,
                    &self.package.units,
                    hint,
                    currency,
                )
            }
            _ => show::number(v, 6),
        }
    }

    /// The choice that a value is, or that a run has found: its enumeration and its place there.
    #[must_use]
    pub fn choice(&self, v: Val, values: Option<&Values>) -> Option<(EnumId, u16)> {
        match v {
            Val::Choice(id) => Some(self.arena[id]),
            Val::Chosen(id) => {
                let (of, at) = self.arena[id];
                let known = self.builder.const_value(at);
                let place = known.or_else(|| number(values?, at)).filter(|p| *p >= 0.0);
                Some((of, place? as u16))
            }
            _ => None,
        }
    }

    /// A value as text.
    #[must_use]
    pub fn show(&self, v: Val, ty: Ty, values: &Values) -> String {
        match v {
            Val::Error => show::NOTHING.to_owned(),
            Val::None => "none".to_owned(),
            Val::False => "no".to_owned(),
            Val::True => "yes".to_owned(),
            Val::Text(t) | Val::Calendar(t) => self.arena[t].to_string(),
            Val::Chosen(id) if self.builder.shape(self.arena[id].1) == Shape::Series => {
                "series".to_owned()
            }
            Val::Choice(_) | Val::Chosen(_) => match self.choice(v, Some(values)) {
                Some((of, at)) => self.package.enums[of.index()]
                    .choices
                    .get(at as usize)
                    .map_or_else(String::new, ToString::to_string),
                None => show::NOTHING.to_owned(),
            },
            Val::Element(id) => self.package.label(id),
            Val::List(list) => self.arena[list]
                .iter()
                .filter(|i| i.when.is_none_or(|w| number(values, w) != Some(0.0)))
                .map(|i| self.show(i.value, ty.item(), values))
                .collect::<Vec<_>>()
                .join(", "),
            Val::Redundancy(id) => {
                let r = self.arena[id];
                match (r.systems, r.spare, r.per) {
                    (1, 0, 1) => "N".to_owned(),
                    (1, k, 1) => format!("N+{k}"),
                    (x, 0, 1) => format!("{x}N"),
                    (x, k, 1) => format!("{x}(N+{k})"),
                    (x, _, y) => format!("{x}N/{y}"),
                }
            }
            Val::Duration(id) => {
                let d = self.arena[id];
                let parts: Vec<String> = [(d.months, "mo"), (d.days, "d"), (d.work, "wd")]
                    .iter()
                    .filter_map(|(n, unit)| {
                        let v = self
                            .builder
                            .const_value(*n)
                            .or_else(|| number(values, *n))?;
                        (v != 0.0).then(|| format!("{} {unit}", show::number(v, 6)))
                    })
                    .collect();
                if parts.is_empty() {
                    "0 d".to_owned()
                } else {
                    parts.join(" + ")
                }
            }
            Val::Node(n) => {
                match self.builder.shape(n) {
                    Shape::Scalar => {}
                    Shape::Series => return "series".to_owned(),
                    Shape::Hours => return "by the hour".to_owned(),
                }
                let v = self
                    .builder
                    .const_value(n)
                    .or_else(|| number(values, n))
                    .unwrap_or(f64::NAN);
                self.show_number(v, ty, Some(n))
            }
        }
    }

    /// The least and the greatest value that a series of numbers has behind the opening column. The sum of a rate or of a price by
    /// month says nothing.
    pub(crate) fn reach(&self, v: Val, ty: Ty, values: &Values) -> Option<String> {
        let Val::Node(n) = v else { return None };
        if self.builder.shape(n) != Shape::Series || ty.num().is_none() || !values.has(n) {
            return None;
        }
        let opening = usize::from(self.builder.timeline().opening);
        let series = values.series(n, 0);
        let known = || series.iter().skip(opening).copied().filter(|x| !x.is_nan());
        let (low, high) = (known().reduce(f64::min)?, known().reduce(f64::max)?);
        let low = self.show_number(low, ty, Some(n));
        let high = self.show_number(high, ty, Some(n));
        Some(if low == high {
            low
        } else {
            format!("{low} to {high}")
        })
    }

    /// A value as a figure of a report.
    #[must_use]
    pub fn figure(&mut self, v: Val, ty: Ty, values: &Values) -> Figure {
        let text = self.show(v, ty, values);
        let mut figure = Figure {
            text,
            value: None,
            unit: None,
            ty: self.type_name(ty),
            series: None,
            opening: None,
        };
        match v {
            Val::Node(n) if self.builder.shape(n) != Shape::Hours => {
                let (unit, scale) = self.unit_of(ty, Some(n));
                figure.unit = unit;
                let put = |x: f64| (!x.is_nan()).then_some(x / scale);
                if self.builder.shape(n) == Shape::Series {
                    if values.has(n) {
                        let timeline = *self.builder.timeline();
                        let mut series = values.series(n, 0);
                        let sum: f64 = series.iter().sum();
                        figure.text = match ty.base {
                            Base::Number(num) if num.dim == Dim::MONEY => {
                                format!("{} in all", self.show_number(sum, ty, Some(n)))
                            }
                            _ => timeline.length_text(),
                        };
                        if timeline.opening && !series.is_empty() {
                            figure.opening = Some(put(series.remove(0)));
                        }
                        figure.series = Some(series.into_iter().map(put).collect());
                    }
                } else {
                    let v = self
                        .builder
                        .const_value(n)
                        .or_else(|| number(values, n))
                        .unwrap_or(f64::NAN);
                    figure.value = put(v);
                }
            }
            Val::False => figure.value = Some(0.0),
            Val::True => figure.value = Some(1.0),
            _ => {}
        }
        figure
    }
}
