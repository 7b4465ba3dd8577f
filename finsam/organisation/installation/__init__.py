"""The installation: who looks after it, how it is begun, and how a förbund comes into it."""
