"""Measures the site's speed as ratios within one run: `make bench`. What each line means stands in docs/speed.md."""
