"""Versions, moments and amounts as a narrow screen shows them."""

from premises.quantity import Instant, in_seconds

SAMPLES_MIN = 20
"""Frames from which a share of losses is said in per cent; of fewer both numbers are said. Ours."""


def version_said(version: int | None) -> str:
    """Give ``1.1`` for 0x00010001: the upper and the lower half in hex; empty for none."""
    return "" if not version else f"{version >> 16:x}.{version & 0xFFFF:x}"


def change_said(before: int | None, version: int) -> str:
    """Give ``1.0→1.1``."""
    return f"{version_said(before)}→{version_said(version)}" if before else f"→{version_said(version)}"


def clock_said(at: Instant) -> str:
    """Give ``00:11:47``, hours as many as there are."""
    minutes, second = divmod(int(in_seconds(at)), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"


def lasting_said(span: int) -> str:
    """Give ``95s``, ``12m``, ``3h`` or ``2d``."""
    whole = int(in_seconds(span))
    for unit, size in (("d", 172_800), ("h", 7_200), ("m", 600)):
        if whole >= size:
            return f"{whole // {'d': 86_400, 'h': 3_600, 'm': 60}[unit]}{unit}"
    return f"{whole}s"


def loss_said(lost: int, sent: int) -> str:
    """Give ``40.2%``, ``1/3`` of few frames, and nothing where there was no traffic."""
    if not sent:
        return "--"
    return f"{lost}/{sent}" if sent < SAMPLES_MIN else f"{100 * lost / sent:.1f}%"


def count_said(count: int) -> str:
    """Give ``12,345``, and ``123k`` or ``1.2M`` of more than that: never a number that is cut."""
    if count < 100_000:
        return f"{count:,}"
    return f"{count // 1000:,}k" if count < 1_000_000 else f"{count / 1_000_000:.1f}M"


def latency_said(span: float | None) -> str:
    """Give ``212ms`` or ``1.4s``; ``span`` is microseconds."""
    if span is None:
        return "--"
    return f"{span / 1000:.0f}ms" if span < 1_000_000 else f"{span / 1_000_000:.1f}s"


def rate_said(rate: float) -> str:
    """Give octets a second: ``41 octets/s``."""
    return f"{rate:,.0f} octets/s"
