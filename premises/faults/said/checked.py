"""Faults that a person wrote, as tables or in words, for a premises that there is: read, checked, and added to it.

What is wrong is one line: where, which value, what was expected, and the nearest valid word.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from premises.errors import SiteError, UsageError
from premises.faults.kinds import MESSAGES
from premises.faults.said.ailments import check_device, check_keys, participants
from premises.faults.said.spoken import table_of
from premises.faults.specified import is_for
from premises.faults.wiring import air_links
from premises.nearest import hint
from premises.wire.fault import DEVICE_KINDS, FAULTS_MAX, PARAMETERS, FaultSpec
from premises.wire.site import Site, with_more_faults
from premises.wire.site_text import read_schema

_ALL = {key for needed, allowed in PARAMETERS.values() for key in (*needed, *allowed)}


def in_tables(document: dict[str, Any], where: str) -> dict[str, Any]:
    """Give a site's ``document`` with each fault that is said in words as the table that says the same."""
    given = document.get("fault")
    if not isinstance(given, list):
        return document
    return {**document, "fault": [_in_table(each, f"{where}: fault.{index}") for index, each in enumerate(given)]}


def check_parameters(site: Site, where: str) -> None:
    """Refuse faults that no premises could have; nothing of links is looked at."""
    for index, spec in enumerate(site.fault):
        _check_parameters(spec, f"{where}: fault.{index}")


def check_places(site: Site, where: str) -> None:
    """Refuse faults for links, ends and devices that this premises has not, or that cannot have them."""
    for index, spec in enumerate(site.fault):
        _check_place(spec, site, f"{where}: fault.{index}")


def with_tables(site: Site, tables: Sequence[dict[str, Any]], where: str) -> Site:
    """Give ``site`` with the faults of a scenario after its own; SiteError when one of them is none."""
    more = []
    for index, table in enumerate(tables):
        at = f"{where}: fault.{index}"
        more.append(_checked(_in_table(table, at), site, at))
    return _with_more(site, more)


def with_said(site: Site, said: Iterable[str]) -> Site:
    """Give ``site`` with faults in spoken words after its own; UsageError when one of them is none."""
    return _with_more(site, [fault_said(each, site) for each in said])


def fault_said(said: str, site: Site) -> FaultSpec:
    """Give the one fault that is said in words; UsageError when it is none, or not one of this premises."""
    return _checked(table_of(said), site, f'fault "{said}"')


def fault_in(table: dict[str, Any], site: Site, where: str = "fault") -> FaultSpec:
    """Give the one fault of a table; SiteError when it is none, or not one of this premises."""
    kind = table.get("kind")
    if isinstance(kind, str) and kind not in PARAMETERS:
        raise SiteError(f"{where}: kind = {kind!r}: no fault is of that kind: {hint(kind, PARAMETERS)}")
    return _checked(table, site, where)


def _with_more(site: Site, more: Sequence[FaultSpec]) -> Site:
    if len(site.fault) + len(more) > FAULTS_MAX:
        raise UsageError(
            f"{len(site.fault) + len(more)} faults: expected at most {FAULTS_MAX}, the site's own included"
        )
    return with_more_faults(site, more)


def _checked(table: dict[str, Any], site: Site, where: str) -> FaultSpec:
    spec = read_schema(FaultSpec, table, where)
    _check_parameters(spec, where)
    _check_place(spec, site, where)
    return spec


def _in_table(given: Any, where: str) -> Any:  # noqa: ANN401  # what TOML gives, left for the schema
    if not isinstance(given, dict) or "say" not in given:
        return given
    if len(given) > 1 or not isinstance(given["say"], str):
        raise SiteError(f"{where}.say: expected a text that says all of it, and no other key beside it")
    try:
        return table_of(given["say"])
    except UsageError as error:
        raise SiteError(f"{where}.say: {error}") from None


def _check_parameters(spec: FaultSpec, where: str) -> None:
    needed, allowed = PARAMETERS[spec.kind]
    for key in needed:
        if getattr(spec, key) is None:
            raise SiteError(f"{where}.{key} is missing: {spec.kind} needs {' and '.join(needed)}")
    for key in sorted(_ALL - {*needed, *allowed}):
        if getattr(spec, key) is not None:
            takes = ", ".join((*needed, *allowed)) or "none of its own"
            raise SiteError(f"{where}.{key} = {getattr(spec, key):g}: {spec.kind} takes {takes}")
    if spec.jitter_ms is not None and spec.latency_ms is not None and spec.jitter_ms > spec.latency_ms:
        raise SiteError(f"{where}.jitter_ms = {spec.jitter_ms:g}: expected at most the latency {spec.latency_ms:g}")
    check_keys(spec, where)
    _check_aim(spec, where)
    _check_window(spec, where)


def _check_aim(spec: FaultSpec, where: str) -> None:
    for message in spec.messages:
        if message not in MESSAGES:
            raise SiteError(f"{where}.messages: no message is called {message!r}: {hint(message, MESSAGES)}")
    if spec.nth is not None and spec.every is not None:
        raise SiteError(f"{where}.every = {spec.every}: expected nth or every, not both")


def _check_window(spec: FaultSpec, where: str) -> None:
    if spec.until_s is None:
        return
    if spec.for_s is not None:
        raise SiteError(f"{where}.for_s = {spec.for_s:g}: expected until_s or for_s, not both")
    if spec.until_s <= spec.from_s:
        raise SiteError(f"{where}.until_s = {spec.until_s:g}: expected more than from_s, which is {spec.from_s:g}")


def _check_place(spec: FaultSpec, site: Site, where: str) -> None:
    if spec.kind in DEVICE_KINDS:
        check_device(spec, site, where)
    else:
        _check_link(spec, site, where)


def _check_link(spec: FaultSpec, site: Site, where: str) -> None:
    people = participants(site)
    if spec.about and spec.about not in people:
        raise SiteError(f"{where}.about = {spec.about!r}: nobody here is called that: {hint(spec.about, people)}")
    plans = air_links(site)
    names = list(dict.fromkeys(plan.name for plan in plans))
    if spec.link and spec.link not in names:
        raise SiteError(f"{where}.link = {spec.link!r}: this premises has no such link: {hint(spec.link, names)}")
    ends = list(dict.fromkeys(end for plan in plans if spec.link in ("", plan.name) for end in plan.ends))
    for key, end in (("toward", spec.toward), ("leaving", spec.leaving)):
        if end and end not in ends:
            raise SiteError(f"{where}.{key} = {end!r}: no {spec.link or 'link'} ends there: {hint(end, ends)}")
    ways = [(plan, way) for plan in plans for way in (plan.ends, plan.ends[::-1])]
    if not any(is_for(spec, plan, *way) for plan, way in ways):
        raise SiteError(
            f"{where}.leaving = {spec.leaving!r}: no link joins it to {spec.toward!r}: expected two ends of one link"
        )
