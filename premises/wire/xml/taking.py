"""An element's content taken as the schema has it: these children, in this order, once each, and nothing else.

Comments and processing instructions are passed over wherever they stand; the text of an element is all of its text,
so that a comment cannot cut it short. What a text means is for ``values``.
"""

from lxml import etree

from premises.wire.xml.refusal import DuisError
from premises.wire.xml.tree import DS, EXTENSION, SR, is_element, is_entity

_PREFIXES = {SR: "sr", DS: "ds", EXTENSION: "vp"}
_SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"


class Children:
    """The child elements of one element, taken one after the other."""

    def __init__(self, element: etree._Element, attributes: tuple[str, ...] = ()) -> None:
        self._name = spoken(element)
        self._left = [child for child in element if is_element(child)]
        _check_attributes(element, attributes)
        # What stands between elements may be white space alone; a comment's tail is between them too.
        between = [element.text, *(child.tail for child in element)]
        if any(text and not text.isspace() for text in between):
            raise DuisError(f"{self._name} has text between its elements")

    def element(self, name: str, namespace: str = SR) -> etree._Element:
        """Take the next child, which must be ``name``."""
        found = self.element_if(name, namespace)
        if found is None:
            there = spoken(self._left[0]) if self._left else "nothing more"
            wanted = f"{_PREFIXES[namespace]}:{name}"
            raise DuisError(f"{self._name} has {there} where {wanted} was expected")
        return found

    def element_if(self, name: str, namespace: str = SR) -> etree._Element | None:
        """Take the next child if it is ``name``."""
        if self._left and self._left[0].tag == f"{{{namespace}}}{name}":
            return self._left.pop(0)
        return None

    def any(self) -> etree._Element:
        """Take the next child, which must be one of DUIS."""
        if not self._left:
            raise DuisError(f"{self._name} is empty: one operation was expected")
        if not str(self._left[0].tag).startswith(f"{{{SR}}}"):
            raise DuisError(f"{self._name} has {spoken(self._left[0])}, which is not of the namespace {SR}")
        return self._left.pop(0)

    def text(self, name: str, namespace: str = SR) -> str:
        """Take the text of the next child, which must be ``name``."""
        return text_of(self.element(name, namespace))

    def text_if(self, name: str, namespace: str = SR) -> str | None:
        """Take the text of the next child if it is ``name``."""
        found = self.element_if(name, namespace)
        return None if found is None else text_of(found)

    def end(self) -> None:
        """Return when every child was taken; DuisError otherwise."""
        if self._left:
            raise DuisError(f"{self._name} has {spoken(self._left[0])} where nothing more was expected")


def text_of(element: etree._Element) -> str:
    """Give all the text of an element that has nothing but text; DuisError when it has more."""
    _check_attributes(element, ())
    if any(is_element(child) for child in element):
        raise DuisError(f"{spoken(element)} has elements where text was expected")
    if any(is_entity(child) for child in element):
        raise DuisError(f"{spoken(element)} has an entity: none is resolved here")
    return "".join([element.text or "", *(child.tail or "" for child in element)])


def spoken(element: etree._Element) -> str:
    """Give an element's name for a person, with a prefix that is known."""
    tag = etree.QName(element)
    return f"{_PREFIXES.get(tag.namespace or '', '?')}:{tag.localname}"


def _check_attributes(element: etree._Element, known: tuple[str, ...]) -> None:
    unknown = [str(name) for name in element.attrib if name not in known and name != _SCHEMA_INSTANCE]
    if unknown:
        raise DuisError(f"{spoken(element)} has an attribute {unknown[0][:80]!r} that the schema has not")
