"""Why a step of a playbook exists: the controls, threats and incidents behind it, found by following links."""

from collections.abc import Iterator
from dataclasses import dataclass

from trailbook.records.knowledge_base import KnowledgeBase

Row = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class StepRationale:
    """Full references: those that a step names itself, and those that its controls and threats bring along.

    ``covered`` are the threats that its controls cover, ``taught`` what these were learned from, ``realised`` the
    incidents in which its own threats came true. No threat and no incident is named twice.
    """

    controls: tuple[str, ...]
    threats: tuple[str, ...]
    covered: tuple[str, ...]
    learned: tuple[str, ...]
    taught: tuple[str, ...]
    realised: tuple[str, ...]
    rehearsed: tuple[str, ...]

    def rows(self) -> Iterator[Row]:
        """Each relation that is not empty, in words, with the references at its other end."""
        rows = (
            ("Because of", self.controls),
            ("Protects against", self.threats),
            ("Its controls also cover", self.covered),
            ("Learned from", self.learned),
            ("Its controls were learned from", self.taught),
            ("Has happened in", self.realised),
            ("Rehearsed in", self.rehearsed),
        )
        return (row for row in rows if row[1])

    def counts(self) -> tuple[tuple[int, str], ...]:
        """The numbers of controls, threats and incidents, each with its noun; a number of 0 is left out."""
        incidents = (*self.learned, *self.taught, *self.realised)
        groups = ((self.controls, "control"), ((*self.threats, *self.covered), "threat"), (incidents, "incident"))
        return tuple((len(found), f"{noun}{'s' if len(found) > 1 else ''}") for found, noun in groups if found)


def step_rationale(knowledge: KnowledgeBase, step: str) -> StepRationale:
    """Why a step, named by its full reference, exists. Exercises that it was learned from count as incidents."""
    controls = tuple(knowledge.targets([step], "implements"))
    threats = tuple(knowledge.targets([step], "mitigates"))
    covered = tuple(threat for threat in knowledge.targets(controls, "covers") if threat not in threats)
    learned = tuple(knowledge.targets([step], "learned-from"))
    taught = tuple(record for record in knowledge.targets(controls, "learned-from") if record not in learned)
    realised = tuple(record for record in knowledge.sources(threats, "realises") if record not in (*learned, *taught))
    rehearsed = tuple(knowledge.sources([step], "rehearses"))
    return StepRationale(controls, threats, covered, learned, taught, realised, rehearsed)
