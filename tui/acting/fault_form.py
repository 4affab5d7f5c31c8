"""A fault as the fields of a form, and the same fault in words: each made of the other, and the words are run.

The grammar is ``premises.faults.said``'s; here is only which field holds what. Fields are texts as they are typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from premises.errors import UsageError
from premises.faults.said.amounts import exact, ordinal, percent, plain, span, time
from premises.faults.said.checked import fault_said
from premises.faults.said.devices import KINDS as WRONG
from premises.faults.wiring import air_links
from premises.wire.fault import DEVICE_KINDS, LINK_KINDS, FaultSpec
from premises.wire.site import DCC, HUB, Site, devices

NOW, UNTIL_CLEARED, EVERY_FRAME = "now", "until cleared", ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault, as a form has it."""

    name: str
    """As a person reads it."""
    amount: str = ""
    """What its first amount is and how it is written; empty for none."""
    also: str = ""
    """The same of its second, which may be left out unless it is marked."""
    usual: tuple[str, str] = ("", "")
    """What stands in both at first."""


KINDS: Mapping[str, Kind] = {
    "loss": Kind("lose frames", "part, like 40%", usual=("40%", "")),
    "burst": Kind("lose frames in bursts", "into, like 5%", "out of, like 30%", ("5%", "30%")),
    "latency": Kind("add latency", "time, like 200ms", "give or take, like 50ms", ("200ms", "")),
    "rate": Kind("limit the rate", "octets a second", usual=("1000", "")),
    "duplicate": Kind("double frames", "part, like 10%", "after, like 50ms", ("10%", "")),
    "reorder": Kind("reorder frames", "part, like 10%", "by, like 150ms", ("10%", "150ms")),
    "damage": Kind("damage frames", "part, like 1%", usual=("1%", "")),
    "outage": Kind("cut the link"),
    "crash": Kind("crash and come again", also="down for, like 5m"),
    "reboot-mid-write": Kind("reboot in a write", "which, like 100th", "down for, like 5m", ("100th", "")),
    "power-cut": Kind("power cut"),
    "battery-flat": Kind("battery flat"),
    "stuck-asleep": Kind("keep asleep"),
    "flash-full": Kind("flash full"),
    "slow-erase": Kind("slow erase", "time, like 10m", usual=("10m", "")),
    "refuse-verify": Kind("refuse the image (bad signature)"),
    "fail-activate": Kind("drop the activation"),
    "wrong-hardware": Kind("wrong hardware"),
    "clock-drift": Kind("clock skew", "millionths, like 200ppm", usual=("200ppm", "")),
}
"""By the kind in the schema; the order is the form's."""

assert set(KINDS) == LINK_KINDS | DEVICE_KINDS, "a form has every kind of fault"


@dataclass(frozen=True, slots=True)
class Form:
    """The fields."""

    where: str
    """The name of a link, or of a participant; empty for every link."""
    kind: str = "loss"
    toward: str = ""
    """The end of the link; empty for both ways."""
    amount: str = ""
    also: str = ""
    starts: str = NOW
    lasts: str = UNTIL_CLEARED
    """A time, or ``until`` and a time."""
    aim: str = EVERY_FRAME
    """To which frames, like ``the 2nd ImageBlockResponse``."""


def words_of_form(form: Form) -> str:
    """Give what a form says, in words; whether that is a fault is asked of ``checked``."""
    what = _what(form, form.amount.strip(), form.also.strip())
    words = [what]
    if form.kind in LINK_KINDS:
        words += [f"of {form.aim.strip()}"] if form.aim.strip() else []
        words += [f"on {form.where}"] if form.where else []
        words += [f"toward {form.toward}"] if form.toward else []
    starts, lasts = form.starts.strip(), form.lasts.strip()
    if starts and starts != NOW:
        words.append(f"{'at' if form.kind == 'crash' else 'from'} {starts}")
    if lasts and lasts != UNTIL_CLEARED:
        words.append(lasts if lasts.startswith("until ") else f"for {lasts}")
    return " ".join(words)


def form_of_words(said: str, site: Site) -> Form:
    """Give the form that says the same, moments as they stand there; UsageError when ``said`` is no fault."""
    spec = checked(said, site)
    lasts = UNTIL_CLEARED
    if spec.for_s is not None:
        lasts = time(exact(spec.for_s))
    elif spec.until_s is not None:
        lasts = f"until {time(exact(spec.until_s))}"
    amount, also = _amounts(spec)
    starts = time(exact(spec.from_s)) if spec.from_s else NOW
    where = spec.device if spec.kind in DEVICE_KINDS else spec.link
    return Form(where, spec.kind, spec.toward, amount, also, starts, lasts, _aim(spec))


