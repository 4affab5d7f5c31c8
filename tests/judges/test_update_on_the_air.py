"""Every frame of a whole update, as tshark reads it: story in virtual time, octets as on the air."""

import pytest

from lab.images import make_image
from lab.story.scenario import Scenario
from lab.story.supplier import Planned
from lab.story.virtual import world_of
from premises.faults.air import Lane
from premises.faults.wiring import address_book
from premises.identity import Name
from premises.quantity import Instant, seconds
from premises.sim.octets import through_octets
from premises.wire.message import Medium
from premises.wire.scenario import Expect, ScenarioSpec
from premises.wire.site import Site
from tests.judges.tshark import ATTRIBUTE_COMMANDS, TSHARK, Captured, complaints, dissect
from tests.sim.stories import update_request
from tests.sim.test_everyday_traffic import four_bridges
from tests.sim.test_four_bridges import four

pytestmark = [pytest.mark.judge, pytest.mark.skipif(TSHARK is None, reason="tshark is not installed")]

SIZE = 16_384
GENERAL_SIGNING = 0xDF
SITE = Site()
IMAGE = make_image(0x0184, 0x0001_0001, SIZE, manufacturer=0xA170)
OFFSET = "zbee_zcl_general.ota.file.offset"
DATA = "zbee_zcl_general.ota.image.data"
DATA_SIZE = "zbee_zcl_general.ota.data_size"
SRV_TX = "zbee_zcl_general.ota.cmd.srv_tx.id"
BLOCK_RESPONSE = "0x05"
REGISTER = "zbee_zcl.attr.uint48"
PHY_OCTETS_MAX = 127


def captured_update(site: Site = SITE, who: str = "b1", image: bytes = IMAGE, until_s: float = 400.0) -> list[Captured]:
    """Give every radio frame, and every alert on the WAN, of one update."""
    captured: list[Captured] = []

    def tap(lane: Lane, octets: bytes) -> None:
        if lane.medium is Medium.RADIO or (lane.medium is Medium.WAN and octets[0] == GENERAL_SIGNING):
            captured.append(Captured(lane.medium, octets))

    request = update_request(site, Name(who), image)
    spec = ScenarioSpec("one update, tapped", Expect({}, until_s))
    scenario = Scenario("tapped", spec, site, (Planned(Instant(seconds(1)), request),))
    world = world_of(scenario, 1, None, through_octets(address_book(site), tap))
    world.run(Instant(seconds(until_s)))
    assert world.machine(Name(who)).picture.running == 0x0001_0001, "the story goes to its end"
    return captured


def test_every_frame_of_a_full_update_is_dissected_without_complaint() -> None:
    captured = captured_update()
    dissected = dissect(captured, (OFFSET, DATA_SIZE, DATA))
    blocks = [row for row in dissected if row[SRV_TX] == BLOCK_RESPONSE]
    found = {int(row[OFFSET], 0): bytes.fromhex(row[DATA].replace(":", "")) for row in blocks}

    assert len(captured) > 2 * SIZE / 48, "block requests and responses, and the alerts"
    assert {frame.medium for frame in captured} == {Medium.RADIO, Medium.WAN}
    assert complaints(dissected) == []
    assert all(int(row[DATA_SIZE], 0) == len(found[int(row[OFFSET], 0)]) for row in blocks)
    assert b"".join(data for _, data in sorted(found.items())) == IMAGE, "tshark read the very image"


def test_no_frame_is_longer_than_a_radio_can_carry() -> None:
    radio = [frame for frame in captured_update() if frame.medium is Medium.RADIO]

    assert max(len(frame.octets) for frame in radio) <= PHY_OCTETS_MAX


def test_relayed_frames_and_polls_of_a_sleeper_are_dissected_without_complaint() -> None:
    image = make_image(0x0484, 0x0001_0001, 1024, manufacturer=0xA170)
    captured = captured_update(four(), "b4", image, 7200.0)

    assert complaints(dissect(captured)) == []


def test_everyday_traffic_that_bridges_carry_is_dissected_without_complaint() -> None:
    image = make_image(0x0284, 0x0001_0001, 1024, manufacturer=0xA170)
    dissected = dissect(captured_update(four_bridges(), "b2", image, 3600.0), (REGISTER,))
    commands = [row["zbee_zcl.cmd.id"] for row in dissected if row["zbee_zcl_se.met.attr_id"]]

    assert complaints(dissected) == []
    assert {command: commands.count(command) > 0 for command in ATTRIBUTE_COMMANDS} == dict.fromkeys(
        ATTRIBUTE_COMMANDS, True
    )
    assert "60" in {row[REGISTER] for row in dissected}, "what the GSME counted in half an hour"
