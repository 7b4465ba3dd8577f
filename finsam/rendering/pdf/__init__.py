"""PDF/UA and PDF/A."""
