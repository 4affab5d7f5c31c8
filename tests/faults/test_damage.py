"""A frame with a bit turned: which bit, that nobody hears it, and what its octets would have been taken for."""

import pytest
from msgspec import msgpack

from premises.draws import Luck
from premises.errors import PremisesError, WireError
from premises.faults.air import Lane
from premises.faults.impairments.damage import Damage, damaged, mended
from premises.faults.impairments.impairment import WHOLE, Flight, later
from premises.faults.impairments.latency import Latency
from premises.faults.station import Arrived, Departure, Station
from premises.identity import Name
from premises.journey.trace import compare
from premises.machine.effects import of_rows
from premises.quantity import Duration, Instant
from premises.runtime.link import Arrival
from premises.sim.world import World
from premises.trust.alerts import check_alert
from premises.wire.codec import decode
from premises.wire.envelope import ENVELOPE_VERSION, UNTURNED, Envelope
from premises.wire.field.air_bytes import Hop, from_octets, to_octets
from premises.wire.field.wan import ChunkRequest, ChunkResponse
from premises.wire.gbcs.alerts import FirmwareActivationAlert
from premises.wire.message import Frame, Medium
from premises.wire.notes.flights import FlightDelivered, FlightMissed
from premises.wire.notes.vocabulary import Entry
from tests.faults.conservation import frame
from tests.runtime.house import ORIGIN, TOPICS, House, clock
from tests.runtime.players import BOOK, DCC, HUB, Echo, Pace, echo, link, pinger
from tests.trust.test_alerts import PKI, SIGNED
from tests.wire.messages import BOOKS
from tests.wire.test_air_bytes import BLOCK, OVER_B1

TO_DCC = Hop(HUB, DCC)
RUN = 2_000_000


def turned_each(octets: bytes) -> list[bytes]:
    """Give ``octets`` once for each of their bits, with that one turned."""
    count = 8 * len(octets)
    return [damaged(octets, (bit + 0.5) / count)[0] for bit in range(count)]


@pytest.mark.parametrize(
    ("part", "bit", "octets"),
    [
        (0.0, 0, b"\x80\x00\x00"),
        (0.25, 6, b"\x02\x00\x00"),
        (0.4, 9, b"\x00\x40\x00"),
        (1 - 2**-53, 23, b"\x00\x00\x01"),
    ],
)
def test_one_bit_is_turned_as_far_through_the_octets_as_was_drawn(part: float, bit: int, octets: bytes) -> None:
    assert damaged(bytes(3), part) == (octets, bit)
    assert mended(octets, bit) == bytes(3)


def test_every_bit_can_be_turned_and_no_two_give_the_same() -> None:
    octets = bytes(range(20))
    found = [int.from_bytes(each, "big") ^ int.from_bytes(octets, "big") for each in turned_each(octets)]

    assert found == [1 << bit for bit in reversed(range(160))]


def test_octets_that_were_not_damaged_are_as_they_were() -> None:
    assert damaged(b"abc", WHOLE) == (b"abc", UNTURNED)
    assert mended(b"abc", UNTURNED) == b"abc"


@pytest.mark.parametrize("turned", [-2, 24, 1 << 20])
def test_a_bit_that_is_not_there_was_not_turned(turned: int) -> None:
    with pytest.raises(WireError, match="of 3 octets was turned"):
        mended(b"abc", turned)


def test_what_is_damaged_stays_as_it_is_and_may_still_be_late() -> None:
    draws = Luck(1, "damage").draws(1, 0)
    _, (once,) = Damage(1.0).decide(None, Flight(frame(), Instant(0), Instant(5)), draws, 0)

    assert 0 <= once.turned < 1
    assert Damage(1.0).decide(None, once, draws, 2) == (None, (once,))
    assert later(once, 7).turned == once.turned


@pytest.mark.parametrize("rate", [-0.1, 1.4])
def test_a_damage_out_of_range_is_refused_in_one_line(rate: float) -> None:
    with pytest.raises(AssertionError, match=f"damage of {rate}: expected 0 to 1"):
        Damage(rate)


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
def test_a_radio_finds_any_bit_that_is_turned_by_itself(book: object) -> None:
    octets = to_octets(BLOCK, Medium.RADIO, OVER_B1, 1, book)  # type: ignore[arg-type]  # an AddressBook

    for each in turned_each(octets):
        with pytest.raises(WireError, match="FCS"):
            from_octets(each, Medium.RADIO, OVER_B1, book)  # type: ignore[arg-type]  # an AddressBook


