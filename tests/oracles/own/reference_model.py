"""The colocation site of examples/colo_200mw in plain Python, month after month, on inputs of all sorts.

    python3 reference_model.py            writes colo_200mw.json, a list of cases
    python3 reference_model.py 50 7 FILE  writes 50 cases from inputs drawn with the seed 7, within and beyond their ranges
    python3 reference_model.py check      sees that the base case is as published

Nothing is solved in closed form: the loan is built by trial of its size, a rate of return is found by halving.
"""
import datetime as dt
import json
import math
import os
import random
import sys
from statistics import NormalDist

from common import HERE, bisect

MONTHS = 240
NAMES = ("capex", "delay", "rent", "escalator", "occupancy", "pue", "power_price", "power_growth", "fixed_opex", "inflation", "interest_rate",
         "exit_cap")
BASE = dict(zip(NAMES, (9.5, 3, 130.0, 0.0275, 0.97, 1.25, 48.0, 0.025, 16.0, 0.025, 0.07125, 0.0675)))
FIRST = [dt.date(2027 + m // 12, m % 12 + 1, 1) for m in range(MONTHS + 1)]
DAYS = [(b - a).days for a, b in zip(FIRST, FIRST[1:])]
YEARS = [((b - FIRST[0]).days - 1) / 365 for b in FIRST[1:]]
BY_5 = [0.2, 0.32, 0.192, 0.1152, 0.1152, 0.0576]
BY_15 = [0.05, 0.095, 0.0855, 0.077, 0.0693, 0.0623, 0.059, 0.059, 0.0591, 0.059, 0.0591, 0.059, 0.0591, 0.059, 0.0591, 0.0295]


def rate_of(flows):
    """The rate at which flows are worth nothing; none if there is no such rate, and several are not claimed."""
    flows = [(f, t) for f, t in zip(flows, YEARS) if f]
    # Counted from the first flow or the last, whichever lets no factor overflow.
    value = lambda y: math.fsum(f * math.exp(-y * (t - flows[0 if y >= 0 else -1][1])) for f, t in flows)
    scan = [-7 + 0.01 * k for k in range(1401)]
    signs = [value(y) > 0 for y in scan]
    found = [math.expm1(bisect(value, y, z)) for y, z, a, b in zip(scan, scan[1:], signs, signs[1:]) if a != b]
    return None if not found else found[0] if len(found) == 1 else "several"


def model(i):
    built, cost = 18 + i["delay"], i["capex"] * 200e6
    curve = lambda x: x * x * (3 - 2 * x)
    spent = [cost * (curve((m + 1) / built) - curve(m / built)) if m < built else 0.0 for m in range(MONTHS)]
    let, leak, fixed, ebitda = [0.0] * MONTHS, [0.0] * MONTHS, [0.0] * MONTHS, [0.0] * MONTHS
    for m in range(built, MONTHS):
        k, y = m - built, m // 12
        let[m] = i["occupancy"] * min(1.0, (k + 1) / 6)
        leak[m] = 170 * let[m] * 24 * DAYS[m] * max(0.0, i["pue"] - 1.25) * i["power_price"] * (1 + i["power_growth"]) ** y
        fixed[m] = (200000 * i["fixed_opex"] + 0.009 / 12 * cost) * (1 + i["inflation"]) ** y
        ebitda[m] = 200000 * let[m] * i["rent"] * (1 + i["escalator"]) ** (k // 12) - leak[m] - fixed[m]
    rate = i["interest_rate"] / 12
    term = range(built, built + 180)

    # The most that the cash of the term repays, each month's payment in proportion to it.
    asked = [max(e, 0.0) / 1.35 if m in term else 0.0 for m, e in enumerate(ebitda)]

    def left(owed):
        for m in term:
            owed += owed * rate - asked[m]
        return owed
    by_cover = bisect(left, -1.0, sum(asked) + 1.0) if any(asked) else 0.0

    def owed_when_built(size, share):
        owed = 0.0
        for m in range(built):
            owed += owed * rate + (size - owed) * 0.005 / 12 + (0.015 * size if m == 0 else 0.0) + share * spent[m]
        return owed

    def share_for(size):
        return bisect(lambda w: owed_when_built(size, w) - size, -5.0, 5.0)
    by_cost = bisect(lambda d: d - 0.75 * (d + (1 - share_for(d)) * cost), 0.0, 3 * cost)
    debt = min(by_cost, by_cover)
    share = share_for(debt) if debt else 0.0
    financing = debt - share * cost
    pays = [a * debt / by_cover if by_cover else 0.0 for a in asked]
    owed, interest = debt, [0.0] * MONTHS
    for m in term:
        interest[m] = owed * rate
        owed += interest[m] - pays[m]
    kept = [sum(pays[m + 1:m + 7]) if m >= built - 1 else 0.0 for m in range(MONTHS)]
    before = [0.0] + kept[:-1]
    earned = [0.03 / 12 * z for z in before]

    # Tax, by calendar years.
    basis, first_year, month = cost + financing, built // 12, built % 12
    # Nobody pays a buyer: what runs at a loss in its last year is sold for nothing.
    sale = max(0.0, sum(ebitda[-12:])) * (1 + i["escalator"]) / i["exit_cap"] * 0.985
    tax, losses, written = [0.0] * MONTHS, 0.0, 0.0
    for y in range(MONTHS // 12):
        a, off = y - first_year, 0.0
        if a >= 0:
            at = lambda table: (0.6 if a == 0 else 0.0) + 0.4 * (table[a] if a < len(table) else 0.0)
            off = basis * (0.1 * at(BY_5) + 0.5 * at(BY_15) + 0.4 * ((11.5 - month) / 12 / 39 if a == 0 else 1 / 39))
        written += off
        income = sum(ebitda[m] + earned[m] - interest[m] for m in range(12 * y, 12 * y + 12)) - off
        if y == MONTHS // 12 - 1:
            income += sale - (basis - written)
        used = min(losses, 0.8 * max(income, 0.0))
        losses += max(-income, 0.0) - used
        tax[12 * y + 11] = 0.25 * (max(income, 0.0) - used)
    ends = [0.0] * (MONTHS - 1) + [sale]
    project = [e - c + v for e, c, v in zip(ebitda, spent, ends)]
    equity = [e + n - s - (z - b) - (1 - share) * c - t + v
              for e, n, s, z, b, c, t, v in zip(ebitda, earned, pays, kept, before, spent, tax, ends)]
    run, payback = 0.0, None
    for m, q in enumerate(equity):
        if payback is None and run < 0 <= run + q:
            payback = m - run / q
        run += q
    worth = lambda r, flows: math.fsum(f * (1 + r) ** -t for f, t in zip(flows, YEARS))
    sold = 200000 * worth(0.09, let)
    costs = worth(0.09, [c + x + k - v for c, x, k, v in zip(spent, fixed, leak, ends)])
    value_of_cash = math.fsum(ebitda[m] * (1 + rate) ** -(m - built + 1) for m in term)
    return {"debt": debt, "total_uses": cost + financing + kept[built - 1], "ltc": debt / (cost + financing),
            "dscr": 1.35 * by_cover / debt if debt else None, "llcr": value_of_cash / debt if debt else None,
            "project_xirr": rate_of(project), "equity_xirr": rate_of(equity), "equity_npv": worth(0.12, equity),
            "moic": sum(q for q in equity if q > 0) / -sum(q for q in equity if q < 0), "payback_months": payback,
            "levelised_usd_per_kw_month": costs / sold if sold else None, "cash_tax": sum(tax)}


# ---- inputs


def triangular(low, mode, high, u):
    turn = (mode - low) / (high - low)
    return low + math.sqrt(u * (high - low) * (mode - low)) if u < turn else high - math.sqrt((1 - u) * (high - low) * (high - mode))


def drawn(u):
    z = lambda j: NormalDist().inv_cdf(u[j])
    return dict(zip(NAMES, (triangular(8.0, 9.5, 12.0, u[0]), math.floor(13 * u[1]), triangular(115, 130, 150, u[2]), 0.02 + 0.015 * u[3],
                            triangular(0.9, 0.97, 1.0, u[4]), triangular(1.15, 1.25, 1.4, u[5]), 48 * math.exp(0.2 * z(6)), 0.025 + 0.008 * z(7),
                            triangular(13, 16, 22, u[8]), 0.025 + 0.006 * z(9), min(0.11, max(0.045, 0.07125 + 0.006 * z(10))),
                            triangular(0.055, 0.0675, 0.085, u[11]))))


def beyond(r):
    return dict(zip(NAMES, (r.uniform(2, 30), r.randint(0, 24), r.uniform(40, 400), r.uniform(-0.05, 0.1), r.choice((1.0, r.uniform(0.2, 1))),
                            r.uniform(1, 2.5), r.uniform(0, 200), r.uniform(-0.1, 0.1), r.uniform(0, 30), r.uniform(-0.05, 0.08),
                            r.choice((0.0, r.uniform(0, 0.3))), r.choice((0.01, 0.3, r.uniform(0.02, 0.2))))))


def chosen():
    """At the edges: what each changes of the base case."""
    for change in ({}, {"occupancy": 0.0}, {"occupancy": 0.05}, {"delay": 24}, {"delay": 0, "interest_rate": 0.0}, {"rent": 45.0, "exit_cap": 0.2},
                   {"escalator": -0.03, "power_growth": -0.05, "inflation": -0.02}, {"pue": 3.0, "power_price": 150.0}, {"capex": 0.5},
                   {"rent": 25.0}, {"exit_cap": 0.011}):
        yield dict(BASE, **change)


def cases(inputs):
    for k, i in enumerate(inputs):
        expected = {n: v for n, v in model(i).items() if v != "several"}
        yield {"id": "colo_200mw[%d]" % k, "inputs": i, "expected": expected, "tolerance": {"rel": 1e-9}}


def write(file, inputs):
    with open(file, "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases(inputs)) + "\n]\n")


PUBLISHED = {"debt": 1514122800.97, "total_uses": 2053877722.39, "ltc": 0.75, "dscr": 1.71219918963, "llcr": 1.71184643071,
             "project_xirr": 0.15681177813, "equity_xirr": 0.209526037328, "equity_npv": 658047012.734, "moic": 7.29532939731,
             "payback_months": 89.8754611357, "levelised_usd_per_kw_month": 69.1807752658, "cash_tax": 2133628646.61}


def check():
    got = model(BASE)
    faults = [n for n, v in PUBLISHED.items() if abs(got[n] - v) > 1e-11 * abs(v)]
    print("the base case:", "differs in %s" % faults if faults else "as published")
    return len(faults)


def main(number="14", seed="1", file=None):
    r = random.Random("colo %s" % seed)
    inputs = [] if file else list(chosen())
    for k in range(int(number)):
        inputs.append(beyond(r) if k % 2 else drawn([r.random() for _ in NAMES]))
    write(file or os.path.join(HERE, "colo_200mw.json"), inputs)


if __name__ == "__main__":
    sys.exit(check() > 0 if sys.argv[1:] == ["check"] else main(*sys.argv[1:]))
