"""What was compared, on what, how often: the head of the page."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from benchmarks.indicators import REFERENCE_POINT, RESOLUTION, Indicator
from benchmarks.report.coverage import Coverage
from benchmarks.report.markdown import escaped
from benchmarks.report.numbers import short
from benchmarks.report.results import Results
from benchmarks.report.sentences import listed
from benchmarks.statistics import FLOOR, RATIO_LIMIT
from planner.report.words import counted

FAILURES_SHOWN = 20
NOISE = 1e-12
"""Shares of the hypervolume below this are rounding."""


def setting(results: Results) -> list[str]:
    """Lines on algorithms, problems, seeds and budget."""
    study = results.study
    lines = [
        f"- {escaped(entry.label)}: {escaped(entry.kind)}{_options(entry.options)}"
        + (" - the others are compared with it" if entry.name == study.reference else "")
        for entry in study.algorithms
    ]
    judged = [name for name, problem in results.problems.items() if not problem.tuned]
    tuned = [name for name, problem in results.problems.items() if problem.tuned]
    members = Counter(results.groups[name] for name in judged)
    groups = [f"{group} ({count})" for group, count in members.items()]
    sources = Counter(str(p.reference_source) for p in results.problems.values())
    lines += [
        "",
        f"On {counted(len(judged), 'problem')} that nothing was tuned on: "
        f"{escaped(listed(groups, 20))}."
        + (
            f" {escaped(listed(tuned, 20))} "
            f"{'was' if len(tuned) == 1 else 'were'} used to tune the default search: "
            "shown apart, counted nowhere."
            if tuned
            else ""
        ),
        "",
        f"{counted(len(study.seeds), 'seed')}, {study.evaluations:,} evaluations a run, "
        f"population {study.population:,}, judged after "
        f"{listed([f'{c:,}' for c in study.checkpoints])} evaluations. Reference fronts: "
        f"{', '.join(f'{source} ({count})' for source, count in sources.items())}.",
    ]
    return lines


def runs_told(covered: Coverage) -> list[str]:
    """Lines on how many runs there are, and every kind of run that is missing or failed."""
    done = len(covered.records) - len(covered.failed)
    lines = [
        f"{counted(covered.expected, 'run')} planned: {done:,} done, {len(covered.failed):,} "
        f"failed, {covered.absent:,} not there yet."
    ]
    if covered.absent:
        lines += ["", f"**Not complete.** Missing: {_missing(covered)}."]
    if covered.others:
        lines += ["", f"{counted(covered.others, 'record')} of other runs: not looked at."]
    if covered.infeasible:
        pairs = Counter((r.algorithm, r.problem) for r in covered.infeasible)
        told = [f"{a} on {p} ({n})" for (a, p), n in pairs.items()]
        lines += [
            "",
            f"{counted(len(covered.infeasible), 'run')} ended without a feasible point and "
            f"{'has' if len(covered.infeasible) == 1 else 'have'} the worst value: "
            f"{escaped(listed(told))}.",
        ]
    if covered.failed:
        lines += ["", "Failed, and counted with the worst value:", ""]
        for record in covered.failed[:FAILURES_SHOWN]:
            lines.append(
                f"- {escaped(record.algorithm)} on {escaped(record.problem)}, seed {record.seed}: "
                f"{escaped(record.error)}"
            )
        rest = len(covered.failed) - FAILURES_SHOWN
        if rest > 0:
            lines.append(f"- and {rest} more, in runs.csv")
    return lines


def method(results: Results) -> list[str]:
    """Lines on how it was measured and judged."""
    versions = Counter(
        (name, version) for r in results.coverage.records for name, version in r.versions.items()
    )
    told = [f"{name} {version}" for name, version in sorted(versions)]
    lines = [
        f"- Objectives are scaled by ideal (0) and nadir (1) of the reference set; the "
        f"hypervolume is below {REFERENCE_POINT} in every objective. The gap is 1 - hypervolume / "
        "hypervolume of the reference set; the population gap takes the best "
        f"{results.study.population} of its points instead (two objectives), and counts nothing "
        f"below {RESOLUTION:g}: no population of that size could do better.",
        "- At the checkpoints the population counts; over evaluations, everything evaluated until "
        f"then, measured at {len(results.trajectories.counts)} counts in log steps: a target is "
        f"noticed at most {100 * (results.trajectories.step - 1):.0f} % late, for all alike.",
        "- Runs are independent samples: a seed that two algorithms share makes no pair. "
        "Mann-Whitney, two-sided, Holm over the problems of a table.",
        "- Over problems, medians are pairs: Wilcoxon signed-rank on the logarithms of their "
        "ratios, Friedman on their ranks, Nemenyi's critical difference at 0.05.",
        f"- Ratios of medians: values below {FLOOR:g} count as {FLOOR:g}, ratios end at "
        f"{RATIO_LIMIT:g} and 1/{RATIO_LIMIT:g}, which is also what a median without a feasible "
        "point counts.",
        "- Evaluations expected until a target is reached: those of all runs until they reach it "
        "or end, divided by the successes; a failed run is charged the whole budget. Shares of "
        "success have Wilson's 95 % interval.",
    ]
    beyond = _beyond(results)
    if beyond:
        lines.append(
            "- A reference set has finitely many points, or is not the best there is: what was "
            f"evaluated has more hypervolume on {escaped(beyond)}. Targets finer than that are "
            "reached too early there, by all algorithms alike."
        )
    if told:
        lines.append(f"- Made with {escaped(', '.join(told))}.")
    return lines


def _beyond(results: Results) -> str:
    """Problems on which some archive has more hypervolume than the reference set, and how much."""
    runs = results.trajectories.runs
    least = pd.Series(results.trajectories.values[Indicator.HYPERVOLUME_GAP].min(axis=1))
    by_problem = least.groupby(runs["problem"], sort=False).min()
    return listed([f"{name} ({short(-gap)})" for name, gap in by_problem.items() if gap < -NOISE])


def _missing(covered: Coverage) -> str:
    pairs = [f"{a} on {p} ({n})" for (a, p), n in covered.missing.items()]
    return escaped(listed(pairs))


def _options(options: dict[str, Any]) -> str:
    told = ", ".join(f"{key} = {value}" for key, value in options.items())
    return f" ({escaped(told)})" if told else ""
