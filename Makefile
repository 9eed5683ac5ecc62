# Everything by two commands: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
PORT ?= 8000
LAPOR_DEMO ?= 1
export PORT LAPOR_DEMO
BIN := .venv/bin
CHROMIUM := $(shell for name in chromium chromium-browser; do command -v $$name && break; done)
PIP := PYTHONWARNINGS=ignore $(BIN)/python -m pip --disable-pip-version-check -qq
# Tests and checks take no setting from whoever calls them, but where the real counterparts are.
NOT_THEIRS := $(filter-out LAPOR_TEST_%,$(filter LAPOR_%,$(.VARIABLES)))
FRESH := env $(foreach name,$(NOT_THEIRS) PORT DATABASE_URL EMAIL_URL,-u $(name))
.DEFAULT_GOAL := help
.PHONY: texts help run test check chaos bench bench-routing growth lock shots clean browser format

help: ## this list
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

run: .venv/runtime.stamp ## start everything at http://localhost:8000 with demo data (PORT=, LAPOR_HOME=, LAPOR_DEMO=0)
	@exec $(BIN)/lapor run

# The fast tests are in `check`. The journeys are alone: two browsers before two services would
# only wait for each other.
test: check browser ## everything: the checks, and every test, browser journeys included
	@$(FRESH) $(BIN)/python -m pytest -m "slow and not journey" -n 2 --dist loadfile
	@$(FRESH) $(BIN)/python -m pytest -m journey

# The types are checked beside the tests, on another processor. The fast tests look for
# missing migrations and translations too: tests/project/test_{migrations,templates}.py.
check: .venv/develop.stamp ## format, lint, types, contracts, migrations, templates, translations, fast tests
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-logo > .venv/contracts.log || { cat .venv/contracts.log; exit 1; }
	@$(FRESH) $(BIN)/mypy lapor tests bench > .venv/types.log 2>&1 & types=$$!; \
	$(BIN)/djlint lapor --lint --quiet \
	&& $(FRESH) $(BIN)/python -m pytest -m "not slow and not journey" -n 2 --dist loadfile; tests=$$?; \
	wait $$types; types=$$?; cat .venv/types.log; exit $$((tests + types))

chaos: .venv/develop.stamp ## break everything while 5,400 reports come in (about 15 minutes; as root the disk too)
	@$(FRESH) $(BIN)/python -m pytest -m chaos

bench: .venv/develop.stamp ## measure, and write bench/results/latest.json
	@$(BIN)/python -m bench

growth: .venv/develop.stamp ## measure at ten thousand reports and at a million (half an hour, 12 GB of disk)
	@$(BIN)/python -m bench.growth

bench-routing: .venv/develop.stamp ## measure what is suggested, on real complaints where there are any (ten minutes)
	@OMP_NUM_THREADS=1 $(BIN)/python -m bench.routing

lock: .venv/develop.stamp ## resolve requirements*.in anew into hashed locks that name no host
	@for part in requirements requirements-dev; do $(BIN)/uv pip compile --upgrade --universal \
	  --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11 \
	  --quiet $$part.in -o $$part.txt; done
	@! grep -nE '(https?|file)://' requirements.txt requirements-dev.txt

shots: .venv/develop.stamp browser ## the browser journeys alone; they leave screenshots of every page in var/shots/
	@$(FRESH) $(BIN)/python -m pytest -m journey

format: .venv/develop.stamp ## format and mend what can be mended
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

texts: .venv/develop.stamp ## bring the English catalogue up to date and list what is not translated
	@$(FRESH) $(BIN)/lapor texts

clean: ## remove caches and what was built; data in var/ stay
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

browser: # Debian's Chromium, if there is none and we may install it
ifeq ($(CHROMIUM),)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium for the browser journeys ..."; \
	  apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
	    --no-install-recommends chromium >/dev/null; \
	fi; \
	command -v chromium >/dev/null \
	  || echo "No Chromium here: the browser journeys (tests/journeys) are skipped."
endif

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "LAPOR needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ...")'
	@echo "Making the virtual environment ..."
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "Python's venv module is missing (Debian: apt install python3-venv)."; exit 1; }

# Both stamps install only what the lock names, by hash, then LAPOR itself in place.
.venv/runtime.stamp: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing what requirements.txt names ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@

.venv/develop.stamp: requirements-dev.txt .venv/runtime.stamp
	@echo "Installing what requirements-dev.txt names ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
