"""What was handed out: how a resolved document is kept, and what has changed from one to another."""
