"""The address of a Dask scheduler."""

from __future__ import annotations

from urllib.parse import urlsplit


def address_problem(address: str) -> str:
    """What is wrong with an address as it stands; empty if nothing is."""
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("tcp", "tls") and parts.hostname and parts.port
        good = good and not (parts.path or parts.query or parts.fragment or parts.username)
    except ValueError:
        good = False
    example = "tcp://10.0.0.1:8786"
    return "" if good else f'"{address}" is no address of a Dask scheduler such as {example}'
