"""Indicators over time: what was observed, how it stands, where it goes, and when it asks for a review."""
