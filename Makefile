PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet

.PHONY: help setup demo test pure evidence tour check bench bench-quick messages lock
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

setup: .venv/ready ## install everything into .venv, compile translations, collect static files
	@$(BIN)/python manage.py messages --compile

.venv/ready: requirements/dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@

demo: setup ## seed the demo district, start web and queue, print the accounts
	@$(BIN)/python manage.py demo

test: setup ## the whole suite on SQLite and on PostgreSQL
	@$(BIN)/python -m tests.run

pure: setup ## the tests of the pure rooms alone, without Django, in seconds
	@$(BIN)/python -m tests.pure

evidence: setup ## what can go further does: hundreds of cases of each property, full sizes
	@$(BIN)/python -m tests.evidence

tour: setup ## walk over every page in both languages at three widths, with pictures and axe
	@DJANGO_SETTINGS_MODULE=config.settings.development $(BIN)/python -m tests.tour

check: setup ## style, types, import contracts, migrations, translations, deployment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py messages --check
	$(BIN)/python -m tests.deploy_check

bench: setup .venv/bench-ready ## every table of figures beside its peers, into docs/bench.md
	@$(BIN)/python -m benchmarks --write docs/bench.md

bench-quick: setup .venv/bench-ready ## the same at small sizes, in a minute
	@$(BIN)/python -m benchmarks --quick

.venv/bench-ready: requirements/bench.txt .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

messages: ## extract and compile the catalogue
	$(BIN)/python manage.py messages

lock: ## pin requirements/*.in with hashes
	$(LOCK) requirements/base.in -o requirements/base.txt
	$(LOCK) requirements/dev.in -o requirements/dev.txt
	$(LOCK) requirements/bench.in -o requirements/bench.txt
