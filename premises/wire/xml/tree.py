"""Octets to a tree of elements and back, where octets are whatever anybody sends.

Resolves no entity, loads no DTD, reaches no network, and refuses what is great, deep or in another encoding before it
costs much. Says nothing of what the elements mean.
"""

import re

from lxml import etree

from premises.wire.xml.refusal import TOO_LARGE, DuisError

SR = "http://www.dccinterface.co.uk/ServiceUserGateway"
"""The namespace of DUIS. Source: DUIS XSD V5.1."""

DS = "http://www.w3.org/2000/09/xmldsig#"
"""The namespace of XML signatures. Source: DUIS XSD V5.1."""

EXTENSION = "urn:virtual-premises:duis-extension:1"
"""The namespace of what is in no published DUIS: PPMIDVariant. Ours."""

SIZE_MAX = 16_000_000
"""Octets of one message: FirmwareImage (10,240,000 octets as base64 in lines) and DeviceIDList at their largest take
15.4 million. Ours, from the DUIS XSD V5.1."""

PLAIN_MAX = 8_000_000
"""Octets up to which the parser keeps its own limits on text and depth as well. Ours: libxml2 ends a text at 10 MB."""

DEPTH_MAX = 64
"""Elements inside one another; the deepest public request template has 10. Ours."""

MARKS_MAX = 65_536
"""Tags, and attributes, of one message; the longest public request template has 808 and 66. Ours."""

_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii")
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def parse(octets: bytes) -> etree._Element:
    """Give the root element; DuisError when ``octets`` are no XML that is read here."""
    _check_size(octets)
    _check_encoding(octets)
    if b"<!DOCTYPE" in octets:
        raise DuisError("the XML has a document type (DTD): none is read here")
    if max(octets.count(b"<"), octets.count(b"=")) > MARKS_MAX:
        raise DuisError(f"the XML has more than {MARKS_MAX} tags or attributes", status=TOO_LARGE)
    try:
        root = etree.fromstring(octets, parser(len(octets)))
    except etree.XMLSyntaxError as error:
        raise DuisError(f"the XML is not well formed: {error}") from None
    _check_depth(root)
    return root


def parser(size: int) -> etree.XMLParser:
    """Give a parser for a message of ``size`` octets, which was looked at by ``parse``."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=size > PLAIN_MAX,
        collect_ids=False,
    )


def write(root: etree._Element) -> bytes:
    """Give the octets of a whole document."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def is_element(node: etree._Element) -> bool:
    """Say whether a child is an element; comments, processing instructions and entities are none."""
    tag: object = node.tag
    return isinstance(tag, str)


def is_comment(node: etree._Element) -> bool:
    """Say whether a child is a comment."""
    tag: object = node.tag
    return tag is etree.Comment


def is_entity(node: etree._Element) -> bool:
    """Say whether a child is an entity that was left as it came."""
    tag: object = node.tag
    return tag is etree.Entity


def _check_size(octets: bytes) -> None:
    if len(octets) > SIZE_MAX:
        raise DuisError(f"the message has {len(octets)} octets: at most {SIZE_MAX} are read", status=TOO_LARGE)
    if not octets:
        raise DuisError("the message is empty: a signed sr:Request was expected")


def _check_encoding(octets: bytes) -> None:
    declared = _ENCODING.match(octets)
    if octets.startswith(_BYTE_ORDER_MARKS) or b"\0" in octets[:64]:
        raise DuisError("the XML is in UTF-16 or UTF-32: UTF-8 was expected")
    if declared and declared[1].lower() not in _ENCODINGS:
        raise DuisError(f"the XML says that its encoding is {declared[1]!r}: UTF-8 was expected")


def _check_depth(root: etree._Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEPTH_MAX:
            raise DuisError(f"the XML is more than {DEPTH_MAX} elements deep")
