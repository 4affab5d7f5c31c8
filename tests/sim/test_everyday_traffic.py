"""A PPMID behind B2 and a GSME behind B4: what the bridges carry, and what an update of one costs those behind it."""

from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from lab.images import make_image
from lab.site import load_site
from lab.story.scenario import load_scenario
from lab.story.virtual import tell
from premises.identity import Name
from premises.quantity import Instant, in_seconds, seconds
from premises.wire.notes.downloads import DeviceRebooted, FirmwareActivated
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent, FrameHeld, FrameRelayed
from premises.wire.notes.note import Note
from premises.wire.notes.service import ServiceCut, ServiceRestored
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Service
from premises.wire.site import HUB, BridgeSpec, LinkSpec, LinksSpec, MeterSpec, Site
from tests.sim.stories import NEW, Story, update_request

ROOT = Path(__file__).parents[2]
B1, B2, B3, B4, PPMID, GSME = (Name(who) for who in ("b1", "b2", "b3", "b4", "ppmid", "gsme"))
PERIOD_S, REBOOT_S, TALK_S = 1800.0, 40.0, 10.0
UNHURT = Service()


def four_bridges(loss: float = 0.0, bridges: dict[str, dict[str, object]] | None = None, **ppmid: object) -> Site:
    """Give the site with all four bridges and both meters, its HAN as lossy as wanted, some fields otherwise."""
    site = load_site(ROOT / "sites" / "four-bridges.toml")
    specs = {who: changed(spec, **(bridges or {}).get(who, {})) for who, spec in site.bridges.items()}
    meters = site.meters | {"ppmid": changed(site.meters["ppmid"], **ppmid)}
    links = LinksSpec(han=LinkSpec(25.0, 10.0, loss), althan=LinkSpec(120.0, 40.0, loss))
    return changed(site, bridges=specs, meters=meters, links=links)


def updated(who: Name, site: Site, at: float = 100.0) -> Story:
    """Give a story in which one bridge is sent a new image."""
    spec = site.bridges[who]
    image = make_image(spec.image_type, NEW, 1024, manufacturer=spec.manufacturer)
    return Story(site, ((at, update_request(site, who, image)),))


def service(story: Story, who: Name) -> Service:
    """Give what a meter says of its service."""
    return story.world.machine(who).picture.service


def moments(story: Story, who: Name, note: type) -> list[float]:
    """Give when one kind of thing was noted by somebody, in seconds."""
    return [in_seconds(entry.at) for entry in story.entries if entry.who == who and isinstance(entry.note, note)]


def relayed(story: Story) -> list[tuple[Name, FrameRelayed]]:
    """Give everything that was passed on, and by whom."""
    return [(entry.who, entry.note) for entry in story.entries if isinstance(entry.note, FrameRelayed)]


def test_a_question_of_the_ppmid_goes_up_through_b2_and_b1_and_its_answer_comes_down() -> None:
    story = Story(four_bridges(), ()).until(3600)
    way = [(who, note.to) for who, note in relayed(story) if note.kind.startswith("ReadAttributes")]

    assert way[:4] == [(B2, B1), (B1, HUB), (B1, B2), (B2, PPMID)]
    assert {(who, to) for who, to in way if who in (B1, B2)} == set(way[:4])
    assert service(story, PPMID) == UNHURT


def test_a_report_of_the_gsme_goes_up_at_once_and_its_answer_is_held_twice_on_the_way_down() -> None:
    story = Story(four_bridges(), ()).until(PERIOD_S + 60)
    up = [(who, note.to) for who, note in relayed(story) if note.kind == "ReportAttributes"]
    held = [(entry.who, entry.note) for entry in story.entries if isinstance(entry.note, FrameHeld)]
    down = [(who, note.child) for who, note in held if note.kind == "DefaultResponse"]

    assert up == 2 * [(B4, B3), (B3, HUB)]
    assert down == 2 * [(B3, B4), (B4, GSME)]
    assert service(story, GSME) == UNHURT


def test_the_ppmid_shows_what_the_gsme_reported_at_its_last_wake() -> None:
    story = Story(four_bridges(), ()).until(2 * PERIOD_S + 600)

    assert story.world.machine(PPMID).picture.detail == "gas 120 dm3"


