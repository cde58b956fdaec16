"""`clusterflex serve`: what the pages tell, and what nobody gets out of them."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cases import read_case
from planner.cli.exits import Exit
from planner.cli.main import app
from planner.serving import library as library_module
from planner.serving.addresses import address, hosts_allowed, is_loopback
from planner.serving.card import Card, Condition, Point
from planner.serving.comparing import beaten, differences, refusal
from planner.serving.finding import Names, find_runs
from planner.serving.library import RunLibrary
from planner.serving.server import RunServer
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
