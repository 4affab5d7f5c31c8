# Everything a person runs here. Each target first makes .venv from the hashed lock, once, and again when that changes.
#   make demo    all four bridges updated, start to end, in a minute (ARGS="--broker mosquitto", ARGS="--naive")
#   make test    the tests; judges, mosquitto and RabbitMQ take part when they are installed
#   make check   format, lint, types, imports, then the tests that need nothing from outside: what CI runs
#   make deep    the heavy virtual tests (tests/house/deep.py), and every property with a hundred examples: CI runs it too
#   make oracles the outside judges; a judge that is missing is a failure here
#   make bench   the ratios of benchmarks/
#   make kill    the kill -9 campaign
#   make parity  every scenario live as in virtual time, the long ones too
#   make fuzz    a million mutated frames against every door (ARGS="--seed 7 --inputs 3000000")
#   make certificate  every impairment against theory, 100,000 flights a seed: 5 minutes of one core, shared by two; then the
#                storm and the lateness (ARGS="--json" for theory alone)
#   make duis-judged  every XML that gateways and commands write in their tests, by the published XSD
#   make duis-load  fifty requests with large images at once, over HTTP: answers, memory, lateness (docs/duis.md)
#   make lateness  how late frames come live, beside a TCP delay proxy, a minute a broker (ARGS="--json FILE"); wants a quiet machine
#   make storm   a thousand storms, each told in two processes that hash differently: the same traces (ARGS="--seeds 100")
#   make shrink  twenty planted bugs in storms of ten to forty faults, shrunk: what is left of each (ARGS="--json FILE")
#   make stalls  why packages wait: the labelled matrix with six seeds, its evidence, and a thousand seeds with nothing wrong
#   make blame   who may not run what was sent: every cell beside its label (writes docs/blame.md): 2 minutes
#   make survive  a power cut at every effect of every participant, random storms, and bugs that must be found: 2 minutes
#                (ARGS="--seeds 1", ARGS="--json FILE"; docs/survival.md)
#   make proof   every story of a few tiny premises, within a budget of faults, and the planted bugs (docs/proof.md;
#                ARGS="--json"); five minutes of two quiet cores, 3 GB
#   make planning  every order of up to five images, as planned and as a naive Supplier would (writes docs/planning.md): 2 minutes
#   make unaffected  a GSME beside bridge updates and without, 520 pairs (writes docs/unaffected.md): 5 minutes
#   make coverage  branches of premises/wire that its tests, virtual time and the fuzz never took
#   make compose the image and compose.yaml, tried on this machine's container engine (docs/compose.md)
#   make example  the wheel in an empty environment, and the tests of examples/ there; wants an index for pip
#   make screenshots  the pictures of the screen, from seeded stories (docs/pictures, tests/tui/snapshots), and its texts
#   make screen-cost  CPU, output, memory and key-to-paint time of the screen, over mosquitto, beside textual's own widgets:
#                5 minutes (docs/tui.md, Cost)
#   make tui     the tests of the screen: what make check plays after the fast ones
#   make tui-storm  10,000 keys, clicks and sizes on the screen, in any order, from four seeds: 3 minutes
#   make docs    write the generated tables again
#   make lock    resolve the dependencies again, with hashes and without addresses

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

BIN := .venv/bin
LOCKS := requirements
PYTEST := $(BIN)/python -m pytest
ARGS ?=
UNAIDED := not campaign and not judge and not rabbitmq and not compose
COVERAGE_MIN := 95

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
# Empty is unset. Every process of a live premises and every worker of the tests would compile all modules again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo test check deep bench lock docs oracles kill parity fuzz certificate lateness duis-load duis-judged storm shrink survive stalls \
  blame proof planning unaffected coverage compose example screenshots screen-cost tui tui-storm

help:
	@sed -n 's/^#   //p' Makefile

# The first Python that is 3.11 or newer and can make an environment with pip in it.
define find-python
	python=
	for candidate in python3.11 python3 python3.12 python3.13 python3.14; do
	  if "$$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
	    python=$$candidate; break
	  fi
	done
	if [ -z "$$python" ]; then
	  echo "virtual-premises needs Python 3.11 or newer with venv (on Debian: apt-get install python3.11-venv)" >&2; exit 1
	fi
endef

