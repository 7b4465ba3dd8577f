"""The engine's pages: documents, facts, reconciliation, what is missing, and the start page."""
