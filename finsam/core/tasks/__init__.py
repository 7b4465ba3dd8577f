"""Work beside the pages: a task is declared and queued here (`queue`), and done by `manage.py worker` (`worker`)."""
