"""What is wrong with a device, as a test says it: a kind and its time in seconds."""

from premises.machine.ailing import DeviceFault
from premises.quantity import Instant, seconds


def wrong(
    kind: str, since_s: float = 0.0, until_s: float | None = None, *, takes_s: float = 0.0, drift_ppm: float = 0.0
) -> DeviceFault:
    """Give one fault of a device, from ``since_s`` until ``until_s``."""
    until = None if until_s is None else Instant(seconds(until_s))
    return DeviceFault(kind, Instant(seconds(since_s)), until, seconds(takes_s), drift_ppm)
