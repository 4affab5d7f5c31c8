"""The three designs at each size, in truth and to their Supplier: ``python -m tests.tui.designs`` writes the texts."""

import asyncio
from collections.abc import Mapping

from tests.tui.stage import SIZES, session_of, settled, shown
from tests.tui.told import AT, FLAT, HERE
from tui.paint.screen_text import text_of

DESIGNS: Mapping[str, tuple[str, float]] = {
    "proposed": (FLAT, AT), "option-a": ("option-a-one-fails", 12.0), "option-b": ("option-b-one-fails", 12.0),
}  # fmt: skip
"""The story of each, and when one looks."""

SUPPLIER = "supplier-"


def names_of(design: str) -> list[str]:
    """Give the texts of a design; those of the proposed one in truth are among those of the live screen."""
    sizes = [f"{width}x{height}" for width, height in (SIZES["W"], SIZES["M"], SIZES["N"])]
    truth = [] if design == "proposed" else [f"{design}-{size}" for size in sizes]
    return [*truth, *(f"{design}-{SUPPLIER}{size}" for size in sizes)]


async def shots(design: str) -> dict[str, str]:
    """Give all of them by their names, from one screen that changes its size."""
    found = {}
    async with shown(session_of(*DESIGNS[design]), SIZES["W"]) as (app, pilot):
        for who in ("", SUPPLIER):
            if who:
                await pilot.press("v")
            for size in ("W", "M", "N"):
                await pilot.resize_terminal(*SIZES[size])
                await settled(pilot)
                width, height = SIZES[size]
                found[f"{design}-{who}{width}x{height}"] = text_of(app) + "\n"
    return {name: found[name] for name in names_of(design)}


def main() -> None:
    """Write all of them."""
    for design in DESIGNS:
        for name, text in asyncio.run(shots(design)).items():
            (HERE / "shown" / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
