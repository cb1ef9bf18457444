"""The cash of a site month by month: tax paid by quarters, money put aside for renewals, debt service that cash does not cover.

    python3 waterfall.py           writes waterfall.json, a list of cases: some chosen for their edges, some drawn
    python3 waterfall.py 50 7 DIR  writes 50 cases from inputs drawn with the seed 7 into DIR

Plain loops over months and purses. Nothing is solved: a month knows those before it, and of those behind it only the renewals that
are planned and the debt service of the loan's schedule.
"""
import datetime as dt
import json
import os
import random
import sys

from common import HERE, bisect

LINES = ("cfads interest principal swept balance renewal_saved renewal_reserve reserves reserve_income tax_charge tax_paid tax_payable "
         "unlevered_tax_paid put_off arrears arrears_paid contributions distributions cash").split()


def schedule(loan, lent, first, n):
    """Interest, principal and debt service by month as planned, of what is owed when the site is complete; a last bullet is no debt service."""
    i, last = loan["rate"] / 12, first + loan["repaid_months"]
    interest, principal, service, owed = [0.0] * n, [0.0] * n, [0.0] * n, lent

    def left_of(pay):
        b = lent
        for _ in range(loan["repaid_months"]):
            b += b * i - pay
        return b
    pay = bisect(left_of, -1.0, lent * (1 + i) + 1) if loan["amortization"] == "level" else 0.0
    for m in range(first, n):
        interest[m] = owed * i
        if m < last:
            principal[m] = {"level": pay - interest[m], "straight": lent / loan["repaid_months"], "bullet": 0.0}[loan["amortization"]]
        if m == last - 1:
            principal[m] = owed
        bullet = m == last - 1 and loan["amortization"] == "bullet"
        service[m] = interest[m] + (0.0 if bullet else principal[m])
        owed -= principal[m]
    return interest, principal, service


class Levy:
    """Tax of the years of one case, with losses and interest that go on to later years."""

    def __init__(self, tax, years, closes, placed):
        self.tax, self.years, self.closes, self.placed = tax, years, closes, placed
        self.lost = self.held = 0.0
        self.year = {"earned": 0.0, "income": 0.0, "interest": 0.0}
        self.written = 0.0

    def deduction(self, m):
        total = 0.0
        for k, cost in enumerate(self.placed[:m + 1]):
            age = self.years[m] - self.years[k]
            table = self.tax["table"]
            total += cost * (1 - self.tax["bonus"]) * (table[age] if age < len(table) else 0.0) + (cost * self.tax["bonus"] if age == 0 else 0.0)
        return total

    def month(self, m, earned, income, interest, disposal=None):
        """The tax of the year in its last month, else nothing; `disposal` is the price of a site that is sold."""
        for name, x in (("earned", earned), ("income", income), ("interest", interest)):
            self.year[name] += x
        if not self.closes[m]:
            return 0.0
        y, self.year = self.year, dict.fromkeys(self.year, 0.0)
        claimed = y["interest"] + self.held
        most = claimed if "interest_limit" not in self.tax else self.tax["interest_limit"] * max(0.0, y["earned"]) + y["income"]
        deducted = min(claimed, most)
        self.held = claimed - deducted
        written = self.deduction(m)
        self.written += written
        before = y["earned"] + y["income"] - deducted - written
        if disposal is not None:
            before += disposal - (sum(self.placed) - self.written)
        used = min(self.lost, self.tax["loss_limit"] * max(0.0, before))
        self.lost += max(0.0, -before) - used
        return self.tax["rate"] * (max(0.0, before) - used)