def test_the_gsme_is_heard_at_each_wake_and_at_no_other_time() -> None:
    story = Story(four_bridges(), ()).until(10 * PERIOD_S)
    reported = moments(story, GSME, FlightSent)

    assert all(at % PERIOD_S < 10 for at in reported)
    assert not story.noted(FlightMissed), "who carries it is awake whenever it talks"


def test_an_update_of_b2_cuts_the_ppmid_off_for_about_its_reboot() -> None:
    story = updated(B2, four_bridges(talk_every_s=TALK_S)).until(600)
    (down,), (up,) = moments(story, B2, DeviceRebooted), moments(story, B2, FirmwareActivated)
    (over,) = moments(story, PPMID, ServiceRestored)
    (cut,) = story.noted(ServiceCut, PPMID)
    (restored,) = story.noted(ServiceRestored, PPMID)

    assert up - down == REBOOT_S
    assert down - 1 <= in_seconds(cut.since) <= down + TALK_S, "the first question that nobody answered"
    assert up < over <= up + 3, "it goes on asking every two seconds"
    assert service(story, PPMID) == Service(restored.lost, 1, is_cut=False)
    assert in_seconds(restored.lost) == pytest.approx(over - in_seconds(cut.since))


def test_an_update_of_b1_cuts_off_whoever_stands_behind_b2() -> None:
    story = updated(B1, four_bridges(talk_every_s=TALK_S)).until(600)

    assert service(story, PPMID).cuts == 1
    assert service(story, GSME) == UNHURT, "its way is another one"


def test_a_reboot_between_two_questions_costs_nobody_anything() -> None:
    story = updated(B2, four_bridges(bridges={"b2": {"reboot_s": 5.0}})).until(600)

    assert story.running(B2) == NEW
    assert service(story, PPMID) == UNHURT


@pytest.mark.parametrize(("reboot_s", "missed"), [(REBOOT_S, 0), (2400.0, 1), (4000.0, 2)])
def test_an_update_of_b4_costs_the_gsme_the_wakes_that_it_missed_and_no_more(reboot_s: float, missed: int) -> None:
    story = updated(B4, four_bridges(bridges={"b4": {"reboot_s": reboot_s}})).until(6 * PERIOD_S)
    (down,), (up,) = moments(story, B4, DeviceRebooted), moments(story, B4, FirmwareActivated)
    wakes = [at for at in range(0, int(6 * PERIOD_S), int(PERIOD_S)) if down < at < up]

    assert len(wakes) == missed
    assert service(story, GSME).cuts == min(missed, 1), "wakes missed in a row are one cut"
    assert missed * PERIOD_S <= in_seconds(service(story, GSME).lost) <= missed * PERIOD_S + 10


def test_while_b4_sleeps_or_reboots_what_the_gsme_sends_is_missed() -> None:
    story = updated(B4, four_bridges(bridges={"b4": {"reboot_s": 2400.0}})).until(3 * PERIOD_S)
    missed = [note for note in story.noted(FlightMissed, B4) if note.source == GSME and note.kind == "ReportAttributes"]

    assert [note.why for note in missed] == ["deaf"] * 5, "one wake, five tries"


def test_a_lossy_link_alone_costs_no_service_while_asking_again_helps() -> None:
    story = Story(four_bridges(loss=0.04), ()).until(24 * 3600)
    lost = [note for note in story.noted(FlightLost) if "Attributes" in note.kind]

    assert len(lost) > 100
    assert (service(story, PPMID), service(story, GSME)) == (UNHURT, UNHURT)


def test_a_link_that_loses_more_than_asking_again_mends_costs_service() -> None:
    story = Story(four_bridges(loss=0.4), ()).until(3 * 3600)

    assert service(story, PPMID).cuts > 0
    assert service(story, PPMID).lost > 0


def test_a_restart_of_a_meter_keeps_its_count() -> None:
    story = updated(B2, four_bridges(talk_every_s=TALK_S)).until(600)
    before = service(story, PPMID)
    story.world.crash(PPMID)
    story.until(700)
    story.world.start_one(PPMID)
    story.until(800)

    assert before.cuts == 1
    assert service(story, PPMID) == before


