"""The register, what changed in it, and what is to be done about it."""

from datetime import date
from typing import Any

import yaml

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.risk.register.rating_changes import rating_changes
from trailbook.risk.register.register import heat, register
from trailbook.risk.register.remediation import remediation, unattended
from trailbook.risk.scoring.matrix import MATRIX


def threat(id: str, residual: str, **more: Any) -> dict[str, Any]:
    """A threat of almost certain, severe inherent risk and the residual risk ``likelihood impact``."""
    likelihood, impact = residual.split()
    return {
        "id": id,
        "title": f"Threat {id}",
        "category": "injection",
        "description": "D",
        "benefits": "B",
        "harmed": "H",
        "affects": ["APP"],
        "inherent": {"likelihood": "almost-certain", "impact": "severe"},
        "residual": {"likelihood": likelihood, "impact": impact},
        **more,
    }


def mitigation(id: str, *threats: str, state: str = "planned", **more: Any) -> dict[str, Any]:
    return {"id": id, "title": f"Mitigation {id}", "mitigates": list(threats), "state": state, "owner": "Us", **more}


def model(name: str, threats: list[dict[str, Any]], *mitigations: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"TM-{name}",
        "kind": "threat-model",
        "title": name,
        "owner": "Us",
        "application": {"name": name, "platform": "P", "purpose": "P", "users": "U", "impact": "I"},
        "components": [{"id": "APP", "name": "App", "type": "screen", "owner": "Us"}],
        "review": {"cadence": "yearly"},
        "threats": threats,
        "mitigations": list(mitigations),
    }


def knowledge(*models: dict[str, Any]) -> KnowledgeBase:
    found = assemble({f"threat-models/{m['id']}.yaml": yaml.safe_dump(m).encode() for m in models})
    assert not found.problems
    return found


BASE = knowledge(
    model("A", [threat("T1", "rare minor"), threat("T2", "likely major")]),
    model("B", [threat("T1", "likely severe", same_as=["TM-A.T1"])]),
)


def test_the_register_has_the_highest_residual_risk_first_and_same_threats_once() -> None:
    entries = register(BASE, MATRIX, ["TM-A", "TM-B"])
    assert [entry.references for entry in entries] == [("TM-A.T1", "TM-B.T1"), ("TM-A.T2",)]
    assert MATRIX.order(entries[0].residual) == 20


def test_what_is_not_published_is_not_in_the_register_even_as_the_same_threat() -> None:
    (first, second) = register(BASE, MATRIX, ["TM-A"])
    assert (first.references, second.references) == (("TM-A.T2",), ("TM-A.T1",))
    assert MATRIX.order(second.residual) == 2


def test_the_heat_map_counts_each_rating_once_and_names_empty_fields() -> None:
    counts = heat((entry.residual for entry in register(BASE, MATRIX, ["TM-A", "TM-B"])), MATRIX)
    assert len(counts) == 25
    assert {field: count for field, count in counts.items() if count} == {
        ("likely", "severe"): 1,
        ("likely", "major"): 1,
    }


def test_what_changed_is_told_by_reference_and_direction() -> None:
    before = knowledge(model("A", [threat(f"T{n}", "possible major") for n in (1, 2, 3, 4)]))
    after = knowledge(
        model(
            "A",
            [
                threat("T1", "rare major"),
                threat("T2", "likely major"),
                threat("T3", "possible major", title="Another title"),
                threat("T5", "rare minor"),
            ],
        )
    )
    found = {shift.reference: shift.kind for shift in rating_changes(before, after, MATRIX)}
    assert found == {"TM-A.T1": "lower", "TM-A.T2": "higher", "TM-A.T4": "gone", "TM-A.T5": "new"}


def test_a_rating_with_the_same_score_is_re_rated() -> None:
    before, after = (knowledge(model("A", [threat("T1", text)])) for text in ("unlikely major", "likely minor"))
    assert [shift.kind for shift in rating_changes(before, after, MATRIX)] == ["re-rated"]


def test_nothing_changed_between_equal_revisions() -> None:
    assert rating_changes(BASE, BASE, MATRIX) == []


TASKS = knowledge(
    model(
        "A",
        [
            threat("T1", "rare minor"),
            threat("T2", "likely major"),
            threat("T3", "likely severe", state="false-positive", reason="Not here"),
            threat("T4", "likely severe"),
            threat(
                "T5",
                "likely severe",
                state="accepted",
                acceptance={"by": "Us", "reason": "R", "until": date(2027, 1, 1)},
            ),
        ],
        mitigation("M1", "T1", due=date(2026, 1, 1)),
        mitigation("M2", "T1", "T2"),
        mitigation("M3", "T2", due=date(2026, 6, 1)),
        mitigation("M4", "T2", state="implemented"),
        mitigation("M5", "T2", state="withdrawn"),
        mitigation("M6", "T3"),
        mitigation("M7", "T4", state="verified"),
    )
)


def test_what_is_not_in_place_is_ordered_by_the_risk_it_bears_on_then_by_day() -> None:
    assert [task.reference for task in remediation(TASKS, MATRIX, ["TM-A"])] == ["TM-A.M3", "TM-A.M2", "TM-A.M1"]
    assert remediation(TASKS, MATRIX, []) == []


def test_late_is_what_was_due_before_today_and_not_what_is_due_today() -> None:
    (task, undated, _) = remediation(TASKS, MATRIX, ["TM-A"])
    assert not task.is_overdue(date(2026, 6, 1))
    assert task.is_overdue(date(2026, 6, 2))
    assert not task.is_overdue(None)
    assert not undated.is_overdue(date(2030, 1, 1))


def test_unattended_is_what_exceeds_the_appetite_with_nothing_pending_and_no_acceptance() -> None:
    entries = register(TASKS, MATRIX, ["TM-A"])
    found = unattended(entries, remediation(TASKS, MATRIX, ["TM-A"]), MATRIX)
    assert [entry.references for entry in found] == [("TM-A.T4",)]