class Quarters:
    """Payments of tax: the estimate of the year by quarters, what it missed in the fourth month of the next year."""

    def __init__(self, tax, of_year, closes, estimate, sold_in):
        self.tax, self.of_year, self.closes, self.estimate, self.sold_in = tax, of_year, closes, estimate, sold_in
        self.due, self.owed = {}, 0.0
        if tax["instalments"] != "quarterly":
            return
        begin = 0
        for m in range(len(closes)):
            if closes[m]:
                for quarter in (4, 6, 9, 12):
                    # What would fall due before the first month falls due in it; what would fall due behind the last month, in that.
                    when = next((k for k in range(begin, m + 1) if of_year[k] >= quarter), m)
                    self.due[when] = self.due.get(when, 0.0) + estimate[m] / 4
                begin = m + 1

    def paid(self, m, charge):
        if m == self.sold_in:
            pay = charge + self.owed
        elif self.tax["instalments"] != "quarterly":
            pay = charge
        else:
            if self.closes[m]:
                self.due[m + 4] = self.due.get(m + 4, 0.0) + charge - self.estimate[m]
            pay = self.due.get(m, 0.0)
        self.owed += charge - pay
        return pay


def model(i):
    build, n = i["build_months"], len(i["revenue"])
    noi = [a - b for a, b in zip(i["revenue"], i["running_cost"])]
    works = [i["works"] / build if m < build else 0.0 for m in range(n)]
    renewed, scrap = i["renewals"], i["scrap"]
    net = [a - b for a, b in zip(renewed, scrap)]
    ahead = i["renewal_ahead"]
    sold_in = n - 1 if i.get("exit_yield") else None

    # A purse for each renewal, filled in the months before it, emptied in its month.
    saved, released = [0.0] * n, [0.0] * n
    for k in range(n):
        purse = 0.0
        for m in range(max(build, k - ahead), k):
            if net[k] > 0:
                saved[m] += net[k] / ahead
                purse += net[k] / ahead
        released[k] += purse

    # Until completion the loan pays for everything until it is drawn in full: works, its fee and interest, the reserve.
    loan = i["loan"]
    size, rate = loan["amount"], loan["rate"] / 12
    owners_fill = loan["reserve_funded"] == "at_completion"
    plan_interest, plan_principal, service = schedule(loan, size, build, n)
    if sold_in is not None:
        still = size - sum(plan_principal[:sold_in])
        plan_principal[sold_in], service[sold_in] = still, plan_interest[sold_in]

    def target(m):
        return sum(service[m + 1:m + 1 + loan["reserve_months"]]) if m >= build - 1 and m != sold_in else 0.0
    carry, owed, drawn, own = [0.0] * n, 0.0, [0.0] * n, [0.0] * n
    for m in range(build):
        carry[m] = owed * rate + (size * loan["fee"] if m == 0 else 0.0)
        uses = works[m] + carry[m] + (target(m) if m == build - 1 and owners_fill else 0.0) + i["running_cost"][m] - i["revenue"][m]
        drawn[m] = min(size - owed, works[m] + carry[m] + (target(m) if m == build - 1 and owners_fill else 0.0))
        own[m] = uses - drawn[m]
        owed += drawn[m]
    assert abs(owed - size) < 1e-6, "the loan is not drawn in full"

    # Tax years by their number, months of the year from 1.
    start = dt.date.fromisoformat(i["start"])
    tax = i["tax"]
    since = [start.year * 12 + start.month - 1 + m - (tax["first_month"] - 1) for m in range(n)]
    years, of_year = [s // 12 for s in since], [s % 12 + 1 for s in since]
    closes = [m == n - 1 or of_year[m] == 12 for m in range(n)]
    placed = [(sum(works) + sum(carry) if m == build else 0.0) + renewed[m] for m in range(n)]
    bare = [(sum(works) if m == build else 0.0) + renewed[m] for m in range(n)]
    levies = {name: Levy(tax, years, closes, p) for name, p in (("due", placed), ("estimate", placed), ("alone", bare), ("alone_estimate", bare))}
    estimate = [levies["estimate"].month(m, noi[m] + scrap[m], 0.0, plan_interest[m]) for m in range(n)]
    alone_estimate = [levies["alone_estimate"].month(m, noi[m] + scrap[m], 0.0, 0.0) for m in range(n)]
    pays = Quarters(tax, of_year, closes, estimate, sold_in)
    pays_alone = Quarters(tax, of_year, closes, alone_estimate, sold_in)
    exit_value = 0.0
    if sold_in is not None:
        exit_value = max(0.0, sum(noi[max(0, n - 12):])) / i.get("exit_yield")

    defer = i["shortfall"] == "defer"
    cash = arrears = swept_so_far = 0.0
    dsra, mra = 0.0, 0.0
    balance = 0.0
    rows, first_short = [], None
    for m in range(n):
        income = (dsra + mra) * i["reserve_rate"] / 12
        price = exit_value if m == sold_in else 0.0
        late = arrears * i["arrears_rate"] / 12 if defer else 0.0
        interest = balance * rate
        charge = levies["due"].month(m, noi[m] + scrap[m], income, (interest if m >= build else 0.0) + late, price if m == sold_in else None)
        alone = levies["alone"].month(m, noi[m] + scrap[m], 0.0, 0.0, price if m == sold_in else None)
        paid, paid_alone = pays.paid(m, charge), pays_alone.paid(m, alone)
        principal = (balance if m in (sold_in, build + loan["repaid_months"] - 1) else min(plan_principal[m], balance)) if m >= build else 0.0
        swept = put_off = settled = 0.0
        # First what it costs to run, tax, and what the purse of a renewal leaves of it.
        have = cash + noi[m] + income - paid - net[m] + released[m] + price
        if m < build:
            balance += drawn[m]
            if m == build - 1:
                dsra = target(m) if owners_fill else 0.0
            left = have + drawn[m] - works[m] - carry[m] - dsra
            given = max(0.0, -left)
            cash, out = left + given, 0.0
        else:
            scheduled = interest + (0.0 if (loan["amortization"] == "bullet" and m == build + loan["repaid_months"] - 1) or m == sold_in else principal)
            balloon = interest + principal - scheduled if m != sold_in else 0.0
            left = have - interest - principal + balloon
            asked = target(m)
            if loan.get("sweep"):  # no more than what is left of the loan can come to
                most = balance - principal
                for _ in range(loan["reserve_months"]):
                    most += most * rate
                asked = min(asked, most)
            if owners_fill and not defer:  # always full
                left += dsra - asked
                dsra = asked
                unpaid = max(0.0, -left)
            else:
                over = max(0.0, dsra - asked)
                left, dsra = left + over, dsra - over
                if left < 0:  # of what is missing, debt service comes last
                    missing = min(-left, scheduled)
                    help_out = min(dsra, missing)
                    dsra -= help_out
                    left += help_out
                    if defer and m != sold_in:
                        put_off = missing - help_out
                        left += put_off
                if defer:
                    due = arrears + late
                    settled = due if m == sold_in else min(due, max(0.0, left))
                    left -= settled
                    arrears = due - settled + put_off
                more = max(0.0, min(asked - dsra, left))
                dsra += more
                left -= more
            left -= saved[m] + balloon
            if loan.get("sweep") and m != sold_in and m < build + loan["repaid_months"]:
                swept = min(balance - principal, loan.get("sweep") * max(0.0, left - (0.0 if m == sold_in else i["minimum_cash"])))
                left -= swept
            balance -= principal + swept
            given = max(0.0, -left)
            if given > 1e-3 and first_short is None:
                first_short = m
            left += given
            out = max(0.0, left - (0.0 if m == sold_in else i["minimum_cash"]))
            cash = left - out
        mra += saved[m] - released[m]
        rows.append((noi[m] - net[m] + released[m], interest, principal, swept, balance, saved[m], mra, dsra + mra, income, charge, paid, pays.owed,
                     paid_alone, put_off, arrears, settled, given, out, cash))
    exp = dict(zip(LINES, map(list, zip(*rows))))
    exp["put_off_in_all"] = sum(exp["put_off"])
    exp["missing_first"] = None if first_short is None else exp["contributions"][first_short]
    exp["missing_from"] = "n/a" if first_short is None else str(add_months(start, first_short))
    return exp


def add_months(d, k):
    y, m = divmod(d.year * 12 + d.month - 1 + k, 12)
    return dt.date(y, m + 1, 1)


TABLE_5 = [0.2, 0.32, 0.192, 0.1152, 0.1152, 0.0576]


def case(revenue, running_cost, **given):
    i = {"start": "2027-01-01", "build_months": 6, "works": 3.0e7, "revenue": revenue, "running_cost": running_cost, "renewals": {}, "scrap": {},
         "renewal_ahead": 0, "reserve_rate": 0.0, "minimum_cash": 0.0, "shortfall": "owners_pay", "arrears_rate": 0.1,
         "loan": {"amount": 1.5e7, "rate": 0.08, "repaid_months": 30, "amortization": "level", "fee": 0.01, "reserve_months": 0,
                  "reserve_funded": "at_completion"},
         "tax": {"rate": 0.0, "loss_limit": 0.8, "first_month": 1, "instalments": "quarterly", "bonus": 0.0, "table": TABLE_5}}
    for part in ("loan", "tax"):
        i[part].update((k, x) for k, x in given.pop(part, {}).items() if x is not None)
    i.update((k, x) for k, x in given.items() if x is not None)
    for part in ("renewals", "scrap"):  # what is given by month
        i[part] = [i[part].get(m, 0.0) for m in range(len(revenue))]
    return i


def flow(build, n, *levels):
    """Nothing while it is built, then each level for an equal part of the months."""
    return [0.0] * build + [levels[(m * len(levels)) // (n - build)] for m in range(n - build)]


def chosen():
    # ---- tax by quarters
    # The calendar year, a first year that begins in May and a last one of two months; losses first.
    yield case(flow(6, 34, 2.0e5, 1.2e6, 1.6e6), flow(6, 34, 1.5e5), start="2027-05-01", reserve_rate=0.04, works=2.0e7,
               loan={"sweep": 0.3, "reserve_months": 4, "repaid_months": 28}, tax={"rate": 0.21})
    # Years from July, interest above its limit, a renewal whose old pieces are sold.
    yield case(flow(6, 40, 9.0e5, 1.4e6), flow(6, 40, 1.0e5, 3.0e5), renewals={25: 2.0e6}, scrap={25: 3.0e5}, renewal_ahead=10, reserve_rate=0.05,
               tax={"rate": 0.3, "first_month": 7, "interest_limit": 0.1, "bonus": 0.4})
    # Sold in the middle of a tax year: all that is due is paid.
    yield case(flow(6, 33, 1.3e6, 1.5e6), flow(6, 33, 2.0e5), start="2027-03-01", exit_yield=0.09, reserve_rate=0.03,
               loan={"reserve_months": 6, "amount": 1.2e7}, tax={"rate": 0.26, "first_month": 4})
    # After the year, in one sum.
    yield case(flow(6, 30, 1.3e6), flow(6, 30, 1.0e5), start="2027-08-01", reserve_rate=0.02, loan={"sweep": 0.5}, tax={"rate": 0.21, "instalments": "after_year"})
    # ---- renewals
    # Two whose months overlap, the first too soon after completion for all its parts, a third that brings more than it costs.
    yield case(flow(6, 36, 9.0e5), flow(6, 36, 1.0e5), renewals={10: 1.2e6, 18: 2.4e6, 30: 1.0e5}, scrap={18: 2.0e5, 30: 3.0e5}, renewal_ahead=12,
               reserve_rate=0.06)
    # Put aside when cash is short: the owners pay it, a reserve out of cash does not.
    yield case(flow(6, 30, 6.0e5, 9.0e5, 5.5e5), flow(6, 30, 1.0e5), renewals={16: 3.0e6, 29: 5.0e5}, renewal_ahead=8,
               loan={"reserve_months": 3, "reserve_funded": "from_cash", "repaid_months": 24}, minimum_cash=2.0e5)
    # The same, and debt service that is put off is not put off for it.
    yield case(flow(6, 30, 6.0e5, 9.0e5, 5.5e5), flow(6, 30, 1.0e5), renewals={16: 3.0e6, 29: 5.0e5}, renewal_ahead=8, shortfall="defer",
               loan={"reserve_months": 3, "repaid_months": 24}, minimum_cash=2.0e5)
    # ---- shortfalls
    weak = flow(6, 36, 3.0e5, 1.0e5, 1.1e6, 1.3e6, 4.0e5, 1.2e6)
    yield case(weak, flow(6, 36, 1.0e5), minimum_cash=3.0e5)
    yield case(weak, flow(6, 36, 1.0e5), minimum_cash=3.0e5, shortfall="stop")
    yield case(flow(6, 36, 2.0e6), flow(6, 36, 1.0e5), shortfall="stop")
    # Put off, twice; running cost above the income of some months, which the owners pay.
    yield case(weak, flow(6, 36, 1.0e5, 2.5e5, 1.0e5), shortfall="defer", arrears_rate=0.14, loan={"sweep": 0.6}, tax={"rate": 0.21}, reserve_rate=0.04)
    # A reserve pays first, what it lacks is put off; a bullet is not.
    yield case(weak, flow(6, 36, 1.0e5, 2.5e5, 1.0e5), shortfall="defer", arrears_rate=0.09, reserve_rate=0.04,
               loan={"reserve_months": 5, "amortization": "straight", "repaid_months": 28})
    yield case([x / 5 for x in weak], flow(6, 36, 2.0e4, 1.0e5, 2.0e4), shortfall="defer", arrears_rate=0.0,
               loan={"reserve_months": 6, "reserve_funded": "from_cash", "amortization": "bullet", "repaid_months": 26})
    # Sold with debt service still put off.
    yield case(flow(6, 28, 1.0e6, 1.0e5), flow(6, 28, 5.0e4), shortfall="defer", exit_yield=0.1, tax={"rate": 0.2})


def drawn(r):
    build, n = r.randint(1, 14), r.randint(24, 60)
    n += build
    level = r.uniform(4e5, 1.5e6)
    revenue = [0.0] * build + [level * r.choice((0.1, 0.6, 1.0, 1.0, 1.3)) for _ in range(n - build)]
    cost = [0.0] * build + [level * r.choice((0.0, 0.1, 0.1, 0.3)) for _ in range(n - build)]
    months = r.sample(range(build + 1, n), r.randint(0, 4))
    renewals = {m: level * r.uniform(0.5, 5) for m in months}
    return case(revenue, cost, start=str(dt.date(r.randint(2026, 2029), r.randint(1, 12), 1)), build_months=build, works=level * r.uniform(20, 40),
                renewals=renewals, scrap={m: x * r.choice((0, 0.2, 1.2)) for m, x in renewals.items()}, renewal_ahead=r.choice((0, 1, 6, 18)),
                reserve_rate=r.choice((0.0, 0.05)), minimum_cash=r.choice((0.0, level)), shortfall=r.choice(("owners_pay", "defer", "stop")),
                arrears_rate=r.choice((0.0, 0.12)), exit_yield=r.choice((None, None, 0.1)),
                loan={"amount": level * r.uniform(8, 20), "rate": r.choice((0.0, 0.05, 0.12)), "repaid_months": r.randint(6, n - build + 12),
                      "amortization": r.choice(("level", "level", "straight", "bullet")), "fee": r.choice((0.0, 0.02)), "sweep": r.choice((None, 0.5, 1.0)),
                      "reserve_months": r.choice((0, 3, 8)), "reserve_funded": r.choice(("at_completion", "from_cash"))},
                tax={"rate": r.choice((0.0, 0.21, 0.35)), "interest_limit": r.choice((None, 0.3)), "first_month": r.choice((1, 1, 4, 10)),
                     "instalments": r.choice(("quarterly", "quarterly", "after_year")), "bonus": r.choice((0.0, 0.6))})


def main(number="3", seed="1", folder=None):
    r = random.Random(seed)
    inputs = ([] if folder else list(chosen())) + [drawn(r) for _ in range(int(number))]
    tolerance = {"rel": 1e-9, "abs": 1e-6}
    cases = [{"id": "waterfall[%d]" % k, "inputs": i, "expected": model(i), "tolerance": tolerance} for k, i in enumerate(inputs)]
    with open(os.path.join(folder or HERE, "waterfall.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
