"""Filled-in checklists are compared with the steps that they tick, as long as these read the same."""

from datetime import date

import pytest
from tests.risk.threats.modelling import knowledge_of, model_of

from trailbook.records.kinds.playbook import Playbook
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.risk.playbooks.checklists import checklist_for, checklist_of, checklist_problems
from trailbook.risk.playbooks.generated_steps import generated_parts
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.risk.threats.findings import findings
from trailbook.risk.threats.rules import RULES

PLAYBOOK = """\
---
id: PB-A
kind: playbook
owner: Team
use: build
roles: [maker]
trigger: Now.
steps: [{id: S1}, {id: S2}]
---
# Do it

## Look {#S1}

Look well.

## Leap {#S2}

Leap far.
"""
FILLED = """\
---
id: CL-1
kind: checklist
owner: Team
follows: FOLLOWS
part: PART
version: "VERSION"
filled_by: Ann
filled_on: 2026-05-04
ticks: [TICKS]
---
# Done
"""
OLD = "0" * 12


def version() -> str:
    record = assemble({"content/pb.md": PLAYBOOK.encode()}).records["PB-A"]
    assert isinstance(record, Playbook)
    return checklist_of(record).version


def problems(ticks: str, version: str, follows: str = "PB-A", part: str = "", today: date | None = None) -> list[str]:
    model = knowledge_of({"model": {"components": {"K1": {"kept_by": "one-person"}}}})
    text = FILLED.replace("FOLLOWS", follows).replace("VERSION", version).replace("TICKS", ticks)
    text = text.replace("part: PART\n", f"part: {part}\n" if part else "")
    files = {one.path: one.text for one in model.documents.values()} | {
        "content/pb.md": PLAYBOOK,
        "content/cl.md": text,
    }
    knowledge = assemble({path: text.encode() for path, text in files.items()})
    assert knowledge.problems == ()
    return [str(problem) for problem in checklist_problems(knowledge, RULES, MATRIX, today)]


def ticks(*ids: str) -> str:
    return ", ".join(f"{{id: {id}, state: done}}" for id in ids)


def test_a_tick_for_each_step_is_no_problem() -> None:
    assert problems(ticks("S1", "S2"), version()) == []


def test_a_step_that_nothing_is_said_of_is_a_problem() -> None:
    (problem,) = problems(ticks("S1"), version())
    assert problem.startswith("content/cl.md:9:")
    assert problem.endswith("says nothing of S2; expected 'state: not-done' for what was not done")


def test_a_tick_for_a_step_that_is_not_there_is_a_problem() -> None:
    first, second = problems(ticks("S1", "S3"), version())
    assert "says nothing of S2" in first
    assert second.endswith("PB-A has no step 'S3'")


def test_steps_that_read_otherwise_today_are_not_compared() -> None:
    assert problems(ticks("S9"), OLD) == []


def test_a_day_that_has_not_come_is_a_problem() -> None:
    (problem,) = problems(ticks("S1", "S2"), version(), today=date(2026, 5, 3))
    assert problem.endswith("filled_on is 2026-05-04, which has not come; expected 2026-05-03 or earlier")
    assert problems(ticks("S1", "S2"), version(), today=date(2026, 5, 4)) == []


@pytest.mark.parametrize(
    ("follows", "part", "expected"),
    [
        ("TM-A", "", "part is missing; expected a role and a moment, such as maker-before-publishing"),
        ("TM-A", "maker-owner-leave", "did you mean 'maker-owner-leaves'?"),
        ("PB-A", "maker-owner-leaves", "PB-A has no parts; expected no part for a playbook that somebody wrote"),
    ],
)
def test_made_playbooks_have_parts_and_written_ones_have_none(follows: str, part: str, expected: str) -> None:
    (problem,) = problems(ticks("S1"), OLD, follows, part)
    assert problem.endswith(expected)


def checklist_version(knowledge: KnowledgeBase) -> str:
    model = model_of(knowledge)
    parts = generated_parts(model, knowledge, findings(model, knowledge, RULES), MATRIX, knowledge.records.keys())
    return next(checklist_for(model.id, part).version for part in parts if part.id == "maker-owner-leaves")


def test_ticks_of_a_made_playbook_are_compared_with_its_part() -> None:
    now = checklist_version(knowledge_of({"model": {"components": {"K1": {"kept_by": "one-person"}}}}))
    assert problems(ticks("find-keeper-K1"), now, "TM-A", "maker-owner-leaves") == []
    first, second = problems(ticks("find-keeper-K2"), now, "TM-A", "maker-owner-leaves")
    assert "says nothing of find-keeper-K1" in first
    assert second.endswith("TM-A has no step 'find-keeper-K2'")
