"""What stands behind a step: what it names, and what follows from that by one more link."""

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.links import Link, sorted_links
from trailbook.risk.playbooks.step_rationale import step_rationale

STEP = "PB-A.S1"


def knowledge(*links: tuple[str, str, str]) -> KnowledgeBase:
    return KnowledgeBase({}, sorted_links(Link(*link) for link in links), ())


def test_a_step_that_names_nothing_has_nothing_behind_it() -> None:
    found = step_rationale(knowledge(("PB-A.S2", "implements", "POL-A.C1")), STEP)
    assert list(found.rows()) == [] and found.counts() == ()


def test_controls_bring_their_threats_and_their_incidents() -> None:
    found = step_rationale(
        knowledge(
            (STEP, "implements", "POL-A.C1"),
            ("POL-A.C1", "covers", "TM-A.T1"),
            ("POL-A.C1", "learned-from", "PM-A"),
            ("POL-A.C2", "covers", "TM-A.T2"),
        ),
        STEP,
    )
    assert dict(found.rows()) == {
        "Because of": ("POL-A.C1",),
        "Its controls also cover": ("TM-A.T1",),
        "Its controls were learned from": ("PM-A",),
    }
    assert found.counts() == ((1, "control"), (1, "threat"), (1, "incident"))


def test_threats_bring_the_incidents_in_which_they_came_true() -> None:
    found = step_rationale(knowledge((STEP, "mitigates", "TM-A.T1"), ("PM-A", "realises", "TM-A.T1")), STEP)
    assert dict(found.rows()) == {"Protects against": ("TM-A.T1",), "Has happened in": ("PM-A",)}


def test_what_the_step_names_itself_is_not_named_again() -> None:
    found = step_rationale(
        knowledge(
            (STEP, "implements", "POL-A.C1"),
            (STEP, "mitigates", "TM-A.T1"),
            (STEP, "learned-from", "PM-A"),
            ("POL-A.C1", "covers", "TM-A.T1"),
            ("POL-A.C1", "learned-from", "PM-A"),
            ("PM-A", "realises", "TM-A.T1"),
        ),
        STEP,
    )
    assert dict(found.rows()) == {
        "Because of": ("POL-A.C1",),
        "Protects against": ("TM-A.T1",),
        "Learned from": ("PM-A",),
    }


def test_counts_tell_one_from_many() -> None:
    found = step_rationale(knowledge((STEP, "implements", "POL-A.C1"), (STEP, "implements", "POL-A.C2")), STEP)
    assert found.counts() == ((2, "controls"),)


def test_exercises_that_rehearse_a_step_stand_behind_it() -> None:
    assert dict(step_rationale(knowledge(("EX-A", "rehearses", STEP)), STEP).rows()) == {"Rehearsed in": ("EX-A",)}
