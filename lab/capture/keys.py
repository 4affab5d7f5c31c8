"""The key of a HAN beside a capture, as Wireshark's own table of keys has it, and the command that opens both."""

import os
import shlex
from pathlib import Path

from lab.live.pki import wireshark_line
from premises.errors import UsageError
from premises.faults.wiring import HAN
from premises.trust.network import network_key
from premises.wire.site import Site

SUFFIX = ".keys"


def keys_beside(capture: Path) -> Path:
    """Give where the keys of a capture are: ``x.keys`` beside ``x.pcapng``."""
    return capture.with_suffix(SUFFIX)


def write_keys(path: Path, site: Site, seed: int) -> None:
    """Write the key, readable by its owner only; UsageError when there is a file already, or none can be written."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(wireshark_line(network_key(seed, HAN), site.name))


def option_for(keys: Path) -> str:
    """Give the option by which wireshark and tshark take the keys in ``keys``, for a shell."""
    return f'-o "uat:zigbee_pc_keys:$(cat {shlex.quote(str(keys))})"'
