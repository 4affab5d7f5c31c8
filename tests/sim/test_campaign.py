"""A Supplier's campaign over four bridges in virtual time: what goes out when, and what the hub's one slot loses."""

from dataclasses import dataclass, field
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lab.campaign.campaign import Campaign
from lab.campaign.wanted import Wanted
from lab.story.requests import image_for, request_for
from lab.story.scenario import Scenario
from lab.story.virtual import Told, tell
from premises.identity import Name
from premises.quantity import Instant, after, seconds
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.note import Note
from premises.wire.notes.requests import AlertReceived, ImageDisplaced, ImageStored, RequestAccepted, RequestRefused
from premises.wire.notes.vocabulary import Entry
from premises.wire.scenario import Expect, ScenarioSpec
from premises.wire.site import SUPPLIER, BridgeSpec, LinkSpec, LinksSpec, Site

OLD, NEW = 0x0001_0000, 0x0001_0001
ALL = ("b1", "b2", "b3", "b4")
BEGIN = Instant(seconds(1))
N = TypeVar("N", bound=Note)


def premises(**althan: float) -> Site:
    """Give all four bridges, quick to reboot; ``althan`` says what is wrong with the private links."""

    def spec(number: int, **more: object) -> BridgeSpec:
        eui = f"90-B3-D5-1F-30-B{number}-00-01"
        return BridgeSpec(f"B{number}", eui, 0x0084 + 0x0100 * number, reboot_s=5.0, **more)  # type: ignore[arg-type]  # fields of BridgeSpec

    return Site(
        bridges={
            "b1": spec(1),
            "b2": spec(2, behind="b1"),
            "b3": spec(3),
            "b4": spec(4, behind="b3", wake_every_s=60.0, awake_s=20.0),
        },
        links=LinksSpec(althan=replace(LinkSpec(100.0), **althan), wan=LinkSpec(300.0)),
    )


@dataclass
class Campaigned:
    """A campaign that was told, and everything that was noted in it."""

    told: Told
    entries: list[Entry] = field(default_factory=list)

    def noted(self, kind: type[N]) -> list[tuple[Instant, N]]:
        """Give every note of one kind, and when."""
        return [(entry.at, entry.note) for entry in self.entries if isinstance(entry.note, kind)]

    def asked_at(self) -> list[Instant]:
        """Give when each request left the Supplier."""
        return [
            entry.at
            for entry in self.entries
            if entry.who == SUPPLIER and isinstance(entry.note, FlightSent) and entry.note.kind != "DuisAck"
        ]

    def running(self) -> list[int | None]:
        """Give what every bridge runs."""
        return [self.told.pictures[Name(who)].running for who in ALL]


def campaign(
    site: Site,
    *to: str,
    polite: bool = True,
    deadline_s: float = 3600.0,
    versions: tuple[int, ...] = (),
    size: int = 2048,
) -> Campaigned:
    """Tell a campaign for ``to`` to its end, or for a day."""
    wanted = []
    for number, who in enumerate(to):
        image = image_for(site, (who,), versions[number] if versions else NEW, size)
        wanted.append(Wanted(request_for(site, image, [who], number + 1), seconds(deadline_s)))
    spec = ScenarioSpec("a campaign is told", Expect({}, 86_400.0))
    entries: list[Entry] = []
    script = Campaign(BEGIN, polite, tuple(wanted))
    told = tell(Scenario("campaign", spec, site, (), script), 1, entries.append)
    return Campaigned(told, entries)


def test_a_polite_supplier_updates_all_four_and_displaces_nothing() -> None:
    story = campaign(premises(), *ALL)

    assert story.running() == [NEW] * 4
    assert story.noted(ImageDisplaced) == []


def test_each_request_goes_out_when_the_last_ones_cs09_is_heard_and_not_before() -> None:
    site = premises()
    story = campaign(site, *ALL)
    latency = seconds(site.links.duis.latency_ms / 1000)
    heard = [after(at, latency) for at, note in story.noted(AlertReceived) if note.use_case == "CS09"]

    assert story.asked_at() == [BEGIN, *heard[:3]]


def test_the_deadline_lets_the_next_go_when_a_bridge_is_silent() -> None:
    story = campaign(premises(loss=1.0), "b2", "b1", "b3", deadline_s=900.0)

    assert story.asked_at()[:2] == [BEGIN, after(BEGIN, seconds(900))]
    assert story.running() == [NEW, OLD, NEW, OLD]
    assert story.asked_at()[2] < seconds(1801), "B1 has its last word long before its deadline"
    assert [note.by_image_type for _, note in story.noted(ImageDisplaced)] == [site_type(1)], "B2's image still waited"


def test_a_refusal_is_a_last_word() -> None:
    story = campaign(premises(), "b1", "b3", versions=(OLD, NEW))
    (refused_at,) = [at for at, _ in story.noted(RequestRefused)]

    assert story.asked_at()[1] - refused_at == seconds(0.2), "as soon as the answer is there"
    assert story.running() == [OLD, OLD, NEW, OLD]


def test_a_naive_supplier_asks_for_all_at_once_and_ccs08_names_what_the_slot_lost() -> None:
    site = premises()
    story = campaign(site, *ALL, polite=False, size=16_384)
    displaced = [(note.image_type, note.by_image_type) for _, note in story.noted(ImageDisplaced)]
    told = [note.entity for _, note in story.noted(AlertReceived) if note.code == "image_discarded"]

    assert story.asked_at() == [BEGIN] * 4
    assert displaced == [(site_type(number), site_type(number + 1)) for number in (1, 2, 3)]
    assert told == [site.bridges[who].eui for who in ("b1", "b2", "b3")]
    assert story.running() == [OLD, OLD, OLD, NEW]


@settings(max_examples=15, deadline=None)
@given(st.permutations(ALL), st.integers(0, 3), st.floats(0.0, 0.2))
def test_a_polite_campaign_never_has_two_images_of_the_slot_on_the_way(
    order: list[str], refused: int, loss: float
) -> None:
    versions = tuple(OLD if number == refused else NEW for number in range(4))
    story = campaign(premises(loss=loss), *order, versions=versions, size=1024, deadline_s=86_400.0)

    assert story.noted(ImageDisplaced) == []
    # Between two requests that were taken lies the last word of the first.
    ends = [at for at, note in story.noted(AlertReceived) if note.use_case == "CS09" or note.code != "success"]
    taken = [at for at, _ in story.noted(RequestAccepted)]
    assert len(taken) == len(ends) == len(story.noted(ImageStored)) == 3
    assert all(end < following for end, following in zip(ends, taken[1:], strict=False))


def site_type(number: int) -> int:
    """Give the image type of bridge ``number``."""
    return 0x0084 + 0x0100 * number
