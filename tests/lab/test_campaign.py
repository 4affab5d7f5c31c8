"""Which request of a campaign goes out next: the polite way, after a last word or a deadline; the naive way, all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.story.allowed import DEADLINE_BASE, WAKES_MIN, allowed_for, groups_of
from lab.story.campaign import (
    AGAIN_AFTER,
    AGAIN_MAX,
    NUMBERS_APART,
    Displaced,
    Ended,
    Gate,
    Standing,
    UnderWay,
    Unsent,
    Wanted,
    Word,
    due_at,
    heard,
    naive,
    next_to_send,
    polite,
    request_of,
    sent,
    sent_again,
    told,
    without,
)
from premises.identity import Eui64
from premises.quantity import Duration, Instant, seconds
from premises.wire.field.duis import (
    CommsHubAlert,
    DeviceAlertMessage,
    DistributionCode,
    FirmwareDistributionAlert,
    PPMIDAlert,
    Refusal,
    ServiceResponse,
    UpdatePPMIDFirmware,
)
from premises.wire.gbcs.activation import ReceiptCode
from premises.wire.gbcs.alerts import ActivateImageResultCode, TransferResponseCode
from premises.wire.message import Message
from premises.wire.site import BridgeSpec, Site
from premises.wire.tables.hub import HubSpec

ONE, TWO = Eui64("90-B3-D5-1F-30-B1-00-01"), Eui64("90-B3-D5-1F-30-B1-00-02")
ME, OTHER = "me:acb:1", "me:acb:2"
UNTIL = Instant(100)
BOTH = UnderWay(UNTIL, (ONE, TWO))
POLITELY = polite(4)


def site(**b4: object) -> Site:
    """Give a premises with two devices of one type, and a B4 behind B3."""
    return Site(
        bridges={
            "b1": BridgeSpec("B1", ONE, 0x0184),
            "twin": BridgeSpec("B1", TWO, 0x0184),
            "b3": BridgeSpec("B3", "90-B3-D5-1F-30-B3-00-01", 0x0384),
            "b4": BridgeSpec("B4", "90-B3-D5-1F-30-B4-00-01", 0x0484, behind="b3", **b4),  # type: ignore[arg-type]  # fields of BridgeSpec
        }
    )


def cs09(request: str = ME, device: Eui64 = ONE, *, well: bool = True) -> PPMIDAlert:
    code = ActivateImageResultCode.SUCCESS if well else ActivateImageResultCode.FAILURE
    return PPMIDAlert(request, device, 1, code)


def ccs08(code: TransferResponseCode, request: str = ME) -> CommsHubAlert:
    return CommsHubAlert(request, ONE, 1, code)


def test_a_polite_supplier_sends_the_first_request_and_then_waits() -> None:
    assert next_to_send([Unsent(), Unsent()], Instant(0), POLITELY) == (0,)
    assert next_to_send([BOTH, Unsent()], Instant(99), POLITELY) == ()


@pytest.mark.parametrize("last", [Ended(), UnderWay(Instant(0), (ONE,))], ids=["last word", "deadline"])
def test_the_next_goes_out_after_the_last_ones_last_word_or_deadline(last: Standing) -> None:
    assert next_to_send([last, Unsent(), Unsent()], Instant(0), POLITELY) == (1,)


def test_the_deadline_itself_is_late_enough() -> None:
    assert next_to_send([BOTH, Unsent()], UNTIL, POLITELY) == (1,)
    assert due_at([BOTH, Unsent()], polite(2)) == UNTIL


def test_a_naive_supplier_sends_all_that_is_unsent_at_once() -> None:
    assert next_to_send([BOTH, Unsent(), Unsent()], Instant(0), naive(3)) == (1, 2)


def test_when_all_is_sent_no_deadline_opens_anything() -> None:
    assert next_to_send([BOTH, Ended()], Instant(1000), POLITELY) == ()
    assert due_at([BOTH, Ended()], polite(2)) is None


def test_of_several_deadlines_the_last_sent_ones_counts() -> None:
    assert due_at([UnderWay(Instant(5), (ONE,)), UnderWay(Instant(90), (TWO,)), Unsent()], POLITELY) == Instant(90)


@pytest.mark.parametrize(
    ("message", "awaited"),
    [
        (cs09(), (TWO,)),
        (cs09(well=False), (TWO,)),
        (ccs08(TransferResponseCode.IMAGE_DISCARDED), (TWO,)),
        (ccs08(TransferResponseCode.HARDWARE_VERSION_MISMATCH), (TWO,)),
        (ccs08(TransferResponseCode.TRANSFER_FAILURE), (TWO,)),
        (ccs08(TransferResponseCode.SUCCESS), (ONE, TWO)),
        (ServiceResponse(ME, "I99", Refusal.NONE, (), ""), (ONE, TWO)),
        (ServiceResponse(ME, "W110401", Refusal.NOT_COMMISSIONED, (ONE,), "why"), (TWO,)),
        (cs09(OTHER), (ONE, TWO)),
        (ccs08(TransferResponseCode.TRANSFER_FAILURE, OTHER), (ONE, TWO)),
    ],
)
def test_a_device_is_awaited_until_its_own_last_word(message: Message, awaited: tuple[Eui64, ...]) -> None:
    assert told(BOTH, ME, message) == UnderWay(UNTIL, awaited)


def test_a_request_ends_with_the_last_word_of_its_last_device() -> None:
    assert told(told(BOTH, ME, cs09()), ME, cs09(device=TWO)) == Ended()
    assert told(BOTH, ME, ServiceResponse(ME, "E110401", Refusal.INVALID_IMAGE, (ONE, TWO), "why")) == Ended()
    assert without(BOTH, (ONE, TWO)) == Ended()


def test_what_is_not_under_way_is_not_changed_by_an_answer() -> None:
    assert told(Unsent(), ME, cs09()) == Unsent()
    assert told(Ended(), ME, cs09()) == Ended()


def test_devices_of_one_type_share_a_request_in_the_order_first_named() -> None:
    assert groups_of(site(), ("b4", "b1", "b3", "twin")) == (("b4",), ("b1", "twin"), ("b3",))


def test_who_listens_is_allowed_the_base_and_a_sleeper_its_wakes_beside_it() -> None:
    # 4,800 octets are 100 blocks of 48; 10 s awake at a poll a second are 10 blocks a wake: 10 wakes, allowed twice.
    sleepy = site(wake_every_s=600.0, awake_s=10.0, poll_every_s=1.0)

    assert allowed_for(sleepy, ("b1",), 4_800) == DEADLINE_BASE
    assert allowed_for(sleepy, ("b4",), 4_800) == DEADLINE_BASE + seconds((WAKES_MIN + 2 * 10) * 600)


def test_no_deadline_is_longer_than_the_hub_holds_an_image() -> None:
    assert allowed_for(site(wake_every_s=86_400.0), ("b4",), 1 << 20) == seconds(HubSpec().store.hold_s)


Event = tuple[int, int, int]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 40)), max_size=60))
def test_a_polite_campaign_never_has_two_on_the_way_unless_a_deadline_passed(events: list[Event]) -> None:
    wanted = [Wanted(UpdatePPMIDFirmware(f"r:{n}", b"", 1, (ONE,)), Duration(30)) for n in range(4)]
    standings: list[Standing] = [Unsent()] * 4
    now = Instant(0)
    order: list[int] = []
    for what, index, pause in [(0, 0, 0), *events]:
        now = Instant(now + pause)
        for due in next_to_send(standings, now, POLITELY):
            order.append(due)
            standings[due] = sent(wanted[due], now)
        on_the_way = [standing for standing in standings if isinstance(standing, UnderWay) and now < standing.until]
        assert len(on_the_way) <= 1
        message: Message = (
            cs09(f"r:{index}"),
            ccs08(TransferResponseCode.SUCCESS, f"r:{index}"),
            ccs08(TransferResponseCode.IMAGE_DISCARDED, f"r:{index}"),
            ServiceResponse(f"r:{index}", "I99", Refusal.NONE, (), ""),
            ServiceResponse(f"r:{index}", "E110401", Refusal.QUEUE_FULL, (ONE,), ""),
        )[what]
        standings = [told(standing, f"r:{number}", message) for number, standing in enumerate(standings)]

    assert order == list(range(len(order))), "in the order asked for, each once"


def planned(*gates: tuple[Gate, ...]) -> tuple[tuple[Gate, ...], ...]:
    return gates


def test_a_gate_for_the_transfer_opens_with_ccs08_and_one_for_the_last_word_does_not() -> None:
    fetched = told(UnderWay(UNTIL, (ONE,), (ONE,)), ME, ccs08(TransferResponseCode.SUCCESS))
    gates = planned((), (Gate(0, Word.TRANSFERRED),), (Gate(0),))

    assert fetched == UnderWay(UNTIL, (ONE,))
    assert next_to_send([UnderWay(UNTIL, (ONE,), (ONE,)), Unsent(), Unsent()], Instant(99), gates) == ()
    assert next_to_send([fetched, Unsent(), Unsent()], Instant(99), gates) == (1,)
    assert next_to_send([told(fetched, ME, cs09()), Unsent(), Unsent()], Instant(99), gates) == (1, 2)


def test_all_gates_of_a_request_must_be_open() -> None:
    gates = planned((), (), (Gate(0), Gate(1)))

    assert next_to_send([Ended(), UnderWay(UNTIL, (ONE,)), Unsent()], Instant(99), gates) == ()
    assert next_to_send([Ended(), Unsent(), Unsent()], Instant(99), gates) == (1,)
    assert due_at([UnderWay(Instant(50), (ONE,)), UnderWay(UNTIL, (ONE,)), Unsent()], gates) == UNTIL


HASH = b"\x07" * 32


@pytest.mark.parametrize(
    ("message", "ends"),
    [
        (ccs08(TransferResponseCode.SUCCESS), True),
        (DeviceAlertMessage(ONE, ReceiptCode.VERIFICATION_SUCCEEDED, 1, HASH), True),
        (DeviceAlertMessage(ONE, ReceiptCode.VERIFICATION_FAILED, 1, HASH), True),
        (DeviceAlertMessage(ONE, ReceiptCode.VERIFICATION_SUCCEEDED, 1, bytes(32)), False),
        (DeviceAlertMessage(ONE, 0x8F20, 1), False),
        (FirmwareDistributionAlert(ME, ONE, DistributionCode.DELIVERED), False),
        (FirmwareDistributionAlert(ME, ONE, DistributionCode.NOT_DELIVERED), True),
        (FirmwareDistributionAlert(OTHER, ONE, DistributionCode.NOT_DELIVERED), False),
    ],
)
def test_an_11_1_ends_with_its_receipt_or_with_n61(message: Message, *, ends: bool) -> None:
    way = UnderWay(UNTIL, (ONE,), (ONE,))

    assert told(way, ME, message, HASH) == (Ended() if ends else way)


def test_an_fdra_is_no_word_of_an_11_4() -> None:
    assert told(BOTH, ME, DeviceAlertMessage(ONE, ReceiptCode.VERIFICATION_SUCCEEDED, 1, HASH)) == BOTH
    assert told(BOTH, ME, DeviceAlertMessage(ONE, ReceiptCode.VERIFICATION_SUCCEEDED, 1)) == BOTH


TWO_DEVICES = Wanted(UpdatePPMIDFirmware(ME, b"", 1, (ONE, TWO)), Duration(50))
NOW = Instant(7)


def test_a_displaced_image_goes_again_for_who_lost_it_under_a_number_of_its_own() -> None:
    lost = heard(sent(TWO_DEVICES, NOW), TWO_DEVICES, ccs08(TransferResponseCode.IMAGE_DISCARDED), NOW)
    waits = heard(lost, TWO_DEVICES, cs09(device=TWO), NOW)

    assert waits == Displaced(Instant(NOW + AGAIN_AFTER), (ONE,), 1)
    assert request_of(TWO_DEVICES, waits) == UpdatePPMIDFirmware(f"me:acb:{1 + NUMBERS_APART}", b"", 1, (ONE,))
    again = sent_again(TWO_DEVICES, waits, Instant(60))
    assert again == UnderWay(Instant(110), (ONE,), (ONE,), tries=1)
    assert request_of(TWO_DEVICES, again) == request_of(TWO_DEVICES, waits)


def test_the_word_of_the_first_try_is_none_of_the_second() -> None:
    again = UnderWay(UNTIL, (ONE,), (ONE,), tries=1)

    assert heard(again, TWO_DEVICES, cs09(), NOW) == again
    assert heard(again, TWO_DEVICES, cs09(f"me:acb:{1 + NUMBERS_APART}"), NOW) == Ended(1)


def test_only_so_many_repetitions_each_twice_as_late() -> None:
    wanted = Wanted(UpdatePPMIDFirmware(ME, b"", 1, (ONE,)), Duration(50))
    standing: Standing = sent(wanted, NOW)
    waited = []
    for tries in range(AGAIN_MAX + 1):
        about = request_of(wanted, standing).request_id
        standing = heard(standing, wanted, ccs08(TransferResponseCode.IMAGE_DISCARDED, about), NOW)
        if isinstance(standing, Displaced):
            waited.append(standing.at - NOW)
            standing = sent_again(wanted, standing, NOW)
        else:
            assert tries == AGAIN_MAX

    assert standing == Ended(AGAIN_MAX)
    assert waited == [AGAIN_AFTER << tries for tries in range(AGAIN_MAX)]


def test_n61_displaces_and_a_failed_transfer_does_not() -> None:
    wanted = Wanted(UpdatePPMIDFirmware(ME, b"", 1, (ONE,)), Duration(50))
    n61 = FirmwareDistributionAlert(ME, ONE, DistributionCode.NOT_DELIVERED)

    assert isinstance(heard(sent(wanted, NOW), wanted, n61, NOW), Displaced)
    assert heard(sent(wanted, NOW), wanted, ccs08(TransferResponseCode.TRANSFER_FAILURE), NOW) == Ended()


def test_a_repetition_goes_alone_and_nothing_goes_beside_it() -> None:
    waits = Displaced(Instant(50), (ONE,), 1)
    gates = naive(3)

    assert next_to_send([waits, Ended(), Ended()], Instant(49), gates) == ()
    assert next_to_send([waits, Ended(), Unsent()], Instant(50), gates) == (0,)
    assert next_to_send([waits, UnderWay(UNTIL, (ONE,)), Ended()], Instant(50), gates) == ()
    assert due_at([waits, UnderWay(UNTIL, (ONE,)), Ended()], gates) == UNTIL
    assert next_to_send([UnderWay(UNTIL, (ONE,), tries=1), Ended(), Unsent()], Instant(50), gates) == ()
    assert due_at([UnderWay(UNTIL, (ONE,), tries=1), Ended(), Unsent()], gates) == UNTIL
