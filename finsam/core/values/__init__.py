"""Money, periods, Swedish order, colours and what may not be kept."""
