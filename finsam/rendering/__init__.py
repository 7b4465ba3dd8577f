"""Documents as HTML, PDF and Excel."""
