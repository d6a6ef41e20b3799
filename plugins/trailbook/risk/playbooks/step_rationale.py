"""What stands behind a step of a playbook: controls, threats and incidents, found by walking the links."""

from collections.abc import Iterator
from dataclasses import dataclass

from trailbook.records.knowledge_base import KnowledgeBase

Row = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class StepRationale:
    """Full references. What a step names itself comes apart from what its controls and threats bring along.

    ``covered`` are the threats that its controls cover, ``taught`` what these were learned from, ``realised`` the
    incidents in which its own threats came true. Nothing is named twice as a threat, nor twice as an incident.
    """

    controls: tuple[str, ...]
    threats: tuple[str, ...]
    covered: tuple[str, ...]
    learned: tuple[str, ...]
    taught: tuple[str, ...]
    realised: tuple[str, ...]
    rehearsed: tuple[str, ...]

    def rows(self) -> Iterator[Row]:
        """Each relation that holds, in words, with what stands at its other end."""
        told = (
            ("Because of", self.controls),
            ("Against", self.threats),
            ("Its controls also cover", self.covered),
            ("Learned from", self.learned),
            ("Its controls were learned from", self.taught),
            ("Has happened in", self.realised),
            ("Rehearsed in", self.rehearsed),
        )
        return (row for row in told if row[1])

    def counts(self) -> tuple[tuple[int, str], ...]:
        """How many controls, threats and incidents there are, with the fitting word; nothing for none."""
        incidents = (*self.learned, *self.taught, *self.realised)
        told = ((self.controls, "control"), ((*self.threats, *self.covered), "threat"), (incidents, "incident"))
        return tuple((len(found), f"{noun}{'s' if len(found) > 1 else ''}") for found, noun in told if found)


def step_rationale(knowledge: KnowledgeBase, step: str) -> StepRationale:
    """What stands behind the step with a full reference; exercises that it was learned from count as incidents."""
    controls = tuple(knowledge.targets([step], "implements"))
    threats = tuple(knowledge.targets([step], "mitigates"))
    covered = tuple(threat for threat in knowledge.targets(controls, "covers") if threat not in threats)
    learned = tuple(knowledge.targets([step], "learned-from"))
    taught = tuple(one for one in knowledge.targets(controls, "learned-from") if one not in learned)
    realised = tuple(one for one in knowledge.sources(threats, "realises") if one not in (*learned, *taught))
    rehearsed = tuple(knowledge.sources([step], "rehearses"))
    return StepRationale(controls, threats, covered, learned, taught, realised, rehearsed)
