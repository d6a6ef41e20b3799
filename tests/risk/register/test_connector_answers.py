"""May somebody connect a service?"""

from datetime import date

import pytest
from tests.risk.overview.test_due import CONNECTOR, known

from trailbook.records.kinds.connector import Connector
from trailbook.records.vocabulary import SENSITIVITIES
from trailbook.risk.register.connector_answers import KINDS, may_carry

TODAY = date(2026, 4, 1)


def connector(state: str, data: str) -> Connector:
    text = CONNECTOR.format(state=state, review="2027-01-01").replace("data_up_to: null", f"data_up_to: {data}")
    record = known(text).records["CON-MAIL"]
    assert isinstance(record, Connector)
    return record


@pytest.mark.parametrize(
    ("state", "data", "conditions", "today", "answers"),
    [
        ("approved", "confidential", False, TODAY, ["yes", "yes", "yes", "no"]),
        ("approved", "internal", True, TODAY, ["yes-if", "yes-if", "no", "no"]),
        ("restricted", "public", False, TODAY, ["yes-if", "no", "no", "no"]),
        ("approved", "null", True, TODAY, ["no"] * 4),
        ("approved", "internal", False, date(2026, 4, 2), ["ask", "ask", "no", "no"]),
        ("approved", "internal", False, None, ["yes", "yes", "no", "no"]),
        ("in-review", "internal", False, TODAY, ["ask"] * 4),
        ("proposed", "internal", True, TODAY, ["ask"] * 4),
        ("blocked", "restricted", True, TODAY, ["no"] * 4),
        ("retired", "restricted", False, TODAY, ["no"] * 4),
    ],
)
def test_the_answer_follows_from_the_vetting_the_data_and_the_day(
    state: str, data: str, conditions: bool, today: date | None, answers: list[str]
) -> None:
    asked = connector(state, data)
    found = [may_carry(asked, one, today, has_conditions=conditions) for one in SENSITIVITIES]
    assert [answer.kind for answer in found] == answers
    assert all(answer.because.endswith(".") for answer in found)
    assert {answer.kind for answer in found} <= set(KINDS)
