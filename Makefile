# make run | test | check | evals | baselines | bench | crash: each makes the environment it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DATA ?= data
EVAL_DATA ?= build/evals
EXTRAS ?= dev
PORT ?= 7860
PROCESSES ?= 2
OUTSIDE ?= ../shared
KEXIE ?= $(OUTSIDE)/corpus/kexie

.PHONY: run test check evals baselines bench crash clean
run: $(READY)
	@$(BIN)/zhice ingest --data $(DATA) evals/corpus
	@$(BIN)/zhice serve --data $(DATA) --port $(PORT)

# One thread each: processes that share the cores would spin while they wait for each other's threads.
test: $(READY)
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

evals: $(READY)
	$(BIN)/zhice eval all --data $(EVAL_DATA) --outside "$(OUTSIDE)" \
		--page $(EVAL_DATA)/report.html --summary $(EVAL_DATA)/summary.md

baselines: $(READY)
	$(BIN)/zhice eval baselines --data $(EVAL_DATA) --outside "$(OUTSIDE)"

bench: $(READY)
	$(BIN)/python -m evals.bench --corpus "$(if $(wildcard $(KEXIE)),$(KEXIE),evals/corpus)"

crash: $(READY)
	$(BIN)/python -m tests.ingest.crash 50

# pip compiles on one core, compileall on all; a template that only looks like Python stops neither.
$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "找不到 $(PYTHON)，请先安装 Python 3.11 或更新的版本。"; exit 1; }
	@echo "正在准备运行环境（首次约需几分钟）……"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt -e '.[$(EXTRAS)]'
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true
	@touch $@

clean:
	rm -rf $(VENV) build data
