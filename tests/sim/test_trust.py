"""Who is believed in a whole premises: alerts that a wrong key signed change nothing but the notes."""

from lab.cast import makers_of
from lab.story.supplier import Planned, Supplier
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.machine.effects import Kept, Machine
from premises.quantity import Instant, seconds
from premises.sim.world import World
from premises.talk.outbox import TRIES_MAX
from premises.wire.duis.messages import ServiceResponse
from premises.wire.notes.flights import FlightLost, FlightSent
from premises.wire.notes.requests import AlertLost, AlertReceived, AlertRefused, AlertSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB, SUPPLIER
from tests.sim.stories import B1, NEW, Story, b1_site, image_for_b1, update_request

FLAT = b1_site()


def with_foreign(*who: Name) -> tuple[World, list[Entry]]:
    """Tell one update to its end and a day more, with the keys of these participants from another premises."""
    script = (Planned(Instant(seconds(1)), update_request(FLAT, B1, image_for_b1())),)
    makers, foreign = makers_of(FLAT, 1), makers_of(FLAT, 2)

    def supplier(kept: Kept) -> Machine:
        return Supplier(script, kept)

    entries: list[Entry] = []
    world = World(
        makers | {each: foreign[each] for each in who} | {SUPPLIER: supplier}, link_plans(FLAT), 1, entries.append
    )
    world.start()
    world.run(Instant(seconds(86_400)))
    return world, entries


def test_alerts_by_keys_of_another_premises_are_said_until_they_are_given_up_and_nobody_learns_of_them() -> None:
    world, entries = with_foreign(HUB, B1)
    refused = [entry.note for entry in entries if isinstance(entry.note, AlertRefused)]
    tries = [entry.note.tries for entry in entries if isinstance(entry.note, AlertSent) and entry.who == HUB]
    lost = [entry.note.use_case for entry in entries if isinstance(entry.note, AlertLost)]
    supplier = world.machine(SUPPLIER)
    (outcome,) = world.machine(DCC).picture.outcomes

    assert world.machine(B1).picture.running == NEW
    assert {note.use_case for note in refused} == {"CCS08", "CS09"}
    assert max(tries) == TRIES_MAX
    assert sorted(lost) == ["CCS08", "CS09"]
    assert isinstance(supplier, Supplier)
    assert [type(answer) for answer in supplier.answers] == [ServiceResponse]
    assert (outcome.transfer, outcome.activation) == ("waiting", "waiting")


def test_a_bridge_that_signs_wrongly_spoils_its_own_alert_and_not_the_hubs() -> None:
    world, entries = with_foreign(B1)
    received = [entry.note.use_case for entry in entries if isinstance(entry.note, AlertReceived)]
    (outcome,) = world.machine(DCC).picture.outcomes

    assert received == ["CCS08"]
    assert (outcome.transfer, outcome.activation) == ("success", "waiting")


def test_cs09_goes_to_the_hub_in_two_flights_each_with_its_own_luck() -> None:
    lossy = b1_site(loss=0.3)
    request = ((1.0, update_request(lossy, B1, image_for_b1())),)
    stories = [Story(lossy, request, seed).until(4_000) for seed in range(8)]
    flights = [[note for note in story.noted(FlightSent, B1) if note.kind == "ApsFragment"] for story in stories]
    lost = [[note for note in story.noted(FlightLost, B1) if note.kind == "ApsFragment"] for story in stories]

    assert all(len(sent) >= 2 and len(sent) % 2 == 0 for sent in flights)
    assert any(len(gone) % 2 for gone in lost), "one block of a frame was lost and the other was not"
    assert all([note.use_case for note in story.noted(AlertReceived)].count("CS09") == 1 for story in stories)
