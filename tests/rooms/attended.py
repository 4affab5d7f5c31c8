"""The DCC adapter alone on a stage with Suppliers who take at once whatever they are told later."""

from dcc_adapter.machine import DccAdapter
from premises.machine.effects import Effects, Keep, Send
from premises.wire.duis.messages import MAIL_FIRST, DuisAck
from premises.wire.message import Frame
from premises.wire.site import DCC, HUB
from tests.rooms.stage import Stage


class Attended(Stage[DccAdapter]):
    """A stage on which no word to a Supplier has to be said again: what waits is the hub's affair alone."""

    def keep(self, effects: Effects) -> Effects:
        """Keep what is to be kept, take what is told, and give the effects on."""
        super().keep(effects)
        for send in [effect for effect in effects if isinstance(effect, Send)]:
            if send.to != HUB and send.frame.transaction >= MAIL_FIRST:
                taken = self.machine.receive(Frame(send.to, DCC, 0, DuisAck(send.frame.transaction)), self.now)
                self.shelf.commit([effect for effect in taken if isinstance(effect, Keep)])
        return effects
