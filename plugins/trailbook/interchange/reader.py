"""What a reader of a format is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from trailbook.interchange.draft import Draft
from trailbook.interchange.source import Node


@dataclass(frozen=True)
class Format:
    """A format: its name on the command line and in print, how a file of it is known, and its reader.

    ``reasons`` tells, by a key on the way to a value, why values below that key are not carried over.
    """

    name: str
    title: str
    claims: Callable[[Mapping[str, Any]], bool]
    read: Callable[[Node], Draft]
    reasons: Mapping[str, str] = field(default_factory=dict)
