"""One picture of all rows: how many times quicker Mini is than the fastest peer."""

import math

WIDTH, TOP, LINE, LEFT, RIGHT = 760, 64, 20, 318, 590
TICKS = (0.5, 1, 2, 4, 8, 16, 32)

# The colours of the other pictures in Docs, for a light and for a dark background.
STYLE = """
.bg{fill:#fff}.t{fill:#1f2328}.q{fill:#59636e}.g{stroke:#e4e8ec}.one{stroke:#1f2328;stroke-width:1.5}
.s0{stroke:#0067a8}.f0{fill:#0067a8}.s1{stroke:#bf4400}.f1{fill:#bf4400}.r{stroke-width:2}
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
font-variant-numeric:tabular-nums}.v{font-size:12px}
@media(prefers-color-scheme:dark){.bg{fill:#0d1117}.t{fill:#e6edf3}.q{fill:#9aa5b1}
.g{stroke:#262c35}.one{stroke:#e6edf3}.s0{stroke:#58b4f0}.f0{fill:#58b4f0}.s1{stroke:#ff9457}
.f1{fill:#ff9457}}"""


def draw(rows):
    """Rows with a ratio; those of one work stand on one line, a dot for each number of cores."""
    works = list(dict.fromkeys(row["work"] for row in rows))
    ratios = [ratio for row in rows for ratio in row["ratio"]]
    low, high = min([0.9, *ratios]), max([2.2, *ratios])

    def x(ratio):
        return LEFT + (math.log(ratio) - math.log(low)) / (math.log(high) - math.log(low)) * (RIGHT - LEFT)

    height = TOP + LINE * len(works) + 30
    bottom = height - 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        "<title>How many times quicker Mini is than the fastest contestant</title>",
        f"<desc>{describe(rows)}</desc><style>{STYLE}</style>",
        f'<rect class="bg" width="{WIDTH}" height="{height}"/>',
        text(14, 20, "t", "time of the fastest contestant ÷ time of Mini; right of the line Mini is quicker"),
        f'<circle class="f0" cx="20" cy="38" r="4.5"/>', text(32, 42, "t", "one core"),
        f'<rect class="f1" x="112" y="34" width="8" height="8"/>', text(127, 42, "t", "two cores")]
    for tick in TICKS:
        if low <= tick <= high:
            line = "one" if tick == 1 else "g"
            parts.append(f'<path class="{line}" d="M{x(tick):.1f} {TOP - 8}V{bottom}"/>')
            parts.append(text(x(tick), bottom + 16, "q v", f"{tick:g}", "middle"))
    for i, work in enumerate(works):
        y = TOP + LINE * i + 8
        parts.append(text(LEFT - 12, y + 4.5, "t", work, "end"))
        names = []
        for row in rows:
            if row["work"] != work:
                continue
            series, shift = row["cores"] - 1, 3 * (2 * row["cores"] - 3)
            first, middle, last = (x(ratio) for ratio in row["ratio"])
            parts.append(f'<path class="r s{series}" d="M{first:.1f} {y + shift}H{last:.1f}"/>')
            parts.append(
                f'<circle class="f0" cx="{middle:.1f}" cy="{y + shift}" r="4.5"/>' if series == 0 else
                f'<rect class="f1" x="{middle - 4:.1f}" y="{y + shift - 4}" width="8" height="8"/>')
            names.append(row["fastest"].split(",")[0].replace(" with flash attention", ""))
        parts.append(text(RIGHT + 14, y + 4.5, "q v", " / ".join(dict.fromkeys(names))))
    return "\n".join(parts + ["</svg>", ""])


def text(x, y, style, words, anchor="start"):
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def describe(rows):
    return " ".join(
        f"{row['work']}, {cores(row['cores'])}: {row['ratio'][1]:.2f}." for row in rows)


def cores(count):
    return "one core" if count == 1 else "two cores"
