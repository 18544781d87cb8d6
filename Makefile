SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

BINARIES := jq-server jq-worker jq-controller jq-ctl
MANIFESTS ?= manifests/quickstart
# The database of a server that root starts runs as another user, who may not get into root's own folders.
DATA ?= $(shell [ "$$(id -u)" -eq 0 ] && echo /var/lib/jq || echo .jq)
AT_ONCE := --experimental-maximum-parallelization-width 24
GENERATED := Sources/JobQueueProto/Generated
PROTOS := Sources/JobQueueProto/proto

.PHONY: help deps build release test check format demo run generate clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## Install the Debian packages that are missing
	@.ci/install-deps

build: deps ## Build everything for debugging
	swift build

release: deps ## Build the four binaries, optimised, into .build/release
	for binary in $(BINARIES); do swift build --configuration release --product $$binary; done

test: deps ## Build and run all tests
	swift build --build-tests
	# Whole controllers come after the rest, which would leave them no time, nor they the rest. And not all tests at
	# once: those that talk with a process have a limit of time, in which thousands of others must not come first.
	swift test --skip-build --parallel $(AT_ONCE) --skip ControllersOfAClusterTests
	swift test --skip-build --parallel $(AT_ONCE) --filter ControllersOfAClusterTests

check: deps ## Check format, dependencies between targets, and where unsafe code stands
	swift format lint --strict --parallel --recursive Sources controllers Tests
	.ci/check-unsafe
	swift build --explicit-target-dependency-import-check error

format: ## Format all Swift files in place
	swift format --in-place --parallel --recursive Sources controllers Tests

demo: release ## See it work: a server, a database, workers and jobs, then clean up
	manifests/quickstart/demo.sh .build/release

run: release ## Run a server on MANIFESTS (manifests/quickstart) in the foreground
	.build/release/jq-server standalone --manifests $(MANIFESTS) --data $(DATA)

generate: deps ## Generate crds/, and the Swift of the .proto files (needs protoc) anew
	swift build --product jq-ctl
	.build/debug/jq-ctl crds --output-dir crds
	@command -v protoc >/dev/null || { echo "install protoc (Debian: protobuf-compiler)" >&2; exit 1; }
	swift package --allow-writing-to-package-directory generate-grpc-code-from-protos \
		--protoc-path "$$(command -v protoc)" --access-level public --access-level-on-imports \
		--file-naming dropPath --import-path $(PROTOS) --output-path $(GENERATED) -- $(PROTOS)

clean: ## Remove what was built and what the demo left
	swift package clean
	rm -rf .jq
