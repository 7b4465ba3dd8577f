"""Running an installation: its settings, who may do what in its database, how it is, and what it keeps beside it."""
