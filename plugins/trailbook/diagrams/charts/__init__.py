"""Charts and sparklines of indicators, as SVG."""
