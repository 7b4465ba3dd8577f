"""How a weakness is reported: to whom, and what whoever reports it may expect."""
