"""The account of every radio: exact, by hand, and the same whoever's notes come first."""

from hypothesis import given
from hypothesis import strategies as st

from premises.identity import Name
from premises.journey.radio_ledger import HOUR, RadioLedger, Row, ledger_of
from premises.quantity import Duration, Instant, seconds
from premises.wire.notes.emulator import DeviceFailed, ParticipantStarted
from premises.wire.notes.flights import FlightLost, FlightSent, RadioTurned
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from premises.wire.radio.band import Band, air_time

HUB, B1, B4, DCC = Name("hub"), Name("b1"), Name("b4"), Name("dcc")
HAN, SUB, WAN = Name("han"), Name("sub"), Name("wan")
BANDS = {HAN: Band.GHZ_2_4, SUB: Band.SUB_GHZ}


def entry(at: int, who: Name, note: Note) -> Entry:
    return Entry(Instant(at), who, 1, 0, note)  # type: ignore[arg-type]  # every Note is an AnyNote


STARTED = entry(0, B4, ParticipantStarted(1))


def frame(at: int, octets: int, who: Name = B4, link: Name = HAN) -> Entry:
    return entry(at, who, FlightSent(link, HUB, 1, 1, "DataRequest", -1, octets))


def turned(at: int, on: bool, who: Name = B4) -> Entry:
    return entry(at, who, RadioTurned(on))


def row(*entries: Entry, end: int = 0, who: Name = B4) -> Row:
    """Give one row, of a run that ends at ``end`` or with its last note."""
    ledger = RadioLedger(BANDS)
    for each in entries:
        ledger.take(each)
    return ledger.rows(Instant(end or max(each.at for each in entries)))[who]


def test_a_frame_takes_its_octets_and_what_the_phy_sends_before_them() -> None:
    assert air_time(127, Band.GHZ_2_4) == (127 + 6) * 32
    assert air_time(127, Band.SUB_GHZ) == (127 + 12) * 80


def test_frames_octets_and_air_time_are_those_of_what_was_sent_by_radio_lost_or_not() -> None:
    sent = [frame(1, 12), frame(2, 100, link=SUB), frame(3, 0, link=WAN)]
    lost = entry(2, B4, FlightLost(SUB, HUB, 1, "DataRequest", -1, "loss"))
    found = row(*sent, lost)

    assert (found.frames, found.octets) == (2, 112)
    assert found.air == air_time(12, Band.GHZ_2_4) + air_time(100, Band.SUB_GHZ)


def test_the_busiest_hour_is_the_one_with_most_air_time() -> None:
    found = row(frame(HOUR - 1, 50), frame(HOUR, 40), frame(2 * HOUR - 1, 40), frame(2 * HOUR, 60))

    assert found.busiest_hour == 2 * air_time(40, Band.GHZ_2_4)


def test_wakes_and_time_awake_are_those_of_its_receiver() -> None:
    found = row(
        STARTED,
        frame(0, 12),
        turned(10, False),
        turned(30, True),
        turned(35, False),
        end=100,
    )

    assert (found.wakes, found.awake, found.share_awake) == (1, Duration(15), 0.15)


def test_who_is_awake_at_the_end_was_awake_until_then() -> None:
    found = row(STARTED, frame(0, 12), turned(10, False), turned(90, True), end=100)

    assert (found.wakes, found.awake) == (1, Duration(20))


def test_what_is_no_turn_is_no_wake() -> None:
    found = row(STARTED, frame(0, 12), turned(10, True), turned(20, False), turned(30, False))

    assert (found.wakes, found.awake) == (0, Duration(20))


def test_who_is_down_is_not_awake_and_starts_without_a_wake() -> None:
    found = row(
        STARTED,
        frame(0, 12),
        entry(10, B4, DeviceFailed("power-cut")),
        entry(60, B4, ParticipantStarted(2)),
        end=100,
    )

    assert (found.wakes, found.awake, found.share_awake) == (0, Duration(50), 0.5)


def test_who_starts_again_unsaid_was_on_until_then_as_far_as_is_known() -> None:
    found = row(STARTED, frame(0, 12), entry(60, B4, ParticipantStarted(2)), end=100)

    assert (found.wakes, found.awake) == (0, Duration(100))


def test_who_sent_nothing_by_radio_has_no_row() -> None:
    rows, end = ledger_of([frame(1, 12), frame(2, 0, DCC, WAN), entry(9, DCC, ParticipantStarted(1))], BANDS)

    assert list(rows) == [B4]
    assert end == 9


ONE_RADIO = st.lists(st.tuples(st.integers(0, seconds(7200)), st.sampled_from(("frame", "on", "off"))), max_size=30)


@given(notes=st.dictionaries(st.sampled_from((HUB, B1, B4)), ONE_RADIO.map(sorted)))
def test_the_account_is_the_same_whoever_is_heard_first(notes: dict[Name, list[tuple[int, str]]]) -> None:
    made = {
        who: [frame(at, 40, who) if what == "frame" else turned(at, what == "on", who) for at, what in told]
        for who, told in notes.items()
    }
    one_by_one = [each for told in made.values() for each in told]
    by_time = sorted(one_by_one, key=lambda each: each.at)

    assert ledger_of(one_by_one, BANDS) == ledger_of(by_time, BANDS)
    rows, _ = ledger_of(by_time, BANDS)
    assert sum(found.air for found in rows.values()) == sum(
        air_time(40, Band.GHZ_2_4) for each in by_time if isinstance(each.note, FlightSent)
    )
