"""What a plan is compared with beside nothing installed: the case's other configurations."""

from __future__ import annotations

from dataclasses import dataclass

from cases import Case, CaseError, read_case_folder
from operation import SolverSettings
from planner.comparison import reference_design
from planner.evaluation import Evaluation
from planner.executor import SerialEvaluator


@dataclass(frozen=True)
class Alternative:
    """The reference design of another configuration, such as independent buildings."""

    case: Case
    """The case in that configuration."""
    evaluation: Evaluation


def alternatives(case: Case, solver: SolverSettings) -> tuple[Alternative, ...]:
    """Every other configuration that has a reference design, with that design evaluated.

    None for a case that is no longer what its folder holds.
    """
    if case.path is None:
        return ()
    try:
        folder = read_case_folder(case.path)
        if folder.case(case.configuration.name).digest != case.digest:
            return ()
        others = [folder.case(name) for name in folder.configurations]
        wanted = [
            (other, reference_design(other))
            for other in others
            if other.configuration.name != case.configuration.name
        ]
    except CaseError:
        return ()
    found = []
    for other, design in wanted:
        if design is not None:
            [evaluation] = SerialEvaluator(other, solver).evaluate([design], lambda: None)
            found.append(Alternative(other, evaluation))
    return tuple(found)
