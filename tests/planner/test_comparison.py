"""Comparison of configurations: figures, printed figures, differences, changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from cases import Case, CaseError, CaseFolder, read_case_folder
from operation import Design, DesignError, Indicators, Status
from planner.comparison import Figures, compare, reference_design
from planner.evaluation import Evaluation, ScenarioEvaluation
from planner.lifecycle import LifecycleCost


@pytest.fixture
def folder(tiny_folder: Path) -> CaseFolder:
    return read_case_folder(tiny_folder)


def made_up(case: Case, designs: Sequence[Design]) -> list[Evaluation]:
    """Evaluations in which every installed unit saves 0.1 of cost and of emissions a day."""
    found = []
    for design in designs:
        size = sum(design.values)
        share = 0.5 + size / 1000
        figures = Indicators(
            daily_cost=100 - size / 10,
            purchase_cost=0.0,
            sales_revenue=0.0,
            curtailment_penalty=0.0,
            emissions_kg=200 - size / 10,
            wear_cost=0.0,
            import_kwh=0.0,
            export_kwh=0.0,
            gas_kwh=0.0,
            heat_import_kwh=0.0,
            available_kwh=0.0,
            curtailed_kwh=0.0,
            demand_kwh=0.0,
            self_consumption=share,
            self_sufficiency=share,
        )
        scenario = ScenarioEvaluation("day", Status.OPTIMAL, figures, 0.0, 0.0, "")
        cost = LifecycleCost(size, 0.0, 1000.0, 0.0)
        found.append(Evaluation(design, Status.OPTIMAL, (scenario,), cost, 5.0))
    return found


def infeasible(case: Case, designs: Sequence[Design]) -> list[Evaluation]:
    """Nothing can be run."""
    scenario = ScenarioEvaluation("day", Status.INFEASIBLE, None, 0.0, 0.0, "too dark")
    return [Evaluation(design, Status.INFEASIBLE, (scenario,)) for design in designs]


def test_reference_designs_stand_beside_nothing_and_beside_print(folder: CaseFolder) -> None:
    found = compare(folder, made_up)
    assert (found.case, found.currency, found.horizon_years) == ("tiny", "EUR", 10)
    assert found.scenarios == {"day": 365}
    alone, joined = found.configurations
    assert alone.design is not None and alone.design.capacities == {"own": 100}
    assert alone.nothing.capacities == {"own": 0}
    assert alone.nothing.scenarios["day"] == Figures(0.5, 100, 200)
    assert alone.design.scenarios["day"] == Figures(0.6, 90, 190)
    assert alone.design.lifecycle_cost == 1100 and alone.design.annual_emissions_kg == 5
    assert alone.printed["day"] == Figures(0.9, 80, 300)
    difference = alone.differences["day"]
    assert difference.self_consumption == pytest.approx(-0.3)
    assert difference.daily_cost == pytest.approx(10 / 80)
    assert difference.emissions_kg_per_day == pytest.approx(-110 / 300)
    assert alone.source == "a leaflet"
    assert joined.printed == {} and joined.differences == {}


def test_changes_go_from_the_first_configuration_to_the_others(folder: CaseFolder) -> None:
    [change] = compare(folder, made_up).changes
    assert (change.origin, change.configuration, change.scenario) == ("alone", "joined", "day")
    assert change.computed.self_consumption == pytest.approx(0.02)
    assert change.computed.daily_cost == pytest.approx(-2 / 90)
    assert change.computed.emissions_kg_per_day == pytest.approx(-2 / 190)
    assert change.printed == Figures(), "nothing was printed for the second"


def test_given_designs_take_the_place_of_references_and_of_their_print(
    folder: CaseFolder,
) -> None:
    found = compare(folder, made_up, {"alone": {"own": 50}})
    alone = found.configurations[0]
    assert alone.design is not None and alone.design.capacities == {"own": 50}
    assert alone.printed == {} and alone.source == ""
    with pytest.raises(CaseError, match="nowhere"):
        compare(folder, made_up, {"nowhere": {}})
    with pytest.raises(DesignError, match="own"):
        compare(folder, made_up, {"joined": {"own": 50}})


def test_what_cannot_be_run_has_no_figures(folder: CaseFolder) -> None:
    found = compare(folder, infeasible)
    for configuration in found.configurations:
        assert configuration.design is not None
        assert configuration.design.scenarios == {} and configuration.differences == {}
        assert configuration.design.lifecycle_cost is None
        assert configuration.design.message == "too dark"
    assert found.changes == ()


def test_without_a_reference_there_is_nothing_to_compare_with(folder: CaseFolder) -> None:
    bare = tuple(
        choice.model_copy(update={"reference": None}) for choice in folder.file.configuration
    )
    folder = replace(folder, file=folder.file.model_copy(update={"configuration": bare}))
    found = compare(folder, made_up)
    assert [c.design for c in found.configurations] == [None, None]
    assert reference_design(folder.case()) is None
    assert found.changes == ()


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [(0.0, 5.0, None), (None, 5.0, None), (5.0, None, None), (-10.0, -5.0, 0.5), (4.0, 3.0, -0.25)],
)
def test_relative_changes(before: float | None, after: float | None, change: float | None) -> None:
    assert Figures(daily_cost=before).change_to(Figures(daily_cost=after)).daily_cost == change


def test_the_published_case_is_found_as_it_was_printed() -> None:
    found = compare(read_case_folder("beijing"), infeasible)
    names = [configuration.name for configuration in found.configurations]
    assert names == ["independent", "interconnected"]
    assert found.configurations[1].printed["summer"] == Figures(0.962, 4456, 3970)
