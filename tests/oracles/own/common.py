"""What the scripts beside it share: how a case is written, and a root by bisection."""
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))


def writer(script, *folder):
    """How `script` writes its cases into a folder, seen from here."""
    def write(name, title, inputs, expected, tolerance, conventions):
        case = {"id": name, "title": title, "produced_by": {"peers": [], "script": script}, "conventions": conventions,
                "inputs": inputs, "expected": expected, "tolerance": tolerance}
        with open(os.path.join(HERE, *folder, name + ".json"), "w") as f:
            json.dump(case, f, indent=1)
            f.write("\n")
    return write


def behind_owners(purse):
    """What a loan pays of a month's uses, given what is owed of it: owners pay first, from a purse, until it is empty."""
    left = [purse]
    def pays(uses, owed):
        own = min(left[0], uses)
        left[0] -= own
        return uses - own
    return pays


def bisect(f, a, b):
    """The root of a function that changes sign between a and b, to the last bit."""
    fa = f(a)
    while True:
        c = 0.5 * (a + b)
        if c == a or c == b:
            return c
        fc = f(c)
        if fc == 0:
            return c
        if (fc < 0) == (fa < 0):
            a, fa = c, fc
        else:
            b = c
