"""The colours of a picture that is looked at without its style sheet: a downloaded file, a feed reader.

They are the light values of ``pictures.css``, which puts them into variables and adds dark ones.
"""

INK = "#1f2937"
MUTED = "#4b5563"
CARD = "#f4f6fa"
OUTLINE = "#7d899b"
ACCENT = "#3a5a95"
BOUNDARY = "#535e6e"

SENSITIVITY: dict[str, str] = {
    "public": "#1b6b58",
    "internal": "#2a5f9e",
    "confidential": "#8a5300",
    "restricted": "#b0232a",
    "unstated": "#5b6675",
}
EDGE: dict[str, str] = {**SENSITIVITY, "plain": OUTLINE, "own": ACCENT}
"""The colours of edges: by sensitivity, without one, and those of the subject of the picture."""

TINT: dict[str, str] = {
    "public": "#e1f1eb",
    "internal": "#e3edf8",
    "confidential": "#f9ecd6",
    "restricted": "#fbe3e3",
    "unstated": "#eceff3",
}

MARK: dict[str, str] = {
    "added": "#1b6b58",
    "removed": "#b0232a",
    "changed": "#2a5f9e",
    "weakened": "#b0232a",
    "strengthened": "#1b6b58",
    "affected": "#b0232a",
}
"""The grounds of marks, whose words are white."""