def test_a_hub_that_was_down_still_has_the_gsmes_register() -> None:
    story = Story(four_bridges(), ()).until(PERIOD_S + 60)
    story.world.crash(HUB)
    story.until(PERIOD_S + 300)
    story.world.start_one(HUB)
    story.until(PERIOD_S + 600)

    assert story.world.machine(PPMID).picture.detail.startswith("gas 60 dm3; service lost ")


def test_a_gsme_that_was_down_reports_at_the_next_whole_period() -> None:
    story = Story(four_bridges(), ()).until(PERIOD_S + 60)
    story.world.crash(GSME)
    story.until(PERIOD_S + 120)
    story.world.start_one(GSME)
    story.until(2 * PERIOD_S + 60)
    (restored,) = story.noted(ServiceRestored, GSME)

    assert in_seconds(restored.lost) == pytest.approx(PERIOD_S - 120, abs=2), "B4 slept when it came up"


@pytest.mark.parametrize("above", ["hub", "b1"])
def test_a_gsme_needs_no_sleeper_between_itself_and_the_hub(above: str) -> None:
    gsme = MeterSpec("GSME", "90-B3-D5-1F-30-00-00-07", behind=above, wake_every_s=PERIOD_S)
    b1 = BridgeSpec("B1", "90-B3-D5-1F-30-B1-00-01", 0x0184)
    story = Story(Site(bridges={"b1": b1}, meters={"gsme": gsme}), ()).until(4 * PERIOD_S - 1)
    reports = [note for note in story.noted(FlightDelivered, HUB) if note.kind == "ReportAttributes"]

    assert (len(reports), service(story, GSME)) == (4, UNHURT)


def test_a_gsme_that_sleeps_twice_as_long_as_b4_meets_it_at_every_second_wake() -> None:
    site = four_bridges()
    site = changed(site, meters=site.meters | {"gsme": changed(site.meters["gsme"], wake_every_s=2 * PERIOD_S)})
    story = Story(site, ()).until(10 * PERIOD_S + 60)
    heard = [in_seconds(e.at) // PERIOD_S for e in story.entries if e.who == B4 and _is_report(e.note)]

    assert heard == [0, 2, 4, 6, 8, 10]
    assert service(story, GSME) == UNHURT


def test_ten_days_of_everyday_traffic_are_one_report_a_wake_and_one_question_in_two_minutes() -> None:
    # On two busy cores: 0.6 s in a world that nobody watches, 1.0 s with each of 216,000 notes made.
    story = Story(four_bridges(), ()).until(10 * 24 * 3600 - 1)
    reports = [note for note in story.noted(FlightSent, GSME) if note.kind == "ReportAttributes"]
    questions = [note for note in story.noted(FlightSent, PPMID) if note.kind == "ReadAttributes"]

    assert (len(reports), len(questions)) == (480, 7200)
    assert (service(story, PPMID), service(story, GSME)) == (UNHURT, UNHURT)


def test_the_octets_of_everyday_traffic_tell_the_same_story() -> None:
    scenario = load_scenario(ROOT / "scenarios" / "cut-off.toml")
    by_value: list[object] = []
    by_octets: list[object] = []
    verdict = tell(scenario, scenario.spec.seed, by_value.append)
    tell(scenario, scenario.spec.seed, by_octets.append, octets=True)

    assert verdict.faults == ()
    assert by_value == by_octets


@pytest.mark.parametrize("at", [1.0, 119.9, 160.0, PERIOD_S + 0.5, PERIOD_S + 1.1])
def test_a_world_with_meters_goes_on_identically_from_any_fork(at: float) -> None:
    story = updated(B2, four_bridges(loss=0.1)).until(at)
    ahead: list[Entry] = []
    fork = story.world.fork(ahead.append)
    mark = len(story.entries)
    fork.run(Instant(seconds(at + 4000)))
    story.until(at + 4000)

    assert [(entry.at, entry.who, entry.note) for entry in ahead] == [
        (entry.at, entry.who, entry.note) for entry in story.entries[mark:]
    ]


def _is_report(note: Note) -> bool:
    return isinstance(note, FlightDelivered) and note.kind == "ReportAttributes"
