"""Where everybody stands on the map: columns by the way from the DCC, rows by branches. From the site alone."""

from dataclasses import dataclass

from premises.identity import Name
from premises.wire.route import behind
from premises.wire.site import DCC, HUB, Site, devices


@dataclass(frozen=True, slots=True)
class Spot:
    """One participant's place."""

    who: Name
    above: Name | None
    """Its neighbour on the way to the DCC; None for the DCC itself."""
    column: int
    row: int
    span: int = 1


def spots_of(site: Site) -> tuple[Spot, ...]:
    """Give everybody's place: the DCC, the hub, then branch by branch.

    A branch goes on in its row with the first device behind another; each further one begins a row of its own.
    """
    up = behind(site)
    below: dict[Name, list[Name]] = {}
    for who in devices(site):
        below.setdefault(up[who], []).append(who)
    spots: list[Spot] = []

    def put(who: Name, column: int, row: int) -> int:
        """Place ``who`` and all behind it; give the first row that is free below."""
        spots.append(Spot(who, up[who], column, row))
        free = row
        for child in below.get(who, ()):
            free = put(child, column + 1, free)
        return max(free, row + 1)

    rows = 0
    for who in below.get(HUB, ()):
        rows = put(who, 2, rows)
    span = max(1, rows)
    return Spot(DCC, None, 0, 0, span), Spot(HUB, DCC, 1, 0, span), *spots


def columns_of(spots: tuple[Spot, ...]) -> int:
    """Give how many columns they take."""
    return max(spot.column for spot in spots) + 1


def rows_of(spots: tuple[Spot, ...]) -> int:
    """Give how many rows they take."""
    return max(spot.row + spot.span for spot in spots)
