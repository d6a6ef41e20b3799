"""The questions to ask before a record can be drafted: only what can't be derived."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.playbook import PlaybookUse
from trailbook.records.vocabulary import ROLES, SENSITIVITIES, Severity

_TIERS: tuple[str, ...] = get_args(Connector.model_fields["tier"].annotation)
_PARTIAL_DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"


@dataclass(frozen=True)
class Question:
    """One question: its name as an option, and the prompt.

    The answer is one of ``choices``, or several of them if ``multiple`` is set. Without choices it is a line of text
    that matches ``pattern``, which ``description`` puts into words.
    """

    name: str
    prompt: str
    choices: tuple[str, ...] = ()
    multiple: bool = False
    pattern: str = ".+"
    description: str = "a line of text"

    @property
    def expected(self) -> str:
        """What an answer has to be, in words."""
        if not self.choices:
            return self.description
        listed = ", ".join(self.choices)
        return f"one or more of: {listed}" if self.multiple else f"one of: {listed}"


TITLE = Question("title", "Title", description="a title in one line")
OWNER = Question("owner", "Owner: the role or team that answers for it", description="the name of a role or team")

_OWN: Mapping[str, tuple[Question, ...]] = {
    "connector": (
        Question("tier", "How it is supplied", _TIERS),
        Question("data", "The most sensitive data that it may carry", (*SENSITIVITIES, "none")),
        Question(
            "decide-by",
            "Day by which its vetting is to be decided",
            pattern=_DAY,
            description="a day such as 2027-03-31",
        ),
    ),
    "exercise": (Question("roles", "Who sits at the table", ROLES, multiple=True),),
    "indicator": (
        Question("unit", "What is counted", description="a unit such as apps, percent or days"),
        Question("worse", "The direction in which the number gets worse", ("higher", "lower")),
    ),
    "playbook": (
        Question("use", "The moment that it is for", get_args(PlaybookUse)),
        Question("roles", "Who follows it", ROLES, multiple=True),
    ),
    "policy": (Question("roles", "Whom it binds", ROLES, multiple=True),),
    "postmortem": (
        Question("organisation", "The organisation in which it happened", description="the name of an organisation"),
        Question("severity", "How bad it was", get_args(Severity)),
        Question("began", "When it began", pattern=_PARTIAL_DATE, description="2026, 2026-10 or 2026-10-31"),
    ),
    "threat-model": (
        Question("platform", "The no-code platform that it runs on", description="a platform, or its type"),
    ),
    "training": (Question("roles", "Who takes it", ROLES, multiple=True),),
}

QUESTIONS: Mapping[str, tuple[Question, ...]] = {kind: (TITLE, OWNER, *own) for kind, own in sorted(_OWN.items())}
"""The questions for each kind that can be drafted, in order. The id is proposed from the answers."""


NOT_DRAFTED: Mapping[str, str] = {
    "checklist": "a checklist comes from the page of the playbook that was followed, under 'Record this run'",
    "template": "a configuration template is written for snapshots that are there; see the guide on drift",
}
"""Kinds that are not drafted, and where a record of them comes from."""
