"""Premises that were lived: who was made to fail in each, what its Supplier heard, and who runs the new version.

Nothing here asks ``premises.journey.blame``: what the Supplier heard is what its scripted machine took, and who runs
what is what the bridges themselves say at the end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from typing import Literal

from msgspec.structs import replace

from lab.images import make_bundle, make_image
from lab.story.requests import request_for
from lab.story.scenario import Scenario
from lab.story.supplier import Planned, Supplier
from lab.story.virtual import world_of
from premises.faults.said.checked import fault_said
from premises.identity import Name, eui64
from premises.journey.parties.word import Word
from premises.quantity import Instant, in_seconds, seconds
from premises.wire.design import DESIGNS, SHAPES, DesignName, ReportPolicy, Variant
from premises.wire.duis.messages import ReadFirmwareVersion
from premises.wire.duis.words import said_by
from premises.wire.notes.downloads import ImageVerified
from premises.wire.notes.vocabulary import Entry
from premises.wire.route import fed_by
from premises.wire.scenario import Expect, ScenarioSpec
from premises.wire.site import (
    ACB_EUI,
    BRIDGE_MANUFACTURER,
    SUPPLIER,
    SUPPLIER_EUI,
    BridgeSpec,
    LinkSpec,
    LinksSpec,
    Site,
    with_more_faults,
)

Shape = tuple[Variant, ...]
"""The bridges of a site, by PPMIDVariant."""

Reports = Literal["bundle", "own"]
How = Literal["fail activate", "refuse verify", "power cut", "gone"]
"""What is wrong: the first two are reported, without power nothing is: once its image is whole, or from the start."""

OLD, NEW = 0x0001_0000, 0x0001_0001
"""What all run before, and the version of each package as a whole."""

PART, INNER = 0x0001_0005, 0x0001_0003
"""Of each part of a bundle, and of a bundle within one: numbers of their own, so that ``own`` is not ``bundle``."""

SIZE = 160
"""Octets of each part."""

EVERY_S, PATIENCE_S = 40.0, 20.0
"""Between two packages, and how long a feeder waits for its children."""

READ_S, END_S = 190.0, 215.0
"""When every device on the SMI is read back, and when the story ends."""

OTHER_WAYS: tuple[How, ...] = ("refuse verify", "power cut", "gone")

FOREVER = f"for {END_S:g}s"

VISIT = "visit"
"""What somebody saw who stood before a device."""

ALERTS = ("CCS08", "CS09")
"""What may be lost."""


@dataclass(frozen=True, slots=True)
class Case:
    """One premises, and what is wrong in it."""

    design: DesignName
    report: ReportPolicy
    reports: Reports
    shape: Shape
    failed: frozenset[Name] = frozenset()
    how: How = "fail activate"
    """What is wrong with ``odd``; the others come up with the version that they ran before."""
    odd: Name | None = None


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of it."""

    case: Case
    words: tuple[Word, ...]
    """All that the Supplier was told of devices, in the order in which it took it: CCS08, CS09, then 11.2."""
    lacking: frozenset[Name]
    """Who does not run the new version at the end."""

    @property
    def visits(self) -> tuple[Word, ...]:
        """What a visit to each device finds at the end; what has no power runs nothing."""
        at, names = Instant(seconds(2 * END_S)), map(name_of, self.case.shape)
        return tuple(
            Word(at, Name(""), VISIT, f"visit to {who}", who, OLD if who in self.lacking else NEW, "success")
            for who in names
        )


def name_of(variant: str) -> Name:
    """Give what the bridge of a PPMIDVariant is called here."""
    return Name(variant.lower())


def cases(
    design: DesignName, report: ReportPolicy, reports: Reports, shapes: tuple[Shape, ...] = SHAPES
) -> Iterator[Case]:
    """Give every premises of one design and setting: all subsets fail, at most one of them in another way.

    Where one package alone is sent nothing displaces it, and who is gone beside others shows nothing new.
    """
    for shape in shapes:
        names = tuple(map(name_of, shape))
        for count in range(len(names) + 1):
            for failed in combinations(names, count):
                yield Case(design, report, reports, shape, frozenset(failed))
                for how, odd in product(OTHER_WAYS, failed):
                    if count == 1 or how == "refuse verify" or design != "option-b":
                        yield Case(design, report, reports, shape, frozenset(failed), how, odd)


@cache
def lived(case: Case) -> Lived:
    """Live one premises."""
    site = with_more_faults(site_of(case), [fault_said(words, site_of(case)) for words in _faults(case)])
    entries: list[Entry] = []
    return _told(case, site, entries)


