"""The keys that do something to the premises: each is a command that can be typed as well."""

from tui.keys.key import ACT, TIME, Key


def _act(
    keys: str, name: str, brief: str, words: str, shown: str = "", group: str = ACT, *, is_main: bool = False
) -> Key:
    return Key(keys, f"app.act('{name}')", brief, words, group, shown, is_main)


UPDATE = _act("u", "update", "Update", "update firmware: choose devices, images and how", is_main=True)
FAULT = _act("f", "fault", "Fault", "inject a fault, where the cursor is", is_main=True)
PAUSE = _act("space", "pause", "Pause", "let the premises' clock stand, or go on", "spc", TIME, is_main=True)

ACTS: tuple[Key, ...] = (
    _act("x", "clear", "Clear", "clear the fault at the cursor; of several, choose", is_main=True),
    _act("w", "wake", "Wake", "wake the sleeper at the cursor", is_main=True),
    _act("a", "activate", "Activate", "have the meter at the cursor run its image (11.3)", is_main=True),
    _act("A", "activate-at", "Activate", "activate at a time, or another meter (11.3)"),
    _act("F", "change", "Change", "change the fault at the cursor, or the newest"),
    _act("K", "kill", "Kill", "take power from the device at the cursor, until R"),
    _act("R", "restart", "Restart", "restart the device at the cursor; ends a power cut"),
    _act("S", "supplier", "Supplier", "ask as another Supplier, or have it gain the premises"),
    _act("e", "export", "Export", "write a ladder, a capture, a report, or this screen", is_main=True),
    _act("at", "journal", "Sent", "every command sent, and what came of each", "@"),
    _act("left_square_bracket", "slower", "Slower", "slower: 600 60 10 5 2 1", "[", TIME),
    _act("right_square_bracket", "faster", "Faster", "faster: 1 2 5 10 60 600", "]", TIME),
)
"""Beside the three that stand further to the front of a footer."""

ALL_ACTS = (UPDATE, FAULT, PAUSE, *ACTS)

NAME_OF = {key.action: key.action.split("'")[1] for key in ALL_ACTS}
"""The act's name, by the action of its key."""

KEY_OF = {NAME_OF[key.action]: key.shown or key.keys for key in ALL_ACTS}
"""The key as it is written, by the act's name."""
