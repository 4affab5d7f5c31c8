"""Every frame of whole updates, as tshark reads it: story in virtual time, octets as on the air, secured and plain."""

import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from lab.images import make_image
from lab.live.pki import publish_pki
from lab.live.run_directory import RunDirectory
from lab.site import load_site
from lab.story.scenario import Scenario
from lab.story.supplier import Planned
from lab.story.virtual import world_of
from premises.faults.air import Lane
from premises.faults.wiring import HAN, address_book
from premises.identity import Name
from premises.quantity import Instant, seconds
from premises.sim.octets import through_octets
from premises.trust.network import network_key
from premises.wire.gbcs.octets import FIRST_OCTETS
from premises.wire.message import Medium
from premises.wire.scenario import Expect, ScenarioSpec
from premises.wire.site import Site
from tests.judges.pcap import LINKTYPE_RADIO, pcap
from tests.judges.tshark import ATTRIBUTE_COMMANDS, TSHARK, Captured, complaints, dissect
from tests.sim.stories import NEW, update_request

pytestmark = [pytest.mark.judge, pytest.mark.skipif(TSHARK is None, reason="tshark is not installed")]

SEED = 1
KEY = network_key(SEED, HAN)
SIZE = 4_096
GAP_S = 400.0
"""Between two requests: the hub's slot holds one image."""
UNTIL_S = 3 * 3600.0
OFFSET = "zbee_zcl_general.ota.file.offset"
DATA = "zbee_zcl_general.ota.image.data"
DATA_SIZE = "zbee_zcl_general.ota.data_size"
IMAGE_TYPE = "zbee_zcl_general.ota.image.type"
SRV_TX = "zbee_zcl_general.ota.cmd.srv_tx.id"
BLOCK_RESPONSE = "0x05"
REGISTER = "zbee_zcl.attr.uint48"
PHY_OCTETS_MAX = 127
SITE = load_site(Path(__file__).parents[2] / "sites" / "four-bridges.toml")
IMAGES = {
    who: make_image(spec.image_type, NEW, SIZE, manufacturer=spec.manufacturer) for who, spec in SITE.bridges.items()
}


def captured(site: Site) -> list[Captured]:
    """Give every radio frame, and every alert on the WAN, while each bridge gets an image of its own."""
    frames: list[Captured] = []

    def tap(lane: Lane, octets: bytes) -> None:
        if lane.medium is Medium.RADIO or (lane.medium is Medium.WAN and octets[:1] in FIRST_OCTETS):
            frames.append(Captured(lane.medium, octets))

    script = tuple(
        Planned(Instant(seconds(1 + place * GAP_S)), update_request(site, Name(who), image, place + 1))
        for place, (who, image) in enumerate(IMAGES.items())
    )
    scenario = Scenario("tapped", ScenarioSpec("four updates, tapped", Expect({}, UNTIL_S)), site, script)
    world = world_of(scenario, SEED, None, through_octets(address_book(site, SEED), tap))
    world.run(Instant(seconds(UNTIL_S)))
    assert [world.machine(Name(who)).picture.running for who in IMAGES] == [NEW] * 4, "the story goes to its end"
    return frames


@pytest.fixture(scope="module", params=[True, False], ids=["secured", "plain"])
def story(request: pytest.FixtureRequest) -> tuple[list[Captured], bytes]:
    """Give the frames, and the key under which they are."""
    return captured(replace(SITE, nwk_security=request.param)), KEY if request.param else b""


Told = tuple[list[Captured], bytes]


def test_every_frame_of_four_updates_is_dissected_without_complaint(story: Told) -> None:
    frames, key = story

    assert len(frames) > 4 * 2 * SIZE / 48, "block requests and responses of four bridges, and the alerts"
    assert {frame.medium for frame in frames} == {Medium.RADIO, Medium.WAN}
    assert complaints(dissect(frames, key=key)) == []


def test_tshark_read_the_very_images_at_the_very_offsets(story: Told) -> None:
    frames, key = story
    rows = dissect(frames, (OFFSET, DATA_SIZE, DATA, IMAGE_TYPE), key)
    blocks = [row for row in rows if row[SRV_TX] == BLOCK_RESPONSE]
    found: dict[int, dict[int, bytes]] = {spec.image_type: {} for spec in SITE.bridges.values()}
    for row in blocks:
        found[int(row[IMAGE_TYPE], 0)][int(row[OFFSET], 0)] = bytes.fromhex(row[DATA].replace(":", ""))

    assert all(int(row[DATA_SIZE], 0) == len(bytes.fromhex(row[DATA].replace(":", ""))) for row in blocks)
    for who, spec in SITE.bridges.items():
        at, data = 0, b""
        for offset, part in sorted(found[spec.image_type].items()):
            assert offset == at
            at, data = at + len(part), data + part
        assert data == IMAGES[who]


def test_everyday_traffic_that_bridges_carry_is_read_too(story: Told) -> None:
    frames, key = story
    rows = [row for row in dissect(frames, (REGISTER,), key) if row["zbee_zcl_se.met.attr_id"]]

    assert {row["zbee_zcl.cmd.id"] for row in rows} >= set(ATTRIBUTE_COMMANDS)
    assert "60" in {row[REGISTER] for row in rows}, "what the GSME counted in half an hour"


def test_no_frame_is_longer_than_a_radio_can_carry(story: Told) -> None:
    frames, _ = story

    assert max(len(frame.octets) for frame in frames if frame.medium is Medium.RADIO) <= PHY_OCTETS_MAX


def test_without_the_key_tshark_reads_no_message_of_a_secured_premises() -> None:
    radio = [frame for frame in captured(SITE) if frame.medium is Medium.RADIO]
    layers = Counter(row["frame.protocols"] for row in dissect(radio))
    opened = Counter(row["frame.protocols"] for row in dissect(radio, key=KEY))

    assert not [each for each in layers if "zbee_aps" in each or "zbee_zcl" in each]
    assert [each for each in opened if each.endswith(".ota")]


def test_the_file_that_a_live_run_leaves_is_wiresharks_own_table_of_keys(tmp_path: Path) -> None:
    assert TSHARK is not None
    files = RunDirectory(tmp_path / "run")
    publish_pki(SITE, SEED, files)
    capture = tmp_path / "frames.pcap"
    capture.write_bytes(
        pcap(LINKTYPE_RADIO, [frame.octets for frame in captured(SITE) if frame.medium is Medium.RADIO])
    )
    command = [
        TSHARK,
        "-r",
        str(capture),
        "-Y",
        "zbee_zcl_general.ota.image.data",
        "-T",
        "fields",
        "-e",
        "frame.number",
    ]
    environment = {**os.environ, "WIRESHARK_CONFIG_DIR": str(files.pki)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)

    assert len(done.stdout.split()) >= 4 * SIZE // 48


def test_the_key_of_another_premises_opens_nothing() -> None:
    radio = [frame for frame in captured(SITE) if frame.medium is Medium.RADIO]

    assert not [row for row in dissect(radio, key=network_key(SEED + 1, HAN)) if "zbee_zcl" in row["frame.protocols"]]
