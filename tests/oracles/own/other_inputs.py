"""The cases of ../finance on other inputs, in plain Python: month after month, no formula of the specs.

Run: python3 other_inputs.py. Writes ../finance/*_other_inputs.json.
"""
import datetime as dt
import math

from common import bisect, writer

write = writer("other_inputs.py", "..", "finance")


def pv(rate, flows):
    return math.fsum(f * (1 + rate) ** -k for k, f in enumerate(flows))


def add_months(d, n):
    y, m = divmod(d.year * 12 + d.month - 1 + n, 12)
    last = (dt.date(y + (m == 11), (m + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(y, m + 1, min(d.day, last))


SAME = "As the case of the same number."


def s01():
    series = {"short": [-10.0, 4.0, 4.0, 4.0], "never": [-100.0, 1.0], "long": [-50.0] * 5 + [2.0] * 300}
    exp = {}
    for n, f in series.items():
        run, back = 0.0, None
        for k, x in enumerate(f):
            if back is None and run < 0 <= run + x:
                back = k - 1 - run / x
            run += x
        e = {"irr": bisect(lambda r: pv(r, f), -0.995 if len(f) < 9 else -0.5, 5.0), "npv": {}, "payback_periods": back,
             "moic": sum(x for x in f if x > 0) / -sum(x for x in f if x < 0)}
        for r in (0.01, 0.3):
            e["npv"][repr(r)] = {"value": pv(r, f)}
        exp[n] = e
    write("s01_other_inputs", "Periodic returns", {"series": series, "rates_per_period": [0.01, 0.3]}, exp,
          {"irr_abs": 1e-9, "npv_rel": 1e-12, "npv_abs": 1e-9, "payback_abs": 1e-9}, SAME)


def s02():
    d = [dt.date(2029, 1, 5), dt.date(2029, 1, 6), dt.date(2040, 12, 31)]
    f = [-70.0, -5.0, 200.0]
    value = lambda r: math.fsum(x * (1 + r) ** (-(y - d[0]).days / 365) for x, y in zip(f, d))
    write("s02_other_inputs", "Dated returns", {"rate": 0.04, "three": {"flows": f, "dates": [str(x) for x in d]}},
          {"three": {"xirr": bisect(value, -0.9, 5.0), "xnpv": value(0.04)}}, {"xirr_abs": 1e-9, "xnpv_abs": 1e-8}, SAME)


def s03():
    series = {"one_late": [0.0, -5.0, 0.0, 8.0], "touching": [1.0, -4.4, 4.84 - 1e-3], "last_only": [0.0, 0.0, 7.0]}
    exp = {"one_late": {"sign_changes": 1, "cumulative_sign_changes": 1, "status": "unique",
                        "all_real_roots_above_minus_1": [math.sqrt(1.6) - 1]},
           "touching": {"sign_changes": 2, "cumulative_sign_changes": 2, "status": "multiple",
                        "all_real_roots_above_minus_1": sorted(2.2 + s * math.sqrt(1e-3) - 1 for s in (-1, 1))},
           "last_only": {"sign_changes": 0, "cumulative_sign_changes": 0, "status": "none",
                         "all_real_roots_above_minus_1": []}}
    write("s03_other_inputs", "Edge cases of returns", {"series": series}, exp, {"root_abs": 1e-9}, SAME)


def s04():
    loans = {"all_at_the_end": {"principal": 5e7, "annual_rate": 0.09, "months": 36, "balloon": 5e7},
             "one_month": {"principal": 1000.0, "annual_rate": 0.12, "months": 1, "balloon": 0.0},
             "balloon_at_zero": {"principal": 900.0, "annual_rate": 0.0, "months": 6, "balloon": 300.0}}
    exp = {}
    for n, a in loans.items():
        i, months = a["annual_rate"] / 12, a["months"]

        def left(pay):
            b = a["principal"]
            for _ in range(months):
                b += b * i - pay
            return b - a["balloon"]
        pay = bisect(left, 0.0, 2 * a["principal"])
        b, ints, prin, bal = a["principal"], [], [], []
        for _ in range(months):
            ints.append(b * i)
            prin.append(pay - b * i)
            b -= pay - b * i
            bal.append(b)
        exp[n] = {"payment": pay, "interest": ints, "principal": prin, "closing_balance": bal, "total_interest": sum(ints)}
    write("s04_other_inputs", "Level loans", {"loans": loans}, exp, {"rel_of_principal": 1e-12}, SAME)


def s05():
    issue, maturity, c, f, price, settle, y2 = dt.date(2028, 8, 31), dt.date(2031, 8, 31), 0.05, 4, 103.0, dt.date(2030, 3, 31), 0.03
    days = lambda a, b: (360 * (b.year - a.year) + 30 * (b.month - a.month)
                         + (min(b.day, 30) if min(a.day, 30) == 30 else b.day) - min(a.day, 30)) / 360
    n = 12
    dates = [add_months(maturity, -3 * (n - k)) for k in range(1, n + 1)]
    spans = [days(x, y) for x, y in zip([issue] + dates, dates)]
    cpn = [100 * c * x for x in spans]
    flows = [{"date": str(d), "amount": x} for d, x in zip(dates, cpn)] + [{"date": str(maturity), "amount": 100.0}]

    def value(y, begin, first):
        """Coupons behind `begin`, the first after `first` years, each other after the years of its coupon."""
        t, out = None, []
        for d, x, span in zip(dates, cpn, spans):
            if d > begin:
                t = first if t is None else t + span
                out.append((t, (x + (100 if d == maturity else 0)) * (1 + y / f) ** (-f * t)))
        return out
    y = bisect(lambda r: sum(v for _, v in value(r, issue, spans[0])) - price, -0.01, 0.5)
    carry, b = [], price
    for _ in range(n):
        b = b * (1 + y / f) - 100 * c / f
        carry.append(b)
    last = max(d for d in [issue] + dates if d <= settle)
    acc = 100 * c * days(last, settle)
    dirty = sum(v for _, v in value(y2, settle, spans[dates.index(last) + 1] - days(last, settle)))
    dur = sum(t * v for t, v in value(y, issue, spans[0])) / price / (1 + y / f)
    write("s05_other_inputs", "A quarterly note above par",
          {"issue": str(issue), "maturity": str(maturity), "coupon": c, "face": 100.0, "day_count": "30/360 bond basis",
           "frequency_per_year": f, "issue_price_percent": price, "settlement": str(settle), "yield_at_settlement": y2},
          {"cashflows": flows, "yield_at_issue_semiannual_compounded": y, "carrying_amount_after_each_coupon": carry,
           "accrued_per_100_at_settlement": acc, "clean_price_at_settlement": dirty - acc, "modified_duration_at_issue": dur},
          {"yield_abs": 1e-10, "price_abs": 1e-8}, SAME + " The yield is compounded as often as coupons are paid.")


def sculpted(ebitda, tenor, cover, rate):
    """Debt found by trial: what is left after the last service must be zero."""
    ds = [0.0] + [x / cover for x in ebitda[1:tenor + 1]] + [0.0] * (len(ebitda) - 1 - tenor)

    def left(d):
        for x in ds[1:]:
            d += d * rate - x
        return d
    debt = bisect(left, 0.0, sum(ds))
    bal, ints = [debt], [0.0]
    for x in ds[1:]:
        ints.append(bal[-1] * rate)
        bal.append(bal[-1] * (1 + rate) - x if len(bal) <= tenor else 0.0)
    ints = [x if k <= tenor else 0.0 for k, x in enumerate(ints)]
    bal = [x if k < tenor else 0.0 for k, x in enumerate(bal)]
    return debt, ds, ints, bal


def s06():
    for name, months, rr in (("s06_other_inputs", 0.0, 0.0), ("s06_other_reserve", 9.0, 0.03)):
        years, tenor, cover, rate, fee, works = 12, 12, 1.2, 0.05, 0.0, 1.0e6
        rev = [0.0] + [200000.0 - 3000 * k for k in range(years)]
        op = [0.0] + [40000.0] * years
        cf = [a - b for a, b in zip(rev, op)]
        debt, ds, ints, bal = sculpted(cf, tenor, cover, rate)
        dsra = [months / 12 * (ds[t + 1] if t < years else 0.0) for t in range(years + 1)]
        uses = works + dsra[0] + fee * debt
        eq = [debt - uses] + [cf[t] - ds[t] - (dsra[t] - dsra[t - 1]) + rr * dsra[t - 1] for t in range(1, years + 1)]
        write(name, "Sculpted debt", {"years": years, "rate_percent": 100 * rate, "dscr": cover, "tenor_years": tenor, "revenue": rev,
              "operating_expenses": op, "upfront_fee_percent_of_debt": 0.0, "dsra_months": months, "prefinancing_cost": works},
              {"cfads": cf, "debt_size": debt, "interest": ints, "principal": [a - b for a, b in zip(ds, ints)], "debt_service": ds,
               "closing_balance": bal, "dscr": [0.0] + [cover] * tenor, "dsra_balance": dsra, "upfront_fee": 0.0, "total_uses": uses,
               "debt_fraction_percent": 100 * debt / uses, "pretax_equity_flow": eq}, {"rel": 1e-9}, SAME)


MACRS5 = [20.0, 32.0, 19.2, 11.52, 11.52, 5.76]
MACRS15 = [5.0, 9.5, 8.55, 7.7, 6.93, 6.23, 5.9, 5.9, 5.91, 5.9, 5.91, 5.9, 5.91, 5.9, 5.91, 2.95]


def depreciated(basis, years, shares, bonus=0.0, on=()):
    out = [0.0] * (years + 1)
    for key, share in shares.items():
        if key.startswith("sl"):
            n = int(key[2:])
            table, name = [50 / n] + [100 / n] * (n - 1) + [50 / n], "sl_%d" % n
        else:
            table, name = (MACRS5, "macrs_5") if key == "macrs5" else (MACRS15, "macrs_15")
        b = bonus if name in on else 0.0
        for y in range(1, years + 1):
            if y <= len(table):
                out[y] += basis * share / 100 * (1 - b / 100) * table[y - 1] / 100
        out[1] += basis * share / 100 * b / 100
    return out


def s07():
    years, basis, tau = 9, 5.0e8, 0.25
    rev = [0.0] + [1.0e8 + 2e6 * k for k in range(years)]
    op = [0.0] + [2.0e7] * years
    cases = {"all_at_once": {"macrs15": 100.0, "bonus_fed": 100.0, "bonus_on": ["macrs_15"]}, "nothing": {},
             "five_kinds": {"macrs5": 10.0, "macrs15": 20.0, "sl5": 15.0, "sl20": 25.0, "sl39": 30.0, "bonus_fed": 50.0,
                            "bonus_on": ["macrs_5", "sl_20"]}}
    exp = {}
    for n, kw in cases.items():
        shares = {k: v for k, v in kw.items() if not k.startswith("bonus")}
        dep = depreciated(basis, years, shares, kw.get("bonus_fed", 0.0), kw.get("bonus_on", ()))
        inc = [a - b - d for a, b, d in zip(rev, op, dep)]
        flow = [-basis] + [rev[t] - op[t] - tau * inc[t] for t in range(1, years + 1)]
        exp[n] = {"federal_depreciation": dep, "taxable_income": inc, "federal_tax": [-tau * x for x in inc], "after_tax_flow": flow,
                  "after_tax_irr_percent": 100 * bisect(lambda r: pv(r, flow), -0.5, 1.0)}
    write("s07_other_inputs", "Depreciation and tax", {"basis": basis, "years": years, "tax_rate_percent": 100 * tau, "revenue": rev,
          "operating_expenses": op, "cases": cases}, exp, {"rel": 1e-9, "irr_percent_abs": 1e-4}, SAME)


def s09():
    costs = [5.0e6, 0.0, 9.0e6, 2.0e6, 1.0e6]
    cases = {"no_interest": {"mode": "pro_rata", "gearing": 0.5, "rate": 0.0, "commitment_fee": 0.02, "upfront_fee": 0.01},
             "dear": {"mode": "capitalised", "gearing": 0.9, "rate": 0.15, "commitment_fee": 0.0, "upfront_fee": 0.03},
             "no_loan": {"mode": "pro_rata", "gearing": 0.0, "rate": 0.07, "commitment_fee": 0.01, "upfront_fee": 0.01}}
    exp = {}
    for n, c in cases.items():
        def build(D):
            b, rows = 0.0, []
            for k, cost in enumerate(costs):
                i, t, u = b * c["rate"] / 12, (D - b) * c["commitment_fee"] / 12, D * c["upfront_fee"] if k == 0 else 0.0
                uses = cost + i + t + u
                if c["mode"] == "pro_rata":
                    eq = (1 - c["gearing"]) * uses
                else:
                    eq = cost / sum(costs) * D * (1 - c["gearing"]) / c["gearing"]
                rows.append((cost, i, t, u, uses, uses - eq, b + uses - eq, eq))
                b += uses - eq
            return rows
        D = bisect(lambda d: build(d)[-1][6] - d, 0.0, 1e9) if c["gearing"] else 0.0
        lines = dict(zip(("hard_cost", "interest", "commitment_fee", "upfront_fee", "uses", "debt_draw", "closing_balance",
                          "equity_draw"), map(list, zip(*build(D)))))
        exp[n] = dict(lines, commitment=D, total_uses=sum(lines["uses"]), idc=sum(lines["interest"]))
    write("s09_other_inputs", "Interest and fees in construction", {"hard_cost": costs, "cases": cases}, exp,
          {"commitment_rel": 1e-9, "line_rel": 1e-8}, SAME)


FIRST_QUARTER = {3: [58.33, 27.78, 12.35, 1.54], 7: [25.0, 21.43, 15.31, 10.93, 8.75, 8.74, 8.75, 1.09]}


def s10():
    base = {"capacity_per_day": 500.0, "utilisation": 0.8, "operating_life_years": 12, "installation_months": 0, "capex": 4.0e7,
            "opex_per_year": 2.0e6, "price_escalation": 0.0, "opex_escalation": 0.0, "target_equity_return": 0.1, "tax_rate": 0.0,
            "debt_to_equity": 0.0, "loan_years": 8, "loan_rate": 0.06, "depreciation": "MACRS 7"}
    over = {"losses_carried": {"tax": 0.3, "monetised": False, "period": 3}, "two_years_built": {"install": 24, "esc": 0.02, "tax": 0.2},
            "straight_seven": {"depr": "Straight line", "period": 7, "tax": 0.25, "de": 1.0, "rate": 0.0},
            "levered_losses": {"tax": 0.35, "monetised": False, "de": 3.0, "opex_esc": 0.01}}
    exp = {}
    for n, o in over.items():
        life, off = 12, o.get("install", 0) // 12
        units, tax = 500.0 * 365 * 0.8, o.get("tax", 0.0)
        period = o.get("period", 7)
        table = [100 / period] * period if o.get("depr") else FIRST_QUARTER[period]
        debt = 4.0e7 * o.get("de", 0.0) / (1 + o.get("de", 0.0))
        i, months = o.get("rate", 0.06) / 12, 96

        def left(pay):
            b = debt
            for _ in range(months):
                b += b * i - pay
            return b
        pay = bisect(left, 0.0, debt) if debt else 0.0

        def flows(p):
            out, lost, b, income_lines = [debt - 4.0e7] + [0.0] * off, 0.0, debt, []
            for y in range(1, life + 1):
                idx = y + off
                ints = 0.0
                for _ in range(12 if y <= 8 else 0):
                    ints += b * i
                    b += b * i - pay
                rev = units * p * (1 + o.get("esc", 0.0)) ** (idx - 1)
                opex = 2.0e6 * (1 + o.get("opex_esc", 0.0)) ** (idx - 1)
                income = rev - opex - ints - 4.0e7 * (table[y - 1] / 100 if y <= len(table) else 0.0)
                if o.get("monetised", True):
                    due = tax * income
                else:
                    use = min(lost, max(0.0, income))
                    lost += max(0.0, -income) - use
                    due = tax * (max(0.0, income) - use)
                out.append(rev - opex - due - (12 * pay if y <= 8 else 0.0))
                income_lines.append(due)
            return out, [0.0] * (1 + off) + income_lines
        p = bisect(lambda q: pv(0.1, flows(q)[0]), 0.0, 1000.0)
        f, due = flows(p)
        exp[n] = {"price": p, "irr": 0.1, "lines": {
            "Financing cash outflow: Dividends paid": [-max(0.0, x) for x in f],
            "Financing cash outflow: Income taxes payable": [max(0.0, x) for x in due],
            "Operating revenue: unit sales": [0.0] * (1 + off) + [units * p * (1 + o.get("esc", 0.0)) ** (y + off - 1)
                                                                 for y in range(1, life + 1)]}}
    write("s10_other_inputs", "Price for a return", {"base": base, "overrides": over}, exp, {"price_rel": 1e-9}, SAME)


def s11():
    loans = {"1": {"rate_percent": 5.0, "months": 30, "percent_of_cost": 80.0, "upfront_percent": 2.0}}
    write("s11_other_inputs", "One construction loan", {"total_installed_cost": 1e6, "loans": loans},
          {"const_per_interest1": 50000.0, "const_per_principal1": 800000.0, "const_per_total1": 66000.0,
           "const_per_interest_total": 50000.0, "construction_financing_cost": 66000.0}, {"rel": 1e-12}, SAME)


def s12():
    price, firm = [10.0, -5.0, 60.0, 59.0, 61.0], [100.0, 130.0, 90.0, 140.0, 150.0]
    mine = [40.0, 20.0, 0.0, 10.0, 0.0]  # 48 / 24 / 0.0333… = 60 $/MWh; at 60 it does not run
    grid = [a + b for a, b in zip(firm, mine)]
    cost = sum(a * b for a, b in zip(price, grid))
    write("s12_other_inputs", "Mining beside a load", {"hours": 5, "price_per_mwh": price, "firm_load_mw": firm, "mining_capacity_mw": 40.0,
          "grid_limit_mw": 150.0, "hashprice_usd_per_ph_day": 36.0, "efficiency_j_per_th": 25.0},
          {"breakeven_price_per_mwh": 60.0, "mining_mw": mine, "grid_mw": grid, "mining_mwh": sum(mine), "mining_revenue": 60.0 * sum(mine),
           "energy_cost": cost, "net_cost": cost - 60.0 * sum(mine)}, {"abs": 1e-6}, SAME)


def s13():
    years, T, rate, cover, fee, closing = 8, 5, 0.08, 1.25, 0.02, 0.0
    rev = [0.0] + [300000.0 * 1.01 ** k for k in range(years)]
    op = [0.0] + [50000.0] * years
    kwh = [0.0] + [5.0e6 - 1e5 * k for k in range(years)]
    hard, rr, ts, tf, real, inf, alloc = 9.0e5, 0.01, 0.0, 0.3, 0.05, 0.02, {"macrs5": 40.0, "sl20": 60.0}
    eb = [a - b for a, b in zip(rev, op)]
    debt, ds, ints, bal = sculpted(eb, T, cover, rate)
    at = lambda x, t: x[t] if t < len(x) else 0.0
    dsra, wc = [3 / 12 * at(ds, t + 1) for t in range(years + 1)], [1 / 12 * at(op, t + 1) for t in range(years + 1)]
    res = [a + b for a, b in zip(dsra, wc)]
    inc_res = [0.0] + [rr * res[t - 1] for t in range(1, years + 1)]
    uses = hard + closing + fee * debt + res[0]
    dep = depreciated(hard, years, alloc)
    income = [a + b - c - d for a, b, c, d in zip(eb, inc_res, ints, dep)]
    st = [ts * x for x in income]
    ft = [tf * (x - s) for x, s in zip(income, st)]
    pre = [debt - uses] + [eb[t] + inc_res[t] - ds[t] - (res[t] - res[t - 1]) for t in range(1, years + 1)]
    after = [p - a - b for p, a, b in zip(pre, st, ft)]
    nom = (1 + real) * (1 + inf) - 1
    costs = [r - a for r, a in zip(rev, after)]
    write("s13_other_inputs", "A whole project", {"years": years, "revenue": rev, "operating_expenses": op, "energy_kwh": kwh,
          "prefinancing_cost": hard, "construction_financing_cost": 0.0, "other_financing_cost": 0.0, "debt_closing_cost": closing,
          "upfront_fee_percent_of_debt": 100 * fee, "dscr": cover, "tenor_years": T, "rate_percent": 100 * rate, "dsra_months": 3.0,
          "reserve_interest_percent": 100 * rr, "working_reserve_months_of_opex": 1.0, "federal_tax_percent": 100 * tf,
          "state_tax_percent": 100 * ts, "depreciation_allocation_percent": alloc, "real_discount_percent": 100 * real,
          "inflation_percent": 100 * inf},
          {"cost_installed": uses, "size_of_debt": debt, "cf_debt_balance": bal, "cf_reserve_total": res, "cf_feddepr_total": dep,
           "cf_fedtax": [-x for x in ft], "cf_project_return_pretax": pre, "cf_project_return_aftertax": after,
           "project_return_aftertax_irr": 100 * bisect(lambda r: pv(r, after), -0.5, 3.0), "project_return_aftertax_npv": pv(nom, after),
           "lcoe_nom": 100 * pv(nom, costs) / pv(nom, kwh), "lcoe_real": 100 * pv(nom, costs) / pv(real, kwh)},
          {"rel": 1e-8, "irr_percent_abs": 1e-4}, SAME)


def s14():
    cf, rate, n, x = [1000.0 + 50 * (k % 5) for k in range(80)], 0.0, 70, 1.5
    debt = sum(cf[:n]) / x
    bal = [debt - sum(cf[:k + 1]) / x for k in range(n)]
    write("s14_other_inputs", "Cover at a rate of zero", {"cfads": cf, "rate": rate, "tenor_months": n, "dscr": x},
          {"debt": debt, "level_payment_debt": 1000.0 / x * n, "pv_cfads_loan_life": sum(cf[:n]), "pv_cfads_project_life": sum(cf),
           "llcr_at_drawdown": x, "plcr_at_drawdown": sum(cf) / debt, "closing_balance": bal, "llcr_after_60": x,
           "plcr_after_60": sum(cf[60:]) / bal[59]}, {"rel": 1e-9}, SAME)


def s15():
    start, n = dt.date(2028, 2, 1), 15
    days = [(add_months(start, k + 1) - add_months(start, k)).days for k in range(n)]
    use = [1.0, 0.2, 0.5] * 5
    rows = []
    for k in range(n):
        ramp, step, price = 1.0, 1.1 if k >= 12 else 1.0, 40.0 * 0.9 ** (k / 12)
        rent, charge = 0.0 if k < 1 else 2000.0 * 100.0 * step, 2000.0 * max(use[k], 0.5) * 10.0 * step
        energy = 2.0 * 0.8 * 24 * days[k]
        cost, back = energy * 1.2 * price, energy * 1.2 * price
        rows.append((float(days[k]), use[k], ramp, rent, charge, energy, price, cost, back, rent + charge + back - cost))
    names = ("days", "usage", "ramp", "base_rent", "take_or_pay_charge", "it_energy_mwh", "power_price", "power_cost", "power_reimbursed",
             "net")
    write("s15_other_inputs", "A lease", {"start": str(start), "contract_kw": 2000.0, "rent_per_kw_month": 100.0, "escalator": 0.1,
          "free_months": 1, "ramp_months": 1, "months": n, "usage": use, "minimum_take": 0.5, "usage_charge_per_kw_month": 10.0,
          "load_factor": 0.8, "pue": 1.2, "pue_cap": 1.5, "power_price": 40.0, "power_growth": -0.1},
          dict(zip(names, map(list, zip(*rows)))), {"rel": 1e-11}, SAME)


def s16():
    start, halving, n = dt.date(2027, 12, 1), dt.date(2028, 1, 1), 4
    rows = []
    for k in range(n):
        days = (add_months(start, k + 1) - add_months(start, k)).days
        before = sum(1 for j in range(days) if add_months(start, k) + dt.timedelta(days=j) < halving)
        btc = 2.0 / 500.0 * 144 * (before * 4.0 + (days - before) * 2.0)
        rows.append((float(days), float(before), 500.0, btc, 90000.0, btc * 90000.0, 2.0 * 20.0 * 24 * days,
                     2.0 * 20.0 * 24 * days * 50.0, btc * 90000.0 - 2.0 * 20.0 * 24 * days * 50.0))
    names = ("days", "days_before_halving", "network_eh", "btc", "btc_price", "revenue", "energy_mwh", "energy_cost", "margin")
    write("s16_other_inputs", "Mining, a halving on the first of a month", {"start": str(start), "months": n, "halving_date": str(halving),
          "fleet_eh": 2.0, "network_eh_month0": 500.0, "network_growth_per_month": 0.0, "fees_btc_per_block": 0.0, "subsidy_before": 4.0,
          "subsidy_after": 2.0, "btc_price_month0": 90000.0, "btc_price_growth_per_month": 0.0, "uptime": 1.0, "efficiency_j_per_th": 20.0,
          "power_price": 50.0}, dict(zip(names, map(list, zip(*rows)))), {"rel": 1e-10}, SAME)


def s17():
    income = [5.0e6, -9.0e6, 1.0e6, 0.0, -1.0e6, 3.0e7]
    exp = {}
    for name, limit in (("limit_50", 0.5), ("no_limit", 1.0)):
        rows, lost = [], 0.0
        for x in income:
            use = min(lost, limit * max(0.0, x))
            end = lost - use + max(0.0, -x)
            rows.append((lost, use, end, 0.4 * (max(0.0, x) - use)))
            lost = end
        exp[name] = dict(zip(("loss_opening", "loss_used", "loss_closing", "tax"), map(list, zip(*rows))))
    write("s17_other_inputs", "Losses", {"taxable_income_before_losses": income, "tax_rate": 0.4}, exp, {"rel": 1e-12}, SAME)


def s18():
    for name, costs, lam in (("s18_other_inputs", [3.0e6, 8.0e6, 1.0e6, 0.0, 6.0e6, 2.0e6], 0.4),
                             ("s18_other_gearing", [9.0e6, 1.0e6, 1.0e6], 0.95)):
        rate, kap, phi = 0.1, 0.01, 0.02

        def build(E):
            D, b, spent, rows = lam / (1 - lam) * E, 0.0, 0.0, []
            for k, c in enumerate(costs):
                i, t, u = b * rate / 12, (D - b) * kap / 12, D * phi if k == 0 else 0.0
                uses = c + i + t + u
                eq = min(uses, E - spent)
                spent += eq
                rows.append((c, i, t, u, uses, eq, uses - eq, b + uses - eq))
                b += uses - eq
            return D, rows
        E = bisect(lambda e: build(e)[1][-1][7] - build(e)[0], 0.0, 1e9)
        D, rows = build(E)
        lines = dict(zip(("hard_cost", "interest", "commitment_fee", "upfront_fee", "uses", "equity_draw", "debt_draw",
                          "closing_balance"), map(list, zip(*rows))))
        write(name, "Equity first", {"hard_cost": costs, "gearing": lam, "rate": rate, "commitment_fee": kap, "upfront_fee": phi,
              "mode": "equity_first"}, dict(lines, equity=E, commitment=D, total_uses=sum(lines["uses"]), idc=sum(lines["interest"])),
              {"commitment_rel": 1e-9, "line_rel": 1e-8}, SAME)


def s19():
    draws, commit, rate, tick, avail, total, amort = {"0": 1.0e6, "11": 2.0e6}, 4.0e6, 0.12, 0.0, 12, 20, 0.08
    rows, b, drawn, at_end = [], 0.0, 0.0, 0.0
    for m in range(total):
        i, t, d = b * rate / 12, (commit - drawn) * tick / 12 if m < avail else 0.0, draws.get(str(m), 0.0)
        p = at_end * amort / 4 if m >= avail and (m - avail + 1) % 3 == 0 else 0.0
        if m == total - 1:
            p = b
        b += d - p
        drawn += d
        if m == avail - 1:
            at_end = b
        rows.append((d, i, t, p, i + t + p, d - i - t - p, b))
    names = ("draw", "interest", "ticking_fee", "principal", "paid", "lender_to_borrower", "closing_balance")
    write("s19_other_inputs", "Two draws", {"commitment": commit, "rate": rate, "ticking_fee": tick, "availability_months": avail,
          "total_months": total, "amortisation_per_year_of_drawn": amort, "draws_month_end": draws},
          dict(zip(names, map(list, zip(*rows)))), {"rel": 1e-10}, SAME)


def s20():
    days = [dt.date(2027, 1, 31), dt.date(2027, 2, 28), dt.date(2027, 5, 31), dt.date(2028, 2, 29), dt.date(2030, 7, 1)]
    exp = {"30/360": [28 / 360, 93 / 360, 269 / 360, (2 * 360 + 4 * 30 + 32) / 360 - 30 / 360 + 0.0]}
    exp["30/360"][3] = (360 * 2 + 30 * 5 + 1 - 29) / 360
    gap = [(b - a).days for a, b in zip(days, days[1:])]
    exp["act/360"], exp["act/365"] = [g / 360 for g in gap], [g / 365 for g in gap]

    def by_day(a, b):  # each day a share of its own year
        return math.fsum(1 / (366 if (a + dt.timedelta(days=k)).year % 4 == 0 else 365) for k in range((b - a).days))
    exp["act/act"] = [by_day(a, b) for a, b in zip(days, days[1:])]
    write("s20_other_inputs", "Day counts", {"first_days": [str(d) for d in days]}, exp, {"abs": 1e-14}, "Share of a year from each day to the next.")


if __name__ == "__main__":
    for f in (s01, s02, s03, s04, s05, s06, s07, s09, s10, s11, s12, s13, s14, s15, s16, s17, s18, s19, s20):
        f()
