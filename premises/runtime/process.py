"""A live process from its start to its exit code: settings in, participants run, one line when something is wrong.

Who the participants are is said by a ``plan``, because only the site, which comes with the run, knows that. Several
can share a process: each has a connection of its own, and the first that ends takes the others with it, in order.
"""

import asyncio
import errno
import gc
import os
import selectors
import signal
import sys
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from premises.errors import LinkError, PremisesError, ShelfError, UsageError
from premises.identity import Name
from premises.machine.effects import Keep, Maker
from premises.quantity import seconds
from premises.runtime.aerial import Cast
from premises.runtime.clock import LoopWall, Wall, boot_id_of_this_machine
from premises.runtime.driver import Again, Driver, Surroundings, first_of
from premises.runtime.link import Arrival, Connection, OpenLink
from premises.runtime.logging import NoteLog
from premises.runtime.mqtt import mqtt_link
from premises.runtime.settings import ParticipantSettings
from premises.runtime.shelf import Shelf, View
from premises.wire.codec import decode
from premises.wire.envelope import Run
from premises.wire.topics import Topics

CONNECT_WITHIN = seconds(30)
"""Wall time in which the broker must answer for the first time; once it did, it is waited for for ever. Ours."""

KEY_RUN = "run/id"
"""The row of a shelf that says whose run it is."""

EXIT_DONE, EXIT_FAILED, EXIT_USAGE = 0, 1, 2

Plan = Callable[[Run], Cast]
"""Gives who a participant is in a run; UsageError or SiteError when the site does not know it."""

Running = Coroutine[object, object, None]
"""What runs until it fails or is cancelled."""


class Beside(Protocol):
    """What a participant's process does beside its machine, such as to listen for others than the broker."""

    def __call__(self, run: Run, driver: Driver, log: NoteLog) -> AbstractAsyncContextManager[Running]:
        """Open it for the block, before the machine runs, and give what then runs along with it."""


@dataclass(frozen=True, slots=True)
class Member:
    """One participant of this process."""

    plan: Plan
    settings: ParticipantSettings
    beside: Beside | None = None


def run_participant(plan: Plan, settings: ParticipantSettings, beside: Beside | None = None) -> int:
    """Run one participant until it is told to stop, and give the exit code."""
    return run_participants([Member(plan, settings, beside)])


def run_participants(members: Sequence[Member]) -> int:
    """Run several participants of one premises in this process; the first one's log and broker settings hold for all.

    Gives the exit code: 0 after SIGTERM, SIGINT or (if asked) the end of standard input, 1 when one of them failed.
    """
    live = members[0].settings.live
    return run_process(partial(_run_members, members), stop_with_stdin=live.stop_with_stdin, debug=live.debug)


def run_process(
    main: Callable[[asyncio.Event], Awaitable[None]], *, stop_with_stdin: bool = False, debug: bool = False
) -> int:
    """Run ``main`` as ``run_until_told`` does, and give the exit code; an error is said in one line."""
    # What is imported lives as long as the process. Were it looked through by each full collection, every flight that
    # is due meanwhile would be handed over ten milliseconds late.
    gc.freeze()
    try:
        run_until_told(main, stop_with_stdin=stop_with_stdin)
    except PremisesError as error:
        complain(error, debug=debug)
        return EXIT_USAGE if isinstance(error, UsageError) else EXIT_FAILED
    return EXIT_DONE


def run_until_told(main: Callable[[asyncio.Event], Awaitable[None]], *, stop_with_stdin: bool = False) -> None:
    """Run ``main``, which ends soon after the event that it is given is set: by SIGTERM, SIGINT or (if asked) stdin."""
    # A select loop: epoll rounds every timer up to the next millisecond.
    with asyncio.Runner(loop_factory=select_loop) as runner:
        runner.run(_until_told(main, stop_with_stdin=stop_with_stdin))


def select_loop() -> asyncio.AbstractEventLoop:
    """Give an event loop whose timers are good to a fraction of a millisecond (for fewer than 1,024 sockets)."""
    return asyncio.SelectorEventLoop(_Selector())


class _Selector(selectors.SelectSelector):
    """Forgets descriptors that were closed behind its back, as epoll does.

    The MQTT library closes a socket in its connecting thread, and only then has the loop told to forget it.
    """

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        try:
            return super().select(timeout)
        except OSError as error:
            if error.errno != errno.EBADF:
                raise
        for key in tuple(self.get_map().values()):
            try:
                os.fstat(key.fd)
            except OSError:
                self.unregister(key.fileobj)
        return []


def complain(error: PremisesError, *, debug: bool = False) -> None:
    """Say what went wrong in one line on standard error; with ``debug``, also where it comes from."""
    if debug:
        traceback.print_exception(error)
    sys.stderr.write(f"{' '.join(str(error).split())}\n")


