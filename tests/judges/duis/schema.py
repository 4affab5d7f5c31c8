"""The published XSD V5.1 as a judge, in strict mode: whatever it does not name is a problem."""

from lxml import etree

from premises.wire.xml.tree import parser
from tests.judges.duis.published import ARE_THERE, schema

__all__ = ["ARE_THERE", "problems"]


def problems(xml: bytes) -> list[str]:
    """Give what the XSD has against a document; nothing when it is valid."""
    judge = schema()
    judge.validate(etree.fromstring(xml, parser(len(xml))))
    return [line for line in str(judge.error_log).splitlines() if line]
