//! A 200 MW colocation site over 240 months, as a program: construction, lease, debt sized by cover and by
//! gearing, reserve, tax with losses, sale. Twelve uncertain inputs, twelve outputs.

use sitec_ir::{Builder, LiteralId, NodeId, Op, OriginId, Program};
use sitec_units::calendar::{Date, Timeline};

/// The base value of each input, in the order of their literals.
pub const INPUTS: [(&str, f64); 12] = [
    ("capex", 9.5),
    ("delay", 3.0),
    ("rent", 130.0),
    ("escalator", 0.0275),
    ("occupancy", 0.97),
    ("pue", 1.25),
    ("power_price", 48.0),
    ("power_growth", 0.025),
    ("opex", 16.0),
    ("inflation", 0.025),
    ("interest", 0.07125),
    ("cap_rate", 0.0675),
];

/// The literal of each input.
#[allow(dead_code)]
pub fn input(i: usize) -> LiteralId {
    LiteralId(i as u32)
}

/// Formulas without their ceremony.
struct F(Builder);

impl F {
    fn op(&mut self, op: Op, inputs: &[NodeId]) -> NodeId {
        self.0.push(op, inputs, OriginId::NONE)
    }
    fn c(&mut self, value: f64) -> NodeId {
        self.0.constant(value)
    }
    fn add(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.op(Op::Add, &[a, b])
    }
    fn sub(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.op(Op::Sub, &[a, b])
    }
    fn mul(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.op(Op::Mul, &[a, b])
    }
    fn div(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.op(Op::Div, &[a, b])
    }
    fn scale(&mut self, a: NodeId, by: f64) -> NodeId {
        let by = self.c(by);
        self.mul(a, by)
    }
    fn plus(&mut self, a: NodeId, by: f64) -> NodeId {
        let by = self.c(by);
        self.add(a, by)
    }
    fn when(&mut self, condition: NodeId, a: NodeId) -> NodeId {
        let zero = self.c(0.0);
        self.op(Op::Select, &[condition, a, zero])
    }
    fn compare(&mut self, op: Op, a: NodeId, b: f64) -> NodeId {
        let b = self.c(b);
        self.op(op, &[a, b])
    }
    fn positive(&mut self, a: NodeId) -> NodeId {
        let zero = self.c(0.0);
        self.op(Op::Max, &[a, zero])
    }
    fn total(&mut self, a: NodeId) -> NodeId {
        self.op(Op::Total, &[a])
    }
}

