"""The server: reads only, answers GET and HEAD, and tells browsers to be careful."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from cases.problem import printable
from planner.serving.addresses import address, family_of, hosts_allowed
from planner.serving.answers import Answer, answer, nothing_here
from planner.serving.frame import told
from planner.serving.library import RunLibrary

IDLE_SECONDS = 30
"""A browser that says nothing for so long is let go."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class RunServer(ThreadingHTTPServer):
    """Serves a library; bound to its address once it is made. Raises OSError where it cannot be."""

    daemon_threads = True

    def __init__(
        self, library: RunLibrary, host: str, port: int, on_trouble: Callable[[str], None]
    ) -> None:
        """`on_trouble` is told of answers that failed: mistakes of ours."""
        self.address_family = family_of(host)
        self.library, self._host, self.on_trouble = library, host, on_trouble
        super().__init__((host, port), _Handler)
        self.hosts = hosts_allowed(host, self.server_port)

    @property
    def url(self) -> str:
        """Address to type into a browser."""
        return address(self._host, self.server_port)

    def server_bind(self) -> None:
        """Bind without asking who has this address, which can take long."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell what went wrong; a browser that hung up is nobody's trouble."""
        error = sys.exception()
        if not isinstance(error, OSError):
            self.tell(f"an answer failed: {type(error).__name__}: {error}")

    def tell(self, trouble: str) -> None:
        """Tell of trouble; what a browser asked for may hold anything."""
        self.on_trouble(printable(trouble))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "ClusterFlex", ""
    timeout = IDLE_SECONDS
    server: RunServer

    def do_GET(self) -> None:
        self._send(self._answer())

    def do_HEAD(self) -> None:
        self._send(self._answer())

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self._refuse
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what is asked for is of no interest at the terminal."""

    def _answer(self) -> Answer:
        # a whole address may name another host than the header does
        elsewhere = not self.path.startswith("/")
        hosts = self.headers.get_all("Host", [])
        allowed = self.server.hosts
        strange = allowed is not None and (len(hosts) != 1 or hosts[0].lower() not in allowed)
        if strange or elsewhere:
            sentence = f"This server is to be called {self.server.url} and by no other name."
            return Answer(told("Wrong address", sentence), status=HTTPStatus.MISDIRECTED_REQUEST)
        try:
            parts = urlsplit(self.path)
        except ValueError:
            return nothing_here()
        try:
            return answer(self.server.library, parts.path, parts.query)
        except Exception as error:
            self.server.tell(f"{parts.path} failed: {type(error).__name__}: {error}")
            page = told("A bug in ClusterFlex", "This page failed; the terminal tells why.")
            return Answer(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)

    def _refuse(self) -> None:
        self.close_connection = True  # what comes after it may be its body
        sentence = "Runs can be looked at here, and nothing else."
        self._send(Answer(told("Not allowed", sentence), status=HTTPStatus.METHOD_NOT_ALLOWED))

    def _send(self, sent: Answer) -> None:
        if self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            self.close_connection = True
        self.send_response(sent.status)
        self.send_header("Content-Type", sent.content_type)
        self.send_header("Content-Length", str(len(sent.body)))
        self.send_header("Content-Security-Policy", sent.policy)
        if sent.location:
            self.send_header("Location", sent.location)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        if sent.status is HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(sent.body)
