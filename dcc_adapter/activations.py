"""What the DCC adapter was asked to have meters run (11.3): CS06 on its way, and answers that are still to come.

::

    ActivateFirmware -> checks -> I99 -> CS06 to the hub, again until that took it -> the device's answer
                                          |                                      -> ACCEPTED, then an alert
                                          +-- the hub never took it --> E20      |
                                                                           nothing in time --> E21

It signs nothing: what it sends is what the Supplier signed, with the Access Control Broker's MAC round it. In command
variant 4 it gives that command unsigned and does no more. What is not answered in time is said to be so, and the
inventory stays as it was until an answer comes after all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from struct import Struct

from dcc_adapter.accounts import Account, parts_of
from dcc_adapter.ledger import SERVICE_ACTIVATE, Ledger
from dcc_adapter.plan import DccPlan
from dcc_adapter.smi.inventory import Smi
from dcc_adapter.smi.permission import Finding, misdirected, why_not_activated
from dcc_adapter.telling import unanswered
from premises.identity import Eui64
from premises.machine.effects import Effect, Effects, Keep, Kept, Send
from premises.quantity import Instant, after, earliest, seconds
from premises.talk.outbox import Outbox
from premises.wire.duis.messages import (
    ActivateFirmware,
    ActivateFirmwareResult,
    PreCommand,
    Refusal,
    ServiceResponse,
    TransformActivateFirmware,
)
from premises.wire.gbcs.activation import (
    CANCELLED,
    ActivateFirmwareCommand,
    ActivateFirmwareResponse,
    ActivationCode,
    FutureDatedAlert,
)
from premises.wire.gbcs.message import SIGNATURE_SIZE, GbcsMessage, MessageKind
from premises.wire.gbcs.octets import to_gbcs
from premises.wire.message import Frame, Message
from premises.wire.notes.requests import RequestRefused, RequestUnanswered

ACTIVATIONS_MAX = 16
"""Requests 11.3 without a last word at once; one more is refused. Ours."""

ANSWER_WITHIN = seconds(25 * 3600)
"""From CS06 on its way to the device's answer: the day for which a hub keeps it, and an hour for a reboot and the next
wakes of a device that sleeps. Assumption 83 (docs/sources.md)."""

DONE_WITHIN = seconds(24 * 3600)
"""From the moment of a future-dated command to the alert of its end. Assumption 83 (docs/sources.md)."""

KEY_ACTIVATIONS = "activations"
_ROW = Struct("<Bqq")


@dataclass(frozen=True, slots=True)
class Activation:
    """One 11.3 that was taken and has no last word yet."""

    device_id: Eui64
    counter: int
    request_id: str
    activation_at: int
    """Seconds since the premises' origin, AT_ONCE, or CANCELLED."""
    answer_by: Instant
    """When it counts as unanswered."""
    is_taken: bool = False
    """Whether the hub has it."""
    is_accepted: bool = False
    """Whether the device said that it will do it when its moment comes."""

    @property
    def is_cancelling(self) -> bool:
        """Whether it calls off what was to come."""
        return self.activation_at == CANCELLED


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
        """When a command is to be said to the hub again, or counts as unanswered."""
        return earliest(self._outbox.deadline, *(each.answer_by for each in self._open))

    @property
    def is_idle(self) -> bool:
        """Whether every request has its last word."""
        return not self._open

    def start(self, now: Instant) -> Effects:
        """Say again what the hub did not take."""
        return self._outbox.start(now)

    def wake(self, ledger: Ledger, now: Instant) -> tuple[Ledger, Effects, list[ServiceResponse]]:
        """Say again what is due; give the ledger after what counts as unanswered, and what the Supplier is told."""
        effects, told = list[Effect](self._outbox.wake(now)), list[ServiceResponse]()
        for each in tuple(self._unanswered(now)):
            if not each.is_cancelling:
                ledger, rows = ledger.unanswered(each.device_id, suspends=each.is_taken)
                effects += rows
            what = each.request_id, each.device_id, each.answer_by, SERVICE_ACTIVATE
            response = unanswered(*what, is_taken=each.is_taken)
            told.append(response)
            # The hub may have no use for it yet: said later, it would have run what the Supplier was told is not to.
            command = each.request_id.split(":")[0], each.counter, MessageKind.COMMAND
            noted = RequestUnanswered(each.request_id, each.device_id, response.refusal.value)
            effects += [*self._outbox.taken(*command), *self._close(each), noted]
        return ledger, effects, told

    def asked(
        self, request: ActivateFirmware, account: Account, ledger: Ledger, now: Instant
    ) -> tuple[Ledger, Effects, ServiceResponse]:
        """Take a request, or refuse it; give the ledger after it, what is to be done, and the response."""
        if any(each.request_id == request.request_id for each in self._open):
            return ledger, (), ServiceResponse(request.request_id, "I99", Refusal.NONE, (), "already taken")
        finding = self._why_not(request, account, ledger.smi)
        if finding is not None:
            return ledger, *_refused(request, finding)
        kept: list[Keep] = []
        if request.activation_at != CANCELLED:
            ledger, kept = ledger.ordered(request.device_id)
        response = ServiceResponse(request.request_id, "I99", Refusal.NONE, (), "")
        return ledger, [*kept, *self._take(request, now)], response

    def transformed(
        self, request: TransformActivateFirmware, account: Account, ledger: Ledger
    ) -> tuple[Effects, Message]:
        """Give CS06 for a Supplier to sign, or refuse; nothing is remembered of it."""
        what = request.firmware_hash, request.activation_at
        signed = ActivateFirmware(request.request_id, request.device_id, *what, b"")
        finding = self._why_not(signed, account, ledger.smi)
        if finding is not None:
            return _refused(request, finding)
        return (), PreCommand(request.request_id, to_gbcs(_known_command(signed)))

    def acknowledged(self, originator: Eui64, counter: int) -> Effects:
        """Take the hub's word that it has a command."""
        keeps: list[Keep] = []
        for each in self._open:
            if each.counter == counter and each.request_id.startswith(f"{originator}:"):
                keeps += self._change(each, replace(each, is_taken=True))
        return [*self._outbox.taken(originator, counter, MessageKind.COMMAND), *keeps]

    def answered(
        self, response: ActivateFirmwareResponse, ledger: Ledger
    ) -> tuple[Ledger, Effects, ActivateFirmwareResult | None]:
        """Give the ledger after a device's response, what is to be kept, and what the Supplier is told.

        It is told nothing of a response that was heard before; one that comes after all changes what was said.
        """
        found, kept = self._heard(response)
        if found is None:
            return self._late(response, ledger)
        device, result, version = response.originator, response.result, response.version
        rows: list[Effect] = []
        if result is not ActivationCode.ACCEPTED:
            ledger, rows = ledger.answered(device, result, version)
        elif found.is_cancelling:
            ledger, called_off = ledger.called_off(device)
            rows = [*called_off]
        told = ActivateFirmwareResult(found.request_id, device, result, version, to_gbcs(response))
        return ledger, [*kept, *rows], told

    @staticmethod
    def _late(
        response: ActivateFirmwareResponse, ledger: Ledger
    ) -> tuple[Ledger, Effects, ActivateFirmwareResult | None]:
        device, result = response.originator, response.result
        if result is ActivationCode.ACCEPTED or not ledger.is_unanswered(device):
            return ledger, (), None
        ledger, rows = ledger.answered(device, result, response.version)
        request_id = f"{response.recipient}:{device}:{response.counter}"
        return ledger, rows, ActivateFirmwareResult(request_id, device, result, response.version, to_gbcs(response))

    def _unanswered(self, now: Instant) -> Iterator[Activation]:
        """Give what has had its time, and what the hub never took and is said no more."""
        said = {(waiting.alert.recipient, waiting.alert.counter) for waiting in self._outbox.state}
        for each in self._open:
            if each.answer_by <= now or not (each.is_taken or (each.device_id, each.counter) in said):
                yield each

    def _about(self, device_id: Eui64, counter: int) -> Activation | None:
        """Give the request that went to a device under this counter, if it has no last word yet."""
        return next((each for each in self._open if (each.device_id, each.counter) == (device_id, counter)), None)

    def done(self, alert: FutureDatedAlert) -> tuple[str, list[Keep]]:
        """Give the request of a future-dated command that is over, known here or not, and what is to be kept."""
        found = self._about(alert.originator, alert.command)
        return f"{alert.recipient}:{alert.originator}:{alert.command}", [] if found is None else self._close(found)

    def _why_not(self, request: ActivateFirmware, account: Account, smi: Smi) -> Finding | None:
        """Give why a request is refused, if it is."""
        if _command_of(request) is None:
            return misdirected(request.request_id, request.device_id)
        finding = why_not_activated(request.device_id, account, smi)
        if finding is None and len(self._open) >= ACTIVATIONS_MAX:
            return Finding("E20", Refusal.QUEUE_FULL, f"{ACTIVATIONS_MAX} activations are under way")
        return finding

    def _take(self, request: ActivateFirmware, now: Instant) -> Effects:
        """Send CS06 for a request that was taken."""
        command = _known_command(request)
        by = after(now, ANSWER_WITHIN)
        opened = Activation(request.device_id, command.counter, request.request_id, request.activation_at, by)
        self._open = (*self._open, opened)
        return [_keep(opened), *self._outbox.post(self._plan.macs.put(command, command.recipient), now)]

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
        # A sleeper may accept it when its moment is over.
        done_by = Instant(max(seconds(found.activation_at), found.answer_by) + DONE_WITHIN)
        return found, [*keeps, *self._change(found, replace(found, is_accepted=True, answer_by=done_by))]

    def _change(self, known: Activation, changed: Activation) -> list[Keep]:
        self._open = tuple(changed if each is known else each for each in self._open)
        return [_keep(changed)]

    def _close(self, activation: Activation) -> list[Keep]:
        self._open = tuple(each for each in self._open if each is not activation)
        return [Keep(_key(activation), None)]

    def _to_hub(self, command: GbcsMessage) -> list[Send]:
        plan = self._plan
        return [Send(plan.hub, Frame(plan.who, plan.hub, command.counter & 0xFF, command))]


