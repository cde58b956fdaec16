"""The report's section on the choice, its figure, and a plan's choices."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from matplotlib.figure import Figure

from cases import Case
from planner import Outcome, Plan, plan
from planner.choices import choices_of
from planner.decision import decide
from planner.evaluation import Objective
from planner.report.decision_section import decision_section
from planner.report.decision_words import agreement_sentence, staying_sentence
from planner.report.drawing import VERMILION
from planner.report.saving import png_bytes, svg_bytes
from planner.report.weights_figure import BARS, weights_figure

COST = Objective.LIFECYCLE_COST
_MADE: dict[str, Plan] = {}


@pytest.fixture
def planned(tiny: Case) -> Plan:
    """A small plan, made once: nothing changes it."""
    if tiny.digest not in _MADE:
        _MADE[tiny.digest] = plan(
            tiny, population=12, generations=4, seed=1, workers=0, second_opinion=False
        )
    return _MADE[tiny.digest]


def with_front(planned: Plan, figures: list[tuple[float, float]]) -> Plan:
    """The plan with a front of given costs and emissions."""
    one = planned.front_evaluations[0]
    assert one.cost is not None
    front = tuple(
        replace(
            one,
            cost=replace(one.cost, investment=cost, maintenance=0.0, purchases=0.0, sales=0.0),
            annual_emissions_kg=emissions,
        )
        for cost, emissions in figures
    )
    return replace(
        planned, front_evaluations=front, decision=decide(front, planned.settings.weights)
    )


class Cells(HTMLParser):
    """Text of the table's rows, and which one is marked."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.marked: list[int] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag == "tr":
            if ("class", "chosen") in attrs:
                self.marked.append(len(self.rows))
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data


def cells(section: str) -> Cells:
    return Cells(re.sub(r"<svg.*?</svg>", "", section, flags=re.DOTALL))


def test_section_tells_sentences_figure_and_table(planned: Plan) -> None:
    section, choices = decision_section(planned), planned.choices()
    table = cells(section)
    head, *rows = table.rows
    assert {len(row) for row in rows} == {len(head)}
    assert {int(row[0]) - 1 for row in rows} >= set(choices.winners)
    assert [int(table.rows[number][0]) - 1 for number in table.marked] == [choices.row]
    (chosen,) = [row for row in rows if "chosen" in row[1]]
    told = dict(zip(head, chosen, strict=True))
    assert told["membership (best = 100 %)"] == "100.0 %"
    assert told["TOPSIS rank"] == str(choices.topsis_ranks[choices.row])
    assert told["lifecycle cost (EUR)"] == f"{planned.chosen.lifecycle_cost:,.0f}"
    assert section.count("<svg") == 1 and 'role="img"' in section
    for said in (staying_sentence(choices), agreement_sentence(choices)):
        assert said and said.replace(" %", "\N{NO-BREAK SPACE}%") in section
    assert "<h2" not in section
    ids = re.findall(r' id="([^"]*)"', section)
    assert len(ids) == len(set(ids)) and all(name.startswith("decision-") for name in ids)
    assert decision_section(planned) == section


def test_shares_of_the_table_are_those_of_the_intervals(planned: Plan) -> None:
    bent = with_front(planned, [(1e5, 9e4), (2e5, 4e4), (3e5, 3.5e4), (6e5, 1e4), (9e5, 9e3)])
    head, *rows = cells(decision_section(bent)).rows
    share = head.index("share of all weights (%)")
    wins = head.index("wins at weights of lifecycle cost (%)")
    for row in rows:
        if row[wins] == "nowhere":
            assert row[share] == "0.0"
        else:
            low, high = map(float, row[wins].split(" to "))
            assert float(row[share]) == pytest.approx(high - low, abs=0.15)


def test_a_front_of_one_design_and_a_plan_without_choice(planned: Plan) -> None:
    single = with_front(planned, [(1e5, 5e4)])
    assert decision_section(single) == (
        "<p>The front is this single design: there is nothing to choose.</p>"
    )
    none = replace(planned, decision=None, outcome=Outcome.SOLVER_TROUBLE)
    assert decision_section(none) == ""


