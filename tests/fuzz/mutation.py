"""Mutations of frames and envelopes: half know how a frame is built, half know nothing.

Those that know change a field, a length, or a value, or splice two frames, and put every check right again, so that
what comes out gets past the first door. Those that do not know flip, cut and stir octets wherever they are.
"""

from collections.abc import Callable
from enum import Enum
from struct import error as StructError  # noqa: N812 - its own name says nothing
from typing import Any

import msgspec

from premises.faults.air import Lane
from premises.wire.field.air_bytes import AddressBook, from_octets, to_octets
from premises.wire.message import Frame, Medium
from tests.fuzz.anatomy import ZCL_START, closed, opened
from tests.fuzz.chances import Dice

GBCS = (0xDF, 0xDD)
"""How a GBCS message begins, without a MAC and with one; what else crosses the WAN is MessagePack."""

REVALUED = 0.5
"""Share of the mutations of a frame that are well-formed: a field of the right form, and a value that is not meant."""

STIRRED_MAX = 8
"""Changes in one blind mutation. Ours."""

GROWN_MAX = 80
"""Octets by which one mutation makes a frame longer. Ours."""

Change = Callable[[bytes, Dice], bytes]


def built(octets: bytes, other: bytes, lane: Lane, book: AddressBook, dice: Dice) -> bytes:
    """Give ``octets`` of ``lane`` changed by one who knows how they are built; ``other`` is there to be spliced in."""
    if dice.happens(REVALUED):
        changed = _revalued(octets, lane, book, dice)
        if changed is not None:
            return changed
    body = opened(octets, lane, book)
    if lane.medium is not Medium.RADIO and body[0] not in GBCS and dice.happens(0.5):
        return _retold(body, dice)
    for _ in range(1 + dice.below(2)):
        change = dice.one_of(_CHANGES)
        body = _spliced(body, other, dice) if change is None else _inside(body, change, lane, dice)
    return closed(body, lane, book)


def stirred(octets: bytes, dice: Dice) -> bytes:
    """Give ``octets`` changed by one who knows nothing."""
    for _ in range(1 + dice.below(STIRRED_MAX)):
        octets = dice.one_of(_STIRS)(octets, dice)
    return octets


def retold_envelope(payload: bytes, dice: Dice) -> bytes:
    """Give an envelope with one of its own fields changed."""
    return _retold(payload, dice)


def _inside(body: bytes, change: Change, lane: Lane, dice: Dice) -> bytes:
    """Change the ZCL frame nine times out of ten: what stands before it is the same in every frame."""
    start = ZCL_START if lane.medium is Medium.RADIO and len(body) > ZCL_START and dice.happens(0.9) else 0
    return body[:start] + change(body[start:], dice)


def _revalued(octets: bytes, lane: Lane, book: AddressBook, dice: Dice) -> bytes | None:
    """Give the frame with one field of its message, or one of its ends, another; None when no octets can say it."""
    frame = from_octets(octets, lane.medium, lane.hop, book).frame
    message: Any = frame.message
    names = message.__struct_fields__
    if names and dice.happens(0.85):
        name = dice.one_of(names)
        message = msgspec.structs.replace(message, **{name: _other_than(getattr(message, name), dice)})
        frame = Frame(frame.source, frame.target, frame.transaction, message)
    else:
        ends = sorted(book.short) if lane.medium is Medium.RADIO else [frame.source]
        source, target = dice.one_of(ends), frame.target if len(ends) == 1 else dice.one_of(ends)
        frame = Frame(source, target, dice.below(256), message)
    try:
        return to_octets(frame, lane.medium, lane.hop, dice.below(2**32), book)
    except (AssertionError, msgspec.MsgspecError, OverflowError, TypeError, ValueError, LookupError, StructError):
        return None


def _other_than(found: object, dice: Dice) -> object:
    """Give another value for a field that holds ``found``."""
    match found:
        case Enum():
            return dice.one_of(tuple(type(found)))
        case int():
            return dice.number_near(found)
        case bytes():
            return dice.one_of((_flipped, _cut, _grown, _repeated))(found, dice)
        case str():
            return dice.one_of(("", found + found, found[:-1], "\N{BUG}" * 80, "/", found.swapcase(), "x" * 300))
        case tuple():
            return dice.one_of(((), found + found, found[1:], found * 40))
        case msgspec.Struct() as inner:
            names = inner.__struct_fields__
            name = dice.one_of(names)
            return msgspec.structs.replace(inner, **{name: _other_than(getattr(inner, name), dice)})
    return found


