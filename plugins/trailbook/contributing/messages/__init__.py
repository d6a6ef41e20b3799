"""Whether a commit message says what readers of the trail will need."""
