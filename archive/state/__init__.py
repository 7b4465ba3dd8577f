"""What a förbund has entered, as plain rows: which of them a package holds, how they are written, and how they come back."""
