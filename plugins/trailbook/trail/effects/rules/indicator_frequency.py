"""How often an indicator is measured."""

from trailbook.records.kinds.indicator import Indicator
from trailbook.records.vocabulary import CADENCE_MONTHS
from trailbook.trail.effects.rule import Rule, when_higher

_BY_LENGTH: tuple[str, ...] = tuple(sorted(CADENCE_MONTHS, key=CADENCE_MONTHS.__getitem__))

RULE = Rule(
    id="indicator-frequency",
    title="An indicator is measured less often, or more often",
    weaker="An indicator is measured less often",
    stronger="An indicator is measured more often",
    reason="Between two measurements a value can turn red without anybody seeing it.",
    concerns=((Indicator, "frequency"),),
    judge=when_higher("weakens", _BY_LENGTH),
)
