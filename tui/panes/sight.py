"""What all panes paint from: the picture of the moment, what is chosen, and how the feed stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from premises.identity import Name
from premises.journey.parties.party import Party
from premises.journey.parties.views import TRUTH
from premises.quantity import Instant
from tui.feeding.session import Session, Standing
from tui.model.reader import Reader
from tui.model.values.screenful import Card, Key, Screenful
from tui.playing.survey import Tick


@dataclass(slots=True)
class Sight:
    """One moment of one premises as one party knows it; a screen with two sides has two of them."""

    feed: Session
    """Where notes come."""
    party: Party = TRUTH
    past: Session | None = None
    """What is looked at in its place while somebody is in the past; None for the feed itself."""
    back_to: str = ""
    """The screen from which a recording was opened, to which esc goes back; empty for none."""
    shown: Screenful | None = None
    chosen: Key | None = None
    pointed: Name | None = None
    """The device on the map that was chosen; None while the chosen package says which."""
    card: Card | None = None
    phase: int = 0
    """Counts frames of motion."""
    is_frozen: bool = False
    frozen_at: int = 0
    """How many notes there were when it was frozen."""
    read_by: Reader | None = None
    """Whose picture it is: another run has another."""
    rate: float = 0.0
    """Notes a second."""
    message: str = ""
    """What was just said to the person, if anything."""
    upto: int = 0
    """How many lines of what happened there are in this picture, in all."""
    ticks: Sequence[Tick] = ()
    """What the scrub line marks."""
    marks: Sequence[Instant] = ()
    """What a person marked."""
    beside: "Sight | None" = None
    """What stands on the right where two are shown; it has what the left one has chosen, or nothing."""
    leads: bool = True
    """Whether it chooses by itself where nothing is chosen."""

    @property
    def session(self) -> Session:
        """What is looked at."""
        return self.feed if self.past is None else self.past

    @property
    def standing(self) -> Standing:
        """How it stands."""
        return self.session.standing

    @property
    def reader(self) -> Reader | None:
        """The read-model, once there is a premises."""
        return self.session.reader

    @property
    def device(self) -> Name | None:
        """The device that is chosen: on the map, or by its package; None for none."""
        return self.pointed or (None if self.chosen is None else self.chosen[1])

    @property
    def behind(self) -> int:
        """How many notes a frozen picture is behind."""
        return 0 if self.reader is None else max(0, self.reader.notes - self.frozen_at)

    @property
    def moves(self) -> bool:
        """Whether anything can be seen to move."""
        standing = self.standing
        return standing.is_up and not standing.is_silent and standing.speed > 0 and not self.is_frozen

    def look(self) -> None:
        """Make the picture and the card of this moment, unless it is frozen."""
        reader, session = self.reader, self.session
        if reader is None:
            return
        if self.party not in reader.parties:
            self.party = TRUTH
        if not self.is_frozen or self.read_by is not reader:
            self.is_frozen, self.read_by = False, reader
            standing = session.standing
            self.shown = reader.picture(session.now, self.party, pace=standing.speed, caveat=standing.caveat)
            self.upto = reader.events_ever
        if self.shown is None:
            return
        if self.leads and self.shown.row(self.chosen) is None:
            worst = next((row for row in self.shown.rows if row.state.is_stalled), None)
            first = worst or next(iter(self.shown.rows), None)
            self.chosen = None if first is None else first.key
        self.card = None if self.chosen is None else self._card(reader, self.shown, self.chosen)

    def choose(self, key: Key) -> None:
        """Choose a package of the picture, and make its card of what the picture was made of."""
        self.chosen, self.pointed = key, None
        if self.reader is None or self.shown is None:
            return
        if self.is_frozen:
            self.card = self._card(self.reader, self.shown, key)
        else:
            self.card = self.reader.card(key, self.shown.now, self.party, is_of_picture=True)

    def _card(self, reader: Reader, shown: Screenful, chosen: Key) -> Card | None:
        if self.is_frozen and self.card is not None and self.card.row.key == chosen:
            return self.card
        # What is frozen is a picture; a card of another package is made of what is known by now, and says when.
        return reader.card(chosen, max(shown.now, reader.journey.now), self.party)
