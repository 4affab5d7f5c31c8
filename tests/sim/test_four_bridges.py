"""B1 to B4 under the Proposed Solution: relays, a sleepy B4, and one image at a time."""

import pytest
from msgspec.structs import replace

from lab.cast import makers_of
from lab.images import make_image
from lab.story.scenario import Scenario
from lab.story.supplier import Planned
from lab.story.virtual import tell
from premises.identity import Name
from premises.machine.contract import check_machine
from premises.quantity import Instant, seconds
from premises.wire.field.zcl import ImageBlockRequest
from premises.wire.message import Frame
from premises.wire.notes.downloads import DeviceRebooted, FirmwareActivated
from premises.wire.notes.flights import FlightDelivered, FlightMissed, FlightSent, FrameExpired, FrameHeld, FrameRelayed
from premises.wire.notes.requests import ImageDisplaced
from premises.wire.notes.vocabulary import Entry
from premises.wire.radio.mac import DataRequest
from premises.wire.scenario import Expect, ScenarioSpec
from premises.wire.site import HUB, BridgeSpec, Site
from tests.sim.stories import NEW, Story, update_request

B1, B2, B3, B4 = Name("b1"), Name("b2"), Name("b3"), Name("b4")
PERIOD_S = 1800.0


def four(**b2: object) -> Site:
    """Give a premises with all four bridges, B4 asleep behind B3."""

    def spec(number: int, **more: object) -> BridgeSpec:
        variant, eui = f"B{number}", f"90-B3-D5-1F-30-B{number}-00-01"
        return BridgeSpec(variant, eui, 0x0084 + 0x0100 * number, **more)  # type: ignore[arg-type]  # fields of BridgeSpec

    return Site(
        bridges={
            "b1": spec(1),
            "b2": spec(2, behind="b1", **b2),
            "b3": spec(3),
            "b4": spec(4, behind="b3", wake_every_s=PERIOD_S),
        }
    )


def told(gap_s: float, size: int = 4096) -> Story:
    """Give a story in which a Supplier asks for one bridge after the other, ``gap_s`` apart."""
    site = four()
    requests = []
    for number, who in enumerate((B1, B2, B3, B4)):
        image = make_image(site.bridges[who].image_type, NEW, size, manufacturer=0xA170)
        requests.append((1.0 + number * gap_s, update_request(site, who, image, number + 1)))
    return Story(site, tuple(requests))


def test_one_after_the_other_all_four_bridges_run_their_own_image() -> None:
    story = told(400.0).until(3 * 3600)

    assert [story.running(who) for who in (B1, B2, B3, B4)] == [NEW] * 4
    assert not story.noted(ImageDisplaced)


def test_a_supplier_that_sends_all_at_once_loses_some() -> None:
    story = told(0.5, size=16_384).until(3 * 3600)

    assert story.noted(ImageDisplaced), "the hub's slot holds one"
    assert [story.running(who) for who in (B1, B2, B3, B4)].count(NEW) < 4


def test_b2_is_reached_through_b1_and_b4_through_b3() -> None:
    story = told(400.0).until(3 * 3600)

    assert {note.to for note in story.noted(FrameRelayed, B1)} == {B2, HUB}
    assert {note.to for note in story.noted(FrameRelayed, B3)} == {HUB}, "what goes to B4 is held, not passed on"
    assert {note.child for note in story.noted(FrameHeld, B3)} == {B4}


def test_b4_hears_only_while_it_is_awake() -> None:
    story = told(400.0).until(3 * 3600)
    heard = [entry.at for entry in story.entries if entry.who == B4 and isinstance(entry.note, FlightDelivered)]

    assert heard
    assert all(at % seconds(PERIOD_S) < seconds(130) for at in heard if at > seconds(60))


