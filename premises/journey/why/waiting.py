"""Causes that end by themselves: what is waited for, and when it comes."""

from itertools import pairwise

from premises.identity import Name
from premises.journey.crossing import how
from premises.journey.devices import newest
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout
from premises.journey.ordering import CS06
from premises.journey.package import Stage, packages
from premises.journey.why.case import Case
from premises.journey.why.cause import (
    ASLEEP,
    ERASING,
    FRAME_LOST,
    GIVEN_UP,
    HOLD_EXPIRED,
    MIRROR_FLAG,
    NOT_ASKED,
    QUEUED,
    RATE_LIMITED,
    REBOOTING,
    RETRY_WAIT,
    WAKE_MISSED,
)
from premises.journey.why.finding import Evidence, Finding, NextMove
from premises.journey.why.next_try import again_at, in_time, next_try
from premises.quantity import Duration, Instant, after, seconds, spoken
from premises.wire.notes.downloads import EraseBegun, OtaGivenUp, OtaRested, OtaRetried, OtaStarted, OtaWaiting
from premises.wire.notes.flights import FlightLost, FlightMissed, FrameExpired, RadioTurned
from premises.wire.notes.orders import OrderPut
from premises.wire.notes.requests import AlertSent, RequestAccepted, TransferEnded, TransferOffered
from premises.wire.notes.sleep import WakeMissed
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB

EXPIRED_LATELY = seconds(30)
"""Premises time for which a frame that a parent dropped is what is waited for. Ours."""

_FETCHING = (Stage.HAN, Stage.ALT)

_USE_CASES = {"FirmwareTransferAlert": "CCS08", "FirmwareActivationAlert": "CS09"}
"""What the field calls the messages that carry an alert over the WAN."""


def rebooting(case: Case) -> Finding | None:
    """Find that somebody on the rest of the way reboots."""
    for who in case.way:
        went = case.rebooting(who)
        if went is not None and who in case.layout.places:
            up_at = after(went.at, case.layout.places[who].reboot)
            move = NextMove(f"{who} comes up", up_at)
            words = f"{who} reboots, and is up at {spoken(up_at)}"
            return Finding(REBOOTING, (who,), went.at, words, (Evidence(REBOOTING.needs, (went,)),), move)
    return None


def wake_missed(case: Case) -> Finding | None:
    """Find that a sleepy device on the rest of the way slept past its wakes."""
    found = _sleeper(case)
    if found is None or not isinstance(found[1].note, WakeMissed):
        return None
    who, slept, until = found
    assert isinstance(slept.note, WakeMissed), "looked at above"
    missed = _missed(case, who)
    words = f"{who} slept past {len(missed)} of its wakes ({slept.note.why}) since {spoken(missed[0].at)}"
    words += f": it may wake at {spoken(until)}"
    evidence = (Evidence(WAKE_MISSED.needs, missed),)
    return Finding(WAKE_MISSED, (who,), missed[0].at, words, evidence, NextMove(f"{who} may wake", until))


def mirror_flag(case: Case) -> Finding | None:
    """Find that a GSME sleeps, which hears of what waits for it when it reports to its mirror."""
    if not case.place.is_told_by_its_mirror:
        return None
    waiting, who = _waits_at_the_hub(case), case.place.who
    asleep = case.asleep(who)
    if waiting is None or asleep is None or isinstance(asleep[0].note, WakeMissed):
        return None
    slept, until = asleep
    what = CS06 if isinstance(waiting.note, OrderPut) else "the image"
    words = f"{who} hears of {what} by its mirror's flags when it reports: it wakes at {spoken(until)}"
    evidence = (Evidence("it waits at the hub", (waiting,)), Evidence("it sleeps", (slept,)))
    return Finding(MIRROR_FLAG, (who,), max(waiting.at, slept.at), words, evidence, NextMove(f"{who} wakes", until))


def _waits_at_the_hub(case: Case) -> Entry | None:
    if case.order is not None:
        return case.order.put if case.order.is_on_its_way else None
    return case.stored if case.fetch.stage is Stage.STORE else None


def asleep(case: Case) -> Finding | None:
    """Find that a sleepy device on the rest of the way is asleep."""
    found = _sleeper(case)
    if found is None or isinstance(found[1].note, WakeMissed):
        return None
    who, slept, until = found
    words = f"{who} sleeps until {spoken(until)}"
    evidence = (Evidence(ASLEEP.needs, (slept,)),)
    return Finding(ASLEEP, (who,), slept.at, words, evidence, NextMove(f"{who} wakes", until))


