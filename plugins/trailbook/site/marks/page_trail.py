"""What the trail adds to one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PageTrail:
    """What the trail adds to one page: the line below its head, and a mark for each item or section by id."""

    line: str
    marks: Mapping[str, str] = field(default_factory=dict)