def form_from_now(said: str, site: Site, now_s: float) -> Form:
    """Give the form of a fault in force as a command takes it: the premises says moments, a command counts from now."""
    spec, form = checked(said, site), form_of_words(said, site)
    begins_s = max(now_s, spec.from_s or 0.0)
    ends_s = spec.until_s if spec.for_s is None else (spec.from_s or 0.0) + spec.for_s
    lasts = UNTIL_CLEARED if ends_s is None else _whole(max(1.0, ends_s - begins_s))
    return replace(form, starts=_whole(begins_s - now_s) if begins_s > now_s else NOW, lasts=lasts)


def _whole(seconds: float) -> str:
    return time(exact(float(ceil(seconds))))


def checked(said: str, site: Site) -> FaultSpec:
    """Give the fault that is said; UsageError or SiteError, one line with the nearest word, when there is none such."""
    return fault_said(said, site)


def is_whole(said: str, site: Site) -> bool:
    """Say whether a form can hold all that is said: it has no field for the end that frames leave."""
    return checked(words_of_form(form_of_words(said, site)), site) == checked(said, site)


def places(site: Site, kind: str) -> Sequence[str]:
    """Give where a fault of that kind can be, the site's own order."""
    if kind in LINK_KINDS:
        return list(dict.fromkeys(plan.name for plan in air_links(site)))
    return [who for who in (DCC, HUB, *devices(site)) if _can(kind, who, site)]


def ends_of(site: Site, link: str) -> Sequence[str]:
    """Give the ends of a link, each once."""
    return list(dict.fromkeys(end for plan in air_links(site) if plan.name == link for end in plan.ends))


def _can(kind: str, who: str, site: Site) -> bool:
    try:
        checked(_what(Form(who, kind), *KINDS[kind].usual), site)
    except UsageError:
        return False
    return True


def _what(form: Form, amount: str, also: str) -> str:
    """Give what it does, and of a device's fault also where."""
    match form.kind:
        case "loss" | "damage":
            return f"{_part(amount)} {'loss' if form.kind == 'loss' else 'damaged'}"
        case "burst":
            return f"burst loss {_part(amount)} into, {_part(also)} out of"
        case "latency":
            return f"{amount} latency" + (f" give or take {also}" if also else "")
        case "rate":
            return f"{amount.removesuffix('octets/s').strip()} octets/s"
        case "duplicate":
            return f"{_part(amount)} duplicated" + (f" after {also}" if also else "")
        case "reorder":
            return f"{_part(amount)} reordered by {also}"
        case "outage":
            return "outage"
    return _wrong(form, amount, also)


def _wrong(form: Form, amount: str, also: str) -> str:
    words = next(words for words, kind in WRONG.items() if kind == form.kind)
    down = f" down for {also}" if also else ""
    match form.kind:
        case "crash":
            return f"{words} of {form.where}{down}"
        case "reboot-mid-write":
            return f"{words} of {form.where}" + (f" in the {amount} write" if amount else "") + down
        case "slow-erase" | "clock-drift":
            return f"{words} of {amount} at {form.where}"
    return f"{words} at {form.where}"


def _part(amount: str) -> str:
    """Give ``40%`` for ``40``: in a field for a part nobody means anything else."""
    return f"{amount}%" if amount.replace(".", "", 1).isdecimal() else amount


def _amounts(spec: FaultSpec) -> tuple[str, str]:
    match spec.kind:
        case "loss" | "damage" | "duplicate" | "reorder":
            return percent(spec.chance), "" if spec.later_ms is None else span(spec.later_ms)
        case "burst":
            return percent(spec.into), percent(spec.out_of)
        case "latency":
            return span(spec.latency_ms), "" if spec.jitter_ms is None else span(spec.jitter_ms)
        case "rate":
            return str(spec.octets_per_s), ""
        case "slow-erase":
            return time(exact(spec.takes_s)), ""
        case "clock-drift":
            return f"{plain(exact(spec.drift_ppm))}ppm", ""
    down = "" if spec.takes_s is None else time(exact(spec.takes_s))
    return ("" if spec.nth is None else ordinal(spec.nth)), down


def _aim(spec: FaultSpec) -> str:
    if spec.kind in DEVICE_KINDS:
        return ""
    share = "" if spec.share is None else f"{percent(spec.share)} of "
    which = f"the {ordinal(spec.nth)} " if spec.nth else f"every {ordinal(spec.every)} " if spec.every else ""
    said = f"{share}{which}"
    messages = " or ".join(spec.messages) or ("frame" if said or spec.about else "")
    return said + messages + (f" of {spec.about}" if spec.about else "")
