# Lianbo: what there is to make. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

DEMO_ACCOUNTS ?= 107
DEMO_SECONDS ?=
SOAK_MINUTES ?= 20
DEMO_PLAN ?= Config/campaigns/hubei-night.yaml
SWIFT ?= swift
SWIFT_CODE := Sources Tests Adapters Benchmarks/Sources Fuzz
# An import that the manifest does not declare is an error; the same flag everywhere, so that nothing is built twice.
CHECKED := --explicit-target-dependency-import-check error
ALONE := CurlTests IngestTests RelayTests StudioTests DashboardTests TestBenchTests lianbo_demoTests SelfHostedAdapterTests EndToEndTests

.PHONY: help demo pictures bench test soak build lint format clean setup-demo setup-test setup-bench

help: ## list what there is to make
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)$$/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-15s %s\n", $$1, $$2 }'
	@echo
	@echo '  make demo DEMO_SECONDS=60 DEMO_ACCOUNTS=107   runs unattended, ends by itself, prints its report as JSON'

demo: setup-demo ## set up, build, and run the whole night on this machine until Ctrl-C
	@for product in lianbod lianbo lianbo-demo; do \
		echo "building $$product"; \
		$(SWIFT) build -c release --product $$product; \
	done
	@exec .build/release/lianbo-demo --accounts $(DEMO_ACCOUNTS) $(if $(DEMO_SECONDS),--seconds $(DEMO_SECONDS)) \
		--lianbod .build/release/lianbod --lianbo .build/release/lianbo --plan $(DEMO_PLAN)

pictures: setup-test ## run the night once and renew the documents' pictures of the dashboard
	@for product in lianbod lianbo-demo; do $(SWIFT) build -c release --product $$product; done
	@.build/release/lianbo-demo --accounts 107 --seconds 90 --pictures Docs \
		--lianbod .build/release/lianbod --lianbo .build/release/lianbo --plan $(DEMO_PLAN)

bench: setup-bench ## measure the relay beside nginx-rtmp, ffmpeg and the bare floor (BENCH="--quick" for the short run)
	@for product in lianbod lianbo-bench; do $(SWIFT) build -c release --product $$product; done
	@mkdir -p .build/bench
	@cc -std=gnu11 -O2 -Wall -Wextra -Wno-missing-field-initializers -o .build/bench/lianbo-floor \
		Benchmarks/Floor/floor.c Benchmarks/Floor/session.c -lssl -lcrypto
	@exec .build/release/lianbo-bench $(BENCH)

test: setup-test ## set up, build, and run every test
	@$(SWIFT) build --build-tests $(CHECKED)
	@# What measures time or runs whole programs has the machine to itself, one test after another.
	@$(SWIFT) test --skip-build $(CHECKED) $(foreach target,$(ALONE),--skip $(target))
	@$(SWIFT) test --skip-build $(CHECKED) --no-parallel $(foreach target,$(ALONE),--filter $(target))

soak: setup-test ## 300 accounts with random faults for SOAK_MINUTES (20): no leak, no dark account, no lost frame
	@$(SWIFT) build --build-tests $(CHECKED)
	@LIANBO_SOAK_MINUTES=$(SOAK_MINUTES) $(SWIFT) test --skip-build $(CHECKED) --no-parallel --filter 'A soak of 300 accounts'

build: setup-demo ## build the daemon, the command and the demo (debug)
	@$(SWIFT) build

lint: setup-test ## check form, imports between targets, and house rules
	@$(SWIFT) format lint --strict --parallel --recursive $(SWIFT_CODE)
	@! grep -rnE --include='*.swift' '^[[:space:]]*(@[A-Za-z()]+ )*public (import|final|class|actor|struct|enum|protocol|extension|func|var|let|init|typealias|static)' $(SWIFT_CODE) \
		|| { echo 'lint: nothing is public here; package is the widest access.' >&2; exit 1; }
	@! grep -rnE '\b(TODO|FIXME|XXX)\b' $(SWIFT_CODE) Scripts Config Package.swift \
		|| { echo 'lint: finish it, or write down what is missing where users read it.' >&2; exit 1; }
	@$(SWIFT) build --build-tests $(CHECKED)

format: ## write the Swift code in the house form
	@$(SWIFT) format --in-place --parallel --recursive $(SWIFT_CODE)

clean: ## remove what was built
	@$(SWIFT) package clean

setup-demo:
	@Scripts/setup.sh demo

setup-test:
	@Scripts/setup.sh test

setup-bench:
	@Scripts/setup.sh bench
