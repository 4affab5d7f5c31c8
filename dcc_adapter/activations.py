"""What the DCC adapter was asked to have meters run (11.3): CS06 on its way, and answers that are still to come.

::

    ActivateFirmware -> checks -> I99 -> CS06 to the hub, again until that took it -> the device's answer
                                                                                 -> ACCEPTED, then an alert

It signs nothing: what it sends is what the Supplier signed. A device that never answers stays unanswered here, and the
inventory stays as it was.
"""

from dataclasses import dataclass, replace

from dcc_adapter.ledger import Ledger
from dcc_adapter.plan import DccPlan, SmiDevice
from premises.errors import UsageError
from premises.identity import Eui64, eui64
from premises.machine.effects import Effects, Keep, Kept, Send
from premises.quantity import Instant
from premises.talk.outbox import Outbox
from premises.wire.device.target import BY_COMMAND
from premises.wire.field.duis import ActivateFirmware, ActivateFirmwareResult, Refusal, ServiceResponse
from premises.wire.gbcs.activation import CANCELLED, ActivateFirmwareCommand, ActivateFirmwareResponse, ActivationCode
from premises.wire.gbcs.message import SIGNATURE_SIZE, GbcsMessage, MessageKind
from premises.wire.message import Frame
from premises.wire.notes.requests import RequestRefused

ACTIVATIONS_MAX = 16
"""Requests 11.3 without a last word at once; one more is refused. Ours."""

COUNTER_MAX = (1 << 64) - 1
"""Source: DUIS XSD V5.1, RequestID."""

KEY_ACTIVATIONS = "activations"


@dataclass(frozen=True, slots=True)
class Activation:
    """One 11.3 that was taken and has no last word yet."""

    device_id: Eui64
    counter: int
    request_id: str
    is_cancelling: bool = False
    is_accepted: bool = False
    """Whether the device said that it will do it when its moment comes."""


