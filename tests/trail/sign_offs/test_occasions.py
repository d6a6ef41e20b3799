from typing import Any

import pytest

from trailbook.trail.changes.change import Change, Effect
from trailbook.trail.sign_offs.occasions import OCCASIONS

APPROVED = {"vetting": {"state": "approved"}, "data_up_to": "restricted"}
PROPOSED = {"vetting": {"state": "proposed"}, "data_up_to": None}


def change(item: str | None, field: str | None, before: Any, after: Any, effect: Effect = "neutral") -> Change:
    kind: Any = "added" if before is None else "removed" if after is None else "changed"
    return Change(item, field, kind, before, after, effect)


@pytest.mark.parametrize(
    ("noun", "one", "expected"),
    [
        ("connector", change(None, None, None, APPROVED), ["new_connector", "sensitive_data"]),
        ("connector", change(None, None, None, PROPOSED), []),
        ("connector", change(None, "vetting.state", "proposed", "restricted"), ["new_connector"]),
        ("connector", change(None, "vetting.state", "blocked", "approved"), ["new_connector"]),
        ("connector", change(None, "vetting.state", "restricted", "approved"), []),
        ("connector", change(None, "vetting.state", "approved", "blocked"), []),
        ("connector", change(None, "data_up_to", "internal", "confidential"), ["sensitive_data"]),
        ("connector", change(None, "data_up_to", "confidential", "internal"), []),
        ("connector", change("what-it-is", None, None, APPROVED), []),
        ("policy", change(None, None, None, APPROVED), []),
        ("data flow", change("F1", None, None, {"data": []}), ["new_data_flow"]),
        ("data flow", change("F1", "data", None, "D1"), ["new_data_flow"]),
        ("data flow", change("F1", "data", "D1", None), []),
        ("data flow", change("F1", "target", "A", "B"), ["new_data_flow"]),
        ("data flow", change("F1", "description", "a", "b"), []),
        ("data flow", change("F1", None, {"data": []}, None), []),
        ("data asset", change("D1", None, None, {"sensitivity": "confidential"}), ["sensitive_data"]),
        ("data asset", change("D1", None, None, {"sensitivity": "internal"}), []),
        ("data asset", change("D1", "sensitivity", "restricted", "public"), ["sensitive_data"]),
        ("data asset", change("D1", "sensitivity", "public", "internal"), []),
        ("exception", change("X1", None, None, {"state": "approved"}), ["exception"]),
        ("exception", change("X1", None, None, {"state": "requested"}), []),
        ("exception", change("X1", "state", "requested", "approved"), ["exception"]),
        ("exception", change("X1", "state", "approved", "ended"), []),
        ("exception", change("X1", "expires", "2026-01-01", "2026-06-01"), ["exception"]),
        ("exception", change("X1", "expires", "2026-06-01", "2026-01-01"), []),
        ("threat", change("T1", "residual.likelihood", "likely", "rare"), ["lowered_risk"]),
        ("threat", change("T1", "inherent.impact", "severe", "minor"), ["lowered_risk"]),
        ("threat", change("T1", "residual.level", "high", "medium"), ["lowered_risk"]),
        ("threat", change("T1", "residual.likelihood", "rare", "likely"), []),
        ("mitigation", change("M1", "residual.likelihood", "likely", "rare"), []),
        ("threat", change("T1", "state", "open", "accepted"), ["accepted_risk"]),
        ("finding state", change("R1", None, None, {"state": "accepted"}), ["accepted_risk"]),
        ("threat", change("T1", "state", "accepted", "open"), []),
        ("action", change("A1", "state", "open", "accepted"), []),
        ("control", change("C1", "level", "must", "should", "weakens"), ["weakening"]),
        ("control", change("C1", "level", "should", "must", "strengthens"), []),
    ],
)
def test_a_change_is_the_occasions_that_it_is_and_no_other(noun: str, one: Change, expected: list[str]) -> None:
    assert [occasion.id for occasion in OCCASIONS if occasion.applies(one, noun)] == expected
