"""Waiting: until what was meant has come, no longer than was said, and with reasons when it does not."""

import asyncio

import pytest

from lab.testing.words import CCS08, CS09
from premises.errors import UsageError
from premises.quantity import seconds
from tests.testing.stage import premises_of, staged
from tests.testing.story import B1, SITE


def test_an_update_has_come_when_every_device_has_had_its_last_word() -> None:
    premises = premises_of()
    update = premises.update("b1", "b3", size=20_000)
    premises.wait_for(update)

    assert len(premises.supplier.received(CS09)) == 1
    assert premises.supplier.believes("b1").transfer == "image_discarded"
    assert premises.supplier.believes("b3").running == premises.running("b3") == update.version


def test_devices_of_one_type_share_a_request() -> None:
    premises = premises_of({"shape": "any", "bridges": {"b1": B1, "c1": {**B1, "eui": "90-B3-D5-1F-30-B1-00-02"}}})
    update = premises.update("B1", "C1", size=500)
    premises.wait_for(update)

    assert [len(request.device_ids) for request in update.requests] == [2]
    assert premises.running("b1") == premises.running("c1") == update.version


def test_each_message_ends_one_wait() -> None:
    premises = premises_of(SITE)
    premises.update("b1", size=500)
    premises.wait_for("CS09")
    premises.update("b1", size=500)

    assert premises.wait_for(CS09).firmware_version == 0x0001_0002
    assert premises.wait_for(CCS08).firmware_version == 0x0001_0001
    assert premises.wait_for(CCS08, firmware_version=0x0001_0002).firmware_version == 0x0001_0002
    with pytest.raises(AssertionError, match="2 came before, and ended other waits"):
        premises.wait_for(CCS08, within="1m")


def test_whatever_can_be_called_can_be_waited_for() -> None:
    premises = premises_of(SITE)
    premises.update("b1", size=500)

    assert premises.wait_for(lambda: premises.party("b1").received("ImageNotify"))
    assert premises.supplier.never_received(CCS08)


def test_no_more_time_passes_than_was_waited_for() -> None:
    premises = premises_of(SITE)
    with pytest.raises(
        AssertionError, match=r"waited 1 min 30 s for CS09: it has not come \(premises time 1 min 30 s\)"
    ):
        premises.wait_for(CS09, within="1m30s")
    assert premises.now_s == 90

    premises.let_pass(0.25)
    assert premises.now_s == 90.25


def test_what_has_come_already_takes_no_time() -> None:
    premises = premises_of(SITE)
    update = premises.update("b1", size=500)
    premises.wait_for(update)
    now_s = premises.now_s

    assert premises.wait_for(update, within=0) is update
    assert premises.now_s == now_s


def test_a_refused_request_has_its_last_word_at_once_and_a_wait_for_more_says_who_refused() -> None:
    premises = premises_of(SITE)
    premises.wait_for(premises.update("b1", version=1), within="5s")

    with pytest.raises(AssertionError, match=r"dcc refused the request at 0\.2 s: b1 runs 0x00010000"):
        premises.wait_for(CS09, within="1m")


def test_a_wait_that_nothing_can_end_says_so_at_once() -> None:
    premises, ground = staged(SITE)
    for who in ("dcc", "hub", "b1"):
        premises.on(who).power_cut()

    with pytest.raises(AssertionError, match="nothing more can happen, and CS09 has not come"):
        premises.wait_for(CS09, within="300d")
    assert ground.is_still
    assert premises.now_s < 86_400


def test_what_cannot_be_waited_for_is_one_line() -> None:
    premises = premises_of(SITE)

    with pytest.raises(
        UsageError, match=r"wait_for\(7\): expected an update, an activation, a message or something to call"
    ):
        premises.wait_for(7)  # type: ignore[arg-type]  # that is what is wrong with it
    with pytest.raises(UsageError, match="wait_for: about='b1': only messages are about a device"):
        premises.wait_for(premises.update("b1"), about="b1")
    with pytest.raises(UsageError, match="no Supplier receives a message 'CS9': did you mean CS09"):
        premises.wait_for("CS9")


def test_an_update_that_cannot_be_ordered_is_one_line() -> None:
    premises = premises_of()

    with pytest.raises(UsageError, match="update: expected the names of devices: this premises has b1, b2, b3, b4"):
        premises.update()
    with pytest.raises(UsageError, match="device 'b1' is named twice"):
        premises.update("b1", "B1")
    with pytest.raises(UsageError, match="ppmid is a PPMID, which nothing here updates"):
        premises.update("ppmid")
    with pytest.raises(UsageError, match="update: file and image: expected one of them, or neither"):
        premises.update("b1", file="x.ota", image=b"")
    with pytest.raises(UsageError, match="update: size = 500: the image that is given has its own"):
        premises.update("b1", size=500, image=b"")
    with pytest.raises(UsageError, match="an image of 5 octets cannot be made"):
        premises.update("b1", size=5)
    with pytest.raises(UsageError, match="update: version = 0xffffffff: expected 0x00000000 to 0xfffffffe"):
        premises.update("b1", version=0xFFFF_FFFF)
    with pytest.raises(UsageError, match=r"update: file x\.ota: no such file or directory"):
        premises.update("b1", file="x.ota")
    with pytest.raises(UsageError, match="update: "):
        premises.update("b1", image=b"no image")


def test_each_update_is_newer_than_the_last_also_when_nobody_runs_that_yet() -> None:
    premises = premises_of(SITE)

    assert [premises.update("b1", size=500).version for _ in range(3)] == [0x0001_0001, 0x0001_0002, 0x0001_0003]


def test_an_image_of_the_tests_own_is_sent_as_it_is() -> None:
    premises = premises_of(SITE)
    image = premises.prepare("b1", version=0x0002_0000, size=700).requests[0].firmware_image
    premises.wait_for(premises.update("b1", image=image))

    assert premises.running("b1") == 0x0002_0000


def test_requests_are_numbered_on_after_those_of_a_past() -> None:
    before = {"until_s": 600.0, "update": [{"at_s": 1.0, "to": ["b1"], "size": 500}]}
    premises = premises_of({**SITE, "before": before})
    update = premises.update("b1", size=500)
    premises.wait_for(update)

    assert premises.running("b1") == update.version == 0x0001_0002
    assert update.requests[0].request_id.endswith(":2")


def test_a_wait_that_is_cancelled_ends_and_the_premises_goes_on_from_there() -> None:
    premises, ground = staged(SITE)

    async def wait() -> None:
        async with asyncio.timeout(0.05):
            await premises.reached(CS09, within="365d")

    with pytest.raises(TimeoutError):
        asyncio.run(wait())
    stopped_at = ground.now

    assert 0 < stopped_at < seconds(364 * 86_400)
    premises.wait_for(premises.update("b1", size=500))
