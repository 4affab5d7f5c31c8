"""MessagePack comes in as a typed value or as a WireError, and nothing else."""

import math
from typing import Any, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from premises.errors import WireError
from premises.identity import Eui64, Name
from premises.quantity import Instant
from premises.wire.codec import DuisCarried, WanCarried, decode, encode
from premises.wire.duis.messages import REQUEST_ID_MAX, Refusal, ServiceResponse, UpdatePPMIDFirmware
from premises.wire.envelope import (
    BY_MAX,
    PAYLOAD_MAX,
    ChangeOrder,
    Clock,
    ClockOrder,
    Envelope,
    FaultOrder,
    FaultsInForce,
    Imposed,
    NoteBatch,
    NotesWanted,
    OrderTaken,
    Presence,
    Run,
)
from premises.wire.fault import FAULTS_MAX, FaultSpec
from premises.wire.field.wan import AlertAck, ChunkResponse, ImageOffer
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import NOTES, Entry, event_of
from premises.wire.picture import Outcome, Picture

HUB = Name("hub")
BRIDGE = Eui64("90-B3-D5-1F-30-00-00-B1")
ENTRY = Entry(Instant(5), HUB, 1, 0, FlightSent(Name("han"), Name("b1"), 3, 1027, "ImageNotify"))

LOSS = FaultSpec("loss", link="wan", chance=0.4, messages=["CS09"], for_s=300.0)

VALUES: list[Struct] = [
    Envelope(1, Name("han"), HUB, Name("b1"), 1, 3, Instant(5), Instant(9), b"\x61\x88"),
    Clock(1, "boot", 12, Instant(5), 60.0, 1),
    Run(1, "run", 7, "[site]"),
    NoteBatch(1, HUB, 1, 0, (ENTRY,)),
    NotesWanted(1, 1, 0, 3),
    Presence(1, HUB, here=False),
    ClockOrder(1, "order", "vp/home/ctl/replies/viewer", 0),
    OrderTaken(1, "order", ""),
    OrderTaken(1, "order", "", ("f1",)),
    OrderTaken(1, "order", "", (), Instant(5)),
    ChangeOrder(1, "order", "vp/home/ctl/replies/viewer", "me@here", "gas", "north"),
    FaultOrder(1, "order", "vp/home/ctl/replies/viewer", "me@here", (LOSS,), ("f1",)),
    FaultsInForce(1, 2, (Imposed("f1", "me@here", Instant(5), LOSS),)),
    Picture(HUB, None, "idle", outcomes=(Outcome("a:b:1", BRIDGE, 2, "success", "waiting", ""),)),
    WanCarried(7, ImageOffer(1, 361, bytes(32), (BRIDGE,))),
    WanCarried(255, AlertAck(BRIDGE, 2**64 - 1)),
    DuisCarried(0, UpdatePPMIDFirmware("a:b:1", b"image", 2, (BRIDGE,))),
    DuisCarried(0, ServiceResponse("a:b:1", "I99", Refusal.NONE, (), "")),
]
NAMES = [f"{number}-{type(value).__name__}" for number, value in enumerate(VALUES)]

SAMPLES: dict[Any, Any] = {
    Name: HUB,
    str: "text",
    float: 0.5,
    bool: True,
    bytes: b"octets",
    Eui64: BRIDGE,
    tuple[Eui64, ...]: (BRIDGE,),
    tuple[Name, ...]: (HUB,),
}
"""A value for each type of field that a note has; every other type is a number."""

BOMB = b"\x91" * 100_000
"""Arrays in arrays, deeper than any value of ours."""


def line_of(kind: type[Struct], octets: bytes) -> str:
    """Give the sentence with which ``octets`` are refused."""
    with pytest.raises(WireError) as refused:
        decode(kind, octets)
    return str(refused.value)


@pytest.mark.parametrize("value", VALUES, ids=NAMES)
def test_a_value_comes_back_as_it_went(value: Struct) -> None:
    assert decode(type(value), encode(value)) == value


@pytest.mark.parametrize("kind", NOTES, ids=event_of)
def test_every_note_comes_back_as_it_went(kind: type[Note]) -> None:
    hints = get_type_hints(kind)
    note: Any = kind(*(SAMPLES.get(hints[field], 4) for field in kind.__struct_fields__))
    batch = NoteBatch(1, HUB, 1, 0, (Entry(Instant(5), HUB, 1, 0, note),))

    assert decode(NoteBatch, encode(batch)) == batch


@pytest.mark.parametrize("value", VALUES, ids=NAMES)
@given(data=st.data())
def test_changed_octets_are_a_value_or_a_wire_error(value: Struct, data: st.DataObject) -> None:
    octets = bytearray(encode(value))
    octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))

    try:
        found: Struct | None = decode(type(value), bytes(octets))
    except WireError:
        found = None

    assert found is None or isinstance(found, type(value))


@pytest.mark.parametrize("value", VALUES, ids=NAMES)
def test_octets_cut_short_or_too_many_are_refused(value: Struct) -> None:
    octets = encode(value)

    assert line_of(type(value), octets[:-1]).endswith("Input data was truncated")
    assert "trailing characters" in line_of(type(value), octets + b"\xc0")


@pytest.mark.parametrize("kind", sorted({type(value) for value in VALUES}, key=str), ids=lambda kind: kind.__name__)
def test_nested_bombs_and_wild_lengths_are_refused(kind: type[Struct]) -> None:
    assert line_of(kind, BOMB)
    assert line_of(kind, b"\xdd\xff\xff\xff\xff")


