"""How sharp a choice is, and what other methods say of it, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.choices import NEARLY, Choices, Method
from planner.evaluation import SEARCH_OBJECTIVES, Evaluation, Objective
from planner.report.words import (
    OBJECTIVE_WORDS,
    counted,
    joined,
    money,
    number,
    percent,
    tonnes,
)

if TYPE_CHECKING:
    from cases import Case

LEAST_SHARE = 0.001
"""Winners at less than this share of all weights are counted, not shown."""

METHOD_WORDS = {
    Method.MEMBERSHIP: "fuzzy membership",
    Method.TOPSIS: "TOPSIS",
    Method.KNEE: "the knee",
    Method.WIDEST: "the largest share of all weights",
}
_MARKS = {
    Method.MEMBERSHIP: "chosen",
    Method.TOPSIS: "TOPSIS",
    Method.KNEE: "knee",
    Method.WIDEST: "widest",
}
_EDGE = 1e-9


def weights_words(choices: Choices) -> str:
    """The weights as shares, such as "lifecycle cost 50.0 %, annual emissions 50.0 %"."""
    return ", ".join(
        f"{OBJECTIVE_WORDS[name]} {percent(share)}" for name, share in choices.weights.items()
    )


def shown_designs(choices: Choices, most: int) -> tuple[int, ...]:
    """Designs for a table: those that a method names, and the widest winners, in order.

    At most `most` designs are there for winning; the chosen one is among them.
    """
    named = {row for method in Method for row in choices.named_by(method)}
    bent = set() if choices.bend is None else {choices.bend}
    return tuple(sorted({*choices.widest(most, LEAST_SHARE), *named, *bent}))


def reliance(case: Case, front: Sequence[Evaluation], choices: Choices) -> list[str]:
    """How far the choice can be relied on, a sentence each."""
    sentences = [
        staying_sentence(choices),
        agreement_sentence(choices),
        sharpness_sentence(case, front, choices),
    ]
    return [sentence for sentence in sentences if sentence]


def staying_sentence(choices: Choices) -> str:
    """Within which weights the choice stays."""
    names = list(choices.weights)
    if len(names) == 1 or len(choices.closeness) == 1:
        return ""
    if all(high - low < LEAST_SHARE for low, high in choices.staying.values()):
        return "The choice holds at these very weights: any others move it."
    told = [_staying(choices, name) for name in (names[:1] if len(names) == 2 else names)]
    others = "" if len(names) == 2 else ", each moved alone while the others keep their ratios"
    return f"The choice stays the same while {joined(told)} of the weight{others}."


def sharpness_sentence(case: Case, front: Sequence[Evaluation], choices: Choices) -> str:
    """How many designs are almost as good, and how far apart they are."""
    if len(front) == 1:
        return "The front is this single design: there is nothing to choose."
    nearly = [front[row] for row in choices.nearly]
    if len(nearly) == 1:
        return f"The choice is sharp: no other membership is within {percent(NEARLY, 0)} of it."
    costs = [e.lifecycle_cost for e in nearly]
    emissions = [e.annual_emissions_kg for e in nearly]
    return (
        f"The choice is not sharp: {len(nearly)} of {counted(len(front), 'design')}, it among "
        f"them, have a membership within {percent(NEARLY, 0)} of the best, from "
        f"{money(min(costs), case.currency)} to {money(max(costs), case.currency)} and from "
        f"{tonnes(min(emissions))} to {tonnes(max(emissions))} a year."
    )


def agreement_sentence(choices: Choices) -> str:
    """Which methods name the chosen design, which cannot tell it from others, which name another.

    A method that holds it and others to be equal does not count as agreeing.
    """
    if len(choices.closeness) == 1:
        return ""
    named = {method: _equals(choices, method) for method in Method}
    said = [method for method, rows in named.items() if rows]
    tied = [method for method in said if _ties(choices, method, named[method])]
    agreeing = [
        METHOD_WORDS[method]
        for method in said
        if choices.row in named[method] and method not in tied
    ]
    methods, verb = counted(len(said), "method"), "names" if len(agreeing) == 1 else "name"
    told = f"{len(agreeing)} of {methods} {verb} it: {joined(agreeing)}."
    if not agreeing:
        told = f"None of {methods} names it alone."
    others = [
        f"{METHOD_WORDS[method]} names {_numbered(named[method])}"
        for method in said
        if choices.row not in named[method]
    ]
    if others:
        told += f" {_capital(joined(others))}."
    for rows in dict.fromkeys(named[method] for method in tied):
        alike = [METHOD_WORDS[method] for method in tied if named[method] == rows]
        verb = "finds" if len(alike) == 1 else "find"
        told += f" {_capital(joined(alike))} {verb} {_numbered(rows)} equally good."
    if Method.MEMBERSHIP in tied:
        told += " Of equals the first is chosen."
    if not choices.knees:
        told += " The front has no knee."
    return told


def winners_sentence(choices: Choices, shown: Sequence[int]) -> str:
    """How many designs win somewhere, how that was found, and which are not shown."""
    count = int((choices.wins.shares > 0.0).sum())
    told = f"{counted(count, 'design wins', 'designs win')} at some weights"
    if choices.wins.samples:
        worst = percent(float(choices.wins.standard_errors.max()), 2)
        told += (
            f", by {choices.wins.samples:,} weight vectors drawn at random "
            f"(standard error of a share: {worst} at most)"
        )
    absent = [row for row in choices.winners if row not in shown]
    if absent:
        together = percent(float(choices.wins.shares[absent].sum()))
        told += f"; {len(absent)} of them, with {together} of all weights together, not shown"
    return f"{told}."


def marks(choices: Choices, row: int) -> str:
    """What names a design, in a word each."""
    named = [_MARKS[method] for method in Method if row in choices.named_by(method)]
    return ", ".join(named + (["bend"] if row == choices.bend else []))


def wins_words(choices: Choices, row: int) -> str:
    """At which weights [%] a design wins: of two objectives from and to which weight of the first.

    Of more, the mean of its weights, in the order of the objectives.
    """
    wins = choices.wins
    if wins.shares[row] == 0.0:
        return "nowhere"
    if wins.intervals is not None:
        low, high = (number(100 * float(end), 1) for end in wins.intervals[row])
        return f"{low} to {high}"
    return " / ".join(number(100 * float(weight)) for weight in wins.centres[row])


def share_words(choices: Choices, row: int) -> str:
    """Share of all weights [%] at which a design wins; its standard error where it was drawn."""
    told = number(100 * float(choices.wins.shares[row]), 1)
    if choices.wins.samples:
        told += f" ± {number(100 * float(choices.wins.standard_errors[row]), 1)}"
    return told


def besides(choices: Choices) -> list[Objective]:
    """Objectives that are weighed, other than cost and emissions."""
    return [name for name in choices.weights if name not in SEARCH_OBJECTIVES]


def besides_words(evaluation: Evaluation, name: Objective) -> str:
    """Value of such an objective."""
    value = evaluation.value(name)
    return percent(value) if name is Objective.SELF_CONSUMPTION else number(value)


def _equals(choices: Choices, method: Method) -> tuple[int, ...]:
    """Designs that a method names; of those that it ranks, all that are as good as the best."""
    scores = {
        Method.MEMBERSHIP: choices.decision.overall,
        Method.TOPSIS: choices.closeness,
        Method.WIDEST: tuple(choices.wins.shares.tolist()),
    }.get(method)
    if scores is None:
        return choices.named_by(method)
    least = max(scores) * (1.0 - _EDGE)
    return tuple(row for row, score in enumerate(scores) if score >= least)


def _ties(choices: Choices, method: Method, rows: Sequence[int]) -> bool:
    """Whether the chosen design is one of several that a method holds to be equal."""
    return method is not Method.KNEE and len(rows) > 1 and choices.row in rows


def _staying(choices: Choices, name: Objective) -> str:
    low, high = choices.staying[name]
    words = f"{OBJECTIVE_WORDS[name]} has"
    if low <= _EDGE and high >= 1.0 - _EDGE:
        return f"{words} any share"
    return f"{words} {percent(low)} to {percent(high)}"


def _numbered(rows: Sequence[int]) -> str:
    return f"{'design' if len(rows) == 1 else 'designs'} {joined([str(row + 1) for row in rows])}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
