"""Loans and what is agreed with them, month by month: a short one that another takes out, covenants that owners may cure,
loans for the works of a phase, tax that is put aside.

Run: python3 loans.py. Writes the JSON files beside it. Sizes are found by halving, never in closed form.
"""
import math

from common import behind_owners, bisect, writer

write = writer("loans.py")


def mini_perm():
    n, life, notional = 132, 48, 108
    cash = [1.1e6 + 2.0e5 * math.sin(k / 4) + 2.0e3 * k - (3.0e5 if 20 <= k < 24 else 0.0) for k in range(n)]
    cost, cap_rate = 9.5e7, 0.085
    short = {"rate": 0.075, "cover": 1.35, "upfront_fee": 0.012, "breakage": 0.009}
    runs = {
        "what_is_owed": {"rate": 0.0625, "upfront_fee": 0.01, "issue_price": 0.99, "months": 72, "repaid": "level"},
        "value": {"rate": 0.06, "upfront_fee": 0.015, "issue_price": 1.0, "months": 60, "repaid": "straight", "gearing": 0.33},
        "value_or_owed": {"rate": 0.06, "upfront_fee": 0.0, "issue_price": 1.0, "months": 84, "repaid": "level", "gearing": 0.9, "only_owed": True},
        "cover": {"rate": 0.07, "upfront_fee": 0.02, "issue_price": 1.0, "months": 72, "repaid": "sculpted", "cover": 1.15},
        "cover_of_level": {"rate": 0.05, "upfront_fee": 0.0, "issue_price": 0.985, "months": 48, "repaid": "level", "cover": 1.5},
        "yield": {"rate": 0.08, "upfront_fee": 0.01, "issue_price": 1.0, "months": 60, "repaid": "bullet", "debt_yield": 0.16},
    }

    def repay(size, rate, pays):
        """What is owed after each month, if `pays` says what of interest and balance is paid in its month."""
        owed, rows = size, []
        for k in range(len(pays)):
            interest = owed * rate / 12
            principal = pays[k](interest, owed)
            rows.append((interest, principal, owed - principal))
            owed -= principal
        return rows
    left = lambda rows: rows[-1][2]
    sculpted = lambda months, cover: [lambda i, b, m=m: cash[m] / cover - i for m in months]

    size = bisect(lambda d: left(repay(d, short["rate"], sculpted(range(notional), short["cover"]))), 0.0, 1.0e9)
    before = repay(size, short["rate"], sculpted(range(life), short["cover"]))
    balloon = before[-2][2]
    before[-1] = (before[-1][0], balloon, 0.0)
    needed = balloon * (1 + short["breakage"])
    exp = {"short": {"size": size, "balloon": balloon, "breakage": balloon * short["breakage"],
                     "interest": [0.0] + [r[0] for r in before], "principal": [0.0] + [r[1] for r in before]}}
    first_year = sum(cash[life:life + 12])
    for name, run in runs.items():
        months, rate = range(life, life + run["months"]), run["rate"]
        net = lambda d: d * (run["issue_price"] - run["upfront_fee"])

        def schedule(d):
            if run["repaid"] == "sculpted":
                # In proportion to the cash: the cover that repays this much.
                x = bisect(lambda x: left(repay(d, rate, sculpted(months, x))), 0.01, 100.0)
                return repay(d, rate, sculpted(months, x))
            if run["repaid"] == "level":
                pay = bisect(lambda p: left(repay(d, rate, [lambda i, b: p - i] * len(months))), 0.0, 2.0 * d)
                return repay(d, rate, [lambda i, b: pay - i] * len(months))
            if run["repaid"] == "straight":
                return repay(d, rate, [lambda i, b: d / len(months)] * len(months))
            return repay(d, rate, [lambda i, b: 0.0] * (len(months) - 1) + [lambda i, b: b])

        def worst(d):
            service = [r[0] + r[1] for r in schedule(d)]
            if run["repaid"] == "sculpted":
                return min(cash[m] / s for m, s in zip(months, service))
            return min(sum(cash[months[k]:months[k] + 12]) / sum(service[k:k + 12]) for k in range(len(months) - 11))
        caps = []
        if "gearing" in run:
            caps.append(run["gearing"] * first_year / cap_rate)
        if "debt_yield" in run:
            caps.append(first_year / run["debt_yield"])
        if "cover" in run:
            caps.append(bisect(lambda d: worst(d) - run["cover"], 1.0e6, 4.0e8))
        if run.get("only_owed") or not caps:
            caps.append(bisect(lambda d: net(d) - needed, 0.0, 1.0e9))
        d = min(caps)
        after = schedule(d)
        paid_in, paid_out = [max(0.0, cost - size * (1 - short["upfront_fee"]))], [max(0.0, size * (1 - short["upfront_fee"]) - cost)]
        for m in range(n):
            served = before[m][0] + (before[m][1] if m < life - 1 else 0.0) if m < life else 0.0
            if m >= life and m - life < len(after):
                served += after[m - life][0] + after[m - life][1]
            free, new = cash[m] - served, net(d) - needed if m == life - 1 else 0.0
            paid_in.append(max(0.0, -free) + max(0.0, -new))
            paid_out.append(max(0.0, free) + max(0.0, new))
        exp[name] = {"size": d, "interest": [r[0] for r in after], "principal": [r[1] for r in after],
                     "closing_balance": [d] + [r[2] for r in after][:-1], "paid_in": paid_in, "paid_out": paid_out}
    sizes = [exp[name]["size"] for name in runs]
    assert min(sizes) > 0 and len(set(sizes)) == len(runs)
    write("mini_perm", "A short loan, repaid as if it were a long one, that another loan takes out",
          {"cash_flow": cash, "cost": cost, "cap_rate": cap_rate, "short": dict(short, months=life, repaid_as_over_months=notional),
           "runs": runs}, exp, {"rel": 1e-8},
          "Monthly, after the day of closing. The short loan pays the cash flow over its cover until the month of its last payment, as if it "
          "ran to the end of the longer time; what it owes before that payment is the balloon. Another loan is paid out that month and pays "
          "it and its breakage. Its own first payment is a month later. Caps: a share of the cash flow of the twelve months after over the "
          "cap rate, that cash flow over a yield, the least cover of twelve months (sculpted: of each month), and what it takes. What it "
          "brings, less fee and discount, above what it takes is paid out, what it lacks is paid in.")

