"""What a broker must know of one premises: who is there, which links join them, and the passwords.

Knows no broker and no rule (``rules``). The lab makes the passwords and writes the file; only its owner can read it.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from premises.errors import UsageError
from premises.identity import Name, name
from premises.wire.topics import CONDUCTOR, SUPPLIER, VIEWER


@dataclass(frozen=True, slots=True)
class AirLink:
    """A named link between two neighbours; a link of many ends is as many of these."""

    name: Name
    ends: tuple[Name, Name]


@dataclass(frozen=True, slots=True)
class Access:
    """One premises, as a broker sees it."""

    premises: Name
    participants: tuple[Name, ...]
    links: tuple[AirLink, ...]
    passwords: dict[Name, str] = field(repr=False)
    """One for each of ``users()``; printable ASCII without spaces, so that every broker's files can hold it."""
    suppliers: tuple[Name, ...] = (SUPPLIER,)
    """Whoever has an account with the DCC, each with the Supplier's role."""

    def __post_init__(self) -> None:
        for user in self.users():
            password = self.passwords.get(user, "")
            if not password or not all("!" <= character <= "~" for character in password):
                raise UsageError(f"access to premises {self.premises}: no password of printable ASCII for {user}")

    def users(self) -> tuple[Name, ...]:
        """Everyone who connects: the participants, and those every premises has."""
        return tuple(dict.fromkeys((*self.participants, *self.suppliers, CONDUCTOR, VIEWER)))

    def neighbours(self, user: Name) -> tuple[tuple[Name, Name], ...]:
        """Give (link, neighbour) for each link of ``user``."""
        onward = [(link.name, link.ends[1]) for link in self.links if link.ends[0] == user]
        backward = [(link.name, link.ends[0]) for link in self.links if link.ends[1] == user]
        return (*onward, *backward)


def save(access: Access, path: Path) -> None:
    """Write ``access`` as JSON, readable by its owner only."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(descriptor, 0o600)
        json.dump(asdict(access), file, indent=1)


def load(path: Path) -> Access:
    """Read what ``save`` wrote; UsageError, which tells no password, when it is something else."""
    try:
        document = json.loads(path.read_bytes())
        return Access(
            premises=name(document["premises"]),
            participants=tuple(name(text) for text in document["participants"]),
            links=tuple(_air_link(entry["name"], *entry["ends"]) for entry in document["links"]),
            passwords={name(user): str(password) for user, password in document["passwords"].items()},
            suppliers=tuple(name(text) for text in document.get("suppliers", [SUPPLIER])),
        )
    except OSError as error:
        raise UsageError(f"access file {path}: {(error.strerror or 'unreadable').lower()}") from None
    except KeyError as error:
        raise UsageError(f"access file {path}: {error.args[0]!r} is missing") from None
    except (ValueError, TypeError, AttributeError):
        raise UsageError(f"access file {path}: expected premises, participants, links and passwords as JSON") from None


def _air_link(text: str, one_end: str, other_end: str) -> AirLink:
    return AirLink(name(text), (name(one_end), name(other_end)))
