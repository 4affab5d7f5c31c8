"""Who may ask what of which device: each cause has its code, and without that one cause the same request is taken."""

import pytest

from premises.wire.duis.inventory import Inventory, LogRequest
from premises.wire.duis.messages import PreCommand, ServiceResponse
from premises.wire.notes.requests import RequestRefused
from tests.machine.reading import noted, sent
from tests.smi.permissions import CAUSES, JOINS, LOST, Cause, activate, log, read, stage, transform
from tests.smi.premises_of_two import B1, CHF, NEXT


@pytest.mark.parametrize("cause", CAUSES, ids=[f"{each.service} {each.what}" for each in CAUSES])
def test_each_cause_has_its_code_and_says_itself_and_changes_nothing(cause: Cause) -> None:
    adapter = stage(cause.rule)
    before = adapter.machine.state
    effects = adapter.hear(cause.by, cause.request)
    (answer,) = sent(effects)

    assert isinstance(answer, ServiceResponse)
    assert (answer.response_code, answer.refusal) == (cause.code, cause.refusal)
    assert cause.words in answer.detail
    assert [note.reason for note in noted(effects, RequestRefused)] == [cause.refusal.value]
    assert adapter.machine.state == before


@pytest.mark.parametrize("cause", CAUSES, ids=[f"{each.service} {each.what}" for each in CAUSES])
def test_without_that_cause_it_is_taken(cause: Cause) -> None:
    said = sent(stage(cause.mended_rule).hear(cause.mended_by, cause.mended))
    (answer,) = [each for each in said if isinstance(each, Inventory | PreCommand | ServiceResponse)]

    assert not isinstance(answer, ServiceResponse) or answer.response_code in ("I0", "I99")


def test_a_type_that_takes_no_such_request_is_said_before_whose_it_is() -> None:
    asked = log(CHF, LogRequest.REMOVE, NEXT), transform(B1, NEXT), activate(B1, NEXT)
    answers = [sent(stage("since-2021").hear(NEXT, request))[0] for request in asked]

    assert [getattr(answer, "response_code", "") for answer in answers] == ["E11"] * 3


@pytest.mark.parametrize("ask", [read, transform, activate])
def test_what_is_anothers_and_in_no_status_for_it_is_said_to_be_anothers(ask: type) -> None:
    (answer,) = sent(stage("since-2021").hear(NEXT, ask(LOST if ask is not read else JOINS, NEXT)))

    assert isinstance(answer, ServiceResponse)
    assert answer.response_code == "E4"
