"""The words of a box where its own are too long for it; each still says one thing."""

ROOM = 10
"""Cells of the words in a box of the narrowest map that has boxes. Ours."""

BRIEF = {
    "refused by dcc": "refused", "hub too old": "hub is old", "overwritten": "displaced", "held too long": "held long",
    "lost in reboot": "lost", "not for device": "not for it", "image refused": "refused", "part failed": "part fails",
    "not activated": "not run", "order refused": "CS06: no", "device down": "down", "hub lost power": "hub down",
    "activates later": "runs later", "wake missed": "overslept", "mirror flag": "not told", "rate limited": "slowed",
    "hold expired": "dropped", "children not done": "its parts", "unexplained": "unknown",
    "not heard of yet": "unheard", "process gone": "gone", "transfer failure": "no image",
    "image discarded": "discarded", "activation failed": "not run", "verification failed": "not valid",
}  # fmt: skip
"""What each is called there."""


def fitting_box(words: str, room: int) -> str:
    """Give words of a box, or their brief form where there are fewer cells than they need."""
    return words if len(words) <= room else BRIEF.get(words, words.removeprefix("its part: ").partition(",")[0])
