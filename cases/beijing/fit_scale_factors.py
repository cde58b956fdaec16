"""Fit the energy of each use to what was printed of the independent configuration.

    python cases/beijing/fit_scale_factors.py            # fit, tell, write scale_factors.json
    python cases/beijing/fit_scale_factors.py --dry-run  # fit and tell only

Seven factors, each within a published range, meet the self-consumption, cost and emissions that
the paper prints for the `independent` reference design on its summer and its winter day; where
several do, the ones nearest to the middle of the ranges are taken. The `interconnected` figures
are a prediction: nothing here looks at them before the fit is done. There is nothing random in
it: the same versions of the solver and of SciPy give the same factors. Takes about two minutes.
Sources of the ranges: README.md. After a fit, run make_profiles.py.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))  # so that it runs from a checkout as well

from cases import Case, Scenario, read_case  # noqa: E402
from cases.beijing.make_profiles import FLOOR_AREA_M2, Scale, profiles  # noqa: E402
from operation import Design, DispatchOutcome, Operator, SolverSettings  # noqa: E402


@dataclass(frozen=True)
class Factor:
    """One thing to turn: energy of a use on the day [Wh/m2], within what is published."""

    building: str
    use: str
    low: float
    high: float

    @property
    def middle(self) -> float:
        """Where the fit begins and what it stays near to."""
        return float(np.sqrt(self.low * self.high))


FACTORS = (
    Factor("home", "electricity", 60, 200),
    Factor("home", "cold", 50, 250),
    Factor("home", "heating", 300, 870),
    Factor("home", "hot_water", 15, 90),
    Factor("shop", "electricity", 100, 450),
    Factor("shop", "cold", 120, 450),
    Factor("shop", "heating", 400, 1150),
)
NEARNESS = 0.003
"""Relative misfit that a factor e times away from its middle is worth."""
WINTER_SELF_CONSUMPTION_WEIGHT = 0.3
"""The paper gives it in words only: almost all is used."""
STEP = 0.03
"""Relative step of the finite differences; smaller ones meet the kinks of the dispatch."""
SOLVER = SolverSettings(gap=1e-5)

Change = Callable[[Case], Case]
"""Another reading of the paper: the case with something else assumed."""


def unchanged(case: Case) -> Case:
    """The reading of case.toml itself."""
    return case


def with_profiles(case: Case, scale: Scale) -> Case:
    """The case with loads and generation of the given factors, in whole watts."""

    def scenario(old: Scenario) -> Scenario:
        columns = profiles(old.name, scale)

        def table(quantity: str) -> NDArray[np.float64]:
            names = [f"{building.name}.{quantity}" for building in case.buildings]
            return np.round(np.stack([columns[name] for name in names], axis=1), 3)

        return replace(
            old,
            electricity_kw=table("electricity_kw"),
            heat_kw=table("heat_kw"),
            cold_kw=table("cold_kw"),
            pv_kw=table("pv_kw"),
            wind_kw=table("wind_kw"),
        )

    return replace(case, scenarios=tuple(map(scenario, case.scenarios)))


def reference_outcomes(case: Case) -> tuple[DispatchOutcome, ...]:
    """The configuration's reference design, run in every scenario."""
    reference = case.configuration.reference
    assert reference is not None
    design = Design.from_names(case, {**reference.storage_kwh, **reference.fid_kw})
    operator = Operator(case, SOLVER)
    return tuple(operator.dispatch(place, design) for place in range(len(case.scenarios)))


def as_scale(values: NDArray[np.float64]) -> dict[str, dict[str, float]]:
    """Values in the order of FACTORS, by building and use; shops use no hot water."""
    scale: dict[str, dict[str, float]] = {building: {} for building in FLOOR_AREA_M2}
    for factor, value in zip(FACTORS, values, strict=True):
        scale[factor.building][factor.use] = float(value)
    scale["shop"]["hot_water"] = 0.0
    return scale


def misfit(case: Case) -> NDArray[np.float64]:
    """Relative differences to the print: self-consumption, cost, emissions of each scenario."""
    reference = case.configuration.reference
    assert reference is not None
    differences = []
    for printed, outcome in zip(reference.published, reference_outcomes(case), strict=True):
        assert printed.scenario == outcome.scenario
        assert printed.self_consumption and printed.daily_cost and printed.emissions_kg_per_day
        if outcome.report is None:
            return np.full(3 * len(reference.published), 3.0)
        found = outcome.indicators
        weight = WINTER_SELF_CONSUMPTION_WEIGHT if printed.scenario == "winter" else 1.0
        differences += [
            weight * (found.self_consumption - printed.self_consumption),
            found.daily_cost / printed.daily_cost - 1,
            found.emissions_kg / printed.emissions_kg_per_day - 1,
        ]
    return np.array(differences)


def fit(change: Change = unchanged) -> dict[str, dict[str, float]]:
    """Factors for which the independent configuration comes out as printed. [Wh/m2, rounded]"""
    case = change(read_case(HERE, "independent"))
    middle = np.array([factor.middle for factor in FACTORS])
    # five is added so that the relative steps of the finite differences mean something
    low = np.log([factor.low for factor in FACTORS] / middle) + 5
    high = np.log([factor.high for factor in FACTORS] / middle) + 5

    def residuals(z: NDArray[np.float64]) -> NDArray[np.float64]:
        away = z - 5
        scale = as_scale(middle * np.exp(away))
        return np.concatenate([misfit(with_profiles(case, scale)), NEARNESS * away])

    start = np.full(len(FACTORS), 5.0)
    found = least_squares(
        residuals, start, bounds=(low, high), diff_step=STEP / 5, xtol=1e-4, max_nfev=20
    )
    return as_scale(np.round(middle * np.exp(found.x - 5), 0))


def told(scale: Scale, change: Change = unchanged) -> list[str]:
    """A line per configuration and scenario: computed beside printed."""
    lines = []
    for name in ("independent", "interconnected"):
        case = with_profiles(change(read_case(HERE, name)), scale)
        reference = case.configuration.reference
        assert reference is not None
        for printed, outcome in zip(reference.published, reference_outcomes(case), strict=True):
            assert printed.self_consumption and printed.daily_cost
            assert printed.emissions_kg_per_day
            found = outcome.indicators
            lines.append(
                f"{name:14} {outcome.scenario:6}"
                f"  self-consumption {found.self_consumption:6.1%} ({printed.self_consumption:.1%})"
                f"  cost {found.daily_cost:6.0f} ({found.daily_cost / printed.daily_cost - 1:+.1%})"
                f"  emissions {found.emissions_kg:5.0f} kg"
                f" ({found.emissions_kg / printed.emissions_kg_per_day - 1:+.1%})"
            )
    return lines


def main() -> None:
    """Fit, tell, and write scale_factors.json."""
    scale = fit()
    print("factors [Wh/m2 on the day]:", json.dumps(scale))
    print(*told(scale), sep="\n")
    if "--dry-run" not in sys.argv[1:]:
        text = json.dumps(scale, indent=2) + "\n"
        (HERE / "scale_factors.json").write_text(text, encoding="utf-8")
        print("scale_factors.json written; now run make_profiles.py")


if __name__ == "__main__":
    main()
