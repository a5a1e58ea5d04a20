# `make` lists the targets. Each sets up .venv first, once (tools/setup.py), and needs nothing
# but make and Python. Variables: PYTHON (which Python makes .venv), PORT, CHAPTER, STUDENT, FROM,
# PLAN.

PYTHON ?= python3
CHAPTER ?=
STUDENT ?=
FROM ?=
PORT ?=
PLAN ?=

BIN := .venv/bin
AUTOGRADER := $(BIN)/autograder

# $(call setup,student) or $(call setup,dev): the first line of a recipe.
setup = @command -v "$(PYTHON)" > /dev/null || { echo "There is no command '$(PYTHON)'. Install Python 3.11 or newer, or name yours: make $@ PYTHON=/path/to/python" >&2; exit 1; }; \
	"$(PYTHON)" tools/setup.py $(1)

.DEFAULT_GOAL := help

.PHONY: help
help:
	@awk 'BEGIN { FS = ":.*## " } \
	  /^## / { printf "\n%s\n", substr($$0, 4) } \
	  /^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo "CHAPTER=1 limits solutions, notebooks, lint, grade, report and submit to one chapter."

## To study

.PHONY: lab
lab: ## open JupyterLab on your own copies of the chapters (PORT=8888, PLAN=one_session)
	$(call setup,$(if $(PLAN),dev,student))
	@$(if $(PLAN),$(AUTOGRADER) assemble $(PLAN) && cd var/courses/$(PLAN) && $(CURDIR)/)$(AUTOGRADER) lab $(if $(PORT),--port "$(PORT)")

.PHONY: submit
submit: ## make the zip files to hand in (CHAPTER=1, STUDENT=your-id)
	$(call setup,student)
	@$(AUTOGRADER) submit $(CHAPTER) $(if $(STUDENT),--student "$(STUDENT)")

.PHONY: reset
reset: ## bring a chapter back fresh, keeping a backup of yours (CHAPTER=1)
	@$(if $(CHAPTER),true,echo "Which chapter? For the first: make reset CHAPTER=1" >&2; exit 2)
	$(call setup,student)
	@$(AUTOGRADER) reset $(CHAPTER)

.PHONY: doctor
doctor: ## tell what this machine has, and what is missing
	$(call setup,student)
	@$(AUTOGRADER) doctor

## To teach

.PHONY: demo
demo: ## release, collect, grade and hand back for a sample class
	$(call setup,dev)
	@$(AUTOGRADER) demo

.PHONY: collect
collect: ## collect what students handed in (FROM=a download; else var/downloaded)
	$(call setup,dev)
	@$(AUTOGRADER) collect $(if $(FROM),"$(FROM)") $(if $(CHAPTER),--chapter $(CHAPTER))

.PHONY: grade
grade: ## grade what lies in var/submitted (CHAPTER=1, STUDENT=id)
	$(call setup,dev)
	@$(AUTOGRADER) grade $(CHAPTER) $(if $(STUDENT),--student "$(STUDENT)")

.PHONY: report
report: ## write what the class got right and wrong to var/report (CHAPTER=1)
	$(call setup,dev)
	@$(AUTOGRADER) report $(CHAPTER)

.PHONY: dist
dist: ## zip what students get, without any answer (PLAN=one_session)
	$(call setup,dev)
	@$(if $(PLAN),$(AUTOGRADER) assemble $(PLAN) &&) $(AUTOGRADER) dist $(if $(PLAN),--plan $(PLAN))

## To write

.PHONY: setup
setup: ## only make .venv, with everything for writing and testing
	$(call setup,dev)

.PHONY: solutions
solutions: ## make the executed solution notebooks from the text files
	$(call setup,dev)
	@$(AUTOGRADER) build --solutions $(CHAPTER)

.PHONY: notebooks
notebooks: ## make the student notebooks
	$(call setup,dev)
	@$(AUTOGRADER) build --notebooks $(CHAPTER)

.PHONY: lint
lint: ## refuse leaked answers, missing points, missing hints
	$(call setup,dev)
	@$(AUTOGRADER) lint $(CHAPTER)

.PHONY: test
test: ## run every check and every test
	$(call setup,dev)
# By file, for the cells of a notebook share a kernel, and in their order, for the browser takes
# longest; each process has a torch, so not too many. The processes fill the cores: more threads
# in each would only wait for one another.
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadscope --no-loadscope-reorder --durations=25

.PHONY: nbval
nbval: ## run the solutions again and compare every output
	$(call setup,dev)
	@$(BIN)/python -m pytest solutions tests/notebooks/test_nbval.py

.PHONY: attacks
attacks: ## try to cheat the grader, and nbgrader as it comes, in every known way
	$(call setup,dev)
	@$(BIN)/python -m tests.attacks

.PHONY: check
check: ## run the static checks alone: ruff, mypy, import contracts, spelling
	$(call setup,dev)
	@$(BIN)/python -m pytest tests/unit/test_static.py

.PHONY: format
format: ## let ruff put the code in order
	$(call setup,dev)
	@$(BIN)/python -m ruff check --quiet --fix --exclude '*.ipynb'
	@$(BIN)/python -m ruff format --exclude '*.ipynb'

.PHONY: fuzz
fuzz: ## throw garbage at what reads a student's side, for minutes (EXAMPLES=20000)
	$(call setup,dev)
	@FUZZ_EXAMPLES=$(or $(EXAMPLES),20000) $(BIN)/python -m pytest -q tests/unit/grading/test_wire.py

.PHONY: kill
kill: ## kill a command that grades at 50 random moments, and see that nothing is lost (KILLS=50)
	$(call setup,dev)
	@KILLS=$(or $(KILLS),50) $(BIN)/python -m pytest -q -s tests/unit/classroom/test_nothing_lost.py -k killed

.PHONY: agreement
agreement: ## compare our points with stock nbgrader's, and write docs/agreement.md
	$(call setup,dev)
	@PYTHONPATH=. $(BIN)/python -m tests.agreement

.PHONY: hub
hub: ## send a chapter around on a JupyterHub, as root, and take the manual's picture of it
	$(call setup,dev)
	@HUB_PICTURE=docs/images/assignments.png $(BIN)/python -m pytest -q -s tests/hub

.PHONY: bench
bench: ## measure: every script in bench/
	$(call setup,dev)
	@set -e; for script in bench/*.py; do PYTHONPATH=. $(BIN)/python $$script; done

.PHONY: docs
docs: ## make the manual, with the chapters to read, in docs/_build/html
	$(call setup,dev)
	@$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

.PHONY: screenshots
screenshots: ## take pictures of a chapter in JupyterLab, light and dark (CHAPTER=1)
	$(call setup,dev)
	@$(BIN)/python -m tools.screenshots $(CHAPTER)

.PHONY: rooms
rooms: ## draw the manual's picture of the code from its imports
	$(call setup,dev)
	@$(BIN)/python -m tools.rooms

.PHONY: lock
lock: ## make requirements.lock again from pyproject.toml
	$(call setup,dev)
	@$(BIN)/python tools/lock.py

.PHONY: clean
clean: ## remove what can be made again; never work/, var/ or .venv/
	@rm -rf dist docs/_build docs/chapters .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	@find . -name .venv -prune -o -name work -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
