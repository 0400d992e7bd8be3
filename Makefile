# The commands of the house. README.md says what each is for; each works from a fresh clone.

SHELL := /bin/bash
BIN := .venv/bin
LOCK := $(shell sha256sum requirements-dev.lock | cut -c1-16)
READY := .venv/ready-$(LOCK)
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po)
APPS := accounts outcomes scorecards engagements reports
# A run of tests ends with the make that started it, even where that make is killed.
TOGETHER := $(if $(shell command -v setpriv),setpriv --pdeathsig TERM)
PYTEST := $(TOGETHER) $(BIN)/pytest

.PHONY: setup demo test lint format stories bench messages pictures lock clean system-lint system-test

setup: $(READY) $(CATALOGUES:.po=.mo)

$(READY):
	scripts/system.sh setup
	scripts/environment.sh
	rm -f .venv/ready-* && touch $@

%.mo: %.po | $(READY)
	$(BIN)/pybabel -q compile --locale $(word 2,$(subst /, ,$<)) --input-file $< --output-file $@

demo: setup
	$(BIN)/python manage.py demo $(if $(FRESH),--fresh)

test: setup system-test
	$(PYTEST) -n 2 --dist worksteal
	TEST_DATABASE=sqlite $(PYTEST) -n 2 --dist worksteal -m both

stories: setup system-test
	$(PYTEST) tests/stories

bench: setup system-test
	$(BIN)/python -m tests.bench

lint: setup system-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find templates -name '*.html' -print0 | xargs -0r $(BIN)/djade --check --target-version 5.2
	$(BIN)/mypy config $(APPS)
	$(BIN)/lint-imports
	DATABASE_URL=sqlite://:memory: $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python scripts/check_translations.py
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

format: setup
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	find templates -name '*.html' -print0 | xargs -0r $(BIN)/djade --target-version 5.2

messages: setup system-lint
	$(BIN)/python scripts/check_translations.py --update
	$(MAKE) setup

pictures: setup system-test
	$(BIN)/python scripts/pictures.py

lock: setup
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

system-lint:
	scripts/system.sh lint

system-test:
	scripts/system.sh test

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache var/test-results
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete
