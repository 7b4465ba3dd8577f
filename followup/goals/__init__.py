"""Results of goals and how they are judged."""
