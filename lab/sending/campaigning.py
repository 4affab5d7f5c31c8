"""A Supplier's campaign on a live premises: requests sent by a post, politely or not, until the last word.

When the next request goes out is ``campaign``'s to say; here is only what is known of each, by the DCC
adapter's answers and its picture.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lab.campaign.campaign import Gates, dropped, next_to_send
from lab.campaign.standing import (
    AGAIN_MAX,
    Displaced,
    Dropped,
    Ended,
    Standing,
    UnderWay,
    Unsent,
    displaced_until,
    without,
)
from lab.live.window import Window
from lab.sending.ordering import Orders
from lab.sending.package import Package, Result
from lab.sending.post import Post
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
from lab.story.verdict import DISCARDED, SUCCESS, displacer_of, outcome_in_words
from premises.errors import StalledError
from premises.identity import Name
from premises.quantity import Instant, spoken
from premises.trust.trailer import firmware_hash
from premises.wire.field.ota_file import read_ota_header
from premises.wire.picture import Outcome
from premises.wire.site import DCC

Show = Callable[[Instant, Progress], None]
"""Hears premises time and how far one device is; called often, mostly without news."""


@dataclass(frozen=True, slots=True)
class _Sent:
    request_id: str
    until: Instant
    answer_by: float
    """Of the event loop's clock: when the DCC adapter counts as silent."""
    to: tuple[str, ...]
    earlier: tuple[str, ...] = ()
    """The requests of the same image that were displaced, oldest first."""


