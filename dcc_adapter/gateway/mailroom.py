"""What the machine says to Suppliers until they took it: signed, stored, and only then acknowledged to the machine.

One at a time and in the order in which it was said; what was stored before is acknowledged again, and nothing more.
"""

import asyncio
from collections.abc import Mapping
from typing import NoReturn

from dcc_adapter.gateway.accounts import Account
from dcc_adapter.gateway.asking import Asking, Mail
from dcc_adapter.gateway.outbox import Outbox
from dcc_adapter.gateway.posting import Bells, Say
from dcc_adapter.gateway.scribe import Scribe
from premises.identity import Name
from premises.quantity import Instant
from premises.wire.message import Frame

MAIL_MAX = 1_024
"""Messages of the machine that wait to be signed; one more is passed over, and the machine says it again. Ours."""

DROPPED = "duis.dropped"


class Mailroom:
    """Hears what the machine says, and files what is mail."""

    def __init__(self, asking: Asking, scribe: Scribe, outbox: Outbox, bells: Bells, say: Say) -> None:
        self._asking, self._scribe, self._outbox, self._bells, self._say = asking, scribe, outbox, bells, say
        self._heard: asyncio.Queue[Mail] = asyncio.Queue(MAIL_MAX)

    def hear(self, frame: Frame, at: Instant) -> None:
        """Take what the machine said to a Supplier, which is due at ``at``; called by the driver."""
        mail = self._asking.hear(frame, at)
        if mail is not None and not self._heard.full():
            self._heard.put_nowait(mail)

    async def run(self, accounts: Mapping[Name, Account]) -> NoReturn:
        """File mail for ever."""
        while True:
            mail = await self._heard.get()
            account = accounts.get(mail.supplier)
            if account is not None:
                await self._file(mail, account)

    async def _file(self, mail: Mail, account: Account) -> None:
        who = account.name
        if not self._outbox.knows(who, mail.number):
            xml = await self._scribe.write(mail.said, account)
            dropped = self._outbox.dropped
            self._outbox.put(who, mail.number, xml)
            if self._outbox.dropped != dropped:
                self._say(DROPPED, warns=True, to=who, why="too many messages wait: the oldest is gone")
            self._bells.ring(who)
        self._asking.acknowledge(who, mail.number)
