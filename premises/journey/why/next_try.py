"""When somebody says something again for a package: by what was noted of it, or by how long who asks waits."""

from premises.journey.package import Stage
from premises.journey.why.case import Case
from premises.journey.why.finding import NextMove
from premises.quantity import Duration, Instant, after, seconds
from premises.wire.notes.downloads import OtaRested, OtaRetried
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.orders import OrderPut
from premises.wire.notes.requests import AlertSent, TransferOffered
from premises.wire.notes.vocabulary import Entry

WAN_RETRY_AFTER = seconds(15)
"""How long the hub waits for the first answer over the WAN. Assumption 5 (docs/sources.md)."""

_ASKS = ("ImageBlockRequest", "QueryNextImageRequest", "UpgradeEndRequest", "ChunkRequest")


def next_try(case: Case) -> NextMove | None:
    """Give when the next one who says something for the package says it again; None when nothing tells."""
    who = case.speaker
    moments = [moment for entry in _said(case) if (moment := again_at(entry)) >= case.now]
    asked = _asked_at(case)
    if asked is not None and not moments:
        retry_after = case.layout.places[who].retry_after if who in case.layout.places else WAN_RETRY_AFTER
        moment = after(asked, retry_after)
        moments = [moment] if moment >= case.now else []
    if not moments:
        return _woken(case)
    at = min(moments)
    asleep = case.asleep(who)
    return NextMove(f"{who} tries again", at if asleep is None else max(at, asleep[1]))


def again_at(entry: Entry) -> Instant:
    """Give when what a note tells of is said again; the origin when it says nothing of that."""
    match entry.note:
        case OrderPut(tries=0):
            return Instant(0)  # Its device fetches it.
        case OtaRetried() | AlertSent() | TransferOffered() | OrderPut():
            return entry.note.again_at
        case OtaRested():
            return entry.note.query_at
    return Instant(0)


def _said(case: Case) -> list[Entry]:
    """Give the newest notes of the one who speaks that tell when it does again."""
    who, stage, order = case.speaker, case.fetch.stage, case.order
    found: list[Entry | None]
    if order is not None and order.is_on_its_way:
        found = [order.said if order.put is None else order.put]
    elif stage is Stage.DCC:
        found = [case.last(who, TransferOffered, case.package.transfer_number)]
    elif stage is Stage.ACTIVE:
        found = [case.alert_of(who)]
    elif stage is Stage.WAN or case.place.is_told_by_its_mirror:
        found = [case.last(who, OtaRetried)]
    else:
        found = [case.last(who, OtaRetried), case.journey.last(who, OtaRested)]
    return [entry for entry in found if entry is not None]


def _asked_at(case: Case) -> Instant | None:
    """Give when it last asked anything, by the frame that left."""
    way, who = case.way, case.speaker
    if who not in way:
        return None
    at = way.index(who)
    hop = case.journey.hop(who, way[at - 1])
    asked = (entry.at for entry in reversed(hop.flights if hop is not None else ()) if _asks(entry, who))
    return next(asked, None)


def _asks(entry: Entry, who: str) -> bool:
    return isinstance(entry.note, FlightSent) and entry.note.kind in _ASKS and entry.note.origin == who


def _woken(case: Case) -> NextMove | None:
    for who in case.way:
        asleep = case.asleep(who)
        if asleep is not None:
            return NextMove(f"{who} wakes", asleep[1])
    return None


def in_time(case: Case, since: Instant, span: Duration) -> bool:
    """Say whether ``since`` is no longer than ``span`` ago."""
    return case.now - since <= span
