"""An installation made in a bare machine, as docs/operations.md tells (`make install-test`)."""
