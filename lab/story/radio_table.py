"""The account of every radio of a run, as a table: what each device sent, and for how long it was awake."""

from collections.abc import Iterable

from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.journey.radio_ledger import HOUR, Row, ledger_of
from premises.quantity import Instant, in_seconds
from premises.wire.message import Medium
from premises.wire.notes.vocabulary import Entry
from premises.wire.radio.band import Band
from premises.wire.site import Site

HEAD = ("radio", "frames", "octets", "air time", "busiest hour", "wakes", "awake", "share awake")


def bands_of(site: Site) -> dict[Name, Band]:
    """Give the band of every radio link."""
    return {plan.name: plan.band for plan in link_plans(site) if plan.medium is Medium.RADIO}


def radios_of(site: Site, entries: Iterable[Entry]) -> tuple[dict[Name, Row], Instant]:
    """Give what each radio of ``site`` did, by the notes of a run, and the moment at which these end."""
    return ledger_of(entries, bands_of(site))


def table_of(rows: dict[Name, Row]) -> list[tuple[str, ...]]:
    """Give the rows in words, in the order of HEAD; shares are of an hour and of the run."""
    return [
        (
            who,
            str(row.frames),
            str(row.octets),
            f"{in_seconds(Instant(row.air)):.3f} s",
            f"{row.busiest_hour / HOUR:.2%}",
            str(row.wakes),
            f"{in_seconds(Instant(row.awake)):.1f} s",
            f"{row.share_awake:.0%}",
        )
        for who, row in rows.items()
    ]
