"""The auditors' room: what four auditors, three of them lay, do with the year."""
