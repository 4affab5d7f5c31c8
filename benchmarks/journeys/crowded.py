"""A journey in which very much was said: sixteen bridges in mid-download, and thousands of other things beside them.

Values only: nothing here measures.
"""

from collections.abc import Iterator

from premises.identity import Eui64, Name, eui64
from premises.journey.fold.journey import THINGS_MAX, Journey
from premises.quantity import Duration, Instant, seconds
from premises.wire.notes.downloads import OtaGivenUp, OtaStarted
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightSent, FrameHeld
from premises.wire.notes.note import Note
from premises.wire.notes.requests import (
    AlertLost,
    AlertReceived,
    AlertSent,
    ImageOffered,
    ImageStored,
    RequestAccepted,
    RequestRefused,
    TransferEnded,
    TransferStarted,
)
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB, BridgeSpec, Site

DEVICES = 16
"""As many as a site has at most, by premises.wire.site."""

THINGS = 8_192
FRAMES_EACH = 200
"""Requests and answers that went over each hop: more than its window remembers. Ours."""

HAN, NEW, SIZE = Name("han"), 0x0001_0001, 1 << 16
_LOST_EVERY = 12


def site_of_sixteen() -> Site:
    """Give a premises with sixteen bridges of one kind, all on the hub's HAN."""
    return Site(
        shape="any", bridges={f"b{number}": BridgeSpec("B1", _eui(number), 0x0184) for number in range(1, DEVICES + 1)}
    )


def crowded() -> Journey:
    """Give the journey."""
    journey, numbers = Journey(), dict[Name, int]()
    for at, who, note in (*_other_things(), *_downloads()):
        numbers[who] = numbers.get(who, -1) + 1
        journey.take(Entry(Instant(at), who, 1, numbers[who], note))  # type: ignore[arg-type]  # every Note is an AnyNote
    return journey


Noted = tuple[int, Name, Note]


def _other_things() -> Iterator[Noted]:
    """Give THINGS notes, each about something else: eight kinds, as many of each as are remembered, or fewer."""
    each = min(THINGS // 8, THINGS_MAX - DEVICES)
    for number in range(each):
        stranger = Eui64(f"90-B3-D5-1F-31-00-{number // 256:02X}-{number % 256:02X}")
        yield number, DCC, RequestAccepted(f"other:{number}", NEW, SIZE, (stranger,), number)
        yield number, DCC, RequestRefused(f"refused:{number}", "InvalidImage", "another one")
        yield number, DCC, AlertReceived("CS09", stranger, NEW, "success")
        yield number, DCC, TransferEnded(number, "stored")
        yield number, HUB, TransferStarted(number, SIZE, 0)
        yield number, HUB, AlertSent("CS09", stranger, NEW, "success", number, 1)
        yield number, HUB, AlertLost("CS09", stranger, NEW)
        yield number, HUB, ImageOffered(Name(f"n{number}"), NEW)
    for number in range(THINGS - 8 * each):
        yield number, HUB, FrameHeld(Name(f"n{number}"), "ImageNotify")


def _downloads() -> Iterator[Noted]:
    now = seconds(60)
    whos = [Name(f"b{number}") for number in range(1, DEVICES + 1)]
    for number, who in enumerate(whos, start=1):
        transfer = THINGS + number
        yield now, DCC, RequestAccepted(f"request:{number}", NEW, SIZE, (eui64(_eui(number)),), transfer)
        yield now, HUB, TransferStarted(transfer, SIZE, 0)
        yield now, HUB, ImageStored("X", 0xA170, 0x0184, NEW, SIZE)
        yield now, DCC, TransferEnded(transfer, "stored")
        yield now, who, OtaStarted(NEW, SIZE, 0)
        yield now, who, OtaGivenUp(NEW, 0, "10 questions without an answer")
    for sequence in range(FRAMES_EACH):
        now = Duration(now + seconds(0.5))
        for who in whos:
            yield from _block(now, who, sequence)


def _block(now: int, who: Name, sequence: int) -> Iterator[Noted]:
    asked = FlightSent(HAN, HUB, sequence, sequence + 1, "ImageBlockRequest", 48 * sequence, 40, who, HUB)
    yield now, who, asked
    if sequence % _LOST_EVERY == 0:
        yield now, who, FlightLost(HAN, HUB, sequence, asked.kind, asked.offset, "loss")
        return
    took = Duration(30_000)
    yield now + took, HUB, FlightDelivered(HAN, who, 1, sequence, asked.kind, asked.offset, took)
    answer = FlightSent(HAN, who, sequence, sequence + 1, "ImageBlockResponse", asked.offset, 90, HUB, who)
    yield now + took, HUB, answer
    yield now + 2 * took, who, FlightDelivered(HAN, HUB, 1, sequence, answer.kind, asked.offset, took)


def _eui(number: int) -> str:
    return f"90-B3-D5-1F-30-B1-01-{number:02X}"
