"""Which requests a Supplier has made before: one counter serves once, and asking again gets the same answer again.

A request counts from the moment it is given to the machine. Its counter is remembered with what was asked, until
REMEMBERED_MAX newer ones came; no counter at or below one that was forgotten is new. Command variants 4 and 5 of one
11.3 share a RequestID (Source: TPL), so each has a row of its own. Knows neither HTTP nor XML.
"""

from dataclasses import dataclass, field
from struct import Struct

from dcc_adapter.gateway.outbox import Rows
from premises.errors import RefusedError
from premises.identity import Name
from premises.machine.effects import Keep

REMEMBERED_MAX = 1_024
"""Counters of one Supplier that are remembered with what they were used for. Ours."""

SHARED = ((4, 5), (5, 4))
"""Command variants that one RequestID serves, in either order. Source: TPL, CS06."""

KEY_ASKED, KEY_ANSWER, KEY_FLOOR = "asked/request", "asked/answer", "asked/floor"
_U64 = Struct("<Q")
DIGEST_SIZE = 32


@dataclass(frozen=True, slots=True)
class Request:
    """What of a request tells it from another."""

    supplier: Name
    request_id: str
    command_variant: int
    digest: bytes
    """DIGEST_SIZE octets: SHA-256 of what was signed."""

    @property
    def counter(self) -> int:
        """Its originator's counter."""
        return int(self.request_id.rsplit(":", 1)[1])


@dataclass
class _Used:
    """One Supplier's counters: each with its requests, by command variant."""

    floor: int = 0
    """No counter up to this one is new."""
    requests: dict[int, dict[int, Request]] = field(default_factory=dict)


class Replays:
    """All Suppliers' counters on one shelf."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._used: dict[Name, _Used] = {}

    def answer(self, request: Request) -> bytes | None:
        """Give what this very request was answered; None when it is new, or was never answered.

        RefusedError when its counter was used for something else, or is too old to be new.
        """
        used = self._of(request.supplier)
        with_counter = used.requests.get(request.counter, {})
        before = with_counter.get(request.command_variant)
        if before is not None:
            if (before.request_id, before.digest) != (request.request_id, request.digest):
                raise RefusedError(f"RequestID {request.request_id}: its counter was used for another request")
            return self._rows.get(_key(KEY_ANSWER, request))
        if request.counter <= used.floor:
            raise RefusedError(f"RequestID {request.request_id}: expected a counter above {used.floor}")
        for variant, other in with_counter.items():
            if other.request_id != request.request_id or (variant, request.command_variant) not in SHARED:
                raise RefusedError(f"RequestID {request.request_id}: its counter was used for another request")
        return None

    def use(self, request: Request) -> None:
        """Remember that this request, of which ``answer`` knew none, is given to the machine; a kill forgets it not."""
        used = self._of(request.supplier)
        with_counter = used.requests.setdefault(request.counter, {})
        if request.command_variant in with_counter:
            return
        with_counter[request.command_variant] = request
        self._rows.commit([Keep(_key(KEY_ASKED, request), _row(request)), *_forgotten(request.supplier, used)])

    def answered(self, request: Request, xml: bytes) -> None:
        """Remember what the request was answered."""
        used = self._of(request.supplier)
        if request.command_variant in used.requests.get(request.counter, {}):
            self._rows.commit([Keep(_key(KEY_ANSWER, request), xml)])

    def _of(self, supplier: Name) -> _Used:
        used = self._used.get(supplier)
        if used is None:
            used = self._used[supplier] = _Used()
            floor = self._rows.get(f"{KEY_FLOOR}/{supplier}")
            used.floor = 0 if floor is None else int(_U64.unpack(floor)[0])
            for key, value in self._rows.below(f"{KEY_ASKED}/{supplier}"):
                _, counter, variant = key.rsplit("/", 2)
                request = Request(supplier, value[DIGEST_SIZE:].decode(), int(variant), value[:DIGEST_SIZE])
                used.requests.setdefault(int(counter, 16), {})[int(variant)] = request
        return used


def _forgotten(supplier: Name, used: _Used) -> list[Keep]:
    """Forget the lowest counters beyond the limit, and give the keeps that do so on the shelf."""
    keeps: list[Keep] = []
    while len(used.requests) > REMEMBERED_MAX:
        lowest = min(used.requests)
        for request in used.requests.pop(lowest).values():
            keeps += [Keep(_key(KEY_ASKED, request), None), Keep(_key(KEY_ANSWER, request), None)]
        used.floor = max(used.floor, lowest)
        keeps.append(Keep(f"{KEY_FLOOR}/{supplier}", _U64.pack(used.floor)))
    return keeps


def _key(kind: str, request: Request) -> str:
    return f"{kind}/{request.supplier}/{request.counter:016x}/{request.command_variant}"


def _row(request: Request) -> bytes:
    return request.digest + request.request_id.encode()
