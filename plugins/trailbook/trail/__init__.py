"""How records came to be: decisions, with their reasons and approvals, read from git."""
