"""Our themes: dark, light, and one in which no state rests on red against green. Contrast and distance are tested."""

from textual.theme import Theme

DARK = Theme(
    "premises-dark", primary="#7aa2f7", secondary="#b79cf2", warning="#e0a458", error="#ff6b6b", success="#7bc47f",
    accent="#4fc3d9", foreground="#dfe5ec", background="#0f141a", surface="#151c24", panel="#1b242e", dark=True,
)  # fmt: skip

LIGHT = Theme(
    "premises-light", primary="#2a5bd7", secondary="#6a45c4", warning="#8f4e00", error="#b81d24", success="#236b2b",
    accent="#00667c", foreground="#18202a", background="#fbfbf8", surface="#f1f2ee", panel="#e6e8e2", dark=False,
)  # fmt: skip

CVD = Theme(
    "premises-cvd", primary="#7aa2f7", secondary="#a78bfa", warning="#f2d06b", error="#ff5f4a", success="#e6edf3",
    accent="#4fc3d9", foreground="#dfe5ec", background="#0f141a", surface="#151c24", panel="#1b242e", dark=True,
)  # fmt: skip
"""Done is near white: success should be quiet."""

OURS = (DARK, LIGHT, CVD)