def swept_and_taken_out():
    n, life, notional = 96, 36, 120
    cash = [1.2e6 + 3.0e5 * math.sin(k / 5) + 3.0e3 * k for k in range(n)]
    cost, short = 8.0e7, {"amount": 5.2e7, "rate": 0.08, "breakage": 0.012}
    runs = {
        "last_first": {"order": "inverse", "sweep": 0.5, "rate": 0.06, "upfront_fee": 0.01, "issue_price": 0.985, "months": 48, "repaid": "level"},
        "all_alike": {"order": "pro_rata", "sweep": 0.75, "rate": 0.065, "upfront_fee": 0.02, "issue_price": 1.0, "months": 40, "repaid": "straight"},
        "not_all": {"order": "inverse", "sweep": 0.4, "rate": 0.055, "upfront_fee": 0.015, "issue_price": 0.99, "months": 36, "repaid": "straight", "amount": 3.0e7},
    }
    level = lambda owed, i, k: bisect(lambda p: owed * (1 + i) ** k - sum(p * (1 + i) ** j for j in range(k)), 0.0, 2 * owed)
    i, pay = short["rate"] / 12, level(short["amount"], short["rate"] / 12, notional)
    exp = {}
    for name, run in runs.items():
        j, net = run["rate"] / 12, run["issue_price"] - run["upfront_fee"]
        # Planned first: what would be owed without early repayment, and what the other loan must be to pay that.
        plan = [short["amount"]]
        for m in range(life - 1):
            plan.append(plan[-1] * (1 + i) - pay)
        size = min(run.get("amount", 1e99), bisect(lambda d: d * net - plan[-1] * (1 + short["breakage"]), 0.0, 1e9))
        fee = size * run["upfront_fee"]
        rest, account, before, after = short["amount"], [(max(0.0, cost - short["amount"]), 0.0)], [], []
        for m in range(life):
            interest, swept, new, last = rest * i, 0.0, 0.0, m == life - 1
            if last:
                # What the new loan pays for: what is owed, breakage, its own fee and discount.
                principal, need = rest, rest * (1 + short["breakage"])
                drawn = min(size, bisect(lambda d: d * run["issue_price"] - fee - need, 0.0, 1e9))
                new = drawn * run["issue_price"] - fee - need
                free = cash[m] - interest
            else:
                principal = (plan[m] - plan[m + 1]) * (rest / plan[m] if run["order"] == "pro_rata" else 1.0)
                free = cash[m] - interest - principal
                swept = min(rest - principal, run["sweep"] * max(0.0, free))
            rest -= principal + swept
            before.append((interest, principal, swept))
            account.append((max(0.0, swept - free) + max(0.0, -new), max(0.0, free - swept) + max(0.0, new)))
        owed = drawn
        for m in range(life, n):
            served = 0.0
            if m < life + run["months"]:
                interest = owed * j
                principal = level(drawn, j, run["months"]) - interest if run["repaid"] == "level" else drawn / run["months"]
                served, owed = interest + principal, owed - principal
                after.append((interest, principal, owed))
            account.append((max(0.0, served - cash[m]), max(0.0, cash[m] - served)))
        assert 0 < drawn < size or "amount" in run and drawn == size, (name, drawn, size)
        exp[name] = {"short": dict(zip(("interest", "principal", "swept"), [[0.0] + list(c) for c in zip(*before)])), "size": size, "drawn": drawn}
        exp[name].update(zip(("interest", "principal", "closing_balance"), map(list, zip(*after))))
        exp[name].update(zip(("paid_in", "paid_out"), map(list, zip(*account))))
    write("swept_and_taken_out", "A loan that cash repays early, and one that takes out what is left of it",
          {"cash_flow": cash, "cost": cost, "short": dict(short, months=life, repaid_as_over_months=notional), "runs": runs}, exp, {"rel": 1e-8},
          "Monthly, after the day of closing. The short loan has level payments as if it ran longer, and a share of what is left of each "
          "month's cash repays it early: the last payments first, or all later ones alike. In its last month what is owed is paid by another "
          "loan, with breakage. That is sized on what was planned to be owed, its fee is on that size, and it draws what it takes: breakage, "
          "fee and discount with it. Its payments are those of what it drew. Where its amount does not suffice, the owners pay the rest.")


