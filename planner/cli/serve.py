"""clusterflex serve: look at several runs side by side in a browser."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.exits import Exit
from planner.cli.failures import OptionError, told
from planner.cli.output import say, show

if TYPE_CHECKING:
    from planner.serving.server import RunServer

HOST, PORT = "127.0.0.1", 8765


def serve(
    folders: Annotated[
        list[str],
        typer.Argument(
            metavar="DIR", help="Folders of runs, or folders with such up to two levels below."
        ),
    ],
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = PORT,
    host: Annotated[
        str, typer.Option(help="Address to serve at; by default nobody else reaches it.")
    ] = HOST,
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser.")] = False,
) -> None:
    """Example: clusterflex serve runs --open

    Look at several runs side by side in a browser, those in progress too. Nothing can be changed
    there, and nothing is written to the folders. Ctrl-C ends it.
    """
    with told():
        problems = [
            f"{folder} is not a folder: name one with runs in it"
            for folder in folders
            if not Path(folder).is_dir()
        ]
        if not 0 <= port <= 65535:
            problems.append(f"--port must be from 0 to 65535, not {port}")
        if problems:
            raise OptionError(problems)
        server = _server([Path(folder) for folder in folders], host, port)
        _tell(server, host, open_browser)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("Stopped serving.")
        finally:
            server.server_close()
    raise typer.Exit(Exit.DONE)


def _server(folders: list[Path], host: str, port: int) -> RunServer:
    """A server bound to its address. Raises OptionError where that cannot be."""
    from planner.serving.library import RunLibrary
    from planner.serving.server import RunServer

    try:
        return RunServer(RunLibrary(folders), host, port, lambda text: say(f"error: {text}"))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            remedy = "another program has it: choose another --port, or 0 for a free one"
        elif error.errno == errno.EACCES:
            remedy = "not allowed: choose a --port from 1024 on, or 0 for a free one"
        else:
            remedy = f"{error.strerror or error}: is --host an address of this machine?"
        raise OptionError([f"cannot serve at {host}, port {port}: {remedy}"]) from error


def _tell(server: RunServer, host: str, open_browser: bool) -> None:
    from planner.report.words import counted
    from planner.serving.addresses import is_loopback

    found = len(server.library.cards())
    show(f"{counted(found, 'run')} at {server.url}")
    sys.stdout.flush()
    say("read-only; Ctrl-C ends it")
    if not found:
        say("note: there is no run in these folders yet; those that come will be shown")
    if not is_loopback(host):
        say(f"warning: whoever reaches {host} over the network can read these runs")
    if open_browser:
        import webbrowser

        if not webbrowser.open(server.url):
            say(f"note: no browser could be opened; type the address into one: {server.url}")
