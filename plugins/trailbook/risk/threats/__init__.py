"""What the rules find in a threat model."""
