"""When exceptions to controls and accepted risks are in force."""

from datetime import date

import pytest
from tests.risk.overview.test_due import ACCEPTED, POLICY, model, threat

from trailbook.records.grants import Grant, grants
from trailbook.records.loading import assemble


def exception(state: str) -> list[Grant]:
    knowledge = assemble({"content/a.md": POLICY.format(state=state).encode()})
    return [grant for record in knowledge.records.values() for grant in grants(record)]


@pytest.mark.parametrize("state", ["requested", "refused", "ended"])
def test_only_an_approved_exception_grants_something(state: str) -> None:
    assert exception(state) == []


@pytest.mark.parametrize(
    ("day", "in_force", "ended"),
    [
        (date(2025, 4, 30), False, False),
        (date(2025, 5, 1), True, False),
        (date(2026, 5, 1), True, False),
        (date(2026, 5, 2), False, True),
    ],
)
def test_an_exception_is_in_force_from_the_day_it_was_granted_to_the_day_it_expires(
    day: date, in_force: bool, ended: bool
) -> None:
    (grant,) = exception("approved")
    assert (grant.reference, grant.by, grant.reason) == ("POL-X.E1", "Board", "R")
    assert (grant.is_in_force(day), grant.has_ended(day)) == (in_force, ended)


def test_accepted_threats_and_findings_are_in_force_to_the_last_day_of_the_acceptance() -> None:
    state = f"findings: [{{id: FS1, rule: logging-missing, elements: [APP]{ACCEPTED}}}]\n"
    (record,) = model(threat("T1"), threat("T2", more=ACCEPTED), more=state).records.values()
    found = list(grants(record))
    assert [grant.reference for grant in found] == ["TM-A.T2", "TM-A.FS1"]
    assert all(grant.is_in_force(date(2026, 5, 30)) for grant in found)
    assert not any(grant.is_in_force(date(2026, 5, 31)) for grant in found)


def test_without_a_day_nothing_has_ended() -> None:
    (grant,) = exception("approved")
    assert not grant.has_ended(None)
