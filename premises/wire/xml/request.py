"""A service request as DUIS has it in XML, and as a message; its signature is ``premises.trust.xml_signature``'s.

What the schema has and nothing here serves is read as far as it must be to answer it. Whether who asks may ask, and
whether it makes sense, is the DCC adapter's to say. Source: DUIS XSD V5.1, TPL (docs/sources.md).
"""

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from premises.wire.duis.messages import ServiceRequest
from premises.wire.xml import asking, operations
from premises.wire.xml.refusal import UNSERVED, DuisError
from premises.wire.xml.services import ACTIVATE_FIRMWARE, SERVED, Service, check_command_variant, is_service
from premises.wire.xml.taking import Children, spoken
from premises.wire.xml.tree import DS, SR, parse
from premises.wire.xml.values import read_request_id

SCHEMA_VERSION = "schemaVersion"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks."""

    request_id: str
    """Its EUI-64s in upper case."""
    command_variant: int
    service: str
    """The ServiceReference: ``11.1``."""
    variant: str
    """The ServiceReferenceVariant."""
    message: ServiceRequest | None
    """None for a request that is well formed and that nothing here serves."""
    unserved: str = ""
    """Why there is no message, in one sentence."""


def read_request(octets: bytes) -> Asked:
    """Give what a request asks; DuisError when it cannot be read, or cannot be meant."""
    root = parse(octets)
    if root.tag != f"{{{SR}}}Request":
        raise DuisError(f"the root element is {spoken(root)} of {etree.QName(root).namespace}: sr:Request of {SR}")
    check_schema_version(root)
    parts = Children(root, (SCHEMA_VERSION,))
    header, body = Children(parts.element("Header")), Children(parts.element("Body"))
    parts.element_if("Signature", DS)
    parts.end()
    request_id = read_request_id(header.text("RequestID"))
    service = variant = ""
    try:
        number, service, variant = _rest_of_header(header)
        operation = body.any()
        body.end()
        return _asked(request_id, number, (service, variant), operation)
    except DuisError as error:
        error.request_id, error.service, error.variant = request_id, service, variant
        raise


def unserved(asked: Asked) -> DuisError:
    """Give the refusal of a request that nothing here serves."""
    words = asked.unserved or f"service request {asked.variant} is not served here"
    return DuisError(words, code=UNSERVED, request_id=asked.request_id, service=asked.service, variant=asked.variant)


def write_request(message: ServiceRequest, command_variant: int) -> bytes:
    """Give a request in XML, unsigned; one with a PPMIDVariant is no longer of the published schema.

    UsageError when the schema has no words for it.
    """
    return asking.write(message, command_variant)


def check_schema_version(root: etree._Element) -> None:
    """Return when a root element says which schema it is of; DuisError otherwise."""
    version = root.get(SCHEMA_VERSION)
    if version is None or not version.strip().replace(".", "", 1).isdecimal():
        raise DuisError(f"{spoken(root)} has schemaVersion {(version or '')[:20]!r}: a number like 5.1 was expected")


def _rest_of_header(header: Children) -> tuple[int, str, str]:
    if header.text_if("FirstInSequence") is not None or header.text_if("PrecedingServiceRequestID") is not None:
        raise DuisError("sr:Header asks for a sequence of requests: none is kept here")
    number = header.text("CommandVariant").strip()
    if number not in "12345678" or len(number) != 1:
        raise DuisError(f"CommandVariant {number[:20]!r} is not 1 to 8")
    service, variant = header.text("ServiceReference"), header.text("ServiceReferenceVariant")
    header.end()
    if not is_service(service, variant):
        raise DuisError(f"ServiceReference {service[:20]!r} with variant {variant[:20]!r} is none that DUIS has")
    return int(number), service, variant


def _asked(request_id: str, number: int, names: tuple[str, str], operation: etree._Element) -> Asked:
    service = SERVED.get(names[0])
    if service is None:
        return Asked(request_id, number, *names, None)
    check_command_variant(service, number)
    name, read = _reader(service, number)
    if operation.tag != f"{{{SR}}}{name}":
        raise DuisError(f"the body of {service.reference} is sr:{name} in command variant {number}, not this one")
    message = read(operation, request_id)
    if isinstance(message, str):
        return Asked(request_id, number, *names, None, message)
    return Asked(request_id, number, *names, message)


def _reader(service: Service, number: int) -> tuple[str, Callable[[etree._Element, str], ServiceRequest | str]]:
    if service is ACTIVATE_FIRMWARE and number == 5:
        return "SignedPreCommand", operations.signed_pre_command
    return service.operation, operations.READERS[service.reference]