def test_a_front_of_one_design_can_be_drawn(planned: Plan) -> None:
    single = with_front(planned, [(1e5, 5e4)])
    axes = weights_figure(single.case, single.front_evaluations, single.choices())
    assert len(axes.patches) == 1 and png_bytes(axes).startswith(b"\x89PNG")


def test_bars_of_two_objectives_fill_the_weights_in_turn(planned: Plan) -> None:
    bent = with_front(planned, [(1e5, 9e4), (2e5, 4e4), (6e5, 1e4), (9e5, 9e3)])
    choices = bent.choices({COST: 3.0, Objective.ANNUAL_EMISSIONS: 1.0})
    axes = weights_figure(bent.case, bent.front_evaluations, choices)
    ends = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches]
    assert ends[0][1] == pytest.approx(1) and ends[-1][0] == pytest.approx(0)
    assert [low for low, _ in ends[:-1]] == pytest.approx([high for _, high in ends[1:]])
    (chosen,) = [end for end, bar in zip(ends, axes.patches, strict=True) if bar_is_chosen(bar)]
    assert chosen[0] <= 0.75 <= chosen[1]
    (mark,) = axes.get_lines()
    assert list(mark.get_xdata()) == [0.75, 0.75]
    assert svg_bytes(axes) == svg_bytes(weights_figure(bent.case, bent.front_evaluations, choices))


def bar_is_chosen(bar: object) -> bool:
    from matplotlib.colors import to_rgba

    return bar.get_facecolor() == to_rgba(VERMILION)  # type: ignore[attr-defined]


def test_shares_of_three_objectives_are_drawn_on_axes_that_are_given(planned: Plan) -> None:
    weights = dict.fromkeys((COST, Objective.ANNUAL_EMISSIONS, Objective.SELF_CONSUMPTION), 1.0)
    front = planned.front_evaluations
    choices = choices_of(front, weights)
    axes = Figure().subplots()
    assert weights_figure(planned.case, front, choices, axes) is axes
    widths = [bar.get_width() for bar in axes.patches]
    shown = choices.widest(BARS, 0.001)
    assert widths == pytest.approx([choices.wins.shares[row] for row in shown])
    section = decision_section(
        replace(planned, settings=replace(planned.settings, weights=weights))
    )
    assert "self-consumption" in section and "weight vectors drawn" in section


def test_a_plan_has_choices_by_its_own_weights_or_others(planned: Plan) -> None:
    assert planned.decision is not None
    own = planned.choices()
    assert own.decision == planned.decision
    dear = planned.choices({"annual_emissions_kg": 5.0})
    assert planned.front_evaluations[dear.row].annual_emissions_kg == min(
        e.annual_emissions_kg for e in planned.front_evaluations
    )
    with pytest.raises(ValueError, match="nonsense"):
        planned.choices({"nonsense": 1.0})
    with pytest.raises(ValueError, match="weights"):
        planned.choices({COST: math.nan})
    none = replace(planned, decision=None, outcome=Outcome.SOLVER_TROUBLE)
    with pytest.raises(ValueError, match="solver trouble"):
        none.choices()


def test_a_tie_is_no_agreement(planned: Plan) -> None:
    """At equal weights nothing tells two designs of a front apart, and that is told."""
    two = with_front(planned, [(1e5, 9e4), (3e5, 4e4)])
    told = agreement_sentence(two.choices())
    assert told.startswith("1 of 3 methods names it: TOPSIS. Fuzzy membership and the largest ")
    assert "find designs 1 and 2 equally good. Of equals the first is chosen." in told
    mirrored = with_front(planned, [(1e5, 9e4), (3e5, 3e4)])
    told = agreement_sentence(mirrored.choices())
    assert told.startswith("None of 3 methods names it alone. Fuzzy membership, TOPSIS and the ")
    # other weights break the tie of the method that has weights, and only that
    told = agreement_sentence(two.choices({COST: 3.0, Objective.ANNUAL_EMISSIONS: 1.0}))
    assert told.startswith("2 of 3 methods name it: fuzzy membership and TOPSIS.")
    assert "The largest share of all weights finds designs 1 and 2 equally good" in told
    assert "Of equals" not in told
