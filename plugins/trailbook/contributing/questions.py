"""The questions to ask before a record can be drafted: only what can't be derived."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.playbook import PlaybookUse
from trailbook.records.model import Review, next_review
from trailbook.records.vocabulary import ROLES, SENSITIVITIES, Severity

_TIERS: tuple[str, ...] = get_args(Connector.model_fields["tier"].annotation)
_PARTIAL_DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"


@dataclass(frozen=True)
class Question:
    """One question: its name as an option, the prompt, and why a record can't do without an answer.

    The answer is one of ``choices``, or several of them if ``multiple`` is set. Without choices it is a line of text
    that matches ``pattern``, which ``description`` puts into words.
    """

    name: str
    prompt: str
    why: str
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

    def unanswered(self, today: date) -> str | tuple[str, ...]:
        """What stands in a draft for which nobody was asked: a place to fill in, or else what is valid and harmless."""
        if self.choices:
            return (self.choices[0],) if self.multiple else self.choices[0]
        if self.pattern == _PARTIAL_DATE:
            return str(today.year)
        return str(in_a_quarter(today)) if self.pattern == _DAY else f"TODO: {self.description}"


def in_a_quarter(today: date) -> date | None:
    """The day three months later, by which something new is looked at again."""
    return next_review(Review(cadence="quarterly", last=today, next=None))


TITLE = Question("title", "Title", "lists, links and the search show it", description="a title in one line")
OWNER = Question(
    "owner",
    "Owner",
    "somebody has to review it and answer questions, also when people leave",
    description="the role or team that answers for it",
)
_ON_PAGES = "it is listed on the pages of these roles"

_OWN: Mapping[str, tuple[Question, ...]] = {
    "connector": (
        Question("tier", "How it is supplied", "threat rules judge connectors by it", _TIERS),
        Question(
            "data",
            "The most sensitive data that it may carry",
            "threat rules compare it with what flows carry",
            (*SENSITIVITIES, "none"),
        ),
        Question(
            "decide-by",
            "Day by which its vetting is to be decided",
            "the reviews list it as due then",
            pattern=_DAY,
            description="a day such as 2027-03-31",
        ),
    ),
    "exercise": (Question("roles", "Who sits at the table", _ON_PAGES, ROLES, multiple=True),),
    "indicator": (
        Question(
            "unit",
            "What is counted",
            "a number says nothing without it",
            description="a unit such as apps, percent or days",
        ),
        Question(
            "worse",
            "The direction in which the number gets worse",
            "it says on which side of a threshold a number is red",
            ("higher", "lower"),
        ),
    ),
    "playbook": (
        Question("use", "The moment that it is for", "the pages of roles are ordered by it", get_args(PlaybookUse)),
        Question("roles", "Who follows it", _ON_PAGES, ROLES, multiple=True),
    ),
    "policy": (Question("roles", "Whom it binds", _ON_PAGES, ROLES, multiple=True),),
    "postmortem": (
        Question(
            "organisation",
            "The organisation in which it happened",
            "readers have to know whether it was their own",
            description="the name of an organisation",
        ),
        Question("severity", "How bad it was", "lists show it", get_args(Severity)),
        Question(
            "began",
            "When it began",
            "the timeline begins with it, and the id ends with its year",
            pattern=_PARTIAL_DATE,
            description="2026, 2026-10 or 2026-10-31",
        ),
    ),
    "threat-model": (
        Question(
            "platform",
            "The no-code platform that it runs on",
            "readers have to know whose settings are meant",
            description="a platform, or its type",
        ),
    ),
    "training": (Question("roles", "Who takes it", _ON_PAGES, ROLES, multiple=True),),
}

QUESTIONS: Mapping[str, tuple[Question, ...]] = {kind: (TITLE, OWNER, *own) for kind, own in sorted(_OWN.items())}
"""The questions for each kind that can be drafted, in order. The id is proposed from the answers."""


NOT_DRAFTED: Mapping[str, str] = {
    "checklist": "a checklist comes from the page of the playbook that was followed, under 'Record this run'",
    "template": "a configuration template is written for snapshots that are there; see the guide on drift",
}
"""Kinds that are not drafted, and where a record of them comes from."""
