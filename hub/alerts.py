"""What the hub says of its own and passes on: alerts with its counter, and discards of meters' images.

Of an image for the PPMID class or an HCALCS it tells the Access Control Broker by CCS08. Of one for an ESME or a GSME
it tells the carrier, and only when it no longer holds it (assumption 64, docs/sources.md). Why is the hub's affair.
"""

from collections.abc import Callable, Hashable

from hub.discards import Discards
from hub.kept import KEY_COUNTER
from hub.plan import HubPlan
from hub.store import Held, type_of
from premises.identity import Eui64
from premises.machine.effects import NOTHING, Effects, Keep, Kept, Send
from premises.quantity import MICROSECONDS_PER_SECOND, Instant, earliest
from premises.talk.outbox import Outbox
from premises.trust.alerts import signed
from premises.wire.field.wan import AlertAck, DiscardAck, ImageDiscarded
from premises.wire.gbcs.alerts import AlertCode, FirmwareTransferAlert, TransferResponseCode
from premises.wire.gbcs.message import GbcsAlert, GbcsMessage
from premises.wire.message import Frame, Message


class Alerts:
    """All that waits to be taken by the DCC; ``state`` is (outbox, counter, discards)."""

    __slots__ = ("_counter", "_discards", "_plan", "outbox")

    def __init__(self, plan: HubPlan, kept: Kept) -> None:
        self._plan = plan
        self._counter = int(kept.get(KEY_COUNTER) or b"0")
        self._discards = Discards(self._say, kept)
        self.outbox = Outbox(self._pass, kept)

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self.outbox.state, self._counter, self._discards.state

    @state.setter
    def state(self, value: Hashable) -> None:
        self.outbox.state, self._counter, self._discards.state = value  # type: ignore[misc]  # these three, by the getter

    @property
    def deadline(self) -> Instant | None:
        """When the next of all that waits is to be said again."""
        return earliest(self.outbox.deadline, self._discards.deadline)

    def wake(self, now: Instant) -> Effects:
        """Say again what is due; at a start that is everything."""
        return [*self.outbox.wake(now), *self._discards.wake(now)]

    def taken(self, ack: AlertAck | DiscardAck) -> Effects:
        """Forget what the DCC has."""
        if isinstance(ack, DiscardAck):
            return self._discards.taken(ack.transfer, ack.device)
        return self.outbox.taken(ack.originator, ack.counter, ack.kind)

    def pass_on(self, alert: GbcsMessage, now: Instant) -> Effects:
        """Pass on what a device said, once."""
        return NOTHING if self.outbox.holds(alert) else self.outbox.post(alert, now)

    def post(self, alert_of: Callable[[int], GbcsAlert], now: Instant) -> Effects:
        """Sign and say the alert that ``alert_of`` makes of the hub's next counter."""
        self._counter += 1
        alert = signed(alert_of(self._counter), self._plan.key)
        return [Keep(KEY_COUNTER, b"%d" % self._counter), *self.outbox.post(alert, now)]

    def of_image(self, held: Held, device: Eui64, code: TransferResponseCode, now: Instant) -> Effects:
        """Say what became of an image that was stored, for one of its devices."""
        version, success = held.offer.version, code is TransferResponseCode.SUCCESS
        if type_of(held.offer.image_type).is_meter:
            if success:
                return NOTHING  # That a meter has its image is the meter's to say, by FDRA.
            return self._discards.post(ImageDiscarded(held.transfer, device, version, code), now)
        alert_code = AlertCode.TRANSFER_SUCCEEDED if success else AlertCode.TRANSFER_FAILED
        about = now // MICROSECONDS_PER_SECOND, alert_code, device, version, code
        plan = self._plan
        return self.post(lambda counter: FirmwareTransferAlert(plan.eui, plan.acb, counter, *about), now)

    def of_refused(self, held: Held, device: Eui64, now: Instant) -> Effects:
        """Say that an image was not stored, for one of its devices; of a meter's the end of its transfer tells."""
        if type_of(held.offer.image_type).is_meter:
            return NOTHING
        return self.of_image(held, device, TransferResponseCode.IMAGE_DISCARDED, now)

    def _pass(self, alert: GbcsMessage) -> list[Send]:
        return [self._say(alert, alert.counter)]

    def _say(self, message: Message, transaction: int) -> Send:
        plan = self._plan
        return Send(plan.dcc, Frame(plan.who, plan.dcc, transaction & 0xFF, message))
