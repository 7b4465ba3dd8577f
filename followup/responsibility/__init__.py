"""Who reports what, and until when."""
