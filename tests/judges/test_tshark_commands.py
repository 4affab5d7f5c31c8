"""tshark reads 11.2, 8.11 and the MAC round them, a Pre-Command, and all that crosses the WAN of a story with them."""

from pathlib import Path

import pytest

from lab.campaign.activation import activation_for
from lab.story.scenario import Scenario, load_scenario
from lab.story.supplier import Planned
from lab.story.virtual import world_of
from premises.faults.air import Lane
from premises.faults.wiring import HAN, address_book
from premises.identity import Name, eui64
from premises.quantity import Instant, seconds
from premises.sim.octets import through_octets
from premises.trust.network import network_key
from premises.wire.duis.inventory import LogRequest, UpdateHANDeviceLog
from premises.wire.gbcs.activation import AT_ONCE, CANCELLED, ActivateFirmwareCommand
from premises.wire.gbcs.octets import FIRST_OCTETS, to_gbcs, with_mac, with_signature
from premises.wire.message import Medium
from premises.wire.site import SUPPLIER_EUI
from tests.gbcs.test_octets import MESSAGES
from tests.judges.on_the_air import B1, CS06, EUI, GBCS_FIELDS, HASH, SUPPLIER
from tests.judges.tshark import TSHARK, Captured, complaints, dissect

pytestmark = [pytest.mark.judge, pytest.mark.skipif(TSHARK is None, reason="tshark is not installed")]

CODES = {"ECS52": 0x0059, "GCS38": 0x0084, "CS08": 0x0129, "CCS01": 0x0001, "CCS02": 0x0002}
STORY = Path(__file__).parents[2] / "scenarios" / "read-versions.toml"


@pytest.mark.parametrize("name", MESSAGES)
def test_each_message_is_read_as_we_meant_it_with_its_mac_and_without(name: str) -> None:
    said = MESSAGES[name][0]
    whole = [with_mac(said, bytes(range(12))), said]
    rows = dissect([Captured(Medium.WAN, to_gbcs(each)) for each in whole], GBCS_FIELDS)

    assert complaints(rows) == []
    for row in rows:
        assert int(row[GBCS_FIELDS[1]], 0) == said.counter
        assert int(row[GBCS_FIELDS[4]], 0) == CODES[name.split(maxsplit=1)[0]]


@pytest.mark.parametrize("at", [AT_ONCE, 86_400, CANCELLED])
def test_a_pre_command_is_well_formed_for_its_null_signature_and_malformed_without_it(at: int) -> None:
    pre = to_gbcs(ActivateFirmwareCommand(SUPPLIER, EUI[B1], 7, HASH, at))
    with_null, without = dissect([Captured(Medium.WAN, pre), Captured(Medium.WAN, pre[:-1])])

    assert complaints([with_null]) == []
    assert complaints([without]) != []


def test_a_signed_command_under_a_mac_is_read_to_its_end() -> None:
    whole = with_mac(with_signature(CS06, bytes(64)), bytes(12))
    rows = dissect([Captured(Medium.WAN, to_gbcs(whole))], GBCS_FIELDS)

    assert complaints(rows) == []
    assert int(rows[0][GBCS_FIELDS[4]], 0) == 0x0012


def test_nothing_that_crosses_the_wan_or_the_han_of_a_story_with_all_of_it_is_malformed() -> None:
    story = load_scenario(STORY)
    site = story.site
    hub, ppmid, esme = site.hub.eui, site.meters["ppmid"].eui, eui64(site.meters["esme"].eui)
    more = (
        Planned(Instant(seconds(8)), UpdateHANDeviceLog(f"{SUPPLIER_EUI}:{hub}:51", eui64(ppmid), LogRequest.REMOVE)),
        Planned(Instant(seconds(9)), UpdateHANDeviceLog(f"{SUPPLIER_EUI}:{hub}:52", eui64(ppmid), LogRequest.ADD)),
        Planned(Instant(seconds(10)), activation_for(esme, HASH, AT_ONCE, 53)),
    )
    script = (*story.script, *more)
    frames: list[Captured] = []

    def tap(lane: Lane, octets: bytes) -> None:
        if lane.medium is Medium.RADIO or (lane.medium is Medium.WAN and octets[:1] in FIRST_OCTETS):
            frames.append(Captured(lane.medium, octets))

    told = Scenario(story.name, story.spec, site, script)
    world = world_of(told, story.spec.seed, None, through_octets(address_book(site, story.spec.seed), tap))
    world.run(Instant(seconds(40)))
    rows = dissect(frames, GBCS_FIELDS, network_key(story.spec.seed, HAN))
    codes = {int(row[GBCS_FIELDS[4]], 0) for row in rows if row[GBCS_FIELDS[4]] and row["medium"] == Medium.WAN.value}

    assert complaints(rows) == []
    assert codes >= {*CODES.values(), 0x0012}
    assert world.machine(Name("dcc")).picture.activity == "idle"
