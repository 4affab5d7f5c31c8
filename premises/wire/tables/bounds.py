"""The bounded kinds of a site's values that more than one of its tables has."""

from typing import Annotated

from msgspec import Meta

SECONDS_MAX = 31_536_000
"""Seconds of any moment in a site: a year. Ours."""

EUI_SHAPE = "^([0-9A-Fa-f]{2}-){7}[0-9A-Fa-f]{2}$"

EuiText = Annotated[str, Meta(pattern=EUI_SHAPE)]
Milliseconds = Annotated[float, Meta(ge=0, le=3_600_000)]
Seconds = Annotated[float, Meta(ge=0, le=SECONDS_MAX)]
Span = Annotated[float, Meta(gt=0, le=31_536_000)]
Version = Annotated[int, Meta(ge=0, le=0xFFFF_FFFE)]
ImageRoom = Annotated[int, Meta(ge=1024, le=16_777_216)]
