from datetime import date

import pytest
from tests.risk.lessons.lesson_records import base, decided, postmortem, reworded, trail

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.lessons.answers import by_commit
from trailbook.risk.lessons.lessons import Lesson, Lessons, lessons
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Trail

TODAY = date(2026, 6, 1)
DONE = "id: A1, owner: Us, due: 2026-05-31, state: done, closed: 2026-05-01, changes: [POL-A.C1]"


def learned(knowledge: KnowledgeBase, *trails: Trail, today: date | None = TODAY) -> Lessons:
    return lessons(knowledge, trails, set(knowledge.documents), today)


def one(*trails: Trail, fields: str = "", actions: tuple[str, ...] = ()) -> Lesson:
    knowledge = base(postmortem("OLD", fields=fields, actions=actions))
    return learned(knowledge, *trails).by_record["PM-OLD"]


def answered(lesson: Lesson) -> list[tuple[str, str]]:
    return [(answer.reference, answer.because) for answer in lesson.answers]


# -- which commits answer an incident ------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (("PM-OLD",), [("POL-A.C1", "named")]),
        (("PM-OLD.A1",), [("POL-A.C1", "named")]),
        (("PM-OTHER", "PM-OLD"), [("POL-A.C1", "named")]),
        (("PM-OLDER",), []),
        (("PM-OTHER",), []),
        ((), []),
    ],
)
def test_a_trailer_that_names_the_incident_or_its_action_makes_a_commit_an_answer(
    answers: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    assert answered(one(trail("POL-A", decided(1, answers=answers)))) == expected


@pytest.mark.parametrize(("answers", "expected"), [("PM-OLD", []), ("PM-OLD.A1", [("POL-A.C1", "named")])])
def test_other_words_for_the_same_answer_no_incident_but_an_action_that_asked_for_them(
    answers: str, expected: list[tuple[str, str]]
) -> None:
    worded = Change("C1", "text", "changed", "Platforms often offer to share it.", "Platforms may offer to share it.")
    assert answered(one(trail("POL-A", decided(1, worded, answers=(answers,))))) == expected


def test_correcting_the_account_of_an_incident_is_no_answer() -> None:
    assert answered(one(trail("PM-OLD", decided(1, reworded("CA1"), answers=("PM-OLD",))))) == []


def test_a_change_of_a_plain_page_is_no_answer() -> None:
    knowledge = base(postmortem("OLD"), page="# Home\n")
    found = learned(knowledge, trail("content/page.md", decided(1, reworded(None), answers=("PM-OLD",))))
    assert found.by_record["PM-OLD"].answers == ()


def test_a_commit_that_closes_an_action_answers_with_what_the_action_names_and_no_more() -> None:
    closing = decided(1, Change("A1", "state", "changed", "open", "done"))
    found = one(trail("PM-OLD", closing), trail("POL-A", decided(1, reworded("C1"), reworded("C2"))), actions=(DONE,))
    assert answered(found) == [("POL-A.C1", "action")]


def test_another_commit_than_the_closing_one_is_no_answer_by_itself() -> None:
    closing = decided(1, Change("A1", "state", "changed", "open", "done"))
    assert answered(one(trail("PM-OLD", closing), trail("POL-A", decided(2)), actions=(DONE,))) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change("C1", "learned_from", "added", None, "PM-OLD"), [("POL-A.C1", "learned")]),
        (Change("C1", None, "added", None, {"id": "C1", "learned_from": ["PM-OLD"]}), [("POL-A.C1", "learned")]),
        (Change("C1", "learned_from", "removed", "PM-OLD", None), []),
        (Change("C1", "learned_from", "added", None, "PM-NEW"), []),
        (Change("C1", None, "added", None, {"id": "C1", "learned_from": ["PM-NEW"]}), []),
        (Change("C1", "text", "changed", "", "PM-OLD"), []),
    ],
)
def test_stating_that_something_was_learned_from_it_is_an_answer(
    change: Change, expected: list[tuple[str, str]]
) -> None:
    assert answered(one(trail("POL-A", decided(1, change)))) == expected


