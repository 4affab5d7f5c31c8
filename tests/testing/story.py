"""One story that every ground must bear: whoever implements a ``Ground`` lets it be told on a premises of its own."""

import pytest

from lab.testing.premises import Premises
from lab.testing.words import CCS08, CS09
from premises.quantity import seconds
from premises.wire.duis.messages import UpdateRequest
from premises.wire.message import Message

NEW, NEWER = 0x0001_0002, 0x0001_0003

B1 = {
    "ppmid_variant": "B1",
    "eui": "90-B3-D5-1F-30-B1-00-01",
    "image_type": 0x0184,
    "reboot_s": 2.0,
    "start_delay_max_s": 1.0,
    "query_every_s": 20.0,
}
SITE = {"name": "story", "bridges": {"b1": B1}}
"""A premises with B1 alone, quick in everything that a test waits for."""


def check_ground(premises: Premises) -> None:
    """Tell the story, in which every call of a ``Ground`` has its part, on a premises of SITE that nobody has used."""
    _update_through_a_fault(premises)
    _lose_power(premises)
    _be_refused(premises)
    _wait_in_vain(premises)
    _play_the_supplier(premises)

    assert not premises.faults.in_force


def _update_through_a_fault(premises: Premises) -> None:
    supplier = premises.supplier
    assert premises.running("B1") == 0x0001_0000

    update = premises.update("B1", version=NEW, size=500)
    with premises.on("hub->b1").drop(nth=2, kind="ImageBlockResponse"):
        assert premises.wait_for(update, within="2h") is update

    assert premises.running("b1") == NEW
    assert supplier.received("ServiceResponse", about="b1", response_code="I99")
    assert supplier.received(CCS08, about="b1", transfer_response_code="success")
    assert supplier.received(CS09, about="B1", firmware_version=NEW)[0].firmware_version == NEW  # type: ignore[attr-defined]  # a CS09 has one
    assert supplier.believes("b1").running == NEW
    assert premises.party("hub").received("ImageBlockRequest", source="b1")
    assert premises.party("b1").never_received("ImageBlockRequest")
    assert "runs 0x00010002" in premises.ladder(last=100)
    assert "UpdatePPMIDFirmware: 0x00010002 for b1" in premises.ladder(last=100)
    assert "done" in premises.why("b1")


def _lose_power(premises: Premises) -> None:
    began_s = premises.now_s
    with premises.on("b1").power_cut():
        premises.let_pass("10s")
        assert premises.running("b1") is None
    premises.wait_for(lambda: premises.running("b1") == NEW, within="10m")

    assert premises.now_s - began_s > 9.9


def _be_refused(premises: Premises) -> None:
    premises.wait_for(premises.update("b1", version=NEW, size=500), within="10m")

    assert not premises.supplier.believes("b1").is_accepted
    assert "not newer" in premises.supplier.believes("b1").refused


def _wait_in_vain(premises: Premises) -> None:
    with premises.on("hub<->b1").outage():
        premises.update("b1", version=NEWER, size=500)
        with pytest.raises(AssertionError, match=r"waited 3\d\.\d s for CS09(.|\n)*b1@0x00010003 of request 3: at"):
            premises.wait_for(CS09, about="b1", firmware_version=NEWER, within="30s")
    premises.wait_for(CS09, about="b1", firmware_version=NEWER, within="2h")


def _play_the_supplier(premises: Premises) -> None:
    heard: list[Message] = []

    def hear(message: Message, now: int) -> list[UpdateRequest]:
        assert now <= seconds(premises.now_s)
        heard.append(message)
        is_first = isinstance(message, CS09) and message.firmware_version == NEWER + 1
        return list(premises.prepare("b1", version=NEWER + 2, size=500).requests) if is_first else []

    premises.supplier.is_played_by(hear)
    premises.update("b1", version=NEWER + 1, size=500)
    premises.wait_for(CS09, about="b1", firmware_version=NEWER + 2, within="4h")

    assert [type(message) for message in heard].count(CS09) == 2
    assert premises.running("b1") == NEWER + 2
