"""The DCC adapter as a live process: from the site that comes with the run to the machine that plays it.

The only module of this room that knows the runtime.
"""

from collections.abc import Mapping, Sequence

from dcc_adapter.machine import DccAdapter
from dcc_adapter.plan import dcc_plan
from dcc_adapter.smi.inventory import VIEW
from premises.faults.wiring import address_book, link_plans
from premises.machine.effects import Kept, Machine
from premises.runtime.aerial import Cast
from premises.runtime.process import run_participant
from premises.runtime.settings import read_participant
from premises.runtime.shelf import View
from premises.wire.envelope import Run
from premises.wire.site import DCC
from premises.wire.site_text import site_of_run


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the adapter that ``argv`` and ``environ`` describe, and give the exit code."""
    return run_participant(cast, read_participant("python -m dcc_adapter", DCC, argv, environ))


def cast(run: Run) -> Cast:
    """Give the adapter of a run."""
    site = site_of_run(run.site)
    plan = dcc_plan(site, run.seed)

    def make(kept: Kept) -> Machine:
        return DccAdapter(plan, kept)

    plans, book = link_plans(site), address_book(site, run.seed)
    return Cast(DCC, make, plans, book, run.seed, tuple(site.fault), (View(*VIEW),))
