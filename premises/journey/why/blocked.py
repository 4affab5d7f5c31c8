"""Causes that somebody must mend: a clock that stands, a device without power, a hop that lets nothing through."""

from premises.identity import Name
from premises.journey.fold.hop import Hop
from premises.journey.why.case import Case
from premises.journey.why.cause import DEVICE_DOWN, LINK_DOWN, PAUSED, Evidence, Finding, NextMove
from premises.quantity import Instant, seconds, spoken
from premises.wire.notes.downloads import OtaRested, OtaRetried
from premises.wire.notes.emulator import ClockSet, DeviceFailed
from premises.wire.notes.flights import FlightLost
from premises.wire.notes.requests import AlertSent, TransferOffered
from premises.wire.topics import CONDUCTOR

ROW = 5
"""Frames lost one after the other on a hop that make it one that lets nothing through. Ours."""

ROW_BY_OUTAGE = 3
"""The same when each is lost to an outage, which lets nothing through at all. Ours."""

LOST_SHARE = 0.9
"""The least part of the frames in the window that is lost where nothing gets through. Ours."""

WINDOW = seconds(60)
"""Premises time that a hop is judged by. Ours."""


def paused(case: Case) -> Finding | None:
    """Find that the premises' clock stands."""
    clock = case.journey.last(CONDUCTOR, ClockSet)
    if clock is None or not isinstance(clock.note, ClockSet) or clock.note.speed:
        return None
    return Finding(PAUSED, (CONDUCTOR,), clock.at, "the premises is paused", (Evidence(PAUSED.needs, (clock,)),))


def device_down(case: Case) -> Finding | None:
    """Find that somebody on the rest of the way is without power, or gone."""
    for who in case.way:
        down = case.down(who)
        if down is not None:
            why = down.note.fault if isinstance(down.note, DeviceFailed) else "stopped"
            words = f"{who} is down since {spoken(down.at)}: {why.replace('-', ' ')}"
            evidence = (Evidence(DEVICE_DOWN.needs, (down,)),)
            return Finding(DEVICE_DOWN, (who,), down.at, words, evidence, None)
    return None


def link_down(case: Case) -> Finding | None:
    """Find a hop on the rest of the way over which nothing gets."""
    for source, target, hop in case.hops():
        if not _lets_nothing_through(case, hop):
            continue
        first, last = hop.row_since, hop.last_lost
        if first is None or last is None:
            continue
        words = f"no frame gets through from {source} to {target}: {hop.row} lost since {spoken(first.at)}"
        evidence = (Evidence("lost one after the other, and none heard since", (first, last)),)
        return Finding(LINK_DOWN, (source, target), first.at, words, evidence, next_try(case, source))
    return None


def next_try(case: Case, source: Name) -> NextMove | None:
    """Give when somebody next says something again over a hop, as far as it was noted."""
    said = [case.journey.last(source, kind) for kind in (OtaRetried, OtaRested)]
    said += [case.last(case.fetcher, OtaRetried), case.last(case.fetcher, OtaRested), case.alert_of(source)]
    said.append(case.last(source, TransferOffered, case.package.transfer_number))
    moments = [_again_at(entry.note) for entry in said if entry is not None]
    later = [moment for moment in moments if moment > case.now]
    return NextMove("the next try", min(later)) if later else None


def _again_at(note: object) -> Instant:
    match note:
        case OtaRetried() | AlertSent() | TransferOffered():
            return note.again_at
        case OtaRested():
            return note.query_at
    return Instant(0)


def _lets_nothing_through(case: Case, hop: Hop) -> bool:
    row = hop.lost_in_a_row
    last = hop.last_lost
    if last is None or not isinstance(last.note, FlightLost):
        return False
    if row < (ROW_BY_OUTAGE if last.note.by == "outage" else ROW):
        return False
    window = hop.window(case.now, WINDOW)
    return not window.sent or window.lost >= LOST_SHARE * window.sent or last.note.by == "outage"
