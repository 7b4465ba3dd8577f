"""The text of a section as it is written: saved bit by bit, kept in versions, put together with what others write."""
