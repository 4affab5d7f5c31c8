"""What each party holds to be so, side by side: the truth, each Supplier, DCC, AltHANCo and DNO."""

from lab.report.facts.run import Facts
from lab.report.page import Part, Section, Table, Words
from lab.report.sections.blame import blame, called
from premises.journey.parties.view import DeviceView, Gap, PackageView, PartyView
from premises.journey.telling.named import number_of
from premises.quantity import spoken


def views(facts: Facts) -> Section:
    """Give the section."""
    found = facts.views
    parts: tuple[Part, ...] = (
        Words(
            "The truth is this emulator's alone. Every other column is folded from what that party received, never "
            "from the truth; whether it is wrong, only the emulator can say."
        ),
        _devices(found),
        _packages(facts, found),
        *blame(facts),
        _gaps(found),
    )
    return Section("views", "Who could know: views side by side", parts)


def _device(device: DeviceView) -> str:
    """Give what a party holds of one device: whether it is there, what it runs, how the party knows, if it is wrong."""
    if not device.is_known:
        return "not known to be there"
    if device.version is None:
        return "there; what it runs is not known"
    how = ", ".join(
        word for word in (device.source, "" if device.since is None else f"since {spoken(device.since)}") if word
    )
    said = f"{device.version:#010x}" + (f" ({how})" if how else "")
    return said if device.is_true else f"WRONG: {said}"


def _devices(found: tuple[PartyView, ...]) -> Table:
    rows = tuple((who, *(_device(view.devices[index]) for view in found)) for index, who in enumerate(_names(found)))
    return Table("What each party holds each device to run, and how it knows", ("device", *_heads(found)), rows)


def _packages(facts: Facts, found: tuple[PartyView, ...]) -> Table:
    held = [{(each.request_id, each.device): each for each in view.packages} for view in found]
    rows = tuple(
        (
            f"{package.device}@{package.version:#010x} of request {number_of(package)}",
            *(_package(packages.get((package.request_id, package.device))) for packages in held),
        )
        for package in (each.package for each in facts.seen.diagnoses)
    )
    return Table("What each party holds to have become of each package", ("package", *_heads(found)), rows)


def _package(package: PackageView | None) -> str:
    if package is None:
        return "not known of"
    said = f"{package.stage}, since {spoken(package.since)}"
    if package.wrongly:
        return f"WRONG: {said}; {', '.join(package.wrongly)} {'does' if len(package.wrongly) == 1 else 'do'} not run it"
    return said + (f"; waits for {package.waits_for}" if package.waits_for else "")


def _gaps(found: tuple[PartyView, ...]) -> Table:
    others = found[1:]
    rows = [
        (who, *(_gap(view.gaps[index]) for view in others)) for index, who in enumerate(_names(found))
    ]  # fmt: skip
    rows.append(("in all", *(spoken(view.wrong_for) for view in others)))
    caption = (
        "The visibility gap: for how long each party was wrong about a version or could not say; with + it is still"
    )
    head = ("device", *_heads(others))
    return Table(caption, head, tuple(rows), frozenset(range(1, len(head))))


def _gap(gap: Gap) -> str:
    return f"{spoken(gap.wrong_for)}{'' if gap.open_since is None else ' +'}"


def _names(found: tuple[PartyView, ...]) -> tuple[str, ...]:
    return tuple(device.who for device in found[0].devices)


def _heads(found: tuple[PartyView, ...]) -> tuple[str, ...]:
    return tuple(called(view.party) for view in found)
