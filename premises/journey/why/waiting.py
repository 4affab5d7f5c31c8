"""Causes that end by themselves: what is waited for, and when it comes."""

from premises.journey.devices import newest
from premises.journey.package import Stage, packages
from premises.journey.why.blocked import next_try
from premises.journey.why.case import Case
from premises.journey.why.cause import (
    ASLEEP,
    ERASING,
    FRAME_LOST,
    GIVEN_UP,
    NOT_ASKED,
    QUEUED,
    RATE_LIMITED,
    REBOOTING,
    RETRY_WAIT,
    Evidence,
    Finding,
    NextMove,
)
from premises.quantity import after, spoken
from premises.wire.notes.downloads import EraseBegun, OtaGivenUp, OtaRested, OtaRetried, OtaWaiting
from premises.wire.notes.flights import FlightLost
from premises.wire.notes.requests import AlertSent, ImageStored, RequestAccepted, TransferEnded, TransferOffered
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB

_FETCHING = (Stage.HAN, Stage.ALT)


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


def asleep(case: Case) -> Finding | None:
    """Find that a sleepy device on the rest of the way is asleep."""
    if case.package.stage in (Stage.DCC, Stage.WAN):
        return None
    for who in case.way:
        found = case.asleep(who)
        if found is not None:
            slept, until = found
            words = f"{who} sleeps until {spoken(until)}"
            evidence = (Evidence(ASLEEP.needs, (slept,)),)
            return Finding(ASLEEP, (who,), slept.at, words, evidence, NextMove(f"{who} wakes", until))
    return None


def queued(case: Case) -> Finding | None:
    """Find that another image goes over the WAN before it."""
    if case.package.stage is not Stage.DCC or case.last(DCC, TransferOffered, case.package.transfer_number):
        return None
    for before in case.journey.of_kind(DCC, RequestAccepted):
        note = before.note
        assert isinstance(note, RequestAccepted), "of that kind"
        if note.transfer >= case.package.transfer_number:
            continue
        if case.journey.last(DCC, TransferEnded, note.transfer) is None:
            return _behind(case, before, note)
    return None


def erasing(case: Case) -> Finding | None:
    """Find that the device erases its flash."""
    begun = case.last(case.package.device, EraseBegun, case.package.version)
    if begun is None or not isinstance(begun.note, EraseBegun):
        return None
    ends_at = after(begun.at, begun.note.span)
    if ends_at <= case.now or case.package.stage not in _FETCHING:
        return None
    words = f"{case.package.device} erases its flash until {spoken(ends_at)}"
    move = NextMove("the first block is asked for", ends_at)
    evidence = (Evidence(ERASING.needs, (begun,)),)
    return Finding(ERASING, (case.package.device,), begun.at, words, evidence, move)


def rate_limited(case: Case) -> Finding | None:
    """Find that the hub asked the device to wait before its next block."""
    who = case.package.device
    told = case.last(who, OtaWaiting)
    if told is None or not isinstance(told.note, OtaWaiting) or case.package.stage not in _FETCHING:
        return None
    ends_at = after(told.at, told.note.span)
    if ends_at <= case.now or told.note.version != case.package.version:
        return None
    words = f"the hub asks {who} to wait until {spoken(ends_at)}"
    move = NextMove(f"{who} asks again", ends_at)
    return Finding(RATE_LIMITED, (HUB,), told.at, words, (Evidence(RATE_LIMITED.needs, (told,)),), move)


def given_up(case: Case) -> Finding | None:
    """Find that the device gave up a download or its question for now."""
    who, stage = case.package.device, case.package.stage
    if stage not in (Stage.STORE, *_FETCHING):
        return None
    gave_up = newest(case.last(who, OtaGivenUp, case.package.version), case.last(who, OtaGivenUp, 0))
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
    who = case.package.device
    if case.package.stage not in (Stage.STORE, *_FETCHING):
        return None
    stored = case.last(HUB, ImageStored, case.place.image_type, case.package.version)
    rested = case.journey.last(who, OtaRested)
    if stored is None or rested is None or not isinstance(rested.note, OtaRested):
        return None
    if rested.note.query_at <= case.now or (case.package.stage in _FETCHING and rested.at < case.moved_at):
        return None
    words = f"{who} has not asked for it yet: it asks at {spoken(rested.note.query_at)}"
    evidence = (Evidence("it was stored", (stored,)), Evidence("when it asks next", (rested,)))
    return Finding(NOT_ASKED, (who,), stored.at, words, evidence, NextMove(f"{who} asks", rested.note.query_at))


def retry_wait(case: Case) -> Finding | None:
    """Find that a question or an alert was not answered, and is said again."""
    retried = case.last(case.fetcher, OtaRetried)
    retried = retried if retried is not None and retried.at >= case.moved_at else None
    told = _told_again(case)
    for entry, who in ((retried, case.fetcher), told):
        if entry is not None and (found := _said_again(case, entry, str(who))) is not None:
            return found
    return None


def frame_lost(case: Case) -> Finding | None:
    """Find that what was said last over a hop was lost there."""
    for source, target, hop in case.hops():
        last = hop.last_lost
        if not hop.lost_in_a_row or last is None or not isinstance(last.note, FlightLost):
            continue
        words = f"{last.note.kind} from {source} to {target} was lost ({last.note.by})"
        evidence = (Evidence(FRAME_LOST.needs, (last,)),)
        return Finding(FRAME_LOST, (source, target), last.at, words, evidence, next_try(case, source))
    return None


def _told_again(case: Case) -> tuple[Entry | None, str]:
    if case.package.stage is Stage.DCC:
        return case.last(DCC, TransferOffered, case.package.transfer_number), DCC
    if case.package.stage is Stage.ACTIVE:
        who = HUB if case.alert_of(HUB) is not None else case.package.device
        return case.alert_of(who), who
    return None, DCC


def _said_again(case: Case, entry: Entry, who: str) -> Finding | None:
    note = entry.note
    match note:
        case OtaRetried():
            what, tries = note.kind, note.tries + 1
        case AlertSent():
            what, tries = note.use_case, note.tries
        case TransferOffered():
            what, tries = "ImageOffer", note.tries
        case _:
            return None
    if tries < 2 or note.again_at <= case.now:
        return None
    words = f"{who} had no answer to {what}: try {tries + 1} at {spoken(note.again_at)}"
    move = NextMove(f"{who} says {what} again", note.again_at)
    return Finding(RETRY_WAIT, (who,), entry.at, words, (Evidence(RETRY_WAIT.needs, (entry,)),), move)  # type: ignore[arg-type]  # names all


def _behind(case: Case, before: Entry, note: RequestAccepted) -> Finding:
    first = next(
        (other for other in packages(case.journey, case.layout, case.now) if other.request_id == note.request_id), None
    )
    eta = None if first is None else first.eta(case.now)
    named = note.request_id.rsplit(":", 1)[-1]
    words = f"request {named} goes over the WAN first"
    move = None if eta is None else NextMove(f"request {named} is at the hub", eta)
    return Finding(QUEUED, (DCC,), case.package.since, words, (Evidence(QUEUED.needs, (before,)),), move)