def site_of(case: Case, *more: str) -> Site:
    """Give the premises of a case, with nothing wrong but ``more``."""
    design = DESIGNS[case.design]
    bridges = {}
    for variant in case.shape:
        above = {"B2": "b1", "B4": "b3"}.get(variant, "hub")
        if variant in design.fed_by:
            above = design.fed_by[variant].lower()
        plain = BridgeSpec(
            variant,
            f"90-B3-D5-1F-30-{variant}-00-01",
            int(f"0{variant[1]}84", 16),
            behind=above,
            block_size=63,
            reboot_s=0.5,
            query_every_s=3600.0,
            start_delay_max_s=1.0,
            retry_after_s=0.5,
        )
        sleepy = replace(plain, wake_every_s=5.0, awake_s=3.0, poll_every_s=0.25)
        bridges[variant.lower()] = sleepy if variant == "B4" else plain
    link = LinkSpec(20.0)
    links = LinksSpec(link, link, link, link)
    site = Site(
        "blame", case.design, case.report, case.reports, PATIENCE_S, shape="legal", bridges=bridges, links=links
    )
    return with_more_faults(site, [fault_said(words, site) for words in more])


def on_smi(case: Case) -> tuple[Name, ...]:
    """Give who is on the inventory."""
    design = DESIGNS[case.design]
    return tuple(name_of(variant) for variant in case.shape if design.is_on_the_smi(variant))


def sent_at(case: Case, who: Name) -> Instant:
    """Give when the package of one of them is sent."""
    return Instant(seconds(2.0 + EVERY_S * on_smi(case).index(who)))


def request_of(number: int) -> str:
    """Give the RequestID of one of the packages, numbered from 1."""
    return f"{SUPPLIER_EUI}:{ACB_EUI}:{number}"


def heard_with(case: Case, *faults: str) -> tuple[Word, ...]:
    """Give what the Supplier is told when more is wrong than who fails: an alert lost on its way."""
    site = with_more_faults(site_of(case, *faults), [fault_said(words, site_of(case)) for words in _faults(case)])
    return _told(case, site, []).words


def _faults(case: Case) -> list[str]:
    plain = [f"fail activate at {who}" for who in sorted(case.failed) if who != case.odd]
    if case.odd is None:
        return plain
    match case.how:
        case "power cut":
            good = Case(case.design, case.report, case.reports, case.shape)
            return [
                *plain,
                f"power cut at {case.odd} from {in_seconds(_verified(good)[case.odd]) + 1e-3:.3f}s {FOREVER}",
            ]
        case "gone":
            return [*plain, f"power cut at {case.odd} {FOREVER}"]
    return [*plain, f"{case.how} at {case.odd}"]


@cache
def _verified(case: Case) -> dict[Name, Instant]:
    """Give when each had its image whole, where nobody fails."""
    entries: list[Entry] = []
    _told(case, site_of(case), entries)
    return {entry.who: entry.at for entry in entries if isinstance(entry.note, ImageVerified)}


def _told(case: Case, site: Site, entries: list[Entry]) -> Lived:
    spec = ScenarioSpec("who may not run it", Expect({}, END_S))
    scenario = Scenario("blame", spec, site, _script(case, site))
    world = world_of(scenario, 1, entries.append)
    world.run(Instant(seconds(END_S)))
    supplier, pictures = world.machine(SUPPLIER), world.pictures
    assert isinstance(supplier, Supplier)
    # Who has no power shows no version, and runs none.
    lacking = frozenset(Name(who) for who in site.bridges if pictures[Name(who)].running in (OLD, None))
    return Lived(case, _words(site, supplier), lacking)


def _words(site: Site, supplier: Supplier) -> tuple[Word, ...]:
    names = {eui64(spec.eui): Name(who) for who, spec in site.bridges.items()}
    said = [each for message in supplier.answers for each in said_by(message) if each.device in names]
    return tuple(
        Word(
            Instant(seconds(END_S) + at),
            SUPPLIER,
            each.what,
            each.request_id,
            names[each.device],
            each.version,
            each.code,
        )
        for at, each in enumerate(said)
    )


def _script(case: Case, site: Site) -> tuple[Planned, ...]:
    updates = [
        Planned(sent_at(case, who), request_for(site, _image(site, who), [who], number))
        for number, who in enumerate(on_smi(case), start=1)
    ]
    reads = []
    for number, who in enumerate(on_smi(case), start=len(updates) + 1):
        device = eui64(site.bridges[who].eui)
        asked = ReadFirmwareVersion(f"{SUPPLIER_EUI}:{device}:{number}", device)
        reads.append(Planned(Instant(seconds(READ_S + number)), asked))
    return (*updates, *reads)


def _image(site: Site, who: Name, version: int = NEW, part: int = NEW) -> bytes:
    fed = fed_by(site, who)
    number = PART if fed else part
    own = make_image(site.bridges[who].image_type, number, SIZE, manufacturer=BRIDGE_MANUFACTURER)
    return make_bundle((own, *(_image(site, child, INNER, PART) for child in fed)), version) if fed else own