/// The program and its outputs by name.
pub fn program() -> (Program, Vec<(&'static str, NodeId)>) {
    const MONTHS: u32 = 240;
    let timeline = Timeline::new(Date::new(2027, 1, 1).unwrap(), MONTHS);
    let mut f = F(Builder::new(timeline));
    let [
        capex,
        delay,
        rent,
        e,
        occupancy,
        pue,
        power,
        g,
        opex,
        inflation,
        r,
        cap,
    ] = INPUTS.map(|(_, value)| f.0.literal(value, OriginId::NONE));
    let start = f.c(f64::from(timeline.first.days()));
    let twelve = f.c(12.0);
    let one = f.c(1.0);

    // Time.
    let m = f.op(Op::MonthIndex, &[]);
    let hours = f.op(Op::MonthLength, &[]);
    let hours = f.scale(hours, 1.0 / 3600.0);
    let months_built = f.plus(delay, 18.0);
    let k = f.sub(m, months_built);
    let opened = f.op(Op::AddMonths, &[start, months_built]);
    let building = f.compare(Op::Lt, k, 0.0);
    let operating = f.compare(Op::Ge, k, 0.0);
    let in_tenor = f.compare(Op::Lt, k, 180.0);
    let tenor = f.op(Op::And, &[operating, in_tenor]);
    let at_end = f.compare(Op::Eq, m, f64::from(MONTHS) - 1.0);

    // Hard cost along an S curve of months.
    let hard = f.scale(capex, 200e6);
    let m1 = f.plus(m, 1.0);
    let share = |f: &mut F, m| {
        let x = f.div(m, months_built);
        let xx = f.mul(x, x);
        let rest = f.scale(x, -2.0);
        let rest = f.plus(rest, 3.0);
        f.mul(xx, rest)
    };
    let (upto, before) = (share(&mut f, m1), share(&mut f, m));
    let slice = f.sub(upto, before);
    let cost = f.mul(hard, slice);
    let cost = f.when(building, cost);

    // Operation.
    let ramp = f.plus(k, 1.0);
    let ramp = f.scale(ramp, 1.0 / 6.0);
    let ramp = f.op(Op::Min, &[one, ramp]);
    let leased = f.mul(occupancy, ramp);
    let leased = f.when(operating, leased);
    let kw_leased = f.scale(leased, 200_000.0);
    let steps = f.op(Op::Escalate, &[e, opened, twelve]);
    let revenue = f.mul(kw_leased, rent);
    let revenue = f.mul(revenue, steps);
    let cap_pue = f.c(1.25);
    let reimbursed = f.op(Op::Min, &[pue, cap_pue]);
    let leak = f.sub(pue, reimbursed);
    let leak = f.mul(leak, power);
    let leak = f.scale(leak, 200.0 * 0.85);
    let drift = f.op(Op::Escalate, &[g, start, twelve]);
    let leak = f.mul(leak, drift);
    let mwh = f.mul(leased, hours);
    let leak = f.mul(leak, mwh);
    let fixed = f.scale(opex, 200_000.0);
    let insured = f.scale(hard, 0.009 / 12.0);
    let fixed = f.add(fixed, insured);
    let inflated = f.op(Op::Escalate, &[inflation, start, twelve]);
    let fixed = f.mul(fixed, inflated);
    let fixed = f.when(operating, fixed);
    let ebitda = f.sub(revenue, leak);
    let ebitda = f.sub(ebitda, fixed);

    // Debt size: by cover and by gearing.
    let i = f.div(r, twelve);
    let growth = f.plus(i, 1.0);
    let shrink = f.div(one, growth);
    let last = f.0.delay(one);
    let next = f.mul(last, shrink);
    let discount = f.op(Op::Select, &[operating, next, one]);
    f.0.set_delay(last, discount);
    let service_unit = f.positive(ebitda);
    let service_unit = f.scale(service_unit, 1.0 / 1.35);
    let service_unit = f.when(tenor, service_unit);
    let present = f.mul(service_unit, discount);
    let by_cover = f.total(present);
    let zero = f.c(0.0);
    let net = f.plus(i, -0.005 / 12.0);
    let first = f.compare(Op::Eq, m, 0.0);
    let gx_last = f.0.delay(zero);
    let gx = f.mul(gx_last, net);
    let gx = f.add(gx_last, gx);
    let gx = f.add(gx, cost);
    f.0.set_delay(gx_last, gx);
    let gy_last = f.0.delay(zero);
    let gy = f.mul(gy_last, net);
    let gy = f.add(gy_last, gy);
    let upfront = f.scale(first, 0.015);
    let gy = f.add(gy, upfront);
    let gy = f.plus(gy, 0.005 / 12.0);
    f.0.set_delay(gy_last, gy);
    let minus_one = f.c(-1.0);
    let ready = f.op(Op::AddMonths, &[opened, minus_one]);
    let gx = f.op(Op::At, &[gx, ready]);
    let gy = f.op(Op::At, &[gy, ready]);
    let rest = f.sub(one, gy);
    let per_x = f.div(rest, gx);
    let geared = f.scale(hard, 0.75);
    let denominator = f.mul(geared, per_x);
    let denominator = f.plus(denominator, 0.25);
    let by_gearing = f.div(geared, denominator);
    let debt = f.op(Op::Min, &[by_gearing, by_cover]);
    let w = f.mul(debt, per_x);
    let drawn_hard = f.mul(w, hard);
    let financing = f.sub(debt, drawn_hard);
    let shape = f.div(debt, by_cover);
    let service = f.mul(service_unit, shape);

    // The loan.
    let opening_month = f.compare(Op::Eq, k, 0.0);
    let balance_last = f.0.delay(zero);
    let opening = f.op(Op::Select, &[opening_month, debt, balance_last]);
    let interest = f.mul(i, opening);
    let interest = f.when(tenor, interest);
    let balance = f.add(opening, interest);
    let balance = f.sub(balance, service);
    f.0.set_delay(balance_last, balance);

    // The reserve.
    let six = f.c(6.0);
    let coming = f.op(Op::Ahead, &[service, six]);
    let funded = f.compare(Op::Ge, k, -1.0);
    let reserve = f.when(funded, coming);
    let reserve_last = f.0.delay(zero);
    f.0.set_delay(reserve_last, reserve);
    let earned = f.scale(reserve_last, 0.03 / 12.0);
    let paid_in = f.sub(reserve, reserve_last);
    let reserve_first = f.op(Op::At, &[reserve, ready]);

    // Sale.
    let last_year = f.c(12.0);
    let last_ebitda = f.op(Op::Trailing, &[ebitda, last_year]);
    let last_ebitda = f.op(Op::Last, &[last_ebitda]);
    let grown = f.plus(e, 1.0);
    let noi = f.mul(last_ebitda, grown);
    let price = f.div(noi, cap);
    let price = f.scale(price, 1.0 - 0.015);
    let sale = f.when(at_end, price);

    // Tax: the year's figures stand in its December.
    let basis = f.add(hard, financing);
    let a5 = [0.2, 0.32, 0.192, 0.1152, 0.1152, 0.0576];
    let a15 = [
        0.05, 0.095, 0.0855, 0.077, 0.0693, 0.0623, 0.059, 0.059, 0.0591, 0.059, 0.0591, 0.059,
        0.0591, 0.059, 0.0591, 0.0295,
    ];
    let table: Vec<f64> = (0..MONTHS as usize)
        .map(|m| {
            let a = m / 12;
            let bonus = if a == 0 { 0.6 } else { 0.0 };
            let year = |rates: &[f64]| rates.get(a).copied().unwrap_or(0.0);
            let flat = if a == 0 { 0.0 } else { 1.0 / 39.0 };
            0.1 * (bonus + 0.4 * year(&a5)) + 0.5 * (bonus + 0.4 * year(&a15)) + 0.4 * flat
        })
        .collect();
    let table = f.0.table(table);
    let year_built = f.scale(months_built, 1.0 / 12.0);
    let year_built = f.op(Op::Floor, &[year_built]);
    let waited = f.scale(year_built, 12.0);
    let rates = f.op(Op::Shift, &[table, waited]);
    let month_opened = f.sub(months_built, waited);
    let stub = f.scale(month_opened, -1.0);
    let stub = f.plus(stub, 11.5);
    let stub = f.scale(stub, 0.4 / 12.0 / 39.0);
    let december = f.op(Op::CalendarMonth, &[]);
    let december = f.compare(Op::Eq, december, 12.0);
    let years = f.plus(waited, 11.0);
    let first_year = f.op(Op::Eq, &[m, years]);
    let stub = f.when(first_year, stub);
    let rates = f.add(rates, stub);
    let depreciation = f.mul(basis, rates);
    let depreciation = f.when(december, depreciation);
    let all_depreciation = f.total(depreciation);
    let profit = f.add(ebitda, earned);
    let profit = f.sub(profit, interest);
    let income = f.op(Op::Trailing, &[profit, twelve]);
    let income = f.sub(income, depreciation);
    let gain = f.sub(basis, all_depreciation);
    let gain = f.sub(price, gain);
    let gain = f.when(at_end, gain);
    let income = f.add(income, gain);
    let income = f.when(december, income);
    let taxable = f.positive(income);
    let limit = f.scale(taxable, 0.8);
    let losses_last = f.0.delay(zero);
    let used = f.op(Op::Min, &[losses_last, limit]);
    let minus = f.op(Op::Neg, &[income]);
    let new_loss = f.positive(minus);
    let losses = f.sub(losses_last, used);
    let losses = f.add(losses, new_loss);
    f.0.set_delay(losses_last, losses);
    let tax = f.sub(taxable, used);
    let tax = f.scale(tax, 0.25);

    // Flows.
    let project = f.sub(ebitda, cost);
    let project = f.add(project, sale);
    let own = f.sub(one, w);
    let own_cost = f.mul(own, cost);
    let equity = f.add(ebitda, earned);
    let equity = f.sub(equity, service);
    let equity = f.sub(equity, paid_in);
    let equity = f.sub(equity, own_cost);
    let equity = f.sub(equity, tax);
    let equity = f.add(equity, sale);

    // Outputs.
    let uses = f.add(basis, reserve_first);
    let ltc = f.div(debt, basis);
    let dscr = f.scale(by_cover, 1.35);
    let dscr = f.div(dscr, debt);
    let cover = f.mul(ebitda, discount);
    let cover = f.when(tenor, cover);
    let cover = f.total(cover);
    let llcr = f.div(cover, debt);
    let closes = f.op(Op::MonthClose, &[]);
    let project_xirr = f.op(Op::Xirr, &[project, closes]);
    let equity_xirr = f.op(Op::Xirr, &[equity, closes]);
    let hurdle = f.c(0.12);
    let equity_npv = f.op(Op::Xnpv, &[hurdle, equity, start]);
    let received = f.positive(equity);
    let received = f.total(received);
    let paid = f.op(Op::Neg, &[equity]);
    let paid = f.positive(paid);
    let paid = f.total(paid);
    let moic = f.div(received, paid);
    let running = f.op(Op::Cumulative, &[equity]);
    let back = f.compare(Op::Ge, running, 0.0);
    let date = f.op(Op::FirstWhere, &[back]);
    let run_at = f.op(Op::At, &[running, date]);
    let flow_at = f.op(Op::At, &[equity, date]);
    let index_at = f.op(Op::At, &[m, date]);
    let before = f.sub(run_at, flow_at);
    let part = f.div(before, flow_at);
    let payback = f.sub(index_at, part);
    let nine = f.c(0.09);
    let spent = f.add(cost, fixed);
    let spent = f.add(spent, leak);
    let spent = f.sub(spent, sale);
    let spent = f.op(Op::Xnpv, &[nine, spent, start]);
    let sold = f.op(Op::Xnpv, &[nine, kw_leased, start]);
    let levelised = f.div(spent, sold);
    let cash_tax = f.total(tax);

    let outputs = vec![
        ("debt", debt),
        ("total_uses", uses),
        ("ltc", ltc),
        ("dscr", dscr),
        ("llcr", llcr),
        ("project_xirr", project_xirr),
        ("equity_xirr", equity_xirr),
        ("equity_npv", equity_npv),
        ("moic", moic),
        ("payback_months", payback),
        ("levelised_usd_per_kw_month", levelised),
        ("cash_tax", cash_tax),
    ];
    for (_, node) in &outputs {
        f.0.output(*node);
    }
    (f.0.finish(), outputs)
}