def equity_cure():
    n, rate, pays, debt, cap_rate = 96, 0.072, 84, 6.0e7, 0.09
    cash = [1.15e6 + 1.0e5 * math.sin(k / 7) - (5.5e5 if 20 <= k < 29 else 0.0) - (4.0e5 if 47 <= k < 52 else 0.0) for k in range(n)]
    runs = {
        "twice": {"ratio": "dscr", "least": 1.15, "cures": 2, "months_between_tests": 3},
        "every_year": {"ratio": "dscr", "least": 1.12, "cures": 1, "cures_within_months": 12, "months_between_tests": 3},
        "monthly": {"ratio": "interest_cover", "least": 3.2, "cures": 100, "months_between_tests": 1},
        "yield": {"ratio": "debt_yield", "least": 0.25, "cures": 5, "cures_within_months": 24, "months_between_tests": 6},
        "value": {"ratio": "ltv", "most": 0.31, "cures": 3, "months_between_tests": 6},
        "life": {"ratio": "llcr", "least": 1.24, "cures": 6, "months_between_tests": 12},
    }
    i = rate / 12
    pay = bisect(lambda p: debt * (1 + i) ** pays - sum(p * (1 + i) ** k for k in range(pays)), 0.0, debt)
    owed, interest = [debt], []
    for m in range(pays):
        interest.append(owed[-1] * i)
        owed.append(owed[-1] + interest[-1] - pay)
    interest += [0.0] * (n - pays)
    owed = owed[1:pays] + [0.0] * (n - pays + 1)
    service = [pay if m < pays else 0.0 for m in range(n)]
    value = sum(cash[:12]) / cap_rate
    exp = {}
    for name, run in runs.items():
        cured, times, level, broken, account, rows = [0.0] * n, [], [], [], 0.0, []
        for m in range(n):
            window = range(max(0, m - 11), m + 1)
            kept = sum(cured[k] for k in window) if m == 0 or owed[m - 1] > 0 else 0.0
            lacks, seen = 0.0, None
            if m >= 11 and (m - 11) % run["months_between_tests"] == 0 and owed[m] > 0:
                life = sum(cash[k] / (1 + i) ** (k - m) for k in range(m + 1, pays))
                have, per = {"dscr": (sum(cash[k] for k in window), sum(service[k] for k in window)),
                             "interest_cover": (sum(cash[k] for k in window), sum(interest[k] for k in window)),
                             "debt_yield": (sum(cash[k] for k in window), owed[m]), "llcr": (life, owed[m]),
                             "ltv": (owed[m], value)}[run["ratio"]]
                sign = -1 if "most" in run else 1
                limit = run.get("least", run.get("most"))
                lacks = sign * (limit * per - have) - kept
                since = m - run.get("cures_within_months", 10 * n)
                if lacks > 1e-6 and sum(1 for t in times if t > since) < run["cures"]:
                    cured[m] = lacks
                    times.append(m)
                seen = (have + sign * (kept + cured[m])) / per
                broken.append(m if lacks > 1e-6 and not cured[m] else -1)
            level.append(seen)
            # The cash of the month, and who takes it: debt service, the account of the cures, the owners.
            account += cash[m] - service[m]
            paid_in = max(cured[m], -account)
            paid_out = max(0.0, account - kept)
            account += paid_in - paid_out
            rows.append((paid_in, paid_out, account))
        assert times, (name, min(x for x in level if x is not None), max(x for x in level if x is not None))
        exp[name] = {"paid_for_cures": [0.0] + cured, "tests_cured": len(times), "tests_broken": sum(b >= 0 for b in broken),
                     "levels": [x for x in level if x is not None]}
        exp[name].update(zip(("paid_in", "paid_out", "account"), map(list, zip((0.0, 0.0, 0.0), *rows))))
    assert {e["tests_broken"] > 0 for e in exp.values()} == {False, True}
    assert any(p > c + 1 for e in exp.values() for p, c in zip(e["paid_in"], e["paid_for_cures"]))
    write("equity_cure", "Owners who pay in what a covenant lacks, so many times",
          {"cash_flow": cash, "rate": rate, "payments": pays, "debt": debt, "cap_rate": cap_rate, "runs": runs}, exp, {"rel": 1e-8},
          "Monthly, after the day of closing. A covenant is tested from the twelfth month on while something is owed. If the ratio of the "
          "cash flow of twelve months to debt service, to interest or to what is owed, of the present value of the cash flow of the loan's "
          "life to what is owed, or of what is owed to value is beyond its limit, the owners pay in what brings it to the limit, if fewer "
          "tests than agreed were cured (in the months of the window that end with the test). That money counts in the numerator (of value: "
          "against what is owed) for twelve months and stays on the account as long; debt service may take it. Value: cash flow of the first "
          "year over the cap rate.")


