# `make demo` and `make test` do all their set-up themselves.

PREFIX ?= /usr/local
DESTDIR ?=

# The tool, with Swift's standard library linked in, and the one of C++ that it needs: found first in a
# folder where only the archive is. That saves a third of a millisecond at every start.
STATIC = .build/static
BUILD = swift build -c release --static-swift-stdlib --product nnmodel -Xlinker -L$(STATIC)
# Tests run optimised: they open some hundred thousand damaged files.
TESTING = -c release -Xswiftc -enable-testing --scratch-path .build/testing --disable-xctest

.PHONY: help demo test build install uninstall setup clean

help:
	@echo 'make demo               train, save, verify, load and use a model of real data'
	@echo 'make test               run the tests'
	@echo 'make install PREFIX=…   put the tool in place (default /usr/local)'

demo: build
	@scripts/demo

test: setup
	swift test $(TESTING)

build: setup
	@mkdir -p $(STATIC)
	@archive=$$(cc -print-file-name=libstdc++.a 2>/dev/null || true); \
	  case $$archive in /*) ln -sf "$$archive" $(STATIC)/libstdc++.a ;; esac
	$(BUILD)

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 .build/release/nnmodel "$(DESTDIR)$(PREFIX)/bin/nnmodel"
	! command -v strip >/dev/null || strip "$(DESTDIR)$(PREFIX)/bin/nnmodel"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/nnmodel"

setup:
	@scripts/setup

clean:
	rm -rf .build demo