def test_an_alert_with_any_bit_turned_is_believed_by_nobody() -> None:
    octets = to_octets(Frame(HUB, DCC, SIGNED.counter & 0xFF, SIGNED), Medium.WAN, TO_DCC, 1, BOOK)
    believed = 0
    for each in turned_each(octets):
        try:
            alert = from_octets(each, Medium.WAN, TO_DCC, BOOK).frame.message
            assert isinstance(alert, FirmwareActivationAlert)
            check_alert(alert, PKI)
            believed += 1
        except PremisesError:
            continue

    assert believed == 0


def test_a_carriers_own_message_has_no_check_of_ours_so_the_mark_is_what_drops_it() -> None:
    said = Frame(DCC, HUB, 1, ChunkResponse(1, 640, b"\x00" * 64))
    octets = to_octets(said, Medium.WAN, Hop(DCC, HUB), 1, BOOK)
    taken = []
    for each in turned_each(octets):
        try:
            taken.append(from_octets(each, Medium.WAN, Hop(DCC, HUB), BOOK).frame)
        except WireError:
            continue

    assert len(taken) >= 8 * 64
    assert said not in taken


def bad_air(rate: float) -> House:
    plans = [link("wan", (DCC, HUB), Latency(Duration(40_000)), Damage(rate))]
    return House({DCC: pinger(DCC, HUB, Pace(Duration(20_000))), HUB: echo(HUB)}, plans)


def test_what_is_damaged_live_is_missed_as_in_the_world() -> None:
    house, virtual = bad_air(0.3), list[Entry]()
    house.follow(clock())
    house.run(ORIGIN + RUN)
    world = World(house.makers, house.plans, house.seed, virtual.append)
    world.start()
    world.run(Instant(RUN))
    missed = [entry.note for entry in virtual if isinstance(entry.note, FlightMissed)]
    echoing = house.seats[HUB]._machine
    heard = [entry for entry in house.entries if entry.who == HUB and isinstance(entry.note, FlightDelivered)]

    assert {(note.why, note.kind) for note in missed} == {("damaged", "ChunkRequest"), ("damaged", "ChunkResponse")}
    assert compare([entry for entry in house.entries if entry.at <= RUN], virtual).differences == ()
    assert isinstance(echoing, Echo)
    assert len(echoing.heard) == len(heard) > 0


@pytest.mark.parametrize("turned", [WHOLE, 0.0, 0.5])
def test_the_octets_of_a_damaged_flight_really_have_the_bit_turned(turned: float) -> None:
    house = bad_air(0.0)
    said = Frame(DCC, HUB, 1, ChunkRequest(1, 640, 64))
    lane = Lane(house.plans[0], DCC, 1)
    departure = Departure(lane, 0, 1, Flight(said, Instant(0), Instant(9), turned))
    topic, payload = house.aerials[DCC].publication(departure, 1)
    envelope = decode(Envelope, payload)
    _, arrived = house.aerials[HUB].arrived(Arrival(topic, payload, retained=False))

    plain = to_octets(said, Medium.WAN, lane.hop, 1, BOOK)
    assert (envelope.octets == plain) is (turned == WHOLE)
    assert mended(envelope.octets, envelope.turned) == plain
    assert (arrived.frame, arrived.damaged) == (said, turned != WHOLE)


def test_an_envelope_of_before_there_was_damage_is_whole_and_an_impossible_bit_is_refused() -> None:
    octets = to_octets(Frame(DCC, HUB, 1, ChunkRequest(1, 640, 64)), Medium.WAN, Hop(DCC, HUB), 1, BOOK)
    old = [ENVELOPE_VERSION, "wan", DCC, HUB, 1, 0, 0, 9, octets]

    assert decode(Envelope, msgpack.encode(old)).turned == UNTURNED
    for turned, words in ((8 * len(octets), "of .* octets was turned"), (-2, "out of range")):
        with pytest.raises(WireError, match=words):
            bad_air(0.0).aerials[HUB].arrived(
                Arrival(TOPICS.air(Name("wan"), DCC, HUB), msgpack.encode([*old, turned]), retained=False)
            )


@pytest.mark.parametrize(("listens", "why"), [(True, "damaged"), (False, "deaf")])
def test_a_radio_that_is_off_does_not_know_of_damage(listens: bool, why: str) -> None:
    station = Station(HUB, [], 1)
    station.start(of_rows({}), Instant(0))
    station.listen(listens)
    heard = station.hear(Arrived(Name("wan"), DCC, 1, 0, frame(), Instant(5), damaged=True), Instant(9))

    assert isinstance(heard, FlightMissed)
    assert heard.why == why
