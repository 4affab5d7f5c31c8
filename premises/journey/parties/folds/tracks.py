"""Packages as whoever hears of them alone can follow them: the last word of each, and which one can come next.

A word is the same to the Supplier who takes it and to the DCC who carries it; who hears which is not decided here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from premises.identity import Name
from premises.journey.parties.view import PackageView
from premises.journey.parties.word import Word
from premises.quantity import Instant
from premises.wire.device.target import BY_COMMAND

TRACKS_MAX = 1_024
"""Packages followed, the newest: as many as a journey remembers requests. Ours."""

ACCEPTED, AT_THE_HUB, DELIVERED, ORDERED, RUNS = "accepted", "at the hub", "delivered", "ordered to run", "runs"

RANKS = {ACCEPTED: 0, AT_THE_HUB: 1, DELIVERED: 2, ORDERED: 3, RUNS: 4}
"""What goes well, in order; a word of something earlier that comes late is no news."""

SAYS_RECEIPT = ("ESME", "GSME")
"""Of whose image N60, N61 and FDRA tell, and no CCS08. Source: S7N, S7M."""

UNANSWERED = {"E20": "command not delivered", "E21": "no response"}
"""What the DCC says of an 11.3 later. Source: ERR."""

FAILED = {"N61": "not delivered", "FDRA": "verification failed", "CS09": "activation failed"}
"""How a word says that it went wrong, where its code says no more than that."""

GOOD_OR_BAD = {"N60": AT_THE_HUB, "N61": AT_THE_HUB, "CCS08": DELIVERED, "FDRA": DELIVERED, "CS09": RUNS, "CS06": RUNS}
"""Words that say by their code whether a package came so far."""


@dataclass(slots=True)
class Track:
    """One package; the moments of what went well are kept by rank."""

    request_id: str
    device: Name
    version: int
    device_type: str
    stage: str
    since: Instant
    is_ended: bool = False
    reached: dict[int, Instant] = field(default_factory=dict)
    """When each rank was reached, by the first word that says so."""

    def well(self, at: Instant, stage: str) -> None:
        """Take a word that all is well up to ``stage``."""
        rank = RANKS[stage]
        if rank <= RANKS.get(self.stage, -1) or (self.is_ended and stage != RUNS):
            return
        self.reached.setdefault(rank, at)
        self.stage, self.since, self.is_ended = stage, at, stage == RUNS

    def badly(self, at: Instant, stage: str) -> None:
        """Take a word that it ends here; what runs was said to run, and is no more undone."""
        if self.stage != RUNS:
            self.stage, self.since, self.is_ended = stage, at, True

    def known_at(self, rank: int) -> Instant | None:
        """Give when its party could know that it is at least so far; None when it cannot yet."""
        return min((at for each, at in self.reached.items() if each >= rank), default=None)


class Tracks:
    """All packages that one party follows; ``alerts_hub`` says whether N60 and N61 are said at all."""

    def __init__(self, types: dict[Name, str], *, alerts_hub: bool) -> None:
        self._types, self._alerts_hub = types, alerts_hub
        self._tracks: dict[tuple[str, Name], Track] = {}

    def __iter__(self) -> Iterator[Track]:
        return iter(self._tracks.values())

    def accepted(self, at: Instant, request_id: str, version: int, device: Name | None) -> None:
        """Follow another one from its acceptance on; None is a device that is not of this premises."""
        if device is None:
            return
        key = request_id.upper(), device
        if key not in self._tracks:
            if len(self._tracks) >= TRACKS_MAX:
                del self._tracks[next(iter(self._tracks))]
            kind = self._types.get(device, "")
            self._tracks[key] = Track(request_id, device, version, kind, ACCEPTED, at, reached={0: at})

    def of_request(self, request_id: str) -> list[Track]:
        """Give the packages of one request."""
        return [track for track in self._tracks.values() if track.request_id.upper() == request_id.upper()]

    def track(self, request_id: str, device: Name) -> Track | None:
        """Give one of them."""
        return self._tracks.get((request_id.upper(), device))

    def hear(self, word: Word) -> None:
        """Take a word about one device; one that fits no package changes none."""
        track = self._about(word)
        if track is None:
            return
        if word.what in GOOD_OR_BAD:
            self._good_or_bad(track, word, GOOD_OR_BAD[word.what])
        elif word.what in ("11.2", "8.2"):
            if word.version == track.version:
                track.well(word.at, RUNS)
        elif word.what in UNANSWERED and word.detail == "11.3":
            track.badly(word.at, UNANSWERED[word.what])

    def ordered(self, at: Instant, device: Name) -> None:
        """Take that an 11.3 for a device was taken: what it holds is to run."""
        held = [track for track in self if track.device == device and track.stage == DELIVERED]
        if held:
            held[-1].well(at, ORDERED)

    def views(self) -> tuple[PackageView, ...]:
        """Give all of them, in the order of their acceptance."""
        return tuple(
            PackageView(
                each.request_id, each.device, each.version, each.stage, each.since, each.is_ended, self._next(each)
            )
            for each in self
        )

    def _good_or_bad(self, track: Track, word: Word, stage: str) -> None:
        if word.code == "accepted":
            track.well(word.at, ORDERED)
        elif word.is_good:
            track.well(word.at, stage)
        else:
            own = "" if word.code == "failure" else word.code.replace("_", " ")
            track.badly(word.at, own or FAILED.get(word.what, word.what))

    def _about(self, word: Word) -> Track | None:
        mine = [track for track in self if track.device == word.device]
        named = [track for track in mine if word.request_id and track.request_id.upper() == word.request_id.upper()]
        if named:
            return named[-1]
        if word.what == "FDRA":  # It names no version, and images come in order: the oldest that is owed one.
            return next((track for track in mine if not track.is_ended and RANKS[track.stage] < RANKS[DELIVERED]), None)
        # What a device says when CS06 came to nothing is the version that it runs still.
        is_of_version = word.what != "CS06" or word.is_good
        if word.version and is_of_version:
            mine = [track for track in mine if track.version == word.version]
        return mine[-1] if mine else None

    def _next(self, track: Track) -> str:
        if track.is_ended:
            return ""
        if track.device_type not in BY_COMMAND:
            return "CS09" if track.stage == DELIVERED else "CCS08"
        if track.stage in (DELIVERED, ORDERED):
            return "CS06" if track.stage == ORDERED else "its own 11.3"
        if track.device_type not in SAYS_RECEIPT:
            return "CCS08"
        return "N60 or N61" if self._alerts_hub and track.stage == ACCEPTED else "FDRA"
