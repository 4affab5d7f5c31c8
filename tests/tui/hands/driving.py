"""A session in which faults are in force, and what the screen says of what was ordered."""

from textual.widgets import Static

from premises.quantity import Instant, seconds
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import CONDUCTOR
from tests.tui.stage import session_of
from tui.app import PremisesApp
from tui.feeding.session import Session

ROWS = {"b1": 0, "esme": 1, "ppmid": 2, "b3": 3, "b2": 4, "gsme": 5}
"""Where each is in the table of packages."""


def at(who: str) -> tuple[str, ...]:
    """Give the keys that choose a device's package."""
    return ("g", *("j",) * ROWS[who])


def noted(session: Session, *notes: FaultImposed | FaultCleared) -> Session:
    """Have the conductor note something, a second after all that is there."""
    later = Instant(session.now + seconds(1.0))
    entries = [Entry(later, CONDUCTOR, 9, session.version + number, note) for number, note in enumerate(notes)]
    session.take(entries, later)
    return session


def faulty(*said: str) -> Session:
    """Give a session in which somebody imposed these faults."""
    return noted(session_of(), *(FaultImposed(f"f{number}", "lab", words) for number, words in enumerate(said, 1)))


def said(app: PremisesApp, where: str) -> str:
    """Give what the dialog on the screen says in one of its lines."""
    return str(app.screen.query_one(f"#{where}", Static).content)


def notice(app: PremisesApp) -> str:
    return app.sight.message
