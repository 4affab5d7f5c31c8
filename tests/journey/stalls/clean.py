"""Premises with nothing wrong, many seeds: what the diagnosis says of them must be true, and nothing bad.

Each seed is told twice over, in the design whose turn it is: a polite campaign over all that are on the inventory, B4
asleep most of the time, and one update alone.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

from lab.campaign.campaign import Campaign
from lab.campaign.wanted import Wanted
from lab.story.requests import image_for, request_for
from lab.story.scenario import Scenario
from lab.story.virtual import tell
from premises.identity import Name
from premises.journey.layout import layout_of
from premises.journey.why.diagnosis import diagnose_all
from premises.journey.why.finding import Finding, Kind
from premises.quantity import Instant, seconds
from premises.wire.design import DesignName
from premises.wire.notes.bundles import PartSettled
from premises.wire.notes.downloads import DeviceRebooted, FirmwareActivated, OtaStarted
from premises.wire.notes.flights import FlightLost, RadioTurned
from premises.wire.notes.note import Note
from premises.wire.notes.requests import TransferEnded
from premises.wire.notes.vocabulary import Entry
from premises.wire.route import feeder_of, of_design, package_of
from premises.wire.scenario import Expect, ScenarioSpec
from premises.wire.site import Site
from tests.journey.stalls.flat import NEW, flat, story, update
from tests.journey.stalls.matrix import folded

ROOT = Path(__file__).resolve().parents[3]
DESIGNS: tuple[DesignName, ...] = get_args(DesignName)

SEEDS = 1_000
PROCESSES = 2
LOOK_EVERY = seconds(3)
"""Premises time between two looks."""


def clean(seed: int) -> Iterator[str]:
    """Give what is said of the premises of ``seed`` and should not be, a line each."""
    design = DESIGNS[seed % len(DESIGNS)]
    site = of_design(flat(), design)
    yield from _wrong(f"seed {seed}, campaign in {design}", site, _polite(site), seed)
    whos = _owners(site)
    who = whos[seed % len(whos)]
    has_b4 = "b4" in package_of(site, Name(who))
    size = 2_000 if has_b4 else 2_000 + 97 * seed % 20_000
    yield from _wrong(f"seed {seed}, {who}", site, story(site, (update(site, who, size),), 20_000.0), seed)


def clean_all(first: int, end: int, processes: int = PROCESSES) -> tuple[str, ...]:
    """Give the same for the seeds from ``first`` to before ``end``, told in several processes."""
    step = -(-(end - first) // processes)
    children = [_started(begin, min(begin + step, end)) for begin in range(first, end, step)]
    lines: list[str] = []
    for child in children:
        said, _ = child.communicate()
        assert child.returncode == 0, f"a process of the campaign ended with {child.returncode}"
        lines += said.splitlines()
    return tuple(lines)


def _owners(site: Site) -> tuple[str, ...]:
    """Give who is on the inventory, and so has a package."""
    return tuple(who for who in site.bridges if feeder_of(site, Name(who)) is None)


def _polite(site: Site) -> Scenario:
    wanted = [
        Wanted(request_for(site, image_for(site, (who,), NEW, 2_000), [who], index + 1), seconds(20_000))
        for index, who in enumerate(_owners(site))
    ]
    spec = ScenarioSpec("nothing is wrong", Expect({}, 40_000.0))
    return Scenario("clean", spec, site, (), Campaign(Instant(seconds(5)), True, tuple(wanted)))


def _wrong(name: str, site: Site, scenario: Scenario, seed: int) -> Iterator[str]:
    entries: list[Entry] = []
    told = tell(scenario, seed, entries.append)
    entries.sort(key=lambda entry: (entry.at, entry.who, entry.boot, entry.number))
    layout, truth = layout_of(site), Truth(entries)
    if told.over_at is None:
        yield f"{name}: it never came to its end"
    for now, journey in folded(entries, range(0, entries[-1].at + 1, LOOK_EVERY)):
        for found in diagnose_all(journey, layout, now):
            for finding in () if found.finding is None else (found.finding, *found.also):
                if why := truth.denies(finding, now):
                    where = f"{name}, {now / 1e6:.0f} s, {found.package.device}"
                    yield f"{where}: {finding.cause.code}: {finding.words}: {why}"


_LASTS: Mapping[str, tuple[type[Note] | None, type[Note]]] = {
    "REBOOTING": (DeviceRebooted, FirmwareActivated),
    "QUEUED": (None, TransferEnded),
    "NOT_ASKED": (None, OtaStarted),
}
"""What begins and what ends it, in the words of whoever it holds for."""


class Truth:
    """What a finding is held to: the notes themselves, looked at from their end."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = entries
        self._turned = [entry for entry in entries if isinstance(entry.note, RadioTurned)]

    def denies(self, finding: Finding, now: Instant) -> str:
        """Say what is false about a finding at ``now``; empty when it is true."""
        if finding.cause.kind is not Kind.WAITING:
            return "nothing is wrong"
        who = finding.at[0]
        match finding.cause.code:
            case "ASLEEP":
                return "" if self._is_off(who, now) else "its radio is on"
            case "REBOOTING" | "QUEUED" | "NOT_ASKED" as code:
                return self._within(who, *_LASTS[code], finding.since, now)
            case "CHILDREN_NOT_DONE":
                return self._is_settled(who, finding.at[-1], finding.since, now)
            case "FRAME_LOST":
                lost = [entry.note for entry in finding.evidence[0].entries]
                return "" if all(isinstance(note, FlightLost) for note in lost) else "nothing was lost"
            case "RETRY_WAIT" | "GIVEN_UP" | "HOLD_EXPIRED":
                return "" if finding.evidence[0].entries[-1].at <= now else "it was not said yet"
        return "nothing here asks for it"

    def _is_settled(self, feeder: Name, child: Name, since: Instant, now: Instant) -> str:
        mine = [entry.note for entry in self._entries if entry.who == feeder and since <= entry.at <= now]
        settled = [note for note in mine if isinstance(note, PartSettled) and note.child == child]
        return "it runs its part" if settled and settled[-1].standing == "runs" else ""

    def _is_off(self, who: Name, now: Instant) -> bool:
        before = [entry.note for entry in self._turned if entry.who == who and entry.at <= now]
        return bool(before) and isinstance(before[-1], RadioTurned) and not before[-1].on

    def _within(self, who: Name, begins: type[Note] | None, ends: type[Note], since: Instant, now: Instant) -> str:
        """Say what is wrong when nothing began at ``since``, or it ended before ``now``."""
        mine = [entry for entry in self._entries if entry.who == who and since <= entry.at <= now]
        if begins is not None and not any(isinstance(entry.note, begins) and entry.at == since for entry in mine):
            return "it never began"
        ended = next((entry for entry in mine if isinstance(entry.note, ends) and entry.at > since), None)
        return "" if ended is None else "it is over"


def _started(first: int, end: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.journey.stalls", "--clean", str(first), str(end)],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        text=True,
    )
