"""What a package is called: ``b2``, ``b2@0x00010001`` or ``3:b2``, by device, version or number of its request."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from premises.errors import UsageError
from premises.identity import Name
from premises.journey.package import Refused
from premises.journey.why.diagnosis import Diagnosis
from premises.nearest import hint

Thing = TypeVar("Thing")


class Called(Protocol):
    """A package by whom it was asked for, for which device, and its version."""

    @property
    def request_id(self) -> str:
        """Of the request."""

    @property
    def device(self) -> Name:
        """Whom it named."""

    @property
    def version(self) -> int:
        """Of the image."""


def name_of(package: Called) -> str:
    """Give ``b2@0x00010001``."""
    return f"{package.device}@{package.version:#010x}"


def number_of(about: Called | Refused) -> str:
    """Give the number of its request, which stands after the last colon of the id."""
    return about.request_id.rsplit(":", 1)[-1]


def names_of_all(packages: Sequence[Called]) -> list[str]:
    """Give every name by which one of them can be asked for, the short ones first."""
    short = [str(package.device) for package in packages]
    long = [name for package in packages for name in (name_of(package), f"{number_of(package)}:{package.device}")]
    return list(dict.fromkeys((*short, *long)))


def chosen(diagnoses: Sequence[Diagnosis], said: str) -> tuple[Diagnosis, ...]:
    """Give those of the packages that are meant; UsageError with the nearest when there is none."""
    return meant([(each.package, each) for each in diagnoses], said)


def meant(packages: Sequence[tuple[Called, Thing]], said: str) -> tuple[Thing, ...]:
    """Give what belongs to the packages that are meant; UsageError with the nearest when there is none."""
    found = tuple(each for package, each in packages if _is_called(package, said.strip().lower()))
    if not found:
        known = names_of_all([package for package, _ in packages])
        raise UsageError(f"package {said!r}: {hint(said, known) if known else 'no request was accepted yet'}")
    return found


def _is_called(package: Called, said: str) -> bool:
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
