"""`clusterflex serve`: what the pages tell, and what nobody gets out of them."""

from __future__ import annotations

import gc
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner

from cases import read_case
from planner.cli.exits import Exit
from planner.cli.main import app
from planner.serving import library as library_module
from planner.serving import served_run, showable
from planner.serving import server as server_module
from planner.serving.addresses import address, hosts_allowed, is_loopback
from planner.serving.card import Card, Condition, Point
from planner.serving.comparing import beaten, differences, refusal
from planner.serving.finding import Names, find_runs
from planner.serving.library import RunLibrary
from planner.serving.server import RunServer
from planner.watching.live_run import LiveRun
from tests.planner.conftest import write_tiny
from tests.planner.run_samples import Writer, cut_short, finished_run, picture

ROOT = Path(__file__).resolve().parents[2]
NASTY = "<img src=x onerror=alert(1)> & huts"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two finished runs of a case and one of another configuration, which no test changes."""
    folder = tmp_path_factory.mktemp("served")
    tiny = write_tiny(folder / "case")
    file = tiny / "case.toml"
    file.write_text(file.read_text().replace('title = "Two huts"', f"title = '{NASTY}'"))
    runs = folder / "runs"
    finished_run(read_case(tiny), runs / "first", bound_levels=4)
    finished_run(read_case(tiny), runs / "second", seed=2, population=4, bound_levels=0)
    finished_run(read_case(tiny, "alone"), runs / "alone", bound_levels=0)
    return runs


@pytest.fixture
def runs(samples: Path, tmp_path: Path) -> Path:
    """The same and one cut short, one damaged and one a level deeper; to be changed at will."""
    folder = tmp_path / "runs"
    shutil.copytree(samples, folder)
    cut_short(samples / "first", folder / "deeper" / "cut")
    damaged = cut_short(samples / "first", folder / "broken") / "run.sqlite"
    damaged.write_bytes(damaged.read_bytes()[:5000])
    return folder


@contextmanager
def serving(folder: Path, host: str = "127.0.0.1") -> Iterator[RunServer]:
    troubles: list[str] = []
    server = RunServer(RunLibrary([folder]), host, 0, troubles.append)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert troubles == []


@pytest.fixture
def served(runs: Path) -> Iterator[RunServer]:
    with serving(runs) as server:
        yield server


def ask(server: RunServer, path: str, method: str = "GET", **headers: str) -> Any:
    """Status, headers and text of an answer; the path goes out as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    try:
        connection.request(method, path, headers=headers)
        got = connection.getresponse()
        return got.status, got.headers, got.read().decode("utf-8", "replace")
    finally:
        connection.close()


def cf(*words: object) -> Any:
    return CliRunner().invoke(app, [str(word) for word in words])


