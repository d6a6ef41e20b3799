"""Evidence for an auditor: one ZIP archive that can be checked without the repository it came from."""
