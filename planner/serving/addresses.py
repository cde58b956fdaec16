"""Where the pages are served, and under which names a browser may ask for them."""

from __future__ import annotations

import ipaddress
import socket

LOOPBACK = "127.0.0.1"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, which nobody else reaches."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def family_of(host: str) -> socket.AddressFamily:
    """Address family of a host. Raises OSError for one that is not known."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return socket.AddressFamily(found[0][0])


def hosts_allowed(host: str, port: int) -> frozenset[str] | None:
    """What a browser may call this server; None: anything, where others are to reach it.

    A page of a stranger whose name leads to this machine (DNS rebinding) calls it by that name.
    """
    if not is_loopback(host):
        return None
    names = {"127.0.0.1", "localhost", "[::1]", _bracketed(host)}
    allowed = {f"{name}:{port}" for name in names}
    return frozenset(allowed | names if port == 80 else allowed)


def address(host: str, port: int) -> str:
    """Address to type into a browser."""
    shown = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname(), "": socket.gethostname()}
    return f"http://{_bracketed(shown.get(host, host))}:{port}/"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host.lower()
