"""Changes of protocol over private links: whom an update would strand, and who must go directly before whom.

Pure. Between a bridge and the one behind it, old and new versions do not understand each other (assumption 78). So the
one behind goes first, while it can still be reached, and the one above directly after it: until that runs its own
image, nothing passes. A bundle is its feeder's affair.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bridges.plan import changes_of, fit
from premises.errors import UsageError
from premises.identity import Name
from premises.wire.route import feeder_of
from premises.wire.site import Site


@dataclass(frozen=True, slots=True)
class Crossing:
    """A private link both of whose ends go over a change of protocol."""

    above: Name
    child: Name


def crossings_of(site: Site, wanted: Mapping[Name, int], running: Mapping[Name, int]) -> Iterator[Crossing]:
    """Give the links that need their child to go first; UsageError, one line, when no order avoids a stranded child.

    ``wanted`` are the versions that are sent, ``running`` those that run where the site's own no longer do.
    """
    runs = {Name(who): spec.running for who, spec in site.bridges.items()} | dict(running)
    after = runs | dict(wanted)
    for child in map(Name, site.bridges):
        above = Name(site.bridges[child].behind)
        if above not in site.bridges or feeder_of(site, child) is not None or not {above, child} & set(wanted):
            continue
        changes = changes_of(site, above, child)
        if not fit(changes, runs[above], runs[child]):
            if child in wanted:
                raise UsageError(
                    f"{child}: it runs {runs[child]:#010x}, which {runs[above]:#010x} of {above} does not understand: "
                    "nothing reaches it before a visit"
                )
            continue
        if not fit(changes, after[above], after[child]):
            sent, other = (above, child) if above in wanted else (child, above)
            raise UsageError(
                f"{sent}: {after[sent]:#010x} and {after[other]:#010x} of {other} would not understand each other, and "
                f"{child} be stranded until a visit: expected versions for both that do"
            )
        if not fit(changes, runs[above], after[child]):
            yield Crossing(above, child)
