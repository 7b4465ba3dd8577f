"""The meeting itself: agenda and papers, who was there, what was decided, what was sent out, and the calendar."""
