"""``python -m lab.live.crew``: several participants of one live premises in one process, a connection each.

Also the only way in which a scenario's Suppliers are played live. Each participant has its own user at the broker.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from bridges.process import cast as bridge_cast
from dcc_adapter.process import GATEWAY_SETTINGS, SECRETS, beside_of
from dcc_adapter.process import cast as dcc_cast
from hub.process import cast as hub_cast
from lab.story.scenario import load_scenario, suppliers_of
from meters.process import cast as meter_cast
from premises.errors import PremisesError, UsageError
from premises.faults.wiring import address_book, link_plans
from premises.identity import Name, name
from premises.machine.effects import Maker
from premises.runtime.aerial import Cast
from premises.runtime.process import EXIT_FAILED, EXIT_USAGE, Member, Plan, complain, run_participants
from premises.runtime.settings import (
    PARTICIPANT_SETTINGS,
    ParticipantSettings,
    Setting,
    parser_of,
    read_live,
    read_values,
)
from premises.wire.envelope import Run
from premises.wire.site import DCC, HUB, SUPPLIER
from premises.wire.site_text import site_of_run

CREW_SETTINGS = (
    *PARTICIPANT_SETTINGS,
    Setting("who", "participants of this process, like dcc,hub,b1"),
    SECRETS,
    *GATEWAY_SETTINGS,
    Setting("scenario", "scenario whose Suppliers are played", default=""),
)
"""What a crew can be told."""


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the crew that ``argv`` and ``environ`` describe, and give the exit code."""
    return run_participants(_members(argv, environ))


def _members(argv: Sequence[str], environ: Mapping[str, str]) -> list[Member]:
    values = read_values(parser_of("python -m lab.live.crew", CREW_SETTINGS), CREW_SETTINGS, argv, environ)
    suppliers = suppliers_of(load_scenario(Path(values["scenario"]))) if values["scenario"] else {}
    members = []
    for text in values["who"].split(","):
        who = name(text)
        live = read_live(who, {**values, **_password(values, who)})
        beside = beside_of(values) if who == DCC else None
        members.append(Member(_plan(who, suppliers), ParticipantSettings(live, Path(values["shelf"])), beside))
    return members


def _password(values: Mapping[str, str], who: Name) -> dict[str, str]:
    return {"password-file": str(Path(values["secrets"]) / who)} if values["secrets"] else {}


def _plan(who: Name, suppliers: Mapping[Name, Maker]) -> Plan:
    if who in suppliers:
        return partial(_supplier_cast, who, suppliers[who])
    if who == SUPPLIER:
        raise UsageError("the Supplier is played from a scenario: name one with --scenario")
    return {DCC: dcc_cast, HUB: hub_cast}.get(who, partial(_device_cast, who))


def _device_cast(who: Name, run: Run) -> Cast:
    return meter_cast(who, run) if who in site_of_run(run.site).meters else bridge_cast(who, run)


def _supplier_cast(who: Name, supplier: Maker, run: Run) -> Cast:
    site = site_of_run(run.site)
    return Cast(who, supplier, link_plans(site), address_book(site, run.seed), run.seed)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:], os.environ))
    except PremisesError as error:
        complain(error)
        sys.exit(EXIT_USAGE if isinstance(error, UsageError) else EXIT_FAILED)
