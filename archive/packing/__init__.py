"""What a package holds, part by part, and how it becomes one file."""
