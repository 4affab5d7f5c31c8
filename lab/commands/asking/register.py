"""``premises inventory register`` and ``uplift``: what AltHANCo noted of its visits, and labels taken from it.

The register is shown as AltHANCo has it: it knows of none of its mistakes, so none is marked.
"""

import asyncio
import json

import typer

from lab.commands.table import print_rows
from lab.desk.opening import now_at, open_office, site_in
from lab.live.run_directory import Reachable
from lab.live.window import Window
from lab.sending.asking import word_on
from lab.sending.post import Post
from lab.site import account_of, names_of
from premises.errors import PremisesError, RefusedError
from premises.identity import Eui64, eui64
from premises.quantity import in_seconds, spoken
from premises.wire.device.register import Installed, register_of
from premises.wire.duis.inventory import Inventory, InventoryEntry, ReadInventory, UpdateDeviceDetails
from premises.wire.duis.messages import ServiceResponse
from premises.wire.site import ACB_EUI

ANSWERED_WITHIN_S = 120.0
"""Seconds of wall in which the SMI must have answered each request. Ours."""

FORMAT = 1
"""Version of the JSON document; a key may be added within one, and none is taken away."""

STANDARD = "STD"
"""The label of a PPMID that AltHANCo never installed. Source: SEED."""

HEAD = ("bridge", "EUI-64", "variant", "firmware", "last visit")


def show_register(running: Reachable, *, as_json: bool) -> None:
    """Print what AltHANCo's register holds now; LinkError when nobody says what time it is."""
    entries = register_of(site_in(running), asyncio.run(now_at(running)))
    if as_json:
        rows = [entry_document(entry) for entry in entries]
        typer.echo(json.dumps({"format": FORMAT, "premises": running.premises, "bridges": rows}, indent=1))
        return
    print_rows(HEAD, [_row(entry) for entry in entries])


def entry_document(entry: Installed) -> dict[str, object]:
    """Give one bridge as docs/suppliers.md describes it."""
    return {
        "device": entry.name,
        "eui": entry.device_id,
        "variant": entry.ppmid_variant,
        "firmware_version": entry.firmware_version,
        "visited_at_s": in_seconds(entry.visited_at),
    }


def uplift(running: Reachable, by: str) -> None:
    """Ask that each PPMID without a PPMIDVariant gets that of the register, or STD; a line for each.

    PremisesError, one line, when one is refused: then the others have theirs.
    """
    account_of(site_in(running), by)
    refused = asyncio.run(_uplift(running, by))
    if refused:
        raise PremisesError(f"no PPMIDVariant for {', '.join(refused)}: the DCC adapter refused it")


async def _uplift(running: Reachable, by: str) -> list[str]:
    site, refused = site_in(running), list[str]()
    names = names_of(site)
    async with open_office(running, by) as (window, post):
        request = ReadInventory(_request_id(post), eui64(site.hub.eui))
        told = await word_on(window, post, request, Inventory, ANSWERED_WITHIN_S)
        labels = {entry.device_id: entry.ppmid_variant for entry in register_of(site, window.clock.now())}
        bare = unlabelled(told)
        for entry in bare:
            who, label = names.get(entry.device_id, entry.device_id), labels.get(entry.device_id, STANDARD)
            done = await _labelled(window, post, entry.device_id, label)
            typer.echo(f"{who} {label} {done}")
            if done != "I0":
                refused.append(who)
    if not bare:
        typer.echo("every PPMID on the SMI has a PPMIDVariant", err=True)
    return refused


def unlabelled(told: Inventory) -> list[InventoryEntry]:
    """Give every PPMID without a PPMIDVariant, as this Supplier sees them."""
    return [entry for entry in told.devices if entry.device_type == "PPMID" and not entry.ppmid_variant]


async def _labelled(window: Window, post: Post, device: Eui64, label: str) -> str:
    """Ask for one label, and give the answer's code, or why not."""
    request = UpdateDeviceDetails(_request_id(post), device, label)
    try:
        return (await word_on(window, post, request, ServiceResponse, ANSWERED_WITHIN_S)).response_code
    except RefusedError as error:
        return str(error)


def _request_id(post: Post) -> str:
    return f"{post.eui}:{ACB_EUI}:{post.next_number()}"


def _row(entry: Installed) -> tuple[str, ...]:
    when = spoken(entry.visited_at) if entry.visited_at else "installation"
    return entry.name, entry.device_id, entry.ppmid_variant, f"{entry.firmware_version:#010x}", when
