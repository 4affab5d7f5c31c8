"""What a rung says, in words, the same in every form in which a ladder is drawn."""

from premises.journey.ladder.rung import Happened, Repeated, Rung, Said
from premises.journey.trace import Fate, FateKind
from premises.quantity import clocked, spoken

SLOW = 1_000_000
"""Microseconds on the way from which a rung says how long it took. Ours."""

TAKEN = "acknowledged"
"""What is said of a message whose hearer said at once that it came."""


NOTHING = "nothing was said"
"""What stands in a ladder without a rung."""


def words_of(rung: Rung) -> str:
    """Give what stands beside a rung."""
    match rung:
        case Said():
            return _said(rung)
        case Happened(words=words):
            return words
        case Repeated(count=count, what=what, first=first, last=last):
            octets = "" if first < 0 else f", {first:,} to {last:,}"
            again = f", {rung.again:,} said again" if rung.again else ""
            lost = "".join(f", {number:,} {how}" for how, number in rung.lost)
            return f"… {count:,} {'' if first < 0 else 'more '}{what}{octets}, until {clocked(rung.until)}{again}{lost}"


def _said(rung: Said) -> str:
    what = rung.kind if rung.offset < 0 else f"{rung.kind} {rung.offset:,}"
    if rung.told:
        what += f": {rung.told}"
    if rung.way:
        what += f", via {', '.join(rung.way)}"
    if rung.is_taken:
        what += f", {TAKEN}"
    return f"{what}  {_fates(rung)}".rstrip()


def _fates(rung: Said) -> str:
    if rung.is_plain:
        after = rung.fates[0].after
        return f"after {spoken(after)}" if after >= SLOW else ""
    if all(fate.kind is FateKind.DELIVERED for fate in rung.fates):
        return f"heard {len(rung.fates)} times"
    return " and ".join(_fate(fate) for fate in rung.fates)


def _fate(fate: Fate) -> str:
    return "delivered" if fate.kind is FateKind.DELIVERED else str(fate)
