"""``premises.on("B1->B2")``: a place where a test makes faults, with a method for every kind that there is.

One way of a link, both ways, a link by its name, or a participant. Whether this premises can have the fault is
``premises.faults.said.checked``'s to say; a test holds the methods to the kinds and keys of ``premises.wire.fault``.
"""

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

from lab.testing.asking.parties import flown
from lab.testing.faults.imposing import Fault, Impose
from lab.testing.spans import Span, seconds_of
from lab.testing.words import CCS08, CS09
from premises.errors import UsageError
from premises.faults.said.ailments import machines, participants
from premises.faults.wiring import air_links
from premises.nearest import hint
from premises.wire.message import Message
from premises.wire.site import Site

Kinds = str | type[Message] | Sequence[str | type[Message]]
"""Messages by class, class name or use case; ``CCS08`` and ``CS09`` are meant on the WAN and on DUIS alike."""

_ALSO = {"CCS08": CCS08.__name__, "CS09": CS09.__name__}
"""What a use case is called where the DCC adapter passes it on."""

Keys = dict[str, Any]
"""Keys of a fault as TOML gives it; None for one that is left out."""


class When(TypedDict, total=False):
    """When a fault counts; what is left out is at once, and until it is cleared."""

    after: Span
    lasting: Span


class Meant(When, total=False):
    """To which frames of a link something is done; what is left out is every frame."""

    kind: Kinds
    about: str
    """A device: what it says, what is for it, and what names it."""
    nth: int
    """Only this one, counted on each lane from the sender's start and only while the fault counts."""
    every: int
    share: float | str
    """Only this part, by chance."""


class Aim:
    """Where the faults of a test go. Every method imposes at once; ``after`` and ``lasting`` count from now."""

    def __init__(
        self, said: str, places: tuple[dict[str, str], ...], impose: Impose, device: str = "", links: str = ""
    ) -> None:
        """``places`` are keys of a link's faults, each a fault of its own.

        ``device`` is who can have one, or empty, and ``links`` what its links are called.
        """
        self._said, self._places, self._device, self._impose = said, places, device, impose
        self._links = links

    def drop(self, **meant: Unpack[Meant]) -> Fault:
        """Lose every frame that is meant."""
        return self._at_link("drop", "loss", {"chance": 1.0}, meant)

    def loss(self, chance: float | str, **meant: Unpack[Meant]) -> Fault:
        """Lose frames by chance: 0.4, or "40%"."""
        return self._at_link("loss", "loss", {"chance": _part(chance)}, meant)

    def burst(self, into: float | str, out_of: float | str, **meant: Unpack[Meant]) -> Fault:
        """Lose frames in bursts, which begin and end with these chances a frame."""
        return self._at_link("burst", "burst", {"into": _part(into), "out_of": _part(out_of)}, meant)

    def latency(self, latency: Span, *, jitter: Span | None = None, **meant: Unpack[Meant]) -> Fault:
        """Make frames take so much longer, give or take ``jitter``."""
        own = {"latency_ms": _ms(latency, "latency"), "jitter_ms": _ms(jitter, "jitter")}
        return self._at_link("latency", "latency", own, meant)

    def rate(self, octets_per_s: int, **meant: Unpack[Meant]) -> Fault:
        """Let so many octets pass in a second, each way; the rest waits in a queue."""
        return self._at_link("rate", "rate", {"octets_per_s": octets_per_s}, meant)

    def duplicate(self, chance: float | str = 1.0, *, later: Span | None = None, **meant: Unpack[Meant]) -> Fault:
        """Let frames come twice, the second time ``later``."""
        own = {"chance": _part(chance), "later_ms": _ms(later, "later")}
        return self._at_link("duplicate", "duplicate", own, meant)

    def reorder(self, chance: float | str, later: Span, **meant: Unpack[Meant]) -> Fault:
        """Hold frames back by ``later``, so that what is sent meanwhile overtakes."""
        own = {"chance": _part(chance), "later_ms": _ms(later, "later")}
        return self._at_link("reorder", "reorder", own, meant)

    def outage(self, **meant: Unpack[Meant]) -> Fault:
        """Let nothing cross."""
        return self._at_link("outage", "outage", {}, meant)

    def damage(self, chance: float | str = 1.0, **meant: Unpack[Meant]) -> Fault:
        """Turn one bit of frames; their receiver drops them."""
        return self._at_link("damage", "damage", {"chance": _part(chance)}, meant)

    def crash(self, *, takes: Span | None = None, after: Span = 0) -> Fault:
        """Let its process die, and start again ``takes`` later (40 s) from what it kept."""
        return self._at_device("crash", {"takes_s": _s(takes, "takes")}, {"after": after})

    def power_cut(self, **when: Unpack[When]) -> Fault:
        """Take its power away."""
        return self._at_device("power-cut", {}, when)

    def battery_flat(self, **when: Unpack[When]) -> Fault:
        """Let the battery of a device that sleeps be flat."""
        return self._at_device("battery-flat", {}, when)

    def reboot_mid_write(self, *, nth: int | None = None, takes: Span | None = None, **when: Unpack[When]) -> Fault:
        """Let a bridge die before its ``nth`` write from now (the first) is done, for ``takes`` (40 s)."""
        return self._at_device("reboot-mid-write", {"nth": nth, "takes_s": _s(takes, "takes")}, when)

    def flash_full(self, **when: Unpack[When]) -> Fault:
        """Leave a bridge no room for an image."""
        return self._at_device("flash-full", {}, when)

    def slow_erase(self, takes: Span, **when: Unpack[When]) -> Fault:
        """Let a bridge erase for ``takes`` before its first block."""
        return self._at_device("slow-erase", {"takes_s": _s(takes, "takes")}, when)

    def refuse_verify(self, **when: Unpack[When]) -> Fault:
        """Let a bridge take a good image for invalid."""
        return self._at_device("refuse-verify", {}, when)

    def fail_activate(self, **when: Unpack[When]) -> Fault:
        """Let a bridge come up with the version that it ran before."""
        return self._at_device("fail-activate", {}, when)

    def wrong_hardware(self, **when: Unpack[When]) -> Fault:
        """Let a bridge be hardware that no image is for."""
        return self._at_device("wrong-hardware", {}, when)

    def stuck_asleep(self, **when: Unpack[When]) -> Fault:
        """Let a device that sleeps miss its wakes."""
        return self._at_device("stuck-asleep", {}, when)

    def clock_drift(self, drift_ppm: float, **when: Unpack[When]) -> Fault:
        """Let each second of a device's clock be longer by so many millionths."""
        return self._at_device("clock-drift", {"drift_ppm": drift_ppm}, when)

    def _at_link(self, method: str, kind: str, own: Keys, meant: Meant) -> Fault:
        if self._device:
            raise UsageError(
                f"{self._said} is a participant, and {method} is a fault of a link: expected one of {self._links}"
            )
        where = f'on("{self._said}").{method}'
        _check_words(meant, Meant, where)
        aim = {**own, **_aim(meant), **_window(meant)}
        return self._make(where, [{"kind": kind, **place, **aim} for place in self._places])

    def _at_device(self, kind: str, own: Keys, when: When) -> Fault:
        method = kind.replace("-", "_")
        if not self._device:
            raise UsageError(f"{self._said} is a link, and {method} is a device's fault: expected a participant's name")
        where = f'on("{self._said}").{method}'
        _check_words(when, When, where)
        return self._make(where, [{"kind": kind, "device": self._device, **own, **_window(when)}])

    def _make(self, where: str, tables: Sequence[Keys]) -> Fault:
        given = [{key: value for key, value in table.items() if value is not None} for table in tables]
        return self._impose(given, where)


