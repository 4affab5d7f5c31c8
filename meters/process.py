"""A meter as a live process: from the site that comes with the run to the machine that plays it.

The only module of this room that knows the runtime.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from meters.cast import meter_maker
from premises.errors import SiteError
from premises.faults.wiring import address_book, link_plans
from premises.identity import Name
from premises.runtime.aerial import Cast
from premises.runtime.process import run_participant
from premises.runtime.settings import read_participant
from premises.wire.envelope import Run
from premises.wire.site_text import site_of_run


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the meter that ``argv`` (its first word is the name) and ``environ`` describe, and give the exit code."""
    settings = read_participant("python -m meters", None, argv, environ)
    return run_participant(partial(cast, settings.live.who), settings)


def cast(who: Name, run: Run) -> Cast:
    """Give the meter ``who`` of a run; SiteError when the site has none of that name."""
    site = site_of_run(run.site)
    if who not in site.meters:
        raise SiteError(f"{who} is no meter of this site, expected one of {', '.join(site.meters) or 'none at all'}")
    return Cast(
        who,
        meter_maker(site, who, run.seed),
        link_plans(site),
        address_book(site, run.seed),
        run.seed,
        tuple(site.fault),
    )
