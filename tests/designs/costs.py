"""What each report policy costs: the same stories told early, late and staged, at the pace of the field.

B4 wakes every 30 minutes and parts have 8 kB; what each story took, and what the Supplier was told beside what is true.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from msgspec.structs import replace

from lab.campaign.activation import activation_for
from lab.story.requests import image_for, request_for
from lab.story.scenario import Scenario
from lab.story.supplier import Planned
from lab.story.virtual import tell
from premises.faults.said.checked import fault_said
from premises.identity import Eui64, Name, eui64
from premises.quantity import Duration, Instant, in_seconds, seconds
from premises.trust.trailer import firmware_hash
from premises.wire.design import DESIGNS, DesignName, ReportPolicy
from premises.wire.gbcs.activation import AT_ONCE
from premises.wire.notes.bundles import FeedingEnded
from premises.wire.notes.downloads import FirmwareActivated
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.requests import AlertReceived, ImageDisplaced, ImageRemoved, ImageStored
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Outcome
from premises.wire.route import package_of
from premises.wire.scenario import Expect, ScenarioSpec
from premises.wire.site import DCC, FirmwareSpec, MeterSpec, Site, with_more_faults
from tests.rooms.feeder_stage import B1, B3, NEW, POLICIES, site_of

SIZE = 8_192
"""Octets of each part."""

PERIOD_S = 1800.0
SETTLE_S = 3 * PERIOD_S
"""For how long it is told after the last word: B4 comes to whatever it comes to by then."""

SENT = Instant(seconds(10))
"""When the package is sent."""

GSME = Name("gsme")
METER = MeterSpec("GSME", "90-B3-D5-1F-30-00-00-07", wake_every_s=PERIOD_S, firmware=FirmwareSpec())
DISPLACED = Instant(seconds(900))
"""When an image for the GSME is sent, in the story that has one."""

ORDERED = Instant(seconds(2.5 * PERIOD_S))
"""When CS06 for it is sent: it took two wakes at most to fetch the image."""

STORIES = ("all good", "B4 fails", "displaced")
TOP: dict[DesignName, Name] = {"option-a": B3, "option-b": B1}
"""Whose package holds B4's firmware."""

HEAD = (
    "design", "story", "policy", "CCS08", "CS09", "at the end", "so the Supplier was told", "told after",
    "all was done after", "the hub held it for", "frames with the hub", "on private links",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One story under one policy."""

    design: DesignName
    story: str
    report: ReportPolicy
    outcome: Outcome
    """Of the package that holds B4's firmware."""
    all_run: bool
    """Whether all whose firmware is in it run it in the end, or something newer."""
    word_after: Duration
    """To the word after which the Supplier waits for nothing more: CS09, or a CCS08 other than success."""
    done_after: Duration
    """To the last activation of any of them, or the end of handing on."""
    held_for: Duration
    """For how long the package lay in the hub's slot."""
    with_hub: int
    """Frames over the HAN until both are past, but for the GSME's own."""
    private: int
    """The same over private links."""

    @property
    def said(self) -> str:
        """Whether what the Supplier was told is true."""
        success = (self.outcome.transfer, self.outcome.activation) == ("success", "success")
        if success == self.all_run:
            return "the truth"
        return "a **false success**" if success else "a **false failure**"


def told(design: DesignName, story: str, report: ReportPolicy) -> Told:
    """Tell one story."""
    site = replace(site_of(design, report, wake_every_s=PERIOD_S), feed_within_s=172_800.0)
    top = TOP[design]
    script = [_planned(site, 1, in_seconds(SENT), top, NEW)]
    if story == "B4 fails":
        site = with_more_faults(site, [fault_said("fail activate at b4", site)])
    if story == "displaced":
        # A GSME's image for the same slot, when the package is whole and B4 still sleeps; 11.3 when it must have it.
        site = replace(site, meters={str(GSME): METER})
        image = image_for(site, (GSME,), NEW, SIZE)
        order = activation_for(eui64(METER.eui), firmware_hash(image), AT_ONCE, 3)
        update = request_for(site, image, [GSME], 2)
        script += [Planned(DISPLACED, update), Planned(ORDERED, order)]
    expect = Expect({}, 86_400.0, settle_s=SETTLE_S)
    entries: list[Entry] = []
    scenario = Scenario("costs", ScenarioSpec("what a policy costs", expect), site, tuple(script))
    pictures = tell(scenario, 1, entries.append).pictures
    eui = eui64(site.bridges[top].eui)
    outcome = next(one for one in pictures[DCC].outcomes if (one.device_id, one.version) == (eui, NEW))
    package = package_of(site, top)
    all_run = all((pictures[who].running or 0) >= NEW for who in package)
    return Told(design, story, report, outcome, all_run, *_spans(entries, eui, package))


@cache
def rows() -> tuple[Sequence[str], ...]:
    """Give the table, one row a story and policy."""
    return tuple(cells(told(*which)) for which in product(TOP, STORIES, POLICIES))


def cells(one: Told) -> Sequence[str]:
    """Give one row."""
    ccs08, cs09 = (word.replace("_", " ") for word in (one.outcome.transfer, one.outcome.activation))
    end = "all of the package run it" if one.all_run else "not all of the package run it"
    spans = [f"{in_seconds(span) / 60:.1f} min" for span in (one.word_after, one.done_after, one.held_for)]
    return (
        DESIGNS[one.design].name, one.story, f"`{one.report}`", ccs08, cs09, end, one.said, *spans,
        f"{one.with_hub:,}", f"{one.private:,}",
    )  # fmt: skip


def _planned(site: Site, number: int, at_s: float, who: Name, version: int) -> Planned:
    image = image_for(site, (who,), version, SIZE)
    return Planned(Instant(seconds(at_s)), request_for(site, image, [str(who)], number))


def _spans(
    entries: list[Entry], eui: Eui64, package: tuple[Name, ...]
) -> tuple[Duration, Duration, Duration, int, int]:
    said = min(entry.at for entry in entries if _is_last_word(entry, eui))
    done = max(entry.at for entry in entries if entry.who in package and _is_done(entry))
    stored = min(entry.at for entry in entries if isinstance(entry.note, ImageStored))
    gone = min(entry.at for entry in entries if isinstance(entry.note, ImageRemoved | ImageDisplaced))
    until = max(said, done)
    flights = [entry.note for entry in entries if isinstance(entry.note, FlightSent) and entry.at <= until]
    links = [flight.link for flight in flights if GSME not in (flight.origin, flight.goal)]
    frames = [sum(link.startswith(kind) for link in links) for kind in ("han", "althan")]
    return Duration(said - SENT), Duration(done - SENT), Duration(gone - stored), frames[0], frames[1]


def _is_last_word(entry: Entry, eui: Eui64) -> bool:
    note = entry.note
    if not isinstance(note, AlertReceived) or (note.entity, note.version) != (eui, NEW):
        return False
    return note.use_case == "CS09" or note.code != "success"


def _is_done(entry: Entry) -> bool:
    return isinstance(entry.note, FirmwareActivated | FeedingEnded) and entry.note.version == NEW
