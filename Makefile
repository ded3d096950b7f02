# Each target is one line that calls the real thing.

PORT ?= 8080
SEEDS ?= 1000
WORLD ?= server
STEPS ?= 220
SECONDS ?= 60
KILLS ?= 100

# Tests that run at once: with all of them begun together, each one's time limit would count the others' time.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 8

# What only a debugger needs takes a minute to write and to link.
TESTABLE = swift build -debug-info-format none

.DEFAULT_GOAL := help
.PHONY: help setup build run demo test test-postgres simulate mutants fuzz kills overload bench lint

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1@/p' $(MAKEFILE_LIST) | while IFS=@ read -r target what; do printf 'make %-13s %s\n' "$$target" "$$what"; done

setup: ## install what the build needs and this machine lacks
	@scripts/setup

build: setup ## build for release: .build/release/holdfast
	swift build -c release --product holdfast

run: build ## start the server on PORT (8080) and take a payment through it
	@scripts/run $(PORT)

demo: ## take a payment through the server that is running on PORT
	@scripts/demo http://127.0.0.1:$(PORT)

test: ## run the tests, also with the vendors' SDKs; only the long failover is scripts/failover
	@scripts/setup test && $(TESTABLE) --build-tests && scripts/test

test-postgres: ## run the tests that drive the server with all its data in PostgreSQL
	@scripts/setup test && $(TESTABLE) --product holdfast && HOLDFAST_TEST_STORE=postgres scripts/sdk-tests

simulate: ## run SEEDS (1000) histories of trouble; SEED=n STEPS=n sees one again
	@scripts/simulate $(WORLD) $(STEPS) $(SEEDS) $(SEED)

mutants: ## plant mistakes, one at a time, and see that the simulation finds each
	@scripts/mutants

fuzz: ## send what no client would send for SECONDS (60); SEED=n begins there
	@scripts/setup test && $(TESTABLE) --build-tests && scripts/fuzz $(SECONDS) $(SEED)

kills: ## kill a server under load KILLS (100) times and see that nothing is lost
	@scripts/setup test && $(TESTABLE) --product holdfast && scripts/hardship kills $(KILLS)

overload: ## ask for three times what the server can carry
	@scripts/setup test && $(TESTABLE) --product holdfast && scripts/hardship overload

bench: build ## measure beside references, and write docs/PERFORMANCE.md
	@scripts/setup bench
	.build/release/holdfast bench --write docs
	scripts/with-postgres sh -c '.build/release/holdfast bench postgres --store "$$HOLDFAST_TEST_POSTGRES" --write docs'

lint: ## check the layout of every Swift file
	swift format lint --strict --recursive Package.swift Sources Tests
