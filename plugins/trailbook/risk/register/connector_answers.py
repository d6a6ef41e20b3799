"""May somebody connect a service and give it some data? What the register of connectors answers.

What is not on the register is answered by nobody: its users have to ask. An answer follows from the state of the
vetting, the most sensitive data that the connector may carry, and whether its certification still holds.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from trailbook.records.document import Document
from trailbook.records.kinds.connector import Connector
from trailbook.records.states import RULED_OUT, UNDECIDED, vetting_state
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.text.days import has_passed
from trailbook.text.markdown_text import Section
from trailbook.text.prose import in_prose

AnswerKind = Literal["yes", "yes-if", "ask", "no"]
ANSWERS: dict[AnswerKind, str] = {"yes": "Yes", "yes-if": "Yes, if …", "ask": "Ask first", "no": "No"}
"""How each answer reads."""
KINDS: tuple[AnswerKind, ...] = get_args(AnswerKind)


_CONDITIONS = ("conditions", "terms")
_ENTRY = re.compile(r"^\s*[-*+]\s+(.*)$")


def conditions_of(document: Document) -> Section | None:
    """The section of a connector's text that says on which conditions it may be used; None without one."""
    return next((one for one in document.sections if one.title.strip().casefold() in _CONDITIONS), None)


def entries_of(section: Section | None) -> tuple[str, ...]:
    """The entries of a section that is a list, in its order."""
    found: Iterable[re.Match[str] | None] = map(_ENTRY.match, section.text.splitlines()) if section else ()
    return tuple(entry[1] for entry in found if entry)


@dataclass(frozen=True)
class ConnectorAnswer:
    """The answer, and in a sentence what it follows from."""

    kind: AnswerKind
    because: str

    @property
    def words(self) -> str:
        """How it reads."""
        return ANSWERS[self.kind]

    @property
    def rank(self) -> int:
        """Its place among the answers, from yes to no."""
        return KINDS.index(self.kind)


def may_carry(connector: Connector, data: Sensitivity, today: date | None, *, has_conditions: bool) -> ConnectorAnswer:
    """Whether a connector may carry data of a classification on a day; without a ``today`` no certification ends."""
    vetting, state, most = connector.vetting, vetting_state(connector), connector.data_up_to
    if state in RULED_OUT:
        return ConnectorAnswer("no", f"It is {state}.")
    if state in UNDECIDED:
        return ConnectorAnswer("ask", "Nobody has decided on it yet, so it may carry invented data at most.")
    if most is None or SENSITIVITIES.index(data) > SENSITIVITIES.index(most):
        return ConnectorAnswer("no", f"It may carry {most} data at most." if most else "It may carry no data.")
    if has_passed(vetting.next, today):
        return ConnectorAnswer("ask", f"Its certification ended on {in_prose(vetting.next)}.")
    if state == "restricted":
        return ConnectorAnswer("yes-if", f"It is approved on conditions until {in_prose(vetting.next)}.")
    if has_conditions:
        return ConnectorAnswer("yes-if", f"It is approved until {in_prose(vetting.next)}, if its conditions are met.")
    return ConnectorAnswer("yes", f"It is approved until {in_prose(vetting.next)}.")


def at_best(connector: Connector, document: Document) -> ConnectorAnswer:
    """The answer for the most sensitive data that a connector may carry, or for public data if it may carry none.

    It does not depend on a day: who reads it sees until when the certification holds.
    """
    return may_carry(
        connector, connector.data_up_to or SENSITIVITIES[0], None, has_conditions=bool(conditions_of(document))
    )
