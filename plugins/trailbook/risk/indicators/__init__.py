"""Indicators over time: their observations, states and trends, and when they ask for a review."""
