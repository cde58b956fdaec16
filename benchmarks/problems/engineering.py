"""Design problems of engineering, as the suites RE and CRE define them.

Source: Tanabe and Ishibuchi 2020, doi:10.1016/j.asoc.2020.106078, with the corrections that its
authors made later (RE21: E = 2e5, its second objective in x1).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.problem import Problem
from pymoo.problems.multi.truss2d import Truss2D

FloatArray = NDArray[np.float64]


def _missing(*margins: FloatArray) -> FloatArray:
    """What margins, wanted not negative, lack, summed."""
    lack: FloatArray = np.sum(np.maximum(0.0, -np.stack(margins)), axis=0)
    return lack


class FourBarTruss(Problem):
    """RE21: cross sections of a truss of four bars [cm^2]; its volume and its displacement."""

    length, load, modulus = 200.0, 10.0, 2e5

    def __init__(self) -> None:
        root = np.sqrt(2.0)
        super().__init__(n_var=4, n_obj=2, xl=[1.0, root, root, 1.0], xu=[3.0] * 4, vtype=float)

    def _evaluate(self, x: FloatArray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        x1, x2, x3, x4 = x.T
        root = np.sqrt(2.0)
        volume = self.length * (2.0 * x1 + root * x2 + np.sqrt(x3) + x4)
        bars = 2.0 / x1 + 2.0 * root / x2 - 2.0 * root / x3 + 2.0 / x4
        out["F"] = np.column_stack([volume, self.load * self.length / self.modulus * bars])


class PressureVessel(Problem):
    """RE23: thickness of shell and head in sixteenths of an inch (rounded), radius, length [in].

    Cost, and the sum of what three constraints lack.
    """

    def __init__(self) -> None:
        super().__init__(
            n_var=4,
            n_obj=2,
            xl=[1.0, 1.0, 10.0, 10.0],
            xu=[100.0, 100.0, 200.0, 240.0],
            vtype=float,
        )

    def _evaluate(self, x: FloatArray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        shell, head = 0.0625 * np.round(x[:, 0]), 0.0625 * np.round(x[:, 1])
        radius, length = x[:, 2], x[:, 3]
        cost = (
            0.6224 * shell * radius * length
            + 1.7781 * head * radius**2
            + 3.1661 * shell**2 * length
            + 19.84 * shell**2 * radius
        )
        lack = _missing(
            shell - 0.0193 * radius,
            head - 0.00954 * radius,
            np.pi * radius**2 * length + 4.0 / 3.0 * np.pi * radius**3 - 1296000.0,
        )
        out["F"] = np.column_stack([cost, lack])


class HatchCover(Problem):
    """RE24: thickness of flange and beam of a hatch cover [cm].

    Weight, and the sum of what bending, shear, deflection and buckling lack.
    """

    def __init__(self) -> None:
        super().__init__(n_var=2, n_obj=2, xl=[0.5, 0.5], xu=[4.0, 50.0], vtype=float)

    def _evaluate(self, x: FloatArray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        flange, beam = x.T
        modulus = 700000.0
        buckling = modulus * flange**2 / 100.0
        bending = 4500.0 / (flange * beam)
        shear = 1800.0 / beam
        deflection = 56.2 * 10000.0 / (modulus * flange * beam**2)
        lack = _missing(
            1.0 - bending / 700.0,
            1.0 - shear / 450.0,
            1.0 - deflection / 1.5,
            1.0 - bending / buckling,
        )
        out["F"] = np.column_stack([flange + 120.0 * beam, lack])


class TwoBarTruss(Truss2D):
    """pymoo's truss of two bars: volume and stress. Sections begin at 1e-5 m^2, not at 0, where
    the stress is infinite; no Pareto-optimal design has one below 4e-4 m^2."""

    def __init__(self) -> None:
        super().__init__()
        self.xl = np.array([1e-5, 1e-5, 1.0])


class DiscBrake(Problem):
    """CRE23: inner and outer radius [mm], force [N] and friction surfaces of a disc brake.

    Mass and stopping time; distance of the radii, pressure, temperature and torque are limited.
    """

    def __init__(self) -> None:
        super().__init__(
            n_var=4,
            n_obj=2,
            n_ieq_constr=4,
            xl=[55.0, 75.0, 1000.0, 11.0],
            xu=[80.0, 110.0, 3000.0, 20.0],
            vtype=float,
        )

    def _evaluate(self, x: FloatArray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        inner, outer, force, surfaces = x.T
        squares, cubes = outer**2 - inner**2, outer**3 - inner**3
        # equal radii leave no ring, and 0 / 0: a thin ring instead, infeasible all the same
        squares = np.where(squares == 0.0, 1e-9, squares)
        cubes = np.where(cubes == 0.0, 1e-7, cubes)
        mass = 4.9e-5 * squares * (surfaces - 1.0)
        time = 9.82e6 * squares / (force * surfaces * cubes)
        out["F"] = np.column_stack([mass, time])
        out["G"] = np.column_stack(
            [
                20.0 - (outer - inner),
                force / (3.14 * squares) - 0.4,
                2.22e-3 * force * cubes / squares**2 - 1.0,
                900.0 - 2.66e-2 * force * surfaces * cubes / squares,
            ]
        )


class SpeedReducer(Problem):
    """CRE24: a gear box of seven measures, the third (teeth) rounded; weight and shaft stress."""

    def __init__(self) -> None:
        super().__init__(
            n_var=7,
            n_obj=2,
            n_ieq_constr=11,
            xl=[2.6, 0.7, 17.0, 7.3, 7.3, 2.9, 5.0],
            xu=[3.6, 0.8, 28.0, 8.3, 8.3, 3.9, 5.5],
            vtype=float,
        )

    def _evaluate(self, x: FloatArray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        face, module, teeth, long1, long2, shaft1, shaft2 = x.T
        teeth = np.round(teeth)
        weight = (
            0.7854 * face * module**2 * (10.0 * teeth**2 / 3.0 + 14.933 * teeth - 43.0934)
            - 1.508 * face * (shaft1**2 + shaft2**2)
            + 7.477 * (shaft1**3 + shaft2**3)
            + 0.7854 * (long1 * shaft1**2 + long2 * shaft2**2)
        )
        stress1 = np.sqrt((745.0 * long1 / (module * teeth)) ** 2 + 1.69e7) / (0.1 * shaft1**3)
        stress2 = np.sqrt((745.0 * long2 / (module * teeth)) ** 2 + 1.575e8) / (0.1 * shaft2**3)
        out["F"] = np.column_stack([weight, stress1])
        out["G"] = np.column_stack(
            [
                1.0 / (face * module**2 * teeth) - 1.0 / 27.0,
                1.0 / (face * module**2 * teeth**2) - 1.0 / 397.5,
                long1**3 / (module * teeth * shaft1**4) - 1.0 / 1.93,
                long2**3 / (module * teeth * shaft2**4) - 1.0 / 1.93,
                module * teeth - 40.0,
                face / module - 12.0,
                5.0 - face / module,
                1.9 - long1 + 1.5 * shaft1,
                1.9 - long2 + 1.1 * shaft2,
                stress1 - 1300.0,
                stress2 - 1100.0,
            ]
        )