def words_of(page: str) -> str:
    """What a reader sees."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_the_overview_tells_every_run(served: RunServer, runs: Path) -> None:
    status, headers, page = ask(served, "/")
    assert status == 200 and headers["Content-Type"].startswith("text/html")
    seen = words_of(page)
    for name in ("first", "second", "alone"):
        chosen = json.loads((runs / name / "chosen.json").read_text())
        manifest = json.loads((runs / name / "manifest.json").read_text())
        row = re.search(rf'<tr data-run="{name}">.*?</tr>', page)
        assert row is not None
        told = words_of(row[0])
        assert f"{chosen['figures']['lifecycle_cost']:,.0f} EUR" in told
        assert f"{chosen['figures']['annual_emissions_kg'] / 1000:.1f} tCO2" in told
        assert f"{manifest['designs']['evaluated']} front" in told
        for capacity, value in chosen["design"].items():
            assert not value or f"{capacity} {value:g} k" in told
        assert f"seed {manifest['settings']['search']['seed']}" in told
        assert f'href="/runs/{name}/report.html"' in row[0]
    assert "in progress" in seen and "run.sqlite is damaged" in seen
    assert "6 x 4" in seen and "4 x 4" in seen
    # the bound is known where it was asked for, and is not rounded down
    gap = json.loads((runs / "first" / "chosen.json").read_text())["bound"]["worst_gap"]
    told = re.search(rf'data-key="{re.escape(repr(gap))}"[^>]*><div>([\d.]+) %', page)
    assert told is not None and gap <= float(told[1]) / 100 < gap + 1.1e-4


def test_the_record_of_all_runs(served: RunServer, runs: Path) -> None:
    status, headers, text = ask(served, "/runs.json")
    assert status == 200 and headers["Content-Type"] == "application/json"
    record = json.loads(text)
    found = record["runs"]
    assert found.keys() == {"first", "second", "alone", "cut", "broken"}
    chosen = json.loads((runs / "first" / "chosen.json").read_text())
    assert found["first"]["design"] == chosen["design"]
    assert found["first"]["bound_worst_gap"] == chosen["bound"]["worst_gap"]
    assert found["second"]["bound_worst_gap"] is None
    # what a run cut short would choose is what it chose when it was not
    assert found["cut"]["design"] == chosen["design"]
    assert found["cut"]["saving"] == pytest.approx(found["first"]["saving"])
    assert found["broken"]["condition"] == "damaged"
    assert json.loads(ask(served, "/runs.json")[2])["revision"] == record["revision"]


def test_nothing_of_a_case_is_taken_for_markup(served: RunServer) -> None:
    for path in ("/", "/compare?run=first&run=second", "/runs/first/"):
        page = ask(served, path)[2]
        assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; huts" in page


def test_fronts_are_compared(served: RunServer, runs: Path) -> None:
    status, _, page = ask(served, "/compare?run=first&run=second")
    assert status == 200
    for number, name in enumerate(("first", "second")):
        designs = len((runs / name / "front.csv").read_text().splitlines()) - 1
        group = re.search(rf'<g class="run{number}">.*?</g>', page)
        assert group is not None and group[0].count('class="design"') == designs
        assert page.count(f'class="choice run{number}"') == 1
    seen = words_of(page)
    assert "search: seed 1 2" in seen and "search: population 6 4" in seen
    assert "versions" not in seen.lower().split("what is not the same")[1].split("files")[0]


def test_runs_that_do_not_compare_are_refused(served: RunServer) -> None:
    for query, told in (
        ("run=first&run=alone", "Only runs of one case and one configuration"),
        ("", "No run is selected"),
        ("run=first&run=broken", "There is no front to compare in broken"),
    ):
        status, _, page = ask(served, f"/compare?{query}")
        assert status == 400 and told in words_of(page)
        assert "<svg" not in page
    assert ask(served, "/compare?run=nobody")[0] == 404


def test_files_of_the_manifest_are_served(served: RunServer, runs: Path) -> None:
    for name, kind in (
        ("front.csv", "text/csv"),
        ("chosen.json", "application/json"),
        ("front.svg", "image/svg+xml"),
        ("report.html", "text/html"),
        ("case/case.toml", "text/plain"),
    ):
        status, headers, text = ask(served, f"/runs/first/{name}")
        assert status == 200 and headers["Content-Type"].startswith(kind)
        assert text == (runs / "first" / name).read_text()
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "sandbox" in policy
        assert ("script-src" in policy) == (name == "report.html")
        assert "http" not in policy and "*" not in policy


@pytest.mark.parametrize(
    "path",
    [
        "/runs/first/run.sqlite",
        "/runs/first/manifest.json",
        "/runs/first/%2e%2e/second/front.csv",
        "/runs/first/../second/front.csv",
        "/runs/first/..%2fsecond%2ffront.csv",
        "/runs/first/..%5csecond%5cfront.csv",
        "/runs/../secret.csv",
        "/runs/%2e%2e/",
        "/runs//etc/passwd",
        "/runs/first//etc/passwd",
        "/runs/first/%2fetc%2fpasswd",
        "//etc/passwd",
        "/runs/first/front.csv%00.svg",
        "/runs/first/unlisted.csv",
        "/runs/first/linked.csv",
        "/runs/first/out/secret.csv",
        "/runs/first/escape.csv",
        "/runs/cut/case/case.toml",
        "/runs/none/",
        "/secret.csv",
        "/[",
    ],
)
def test_nothing_else_is_served(path: str, runs: Path) -> None:
    (runs / "secret.csv").write_text("secret")
    first = runs / "first"
    (first / "unlisted.csv").write_text("secret")
    (first / "linked.csv").symlink_to(runs / "secret.csv")
    (first / "out").symlink_to(runs)
    # not even if the manifest lists it
    manifest = json.loads((first / "manifest.json").read_text())
    for name in ("linked.csv", "out/secret.csv", "../secret.csv", "/etc/passwd", "run.sqlite"):
        manifest["files_sha256"][name] = "0" * 64
    (first / "manifest.json").write_text(json.dumps(manifest))
    with serving(runs) as server:
        status, _, text = ask(server, path)
    assert status == 404
    assert "secret" not in words_of(text) and "root:" not in text


def test_links_to_folders_are_not_followed(runs: Path, tmp_path: Path, samples: Path) -> None:
    shutil.copytree(samples / "first", tmp_path / "elsewhere")
    (runs / "lead").symlink_to(tmp_path / "elsewhere")
    assert tmp_path / "elsewhere" not in [run.resolve() for run in find_runs([runs])]
    # but one that is named is meant
    assert find_runs([runs / "lead"]) == [runs / "lead"]


def test_only_looking_is_allowed(served: RunServer, runs: Path) -> None:
    before = picture(runs)
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
        status, headers, _ = ask(served, "/", method)
        assert status == 405 and headers["Allow"] == "GET, HEAD"
    status, headers, text = ask(served, "/runs/first/front.csv", "HEAD")
    assert status == 200 and text == ""
    assert int(headers["Content-Length"]) == (runs / "first" / "front.csv").stat().st_size
    for path in ("/", "/compare?run=first&run=cut", "/runs/broken/", "/runs.json"):
        assert ask(served, path)[0] == 200
    assert picture(runs) == before


def test_a_body_is_not_taken_for_another_request(served: RunServer) -> None:
    with socket.create_connection(("127.0.0.1", served.server_port), timeout=10) as line:
        inner = b"GET /runs.json HTTP/1.1\r\nHost: x\r\n\r\n"
        head = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{served.server_port}\r\nContent-Length: "
        line.sendall(head.encode() + str(len(inner)).encode() + b"\r\n\r\n" + inner)
        answer = b""
        while chunk := line.recv(65536):
            answer += chunk
    assert answer.count(b"HTTP/1.1 ") == 1


def test_strange_names_for_this_machine_are_refused(served: RunServer, runs: Path) -> None:
    port = served.server_port
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"LOCALHOST:{port}", f"[::1]:{port}"):
        assert ask(served, "/", Host=host)[0] == 200
    for host in (f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}", "", "localhost."):
        status, _, page = ask(served, "/runs.json", Host=host)
        assert status == 421 and "tiny" not in page
    with serving(runs, "0.0.0.0") as everywhere:
        assert ask(everywhere, "/", Host="workstation.example:80")[0] == 200


def test_browsers_are_told_to_be_careful(served: RunServer) -> None:
    for path in ("/", "/compare?run=first", "/runs.json", "/script.js", "/none"):
        headers = ask(served, path)[1]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy


def test_a_run_in_progress_is_seen_going_on(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_module, "SEARCH_SECONDS", 0.0)
    (tmp_path / "runs").mkdir()
    with serving(tmp_path / "runs") as server:
        assert "no run in these folders yet" in ask(server, "/")[2]
        writer = Writer(samples / "first", tmp_path / "runs" / "live")
        seen = []
        for count in (1, 6, 4):
            writer.commit(count)
            seen.append(json.loads(ask(server, "/runs.json")[2]))
        told = [record["runs"]["live"] for record in seen]
        assert [card["evaluated"] for card in told] == [1, 7, 11]
        assert [card["share"] for card in told] == [0.0, 0.25, 0.5]
        assert told[-1]["words"] == "in progress, 50 %"
        assert len({record["revision"] for record in seen}) == 3
        assert ask(server, "/runs/live/")[0] == 200
        assert 'data-lively="yes"' in ask(server, "/compare?run=live")[2]
        writer.finish()
        done = json.loads(ask(server, "/runs.json")[2])["runs"]["live"]
        assert done["condition"] == "done"


def test_a_finished_run_is_read_once(served: RunServer, runs: Path) -> None:
    cards = [served.library.card("first") for _ in range(2)]
    assert cards[0] is cards[1]
    text = (runs / "first" / "front.csv").read_text()
    (runs / "first" / "front.csv").write_text(text.replace("True", "False"))
    changed = served.library.card("first")
    assert changed is not None and changed.condition is Condition.DAMAGED
    assert "front.csv is not the one that the run has written" in changed.words


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("manifest.json", "{", "manifest.json cannot be read"),
        ("manifest.json", "[]", "manifest.json cannot be read"),
        ("manifest.json", '{"outcome": "done"}', "its files cannot be read"),
        ("chosen.json", "{}", "chosen.json is not the one"),
    ],
)
def test_damaged_results_are_told(file: str, content: str, told: str, runs: Path) -> None:
    (runs / "first" / file).write_text(content)
    card = RunLibrary([runs]).cards()["first"]
    assert card.condition is Condition.DAMAGED and told in card.words


def spoil(run: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change the manifest of a run."""
    manifest = json.loads((run / "manifest.json").read_text())
    change(manifest)
    (run / "manifest.json").write_text(json.dumps(manifest))