def loans_of_phases():
    works = {"first": {"cost": 2.4e7, "months": 3, "from_month": 0}, "second": {"cost": 3.3e7, "months": 6, "from_month": 2},
             "third": {"cost": 1.8e7, "months": 4, "from_month": 6}}
    n = max(w["from_month"] + w["months"] for w in works.values())
    cost = {k: [w["cost"] / w["months"] if w["from_month"] <= m < w["from_month"] + w["months"] else 0.0 for m in range(n)] for k, w in works.items()}
    all_works = [sum(c[m] for c in cost.values()) for m in range(n)]
    north = {"pays_for": "first and second", "gearing": 0.6, "rate": 0.07, "commitment_fee": 0.005, "upfront_fee": 0.01}
    south = {"rate": 0.09, "commitment_fee": 0.01, "upfront_fee": 0.02}
    runs = {"beside": {"mode": "pro_rata", "pays_for": "third", "gearing": 0.7}, "owners_first": {"mode": "equity_first", "pays_for": "third", "gearing": 0.65},
            "loan_first": {"mode": "debt_first", "pays_for": "third", "gearing": 0.5},
            "same_works": {"mode": "pro_rata", "pays_for": "first and second", "behind": "north", "gearing": 0.8},
            "rolled_up": {"mode": "as_needed", "pays_for": "third", "gearing": 0.55}}

    ends = {"third": n, "first and second": max(works[k]["from_month"] + works[k]["months"] for k in ("first", "second"))}

    def grow(loan, D, spent, pays, rolled=False):
        """What a loan of size D costs and owes in each month; `pays` says how much of the month's uses it pays, until they are complete."""
        b, rows = 0.0, []
        for m in range(n):
            if m >= ends[loan["pays_for"]]:
                rows.append((b * loan["rate"] / 12, 0.0, 0.0, 0.0, b))
                continue
            i, t, u = b * loan["rate"] / 12, (D - b) * loan["commitment_fee"] / 12, D * loan["upfront_fee"] if m == 0 else 0.0
            draw = pays(spent[m] + (0.0 if rolled else i + t + u), b)
            b += draw + (i + t + u if rolled else 0.0)
            rows.append((i, t, u, draw, b))
        return rows
    owed = lambda rows: rows[-1][4]
    carried = lambda rows, loan: sum(r[0] + r[1] + r[2] for r in rows[:ends[loan["pays_for"]]])

    def drawn(loan, D, spent):
        mode = loan.get("mode", "pro_rata")
        if mode == "debt_first":
            return grow(loan, D, spent, lambda uses, b: min(uses, D - b))
        if mode == "equity_first":
            behind = lambda e: grow(loan, D, spent, behind_owners(e))
            return behind(bisect(lambda e: owed(behind(e)) - D, 0.0, 2.0 * sum(spent) + D))
        at = lambda share: grow(loan, D, spent, lambda uses, b: share * uses, mode == "as_needed")
        return at(bisect(lambda s: owed(at(s)) - D, 0.0, 2.0))

    def sized(loan, spent, before, cost_before):
        uses = lambda d: sum(spent) + carried(drawn(loan, d, spent), loan) + cost_before
        d = bisect(lambda d: d + before - loan["gearing"] * uses(d), 1.0, sum(spent))
        return d, drawn(loan, d, spent)
    of = lambda loan: [sum(cost[k][m] for k in works if k in loan["pays_for"]) for m in range(n)]
    exp = {}
    first, first_rows = sized(north, of(north), 0.0, 0.0)
    names = ("interest", "commitment_fee", "upfront_fee", "drawn", "closing_balance")
    exp["north"] = dict(zip(names, map(list, zip(*first_rows))), size=first)
    for name, run in runs.items():
        loan = dict(south, **run)
        same = "behind" in run
        d, rows = sized(loan, of(loan), first if same else 0.0, carried(first_rows, north) if same else 0.0)
        exp[name] = dict(zip(names, map(list, zip(*rows))), size=d)
        paid = lambda r, rolled: sum(r[:3]) if not rolled else 0.0
        exp[name]["owners"] = [c + paid(a, False) - a[3] + paid(b, run["mode"] == "as_needed") - b[3] for c, a, b in zip(all_works, first_rows, rows)]
        assert min(exp[name]["owners"]) > -1e-6
    write("loans_of_phases", "Two loans, each for the works of some phases",
          {"months": n, "works": works, "north": north, "south": south, "runs": runs}, exp, {"rel": 1e-9},
          "A loan is a share of the cost of its own works and of its interest and fees; a loan behind another that pays for the same works is "
          "so with it. It is drawn until its own works are complete; then it bears interest that is paid. Uses that it pays a share of, or pays first or last, are those of its own works. Month-end draws, interest and "
          "commitment fee on what was owed and not drawn at the beginning of the month, fee in the first month; `as_needed` adds them to the "
          "loan. The owners pay the rest. Sizes by bisection, draws by simulation.")

