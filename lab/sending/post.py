"""How a Supplier speaks to the DCC adapter: requests go out, answers and later words come in, both typed.

Over DUIS it is ``lab.desk.post``; for who has no gateway, and for fixtures, it is a window on the air.
"""

from typing import Protocol

from lab.live.window import Window
from premises.identity import Eui64, eui64
from premises.trust.keys import SigningKey
from premises.trust.trailer import supplier_key
from premises.wire.duis.messages import ServiceRequest
from premises.wire.message import Message


class Post(Protocol):
    """One Supplier's."""

    @property
    def eui(self) -> Eui64:
        """Who its RequestIDs say that it is."""

    @property
    def signer(self) -> SigningKey:
        """With which it signs commands and trailers; UsageError, in words, when that is not here."""

    @property
    def answers(self) -> tuple[Message, ...]:
        """What the Supplier was told since the post was opened, in order, the newest of a limited number."""

    def next_number(self) -> int:
        """Give a counter for a RequestID that no other request of this Supplier has."""

    def send(self, request: ServiceRequest) -> None:
        """Send a request and wait for nothing."""

    def check(self) -> None:
        """Return while all is well with the way to the DCC adapter; LinkError, in words, otherwise."""


class WindowPost:
    """A ``Post`` over the air, for which nobody needs XML."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._number = 0

    @property
    def eui(self) -> Eui64:
        return eui64(self._window.site.suppliers[self._window.who].eui)

    @property
    def signer(self) -> SigningKey:
        return supplier_key(self.eui)

    @property
    def answers(self) -> tuple[Message, ...]:
        return self._window.answers

    def next_number(self) -> int:
        # Two requests of one microsecond still need numbers of their own.
        self._number = max(self._number, self._window.clock.now()) + 1
        return self._number

    def send(self, request: ServiceRequest) -> None:
        self._window.send(request, int(request.request_id.rsplit(":", 1)[1]))

    def check(self) -> None:
        """Whatever is wrong with the link is raised where somebody waits for its next word."""
