"""Bugs put into participants on purpose, each of which the campaign has to find: one that cannot fail is worthless.

A bug is another cast. Most stand round a sound machine and spoil what it keeps or finds again; one is a device whose
check of an image comes too late.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields

from bridges.machine import Bridge
from bridges.plan import BridgePlan, bridge_plan
from lab.cast import makers_of
from premises.faults.station import KEY_RESERVED
from premises.identity import Name
from premises.machine.effects import KEY_BOOT, Effect, Effects, Keep, Kept, Machine, Maker
from premises.quantity import Instant
from premises.wire.message import Frame
from premises.wire.notes.note import Note
from premises.wire.notes.requests import ImageDisplaced, ImageRemoved
from premises.wire.picture import Picture
from premises.wire.site import DCC, HUB, Site
from tests.survive.campaign import Found, Share, survive
from tests.survive.stories import STORIES, Cast

B1 = Name("b1")
Spoil = Callable[[Effects, tuple[Effect, ...]], tuple[list[Effect], tuple[Effect, ...]]]
"""Gives, from the effects of an event and what was held back before it, what is done and what is held back now."""


@dataclass(frozen=True, slots=True)
class Bug:
    """One of them, and the story in which it is looked for."""

    name: str
    story: str
    cast: Cast
    what: str

    def found(self, seed: int = 1, share: Share | None = None, *, twice: bool = False) -> Found:
        """Give what the campaign says of the story with this bug in it."""
        return survive(STORIES[self.story], seed, share or Share(), self.cast, twice=twice)


class Spoilt:
    """A machine whose effects are spoilt; ``state`` is (its own, what is held back)."""

    def __init__(self, own: Machine, spoil: Spoil) -> None:
        self._own = own
        self._spoil = spoil
        self._held: tuple[Effect, ...] = ()

    @property
    def state(self) -> Hashable:
        """Its own, and what is held back."""
        return self._own.state, self._held

    @state.setter
    def state(self, value: Hashable) -> None:
        self._own.state, self._held = value  # type: ignore[misc]  # a tuple of these two, by the getter

    @property
    def deadline(self) -> Instant | None:
        """Its own."""
        return self._own.deadline

    @property
    def picture(self) -> Picture:
        """Its own."""
        return self._own.picture

    def start(self, now: Instant) -> Effects:
        """Start."""
        return self._spoilt(self._own.start(now))

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take a frame."""
        return self._spoilt(self._own.receive(frame, now))

    def wake(self, now: Instant) -> Effects:
        """Wake."""
        return self._spoilt(self._own.wake(now))

    def _spoilt(self, effects: Effects) -> Effects:
        done, self._held = self._spoil(effects, self._held)
        return done


class Blind:
    """What was kept, but for some rows."""

    def __init__(self, kept: Kept, hides: Callable[[str, Kept], bool]) -> None:
        self._kept = kept
        self._hides = hides

    def get(self, key: str) -> bytes | None:
        """Give the value under ``key``, unless it is hidden."""
        return None if self._hides(key, self._kept) else self._kept.get(key)

    def below(self, key: str) -> "list[tuple[str, bytes]]":
        """Give the rows below ``key`` that are not hidden."""
        return [row for row in self._kept.below(key) if not self._hides(row[0], self._kept)]


def forgets(who: Name, below: str) -> Cast:
    """Give a cast in which ``who`` does not find again what it kept below a key."""
    return _with(who, lambda make: lambda kept: make(Blind(kept, lambda key, _: key.startswith(below))))  # type: ignore[arg-type]  # a list is as good as an iterator


def never_keeps(who: Name, below: str) -> Cast:
    """Give a cast in which ``who`` does not keep what is below a key."""

    def spoil(effects: Effects, held: tuple[Effect, ...]) -> tuple[list[Effect], tuple[Effect, ...]]:
        return [effect for effect in effects if not _keeps(effect, below)], ()

    return _with(who, lambda make: lambda kept: Spoilt(make(kept), spoil))


def keeps_late(who: Name, below: str) -> Cast:
    """Give a cast in which ``who`` keeps what is below a key with its next event, when it has told of it."""

    def spoil(effects: Effects, held: tuple[Effect, ...]) -> tuple[list[Effect], tuple[Effect, ...]]:
        late = tuple(effect for effect in effects if _keeps(effect, below))
        return [*held, *(effect for effect in effects if not _keeps(effect, below))], late

    return _with(who, lambda make: lambda kept: Spoilt(make(kept), spoil))


