"""What a test holds: a premises that it orders updates in, makes faults in, waits in, and asks.

The same in virtual time and over real processes; what lies below is a ``Ground``. It imports no pytest.
"""

import asyncio
from pathlib import Path
from threading import Event
from typing import Any

from lab.site import named
from lab.testing.asking.parties import Party, Supplier
from lab.testing.asking.waiting import Awaited, Waiting, What
from lab.testing.faults.aim import Aim, aimed
from lab.testing.faults.imposing import Fault, Faults
from lab.testing.ground import Ground
from lab.testing.report import LAST, Known, ladder, page
from lab.testing.spans import Span, span_of
from lab.testing.update import Activated, Update, activated, ordered, requests_for
from premises.errors import UsageError
from premises.faults.said.ailments import machines
from premises.faults.said.spoken import table_of, words_of
from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.journey.layout import layout_of
from premises.journey.telling.named import chosen
from premises.journey.telling.seen import Seen
from premises.journey.why.diagnosis import diagnose_all, refused_requests
from premises.nearest import hint
from premises.quantity import Duration, Instant, in_seconds, spoken
from premises.quantity import after as later
from premises.wire.device.target import wanted_of
from premises.wire.fault import FaultSpec
from premises.wire.picture import Picture
from premises.wire.site import Site

WITHIN = "6h"
"""Premises time that a test waits unless it says otherwise. Ours: as long as a polite Supplier allows a request."""


