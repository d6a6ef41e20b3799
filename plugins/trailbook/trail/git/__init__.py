"""The only way into git: ``command`` starts it, and nothing else does."""