async def run_of(open_link: OpenLink, topics: Topics, wall: Wall, lost: Callable[[LinkError], None]) -> Run:
    """Wait for the run of a premises, telling ``lost`` of each failure to reach the broker.

    LinkError when the broker does not answer within CONNECT_WITHIN; AccessError at once when it does not let us in.
    """
    found: asyncio.Future[Run] = asyncio.get_running_loop().create_future()
    give_up_at = wall.monotonic() + CONNECT_WITHIN
    connection = Connection(open_link, (topics.run(),), None, wall)
    answered = asyncio.Event()

    def take(arrival: Arrival) -> None:
        if arrival.payload and not found.done():
            found.set_result(decode(Run, arrival.payload))

    def give_up(error: LinkError) -> None:
        lost(error)
        if not answered.is_set() and wall.monotonic() >= give_up_at:
            raise error

    async def wait() -> None:
        await found

    await first_of(wait(), connection.keep(answered.set, take, give_up))
    return found.result()


async def run_drivers(
    drivers: Sequence[Driver],
    stop: asyncio.Event,
    lost: Callable[[Name, LinkError], None],
    besides: Sequence[Running] = (),
) -> None:
    """Run ``drivers`` until ``stop`` is set or one ends; then all end in good order, and its error is raised.

    ``besides`` run along: the end of one is the end of all, and they are cancelled.
    """
    running = [asyncio.create_task(driver.run(partial(lost, driver.who))) for driver in drivers]
    along = [asyncio.create_task(beside) for beside in besides]
    told = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((*running, *along, told), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for driver in drivers:
            driver.stop()
        for task in (*along, told):
            task.cancel()
        ends = await asyncio.gather(*running, *along, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end


def shelf_of(who: Name, directory: Path, run: Run, views: Sequence[View] = ()) -> Shelf:
    """Open the shelf of ``who``; ShelfError when it holds another run, whose moments would mean nothing here."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ShelfError(f"shelf directory {directory}: {error.strerror}") from error
    shelf = Shelf(directory / f"{who}.sqlite", views)
    kept = shelf.get(KEY_RUN)
    if kept is None:
        shelf.commit([Keep(KEY_RUN, run.run_id.encode())])
    elif kept != run.run_id.encode():
        shelf.close()
        raise ShelfError(f"shelf {directory}: it belongs to run {kept.decode(errors='replace')}, not {run.run_id}")
    return shelf


def cast_again(plan: Plan, run: Run) -> Again:
    """Give what casts a participant anew whenever the site of its run is another than when it was cast last."""
    known = run.site

    def again(said: Run) -> Maker | None:
        nonlocal known
        if said.site == known:
            return None
        make = plan(said).make
        known = said.site
        return make

    return again


async def _run_members(members: Sequence[Member], stop: asyncio.Event) -> None:
    live = members[0].settings.live
    topics, wall = Topics(live.premises), LoopWall()
    log = NoteLog(live.log)
    shelves: list[Shelf] = []
    try:
        found = run_of(mqtt_link(live.broker), topics, wall, partial(log.broker_lost, live.who))
        run = await _unless_told(found, stop)
        if run is None:
            return
        around = Surroundings(topics, run.run_id, wall, boot_id_of_this_machine())
        drivers, besides = [], []
        async with AsyncExitStack() as stack:
            for member in members:
                cast = member.plan(run)
                shelves.append(shelf_of(cast.who, member.settings.shelf, run, cast.views))
                open_link, again = mqtt_link(member.settings.live.broker), cast_again(member.plan, run)
                driver = Driver(cast, around, shelves[-1], open_link, log.hear, again)
                drivers.append(driver)
                if member.beside is not None:
                    besides.append(await stack.enter_async_context(member.beside(run, driver, log)))
            await run_drivers(drivers, stop, log.broker_lost, besides)
    finally:
        for shelf in shelves:
            shelf.close()
        log.close()


async def _unless_told(finding: Coroutine[None, None, Run], stop: asyncio.Event) -> Run | None:
    found: list[Run] = []

    async def wait() -> None:
        found.append(await finding)

    async def told() -> None:
        await stop.wait()

    await first_of(wait(), told())
    return found[0] if found else None


async def _until_told(main: Callable[[asyncio.Event], Awaitable[None]], *, stop_with_stdin: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if stop_with_stdin:
        loop.add_reader(sys.stdin.fileno(), _stop_at_end_of_stdin, loop, stop)
    await main(stop)


def _stop_at_end_of_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    with suppress(BlockingIOError):
        if not os.read(sys.stdin.fileno(), 4096):
            loop.remove_reader(sys.stdin.fileno())
            stop.set()
