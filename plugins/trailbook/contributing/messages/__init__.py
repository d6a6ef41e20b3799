"""Whether a commit message says what those who read the trail will need."""
