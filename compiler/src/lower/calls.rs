//! Built-in functions as operations of the value graph.

use sitec_ir::{NodeId, Op, Profile};
use sitec_units::calendar::Date;
use sitec_units::dimension::Dim;
use smallvec::SmallVec;

use super::value::{Basis, MoneyTag, Val};
use super::{Env, Lowered, Lowering, Pending};
use crate::builtins::Builtin;
use crate::diag::families::{graphs, types as type_words, values};
use crate::types::*;

impl Lowering<'_> {
    #[allow(clippy::too_many_lines)] // One arm a function, as in the reference.
    pub(crate) fn call(
        &mut self,
        b: Builtin,
        args: &[Option<ExprId>],
        e: ExprId,
        env: &mut Env,
    ) -> Lowered {
        use Builtin as B;
        match (b, args) {
            (B::Prev, _) => return self.prev(args, env),
            (
                B::Sum | B::Count | B::Any | B::Every | B::FirstOf | B::Distinct | B::Min | B::Max,
                &[Some(list)],
            ) => return self.aggregate(b, list, e, env),
            _ => {}
        }
        let mut vals: SmallVec<[Option<Val>; 4]> = SmallVec::new();
        for a in args {
            vals.push(match a {
                Some(a) => Some(self.eval(*a, env)?),
                None => None,
            });
        }
        if vals.iter().flatten().any(|v| v.is_error()) {
            return Ok(Val::Error);
        }
        for (v, a) in vals.iter().zip(args) {
            if let (Some(Val::None), Some(a)) = (v, a) {
                return Ok(self.none_used(*a));
            }
        }
        let given = |i: usize| vals.get(i).copied().flatten();
        let first = given(0);
        let n = |l: &mut Self, i: usize| l.node(given(i)?);
        macro_rules! node {
            ($i:expr) => {
                match n(self, $i) {
                    Some(n) => n,
                    None => return Ok(Val::Error),
                }
            };
        }
        let keep = |l: &mut Self, from: NodeId, out: NodeId| {
            l.copy_tag(from, out);
            Val::Node(out)
        };
        let span = self.package.hir[e].span;
        Ok(match b {
            B::Sequence => match first.and_then(|list| self.single_items(list, e)) {
                Some(items) => self.sequence(items, e),
                None => Val::Error,
            },
            B::Pick => {
                let n = node!(1);
                let Some(items) = first.and_then(|list| self.single_items(list, e)) else {
                    return Ok(Val::Error);
                };
                let tag = self.joined_tag(&items, e);
                let mut inputs = vec![n];
                inputs.extend(items);
                let out = self.push(Op::Pick, &inputs);
                if let Some(tag) = tag {
                    self.tags.insert(out, tag);
                }
                Val::Node(out)
            }
            B::Min | B::Max => {
                if let Some(Val::Duration(mut best)) = first {
                    for v in vals.iter().skip(1).flatten() {
                        let &Val::Duration(d) = v else {
                            return Ok(Val::Error);
                        };
                        let (x, y) = (self.nominal_months(best), self.nominal_months(d));
                        let c = self.push(if b == B::Min { Op::Le } else { Op::Ge }, &[x, y]);
                        match self.select(c, Val::Duration(best), Val::Duration(d), e) {
                            Val::Duration(d) => best = d,
                            other => return Ok(other),
                        }
                    }
                    return Ok(Val::Duration(best));
                }
                let mut out = node!(0);
                for i in 1..vals.len() {
                    let next = node!(i);
                    let tag = self.join_tags(out, next, e);
                    out = self.push(if b == B::Min { Op::Min } else { Op::Max }, &[out, next]);
                    if let Some(tag) = tag {
                        self.tags.insert(out, tag);
                    }
                }
                Val::Node(out)
            }
            B::Abs => {
                let x = node!(0);
                let out = self.push(Op::Abs, &[x]);
                keep(self, x, out)
            }
            B::Floor | B::Ceil | B::Round | B::Sqrt | B::Exp | B::Ln => {
                let x = node!(0);
                let op = match b {
                    B::Floor => Op::Floor,
                    B::Ceil => Op::Ceil,
                    B::Round => Op::Round,
                    B::Sqrt => Op::Sqrt,
                    B::Exp => Op::Exp,
                    _ => Op::Ln,
                };
                Val::Node(self.push(op, &[x]))
            }
            B::Name | B::Label => match first {
                Some(Val::Element(id)) if b == B::Label => self.arena.text(&self.package.label(id)),
                Some(Val::Element(id)) => self.arena.text(&self.package.own_name(id)),
                _ => Val::Error,
            },
            B::MonthsBetween => {
                let (x, y) = (node!(0), node!(1));
                Val::Node(self.push(Op::MonthsBetween, &[x, y]))
            }
            B::Months | B::Years => {
                let months = match first.and_then(|v| self.months_of(v)) {
                    Some(m) => m,
                    None => return Ok(Val::Error),
                };
                if b == B::Months {
                    return Ok(Val::Node(months));
                }
                let twelve = self.constant(12.0);
                Val::Node(self.push(Op::Div, &[months, twelve]))
            }
            B::Year | B::Month | B::MonthStart | B::MonthEnd => {
                let op = match b {
                    B::Year => Op::YearOf,
                    B::Month => Op::MonthOf,
                    B::MonthStart => Op::MonthStart,
                    _ => Op::MonthEnd,
                };
                let x = node!(0);
                Val::Node(self.push(op, &[x]))
            }
            B::MonthBegin => Val::Node(self.push(Op::MonthBegin, &[])),
            B::MonthClose => Val::Node(self.push(Op::MonthClose, &[])),
            B::MonthLength => Val::Node(self.push(Op::MonthLength, &[])),
            B::MonthIndex => Val::Node(self.push(Op::MonthIndex, &[])),
            B::PeriodLength => Val::Node(self.period_length()),
            B::OpeningColumn => Val::Node(self.opening_column()),
            B::CalendarYear => Val::Node(self.push(Op::CalendarYear, &[])),
            B::CalendarMonth => Val::Node(self.push(Op::CalendarMonth, &[])),
            B::Active => {
                let (x, y) = (node!(0), node!(1));
                Val::Node(self.push(Op::Active, &[x, y]))
            }
            B::On => {
                let x = node!(0);
                Val::Node(self.push(Op::On, &[x]))
            }
            B::Due => {
                let (from, until) = (node!(0), node!(2));
                match given(1).and_then(|v| self.months_of(v)) {
                    Some(every) => Val::Node(self.push(Op::Due, &[from, every, until])),
                    None => Val::Error,
                }
            }
            B::Accrue => {
                let x = node!(0);
                let dim = args[0]
                    .and_then(|a| self.package.hir[a].ty.num())
                    .map_or(Dim::ONE, |n| n.dim);
                let out = if self.package.per_time(dim) == Some(Dim::CLOCK_TIME) {
                    let length = self.push(Op::MonthLength, &[]);
                    self.push(Op::Mul, &[x, length])
                } else {
                    let timeline = self.builder.timeline();
                    match (timeline.step, timeline.opening) {
                        // A month of it each month.
                        (1, false) => self.as_series(x),
                        _ => {
                            let length = self.period_length();
                            self.push(Op::Mul, &[x, length])
                        }
                    }
                };
                keep(self, x, out)
            }
            B::Escalate => {
                let from = node!(1);
                let twelve = self.constant(12.0);
                let every = match given(2) {
                    Some(v) => match self.months_of(v) {
                        Some(m) => m,
                        None => return Ok(Val::Error),
                    },
                    None => twelve,
                };
                let rate_expr = args[0].unwrap_or(e);
                let plain = self.package.hir[rate_expr]
                    .ty
                    .num()
                    .is_some_and(|n| n.dim == Dim::ONE);
                let Some(rate) = first.and_then(|v| self.yearly(v, rate_expr)) else {
                    return Ok(Val::Error);
                };
                // A rate a year steps by the share of a year that a step is; a plain ratio is for each step.
                let rate = if plain || self.number(every) == Some(12.0) {
                    rate
                } else {
                    let share = self.push(Op::Div, &[every, twelve]);
                    self.push(Op::Mul, &[rate, share])
                };
                Val::Node(self.push(Op::Escalate, &[rate, from, every]))
            }
            B::Grow => {
                let from = node!(1);
                match first.and_then(|v| self.yearly(v, args[0].unwrap_or(e))) {
                    Some(rate) => Val::Node(self.push(Op::Grow, &[rate, from])),
                    None => Val::Error,
                }
            }
            B::Spread => {
                let (total, from, to) = (node!(0), node!(1), node!(2));
                let profile = match given(3) {
                    Some(Val::Choice(choice)) => {
                        let (id, i) = self.arena[choice];
                        let name = self.package.enums[id.index()]
                            .choices
                            .get(i as usize)
                            .cloned()
                            .unwrap_or_default();
                        match name.as_str() {
                            "uniform" => Profile::Uniform,
                            "s_curve" => Profile::SCurve,
                            "at_start" => Profile::AtStart,
                            "at_end" => Profile::AtEnd,
                            _ => {
                                let choices = ["uniform", "s_curve", "at_start", "at_end"]
                                    .map(smol_str::SmolStr::new_static);
                                let at = args[3].map_or(span, |a| self.package.hir[a].span);
                                let none = sitec_grammar::source::Span::default();
                                return Ok(self.tell(at, "profile", || {
                                    crate::diag::families::kinds::unknown_choice(
                                        &name, at, &choices, none,
                                    )
                                }));
                            }
                        }
                    }
                    Some(Val::Chosen(..)) => {
                        let at = args[3].map_or(span, |a| self.package.hir[a].span);
                        return Ok(self.tell(at, "static", || graphs::static_choice(at)));
                    }
                    _ => Profile::Uniform,
                };
                let out = self.push(Op::Spread(profile), &[total, from, to]);
                keep(self, total, out)
            }
            B::Shift | B::Trailing | B::Ahead => {
                let (x, k) = (node!(0), node!(1));
                if self.counted(k).is_none() {
                    let name = b.signature().name;
                    return Ok(self.tell(span, "months", || graphs::not_constant(name, span)));
                }
                let op = match b {
                    B::Shift => Op::Shift,
                    B::Trailing => Op::Trailing,
                    _ => Op::Ahead,
                };
                let out = self.push(op, &[x, k]);
                keep(self, x, out)
            }
            B::Reversed => {
                if let Some(known @ (Val::True | Val::False)) = first {
                    return Ok(known);
                }
                let x = node!(0);
                let x = self.as_series(x);
                let out = self.push(Op::Reversed, &[x]);
                keep(self, x, out)
            }
            B::Cumulative | B::Total | B::Last => {
                let x = node!(0);
                let x2 = self.as_series(x);
                self.copy_tag(x, x2);
                let op = match b {
                    B::Cumulative => Op::Cumulative,
                    B::Total => Op::Total,
                    _ => Op::Last,
                };
                let out = self.push(op, &[x2]);
                keep(self, x2, out)
            }
            B::Highest | B::Lowest => {
                let x = node!(0);
                let when = match n(self, 1) {
                    Some(w) => w,
                    None => self.constant(1.0),
                };
                let out = self.push(
                    if b == B::Highest {
                        Op::Highest
                    } else {
                        Op::Lowest
                    },
                    &[x, when],
                );
                keep(self, x, out)
            }
            B::At => {
                let (x, d) = (node!(0), node!(1));
                let x2 = self.as_series(x);
                let out = self.push(Op::At, &[x2, d]);
                keep(self, x, out)
            }
            B::First => {
                let c = node!(0);
                Val::Node(self.push(Op::FirstWhere, &[c]))
            }
            B::HoldsEver | B::HoldsAlways => {
                if let Some(known @ (Val::True | Val::False)) = first {
                    return Ok(known);
                }
                let c = node!(0);
                Val::Node(self.push(
                    if b == B::HoldsEver {
                        Op::Ever
                    } else {
                        Op::Always
                    },
                    &[c],
                ))
            }
            B::Npv | B::Xnpv => {
                let x = node!(1);
                let Some(rate) = first.and_then(|v| self.yearly(v, args[0].unwrap_or(e))) else {
                    return Ok(Val::Error);
                };
                let out = match (b, n(self, 2), n(self, 3)) {
                    (B::Npv, ..) => self.push(Op::Npv, &[rate, x]),
                    (_, on, Some(dates)) => self.dated_value(rate, x, on, dates),
                    (_, on, None) => {
                        let start = f64::from(self.builder.timeline().first.days());
                        let on = on.unwrap_or_else(|| self.constant(start));
                        self.push(Op::Xnpv, &[rate, x, on])
                    }
                };
                keep(self, x, out)
            }
            B::Irr | B::IrrPeriod | B::IrrCount => {
                let x = node!(0);
                Val::Node(match b {
                    B::IrrCount => self.push(Op::IrrCount, &[x]),
                    B::IrrPeriod => self.push(Op::Irr, &[x]),
                    _ => {
                        let period = self.push(Op::Irr, &[x]);
                        self.effective(period)
                    }
                })
            }
            B::IrrRoot => {
                let (x, k) = (node!(0), node!(1));
                let period = self.push(Op::IrrRoot, &[x, k]);
                Val::Node(self.effective(period))
            }
            B::Xirr | B::XirrCount | B::XirrRoot => {
                let x = node!(0);
                let dated = if b == B::XirrRoot { 2 } else { 1 };
                let dates = match n(self, dated) {
                    Some(dates) => dates,
                    None => self.push(Op::MonthClose, &[]),
                };
                Val::Node(match b {
                    B::Xirr => self.push(Op::Xirr, &[x, dates]),
                    B::XirrCount => self.push(Op::XirrCount, &[x, dates]),
                    _ => {
                        let k = node!(1);
                        self.push(Op::XirrRoot, &[x, dates, k])
                    }
                })
            }
            B::Inflate => {
                let (x, index) = (node!(0), node!(1));
                match self.tags.get(&x).copied() {
                    Some(MoneyTag {
                        basis: Basis::Real(year),
                        currency,
                    }) => {
                        let Some(base) = self.price_index(index, year) else {
                            let first = self.builder.timeline().first.to_string();
                            return Ok(self.tell(span, "index", || {
                                values::index_begins_late(year, &first, span)
                            }));
                        };
                        let factor = self.push(Op::Div, &[index, base]);
                        let out = self.push(Op::Mul, &[x, factor]);
                        self.tags.insert(
                            out,
                            MoneyTag {
                                currency,
                                basis: Basis::Nominal,
                            },
                        );
                        Val::Node(out)
                    }
                    _ => Val::Node(x),
                }
            }
            B::Convert => {
                let (x, fx) = (node!(0), node!(1));
                let out = self.push(Op::Mul, &[x, fx]);
                let from = self.tags.get(&x).copied();
                // The currency of the rate, as its type states it or as its value has it.
                let stated = self.package.hir[e].ty.num().and_then(|n| n.currency);
                let to = stated.or_else(|| self.tags.get(&fx).and_then(|t| t.currency));
                if let Some(own) = from.and_then(|t| t.currency)
                    && to == Some(own)
                {
                    let currency = self.package.currency_name(to);
                    let (amount, rate) = (self.written_in(x, own), self.written_in(fx, own));
                    let amount = amount.unwrap_or_else(|| self.node_span(x, span));
                    self.tell(amount, "converted", || {
                        type_words::converted_into_itself(&currency, amount, rate, span)
                    });
                }
                self.tags.insert(
                    out,
                    MoneyTag {
                        currency: to,
                        basis: from.map_or(Basis::Nominal, |t| t.basis),
                    },
                );
                Val::Node(out)
            }
            B::SameCurrency => {
                let (x, y) = (node!(0), node!(1));
                match (self.currency(x), self.currency(y)) {
                    (Some(x), Some(y)) if x != y => Val::False,
                    _ => Val::True,
                }
            }
            B::MeanOf | B::HighestOf => {
                let x = node!(0);
                let op = if b == B::MeanOf {
                    Op::MeanOf
                } else {
                    Op::HighestOf
                };
                let origin = self.origin();
                let out = self.builder.over_hours(op, x, origin);
                keep(self, x, out)
            }
            B::ByHour => {
                let Some(items) = first.and_then(|list| self.single_items(list, e)) else {
                    return Ok(Val::Error);
                };
                let tag = self.joined_tag(&items, e);
                let out = self.push(Op::ByHour, &items);
                if let Some(tag) = tag {
                    self.tags.insert(out, tag);
                }
                Val::Node(out)
            }
            B::Sum | B::Count | B::Any | B::Every | B::FirstOf | B::Distinct => Val::Error,
            B::Prev | B::Start | B::End | B::Csv | B::Hourly => Val::Error,
        })
    }

    /// The values of a list whose items are all there.
    fn single_items(&mut self, list: Val, e: ExprId) -> Option<Vec<NodeId>> {
        let Val::List(list) = list else { return None };
        let count = self.arena[list].len();
        let mut out = Vec::with_capacity(count);
        for i in 0..count {
            let item = self.arena[list][i];
            if item.when.is_some() {
                let span = self.package.hir[e].span;
                self.tell(span, "static", || graphs::static_choice(span));
                return None;
            }
            if matches!(item.value, Val::None) {
                let span = self.package.hir[e].span;
                let what = "an item of the list";
                self.tell(span, "none", || {
                    crate::diag::families::kinds::absent(what, span, None)
                });
            }
            out.push(self.node(item.value)?);
        }
        Some(out)
    }

    /// The items of a list month by month; dates go on with nothing, all else with zero.
    fn sequence(&mut self, mut items: Vec<NodeId>, e: ExprId) -> Val {
        let timeline = *self.builder.timeline();
        let columns = timeline.columns() as usize;
        if items.len() > columns {
            let (count, span) = (items.len(), self.package.hir[e].span);
            let owner = self.stack.last().map(|f| f.of.0);
            let owner = owner.map(|id| self.package.elements[id.index()].span);
            return self.tell(owner.unwrap_or(span), "sequence", || {
                values::sequence_long(count, &timeline, span, owner)
            });
        }
        let tag = self.joined_tag(&items, e);
        if matches!(self.package.hir[e].ty.base, Base::Date(_)) {
            let nothing = self.constant(f64::NAN);
            items.resize(columns, nothing);
        }
        let out = self.push(Op::Sequence, &items);
        if let Some(tag) = tag {
            self.tags.insert(out, tag);
        }
        Val::Node(out)
    }

    /// The calendar length of each column in months: that of a period, none in the opening column.
    fn period_length(&mut self) -> NodeId {
        let step = f64::from(self.builder.timeline().step);
        let (opening, none, step) = (
            self.opening_column(),
            self.constant(0.0),
            self.constant(step),
        );
        self.push(Op::Select, &[opening, none, step])
    }

    /// Whether each column is the opening one.
    fn opening_column(&mut self) -> NodeId {
        let (index, zero) = (self.push(Op::MonthIndex, &[]), self.constant(0.0));
        self.push(Op::Lt, &[index, zero])
    }

    /// The effective rate a year of a rate a period: `(1 + j)^12 − 1` for a month.
    fn effective(&mut self, period: NodeId) -> NodeId {
        let step = f64::from(self.builder.timeline().step);
        if step == 12.0 {
            return period;
        }
        let (one, periods) = (self.constant(1.0), self.constant(12.0 / step));
        let growth = self.push(Op::Add, &[one, period]);
        let growth = self.push(Op::Pow, &[growth, periods]);
        self.push(Op::Sub, &[growth, one])
    }

    /// `Σ x_k · (1 + rate)^(−(dates_k − on)/365)`, from the first of the dates unless `on` is given. A flow that is
    /// zero needs no date.
    fn dated_value(
        &mut self,
        rate: NodeId,
        x: NodeId,
        on: Option<NodeId>,
        dates: NodeId,
    ) -> NodeId {
        let on = match on {
            Some(on) => on,
            None => {
                let dated = self.push(Op::Eq, &[dates, dates]);
                self.push(Op::Lowest, &[dates, dated])
            }
        };
        let (one, least) = (self.constant(1.0), self.constant(-1.0));
        let (zero, nothing) = (self.constant(0.0), self.constant(f64::NAN));
        let growth = self.push(Op::Add, &[one, rate]);
        let possible = self.push(Op::Gt, &[rate, least]);
        let growth = self.push(Op::Select, &[possible, growth, nothing]);
        let days = self.push(Op::Sub, &[on, dates]);
        let year = self.constant(365.0);
        let years = self.push(Op::Div, &[days, year]);
        let factor = self.push(Op::Pow, &[growth, years]);
        let value = self.push(Op::Mul, &[x, factor]);
        let none = self.push(Op::Eq, &[x, zero]);
        let value = self.push(Op::Select, &[none, zero, value]);
        self.push(Op::Total, &[value])
    }

    /// The index of a price year: that of the year's middle, 1 July. Growth by a rate is known before the
    /// timeline too; of any other index nothing is known then.
    fn price_index(&mut self, index: NodeId, year: i16) -> Option<NodeId> {
        let middle = Date::new(i32::from(year), 7, 1).ok()?;
        let first = self.builder.timeline().first;
        if middle >= first {
            let at = self.constant(f64::from(middle.days()));
            return Some(self.push(Op::At, &[index, at]));
        }
        let Op::Grow = self.builder.op(index) else {
            return None;
        };
        let (&rate, &from) = (
            self.builder.inputs(index).first()?,
            self.builder.inputs(index).get(1)?,
        );
        let one = self.constant(1.0);
        let step = self.push(Op::Add, &[one, rate]);
        // Whole months between the months of the two days, as the grid counts them.
        let month = self.push(Op::MonthStart, &[from]);
        let at = self.constant(f64::from(middle.days()));
        let months = self.push(Op::MonthsBetween, &[month, at]);
        let twelve = self.constant(12.0);
        let years = self.push(Op::Div, &[months, twelve]);
        Some(self.push(Op::Pow, &[step, years]))
    }

    fn prev(&mut self, args: &[Option<ExprId>], env: &mut Env) -> Lowered {
        let (Some(Some(x)), Some(Some(initial))) = (args.first().copied(), args.get(1).copied())
        else {
            return Ok(Val::Error);
        };
        let initial_value = self.eval(initial, env)?;
        let Some(first) = self.node(initial_value) else {
            return Ok(Val::Error);
        };
        let delay = self.builder.delay(first);
        self.copy_tag(first, delay);
        let of = self.stack.last().map(|f| f.of);
        self.pending.push(Pending {
            delay,
            x,
            env: env.clone(),
            here: self.here,
            of,
        });
        Ok(Val::Node(delay))
    }
}