def two_phases():
    n, life = 48, 240
    halls = {"north": {"mw": 10.0, "cost": 8.4e7, "months": 9, "from_month": 0, "rent": 2.6e6},
             "south": {"mw": 16.0, "cost": 1.2e8, "months": 11, "from_month": 9, "rent": 4.6e6}}
    gear = {"cost": 2.6e7, "months": 5, "from_month": 23}
    yard = {"cost": 1.5e7, "months": 4, "from_month": 2}
    spent = {k: [w["cost"] / w["months"] if w["from_month"] <= m < w["from_month"] + w["months"] else 0.0 for m in range(n)]
             for k, w in dict(halls, gear=gear, yard=yard).items()}
    ends = {k: w["from_month"] + w["months"] for k, w in dict(halls, gear=gear).items()}
    complete = max(ends["north"], ends["south"])
    rent = [sum(h["rent"] for k, h in halls.items() if m >= ends[k]) for m in range(n)]
    loans = {
        "first": {"pays_for": "north", "gearing": 0.6, "rate": 0.066, "commitment_fee": 0.005, "upfront_fee": 0.01, "months": 24, "reserve": 3},
        "second": {"pays_for": "south", "gearing": 0.65, "rate": 0.075, "commitment_fee": 0.0075, "upfront_fee": 0.015, "months": 20, "reserve": 2},
        "third": {"pays_for": "gear", "gearing": 0.8, "rate": 0.09, "commitment_fee": 0.01, "upfront_fee": 0.02, "months": 12, "reserve": 0},
    }

    def build(loan, D):
        """Interest, fees, draw, additions to the loan and what is owed, month by month, for a loan of size D; its repayment."""
        end, i = ends[loan["pays_for"]], loan["rate"] / 12
        cost = spent[loan["pays_for"]]
        begins = next(m for m in range(n) if cost[m])
        level = bisect(lambda p: D * (1 + i) ** loan["months"] - sum(p * (1 + i) ** k for k in range(loan["months"])), 0.0, 2 * D)
        straight = [D / loan["months"] + (D - k * D / loan["months"]) * i for k in range(loan["months"])]
        ahead = level * loan["reserve"] if loan is loans["first"] else sum(straight[:loan["reserve"]])
        rolled = loan is loans["second"]

        def months(share):
            b, rows = 0.0, []
            for m in range(begins, end):
                interest, tick, fee = b * i, (D - b) * loan["commitment_fee"] / 12, D * loan["upfront_fee"] if m == begins else 0.0
                # The reserve of the first is filled out of its uses, by loan and owners alike.
                filled = ahead if loan is loans["first"] and m == end - 1 else 0.0
                draw = share * (cost[m] + (0.0 if rolled else interest + tick + fee + filled))
                added = interest + tick + fee if rolled else 0.0
                b += draw + added
                rows.append((interest, tick, fee, draw, added, b, filled))
            return rows
        share = bisect(lambda s: months(s)[-1][5] - D, 0.0, 2.0)
        rows = [(0.0,) * 7] * begins + months(share)
        b = D
        for k in range(loan["months"]):
            principal = level - b * i if loan is loans["first"] else D / loan["months"]
            rows.append((b * i, 0.0, 0.0, 0.0, 0.0, b - principal, 0.0))
            b -= principal
        assert abs(b) < 1e-3
        return rows + [(0.0,) * 7] * (n - len(rows)), straight

    def sized(loan):
        end = ends[loan["pays_for"]]
        uses = lambda d: sum(spent[loan["pays_for"]]) + sum(r[0] + r[1] + r[2] + r[6] for r in build(loan, d)[0][:end])
        return bisect(lambda d: d - loan["gearing"] * uses(d), 1.0, 2 * sum(spent[loan["pays_for"]]))
    exp, rows = {}, {}
    for name, loan in loans.items():
        D = sized(loan)
        rows[name], _ = build(loan, D)
        exp[name] = dict(zip(("interest", "commitment_fee", "upfront_fee", "drawn", "added", "closing_balance"), map(list, zip(*rows[name]))), size=D)
    # Debt service to come, as the reserves ask for it.
    service = {k: [(r[m][0] + r[m - 1][5] - r[m][5] if m >= ends[loans[k]["pays_for"]] else 0.0) if m else 0.0 for m in range(n)] for k, r in rows.items()}
    asked = lambda k, m: sum(service[k][m + 1:m + 1 + loans[k]["reserve"]]) if m >= ends[loans[k]["pays_for"]] - 1 else 0.0
    cash = kept = kept_south = property_ = 0.0
    names = ("reserves", "paid_in", "paid_out", "account", "expensed", "in_service", "property")
    site, carried = [], {k: 0.0 for k in loans}
    for m in range(n):
        works = sum(s[m] for s in spent.values())
        flow = cash + rent[m] - works - sum(service[k][m] for k in loans)
        for k in loans:
            r = rows[k][m]
            flow += r[3]
            if m < ends[loans[k]["pays_for"]] and k != "second":
                flow -= r[0] + r[1] + r[2]
        first = asked("first", m)
        flow -= first - kept
        kept = first
        # The second keeps a reserve out of the cash that is there; while the site is built it is not touched for anything else.
        back = kept_south - min(kept_south, asked("second", m))
        flow, still = flow + back, kept_south - back
        served = sum(service[k][m] for k in loans) if m >= complete else 0.0
        moved = min(asked("second", m) - still, flow) if flow > 0 else max(-still, flow, -served)
        kept_south, flow = still + moved, flow - moved
        paid_in, flow = max(0.0, -flow), max(0.0, flow)
        paid_out = flow if m >= complete else 0.0
        cash = flow - paid_out
        # What belongs to the property, and what of it serves: each loan's interest and fees come with its own works.
        capital = {k: sum(rows[k][m][:3]) if m < ends[loans[k]["pays_for"]] else 0.0 for k in loans}
        for k in loans:
            carried[k] += capital[k]
        expensed = sum(rows[k][m][0] for k in loans if m >= ends[loans[k]["pays_for"]])
        serving = [k for k in ("north", "south") if m >= ends[k]]
        shared = sum(sum(spent[k][:m + 1]) for k in ("yard", "gear"))
        part = sum(halls[k]["cost"] for k in serving) / sum(h["cost"] for h in halls.values())
        served = sum(halls[k]["cost"] for k in serving) + part * shared + sum(carried[k] for k in loans if m >= ends[loans[k]["pays_for"]])
        property_ += works + sum(capital.values()) - served / life
        site.append((kept + kept_south, paid_in, paid_out, cash, expensed, served, property_))
    exp["site"] = dict(zip(names, map(list, zip(*site))))
    assert min(exp["site"]["paid_out"][complete:]) >= 0 and max(exp["site"]["expensed"][:complete]) > 0
    assert exp["site"]["reserves"][ends["north"]] > 0 and exp["second"]["drawn"][ends["north"] + 2] > 0
    write("two_phases", "Two phases a year apart and a late purchase, each with a loan of its own",
          {"months": n, "written_off_over_months": life, "halls": halls, "yard": yard, "gear": gear, "loans": loans}, exp, {"rel": 1e-8},
          "Monthly. Each loan pays for its own works: the first a share of every use, its reserve with it; the second a share of the works, with "
          "interest and fees added to it; the third like the first, for works that begin when both halls are open. Each is drawn until its own "
          "works are complete, closes when they begin, and is repaid from then on, the first in level payments, the others by equal principal. "
          "A share of cost counts works, interest, fees and a reserve filled out of uses. Owners pay what is missing; until both halls are open "
          "cash stays on the account, afterwards all is paid out. The second's reserve fills from cash and gives to debt service afterwards. "
          "Interest and fees belong to the property until the loan's own works are complete, and come into service with them. What halls share is "
          "in service with them by their cost, later works when they are paid for; all is written off evenly from the month it is in service.")

