"""What is added to pages that exist: why each item is there, and who decided it."""
