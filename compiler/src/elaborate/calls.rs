//! Types of calls.

use sitec_grammar::ast;
use sitec_grammar::source::Span;
use sitec_units::calendar::{Date, PeriodKind};
use sitec_units::dimension::Dim;
use smol_str::SmolStr;

use super::{Due, Scope};
use crate::builtins::{self, Builtin};
use crate::diag::families::{names as name_words, nearest, types as words, values as value_words};
use crate::hir::ExprKind;
use crate::package::*;
use crate::types::*;

impl Package<'_> {
    pub(crate) fn call(
        &mut self,
        path: &ast::Path,
        args: &[ast::Arg],
        span: Span,
        scope: &mut Scope,
        want: Option<Ty>,
    ) -> ExprId {
        if self.is_broken(scope.module, path) || self.tell_ambiguous(scope.module, path) {
            for arg in args {
                self.expr(&arg.value, scope, None);
            }
            return self.error(span);
        }
        if let Some(Declared {
            decl: Decl::Fn(f), ..
        }) = self.lookup_path(scope.module, path)
        {
            return self.call_fn(f, args, span, scope);
        }
        let name = path
            .segments
            .last()
            .map(|s| s.name.clone())
            .unwrap_or_default();
        match builtins::lookup(&name) {
            Some(sig) if path.segments.len() == 1 => {
                self.builtin(sig.builtin, args, span, scope, want)
            }
            _ => {
                let known = builtins::TABLE
                    .iter()
                    .map(|s| s.name)
                    .chain(self.fns.iter().map(|f| f.ast.name.name.as_str()));
                let near: Vec<(String, Option<String>)> = nearest(&name, known)
                    .into_iter()
                    .map(|n| (n.to_owned(), None))
                    .collect();
                self.problems.push(name_words::unknown_name(
                    &name, path.span, "function", &near,
                ));
                self.error(span)
            }
        }
    }

    fn call_fn(&mut self, f: FnId, args: &[ast::Arg], span: Span, scope: &mut Scope) -> ExprId {
        let decl = self.fns[f.index()].ast;
        let params = self.fn_params(f);
        let mut given: Vec<Option<ExprId>> = vec![None; params.len()];
        let mut position = 0;
        let mut hourly = false;
        for arg in args {
            let i = match &arg.name {
                Some(n) => match decl.params.iter().position(|p| p.name.name == n.name) {
                    Some(i) => i,
                    None => {
                        let known = decl.params.iter().map(|p| p.name.name.as_str());
                        self.problems.push(words::unknown_param(
                            &decl.name.name,
                            &n.name,
                            n.span,
                            &nearest(&n.name, known),
                        ));
                        return self.error(span);
                    }
                },
                None => {
                    position += 1;
                    position - 1
                }
            };
            if i >= params.len() {
                self.problems.push(words::argument_count(
                    &decl.name.name,
                    span,
                    params.len(),
                    params.len(),
                    args.len(),
                ));
                return self.error(span);
            }
            let want = params[i];
            let e = self.expr(&arg.value, scope, Some(want));
            // A function of single values applied to series works month by month, applied to hours hour by hour.
            let by_hour = matches!(want.base, Base::Hours(_)) || want.list;
            let e = match self.in_an_hour(e).filter(|_| !by_hour) {
                Some(e) => {
                    hourly = true;
                    e
                }
                None => e,
            };
            let want = want.lifted(self.ty(e).series);
            let due = Due::Parameter {
                function: decl.name.name.clone(),
                param: decl.params[i].name.name.clone(),
            };
            given[i] = Some(self.fit(e, want, &due));
        }
        let mut out = Vec::with_capacity(params.len());
        for (i, g) in given.into_iter().enumerate() {
            let e = match (g, &decl.params[i].default) {
                (Some(e), _) => e,
                (None, Some(d)) => {
                    let mut plain = self.plain_scope(self.fns[f.index()].module);
                    self.expr(d, &mut plain, Some(params[i]))
                }
                (None, None) => {
                    let required = decl.params.iter().filter(|p| p.default.is_none()).count();
                    self.problems.push(words::argument_count(
                        &decl.name.name,
                        span,
                        required,
                        params.len(),
                        args.len(),
                    ));
                    return self.error(span);
                }
            };
            out.push(e);
        }
        let Some((_, ret)) = self.fn_body(f) else {
            return self.error(span);
        };
        let series = out
            .iter()
            .zip(params.iter())
            .any(|(e, p)| self.ty(*e).series && !p.series);
        let call = self
            .hir
            .push(ExprKind::CallFn(f, out.into()), ret.lifted(series), span);
        match hourly {
            true => self.each_hour(call),
            false => call,
        }
    }

    /// Types of a function's parameters.
    pub(crate) fn fn_params(&mut self, f: FnId) -> std::rc::Rc<[Ty]> {
        if let Some(p) = &self.fns[f.index()].params {
            return std::rc::Rc::clone(p);
        }
        let (decl, module) = (self.fns[f.index()].ast, self.fns[f.index()].module);
        let mut out = Vec::new();
        for p in &decl.params {
            out.push(match &p.ty {
                Some(t) => self.resolve_type(t, module, None),
                None => {
                    self.problems.push(words::param_type(
                        &decl.name.name,
                        &p.name.name,
                        p.name.span,
                    ));
                    Ty::ERROR
                }
            });
        }
        let rc: std::rc::Rc<[Ty]> = out.into();
        self.fns[f.index()].params = Some(std::rc::Rc::clone(&rc));
        rc
    }

    /// A function's body with its type; `None` if the function calls itself.
    pub fn fn_body(&mut self, f: FnId) -> Option<(ExprId, Ty)> {
        match self.fns[f.index()].body {
            Progress::Done(d) => return Some(d),
            Progress::Busy => {
                let decl = self.fns[f.index()].ast;
                self.problems.push(value_words::recursive_function(
                    &decl.name.name,
                    decl.name.span,
                ));
                return None;
            }
            Progress::Todo => {}
        }
        self.fns[f.index()].body = Progress::Busy;
        let params = self.fn_params(f);
        let (decl, module) = (self.fns[f.index()].ast, self.fns[f.index()].module);
        let mut scope = self.plain_scope(module);
        scope.fixed = self.is_library(module);
        scope.locals = decl
            .params
            .iter()
            .map(|p| p.name.name.clone())
            .zip(params.iter().copied())
            .collect();
        let ret = decl
            .ret
            .as_ref()
            .map(|t| self.resolve_type(t, module, None));
        let mut body = self.expr(&decl.body, &mut scope, ret);
        if let Some(ret) = ret {
            body = self.fit(body, ret, &Due::Result(decl.name.name.clone()));
        }
        let ty = ret.unwrap_or_else(|| self.ty(body));
        self.fns[f.index()].body = Progress::Done((body, ty));
        Some((body, ty))
    }

    /// Sorts arguments into the parameters of a built-in function, unchecked.
    fn arrange<'x>(
        &mut self,
        b: Builtin,
        args: &'x [ast::Arg],
        span: Span,
    ) -> Option<Vec<Option<&'x ast::Arg>>> {
        let sig = b.signature();
        let variadic = sig.params.last() == Some(&"…");
        let fixed = if variadic {
            sig.params.len() - 1
        } else {
            sig.params.len()
        };
        let mut out: Vec<Option<&ast::Arg>> = vec![None; fixed];
        let mut position = 0;
        for arg in args {
            let i = match &arg.name {
                Some(n) => match sig.params.iter().position(|p| *p == n.name) {
                    Some(i) => i,
                    None => {
                        let near = nearest(&n.name, sig.params.iter().copied());
                        self.problems
                            .push(words::unknown_param(sig.name, &n.name, n.span, &near));
                        return None;
                    }
                },
                None => {
                    position += 1;
                    position - 1
                }
            };
            if i < fixed {
                out[i] = Some(arg);
            } else if variadic {
                out.push(Some(arg));
            } else {
                self.problems.push(words::argument_count(
                    sig.name,
                    span,
                    sig.required,
                    fixed,
                    args.len(),
                ));
                return None;
            }
        }
        if out.iter().take(sig.required).any(Option::is_none) {
            self.problems.push(words::argument_count(
                sig.name,
                span,
                sig.required,
                if variadic { usize::MAX } else { fixed },
                args.len(),
            ));
            return None;
        }
        Some(out)
    }

    #[allow(clippy::too_many_lines)] // One arm a function: the type rules of the reference, in one place.
    pub(crate) fn builtin(
        &mut self,
        b: Builtin,
        args: &[ast::Arg],
        span: Span,
        scope: &mut Scope,
        want: Option<Ty>,
    ) -> ExprId {
        use Builtin as B;
        let Some(args) = self.arrange(b, args, span) else {
            return self.error(span);
        };
        if b == B::Csv {
            return self.csv(&args, span, scope);
        }
        if b == B::Hourly {
            return self.hourly(&args, span, scope);
        }
        if matches!(b, B::Start | B::End) {
            return self.period_end(b, &args, span, scope);
        }
        let name = b.signature().name;
        let params = b.signature().params;
        let duration = Ty::DURATION;
        let ratio = Ty::ratio();
        // What each parameter asks for, as far as it does not depend on the others.
        let hints: &[Option<Ty>] = match b {
            B::Min
            | B::Max
            | B::Abs
            | B::Prev
            | B::Shift
            | B::Cumulative
            | B::Sum
            | B::At
            | B::Last => &[want, want],
            B::Sequence | B::Pick => &[want.map(|w| Ty { series: false, ..w }.list())],
            _ => &[None],
        };
        let mut given: Vec<Option<ExprId>> = Vec::with_capacity(args.len());
        for (i, arg) in args.iter().enumerate() {
            let Some(arg) = arg else {
                given.push(None);
                continue;
            };
            let hint = if b == B::Spread && i == 3 {
                Some(self.profile_type())
            } else {
                hints.get(i).copied().flatten()
            };
            let hint = if matches!(b, B::Sum) {
                hint.map(Ty::list)
            } else {
                hint
            };
            let e = self.expr(&arg.value, scope, hint);
            if self.ty(e).is_error() {
                // The rest is still looked at, so that its mistakes are told in the same run.
                for rest in args.iter().skip(i + 1).flatten() {
                    self.expr(&rest.value, scope, None);
                }
                return self.error(span);
            }
            given.push(Some(e));
        }
        // What is done with each number by itself is done in each hour.
        let each = match b {
            B::Min | B::Max => given.len() > 1,
            B::Abs | B::Floor | B::Ceil | B::Round | B::Sqrt | B::Exp | B::Ln => true,
            _ => false,
        };
        let mut hourly = false;
        for g in given.iter_mut().flatten().filter(|_| each) {
            if let Some(e) = self.in_an_hour(*g) {
                (*g, hourly) = (e, true);
            }
        }
        let types: Vec<Ty> = given
            .iter()
            .map(|g| g.map_or(Ty::NOTHING, |e| self.ty(e)))
            .collect();
        let ty = |i: usize| types.get(i).copied().unwrap_or(Ty::NOTHING);
        let arg = |i: usize| Due::Argument {
            function: SmolStr::new_static(name),
            param: params.get(i).copied().unwrap_or("…"),
        };
        macro_rules! want {
            ($i:expr, $ty:expr) => {
                if let Some(Some(e)) = given.get($i).copied() {
                    let e = self.fit(e, $ty, &arg($i));
                    if self.ty(e).is_error() {
                        return self.error(span);
                    }
                    given[$i] = Some(e);
                }
            };
        }
        let t0 = ty(0);
        let s0 = t0.series;
        let result = match b {
            B::Min | B::Max if given.len() == 1 => {
                if !t0.list
                    || !matches!(
                        t0.base,
                        Base::Number(_) | Base::Date(_) | Base::Duration | Base::Nothing
                    )
                {
                    return self.wrong_argument(
                        &given,
                        0,
                        "a list of numbers or dates",
                        name,
                        span,
                    );
                }
                t0.item()
            }
            B::Min | B::Max => {
                let mut joined = t0;
                for i in 0..given.len() {
                    let t = ty(i);
                    let ordered =
                        matches!(t.base, Base::Number(_) | Base::Date(_) | Base::Duration)
                            && !t.list;
                    match self.join(joined, t).filter(|_| ordered) {
                        Some(j) => joined = j,
                        None => {
                            let w = self.type_words(joined);
                            return self.wrong_argument(&given, i, &w, name, span);
                        }
                    }
                }
                for g in given.iter_mut().flatten() {
                    *g = self.align(*g, joined);
                }
                joined.present()
            }
            B::Sum => {
                let item = t0.item();
                match item.base {
                    Base::Number(_) | Base::Hours(_) | Base::Duration if t0.list => item,
                    // The sum of nothing takes the type that is due.
                    Base::Nothing if t0.list => want.unwrap_or(ratio),
                    _ => return self.wrong_argument(&given, 0, "a list of numbers", name, span),
                }
            }
            B::Count => {
                if !t0.list {
                    return self.wrong_argument(&given, 0, "a list", name, span);
                }
                ratio.lifted(t0.base == Base::Bool && s0)
            }
            B::Any | B::Every => {
                if !t0.list || !matches!(t0.base, Base::Bool | Base::Nothing) {
                    return self.wrong_argument(&given, 0, "a list of conditions", name, span);
                }
                Ty::BOOL.lifted(s0)
            }
            B::Abs => match t0.base {
                Base::Number(_) if !t0.list => t0,
                _ => return self.wrong_argument(&given, 0, "a number", name, span),
            },
            B::Floor | B::Ceil | B::Round | B::Exp | B::Ln => {
                want!(0, ratio.lifted(s0));
                ratio.lifted(s0)
            }
            B::Sqrt => {
                let dim = t0.num().and_then(|n| self.dims.pow(n.dim, 1, 2));
                match dim {
                    Some(d) => Ty::dim(d).lifted(s0),
                    None => return self.wrong_argument(&given, 0, "a number", name, span),
                }
            }
            B::FirstOf => {
                if !t0.list {
                    return self.wrong_argument(&given, 0, "a list", name, span);
                }
                t0.item()
            }
            B::Distinct => {
                if !t0.list {
                    return self.wrong_argument(&given, 0, "a list", name, span);
                }
                t0
            }
            B::Sequence | B::Pick => {
                let known = matches!(
                    t0.base,
                    Base::Number(_) | Base::Date(_) | Base::Bool | Base::Nothing
                );
                if !t0.list || !known || (b == B::Sequence && s0) {
                    let due = "a list of single numbers, dates or conditions";
                    return self.wrong_argument(&given, 0, due, name, span);
                }
                let item = t0.item().present();
                let item = match item.base {
                    Base::Nothing => want.unwrap_or(ratio),
                    _ => item,
                };
                if b == B::Sequence {
                    item.series()
                } else {
                    let s1 = ty(1).series;
                    want!(1, ratio.lifted(s1));
                    item.lifted(s1)
                }
            }
            B::Name | B::Label => {
                if !matches!(t0.base, Base::Ref(_)) || t0.list {
                    return self.wrong_argument(&given, 0, "an element", name, span);
                }
                Ty::TEXT
            }
            B::MonthsBetween => {
                let s1 = ty(1).series;
                want!(0, Ty::DATE.lifted(s0));
                want!(1, Ty::DATE.lifted(s1));
                ratio.lifted(s0 || s1)
            }
            B::Months | B::Years => {
                want!(0, duration.lifted(s0));
                ratio.lifted(s0)
            }
            B::Year | B::Month => {
                want!(0, Ty::DATE.lifted(s0));
                let number = if b == B::Year { Ty::year() } else { ratio };
                number.lifted(s0)
            }
            B::MonthStart | B::MonthEnd => {
                want!(0, Ty::DATE.lifted(s0));
                Ty::DATE.lifted(s0)
            }
            B::MonthBegin | B::MonthClose => Ty::DATE.series(),
            B::MonthLength => Ty::dim(Dim::CLOCK_TIME).series(),
            B::CalendarYear => Ty::year().series(),
            B::MonthIndex | B::CalendarMonth => ratio.series(),
            B::PeriodLength => Ty::dim(Dim::TIME).series(),
            B::OpeningColumn => Ty::BOOL.series(),
            B::Active => {
                want!(0, Ty::DATE);
                want!(1, Ty::DATE);
                ratio.series()
            }
            B::On => {
                want!(0, Ty::DATE);
                ratio.series()
            }
            B::Due => {
                want!(0, Ty::DATE);
                want!(1, duration);
                want!(2, Ty::DATE);
                ratio.series()
            }
            B::Accrue => {
                let Some(n) = t0.num() else {
                    return self.wrong_argument(&given, 0, "a quantity per time", name, span);
                };
                // Per calendar time unless the dimension only makes sense per clock time.
                let by = if self.per_time(n.dim) == Some(Dim::CLOCK_TIME) {
                    Dim::CLOCK_TIME
                } else {
                    Dim::TIME
                };
                if self.per_time(n.dim).is_none() {
                    return self.wrong_argument(&given, 0, "a quantity per time", name, span);
                }
                let dim = self.dims.mul(n.dim, by);
                Ty::of(Base::Number(Num {
                    dim,
                    kind: None,
                    per: Per::Any,
                    ..n
                }))
                .series()
            }
            B::Escalate => {
                let rate = t0
                    .num()
                    .filter(|n| matches!(n.dim, Dim::ONE) || self.is_rate(n.dim));
                if rate.is_none() || s0 {
                    return self.wrong_argument(&given, 0, "a ratio a year", name, span);
                }
                want!(1, Ty::DATE);
                want!(2, duration);
                ratio.series()
            }
            B::Grow => {
                let rate = t0
                    .num()
                    .filter(|n| matches!(n.dim, Dim::ONE) || self.is_rate(n.dim));
                if rate.is_none() || s0 {
                    return self.wrong_argument(&given, 0, "a ratio a year", name, span);
                }
                want!(1, Ty::DATE);
                ratio.series()
            }
            B::Spread => {
                if t0.num().is_none() || s0 {
                    return self.wrong_argument(&given, 0, "a single quantity", name, span);
                }
                want!(1, Ty::DATE);
                want!(2, Ty::DATE);
                if given.get(3).copied().flatten().is_some() && !matches!(ty(3).base, Base::Enum(_))
                {
                    return self.wrong_argument(&given, 3, "a profile", name, span);
                }
                t0.series()
            }
            B::Prev => {
                let t1 = ty(1);
                if t0.list || t1.list {
                    return self.wrong_argument(&given, 0, "a series", name, span);
                }
                match self.join(
                    Ty {
                        series: false,
                        ..t0
                    },
                    Ty {
                        series: false,
                        ..t1
                    },
                ) {
                    Some(j) if !t1.series => j.present().series(),
                    _ => {
                        let w = self.type_words(Ty {
                            series: false,
                            ..t0
                        });
                        return self.wrong_argument(&given, 1, &w, name, span);
                    }
                }
            }
            B::Shift | B::Trailing | B::Ahead => {
                if t0.num().is_none() {
                    return self.wrong_argument(&given, 0, "a series of numbers", name, span);
                }
                want!(1, ratio);
                t0.series()
            }
            B::Reversed => {
                if !matches!(t0.base, Base::Number(_) | Base::Bool) || t0.list {
                    return self.wrong_argument(&given, 0, "a series", name, span);
                }
                t0.series()
            }
            B::Cumulative => {
                if t0.num().is_none() {
                    return self.wrong_argument(&given, 0, "a series of numbers", name, span);
                }
                t0.series()
            }
            B::Total | B::Last => {
                if !matches!(t0.base, Base::Number(_) | Base::Date(_)) || t0.list {
                    return self.wrong_argument(&given, 0, "a series", name, span);
                }
                Ty {
                    series: false,
                    ..t0
                }
            }
            B::Highest | B::Lowest => {
                if !matches!(t0.base, Base::Number(_) | Base::Date(_)) || t0.list {
                    return self.wrong_argument(&given, 0, "a series", name, span);
                }
                want!(1, Ty::BOOL.series());
                Ty {
                    series: false,
                    ..t0
                }
            }
            B::At => {
                if !matches!(t0.base, Base::Number(_) | Base::Date(_) | Base::Bool) || t0.list {
                    return self.wrong_argument(&given, 0, "a series", name, span);
                }
                let s1 = ty(1).series;
                want!(1, Ty::DATE.lifted(s1));
                Ty { series: s1, ..t0 }
            }
            B::First => {
                want!(0, Ty::BOOL.series());
                Ty::DATE
            }
            B::HoldsEver | B::HoldsAlways => {
                want!(0, Ty::BOOL.series());
                Ty::BOOL
            }
            B::Npv | B::Xnpv => {
                let t1 = ty(1);
                let rate = t0
                    .num()
                    .is_some_and(|n| n.dim == Dim::ONE || self.is_rate(n.dim));
                if !rate || s0 {
                    return self.wrong_argument(&given, 0, "a ratio a year", name, span);
                }
                if t1.num().is_none() {
                    return self.wrong_argument(&given, 1, "a series of numbers", name, span);
                }
                if b == B::Xnpv {
                    want!(2, Ty::DATE);
                    want!(3, Ty::DATE.series());
                }
                Ty {
                    series: false,
                    ..t1
                }
            }
            B::Irr
            | B::IrrPeriod
            | B::IrrCount
            | B::IrrRoot
            | B::Xirr
            | B::XirrCount
            | B::XirrRoot => {
                if t0.num().is_none() {
                    return self.wrong_argument(&given, 0, "a series of numbers", name, span);
                }
                let dated = match b {
                    B::IrrRoot | B::XirrRoot => {
                        want!(1, ratio);
                        2
                    }
                    _ => 1,
                };
                want!(dated, Ty::DATE.series());
                ratio
            }
            B::Inflate => {
                let t1 = ty(1);
                let Some(n) = t0.num() else {
                    return self.wrong_argument(&given, 0, "money", name, span);
                };
                want!(1, ratio.lifted(t1.series));
                Ty::of(Base::Number(Num { real: None, ..n })).lifted(s0 || t1.series)
            }
            B::Convert => {
                let t1 = ty(1);
                let (Some(n), Some(fx)) = (t0.num(), t1.num()) else {
                    return self.wrong_argument(&given, 0, "money", name, span);
                };
                Ty::of(Base::Number(Num {
                    currency: fx.currency.filter(|c| Some(*c) != n.currency),
                    ..n
                }))
                .lifted(s0 || t1.series)
            }
            B::SameCurrency => {
                for (i, t) in [t0, ty(1)].into_iter().enumerate() {
                    if !t.num().is_some_and(|n| self.has_money(n.dim)) {
                        return self.wrong_argument(&given, i, "money", name, span);
                    }
                }
                Ty::BOOL
            }
            B::MeanOf | B::HighestOf => match t0.base {
                Base::Hours(_) if !t0.list => t0.alike().present().series(),
                // The share of the hours in which it holds.
                Base::HoursWhen if b == B::MeanOf => ratio.series(),
                _ => return self.wrong_argument(&given, 0, "values by the hour", name, span),
            },
            B::ByHour => match t0.base {
                Base::Number(n) if t0.list => Ty::of(Base::Hours(n)),
                _ => return self.wrong_argument(&given, 0, "a list of numbers", name, span),
            },
            B::Start | B::End | B::Csv | B::Hourly => ratio,
        };
        let call = self.hir.push(ExprKind::Call(b, given.into()), result, span);
        match hourly {
            true => self.each_hour(call),
            false => call,
        }
    }

    /// Whether a dimension is a ratio per time.
    pub(crate) fn is_rate(&self, dim: Dim) -> bool {
        self.dims
            .split(dim)
            .is_some_and(|(over, under)| over.is_empty() && under == [Dim::TIME])
    }

    /// Which time a dimension is per: calendar or clock.
    pub(crate) fn per_time(&self, dim: Dim) -> Option<Dim> {
        match dim {
            // A power is an energy per clock time; so is every rate of flow.
            Dim::POWER
            | Dim::FLOW
            | Dim::MASS_FLOW
            | Dim::DATA_RATE
            | Dim::HASH_RATE
            | Dim::FREQUENCY => return Some(Dim::CLOCK_TIME),
            _ => {}
        }
        let (_, under) = self.dims.split(dim)?;
        under
            .iter()
            .copied()
            .find(|d| matches!(*d, Dim::TIME | Dim::CLOCK_TIME))
    }

    /// The profiles of `spread`, as an enumeration of the compiler's.
    fn profile_type(&mut self) -> Ty {
        let span = Span {
            file: sitec_grammar::source::FileId(0),
            start: 0,
            end: 0,
        };
        let id = match self.enum_by_span.get(&span) {
            Some(id) => *id,
            None => {
                let id = EnumId(self.enums.len() as u32);
                let choices = ["uniform", "s_curve", "at_start", "at_end"]
                    .map(SmolStr::new_static)
                    .to_vec();
                self.enums.push(EnumDef { choices, span });
                self.enum_by_span.insert(span, id);
                id
            }
        };
        Ty::of(Base::Enum(id))
    }

    fn wrong_argument(
        &mut self,
        given: &[Option<ExprId>],
        i: usize,
        want: &str,
        function: &str,
        span: Span,
    ) -> ExprId {
        let (at, have) = match given.get(i).copied().flatten() {
            Some(e) => (self.hir[e].span, self.type_words(self.ty(e))),
            None => (span, "nothing".to_owned()),
        };
        let d = words::wrong_type(
            &format!("`{function}`"),
            want,
            at,
            &have,
            None,
            false,
            false,
        );
        self.problems.push(d);
        self.error(span)
    }

    fn period_end(
        &mut self,
        b: Builtin,
        args: &[Option<&ast::Arg>],
        span: Span,
        scope: &mut Scope,
    ) -> ExprId {
        let Some(Some(arg)) = args.first() else {
            return self.error(span);
        };
        let ast::ExprKind::Period(p) = arg.value.kind else {
            let e = self.expr(&arg.value, scope, None);
            if !self.ty(e).is_error() {
                let have = self.type_words(self.ty(e));
                let d = words::wrong_type(
                    &format!("`{}`", b.signature().name),
                    "a quarter or half year",
                    arg.value.span,
                    &have,
                    None,
                    false,
                    false,
                );
                self.problems.push(d);
            }
            return self.error(span);
        };
        let kind = if p.half {
            PeriodKind::Half
        } else {
            PeriodKind::Quarter
        };
        let date = if b == Builtin::Start {
            Date::period_start(i32::from(p.year), kind, u32::from(p.index))
        } else {
            Date::period_end(i32::from(p.year), kind, u32::from(p.index))
        };
        match date {
            Ok(d) => self.hir.push(ExprKind::Date(d.days()), Ty::DATE, span),
            Err(why) => {
                self.problems
                    .push(value_words::no_such_date(arg.value.span, &why.to_string()));
                self.error(span)
            }
        }
    }

    /// Values by the hour: a ratio, or what the unit says.
    fn hourly(&mut self, args: &[Option<&ast::Arg>], span: Span, scope: &mut Scope) -> ExprId {
        let mut texts = [None, None];
        for (text, arg) in texts.iter_mut().zip(args) {
            if let Some(ast::ExprKind::Text(t)) = arg.map(|a| &a.value.kind) {
                *text = Some(t.clone());
            }
        }
        let [Some(file), Some(column)] = texts else {
            self.problems.push(value_words::csv_text("hourly", span));
            return self.error(span);
        };
        let unit = args.get(2).copied().flatten();
        let unit = unit.map(|arg| self.expr(&arg.value, scope, None));
        let num = match unit.map(|e| self.ty(e)) {
            None => Num::of(Dim::ONE),
            Some(ty) if ty.is_error() => return self.error(span),
            Some(ty) => match ty.num().filter(|_| !ty.series && !ty.optional) {
                Some(num) => num,
                None => {
                    return self.wrong_argument(&[unit], 0, "a single amount", "hourly", span);
                }
            },
        };
        match self.sources.hours(scope.module, &file, &column) {
            Ok(rows) => self.hir.push(
                ExprKind::Hourly(rows.into(), unit),
                Ty::of(Base::Hours(num)),
                span,
            ),
            Err(why) => {
                let at = args.first().copied().flatten();
                let at = at.map_or(span, |a| a.value.span);
                self.problems.push(value_words::csv(at, &why));
                self.error(span)
            }
        }
    }

    fn csv(&mut self, args: &[Option<&ast::Arg>], span: Span, scope: &Scope) -> ExprId {
        let text = |i: usize| match args.get(i).copied().flatten().map(|a| &a.value.kind) {
            Some(ast::ExprKind::Text(t)) => Some(t.clone()),
            _ => None,
        };
        let (Some(file), Some(column)) = (text(0), text(1)) else {
            self.problems.push(value_words::csv_text("csv", span));
            return self.error(span);
        };
        match self.sources.column(scope.module, &file, &column) {
            Ok(rows) => self
                .hir
                .push(ExprKind::Column(rows.into()), Ty::ratio().series(), span),
            Err(why) => {
                let at = args
                    .first()
                    .copied()
                    .flatten()
                    .map_or(span, |a| a.value.span);
                self.problems.push(value_words::csv(at, &why));
                self.error(span)
            }
        }
    }
}