@pytest.mark.parametrize("change", [Change(None, "path", "moved", "a", "b"), reworded("T1", "residual.level")])
def test_what_nobody_wrote_is_no_answer(change: Change) -> None:
    assert answered(one(trail("TM-A", decided(1, change, answers=("PM-OLD",))))) == []


def test_items_stand_for_their_record_and_what_is_gone_is_told_by_the_record() -> None:
    changes = (reworded("C2"), reworded(None, "summary"))
    assert answered(one(trail("POL-A", decided(1, *changes, answers=("PM-OLD",))))) == [("POL-A.C2", "named")]
    gone = Change("C9", None, "removed", {"id": "C9"}, None)
    assert answered(one(trail("POL-A", decided(1, gone, answers=("PM-OLD",))))) == [("POL-A", "named")]


def test_a_commit_that_begins_a_record_is_told_by_the_record_and_known_to_its_items() -> None:
    began = (Change(None, None, "added", None, {"id": "POL-A"}), Change("C1", None, "added", None, {"id": "C1"}))
    found = one(trail("POL-A", decided(1, *began, answers=("PM-OLD",))))
    assert [step.references for step in by_commit(found.answers)] == [("POL-A",)]
    assert [answer.reference for answer in found.about("POL-A.C1")] == ["POL-A.C1"]


def test_a_commit_on_two_records_is_one_step_and_the_newest_stands_first() -> None:
    policy = trail("POL-A", decided(3, answers=("PM-OLD",)), decided(1, answers=("PM-OLD",)))
    playbook = trail("PB-A", decided(3, reworded("S1"), answers=("PM-OLD",)))
    steps = by_commit(one(policy, playbook).answers)
    assert [(step.first.decision.title, step.references) for step in steps] == [
        ("Change 3", ("PB-A.S1", "POL-A.C1")),
        ("Change 1", ("POL-A.C1",)),
    ]


def test_what_is_not_published_is_named_nowhere() -> None:
    knowledge = base(postmortem("OLD", fields="realises: [TM-A.T1]"))
    trails = [trail("POL-A", decided(1, answers=("PM-OLD",)))]
    (found,) = lessons(knowledge, trails, {"PM-OLD"}, TODAY).all
    assert (found.threats, found.taught, found.answers) == ((), (), ())
    assert lessons(knowledge, trails, {"POL-A"}, TODAY).all == ()


# -- how actions stand ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "today", "standing"),
    [
        ("id: A1, owner: Us, due: 2026-05-31, state: open", TODAY, "overdue"),
        ("id: A1, owner: Us, due: 2026-05-31, state: in-progress", TODAY, "overdue"),
        ("id: A1, owner: Us, due: 2026-06-01, state: open", TODAY, "pending"),
        ("id: A1, owner: Us, due: 2026-05-31, state: open", None, "pending"),
        ("id: A1, owner: Us, due: 2026-05-31, state: dropped", TODAY, "dropped"),
        ("id: A1, owner: Us, due: 2026-05-31, state: done", TODAY, "done"),
        (DONE, TODAY, "unshown"),
    ],
)
def test_an_action_stands_by_its_state_its_day_and_its_commits(action: str, today: date | None, standing: str) -> None:
    found = learned(base(postmortem("OLD", actions=(action,))), today=today)
    assert [one.progress for one in found.by_record["PM-OLD"].actions] == [standing]


@pytest.mark.parametrize(
    ("item", "answers", "standing"),
    [
        ("C1", ("PM-OLD",), "done"),
        ("C1", ("PM-OLD.A1",), "done"),
        ("C2", ("PM-OLD.A1",), "done"),
        ("C2", ("PM-OLD",), "unshown"),
        ("C1", ("PM-OLD.A2",), "unshown"),
        ("C1", (), "unshown"),
    ],
)
def test_an_action_that_is_done_is_shown_by_a_commit_on_what_it_names(
    item: str, answers: tuple[str, ...], standing: str
) -> None:
    (action,) = one(trail("POL-A", decided(1, reworded(item), answers=answers)), actions=(DONE,)).actions
    assert action.progress == standing
    assert bool(action.answers) is (standing == "done")


