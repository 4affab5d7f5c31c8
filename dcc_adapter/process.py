"""The DCC adapter as a live process: from the site that comes with the run to the machine that plays it.

The only module of this room that knows the runtime.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path

from dcc_adapter.gateway.settings import GatewaySettings, gateway_settings
from dcc_adapter.machine import DccAdapter
from dcc_adapter.plan import dcc_plan
from premises.faults.wiring import address_book, link_plans
from premises.identity import Name
from premises.machine.effects import Kept, Machine
from premises.runtime.aerial import Cast
from premises.runtime.driver import Driver
from premises.runtime.logging import NoteLog
from premises.runtime.process import Beside, Running, run_participant, shelf_of
from premises.runtime.settings import (
    PARTICIPANT_SETTINGS,
    ParticipantSettings,
    Setting,
    parser_of,
    read_live,
    read_values,
)
from premises.wire.envelope import Run
from premises.wire.site import DCC
from premises.wire.site_text import site_of_run

GATEWAY_SETTINGS = (
    Setting("duis-port", "port of DUIS over HTTP: 0 for none, free for one of the kernel's choosing", default="0"),
    Setting("duis-host", "address at which DUIS is listened for", default="127.0.0.1"),
    Setting("duis-at", "file that gets the URL of DUIS; with it, free is the same port again", default=""),
    Setting("duis-key", "file with the DCC's XML signing key and certificate as PEM, instead of its own", default=""),
    Setting("duis-transcript", "directory that gets each XML that comes and goes", default=""),
)
"""What the adapter can be told of its gateway."""

SECRETS = Setting("secrets", "directory with one file a user, its password", default="")
"""Where a Supplier's password for its mailbox is."""

DCC_SETTINGS = (*PARTICIPANT_SETTINGS, *GATEWAY_SETTINGS, SECRETS)
"""What the adapter's process can be told."""

SHELF = Name("dcc.duis")
"""What the gateway's own shelf is called; no participant's name has a dot in it. Ours."""


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the adapter that ``argv`` and ``environ`` describe, and give the exit code."""
    values = read_values(parser_of("python -m dcc_adapter", DCC_SETTINGS), DCC_SETTINGS, argv, environ)
    settings = ParticipantSettings(read_live(DCC, values), Path(values["shelf"]))
    return run_participant(cast, settings, beside_of(values))


def beside_of(values: Mapping[str, str]) -> Beside | None:
    """Give the gateway that ``values`` ask for; None when they ask for none."""
    settings = gateway_settings(values)
    return None if settings is None else partial(_gateway, settings)


def cast(run: Run) -> Cast:
    """Give the adapter of a run."""
    site = site_of_run(run.site)
    plan = dcc_plan(site, run.seed)

    def make(kept: Kept) -> Machine:
        return DccAdapter(plan, kept)

    return Cast(DCC, make, link_plans(site), address_book(site, run.seed), run.seed, tuple(site.fault))


@asynccontextmanager
async def _gateway(settings: GatewaySettings, run: Run, driver: Driver, log: NoteLog) -> AsyncIterator[Running]:
    # Whoever has no gateway loads neither HTTP nor XML.
    from dcc_adapter.gateway.gateway import open_gateway  # noqa: PLC0415 - as said above

    with closing(shelf_of(SHELF, settings.shelf, run)) as shelf:
        site, say = site_of_run(run.site), partial(log.beside, who=DCC)
        async with open_gateway(settings, site, run.seed, shelf, driver, say) as serving:
            yield serving
