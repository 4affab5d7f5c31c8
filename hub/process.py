"""The hub as a live process: from the site that comes with the run to the machine that plays it.

The only module of this room that knows the runtime.
"""

from collections.abc import Mapping, Sequence

from hub.cast import hub_maker
from premises.faults.wiring import address_book, link_plans
from premises.runtime.aerial import Cast
from premises.runtime.process import run_participant
from premises.runtime.settings import read_participant
from premises.wire.envelope import Run
from premises.wire.site import HUB
from premises.wire.site_text import site_of_run


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the hub that ``argv`` and ``environ`` describe, and give the exit code."""
    return run_participant(cast, read_participant("python -m hub", HUB, argv, environ))


def cast(run: Run) -> Cast:
    """Give the hub of a run."""
    site = site_of_run(run.site)
    maker, faults = hub_maker(site, run.seed), tuple(site.fault)
    return Cast(HUB, maker, link_plans(site), address_book(site, run.seed), run.seed, faults)
