"""The site's own pages, error pages and the log."""
