"""``premises inventory``: what the SMI holds (8.2), and a Supplier's changes to it (12.2, 8.4, 8.11)."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import typer

from lab.commands.table import print_rows
from lab.desk.opening import open_office, site_in
from lab.desk.words import names_in
from lab.live.run_directory import Reachable
from lab.sending.asking import word_on
from lab.site import account_of
from premises.errors import PremisesError, UsageError
from premises.identity import Eui64, eui64
from premises.nearest import hint
from premises.wire.duis.inventory import (
    DevicePrenotification,
    DeviceStatus,
    HanDeviceLogResult,
    Inventory,
    InventoryEntry,
    LogRequest,
    ReadInventory,
    UpdateDeviceDetails,
    UpdateHANDeviceLog,
    UpdateInventory,
)
from premises.wire.duis.messages import ServiceRequest, ServiceResponse
from premises.wire.message import Message
from premises.wire.site import ACB_EUI, HUB, Site, devices

ANSWERED_WITHIN_S = 120.0
"""Seconds of wall in which the SMI, or a hub, must have answered. Ours."""

FORMAT = 1
"""Version of the JSON document; a key may be added within one, and none is taken away."""

KINDS = ("ESME", "GSME", "HCALCS", "PPMID")
VARIANTS = ("STD", "B1", "B2", "B3", "B4")

HEAD = ("device", "EUI-64", "type", "status", "variant", "maker", "model", "firmware")

Word = TypeVar("Word", bound=Message)


@dataclass(frozen=True, slots=True)
class Notified:
    """What a person says of a device that is on its way."""

    device: str
    kind: str
    variant: str
    manufacturer: int
    model: int
    version: int


def show_inventory(running: Reachable, of: str, by: str, *, as_json: bool) -> None:
    """Print what the SMI holds; PremisesError, one line, when nobody says."""
    site = site_in(running)
    device = identity_of(site, of) if of else eui64(site.hub.eui)

    def made(originator: Eui64, number: int) -> ReadInventory:
        return ReadInventory(f"{originator}:{ACB_EUI}:{number}", device)

    told = _asked(running, by, made, Inventory)
    names = names_in(site)
    if as_json:
        entries = [_entry(entry, names.get(entry.device_id, "")) for entry in told.devices]
        typer.echo(json.dumps({"format": FORMAT, "premises": running.premises, "devices": entries}, indent=1))
    else:
        print_rows(HEAD, [_row(entry, names.get(entry.device_id, "")) for entry in told.devices])


def notify(running: Reachable, given: Notified, by: str) -> None:
    """Tell the SMI of a device that is on its way (12.2); PremisesError, one line, when it is refused."""
    device = identity_of(site_in(running), given.device)
    _check(given.kind, KINDS, "--type")
    if given.variant:
        _check(given.variant, VARIANTS, "--variant")

    def made(originator: Eui64, number: int) -> DevicePrenotification:
        return DevicePrenotification(
            f"{originator}:{ACB_EUI}:{number}", device, given.kind, given.manufacturer, given.model, given.version,
            given.variant,
        )  # fmt: skip

    _say(_asked(running, by, made, ServiceResponse), f"{given.device} is on the SMI as Pending")


def put_status(running: Reachable, who: str, status: str, by: str) -> None:
    """Put a device into another status, or, for an empty one, have it forgotten (8.4); errors as above."""
    device = identity_of(site_in(running), who)
    known = {each.value: each for each in DeviceStatus}
    if status:
        _check(status, tuple(known), "status")

    def made(originator: Eui64, number: int) -> UpdateInventory:
        return UpdateInventory(f"{originator}:{ACB_EUI}:{number}", device, known.get(status))

    _say(_asked(running, by, made, ServiceResponse), f"{who} is {status or 'forgotten'}")


def put_variant(running: Reachable, who: str, variant: str, by: str) -> None:
    """Give a device another PPMIDVariant, which is an extension of ours; errors as above."""
    device = identity_of(site_in(running), who)
    _check(variant, VARIANTS, "variant")

    def made(originator: Eui64, number: int) -> UpdateDeviceDetails:
        return UpdateDeviceDetails(f"{originator}:{ACB_EUI}:{number}", device, variant)

    _say(_asked(running, by, made, ServiceResponse), f"{who} has PPMIDVariant {variant}")


def change_log(running: Reachable, who: str, change: str, by: str) -> None:
    """Have the hub take a device into its device log, or strike it (8.11); errors as above."""
    site = site_in(running)
    device, hub = identity_of(site, who), eui64(site.hub.eui)

    def made(originator: Eui64, number: int) -> UpdateHANDeviceLog:
        return UpdateHANDeviceLog(f"{originator}:{hub}:{number}", device, LogRequest(change))

    told = _asked(running, by, made, HanDeviceLogResult)
    where = "in" if change == LogRequest.ADD.value else "out of"
    if not told.is_done:
        raise PremisesError(f"{who} is not {where} the hub's device log: the hub did not do it")
    typer.echo(f"{who} is {where} the hub's device log, request {told.request_id}")


def identity_of(site: Site, text: str) -> Eui64:
    """Give the identity of a device by its name, or as it stands for one that the site does not have."""
    if text == HUB:
        return eui64(site.hub.eui)
    if text.lower() in devices(site):
        return eui64(devices(site)[text.lower()].eui)  # type: ignore[index]  # it is one of its names
    try:
        return eui64(text)
    except UsageError:
        known = hint(text, [HUB, *devices(site)])
        raise UsageError(f"unknown device {text!r}: {known}, or an EUI-64 like {site.hub.eui}") from None


def _asked(running: Reachable, by: str, made: Callable[[Eui64, int], ServiceRequest], kind: type[Word]) -> Word:
    account_of(site_in(running), by)
    return asyncio.run(_ask(running, by, made, kind))


async def _ask(running: Reachable, by: str, made: Callable[[Eui64, int], ServiceRequest], kind: type[Word]) -> Word:
    async with open_office(running, by) as (window, post):
        return await word_on(window, post, made(post.eui, post.next_number()), kind, ANSWERED_WITHIN_S)


def _say(answer: ServiceResponse, done: str) -> None:
    warned = f": {answer.detail}" if answer.detail else ""
    typer.echo(f"{done} ({answer.response_code}{warned}), request {answer.request_id}")


def _check(word: str, known: tuple[str, ...], where: str) -> None:
    if word not in known:
        raise UsageError(f"{where} {word!r}: {hint(word, known)}")


def _row(entry: InventoryEntry, name: str) -> tuple[str, ...]:
    return (
        name,
        entry.device_id,
        entry.device_type,
        entry.status.value,
        entry.ppmid_variant,
        f"{entry.manufacturer:04X}",
        f"{entry.model:04X}",
        f"{entry.firmware_version:#010x}",
    )


def _entry(entry: InventoryEntry, name: str) -> dict[str, object]:
    return {
        "device": name,
        "eui": entry.device_id,
        "type": entry.device_type,
        "status": entry.status.value,
        "variant": entry.ppmid_variant,
        "manufacturer": entry.manufacturer,
        "model": entry.model,
        "firmware_version": entry.firmware_version,
    }
