"""The pages, one idea a file: each gives Markdown or HTML from the knowledge base."""
