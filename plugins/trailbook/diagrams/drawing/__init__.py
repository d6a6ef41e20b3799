"""Boxes, lines and words to SVG: what a picture looks like, whatever it shows."""
