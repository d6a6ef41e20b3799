"""Which valid value is offered for one that is not."""

import pytest

from trailbook.text.problem import nearest


@pytest.mark.parametrize(
    ("value", "candidates"),
    [
        ("T99", ["T1", "T2", "T10"]),
        ("C2", ["C1", "C3"]),
        ("C12", ["C1", "C2"]),
        ("A.99.1", ["A.8.1", "A.5.15"]),
        ("POL-SHARING.C9", ["POL-SHARING.C1", "POL-SHARING.C2"]),
        ("T1", ["M1", "F1"]),
        ("T12", ["F12"]),
        ("critical", ["low", "none"]),
    ],
)
def test_nothing_is_offered_where_nothing_is_near(value: str, candidates: list[str]) -> None:
    assert nearest(value, candidates) == ""


@pytest.mark.parametrize(
    ("value", "candidates", "offered"),
    [
        ("hgih", ["low", "high"], "high"),
        ("Med", ["medium", "low"], "medium"),
        ("POL-SHARNG", ["POL-SHARING", "POL-SECRETS"], "POL-SHARING"),
        ("POL-SHARNG.C2", ["POL-SHARING.C1", "POL-SHARING.C2"], "POL-SHARING.C2"),
        ("PM-DRIFT-2024", ["PM-DRIFT-2025"], "PM-DRIFT-2025"),
        ("C22", ["C1", "C2"], "C2"),
        ("T01", ["T1", "T2"], "T1"),
        ("sharing-to-wide", ["sharing-too-wide"], "sharing-too-wide"),
        ("t2", ["T1", "T2"], "T2"),
        ("workflow", ["screen", "automation"], "automation"),
        ("Third Parties", ["service", "external-service"], ""),
        ("third party", ["service", "external-service"], "external-service"),
        ("SaaS", ["service", "external-service"], "external-service"),
        ("mails", ["message", "schedule"], "message"),
        ("from", ["source", "target"], "source"),
    ],
)
def test_what_was_mistyped_is_offered(value: str, candidates: list[str], offered: str) -> None:
    assert nearest(value, candidates) == offered
