"""The cases of ../finance on other inputs, in plain Python: month after month, no formula of the specs.

    python3 other_inputs.py           writes ../finance/sNN_other_inputs.json, a list of cases for each
    python3 other_inputs.py 50 7 DIR  writes 50 cases of each from inputs drawn with the seed 7 into DIR
    python3 other_inputs.py check     sees that the published cases come out as published

A model below is a function of the inputs of a case; what it leaves out of a case (what other programs print) is not
claimed. What `inputs_NN` gives was chosen for its edges, what `draw_NN` gives is drawn.
"""
import datetime as dt
import json
import math
import os
import random
import sys
from fractions import Fraction

from common import HERE, bisect

FINANCE = os.path.join(HERE, "..", "finance")


def percent(x):
    return None if x is None else 100 * x


def pv(rate, flows):
    return math.fsum(f * (1 + rate) ** -k for k, f in enumerate(flows))


def add_months(d, n):
    y, m = divmod(d.year * 12 + d.month - 1 + n, 12)
    last = (dt.date(y + (m == 11), (m + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(y, m + 1, min(d.day, last))


def first_days(start, n):
    return [add_months(start, k) for k in range(n + 1)]


def lines(names, rows):
    return dict(zip(names.split(), map(list, zip(*rows))))


def rate_of(flows, times=None):
    """The rate of flows that pay first and receive later; none if they do one alone. The scale is the largest power, so none overflows."""
    if not min(flows) < 0 < max(flows):
        return None
    times = times or range(len(flows))

    def value(y):
        most = max(-y * t for t in times)
        return math.fsum(f * math.exp(-y * t - most) for f, t in zip(flows, times))
    return math.expm1(bisect(value, -12.0, 12.0))


# ---- returns


def s01(i):
    exp = {}
    for n, f in i["series"].items():
        run, back = 0.0, None
        for k, x in enumerate(f):
            if back is None and run < 0 <= run + x:
                back = k - 1 - run / x
            run += x
        exp[n] = {"irr": rate_of(f), "npv": {repr(r): {"value": pv(r, f)} for r in i["rates_per_period"]}, "payback_periods": back,
                  "moic": sum(x for x in f if x > 0) / -sum(x for x in f if x < 0)}
    return exp


def inputs_01():
    yield {"series": {"short": [-10.0, 4.0, 4.0, 4.0], "never": [-100.0, 1.0], "long": [-50.0] * 5 + [2.0] * 300},
           "rates_per_period": [0.01, 0.3]}
    yield {"series": {"late": [0.0, 0.0, -7.0, 0.0, 0.0, 9.0, 0.0], "large": [-1e12] + [4e9] * 360, "just_back": [-3.0, 1.0, 2.0]},
           "rates_per_period": [-0.25, 0.0, 1e-6, 4.0]}


def draw_01(r):
    series = {}
    for n in range(2):
        paid = r.choice((1, 2, 13))
        f = [-r.uniform(1, 1e6) for _ in range(paid)] + [r.choice((0, 1, 1)) * r.uniform(0, 4e5) for _ in range(r.choice((2, 9, 40)))]
        series["drawn_%d" % n] = [0.0] * r.choice((0, 0, 3)) + f + [r.uniform(1, 1e5)]
    return {"series": series, "rates_per_period": sorted({r.choice((-0.4, -0.01, 0.0, 0.002, 0.35, 3.0)) for _ in range(3)})}


def s02(i):
    exp = {}
    for n, c in i.items():
        if n != "rate":
            days = [dt.date.fromisoformat(d) for d in c["dates"]]
            times = [(d - days[0]).days / 365 for d in days]
            exp[n] = {"xirr": rate_of(c["flows"], times), "xnpv": math.fsum(f * (1 + i["rate"]) ** -t for f, t in zip(c["flows"], times))}
    return exp


def inputs_02():
    yield {"rate": 0.04, "three": {"flows": [-70.0, -5.0, 200.0], "dates": ["2029-01-05", "2029-01-06", "2040-12-31"]}}
    yield {"rate": -0.02, "out_of_order": {"flows": [-900.0, 500.0, 300.0, 400.0], "dates": ["2028-02-29", "2032-02-29", "2028-03-01", "2030-10-31"]},
           "one_day": {"flows": [-100.0, -50.0, 180.0], "dates": ["2027-12-31", "2027-12-31", "2031-12-31"]},
           "half_lost": {"flows": [-100.0, 0.0, 50.0], "dates": ["2026-05-31", "2027-05-31", "2056-05-31"]}}


def draw_02(r):
    out = {"rate": r.choice((-0.05, 0.0, 0.0875, 0.6))}
    for n in ("one", "two"):
        day = dt.date(2024, 1, 1) + dt.timedelta(days=r.randint(0, 1500))
        days, flows = [str(day)], [-r.uniform(2000, 9000)]
        for _ in range(r.choice((1, 5, 30))):
            day += dt.timedelta(days=r.choice((28, 31, 366)))
            days.append(str(day))
            flows.append(r.choice((0, 1)) * r.uniform(0, 900))
        out[n] = {"flows": flows + [r.uniform(300, 3000)], "dates": days + [str(day + dt.timedelta(days=r.randint(90, 900)))]}
    return out


def turns(xs):
    signs = [x > 0 for x in xs if x]
    return sum(a != b for a, b in zip(signs, signs[1:]))


def s03(i):
    """The discount factors that were multiplied out: they stand beside the flows."""
    exp = {}
    for n, f in i["series"].items():
        totals = [math.fsum(f[:k + 1]) for k in range(len(f))]
        found = []
        # A finer scan than the program's, in the discount factor.
        value = lambda y: (lambda m: math.fsum(x * math.exp(-y * k - m) for k, x in enumerate(f)))(max(-y * k for k, x in enumerate(f) if x))
        if any(f):
            ys = [-6.9 + 0.00173 * k for k in range(7977)]
            for a, b in zip(ys, ys[1:]):
                if (value(a) < 0) != (value(b) < 0):
                    found.append(math.expm1(bisect(value, a, b)))
        exp[n] = {"sign_changes": turns(f), "cumulative_sign_changes": turns(totals), "all_real_roots_above_minus_1": found,
                  "status": ("none", "unique", "multiple")[min(2, len(found))]}
    return exp


def inputs_03():
    yield {"series": {"one_late": [0.0, -5.0, 0.0, 8.0], "touching": [1.0, -4.4, 4.84 - 1e-3], "last_only": [0.0, 0.0, 7.0],
                      "only_one": [-3.0], "paid_back": [-4.0, 0.0, 4.0], "lost": [-1000.0] + [0.0] * 4 + [1e-6]}}


def draw_03(r):
    series = {}
    for n in range(2):
        f = [Fraction(r.choice((-3, 2)))]
        factors = [Fraction(x, 20) for x in sorted(r.sample(range(3, 40), r.randint(1, 4))) if x != 20]
        for v in factors:
            f = [a - b / v for a, b in zip(f + [0], [0] + f)]
        for _ in range(r.randint(0, 2)):  # these have no real rate above -1
            f = [a + b / r.randint(2, 5) for a, b in zip(f + [0], [0] + f)]
        series["drawn_%d" % n] = [0.0] * r.choice((0, 2)) + [float(x * 840) for x in f]
    return {"series": series}


# ---- loans and notes


def s04(i):
    exp = {}
    for n, a in i["loans"].items():
        rate, size, months = a["annual_rate"] / 12, a["principal"], a["months"]

        def left(pay):
            b = size
            for _ in range(months):
                b += b * rate - pay
            return b - a["balloon"]
        pay = bisect(left, -size, 3 * size)
        rows, b = [], size
        for _ in range(months):
            rows.append((b * rate, pay - b * rate, b - (pay - b * rate)))
            b = rows[-1][2]
        exp[n] = dict(lines("interest principal closing_balance", rows), payment=pay, total_interest=sum(x[0] for x in rows))
        if n.startswith("probed"):
            look = [1, months]
            exp[n]["libreoffice_probe"] = {"period": look, "payment": [pay, pay]}
            for k, line in enumerate(("interest", "principal", "closing_balance")):
                exp[n]["libreoffice_probe"][line] = [rows[p - 1][k] for p in look]
    return exp


def inputs_04():
    yield {"loans": {"all_at_the_end": {"principal": 5e7, "annual_rate": 0.09, "months": 36, "balloon": 5e7},
                     "one_month": {"principal": 1000.0, "annual_rate": 0.12, "months": 1, "balloon": 0.0},
                     "balloon_at_zero": {"principal": 900.0, "annual_rate": 0.0, "months": 6, "balloon": 300.0}}}
    yield {"loans": {"probed_thirty_years": {"principal": 3.25e8, "annual_rate": 0.055, "months": 360, "balloon": 0.0},
                     "grows": {"principal": 1e6, "annual_rate": 0.06, "months": 24, "balloon": 1.05e6},
                     "below_zero": {"principal": 4e7, "annual_rate": -0.005, "months": 60, "balloon": 1e7},
                     "nearly_zero": {"principal": 4e7, "annual_rate": 0.001, "months": 18, "balloon": 0.0}}}


def draw_04(r):
    size = r.choice((1.0, 2.5e4, 7e10))
    return {"loans": {n: {"principal": size, "annual_rate": r.choice((0.0, 0.001, r.uniform(0.01, 0.2))), "months": r.choice((1, 2, 7, 29, 48)),
                          "balloon": size * r.choice((0.0, r.random()))} for n in ("one", "probed_two")}}


def thirty(a, b):
    """Thirty days a month, bond basis."""
    first = min(a.day, 30)
    last = 30 if b.day == 31 and first == 30 else b.day
    return (360 * (b.year - a.year) + 30 * (b.month - a.month) + last - first) / 360


def s05(i):
    issue, maturity, settle = (dt.date.fromisoformat(i[k]) for k in ("issue", "maturity", "settlement"))
    c, f, face = i["coupon"], i["frequency_per_year"], i["face"]
    dates = []
    while not dates or dates[0] > issue:
        dates.insert(0, add_months(maturity, -12 // f * len(dates)))
    dates.pop(0)
    spans = [thirty(x, y) for x, y in zip([issue] + dates, dates)]
    cpn = [face * c * x for x in spans]

    def value(y, begin, first):
        """Coupons behind `begin`, the first after `first` years, each other after the years of its coupon."""
        t, out = None, []
        for d, x, span in zip(dates, cpn, spans):
            if d > begin:
                t = first if t is None else t + span
                out.append((t, (x + (face if d == maturity else 0)) * (1 + y / f) ** (-f * t)))
        return out
    price = face * i["issue_price_percent"] / 100
    y = bisect(lambda q: sum(v for _, v in value(q, issue, spans[0])) - price, -0.5 * f, 2.0 * f)
    carry, b = [], price
    for _ in dates:
        b = b * (1 + y / f) - face * c / f
        carry.append(b)
    last = max(d for d in [issue] + dates if d <= settle)
    acc = face * c * thirty(last, settle)
    dirty = sum(v for _, v in value(i["yield_at_settlement"], settle, spans[([issue] + dates).index(last)] - thirty(last, settle)))
    return {"cashflows": [{"date": str(d), "amount": x} for d, x in zip(dates, cpn)] + [{"date": str(maturity), "amount": face}],
            "yield_at_issue_semiannual_compounded": y, "carrying_amount_after_each_coupon": carry,
            "accrued_per_100_at_settlement": 100 * acc / face, "clean_price_at_settlement": 100 * (dirty - acc) / face,
            "modified_duration_at_issue": sum(t * v for t, v in value(y, issue, spans[0])) / price / (1 + y / f)}


def note(issue, maturity, coupon, frequency, price, settle, market, face=100.0):
    return {"issue": str(issue), "maturity": str(maturity), "coupon": coupon, "face": face, "day_count": "30/360 bond basis",
            "frequency_per_year": frequency, "issue_price_percent": price, "settlement": str(settle), "yield_at_settlement": market}


def inputs_05():
    yield note("2028-08-31", "2031-08-31", 0.05, 4, 103.0, "2030-03-31", 0.03)
    yield note("2027-02-28", "2034-08-31", 0.06, 2, 97.0, "2030-02-28", -0.01)
    yield note("2028-02-29", "2029-02-28", 0.12, 12, 100.0, "2028-02-29", 0.0, 1000.0)
    yield note("2026-06-15", "2056-06-15", 0.0, 1, 25.0, "2056-06-14", 0.05)


def draw_05(r):
    f, n = r.choice((1, 2, 4, 12)), r.randint(1, 14)
    maturity = dt.date(2032, 1, 1) + dt.timedelta(days=r.randint(0, 4000))
    issue = add_months(maturity, -12 // f * n)
    days = (maturity - issue).days
    return note(issue, maturity, r.choice((0.0, r.uniform(0.01, 0.14))), f, r.uniform(80, 110), issue + dt.timedelta(days=r.randrange(days)),
                r.uniform(-0.01, 0.12))


def sculpted(ebitda, tenor, cover, rate):
    """Debt found by trial: what is left after the last service must be zero."""
    ds = [0.0] + [x / cover for x in ebitda[1:tenor + 1]] + [0.0] * (len(ebitda) - 1 - tenor)

    def left(d):
        for x in ds[1:tenor + 1]:
            d += d * rate - x
        return d
    debt = bisect(left, -sum(map(abs, ds)), sum(map(abs, ds)))
    bal, ints = [debt], [0.0]
    for t in range(1, len(ds)):
        ints.append(bal[-1] * rate if t <= tenor else 0.0)
        bal.append(bal[-1] + ints[-1] - ds[t] if t < tenor else 0.0)
    return debt, ds, ints, bal


def s06(i):
    years, rr = i["years"], i.get("reserve_interest_percent", 0.0) / 100
    cf = [a - b for a, b in zip(i["revenue"], i["operating_expenses"])]
    debt, ds, ints, bal = sculpted(cf, i["tenor_years"], i["dscr"], i["rate_percent"] / 100)
    dsra = [i["dsra_months"] / 12 * (ds[t + 1] if t < years else 0.0) for t in range(years + 1)]
    fee = debt * i["upfront_fee_percent_of_debt"] / 100
    uses = i["prefinancing_cost"] + dsra[0] + fee
    eq = [debt - uses] + [cf[t] - ds[t] - (dsra[t] - dsra[t - 1]) + rr * dsra[t - 1] for t in range(1, years + 1)]
    paid = range(1, i["tenor_years"] + 1)
    return {"cfads": [cf[t] if t in paid else 0.0 for t in range(years + 1)], "debt_size": debt, "interest": ints,
            "principal": [a - b for a, b in zip(ds, ints)], "debt_service": ds, "closing_balance": bal,
            "dscr": [i["dscr"] if t in paid else 0.0 for t in range(years + 1)], "dsra_balance": dsra, "upfront_fee": fee, "total_uses": uses,
            "debt_fraction_percent": 100 * debt / uses, "pretax_equity_flow": eq}


def sculpted_case(revenue, expenses, tenor, cover, rate, fee, months, cost, earns=0.0):
    n = len(revenue)
    return {"years": n, "rate_percent": 100 * rate, "dscr": cover, "tenor_years": tenor, "revenue": [0.0] + revenue,
            "operating_expenses": [0.0] + expenses, "upfront_fee_percent_of_debt": fee, "dsra_months": months, "prefinancing_cost": cost,
            "reserve_interest_percent": earns}


def inputs_06():
    falling = [200000.0 - 3000 * k for k in range(12)]
    yield sculpted_case(falling, [40000.0] * 12, 12, 1.2, 0.05, 0.0, 0.0, 1e6)
    yield sculpted_case(falling, [40000.0] * 12, 12, 1.2, 0.05, 0.0, 9.0, 1e6, 3.0)
    yield sculpted_case([5e6] * 6, [1e6, 0.0, 4.9e6, 1e6, 1e6, 0.0], 1, 1.0, 0.0, 5.0, 12.0, 3e6, 1.0)
    yield sculpted_case([1e5 * 1.04 ** k for k in range(30)], [0.0] * 30, 25, 2.5, 0.14, 1.0, 18.0, 2e6, 0.0)


def draw_06(r):
    n = r.choice((2, 7, 15))
    return sculpted_case([r.uniform(4e5, 9e5) for _ in range(n)], [r.uniform(0, 3.9e5) for _ in range(n)], r.randint(1, n), r.uniform(1, 3),
                         r.choice((0.0, r.uniform(0, 0.15))), r.choice((0.0, 3.0)), r.choice((0.0, 3.0, 12.0)), r.uniform(1e6, 5e6), r.choice((0.0, 2.0)))


# ---- tax

PRINTED = {"macrs5": [20.0, 32.0, 19.2, 11.52, 11.52, 5.76],
           "macrs15": [5.0, 9.5, 8.55, 7.7, 6.93, 6.23, 5.9, 5.9, 5.91, 5.9, 5.91, 5.9, 5.91, 5.9, 5.91, 2.95],
           "sl15": [3.33] + [6.67] * 6 + [6.66, 6.67] * 4 + [3.33]}
ALL_CLASSES = ("macrs5", "macrs15", "sl5", "sl15", "sl20", "sl39")


def depreciated(basis, years, shares, bonus=0.0, on=()):
    out = [0.0] * (years + 1)
    for key, share in shares.items():
        n = int(key.strip("macrsl"))
        table = PRINTED.get(key) or [50 / n] + [100 / n] * (n - 1) + [50 / n]
        b = bonus if key.replace("macrs", "macrs_").replace("sl", "sl_") in on else 0.0
        for y, percent in zip(range(1, years + 1), table):
            out[y] += basis * share / 100 * (1 - b / 100) * percent / 100
        out[1] += basis * share / 100 * b / 100
    return out


def shared(r, *keys):
    """Whole percentages that add up to a hundred."""
    cuts = sorted(r.sample(range(1, 100), len(keys) - 1))
    return {k: float(b - a) for k, a, b in zip(keys, [0] + cuts, cuts + [100])}


def s07(i):
    basis, years, tau = i["basis"], i["years"], i["tax_rate_percent"] / 100
    exp = {}
    for n, kw in i["cases"].items():
        dep = depreciated(basis, years, {k: v for k, v in kw.items() if k in ALL_CLASSES}, kw.get("bonus_fed", 0.0), kw.get("bonus_on", ()))
        inc = [a - b - d for a, b, d in zip(i["revenue"], i["operating_expenses"], dep)]
        flow = [-basis] + [i["revenue"][t] - i["operating_expenses"][t] - tau * inc[t] for t in range(1, years + 1)]
        exp[n] = {"federal_depreciation": dep, "taxable_income": inc, "federal_tax": [-tau * x for x in inc], "after_tax_flow": flow,
                  "after_tax_irr_percent": percent(rate_of(flow))}
    return exp


def inputs_07():
    yield {"basis": 5e8, "years": 9, "tax_rate_percent": 25.0, "revenue": [0.0] + [1e8 + 2e6 * k for k in range(9)],
           "operating_expenses": [0.0] + [2e7] * 9, "cases": {
               "all_at_once": {"macrs15": 100.0, "bonus_fed": 100.0, "bonus_on": ["macrs_15"]}, "nothing": {},
               "five_kinds": {"macrs5": 10.0, "macrs15": 20.0, "sl5": 15.0, "sl20": 25.0, "sl39": 30.0, "bonus_fed": 50.0,
                              "bonus_on": ["macrs_5", "sl_20"]},
               "straight_15": {"sl15": 100.0}}}
    yield {"basis": 1e6, "years": 2, "tax_rate_percent": 0.0, "revenue": [0.0, 1e5, 2e6], "operating_expenses": [0.0, 3e5, 0.0],
           "cases": {"untaxed": {"sl39": 100.0, "bonus_fed": 30.0, "bonus_on": ["sl_39"]}}}
    yield {"basis": 4e9, "years": 42, "tax_rate_percent": 60.0, "revenue": [0.0] + [5e8 * 0.99 ** k for k in range(42)],
           "operating_expenses": [0.0] + [1e8] * 42, "cases": {"to_the_end": {"sl39": 50.0, "sl15": 50.0}}}


def draw_07(r):
    n = r.choice((3, 11, 18))
    cases = {}
    for name in ("one", "two"):
        cases[name] = shared(r, *r.sample(ALL_CLASSES, r.randint(1, 6)))
        if r.random() < 0.6:
            cases[name].update(bonus_fed=float(r.randint(1, 100)), bonus_on=r.sample(("macrs_5", "macrs_15", "sl_5", "sl_15", "sl_20", "sl_39"), 2))
    return {"basis": r.uniform(1e5, 1e9), "years": n, "tax_rate_percent": r.choice((0.0, 21.0, 45.0)),
            "revenue": [0.0] + [r.uniform(1e8, 4e8) for _ in range(n)], "operating_expenses": [0.0] + [r.uniform(0, 9e7) for _ in range(n)],
            "cases": cases}


def s08(i):
    exp = {}
    for life, factor in i["classes"].items():
        n, left, out = int(life), 100.0, []
        for y in range(1, n + 2):
            # The rule as it is written: the larger of both, on what is left; half of the first year's amount.
            most = max(left * factor / n, left / (n - (y - 1.5))) if 1 < y <= n else left * factor / n
            out.append(most / 2 if y == 1 else left if y > n else min(left, most))
            left -= out[-1]
        exp[life] = {"formula_percent": out}
        if factor == 2 and n > 2:
            # Declining balance by years of the asset, with the straight line when it is more.
            left, by_year = 100.0, []
            for y in range(1, n + 1):
                by_year.append(max(left * 2 / n, left / (n - y + 1)))
                left -= by_year[-1]
            exp["vdb_counter_example_" + life] = [(a + b) / 2 for a, b in zip([0.0] + by_year, by_year + [0.0])]
    return exp


def inputs_08():
    yield {"classes": {"4": 2.0, "6": 1.5, "27": 2.0, "40": 1.25}}
    yield {"classes": {"5": 1.5, "7": 1.0, "12": 2.0, "39": 1.75}}
    yield {"classes": {"3": 3.0, "10": 2.5, "2": 1.5, "9": 2.0}}


def draw_08(r):
    return {"classes": {str(n): r.choice((1.0, 1.25, 1.5, 1.75, 2.0, 2.5)) for n in r.sample(range(3, 41), 3)}}


# ---- loans while something is built


def built(i, costs, size):
    """Rows of a loan of the given size: cost, interest, fees, uses, debt draw, balance, equity."""
    b, spent, rows = 0.0, 0.0, []
    for k, cost in enumerate(costs):
        it, tick, up = b * i["rate"] / 12, (size - b) * i["commitment_fee"] / 12, size * i["upfront_fee"] if k == 0 else 0.0
        uses = cost + it + tick + up
        if i["mode"] == "pro_rata":
            eq = (1 - i["gearing"]) * uses
        elif i["mode"] == "capitalised":
            eq = cost / sum(costs) * size * (1 - i["gearing"]) / i["gearing"]
        else:
            eq = min(uses, size * (1 - i["gearing"]) / i["gearing"] - spent)
        spent += eq
        b += uses - eq
        rows.append((cost, it, tick, up, uses, uses - eq, b, eq))
    return rows


def funded(i, costs):
    """The size for which what is owed in the end is the loan."""
    size = bisect(lambda d: built(i, costs, d)[-1][6] - d, 0.0, 30 * sum(costs)) if i["gearing"] else 0.0
    out = lines("hard_cost interest commitment_fee upfront_fee uses debt_draw closing_balance equity_draw", built(i, costs, size))
    if i["gearing"] == 1:
        out.pop("equity_draw")  # What rounding leaves of nothing.
    return dict(out, commitment=size, total_uses=sum(out["uses"]), idc=sum(out["interest"]))


def loan_terms(mode, gearing, rate, commitment_fee, upfront_fee):
    return {"mode": mode, "gearing": gearing, "rate": rate, "commitment_fee": commitment_fee, "upfront_fee": upfront_fee}


def s09(i):
    return {n: funded(c, i["hard_cost"]) for n, c in i["cases"].items()}


def inputs_09():
    yield {"hard_cost": [5e6, 0.0, 9e6, 2e6, 1e6],
           "cases": {"no_interest": loan_terms("pro_rata", 0.5, 0.0, 0.02, 0.01), "dear": loan_terms("capitalised", 0.9, 0.15, 0.0, 0.03),
                     "no_loan": loan_terms("pro_rata", 0.0, 0.07, 0.01, 0.01)}}
    yield {"hard_cost": [7e8], "cases": {"one_month": loan_terms("pro_rata", 0.8, 0.3, 0.02, 0.05),
                                         "one_month_added": loan_terms("capitalised", 0.8, 0.3, 0.02, 0.05)}}
    yield {"hard_cost": [0.0, 0.0, 3e6, 0.0, 8e6, 0.0, 0.0],
           "cases": {"late_works": loan_terms("pro_rata", 0.6, 0.09, 0.01, 0.02), "late_works_added": loan_terms("capitalised", 0.6, 0.09, 0.01, 0.02),
                     "all_debt": loan_terms("pro_rata", 1.0, 0.08, 0.005, 0.01), "all_debt_added": loan_terms("capitalised", 1.0, 0.08, 0.005, 0.01)}}
    yield {"hard_cost": [1e6 * (1 + k % 7) for k in range(60)], "cases": {"five_years": loan_terms("pro_rata", 0.75, 0.12, 0.0125, 0.02),
                                                                       "five_years_added": loan_terms("capitalised", 0.75, 0.12, 0.0125, 0.02)}}


def draw_09(r):
    return {"hard_cost": [r.uniform(1e6, 2e6)] + [r.choice((0.0, 1.0, 1.0)) * r.uniform(1e5, 9e7) for _ in range(r.choice((1, 8, 23)))],
            "cases": {m: loan_terms(m, r.uniform(0.05, 0.98), r.uniform(0, 0.25), r.choice((0.0, r.uniform(0, 0.03))), r.uniform(0, 0.05))
                      for m in ("pro_rata", "capitalised")}}


def s18(i):
    out = funded(i, i["hard_cost"])
    return dict(out, equity=sum(out["equity_draw"]))


def inputs_18():
    yield dict(loan_terms("equity_first", 0.4, 0.1, 0.01, 0.02), hard_cost=[3e6, 8e6, 1e6, 0.0, 6e6, 2e6])
    yield dict(loan_terms("equity_first", 0.95, 0.1, 0.01, 0.02), hard_cost=[9e6, 1e6, 1e6])
    yield dict(loan_terms("equity_first", 0.3, 0.0, 0.0, 0.0), hard_cost=[4e8])
    yield dict(loan_terms("equity_first", 0.02, 0.2, 0.02, 0.05), hard_cost=[0.0, 0.0, 5e6, 7e6, 0.0])
    yield dict(loan_terms("equity_first", 0.65, 0.15, 0.03, 0.01), hard_cost=[1e6 * (1 + k % 5) for k in range(48)])


def draw_18(r):
    return dict(loan_terms("equity_first", r.uniform(0.05, 0.95), r.uniform(0, 0.2), r.choice((0.0, r.uniform(0, 0.03))), r.uniform(0, 0.04)),
                hard_cost=[r.choice((0.0, 1.0, 1.0)) * r.uniform(1e5, 9e7) for _ in range(r.choice((2, 9, 25)))] + [r.uniform(1e6, 5e6)])


# ---- the price of a unit

FIRST_QUARTER = {3: [58.33, 27.78, 12.35, 1.54], 5: [35.0, 26.0, 15.6, 11.01, 11.01, 1.38], 7: [25.0, 21.43, 15.31, 10.93, 8.75, 8.74, 8.75, 1.09],
                 10: [17.5, 16.5, 13.2, 10.56, 8.45, 6.76, 6.55, 6.55, 6.56, 6.55, 0.82],
                 15: [8.75, 9.13, 8.21, 7.39, 6.65, 5.99, 5.9, 5.91, 5.9, 5.91, 5.9, 5.91, 5.9, 5.91, 5.9, 0.74]}


def priced(b, o):
    get = lambda key, name: o.get(key, b[name])
    life, off = get("life", "operating_life_years"), get("install", "installation_months") // 12
    units = get("capacity", "capacity_per_day") * 365 * get("utilisation", "utilisation")
    tax, esc, more = get("tax", "tax_rate"), get("esc", "price_escalation"), get("opex_esc", "opex_escalation")
    capex, opex, target = get("capex", "capex"), get("opex", "opex_per_year"), get("target", "target_equity_return")
    kind, period = b["depreciation"].rsplit(" ", 1)
    kind, period = o.get("depr", kind), o.get("period", int(period))
    table = [100 / period] * period if kind == "Straight line" else FIRST_QUARTER[period]
    de, years, i = get("de", "debt_to_equity"), get("loan_years", "loan_years"), get("rate", "loan_rate") / 12
    debt = capex * de / (1 + de)

    def left(pay):
        owed = debt
        for _ in range(12 * years):
            owed += owed * i - pay
        return owed
    pay = bisect(left, 0.0, debt) if debt else 0.0

    def flows(p):
        out, lost, owed, dues = [debt - capex], 0.0, debt, [0.0]
        for t in range(1, life + off + 1):
            y, ints, before = t - off, 0.0, owed
            for _ in range(12 if t <= years else 0):
                ints += owed * i
                owed += owed * i - pay
            if t == life + off:
                owed = 0.0
            rev = units * p * (1 + esc) ** (t - 1) if y > 0 else 0.0
            cost = opex * (1 + more) ** (t - 1) if y > 0 else 0.0
            sold = capex * (1 - sum(table[:life]) / 100) if y == life else 0.0
            income = rev - cost - ints - (capex * table[y - 1] / 100 if 0 < y <= len(table) else 0.0)
            if o.get("monetised", True):
                due = tax * income
            else:
                use = min(lost, max(0.0, income))
                lost += max(0.0, -income) - use
                due = tax * (max(0.0, income) - use)
            out.append(rev + sold - cost - due - ints - (before - owed))
            dues.append(due)
        return out, dues
    p = bisect(lambda q: pv(target, flows(q)[0]), 0.0, 2 * (capex + life * opex) / units)
    f, due = flows(p)
    return {"price": p, "lines": {
        "Financing cash outflow: Dividends paid": [-max(0.0, x) for x in f], "Financing cash outflow: Income taxes payable": [max(0.0, x) for x in due],
        "Operating revenue: unit sales": [0.0] * (1 + off) + [units * p * (1 + esc) ** (y + off - 1) for y in range(1, life + 1)]}}


def s10(i):
    return {n: priced(i["base"], o) for n, o in i["overrides"].items()}


PLANT = {"capacity_per_day": 500.0, "utilisation": 0.8, "operating_life_years": 12, "installation_months": 0, "capex": 4.0e7,
         "opex_per_year": 2.0e6, "price_escalation": 0.0, "opex_escalation": 0.0, "target_equity_return": 0.1, "tax_rate": 0.0,
         "debt_to_equity": 0.0, "loan_years": 8, "loan_rate": 0.06, "depreciation": "MACRS 7"}


def inputs_10():
    yield {"base": PLANT, "overrides": {
        "losses_carried": {"tax": 0.3, "monetised": False, "period": 3}, "two_years_built": {"install": 24, "esc": 0.02, "tax": 0.2},
        "straight_seven": {"depr": "Straight line", "period": 7, "tax": 0.25, "de": 1.0, "rate": 0.0},
        "levered_losses": {"tax": 0.35, "monetised": False, "de": 3.0, "opex_esc": 0.01},
        "loan_while_built": {"install": 24, "de": 1.5, "tax": 0.25}, "closes_before_the_loan": {"life": 5, "de": 2.0, "period": 5, "tax": 0.2},
        "sold_undepreciated": {"life": 5, "depr": "Straight line", "period": 20, "tax": 0.25}, "no_return": {"target": 0.0, "esc": -0.05}}}
    yield {"base": dict(PLANT, depreciation="Straight line 10", installation_months=12, tax_rate=0.4, debt_to_equity=0.5, operating_life_years=30),
           "overrides": {"by_table": {"depr": "MACRS"}, "loan_of_thirty_years": {"loan_years": 30, "rate": 0.02}, "dear_money": {"target": 0.4, "rate": 0.2},
                         "five": {"depr": "MACRS", "period": 5, "esc": 0.03, "opex_esc": 0.05}}}


def draw_10(r):
    o = {}
    for key, choice in {"install": (12, 24, 36), "esc": (-0.02, 0.04), "opex_esc": (-0.01, 0.05), "tax": (0.1, 0.4), "de": (0.2, 1.0, 5.0),
                        "loan_years": (1, 6, 20), "rate": (0.0, 0.12), "period": (3, 5, 10, 15), "depr": ("Straight line",), "life": (4, 16, 25),
                        "monetised": (False,), "capex": (1e6, 3e9), "opex": (0.0, 1e7), "utilisation": (0.3, 1.0), "target": (0.02, 0.2)}.items():
        if r.random() < 0.4:
            o[key] = r.choice(choice)
    return {"base": PLANT, "overrides": {"drawn": o}}


# ---- screening, dispatch, a whole project, cover


def s11(i):
    out, sums = {}, [0.0, 0.0, 0.0, 0.0]
    for n, x in i["loans"].items():
        principal = i["total_installed_cost"] * x["percent_of_cost"] / 100
        interest = principal / 2 * x["rate_percent"] / 100 * x["months"] / 12
        paid = interest + principal * x["upfront_percent"] / 100
        out.update({"const_per_interest" + n: interest, "const_per_principal" + n: principal, "const_per_total" + n: paid})
        sums = [a + b for a, b in zip(sums, (interest, x["percent_of_cost"], principal, paid))]
    return dict(out, const_per_interest_total=sums[0], const_per_percent_total=sums[1], const_per_principal_total=sums[2],
                construction_financing_cost=sums[3])


def screened(cost, *loans):
    return {"total_installed_cost": cost, "loans": {str(k + 1): dict(zip(("rate_percent", "months", "percent_of_cost", "upfront_percent"), x))
                                                   for k, x in enumerate(loans)}}


def inputs_11():
    yield screened(1e6, (5.0, 30, 80.0, 2.0))
    yield screened(3e9, (0.0, 12, 50.0, 0.0), (12.5, 1, 25.0, 5.0), (3.0, 0, 25.0, 1.0))
    yield screened(0.0, (9.0, 18, 100.0, 1.0), (9.0, 18, 0.0, 1.0))


def draw_11(r):
    return screened(r.uniform(1e5, 1e10), *((r.uniform(0, 20), r.randint(0, 60), r.uniform(0, 100), r.uniform(0, 5)) for _ in range(r.randint(1, 5))))


def s12(i):
    worth = i["hashprice_usd_per_ph_day"] / 24 / i["efficiency_j_per_th"] * 1000
    mine = [max(0.0, min(i["mining_capacity_mw"], i["grid_limit_mw"] - f)) if p < worth else 0.0 for p, f in zip(i["price_per_mwh"], i["firm_load_mw"])]
    grid = [a + b for a, b in zip(i["firm_load_mw"], mine)]
    cost, earned = math.fsum(a * b for a, b in zip(i["price_per_mwh"], grid)), worth * sum(mine)
    return {"breakeven_price_per_mwh": worth, "mining_mw": mine, "grid_mw": grid, "mining_mwh": sum(mine), "mining_revenue": earned,
            "energy_cost": cost, "net_cost": cost - earned}


def dispatched(price, firm, capacity, limit, hashprice, efficiency):
    return {"hours": len(price), "price_per_mwh": price, "firm_load_mw": firm, "mining_capacity_mw": capacity, "grid_limit_mw": limit,
            "hashprice_usd_per_ph_day": hashprice, "efficiency_j_per_th": efficiency}


def inputs_12():
    # 36 / 24 / 0.025 = 60 $/MWh; at 60 it does not run.
    yield dispatched([10.0, -5.0, 60.0, 59.0, 61.0], [100.0, 130.0, 90.0, 140.0, 150.0], 40.0, 150.0, 36.0, 25.0)
    yield dispatched([-40.0, 0.0, 5.0, -0.01], [0.0, 260.0, 0.0, 250.0], 500.0, 250.0, 0.0, 30.0)
    yield dispatched([55.0], [80.0], 0.0, 100.0, 60.0, 15.0)
    yield dispatched([70 + 90 * math.sin(h / 5) for h in range(168)], [60 + 55 * math.cos(h / 9) for h in range(168)], 35.0, 120.0, 41.0, 21.5)


def draw_12(r):
    n = r.choice((1, 6, 24))
    return dispatched([r.uniform(-30, 300) for _ in range(n)], [r.uniform(0, 200) for _ in range(n)], r.uniform(0, 150), r.uniform(50, 190),
                      r.uniform(20, 80), r.uniform(12, 40))


def s13(i):
    years, rev, op, kwh = i["years"], i["revenue"], i["operating_expenses"], i["energy_kwh"]
    ts, tf = i["state_tax_percent"] / 100, i["federal_tax_percent"] / 100
    eb = [a - b for a, b in zip(rev, op)]
    debt, ds, ints, bal = sculpted(eb, i["tenor_years"], i["dscr"], i["rate_percent"] / 100)
    at = lambda x, t: x[t] if t < len(x) else 0.0
    dsra = [i["dsra_months"] / 12 * at(ds, t + 1) for t in range(years + 1)]
    wc = [i["working_reserve_months_of_opex"] / 12 * at(op, t + 1) for t in range(years + 1)]
    res = [a + b for a, b in zip(dsra, wc)]
    got = [0.0] + [i["reserve_interest_percent"] / 100 * res[t - 1] for t in range(1, years + 1)]
    hard = i["prefinancing_cost"] + i["construction_financing_cost"] + i["other_financing_cost"]
    fee = debt * i["upfront_fee_percent_of_debt"] / 100
    uses = hard + i["debt_closing_cost"] + fee + res[0]
    dep = depreciated(hard, years, i["depreciation_allocation_percent"])
    income = [a + b - c - d for a, b, c, d in zip(eb, got, ints, dep)]
    st = [ts * x for x in income]
    ft = [tf * (x - s) for x, s in zip(income, st)]
    into = [-uses] + [-(res[t] - res[t - 1]) for t in range(1, years + 1)]
    prin = [a - b for a, b in zip(ds, ints)]
    pre = [debt - uses] + [eb[t] + got[t] - ds[t] + into[t] for t in range(1, years + 1)]
    after = [p - a - b for p, a, b in zip(pre, st, ft)]
    real = i["real_discount_percent"] / 100
    nom = (1 + real) * (1 + i["inflation_percent"] / 100) - 1
    costs, units = [r - a for r, a in zip(rev, after)], [0.0] + kwh[1:]
    paid = range(1, i["tenor_years"] + 1)
    return {"cost_installed": uses, "size_of_debt": debt, "debt_fraction": 100 * debt / uses, "issuance_of_equity": uses - debt,
            "cost_debt_upfront": fee, "cf_ebitda": eb, "cf_cash_for_ds": [eb[t] if t in paid else 0.0 for t in range(years + 1)],
            "cf_debt_payment_interest": ints, "cf_debt_payment_principal": prin, "cf_debt_payment_total": ds, "cf_debt_balance": bal,
            "cf_pretax_dscr": [i["dscr"] if t in paid else 0.0 for t in range(years + 1)], "cf_reserve_debtservice": dsra, "cf_reserve_om": wc,
            "cf_reserve_total": res, "cf_reserve_interest": got, "cf_feddepr_total": dep, "cf_stadepr_total": dep,
            "cf_statax_income_prior_incentives": income, "cf_statax": [-x for x in st],
            "cf_fedtax_income_prior_incentives": [a - b for a, b in zip(income, st)], "cf_fedtax": [-x for x in ft],
            "cf_project_operating_activities": [a + b - c for a, b, c in zip(eb, got, ints)], "cf_project_investing_activities": into,
            "cf_project_financing_activities": [uses] + [-x for x in prin[1:]], "cf_project_return_pretax": pre, "cf_project_return_aftertax": after,
            "project_return_aftertax_irr": percent(rate_of(after)), "project_return_aftertax_npv": pv(nom, after), "min_dscr": i["dscr"],
            "lcoe_nom": 100 * pv(nom, costs) / pv(nom, units), "lcoe_real": 100 * pv(nom, costs) / pv(real, units),
            "lppa_nom": 100 * pv(nom, [0.0] + rev[1:]) / pv(nom, units), "lppa_real": 100 * pv(nom, [0.0] + rev[1:]) / pv(real, units),
            "nominal_discount_rate": nom, "depr_fedbas_total": hard, "depr_alloc_total": hard}


TERMS = {"prefinancing_cost": 9.0e5, "construction_financing_cost": 0.0, "other_financing_cost": 0.0, "debt_closing_cost": 0.0,
         "upfront_fee_percent_of_debt": 2.0, "dscr": 1.25, "tenor_years": 5, "rate_percent": 8.0, "dsra_months": 3.0, "reserve_interest_percent": 1.0,
         "working_reserve_months_of_opex": 1.0, "federal_tax_percent": 30.0, "state_tax_percent": 0.0,
         "depreciation_allocation_percent": {"macrs5": 40.0, "sl20": 60.0}, "real_discount_percent": 5.0, "inflation_percent": 2.0}


def whole(revenue, expenses, kwh, **terms):
    return dict(TERMS, years=len(revenue), revenue=[0.0] + revenue, operating_expenses=[0.0] + expenses, energy_kwh=[0.0] + kwh, **terms)


def inputs_13():
    yield whole([300000.0 * 1.01 ** k for k in range(8)], [50000.0] * 8, [5.0e6 - 1e5 * k for k in range(8)])
    yield whole([4e5, 6e5], [1e5, 0.0], [1e6, 2e6], tenor_years=2, rate_percent=0.0, dscr=1.0, dsra_months=12.0, prefinancing_cost=1.2e6,
                inflation_percent=0.0, depreciation_allocation_percent={"sl15": 100.0}, state_tax_percent=9.5)
    yield whole([2e6 * 0.98 ** k for k in range(40)], [4e5 * 1.01 ** k for k in range(40)], [3e7] * 40, tenor_years=18, prefinancing_cost=1.6e7,
                construction_financing_cost=3e5, other_financing_cost=1e4, debt_closing_cost=2e4, working_reserve_months_of_opex=6.0,
                depreciation_allocation_percent={"sl39": 45.0, "sl15": 30.0, "macrs15": 25.0}, state_tax_percent=4.0, inflation_percent=8.0)


def draw_13(r):
    n = r.choice((3, 10, 16))
    revenue = [r.uniform(3e5, 9e5) for _ in range(n)]
    return whole(revenue, [r.uniform(0, 2e5) for _ in range(n)], [r.uniform(1e6, 9e6) for _ in range(n)], tenor_years=r.randint(1, n),
                 prefinancing_cost=sum(revenue) * r.uniform(0.8, 1.2), rate_percent=r.uniform(0, 14), dscr=r.uniform(1.3, 3), dsra_months=r.uniform(0, 14),
                 reserve_interest_percent=r.uniform(0, 5), federal_tax_percent=r.choice((0.0, 21.0, 38.0)), state_tax_percent=r.choice((0.0, 7.0)),
                 working_reserve_months_of_opex=r.uniform(0, 8), upfront_fee_percent_of_debt=r.uniform(0, 4), debt_closing_cost=r.uniform(0, 5e4),
                 depreciation_allocation_percent=shared(r, *r.sample(ALL_CLASSES, r.randint(1, 6))), real_discount_percent=r.uniform(0, 12),
                 inflation_percent=r.uniform(0, 6))


def s14(i):
    cf, n, x, rate = i["cfads"], i["tenor_months"], i["dscr"], i["rate"] / 12
    worth = lambda flows: math.fsum(c * (1 + rate) ** -(k + 1) for k, c in enumerate(flows))
    ds = [c / x for c in cf[:n]]

    def ends(d):
        out = []
        for s in ds:
            d += d * rate - s
            out.append(d)
        return out
    debt = bisect(lambda d: ends(d)[-1], -1.0, sum(ds) + 1)
    bal = ends(debt)

    def level_left(d):
        for _ in range(n):
            d += d * rate - min(cf[:n]) / x
        return d
    out = {"debt": debt, "level_payment_debt": bisect(level_left, -1.0, sum(ds) + 1), "pv_cfads_loan_life": worth(cf[:n]), "llcr_at_drawdown": x,
           "pv_cfads_project_life": worth(cf), "plcr_at_drawdown": worth(cf) / debt, "closing_balance": bal[:-1] + [0.0]}
    for k in {n // 2, n - 1} - {0}:
        out.update({"llcr_after_%d" % k: x, "plcr_after_%d" % k: worth(cf[k:]) / bal[k - 1]})
    return out


def covered(cfads, rate, tenor, dscr):
    return {"cfads": cfads, "rate": rate, "tenor_months": tenor, "dscr": dscr}


def inputs_14():
    yield covered([1000.0 + 50 * (k % 5) for k in range(80)], 0.0, 70, 1.5)
    yield covered([5e6], 0.12, 1, 1.0)
    yield covered([2e5 + 1e4 * (k % 12) for k in range(360)], 0.08, 360, 1.25)
    yield covered([0.0, 3e4, 0.0] + [4e4] * 30, 0.3, 20, 4.0)


def draw_14(r):
    n = r.choice((2, 9, 40))
    return covered([r.choice((0.0, 1.0, 1.0, 1.0)) * r.uniform(1e4, 9e6) for _ in range(n - 1)] + [3e6] * r.choice((1, 30)), r.uniform(0, 0.3), n,
                   r.uniform(1, 3))


# ---- leases, mining, losses


def s15(i):
    start, n = dt.date.fromisoformat(i["start"]), i["months"]
    first, kw = first_days(start, n), i["contract_kw"]
    rows = []
    for k in range(n):
        hours, ramp, step = 24 * (first[k + 1] - first[k]).days, min(1.0, (k + 1) / i["ramp_months"]), 1.0
        for _ in range(k // 12):
            step *= 1 + i["escalator"]
        rent = 0.0 if k < i["free_months"] else kw * ramp * i["rent_per_kw_month"] * step
        charge = kw * ramp * max(i["usage"][k], i["minimum_take"]) * i["usage_charge_per_kw_month"] * step
        energy, price = kw * ramp * i["load_factor"] * hours / 1000, i["power_price"] * (1 + i["power_growth"]) ** (k / 12)
        cost, back = energy * i["pue"] * price, energy * min(i["pue"], i["pue_cap"]) * price
        rows.append((hours / 24, i["usage"][k], ramp, rent, charge, energy, price, cost, back, rent + charge + back - cost))
    return lines("days usage ramp base_rent take_or_pay_charge it_energy_mwh power_price power_cost power_reimbursed net", rows)


def let(start, usage, kw, rent, escalator, free, ramp, take, charge, load, pue, cap, power, growth):
    return {"start": str(start), "contract_kw": kw, "rent_per_kw_month": rent, "escalator": escalator, "free_months": free, "ramp_months": ramp,
            "months": len(usage), "usage": usage, "minimum_take": take, "usage_charge_per_kw_month": charge, "load_factor": load, "pue": pue,
            "pue_cap": cap, "power_price": power, "power_growth": growth}


def inputs_15():
    yield let("2028-02-01", [1.0, 0.2, 0.5] * 5, 2000.0, 100.0, 0.1, 1, 1, 0.5, 10.0, 0.8, 1.2, 1.5, 40.0, -0.1)
    yield let("2027-12-01", [0.0], 1.0, 150.0, 0.0, 0, 3, 0.0, 5.0, 1.0, 1.0, 1.0, 0.0, 0.0)
    yield let("2026-07-01", [0.3] * 30, 5e5, 90.0, -0.05, 40, 24, 1.0, 0.0, 0.0, 2.5, 1.1, 60.0, 0.2)
    yield let("2027-03-01", [0.01 * (k % 101) for k in range(132)], 8000.0, 210.0, 0.04, 6, 18, 0.35, 31.0, 0.65, 1.4, 1.4, 35.0, 0.03)


def draw_15(r):
    n = r.choice((2, 13, 28))
    return let(dt.date(r.randint(2024, 2032), r.randint(1, 12), 1), [r.random() for _ in range(n)], r.uniform(10, 3e5), r.uniform(50, 250),
               r.choice((0.0, r.uniform(-0.03, 0.06))), r.randint(0, 9), r.randint(1, 20), r.random(), r.uniform(0, 40), r.random(),
               r.uniform(1, 2), r.uniform(1, 2), r.uniform(0, 120), r.uniform(-0.1, 0.1))


def s16(i):
    start, halving, n = dt.date.fromisoformat(i["start"]), dt.date.fromisoformat(i["halving_date"]), i["months"]
    first, network, price, rows = first_days(start, n), i["network_eh_month0"], i["btc_price_month0"], []
    for a, b in zip(first, first[1:]):
        days, coins, before = (b - a).days, 0.0, 0
        for d in range(days):
            early = a + dt.timedelta(days=d) < halving
            before += early
            coins += 144 * ((i["subsidy_before"] if early else i["subsidy_after"]) + i["fees_btc_per_block"])
        coins *= i["fleet_eh"] / network * i["uptime"]
        energy = i["fleet_eh"] * i["efficiency_j_per_th"] * i["uptime"] * 24 * days
        rows.append((float(days), float(before), network, coins, price, coins * price, energy, energy * i["power_price"],
                     coins * price - energy * i["power_price"]))
        network *= 1 + i["network_growth_per_month"]
        price *= 1 + i["btc_price_growth_per_month"]
    return lines("days days_before_halving network_eh btc btc_price revenue energy_mwh energy_cost margin", rows)


def mined(start, n, halving, fleet, network, growth, fees, subsidy, price, price_growth, uptime, efficiency, power):
    return {"start": str(start), "months": n, "halving_date": str(halving), "fleet_eh": fleet, "network_eh_month0": network,
            "network_growth_per_month": growth, "fees_btc_per_block": fees, "subsidy_before": subsidy, "subsidy_after": subsidy / 2,
            "btc_price_month0": price, "btc_price_growth_per_month": price_growth, "uptime": uptime, "efficiency_j_per_th": efficiency,
            "power_price": power}


def inputs_16():
    yield mined("2027-12-01", 4, "2028-01-01", 2.0, 500.0, 0.0, 0.0, 4.0, 90000.0, 0.0, 1.0, 20.0, 50.0)
    yield mined("2028-01-01", 3, "2028-02-29", 40.0, 900.0, -0.05, 0.3, 3.125, 60000.0, 0.08, 0.0, 30.0, 0.0)
    yield mined("2026-05-01", 2, "2026-04-20", 0.5, 700.0, 0.01, 0.01, 6.25, 100000.0, -0.02, 0.9, 15.0, 35.0)
    yield mined("2026-09-01", 90, "2032-03-31", 11.0, 1000.0, 0.015, 0.05, 3.125, 110000.0, 0.004, 0.96, 17.5, 42.0)


def draw_16(r):
    start = dt.date(r.randint(2024, 2031), r.randint(1, 12), 1)
    return mined(start, r.choice((1, 5, 26)), start + dt.timedelta(days=r.randint(-40, 900)), r.uniform(0.1, 90), r.uniform(300, 3000),
                 r.uniform(-0.05, 0.06), r.uniform(0, 0.5), r.choice((6.25, 3.125)), r.uniform(2e4, 3e5), r.uniform(-0.05, 0.05), r.random(),
                 r.uniform(12, 40), r.uniform(0, 90))


def s17(i):
    exp = {}
    for name in i["limits"]:
        limit, rows, lost = 1.0 if name == "no_limit" else float(name.split("_")[1]) / 100, [], 0.0
        for x in i["taxable_income_before_losses"]:
            use = min(lost, limit * max(0.0, x))
            rows.append((lost, use, lost - use + max(0.0, -x), i["tax_rate"] * (max(0.0, x) - use)))
            lost = rows[-1][2]
        exp[name] = lines("loss_opening loss_used loss_closing tax", rows)
    return exp


def inputs_17():
    yield {"taxable_income_before_losses": [5e6, -9e6, 1e6, 0.0, -1e6, 3e7], "tax_rate": 0.4, "limits": ["limit_50", "no_limit"]}
    yield {"taxable_income_before_losses": [-7.0], "tax_rate": 0.21, "limits": ["limit_0", "limit_100"]}
    yield {"taxable_income_before_losses": [-1e10] + [4e8 * 1.02 ** k for k in range(29)], "tax_rate": 1.0, "limits": ["limit_80", "limit_12.5"]}


def draw_17(r):
    return {"taxable_income_before_losses": [r.choice((0.0, 1.0, 1.0)) * r.uniform(-1e8, 2e8) for _ in range(r.choice((2, 8, 15)))],
            "tax_rate": r.choice((0.0, r.random())), "limits": ["limit_%d" % r.randint(1, 99), "no_limit"]}


def s19(i):
    rate, avail, n, amort = i["rate"], i["availability_months"], i["total_months"], i["amortisation_per_year_of_drawn"]
    rows, b, drawn, at_end = [], 0.0, 0.0, 0.0
    for m in range(n):
        it, tick, d = b * rate / 12, (i["commitment"] - drawn) * i["ticking_fee"] / 12 if m < avail else 0.0, i["draws_month_end"].get(str(m), 0.0)
        p = at_end * amort / 4 if m >= avail and (m - avail + 1) % 3 == 0 else 0.0
        if m == n - 1:
            p = b
        b += d - p
        drawn += d
        if m == avail - 1:
            at_end = b
        rows.append((d, it, tick, p, it + tick + p, d - it - tick - p, b))
    return lines("draw interest ticking_fee principal paid lender_to_borrower closing_balance", rows)


def delayed(commitment, rate, fee, avail, n, amort, **draws):
    return {"commitment": commitment, "rate": rate, "ticking_fee": fee, "availability_months": avail, "total_months": n,
            "amortisation_per_year_of_drawn": amort, "draws_month_end": {k.lstrip("m"): v for k, v in draws.items()}}


def inputs_19():
    yield delayed(4e6, 0.12, 0.0, 12, 20, 0.08, m0=1e6, m11=2e6)
    yield delayed(9e8, 0.0, 0.02, 1, 3, 0.0, m0=9e8)
    yield delayed(5e7, 0.09, 0.005, 24, 120, 0.05, m0=1e6, m7=2e7, m8=1.5e7, m23=1.4e7)
    yield delayed(3e6, 0.2, 0.03, 6, 8, 0.4, m3=1e6)


def draw_19(r):
    avail, size = r.randint(1, 18), r.uniform(1e6, 1e9)
    months = r.sample(range(avail), min(avail, r.randint(1, 4)))
    return delayed(size, r.uniform(0, 0.2), r.uniform(0, 0.03), avail, avail + r.randint(2, 40), r.choice((0.0, r.uniform(0, 0.2))),
                   **{"m%d" % m: size * r.uniform(0, 1 / len(months)) for m in months})


def s20(i):
    days = [dt.date.fromisoformat(d) for d in i["first_days"]]
    spans = list(zip(days, days[1:]))

    def by_year(a, b):  # each day a share of its own year
        if a > b:
            return -by_year(b, a)
        total = Fraction(0)
        for y in range(a.year, b.year + 1):
            begin, end = dt.date(y, 1, 1), dt.date(y + 1, 1, 1)
            total += Fraction((min(b, end) - max(a, begin)).days, (end - begin).days)
        return float(total)
    return {"30/360": [thirty(a, b) for a, b in spans], "act/360": [(b - a).days / 360 for a, b in spans],
            "act/365": [(b - a).days / 365 for a, b in spans], "act/act": [by_year(a, b) for a, b in spans]}


def inputs_20():
    yield {"first_days": ["2027-01-31", "2027-02-28", "2027-05-31", "2028-02-29", "2030-07-01"]}
    yield {"first_days": ["2027-12-31", "2028-01-01", "2028-12-30", "2028-12-31", "2099-12-31", "2100-02-28", "2100-03-01", "2100-03-01"]}
    yield {"first_days": ["2032-03-31", "2028-02-29", "2027-08-30", "2027-05-31", "2026-02-28"]}


def draw_20(r):
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=r.randint(0, 9000)) for _ in range(9)]
    return {"first_days": [str(d) for d in days]}


# ---- writing

CASES = sorted(n for n in globals() if n[0] == "s" and n[1:].isdigit())


def published(name):
    file = next(f for f in sorted(os.listdir(FINANCE)) if f.startswith(name) and f.endswith(".json") and "_other_" not in f)
    with open(os.path.join(FINANCE, file)) as f:
        return json.load(f)


def cases(name, inputs):
    model, tolerance = globals()[name], published(name)["tolerance"]
    for k, i in enumerate(inputs):
        case = {"id": "%s_other_inputs[%d]" % (name, k), "inputs": i, "expected": model(i), "tolerance": tolerance}
        if name == "s06":  # The published case leaves it out; the spec finds it in the owners' flow.
            case["inputs"].pop("reserve_interest_percent")
        if name == "s17":  # The names of the results say it.
            case["inputs"].pop("limits")
        yield case


def write(folder, name, inputs):
    with open(os.path.join(folder, name + "_other_inputs.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases(name, inputs)) + "\n]\n")


def differences(path, got, want, tolerance):
    """Where a model and a published case differ: by path, of what both have."""
    if isinstance(want, dict):
        for k in want:
            if k in got:
                yield from differences(path + "/" + k, got[k], want[k], tolerance)
    elif isinstance(want, list):
        size = max((abs(x) for x in want if isinstance(x, float)), default=0.0)
        for k in range(max(len(got), len(want))):
            yield from differences("%s[%d]" % (path, k), got[k] if k < len(got) else 0.0, want[k] if k < len(want) else 0.0, dict(tolerance, size=size))
    elif isinstance(want, (int, float)):
        if abs(got - want) > max(1e-9 * tolerance.get("size", 0.0), 1e-9, 1e-9 * abs(want), tolerance.get("irr_percent_abs", 0.0) if "irr" in path else 0.0):
            yield "%s: %r, published %r" % (path, got, want)
    elif got != want:
        yield "%s: %r, published %r" % (path, got, want)


def check():
    faults = 0
    for name in CASES:
        case = published(name)
        i = dict(case["inputs"])
        if name == "s06":
            i["reserve_interest_percent"] = 1.5
        if name == "s17":
            i["limits"] = list(case["expected"])
        found = list(differences(name, globals()[name](i), case["expected"], case["tolerance"]))
        faults += len(found)
        print("%s: %s" % (name, "as published" if not found else "; ".join(found[:5])))
    return faults


def main(number="2", seed="1", folder=None):
    for name in CASES:
        r = random.Random("%s %s" % (name, seed))
        chosen = [] if folder else list(globals()["inputs_" + name[1:]]())
        write(folder or FINANCE, name, chosen + [globals()["draw_" + name[1:]](r) for _ in range(int(number))])


if __name__ == "__main__":
    sys.exit(check() > 0 if sys.argv[1:] == ["check"] else main(*sys.argv[1:]))
