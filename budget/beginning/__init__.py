"""How a budget is begun: from a ready-made set of lines, or from last year's as it is pasted."""