def put(run: Path, name: str, text: str) -> None:
    """Put another file in the place of one, as if the run had written it."""
    (run / name).write_text(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    spoil(run, lambda manifest: manifest["files_sha256"].update({name: digest}))


def only_first_is_damaged(runs: Path, told: str) -> None:
    """And every page is there, the others' rows too."""
    with serving(runs) as server:
        status, _, page = ask(server, "/")
        assert status == 200
        record = json.loads(ask(server, "/runs.json")[2])["runs"]
        status, _, own = ask(server, "/runs/first/")
        assert status == 200 and told in words_of(own)
        assert ask(server, "/compare?run=first&run=second")[0] == 400
    assert record["first"]["condition"] == "damaged" and told in record["first"]["words"]
    row = re.search(r'<tr data-run="first">.*?</tr>', page)
    assert row is not None and told in words_of(row[0])
    assert {record[name]["condition"] for name in ("second", "alone")} == {"done"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda m: m["settings"]["search"].pop("seed"), "seed is missing"),
        (lambda m: m["settings"]["search"].update(seed="x"), 'seed is "x", not a whole number'),
        (lambda m: m["settings"]["search"].update(seed=10**400), "seed is a number of more than"),
        (lambda m: m["settings"]["search"].pop("generations"), "generations is missing"),
        (lambda m: m["settings"].update(search=[1]), "search is an array, not a record"),
        (lambda m: m.update(settings=[1]), "settings is an array, not a record"),
        (lambda m: m.update(versions=[1]), "versions is an array, not a record"),
        (lambda m: m["case"].update(name="\ud800"), "surrogates not allowed"),
        (lambda m: m["case"].update(name=["tiny"]), "name is an array, not a text"),
        (lambda m: m["settings"].update(gap=float("inf")), "holds what is no figure"),
        (lambda m: m["designs"].update(evaluated=1e999), "holds what is no figure"),
        (lambda m: m["designs"].update(evaluated="many"), "evaluated is"),
    ],
)
def test_an_odd_manifest_spoils_its_own_row_only(
    change: Callable[[dict[str, Any]], Any], told: str, runs: Path
) -> None:
    spoil(runs / "first", change)
    only_first_is_damaged(runs, told)


