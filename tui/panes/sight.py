"""What all panes paint from: the picture of the moment, what is chosen, and how the feed stands."""

from dataclasses import dataclass

from tui.feeding.session import Session, Standing
from tui.model.reader import Reader
from tui.model.values.screenful import Card, Key, Screenful


@dataclass(slots=True)
class Sight:
    """One moment as it is on the screen; whoever keeps time makes a new picture, and all panes see it."""

    session: Session
    shown: Screenful | None = None
    chosen: Key | None = None
    card: Card | None = None
    phase: int = 0
    """Counts frames of motion."""
    is_frozen: bool = False
    frozen_at: int = 0
    """How many notes there were when it was frozen."""
    rate: float = 0.0
    """Notes a second."""
    message: str = ""
    """What was just said to the person, if anything."""
    upto: int = 0
    """How many lines of what happened there are in this picture, in all."""

    @property
    def standing(self) -> Standing:
        """How the feed stands."""
        return self.session.standing

    @property
    def reader(self) -> Reader | None:
        """The read-model, once there is a premises."""
        return self.session.reader

    @property
    def behind(self) -> int:
        """How many notes a frozen picture is behind."""
        return 0 if self.reader is None else self.reader.notes - self.frozen_at
