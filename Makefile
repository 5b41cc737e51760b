# The commands of this project. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
# A laptop has no certificate: `make run` and the tests speak plain HTTP.
LOCAL := ENGAGE_MAPPER_HTTPS=0
# Where `make run` is reached: on every address of this machine it is still opened as localhost.
SHOWN_HOST := $(if $(filter 0.0.0.0 ::,$(HOST)),localhost,$(HOST))
RUN_ENV := $(LOCAL) ENGAGE_MAPPER_ALLOWED_HOSTS=$${ENGAGE_MAPPER_ALLOWED_HOSTS:-localhost,127.0.0.1,[::1],$(HOST)}

.PHONY: help
help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# --- set-up -------------------------------------------------------------------------------------
$(BIN)/uv: requirements/uv.txt
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; python3 here is $$(python3 --version)."; exit 1; }
	@python3 -m venv $(VENV) \
	  || { echo "python3 cannot make a virtual environment. On Debian: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

# The product itself is installed as a link to this folder, for the command engage-mapper. What builds
# that link is pinned in requirements/uv.txt, beside uv.
$(VENV)/.run-installed: requirements/base.txt pyproject.toml setup.py | $(BIN)/uv
	@echo "Installing what the product needs into $(VENV) …"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements/base.txt
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev-installed: requirements/dev.txt $(VENV)/.run-installed
	@echo "Installing what checks and tests need into $(VENV) …"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements/base.txt -r requirements/dev.txt
	@touch $@

.PHONY: install
install: $(VENV)/.run-installed ## Install what the product needs into .venv

.PHONY: install-dev
install-dev: $(VENV)/.dev-installed ## Install what checks and tests need, too

.PHONY: chromium
chromium: ## Install Debian's Chromium when there is none (for the browser tests)
	@scripts/install-chromium

# --- product --------------------------------------------------------------------------------------
.PHONY: run
run: install ## Start the product with its demo workspace on an embedded database
	@$(RUN_ENV) $(PYTHON) manage.py migrate --verbosity 0
	@$(RUN_ENV) $(PYTHON) manage.py collectstatic --noinput --verbosity 0
	@$(RUN_ENV) $(PYTHON) manage.py load_demo --address http://$(SHOWN_HOST):$(PORT)/
	@echo "Stop it with Ctrl+C."
	@$(RUN_ENV) exec $(BIN)/granian --interface wsgi --workers 1 --blocking-threads 1 --backlog 512 \
	  --host $(HOST) --port $(PORT) --log-level warning engage_mapper.wsgi:application

# --- checks ---------------------------------------------------------------------------------------
.PHONY: check
check: install-dev ## Format, lint, types, import contracts, migrations, deploy settings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PYTHON) manage.py spectacular --validate --fail-on-warn --file /dev/null

PURE_TESTS := tests/engine tests/catalog
DIFFERENTIAL := tests/differential

.PHONY: test
test: install-dev chromium ## All tests: on SQLite with a real browser, then the database ones on PostgreSQL
	env -u DATABASE_URL $(BIN)/pytest -n 2 --dist worksteal --cov --cov-fail-under=100 --cov-report=term:skip-covered $(PURE_TESTS)
	env -u DATABASE_URL $(BIN)/pytest -rs $(DIFFERENTIAL)
	env -u DATABASE_URL $(BIN)/pytest -n 2 --dist worksteal $(addprefix --ignore=,$(PURE_TESTS) $(DIFFERENTIAL))
	$(PYTHON) -m tests.on_postgres -n 2 --dist worksteal

.PHONY: attacks
attacks: install-dev ## Try to reach, mislead and exhaust the client that sends, and count what worked
	$(BIN)/pytest -n 2 tests/attacks

.PHONY: chaos chaos-long
chaos: install-dev ## Kill, stop, hang and freeze the product under load, and count what was lost
	$(PYTHON) -m tests.chaos

chaos-long: install-dev ## The same, as long as the promises say (some three hours)
	$(PYTHON) -m tests.chaos --long

EXAMPLES ?= 20000

.PHONY: reference
reference: install-dev ## Install Segment's published engine (needs npm), which ours is compared with
	@$(PYTHON) -m scripts.reference.install

.PHONY: differential
differential: reference ## Compare ours with Segment's on many drawn cases: EXAMPLES=100000 for more
	$(PYTHON) -m tests.differential --examples $(EXAMPLES)

.PHONY: format
format: install-dev ## Format the code and mend what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: bench
bench: install-dev ## Run the benchmarks: us and the reference side by side
	-@$(MAKE) reference
	@for file in benchmarks/bench_*.py; do echo "== $$file"; $(PYTHON) $$file; done

.PHONY: pictures
pictures: install-dev chromium ## Make the pictures of the README again, from the running product
	$(LOCAL) $(PYTHON) scripts/take_pictures.py

.PHONY: docs
docs: install-dev ## Write the tables of the docs again, from the code
	$(LOCAL) $(PYTHON) scripts/write_docs.py

.PHONY: lock
lock: install-dev ## Resolve the dependencies again and pin them with hashes
	@for name in uv base dev; do $(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --no-annotate requirements/$$name.in -o requirements/$$name.txt; done
