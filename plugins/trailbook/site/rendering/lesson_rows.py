"""What a lesson taught and which commits answered it, as its page tells it."""

from trailbook.risk.lessons.answers import AnsweringCommit
from trailbook.risk.lessons.lessons import Lesson
from trailbook.trail.changes.change import Effect

_TAUGHT = {"POL": "Controls", "PB": "Playbooks", "TR": "Training", "EX": "Exercises", "TM": "Threat models"}
_ELSE = "Other records"
_EFFECTS: tuple[Effect, ...] = ("weakens", "strengthens")


def taught_by_kind(lesson: Lesson) -> list[tuple[str, tuple[str, ...]]]:
    """What was learned from an incident or an exercise under the words for its kind; kinds without any left out."""
    found: dict[str, list[str]] = {words: [] for words in (*_TAUGHT.values(), _ELSE)}
    for reference in lesson.taught:
        found[_TAUGHT.get(reference.partition("-")[0], _ELSE)].append(reference)
    return [(words, tuple(references)) for words, references in found.items() if references]


def step_effects(step: AnsweringCommit) -> list[Effect]:
    """Which effects on risk a commit had in what it changed for a lesson, the weakening first."""
    found = {change.effect for answer in step.answers for change in answer.decision.changes}
    return [effect for effect in _EFFECTS if effect in found]