def test_a_bottomless_manifest_spoils_its_own_row_only(runs: Path) -> None:
    (runs / "first" / "manifest.json").write_text("[" * 100_000)
    only_first_is_damaged(runs, "manifest.json cannot be read")


@pytest.mark.parametrize("column", ["lifecycle_cost", "annual_emissions_kg", 0])
@pytest.mark.parametrize("value", ["inf", "nan", "1e308", "", "x"])
def test_a_front_without_its_figures_spoils_its_own_row_only(
    column: str | int, value: str, runs: Path
) -> None:
    head, *rows = (runs / "first" / "front.csv").read_text().splitlines()
    place = column if isinstance(column, int) else head.split(",").index(column)
    cells = rows[0].split(",")
    cells[place] = value
    put(runs / "first", "front.csv", "\n".join([head, ",".join(cells), *rows[1:], ""]))
    only_first_is_damaged(runs, f'{head.split(",")[place]} is "{value}", not a figure')


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"horizon_years": [20]}, "horizon_years is an array"),
        ({"bound": {"worst_gap": float("inf")}}, "chosen.json holds what is no figure"),
        ({"bound": {"worst_gap": "x"}}, 'worst_gap is "x", not a figure'),
        ({"second_opinion": "agrees"}, 'second_opinion is "agrees", not a record'),
    ],
)
def test_an_odd_choice_spoils_its_own_row_only(
    change: dict[str, Any], told: str, runs: Path
) -> None:
    chosen = json.loads((runs / "first" / "chosen.json").read_text())
    put(runs / "first", "chosen.json", json.dumps({**chosen, **change}))
    only_first_is_damaged(runs, told)