def _sleeper(case: Case) -> tuple[Name, Entry, Instant] | None:
    for who in case.way:
        found = case.asleep(who)
        if found is not None:
            return who, *found
    return None


def _missed(case: Case, who: Name) -> tuple[Entry, ...]:
    """Give the wakes that ``who`` missed one after the other up to now."""
    on = case.journey.last(who, RadioTurned, True)
    every = case.journey.every(who, WakeMissed)
    return tuple(entry for entry in every if newest(entry, on) is entry)


def queued(case: Case) -> Finding | None:
    """Find that another image goes over the WAN before it."""
    if case.package.stage is not Stage.DCC or case.last(DCC, TransferOffered, case.package.transfer_number):
        return None
    before = [entry for entry in case.journey.of_kind(DCC, RequestAccepted) if _goes_first(case, entry)]
    if not before:
        return None
    first = before[0].note
    assert isinstance(first, RequestAccepted), "of that kind"
    named = first.request_id.rsplit(":", 1)[-1]
    eta = _eta(case.journey, case.layout, case.now, first.request_id)
    move = None if eta is None else NextMove(f"request {named} is at the hub", eta)
    words = f"request {named} goes over the WAN first, since {spoken(before[0].at)}"
    return Finding(QUEUED, (DCC,), case.package.since, words, (Evidence(QUEUED.needs, tuple(before)),), move)


def erasing(case: Case) -> Finding | None:
    """Find that the device erases its flash."""
    who, fetch = case.fetch.who, case.fetch
    begun = case.last(who, EraseBegun, fetch.version)
    if begun is None or not isinstance(begun.note, EraseBegun):
        return None
    ends_at = after(begun.at, begun.note.span)
    if ends_at <= case.now or fetch.stage not in _FETCHING:
        return None
    words = f"{who} erases its flash until {spoken(ends_at)}"
    move = NextMove("the first block is asked for", ends_at)
    evidence = (Evidence(ERASING.needs, (begun,)),)
    return Finding(ERASING, (who,), begun.at, words, evidence, move)


def rate_limited(case: Case) -> Finding | None:
    """Find that the hub asked the device to wait before its next block, or between all of them."""
    who, fetch = case.fetch.who, case.fetch
    started = case.last(who, OtaStarted, fetch.version)
    told = tuple(entry for entry in case.every(who, OtaWaiting) if started is None or entry.at >= started.at)
    if not told or fetch.stage not in _FETCHING or not isinstance(told[-1].note, OtaWaiting):
        return None
    note = told[-1].note
    ends_at = after(told[-1].at, note.span)
    if note.pace and ends_at <= case.now:
        asks_at = after(case.moved_at, Duration(note.pace + case.round_trip))
        ends_at = max(asks_at, case.now) if case.now - asks_at <= case.round_trip else asks_at
    if ends_at < case.now or note.version != fetch.version:
        return None
    wait = f"leave {spoken(note.pace)} between blocks" if note.pace else f"wait until {spoken(ends_at)}"
    words = f"{case.server} asks {who} to {wait}, since {spoken(told[-1].at)}"
    move = NextMove(f"{who} asks again", ends_at)
    return Finding(RATE_LIMITED, (case.server,), told[-1].at, words, (Evidence(RATE_LIMITED.needs, told),), move)


def given_up(case: Case) -> Finding | None:
    """Find that the device gave up a download or its question for now."""
    who = case.fetch.who
    if not _asks_by_itself(case):
        return None
    gave_up = newest(case.last(who, OtaGivenUp, case.fetch.version), case.last(who, OtaGivenUp, 0))
    rested = case.last(who, OtaRested)
    if gave_up is None or rested is None or not isinstance(gave_up.note, OtaGivenUp) or rested.at != gave_up.at:
        return None
    if not isinstance(rested.note, OtaRested) or rested.note.query_at <= case.now:
        return None
    words = f"{who} gave up ({gave_up.note.why}), and asks anew at {spoken(rested.note.query_at)}"
    evidence = (Evidence("it gave up", (gave_up,)), Evidence("when it asks next", (rested,)))
    return Finding(GIVEN_UP, (who,), gave_up.at, words, evidence, NextMove(f"{who} asks", rested.note.query_at))


