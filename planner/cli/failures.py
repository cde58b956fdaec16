"""What can go wrong, in plain words and with its exit code; a traceback for bugs, on request."""

from __future__ import annotations

import os
import shlex
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

import typer

from planner.cli.exits import Exit
from planner.cli.interruption import heard
from planner.cli.output import say, show_json

DEBUG = "CLUSTERFLEX_DEBUG"

FORESEEN = {
    "planner.cli.failures.OptionError": Exit.INPUT,
    "cases.problem.CaseError": Exit.INPUT,
    "operation.design.DesignError": Exit.INPUT,
    "planner.design_space.NothingToPlan": Exit.INPUT,
    "planner.enumeration.NotEnumerable": Exit.INPUT,
    "planner.exports.writing.ExportError": Exit.INPUT,
    "planner.store.StoreError": Exit.INPUT,
    "planner.evaluation_cache.CacheError": Exit.INPUT,
    "operation.network.voltage_screen.FeederOverloaded": Exit.INPUT,
    "planner.feeder.subject.NotDispatched": Exit.INFEASIBLE,
    "operation.network.engine.ControlFailed": Exit.SOLVER,
    "operation.solution.SolverUnavailable": Exit.SOLVER,
    "planner.bound.solving.NothingFeasible": Exit.INFEASIBLE,
    "planner.bound.solving.BoundFailed": Exit.SOLVER,
    "concurrent.futures._base.BrokenExecutor": Exit.SOLVER,
    "builtins.TimeoutError": Exit.SOLVER,
}
"""Exit code by exception; names, so that nothing is imported only to be compared with."""


class OptionError(Exception):
    """Options that cannot be used; `problems` holds every reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@contextmanager
def told(as_json: bool = False) -> Iterator[None]:
    """Turn whatever a command raises into a message on stderr and an exit code."""
    try:
        yield
        sys.stdout.flush()
    except typer.Exit:
        raise
    except BrokenPipeError:
        let_go_of_stdout()
        raise typer.Exit(Exit.DONE) from None
    except KeyboardInterrupt:
        say("Interrupted.")
        raise typer.Exit(Exit.INTERRUPTED) from None
    except Exception as error:
        if heard():
            say("Interrupted.")
            raise typer.Exit(Exit.INTERRUPTED) from None
        code = exit_code(error)
        _tell(error, code)
        if as_json:
            show_json({"error": _record(error, code)})
        raise typer.Exit(code) from None


def exit_code(error: BaseException) -> Exit:
    """Exit code of an exception; BUG unless it is foreseen."""
    for kind in type(error).__mro__:
        if (name := f"{kind.__module__}.{kind.__qualname__}") in FORESEEN:
            return FORESEEN[name]
    return Exit.BUG


def let_go_of_stdout() -> None:
    """Nobody reads on (`| head`): write the rest to nowhere, so that Python ends quietly."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _tell(error: Exception, code: Exit) -> None:
    if code is not Exit.BUG:
        if code is Exit.SOLVER and not str(error):
            say("error: the solver's process ended or did not answer")
            return
        problems = [str(problem) for problem in getattr(error, "problems", ())]
        lines = problems or str(error).splitlines() or [type(error).__name__]
        say(f"error: {lines[0]}" if len(lines) == 1 else f"error: {len(lines)} problems")
        for line in lines if len(lines) > 1 else ():
            say(f"  {line}")
        return
    say(f"error: this is a bug in ClusterFlex: {type(error).__name__}: {error}")
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
        return
    again = shlex.join(["clusterflex", "--debug", *sys.argv[1:]])
    say("Please report it to the maintainers (README.md says where) with the output of:")
    say(f"  {again}")


def _record(error: Exception, code: Exit) -> dict[str, object]:
    problems = getattr(error, "problems", None) or (str(error),)
    return {
        "kind": type(error).__name__,
        "exit_code": int(code),
        "problems": [p if isinstance(p, str) else asdict(p) for p in problems],
    }
