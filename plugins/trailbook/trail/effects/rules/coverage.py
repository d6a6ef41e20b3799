"""What controls, steps, mitigations and other parts say that they cover."""

from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.exercise import Exercise
from trailbook.records.kinds.indicator import Indicator
from trailbook.records.kinds.playbook import Step
from trailbook.records.kinds.policy import Control
from trailbook.records.kinds.threat_model import Mitigation
from trailbook.records.kinds.training import Question, TrainingModule
from trailbook.trail.effects.rule import Rule, when_named

RULE = Rule(
    id="coverage",
    title="Less is covered, or more",
    weaker="Less is covered",
    stronger="More is covered",
    reason="A threat or control that is no longer named is no longer covered, implemented, measured, tested, "
    "rehearsed or taught from here. Naming an item instead of its record, or the record instead, is neutral, and so is "
    "naming it at another item of the record.",
    concerns=(
        (Control, "covers"),
        (Step, "implements"),
        (Step, "mitigates"),
        (Mitigation, "implements"),
        (Indicator, "measures"),
        (Connector, "governed_by"),
        (Exercise, "rehearses"),
        (Exercise, "tests"),
        (TrainingModule, "teaches"),
        (Question, "teaches"),
    ),
    judge=when_named("strengthens"),
)