def test_without_a_trail_an_action_is_done_as_the_record_says() -> None:
    knowledge = base(postmortem("OLD", actions=(DONE,)))
    found = lessons(knowledge, None, set(knowledge.documents), TODAY)
    assert [one.progress for _, one in found.actions_by_progress("done", "unshown")] == ["done"]
    assert not found.has_trail


# -- the lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "item", "nothing"),
    [("POL-A", "C1", []), ("PB-A", "S1", []), ("TM-A", "T1", ["PM-OLD"]), (None, "", ["PM-OLD"])],
)
def test_an_incident_changed_something_only_if_a_rule_a_step_or_training_changed(
    record: str | None, item: str, nothing: list[str]
) -> None:
    trails = [trail(record, decided(1, reworded(item), answers=("PM-OLD",)))] if record else []
    found = learned(base(postmortem("OLD")), *trails)
    assert [lesson.source.id for lesson in found.changed_nothing] == nothing


def test_without_a_trail_what_was_learned_counts_as_changed() -> None:
    knowledge = base(postmortem("OLD"), postmortem("NEW", "2025"))
    found = lessons(knowledge, None, set(knowledge.documents), TODAY)
    assert [lesson.source.id for lesson in found.changed_nothing] == ["PM-NEW"]


def test_an_incident_that_realises_no_threat_was_not_foreseen() -> None:
    found = learned(base(postmortem("OLD", fields="realises: [TM-A.T1]"), postmortem("NEW", "2025")))
    assert [lesson.source.id for lesson in found.unforeseen] == ["PM-NEW"]
    assert found.by_record["PM-OLD"].threats == ("TM-A.T1",)


def test_a_control_failed_only_where_a_postmortem_says_so() -> None:
    found = learned(base(postmortem("OLD", fields="failed: [POL-A.C2]"), postmortem("NEW", "2025")))
    assert [(ref, [lesson.source.id for lesson in by]) for ref, by in found.failures] == [("POL-A.C2", ["PM-OLD"])]
    assert learned(base(postmortem("OLD"))).failures == []


def test_the_latest_incident_stands_first_and_exercises_last() -> None:
    exercise = (
        "---\nid: EX-A\nkind: exercise\nowner: Us\nroles: [maker]\nminutes: 30\nobjectives: [O]\nrehearses: [PB-A]\n"
        "tests: [TM-A.T1, POL-A.C1]\ninjects: [{id: I1, minute: 0}]\n---\n\n# Drill\n\n## Now {#I1}\n"
    )
    found = learned(base(postmortem("OLD", "2024"), postmortem("NEW", "2025-03"), ex=exercise))
    assert [lesson.source.id for lesson in found.all] == ["PM-NEW", "PM-OLD", "EX-A"]
    assert found.by_record["EX-A"].threats == ("TM-A.T1",)
    assert [lesson.source.id for lesson in found.unforeseen] == ["PM-NEW", "PM-OLD"]


# -- the walk backwards --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "trails", "reference", "behind"),
    [
        ("", (), "POL-A.C1", ["PM-OLD"]),
        ("", (), "POL-A.C2", []),
        ("led_to: [POL-A.C2]", (), "POL-A.C2", ["PM-OLD"]),
        ("failed: [POL-A.C2]", (), "POL-A.C2", ["PM-OLD"]),
        ("", (trail("POL-A", decided(1, reworded("C2"), answers=("PM-OLD",))),), "POL-A.C2", ["PM-OLD"]),
        ("", (trail("POL-A", decided(1, reworded("C1"), answers=("PM-OLD",))),), "POL-A.C2", []),
    ],
)
def test_a_control_leads_back_to_the_incidents_that_taught_it(
    fields: str, trails: tuple[Trail, ...], reference: str, behind: list[str]
) -> None:
    found = learned(base(postmortem("OLD", fields=fields)), *trails)
    assert [lesson.source.id for lesson in found.behind(reference)] == behind


def test_a_control_that_an_action_names_leads_back_to_it() -> None:
    action = "id: A1, owner: Us, due: 2026-07-01, state: open, changes: [POL-A.C2]"
    assert [x.source.id for x in learned(base(postmortem("OLD", actions=(action,)))).behind("POL-A.C2")] == ["PM-OLD"]
