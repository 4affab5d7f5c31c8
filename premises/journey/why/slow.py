"""Causes of a package that moves, and less than it should."""

from premises.journey.why.blocked import WINDOW, next_try
from premises.journey.why.case import Case
from premises.journey.why.cause import LOSSY, SLOW_LINK, Evidence, Finding
from premises.quantity import Duration, seconds, spoken

SENT_MIN = 20
"""Frames in the window from which a share of losses says anything. Ours."""

LOST_SHARE_MIN = 0.1
"""The part of them that is lost where a hop is called lossy. Ours."""

HEARD_MIN = 3
"""Frames in the window from which how long they took says anything. Ours."""

LONGER = 2
"""How many times as long as they should frames take where a link is called slow. Ours."""

LONGER_BY = seconds(0.1)
"""How much longer at least. Ours."""


def lossy(case: Case) -> Finding | None:
    """Find a hop that loses many frames."""
    for source, target, hop in case.hops():
        window = hop.window(case.now, WINDOW)
        if window.sent < SENT_MIN or window.lost < LOST_SHARE_MIN * window.sent or hop.last_lost is None:
            continue
        words = f"{window.lost / window.sent:.0%} loss from {source} to {target}: {window.lost} of {window.sent} frames"
        evidence = (Evidence(LOSSY.needs, (hop.last_lost,)),)
        return Finding(LOSSY, (source, target), case.moved_at, words, evidence, next_try(case, case.fetcher))
    return None


def slow_link(case: Case) -> Finding | None:
    """Find a hop on which frames take much longer than its link should let them."""
    for source, target, hop in case.hops():
        window, takes = hop.window(case.now, WINDOW), case.layout.takes.get(frozenset((source, target)))
        if takes is None or window.heard < HEARD_MIN or hop.last_heard is None:
            continue
        took = Duration(window.after // window.heard)
        if took >= LONGER * takes and took - takes >= LONGER_BY:
            words = f"frames from {source} to {target} take {spoken(took)}, where {spoken(takes)} would do"
            evidence = (Evidence(SLOW_LINK.needs, (hop.last_heard,)),)
            return Finding(SLOW_LINK, (source, target), case.moved_at, words, evidence, None)
    return None
