"""Cases of our own, each computed another way than its spec: by enumeration, by bisection, by turning in a circle.

Run: python3 cases.py. Writes the JSON files beside it.
"""
import datetime as dt
import itertools
import math

from common import behind_owners, bisect, writer

write = writer("cases.py")


def months_of(start, n):
    out = []
    for k in range(n + 1):
        y, m = divmod(start.year * 12 + start.month - 1 + k, 12)
        out.append(dt.date(y, m + 1, 1))
    return out


# ---- rent that a guarantor stands behind


def normal(x):
    return 0.5 * math.erfc(-x / math.sqrt(2))


def quantile(p):
    return bisect(lambda x: normal(x) - p, -9.0, 9.0)


def both(a, b, r):
    """Chance that two normals of correlation r are both below the quantiles of a and b: Simpson's rule over the first."""
    if a == 0 or b == 0:
        return 0.0
    top, y, n = quantile(a), quantile(b), 4000
    low = -9.0
    h = (top - low) / n
    f = lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi) * normal((y - r * x) / math.sqrt(1 - r * r))
    return h / 3 * math.fsum(f(low + k * h) * (1 if k in (0, n) else 4 if k % 2 else 2) for k in range(n + 1))


def guaranteed_rent():
    kw, rate, esc, n, p_t, p_g, relet, gap = 5000.0, 150.0, 0.03, 60, 0.06, 0.01, 0.7, 9
    cases = {"unlimited": {"share": 0.8}, "limited": {"share": 1.0, "limit": 5.0e6}, "nobody": {},
             "failing_together": {"share": 0.9, "correlation": 0.4}}
    rent = [kw * rate * (1 + esc) ** (k // 12) for k in range(n)]
    alive = lambda p, months: math.exp(math.log(1 - p) * months / 12)
    exp = {}
    for name, c in cases.items():
        got = [0.0] * n
        share = c.get("share", 0.0)
        for j in range(n + 1):  # the tenant fails in month j; in month n, not at all
            chance = alive(p_t, j) - alive(p_t, j + 1) if j < n else alive(p_t, n)
            left = c.get("limit", math.inf)
            for m in range(n):
                if m < j:
                    got[m] += chance * rent[m]
                    continue
                pays = min(left, share * rent[m])
                left -= pays
                again = c.get("reletting_share", relet) if m - j >= gap else 0.0
                # The guarantor stands at the end of month m, or not.
                if "correlation" in c:
                    continue
                s = alive(p_g, m + 1)
                got[m] += chance * (s * (pays + (rent[m] - pays) * again) + (1 - s) * rent[m] * again)
        if "correlation" in c:
            for m in range(n):
                f = 1 - alive(p_t, m + 1)
                paid = lambda failed: share * (failed - both(failed, 1 - alive(p_g, m + 1), c["correlation"]))
                gone = 1 - alive(p_t, max(0, m + 1 - gap))
                again = relet * (gone - paid(gone)) if gone > 0 else 0.0
                got[m] = rent[m] * (1 - f + paid(f) + again)
        exp[name] = {"rent": rent, "expected_rent": got, "expected_loss": math.fsum(a - b for a, b in zip(rent, got))}
    write("guaranteed_rent", "Rent expected of a tenant and a guarantor that may fail",
          {"start": "2027-03-01", "kw": kw, "rent_per_kw_month": rate, "escalator": esc, "months": n, "tenant_default_a_year": p_t,
           "guarantor_default_a_year": p_g, "reletting_share": relet, "downtime_months": gap, "cases": cases}, exp,
          {"rel": 1e-9},
          "Constant hazards, failures at the end of a month. Month j of the tenant's failure is enumerated; the guarantor pays its share "
          "while it stands and until its limit, counted from the failure; what it does not pay comes, after the downtime, from a new "
          "tenant. A correlated guarantor: one-factor Gaussian copula of both having failed by the end of the month.")


# ---- accelerators by the hour


def gpu_hours():
    start, n = dt.date(2027, 11, 1), 30
    first = months_of(start, n)
    fleets = {"early": {"gpus": 10000.0, "from_month": 2, "months": 20, "price": 3.0, "decay": 0.25, "floor": 1.2, "kw_per_gpu": 1.4},
              "late": {"gpus": 4000.0, "from_month": 9, "months": 60, "price": 6.0, "decay": 0.5, "floor": 2.0, "kw_per_gpu": 2.2}}
    up, used, load, pue, power = 0.97, 0.8, 0.75, 1.2, 55.0
    exp = {}
    for name, f in fleets.items():
        rows = []
        for k in range(n):
            hours = 24.0 * (first[k + 1] - first[k]).days
            there = f["from_month"] <= k < f["from_month"] + f["months"]
            price = max(f["floor"], f["price"] * (1 - f["decay"]) ** (k / 12))
            sold = f["gpus"] * hours * up * used if there else 0.0
            energy = f["gpus"] * f["kw_per_gpu"] * hours * load * pue / 1000 if there else 0.0
            rows.append((price, sold, sold * price, energy, energy * power))
        exp[name] = dict(zip(("price", "gpu_hours", "revenue", "energy_mwh", "energy_cost"), map(list, zip(*rows))))
    write("gpu_hours", "Two generations of accelerators sold by the hour",
          {"start": str(start), "months": n, "availability": up, "utilisation": used, "load_factor": load, "pue": pue,
           "power_price": power, "fleets": fleets}, exp, {"rel": 1e-11},
          "A fleet is there from the first of a month for whole months. Its price falls from the first month of the case, by k/12 years, "
          "to its floor. Hours are those of the calendar. Energy = gpus * kW * hours * load factor * PUE.")


# ---- mining fleets beside a firm load


def dispatch_of_fleets():
    hours, grid = 48, 200.0
    price = [round(60 + 70 * math.sin(h / 3.7) + 15 * math.cos(h * 1.3), 3) for h in range(hours)]
    firm = [100.0 + 95.0 * math.sin(h / 11) ** 2 + (20.0 if h == 17 else 0.0) for h in range(hours)]
    hashprice = 50.0
    fleets = {"new": {"mw": 40.0, "j_per_th": 15.0}, "middle": {"mw": 35.0, "j_per_th": 21.5}, "old": {"mw": 60.0, "j_per_th": 34.0}}
    value = {n: hashprice / 24 / (f["j_per_th"] / 1000) for n, f in fleets.items()}
    run = {n: [] for n in fleets}
    for h in range(hours):
        best = None
        # Of all orders of service and all sets of fleets, the one that earns most.
        for order in itertools.permutations(fleets):
            for chosen in itertools.product((False, True), repeat=len(order)):
                left, mw = max(0.0, grid - firm[h]), dict.fromkeys(fleets, 0.0)
                for n, on in zip(order, chosen):
                    if on:
                        mw[n] = min(left, fleets[n]["mw"])
                        left -= mw[n]
                gain = sum((value[n] - price[h]) * mw[n] for n in fleets)
                if best is None or gain > best[0] + 1e-9:
                    best = (gain, mw)
        for n in fleets:
            run[n].append(best[1][n])
    exp = {n: {"run_mw": run[n], "breakeven_price_per_mwh": value[n], "mwh": sum(run[n])} for n in fleets}
    exp["revenue"] = sum(value[n] * sum(run[n]) for n in fleets)
    exp["energy_cost"] = sum(price[h] * sum(run[n][h] for n in fleets) for h in range(hours))
    write("dispatch_of_fleets", "Three mining fleets of different efficiency beside a firm load",
          {"price_per_mwh": price, "firm_load_mw": firm, "grid_limit_mw": grid, "hashprice_usd_per_ph_day": hashprice, "fleets": fleets},
          exp, {"abs": 1e-6}, "Hourly. Each hour the choice and order of fleets that earns most, found by trying all of them.")


def hourly_tariff():
    start, n = dt.date(2028, 1, 1), 4  # a leap year's February among them
    first = months_of(start, n)
    price = [round(34 + 31 * math.sin(h / 2.9) + 24 * math.cos(h * 0.71) - (70.0 if h % 13 == 4 else 0.0), 3) for h in range(50)]
    shape = [round(1 + 0.6 * math.sin((h - 9) * math.pi / 12), 4) for h in range(24)]
    firm = [round(14 + 9 * math.sin(h / 5) ** 2, 4) for h in range(31)]
    charge, demand, coincidence, promised = 4.5, 9000.0, 0.92, 11.8
    hall = {"mw": 10.0, "pue": 1.18, "peak_pue": 1.3, "load_factor": 0.8, "occupancy": 0.9}
    mine = {"mw": 8.0, "j_per_th": 26.0, "uptime": 0.94, "hashprice": 30.0, "grid_limit_mw": 24.0, "called_hours": [0, 5.5, 0, 80]}
    value = mine["hashprice"] / 24 / (mine["j_per_th"] / 1000)
    rows = []
    for k in range(n):
        hours = 24 * (first[k + 1] - first[k]).days
        bent = sum(shape[h % 24] for h in range(hours)) / hours
        up = mine["uptime"] * (1 - min(1, mine["called_hours"][k] / hours))
        house = dig = market = house_cost = dig_cost = most = 0.0
        for h in range(hours):
            p = price[h % len(price)]
            a = hall["mw"] * hall["occupancy"] * hall["load_factor"] * hall["pue"] * shape[h % 24] / bent
            may = max(0.0, min(mine["mw"], mine["grid_limit_mw"] - firm[h % len(firm)])) if p + charge < value else 0.0
            house, dig = house + a, dig + may * up
            house_cost, dig_cost = house_cost + a * p, dig_cost + may * up * p
            most = max(most, may)
        energy = house + dig
        market = (house_cost + dig_cost) / energy + charge
        billed = max(energy, promised * hours)
        peak = (hall["mw"] * hall["occupancy"] * hall["peak_pue"] + most) * coincidence
        bill = billed * market + demand * peak
        # What is not paid by the hour is shared by the energy.
        rest = (bill - charge * energy - house_cost - dig_cost) / energy + charge
        rows.append((energy, market, bill, (billed - energy) * market, dig, dig * value, dig_cost + rest * dig, house_cost / house + rest))
    names = ("energy_mwh", "energy_price", "bill", "unused", "mining_mwh", "mining_revenue", "mining_energy_cost", "lease_unit_price")
    write("hourly_tariff", "A tariff with prices by the hour: a hall whose load has a shape, and a mine that runs when it pays",
          {"start": str(start), "months": n, "price_per_mwh": price, "load_shape": shape, "firm_load_mw": firm, "energy_charge": charge,
           "demand_charge_per_mw_month": demand, "coincidence": coincidence, "promised_mw": promised, "hall": hall, "mine": mine},
          dict(zip(names, map(list, zip(*rows)))), {"rel": 1e-11},
          "Hour by hour. Prices, shape and firm load are lists that repeat from the first hour of each month. The energy of the hall follows "
          "the shape; the mine runs in hours whose price and charge are below its break-even, within what the grid has left beside the firm "
          "load, and by its uptime outside the hours in which it is called. Promised energy that nobody draws costs the mean price of what is "
          "drawn. Each pays its own hours, and its part of the other charges by its energy.")


# ---- tax


def interest_limit():
    share, tau, cap = 0.3, 0.21, 0.8
    ebitda = [40.0e6, 90.0e6, 120.0e6, 100.0e6, -20.0e6, 150.0e6, 160.0e6, 170.0e6]
    interest = [60.0e6, 55.0e6, 45.0e6, 35.0e6, 30.0e6, 20.0e6, 10.0e6, 5.0e6]
    income = [0.5e6, 0.0, 1.0e6, 0.0, 2.0e6, 0.0, 0.0, 3.0e6]
    dep = [80.0e6, 60.0e6, 30.0e6, 30.0e6, 10.0e6, 0.0, 0.0, 0.0]
    kept, lost, rows = 0.0, 0.0, []
    for e, i, r, d in zip(ebitda, interest, income, dep):
        room = share * max(0.0, e) + r
        due = i + kept
        used = due if due < room else room
        kept = due - used
        before = e + r - used - d
        loss_used = min(lost, cap * before) if before > 0 else 0.0
        lost += (-before if before < 0 else 0.0) - loss_used
        rows.append((room, used, kept, before, loss_used, lost, tau * (before - loss_used) if before > 0 else 0.0))
    names = ("allowed", "deducted", "carried_forward", "income_before_losses", "losses_used", "losses", "tax")
    write("interest_limit", "A limit on the deduction of interest, and losses with a limit",
          {"share_of_income": share, "tax_rate": tau, "loss_limit": cap, "ebitda": ebitda, "interest": interest, "interest_income": income,
           "depreciation": dep}, dict(zip(names, map(list, zip(*rows)))), {"rel": 1e-12},
          "Year by year. Deductible: the share of income before interest, depreciation and losses, not below nothing, and all interest "
          "income; the rest is carried forward without limit.")


def deferred_tax():
    tau, cap, basis, book_life = 0.25, 0.8, 1.0e8, 10
    table = [0.20, 0.32, 0.192, 0.1152, 0.1152, 0.0576]
    ebitda = [5.0e6, 12.0e6] + [25.0e6] * 10
    rows, lost, book, tax_basis, dtl = [], 0.0, basis, basis, 0.0
    for y, e in enumerate(ebitda):
        bd = basis / book_life if y < book_life else 0.0
        td = basis * table[y] if y < len(table) else 0.0
        taxable = e - td
        used = min(lost, cap * taxable) if taxable > 0 else 0.0
        lost = lost - used + max(0.0, -taxable)
        current = tau * (max(0.0, taxable) - used)
        book, tax_basis = book - bd, tax_basis - td
        new = tau * (book - tax_basis) - tau * lost
        rows.append((current, new, current + new - dtl, e - bd - (current + new - dtl)))
        dtl = new
    exp = dict(zip(("current_tax", "deferred_tax_liability", "tax_expense", "net_income"), map(list, zip(*rows))))
    exp["effective_rate"] = sum(r[2] for r in rows) / sum(e - (basis / book_life if y < book_life else 0.0) for y, e in enumerate(ebitda))
    write("deferred_tax", "Deferred tax of faster depreciation and of losses",
          {"tax_rate": tau, "loss_limit": cap, "basis": basis, "book_life": book_life, "table": table, "ebitda": ebitda}, exp, {"rel": 1e-11},
          "Liability = rate * (book value - tax value) - rate * losses; a net asset is negative. Expense = current tax and the change of the "
          "liability. All differences turn round in the end, so over all years the expense is the rate of the income.")


# ---- debt


def after_tax_sculpting():
    start, build, n, paid = dt.date(2027, 4, 1), 9, 96, 60
    table = [0.20, 0.32, 0.192, 0.1152, 0.1152, 0.0576]
    tau, kept = 0.25, 0.8
    works = [9.0e6 + 1.0e6 * k for k in range(build)]
    cash = [0.0] * build + [2.6e6 + 3.0e5 * math.sin(k / 5) - (6.0e5 if 20 <= k < 26 else 0.0) for k in range(n - build)]
    weak = [0.85 * c if c > 0 else 0.0 for c in cash]
    let = [0.5 * c for c in cash]
    runs = {
        "alone": {"rate": 0.075, "upfront_fee": 0.02, "after_tax": 1.3, "mode": "pro_rata", "covers": {}},
        "weak_case": {"rate": 0.09, "upfront_fee": 0.01, "after_tax": 1.2, "mode": "debt_first", "covers": {"weak": {"least": 1.05}}},
        "by_income": {"rate": 0.06, "upfront_fee": 0.0, "after_tax": 1.1, "mode": "pro_rata",
                      "covers": {"blended": {"let": 1.2, "free": 1.8}}},
        "weak_after_tax": {"rate": 0.07, "upfront_fee": 0.015, "after_tax": 1.25, "mode": "pro_rata", "covers": {"weak_taxed": {"least": 1.1}}},
        "weak_binds_late": {"rate": 0.08, "upfront_fee": 0.01, "after_tax": 1.3, "mode": "debt_first", "covers": {"weak_taxed": {"least": 1.12}}},
    }
    years = [(start.year * 12 + start.month - 1 + m) // 12 for m in range(n)]
    end = lambda m: m == n - 1 or years[m + 1] != years[m]

    def tax_of(interest, basis, cash=cash):
        """Tax of each year by its months in equal parts; the basis comes into service in the first month of operation."""
        lost, so_far, out = 0.0, 0.0, [0.0] * n
        for m in range(n):
            so_far += cash[m] - interest[m]
            if end(m):
                k = years[m] - years[build]
                income = so_far - (basis * table[k] if 0 <= k < len(table) else 0.0)
                used = min(lost, kept * max(0.0, income))
                lost += max(0.0, -income) - used
                of_year = [j for j in range(n) if years[j] == years[m]]
                for j in of_year:
                    out[j] = tau * (max(0.0, income) - used) / len(of_year)
                so_far = 0.0
        return out

    exp = {}
    for name, run in runs.items():
        i, fee = run["rate"] / 12, run["upfront_fee"]
        tax, tax_of_weak, D = [0.0] * n, [0.0] * n, 0.0
        for _ in range(200):  # size, interest, tax, and again
            service = []
            for m in range(build, build + paid):
                most = [(cash[m] - tax[m]) / run["after_tax"]]
                for which, cover in run["covers"].items():
                    most.append((weak[m] - tax_of_weak[m]) / cover["least"] if which == "weak_taxed" else weak[m] / cover["least"] if "least" in cover
                                else let[m] / cover["let"] + (cash[m] - let[m]) / cover["free"])
                service.append(max(0.0, min(most)))
            D = math.fsum(d * (1 + i) ** -(k + 1) for k, d in enumerate(service))

            def drawn(pays):
                b, carry = 0.0, []
                for m in range(build):
                    cost = b * i + (D * fee if m == 0 else 0.0)
                    carry.append(cost)
                    b += pays(works[m] + cost, b)
                return b, carry
            if run["mode"] == "debt_first":
                owed, carry = drawn(lambda uses, b: min(uses, D - b))
            else:
                share = bisect(lambda s: drawn(lambda uses, b: s * uses)[0] - D, 0.0, 2.0)
                owed, carry = drawn(lambda uses, b: share * uses)
            interest, bal = [0.0] * n, []
            for k, d in enumerate(service):
                interest[build + k] = owed * i
                owed += owed * i - d
                bal.append(owed)
            tax = tax_of(interest, sum(works) + sum(carry))
            # The weak case has a tax of its own: of less income, with the same interest.
            tax_of_weak = tax_of(interest, sum(works) + sum(carry), weak)
        assert abs(bal[-1]) < 1e-4 and max(tax) > 0
        if "weak_taxed" in run["covers"]:  # each of the two binds in some months
            least = run["covers"]["weak_taxed"]["least"]
            binds = {(weak[m] - tax_of_weak[m]) / least < (cash[m] - tax[m]) / run["after_tax"] for m in range(build, build + paid)}
            assert binds == {True, False}, name
        exp[name] = {"debt": D, "debt_service": [0.0] * build + service, "interest": interest[build:build + paid], "tax": tax,
                     "closing_balance": bal[:-1]}
    write("after_tax_sculpting", "Debt whose service follows the cash flow after tax, alone and with other covers",
          {"start": str(start), "works": works, "months_paid": paid, "cash_flow": cash, "weak_cash_flow": weak,
           "let_cash_flow": let, "tax_rate": tau, "loss_limit": kept, "table": table, "runs": runs}, exp, {"rel": 1e-9},
          "Monthly. Interest lowers tax, tax lowers what debt service may be, debt service sizes the debt, whose interest and fees until "
          "completion are written off with the works: found by turning in the circle 200 times. Tax is that of the calendar year, in "
          "equal parts of its months in the case; losses go forward. Other covers take the least in each month: a weak case, before tax or after "
          "the tax that its own income would bear, or a cover for income that is let and another for the rest.")


def sweep_and_lockup():
    n, rate, pays, debt, sweep, lock = 48, 0.09, 40, 5.0e7, 0.5, 1.2
    cfads = [1.7e6 + 4.0e5 * math.sin(k / 4) - (9.0e5 if 14 <= k < 20 else 0.0) for k in range(n)]
    i = rate / 12
    level = bisect(lambda a: debt * (1 + i) ** pays - a * ((1 + i) ** pays - 1) / i, 0.0, debt)
    plan, b = [], debt
    for _ in range(pays):
        plan.append(level - b * i)
        b -= plan[-1]
    plan += [0.0] * (n - pays)
    todo = plan[:]  # principal still to come, by month; the sweep takes from its end
    cash, rows, service = 0.0, [(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, debt)], []
    for m in range(n):
        bal = sum(todo[m:])
        ints = bal * i
        due = ints + todo[m]
        have = cash + cfads[m]
        paid = min(have, due)
        cure = due - paid
        left = have - paid
        service.append(due)
        todo_m, todo[m] = todo[m], 0.0
        extra = min(sweep * left, bal - todo_m)
        take = extra
        for k in range(n - 1, m, -1):
            cut = min(todo[k], take)
            todo[k] -= cut
            take -= cut
        left -= extra
        window = range(m - 11, m + 1)
        ds = sum(service[k] for k in window) if 11 <= m < pays else 0.0
        locked = ds > 0 and sum(cfads[k] for k in window) / ds < lock
        out = 0.0 if locked else left
        cash = left - out
        rows.append((ints, todo_m, extra, cure, out, cash, bal - todo_m - extra))
    names = ("interest", "principal", "swept", "cure", "distributed", "cash", "closing_balance")
    write("sweep_and_lockup", "A level loan with a cash sweep and a lock-up",
          {"cfads": cfads, "rate": rate, "payments": pays, "debt": debt, "sweep_share": sweep, "lockup_dscr": lock},
          dict(zip(names, map(list, zip(*rows)))), {"rel": 1e-9},
          "Monthly, after the day of closing. Of the cash that debt service leaves, what was kept before included, a share prepays the last "
          "instalments first; the instalments before stay as they were planned. If, to the last planned payment, the cash flow of twelve "
          "months after closing is less than the lock-up times their debt service, nothing is distributed and cash is kept; it then helps "
          "to pay. Owners cure what is missing.")


def layers():
    n = 14
    cost = [4.0e6 + 3.0e6 * math.sin(k / 3) ** 2 + (9.0e6 if k == 8 else 0.0) for k in range(n)]
    senior = {"rate": 0.065, "commitment_fee": 0.004, "upfront_fee": 0.015}
    runs = {
        "alone": {"mode": "debt_first", "gearing": 0.6, "rate": 0.08, "commitment_fee": 0.01, "upfront_fee": 0.02, "senior": 0.0},
        "first": {"mode": "debt_first", "gearing": 0.8, "rate": 0.11, "commitment_fee": 0.0, "upfront_fee": 0.03, "senior": 3.0e7},
        "last": {"mode": "equity_first", "gearing": 0.85, "rate": 0.12, "commitment_fee": 0.0075, "upfront_fee": 0.01, "senior": 4.0e7},
        "beside": {"mode": "pro_rata", "gearing": 0.9, "rate": 0.1, "commitment_fee": 0.01, "upfront_fee": 0.02, "senior": 4.5e7},
    }

    def built(loan, D, pays):
        """Uses of a loan and what it pays of them, month by month; `pays` says how much of a month's uses."""
        b, rows = 0.0, []
        for m in range(n):
            i, t = b * loan["rate"] / 12, (D - b) * loan["commitment_fee"] / 12
            u = D * loan["upfront_fee"] if m == 0 else 0.0
            uses = cost[m] + i + t + u
            b += pays(uses, b)
            rows.append((i, t, u, uses, b))
        return rows
    owed = lambda rows: rows[-1][4]

    def drawn(loan, D):
        if loan.get("mode", "pro_rata") == "debt_first":
            return built(loan, D, lambda uses, b: min(uses, D - b))
        by = lambda pays: built(loan, D, pays)
        if loan.get("mode") == "equity_first":
            # The purse of the owners that leaves D to the loan.
            with_purse = lambda e: by(behind_owners(e))
            return with_purse(bisect(lambda e: owed(with_purse(e)) - D, 0.0, 2.0 * sum(cost) + D))
        share = bisect(lambda s: owed(by(lambda uses, b: s * uses)) - D, 0.0, 2.0)
        return by(lambda uses, b: share * uses)

    exp = {}
    for name, run in runs.items():
        B = run["senior"]
        before = sum(r[0] + r[1] + r[2] for r in drawn(senior, B)) if B else 0.0
        all_uses = lambda rows: sum(r[3] for r in rows) + before
        D = bisect(lambda d: d + B - run["gearing"] * all_uses(drawn(run, d)), 1.0, sum(cost))
        rows = drawn(run, D)
        exp[name] = dict(zip(("interest", "commitment_fee", "upfront_fee", "uses", "closing_balance"), map(list, zip(*rows))))
        exp[name].update({"commitment": D, "all_uses": all_uses(rows), "equity": all_uses(rows) - D - B})
    write("layers", "A loan behind another, as a share of all uses: drawn first, last and beside the owners",
          {"hard_cost": cost, "senior": senior, "runs": runs}, exp, {"rel": 1e-9},
          "Both loans together are the stated share of the works and of the interest and fees of both. The loan before it pays a constant "
          "share of the works and of its own cost. Month-end draws; interest and commitment fee on what was owed and not drawn at the "
          "beginning of the month; fee in the first month. The commitment by bisection, the draws by simulation.")


def phases():
    rate, kap, phi, lam = 0.08, 0.006, 0.01, 0.65
    works = {"first": {"cost": 1.9e7, "mw": 30.0, "months": 3, "from_month": 0}, "second": {"cost": 2.0e7, "mw": 20.0, "months": 4, "from_month": 2},
             "third": {"cost": 1.0e7, "mw": 15.0, "months": 2, "from_month": 7}}
    ends = {k: w["from_month"] + w["months"] for k, w in works.items()}
    n = max(ends.values())
    cost = [sum(w["cost"] / w["months"] for k, w in works.items() if w["from_month"] <= m < ends[k]) for m in range(n)]

    spent = {k: [w["cost"] / w["months"] * min(max(m - w["from_month"], 0), w["months"]) for m in range(n + 1)] for k, w in works.items()}

    def build(D):
        b, rows, under_way, served = 0.0, [], 0.0, 0.0
        for m in range(n):
            i, t, u = b * rate / 12, (D - b) * kap / 12, D * phi if m == 0 else 0.0
            # By what was spent before the month: how much of it is of no use yet; before the first dollar, all.
            so_far, idle = sum(s[m] for s in spent.values()), sum(spent[k][m] for k in works if ends[k] > m)
            share = idle / so_far if so_far else 1.0
            # What a phase takes with it of the interest and fees of the works under way.
            opens = sum(w["cost"] for k, w in works.items() if ends[k] == m)
            moved = under_way * opens / (idle + opens) if opens else 0.0
            under_way += (i + t) * share + u - moved
            served += opens + moved
            uses = cost[m] + i + t + u
            b += lam * uses
            rows.append((cost[m], i, t, u, uses, (i + t) * share, (i + t) * (1 - share), served, b))
        return rows
    D = bisect(lambda d: build(d)[-1][8] - d, 0.0, 1.0e9)
    names = ("cost", "interest", "commitment_fee", "upfront_fee", "uses", "capitalised", "expensed", "in_service", "closing_balance")
    exp = dict(zip(names, map(list, zip(*build(D)))))
    exp["commitment"] = D
    write("phases", "Three phases under one loan",
          {"months": n, "rate": rate, "commitment_fee": kap, "upfront_fee": phi, "gearing": lam, "works": works}, exp, {"rel": 1e-10},
          "The loan pays its share of every month's uses until the last phase is complete. Interest and commitment fee of a month belong to "
          "the property for the share of the cost so far that is not in service when it begins; a phase is in service from the month after its "
          "last, and takes with it, by cost, its part of interest and fees of the works that are under way. The up-front fee is one of them.")


if __name__ == "__main__":
    for f in (guaranteed_rent, gpu_hours, dispatch_of_fleets, hourly_tariff, interest_limit, deferred_tax, after_tax_sculpting, sweep_and_lockup, layers,
              phases):
        f()
