# Two commands do everything: `make run` plans the shipped case, `make test` passes the tests.
# Both set up what they need in .venv with the exact versions of constraints.txt.

PYTHON ?= python3
VENV ?= .venv
OUT ?= runs/beijing
BIN = $(VENV)/bin

.PHONY: run test check slow bench docs clean

run: $(VENV)/.installed
	$(BIN)/clusterflex run beijing --patience 8 -o $(OUT)

test: check
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# every study of docs/search.md, some hours; goes on where it was; exit code 3 tells of failed runs
bench: $(VENV)/.tested
	for study in main few bbob_biobj ablation planner; do \
	  $(BIN)/clusterflex bench $$study -o runs/bench/$$study || [ $$? = 3 ] || exit 1; done

# the pages of docs/, README.md and the sources as a site; a warning is an error
docs: $(VENV)/.tested
	$(BIN)/python -m sphinx -b html -E -q -W --keep-going -c docs . build/docs

slow: $(VENV)/.tested
	$(BIN)/python -m pytest -m slow

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV) || { echo "Python cannot make virtual environments here; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[feeder,import]'
	touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache
