"""A Supplier's packages in a design and the words it had, by hand: no premises is lived for these."""

from collections.abc import Sequence

from premises.identity import Name
from premises.journey.blame.known import Known, Sent, covers_of, shapes_of
from premises.journey.parties.word import Word
from premises.quantity import Instant, seconds
from premises.wire.design import DESIGNS, SHAPES

B1, B2, B3, B4 = map(Name, ("b1", "b2", "b3", "b4"))
OLD, NEW, NEWER = 0x0001_0000, 0x0001_0001, 0x0001_0002
SUPPLIER = Name("supplier")


def word(who: Name, what: str, code: str = "success", version: int = NEW, at_s: float = 100.0, about: str = "") -> Word:
    """Give one word; ``about`` is its request, or else that of the package for ``who``."""
    return Word(Instant(seconds(at_s)), SUPPLIER, what, about or f"to {who}", who, version, code)


def read(who: Name, version: int, at_s: float = 200.0, what: str = "11.2") -> Word:
    """Give the answer to an 11.2, or what a visit found."""
    return word(who, what, "success", version, at_s, about=f"{what} of {who}")


def known(design: str, words: Sequence[Word], shape: tuple[str, ...] = SHAPES[3], *, site: bool = True) -> Known:
    """Give what a Supplier knows that sent every package of a site that has ``shape``, and knows it or only its SMI."""
    made = DESIGNS[design]
    shown = tuple(kind for kind in shape if made.is_on_the_smi(kind))
    shapes = (shape,) if site else shapes_of(made, shown)
    sent = tuple(
        Sent(f"to {kind.lower()}", named(kind), NEW, Instant(0), _named(covers_of(made, kind, shapes)), OLD)
        for kind in shown
    )
    fed_by = {named(fed): named(by) for fed, by in made.fed_by.items()}
    behind = {B2: B1, B4: B3} | fed_by
    return Known(_named(shapes), tuple(map(named, shown)), sent, tuple(words), fed_by, behind)


def named(kind: str) -> Name:
    """Give what the bridge of a PPMIDVariant is called here."""
    return Name(kind.lower())


def good(*devices: Name) -> list[Word]:
    """Give the CS09 of those that say that they run it."""
    return [word(who, "CS09") for who in devices]


def _named(kinds: Sequence[tuple[str, ...]]) -> tuple[tuple[Name, ...], ...]:
    return tuple(tuple(map(named, each)) for each in kinds)
