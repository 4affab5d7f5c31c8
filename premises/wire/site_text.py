"""A site (or any other schema) from what a person wrote, and back: what is wrong is said in that person's words.

The file, the key, the value and what was expected, in one line, with the nearest word that would have been right.
"""

from re import findall, search, sub
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from premises.errors import SiteError
from premises.nearest import hint
from premises.wire.site import SHAPES, WRITTEN, Site

Schema = TypeVar("Schema", bound=msgspec.Struct)

SITE_TEXT_MAX = 256 * 1024
"""Octets of a site as it travels with a run. Ours."""


def run_text(site: Site) -> str:
    """Give a site as it travels with a run: JSON, the same text for equal sites."""
    return msgspec.json.encode(site, order="deterministic").decode()


def site_of_run(text: str) -> Site:
    """Give the site that travels with a run; SiteError when it is none."""
    if len(text) > SITE_TEXT_MAX:
        raise SiteError(f"the site of this run has {len(text)} characters, at most {SITE_TEXT_MAX} are allowed")
    try:
        return msgspec.json.decode(text, type=Site)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise SiteError(f"the site of this run cannot be read: {error}") from error


def changed(given: Schema, **fields: Any) -> Schema:
    """Give ``given`` with other values of some fields, which nobody checks."""
    return msgspec.structs.replace(given, **fields)


def read_schema(kind: type[Schema], document: dict[str, Any], where: str) -> Schema:
    """Give ``document`` (as TOML gives it) as ``kind``; SiteError, naming ``where``, key, value and expectation."""
    try:
        return msgspec.convert(document, type=kind)
    except msgspec.ValidationError as error:
        raise SiteError(f"{where}: {_explained(kind, document, str(error))}") from None


def _explained(kind: type[Any], document: dict[str, Any], message: str) -> str:
    what, _, place = message.partition(" - at `")
    steps = findall(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]", place.rstrip("`").removeprefix("$"))
    keys, kind, value = _walk(kind, document, [key or index for key, index in steps])
    unknown = search(r"unknown field `(.*)`", what)
    if unknown:
        word, known = unknown.group(1), [*_fields(kind), *WRITTEN.get(kind, ())]
        return f"{'.'.join([*keys, word])} is unknown: {hint(word, known)}"
    missing = search(r"missing required field `(.*)`", what)
    if missing:
        return f"{'.'.join([*keys, missing.group(1)])} is missing"
    return f"{'.'.join(keys)} = {value!r}: {_expected(kind, what)}"


def _walk(kind: Any, document: Any, steps: list[str]) -> tuple[list[str], Any, Any]:
    """Give the keys, the type and the value at the end of ``steps``; ``...`` is any entry of a table of many."""
    keys: list[str] = []
    for step in steps:
        if _is_struct(kind):
            kind = _given(get_type_hints(kind, include_extras=True).get(step))
            key = step
        else:
            kind = next((inner for inner in reversed(_inner(kind)) if _is_struct(inner)), None)
            key = _first_wrong(kind, document) if step == "..." else step
        keys.append(key)
        document = document[int(key)] if isinstance(document, list) else document.get(key)
    return keys, kind, document


def _given(kind: Any) -> Any:
    """Give the type of what a person writes where there may be nothing."""
    given = [each for each in get_args(kind) if each is not NoneType]
    return given[0] if NoneType in get_args(kind) and len(given) == 1 else kind


def _first_wrong(kind: Any, document: dict[str, Any]) -> str:
    for key, value in document.items():
        try:
            msgspec.convert(value, type=kind)
        except msgspec.ValidationError:
            return key
    return next(iter(document))


def _inner(kind: Any) -> list[Any]:
    inner: list[Any] = []
    for argument in get_args(kind):
        inner += [argument, *_inner(argument)]
    return inner


def _expected(kind: Any, what: str) -> str:
    choices = get_args(kind) if get_origin(kind) is Literal else ()
    if choices:
        return f"expected one of {', '.join(map(str, choices))}"
    shape = search(r"matching regex '(.*)'", what)
    if shape:
        return f"expected {SHAPES.get(shape.group(1), shape.group(1))}"
    words = what.replace("`", "").replace(" | null", "")
    for theirs, ours in _IN_TOML.items():
        words = sub(rf"\b{theirs}\b", ours, words)
    return f"{words[:1].lower()}{words[1:]}"


_IN_TOML = {
    "of length >= 1": "of 1 entry or more",
    "object": "a table",
    "array": "a list",
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
}
"""What the validator calls things, and what they are called in TOML."""


def _fields(kind: Any) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(kind)] if _is_struct(kind) else []


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
