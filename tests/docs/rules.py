"""What a test runs in place of what a page says: shorter, smaller, or nothing, with the reason.

Every rule has to be of use: test_snippets.py fails for one that no page needs any more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.docs.pages import ROOT, Block, commands

SHORT = "--population 6 --generations 1 --bound-levels 1 --front-runs 1 --workers 1"
FEW = "population=6, generations=1, bound_levels=1, front_runs=1, workers=1"
QUICK = "--seeds 1 --problems fonseca --algorithms glnsga2 --workers 1"
COARSE = (
    "clusterflex new coarse && sed -i 's/^module_kwh = 10/module_kwh = 100/; "
    "s/^module_kw = 5/module_kw = 100/' coarse/case.toml && clusterflex exact coarse"
)
THREE_DAYS = "sed -i '74,$d'"


@dataclass(frozen=True)
class Rule:
    """A line of a page that is not run as it stands; the first rule that fits holds."""

    line: str
    """Regular expression for the beginning of the line."""
    instead: str | None
    r"""What is run, with \1 and so on; None: nothing."""
    reason: str

    def applied(self, line: str) -> str | None:
        """What is run in place of a line that the rule fits."""
        if self.instead is None:
            return None
        return re.sub(f"^{self.line}", self.instead.replace("{root}", str(ROOT)), line)


SHELL = (
    Rule(r"make (\w+)", r"make --dry-run -C {root} \1", "sets up environments, runs for minutes"),
    Rule(r"(\S+/)?pip install", None, "changes the environment that the tests run in"),
    Rule(r"dask ", None, "needs several machines; tests/planner/dask has such runs on one"),
    Rule(r"clusterflex \w+ .*--scheduler", None, "likewise"),
    Rule(r"\.venv/bin/python -m pytest", None, "tests run anyway, where PyPSA is installed"),
    Rule(r"python -m benchmarks\.(generation_time|problems)", None, "minutes of measuring"),
    Rule(
        r"clusterflex run campus (.*)",
        rf"clusterflex generate small --buildings 1 -n 9 && clusterflex run small \1 {SHORT}",
        "fewer buildings and days, so fewer pictures",
    ),
    Rule(r"(clusterflex run (?!.*--population).*)", rf"\1 {SHORT}", "shorter"),
    Rule(r"(clusterflex run .*)", rf"\1 {SHORT}", "shorter: of two values the last one holds"),
    Rule(r"clusterflex exact beijing", COARSE, "larger modules, so fewer designs"),
    Rule(
        r"clusterflex feeder check (.*) --limits (.*)",
        r"clusterflex feeder check \1 --parts replay || test $? = 3",
        "without planning again; tests/planner/test_cli_feeder_check.py does that",
    ),
    Rule(
        r"(clusterflex feeder check .*)",
        r"\1 --scenarios 50 || test $? = 3",
        "fewer days; a design of a shortened run may break the feeder",
    ),
    Rule(
        r"(clusterflex feeder study .*)",
        r"\1 --feeders ieee13_perphase --controls 0 --scenarios 2 --workers 1",
        "rules alone, which solve nothing",
    ),
    Rule(r"(clusterflex bound (?!.*--levels).*)", r"\1 --levels 2", "fewer caps"),
    Rule(
        r"(clusterflex sensitivity (?!.*--without-solving).*)",
        r"\1 --inputs heat_demand,storage_price --samples 2 --designs 2 --workers 1",
        "fewer inputs, samples and designs",
    ),
    Rule(
        r"clusterflex year (campus) ",
        rf"clusterflex new short --case \1 && {THREE_DAYS} short/year.csv && "
        "clusterflex year short ",
        "the first three days",
    ),
    Rule(
        r"clusterflex year (runs/\S+)",
        rf"{THREE_DAYS} \1/case/year.csv && clusterflex year \1",
        "the first three days",
    ),
    Rule(
        r"clusterflex import citylearn (\w+) ",
        "python -c 'from tests.cases.test_citylearn import *; "
        r'write(Path("\1"), schema(), files())'
        r"' && clusterflex import citylearn \1 ",
        "a made data set of two buildings: the published one is not ours to ship",
    ),
    Rule(
        r"(clusterflex bench [a-z_]+ -o \S+ --algorithms .*)",
        r"\1 --list",
        "hours; test_commands.py looks whether studies and algorithms are there",
    ),
    Rule(r"(clusterflex bench (?!.*--problems)[a-z_]+ .*)", rf"\1 {QUICK}", "one run"),
    Rule(r"(clusterflex bench mine\.toml .*)", r"\1 --seeds 1-2 --problems small", "fewer runs"),
)
PYTHON = (
    Rule(r"(.*\bplan\(.*)population=\d+, generations=\d+", rf"\1{FEW}", "shorter"),
    Rule(r"(.*\bplan\(read_case\(.*?\).*)\)", rf"\1, {FEW})", "shorter"),
)


@dataclass(frozen=True)
class Unrun:
    """A block that is not run: a part of a file, or the file itself."""

    page: str
    language: str
    start: str
    """What the block begins with, but for blanks."""
    file: str | None
    """File of the page's folder that the block is added to; None: it goes nowhere."""
    reason: str = ""


BENCH, MODELLING = "docs/bench.md", "docs/modelling.md"
YARD = "time,home.electricity_kw,home.heat_kw,home.pv_kw,workshop.electricity_kw,workshop."
FILES = (
    Unrun(BENCH, "toml", 'format = 1\nname = "mine"', "mine.toml"),
    Unrun(BENCH, "python", '"""NSGA-II with a spread', "benchmarks/competitors/coarse.py"),
    Unrun(BENCH, "python", '"""Squared distances', "benchmarks/problems/two_spheres.py"),
    Unrun(BENCH, "python", '"coarse_sbx": make_coarse', None, "a line of a table"),
    Unrun(MODELLING, "toml", "", "yard/case.toml"),
    Unrun(MODELLING, "text", f"{YARD}cold_kw", "yard/summer.csv"),
    Unrun(MODELLING, "text", f"{YARD}heat_kw", "yard/winter.csv"),
)


def fits(entry: Unrun, block: Block) -> bool:
    """Whether a block is the one that an entry is about."""
    here = (entry.page, entry.language) == (block.page, block.language)
    return here and block.text.strip().startswith(entry.start)


def rule_for(line: str, rules: tuple[Rule, ...]) -> Rule | None:
    """The first rule that fits a line."""
    return next((rule for rule in rules if re.match(rule.line, line)), None)


def lines_to_run(block: Block) -> list[str]:
    """Lines of a shell or Python block as they are run."""
    shell = block.language == "sh"
    out = []
    for line in commands(block) if shell else block.text.splitlines():
        rule = rule_for(line, SHELL if shell else PYTHON)
        run = line if rule is None else rule.applied(line)
        if run is not None:
            out.append(run)
    return out