class Activations:
    """All of one adapter; ``state`` is (commands that the hub did not take yet, what has no last word)."""

    __slots__ = ("_open", "_outbox", "_plan")

    def __init__(self, plan: DccPlan, kept: Kept) -> None:
        self._plan = plan
        self._outbox = Outbox(self._to_hub, kept)
        self._open = tuple(_activation(key, row) for key, row in kept.below(KEY_ACTIVATIONS))

    @property
    def state(self) -> tuple[object, ...]:
        """All that can differ between two moments."""
        return self._outbox.state, self._open

    @state.setter
    def state(self, value: tuple[object, ...]) -> None:
        self._outbox.state, self._open = value  # type: ignore[assignment]  # a tuple of these two, by the getter

    @property
    def deadline(self) -> Instant | None:
        """When a command is to be said to the hub again."""
        return self._outbox.deadline

    @property
    def is_idle(self) -> bool:
        """Whether every request has its last word."""
        return not self._open

    def start(self, now: Instant) -> Effects:
        """Say again what the hub did not take."""
        return self._outbox.start(now)

    def wake(self, now: Instant) -> Effects:
        """Say again what is due."""
        return self._outbox.wake(now)

    def asked(self, request: ActivateFirmware, ledger: Ledger, now: Instant) -> tuple[Ledger, Effects, ServiceResponse]:
        """Take a request, or refuse it; give the ledger after it, what is to be done, and the response."""
        if any(each.request_id == request.request_id for each in self._open):
            return ledger, (), ServiceResponse(request.request_id, "I99", Refusal.NONE, (), "already taken")
        code, refusal, words = self._why_not(request, ledger.devices)
        if code:
            noted = RequestRefused(request.request_id, refusal.value, words)
            refused = (request.device_id,)
            return ledger, [noted], ServiceResponse(request.request_id, code, refusal, refused, words)
        kept: list[Keep] = []
        if request.activation_at != CANCELLED:
            ledger, kept = ledger.ordered(request.device_id)
        response = ServiceResponse(request.request_id, "I99", Refusal.NONE, (), "")
        return ledger, [*kept, *self._take(request, now)], response

    def acknowledged(self, originator: Eui64, counter: int) -> Effects:
        """Take the hub's word that it has a command."""
        return self._outbox.taken(originator, counter, MessageKind.COMMAND)

    def answered(
        self, response: ActivateFirmwareResponse, ledger: Ledger
    ) -> tuple[Ledger, Effects, ActivateFirmwareResult | None]:
        """Give the ledger after a device's response, what is to be kept, and what the Supplier is told.

        It is told nothing of a response that was heard before.
        """
        found, kept = self._heard(response)
        if found is None:
            return ledger, (), None
        device, result, version = response.originator, response.result, response.version
        rows: list[Keep] = []
        if result is not ActivationCode.ACCEPTED:
            ledger, rows = ledger.answered(device, result, version)
        elif found.is_cancelling:
            ledger, rows = ledger.called_off(device)
        return ledger, [*kept, *rows], ActivateFirmwareResult(found.request_id, device, result, version)

    def _about(self, device_id: Eui64, counter: int) -> Activation | None:
        """Give the request that went to a device under this counter, if it has no last word yet."""
        return next((each for each in self._open if (each.device_id, each.counter) == (device_id, counter)), None)

    def done(self, device_id: Eui64, counter: int) -> tuple[str, list[Keep]]:
        """Give the request of a future-dated command that is over (empty for none known), and what is to be kept."""
        found = self._about(device_id, counter)
        return ("", []) if found is None else (found.request_id, self._close(found))

    def _why_not(self, request: ActivateFirmware, devices: tuple[SmiDevice, ...]) -> tuple[str, Refusal, str]:
        """Give the response code, the reason and the words of a refusal; an empty code when there is none."""
        device = next((device for device in devices if device.device_id == request.device_id), None)
        if _command_of(request) is None:
            return "E11", Refusal.INVALID_DEVICE_ID, f"{request.request_id} is no RequestID to {request.device_id}"
        if device is None:
            return "E19", Refusal.INVALID_DEVICE_ID, f"{request.device_id} is not on the inventory"
        if not device.commissioned:
            return "E5", Refusal.NOT_COMMISSIONED, f"{device.name} is not commissioned"
        if device.device_type not in BY_COMMAND:
            words = f"{device.name} is a {device.device_type}, which activates by itself"
            return "E11", Refusal.NOT_APPLICABLE_FIRMWARE, words
        if len(self._open) >= ACTIVATIONS_MAX:
            return "E20", Refusal.QUEUE_FULL, f"{ACTIVATIONS_MAX} activations are under way"
        return "", Refusal.NONE, ""

    def _take(self, request: ActivateFirmware, now: Instant) -> Effects:
        """Send CS06 for a request that was taken."""
        command = _command_of(request)
        assert command is not None, "it was looked at before"
        is_cancelling = request.activation_at == CANCELLED
        opened = Activation(request.device_id, command.counter, request.request_id, is_cancelling)
        self._open = (*self._open, opened)
        return [_keep(opened), *self._outbox.post(command, now)]

    def _heard(self, response: ActivateFirmwareResponse) -> tuple[Activation | None, Effects]:
        """Give what a device's response is about, and what is to be kept; None for one that was heard before."""
        found = self._about(response.originator, response.counter)
        if found is None or (found.is_accepted and response.result is ActivationCode.ACCEPTED):
            return None, ()
        if response.result is not ActivationCode.ACCEPTED:
            return found, self._close(found)
        # What was accepted takes the place of whatever the device had accepted before.
        closed = [self._close(each) for each in self._open if each.is_accepted and each.device_id == found.device_id]
        keeps = [keep for each in closed for keep in each]
        if found.is_cancelling:
            return found, [*keeps, *self._close(found)]
        accepted = replace(found, is_accepted=True)
        self._open = tuple(accepted if each is found else each for each in self._open)
        return found, [*keeps, _keep(accepted)]

    def _close(self, activation: Activation) -> list[Keep]:
        self._open = tuple(each for each in self._open if each is not activation)
        return [Keep(_key(activation), None)]

    def _to_hub(self, command: GbcsMessage) -> list[Send]:
        plan = self._plan
        return [Send(plan.hub, Frame(plan.who, plan.hub, command.counter & 0xFF, command))]


def _command_of(request: ActivateFirmware) -> ActivateFirmwareCommand | None:
    """Give the CS06 that a request is; None when its RequestID names another device or no counter, or is ill signed."""
    originator, device, counter = [*request.request_id.split(":"), "", "", ""][:3]
    is_number = counter.isdecimal() and 0 < int(counter) <= COUNTER_MAX
    if device != request.device_id or not is_number or len(request.signature) not in (0, SIGNATURE_SIZE):
        return None
    try:
        who = eui64(originator), request.device_id, int(counter)
    except UsageError:
        return None
    what = request.firmware_hash, request.activation_at
    return ActivateFirmwareCommand(*who, *what, signature=request.signature)


def _key(activation: Activation) -> str:
    return f"{KEY_ACTIVATIONS}/{activation.device_id}-{activation.counter:016x}"


def _keep(activation: Activation) -> Keep:
    flags = activation.is_cancelling | activation.is_accepted << 1
    return Keep(_key(activation), bytes((flags,)) + activation.request_id.encode())


def _activation(key: str, row: bytes) -> Activation:
    name = key.rsplit("/", 1)[1]
    is_cancelling, is_accepted = bool(row[0] & 1), bool(row[0] & 2)
    return Activation(Eui64(name[:-17]), int(name[-16:], 16), row[1:].decode(), is_cancelling, is_accepted)
