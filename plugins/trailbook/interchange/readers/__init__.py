"""One module a format. Each has a ``FORMAT``; ``interchange.formats`` lists them."""
