"""What a package is called: ``b2``, ``b2@0x00010001`` or ``3:b2``, by device, version or number of its request."""

from collections.abc import Sequence

from premises.errors import UsageError
from premises.journey.package import Package, Refused
from premises.journey.why.diagnosis import Diagnosis
from premises.nearest import hint


def name_of(package: Package) -> str:
    """Give ``b2@0x00010001``."""
    return f"{package.device}@{package.version:#010x}"


def number_of(about: Package | Refused) -> str:
    """Give the number of its request, which stands after the last colon of the id."""
    return about.request_id.rsplit(":", 1)[-1]


def names_of_all(packages: Sequence[Package]) -> list[str]:
    """Give every name by which one of them can be asked for, the short ones first."""
    short = [str(package.device) for package in packages]
    long = [name for package in packages for name in (name_of(package), f"{number_of(package)}:{package.device}")]
    return list(dict.fromkeys((*short, *long)))


def chosen(diagnoses: Sequence[Diagnosis], said: str) -> tuple[Diagnosis, ...]:
    """Give those of the packages that are meant; UsageError with the nearest when there is none."""
    meant = packages_named([each.package for each in diagnoses], said)
    return tuple(each for each in diagnoses if each.package in meant)


def packages_named(packages: Sequence[Package], said: str) -> tuple[Package, ...]:
    """Give those that ``said`` names; UsageError with the nearest when there is none."""
    found = tuple(each for each in packages if _is_called(each, said.strip().lower()))
    if not found:
        known = names_of_all(packages)
        raise UsageError(f"package {said!r}: {hint(said, known) if known else 'no request was accepted yet'}")
    return found


def _is_called(package: Package, said: str) -> bool:
    device, at, version = said.partition("@")
    if at:
        return device == package.device and _number(version) == package.version
    request, _, device = said.rpartition(":")
    if device != package.device:
        return False
    return request in ("", number_of(package), package.request_id.lower())


def _number(text: str) -> int | None:
    try:
        return int(text, 0)
    except ValueError:
        return None
