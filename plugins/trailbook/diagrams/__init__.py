"""Pictures of records, drawn in-process and the same on every machine."""
