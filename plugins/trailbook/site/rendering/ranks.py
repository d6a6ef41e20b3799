"""The order in which a table sorts words of closed lists: by what they mean, not by their letters."""

from functools import cache
from itertools import pairwise
from typing import get_args

from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.playbook import PlaybookUse
from trailbook.records.vocabulary import (
    ActionState,
    ExceptionState,
    MitigationState,
    Obligation,
    Sensitivity,
    Severity,
    SignOffState,
    Status,
    ThreatState,
    VettingState,
)

SCALES: tuple[tuple[str, ...], ...] = (
    ("none", *get_args(Sensitivity)),
    get_args(Severity),
    tuple(reversed(get_args(Obligation))),
    get_args(Status),
    get_args(ThreatState),
    get_args(MitigationState),
    get_args(ActionState),
    get_args(SignOffState),
    get_args(ExceptionState),
    get_args(VettingState),
    get_args(PlaybookUse),
    tuple(reversed(get_args(Connector.model_fields["group"].annotation))),
)
"""Lists of words, each from what comes first to what comes last in an ascending order."""


@cache
def ranks() -> dict[str, int]:
    """The rank of each word, so that every scale rises. A word of two scales has one rank in both."""
    found = {word: 0 for scale in SCALES for word in scale}
    for _ in found:
        for scale in SCALES:
            for lower, higher in pairwise(scale):
                found[higher] = max(found[higher], found[lower] + 1)
    return found


def rank(word: str) -> int | None:
    """The rank of a word of a closed list; None for any other word."""
    return ranks().get(word)
