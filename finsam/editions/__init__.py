"""What was handed out: how a resolved document is kept."""