def not_asked(case: Case) -> Finding | None:
    """Find that the image lies in the store and the device, with nothing under way, asks later."""
    who, stage = case.fetch.who, case.fetch.stage
    if not _asks_by_itself(case):
        return None
    stored = case.feeding[-1].begun if case.feeding else case.stored
    rested = tuple(entry for entry in case.journey.every(who, OtaRested) if again_at(entry) > case.now)
    if stored is None or not rested or (stage in _FETCHING and rested[-1].at < case.moved_at):
        return None
    asks_at = again_at(rested[-1])
    words = f"{who} has not asked for it yet: it asks at {spoken(asks_at)}"
    evidence = (Evidence("it was stored", (stored,)), Evidence("when it asks next", rested))
    return Finding(NOT_ASKED, (who,), stored.at, words, evidence, NextMove(f"{who} asks", asks_at))


def _asks_by_itself(case: Case) -> bool:
    """Say whether what waits for it is asked for, and by whoever asks without being told."""
    return case.fetch.stage in (Stage.STORE, *_FETCHING) and not case.place.is_told_by_its_mirror


def retry_wait(case: Case) -> Finding | None:
    """Find that a question or an alert was not answered, and is said again."""
    who = case.fetch.who
    retried = case.last(who, OtaRetried)
    retried = retried if retried is not None and retried.at >= case.moved_at else None
    told = _told_again(case)
    for entry, speaker in ((retried, who), told):
        if entry is not None and (found := _said_again(case, entry, speaker)) is not None:
            return found
    return None


def frame_lost(case: Case) -> Finding | None:
    """Find that what was said last over a hop was lost there; of several hops, the latest."""
    rows = {lane: lane.row for lanes in case.crossings() for lane in lanes if lane.row}
    if not rows:
        return None
    lane = max(rows, key=lambda lane: rows[lane][-1].at)
    last = rows[lane][-1]
    assert isinstance(last.note, FlightLost | FlightMissed), "what was lost"
    kind = _USE_CASES.get(last.note.kind, last.note.kind)
    words = f"{kind} from {lane.source} to {lane.target} was lost ({how(last)}) at {spoken(last.at)}"
    evidence = (Evidence(FRAME_LOST.needs, tuple(entry for row in rows.values() for entry in row)),)
    return Finding(FRAME_LOST, (lane.source, lane.target), last.at, words, evidence, next_try(case))


def hold_expired(case: Case) -> Finding | None:
    """Find that a parent dropped what it held for a sleepy device on the rest of the way."""
    for parent, child in pairwise(case.way):
        held = case.every(parent, FrameExpired, child)
        if held and isinstance(held[-1].note, FrameExpired) and in_time(case, held[-1].at, EXPIRED_LATELY):
            words = f"{parent} dropped {held[-1].note.kind} for {child}: {held[-1].note.why}, at {spoken(held[-1].at)}"
            evidence = (Evidence(HOLD_EXPIRED.needs, held),)
            return Finding(HOLD_EXPIRED, (parent, child), held[-1].at, words, evidence, next_try(case))
    return None


def _told_again(case: Case) -> tuple[Entry | None, Name]:
    if case.package.stage is Stage.DCC:
        return case.last(DCC, TransferOffered, case.package.transfer_number), DCC
    if case.package.stage is Stage.ACTIVE:
        who = HUB if case.alert_of(HUB) is not None else case.package.device
        return case.alert_of(who), who
    if case.order is not None and case.order.is_on_its_way:
        return (case.order.put, HUB) if case.order.put is not None else (case.order.said, DCC)
    return None, DCC


def _said_again(case: Case, entry: Entry, who: Name) -> Finding | None:
    note = entry.note
    match note:
        case OtaRetried():
            what, tries = note.kind, note.tries + 1
        case AlertSent():
            what, tries = note.use_case, note.tries
        case TransferOffered():
            what, tries = "ImageOffer", note.tries
        case OrderPut():
            what, tries = CS06, note.tries
        case _:
            return None
    if tries < 2 or note.again_at <= case.now:
        return None
    words = f"{who} had no answer to {what}: try {tries + 1} at {spoken(note.again_at)}"
    move = NextMove(f"{who} says {what} again", note.again_at)
    return Finding(RETRY_WAIT, (who,), entry.at, words, (Evidence(RETRY_WAIT.needs, (entry,)),), move)


def _goes_first(case: Case, entry: Entry) -> bool:
    note = entry.note
    assert isinstance(note, RequestAccepted), "of that kind"
    is_before = note.transfer < case.package.transfer_number
    return is_before and case.journey.last(DCC, TransferEnded, note.transfer) is None


def _eta(journey: Journey, layout: Layout, now: Instant, request_id: str) -> Instant | None:
    found = (package for package in packages(journey, layout, now) if package.request_id == request_id)
    first = next(found, None)
    return None if first is None else first.eta(now)
