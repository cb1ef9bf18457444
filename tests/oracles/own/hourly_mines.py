"""Mining fleets behind a firm load on one connection, hour by hour by a file of prices.

    python3 hourly_mines.py           writes hourly_mines.json
    python3 hourly_mines.py 20 7 DIR  writes 20 cases from inputs drawn with the seed 7 into DIR

Each hour the fleets are asked in their order: whoever earns more with a megawatt-hour than it costs takes what the connection has left.
Months that the file lacks have the rows of that month in the nearest year, a 29 February that it lacks those of its 28th. What a coin's worth of work earns is that of the month: its price, the hash rate of the network, and the subsidy on average over
its days. Hours in which the grid calls are spread evenly over the others.
"""
import datetime as dt
import json
import os
import random
import sys

from common import HERE

FLEETS = ("lean", "middle", "old")
LINES = "breakeven energy_mwh energy_cost coins response mined kept kept_value kept_gain".split()


def month_after(d, k=1):
    y, m = divmod(d.year * 12 + d.month - 1 + k, 12)
    return dt.date(y, m + 1, 1)


def rows_of(file, year, month):
    """The prices of the hours of a month, of the nearest year that has it."""
    by_month = {}
    for line in file.splitlines()[1:]:
        hour, price = line.split(",")
        by_month.setdefault((int(hour[:4]), int(hour[5:7])), []).append(float(price))
    years = sorted((abs(y - year), y) for y, m in by_month if m == month)
    assert len(years) < 2 or years[0][0] < years[1][0], "two years are as near"
    rows = by_month[years[0][1], month]
    days = (month_after(dt.date(year, month, 1)) - dt.date(year, month, 1)).days
    return (rows + rows[-24:])[:24 * days]


def earned_each(i, day, m):
    """Coins that a PH/s finds in the month, and what that is worth in a day."""
    days = [day + dt.timedelta(days=k) for k in range((month_after(day) - day).days)]
    coins = 0.0
    for d in days:
        halved = sum(d >= dt.date.fromisoformat(h) for h in i["halvings"])
        coins += 144 * (i["subsidy"] / 2 ** halved + i["fees"]) / i["network_ph"][m]
    return coins, coins / len(days) * i["coin_price"][m]


def breakeven(i, name, day, m):
    f = i["fleets"][name]
    return earned_each(i, day, m)[1] / 24 / (f["kw_each"] / (f["th_each"] / 1000)) * 1000


def model(i):
    exp = {name: {line: [] for line in LINES} for name in FLEETS}
    kept = dict.fromkeys(FLEETS, 0.0)
    day = dt.date.fromisoformat(i["start"])
    for m in range(len(i["coin_price"])):
        hours = 24.0 * (month_after(day) - day).days
        rows = rows_of(i["file"], day.year, day.month)
        coins_each, _ = earned_each(i, day, m)
        ran = {name: [] for name in FLEETS}
        free = {name: 0.0 for name in FLEETS}
        value = {name: breakeven(i, name, day, m) for name in FLEETS}
        for price in rows:
            left = max(0.0, i["grid_limit_mw"] - i["firm_mw"][m])
            for name in FLEETS:
                f = i["fleets"][name]
                there = f["ready"] <= str(day) and not ("retired" in f and f["retired"] <= str(day))
                # What a megawatt-hour costs and earns is equal if it is to twelve digits.
                pays = f["runs"] == "always" or price < value[name] - 1e-12 * abs(value[name])
                mw = min(left, f["number"] * f["kw_each"] / 1000) if there and pays else 0.0
                # A call pays for what it could have drawn.
                free[name] += min(left, f["number"] * f["kw_each"] / 1000) / len(rows) if there else 0.0
                left -= mw
                ran[name].append(mw)
        for name in FLEETS:
            f = i["fleets"][name]
            power = f["number"] * f["kw_each"] / 1000
            calls = min(hours, f["called_h"][m])
            an_hour = hours / len(rows) * f["uptime"] * (1 - calls / hours)
            energy = sum(ran[name]) * an_hour
            share = energy / (power * hours)
            mined = coins_each * f["number"] * f["th_each"] / 1000 * share
            before = kept[name]
            kept[name] = before + mined * f["keeps"]
            if "sells_on" in f and str(day) <= f["sells_on"] < str(month_after(day)):
                kept[name] = 0.0
            price_rise = i["coin_price"][m] - (i["coin_price"][m - 1] if m else 0.0)
            figures = (value[name], energy, sum(p * mw for p, mw in zip(rows, ran[name])) * an_hour, mined * i["coin_price"][m],
                       f.get("response_price", 0.0) * free[name] * calls, mined, kept[name], kept[name] * i["coin_price"][m], before * price_rise)
            for line, x in zip(LINES, figures):
                exp[name][line].append(x)
        day = month_after(day)
    exp["energy_mwh"] = sum(sum(exp[name]["energy_mwh"]) for name in FLEETS)
    exp["net"] = sum(sum(exp[name]["coins"]) + sum(exp[name]["response"]) - sum(exp[name]["energy_cost"]) for name in FLEETS)
    return exp


