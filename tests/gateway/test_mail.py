"""What a Supplier is told later: stored before the machine hears of it, collected in order, the same after a kill."""

import asyncio
from pathlib import Path

import pytest

from premises.wire.duis.inventory import ReadInventory
from premises.wire.duis.messages import CommsHubAlert
from premises.wire.site import ACB_EUI, SUPPLIER
from premises.wire.site_text import changed
from premises.wire.tables.suppliers import SupplierSpec, Uplift
from tests.gateway.ground import B1, ME, NEWER, SITE, Ground, told, update


async def test_what_comes_later_is_collected_in_order_any_number_of_times(tmp_path: Path) -> None:
    async with Ground(tmp_path).lit() as ground:
        for version in (NEWER, NEWER + 1):
            ground.hub_says_transferred(version)
        first = await ground.collect(0)
        second = await ground.collect(first[1])
        again = await ground.collect(0)
        none = await ground.collect(second[1], 0)

    messages = [told(body).message for _, _, body in (first, second)]
    assert [message.firmware_version for message in messages if isinstance(message, CommsHubAlert)] == [
        NEWER,
        NEWER + 1,
    ]
    assert [place for _, place, _ in (first, second)] == [1, 2]
    assert again == first
    assert none == (204, 0, b"")


async def test_who_waits_at_the_mailbox_gets_it_as_it_comes(tmp_path: Path) -> None:
    async with Ground(tmp_path).lit() as ground:
        waiting = asyncio.create_task(ground.collect(0, 10))
        await ground.ask(update(1), 8)
        ground.hub_says_transferred()
        status, place, body = await waiting

    assert (status, place) == (200, 1)
    assert isinstance(told(body).message, CommsHubAlert)


async def test_a_kill_changes_no_octet_of_what_was_stored(tmp_path: Path) -> None:
    ground = Ground(tmp_path)
    async with ground.lit():
        ground.hub_says_transferred()
        before = await ground.collect(0)
    async with ground.lit():
        after = await ground.collect(0)
        none = await ground.collect(1, 0.05)

    assert after == before
    assert none[0] == 204


async def test_the_same_request_is_answered_the_same_after_a_kill(tmp_path: Path) -> None:
    ground = Ground(tmp_path)
    async with ground.lit():
        request = ground.signed(update(1), 8)
        before = await ground.post(request, "serviceD")
    async with ground.lit():
        after = await ground.post(request, "serviceD")
        other = await ground.post(ground.signed(update(1, size=3_000), 8), "serviceD")

    assert before == after
    assert told(after[1]).response_code == "I99"
    assert other[0] == 409


@pytest.mark.parametrize(("login", "query"), [("somebody", "after=0"), ("", "after=0")])
async def test_nobody_collects_what_is_anothers(tmp_path: Path, login: str, query: str) -> None:
    async with Ground(tmp_path).lit() as ground:
        status, _, _ = await ground.collect(0, 0, login)

    assert status == 401


@pytest.mark.parametrize(("uplift", "is_shown"), [("before-mp170", False), ("mp170", True)])
async def test_only_who_uplifted_is_shown_a_variant(tmp_path: Path, uplift: Uplift, *, is_shown: bool) -> None:
    site = changed(SITE, suppliers={SUPPLIER: SupplierSpec(uplift=uplift)})
    async with Ground(tmp_path, site).lit() as ground:
        _, body = await ground.post(ground.signed(ReadInventory(f"{ME}:{ACB_EUI}:1", B1), 8), "serviceD")

    assert (b"PPMIDVariant" in body) == is_shown
