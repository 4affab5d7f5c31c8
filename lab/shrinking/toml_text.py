"""A scenario's document as TOML text: what ``tomllib`` reads back as the same document.

Only what a scenario can hold: tables, lists, texts, numbers, true and false. Versions and codes are hexadecimal, as
people write them.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

HEXADECIMAL = {
    "running": 8, "version": 8, "inventory_version": 8,
    "image_type": 4, "manufacturer": 4, "hardware": 4, "hub_alerts": 4,
}  # fmt: skip
"""Keys whose whole numbers, their own or those under them, are versions or codes, with their digits."""


def toml_text(document: Mapping[str, Any]) -> str:
    """Give ``document`` as TOML, each table under its heading, each line ended."""
    return "\n".join(_lines(document, "")).lstrip("\n") + "\n"


def _lines(table: Mapping[str, Any], under: str) -> Iterator[str]:
    later = {key: value for key, value in table.items() if _has_heading(key, value)}
    for key, value in table.items():
        if key not in later:
            yield f"{_word(key)} = {_said(value, HEXADECIMAL.get(key, 0))}"
    for key, value in later.items():
        heading = f"{under}{_word(key)}"
        for each in value if isinstance(value, list) else (value,):
            if isinstance(value, list):
                yield f"\n[[{heading}]]"
            elif not _is_bare(each):
                yield f"\n[{heading}]"
            yield from _lines(each, f"{heading}.")


def _has_heading(key: str, value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, dict) for each in value)
    return isinstance(value, dict) and key not in ("running", "service_lost_max_s")


def _is_bare(table: Mapping[str, Any]) -> bool:
    """Say whether it holds nothing but tables with headings of their own, which say that it is there."""
    return bool(table) and all(isinstance(value, dict) and _has_heading(key, value) for key, value in table.items())


def _said(value: object, digits: int) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return f"{value:#0{digits + 2}x}" if digits and value >= 0 else str(value)
        case float():
            return repr(value)
        case list():
            return f"[{', '.join(_said(each, digits) for each in value)}]"
        case dict():
            pairs = ", ".join(f"{_word(key)} = {_said(each, digits)}" for key, each in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
    assert isinstance(value, str), f"{value!r}: expected what a scenario can hold"
    return _quoted(value)


def _word(key: str) -> str:
    return key if key and key.isascii() and key.replace("-", "").replace("_", "").isalnum() else _quoted(key)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
