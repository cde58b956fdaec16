"""Commands that installed packages add: entry points of the group `clusterflex.commands`.

An entry point names a `typer.Typer` with one command. It is loaded when that command is called, or
listed in the help; no other command looks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from typer.main import get_command

from planner.cli.failures import OptionError, told
from planner.cli.usage import TellingGroup, reflowed

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "clusterflex.commands"


class ExtendedGroup(TellingGroup):
    """Our own commands, then those of the entry points."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of all commands; ours keep their order."""
        ours = super().list_commands(ctx)
        return ours + [name for name in _entry_points() if name not in ours]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name, or None. An entry point never replaces one of ours."""
        ours = super().get_command(ctx, cmd_name)
        if ours is not None:
            return ours
        found = _entry_points().get(cmd_name)
        return None if found is None else _loaded(found)


def _entry_points() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points

    return {found.name: found for found in sorted(entry_points(group=GROUP))}


def _loaded(found: EntryPoint) -> Any:
    try:
        command = get_command(found.load())
    except Exception as error:  # whatever another package does wrong, the help is shown
        command = get_command(_broken(found, error))
    command.name, command.help = found.name, reflowed(command.help or "")
    return command


def _broken(found: EntryPoint, error: Exception) -> typer.Typer:
    """A command that only tells why it cannot be used."""
    stub = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

    @stub.command(
        short_help="(cannot be loaded)",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )
    def broken() -> None:
        reason = f"{type(error).__name__}: {error}"
        with told():
            raise OptionError([f'"{found.name}" ({found.value}) cannot be loaded: {reason}'])

    return stub
