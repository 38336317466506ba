"""Writes positions.json: positions as NumPy computes them, in float64, by formulas written
independently of the Swift code. Run it anywhere: python3 positions.py (needs NumPy).

Rotations are done in the two forms in which published code does them: as complex numbers
(interleaved pairs) and with rotate_half (pairs from both halves).
"""
import json
import pathlib

import numpy as np

POSITIONS = [0, 17, -5, 4095, 131071, 1000000]


def head_vector(d, token):
    """Numbers that Float holds exactly, so that both sides start from the same input."""
    j = np.arange(d)
    return ((j * 37 + token * 11 + 5) % 64 - 31.5) / 32


def thetas(d, base):
    return 1.0 / base ** (np.arange(0, d, 2) / d)


def position_interpolation(d, base, s):
    return thetas(d, base) / s, 1.0


def ntk_aware(d, base, s):
    return thetas(d, base * s ** (d / (d - 2))), 1.0


def yarn(d, base, s, context, alpha=1, beta=32):
    theta = thetas(d, base)
    wavelength = 2 * np.pi / theta
    gamma = np.clip((context / wavelength - alpha) / (beta - alpha), 0, 1)
    return theta * (gamma + (1 - gamma) / s), 0.1 * np.log(s) + 1


def yarn_over_pairs(d, base, s, context, alpha=1, beta=32, rounded=True):
    """The ramp of the published code: linear in the number of the pair, between the places where a
    pair would make beta and alpha turns, found by solving context * theta / 2 pi = turns."""
    def place(turns):
        return np.log(context / (turns * 2 * np.pi)) / np.log(base) * d / 2
    low, high = place(beta), place(alpha)
    if rounded:
        low, high = np.floor(low), np.ceil(high)
    low, high = max(low, 0), min(high, d - 1)
    squeezed = np.clip((np.arange(d // 2) - low) / (high - low), 0, 1)
    theta = thetas(d, base)
    return squeezed * theta / s + (1 - squeezed) * theta, 0.1 * np.log(s) + 1


def llama3(d, base, s, low_factor, high_factor, context):
    """By wavelength, as the configuration of Llama 3.1 speaks of it."""
    theta = []
    for t in thetas(d, base):
        wavelength = 2 * np.pi / t
        if wavelength < context / high_factor:
            theta.append(t)
        elif wavelength > context / low_factor:
            theta.append(t / s)
        else:
            smooth = (context / wavelength - low_factor) / (high_factor - low_factor)
            theta.append((1 - smooth) * t / s + smooth * t)
    return np.array(theta), 1.0


def per_pair(d, base):
    return thetas(d, base) / np.linspace(1, 8, d // 2), 1.25


def interleaved(x, angles, scale):
    pairs = x[: 2 * len(angles)].reshape(-1, 2)
    turned = (pairs[:, 0] + 1j * pairs[:, 1]) * np.exp(1j * angles) * scale
    return np.concatenate([np.stack([turned.real, turned.imag], 1).ravel(), x[2 * len(angles) :]])


def halves(x, angles, scale):
    d = 2 * len(angles)
    cos, sin = np.cos(np.tile(angles, 2)) * scale, np.sin(np.tile(angles, 2)) * scale
    rotate_half = np.concatenate([-x[d // 2 : d], x[: d // 2]])
    return np.concatenate([x[:d] * cos + rotate_half * sin, x[d:]])


def case(layout, head, base, scaling="none", rotated=None):
    rotated = rotated or head
    theta, scale = {
        "none": lambda: (thetas(rotated, base), 1.0),
        "interpolation": lambda: position_interpolation(rotated, base, 4),
        "ntkAware": lambda: ntk_aware(rotated, base, 4),
        "yarn": lambda: yarn(rotated, base, 4, 4096),
        "yarnOverPairs": lambda: yarn_over_pairs(rotated, base, 4, 4096),
        "yarnNotRounded": lambda: yarn_over_pairs(rotated, base, 4, 4096, rounded=False),
        "llama3": lambda: llama3(rotated, base, 8, 1, 4, 8192),
        "perPair": lambda: per_pair(rotated, base),
    }[scaling]()
    rotate = {"interleaved": interleaved, "halves": halves}[layout]
    rows = [rotate(head_vector(head, t), p * theta, scale) for t, p in enumerate(POSITIONS)]
    return {
        "layout": layout, "headDimension": head, "rotatedDimensions": rotated, "base": base,
        "scaling": scaling, "frequencies": theta.tolist(),
        "rotated": [[round(float(v), 8) for v in row] for row in rows],
    }


rotary = [
    case("interleaved", 64, 10000.0),
    case("halves", 64, 10000.0),
    case("interleaved", 128, 10000.0),
    case("halves", 128, 500000.0),
    case("halves", 80, 10000.0, rotated=32),
    case("interleaved", 64, 10000.0, rotated=16),
    case("interleaved", 128, 10000.0, "interpolation"),
    case("halves", 128, 10000.0, "ntkAware"),
    case("interleaved", 128, 10000.0, "yarn"),
    case("halves", 64, 10000.0, "yarn"),
    case("halves", 128, 10000.0, "yarnOverPairs"),
    case("interleaved", 64, 150000.0, "yarnNotRounded"),
    case("halves", 128, 500000.0, "llama3"),
    case("halves", 64, 500000.0, "perPair", rotated=32),
]

angles = np.outer(POSITIONS, thetas(64, 10000.0))
sinusoid = np.stack([np.sin(angles), np.cos(angles)], 2).reshape(len(POSITIONS), 64)

fixture = {
    "positions": POSITIONS,
    "rotary": rotary,
    "sinusoid": [[round(float(v), 8) for v in row] for row in sinusoid],
}
path = pathlib.Path(__file__).with_name("positions.json")
path.write_text(json.dumps(fixture).replace('{"layout"', '\n{"layout"').replace('"sinusoid"', '\n"sinusoid"') + "\n")
