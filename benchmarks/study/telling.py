"""What the command tells of studies and of their results: on stdout, or as one JSON document."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.study.progress import failure_text
from benchmarks.study.records import RunRecord, RunStatus, versions_of
from planner.cli.failures import OptionError
from planner.cli.output import amount, new_table, say, show, show_json, show_table

if TYPE_CHECKING:
    from benchmarks.study.folder import Contents

REPORT = "report"
"""Folder of the report inside a study's folder."""
_SHOWN = 20


def tell_studies(as_json: bool) -> None:
    """The shipped studies, with what they cost."""
    from benchmarks.study.listing import listed_studies

    found = listed_studies()
    if as_json:
        show_json([entry._asdict() for entry in found])
        return
    for entry in found:
        show(f"{entry.name}  {entry.title}")
        parts = (
            f"{entry.algorithms} algorithms x {entry.problems} problems x {entry.seeds} seeds",
            f"{amount(entry.runs)} runs of {amount(entry.evaluations)} evaluations",
            entry.cost,
        )
        show(f"  {'; '.join(part for part in parts if part)}")


def tell_report(path: Path, contents: Contents, made: int, as_json: bool) -> None:
    """Write the report of a study's runs; tell where it is, and what is amiss."""
    if not contents.records:
        raise OptionError([f"{path} holds no run of this study that can be read"])
    from benchmarks.report import write_report

    report = path / REPORT
    written = write_report(contents.study, contents.records, report)
    answer = _answer(written.summary)
    failed = [record for record in contents.records if record.status is RunStatus.FAILED]
    versions = versions_of(contents.records)
    if as_json:
        show_json(
            {
                "study": contents.study.name,
                "folder": str(path),
                "runs": len(contents.records),
                "made_now": made,
                "failed": [
                    {
                        "algorithm": r.algorithm,
                        "problem": r.problem,
                        "seed": r.seed,
                        "error": r.error,
                    }
                    for r in failed
                ],
                "missing": list(contents.missing),
                "damaged": list(contents.damaged),
                "versions": versions,
                "answer": answer,
                "report": [
                    str(file.relative_to(path))
                    for file in (written.summary, *written.tables, *written.figures)
                ],
            }
        )
    else:
        _show_runs(contents)
        show(answer)
        show(f"report: {written.summary}")
    _warn(contents, failed, versions)


def _answer(summary: Path) -> str:
    """The paragraph with which a report's page begins, below its title."""
    parts = summary.read_text(encoding="utf-8").split("\n\n")
    return parts[1].replace("\\", "").strip() if len(parts) > 1 else ""


def _show_runs(contents: Contents) -> None:
    """Runs and CPU time by algorithm; what they are worth is in the report."""
    table = new_table("algorithm", "runs", "failed", "CPU s a run", "of it problem")
    for entry in contents.study.algorithms:
        ours = [record for record in contents.records if record.algorithm == entry.name]
        done = [record for record in ours if record.status is RunStatus.DONE]
        search = _mean([record.seconds for record in done])
        problem = _mean([record.problem_seconds for record in done])
        table.add_row(
            entry.label,
            amount(len(ours)),
            amount(len(ours) - len(done)),
            amount(search + problem, 3),
            amount(problem, 3),
        )
    show_table(table)


def _warn(
    contents: Contents, failed: Sequence[RunRecord], versions: Mapping[str, Sequence[str]]
) -> None:
    for record in failed[:_SHOWN]:
        say(failure_text(record))
    if len(failed) > _SHOWN:
        say(f"and {len(failed) - _SHOWN} more failed; the report lists them")
    if failed:
        say("Failed runs count as the worst there is. To do them again: --retry-failed")
    for damage in contents.damaged[:_SHOWN]:
        say(f"warning: left out, as it is damaged: {damage}")
    if contents.missing:
        of = len(contents.missing) + len(contents.records) + len(contents.damaged)
        say(f"warning: {len(contents.missing)} of {of} runs are not there yet")
    for name, found in versions.items():
        if len(found) > 1:
            say(f"warning: the runs were made by several versions of {name}: {', '.join(found)}")


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) / len(known) if known else math.nan
