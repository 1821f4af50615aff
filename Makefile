# `make demo` and `make test` do all their set-up themselves.

PREFIX ?= /usr/local
DESTDIR ?=
SHARE = $(DESTDIR)$(PREFIX)/share
MANUAL = man/man1/nnmodel.1
BASH_COMPLETION = bash-completion/completions/nnmodel
ZSH_COMPLETION = zsh/site-functions/_nnmodel

# The tool is one file that needs no library of the machine it runs on, and starts in two thirds of the
# time. The linker's remark on dlopen does not concern it: nothing is loaded later.
# Other PRODUCTs are built by the same options, or each would have all modules compiled again for it.
PRODUCT = nnmodel
BUILD = swift build -c release --static-swift-stdlib -Xswiftc -static-executable --product
# Tests run optimised: they open some hundred thousand damaged files.
TESTING = -c release -Xswiftc -enable-testing --scratch-path .build/testing --disable-xctest

.PHONY: help demo test build install uninstall setup clean

help:
	@echo 'make demo               train, save, verify, load and use a model of real data'
	@echo 'make test               run the tests'
	@echo 'make install PREFIX=…   put tool, manual page and completions in place (default /usr/local)'

demo: build
	@scripts/demo

test: setup
	swift test $(TESTING)

build: setup
	$(BUILD) $(PRODUCT)

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 .build/release/nnmodel "$(DESTDIR)$(PREFIX)/bin/nnmodel"
	! command -v strip >/dev/null || strip "$(DESTDIR)$(PREFIX)/bin/nnmodel"
	install -d "$(SHARE)/man/man1" "$(SHARE)/bash-completion/completions" "$(SHARE)/zsh/site-functions"
	.build/release/nnmodel manual >"$(SHARE)/$(MANUAL)"
	.build/release/nnmodel completion bash >"$(SHARE)/$(BASH_COMPLETION)"
	.build/release/nnmodel completion zsh >"$(SHARE)/$(ZSH_COMPLETION)"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/nnmodel" "$(SHARE)/$(MANUAL)" "$(SHARE)/$(BASH_COMPLETION)" \
	  "$(SHARE)/$(ZSH_COMPLETION)"

setup:
	@scripts/setup

clean:
	rm -rf .build demo
