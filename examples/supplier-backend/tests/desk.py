"""Between the back end and the DCC: orders become service requests 11.4, answers and alerts become what it hears.

In the product this is where DUIS over HTTP is spoken; here it is a premises' Supplier.
"""

from collections.abc import Iterable

from supplier_backend.backend import Backend
from supplier_backend.fleet import (
    Activated,
    Answered,
    Device,
    Heard,
    Order,
    Release,
    Report,
    Result,
    State,
    Transferred,
)

from lab.images import make_image
from lab.testing.premises import Premises
from lab.testing.words import CCS08, CS09, ActivateImageResultCode, Refusal, ServiceResponse, UpdatePPMIDFirmware
from premises.identity import eui64
from premises.quantity import Instant, in_seconds
from premises.wire.message import Message
from premises.wire.site import ACB_EUI, SUPPLIER_EUI, BridgeSpec

NEW = 0x0001_0001
"""The version that every bridge should run; they come with 0x00010000."""

SIZE = 4_096
"""Octets of each image."""

FIRST_COUNTER = 1_000
"""Of the desk's requests: a counter is never used twice, and ``premises.update`` counts from 1."""

RESULTS = dict(enumerate(Result))
"""How CCS08 says that a transfer ended, in the order of its codes."""

OVER = (State.UP_TO_DATE, State.FAILED, State.SILENT)


class Desk:
    """Plays the Supplier of a premises with a back end."""

    def __init__(self, premises: Premises, backend: Backend) -> None:
        self._premises, self._backend = premises, backend
        self._orders: dict[str, Order] = {}
        premises.supplier.is_played_by(self._hear)

    def look(self) -> None:
        """Send what is due by now."""
        for order in self._backend.due(self._premises.now_s):
            self._premises.supplier.send(self._request(order))

    def report(self, who: str) -> Report:
        """Give what the back end says of a device, by its name in the premises."""
        return self._backend.report()[self._premises.site.bridges[who].eui]

    def states(self) -> set[State]:
        """Give where the devices stand."""
        return {report.state for report in self._backend.report().values()}

    def is_over(self) -> bool:
        """Say whether nothing is under way or waits its turn."""
        return all(state in OVER for state in self.states())

    def _request(self, order: Order) -> UpdatePPMIDFirmware:
        request_id = f"{SUPPLIER_EUI}:{ACB_EUI}:{FIRST_COUNTER + order.number}"
        self._orders[request_id] = order
        devices = tuple(eui64(device) for device in order.devices)
        return UpdatePPMIDFirmware(request_id, order.release.image, order.release.version, devices)

    def _hear(self, message: Message, now: Instant) -> Iterable[UpdatePPMIDFirmware]:
        heard = self._heard(message)
        orders = [] if heard is None else self._backend.hear(heard, in_seconds(now))
        return [self._request(order) for order in orders]

    def _heard(self, message: Message) -> Heard | None:
        order = self._orders.get(getattr(message, "request_id", ""))
        if order is None:  # somebody else's
            return None
        match message:
            case ServiceResponse(refusal=refusal, refused=refused, detail=detail):
                # A request that was refused as a whole names no device.
                every = order.devices if refusal is not Refusal.NONE else ()
                return Answered(order.number, tuple(refused) or every, detail)
            case CCS08(device_id=device, transfer_response_code=code):
                return Transferred(order.number, device, RESULTS[code])
            case CS09(device_id=device, firmware_version=version, activate_image_result_code=code):
                return Activated(device, version, code is ActivateImageResultCode.SUCCESS)
        return None


def release_for(bridge: BridgeSpec) -> Release:
    """Give a genuine image of the new version for a bridge and its like."""
    image = make_image(bridge.image_type, NEW, SIZE, manufacturer=bridge.manufacturer)
    return Release(bridge.ppmid_variant, NEW, image)


def desk_for(premises: Premises) -> Desk:
    """Give the back end as the Supplier of every bridge of ``premises``, each model with a release of its own."""
    bridges = premises.site.bridges.values()
    devices = [Device(bridge.eui, bridge.ppmid_variant, bridge.running) for bridge in bridges]
    return Desk(premises, Backend(devices, map(release_for, bridges)))
