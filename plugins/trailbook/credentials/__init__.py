"""Credentials in records, settings and commit messages: found by form or name, reported without showing them."""
