"""Where the pages about all trails are."""

from __future__ import annotations

LOG, GAPS, EFFECTS, SIGN_OFFS = "decisions.md", "gaps.md", "effects.md", "sign-offs.md"
"""The Markdown paths of the pages about all trails."""
