"""Pages of documents, facts and reconciliation."""
