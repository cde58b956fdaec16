"""The `clusterflex` command. Nothing slow is imported here: `--help` answers at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from planner.cli.bound import bound
from planner.cli.cache import cache
from planner.cli.check import check
from planner.cli.compare import compare
from planner.cli.decide import decide
from planner.cli.dispatch import dispatch
from planner.cli.exact import exact
from planner.cli.exits import Exit
from planner.cli.export import export
from planner.cli.extensions import ExtendedGroup
from planner.cli.failures import DEBUG, let_go_of_stdout
from planner.cli.feeder import feeder
from planner.cli.figures import figures
from planner.cli.generate import generate
from planner.cli.importing import importing
from planner.cli.interruption import listen
from planner.cli.list_cases import cases
from planner.cli.new import new
from planner.cli.output import say, show
from planner.cli.resume import resume
from planner.cli.run import run
from planner.cli.schema import schema
from planner.cli.sensitivity import sensitivity
from planner.cli.serve import serve
from planner.cli.solvers import solvers
from planner.cli.tradeoff import tradeoff
from planner.cli.watch import watch
from planner.cli.year import year

app = typer.Typer(
    name="clusterflex",
    cls=ExtendedGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # rich leaves bold and dim on a terminal when NO_COLOR is set; plain help has no codes at all
    rich_markup_mode=None if os.environ.get("NO_COLOR") else "rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

_COMMANDS: dict[Callable[..., None], str] = {
    cases: "List the cases that ship with ClusterFlex.",
    new: "Begin a case of your own as a copy of a shipped one.",
    generate: "Draw a synthetic cluster, for scaling studies.",
    check: "Tell every problem of a case, or what it holds.",
    run: "Plan a case: search, choose, report.",
    resume: "Continue a run, or tell its result again.",
    exact: "The exact front, where capacities come in modules.",
    watch: "Look at a run while it goes on.",
    serve: "Look at runs side by side in a browser.",
    bound: "What no design can beat, and a run's distance to it.",
    decide: "What methods and weights choose from a run's front.",
    figures: "Draw a run's figures anew, for a paper.",
    compare: "Compare configurations, beside printed figures.",
    dispatch: "Run one design in every scenario.",
    sensitivity: "What other prices, demands and yields would change.",
    tradeoff: "Cost against self-consumption for one design.",
    year: "Run one design through a whole year.",
    export: "Write a run for Excel and other programs.",
    cache: "Tell, or forget, what earlier runs have solved.",
    solvers: "List the solvers that can be used here.",
    schema: "Write the JSON schema of case.toml for editors.",
}
for _command, _short in _COMMANDS.items():
    app.command(short_help=_short)(_command)
app.add_typer(importing, short_help="Make a case from data of a whole year.")
app.add_typer(feeder, short_help="Buildings on a distribution feeder.")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            show(f"clusterflex {version('clusterflex')}")
        except PackageNotFoundError:
            show("clusterflex (not installed, running from its sources)")
        raise typer.Exit(Exit.DONE)


@app.callback()
def clusterflex(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version and end."
        ),
    ] = False,
    debug: Annotated[
        bool,
        typer.Option(
            "--debug", help=f"Show a traceback where ClusterFlex has a bug; like {DEBUG}=1."
        ),
    ] = False,
) -> None:
    """Example: clusterflex run beijing

    Size storage and a flexible interconnection device (FID) for a cluster of buildings.

    Exit codes: 0 done, 1 bug, 2 bad input, 3 no feasible design,
    4 solver trouble, 130 interrupted.
    """
    if debug:
        os.environ[DEBUG] = "1"


def main() -> None:
    """Run the command line and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # names that the terminal cannot show
    try:
        listen()
        from planner.installation import conflicts, explained

        if found := conflicts():
            say(explained(found))
            sys.exit(Exit.INPUT)
        app(prog_name="clusterflex")
    except BrokenPipeError:
        let_go_of_stdout()
        sys.exit(Exit.DONE)
    except KeyboardInterrupt:
        say("Interrupted.")
        sys.exit(Exit.INTERRUPTED)


if __name__ == "__main__":
    main()
