"""The register of risks: each threat with its ratings, what protects from it, and what is to be done first."""