def put_off():
    n = 60
    cash = [2.4e6 + 1.0e5 * math.sin(k / 3) - (1.3e6 if 8 <= k < 17 else 0.0) - (9.0e5 if 30 <= k < 33 else 0.0) for k in range(n)]
    loans = {"senior": {"amount": 5.0e7, "rate": 0.06, "default_margin": 0.02, "months": 48, "repaid": "level"},
             "junior": {"amount": 1.6e7, "rate": 0.115, "default_margin": 0.03, "months": 36, "repaid": "straight"},
             "third": {"amount": 8.0e6, "rate": 0.09, "default_margin": 0.0, "months": 24, "repaid": "level"}}
    service, rates, interest = {}, {}, [0.0] * n
    for name, loan in loans.items():
        i, owed, out = loan["rate"] / 12, loan["amount"], []
        level = bisect(lambda p: owed * (1 + i) ** loan["months"] - sum(p * (1 + i) ** k for k in range(loan["months"])), 0.0, 2 * owed)
        for k in range(n):
            due = owed * i
            principal = 0.0 if k >= loan["months"] else level - due if loan["repaid"] == "level" else loan["amount"] / loan["months"]
            out.append(due + principal if k < loan["months"] else 0.0)
            interest[k] += due if k < loan["months"] else 0.0
            owed -= principal
        service[name], rates[name] = out, (loan["rate"] + loan["default_margin"]) / 12
    late = {name: 0.0 for name in loans}
    rows, of_loans = [], {name: [] for name in loans}
    for m in range(n):
        asked = sum(s[m] for s in service.values())
        have, extra = cash[m] - asked, sum(late[k] * rates[k] for k in loans)
        late = {k: late[k] * (1 + rates[k]) for k in loans}
        due = sum(late.values())
        paid = min(due, max(0.0, have))
        short = max(0.0, -have)
        for k in loans:
            late[k] = late[k] * (1 - paid / due if due else 1.0) + (short * service[k][m] / asked if asked else 0.0)
            of_loans[k].append(late[k])
        rows.append((short, paid, sum(late.values()), interest[m] + extra, max(0.0, have - paid)))
    exp = {"site": dict(zip(("put_off", "paid", "arrears", "expensed", "paid_out"), map(list, zip(*rows))))}
    for k in loans:
        exp[k] = {"arrears": of_loans[k], "most": max(of_loans[k])}
    assert max(exp["site"]["arrears"]) > 1e6 and exp["site"]["arrears"][-1] < 1e-3 and all(v["most"] > 0 for k, v in exp.items() if k != "site")
    write("put_off", "Debt service of three loans that lenders wait for, each at its own rate",
          {"cash_flow": cash, "cost": 7.4e7, "loans": loans}, exp, {"rel": 1e-8, "abs": 1e-4},
          "Monthly, after the day of closing. What the cash of a month lacks of debt service is put off, of each loan the same part. It bears the "
          "loan's rate and default margin, monthly, and what a month has beyond its debt service pays it, of each loan the same part, before "
          "the owners are paid.")


