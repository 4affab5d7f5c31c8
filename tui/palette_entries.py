"""What the palette can go to: each screen, each package that is shown, each device that is known."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from premises.identity import Name
from tui.keys.everywhere import SCREENS
from tui.model.values.figures import version_said
from tui.model.values.screenful import Key
from tui.panes.sight import Sight

Show = Callable[[str], object]
"""Shows a screen by its name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette."""

    title: str
    says: str
    do: Callable[[], object]


def entries_of(sight: Sight, show: Show) -> Iterator[Entry]:
    """Give where one can go now; a party goes nowhere that it does not know."""
    for key in SCREENS:
        name = key.action.split("'")[1]
        yield Entry(f"Go to {key.brief}", f"key {key.keys}: {key.words.partition(': ')[2]}", partial(show, name))
    shown = sight.shown
    if shown is None:
        return
    for row in shown.rows:
        what = f"{str(row.device).upper()} {version_said(row.version)}, {row.state.value}: {row.brief}"
        yield Entry(f"Go to package {row.name.lstrip('├└ ')}", what, partial(_to_package, sight, show, row.key))
    for box in shown.boxes:
        if box.who and not box.is_dark and box.column:
            words = box.words or ("up" if shown.is_truth else "")
            says = f"{box.who} {words}".rstrip()
            yield Entry(f"Go to device {box.title}", says, partial(_to_device, sight, show, box.who))


def _to_package(sight: Sight, show: Show, key: Key) -> None:
    sight.chosen, sight.pointed = key, None
    show("live")


def _to_device(sight: Sight, show: Show, who: Name) -> None:
    sight.pointed = who
    show("devices")
