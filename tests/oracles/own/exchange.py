"""Money earned, spent and built for in other currencies whose rates move, month by month.

    python3 exchange.py            writes exchange.json, a list of cases: one chosen, some drawn
    python3 exchange.py 50 7 DIR   writes 50 cases from inputs drawn with the seed 7 into DIR

Two purses of foreign money are gone through bill by bill. Cash is what comes and goes at the rate of its own month and nothing else; income
is that cash and the change of what is owed either way at the rate of the month's end, so no gain is computed by itself.
"""
import json
import os
import random
import sys

from common import HERE

LINES = "cash revenue receivable deferred spending payable unbilled bills_gain exchange_gain capital_spend before_depreciation".split()


def model(i):
    n, build = len(i["euro"]), i["build_months"]
    e, g = i["euro"], i["pound"]
    due, owed = None, None                     # the bill of the month before, each way
    pot = [0.0, 0.0]                           # received and not earned: euros, and what they came to in dollars
    ahead = 0.0                                # booked and not billed, in euros
    before = (0.0, 0.0, 0.0, 0.0)
    rows = []
    for m in range(n):
        bills_gain = 0.0
        cash = revenue = 0.0
        if due is not None:                    # booked at e[m-1], paid at e[m]
            cash += due * e[m]
            bills_gain += due * (e[m] - e[m - 1])
        due = i["bills"][m]
        revenue += due * e[m]
        if owed is not None:
            cash -= owed * g[m]
            bills_gain -= owed * (g[m] - g[m - 1])
        owed = i["cost"][m]
        # Money for services to come: it comes at its month's rate and is earned at the mean rate of what is there.
        cash += i["received"][m] * e[m]
        pot[0] += i["received"][m]
        pot[1] += i["received"][m] * e[m]
        part = i["used"][m] / pot[0] if pot[0] else 0.0
        revenue += part * pot[1]
        pot[0], pot[1] = pot[0] * (1 - part), pot[1] * (1 - part)
        # Rent that the books spread evenly.
        cash += i["rent"][m] * e[m]
        revenue += i["rent"][m] * e[m]
        ahead += i["booked"][m] - i["rent"][m]
        works = i["works"] / build * (1 + i["contingency"]) * g[m] if m < build else 0.0
        now = (due * e[m], ahead * e[m], owed * g[m], pot[1])
        change = (now[0] - before[0]) + (now[1] - before[1]) - (now[2] - before[2]) - (now[3] - before[3])
        unbilled_gain = now[1] - before[1] - (i["booked"][m] - i["rent"][m]) * e[m]
        rows.append((cash, revenue, now[0], pot[1], i["cost"][m] * g[m], owed * g[m], ahead * e[m], bills_gain, bills_gain + unbilled_gain, works, cash + change))
        before = now
    exp = dict(zip(LINES, map(list, zip(*rows))))
    exp["works"] = sum(exp["capital_spend"])
    return exp


def drawn(r):
    n, build = r.randint(24, 60), r.randint(1, 12)

    def walk(x):
        out = []
        for _ in range(n):
            out.append(x)
            x *= r.uniform(0.95, 1.055)
        return out
    used, pot, received = [], 0.0, []
    for m in range(n):
        came = r.choice((0.0, 0.0, 0.0, r.uniform(1e5, 4e6)))
        pot += came
        earned = pot if r.random() < 0.1 else pot * r.choice((0.0, 0.2, 0.5))
        pot -= earned
        received.append(came)
        used.append(earned)
    level = r.uniform(1e5, 1e6)
    rent = [level * r.choice((0.0, 1.0, 1.2)) for _ in range(n)]
    mean = sum(rent) / n
    return {"start": f"2027-{r.randint(1, 12):02}-01", "build_months": build, "works": r.uniform(1e7, 9e7), "contingency": r.choice((0.0, 0.07)),
            "euro": walk(1.1), "pound": walk(1.3), "bills": [r.choice((0.0, 1.0)) * r.uniform(1e5, 2e6) for _ in range(n)],
            "cost": [r.uniform(0.0, 5e5) for _ in range(n)], "received": received, "used": used, "rent": rent, "booked": [mean] * n}


def chosen():
    yield {"start": "2027-01-01", "build_months": 2, "works": 2.0e7, "contingency": 0.05, "euro": [1.0, 1.0, 1.25, 1.25, 0.8, 1.0],
           "pound": [1.5, 1.0, 1.0, 2.0, 2.0, 2.0], "bills": [0.0, 1.0e6, 1.0e6, 0.0, 2.0e6, 0.0], "cost": [0.0, 1.0e5, 1.0e5, 3.0e5, 0.0, 0.0],
           "received": [2.0e6, 0.0, 1.0e6, 0.0, 0.0, 0.0], "used": [0.0, 5.0e5, 5.0e5, 1.0e6, 0.0, 1.0e6],
           "rent": [0.0, 0.0, 3.0e5, 3.0e5, 3.0e5, 3.0e5], "booked": [2.0e5] * 6}


def main(count=6, seed=1, folder=None):
    r = random.Random(int(seed))
    inputs = [drawn(r) for _ in range(int(count))]
    if folder is None:
        inputs = list(chosen()) + inputs
    cases = [{"id": f"exchange[{k}]", "inputs": i, "expected": model(i), "tolerance": {"rel": 1e-9, "abs": 1e-3}} for k, i in enumerate(inputs)]
    with open(os.path.join(folder or HERE, "exchange.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")


if __name__ == "__main__":
    main(*sys.argv[1:4])
