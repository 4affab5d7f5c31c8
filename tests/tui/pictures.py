"""``make screenshots``: the pictures of the screen, from seeded stories; a test compares them with what it shows now.

Those of docs/pictures stand in the pages; the others are for review alone. Ids are the same each time, and nothing is
fetched from elsewhere; look at each difference before it is kept.
"""

import asyncio
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from textual.pilot import Pilot

from tests.house.tree import ROOT
from tests.tui.acting.places import situation
from tests.tui.stage import SIZES, session_of, settled, shown
from tests.tui.told import FLAT
from tui.acting.commands import RecordedCommands
from tui.app import Look, PremisesApp
from tui.dialogs.fault import FaultDialog
from tui.feeding.session import Session

DOCS, SNAPSHOTS = Path("docs/pictures"), Path("tests/tui/snapshots")

SIZE_MAX = 200_000
"""Octets of a picture. Ours: a page that shows four is still read over a slow line."""

AGAIN = "if this is meant, `make screenshots` draws it again"


def _broker_down(session: Session) -> None:
    standing = session.standing
    standing.is_up, standing.speed = False, 0.0
    standing.trouble = "mqtt://127.0.0.1:1883: the connection was refused. Trying again in 2 s."


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture."""

    name: str
    folder: Path = SNAPSHOTS
    size: str = "M"
    keys: tuple[str, ...] = ()
    look: Look = Look()
    story: str = FLAT
    at_s: float = 640.0
    prepare: Callable[[Session], None] = lambda _: None
    has_fault_dialog: bool = False

    @property
    def file(self) -> Path:
        """Where it is, from the root."""
        return self.folder / f"{self.name}.svg"

    def drawn(self) -> str:
        """Draw it."""
        return asyncio.run(self._drawn())

    async def _drawn(self) -> str:
        session = session_of(self.story, self.at_s)
        self.prepare(session)
        async with shown(session, SIZES[self.size], self.look) as (app, pilot):
            await self._led(app, pilot)
            return tidy(app.export_screenshot(title="premises tui", simplify=True))

    async def _led(self, app: PremisesApp, pilot: Pilot[str]) -> None:
        """Bring the screen to what is drawn."""
        await pilot.press(*self.keys)
        if self.has_fault_dialog:
            await app.push_screen(FaultDialog(situation(self.story, self.at_s), RecordedCommands()))
        await settled(pilot)


OPTION_B, PART_FAILED_S = "option-b-one-fails", 12.0
"""The story in which a part fails and its Supplier is not told which, and when. Ours."""

PICTURES = (
    Picture("live", DOCS, "W"),
    Picture("option-b-truth", DOCS, story=OPTION_B, at_s=PART_FAILED_S),
    Picture("option-b-supplier", DOCS, keys=("v",), story=OPTION_B, at_s=PART_FAILED_S),
    Picture("fault", DOCS, has_fault_dialog=True),
    Picture("live-120x40"),
    Picture("live-80x24", size="N"),
    Picture("sequence-80x24", size="N", keys=("g", "j", "j", "j", "j", "2")),
    Picture("broker-down", size="N", prepare=_broker_down),
    Picture("light", look=Look("premises-light")),
)


def tidy(svg: str) -> str:
    """Give a picture that is the same each time and asks nobody for a font."""
    svg = re.sub(r"@font-face \{.*?\n    \}\n", "", svg, flags=re.DOTALL)
    lines = re.sub(r"terminal-\d+", "screen", svg).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip()) + "\n"


def seen_in(svg: str) -> list[str]:
    """Give what a person sees: each text and each ground by its place and its style, whatever classes are called."""
    root = etree.fromstring(svg.encode())
    styles = styles_of(svg)
    found = []
    for element in root.iter("{*}text", "{*}rect"):
        place = f"{float(element.get('y', 0)):7.1f} {float(element.get('x', 0)):7.1f}"
        style = styles.get(element.get("class", ""), element.get("fill", ""))
        found.append(f"{place} {style} {element.text or element.get('width')}")
    return sorted(found)


def styles_of(svg: str) -> Mapping[str, str]:
    """Give the style of each class."""
    return dict(re.findall(r"\.(screen-r\d+) \{ ?(.*?) ?\}", svg))


def written() -> Iterator[Path]:
    """Write all of them, and give their files."""
    for picture in PICTURES:
        (ROOT / picture.file).write_text(picture.drawn(), encoding="utf-8")
        yield picture.file


if __name__ == "__main__":
    for file in written():
        sys.stdout.write(f"{file}\n")