.venv/installed: $(LOCKS)/dev.txt pyproject.toml
	@$(find-python)
	[ -x $(BIN)/python ] || "$$python" -m venv .venv
	echo "installing what $< pins into .venv (once)"
	$(BIN)/python -m pip install --quiet --require-hashes -r $<
	said=$$($(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . 2>&1) || { echo "$$said" >&2; exit 1; }
	touch $@

.venv-oracles/installed: $(LOCKS)/oracles.txt
	@$(find-python)
	[ -x .venv-oracles/bin/python ] || "$$python" -m venv .venv-oracles
	echo "installing what $< pins into .venv-oracles (once)"
	.venv-oracles/bin/python -m pip install --quiet --require-hashes -r $<
	touch $@

demo: .venv/installed
	@$(BIN)/premises demo $(ARGS)

test: .venv/installed
	@$(PYTEST) -m "not campaign and not compose" $(ARGS)

check: .venv/installed
	@$(BIN)/ruff format --check --quiet . || { echo "not formatted: run .venv/bin/ruff format" >&2; exit 1; }
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(PYTEST) -q -n 2 -m "$(UNAIDED) and not live and not deep and not tui" $(ARGS)
	$(PYTEST) -q -n 3 -m "$(UNAIDED) and tui and not live and not deep" tests/tui $(ARGS)
	$(PYTEST) -q -n 3 --dist loadfile -m "$(UNAIDED) and live and not quiet" $(ARGS)
	$(PYTEST) -q -m "$(UNAIDED) and quiet" $(ARGS)

deep: .venv/installed
	@$(PYTEST) -q -n 2 --hypothesis-profile deep -m "$(UNAIDED) and not live and (deep or hypothesis)" $(ARGS)

# fetch.sh brings what has no Python package; what it brought is what was brought when the lock was made, or we stop.
oracles: .venv/installed .venv-oracles/installed
	@sh tests/judges/fetch.sh
	sha256sum --check --quiet $(LOCKS)/oracles.sha256
	PREMISES_STRICT_SKIPS=1 $(PYTEST) -m "(judge or rabbitmq) and not campaign" $(ARGS)

bench: .venv/installed
	@$(BIN)/python -m benchmarks $(ARGS)

kill: .venv/installed
	@$(PYTEST) tests/live/test_kill.py -m "campaign and live" $(ARGS)

parity: .venv/installed
	@$(PYTEST) tests/live/test_parity.py $(ARGS)

fuzz: .venv/installed
	@$(BIN)/python -m tests.fuzz $(ARGS)

certificate: .venv/installed
	@$(BIN)/python -m tests.faults.certificate $(ARGS)
	$(if $(ARGS),exit 0)
	$(BIN)/python -m tests.storm
	$(BIN)/python -m benchmarks --only-live --strict

lateness: .venv/installed
	@$(BIN)/python -m benchmarks --only-live --strict $(ARGS)

# Every XML that our gateways and commands write in these tests, by the published XSD (make oracles fetches it).
duis-judged: .venv/installed
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && DUIS_TRANSCRIPTS=$$folder $(PYTEST) -q -n 2 --dist loadfile \
	  -m "not campaign" tests/gateway $(wildcard tests/live/test_cli*.py) && $(BIN)/python -m tests.judges.duis.judge_all $$folder

duis-load: .venv/installed
	@$(BIN)/python -m benchmarks.duis_load

storm: .venv/installed
	@$(BIN)/python -m tests.storm $(ARGS)

shrink: .venv/installed
	@$(BIN)/python -m tests.shrinking $(ARGS)

stalls: .venv/installed
	@$(BIN)/python -m tests.journey.stalls $(ARGS)

blame: .venv/installed
	@$(BIN)/python -m tests.blame

planning: .venv/installed
	@$(BIN)/python -m tests.planning

unaffected: .venv/installed
	@$(BIN)/python -m tests.designs

survive: .venv/installed
	@$(BIN)/python -m tests.survive $(ARGS)

# What the search leaves out is tried against a search that leaves out nothing.
proof: .venv/installed
	@$(BIN)/python -m tests.proof $(ARGS)
	$(if $(ARGS),exit 0)
	$(PYTEST) -q -n 2 -m campaign tests/proof

# What a Struct, an Enum or a table declares runs when it is imported: branches are what says something.
coverage: .venv/installed
	@$(BIN)/coverage run --source=premises/wire -m pytest -q -m "not campaign" tests/wire tests/sim tests/fuzz $(ARGS)
	$(BIN)/coverage report --show-missing --skip-covered --fail-under=$(COVERAGE_MIN)

example: .venv/installed
	@$(BIN)/python -m tests.example

compose: .venv/installed
	@$(PYTEST) -m compose $(ARGS)

docs: .venv/installed
	@$(BIN)/python -m tests.house.tables
	$(BIN)/python -m tests.journey.stalls --write

screenshots: .venv/installed
	@$(BIN)/python -m tests.tui.shots
	$(BIN)/python -m tests.tui.pictures

screen-cost: .venv/installed
	@$(BIN)/python -m benchmarks.screen $(ARGS)

tui-storm: .venv/installed
	@$(PYTEST) -q -n 2 tests/tui/test_storm.py $(ARGS)

tui: .venv/installed
	@$(PYTEST) -q -n 3 -m "$(UNAIDED) and tui and not live and not deep" tests/tui $(ARGS)

# Hashes must be those that the public index serves, so this machine's own pip settings are left out.
COMPILE = PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= PIP_EXTRA_INDEX_URL= $(BIN)/pip-compile --quiet --upgrade \
  --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

lock: .venv/installed
	@$(COMPILE) --extra dev --output-file $(LOCKS)/dev.txt pyproject.toml
	$(COMPILE) --constraint $(LOCKS)/dev.txt --output-file $(LOCKS)/core.txt pyproject.toml
	$(COMPILE) --output-file $(LOCKS)/oracles.txt $(LOCKS)/oracles.in
	if grep -nE '://|^-|@ ' $(LOCKS)/*.txt; then echo "an address stands in a lock" >&2; exit 1; fi
