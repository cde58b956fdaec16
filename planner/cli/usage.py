"""Commands, options and arguments that cannot be understood: told in a line, with the remedy."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from planner.cli.failures import OptionError, told

_UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""Of click, which newer typers have inside them and do not name."""
_AS_JSON = "clusterflex.as_json"
_EXTRA = re.compile(r"unexpected extra argument(?:s|\(s\))? \((.*)\)")
_INVALID = re.compile(r"^'(.*)' is not a valid")
"""How typer tells words that it cannot place, and how older ones tell a value."""


class TellingGroup(TyperGroup):
    """A group of commands that tells mistakes of usage as commands tell all others."""

    def make_context(self, info_name: Any, args: Any, parent: Any = None, **extra: Any) -> Any:
        """Read the group's own options."""
        as_json = "--json" in args
        with _usage_told(as_json):
            context = super().make_context(info_name, args, parent, **extra)
            context.meta[_AS_JSON] = as_json
            return context

    def invoke(self, ctx: Any) -> Any:
        """Find the command, read its options, and run it."""
        with _usage_told(ctx.meta[_AS_JSON]):
            return super().invoke(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name, or None."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            command.help = reflowed(command.help or "")
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first word names, and the other words."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            from cases.problem import did_you_mean, shortened

            remedy = did_you_mean(name, self.list_commands(ctx), _see(ctx))
            raise OptionError([f'{ctx.command_path} has no command "{shortened(name)}". {remedy}'])
        return super().resolve_command(ctx, args)


def reflowed(text: str) -> str:
    """A help text with a line for each paragraph, so that it fits any terminal."""
    parts = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(" ".join(part.split()) for part in parts)


@contextmanager
def _usage_told(as_json: bool) -> Iterator[None]:
    try:
        yield
    except _UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # the help is the message
            raise
        with told(as_json):
            raise OptionError([_in_our_words(error)]) from None
    except OptionError as error:
        with told(as_json):
            raise error from None


def _in_our_words(error: Any) -> str:
    """One sentence for what is wrong, one for what to do."""
    from cases.problem import did_you_mean, shortened

    kind, ctx = type(error).__name__, error.ctx
    param = getattr(error, "param", None)
    if kind == "NoSuchOption":
        remedy = did_you_mean(error.option_name, _options(ctx), _see(ctx))
        return f"{ctx.command_path} has no option {shortened(error.option_name)}. {remedy}"
    if kind == "MissingParameter" and param is not None:
        name = "/".join(param.opts) if param.param_type_name == "option" else param.metavar
        return f"{name} is missing: {_lowered(param.help)} {_example(ctx)}"
    if kind == "BadParameter" and param is not None:
        return _wrong_value(error, max(param.opts, key=len))
    message = str(error.message)
    if kind == "BadOptionUsage":
        return f"{error.option_name} {'needs a' if 'requires' in message else 'takes no'} value"
    if found := _EXTRA.search(message):
        words = found[1]
        otherwise = "Options begin with --, and a text with spaces stands in quotes."
        remedy = did_you_mean(f"--{words}", _options(ctx), otherwise)
        return f'{ctx.command_path}: "{shortened(words)}" is one word too many. {remedy}'
    return f"{message} {_see(ctx)}" if ctx is not None else message


def _options(ctx: Any) -> list[str]:
    """Long names of a command's options."""
    own = (name for param in ctx.command.params for name in (*param.opts, *param.secondary_opts))
    return [name for name in (*own, *ctx.help_option_names) if name.startswith("--")]


def _wrong_value(error: Any, option: str) -> str:
    from cases.problem import shortened

    message = str(error.message)
    details: list[dict[str, Any]] = getattr(error.__cause__, "errors", list)()
    found = _INVALID.match(message)
    given = str(details[0]["input"]) if details else found[1] if found else None
    value = f', not "{shortened(given)}"' if given is not None else ""
    if "integer" in message:
        return f"{option} must be a whole number{value}"
    if "number" in message or "float" in message:
        return f"{option} must be a number{value}"
    return f"{option}: {message}"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _example(ctx: Any) -> str:
    """The example that a command's help opens with."""
    first = (ctx.command.help or "").strip().split("\n\n")[0]
    return first if first.startswith("Example: ") else _see(ctx)


def _see(ctx: Any) -> str:
    return f"See: {ctx.command_path} --help"
