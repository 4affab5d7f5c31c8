"""``premises read-version``: a Supplier's service request 11.2 to one device, and what that says it runs."""

import asyncio

import typer

from lab.desk.opening import open_office, site_in
from lab.live.run_directory import Reachable
from lab.sending.asking import word_on
from lab.site import account_of, device_of
from premises.errors import PremisesError
from premises.identity import Eui64, Name, eui64
from premises.wire.duis.messages import FirmwareVersionResult, ReadFirmwareVersion
from premises.wire.site import HUB


def read(running: Reachable, who: str, timeout_s: float, by: str) -> None:
    """Print which version ``who`` says that it runs; PremisesError, one line, when it does not say."""
    site = site_in(running)
    device, eui = (HUB, eui64(site.hub.eui)) if who == HUB else device_of(site, who)
    account_of(site, by)
    told = asyncio.run(_asked(running, device, eui, timeout_s, by))
    if not told.is_read:
        raise PremisesError(f"{device} says no firmware version: its answer to 11.2 has none")
    typer.echo(f"{device} runs {told.firmware_version:#010x} (11.2), request {told.request_id}")


async def _asked(running: Reachable, device: Name, eui: Eui64, timeout_s: float, by: str) -> FirmwareVersionResult:
    async with open_office(running, by) as (window, post):
        request = ReadFirmwareVersion(f"{post.eui}:{eui}:{post.next_number()}", eui)
        return await word_on(window, post, request, FirmwareVersionResult, timeout_s, device)
