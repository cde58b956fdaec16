"""Limits of the distribution network re-checked from the arrays: equations (13a) and (38b)."""

from __future__ import annotations

import numpy as np

from operation.checker.facts import Facts
from operation.checker.residual import Array, above, checks, relative
from operation.design import Design
from operation.dispatch import Dispatch


@checks("13a")
def port_apparent_power(f: Facts, x: Design, y: Dispatch) -> Array | None:
    """Apparent power is never above the built rating: the circle itself, not a polygon in it."""
    if not y.port_kvar_given.shape[1]:
        return None
    rating = np.array([x.fid_kw[r] for r in f.case.port_ratings])
    active, reactive = y.port_out_kw - y.port_in_kw, y.port_kvar_given - y.port_kvar_taken
    return relative(above(np.hypot(active, reactive), rating), rating)


@checks("38b")
def network_limits(f: Facts, x: Design, y: Dispatch) -> Array | None:
    """No bus has to bear more than it can, in any step that has a limit."""
    limits = f.case.dispatch_limits(f.scenario)
    if not len(limits):
        return None
    net = (y.import_kw - y.export_kw)[limits.step]
    given = np.zeros_like(net)
    if y.port_kvar_given.shape[1]:
        given = ((y.port_kvar_given - y.port_kvar_taken) @ f.port_of_building)[limits.step]
    terms, relief = limits.kw_share * net, limits.kvar_share * given
    excess = above(terms.sum(axis=1) - relief.sum(axis=1), limits.most_kw)
    largest = np.hstack([np.abs(terms), np.abs(relief)]).max(axis=1)
    residual = np.zeros((f.scenario.steps, len(limits)))
    residual[limits.step, np.arange(len(limits))] = relative(excess, largest, limits.most_kw)
    return residual
