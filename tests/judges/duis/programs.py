"""The published signer (Java) and parser (node), each one process that is asked many times."""

import base64
import json
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.judges.duis.published import ARE_THERE, JAR, PACKAGES

HERE = Path(__file__).parent

CAN_RUN = ARE_THERE and shutil.which("javac") is not None and shutil.which("node") is not None

_HEAD = struct.Struct(">BI")


class Signer:
    """The signer and validator that Smart DCC published, with the test keys that are in it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def sign(self, xml: bytes) -> bytes:
        """Give ``xml`` signed by the originator of its RequestID."""
        result, signed = self._ask(b"S", xml)
        assert result == 0, f"the signer refused with {result}"
        return signed

    def is_valid(self, xml: bytes) -> bool:
        """Say whether XSD and signature are good."""
        return self._ask(b"V", xml)[0] == 0

    def _ask(self, what: bytes, xml: bytes) -> tuple[int, bytes]:
        pipes = self._process.stdin, self._process.stdout
        assert pipes[0] is not None
        assert pipes[1] is not None
        pipes[0].write(what + len(xml).to_bytes(4, "big") + xml)
        pipes[0].flush()
        head = pipes[1].read(_HEAD.size)
        assert len(head) == _HEAD.size, "the signer ended: it does so when it is given no XML"
        result, size = _HEAD.unpack(head)
        return result, pipes[1].read(size)


class Parser:
    """The parser that Smart DCC published."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def parse(self, xml: bytes) -> dict[str, Any]:
        """Give what the parser makes of a document."""
        pipes = self._process.stdin, self._process.stdout
        assert pipes[0] is not None
        assert pipes[1] is not None
        pipes[0].write(base64.b64encode(xml) + b"\n")
        pipes[0].flush()
        found: dict[str, Any] = json.loads(pipes[1].readline())
        return found


@contextmanager
def signer() -> Iterator[Signer]:
    """Run the signer."""
    with _running("java", "-Xshare:auto", "-cp", str(JAR), str(HERE / "Judge.java")) as process:
        yield Signer(process)


@contextmanager
def parser() -> Iterator[Parser]:
    """Run the parser."""
    with _running("node", str(HERE / "parser.mjs"), str(PACKAGES / "-")) as process:
        yield Parser(process)


@contextmanager
def _running(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()
