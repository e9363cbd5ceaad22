# make run | test | check | evals | bench: each makes the environment it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DATA ?= data
EVAL_DATA ?= build/evals
EXTRAS ?= dev
PORT ?= 7860
KEXIE ?= ../shared/corpus/kexie

.PHONY: run test check evals bench clean
run: $(READY)
	@$(BIN)/zhice ingest --data $(DATA) evals/corpus
	@$(BIN)/zhice serve --data $(DATA) --port $(PORT)

test: $(READY)
	$(BIN)/python -m pytest

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

evals: $(READY)
	$(BIN)/zhice eval --data $(EVAL_DATA)/sample --suite evals/suites/sample.jsonl --corpus evals/corpus \
		--gate evals/gates/sample.toml
	$(BIN)/zhice eval --data $(EVAL_DATA)/sample --ledger --suite evals/suites/ledger/sample.jsonl \
		--gate evals/gates/ledger-sample.toml
	@for field in education health; do \
		$(BIN)/zhice eval --data $(EVAL_DATA)/$$field --suite evals/collections/$$field/suite.jsonl \
			--corpus evals/collections/$$field/corpus --gate evals/gates/$$field.toml || exit 1; \
	done
	@if [ -d "$(KEXIE)" ]; then \
		$(BIN)/zhice eval --data $(EVAL_DATA)/kexie --suite evals/suites/kexie.jsonl --corpus "$(KEXIE)" \
			--gate evals/gates/kexie.toml && \
		$(BIN)/zhice eval --data $(EVAL_DATA)/kexie --ledger --suite evals/suites/ledger/kexie.jsonl \
			--gate evals/gates/ledger-kexie.toml; \
	else echo "跳过 2 个题库：没有 $(KEXIE)，真实通知的问答和台账未评测。"; fi

bench: $(READY)
	$(BIN)/python -m evals.bench --corpus "$(if $(wildcard $(KEXIE)),$(KEXIE),evals/corpus)"

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "找不到 $(PYTHON)，请先安装 Python 3.11 或更新的版本。"; exit 1; }
	@echo "正在准备运行环境（首次约需几分钟）……"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS)]'
	@touch $@

clean:
	rm -rf $(VENV) build data
