"""Loans and what is agreed with them, month by month: a short one that another takes out, covenants that owners may cure.

Run: python3 loans.py. Writes the JSON files beside it. Sizes are found by halving, never in closed form.
"""
import math

from common import bisect, writer

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


if __name__ == "__main__":
    for f in (mini_perm, equity_cure):
        f()