def aimed(where: str, site: Site, impose: Impose) -> Aim:
    """Give the aim that ``where`` says, in any case; UsageError with the nearest name when there is no such place."""
    said = where.strip().lower()
    for arrow in ("<->", "->"):
        first, found, second = (part.strip() for part in said.partition(arrow))
        if found:
            ways = [(first, second), (second, first)] if arrow == "<->" else [(first, second)]
            _check_ends(where, ways[0], site)
            return Aim(where, tuple({"leaving": source, "toward": target} for source, target in ways), impose)
    people = machines(site)
    plans = air_links(site)
    if said in people:
        own = ("<->".join(plan.ends) for plan in plans if said in plan.ends)
        return Aim(where, (), impose, said, ", ".join(own))
    links = list(dict.fromkeys(plan.name for plan in plans))
    if said in links:
        return Aim(where, ({"link": said},), impose)
    raise UsageError(f"on({where!r}): no link and nobody here is called that: {hint(said, [*links, *people])}")


def _check_ends(where: str, ends: tuple[str, str], site: Site) -> None:
    people = participants(site)
    for end in ends:
        if end not in people:
            raise UsageError(f"on({where!r}): nobody here is called {end!r}: {hint(end, people)}")
    joined = [f"{first}->{second}" for plan in air_links(site) for first, second in (plan.ends, plan.ends[::-1])]
    if "->".join(ends) not in joined:
        raise UsageError(f"on({where!r}): no link joins them: {hint('->'.join(ends), joined)}")


def _check_words(given: When, known: type, where: str) -> None:
    words = tuple(known.__annotations__) if known is When else (*When.__annotations__, *Meant.__annotations__)
    for word in given:
        if word not in words:
            raise UsageError(f"{where}({word}=...): {hint(word, words)}")


def _aim(meant: Meant) -> Keys:
    kind = meant.get("kind", ())
    kinds = [kind] if isinstance(kind, str | type) else kind
    share = meant.get("share")
    return {
        "messages": [name for each in kinds for name in _messages(each)] or None,
        "about": meant.get("about", "").lower() or None,
        "nth": meant.get("nth"),
        "every": meant.get("every"),
        "share": None if share is None else _part(share),
    }


def _window(when: When) -> Keys:
    return {"from_s": seconds_of(when.get("after", 0), "after"), "for_s": _s(when.get("lasting"), "lasting")}


def _messages(kind: str | type[Message]) -> list[str]:
    by_class = {name: case for case, name in _ALSO.items()}
    said = kind if isinstance(kind, str) else kind.__name__
    case = by_class.get(said, said) if not isinstance(kind, str) else said.upper()
    return [case, _ALSO[case]] if case in _ALSO else [flown(kind)]


def _part(chance: float | str) -> float:
    if not isinstance(chance, str):
        return chance
    try:
        return float(chance.removesuffix("%")) / 100 if chance.endswith("%") else float(chance)
    except ValueError:
        raise UsageError(f"chance = {chance!r}: expected 0.4 or '40%'") from None


def _s(span: Span | None, what: str) -> float | None:
    return None if span is None else seconds_of(span, what)


def _ms(span: Span | None, what: str) -> float | None:
    return None if span is None else round(seconds_of(span, what) * 1000, 3)
