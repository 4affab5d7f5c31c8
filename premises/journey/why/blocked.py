"""Causes that somebody must mend: a clock that stands, a device without power, a hop that lets nothing through."""

from itertools import groupby, pairwise

from premises.identity import Name
from premises.journey.crossing import OUTAGE, Lane, how
from premises.journey.devices import running
from premises.journey.why.case import Case
from premises.journey.why.cause import DEVICE_DOWN, HUB_LOST_POWER, LINK_DOWN, PAUSED, STRANDED
from premises.journey.why.finding import Evidence, Finding, NextMove
from premises.journey.why.injected import up_again_at
from premises.journey.why.next_try import next_try
from premises.quantity import Instant, seconds, spoken
from premises.wire.notes.emulator import ClockSet, DeviceFailed, ParticipantStarted
from premises.wire.notes.flights import FrameStranded
from premises.wire.notes.requests import OutageAlerted
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB
from premises.wire.topics import CONDUCTOR

ROW_MIN = 4
"""Frames lost one after the other that can make a hop one that lets nothing through. Ours."""

ROW_LASTS = seconds(15)
"""Premises time from the first of them to now, at least. Ours."""

BEFORE_MAX = 16
"""Frames each way before them, the newest, that say how much the hop lost then. Ours."""

BY_CHANCE_MAX = 1 / 500
"""The largest chance of such a row, where as much is lost as before it, that still makes it one. Ours."""

ROW_TIMES = 2
"""So many times the longest rows before, at least: a hop that loses frames in bursts is none that is down. Ours."""


def paused(case: Case) -> Finding | None:
    """Find that the premises' clock stands."""
    clock = case.journey.last(CONDUCTOR, ClockSet)
    if clock is None or not isinstance(clock.note, ClockSet) or clock.note.speed:
        return None
    evidence = (Evidence(PAUSED.needs, (clock,)),)
    return Finding(PAUSED, (CONDUCTOR,), clock.at, f"the premises is paused since {spoken(clock.at)}", evidence)


def device_down(case: Case) -> Finding | None:
    """Find that somebody on the rest of the way is without power, or gone."""
    for who in case.way:
        down = case.down(who)
        if down is not None:
            why = down.note.fault if isinstance(down.note, DeviceFailed) else "stopped"
            words = f"{who} is down: {why.replace('-', ' ')} since {spoken(down.at)}"
            until = up_again_at(case.layout.faults, who, down.at)
            move = None if until is None else NextMove(f"{who} is up", until)
            return Finding(DEVICE_DOWN, (who,), down.at, words, (Evidence(DEVICE_DOWN.needs, (down,)),), move)
    return None


def hub_lost_power(case: Case) -> Finding | None:
    """Find that the DCC heard from the hub that its power is gone, and that it has not started since."""
    told = case.journey.last(DCC, OutageAlerted)
    started = case.journey.last(HUB, ParticipantStarted)
    if told is None or not isinstance(told.note, OutageAlerted) or HUB not in case.way:
        return None
    if started is not None and started.at >= told.note.since:
        return None
    words = f"{HUB} lost power: {DCC} said {told.note.code} to the network operator, since {spoken(told.note.since)}"
    return Finding(HUB_LOST_POWER, (HUB,), told.note.since, words, (Evidence(HUB_LOST_POWER.needs, (told,)),))


def stranded(case: Case) -> Finding | None:
    """Find a bridge on the rest of the way whose version the one above it does not understand."""
    for first, second in pairwise(case.way):
        for parent, child in ((first, second), (second, first)):
            dropped = case.journey.every(parent, FrameStranded, child)
            if dropped and _still_differ(case, parent, dropped[-1]):
                return _stranded(case, parent, dropped)
    return None


def _stranded(case: Case, parent: Name, dropped: tuple[Entry, ...]) -> Finding:
    since, note = dropped[0].at, dropped[-1].note
    assert isinstance(note, FrameStranded), "of that kind"
    words = f"{note.child} is stranded: it runs {note.child_runs:#010x}, which {parent} with {note.runs:#010x} does not"
    words += f" understand, since {spoken(since)}"
    visits = [(Instant(seconds(visit.at_s)), visit.device) for visit in case.layout.visits]
    coming = min((each for each in visits if each[0] > case.now and each[1] in (parent, note.child)), default=None)
    move = None if coming is None else NextMove(f"{coming[1]} is visited", coming[0])
    return Finding(STRANDED, (parent, note.child), since, words, (Evidence(STRANDED.needs, dropped),), move)


def _still_differ(case: Case, parent: Name, dropped: Entry) -> bool:
    """Say whether both ends run what they ran when a frame was dropped, as far as they have said what they run."""
    note = dropped.note
    assert isinstance(note, FrameStranded), "of that kind"
    pairs = ((parent, note.runs), (note.child, note.child_runs))
    return all(running(case.journey, case.layout, who) in (version, None) for who, version in pairs)


def link_down(case: Case) -> Finding | None:
    """Find a hop on the rest of the way over which nothing gets."""
    for lanes in case.crossings():
        row = _row(lanes)
        if not row or not (any(how(entry) == OUTAGE for entry in row) or _is_no_chance(case, lanes, row)):
            continue
        lane = max(lanes, key=lambda lane: len(lane.row))
        first = row[0]
        words = f"no frame gets through from {lane.source} to {lane.target}: {len(row)} lost since {spoken(first.at)}"
        evidence = (Evidence(LINK_DOWN.needs, row),)
        return Finding(LINK_DOWN, (lane.source, lane.target), first.at, words, evidence, next_try(case))
    return None


def _row(lanes: tuple[Lane, Lane]) -> tuple[Entry, ...]:
    """Give what was lost one after the other up to now, both ways together, by when."""
    return tuple(sorted((entry for lane in lanes for entry in lane.row), key=lambda entry: entry.at))


def _is_no_chance(case: Case, lanes: tuple[Lane, Lane], row: tuple[Entry, ...]) -> bool:
    """Say whether a row is longer than what the hop lost before it would give by chance, or in a burst.

    As if of five frames before the first half a one had been lost: a hop that nothing is known of is none that loses.
    """
    if case.now - row[0].at < ROW_LASTS or len(row) < ROW_MIN:
        return False
    befores = [lane.lost[: len(lane.lost) - len(lane.row)] for lane in lanes]
    if len(row) < ROW_MIN + ROW_TIMES * sum(map(_longest, befores)):
        return False
    fates = [entry is not None for before in befores for entry in before[-BEFORE_MAX:]]
    return ((sum(fates) + 0.5) / (len(fates) + 5)) ** len(row) <= BY_CHANCE_MAX


def _longest(lost: tuple[Entry | None, ...]) -> int:
    """Give the longest row of losses among the fates of flights."""
    return max(
        (len(list(row)) for is_lost, row in groupby(lost, lambda entry: entry is not None) if is_lost), default=0
    )
