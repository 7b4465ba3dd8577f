"""What the auditors ask and request of the kansli, pinned to what it is about, and what they are answered."""