class LiveCampaign:
    """One campaign; ``run`` it once. With ``again`` what is displaced is sent again, as ``campaign`` says."""

    def __init__(self, window: Window, post: Post, packages: Sequence[Package], *, again: bool = False) -> None:
        self._window = window
        self._post = post
        self.packages = tuple(packages)
        self._orders = Orders(post)
        self._gates: Gates = tuple(package.gates for package in self.packages)
        self._again = again
        self._displaced: dict[int, Displaced] = {}
        self._sent: list[_Sent | None] = [None] * len(self.packages)
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
            if all(isinstance(standing, Ended | Dropped) for standing in standings):
                return self._results()
            if not self._is_anything_awaited(standings):
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
        while any(answer_to(self._post, request_id) is None for request_id in self.request_ids):
            self._step(lambda _, __: None)
            await self._window.next(LOOK_EVERY_S)
        return tuple(
            sent.request_id
            for index, (_, sent) in enumerate(self._pairs())
            if sent is not None and not isinstance(self._standing(index, sent), Ended)
        )

    def refusals(self) -> tuple[Result, ...]:
        """Give the devices that the DCC adapter refused, and why."""
        names = names_of(self._window.site)
        refused: list[Result] = []
        for package, sent in self._pairs():
            answer = answer_to(self._post, sent.request_id) if sent is not None else None
            if answer is not None:
                version, why = read_ota_header(package.image).version, refusal_in_words(answer)
                refused += [Result(Name(names[device]), version, False, why) for device in answer.refused]
        return tuple(refused)

    def _step(self, show: Show) -> tuple[Standing, ...]:
        self._send_due()
        self._send_orders()
        now = self._window.clock.now()
        self._check_answers()
        for step in self._progress():
            show(now, step)
            if step.stage in ("ACTIVE", "REPORTED") and self._runs(step.who):
                self._since.setdefault(step.who, now)
        return self._standings()

    def _send_due(self) -> None:
        now = self._window.clock.now()
        self._look_for_displaced(now)
        for index in next_to_send(self._standings(), now, self._gates):
            package, before = self.packages[index], self._sent[index]
            lost = self._displaced.pop(index, None)
            names = names_of(self._window.site)
            to = package.to if lost is None else tuple(names[device] for device in lost.devices)
            request_id = post_update(self._window.site, self._post, package.image, to)
            answer_by = asyncio.get_running_loop().time() + ANSWER_WITHIN_S
            earlier = () if before is None else (*before.earlier, before.request_id)
            self._sent[index] = _Sent(request_id, package.until(now), answer_by, to, earlier)

    def _send_orders(self) -> None:
        """Have each device run what it holds."""
        for package, sent in self._pairs():
            if package.activation is None or sent is None:
                continue
            moment = package.activation.moment(self._window.clock.now())
            for outcome in filter(self._orders.is_due, outcomes_of(self._window, sent.request_id)):
                self._orders.post(outcome, firmware_hash(package.image), moment)

    def _look_for_displaced(self, now: Instant) -> None:
        """Remember which requests had their last word, and lost their image's place in the hub's slot before."""
        for index, (_, sent) in enumerate(self._pairs()):
            if not self._again or sent is None or index in self._displaced or len(sent.earlier) >= AGAIN_MAX:
                continue
            outcomes = outcomes_of(self._window, sent.request_id)
            lost = tuple(one.device_id for one in outcomes if one.transfer == DISCARDED and one.activation != SUCCESS)
            if lost and isinstance(self._standing(index, sent), Ended):
                self._displaced[index] = displaced_until(lost, len(sent.earlier), now)

    def _check_answers(self) -> None:
        self._post.check()
        now = asyncio.get_running_loop().time()
        for sent in self._sent:
            if sent is not None and now > sent.answer_by and answer_to(self._post, sent.request_id) is None:
                raise unanswered()
        self._orders.check_answers()

    def _standings(self) -> tuple[Standing, ...]:
        known = [self._standing(index, sent) for index, (_, sent) in enumerate(self._pairs())]
        return dropped(known, self._gates)

    def _standing(self, index: int, sent: _Sent | None) -> Standing:
        if sent is None:
            return Unsent()
        if index in self._displaced:
            return self._displaced[index]
        answer, outcomes = answer_to(self._post, sent.request_id), outcomes_of(self._window, sent.request_id)
        refused = () if answer is None else answer.refused
        final = [outcome.device_id for outcome in outcomes if self._orders.is_over(outcome)]
        have = [outcome.device_id for outcome in outcomes if outcome.transfer == SUCCESS]
        to = devices_of(self._window.site, sent.to)
        fetching = tuple(device for device in to if device not in have)
        never = tuple(device for device in (*refused, *final) if device not in have)
        way = UnderWay(sent.until, to, fetching, tries=len(sent.earlier), without=never)
        return without(way, [*refused, *final])

    def _is_anything_awaited(self, standings: Sequence[Standing]) -> bool:
        now = self._window.clock.now()
        on_the_way = (
            isinstance(one, Displaced) or (isinstance(one, UnderWay) and now < one.until) for one in standings
        )
        return any(on_the_way) or bool(next_to_send(standings, now, self._gates))

    def _progress(self) -> list[Progress]:
        refused = {result.who: result.words for result in self.refusals()}
        steps: list[Progress] = []
        for package, sent in self._pairs():
            known = {} if sent is None else self._known(sent)
            for who in map(Name, package.to):
                if who in refused:
                    steps.append(Progress(who, "REPORTED", 1, 1, refused[who]))
                elif who in known and package.activation and self._orders.awaits(known[who]):
                    steps.append(Progress(who, "VERIFY", 1, 1, "held and verified: 11.3 goes out"))
                elif who in known:
                    steps.append(progress_of(self._window, who, known[who]))
                elif sent is None:
                    steps.append(Progress(who, "TURN", 0, 0, f"waits for {package.waits_for}"))
                else:
                    steps.append(Progress(who, "DCC", 0, 0, "sent to the DCC adapter"))
        return steps

    def _known(self, sent: _Sent) -> dict[Name, Outcome]:
        names = names_of(self._window.site)
        ids = (*sent.earlier, sent.request_id)
        outcomes = (outcome for request_id in ids for outcome in outcomes_of(self._window, request_id))
        return {Name(names[outcome.device_id]): outcome for outcome in outcomes}

    def _runs(self, who: Name) -> bool:
        """Say whether it is known to run its image, by its own picture or by its last word, whichever comes first."""
        picture = self._window.pictures.get(who)
        package, sent = next(pair for pair in self._pairs() if who in pair[0].to)
        if sent is not None and who in (known := self._known(sent)) and known[who].activation == SUCCESS:
            return True
        return picture is not None and picture.running == read_ota_header(package.image).version

    def _results(self) -> tuple[Result, ...]:
        results = {result.who: result for result in self.refusals()}
        for package, sent in self._pairs():
            version = read_ota_header(package.image).version
            for who, outcome in (self._known(sent) if sent is not None else {}).items():
                results[who] = Result(who, version, outcome.activation == SUCCESS, self._words(who, outcome))
            if sent is None:
                never = f"never sent: it waited for {package.waits_for}"
                results |= {Name(who): Result(Name(who), version, False, never) for who in package.to}
        return tuple(results[Name(who)] for package in self.packages for who in package.to)

    def _words(self, who: Name, outcome: Outcome) -> str:
        if outcome.activation == SUCCESS:
            since = self._since.get(who)
            return f"runs {outcome.version:#010x}" + ("" if since is None else f" since {spoken(since)}")
        dcc = self._window.pictures.get(DCC)
        displacer = None if dcc is None else displacer_of(outcome, dcc.outcomes)
        if displacer is not None:
            other = names_of(self._window.site).get(displacer.device_id, displacer.device_id)
            return f"displaced in the hub's slot by {other}'s image (CCS08 Image Discarded)"
        return self._orders.refusal(outcome) or outcome_in_words(outcome)

    def _whereabouts(self) -> str:
        still = [step for step in self._progress() if step.stage != "REPORTED"]
        words = [f"{step.who} at {step.stage} ({step.detail})" for step in still]
        return f"{'; '.join(words)}, premises time {spoken(self._window.clock.now())}"

    def _pairs(self) -> list[tuple[Package, _Sent | None]]:
        return list(zip(self.packages, self._sent, strict=True))
