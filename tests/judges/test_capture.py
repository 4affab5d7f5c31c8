"""Captures of whole updates in each design, as tshark reads them: every frame, every image on every hop, every fate."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from lab.capture.capture import Capture, Wanted
from lab.capture.keys import write_keys
from lab.capture.pcapng import CaptureWriter, Packet
from lab.site import load_toml
from lab.story.scenario import Scenario, scenario_of
from lab.story.virtual import tell
from premises.faults.said.checked import with_said
from premises.faults.wiring import address_book
from premises.identity import Name
from premises.journey.run_file import How, RunHeader, read_run, write_run
from premises.wire.field.bundle import is_bundle, part_octets, read_manifest
from premises.wire.field.ota_file import manufacturer_image, read_ota_file
from premises.wire.notes.flights import FlightLost, FlightMissed, FlightSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.site_text import run_text
from tests.judges.captured import OURS_ON_WAN, Row, faults_of, images_in, is_in_strict_order, rows_of
from tests.judges.tshark import TSHARK

pytestmark = [pytest.mark.judge, pytest.mark.skipif(TSHARK is None, reason="tshark is not installed")]

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SIZE = 2_048
WEATHER = ("10% loss on han", "10% loss on althan-b3-b4", "5% damaged on han", "20% duplicated on wan")

B1, B2, B3, B4 = "b1", "b2", "b3", "b4"
HOPS = {
    "proposed": {
        ("han", B1, B1), ("han", B1, B2), ("althan-b1-b2", B2, B2),
        ("han", B3, B3), ("han", B3, B4), ("althan-b3-b4", B4, B4),
    },
    "option-a": {
        ("han", B1, B1), ("han", B1, B2), ("althan-b1-b2", B2, B2), ("han", B3, B3), ("althan-b3-b4", B4, B4),
    },
    "option-b": {
        ("han", B1, B1), ("althan-b1-b2", B2, B2), ("althan-b1-b3", B3, B3), ("althan-b3-b4", B4, B4),
    },
}  # fmt: skip
"""Over which link, to which neighbour, for whom in the end an image goes in each design."""

TRANSFERS = {"proposed": 4, "option-a": 3, "option-b": 1}


@dataclass(frozen=True, slots=True)
class Story:
    """One story that was told with frames kept."""

    scenario: Scenario
    entries: tuple[Entry, ...]
    packets: tuple[Packet, ...]

    def write(self, folder: Path, packets: Iterable[Packet] | None = None) -> tuple[Path, Path]:
        """Write capture and keys, perhaps with other packets."""
        file, keys = folder / "x.pcapng", folder / "x.keys"
        site, seed = self.scenario.site, self.scenario.spec.seed
        with file.open("wb") as stream:
            interfaces = Capture(site, seed, Wanted()).interfaces
            CaptureWriter(stream, interfaces, "a test", "us").write(self.packets if packets is None else tuple(packets))
        write_keys(keys, site, seed)
        return file, keys


@cache
def told(design: str, how: str, weather: tuple[str, ...] = ()) -> Story:
    """Tell a scenario of the committed ones, with larger images and perhaps more faults."""
    path = SCENARIOS / f"{design}-{how}.toml"
    document = load_toml(path)
    document["campaign"]["size"] = SIZE
    document["expect"]["within_s"] = 1_200
    found = scenario_of(document, str(path), path.parent, path.stem)
    scenario = replace(found, site=with_said(found.site, weather))
    entries: list[Entry] = []
    run = tell(scenario, scenario.spec.seed, entries.append, frames=True)
    assert {who: run.pictures[Name(who)].running for who in (B1, B2, B3, B4)} == dict.fromkeys((B1, B2, B3, B4), 65_537)
    entries.sort(key=lambda entry: (entry.at, entry.who, entry.boot, entry.number))
    capture = Capture(scenario.site, scenario.spec.seed, Wanted())
    capture.take(entries)
    return Story(scenario, tuple(entries), tuple(capture.rest()))


def sent_by(scenario: Scenario) -> set[str]:
    """Give the SHA-256 of each image that the Supplier sent, and of each part of a bundle."""
    return {
        sha256(octets).hexdigest()
        for wanted in scenario.campaign.wanted
        for octets in _with_parts(wanted.request.firmware_image)
    }


def _with_parts(image: bytes) -> Iterator[bytes]:
    yield image
    inner = manufacturer_image(read_ota_file(image).body)
    if is_bundle(inner):
        for part in read_manifest(inner):
            yield from _with_parts(part_octets(inner, part))


def faults_in(story: Story, folder: Path, packets: Iterable[Packet] | None = None) -> list[str]:
    """Give everything that is wrong with a capture of ``story``."""
    file, keys = story.write(folder, packets)
    rows = rows_of(file, keys)
    found = faults_of(rows) + ([] if is_in_strict_order(file) else ["not in strict time order"])
    return found + _wrong_images(story, rows)


def _wrong_images(story: Story, rows: list[Row]) -> list[str]:
    design, sent = story.scenario.site.design, sent_by(story.scenario)
    names = address_book(story.scenario.site, 0).names
    images = images_in(rows)
    on_radio = {(each.link, str(names[each.to]), str(names[each.goal])) for each in images if each.link != "wan"}
    found = [f"no image: {hop}" for hop in sorted(HOPS[design] - on_radio)]
    found += [f"an image that is none: {hop}" for hop in sorted(on_radio - HOPS[design])]
    if sum(each.link == "wan" for each in images) != TRANSFERS[design]:
        found.append("another number of transfers")
    for image in images:
        if image.size != image.announced:
            found.append(f"{image}: size")
        if image.sha256 not in sent or image.announced_sha256 not in ("", image.sha256):
            found.append(f"{image}: hash")
    return found


STORIES = [(design, how) for design in HOPS for how in ("good", "b4-asleep")]


@pytest.mark.parametrize(("design", "how"), STORIES)
def test_a_capture_of_a_whole_update_is_read_without_complaint_and_every_image_comes_out_of_it(
    design: str, how: str, tmp_path: Path
) -> None:
    story = told(design, how)

    assert len(story.packets) > TRANSFERS[design] + len(HOPS[design]) * SIZE // 63
    assert faults_in(story, tmp_path) == []


@pytest.mark.parametrize("design", HOPS)
def test_under_loss_too_and_each_lost_or_damaged_frame_is_there_and_says_by_what(design: str, tmp_path: Path) -> None:
    story = told(design, "good", WEATHER)
    file, keys = story.write(tmp_path)
    comments = [row["frame.comment"] for row in rows_of(file, keys)]
    notes = [entry.note for entry in story.entries]
    sent = [note for note in notes if isinstance(note, FlightSent) and not note.link.startswith("duis")]
    lost = [note for note in notes if isinstance(note, FlightLost) and not note.link.startswith("duis")]
    damaged = [note for note in notes if isinstance(note, FlightMissed) and note.why == "damaged"]
    keys.unlink()

    assert faults_in(story, tmp_path) == []
    assert len(comments) == len(sent)
    assert lost
    assert damaged
    assert sum("lost by loss; fault: " in comment for comment in comments) == len(lost)
    assert sum("damaged on the way" in comment and "% of" not in comment for comment in comments) == len(damaged)
    assert any(" and delivered after " in comment and "duplicated" in comment for comment in comments)


def test_a_comment_says_package_message_way_fate_and_fault(tmp_path: Path) -> None:
    story = told("proposed", "good", WEATHER)
    file, keys = story.write(tmp_path)
    comments = {row["frame.comment"].partition("; delivered after ")[0] for row in rows_of(file, keys)}

    assert {
        "b1@0x00010001 of request 1; ImageOffer; dcc for hub, over dcc>hub",
        "b1@0x00010001 of request 1; ChunkResponse offset 0; dcc for hub, over dcc>hub",
        "b2@0x00010001 of request 2; ImageBlockResponse offset 63; hub for b2, over b1>b2",
        "DataRequest; b4 for b3, over b4>b3",
        "b4@0x00010001 of request 4; FirmwareActivationAlert; hub for dcc, over hub>dcc",
    } <= comments


def test_a_part_of_a_bundle_names_the_bundle_and_its_request(tmp_path: Path) -> None:
    comments = {row["frame.comment"] for row in rows_of(*told("option-b", "good").write(tmp_path))}
    of_b4 = {each.partition(";")[0] for each in comments if "ImageBlockResponse" in each and "for b4" in each}

    assert len(of_b4) == 1
    (words,) = of_b4
    assert words.startswith("b4@0x00010001 in b3@")
    assert words.endswith(" of request 1")


def test_who_sleeps_misses_frames_or_has_them_held(tmp_path: Path) -> None:
    comments = [packet.comment for packet in told("proposed", "b4-asleep").packets]

    assert any("held for b4, who sleeps" in comment for comment in comments)


def test_every_link_is_an_interface_with_its_name(tmp_path: Path) -> None:
    rows = rows_of(*told("option-b", "good").write(tmp_path))

    assert {row["frame.interface_name"] for row in rows} == {
        "wan", "han", "althan-b1-b2", "althan-b1-b3", "althan-b3-b4",
    }  # fmt: skip
    assert {row["frame.interface_name"] for row in rows if row["frame.protocols"] == OURS_ON_WAN} == {"wan"}


def test_without_the_key_no_message_of_a_secured_premises_is_read(tmp_path: Path) -> None:
    file, _ = told("proposed", "good").write(tmp_path)

    assert not [row for row in rows_of(file, None) if "zbee_aps" in row["frame.protocols"]]


def test_a_run_file_gives_the_capture_that_the_story_gave(tmp_path: Path) -> None:
    story = told("option-a", "good")
    site = story.scenario.site
    header = RunHeader("r", Name(site.name), story.scenario.spec.seed, run_text(site), How.VIRTUAL)
    write_run(tmp_path / "run.vpr", header, story.entries)
    capture = Capture(site, header.seed, Wanted())
    capture.take(read_run(tmp_path / "run.vpr").entries)

    assert tuple(capture.rest()) == story.packets


def _spoiled(story: Story, place: int, octets: bytes) -> list[Packet]:
    packets = list(story.packets)
    packets[place] = replace(packets[place], octets=octets)
    return packets


def block_of(story: Story) -> int:
    """Give where a block is that came to B1."""
    found = (place for place, each in enumerate(story.packets) if "ImageBlockResponse" in each.comment)
    return next(found)


def test_a_wrong_check_sequence_is_found(tmp_path: Path) -> None:
    story = told("proposed", "good")
    place = block_of(story)
    octets = story.packets[place].octets
    said = faults_in(story, tmp_path, _spoiled(story, place, octets[:-1] + bytes((octets[-1] ^ 1,))))

    assert any("FCS" in line for line in said), said


def test_a_frame_that_is_missing_is_found(tmp_path: Path) -> None:
    story = told("proposed", "good")
    place = block_of(story)

    assert any("size" in line or "hash" in line for line in faults_in(story, tmp_path, _without(story, place)))


def test_two_frames_out_of_order_are_found(tmp_path: Path) -> None:
    story = told("proposed", "good")
    packets, place = list(story.packets), block_of(story)
    packets[place], packets[place + 1] = packets[place + 1], packets[place]
    said = faults_in(story, tmp_path, packets)

    assert "not in strict time order" in said
    assert any("older than the one before" in line for line in said)


def _without(story: Story, place: int) -> list[Packet]:
    return [packet for at, packet in enumerate(story.packets) if at != place]