class Premises:
    """A premises under test. Names are taken in any case; what cannot be had is a UsageError of one line."""

    def __init__(self, ground: Ground, site: Site, seed: int) -> None:
        self._ground = ground
        self.site, self.seed = site, seed
        self.miss = ""
        """The nearest miss of what was asked for last; empty when it was no miss."""
        self.faults = Faults(ground, site)
        self.supplier = Supplier(ground, site, self._remember)
        self._waiting = Waiting(ground, self.supplier)
        self._requests = 0 if site.before is None else len(site.before.update)
        self._newest = 0
        self._updates: list[Update] = []
        self._journey = Journey()
        self._folded = 0

    @property
    def now_s(self) -> float:
        """Premises time in seconds."""
        return in_seconds(self._ground.now)

    @property
    def pictures(self) -> dict[Name, Picture]:
        """What everyone shows of itself."""
        return dict(self._ground.pictures)

    def update(
        self,
        *to: str,
        version: int | None = None,
        size: int | None = None,
        file: Path | str | None = None,
        image: bytes | None = None,
    ) -> Update:
        """Send an image to devices as a Supplier that waits for nothing: one request a device type, now.

        By 11.4, or by 11.1 to what runs it only when ``activate`` says so: then FDRA or CCS08 is the last word of it.
        ``version`` is newer than any that they run, and ``size`` 4,096 octets, unless said; an OTA ``file`` or
        ``image`` is sent as it is, to all in one request. Whether it is taken is the DCC adapter's to say.
        """
        update = self.prepare(*to, version=version, size=size, file=file, image=image)
        for request in update.requests:
            self.supplier.send(request)
        return update

    def prepare(
        self,
        *to: str,
        version: int | None = None,
        size: int | None = None,
        file: Path | str | None = None,
        image: bytes | None = None,
    ) -> Update:
        """Give what ``update`` would send, and send nothing: for a back end that sends its requests itself."""
        order = ordered(self.site, to, version, size, file, image)
        requests = tuple(requests_for(self.site, order, self._newest_of(order.to), self._requests + 1))
        self._requests += len(requests)
        self._newest = max(self._newest, *(request.firmware_version for request in requests))
        self._updates.append(Update(self.site, order.to, requests[0].firmware_version, requests, self._ground.now))
        return self._updates[-1]

    def activate(self, who: str, after: Span = 0) -> Activated:
        """Have a meter run the image that the last update brought it, by 11.3: at once, or so long ``after`` now."""
        self._requests += 1
        span, now = span_of(after, "after"), self._ground.now
        runs_at = Instant(now + span) if span else None
        order = activated(self.site, who, self._updates, runs_at, self._requests, now)
        self.supplier.send(order.request)
        return order

    def wait_for(self, what: What, within: Span = WITHIN, about: str = "", **fields: object) -> Any:  # noqa: ANN401 - what came
        """Let time pass until ``what`` has come, and give it: the update, the message, or what was called gave.

        A message that came before and ended no other wait will do. AssertionError, with why each package waits, when it
        has not come ``within`` that much premises time, or at once when nothing more can happen.
        """
        return self._wait(self._waiting.awaited(what, about, fields), span_of(within, "within"), Event())

    async def reached(self, what: What, within: Span = WITHIN, about: str = "", **fields: object) -> Any:  # noqa: ANN401 - what came
        """Wait as ``wait_for`` does, in a thread of its own, while the event loop goes on; cancelled, it stops waiting.

        The premises is that thread's until it is over, and so is whoever plays its Supplier.
        """
        awaited, span, given_up = self._waiting.awaited(what, about, fields), span_of(within, "within"), Event()
        waiting = asyncio.ensure_future(asyncio.to_thread(self._wait, awaited, span, given_up))
        try:
            return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            given_up.set()
            await asyncio.wait([waiting])
            raise

    def let_pass(self, span: Span) -> None:
        """Let so much premises time pass."""

        def never() -> bool:
            self.supplier.let_answer()
            return False

        self._ground.run(later(self._ground.now, span_of(span, "let_pass")), never)

    def on(self, where: str) -> Aim:
        """Give a place to make faults at: ``"B1->B2"`` one way, ``"B1<->B2"`` both, a link, or a participant."""
        return aimed(where, self.site, self.faults.impose)

    def fault(self, said: str) -> Fault:
        """Impose a fault in the words of docs/faults.md; its moments count from now."""
        return self.faults.impose([table_of(said)], f'fault "{said}"')

    def impose(self, *specs: FaultSpec) -> Fault:
        """Impose faults as data; their moments count from now, and they are cleared as one."""
        return self.faults.impose([spec.as_table() for spec in specs], "impose")

    def party(self, who: str) -> Party:
        """Give somebody other than a Supplier, to ask what reached them."""
        people = machines(self.site)
        if who.lower() not in people:
            raise UsageError(f"party {who!r}: nobody here is called that: {hint(who, people)}")
        return Party(Name(who.lower()), self._ground, self._remember)

    def running(self, who: str) -> int | None:
        """Give the version that a device really runs; None while it is down."""
        picture = self._ground.pictures.get(named(self.site, who.lower()))
        return None if picture is None else picture.running

    def why(self, who: str = "") -> str:
        """Say why the packages of a device wait, or every package: the page of `premises why`."""
        seen = self.seen
        if not who:
            return page(seen)
        found = chosen(seen.diagnoses, who)
        return page(Seen(seen.premises, seen.layout, seen.now, found))

    def ladder(self, last: int = LAST) -> str:
        """Give the last rows of who said what to whom, and what became of it."""
        return ladder(self._ground.entries, layout_of(self.site), last)

    @property
    def seen(self) -> Seen:
        """Every package, and why it waits, by the notes so far."""
        entries = self._ground.entries
        self._journey.take_all(entries[self._folded :])
        self._folded = len(entries)
        layout, now = layout_of(self.site), self._ground.now
        refused = refused_requests(self._journey, layout)
        return Seen(Name(self.site.name), layout, now, diagnose_all(self._journey, layout, now), refused)

    @property
    def known(self) -> Known:
        """What a failed test says."""
        own = (f"{words_of(spec)} (the site's own)" for spec in self.site.fault if spec.ends_at > self._ground.now)
        imposed = map(str, self.faults.at_failure)
        return Known(self.seed, self.seen, self._ground.entries, (*own, *imposed), self.miss)

    def _wait(self, awaited: Awaited, span: Duration, given_up: Event) -> Any:  # noqa: ANN401 - what came
        """Let time pass until what is awaited has come, and give it; None when it was given up."""
        began = self._ground.now
        came = awaited.look()

        def stop() -> bool:
            nonlocal came
            self.supplier.let_answer()
            came = came or awaited.look()
            return bool(came) or self._ground.is_still or given_up.is_set()

        if not came and not self._ground.is_still:
            self._ground.run(later(began, span), stop)
        if not came and not given_up.is_set():
            raise AssertionError(self._waiting.gave_up(awaited, Duration(self._ground.now - began), self.seen))
        return came

    def _newest_of(self, to: tuple[Name, ...]) -> int:
        shown = (self._ground.pictures.get(who) for who in to)
        running = [picture.running for picture in shown if picture is not None and picture.running is not None]
        return max(self._newest, *running, *(wanted_of(self.site, who).running for who in to))

    def __repr__(self) -> str:
        return f"<premises {self.site.name}, seed {self.seed}, at {spoken(self._ground.now)}>"

    def _remember(self, miss: str) -> None:
        self.miss = miss
