"""Drar om stickprovet och kontrollerar det. Behöver bara Python 3: python3 dra-om.py population.csv

Talet för en text är SHA-256 av fröet, en radbrytning och texten (UTF-8), läst som ett enda stort heltal.
Slump:  posterna ordnas efter talet för sitt id; de första dras.
Skikt:  samma sak inom varje skikt. Beloppets storlek, utan tecken, avgör skiktet.
Belopp: ören läggs i rad, post efter post. Första träffen är talet för ordet "start", modulo intervallet, plus 1.
        Sedan en träff för varje intervall. Posten där en träff hamnar dras.
"""

import csv
import hashlib
import sys

SAMPLE: dict = {}  # fröet, metoden och de id som drogs


def number(text):
    return int(hashlib.sha256((SAMPLE["seed"] + "\n" + text).encode("utf-8")).hexdigest(), 16)


def ore(text):
    kronor, _, rest = text.lstrip("-").partition(",")
    amount = int(kronor) * 100 + int(rest.ljust(2, "0"))
    return -amount if text.startswith("-") else amount


def population(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return [(row["id"], ore(row["belopp"])) for row in csv.DictReader(file, delimiter=";")]


def fingerprint(items):
    lines = []
    for name, amount in items:
        sign = "-" if amount < 0 else ""
        lines.append(f"{name};{sign}{abs(amount) // 100}.{abs(amount) % 100:02}\n")
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def lowest(names, count):
    return sorted(names, key=lambda name: (number(name), name))[:count]


def draw(items):
    if SAMPLE["method"] == "slump":
        return set(lowest([name for name, _ in items], SAMPLE["size"]))
    drawn = set()
    if SAMPLE["method"] == "skikt":
        limits = [0] + SAMPLE["boundaries"] + [float("inf")]
        for at, count in enumerate(SAMPLE["counts"]):
            low, high = limits[at], limits[at + 1]
            names = [name for name, amount in items if low <= abs(amount) < high]
            drawn.update(names if count is None else lowest(names, count))
        return drawn
    hit, passed = number("start") % SAMPLE["interval"] + 1, 0
    for name, amount in items:
        passed += abs(amount)
        while hit <= passed:
            drawn.add(name)
            hit += SAMPLE["interval"]
    return drawn


if __name__ == "__main__":
    rows = population(sys.argv[1])
    drawn = draw(rows)
    told = [name for name, _ in rows if name in drawn]
    same = drawn == set(SAMPLE["drawn"]) and fingerprint(rows) == SAMPLE["population"]
    words = "Stickprovet är detsamma." if same else "Stickprovet är ett annat."
    counted = f"Poster i urvalet: {len(rows)}\nUrvalets kontrollsumma: {fingerprint(rows)}"
    sys.stdout.write("\n".join([counted, *told, words]) + "\n")
    sys.exit(0 if same else 1)
