"""Where a broker will listen, asked before it is started: another program's complaint would be no line of ours."""

import socket

from premises.errors import LinkError


def free_port(host: str, port: int = 0) -> int:
    """Give ``port``, or any free one for 0; LinkError, naming it, when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise LinkError(f"port {port} of {host}: {(error.strerror or str(error)).lower()}") from None
        return int(probe.getsockname()[1])
