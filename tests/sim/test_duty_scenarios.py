"""What the scenarios about the duty cycle claim, held to their notes; and when they fail."""

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from lab.story.radio_table import radios_of
from lab.story.scenario import Scenario, load_scenario
from lab.story.virtual import Told, tell
from premises.identity import Name
from premises.journey.run_file import How, RunHeader, read_run, write_run
from premises.quantity import seconds
from premises.wire.notes.downloads import ImageVerified, OtaWaiting
from premises.wire.notes.duty import DutyChanged, FrameWithheld, ZclSuspended
from premises.wire.notes.flights import FlightDelivered, FlightSent
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site
from premises.wire.site_text import run_text
from premises.wire.tables.hub import DutySpec

SCENARIOS = Path(__file__).parents[2] / "scenarios"
B1, PPMID, HUB = Name("b1"), Name("ppmid"), Name("hub")


def scenario(name: str) -> Scenario:
    return load_scenario(SCENARIOS / f"{name}.toml")


def told(what: Scenario) -> tuple[Told, list[Entry]]:
    entries: list[Entry] = []
    return tell(what, what.spec.seed, entries.append), entries


def of(entries: list[Entry], kind: type[Note]) -> list[Entry]:
    return [entry for entry in entries if isinstance(entry.note, kind)]


def with_duty(what: Scenario, **changes: int) -> Scenario:
    """Give the scenario with other thresholds."""
    hub = structs.replace(what.site.hub, duty=structs.replace(what.site.hub.duty, **changes))
    return replace(what, site=structs.replace(what.site, hub=hub))


def test_the_wall_holds_the_download_for_a_minute_and_then_lets_it_through() -> None:
    verdict, entries = told(scenario("duty-cycle-wall"))
    (waiting,) = of(entries, OtaWaiting)
    blocks = [
        entry.at
        for entry in of(entries, FlightSent)
        if entry.who == HUB and isinstance(entry.note, FlightSent) and entry.note.kind == "ImageBlockResponse"
    ]

    assert verdict.faults == ()
    assert isinstance(waiting.note, OtaWaiting)
    assert seconds(59) <= waiting.note.span <= seconds(60)
    assert not [at for at in blocks if waiting.at < at < waiting.at + waiting.note.span]
    assert [at for at in blocks if at >= waiting.at + waiting.note.span]
    assert [entry.note.state for entry in of(entries, DutyChanged) if isinstance(entry.note, DutyChanged)] == [
        "limited",
        "critical",
        "limited",
        "normal",
    ]


def test_in_limited_the_ppmid_is_silent_and_the_download_goes_on() -> None:
    verdict, entries = told(scenario("duty-cycle-limited"))
    silenced, *again = of(entries, ZclSuspended)
    after = [entry for entry in of(entries, FlightDelivered) if entry.at > silenced.at]
    said = [note for note in (entry.note for entry in after) if isinstance(note, FlightDelivered)]

    assert verdict.faults == ()
    assert {entry.who for entry in (silenced, *again)} == {PPMID}
    assert [entry for entry in of(entries, FlightSent) if entry.who == PPMID and entry.at > silenced.at] == []
    assert len([note for note in said if note.kind == "ImageBlockResponse"]) > 10
    assert {entry.who for entry in of(entries, FrameWithheld)} == {PPMID}
    assert of(entries, ImageVerified)[0].at > silenced.at


@pytest.mark.parametrize("name", ["duty-cycle-wall", "duty-cycle-limited"])
def test_a_hub_that_minds_no_duty_cycle_breaks_the_promise(name: str) -> None:
    lavish = with_duty(scenario(name), limited=9_998, critical=9_999, suspended=10_000)

    assert any("the hub's alerts are none" in fault for fault in told(lavish)[0].faults)


def test_a_hub_that_suspends_nobody_in_limited_reaches_critical() -> None:
    spared = scenario("duty-cycle-limited")
    verdict, _ = told(with_duty(spared, limited=spared.site.hub.duty.critical - 1))

    assert verdict.faults != ()


def test_a_premises_without_a_sub_ghz_link_notes_the_same_whatever_the_thresholds() -> None:
    plain = scenario("quiet-flat")

    assert told(plain)[1] == told(with_duty(plain, limited=1, critical=2, suspended=3))[1]
    assert Site().hub.duty == DutySpec()


def test_a_run_file_gives_the_ledger_of_the_world_that_wrote_it(tmp_path: Path) -> None:
    story = scenario("duty-cycle-wall")
    _, entries = told(story)
    file = tmp_path / "run.vpr"
    write_run(file, RunHeader("wall", Name("wall"), 31, run_text(story.site), How.VIRTUAL, "", {}), entries)

    assert radios_of(story.site, read_run(file).entries) == radios_of(story.site, entries)
