"""The whole knowledge base: the risk of each application, what is due, and the indicators computed from it."""