def _refused(
    request: ActivateFirmware | TransformActivateFirmware, finding: Finding
) -> tuple[Effects, ServiceResponse]:
    about, words = (request.device_id,), finding.words
    noted = RequestRefused(request.request_id, finding.refusal.value, words)
    return [noted], ServiceResponse(request.request_id, finding.code, finding.refusal, about, words)


def _known_command(request: ActivateFirmware) -> ActivateFirmwareCommand:
    command = _command_of(request)
    assert command is not None, "it was looked at before"
    return command


def _command_of(request: ActivateFirmware) -> ActivateFirmwareCommand | None:
    """Give the CS06 that a request is; None when its RequestID names another device or no counter, or is ill signed."""
    parts = parts_of(request.request_id)
    if parts is None or parts.target != request.device_id or len(request.signature) not in (0, SIGNATURE_SIZE):
        return None
    who = parts.originator, request.device_id, parts.counter
    what = request.firmware_hash, request.activation_at
    return ActivateFirmwareCommand(*who, *what, signature=request.signature)


def _key(activation: Activation) -> str:
    return f"{KEY_ACTIVATIONS}/{activation.device_id}-{activation.counter:016x}"


def _keep(activation: Activation) -> Keep:
    flags = activation.is_taken | activation.is_accepted << 1
    row = _ROW.pack(flags, activation.activation_at, activation.answer_by)
    return Keep(_key(activation), row + activation.request_id.encode())


def _activation(key: str, row: bytes) -> Activation:
    name = key.rsplit("/", 1)[1]
    flags, activation_at, answer_by = _ROW.unpack_from(row)
    request_id, by = row[_ROW.size :].decode(), Instant(answer_by)
    is_taken, is_accepted = bool(flags & 1), bool(flags & 2)
    return Activation(Eui64(name[:-17]), int(name[-16:], 16), request_id, activation_at, by, is_taken, is_accepted)
