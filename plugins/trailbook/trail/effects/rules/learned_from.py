"""What incidents and exercises are known to have led to."""

from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.exercise import Exercise
from trailbook.records.kinds.playbook import Step
from trailbook.records.kinds.policy import Control
from trailbook.records.kinds.postmortem import Postmortem
from trailbook.records.kinds.training import TrainingModule
from trailbook.trail.effects.rule import Rule, when_named

RULE = Rule(
    id="learned-from",
    title="The incident behind something is no longer named, or is named",
    weaker="The incident behind something is no longer named",
    stronger="The incident behind something is named",
    reason="Whoever does not know which incident a rule comes from will one day remove the rule. Naming an item "
    "instead of its record, or the record instead, is neutral, and so is naming it at another item of the record.",
    concerns=(
        (Control, "learned_from"),
        (Step, "learned_from"),
        (Connector, "learned_from"),
        (Exercise, "learned_from"),
        (TrainingModule, "learned_from"),
        (Postmortem, "led_to"),
    ),
    judge=when_named("strengthens"),
)
