"""Which threats came, went or were rated differently between two revisions of a knowledge base."""

from dataclasses import dataclass
from typing import Literal

from trailbook.records.kinds.threat_model import Threat
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.register.register import stated_threats
from trailbook.risk.scoring.scheme import Scheme


@dataclass(frozen=True)
class RatingChange:
    """A threat that came, went or is rated differently. ``before`` is None for a new one, ``now`` for one that is gone.

    ``kind`` compares the residual risk and, if that is equal, the inherent one.
    """

    reference: str
    kind: Literal["new", "gone", "higher", "lower", "re-rated"]
    before: Threat | None
    now: Threat | None


def rating_changes(before: KnowledgeBase, now: KnowledgeBase, scheme: Scheme) -> list[RatingChange]:
    """The threats whose ratings differ, both revisions scored by one scheme: today's threats, then those gone.

    A threat is identified by its reference, whatever its title says.
    """
    old = {reference: stated.threat for reference, stated in stated_threats(before).items()}
    new = {reference: stated.threat for reference, stated in stated_threats(now).items()}
    found = []
    for reference in dict.fromkeys([*new, *old]):
        was, is_now = old.get(reference), new.get(reference)
        if was is None or is_now is None:
            found.append(RatingChange(reference, "gone" if was else "new", was, is_now))
        elif (was.residual, was.inherent) != (is_now.residual, is_now.inherent):
            found.append(RatingChange(reference, _direction(was, is_now, scheme), was, is_now))
    return found


def _direction(was: Threat, now: Threat, scheme: Scheme) -> Literal["higher", "lower", "re-rated"]:
    for before, after in ((was.residual, now.residual), (was.inherent, now.inherent)):
        if scheme.order(before) != scheme.order(after):
            return "higher" if scheme.order(after) > scheme.order(before) else "lower"
    return "re-rated"
