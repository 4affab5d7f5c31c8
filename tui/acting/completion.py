"""What can come next where somebody types: a fault in words, the path of an image; the first that fits."""

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from premises.faults.kinds import MESSAGES
from premises.faults.said.ailments import participants
from premises.faults.said.devices import KINDS as WRONG
from premises.faults.wiring import air_links
from premises.wire.site import Site
from tui.acting.fault_form import places

LOOKED_AT_MAX = 1_000
"""Names in one folder that are looked at. Ours."""

IMAGES = (".ota", ".bundle", ".bin", ".zigbee")

_BEGINNINGS = ("40% loss", "200ms latency", "1000 octets/s", "burst loss 5% into, 30% out of", "outage", "drop the 1st")
_DONE = ("loss", "latency", "duplicated after 50ms", "reordered by 150ms", "damaged", "octets/s", "lost", "late by 20s")
_CLAUSES = ("on", "toward", "for", "from", "until", "of", "about", "leaving")
_TIMES = ("10s", "5m", "1h", "200ms")


def complete_fault(said: str, site: Site) -> str | None:
    """Give ``said`` with its last word complete; None when there is nothing to offer."""
    *before, begun = said.split(" ")
    if not said.strip():
        return None
    for phrase in (*_BEGINNINGS, *WRONG):
        if phrase.startswith(said.lower()) and len(phrase) > len(said):
            return said + phrase[len(said) :]
    for word in _next([each for each in before if each], site, begun):
        if word.lower().startswith(begun.lower()) and len(word) > len(begun):
            return " ".join((*before, begun + word[len(begun) :]))
    return None


def complete_path(begun: str) -> str | None:
    """Give the path of the first folder or image that begins so; None when there is none."""
    if not begun:
        return None
    folder, _, name = begun.rpartition("/")
    at = Path(f"{folder}/" if begun.startswith("/") or folder else ".").expanduser()
    try:
        with os.scandir(at) as entries:
            found = sorted(
                f"{entry.name}/" if entry.is_dir() else entry.name
                for entry in islice(entries, LOOKED_AT_MAX)
                if entry.name.startswith(name) and (entry.is_dir() or entry.name.endswith(IMAGES))
            )
    except OSError:
        # What cannot be read has nothing to offer; the command says why when the path is used.
        return None
    hidden = name.startswith(".")
    fitting = [each for each in found if hidden or not each.startswith(".")]
    return begun + fitting[0][len(name) :] if fitting and fitting[0] != name else None


def _next(before: Sequence[str], site: Site, begun: str) -> Iterator[str]:
    """Give the words that can follow ``before``, the likeliest first."""
    if not before:
        yield from MESSAGES
        return
    last, said = before[-1].lower(), " ".join(before).lower()
    device = next((kind for words, kind in WRONG.items() if said.startswith(words)), None)
    if device is not None:
        yield from places(site, device) if last in ("of", "at") else ("at", "of", "for", "from", "until", "down for")
    elif last == "on":
        yield from dict.fromkeys(plan.name for plan in air_links(site))
    elif last in ("toward", "to", "leaving", "from") and not begun[:1].isdigit():
        yield from dict.fromkeys(end for plan in air_links(site) for end in plan.ends)
    elif last == "about":
        yield from participants(site)
    elif last in ("of", "drop", "or", "1st", "2nd", "3rd"):
        yield from (*MESSAGES, "frame", *participants(site))
    elif last in ("for", "until", "from"):
        yield from _TIMES
    else:
        yield from (*_DONE, *_CLAUSES) if len(before) == 1 else _CLAUSES
