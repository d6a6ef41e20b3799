"""What a change does to risk: weakens, strengthens, or neither."""
