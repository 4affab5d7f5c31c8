"""What the DCC adapter asks of devices and is answered once: which firmware they run (11.2), a hub's log (8.11).

::

    ReadFirmwareVersion, UpdateHANDeviceLog -> checks -> I99 -> command to the hub, again until that took it
                                                         -> the device's answer -> told, with all its octets
                                                         -> nothing in time --> E20, E21 as of an 11.3

To a device that knows the Supplier the command is the Supplier's own, under its counter; to any other it is the Access
Control Broker's, under a counter that is kept. An answer to the broker is believed by its MAC; one to a Supplier is
under a MAC that only the Supplier can check, so that it was asked for is all there is to go by (assumption 95).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from struct import Struct

from dcc_adapter.accounts import Account, parts_of
from dcc_adapter.activations import ANSWER_WITHIN
from dcc_adapter.ledger import Ledger
from dcc_adapter.plan import DccPlan, SmiDevice
from dcc_adapter.smi.inventory import Smi
from dcc_adapter.smi.permission import Finding, misdirected, why_not_read
from dcc_adapter.smi.requests import logged
from dcc_adapter.telling import unanswered
from premises.errors import TrustError
from premises.identity import Eui64, eui64_from_octets, eui64_octets
from premises.machine.effects import Effect, Effects, Keep, Kept, Send
from premises.quantity import Instant, after, earliest
from premises.talk.outbox import Outbox, use_case
from premises.wire.duis.inventory import DeviceLogUpdated, HanDeviceLogResult, LogRequest, UpdateHANDeviceLog
from premises.wire.duis.messages import FirmwareVersionResult, ReadFirmwareVersion, Refusal, ServiceResponse
from premises.wire.gbcs.device_log import (
    AddDeviceCommand,
    AddDeviceResponse,
    DeviceLogResponse,
    LogDeviceType,
    RemoveDeviceCommand,
)
from premises.wire.gbcs.message import BrokeredResponse, GbcsCommand, GbcsMessage, MessageKind
from premises.wire.gbcs.octets import to_gbcs
from premises.wire.gbcs.reading import (
    ReadEsmeVersionCommand,
    ReadGsmeVersionCommand,
    ReadPpmidVersionCommand,
    ReadVersionResponse,
)
from premises.wire.message import Frame, Message
from premises.wire.notes.requests import AlertRefused, RequestRefused, RequestUnanswered

READINGS_MAX = 64
"""Requests 11.2 and 8.11 without a last word at once; one more is refused. Ours."""

CHF = "CHF"

KEY_READINGS = "readings"
KEY_OUTBOX = "readings-out"
KEY_COUNTER = "acb/counter"

_ROW = Struct("<Bq8s8s")

Answer = ReadVersionResponse | DeviceLogResponse
"""What devices answer to these."""

Question = ReadFirmwareVersion | UpdateHANDeviceLog
"""What Suppliers ask."""

Result = FirmwareVersionResult | HanDeviceLogResult
"""What Suppliers are told."""

_KNOWN = {"ESME": ReadEsmeVersionCommand, CHF: ReadEsmeVersionCommand, "GSME": ReadGsmeVersionCommand}
"""By type of device, the command of those that know their Supplier. Source: TPL, GP vectors."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One request that was taken and has no last word yet."""

    request_id: str
    device_id: Eui64
    """Who is to answer."""
    originator: Eui64
    """Of the command: the Supplier, or the Access Control Broker."""
    counter: int
    """Of the command."""
    subject: Eui64
    """The device that a log takes in or lets out; of 11.2 who is to answer."""
    answer_by: Instant
    """When it counts as unanswered."""
    is_taken: bool = False
    """Whether the hub has it."""

    @property
    def service(self) -> str:
        """Which request it is: a hub is in no log of its own, so who answers an 8.11 is not whom it is about."""
        return "11.2" if self.subject == self.device_id else "8.11"


