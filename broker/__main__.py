"""``python -m broker``: one broker for one premises, ready when it has said so on its only line of output."""

import argparse
import asyncio
import logging
import sys
from pathlib import Path
from typing import NoReturn

from broker.access import load
from broker.process import Kind, Settings, serve
from premises.errors import PremisesError, UsageError

EXIT_FAILED = 1
EXIT_USAGE = 2
PORT_MAX = 65_535
"""What TCP can name. Ours."""


def main(arguments: list[str]) -> int:
    """Run the broker that ``arguments`` describe and give the exit code."""
    logging.basicConfig(level=logging.WARNING, format="broker: %(message)s")
    # What the library warns of is what clients do wrong, in its own words; ours are enough. And who asks only whether
    # the port is open, as a health check does, sends no data.
    logging.getLogger("amqtt").setLevel(logging.ERROR)
    logging.getLogger("amqtt.broker").addFilter(lambda record: not record.getMessage().startswith("No data from"))
    try:
        asyncio.run(serve(_settings(arguments), _say))
    except UsageError as error:
        return _fail(error, EXIT_USAGE)
    except PremisesError as error:
        return _fail(error, EXIT_FAILED)
    return 0


class _Parser(argparse.ArgumentParser):
    """Complains in one line."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (--help tells more)")


def _settings(arguments: list[str]) -> Settings:
    parser = _Parser(prog="python -m broker", description="The MQTT broker that stands in for the WAN and HAN radios.")
    parser.add_argument("--kind", choices=[kind.value for kind in Kind], default=Kind.AMQTT.value)
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--access", type=Path, required=True, help="users, links and passwords, written by the lab")
    parser.add_argument("--stop-with-stdin", action="store_true", help="end when standard input is closed")
    given = parser.parse_args(arguments)
    if not 0 <= given.port <= PORT_MAX:
        raise UsageError(f"--port {given.port}: expected 0 to {PORT_MAX}")
    return Settings(Kind(given.kind), given.host, given.port, load(given.access), given.stop_with_stdin)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _fail(error: PremisesError, code: int) -> int:
    sys.stderr.write(f"broker: {error}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
