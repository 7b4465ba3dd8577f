"""What people send: taken in within limits, and read in a process that may die without anything being lost.

`apart.read` is the one way from bytes that somebody sent to what they say (docs/decisions says why).
"""
