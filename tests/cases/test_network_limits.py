"""[network]: limits are read strictly, and a copy of a case with limits reads back to the bit."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cases import Case, Problem, read_case, read_case_folder
from cases.limited import write_limited_case
from cases.network_limits import NetworkLimits
from cases.problem import CaseError
from cases.schema import LimitEnforcement
from cases.writing import CaseFolderExists

TABLE = '\n[network]\nlimits = "limits.csv"\n'
HEAD = "scenario,clock,bus,most_kw,home_kw,home_kvar,shop_kw,shop_kvar"
ROWS = f"""{HEAD}
summer,18:00,18,-12.5,1,0.5,0.25,1e-3
winter,00:00,"a, b",40,-0.5,0,-1.0,-0.25
summer,07:00,33,0,0,0,1,0
"""


@pytest.fixture
def limited(folder: Path) -> Path:
    """The sound case with three limits."""
    with (folder / "case.toml").open("a", encoding="utf-8") as file:
        file.write(TABLE)
    (folder / "limits.csv").write_text(ROWS, encoding="utf-8")
    return folder


def rows_of(case: Case, scenario: int) -> list[tuple[object, ...]]:
    found = case.scenarios[scenario].network
    shares = [found.kw_share.tolist(), found.kvar_share.tolist()]
    return list(zip(found.bus, found.step.tolist(), found.most_kw.tolist(), *shares, strict=True))


def test_rows_go_to_their_scenarios(limited: Path) -> None:
    case = read_case(limited)
    assert rows_of(case, 0) == [
        ("18", 18, -12.5, [1.0, 0.25], [0.5, 0.001]),
        ("33", 7, 0.0, [0.0, 1.0], [0.0, 0.0]),
    ]
    assert rows_of(case, 1) == [("a, b", 0, 40.0, [-0.5, -1.0], [0.0, -0.25])]
    assert case.network is not None
    assert case.network.enforce is LimitEnforcement.DISPATCH
    assert (case.network.apparent_power_sides, case.network.reactive_cost_per_kvarh) == (16, 1e-4)
    limits = case.scenarios[0].network
    assert len(limits) == 2 and limits.step.dtype == np.int64
    for array in (limits.step, limits.kw_share, limits.kvar_share, limits.most_kw):
        assert not array.flags.writeable
    assert case.reactive_ports == 2
    assert read_case(limited, "apart").reactive_ports == 0  # without a hub no port


def test_columns_may_stand_anywhere_and_rows_may_be_missing(limited: Path) -> None:
    header = "shop_kvar,bus,home_kw,clock,most_kw,home_kvar,shop_kw,scenario"
    (limited / "limits.csv").write_text(f"{header}\r\n4,x,2,03:00,9,3,5,winter\r\n")
    case = read_case(limited)
    assert rows_of(case, 0) == []
    assert case.scenarios[0].network.kw_share.shape == (0, 2)
    assert rows_of(case, 1) == [("x", 3, 9.0, [2.0, 5.0], [3.0, 4.0])]
    (limited / "limits.csv").write_text(f"{HEAD}\n")
    assert rows_of(read_case(limited), 1) == []


def test_a_stretch_of_days_goes_on_counting_hours(
    limited: Path, problems_of: Callable[[Path], tuple[Problem, ...]]
) -> None:
    head, *day = (limited / "winter.csv").read_text().splitlines()
    (limited / "winter.csv").write_text("\n".join((head, *day, *day)) + "\n")
    (limited / "limits.csv").write_text(f"{HEAD}\nwinter,42:00,18,5,1,0,0,0\n")
    assert rows_of(read_case(limited), 1)[0][1] == 42
    (limited / "limits.csv").write_text(f"{HEAD}\nsummer,42:00,18,5,1,0,0,0\n")
    (problem,) = problems_of(limited)
    assert "ends before 42:00" in problem.message and problem.key == "clock"


def test_the_digest_covers_the_file(limited: Path, write: Callable[[Path], Path]) -> None:
    before = read_case(limited).digest
    (limited / "limits.csv").write_text(ROWS.replace("-12.5", "-12.6"))
    assert read_case(limited).digest != before
    (limited / "limits.csv").write_text(ROWS)
    assert read_case(limited).digest == before
    plain = read_case(write(limited.parent / "plain"))
    assert plain.digest != before and plain.network is None


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "says", "remedy"),
    [
        ("summer,18", "sumer,18", 2, "scenario", 'no scenario "sumer"', '"summer"'),
        ("18:00", "18:30", 2, "clock", "18:30 lies inside a step of 60", "a step begins"),
        ("18:00", "24:00", 2, "clock", '"summer" ends before 24:00', "below 24:00"),
        ("18:00", "6 pm", 2, "clock", '"6 pm" is not a clock time', "HH:MM"),
        ("18,-12.5", ",-12.5", 2, "bus", '"" is not the name of a bus', "1 to 60"),
        ("18,-12.5", "a;b,-12.5", 2, "bus", "is not the name of a bus", "semicolons"),
        ("-12.5", "", 2, "most_kw", "The cell is empty", "Write a number"),
        ("-12.5", "nan", 2, "most_kw", '"nan" is not a number', "Fill the gap"),
        ("-12.5", "12 kW", 2, "most_kw", "is a number with a unit", "alone"),
        ("-12.5", "-1e10", 2, "most_kw", "-1e10 is beyond 1000000000", "unit"),
        ("-12.5", "1e999", 2, "most_kw", "1e999 is beyond 1000000000", "unit"),
        (",1e-3", ",--1", 2, "shop_kvar", '"--1" is not a plain number', "plain decimal"),
        ("1,0.5,0.25", "0,0.5,-0", 2, "home_kw", "share of the row is 0", "Remove the row"),
        ("1,0.5,", "1,", 2, "", "The row has 7 cells, the header has 8", "one cell"),
        ("shop_kw,", "shops_kw,", 1, "shops_kw", "is not known", '"shop_kw"'),
        ("shop_kw,", "home_kw,", 1, "home_kw", "stands twice", "Remove one"),
        ("most_kw", "lost_kw", 1, "most_kw", "The column most_kw is missing", "Add the column"),
        (HEAD, HEAD.replace(",", ";"), 1, "", "separated by semicolons", "commas"),
        (ROWS, "", 0, "", "The file is empty", "a row for each limit"),
        (ROWS, "\x00", 1, "", "NUL byte", "UTF-8"),
    ],
)
def test_what_is_wrong_with_the_file_is_told(
    limited: Path,
    problems_of: Callable[[Path], tuple[Problem, ...]],
    old: str,
    new: str,
    line: int,
    key: str,
    says: str,
    remedy: str,
) -> None:
    assert old in ROWS
    (limited / "limits.csv").write_text(ROWS.replace(old, new, 1), encoding="utf-8")
    problems = problems_of(limited)
    found = [p for p in problems if says in p.message]
    assert len(found) == 1, problems
    assert (found[0].file, found[0].line, found[0].key) == ("limits.csv", line, key)
    assert remedy in found[0].remedy


def test_problems_of_all_rows_are_told_at_once_and_beside_others(
    limited: Path, problems_of: Callable[[Path], tuple[Problem, ...]]
) -> None:
    wrong = ROWS.replace("18:00", "18:30").replace(",40,", ",many,").replace("07:00", "7")
    (limited / "limits.csv").write_text(wrong)
    text = (limited / "case.toml").read_text()
    (limited / "case.toml").write_text(text.replace("days_per_year = 215", "days_per_year = 214"))
    found = {(p.file, p.line, p.key) for p in problems_of(limited)}
    assert {("limits.csv", 2, "clock"), ("limits.csv", 3, "most_kw")} <= found
    assert ("limits.csv", 4, "clock") in found and any(f == "case.toml" for f, _, _ in found)


@pytest.mark.parametrize(
    ("line", "key", "says"),
    [
        ('limits = "no.csv"', "network.limits", '"no.csv" does not exist'),
        ('limits = "../x.csv"', "network.limits", "not a path inside the case folder"),
        ('limits = "limits.csv"\nenforce = "both"', "network.enforce", "not one of the choices"),
        ('limits = "limits.csv"\napparent_power_sides = 6', "network.apparent_power_sides", "of 4"),
        ('limits = "limits.csv"\nsides = 8', "network.sides", "is not known here"),
        ('enforce = "screen"', "network.limits", "The key limits is missing"),
    ],
)
def test_what_is_wrong_with_the_table_is_told(
    limited: Path,
    problems_of: Callable[[Path], tuple[Problem, ...]],
    line: str,
    key: str,
    says: str,
) -> None:
    text = (limited / "case.toml").read_text()
    (limited / "case.toml").write_text(text.replace('limits = "limits.csv"', line))
    (problem,) = problems_of(limited)
    assert (problem.file, problem.key) == ("case.toml", key)
    assert says in problem.message and problem.remedy


def test_a_building_called_most_is_told(
    limited: Path, problems_of: Callable[[Path], tuple[Problem, ...]]
) -> None:
    for path in limited.iterdir():
        path.write_text(path.read_text().replace("shop", "most"))
    (problem,) = [p for p in problems_of(limited) if "two things" in p.message]
    assert problem.key == "network.limits"


def random_limits(seed: int, rows: int) -> NetworkLimits:
    """Numbers of any size, each with all its digits."""
    rng = np.random.default_rng(seed)
    return NetworkLimits(
        tuple(f"bus {n}, north" if n % 2 else f"{n}" for n in range(rows)),
        rng.integers(0, 24, rows),
        rng.normal(size=(rows, 2)) * 10.0 ** rng.integers(-12, 3, (rows, 2)),
        rng.normal(size=(rows, 2)) * 10.0 ** rng.integers(-12, 3, (rows, 2)),
        rng.normal(size=rows) * 10.0 ** rng.integers(-12, 8, rows),
    )


def same(one: NetworkLimits, other: NetworkLimits) -> bool:
    names = ("step", "kw_share", "kvar_share", "most_kw")
    return one.bus == other.bus and all(
        getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in names
    )


def test_a_limited_case_reads_back_to_the_bit(folder: Path, tmp_path: Path) -> None:
    case, limits = read_case(folder, "apart"), {"winter": random_limits(1, 40)}
    target = write_limited_case(case, limits, LimitEnforcement.SCREEN, tmp_path / "deep" / "one")
    before, after = read_case_folder(folder), read_case_folder(target)
    assert after.default_configuration == before.default_configuration
    found = after.case("apart")
    assert found.configuration == case.configuration
    assert same(found.scenarios[1].network, limits["winter"])
    assert not len(found.scenarios[0].network)
    assert found.network is not None and not found.network.in_dispatch
    for name in ("summer.csv", "winter.csv"):
        assert (target / name).read_bytes() == (folder / name).read_bytes()
    assert after.file.model_copy(update={"network": None}) == before.file
    text = (folder / "case.toml").read_text()
    assert (target / "case.toml").read_text().startswith(text)


def test_limits_are_replaced_and_the_rest_of_the_text_stays(limited: Path, tmp_path: Path) -> None:
    text = (limited / "case.toml").read_bytes().decode()
    front = (
        "# kept\n[network] # goes\nlimits = 'limits.csv'\n# kept too\napparent_power_sides = 8\n"
    )
    text = text.replace(TABLE, "").replace("[[scenario]]", front + "\n[[scenario]]", 1)
    (limited / "case.toml").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    case = read_case(limited)
    limits = {s.name: s.network for s in case.scenarios}
    target = write_limited_case(case, limits, LimitEnforcement.SCREEN, tmp_path / "two")
    found = read_case(target)
    assert found.network is not None
    assert (found.network.enforce, found.network.apparent_power_sides) == ("screen", 8)
    assert all(same(s.network, limits[s.name]) for s in found.scenarios)
    assert sorted(path.name for path in target.iterdir()) == [
        *("case.toml", "network_limits.csv", "summer.csv", "winter.csv")
    ]
    written = (target / "case.toml").read_bytes()
    assert written.count(b"\r\n") == written.count(b"\n")
    lines = written.decode().replace("\r\n", "\n")
    assert lines.count("[network]") == 1 and "# goes" not in lines
    gone = ("[network] # goes\n", "limits = 'limits.csv'\n", "apparent_power_sides = 8\n")
    for line in gone:
        text = text.replace(line, "")
    assert lines.startswith(text.rstrip("\n"))
    assert tomllib.loads(lines)["network"]["limits"] == "network_limits.csv"


def test_the_year_and_a_profile_of_the_same_name_come_along(folder: Path, tmp_path: Path) -> None:
    (folder / "winter.csv").rename(folder / "network_limits.csv")
    text = (folder / "case.toml").read_text().replace("winter.csv", "network_limits.csv")
    (folder / "case.toml").write_text(
        text + '[year]\nprofiles = "year.csv"\n[calendar]\n[[calendar.season]]\nname = "summer"\n'
        "months = [4, 5, 6, 7, 8, 9]\n[[calendar.season]]\nname = 'winter'\n"
        "months = [1, 2, 3, 10, 11, 12]\n"
    )
    (folder / "year.csv").write_text("anything")
    target = write_limited_case(
        read_case(folder),
        {"summer": random_limits(2, 3)},
        LimitEnforcement.DISPATCH,
        tmp_path / "t",
    )
    assert (target / "year.csv").read_text() == "anything"
    assert len(read_case(target).scenarios[0].network) == 3
    assert (target / "network_limits_2.csv").is_file()


def test_what_does_not_fit_is_not_written(folder: Path, tmp_path: Path) -> None:
    case, good = read_case(folder), random_limits(3, 4)

    def changed(**values: object) -> NetworkLimits:
        arrays = {n: getattr(good, n) for n in ("bus", "step", "kw_share", "kvar_share", "most_kw")}
        return NetworkLimits(**{**arrays, **values})  # type: ignore[arg-type]

    for limits, says in (
        ({"spring": good}, 'no scenario "spring"'),
        ({"summer": changed(step=np.array([0, 1, 2, 24]))}, "steps from 0 to 23"),
        ({"summer": changed(most_kw=np.array([0, 1, 2, np.nan]))}, "not finite"),
        ({"summer": changed(kw_share=np.zeros((4, 2)))}, "no building has a share"),
        ({"summer": changed(kw_share=np.ones((4, 3)))}, "shape"),
        ({"summer": changed(most_kw=np.ones(3))}, "shape"),
        ({"summer": changed(bus=("a", 'b"', "c", "d"))}, "not the name of a bus"),
    ):
        with pytest.raises(ValueError, match=says):
            write_limited_case(case, limits, LimitEnforcement.DISPATCH, tmp_path / "new")
        assert not (tmp_path / "new").exists()
    with pytest.raises(CaseFolderExists):
        write_limited_case(case, {"summer": good}, LimitEnforcement.DISPATCH, folder)
    (folder / "winter.csv").unlink()
    with pytest.raises(CaseError):
        write_limited_case(case, {"summer": good}, LimitEnforcement.DISPATCH, tmp_path / "new")


def test_a_case_that_was_changed_since_is_not_copied(folder: Path, tmp_path: Path) -> None:
    case = read_case(folder)
    text = (folder / "case.toml").read_text()
    (folder / "case.toml").write_text(text.replace("horizon_years = 20", "horizon_years = 21"))
    with pytest.raises(ValueError, match="has changed"):
        write_limited_case(case, {}, LimitEnforcement.DISPATCH, tmp_path / "new")
