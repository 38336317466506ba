"""Writes elementary.json: exact values of elementary functions, each as the sum of two float64, so
that an error of a small part of a unit in the last place can be seen. Prints the constants of
Sources/Base/ElementaryFunctions.swift. Run it anywhere: python3 elementary.py (needs mpmath).
"""
import json
import pathlib
import random

from mpmath import cos, exp, floor, log, mp, mpf, pi, power, sin

mp.prec = 1400  # the largest angles have 1024 bits before the point
random.seed(1)


def pair(x):
    high = float(x)
    return [high, float(x - mpf(high))]


def magnitude(low, high):
    """Spread evenly over the powers of two from 2^low to 2^high."""
    return random.uniform(1, 2) * 2.0 ** random.randint(low, high - 1)


def signed(x):
    return random.choice([-1, 1]) * x


def nearest_to_quarter_turns(exponent):
    """The m · 2^exponent with 53 bits that is nearly a multiple of π/2, from the continued fraction of
    their ratio: what is left of it after reduction is tiny, and wrong if 2/π is cut too early."""
    ratio = pi / 2 / mpf(2) ** exponent
    (m, k), (m1, k1) = (1, 0), (int(floor(ratio)), 1)
    rest = ratio - floor(ratio)
    while m1 < 2**53:
        term = int(floor(1 / rest))
        rest = 1 / rest - term
        (m, k), (m1, k1) = (m1, k1), (term * m1 + m, term * k1 + k)
    return float(m * mpf(2) ** exponent)


def angles():
    # Angles in use: positions up to 2^40 times frequencies from 1 to 1e-7, and turns of Box and Muller.
    yield from (p * 10000.0 ** -(i / 32) for p in [1, 4095, 131071, 2**40 - 1] for i in range(0, 32, 3))
    yield from (random.random() * 2 * float(pi) for _ in range(20))
    yield from (signed(magnitude(-40, 42)) for _ in range(20))
    yield from (magnitude(42, 1024) for _ in range(20))
    yield from (nearest_to_quarter_turns(exponent) for exponent in range(-52, 971, 8))
    yield from [5e-324, 1e-310, 1e-8, float(pi / 4), float(pi / 2), float(pi), 6381956970095103 * 2.0**797]


def positive():
    yield from (1 - random.getrandbits(53) * 2.0**-53 for _ in range(20))  # Box and Muller
    yield from (1 + signed(magnitude(-52, -1)) for _ in range(30))
    yield from (magnitude(-1022, 1024) for _ in range(20))
    yield from (10.0**n for n in range(-9, 23, 4))
    yield from (2.0**n for n in [-1074, -1030, -1022, -3, 1, 8, 1023])
    yield from [0.5**0.5, 2**0.5, 1e4, 5e5, 1e6, 5e-324, 1e-310, 1.7976931348623157e308]


def exponents(limit):
    yield from (signed(magnitude(-30, 3)) for _ in range(30))
    yield from (random.uniform(-limit, limit) for _ in range(40))
    yield from [1.0, -1.0, 0.5, -0.5, 1e-20]


def powers():
    for base in [1e3, 1e4, 5e5, 1e6, 1e7]:  # frequencies
        for d in [2, 40, 64, 96, 128, 256]:
            yield base, -2.0 * (d // 3) / d
    for _ in range(200):  # large exponents of bases near 1, where an error of the logarithm grows most
        base = random.uniform(0.6, 1.6)
        yield base, signed(random.uniform(600, 700)) / abs(float(log(base)))
    yield from ((magnitude(-900, 900), random.uniform(-1, 1)) for _ in range(20))
    yield from ((10.0, float(n)) for n in range(-300, 300, 37))
    yield from [(2.0, 10.0), (32.0, 128 / 126), (4.0, 64 / 62), (1.0, 5.0), (3.0, 1e-300)]


functions = {
    "cos": (cos, angles()), "sin": (sin, angles()),
    "log": (log, positive()), "log2": (lambda x: log(x) / log(2), positive()),
    "log10": (lambda x: log(x) / log(10), positive()),
    "exp": (exp, exponents(700)), "exp2": (lambda x: power(2, x), exponents(1000)),
}  # fmt: skip
values = {
    name: [[x, *pair(function(mpf(x)))] for x in arguments]
    for name, (function, arguments) in functions.items()
}
values["pow"] = [[x, y, *pair(power(mpf(x), mpf(y)))] for x, y in powers()]

path = pathlib.Path(__file__).with_name("elementary.json")
lists = [
    f'"{name}": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]"
    for name, rows in values.items()
]
path.write_text("{\n" + ",\n".join(lists) + "\n}\n")

constants = {"pi/2": pi / 2, "ln 2": log(2), "1/ln 2": 1 / log(2), "1/ln 10": 1 / log(10)}
constants |= {f"1/{d}": 1 / mpf(d) for d in [3, 5, 6, 24]}
for name, constant in constants.items():
    print(name, *(part.hex() for part in pair(constant)))
bits = int(2 / pi * mpf(2) ** (19 * 64))
print("2/pi", *(f"0x{bits >> 64 * k & 2**64 - 1:016X}" for k in reversed(range(19))))
