"""The options of ``premises fault add``, one for each key of a fault, made from the schema: nothing is written twice.

A key's unit is its option's last word, ``--latency-ms``; a moment or a span is also given without, ``--for``.
"""

import inspect
from functools import cache
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import typer
import typer.main

from lab.commands.completion import values_of_fault
from premises.wire.fault import PARAMETERS, FaultSpec

GIVEN = "given"
"""Where the command finds the keys that were given, as a table, in its context's ``meta``."""


@cache
def fault_options() -> tuple[Any, ...]:
    """Give the options as typer makes them of a command's parameters."""
    parameters = [
        inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_annotation(key, hint))
        for key, hint in get_type_hints(FaultSpec, include_extras=True).items()
    ]

    def command(**given: object) -> None:
        """Stand where the options are."""

    # Typer looks at both, and a parameter of either is one of its options.
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # any callable may have one
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    app = typer.Typer(add_completion=False)
    app.command()(command)
    return tuple(typer.main.get_command(app).params)


def names_of(key: str) -> tuple[str, ...]:
    """Give what the option of ``key`` is called: ``--for`` and ``--for-s``, ``--chance``."""
    name = f"--{key.replace('_', '-')}"
    return (name.removesuffix("-s"), name) if key.endswith("_s") and not key.endswith("_per_s") else (name,)


def _annotation(key: str, hint: Any) -> Any:  # noqa: ANN401  # whatever a key of the schema has
    kind, bounds = _plain(hint)
    words = ", ".join(word for word in (_whose(key), bounds) if word)
    said = f"{words[:1].upper()}{words[1:]}" if words else "A name, as `premises site check` shows it."
    option = typer.Option(
        *names_of(key),
        help=said if said.endswith(".") else f"{said}.",
        callback=_keeper(key),
        expose_value=False,
        show_default=False,
        autocompletion=_completion(key),
    )
    return Annotated[kind | None, option]


def _whose(key: str) -> str:
    """Say which kinds have the key, if not all."""
    kinds = [kind for kind, (needed, allowed) in PARAMETERS.items() if key in (*needed, *allowed)]
    return f"of {', '.join(kinds)}" if kinds else ""


def _plain(hint: Any) -> tuple[Any, str]:  # noqa: ANN401  # whatever a key of the schema has
    """Give the type that a person writes for ``hint``, and its bounds in words."""
    inner = [each for each in get_args(hint) if each is not NoneType]
    if NoneType in get_args(hint) and len(inner) == 1:
        return _plain(inner[0])
    if get_origin(hint) is Annotated:
        kind, meta = get_args(hint)
        return kind, _bounds(meta)
    if hint in (str, float, int):
        return hint, ""
    return str, f"one of {', '.join(map(str, get_args(hint)))}"


def _bounds(meta: Any) -> str:  # noqa: ANN401  # msgspec's, whose door is premises.wire
    if meta.max_length is not None:
        return f"up to {meta.max_length}, one each time"
    low = f"{meta.ge:.15g}" if meta.ge is not None else f"more than {meta.gt:.15g}"
    return f"{low} to {meta.le:.15g}"


def _keeper(key: str) -> Any:  # noqa: ANN401  # typer looks at its parameters' names
    def keep(context: typer.Context, value: object) -> None:
        if value not in (None, []):
            context.meta.setdefault(GIVEN, {})[key] = value

    return keep


def _completion(key: str) -> Any:  # noqa: ANN401  # typer looks at its parameters' names
    def offered(context: typer.Context, incomplete: str) -> list[str]:
        return values_of_fault(key, context.params.get("premises"), context.params.get("keys"), incomplete)

    return offered