class Readings:
    """All of one adapter; ``state`` is (commands not taken yet, what has no last word, the broker's last counter)."""

    __slots__ = ("_counter", "_open", "_outbox", "_plan")

    def __init__(self, plan: DccPlan, kept: Kept) -> None:
        self._plan = plan
        self._outbox = Outbox(self._to_hub, kept, KEY_OUTBOX)
        self._open = tuple(_reading(key, row) for key, row in kept.below(KEY_READINGS))
        self._counter = int(kept.get(KEY_COUNTER) or b"0")

    @property
    def state(self) -> tuple[object, ...]:
        """All that can differ between two moments."""
        return self._outbox.state, self._open, self._counter

    @state.setter
    def state(self, value: tuple[object, ...]) -> None:
        self._outbox.state, self._open, self._counter = value  # type: ignore[assignment]  # these three, by the getter

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

    def wake(self, now: Instant) -> tuple[Effects, list[ServiceResponse]]:
        """Say again what is due; give what Suppliers are told of what counts as unanswered."""
        effects = [*self._outbox.wake(now)]
        told = list[ServiceResponse]()
        for each in tuple(self._unanswered(now)):
            what = each.request_id, each.device_id, each.answer_by, each.service
            response = unanswered(*what, is_taken=each.is_taken)
            told.append(response)
            taken = self._outbox.taken(each.originator, each.counter, MessageKind.COMMAND)
            noted = RequestUnanswered(each.request_id, each.device_id, response.refusal.value)
            effects += [*taken, self._close(each), noted]
        return effects, told

    def asked(self, request: Question, account: Account, smi: Smi, now: Instant) -> tuple[Effects, ServiceResponse]:
        """Take a request, or refuse it; of an 8.11, ``requests`` looked at the device before."""
        asked = request.request_id
        if any(each.request_id == asked for each in self._open):
            return (), ServiceResponse(asked, "I99", Refusal.NONE, (), "already taken")
        target = request.device_id if isinstance(request, ReadFirmwareVersion) else self._plan.chf
        finding = self._why_not(request, target, account, smi)
        if finding is not None:
            response = ServiceResponse(asked, finding.code, finding.refusal, (target,), finding.words)
            return [RequestRefused(asked, finding.refusal.value, finding.words)], response
        kept, command = self._command(request, target, smi.devices)
        who = target, command.originator, command.counter
        opened = Reading(asked, *who, request.device_id, after(now, ANSWER_WITHIN))
        self._open = (*self._open, opened)
        said = self._outbox.post(self._plan.macs.put(command, target), now)
        return [*kept, _keep(opened), *said], ServiceResponse(asked, "I99", Refusal.NONE, (), "")

    def acknowledged(self, originator: Eui64, counter: int) -> Effects:
        """Take the hub's word that it has a command."""
        keeps: list[Keep] = []
        for each in self._open:
            if (each.originator, each.counter) == (originator, counter):
                taken = replace(each, is_taken=True)
                self._open = tuple(taken if other is each else other for other in self._open)
                keeps.append(_keep(taken))
        return [*self._outbox.taken(originator, counter, MessageKind.COMMAND), *keeps]

    def refused(self, answer: Answer) -> Effects:
        """Give what is noted of an answer that is not believed; nothing for one that is."""
        if not isinstance(answer, BrokeredResponse):
            return ()
        try:
            self._plan.macs.check(answer, answer.originator)
        except TrustError as error:
            return [AlertRefused(use_case(answer), answer.originator, answer.counter, str(error))]
        return ()

    def answered(self, answer: Answer) -> tuple[Effects, Result | None]:
        """Give what is kept of a device's answer, and what the Supplier is told: nothing of what nobody waits for."""
        about = answer.originator, answer.recipient, answer.counter
        for each in self._open:
            if (each.device_id, each.originator, each.counter) == about:
                taken = self._outbox.taken(each.originator, each.counter, MessageKind.COMMAND)
                return [*taken, self._close(each)], _result(each, answer)
        return (), None

    def _why_not(self, request: Question, target: Eui64, account: Account, smi: Smi) -> Finding | None:
        """Give why a request is refused, if it is."""
        parts, is_read = parts_of(request.request_id), isinstance(request, ReadFirmwareVersion)
        if parts is None or parts.target != target:
            return misdirected(request.request_id, target)
        finding = why_not_read(target, account, smi, self._plan.dcc.alerts) if is_read else None
        if finding is not None:
            return finding
        if len(self._open) >= READINGS_MAX:
            return Finding("E20", Refusal.QUEUE_FULL, f"{READINGS_MAX} requests are under way")
        known = smi.device(request.device_id)
        if is_read and known is not None and known.device_type != CHF and not known.takes_images:
            words = f"{known.name} has no firmware in this site: nothing there answers"
            return Finding("E21", Refusal.NO_RESPONSE, words)
        return None

    def _command(
        self, request: Question, target: Eui64, devices: tuple[SmiDevice, ...]
    ) -> tuple[list[Keep], GbcsCommand]:
        """Give the command that a request is, and what is to be kept of its counter."""
        parts = parts_of(request.request_id)
        assert parts is not None, "it was looked at before"
        originator, counter = parts.originator, parts.counter
        types = {device.device_id: device.device_type for device in devices} | {self._plan.chf: CHF}
        kind = types[request.device_id]
        if isinstance(request, ReadFirmwareVersion) and kind in _KNOWN:
            return [], _KNOWN[kind](originator, target, counter)
        self._counter += 1
        who = self._plan.acb, target, self._counter, originator, counter
        kept = [Keep(KEY_COUNTER, b"%d" % self._counter)]
        if isinstance(request, ReadFirmwareVersion):
            return kept, ReadPpmidVersionCommand(*who)
        if request.request is LogRequest.REMOVE:
            return kept, RemoveDeviceCommand(*who, request.device_id)
        return kept, AddDeviceCommand(*who, request.device_id, LogDeviceType[kind])

    def _unanswered(self, now: Instant) -> Iterator[Reading]:
        """Give what has had its time, and what the hub never took and is said no more."""
        said = {(waiting.alert.originator, waiting.alert.counter) for waiting in self._outbox.state}
        for each in self._open:
            if each.answer_by <= now or not (each.is_taken or (each.originator, each.counter) in said):
                yield each

    def _close(self, reading: Reading) -> Keep:
        self._open = tuple(each for each in self._open if each is not reading)
        return Keep(_key(reading), None)

    def _to_hub(self, command: GbcsMessage) -> list[Send]:
        plan = self._plan
        return [Send(plan.hub, Frame(plan.who, plan.hub, command.counter & 0xFF, command))]


