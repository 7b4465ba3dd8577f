"""The förbund: members, contributions, bodies, people and years."""
