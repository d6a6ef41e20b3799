"""What is above the limit, what is due, and what indicators showed, for the whole knowledge base."""
