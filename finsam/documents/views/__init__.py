"""Pages over documents, facts and reconciliation."""
