"""The DCC adapter believes an alert only when its originator signed it; what fails is noted, not answered."""

import pytest

from premises.trust.alerts import signed
from premises.trust.keys import signing_key
from premises.wire.duis.messages import CommsHubAlert, PPMIDAlert
from premises.wire.field.wan import AlertAck
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.gbcs.octets import with_signature
from premises.wire.notes.requests import AlertReceived, AlertRefused
from premises.wire.site import HUB
from tests.machine.reading import noted, sent
from tests.rooms.dcc_stage import CHF, KEYS, ONE, SEED, TWO, UNKNOWN, adapter, ask, ccs08, cs09, request, tell

FORGED: list[tuple[GbcsMessage, str]] = [
    (ccs08(), "it is not signed"),
    (cs09(), "it is not signed"),
    (signed(ccs08(), KEYS[ONE]), f"not signed by {CHF}: "),
    (signed(cs09(), KEYS[CHF]), f"not signed by {ONE}: "),
    (signed(cs09(), signing_key(SEED + 1, "b1-0")), f"not signed by {ONE}: "),
    (with_signature(cs09(2), signed(cs09(), KEYS[ONE]).signature), f"not signed by {ONE}: "),
    (signed(cs09(who=UNKNOWN), KEYS[ONE]), f"not signed by {UNKNOWN}: there is no certificate of {UNKNOWN}"),
]
NAMES = [
    "CCS08 unsigned",
    "CS09 unsigned",
    "CCS08 by a bridge",
    "CS09 by the hub",
    "of another premises",
    "of another alert",
    "of nobody",
]


@pytest.mark.parametrize(("alert", "reason"), FORGED, ids=NAMES)
def test_an_alert_that_its_originator_did_not_sign_is_noted_and_nothing_else(alert: GbcsMessage, reason: str) -> None:
    stage = adapter()
    ask(stage, request())
    before = stage.machine.state
    effects = stage.hear(HUB, alert)
    (note,) = noted(effects, AlertRefused)

    assert effects == [note]
    assert (note.originator, note.counter) == (alert.originator, alert.counter)
    assert note.reason.startswith(reason)
    assert stage.machine.state == before


def test_the_note_names_the_use_case() -> None:
    stage = adapter()

    assert [noted(stage.hear(HUB, alert), AlertRefused)[0].use_case for alert in (ccs08(), cs09())] == ["CCS08", "CS09"]


def test_after_a_forged_alert_the_real_one_with_the_same_counter_is_still_heard() -> None:
    stage = adapter()
    ask(stage, request())
    stage.hear(HUB, with_signature(cs09(), bytes(64)))
    effects = tell(stage, cs09())

    assert noted(effects, AlertReceived) == [AlertReceived("CS09", ONE, cs09().version, "success")]
    assert [type(message) for message in sent(effects)] == [AlertAck, PPMIDAlert]


def test_a_real_alert_that_is_said_again_is_acknowledged_again_and_a_forged_one_with_its_counter_is_not() -> None:
    stage = adapter()
    ask(stage, request(1, ONE, TWO))
    tell(stage, ccs08())

    assert sent(tell(stage, ccs08())) == [AlertAck(CHF, 1)]
    assert sent(stage.hear(HUB, ccs08())) == []


def test_what_is_believed_is_believed_after_a_restart_too() -> None:
    stage = adapter()
    ask(stage, request())
    stage.restart()

    assert [type(message) for message in sent(tell(stage, ccs08()))] == [AlertAck, CommsHubAlert]