def test_an_invitation_to_a_sleeper_expires_after_seven_seconds_and_its_own_query_finds_the_image() -> None:
    site = four()
    image = make_image(0x0484, NEW, 1024, manufacturer=0xA170)
    story = Story(site, ((600.0, update_request(site, B4, image)),)).until(2 * 3600)
    (expired, *_) = [entry for entry in story.entries if isinstance(entry.note, FrameExpired)]
    held = next(
        entry for entry in story.entries if isinstance(entry.note, FrameHeld) and entry.note.kind == "ImageNotify"
    )

    assert expired.note == FrameExpired(B4, "ImageNotify", "not fetched in time")
    assert expired.at - held.at == seconds(7.68)
    assert story.running(B4) == NEW


def test_while_b1_reboots_b2_is_cut_off() -> None:
    site = four(query_every_s=5.0, start_delay_max_s=1.0)
    image = make_image(0x0184, NEW, 1024, manufacturer=0xA170)
    story = Story(site, ((1.0, update_request(site, B1, image)),)).until(200)
    (down,) = [entry.at for entry in story.entries if isinstance(entry.note, DeviceRebooted)]
    (up,) = [entry.at for entry in story.entries if isinstance(entry.note, FirmwareActivated)]
    missed = [e.at for e in story.entries if e.who == B1 and isinstance(e.note, FlightMissed) and e.note.source == B2]

    assert missed, "B2 asked, and nobody passed it on"
    assert down <= min(missed) < max(missed) <= up


def test_ten_days_of_a_sleepy_bridge_are_one_query_a_wake() -> None:
    story = Story(four(), ()).until(10 * 24 * 3600)
    queries = [n for n in story.noted(FlightSent, B4) if n.kind == "QueryNextImageRequest"]
    wakes = 10 * 24 * 2

    assert wakes <= len(queries) <= wakes * 1.1, "one a wake, and a few asked again"


def test_carriers_and_sleepers_keep_the_contract_of_a_machine() -> None:
    makers = makers_of(four(), 1)
    for who, child in ((B1, B2), (B3, B4), (B4, B4)):
        ask = ImageBlockRequest(0xA170, 0x0284, NEW, 0, 48)
        likely = [
            Frame(child, HUB, 1, ask),
            Frame(child, who, 0, DataRequest()),
            Frame(HUB, child, 1, ask),
            Frame(HUB, who, 2, ask),
            Frame(child, who, 0, DataRequest()),
        ]
        check_machine(makers[who], likely)


def b4_updates(*, nwk_security: bool, octets: bool) -> list[Entry]:
    """Give what is noted while B4 gets an image that the Supplier asks for after a second."""
    site = replace(four(), nwk_security=nwk_security)
    image = make_image(0x0484, NEW, 512, manufacturer=0xA170)
    spec = ScenarioSpec("B4 runs its own image", Expect({"b4": NEW}, 7200.0))
    scenario = Scenario("b4", spec, site, (Planned(Instant(seconds(1)), update_request(site, B4, image)),))
    noted: list[Entry] = []
    verdict = tell(scenario, 1, noted.append, octets=octets)
    assert verdict.faults == ()
    return noted


def octets_of(entries: list[Entry]) -> list[int]:
    """Give how long each frame was, in order."""
    return [entry.note.octets for entry in entries if isinstance(entry.note, FlightSent)]


def without_octets(entries: list[Entry]) -> list[Entry]:
    """Give what is noted but for how long each frame was."""
    return [
        replace(entry, note=replace(entry.note, octets=0)) if isinstance(entry.note, FlightSent) else entry
        for entry in entries
    ]


@pytest.mark.parametrize("nwk_security", [True, False], ids=["secured", "plain"])
def test_the_octets_of_four_bridges_tell_the_same_story(nwk_security: bool) -> None:
    by_value = b4_updates(nwk_security=nwk_security, octets=False)

    assert by_value == b4_updates(nwk_security=nwk_security, octets=True)


def test_a_network_key_changes_the_octets_and_nothing_else() -> None:
    secured, plain = b4_updates(nwk_security=True, octets=True), b4_updates(nwk_security=False, octets=True)

    assert octets_of(secured) != octets_of(plain)
    assert without_octets(secured) == without_octets(plain)