def _retold(octets: bytes, dice: Dice) -> bytes:
    """Give MessagePack in which one value, at any depth, is another, is gone, or is there twice."""
    tree = msgspec.msgpack.decode(octets)
    changed = _grafted(tree, dice)
    try:
        return msgspec.msgpack.encode(changed)
    except (msgspec.MsgspecError, OverflowError, ValueError):
        return stirred(octets, dice)


def _grafted(tree: object, dice: Dice) -> object:
    if isinstance(tree, list | dict) and tree and dice.happens(0.9):
        branches = list(tree.items()) if isinstance(tree, dict) else list(enumerate(tree))
        at = dice.below(len(branches))
        place, branch = branches.pop(at)
        if dice.happens(0.92):
            branches.insert(at, (place, _grafted(branch, dice)))
        return dict(branches) if isinstance(tree, dict) else [branch for _, branch in branches]
    if dice.happens(0.1):
        return dice.one_of((None, True, -1, 1.5, float("nan"), "", b"", [], {}, [tree], {"": tree}, -(2**63)))
    if isinstance(tree, list):
        return dice.one_of(([], tree + tree, tree[1:]))
    return _other_than(tree, dice)


def _spliced(body: bytes, other: bytes, dice: Dice) -> bytes:
    """Give the beginning of one frame and the end of another."""
    return body[: dice.below(len(body) + 1)] + other[dice.below(len(other) + 1) :]


def _field(octets: bytes, dice: Dice) -> bytes:
    """Write a number of one, two, four or eight octets somewhere, the lowest first or last."""
    width, is_turned = dice.one_of((1, 1, 2, 2, 4, 4, 8)), dice.happens(0.2)
    at = dice.below(max(1, len(octets) - width + 1))
    found = octets[at : at + width]
    number = dice.number_near(int.from_bytes(found[::-1] if is_turned else found, "little")) % (1 << 8 * width)
    written = number.to_bytes(width, "little")
    return octets[:at] + (written[::-1] if is_turned else written) + octets[at + width :]


def _flipped(octets: bytes, dice: Dice) -> bytes:
    if not octets:
        return b"\x00"
    at = dice.below(len(octets))
    return octets[:at] + bytes((octets[at] ^ 1 << dice.below(8),)) + octets[at + 1 :]


def _cut(octets: bytes, dice: Dice) -> bytes:
    return octets[: -1 - dice.below(max(1, len(octets) - 1))] if dice.happens(0.5) else octets[:-1]


def _grown(octets: bytes, dice: Dice) -> bytes:
    size = 1 + dice.below(dice.one_of((1, 8, GROWN_MAX)))
    return octets + (dice.octets(size) if dice.happens(0.5) else bytes(size))


def _repeated(octets: bytes, dice: Dice) -> bytes:
    start, size = dice.below(len(octets) + 1), 1 + dice.below(16)
    return octets[:start] + octets[start : start + size] * (2 + dice.below(3)) + octets[start + size :]


def _left_out(octets: bytes, dice: Dice) -> bytes:
    start = dice.below(len(octets) + 1)
    return octets[:start] + octets[start + 1 + dice.below(16) :]


def _scribbled(octets: bytes, dice: Dice) -> bytes:
    start, size = dice.below(len(octets) + 1), 1 + dice.below(16)
    return octets[:start] + dice.octets(size) + octets[start + size :]


def _forgotten(octets: bytes, dice: Dice) -> bytes:
    return dice.octets(dice.below(2 * len(octets) + 8))


_CHANGES: tuple[Change | None, ...] = (_field, _field, _field, _flipped, _cut, _grown, _repeated, _left_out, None)
_STIRS: tuple[Change, ...] = (_flipped, _flipped, _scribbled, _field, _cut, _grown, _repeated, _left_out, _forgotten)
