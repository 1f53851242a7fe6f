# Every target sets itself up: Python 3.11 or later with venv, and make, are all it needs.
PYTHON ?= python3
BIN := .venv/bin
ROUNDS ?= 20
SEED ?=
PYTEST_ARGS ?=
DATABASE ?= sqlite

.PHONY: demo test coverage lint crash accuracy sweep lock bench clean

demo: .venv/installed
	$(BIN)/pobot demo --dir demo-output

test: .venv/installed
	$(BIN)/pytest --numprocesses 2 $(PYTEST_ARGS)

# The core decides about money, so nearly every branch of it must have been taken by a test.
coverage: .venv/installed
	$(BIN)/coverage combine --quiet --append || true
	$(BIN)/coverage report --include 'bot/domain/*,bot/stages/*' --fail-under 95

lint: .venv/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

crash: .venv/installed
	$(BIN)/python -m tests.crash.rounds --rounds $(ROUNDS) --database $(DATABASE) $(if $(SEED),--seed $(SEED))

# Reads the whole corpus, prints the figures and writes docs/accuracy.md.
accuracy: .venv/installed
	$(BIN)/python -m tests.accuracy

# Reads any folder of mail, and says what is slow, large, empty or broken: make sweep DIR=...
sweep: .venv/installed
	$(BIN)/python -m tests.sweep $(DIR)

# Measures pobot beside others, and prints the figures: make bench ARGS='--messages 500'.
# Needs Dovecot, isync and strace (Debian: dovecot-imapd isync strace).
bench: .venv/installed
	$(BIN)/python -m pip install --quiet --require-hashes --requirement bench/requirements.lock
	$(BIN)/python -m bench $(ARGS)

COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header

# The extra dev holds every other one but bench, whose packages only `make bench` installs.
lock:
	$(COMPILE) --extra dev --output-file requirements.lock
	$(COMPILE) --extra bench --constraint requirements.lock --output-file bench/requirements.lock

clean:
	rm -rf .venv demo-output

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "pobot needs Python 3.11 or later")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@
