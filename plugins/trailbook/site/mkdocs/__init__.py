"""The four plugins, and the only files that import MkDocs."""
