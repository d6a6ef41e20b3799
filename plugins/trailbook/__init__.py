"""Trailbook: playbooks plus decision trail, published from a git repository of security records."""

__version__ = "0.1.0"
