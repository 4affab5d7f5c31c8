"""A premises that begins in mid-story has what its participants kept of it, and nothing else of it."""

from pathlib import Path

import pytest

from lab.site import load_site, site_of
from lab.story.past import NO_PAST, Past, past_of
from lab.story.scenario import Scenario, load_scenario
from lab.story.virtual import tell, world_of
from premises.errors import SiteError
from premises.faults.station import COUNTER_RESERVE
from premises.identity import Name
from premises.machine.effects import KEY_BOOT
from premises.quantity import Instant
from premises.wire.notes.emulator import ParticipantStarted
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.requests import AlertSent, RequestAccepted
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import HUB, SUPPLIER, Site

B1 = Name("b1")
HASTY = {
    "ppmid_variant": "B1", "eui": "90-B3-D5-1F-30-B1-00-01", "image_type": 0x0184,
    "reboot_s": 1.0, "query_every_s": 5.0, "start_delay_max_s": 5.0, "retry_after_s": 0.5,
}  # fmt: skip
LINKS = {"wan": {"latency_ms": 200.0, "jitter_ms": 80.0}, "han": {"latency_ms": 50.0}}
FIRST = {"at_s": 0.5, "to": ["b1"], "version": 0x0001_0001, "size": 512}
SECOND = {"at_s": 9.0, "to": ["b1"], "version": 0x0001_0002, "size": 4096}
BEGINS_AT = Instant(16_000_000)
SCENARIO = Path(__file__).parents[2] / "scenarios" / "after-the-cut.toml"


def site(until_s: float = 16.0, updates: object = (FIRST, SECOND), **more: object) -> Site:
    """Give a premises that is cut off in mid-update."""
    before = {"until_s": until_s, "update": list(updates), **more}  # type: ignore[call-overload]  # wrong ones are tried
    return site_of({"bridges": {"b1": HASTY}, "links": LINKS, "before": before}, "site x.toml")


def rows(past: Past, who: Name) -> dict[str, bytes]:
    return {keep.key: keep.value for keep in past.kept[who] if keep.value is not None}


def begun(past_site: Site, seed: int = 1) -> tuple[Scenario, list[Entry]]:
    """Give a scenario on a site, and what is noted when it has begun."""
    known = load_scenario(SCENARIO)
    scenario = Scenario("x", known.spec, past_site, ())
    entries: list[Entry] = []
    world_of(scenario, seed, entries.append)
    return scenario, entries


def test_a_site_without_a_past_begins_as_new() -> None:
    assert past_of(Site(), 1) is NO_PAST
    assert (NO_PAST.until, dict(NO_PAST.kept)) == (0, {})


def test_equal_seeds_give_equal_pasts_and_others_give_others() -> None:
    assert past_of(site(), 3) == past_of(site(), 3)
    assert past_of(site(), 3) != past_of(site(), 4)


def test_a_past_with_a_seed_of_its_own_is_the_same_in_every_run() -> None:
    assert past_of(site(seed=7), 3) == past_of(site(seed=7), 4) == past_of(site(), 7)


def test_what_was_signed_in_a_past_with_a_seed_of_its_own_is_believed_in_the_run() -> None:
    cut = next(
        cut
        for cut in (site(1.0 + step / 10, (FIRST,), seed=7) for step in range(120))
        if any(key.startswith("outbox/") for key in rows(past_of(cut, 1), B1))
    )
    known = load_scenario(SCENARIO)
    told = tell(Scenario("x", known.spec, cut, ()), 1, lambda entry: None)

    assert [outcome.activation for outcome in told.pictures[Name("dcc")].outcomes] == ["success"]


def test_it_begins_in_the_middle_of_an_update() -> None:
    scenario, _ = begun(site())
    pictures = world_of(scenario, 1, None).pictures

    assert (pictures[B1].running, pictures[B1].version) == (0x0001_0001, 0x0001_0002)
    assert 0 < pictures[B1].have < pictures[B1].size
    assert (pictures[HUB].activity, pictures[HUB].version) == ("holding", 0x0001_0002)
    assert [outcome.activation for outcome in pictures[Name("dcc")].outcomes] == ["success", "waiting"]


def test_an_alert_that_nobody_had_acknowledged_still_waits() -> None:
    waiting = [
        until_s
        for until_s in (1.0 + step / 10 for step in range(120))
        if any(key.startswith("outbox/") for key in rows(past_of(site(until_s, (FIRST,)), 1), B1))
    ]
    _, entries = begun(site(waiting[0], (FIRST,)))

    assert [entry.who for entry in entries if isinstance(entry.note, AlertSent)] == [B1]


def test_everybody_starts_again_at_that_moment_and_is_the_second_boot() -> None:
    _, entries = begun(site())
    started = [entry for entry in entries if isinstance(entry.note, ParticipantStarted)]

    assert [entry.who for entry in started] == ["b1", "dcc", "hub", "supplier"]
    assert {(entry.at, entry.boot) for entry in started} == {(BEGINS_AT, 2)}


def test_no_frame_counter_of_the_past_is_used_again() -> None:
    past = past_of(site(), 1)
    told: list[Entry] = []
    known = load_scenario(SCENARIO)
    script = load_scenario(SCENARIO).script
    tell(Scenario("x", known.spec, site(), script), 1, told.append)
    reserved = {who: int(rows(past, who)["radio/reserved"]) for who in past.kept}
    first: dict[Name, int] = {}
    for entry in told:
        if isinstance(entry.note, FlightSent):
            first.setdefault(entry.who, entry.note.counter)

    assert first.keys() >= {"b1", "dcc", "hub"}
    assert {who: counter - reserved[who] for who, counter in first.items()} == dict.fromkeys(first, 1)
    assert all(reserved[who] >= COUNTER_RESERVE for who in reserved)


def test_of_the_supplier_only_its_radio_is_left() -> None:
    assert set(rows(past_of(site(), 1), SUPPLIER)) == {KEY_BOOT, "radio/reserved"}


def test_the_notes_of_the_past_are_not_of_the_run() -> None:
    told: list[Entry] = []
    tell(load_scenario(SCENARIO), 12, told.append)

    assert min(entry.at for entry in told) == BEGINS_AT
    assert [entry for entry in told if isinstance(entry.note, RequestAccepted)] == []


def test_a_request_of_the_run_has_a_number_after_those_of_the_past(tmp_path: Path) -> None:
    text = SCENARIO.read_text(encoding="utf-8")
    (tmp_path / "x.toml").write_text(f'{text}\n[[update]]\nat_s = 30\nto = ["b1"]\nversion = 65539\n')

    (planned,) = load_scenario(tmp_path / "x.toml").script
    assert planned.request.request_id.rsplit(":", 1)[1] == "3"


def test_a_past_in_which_too_much_happens_is_refused_by_its_key() -> None:
    with pytest.raises(SiteError) as refused:
        past_of(site(), 1, events_max=100)

    assert str(refused.value).startswith("site flat-14: before.until_s = 16: more than 100 events in ")
    assert past_of(site(0.4, ()), 1, events_max=100).until == Instant(400_000)


def test_an_image_of_the_past_can_come_from_a_file_beside_the_site(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(
        '[before]\nuntil_s = 2\n[[before.update]]\nat_s = 1\nto = ["b1"]\nfile = "nowhere.ota"\n'
    )
    with pytest.raises(SiteError) as refused:
        past_of(load_site(tmp_path / "site.toml"), 1)

    expected = f"site flat-14: before.update.0.file = '{tmp_path}/nowhere.ota': no such file or directory"
    assert str(refused.value) == expected
