"""The program that goes with a package. It imports nothing of ours: it runs where only Python is."""