@pytest.mark.parametrize("value", [value for value in VALUES if value.__struct_fields__[0] == "version"])
def test_another_version_is_named_even_when_nothing_else_fits(value: Struct) -> None:
    kind = type(value)
    later = msgspec.structs.replace(value, version=300)
    line = f"{kind.__name__} of version 300: this program reads version 1"

    assert line_of(kind, encode(later)) == line
    assert line_of(kind, msgspec.msgpack.encode([300, "of a form that nobody knows yet"])) == line


def test_a_field_that_a_later_program_appended_is_passed_over() -> None:
    assert decode(NotesWanted, msgspec.msgpack.encode([1, 1, 0, 3, "later"])) == NotesWanted(1, 1, 0, 3)


def test_a_payload_over_its_limit_is_refused_unread() -> None:
    line = f"Run of {PAYLOAD_MAX + 1} octets: at most {PAYLOAD_MAX} are taken"

    assert line_of(Run, bytes(PAYLOAD_MAX + 1)) == line


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (
            Envelope(1, Name("han/hub"), HUB, HUB, 1, 3, Instant(5), Instant(9), b""),
            "Envelope: link 'han/hub' is out of range",
        ),
        (
            Envelope(1, HUB, HUB, HUB, 1, 3, Instant(-5), Instant(9), b""),
            "Envelope: sent_at -5 is out of range",
        ),
        (Clock(1, "boot", 12, Instant(5), math.nan, 1), "Clock: speed nan is out of range"),
        (Clock(1, "boot", 12, Instant(5), math.inf, 1), "Clock: speed inf is out of range"),
        (Clock(1, "boot", 12, Instant(5), 1.0, 0), "Clock: revision 0 is out of range"),
        (ClockOrder(1, "order", "reply", -1.0), "ClockOrder: speed -1.0 is out of range"),
        (FaultsInForce(1, 0), "FaultsInForce: revision 0 is out of range"),
        (
            FaultsInForce(1, 1, (Imposed("f1", "me", Instant(-1), LOSS),)),
            "Imposed: since -1 is out of range",
        ),
        (NotesWanted(1, 1, -1, 3), "NotesWanted: first -1 is out of range"),
        (NoteBatch(1, HUB, 1, 0, (Entry(Instant(-1), HUB, 1, 0, ENTRY.note),)), "Entry: at -1 is out of range"),
        (WanCarried(256, AlertAck(BRIDGE, 1)), "WanCarried: transaction 256 is out of range"),
        (WanCarried(1, AlertAck(BRIDGE, 0)), "AlertAck: counter 0 is out of range"),
        (WanCarried(1, AlertAck(Eui64("b1"), 1)), "AlertAck: originator 'b1' is out of range"),
        (WanCarried(1, ImageOffer(1, 361, b"", ())), "ImageOffer: sha256 b'' is out of range"),
        (
            WanCarried(1, ImageOffer(1, 361, bytes(32), (Eui64("b1"),))),
            "ImageOffer: devices ('b1',) is out of range",
        ),
        (
            WanCarried(1, ChunkResponse(1, 0, b"a" * 8193)),
            "ChunkResponse: data b'aaaaaaaaaaa...aaaaaaaaaaaaa' is out of range",
        ),
        (
            DuisCarried(1, UpdatePPMIDFirmware("1" * (REQUEST_ID_MAX + 1), b"", 2, ())),
            f"UpdatePPMIDFirmware: request_id '{'1' * 12}...{'1' * 13}' is out of range",
        ),
        (
            DuisCarried(1, UpdatePPMIDFirmware("a:b:1", b"", 2**32, ())),
            "UpdatePPMIDFirmware: firmware_version 4294967296 is out of range",
        ),
    ],
)
def test_a_value_of_the_right_type_may_still_be_out_of_range(value: Struct, line: str) -> None:
    assert line_of(type(value), encode(value)) == line


LONG = "x" * (BY_MAX + 1)


@pytest.mark.parametrize(
    "value",
    [
        FaultOrder(1, "order", "reply", LONG),
        FaultOrder(1, "order", "reply", "me", clear=("",)),
        FaultOrder(1, "order", "reply", "me", clear=(LONG,)),
        FaultOrder(1, "order", "reply", "me", (LOSS,) * (FAULTS_MAX + 1)),
        FaultOrder(1, "order", "reply", "me", (FaultSpec("loss", chance=1.4),)),
        FaultOrder(1, "order", "reply", "me", (FaultSpec("loss", chance=math.nan),)),
        FaultOrder(1, "order", "reply", "me", (FaultSpec("loss", from_s=-1.0),)),
        FaultsInForce(1, 1, (Imposed("f1", LONG, Instant(0), LOSS),)),
        ChangeOrder(1, "order", "reply", LONG, "gas", "north"),
        ChangeOrder(1, "order", "reply", "me", "gas", LONG),
        ChangeOrder(1, "order", "reply", "me", "coal", "north"),  # type: ignore[arg-type]  # that is what is wrong
        FaultsInForce(1, 1, (Imposed("f1", "me", Instant(0), LOSS),) * (FAULTS_MAX + 1)),
    ],
)
def test_what_is_said_of_faults_has_bounds(value: Struct) -> None:
    assert line_of(type(value), encode(value)).startswith(f"{type(value).__name__} of ")


def test_bytes_that_are_no_text_are_refused() -> None:
    octets = encode(Run(1, "run", 7, "site")).replace(b"site", b"\xff\xfe\xfd\xfc")

    assert line_of(Run, octets).startswith("Run of 12 octets: ")


@given(octets=st.binary(max_size=64))
def test_any_octets_are_a_value_or_a_wire_error(octets: bytes) -> None:
    kinds = {type(value) for value in VALUES}

    for kind in sorted(kinds, key=str):
        try:
            assert isinstance(decode(kind, octets), kind)
        except WireError as refused:
            assert str(refused).startswith(kind.__name__)  # noqa: PT017  # both ends are right; neither may be silent
