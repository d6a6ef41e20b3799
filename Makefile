# The two commands of the README are `make site` and `make test`. Python, git and make are all they need.
PYTHON ?= python3
VENV := .venv
export NO_MKDOCS_2_WARNING := 1
export PYTHONDONTWRITEBYTECODE := # or every process compiles everything anew
BIN := $(VENV)/bin

.PHONY: site docs serve publish demo pictures test test-slow compatibility fuzz package test-generators bench check messages lint lock clean help

site: $(VENV)/site.stamp ## Build the knowledge base into site/
	$(BIN)/mkdocs build --strict

docs: $(VENV)/site.stamp ## Build the documentation of Trailbook into site-docs/
	$(BIN)/mkdocs build --strict --config-file docs/mkdocs.yml --site-dir $(abspath $(DOCS))
DOCS ?= site-docs

serve: $(VENV)/site.stamp ## Serve it on http://127.0.0.1:8000 and reload on every edit
	$(BIN)/mkdocs serve --livereload

publish: $(VENV)/site.stamp ## Every released version, what is committed, and the documentation, into public/
	$(BIN)/trailbook publish --next --output public
	$(MAKE) docs DOCS=public/docs

demo: $(VENV)/site.stamp ## Make an invented knowledge base with a history of nine months, and its site, in demo/
	$(BIN)/python -m examples.demo demo

pictures: $(VENV)/dev.stamp ## Make the demo, and take the pictures of README and guides from it
	$(BIN)/python -m examples.demo demo --pictures

test: $(VENV)/dev.stamp ## Run the tests, all but those that take long
	$(BIN)/pytest $(PARALLEL)

test-slow: $(VENV)/dev.stamp ## Run those that take long, and try every property in full; PROFILE=sampled tries less
	$(BIN)/pytest -m "$(SLOW_$(PROFILE))" --hypothesis-profile=$(PROFILE) $(PARALLEL)
PROFILE := full
SLOW_full := slow or hypothesis
SLOW_sampled := slow
PARALLEL := -n $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) * 3 // 2)") --dist loadfile --no-loadscope-reorder
# half as many again as there are processors, since each often waits for a browser, git or the disk

test-generators: $(VENV)/dev.stamp ## Build the export with Zensical and ProperDocs, which it installs
	$(BIN)/pytest -m generators $$(grep -rl --include='*.py' pytest.mark.generators tests)

compatibility: $(VENV)/dev.stamp ## Build beside each common plugin of others, and write the table of the guide
	$(BIN)/python -m tests.compatibility.matrix $(CHECK)

fuzz: $(VENV)/dev.stamp ## Give spoilt files to each reader of files for so many SECONDS
	$(BIN)/python -m tests.fuzz $(SECONDS)
SECONDS ?= 30

package: $(VENV)/package.stamp ## Build and check what is released: wheel, source archive, SBOM, and their SHA-256
	rm -rf dist $(VENV)/installed
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m hatchling build
	$(PYTHON) -m venv $(VENV)/installed
	$(VENV)/installed/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	$(VENV)/installed/bin/python -m pip install --quiet --no-deps dist/*.whl
	$(VENV)/installed/bin/python -m pip uninstall --quiet --yes pip setuptools
	$(BIN)/cyclonedx-py environment $(VENV)/installed/bin/python --pyproject pyproject.toml --mc-type library \
		--output-reproducible --spec-version 1.6 --output-format JSON --output-file dist/trailbook.cdx.json
	$(BIN)/twine check --strict dist/*.whl dist/*.tar.gz
	cd dist && $(PYTHON) -c "$$SHA256" trailbook* > SHA256SUMS && cat SHA256SUMS
define SHA256
import hashlib, pathlib, sys
for name in sys.argv[1:]:
    print(hashlib.sha256(pathlib.Path(name).read_bytes()).hexdigest(), name, sep="  ")
endef
export SHA256

bench: $(VENV)/dev.stamp ## Measure the trail beside what else could be used
	$(BIN)/python benchmarks/bench.py

check: $(VENV)/site.stamp ## Print every problem of every record
	$(BIN)/trailbook check

messages: $(VENV)/dev.stamp ## Bring the catalogues of the templates' texts up to date, for translators
	$(BIN)/python -m tests.messages

lint: $(VENV)/dev.stamp ## Style, types, imports between rooms, schemas and workflows
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/trailbook schema --check
	$(BIN)/zizmor --offline --quiet --persona auditor .github action.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.gitlab-ci .gitlab-ci.yml

lock: $(VENV)/dev.stamp ## Refresh the lock files from pyproject.toml
	$(BIN)/uv pip compile $(COMPILE) --group build -o requirements.lock
	$(BIN)/uv pip compile $(COMPILE) --group dev -o requirements-dev.lock
	$(BIN)/uv pip compile $(COMPILE) --group package -o requirements-package.lock
COMPILE := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --extra site pyproject.toml

$(VENV)/%.stamp: requirements.lock requirements-dev.lock requirements-package.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK_$*)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@
LOCK_site := requirements.lock
LOCK_dev := requirements-dev.lock
LOCK_package := requirements-package.lock

clean: ## Remove what was built, and the environment
	rm -rf site site-docs public export demo dist $(VENV)

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18
