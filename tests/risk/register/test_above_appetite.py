"""Which threats are above the appetite: one answer in the register, the release, the dashboards and the tasks."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from tests.risk.register.test_register import knowledge, mitigation, model, threat

from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.release.assessment import AssessmentFacts, assess
from trailbook.risk.lessons.lessons import Lessons
from trailbook.risk.overview.applications import applications
from trailbook.risk.register.register import RegisterEntry, counted, register
from trailbook.risk.register.remediation import remediation, unattended
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.site.pages.board import Board
from trailbook.site.rendering.sitemap import Sitemap

DAY = date(2026, 6, 1)
GREAT, SMALL = "likely severe", "rare minor"
ACCEPTED: dict[str, Any] = {
    "state": "accepted",
    "acceptance": {"by": "Us", "reason": "R", "until": date(2027, 1, 1)},
}
REFUTED: dict[str, Any] = {"state": "false-positive", "reason": "Not here"}
SAME: dict[str, Any] = {"same_as": ["TM-A.T1"]}


def pair(first: dict[str, Any], second: dict[str, Any], *tasks: dict[str, Any]) -> KnowledgeBase:
    """One threat that two models state, beside another that is above the appetite and on which somebody works."""
    other = threat("T2", GREAT)
    return knowledge(model("A", [first, other], mitigation("M1", "T2"), *tasks), model("B", [second]))


def threats_above(base: KnowledgeBase) -> set[str]:
    models = [record for record in base.records.values() if isinstance(record, ThreatModel)]
    return {f"{one.model.id}.{threat.id}" for one in applications(models, MATRIX, {}, None, ()) for threat in one.above}


def firsts(entries: Iterable[RegisterEntry]) -> set[str]:
    return {entry.references[0] for entry in entries}


@pytest.mark.parametrize(
    ("first", "second", "above"),
    [
        (threat("T1", GREAT), threat("T1", GREAT, **SAME), True),
        (threat("T1", GREAT, **ACCEPTED), threat("T1", GREAT, **SAME), True),
        (threat("T1", GREAT, **ACCEPTED), threat("T1", GREAT, **SAME, **ACCEPTED), False),
        (threat("T1", GREAT, **ACCEPTED), threat("T1", GREAT, **SAME, **REFUTED), False),
        (threat("T1", GREAT, **REFUTED), threat("T1", GREAT, **SAME, **REFUTED), False),
        (threat("T1", SMALL), threat("T1", GREAT, **SAME, **REFUTED), False),
        (threat("T1", SMALL), threat("T1", GREAT, **SAME, **ACCEPTED), False),
        (threat("T1", SMALL), threat("T1", SMALL, **SAME), False),
    ],
)
def test_all_pages_agree_on_what_is_above_the_appetite(
    first: dict[str, Any], second: dict[str, Any], above: bool
) -> None:
    base = pair(first, second)
    models = ["TM-A", "TM-B"]
    entries = register(base, MATRIX, models)
    board = Board(Sitemap(base, "content"), None, Lessons(base, (), has_trail=False), (), DAY)
    assessment = assess("1.0.0", "c" * 40, AssessmentFacts(base, (), frozenset(), MATRIX, "content", DAY))

    expected = {"TM-A.T2", *(["TM-A.T1"] if above else [])}
    assert firsts(assessment.above) == expected
    assert firsts(board.above) == expected
    stated_above = threats_above(base)
    assert firsts(entry for entry in entries if not stated_above.isdisjoint(entry.references)) == expected
    nobody_works_on = unattended(entries, remediation(base, MATRIX, models), MATRIX)
    assert firsts(nobody_works_on) == expected - {"TM-A.T2"}
    assert assessment.note.figures.above_appetite == len(board.above)
    assert list(assessment.unattended) == board.unattended == nobody_works_on


def test_an_entry_is_rated_by_the_members_that_are_no_false_positives() -> None:
    base = pair(threat("T1", SMALL), threat("T1", GREAT, **SAME, **REFUTED))
    entry = next(entry for entry in register(base, MATRIX, ["TM-A", "TM-B"]) if "TM-A.T1" in entry.references)
    assert entry.references == ("TM-A.T1", "TM-B.T1")
    assert MATRIX.place(entry.residual) == ("rare", "minor")


def test_an_entry_of_false_positives_alone_is_rated_by_all_of_them_and_does_not_count() -> None:
    base = pair(threat("T1", SMALL, **REFUTED), threat("T1", GREAT, **SAME, **REFUTED))
    entry = next(entry for entry in register(base, MATRIX, ["TM-A", "TM-B"]) if "TM-A.T1" in entry.references)
    assert MATRIX.place(entry.residual) == ("likely", "severe")
    assert not entry.counts
    assert entry not in counted(base, MATRIX, ["TM-A", "TM-B"])
