"""Who may read a record or an item at all."""

from trailbook.records.model import Item, Record
from trailbook.records.vocabulary import SENSITIVITIES
from trailbook.trail.effects.rule import Rule, when_higher

RULE = Rule(
    id="classification",
    title="A record or item is opened to more readers, or to fewer",
    weaker="A record or item is opened to more readers",
    stronger="A record or item is opened to fewer readers",
    reason="What more people may read helps more people who look for a way in.",
    concerns=((Record, "classification"), (Item, "classification")),
    judge=when_higher("strengthens", SENSITIVITIES),
)
