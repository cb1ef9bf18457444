"""Loans of more than one kind, month by month: a short one that another takes out.

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


if __name__ == "__main__":
    for f in (mini_perm,):
        f()
