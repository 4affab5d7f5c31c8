"""The hub's gas mirror: the last register that the GSME reported, for whoever asks while the GSME sleeps.

Assumption 32 (docs/sources.md): one mirror, one register. It knows nothing of radios; the hub says its answers.
"""

from premises.machine.effects import Effects, Keep, Kept
from premises.wire.field.metering import (
    CURRENT_SUMMATION_DELIVERED,
    METERING_CLUSTER,
    NO_VALUE,
    REPORT_COMMAND,
    ReadAttributes,
    ReadAttributesResponse,
    ReportAttributes,
)
from premises.wire.field.zcl import DefaultResponse, Status
from premises.wire.message import Message

KEY_MIRROR = "mirror/gas"


class GasMirror:
    """What the GSME said last; ``state`` is the register, NO_VALUE before its first report."""

    __slots__ = ("state",)

    def __init__(self, kept: Kept) -> None:
        row = kept.get(KEY_MIRROR)
        self.state = NO_VALUE if row is None else int(row)

    def answer(self, message: ReadAttributes | ReportAttributes, device_type: str) -> tuple[Effects, Message] | None:
        """Give what is to be kept and said; None for a register that is not here, or not this device's to report."""
        if message.attribute != CURRENT_SUMMATION_DELIVERED:
            return None
        if isinstance(message, ReadAttributes):
            return (), ReadAttributesResponse(message.attribute, self.state)
        return self._take(message) if device_type == "GSME" else None

    def _take(self, report: ReportAttributes) -> tuple[Effects, Message]:
        self.state = report.value
        taken = DefaultResponse(METERING_CLUSTER, REPORT_COMMAND, Status.SUCCESS)
        return [Keep(KEY_MIRROR, b"%d" % report.value)], taken
