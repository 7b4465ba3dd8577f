"""The first version of the read API. What it says stays as it is; what is new is added."""
