# Two commands carry the house: `make demo` and `make test`. The rest are their parts.
#
#   make demo                a running site with example förbund on 127.0.0.1:8000 (PORT=8001 for another)
#   make demo RESET=1        the same, with the example förbund loaded afresh (your edits to them are lost)
#   make test                everything that has to hold before a change is merged
#   make test ARGS="-k sum"  only those tests, on a throwaway PostgreSQL
#   make fuzz                ten thousand broken files and forms where `make test` tries five hundred of each
#   make kills               kill the site two hundred times while people write in it, on both engines; COUNT=20 for fewer
#   make install-test        docs/operations.md followed in a bare Debian 12, by root; ARGS=FORMER upgrades from that commit
#   make audit               what is known against the libraries, and the list of them (CycloneDX) in var/
#   make contact-sheet       all pages of the demo's PDFs side by side, and how full each is; ARGS="a.pdf" for others
#   make bench               what pages, PDFs and a crowd cost, as ratios with limits (docs/speed.md); ARGS="--only pages" for a part

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON := $(shell tools/python.sh)
export PYTHON
PORT ?= 8000
SITES ?= 1
WORKERS ?= 1
COUNT ?= 200
ARGS ?=
VENV := .venv/bin
ORIGIN := http://127.0.0.1:$(PORT)

# The demo needs no settings of its own: development mode, SQLite in var/.
demo demo-data contact-sheet serve: export FINSAM_DEBUG ?= 1
demo demo-data contact-sheet serve: export FINSAM_ORIGIN ?= $(ORIGIN)
demo demo-data contact-sheet serve: export FINSAM_ALLOWED_HOSTS ?= 127.0.0.1,localhost

.PHONY: help demo demo-data serve test fuzz kills audit contact-sheet bench install-test lint format lock pictures clean

help:
	@sed -n 's/^#   //p' Makefile

demo: demo-data serve

demo-data:
	@tools/system.sh demo
	@tools/venv.sh $(PYTHON) requirements.txt
	@$(VENV)/python manage.py set_old_database_aside
	@$(VENV)/python manage.py migrate --no-input --verbosity 0
	@$(VENV)/python manage.py demo $(if $(RESET),--reset) $(ARGS)

# The site and one worker, which end together; `make serve SITES=2 WORKERS=3` for several of each.
serve:
	@tools/serve.sh 127.0.0.1:$(PORT) $(SITES) $(WORKERS)

test:
	@tools/test.sh $(ARGS)

fuzz: export FINSAM_FUZZ ?= 10000
fuzz:
	@tools/test.sh -s tests/budget/ledger/test_sie_any.py tests/fuzzing $(ARGS)

# A line for each kill, in var/kills/.
kills:
	@tools/system.sh demo test
	@tools/venv.sh $(PYTHON) requirements-dev.txt
	@mkdir -p var/kills
	@$(VENV)/python -m tools.kills --count $(COUNT) --log var/kills/sqlite.log $(ARGS)
	@$(VENV)/python -m tools.kills --count $(COUNT) --postgres --log var/kills/postgresql.log $(ARGS)
# Code 1: something is known. Code 2: the advisories couldn't be read, so nothing has passed.
audit:
	@tools/venv.sh $(PYTHON) requirements-dev.txt
	@$(VENV)/python -m tools.audit $(ARGS)

# In var/contact/. Code 1: a page is emptier than it may be.
contact-sheet: demo-data
	@tools/system.sh test
	@tools/venv.sh $(PYTHON) requirements-dev.txt
	@$(VENV)/python -m tools.contact_sheet $(ARGS)

bench:
	@tools/system.sh demo test
	@tools/venv.sh $(PYTHON) requirements-dev.txt
	@tools/with-postgres.sh $(VENV)/python -m tools.bench $(ARGS)

# It needs debootstrap, and ports 80, 443, 5432, 8000 and 8001.
install-test:
	@tools/install/run.sh $(ARGS)

lint:
	@tools/venv.sh $(PYTHON) requirements-dev.txt
	@tools/lint.sh

format:
	@tools/venv.sh $(PYTHON) requirements-dev.txt
	@tools/lint.sh --fix

# `make lock ARGS=--upgrade` takes the newest versions that pyproject.toml allows.
# The runtime lock comes first and binds the second, so that tests run on what production runs.
lock: export CUSTOM_COMPILE_COMMAND := make lock
lock: COMPILE := $(VENV)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url \
	--no-emit-find-links --no-emit-trusted-host
lock:
	@tools/venv.sh $(PYTHON) requirements-dev.txt
	$(COMPILE) $(ARGS) --output-file requirements.txt pyproject.toml
	$(COMPILE) $(ARGS) --extra dev --extra telemetry --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

# The README's pictures, taken from the demo's own data.
pictures: demo-data
	@tools/system.sh test
	@tools/venv.sh $(PYTHON) requirements-dev.txt
	@$(VENV)/python tools/pictures.py

# Leaves var/: that is where somebody's demo edits are.
clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
