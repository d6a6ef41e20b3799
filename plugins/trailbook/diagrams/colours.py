"""The colours of a picture that is looked at without its style sheet: a downloaded file, a feed reader.

They are the light values of ``data_flow.css``, which puts them into variables and adds dark ones.
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
TINT: dict[str, str] = {
    "public": "#e1f1eb",
    "internal": "#e3edf8",
    "confidential": "#f9ecd6",
    "restricted": "#fbe3e3",
    "unstated": "#eceff3",
}
