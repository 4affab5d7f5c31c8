"""Marks: one cell each, in the fonts that terminals have; and what stands for each where a terminal has ASCII alone."""

import os
from collections.abc import Mapping

from tui.model.values.state import State

OF_STATE: Mapping[State, str] = {
    State.FAILED: "✗",
    State.BLOCKED: "■",
    State.UNKNOWN: "?",
    State.SLOW: "▲",
    State.WAITING: "○",
    State.MOVING: "▸",
    State.DONE: "✓",
}
"""No emoji, and nothing that has a form as one."""

SPARKS = "▁▂▃▄▅▆▇█"
FULL, TRACK, EMPTY = "█", "░", "┄"
DOT, LOST = "●", "✗"

ASCII = str.maketrans(
    {
        "✗": "x", "■": "#", "▲": "^", "○": "o", "▸": ">", "✓": "v", "●": "*", "·": ".", "→": ">", "←": "<", "…": "~",
        "─": "-", "━": "=", "│": "|", "┄": ".", "┈": ".", "╌": "-", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "├": "+",
        "└": "+", "█": "#", "░": ".", "\u00d7": "x", "▁": "_", "▂": ".", "▃": ":", "▄": "-", "▅": "=", "▆": "+",
        "▇": "*", "▏": "|", "┬": "+", "╎": "|", "◂": "<",
    }
)  # fmt: skip
"""Cell for cell."""


def wants_ascii(environ: Mapping[str, str] = os.environ) -> bool:
    """Say whether a terminal shows ASCII alone, by its locale and its kind."""
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    is_utf8 = "utf" in locale.lower() or not locale
    return not is_utf8 or environ.get("TERM") in ("linux", "dumb")
