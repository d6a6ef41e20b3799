"""The spans in which something was weakened. The changes are those of real revisions, judged by the rules."""

from pathlib import Path

from trailbook.records.document import Document
from trailbook.records.reading import read_document
from trailbook.trail.changes.compare import compare
from trailbook.trail.effects.classify import classify
from trailbook.trail.effects.weak_periods import WeakPeriod, weak_periods

RECORDS = Path(__file__).parents[1] / "records"


def spans(name: str, *texts: tuple[str, str]) -> list[WeakPeriod]:
    """The weak periods in a history in which each commit replaces the first of its texts by the second."""
    text = (RECORDS / name).read_text(encoding="utf-8")
    history = []
    for number, (change, to) in enumerate(texts, start=1):
        old = read(name, text)
        assert change in text
        text = text.replace(change, to, 1)
        new = read(name, text)
        history += [(f"c{number}", found) for found in classify(compare(old, new), old.record, new.record)]
    return list(weak_periods(history))


def read(name: str, text: str) -> Document:
    document, problems = read_document(name, text.encode())
    assert isinstance(document, Document), problems
    return document


def test_a_value_that_comes_back_ends_the_window() -> None:
    found = spans("policy.md", ("level: must", "level: may"), ("level: may", "level: must"))
    assert found == [WeakPeriod("C1", "level", "c1", "c2", "must", "may")]


def test_half_the_way_back_is_not_restored() -> None:
    (window,) = spans("policy.md", ("level: must", "level: may"), ("level: may", "level: should"))
    assert (window.weakened_by, window.restored_by) == ("c1", None)


def test_a_stronger_value_restores() -> None:
    found = spans("policy.md", ("cadence: half-yearly", "cadence: yearly"), ("cadence: yearly", "cadence: monthly"))
    assert found == [WeakPeriod(None, "review.cadence", "c1", "c2", "half-yearly", "yearly")]


def test_an_earlier_day_restores_a_postponement() -> None:
    (window,) = spans("model.yaml", ("due: 2026-06-30", "due: 2026-12-31"), ("due: 2026-12-31", "due: 2026-06-01"))
    assert window.restored_by == "c2"


def test_what_is_done_is_not_late_any_more() -> None:
    (window,) = spans("model.yaml", ("due: 2026-06-30", "due: 2026-12-31"), ("state: planned", "state: implemented"))
    assert window.restored_by == "c2"


def test_steps_of_a_weakening_are_restored_together() -> None:
    steps = [("level: must", "level: should"), ("level: should", "level: may"), ("level: may", "level: must")]
    assert [(w.weakened_by, w.restored_by) for w in spans("policy.md", *steps) if w.item == "C1"] == [
        ("c1", "c3"),
        ("c2", "c3"),
    ]


def test_an_item_that_comes_back_is_restored() -> None:
    control = "  - {id: C2, level: should}\n"
    found = spans("policy.md", (control, ""), ("  - {id: C3", f"{control}  - {{id: C3"))
    assert [(w.item, w.field, w.weakened_by, w.restored_by) for w in found] == [("C2", None, "c1", "c2")]


def test_an_entry_is_restored_by_itself_and_by_no_other() -> None:
    permission = "permissions: [Send mail as the user, Read all mail, Delete mail]"
    first = ("permissions: [Send mail as the user]", permission)
    other = (permission, "permissions: [Send mail as the user, Read all mail]")
    found = spans("connector.md", first, other)
    assert [(w.during, w.restored_by) for w in found] == [("Read all mail", None), ("Delete mail", "c2")]


def test_an_exception_ends_by_its_state_or_with_its_entry() -> None:
    found = spans("policy.md", ("state: requested", "state: approved"), ("state: approved", "state: ended"))
    assert [(w.item, w.restored_by) for w in found] == [("X1", "c2")]


def test_a_removed_control_does_not_restore_what_was_lowered_in_it() -> None:
    found = spans("policy.md", ("{id: C2, level: should}", "{id: C2, level: may}"), ("  - {id: C2, level: may}\n", ""))
    assert [(w.field, w.restored_by) for w in found] == [("level", None)]


def test_an_acceptance_is_one_window_and_its_end_ends_it() -> None:
    accepted = "    state: accepted\n    acceptance: {by: Ada, reason: Rare, until: 2026-12-31}\n"
    begin = ("    frameworks: {OWASP", f"{accepted}    frameworks: {{OWASP")
    longer = ("by: Ada, reason: Rare, until: 2026-12-31", "by: Ada, reason: Rare, until: 2027-12-31")
    end = (accepted.replace("2026-12", "2027-12"), "    state: in-progress\n")
    found = spans("model.yaml", begin, longer, end)
    assert [(w.field, w.weakened_by, w.restored_by) for w in found] == [
        ("state", "c1", "c3"),
        ("acceptance", "c1", "c3"),
        ("acceptance.until", "c2", "c3"),
    ]


def test_a_flow_is_watched_by_what_it_crosses_and_a_rating_by_itself() -> None:
    out = ("type: screen, owner: Sales, boundary: B1", "type: screen, owner: Sales")
    lower = ("inherent: {likelihood: likely", "inherent: {likelihood: rare")
    found = spans("model.yaml", out, (out[1], out[0]), lower)
    assert [(w.item, w.field, w.restored_by) for w in found] == [
        ("PAGE", "boundary", "c2"),
        ("F2", "crosses", "c2"),
        ("T1", "inherent.likelihood", None),
    ]
