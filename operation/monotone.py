"""Whether more capacity can only make the lower objective better: what bounds may build on.

A dispatch of a smaller design is one of every larger design too, after its storage levels E are
moved up by c (S' - S), where S and S' are the smaller and the larger capacity and c is where the
level starts, if the case says so, else the least level, both as shares of the capacity:

- (8) c_min S' ≤ E + c (S' - S) ≤ c_max S' holds, for c_min S ≤ E ≤ c_max S and c_min ≤ c ≤ c_max;
- (9) the cycle stays closed, and a start at c S becomes one at c S';
- (6) holds unless what is stored is lost: with self-discharge nothing may be moved, so c = 0;
- (10a) more cycles are allowed, (13) and (13a) a larger rating allows more, nothing else knows
  capacities; limits of the network (38b) see the meters alone, whose powers stay as they were.
"""

from __future__ import annotations

from cases import Case


def monotone(case: Case) -> bool:
    """Whether every dispatch of a design costs the same in all designs at least as large."""
    return all(
        kind.self_discharge_per_hour == 0.0
        or (kind.soc_min if kind.start_soc is None else kind.start_soc) == 0.0
        for kind in case.storage_types
    )
