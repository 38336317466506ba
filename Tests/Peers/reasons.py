"""Why a ratio of compare.py is what it is: one reason for each row of the page."""

REASONS = {
    "peak": "",
}
