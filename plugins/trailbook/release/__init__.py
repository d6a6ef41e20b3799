"""What leaves the repository: exports."""