def tax_reserve():
    n, tau, debt, rate, pays, basis = 60, 0.25, 3.0e7, 0.06, 48, 4.0e7
    table = [0.3333, 0.4445, 0.1481, 0.0741]
    cash = [1.6e6 + 4.0e5 * math.sin(k / 5) - (1.3e6 if k in (32, 33, 34) else 0.0) for k in range(n)]
    i = rate / 12
    pay = bisect(lambda p: debt * (1 + i) ** pays - sum(p * (1 + i) ** k for k in range(pays)), 0.0, debt)
    owed, interest = debt, []
    for m in range(n):
        interest.append(owed * i if m < pays else 0.0)
        owed += interest[-1] - (pay if m < pays else 0.0)
    # Tax by calendar years; losses are carried forward, four fifths of a year's income may be reduced by them.
    tax, lost = [], 0.0
    for y in range(n // 12):
        income = sum(cash[12 * y:12 * y + 12]) - sum(interest[12 * y:12 * y + 12]) - (basis * table[y] if y < len(table) else 0.0)
        used = min(lost, 0.8 * max(0.0, income))
        lost += max(0.0, -income) - used
        tax.append(tau * (max(0.0, income) - used))
    runs = {"with_the_year": {"months_after": 0, "paid": "after_year"}, "later": {"months_after": 3, "paid": "after_year"},
            "quarters": {"months_after": 0, "paid": "quarterly"}}
    exp = {}
    for name, run in runs.items():
        due, rows, purse, free = [0.0] * n, [], 0.0, 0.0
        for y, t in enumerate(tax):
            parts = {12 * y + q: t / 4 for q in (3, 5, 8, 11)} if run["paid"] == "quarterly" else {12 * y + 11 + run["months_after"]: t}
            for m, part in parts.items():
                if m < n:
                    due[m] += part
        for m in range(n):
            # Two purses: the tax purse is filled first, but never out of the owners' pockets.
            purse = purse + tax[m // 12] / 12 - due[m]
            have = free + cash[m] - (pay if m < pays else 0.0) - due[m]
            paid_in, have = max(0.0, -have), max(0.0, have)
            paid_out = max(0.0, have - max(0.0, purse))
            free = have - paid_out
            rows.append((due[m], max(0.0, purse), paid_in, paid_out, free))
        names = ("tax", "put_aside", "paid_in", "paid_out", "account")
        exp[name] = dict(zip(names, map(list, zip((0.0,) * 5, *rows))))
        without = sum(max(0.0, -(c - (pay if m < pays else 0.0) - due[m])) for m, c in enumerate(cash))
        assert sum(exp[name]["paid_in"]) < without
    write("tax_reserve", "Tax that is put aside month by month until it is paid",
          {"cash_flow": cash, "tax_rate": tau, "table": table, "debt": debt, "rate": rate, "payments": pays, "cost": basis, "runs": runs}, exp,
          {"rel": 1e-8},
          "Monthly, after the day of closing; tax years are calendar years and known when they begin. A twelfth of a year's tax is put aside "
          "each month: the owners receive nothing of it. It pays the tax, and what else the cash of a month does not pay; what is missing then "
          "the owners pay in, but nothing to fill it. Tax that would fall due behind the end is not paid.")


if __name__ == "__main__":
    for f in (mini_perm, swept_and_taken_out, equity_cure, loans_of_phases, two_phases, put_off, tax_reserve):
        f()
