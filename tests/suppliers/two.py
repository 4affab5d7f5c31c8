"""A premises with two Suppliers, as a site has it."""

from typing import Any

OLD_EUI, NEW_EUI = "90-B3-D5-1F-30-01-00-0A", "90-B3-D5-1F-30-01-00-0B"

TWO: dict[str, Any] = {
    "name": "two",
    "suppliers": {"old": {"eui": OLD_EUI}, "new": {"eui": NEW_EUI}},
    "registered": {"electricity": "old", "gas": "old"},
}


def customer_of_both(at_s: float) -> list[dict[str, Any]]:
    """Give the change by which the premises becomes a customer of ``new`` for both fuels."""
    return [{"at_s": at_s, "fuel": fuel, "to": "new"} for fuel in ("electricity", "gas")]
