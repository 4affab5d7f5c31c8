"""A Supplier that keeps to its script, through any crash, and remembers what it was told."""

from dataclasses import replace

import pytest

from lab.campaign.campaign import Campaign
from lab.campaign.standing import AGAIN_AFTER, NUMBERS_APART
from lab.campaign.wanted import Gate, Wanted, Word
from lab.story.supplier import ANSWERS_MAX, NO_CAMPAIGN, TAKEN_MAX, Planned, Supplier
from premises.identity import Eui64
from premises.machine.contract import check_machine
from premises.machine.effects import NOTHING, Keep, Kept, Send
from premises.quantity import Instant, seconds
from premises.wire.duis.messages import (
    MAIL_FIRST,
    CommsHubAlert,
    DuisAck,
    PPMIDAlert,
    Refusal,
    ServiceResponse,
    UpdatePPMIDFirmware,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode, TransferResponseCode
from premises.wire.message import Frame
from premises.wire.site import DCC, SUPPLIER
from tests.machine.reading import sends, sent
from tests.rooms.dcc_stage import ONE, TWO, request, request_id
from tests.rooms.hub_stage import NEW
from tests.rooms.stage import Stage

SCRIPT = tuple(Planned(Instant(seconds(at)), request(number)) for number, at in enumerate((1, 5, 5, 9), start=1))
POLITE = Campaign(Instant(seconds(2)), True, tuple(Wanted(request(number), seconds(60)) for number in (11, 12, 13)))
TAKEN = ServiceResponse(request_id(1), "I99", Refusal.NONE, (), "")


def supplier(script: tuple[Planned, ...] = SCRIPT, campaign: Campaign = NO_CAMPAIGN) -> Stage[Supplier]:
    """Give a Supplier at the beginning of its script."""

    def make(kept: Kept) -> Supplier:
        return Supplier(script, kept, campaign)

    return Stage(SUPPLIER, make)


def test_nothing_is_said_before_its_moment() -> None:
    stage = supplier()

    assert stage.started == NOTHING
    assert stage.machine.deadline == Instant(seconds(1))
    assert stage.machine.wake(Instant(seconds(1) - 1)) == NOTHING


def test_a_request_is_counted_before_it_is_sent() -> None:
    stage = supplier()

    assert stage.wake() == [Keep("script/sent", b"1"), Send(DCC, Frame(SUPPLIER, DCC, 0, request(1)))]


def test_requests_of_one_moment_go_together_in_the_order_of_the_script() -> None:
    stage = supplier()
    stage.wake()
    effects = stage.wake()

    assert sent(effects) == [request(2), request(3)]
    assert [send.frame.transaction for send in sends(effects)] == [1, 2]


def test_after_the_last_request_it_waits_for_nothing() -> None:
    stage = supplier()
    said = [message for _ in range(3) for message in sent(stage.wake())]

    assert said == [planned.request for planned in SCRIPT]
    assert stage.machine.deadline is None


def test_a_restart_says_nothing_twice_and_makes_up_for_what_was_missed() -> None:
    stage = supplier()
    stage.wake()
    stage.wait(seconds(6))
    effects = stage.restart()

    assert sent(effects) == [request(2), request(3)]
    assert stage.machine.deadline == Instant(seconds(9))


def test_every_answer_is_remembered_in_order() -> None:
    stage = supplier()
    alert = CommsHubAlert(request_id(1), ONE, NEW, TransferResponseCode.SUCCESS)
    stage.hear(DCC, TAKEN)
    stage.hear(DCC, alert)

    assert stage.machine.answers == (TAKEN, alert)


def test_only_so_many_answers_are_remembered_and_the_oldest_goes_first() -> None:
    stage = supplier()
    for number in range(ANSWERS_MAX + 2):
        stage.hear(DCC, ServiceResponse(request_id(number), "I99", Refusal.NONE, (), ""))

    assert len(stage.machine.answers) == ANSWERS_MAX
    assert stage.machine.answers[0] == ServiceResponse(request_id(2), "I99", Refusal.NONE, (), "")


def test_its_picture_counts_requests_answered_of_all_there_are() -> None:
    stage = supplier()
    stage.wake()
    stage.hear(DCC, TAKEN)
    stage.hear(DCC, CommsHubAlert(request_id(1), ONE, NEW, TransferResponseCode.SUCCESS))
    picture = stage.machine.picture
    stage.wake()
    stage.wake()

    assert (picture.activity, picture.have, picture.size) == ("sending", 1, 4)
    assert stage.machine.picture.activity == "listening"


def cs09(number: int) -> PPMIDAlert:
    asked = request(number)
    return PPMIDAlert(asked.request_id, asked.device_ids[0], NEW, ActivateImageResultCode.SUCCESS)


def test_a_campaign_sends_one_request_and_keeps_its_deadline_first() -> None:
    stage = supplier((), POLITE)
    effects = stage.wake()

    assert stage.now == Instant(seconds(2))
    assert effects[0] == Keep("campaign/0000", b"%d %s" % (seconds(62), ONE.encode()))
    assert sent(effects) == [request(11)]
    assert stage.machine.deadline == Instant(seconds(62))


def test_the_last_word_sends_the_next_request_in_the_same_moment() -> None:
    stage = supplier((), POLITE)
    stage.wake()

    assert sent(stage.hear(DCC, TAKEN)) == []
    assert sent(stage.hear(DCC, cs09(11))) == [request(12)]


def test_the_deadline_sends_the_next_request_when_nothing_is_heard() -> None:
    stage = supplier((), POLITE)
    stage.wake()

    assert stage.machine.wake(Instant(seconds(62) - 1)) == NOTHING
    assert sent(stage.wake()) == [request(12)]
    assert stage.now == Instant(seconds(62))


def test_a_naive_campaign_goes_out_at_once_and_waits_for_nothing() -> None:
    stage = supplier((), Campaign(POLITE.at, False, POLITE.wanted))

    assert sent(stage.wake()) == [request(11), request(12), request(13)]
    assert stage.machine.deadline is None


def test_a_restart_sends_no_request_of_a_campaign_again_and_still_waits() -> None:
    stage = supplier((), POLITE)
    stage.wake()
    stage.hear(DCC, cs09(11))
    until = stage.machine.deadline

    assert sent(stage.restart()) == []
    assert stage.machine.deadline == until
    assert sent(stage.hear(DCC, cs09(12))) == [request(13)]


def test_a_campaign_counts_into_the_picture() -> None:
    stage = supplier((), POLITE)
    stage.wake()
    stage.hear(DCC, TAKEN)

    assert (stage.machine.picture.activity, stage.machine.picture.have, stage.machine.picture.size) == ("sending", 1, 3)


def test_a_supplier_keeps_the_contract_of_a_machine() -> None:
    def make(kept: Kept) -> Supplier:
        return Supplier(SCRIPT, kept)

    def make_campaign(kept: Kept) -> Supplier:
        return Supplier(SCRIPT, kept, POLITE)

    check_machine(make, [Frame(DCC, SUPPLIER, 0, TAKEN)] * 10)
    check_machine(make_campaign, [Frame(DCC, SUPPLIER, 0, cs09(number)) for number in (11, 12, 13)])


def planned() -> Campaign:
    """Give a planned campaign: its second request waits until the devices of the first have their image."""
    gates = (Gate(0, Word.TRANSFERRED),)
    wanted = (Wanted(request(1011, ONE, TWO), seconds(60)), Wanted(request(1012), seconds(60), gates))
    return Campaign(Instant(seconds(2)), polite=False, wanted=wanted, again=True)


def ccs08(code: TransferResponseCode, device: Eui64) -> CommsHubAlert:
    return CommsHubAlert(request_id(1011), device, NEW, code)


def test_a_restart_remembers_who_has_its_image() -> None:
    stage = supplier((), planned())
    stage.wake()
    stage.hear(DCC, ccs08(TransferResponseCode.SUCCESS, ONE))
    stage.restart()

    assert len(sent(stage.hear(DCC, ccs08(TransferResponseCode.SUCCESS, TWO)))) == 1


def test_a_restart_remembers_what_was_displaced_and_sends_it_again_once() -> None:
    stage = supplier((), planned())
    stage.wake()
    stage.hear(DCC, ccs08(TransferResponseCode.IMAGE_DISCARDED, ONE))
    stage.restart()
    stage.hear(DCC, PPMIDAlert(request_id(1011), TWO, NEW, ActivateImageResultCode.SUCCESS))
    stage.restart()
    (again,) = sent(stage.wake())

    assert stage.now >= AGAIN_AFTER
    assert isinstance(again, UpdatePPMIDFirmware)
    assert (again.request_id, again.device_ids) == (request_id(1011 + NUMBERS_APART), (ONE,))
    assert sent(stage.restart()) == []


def test_a_planned_supplier_keeps_the_contract_of_a_machine() -> None:
    def make(kept: Kept) -> Supplier:
        return Supplier(SCRIPT, kept, planned())

    lost = [Frame(DCC, SUPPLIER, 0, ccs08(TransferResponseCode.IMAGE_DISCARDED, device)) for device in (ONE, TWO)]
    check_machine(make, lost)


def standings_of(stage: Stage[Supplier]) -> object:
    state = stage.machine.state
    assert isinstance(state, tuple)
    return state[2]


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_restart_remembers_who_is_never_to_have_its_image_and_what_is_never_sent(at: int) -> None:
    campaign = planned()
    only_if_held = replace(campaign.wanted[1], gates=(Gate(0, Word.HELD),))
    stage = supplier((), replace(campaign, wanted=(campaign.wanted[0], only_if_held)))
    stage.wake()
    answers = (
        ccs08(TransferResponseCode.TRANSFER_FAILURE, ONE),
        ccs08(TransferResponseCode.SUCCESS, TWO),
        PPMIDAlert(request_id(1011), TWO, NEW, ActivateImageResultCode.SUCCESS),
    )
    said = []
    for number, answer in enumerate(answers, 1):
        said += sent(stage.hear(DCC, answer))
        if number == at:
            before = standings_of(stage)
            stage.restart()
            assert standings_of(stage) == before

    assert said == []
    assert stage.machine.deadline is None
    assert stage.machine.picture.size == 1, "one request is all that goes out"


def test_what_comes_again_under_its_number_is_acknowledged_again_and_counts_once_through_any_crash() -> None:
    stage = supplier()
    word = CommsHubAlert(request_id(1), ONE, NEW, TransferResponseCode.SUCCESS)
    first, second = stage.hear(DCC, word, MAIL_FIRST), stage.hear(DCC, word, MAIL_FIRST)
    heard = stage.machine.answers
    stage.restart()
    third = stage.hear(DCC, word, MAIL_FIRST)

    assert [sent(effects) for effects in (first, second, third)] == [[DuisAck(MAIL_FIRST)]] * 3
    assert (heard, stage.machine.answers) == ((word,), ())


def test_an_answer_to_a_request_is_acknowledged_by_nothing() -> None:
    assert supplier().hear(DCC, TAKEN, MAIL_FIRST - 1) == NOTHING


def test_the_oldest_number_is_forgotten_first() -> None:
    stage = supplier()
    word = CommsHubAlert(request_id(1), ONE, NEW, TransferResponseCode.SUCCESS)
    for number in range(TAKEN_MAX + 1):
        stage.hear(DCC, word, MAIL_FIRST + number)

    assert len(tuple(stage.shelf.below("taken"))) == TAKEN_MAX
    assert len(stage.machine._taken) == TAKEN_MAX
    assert MAIL_FIRST not in stage.machine._taken
