"""The hub's gas mirror: the last register that the GSME reported, for whoever asks while the GSME sleeps.

A GSME that reports while something waits for it is told so in the mirror's answer, by flags: nothing else reaches it.
Assumption 32 (docs/sources.md): one mirror, one register. It knows nothing of radios; the hub says its answers.
"""

from premises.machine.effects import Effects, Keep, Kept
from premises.wire.field.metering import (
    CURRENT_SUMMATION_DELIVERED,
    METERING_CLUSTER,
    NO_VALUE,
    REPORT_COMMAND,
    MirrorReportAttributeResponse,
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

    def answer(
        self, message: ReadAttributes | ReportAttributes, device_type: str, flags: int = 0
    ) -> tuple[Effects, Message] | None:
        """Give what is to be kept and said; None for a register that is not here, or not this device's to report.

        ``flags`` are the Functional Notification Flags that the GSME is to hear of.
        """
        if message.attribute != CURRENT_SUMMATION_DELIVERED:
            return None
        if isinstance(message, ReadAttributes):
            return (), ReadAttributesResponse(message.attribute, self.state)
        return self._take(message, flags) if device_type == "GSME" else None

    def _take(self, report: ReportAttributes, flags: int) -> tuple[Effects, Message]:
        self.state = report.value
        taken: Message = DefaultResponse(METERING_CLUSTER, REPORT_COMMAND, Status.SUCCESS)
        if flags:
            taken = MirrorReportAttributeResponse(flags)
        return [Keep(KEY_MIRROR, b"%d" % report.value)], taken
