"""Credentials that stand in records, settings and commit messages: found by their form, told without being shown."""
