"""A Supplier's campaign on a live premises: requests sent through a window, politely or not, until the last word.

When the next request goes out is ``story.campaign``'s to say; here is only what the window knows of each, by the DCC
adapter's answers and its picture.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lab.live.window import Window
from lab.sending.progress import Progress, outcomes_of, progress_of
from lab.sending.updating import (
    ANSWER_WITHIN_S,
    LOOK_EVERY_S,
    answer_to,
    post_update,
    refusal_in_words,
    unanswered,
    until_clock,
)
from lab.site import devices_of, names_of
from lab.story.campaign import Ended, Standing, UnderWay, Unsent, naive, next_to_send, without
from lab.story.campaign import polite as politely
from lab.story.verdict import SUCCESS, displacer_of, is_final, outcome_in_words
from premises.errors import StalledError
from premises.identity import Name
from premises.quantity import Duration, Instant, spoken
from premises.wire.field.ota_file import read_ota_header
from premises.wire.picture import Outcome
from premises.wire.site import DCC

Show = Callable[[Instant, Progress], None]
"""Hears premises time and how far one device is; called often, mostly without news."""


@dataclass(frozen=True, slots=True)
class Package:
    """One image for devices of one type, and how long a polite Supplier allows it."""

    to: tuple[str, ...]
    image: bytes
    allowed: Duration


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one device's part."""

    who: Name
    version: int
    runs: bool
    words: str


@dataclass(frozen=True, slots=True)
class _Sent:
    request_id: str
    until: Instant
    answer_by: float
    """Of the event loop's clock: when the DCC adapter counts as silent."""


