"""What the DCC adapter says, as DUIS has it in XML: answers, later responses, alerts, refusals; and back.

What a device said of its own goes as it came, in GBCSPayload, and is read from there. The sentence for a person stands
in a comment, where no schema sees it and no signature covers it. Source: DUIS XSD V5.1 (docs/sources.md).
"""

import re
from dataclasses import dataclass

from lxml import etree

from premises.identity import Eui64
from premises.quantity import Instant
from premises.wire.duis.messages import Refusal
from premises.wire.message import Message
from premises.wire.xml import telling, told
from premises.wire.xml.asking import add, document
from premises.wire.xml.refusal import DuisError
from premises.wire.xml.request import SCHEMA_VERSION, check_schema_version
from premises.wire.xml.taking import Children, spoken
from premises.wire.xml.tree import DS, SR, is_comment, parse
from premises.wire.xml.tree import write as octets_of
from premises.wire.xml.values import is_request_id, moment, read_moment, read_request_id

REMARK_MAX = 400
"""Characters of the sentence for a person. Ours."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a Response says."""

    request_id: str
    """Empty when it names none: an alert of a device's own."""
    response_code: str
    message: Message | None
    """None when what it carries is nothing that is known here."""


def write_response(
    message: Message, at: Instant, *, extended: bool, hub: Eui64, service: str = "", variant: str = ""
) -> bytes:
    """Give ``message`` as an unsigned sr:Response of the moment ``at``.

    ``extended`` has PPMIDVariant in an inventory, which the published schema has not; ``hub`` is the Communications
    Hub of the premises, which alerts name. ``service`` and ``variant`` are those of the request, needed for a
    ServiceResponse only: one without is of an 11.3, whose word that nobody answered comes later.
    """
    said = telling.said(message, telling.About(at, extended, hub, service, variant))
    return _written(said, at)


def write_refusal(error: DuisError, at: Instant) -> bytes:
    """Give a request's refusal as an unsigned sr:Response; ``error`` has a code."""
    assert error.code, f"nothing but an HTTP status can say that {error}"
    body = telling.service_message(error.service, error.variant)
    words = telling.remark(Refusal.NOT_SUPPORTED, str(error))
    return _written(telling.Said(error.code, body, error.request_id, remark=words), at)


def read_response(octets: bytes) -> Told:
    """Give what a Response says; DuisError when it is none."""
    root = parse(octets)
    if root.tag != f"{{{SR}}}Response":
        raise DuisError(f"the root element is {spoken(root)}: sr:Response of {SR} was expected")
    check_schema_version(root)
    parts = Children(root, (SCHEMA_VERSION,))
    header, body = Children(parts.element("Header")), Children(parts.element("Body"))
    parts.element_if("Signature", DS)
    parts.end()
    request_id, response_id = header.text_if("RequestID"), header.text_if("ResponseID")
    code = header.text("ResponseCode")
    read_moment("ResponseDateTime", header.text("ResponseDateTime"))
    header.end()
    if response_id is not None:
        read_request_id(response_id)
    about = "" if request_id is None else read_request_id(request_id)
    message = told.message_in(body.any(), told.Heading(about, code, _remark_in(root)))
    body.end()
    return Told(about, code, message)


def _written(said: telling.Said, at: Instant) -> bytes:
    root = document("Response")
    if said.remark:
        root.append(etree.Comment(_harmless(said.remark)))
    header = add(root, "Header")
    if is_request_id(said.request_id):
        add(header, "RequestID", said.request_id)
    if said.response_id:
        add(header, "ResponseID", said.response_id)
    add(header, "ResponseCode", said.code)
    add(header, "ResponseDateTime", moment(at))
    add(root, "Body").append(said.body)
    return octets_of(root)


def _remark_in(root: etree._Element) -> str:
    first = next((each for each in root if is_comment(each)), None)
    return "" if first is None else (first.text or "").strip()


def _harmless(words: str) -> str:
    """Give words that can stand in a comment: printable, no two hyphens together, none at the end."""
    shown = "".join(each if each.isprintable() else " " for each in words[:REMARK_MAX])
    return f" {re.sub('-(?=-)', '- ', shown)} "
