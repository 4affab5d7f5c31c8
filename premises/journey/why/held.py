"""Causes of a package that its device holds whole: it waits for the Supplier's order, or for those that it feeds."""

from premises.journey.devices import newest, unless
from premises.journey.feeding import bad_end
from premises.journey.package import Stage
from premises.journey.why.case import Case
from premises.journey.why.cause import (
    ACTIVATES_LATER,
    CHILDREN_NOT_DONE,
    NO_ORDER,
    ORDER_LOST,
    ORDER_REFUSED,
    PART_FAILED,
    REPLACED,
)
from premises.journey.why.finding import Evidence, Finding, NextMove
from premises.quantity import after, spoken
from premises.wire.gbcs.activation import ActivationCode
from premises.wire.notes.bundles import PartSettled
from premises.wire.notes.downloads import ActivationFailed, ImageRejected, ImageVerified, OtaStarted
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.flights import FrameExpired
from premises.wire.notes.orders import OrderEnded, OrderTaken
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB

_NOT_DONE = tuple(code.name.lower() for code in (ActivationCode.NO_IMAGE_HELD, ActivationCode.HASH_MISMATCH))
"""What comes of an order that leaves what is held as it is; one that was tried and failed is NOT_ACTIVATED."""


def part_failed(case: Case) -> Finding | None:
    """Find that a part of the package came to a bad end, and with it all that waited for that."""
    who, package = case.package.device, case.package
    found = bad_end(case.journey, who, package.accepted_at) if package.stage is Stage.VERIFY else ()
    if not found or not isinstance(found[-1].note, PartSettled):
        return None
    (ended, *_, bad), note = found, found[-1].note
    how = note.standing.replace("_", " ")
    words = f"the part of {note.child} came to a bad end ({how}) at {spoken(bad.at)}: {who} runs nothing new"
    evidence = (Evidence("a part came to a bad end", found[1:]), Evidence("handing on ended with it", (ended,)))
    return Finding(PART_FAILED, (note.child,), bad.at, words, evidence)


def children_not_done(case: Case) -> Finding | None:
    """Find that whoever has the package waits for those that it feeds."""
    chain = case.feeding
    if not chain:
        return None
    first, last = chain[0], chain[-1]
    waits_until = after(first.begun.at, case.layout.feed_within)
    whom = ", which waits for ".join(wait.child for wait in chain)
    words = f"{first.feeder} has it whole, and waits since {spoken(first.begun.at)} for {whom}"
    evidence = (Evidence(CHILDREN_NOT_DONE.needs, tuple(wait.begun for wait in chain)),)
    move = NextMove(f"{first.feeder} waits no longer", waits_until)
    return Finding(CHILDREN_NOT_DONE, (last.feeder, last.child), first.begun.at, words, evidence, move)


def replaced(case: Case) -> Finding | None:
    """Find that the device fetched another image in the place of the one that it held."""
    verified, who = _verified(case), case.package.device
    other = _other_download(case)
    if verified is None or other is None or unless(other, verified) is None:
        return None
    assert isinstance(other.note, OtaStarted), "of that kind"
    words = f"{who} held it, and fetched {other.note.version:#010x} in its place from {spoken(other.at)} on"
    evidence = (Evidence("it was verified", (verified,)), Evidence("another download was begun", (other,)))
    return Finding(REPLACED, (who,), other.at, words, evidence)


def order_refused(case: Case) -> Finding | None:
    """Find that the order reached the device, which ignored it or could not carry it out."""
    order, held, who = case.order, _held(case), case.package.device
    if order is None or held is None or order.said is None:
        return None
    told = order.refused
    if told is not None and isinstance(told.note, MessageIgnored):
        words = f"{who} ignored CS06 at {spoken(told.at)}: {told.note.why}"
    else:
        told = unless(order.ended, held)
        if told is None or not order.has_arrived:
            return None
        if not isinstance(told.note, OrderEnded) or told.note.result not in _NOT_DONE:
            return None
        words = f"{who} did not do what CS06 says: {told.note.result.replace('_', ' ')}, at {spoken(told.at)}"
    evidence = (Evidence("the order was said", case.order_said), Evidence("the device's own word", (told,)))
    return Finding(ORDER_REFUSED, (who,), told.at, words, evidence)


def order_lost(case: Case) -> Finding | None:
    """Find that the order was given up on its way."""
    order = case.order
    if order is None or order.said is None or order.lost is None or order.has_arrived or _held(case) is None:
        return None
    who = HUB if isinstance(order.lost.note, FrameExpired) else DCC
    words = f"{who} gave up CS06 for {case.package.device} at {spoken(order.lost.at)}"
    evidence = (Evidence("the order was said", case.order_said), Evidence("it was given up", (order.lost,)))
    return Finding(ORDER_LOST, (who,), order.lost.at, words, evidence)


def activates_later(case: Case) -> Finding | None:
    """Find that the device was ordered to run it at a moment that has not come."""
    order, held, who = case.order, _held(case), case.package.device
    taken = None if order is None else order.taken
    if held is None or taken is None or not isinstance(taken.note, OrderTaken) or taken.note.runs_at <= case.now:
        return None
    runs_at = taken.note.runs_at
    words = f"{who} holds it, and was ordered (CS06) to run it at {spoken(runs_at)}"
    evidence = (Evidence("it was verified", (held,)), Evidence("the order, with its moment", (taken,)))
    return Finding(ACTIVATES_LATER, (who,), taken.at, words, evidence, NextMove(f"{who} activates it", runs_at))


def no_order(case: Case) -> Finding | None:
    """Find that the device holds it, and that nobody has ordered it to run it."""
    order, held, who = case.order, _held(case), case.package.device
    if order is None or held is None or order.is_on_its_way or order.taken is not None:
        return None
    if order_refused(case) is not None or order_lost(case) is not None:
        return None
    since = newest(held, order.ended) or held
    words = f"{who} holds it, verified, and waits for CS06: no 11.3 for it is known of"
    return Finding(NO_ORDER, (who,), since.at, words, (Evidence("it was verified", (held,)),))


def _verified(case: Case) -> Entry | None:
    """Give the note that the device of an order found this image genuine, if that is its stage."""
    if case.order is None:
        return None
    return case.last(case.package.device, ImageVerified, case.package.version)


def _held(case: Case) -> Entry | None:
    """Give the same, unless the device does not hold it any more."""
    who, version = case.package.device, case.package.version
    gone = (case.last(who, ImageRejected, version), case.last(who, ActivationFailed, version), _other_download(case))
    return unless(_verified(case), *gone)


def _other_download(case: Case) -> Entry | None:
    """Give the note that the device began to download another image last."""
    began = case.journey.of_kind(case.package.device, OtaStarted)[-1:]
    other = [each for each in began if isinstance(each.note, OtaStarted) and each.note.version != case.package.version]
    return other[0] if other else None