def file_of(r, start, months, mean, spread, special=()):
    """Prices of all hours of some months, to the cent; `special` stand in the first rows."""
    rows, day = [], dt.date.fromisoformat(start)
    special = list(special)
    for _ in range(months):
        end = month_after(day)
        while day < end:
            for hour in range(24):
                price = special.pop(0) if special else round(r.gauss(mean, spread), 2)
                rows.append("%s %02d:00,%r" % (day, hour, price))
            day += dt.timedelta(days=1)
    return "hour,lmp\n" + "\n".join(rows) + "\n"


def fleet(number, th, kw, months, **given):
    out = {"number": number, "th_each": th, "kw_each": kw, "uptime": 0.95, "runs": "while_it_pays", "called_h": [0.0] * months, "keeps": 0.0,
           "ready": "2026-01-01"}
    out.update(given)
    return out


def case(r, start, months, prices, fleets, **given):
    out = {"start": start, "grid_limit_mw": 60.0, "firm_mw": [10.0] * months, "network_ph": [9.0e5] * months, "coin_price": [1.0e5] * months,
           "subsidy": 3.125, "fees": 0.05, "halvings": [], "fleets": dict(zip(FLEETS, fleets))}
    out.update(given)
    day = dt.date.fromisoformat(start)
    # The prices at which the fleets just pay are among those of the file.
    out["file"] = file_of(r, *prices, special=[breakeven(out, name, day, 0) for name in FLEETS])
    return out


def chosen(r):
    # Prices around what the fleets earn, some of them negative; the firm load leaves little in the second month and nothing in the third.
    yield case(r, "2027-01-01", 3, ("2027-01-01", 3, 55.0, 45.0),
               [fleet(7000, 200, 3.5, 3), fleet(6000, 110, 3.25, 3, uptime=1.0), fleet(5000, 95, 3.25, 3, uptime=0.9)], firm_mw=[10.0, 42.0, 75.0])
    # A leap year by the file of the year before; a halving in the middle of a month; fleets that come and go, calls of the grid, coins kept.
    yield case(r, "2028-02-01", 4, ("2027-02-01", 4, 40.0, 25.0),
               [fleet(9000, 230, 3.5, 4, ready="2028-03-01", keeps=0.25, runs="always", called_h=[0.0, 50.0, 0.0, 700.0], response_price=80.0),
                fleet(4000, 140, 3.0, 4, keeps=1.0, sells_on="2028-04-20"),
                fleet(8000, 90, 3.2, 4, retired="2028-05-01", called_h=[800.0, 0.0, 20.0, 0.0], response_price=45.5)],
               halvings=["2026-02-11", "2028-04-11"], network_ph=[8.0e5, 8.4e5, 8.5e5, 7.7e5], coin_price=[9.0e4, 1.2e5, 8.0e4, 1.0e5],
               fees=0.4, grid_limit_mw=48.5, subsidy=6.25)
    # Energy that never pays, and energy that is paid for being taken.
    yield case(r, "2027-06-01", 2, ("2026-06-01", 2, 300.0, 9.0), [fleet(7000, 200, 3.5, 2), fleet(6000, 110, 3.25, 2), fleet(1, 95, 3.25, 2)])
    yield case(r, "2027-06-01", 2, ("2026-06-01", 2, -30.0, 6.0), [fleet(70, 200, 3.5, 2), fleet(6000, 110, 3.25, 2), fleet(9000, 95, 3.25, 2)],
               firm_mw=[0.0, 59.9])


def drawn(r):
    n = r.randint(1, 3)
    start = str(dt.date(r.randint(2026, 2029), r.randint(1, 10), 1))
    # The more efficient go first.
    fleets = [fleet(r.randint(1, 12000), th, 3.3, n, uptime=r.uniform(0.5, 1), keeps=r.choice((0.0, 0.5)),
                    called_h=[r.choice((0.0, r.uniform(0, 900))) for _ in range(n)], response_price=r.uniform(0, 90)) for th in (240, 150, 100)]
    return case(r, start, n, (start, n, r.uniform(0, 90), r.uniform(1, 60)), fleets, grid_limit_mw=r.uniform(5, 120),
                firm_mw=[r.uniform(0, 60) for _ in range(n)], network_ph=[r.uniform(5e5, 2e6) for _ in range(n)],
                coin_price=[r.uniform(3e4, 2e5) for _ in range(n)], halvings=[str(dt.date.fromisoformat(start) + dt.timedelta(days=r.randint(-20, 80)))])


def main(number="0", seed="1", folder=None):
    r = random.Random("hours " + seed)
    inputs = ([] if folder else list(chosen(r))) + [drawn(r) for _ in range(int(number))]
    cases = [{"id": "hourly_mines[%d]" % k, "inputs": i, "expected": model(i), "tolerance": {"rel": 1e-9}} for k, i in enumerate(inputs)]
    with open(os.path.join(folder or HERE, "hourly_mines.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