def keeps_silent(who: Name, kind: type[Note]) -> Cast:
    """Give a cast in which ``who`` never notes one kind of thing."""

    def spoil(effects: Effects, held: tuple[Effect, ...]) -> tuple[list[Effect], tuple[Effect, ...]]:
        return [effect for effect in effects if type(effect) is not kind], ()

    return _with(who, lambda make: lambda kept: Spoilt(make(kept), spoil))


def drops(who: Name, key: str) -> Cast:
    """Give a cast in which ``who`` drops a row of its radio with each event."""

    def spoil(effects: Effects, held: tuple[Effect, ...]) -> tuple[list[Effect], tuple[Effect, ...]]:
        return [*effects, Keep(key, None)], ()

    return _with(who, lambda make: lambda kept: Spoilt(make(kept), spoil))


def hides_last_block(site: Site, seed: int) -> dict[Name, Maker]:
    """Give a cast in which B1 goes on a block before the one that it wants."""

    def hides(key: str, kept: Kept) -> bool:
        blocks = [row for row, _ in kept.below("ota/block")]
        return bool(blocks) and key == blocks[-1]

    return _with(B1, lambda make: lambda kept: make(Blind(kept, hides)))(site, seed)  # type: ignore[arg-type]  # as above


class Credulous(BridgePlan):
    """A bridge's plan by which it runs whatever it has, and would look at it later."""

    __slots__ = ()

    def verify(self, octets: bytes, version: int) -> None:
        """Find nothing wrong yet."""


def verifies_later(site: Site, seed: int) -> dict[Name, Maker]:
    """Give a cast in which B1 runs an image before it is verified."""
    plan = bridge_plan(site, B1, seed)
    credulous = Credulous(**{field.name: getattr(plan, field.name) for field in fields(BridgePlan)})

    def make(kept: Kept) -> Machine:
        return Bridge(credulous, kept)

    return {**makers_of(site, seed), B1: make}


def _with(who: Name, spoilt: Callable[[Maker], Maker]) -> Cast:
    def cast(site: Site, seed: int) -> dict[Name, Maker]:
        makers = makers_of(site, seed)
        return {**makers, who: spoilt(makers[who])}

    return cast


def _keeps(effect: Effect, below: str) -> bool:
    return type(effect) is Keep and effect.key.startswith(below)


BUGS = {
    bug.name: bug
    for bug in (
        Bug("tell before keep", "b1", keeps_late(B1, "ota/block"), "B1 asks for the next block before it keeps one"),
        Bug("resume at the wrong offset", "b1", hides_last_block, "B1 goes on a block too early"),
        Bug("verify after run", "forged", verifies_later, "B1 runs an image before it looks at it"),
        Bug("forget the download", "b1", forgets(B1, "ota"), "B1 begins anew, with what it kept in its flash"),
        Bug("forget that it is verified", "b1", never_keeps(B1, "ota/ended"), "B1 does not know that it was done"),
        Bug("forget what it runs", "b1", never_keeps(B1, "firmware"), "B1 comes up with its first version"),
        Bug("CS09 kept after sending", "b1", keeps_late(B1, "outbox"), "B1 keeps its alert when it was said"),
        Bug("CS09 passed on unkept", "b1", keeps_late(HUB, "outbox"), "the hub takes an alert before it keeps it"),
        Bug("forget the image", "b1", forgets(HUB, "store"), "the hub's store is empty after a restart"),
        Bug("forget the transfer", "b1", never_keeps(HUB, "wan/report"), "the hub does not know that it ended"),
        Bug("forget the alert counter", "campaign-12", never_keeps(HUB, "alerts"), "the hub counts from 1 again"),
        Bug("forget the boot count", "b1", drops(B1, KEY_BOOT), "B1 is in its first boot for ever"),
        Bug("forget the frame counter", "b1", drops(HUB, KEY_RESERVED), "the hub's nonces come again"),
        Bug("forget the jobs", "b1", forgets(DCC, "jobs"), "the DCC adapter does not offer what it took"),
        Bug("request kept after its answer", "b1", keeps_late(DCC, ""), "the DCC adapter says I99 and then keeps"),
        Bug("drop an image unsaid", "b1", keeps_silent(HUB, ImageRemoved), "the hub empties its slot without a word"),
        Bug("displace unsaid", "displaced", keeps_silent(HUB, ImageDisplaced), "an image takes another's slot unsaid"),
        Bug("forget the mail", "b1", forgets(DCC, "mail/"), "the DCC adapter does not say again what nobody took"),
        Bug("mail kept after sending", "b1", keeps_late(DCC, "mail/"), "the DCC adapter keeps a word when it was said"),
        Bug("forget transfer numbers", "campaign-12", never_keeps(DCC, "transfers"), "two images have one number"),
    )
}
"""Each by its name."""
