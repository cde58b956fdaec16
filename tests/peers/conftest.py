"""PyPSA's answers; whatever asks for them is skipped where PyPSA is not installed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest


@pytest.fixture(scope="session")
def pypsa_says() -> SimpleNamespace:
    """What PyPSA finds for a case, as functions."""
    pypsa = pytest.importorskip(
        "pypsa", reason="PyPSA is not installed: pip install -c constraints.txt -e '.[peers]'"
    )
    pypsa.options.api.legacy_string_dtype = False  # unset, PyPSA 1.4 warns of what 2.0 will do
    from tests.peers.pypsa_network import NotExpressible
    from tests.peers.pypsa_solved import cheapest_sizing, dispatch_objective

    return SimpleNamespace(
        NotExpressible=NotExpressible,
        cheapest_sizing=cheapest_sizing,
        dispatch_objective=dispatch_objective,
    )
