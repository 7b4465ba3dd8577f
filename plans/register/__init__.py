"""The register of decisions: what the board has decided and what becomes of it, styrdokument and the internal control."""
