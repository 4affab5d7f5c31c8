"""What is wrong with a request in XML, and how its sender hears of it.

Two answers are possible: an HTTP status with a sentence, when there is nothing that could be answered under a
RequestID, or a signed Response with a ResponseCode. It makes neither; the gateway does.
"""

from premises.errors import PremisesError

OK = 200
"""HTTP status of whatever is answered by a Response. Source: BOXED (docs/sources.md)."""

BAD_REQUEST = 400
"""HTTP status of what cannot be read as a request. Assumption 86 (docs/sources.md)."""

TOO_LARGE = 413
"""HTTP status of a body over the limit. Assumption 86 (docs/sources.md)."""

WRONG_COMMAND_VARIANT = "E12"
"""The CommandVariant does not go with the request. Source: ERR."""

WRONG_ADDRESS = "E13"
"""The request came to the wrong one of the three services. Source: ERR."""

NOT_LOCAL = "E17"
"""There is no local delivery of commands here. Source: ERR."""

UNSERVED = "E2"
"""Nobody here may send this service request, for nothing here serves it. Assumption 86 (docs/sources.md)."""


class DuisError(PremisesError):
    """One thing that is wrong with a request, in one sentence."""

    def __init__(
        self,
        words: str,
        *,
        code: str = "",
        status: int = BAD_REQUEST,
        request_id: str = "",
        service: str = "",
        variant: str = "",
    ) -> None:
        super().__init__(words)
        self.code = code
        """The ResponseCode to answer with; empty when only an HTTP status will do."""
        self.status = OK if code else status
        """The HTTP status to answer with."""
        self.request_id = request_id
        """Empty when it could not be read."""
        self.service = service
        """The ServiceReference; not empty when there is a code, for a Response names it."""
        self.variant = variant or service
        """The ServiceReferenceVariant."""