def is_taken(answer: Message) -> bool:
    """Say whether ``answer`` is the word that a request was taken, and what it asked for is still to come."""
    return isinstance(answer, ServiceResponse) and answer.response_code == "I99"


def told_of(told: Result, answer: Answer) -> tuple[Result | DeviceLogUpdated, ...]:
    """Give all that a Supplier is told of an answer: what it was, and N24 when a hub took a device into its log."""
    is_in = isinstance(answer, AddDeviceResponse) and answer.is_done
    return (told, DeviceLogUpdated(told.request_id)) if is_in else (told,)


def learned(ledger: Ledger, told: Result, answer: Answer) -> tuple[Ledger, list[Effect]]:
    """Give the ledger after an answer: what runs, whatever was believed before, or who is in the hub's log."""
    if isinstance(told, FirmwareVersionResult):
        return ledger.runs(told.device_id, told.firmware_version, use_case(answer)) if told.is_read else (ledger, [])
    request = LogRequest.ADD if isinstance(answer, AddDeviceResponse) else LogRequest.REMOVE
    asked = UpdateHANDeviceLog(told.request_id, told.device_id, request)
    return ledger.with_smi(logged(asked, ledger.smi)) if told.is_done else (ledger, [])


def _result(reading: Reading, answer: Answer) -> Result:
    about, whole = (reading.request_id, reading.subject), to_gbcs(answer)
    if isinstance(answer, DeviceLogResponse):
        return HanDeviceLogResult(*about, answer.is_done, whole)
    return FirmwareVersionResult(*about, answer.version, answer.is_read, whole)


def _key(reading: Reading) -> str:
    return f"{KEY_READINGS}/{reading.device_id}-{reading.originator}-{reading.counter:016x}"


def _keep(reading: Reading) -> Keep:
    who = eui64_octets(reading.originator), eui64_octets(reading.subject)
    row = _ROW.pack(reading.is_taken, reading.answer_by, *who)
    return Keep(_key(reading), row + reading.request_id.encode())


def _reading(key: str, row: bytes) -> Reading:
    name = key.rsplit("/", 1)[1]
    is_taken, answer_by, originator, subject = _ROW.unpack_from(row)
    who = Eui64(name[:23]), eui64_from_octets(originator), int(name[-16:], 16)
    request_id = row[_ROW.size :].decode()
    return Reading(request_id, *who, eui64_from_octets(subject), Instant(answer_by), bool(is_taken))
