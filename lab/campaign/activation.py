"""The 11.3 that has a meter run what it holds: how it is made, and when it follows an 11.1 of a campaign.

Pure. Each 11.3 has a number that no other request of its Supplier has: a hub acknowledges commands by it alone.
"""

from dataclasses import dataclass

from dcc_adapter.activations import ANSWER_WITHIN, DONE_WITHIN
from premises.identity import Eui64
from premises.quantity import MICROSECONDS_PER_SECOND, ORIGIN, Duration, Instant
from premises.trust.alerts import signed
from premises.trust.keys import SigningKey
from premises.trust.trailer import firmware_hash, supplier_key
from premises.wire.duis.messages import ActivateFirmware, UpdateFirmware, UpdateRequest
from premises.wire.gbcs.activation import AT_ONCE, ActivateFirmwareCommand
from premises.wire.site import SUPPLIER_EUI

ORDERS_APART = 500
"""From the number of an 11.1 to that of the 11.3 for its first device: fewer than ``campaign.NUMBERS_APART``. Ours."""

REQUESTS_MAX = 16
"""From the number of an 11.3 to that for the next device of its 11.1: no campaign has more requests. Ours."""


@dataclass(frozen=True, slots=True)
class Activation:
    """The 11.3 that goes to each device of an 11.1 as soon as it holds the image."""

    runs_at: Instant | None = None
    """When the image is to run; None for at once."""
    stated: Duration | None = None
    """What it is allowed from its sending to its last word, if somebody said."""

    @property
    def allowed(self) -> Duration:
        """From the latest moment of its sending, or at which it is to run, to its last word."""
        if self.stated is not None:
            return self.stated
        return ANSWER_WITHIN if self.runs_at is None else Duration(ANSWER_WITHIN + DONE_WITHIN)

    def until(self, held_by: Instant) -> Instant:
        """Give its deadline, when every device holds the image by ``held_by``."""
        return Instant(max(held_by, self.runs_at or ORIGIN) + self.allowed)

    def moment(self, now: Instant) -> int:
        """Give what CS06 says of when, if it goes out ``now``: a moment that is over is at once."""
        if self.runs_at is None or self.runs_at <= now:
            return AT_ONCE
        return self.runs_at // MICROSECONDS_PER_SECOND


def activation_for(
    device: Eui64,
    image_hash: bytes,
    activation_at: int,
    number: int,
    by: Eui64 = SUPPLIER_EUI,
    signer: SigningKey | None = None,
) -> ActivateFirmware:
    """Give the 11.3 that has ``device`` run the image of this hash: the one place where this command is made.

    It is the Supplier's ``by``, and signed with its key: ``signer``, or without one that of the premises.
    """
    command = ActivateFirmwareCommand(by, device, number, image_hash, activation_at)
    signature = signed(command, signer or supplier_key(by)).signature
    return ActivateFirmware(f"{by}:{device}:{number}", device, image_hash, activation_at, signature)


def hash_for(request: UpdateRequest) -> bytes:
    """Give the Manufacturer Image Hash that FDRA and CS06 name; empty for an 11.4, which needs none."""
    return firmware_hash(request.firmware_image) if isinstance(request, UpdateFirmware) else b""


def originator_of(request_id: str) -> Eui64:
    """Give who asked: the EUI-64 that begins the id."""
    return Eui64(request_id.partition(":")[0])


def number_of(request_id: str) -> int:
    """Give the number of a request: the counter that ends its id."""
    return int(request_id.rsplit(":", 1)[1])


def order_number(request: UpdateRequest, device: Eui64) -> int:
    """Give the number of the 11.3 to ``device`` that follows ``request``, which names it."""
    return number_of(request.request_id) + ORDERS_APART + REQUESTS_MAX * request.device_ids.index(device)


def order_ids(request: UpdateRequest) -> tuple[str, ...]:
    """Give the ids of every 11.3 that can follow ``request``."""
    by = originator_of(request.request_id)
    return tuple(f"{by}:{device}:{order_number(request, device)}" for device in request.device_ids)
