"""Which request of a campaign goes out next: the polite way, after a last word or a deadline; the naive way, all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.campaign.campaign import dropped, due_at, naive, next_to_send, polite
from lab.campaign.standing import (
    AGAIN_AFTER,
    AGAIN_MAX,
    NUMBERS_APART,
    Displaced,
    Dropped,
    Ended,
    Standing,
    UnderWay,
    Unsent,
    heard,
    request_of,
    sent,
    sent_again,
    told,
    without,
)
from lab.campaign.wanted import Gate, Wanted, Word
from premises.identity import Eui64
from premises.quantity import Duration, Instant
from premises.wire.duis.messages import (
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
from premises.wire.site import ACB_EUI, SUPPLIER_EUI

ONE, TWO = Eui64("90-B3-D5-1F-30-B1-00-01"), Eui64("90-B3-D5-1F-30-B1-00-02")
ME, OTHER = f"{SUPPLIER_EUI}:{ACB_EUI}:1", f"{SUPPLIER_EUI}:{ACB_EUI}:2"
UNTIL = Instant(100)
BOTH = UnderWay(UNTIL, (ONE, TWO))
POLITELY = polite(4)


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
    standing = told(BOTH, ME, message)

    assert isinstance(standing, UnderWay)
    assert standing.awaited == awaited


def test_a_request_ends_with_the_last_word_of_its_last_device() -> None:
    assert told(told(BOTH, ME, cs09()), ME, cs09(device=TWO)) == Ended()
    refused = ServiceResponse(ME, "E110401", Refusal.INVALID_IMAGE, (ONE, TWO), "why")
    assert told(BOTH, ME, refused) == Ended(without=(ONE, TWO))
    assert without(BOTH, (ONE, TWO)) == Ended()


def test_what_is_not_under_way_is_not_changed_by_an_answer() -> None:
    assert told(Unsent(), ME, cs09()) == Unsent()
    assert told(Ended(), ME, cs09()) == Ended()


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


def test_a_gate_for_whoever_is_to_hold_the_image_opens_by_no_deadline() -> None:
    gates = planned((), (Gate(0, Word.HELD),))
    fetched = UnderWay(UNTIL, (ONE,))
    one_of_two = told(BOTH, ME, ServiceResponse(ME, "W110401", Refusal.NOT_APPLICABLE_FIRMWARE, (TWO,), "why"))

    assert next_to_send([FETCHES, Unsent()], Instant(UNTIL + 1), gates) == ()
    assert due_at([FETCHES, Unsent()], gates) is None, "only a word lets it go"
    assert next_to_send([fetched, Unsent()], Instant(99), gates) == (1,)
    assert next_to_send([HAS_IT, Unsent()], Instant(99), gates) == (1,)
    assert next_to_send([NEVER_HAD_IT, Unsent()], Instant(99), gates) == ()
    assert next_to_send([Dropped(), Unsent()], Instant(99), gates) == ()
    assert one_of_two == UnderWay(UNTIL, (ONE,), (), without=(TWO,))
    assert next_to_send([one_of_two, Unsent()], Instant(99), gates) == ()


def test_what_waits_for_whoever_never_holds_the_image_is_never_sent_and_what_waits_for_that_goes() -> None:
    gates = planned((), (Gate(0, Word.HELD),), (Gate(1, Word.HELD),), (Gate(1),))
    unsent = (Unsent(),) * 3
    after = dropped((NEVER_HAD_IT, *unsent), gates)

    assert after == (NEVER_HAD_IT, Dropped(), Dropped(), Unsent())
    assert next_to_send(after, Instant(99), gates) == (3,)
    assert dropped((FETCHES, *unsent), gates) == (FETCHES, *unsent)
    assert dropped((HAS_IT, *unsent), gates) == (HAS_IT, *unsent)


def test_whoever_has_it_after_a_repetition_has_it() -> None:
    lost = heard(sent(TWO_DEVICES, NOW), TWO_DEVICES, ccs08(TransferResponseCode.IMAGE_DISCARDED), NOW)
    failed = CommsHubAlert(ME, TWO, 1, TransferResponseCode.TRANSFER_FAILURE)
    waits = heard(lost, TWO_DEVICES, failed, NOW)
    assert isinstance(waits, Displaced)
    again = sent_again(TWO_DEVICES, waits, NOW)
    done = heard(again, TWO_DEVICES, cs09(request_of(TWO_DEVICES, again).request_id), NOW)

    assert waits.without == again.without == (TWO,)
    assert done == Ended(1, (TWO,))


def test_all_gates_of_a_request_must_be_open() -> None:
    gates = planned((), (), (Gate(0), Gate(1)))

    assert next_to_send([Ended(), UnderWay(UNTIL, (ONE,)), Unsent()], Instant(99), gates) == ()
    assert next_to_send([Ended(), Unsent(), Unsent()], Instant(99), gates) == (1,)
    assert due_at([UnderWay(Instant(50), (ONE,)), UnderWay(UNTIL, (ONE,)), Unsent()], gates) == UNTIL


HASH = b"\x07" * 32


FETCHES = UnderWay(UNTIL, (ONE,), (ONE,))
HAS_IT, NEVER_HAD_IT = Ended(), Ended(without=(ONE,))


@pytest.mark.parametrize(
    ("message", "after"),
    [
        (ccs08(TransferResponseCode.SUCCESS), HAS_IT),
        (ccs08(TransferResponseCode.TRANSFER_FAILURE), NEVER_HAD_IT),
        (DeviceAlertMessage(ONE, ReceiptCode.VERIFICATION_SUCCEEDED, 1, HASH), HAS_IT),
        (DeviceAlertMessage(ONE, ReceiptCode.VERIFICATION_FAILED, 1, HASH), NEVER_HAD_IT),
        (DeviceAlertMessage(ONE, ReceiptCode.VERIFICATION_SUCCEEDED, 1, bytes(32)), FETCHES),
        (DeviceAlertMessage(ONE, 0x8F20, 1), FETCHES),
        (FirmwareDistributionAlert(ME, ONE, DistributionCode.DELIVERED), FETCHES),
        (FirmwareDistributionAlert(ME, ONE, DistributionCode.NOT_DELIVERED), NEVER_HAD_IT),
        (FirmwareDistributionAlert(OTHER, ONE, DistributionCode.NOT_DELIVERED), FETCHES),
    ],
)
def test_an_11_1_ends_with_its_receipt_or_with_n61(message: Message, after: Standing) -> None:
    assert told(FETCHES, ME, message, HASH) == after


def test_an_fdra_is_no_word_of_an_11_4() -> None:
    assert told(BOTH, ME, DeviceAlertMessage(ONE, ReceiptCode.VERIFICATION_SUCCEEDED, 1, HASH)) == BOTH
    assert told(BOTH, ME, DeviceAlertMessage(ONE, ReceiptCode.VERIFICATION_SUCCEEDED, 1)) == BOTH


TWO_DEVICES = Wanted(UpdatePPMIDFirmware(ME, b"", 1, (ONE, TWO)), Duration(50))
NOW = Instant(7)


def test_a_displaced_image_goes_again_for_who_lost_it_under_a_number_of_its_own() -> None:
    lost = heard(sent(TWO_DEVICES, NOW), TWO_DEVICES, ccs08(TransferResponseCode.IMAGE_DISCARDED), NOW)
    waits = heard(lost, TWO_DEVICES, cs09(device=TWO), NOW)

    assert waits == Displaced(Instant(NOW + AGAIN_AFTER), (ONE,), 1)
    assert request_of(TWO_DEVICES, waits) == UpdatePPMIDFirmware(
        f"{SUPPLIER_EUI}:{ACB_EUI}:{1 + NUMBERS_APART}", b"", 1, (ONE,)
    )
    again = sent_again(TWO_DEVICES, waits, Instant(60))
    assert again == UnderWay(Instant(110), (ONE,), (ONE,), tries=1)
    assert request_of(TWO_DEVICES, again) == request_of(TWO_DEVICES, waits)


def test_the_word_of_the_first_try_is_none_of_the_second() -> None:
    again = UnderWay(UNTIL, (ONE,), (ONE,), tries=1)

    assert heard(again, TWO_DEVICES, cs09(), NOW) == again
    assert heard(again, TWO_DEVICES, cs09(f"{SUPPLIER_EUI}:{ACB_EUI}:{1 + NUMBERS_APART}"), NOW) == Ended(1)


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

    assert standing == Ended(AGAIN_MAX, (ONE,))
    assert waited == [AGAIN_AFTER << tries for tries in range(AGAIN_MAX)]


def test_n61_displaces_and_a_failed_transfer_does_not() -> None:
    wanted = Wanted(UpdatePPMIDFirmware(ME, b"", 1, (ONE,)), Duration(50))
    n61 = FirmwareDistributionAlert(ME, ONE, DistributionCode.NOT_DELIVERED)

    assert isinstance(heard(sent(wanted, NOW), wanted, n61, NOW), Displaced)
    assert heard(sent(wanted, NOW), wanted, ccs08(TransferResponseCode.TRANSFER_FAILURE), NOW) == NEVER_HAD_IT


def test_a_repetition_goes_alone_and_nothing_goes_beside_it() -> None:
    waits = Displaced(Instant(50), (ONE,), 1)
    gates = naive(3)

    assert next_to_send([waits, Ended(), Ended()], Instant(49), gates) == ()
    assert next_to_send([waits, Ended(), Unsent()], Instant(50), gates) == (0,)
    assert next_to_send([waits, UnderWay(UNTIL, (ONE,)), Ended()], Instant(50), gates) == ()
    assert due_at([waits, UnderWay(UNTIL, (ONE,)), Ended()], gates) == UNTIL
    assert next_to_send([UnderWay(UNTIL, (ONE,), tries=1), Ended(), Unsent()], Instant(50), gates) == ()
    assert due_at([UnderWay(UNTIL, (ONE,), tries=1), Ended(), Unsent()], gates) == UNTIL
