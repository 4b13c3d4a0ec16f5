# The few things that a maintainer makes; docs/releasing.md says when. BIN is where the programs of an environment with
# the extras `release` and `docs` are; `make BIN= release` takes those of the path.
BIN ?= .venv/bin/
RELEASES ?= dist
.PHONY: release site rehearsal

# All artefacts into dist/, whole or not at all; a release that is there is replaced.
release:
	$(BIN)sco-keep release --package . --force dist

# What a static host serves, into build/public/, from the folders RELEASES and the documents.
site:
	$(BIN)mkdocs build --quiet --strict --site-dir build/docs
	$(BIN)sco-keep site --force --docs build/docs build/public $(RELEASES)

# Everything but the real upload: two builds compared, an index server on loopback, an upgrade.
rehearsal:
	.ci/publish $(BIN)python
