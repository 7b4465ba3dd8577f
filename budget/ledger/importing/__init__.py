"""The page where books are read in: a file is sent, what it says is shown, and only then is it made the year's books."""
