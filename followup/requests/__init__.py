"""What whoever runs an insats, without an account, sends of it by a link in a letter."""
