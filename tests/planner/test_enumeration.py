"""The exact front: that of every design, whatever is left unsolved."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cases import Case, read_case
from operation import Design, SolverSettings, Status
from planner.archive import Archive
from planner.design_space import DesignSpace, NothingToPlan
from planner.enumeration import (
    EnumerationSettings,
    NotEnumerable,
    enumerable_space,
    enumerate_designs,
    part_count,
)
from planner.evaluation import SEARCH_OBJECTIVES, Evaluation, Objective, failure
from planner.executor import OnDone, SerialEvaluator
from planner.generation import Generation
from planner.lower_caps import LowerCaps
from planner.store import RunStore
from tests.operation.conftest import random_case

from .conftest import write_tiny
from .test_bound import two_days

SOLVER = SolverSettings()


class Counting(SerialEvaluator):
    """Counts the designs that are solved; those of `spoilt` end with a status of its choice."""

    def __init__(self, case: Case, spoilt: dict[Design, Status] | None = None) -> None:
        super().__init__(case, SOLVER)
        self._of, self._spoilt = case, spoilt or {}
        self.solved: list[Design] = []

    def evaluate(self, designs: Sequence[Design], on_done: OnDone) -> list[Evaluation]:
        self.solved += designs
        return [self._spoil(e) for e in super().evaluate(designs, on_done)]

    def _spoil(self, evaluation: Evaluation) -> Evaluation:
        status = self._spoilt.get(evaluation.design)
        if status is None:
            return evaluation
        if status.accepted:
            return replace(evaluation, status=status)
        return failure(self._of, evaluation.design, status, "spoilt")


def enumerated(
    case: Case,
    evaluator: Counting,
    settings: EnumerationSettings | None = None,
    store: RunStore | None = None,
) -> tuple[Archive, tuple[Generation, ...], tuple[Design, ...]]:
    with closing(RunStore.create(None, {})) as fresh:
        kept = store if store is not None else fresh
        return enumerate_designs(case, settings or EnumerationSettings(), SOLVER, evaluator, kept)


def points(archive: Archive) -> list[tuple[float, float]]:
    return sorted((e.lifecycle_cost, e.annual_emissions_kg) for e in archive.front)


def dominated(evaluation: Evaluation, others: Sequence[Evaluation]) -> bool:
    a = (evaluation.lifecycle_cost, evaluation.annual_emissions_kg)
    return any(
        b[0] <= a[0] and b[1] <= a[1] and b != a
        for b in ((o.lifecycle_cost, o.annual_emissions_kg) for o in others)
    )


@pytest.mark.parametrize("soc_min", ["0.1", "0.0"])
@pytest.mark.parametrize("leak", ["0.0", "0.002"])
def test_the_front_is_that_of_all_designs(tmp_path: Path, leak: str, soc_min: str) -> None:
    """With and without what smaller designs tell: only a storage that leaks and must stay full
    keeps them from telling anything."""
    folder = write_tiny(tmp_path / "tiny")
    text = (folder / "case.toml").read_text().replace("soc_min = 0.1", f"soc_min = {soc_min}")
    text = text.replace("power_max_kw = 30", f"power_max_kw = 30\nself_discharge_per_hour = {leak}")
    (folder / "case.toml").write_text(text)
    case = read_case(folder)
    every = Counting(case)
    all_of_them, parts, _ = enumerated(case, every, EnumerationSettings(screening=False))
    assert len(every.solved) == len(set(every.solved)) == 21 * 9
    assert parts[-1].screened == 0
    # brute force, from the definition
    evaluations = [e for e in all_of_them.evaluations if e.accepted]
    true = {e.design for e in evaluations if not dominated(e, evaluations)}
    assert {e.design for e in all_of_them.front} == true
    some = Counting(case)
    archive, parts, doubts = enumerated(case, some)
    assert points(archive) == points(all_of_them) and doubts == ()
    assert parts[-1].screened == 21 * 9 - len(some.solved) > 21 * 9 / 4


def test_other_objectives(tiny: Case) -> None:
    three = (Objective.LIFECYCLE_COST, Objective.ANNUAL_EMISSIONS, Objective.SELF_CONSUMPTION)
    fronts = [
        enumerated(tiny, Counting(tiny), EnumerationSettings(three, screening))[0].front
        for screening in (True, False)
    ]
    assert {e.design for e in fronts[0]} == {e.design for e in fronts[1]}
    assert len(fronts[0]) > 2


def test_what_the_store_holds_is_not_solved_again(tiny: Case, tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    class Ending(Counting):
        def evaluate(self, designs: Sequence[Design], on_done: OnDone) -> list[Evaluation]:
            if len(self.solved) > 20:
                raise Enough
            return super().evaluate(designs, on_done)

    undisturbed = Counting(tiny)
    whole, parts, _ = enumerated(tiny, undisturbed)
    store = RunStore.create(tmp_path / "run.sqlite", {})
    first = Ending(tiny)
    with pytest.raises(Enough):
        enumerated(tiny, first, store=store)
    second = Counting(tiny)
    again, parts_again, _ = enumerated(tiny, second, store=store)
    assert [*first.solved, *second.solved] == undisturbed.solved
    store.close()
    assert again.evaluations == whole.evaluations
    # as text, since nan is not equal to itself
    assert str(parts_again) == str(parts)


def test_what_is_not_proven_best_leaves_the_front_in_doubt(tiny: Case) -> None:
    archive, _, _ = enumerated(tiny, Counting(tiny))
    on_front = archive.front[len(archive.front) // 2].design
    for status in (Status.LIMITED, Status.SOLVER_ERROR):
        _, _, doubts = enumerated(tiny, Counting(tiny, {on_front: status}))
        assert doubts == (on_front,)
    # what bounds prove to be worse than others leaves no doubt, however it ends
    nothing = Design.nothing(tiny)
    assert nothing not in {e.design for e in archive.front}
    far = Counting(tiny, {nothing: Status.LIMITED})
    _, _, doubts = enumerated(tiny, far)
    assert doubts == ()


def test_a_dispatch_that_is_not_proven_best_drives_no_design_off_the_front(tiny: Case) -> None:
    """One that the lower level would not choose may look better than any true one."""
    exact, _, _ = enumerated(tiny, Counting(tiny))
    spoilt = [e.design for e in exact.evaluations if e not in exact.front][3:8]

    class Lucky(Counting):
        def _spoil(self, evaluation: Evaluation) -> Evaluation:
            if evaluation.design not in spoilt:
                return evaluation
            return replace(
                evaluation,
                status=Status.LIMITED,
                annual_emissions_kg=0.5 * evaluation.annual_emissions_kg,
            )

    archive, _, _ = enumerated(tiny, Lucky(tiny))
    assert points(archive) == points(exact)


def test_without_any_proven_dispatch_there_is_a_front_all_the_same(tiny: Case) -> None:
    every = {d: Status.LIMITED for d in DesignSpace.of(tiny).designs(DesignSpace.of(tiny).every())}
    settings = EnumerationSettings(screening=False)
    exact, _, _ = enumerated(tiny, Counting(tiny), settings)
    archive, _, doubts = enumerated(tiny, Counting(tiny, every), settings)
    assert points(archive) == points(exact) and len(doubts) == 189


@pytest.mark.parametrize(
    ("shared", "link"),
    [("module_kwh = 2", "module_kw = 5"), ("module_kwh = 10", "module_kw = 0.4")],
)
def test_parts_are_spread_over_all_sizes(tmp_path: Path, shared: str, link: str) -> None:
    """Also where a side has 101 sizes."""
    folder = write_tiny(tmp_path / "tiny")
    text = (folder / "case.toml").read_text()
    text = text.replace("module_kwh = 10", shared).replace("module_kw = 5", link)
    (folder / "case.toml").write_text(text)
    space = enumerable_space(read_case(folder))
    count = part_count(space)
    part = space.every()[7::count]
    for column in range(2):
        sizes = len(set(space.every()[:, column]))
        assert len(set(part[:, column])) >= min(sizes, len(part)) / 2


@pytest.mark.parametrize("gap", [pytest.param(1e-7, marks=pytest.mark.slow), 5e-2])
def test_random_cases_have_the_same_front_without_bounds(gap: float) -> None:
    """Two days, hubs, ports, ramps, lexicographic or weighted, two or three objectives."""
    three = (*SEARCH_OBJECTIVES, Objective.SELF_CONSUMPTION)
    screened = compared = 0
    for seed in range(2000, 2016):
        lexicographic = {"objective": "lexicographic", "lexicographic_tolerance": 0.01}
        case = two_days(random_case(seed, **(lexicographic if seed % 2 else {})), 70.0, 45.0)
        solver = SolverSettings(gap=gap)
        try:
            if not 20 <= enumerable_space(case).size <= 120:
                continue
        except NothingToPlan:
            continue
        fronts = []
        for screening in (True, False):
            settings = EnumerationSettings(three if seed % 3 else SEARCH_OBJECTIVES, screening)
            evaluator = SerialEvaluator(case, solver)
            with closing(RunStore.create(None, {})) as store:
                archive, parts, _ = enumerate_designs(case, settings, solver, evaluator, store)
            fronts.append(sorted(e.lifecycle_cost for e in archive.front))
            screened += parts[-1].screened
        assert fronts[0] == fronts[1], seed
        compared += 1
    assert compared > 2 and screened > 5, (compared, screened)


def test_caps_leave_room_for_the_gap(tiny: Case) -> None:
    """A solver that asks for a tenth of what it has found may find 1 / 0.9 of the least."""
    design = Design((50.0,), (10.0,))
    (found,) = Counting(tiny).evaluate([design], lambda: None)
    tight, loose = (LowerCaps(tiny, SolverSettings(gap=gap)) for gap in (1e-7, 0.1))
    for caps in (tight, loose):
        caps.add([found])
    ratio = loose.caps([design])[0, 0] / tight.caps([design])[0, 0]
    assert ratio == pytest.approx(1 / 0.9, rel=1e-5)


def test_caps_come_from_smaller_designs_only(tiny: Case) -> None:
    evaluator, caps = Counting(tiny), LowerCaps(tiny, SOLVER)
    small, other, large = (Design((a,), (b,)) for a, b in ((50, 10), (10, 30), (60, 20)))
    assert caps.caps([large]).tolist() == [[float("inf")]]
    found = evaluator.evaluate([small, other, large], lambda: None)
    caps.add(found[:2])
    known = caps.caps([small, other, large, Design((40,), (20,))])
    assert known[2, 0] == known[0, 0] != known[1, 0] and known[3, 0] == float("inf")
    caps.add(found[2:])
    assert caps.caps([large])[0, 0] < known[2, 0]


def test_too_many_designs_or_no_modules(tmp_path: Path, tiny: Case) -> None:
    assert enumerable_space(tiny).size == len(enumerable_space(tiny).every()) == 189
    folder = write_tiny(tmp_path / "fine")
    text = (folder / "case.toml").read_text()
    (folder / "case.toml").write_text(text.replace("module_kwh = 10", "module_kwh = 0.001"))
    with pytest.raises(NotEnumerable, match=r"1,800,009 designs of whole modules.*larger modules"):
        enumerable_space(read_case(folder))
    (folder / "case.toml").write_text(text.replace("module_kwh = 10\n", ""))
    with pytest.raises(NotEnumerable, match=r"no modules for shared.*module_kwh"):
        enumerable_space(read_case(folder))


def test_every_design_is_one_of_the_space(tiny: Case) -> None:
    space = DesignSpace.of(tiny)
    every = space.designs(space.every())
    assert len(set(every)) == len(every) == space.size
    assert {d.fid_kw[0] for d in every} == {5.0 * k for k in range(9)}
    assert max(d.storage_kwh[0] for d in every) == 200.0
