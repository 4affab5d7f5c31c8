"""A page read by Python's own HTML parser: what stands in it, where it leads, and how it is built."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = ("meta", "link", "img", "br", "hr", "input")
LEADS = ("src", "href", "xlink:href", "data", "action", "poster", "srcset", "formaction", "background")


@dataclass(slots=True)
class Element:
    """One element; ``parts`` are texts and elements in their order."""

    tag: str
    attributes: dict[str, str]
    parts: "list[Element | str]" = field(default_factory=list)

    def every(self, *tags: str) -> "Iterator[Element]":
        """Give all below of these kinds, in order; of any kind when none is named."""
        for part in self.parts:
            if isinstance(part, Element):
                if not tags or part.tag in tags:
                    yield part
                yield from part.every(*tags)

    @property
    def text(self) -> str:
        """What a person reads below it."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield part
            elif part.tag not in ("style", "svg"):
                yield from part._texts()
                yield " "


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].parts.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> ends <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def read(page: str) -> Element:
    """Give the page as elements; AssertionError where one ends that is not the last begun."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> has no end"
    return reader.open[0]
