"""clusterflex bench: searches side by side, from a declarative study to tables and figures.

The command finds `app` through the entry point group `clusterflex.commands`; where nothing is
installed, `python -m benchmarks.command` is the same. Nothing slow is imported before it is needed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.exits import Exit
from planner.cli.failures import OptionError, told
from planner.cli.interruption import listen, stop_if_heard
from planner.cli.options import AsJson, Workers
from planner.cli.output import say

if TYPE_CHECKING:
    from benchmarks.study.conduct import Progress
    from benchmarks.study.definition import Study
    from benchmarks.study.folder import StudyFolder
    from benchmarks.study.records import RunRecord
    from benchmarks.study.selection import Selection

RUNS_FAILED = 3
"""Exit code where the report is written, but some runs failed."""
DEFAULT_PARENT = Path("runs")

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None if os.environ.get("NO_COLOR") else "rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command(short_help="Compare searches on problems with known fronts.", no_args_is_help=True)
def bench(
    study: Annotated[
        str | None,
        typer.Argument(metavar="STUDY", help="Study file, or the name of a shipped study."),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="List the shipped studies and what they cost.")
    ] = False,
    folder: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Folder of the runs and of the report; runs that are there are kept.",
            show_default="runs/bench-<study>",
        ),
    ] = None,
    workers: Workers = None,
    seeds: Annotated[
        str | None, typer.Option(help='Seeds instead of the study\'s, such as "1-3" or "1,5".')
    ] = None,
    problems: Annotated[
        str | None,
        typer.Option(metavar="NAME,...", help="Problems and suites instead of the study's."),
    ] = None,
    algorithms: Annotated[
        str | None,
        typer.Option(metavar="NAME,...", help="Only these of the study, and its reference."),
    ] = None,
    report_only: Annotated[
        bool, typer.Option("--report-only", help="Write the report of the runs that are there.")
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Do failed runs again.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex bench quick -o runs/quick

    Run every search of a study on every problem with every seed, and write tables and figures.
    Interrupted, or with another seed or search, the same command does only what is missing.

    Exit codes: 0 done, 1 bug, 2 bad input, 3 runs failed (they are listed), 130 interrupted.
    """
    with told(as_json):
        if listed:
            from benchmarks.study.telling import tell_studies

            tell_studies(as_json)
            return
        from benchmarks.study.selection import selection
        from planner.cli.reading import workers_problems

        wanted = selection(seeds, problems, algorithms, others=workers_problems(workers))
        if study is None:
            raise OptionError(["name a study; see: clusterflex bench --list"])
        if report_only and retry_failed:
            raise OptionError(["--report-only and --retry-failed do not go together"])
        if report_only:
            code = _report_only(study, folder, wanted, as_json)
        else:
            code = _bench(study, folder, wanted, workers, retry_failed, as_json)
    raise typer.Exit(code)


def _bench(
    name: str,
    folder: str | None,
    wanted: Selection,
    workers: int | None,
    retry_failed: bool,
    as_json: bool,
) -> int:
    """Do what is missing, then report; the exit code."""
    from benchmarks.study.definition import read_study
    from benchmarks.study.folder import StudyFolder
    from benchmarks.study.plan import plan_runs

    study = wanted.of(read_study(name))
    path = _path(study, folder)
    plan = plan_runs(study)
    kept = StudyFolder.prepare(path, study, plan)
    say(f'study "{study.name}": {len(plan)} runs; folder: {path}')
    if kept.others:
        say(f"{kept.others} runs there are of other settings or versions; they are left alone")
    from benchmarks.study.conduct import conduct
    from benchmarks.study.progress import StudyWatcher

    watching = StudyWatcher()

    def on_run(progress: Progress, record: RunRecord | None) -> None:
        watching.on_run(progress, record)
        stop_if_heard()

    try:
        progress = conduct(
            kept,
            plan,
            workers=workers or os.cpu_count() or 1,
            retry_failed=retry_failed,
            on_run=on_run,
        )
    except KeyboardInterrupt:
        watching.close()
        say(f"Interrupted; {kept.there} of {len(plan)} runs are kept. The same command goes on.")
        raise typer.Exit(Exit.INTERRUPTED) from None
    finally:
        watching.close()
    return _tell(kept, study, progress.done, as_json)


def _report_only(name: str, folder: str | None, wanted: Selection, as_json: bool) -> int:
    """Report what the folder holds; the definition there counts, not the file."""
    from benchmarks.study.definition import read_study
    from benchmarks.study.folder import StudyFolder

    study = read_study(name, check_names=False)
    kept = StudyFolder.open(_path(study, folder))
    if kept.study.name != study.name:
        raise OptionError([f'{kept.path} holds the study "{kept.study.name}", not "{study.name}"'])
    return _tell(kept, wanted.of(kept.study), 0, as_json)


def _path(study: Study, folder: str | None) -> Path:
    return Path(folder) if folder is not None else DEFAULT_PARENT / f"bench-{study.name}"


def _tell(kept: StudyFolder, study: Study, made: int, as_json: bool) -> int:
    """Write the report and tell what there is; the exit code."""
    from benchmarks.study.records import RunStatus
    from benchmarks.study.telling import tell_report

    contents = kept.contents(study)
    tell_report(kept.path, contents, made, as_json)
    failed = any(record.status is RunStatus.FAILED for record in contents.records)
    return RUNS_FAILED if failed else Exit.DONE


def main() -> None:
    """Run the command by itself, as `python -m benchmarks.command`."""
    try:
        listen()
        app(prog_name="clusterflex bench")
    except KeyboardInterrupt:
        say("Interrupted.")
        sys.exit(Exit.INTERRUPTED)


if __name__ == "__main__":
    main()
