"""Indicators and sparklines as SVG."""
