"""The only way into git: every process that reads a history starts here."""