class LiveCampaign:
    """One campaign; ``run`` it once."""

    def __init__(self, window: Window, packages: Sequence[Package], *, polite: bool) -> None:
        self._window = window
        self._packages = tuple(packages)
        self._gates = politely(len(self._packages)) if polite else naive(len(self._packages))
        self._sent: list[_Sent | None] = [None] * len(self._packages)
        self._number = 0
        self._since: dict[str, Instant] = {}

    @property
    def request_ids(self) -> tuple[str, ...]:
        """Those sent so far."""
        return tuple(sent.request_id for sent in self._sent if sent is not None)

    @property
    def unsent(self) -> tuple[str, ...]:
        """The devices for which nothing was sent yet."""
        return tuple(who for package, sent in self._pairs() if sent is None for who in package.to)

    async def run(self, within_s: float, show: Show) -> tuple[Result, ...]:
        """Send what is to be sent and watch it to its last word, ``within_s`` of wall at most.

        StalledError when a device has no last word by then, or by the deadline of the last request; LinkError when the
        DCC adapter does not answer.
        """
        give_up_at = asyncio.get_running_loop().time() + within_s
        await until_clock(self._window)
        while True:
            standings = self._step(show)
            if all(isinstance(standing, Ended) for standing in standings):
                return self._results()
            if not any(self._is_awaited(standing) for standing in standings):
                raise StalledError(f"no last word by the deadline: {self._whereabouts()}")
            if asyncio.get_running_loop().time() > give_up_at:
                ids = ", ".join(self.request_ids)
                raise StalledError(f"no last word on {ids} within {within_s:g} s: {self._whereabouts()}")
            await self._window.next(LOOK_EVERY_S)

    async def send_all(self) -> tuple[str, ...]:
        """Send every request that goes out now and wait for the answers; give the ids of those taken, at least in part.

        For who does not stay: nobody sends the next one later.
        """
        await until_clock(self._window)
        self._send_due()
        while any(answer_to(self._window, request_id) is None for request_id in self.request_ids):
            self._step(lambda _, __: None)
            await self._window.next(LOOK_EVERY_S)
        return tuple(
            sent.request_id
            for package, sent in self._pairs()
            if sent is not None and not isinstance(self._standing(package, sent), Ended)
        )

    def refusals(self) -> tuple[Result, ...]:
        """Give the devices that the DCC adapter refused, and why."""
        names = names_of(self._window.site)
        refused: list[Result] = []
        for package, sent in self._pairs():
            answer = answer_to(self._window, sent.request_id) if sent is not None else None
            if answer is not None:
                version, why = read_ota_header(package.image).version, refusal_in_words(answer)
                refused += [Result(Name(names[device]), version, False, why) for device in answer.refused]
        return tuple(refused)

    def _step(self, show: Show) -> list[Standing]:
        self._send_due()
        now = self._window.clock.now()
        self._check_answers()
        for step in self._progress():
            show(now, step)
            if step.stage in ("ACTIVE", "REPORTED") and self._runs(step.who):
                self._since.setdefault(step.who, now)
        return self._standings()

    def _send_due(self) -> None:
        now = self._window.clock.now()
        for index in next_to_send(self._standings(), now, self._gates):
            package = self._packages[index]
            # Two requests of one microsecond still need numbers of their own.
            self._number = max(self._number, now) + 1
            request_id = post_update(self._window, package.image, package.to, self._number)
            answer_by = asyncio.get_running_loop().time() + ANSWER_WITHIN_S
            self._sent[index] = _Sent(request_id, Instant(now + package.allowed), answer_by)

    def _check_answers(self) -> None:
        now = asyncio.get_running_loop().time()
        for sent in self._sent:
            if sent is not None and now > sent.answer_by and answer_to(self._window, sent.request_id) is None:
                raise unanswered()

    def _standings(self) -> list[Standing]:
        return [self._standing(package, sent) for package, sent in self._pairs()]

    def _standing(self, package: Package, sent: _Sent | None) -> Standing:
        if sent is None:
            return Unsent()
        answer = answer_to(self._window, sent.request_id)
        refused = () if answer is None else answer.refused
        final = [outcome.device_id for outcome in outcomes_of(self._window, sent.request_id) if is_final(outcome)]
        return without(UnderWay(sent.until, devices_of(self._window.site, package.to)), [*refused, *final])

    def _is_awaited(self, standing: Standing) -> bool:
        if isinstance(standing, UnderWay):
            return self._window.clock.now() < standing.until
        return isinstance(standing, Unsent)

    def _progress(self) -> list[Progress]:
        refused = {result.who: result.words for result in self.refusals()}
        turn = self._turn()
        steps: list[Progress] = []
        for package, sent in self._pairs():
            known = {} if sent is None else self._known(sent)
            for who in map(Name, package.to):
                if who in refused:
                    steps.append(Progress(who, "REPORTED", 1, 1, refused[who]))
                elif who in known:
                    steps.append(progress_of(self._window, who, known[who]))
                elif sent is None:
                    steps.append(Progress(who, "TURN", 0, 0, turn))
                else:
                    steps.append(Progress(who, "DCC", 0, 0, "sent to the DCC adapter"))
        return steps

    def _turn(self) -> str:
        """Say what a polite Supplier waits for before the next request."""
        names = names_of(self._window.site)
        awaited = [standing.awaited for standing in self._standings() if isinstance(standing, UnderWay)]
        if not awaited:
            return "its turn comes"
        return f"waits for {' and '.join(names[device].upper() for device in awaited[-1])}'s CS09 (polite)"

    def _known(self, sent: _Sent) -> dict[Name, Outcome]:
        names = names_of(self._window.site)
        return {Name(names[outcome.device_id]): outcome for outcome in outcomes_of(self._window, sent.request_id)}

    def _runs(self, who: Name) -> bool:
        picture = self._window.pictures.get(who)
        image = next(package.image for package in self._packages if who in package.to)
        return picture is not None and picture.running == read_ota_header(image).version

    def _results(self) -> tuple[Result, ...]:
        results = {result.who: result for result in self.refusals()}
        for package, sent in self._pairs():
            version = read_ota_header(package.image).version
            for who, outcome in (self._known(sent) if sent is not None else {}).items():
                results[who] = Result(who, version, outcome.activation == SUCCESS, self._words(who, outcome))
        return tuple(results[Name(who)] for package in self._packages for who in package.to)

    def _words(self, who: Name, outcome: Outcome) -> str:
        if outcome.activation == SUCCESS:
            since = self._since.get(who)
            return f"runs {outcome.version:#010x}" + ("" if since is None else f" since {spoken(since)}")
        dcc = self._window.pictures.get(DCC)
        displacer = None if dcc is None else displacer_of(outcome, dcc.outcomes)
        if displacer is not None:
            other = names_of(self._window.site).get(displacer.device_id, displacer.device_id)
            return f"displaced in the hub's slot by {other}'s image (CCS08 Image Discarded)"
        return outcome_in_words(outcome)

    def _whereabouts(self) -> str:
        still = [step for step in self._progress() if step.stage != "REPORTED"]
        words = [f"{step.who} at {step.stage} ({step.detail})" for step in still]
        return f"{'; '.join(words)}, premises time {spoken(self._window.clock.now())}"

    def _pairs(self) -> list[tuple[Package, _Sent | None]]:
        return list(zip(self._packages, self._sent, strict=True))
