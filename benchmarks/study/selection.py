"""A part of a study, or other problems and seeds, as options say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.study.seeds import parse_seeds
from planner.cli.failures import OptionError
from planner.cli.reading import choice_problems

if TYPE_CHECKING:
    from benchmarks.study.definition import Study


@dataclass(frozen=True)
class Selection:
    """What was asked for; None is what the study says."""

    seeds: tuple[int, ...] | None
    problems: tuple[str, ...] | None
    algorithms: tuple[str, ...] | None

    def of(self, study: Study) -> Study:
        """The study with these seeds, problems and algorithms; the reference always stays.

        Raises OptionError for an algorithm that the study does not have.
        """
        known = [entry.name for entry in study.algorithms]
        if problems := choice_problems("--algorithms", self.algorithms or (), known):
            raise OptionError(problems)
        kept = known if self.algorithms is None else [*self.algorithms, study.reference]
        changed: dict[str, Any] = {
            "algorithms": tuple(a for a in study.algorithms if a.name in kept)
        }
        if self.seeds is not None:
            changed["seeds"] = self.seeds
        if self.problems is not None:
            changed["problems"] = self.problems
        return study.model_copy(update=changed)


def selection(
    seeds: str | None, problems: str | None, algorithms: str | None, others: Iterable[str] = ()
) -> Selection:
    """A selection from the texts of options; `others` are problems that are told with its own.

    Raises OptionError with every reason.
    """
    wrong = list(others)
    chosen = _seeds(seeds, wrong)
    named = _names("--problems", problems, wrong)
    for name in named or ():
        _check_problem(name, wrong)
    searches = _names("--algorithms", algorithms, wrong)
    if wrong:
        raise OptionError(wrong)
    return Selection(chosen, named, searches)


def _seeds(text: str | None, wrong: list[str]) -> tuple[int, ...] | None:
    if text is None:
        return None
    try:
        return parse_seeds(text)
    except ValueError as error:
        wrong.append(f"--seeds {text}: {error}")
        return None


def _names(option: str, text: str | None, wrong: list[str]) -> tuple[str, ...] | None:
    if text is None:
        return None
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not names:
        wrong.append(f"{option} names nothing")
    return names


def _check_problem(name: str, wrong: list[str]) -> None:
    from benchmarks.problems import problem_names

    try:
        problem_names(name)
    except ValueError as error:
        wrong.append(f"--problems: {error}")
