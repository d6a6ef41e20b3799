"""Files as text: YAML, JSON and Markdown read with the place of each value; files written whole or not at all.

This room imports none of the others.
"""
