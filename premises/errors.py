"""The one tree of errors that are somebody else's doing: expected, noted, and life goes on.

A bug of our own is an ``assert`` and ends the process. What is raised here carries one sentence for a person:
what, where, and what was expected. Edges (driver, world, CLI) catch ``PremisesError`` and nothing wider.
"""


class PremisesError(Exception):
    """Something outside went wrong in a way that was foreseen."""


class UsageError(PremisesError):
    """A person asked for what cannot be had (a CLI exits with 2)."""


class WireError(PremisesError):
    """Bytes that are no message of ours."""


class ImageFileError(PremisesError):
    """A firmware file that is not a Zigbee OTA file we can offer."""


class TrustError(PremisesError):
    """Well formed, and not to be believed."""


class SiteError(UsageError):
    """A site or scenario file that does not describe a premises."""


class LinkError(PremisesError):
    """The broker could not be reached, or threw us out; later may work."""


class AccessError(LinkError):
    """The broker answered, and does not let this user in; asking again does not help."""


class ClockError(PremisesError):
    """The shared clock cannot be followed, for instance because it belongs to another boot of the machine."""


class ShelfError(PremisesError):
    """What a participant kept cannot be read back or written."""


class RunFileError(PremisesError):
    """A run file that cannot be read by this version."""


class StalledError(PremisesError):
    """Something that was waited for did not come within the time that was given (a CLI exits with 3)."""


class RefusedError(PremisesError):
    """A request was understood and not taken."""
