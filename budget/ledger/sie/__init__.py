"""SIE files (4C of 2025-08-06, types 1-4): bytes in, records out; whether they may be used is judged apart."""
