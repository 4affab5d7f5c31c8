"""Requests written by hand, as somebody else would write them."""

from premises.identity import Eui64
from premises.wire.xml.tree import EXTENSION, SR

ORIGINATOR = Eui64("90-B3-D5-1F-30-01-00-00")
TARGET = Eui64("00-DB-12-34-56-78-90-A4")
REQUEST_ID = f"{ORIGINATOR}:{TARGET}:1000"


def request(
    service: str, command_variant: int | str, body: str, *, request_id: str = REQUEST_ID, variant: str = ""
) -> bytes:
    """Give an unsigned request whose body is ``body``."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sr:Request xmlns:sr="{SR}" xmlns:vp="{EXTENSION}" schemaVersion="5.4">\n'
        f"  <sr:Header><sr:RequestID>{request_id}</sr:RequestID>"
        f"<sr:CommandVariant>{command_variant}</sr:CommandVariant>"
        f"<sr:ServiceReference>{service}</sr:ServiceReference>"
        f"<sr:ServiceReferenceVariant>{variant or service}</sr:ServiceReferenceVariant></sr:Header>\n"
        f"  <sr:Body>{body}</sr:Body>\n</sr:Request>\n"
    ).encode()