@pytest.mark.parametrize(
    ("module", "name", "told"),
    [
        (served_run, "finished_card", "it cannot be read (ZeroDivisionError('odd'))"),
        (showable, "overview_row", "it cannot be shown (ZeroDivisionError('odd'))"),
        (showable, "card_record", "it cannot be shown (ZeroDivisionError('odd'))"),
        (showable, "run_page", "it cannot be shown (ZeroDivisionError('odd'))"),
    ],
)
def test_what_nobody_foresaw_spoils_its_own_row_only(
    module: ModuleType, name: str, told: str, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = getattr(module, name)

    def wrong(*given: Any) -> Any:
        if any(getattr(one, "path", one) == runs / "first" for one in given):
            raise ZeroDivisionError("odd")
        return right(*given)

    monkeypatch.setattr(module, name, wrong)
    only_first_is_damaged(runs, told)


def test_a_closed_folder_is_passed_over(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (runs / "closed").mkdir()
    right = Path.exists

    def exists(path: Path, **options: Any) -> bool:
        if path.parent.name == "closed":
            raise PermissionError(13, "Permission denied")
        return right(path, **options)

    monkeypatch.setattr(Path, "exists", exists)
    assert RunLibrary([runs]).cards().keys() == {"first", "second", "alone", "cut", "broken"}


def test_nobody_waits_for_locked_stores(runs: Path, samples: Path) -> None:
    locks = []
    for name in ("one", "two", "three", "four"):
        run = cut_short(samples / "first", runs / name)
        locks.append(sqlite3.connect(run / "run.sqlite", isolation_level=None))
    locks.append(sqlite3.connect(runs / "first" / "run.sqlite", isolation_level=None))
    for lock in locks:
        lock.execute("BEGIN EXCLUSIVE")
    with serving(runs) as server:
        began = time.monotonic()
        page = ask(server, "/")[2]
        assert time.monotonic() - began < 4.0
        seen = json.loads(ask(server, "/runs.json")[2])["runs"]
        assert seen["one"]["words"] == "in progress, its store is locked"
        assert seen["first"]["condition"] == "done" and seen["first"]["saving"] is None
        assert "run.sqlite is locked by another process" in words_of(page)
        for lock in locks:
            lock.execute("COMMIT")
            lock.close()
        seen = json.loads(ask(server, "/runs.json")[2])["runs"]
        assert seen["one"]["evaluated"] == seen["first"]["evaluated"]
        assert seen["first"]["saving"] == pytest.approx(seen["one"]["saving"])


def test_a_run_that_is_being_read_holds_up_no_other(
    served: RunServer, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = json.loads(ask(served, "/runs.json")[2])["runs"]
    reading, go_on = threading.Event(), threading.Event()
    right = served_run.finished_card

    def slow(run: Path, manifest: Any) -> Card:
        if run == runs / "second":
            reading.set()
            assert go_on.wait(20)
        return right(run, manifest)

    monkeypatch.setattr(served_run, "finished_card", slow)
    os.utime(runs / "second" / "front.csv")
    visitor = threading.Thread(target=ask, args=(served, "/runs/second/"))
    visitor.start()
    try:
        assert reading.wait(20)
        # as far as is known, and without anybody waiting for it
        for path in ("/", "/runs/first/", "/runs/second/", "/runs/second/front.csv"):
            assert ask(served, path)[0] == 200
        assert json.loads(ask(served, "/runs.json")[2])["runs"]["second"] == before["second"]
        assert not go_on.is_set() and visitor.is_alive()
    finally:
        go_on.set()
        visitor.join()


def test_files_are_served_without_reading_the_run(
    served: RunServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*given: Any) -> Card:
        raise AssertionError("the run was read")

    monkeypatch.setattr(library_module.ServedRun, "card", never)
    assert ask(served, "/runs/first/report.html")[0] == 200
    assert ask(served, "/runs/cut/case/case.toml")[0] == 404


def test_runs_that_are_gone_are_let_go(
    runs: Path, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_module, "SEARCH_SECONDS", 0.0)
    library = RunLibrary([runs])
    last = weakref.ref(library.cards()["second"])
    assert last() is library.card("second")  # while it is there it is kept
    shutil.rmtree(runs / "second")
    assert library.card("second") is None and library.folder("second") is None
    gc.collect()
    assert last() is None
    shutil.copytree(samples / "second", runs / "second")
    assert library.cards()["second"].condition is Condition.DONE


def test_nothing_that_is_not_printable_is_shown(
    runs: Path, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nasty = "\x1b[2J\x9b31m\x00\u202ehuts"
    title = "".join(f"\\u{ord(c):04x}" for c in nasty)
    (runs / "first" / "case" / "case.toml").write_text(f'title = "{title}"')
    spoil(
        runs / "first", lambda m: (m["case"].update(name=nasty), m["versions"].update(numpy=nasty))
    )
    spoil(runs / "second", lambda m: (m["case"].update(name=nasty), m.update(outcome=nasty)))
    right = served_run.LiveRun.look

    def look(run: LiveRun) -> Any:
        state = right(run)
        assert state is not None and state.case is not None
        return replace(state, case=replace(state.case, title=nasty, currency=nasty))

    monkeypatch.setattr(served_run.LiveRun, "look", look)
    with serving(runs) as server:
        for path in ("/", "/runs.json", "/runs/first/", "/runs/second/", "/runs/cut/"):
            status, _, text = ask(server, path)
            assert status == 200
            assert all(line.isprintable() for line in text.split("\n")), path
        shown = r"\x1b[2J\x9b31m\x00\u202ehuts"
        assert f"{shown}, joined: {shown}" in words_of(ask(server, "/runs/first/")[2])
        assert f"tiny, joined: {shown}" in words_of(ask(server, "/runs/cut/")[2])


def test_trouble_is_told_on_one_line(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*given: Any) -> Any:
        raise ZeroDivisionError("one\ntwo")

    monkeypatch.setattr(server_module, "answer", wrong)
    troubles: list[str] = []
    server = RunServer(RunLibrary([runs]), "127.0.0.1", 0, troubles.append)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as line:
        host = f"Host: 127.0.0.1:{server.server_port}"
        line.sendall(f"GET /\x1b[2J HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n".encode())
        assert b" 500 " in line.recv(65536)
    thread.join()
    server.server_close()
    assert len(troubles) == 1 and troubles[0].isprintable() and "/\\x1b[2J" in troubles[0]


def test_the_address_of_a_run_may_lack_its_slash(served: RunServer) -> None:
    for method in ("GET", "HEAD"):
        status, headers, _ = ask(served, "/runs/first", method)
        assert status == 301 and headers["Location"] == "/runs/first/"
    assert ask(served, "/runs/none")[0] == 404
    assert ask(served, "/runs/first/")[1]["Location"] is None


def test_a_whole_address_is_refused(served: RunServer, runs: Path) -> None:
    own = f"http://127.0.0.1:{served.server_port}/"
    for target in ("http://evil.example/", own, "first"):
        assert ask(served, target)[0] == 421
    with serving(runs, "0.0.0.0") as everywhere:
        assert ask(everywhere, "http://evil.example/")[0] == 421


def test_a_result_without_its_store_is_shown(runs: Path) -> None:
    (runs / "first" / "run.sqlite").unlink()
    card = RunLibrary([runs]).cards()["first"]
    assert card.condition is Condition.DONE and card.choice is not None
    assert card.saving != card.saving and "run.sqlite" in card.notes[0]


def test_names_are_different_and_fit_for_addresses(tmp_path: Path) -> None:
    names = Names()
    given = [names.of(tmp_path / path) for path in ("a/run", "b/run", "c/ü & <x>", "a/run")]
    assert given[0] == given[3] == "run" and given[1] == "run-2"
    assert re.fullmatch(r"[A-Za-z0-9_-]+", given[2])


def point(cost: float, emissions: float) -> Point:
    return Point((), cost, emissions)


def test_what_is_beaten_and_what_differs(tmp_path: Path) -> None:
    same = {"settings": {"search": {"seed": 1}, "solver": {"gap": 0.1}}, "name": "a"}
    one = Card(tmp_path, Condition.DONE, "", front=(point(1, 5), point(3, 3)), digest="x", **same)
    two = Card(tmp_path, Condition.DONE, "", front=(point(2, 4), point(3, 2)), digest="x", **same)
    assert beaten([one, two]) == [1, 0]
    assert beaten([one, one]) == [0, 0]
    assert differences([one, two]) == []
    other = Card(tmp_path, Condition.DONE, "", front=one.front, digest="y", name="a")
    assert next(row[0] for row in differences([one, other])) == "case data"
    assert refusal({"one": one, "other": other}) == ""
    assert "8 at most" in refusal({str(n): one for n in range(9)})


def test_addresses() -> None:
    assert is_loopback("localhost") and is_loopback("127.0.0.1") and is_loopback("::1")
    assert not is_loopback("0.0.0.0") and not is_loopback("workstation")
    assert hosts_allowed("192.168.1.5", 80) is None
    assert hosts_allowed("::1", 1) == {"127.0.0.1:1", "localhost:1", "[::1]:1"}
    assert address("::1", 5) == "http://[::1]:5/"


def test_bad_input(runs: Path, tmp_path: Path) -> None:
    result = cf("serve", tmp_path / "none", runs / "first" / "front.csv", "--port", "70000")
    assert result.exit_code == Exit.INPUT
    assert "3 problems" in result.stderr and "--port must be" in result.stderr
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = cf("serve", runs, "--port", taken.getsockname()[1])
    assert result.exit_code == Exit.INPUT
    assert "another program has it: choose another --port, or 0" in result.stderr
    result = cf("serve", runs, "--port", "0", "--host", "no-such-host.invalid")
    assert result.exit_code == Exit.INPUT and "--host" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of Unix")
def test_the_command_serves_until_it_is_interrupted(runs: Path) -> None:
    command = [sys.executable, "-m", "planner.cli.main", "serve", str(runs), "--port", "0"]
    process = subprocess.Popen(
        [*command, "--host", "0.0.0.0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    told = process.stdout.readline()
    found = re.fullmatch(r"5 runs at http://\S+:(\d+)/\n", told)
    assert found is not None
    connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=20)
    connection.request("GET", "/")
    assert connection.getresponse().status == 200
    connection.close()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == Exit.DONE
    assert "Stopped serving." in said and "whoever reaches 0.0.0.0" in said
    assert "Traceback" not in said


def test_in_a_browser(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium is installed")
    monkeypatch.setattr(library_module, "SEARCH_SECONDS", 0.0)
    for name in ("first", "second"):
        shutil.copytree(samples / name, tmp_path / "runs" / name)
    writer = Writer(samples / "first", tmp_path / "runs" / "live")
    writer.commit(1)
    writer.commit(6)
    with serving(tmp_path / "runs") as server, sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 800})
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(server.url)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.set_viewport_size({"width": 1280, "height": 800})
        order = "[...document.querySelectorAll('tr[data-run]')].map(row => row.dataset.run)"
        page.click("button[data-sort=search]")
        assert page.evaluate(order) == ["second", "first", "live"]
        page.click("button[data-sort=search]")
        assert page.evaluate(order)[-1] == "second"
        assert page.get_attribute("th:has([data-sort=search])", "aria-sort") == "descending"
        page.keyboard.press("Tab")
        page.check("#select-first")
        page.check("#select-second")
        writer.commit(4)  # the page finds out by itself, and keeps order and selection
        page.wait_for_selector("text=in progress, 50 %", timeout=15_000)
        assert page.evaluate(order)[-1] == "second" and page.is_checked("#select-second")
        page.click("text=Compare the selected runs")
        page.wait_for_url("**/compare?**")
        for number, name in enumerate(("first", "second")):
            designs = len((samples / name / "front.csv").read_text().splitlines()) - 1
            marks = page.locator(f"svg.fronts g.run{number} path.design")
            assert marks.count() == designs
            box = marks.first.bounding_box()
            assert box is not None and 4 < box["width"] < 30
        assert page.locator("svg.fronts path.choice").count() == 2
        assert errors == []
        # a report's own script runs, and reaches nothing of this server
        page.goto(f"{server.url}runs/first/report.html")
        page.wait_for_function("document.getElementById('of').textContent === 'kept in'")
        assert page.title() == "ran"
        browser.close()


def test_many_requests_at_once(served: RunServer) -> None:
    answers: list[int] = []

    def visit() -> None:
        answers.extend(ask(served, path)[0] for path in ("/", "/runs.json", "/runs/cut/"))

    began = time.monotonic()
    visitors = [threading.Thread(target=visit) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert answers == [200] * 24
    assert time.monotonic() - began < 20
