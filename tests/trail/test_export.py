"""What the text forms of a trail tell, and that it fits a terminal."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from trailbook.text.terminal import WIDTH
from trailbook.trail.changes.blame import why as why_of
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Approval, Decision, Rationale, TakenIn, Trail
from trailbook.trail.export import trails_markdown, trails_text
from trailbook.trail.git.commits import Person
from trailbook.trail.why import why_text

ADA, BO, RAE = (Person(name, f"{name.casefold()}@example.org") for name in ("Ada", "Bo", "Rae"))


def trail_with(approvals: tuple[Approval, ...], *way: Person) -> Trail:
    why = Rationale("why", "body", "c0")
    taken_in = tuple(TakenIn(f"m{place}", by) for place, by in enumerate(way, 1))
    when = datetime(2026, 1, 1, tzinfo=UTC)
    decision = Decision("c0", "p", when, when, ADA, "title", why, approvals, "none", None, (), taken_in=taken_in)
    return Trail("TM-A", "p", (decision,))


AGREED = (Approval("Bo", "bo@example.org", "merge", True),)


@pytest.mark.parametrize(
    ("approvals", "way", "said"),
    [
        ((), (), None),
        (AGREED, (BO,), None),
        ((), (ADA,), "Merged: Ada (m1)"),
        (AGREED, (BO, RAE), "Merged: Bo (m1), then Rae (m2)"),
        ((), (RAE,), "Merged: Rae (m1)"),
    ],
    ids=["no merge", "the agreement tells it", "one's own", "each step", "a release"],
)
def test_who_merged_is_told_at_each_step_unless_the_agreement_tells_it(
    approvals: tuple[Approval, ...], way: tuple[Person, ...], said: str | None
) -> None:
    trail = trail_with(approvals, *way)
    for text in (trails_text([trail]), why_text(why_of(trail), trail, "TM-A", ""), trails_markdown([trail])):
        lines = [line.strip().replace("&#58;", ":") for line in text.splitlines()]
        assert [line for line in lines if line.startswith("Merged")] == ([said] if said else [])


def test_text_for_a_terminal_has_lines_of_80_characters_and_breaks_no_address() -> None:
    address = f"https://example.org/{'long/' * 20}"
    change = Change("C1", "allows", "added", None, "a use that takes many words to be told of " * 2)
    why = Rationale(f"{'word ' * 40}{address}", "body", "c0")
    when = datetime(2026, 1, 1, tzinfo=UTC)
    decision = Decision("c0" * 20, "p", when, when, ADA, "title " * 20, why, AGREED * 4, "none", None, (change,))
    trail = Trail("POL-A", "content/policies/a.md", (decision,))
    for text in (trails_text([trail]), why_text(why_of(trail), trail, "POL-A", "")):
        assert [line.strip() for line in text.splitlines() if len(line) > WIDTH] == [f"{address}"]


def test_both_days_are_shown_where_a_decision_landed_later_than_it_was_written() -> None:
    decision = replace(trail_with(()).decisions[0], authored=datetime(2025, 12, 2, tzinfo=UTC))
    trail = replace(trail_with(()), decisions=(decision,))
    for text in (trails_text([trail]), why_text(why_of(trail), trail, "TM-A", ""), trails_markdown([trail])):
        assert "Written 2025-12-02, in force since 2026-01-01" in text.replace("&#45;", "-")
    assert "Written" not in trails_text([trail_with(())])


def test_a_reason_that_is_the_title_is_not_told_twice() -> None:
    decision = trail_with(()).decisions[0]
    bare = replace(decision, rationale=Rationale("title", "title", "c0"))
    request = replace(decision, rationale=Rationale("of the merge", "title", "m1"))
    lines = [line.strip() for line in trails_text([Trail("TM-A", "p", (bare, request))]).splitlines()]
    assert [line for line in lines if line.startswith("Why")] == ["Why: title only", "Why: of the merge [title only]"]


def test_the_short_answer_cuts_a_long_reason_and_the_whole_one_does_not() -> None:
    decision = replace(trail_with(()).decisions[0], rationale=Rationale("leak " * 200 + "end", "body", "c0"))
    trail = replace(trail_with(()), decisions=(decision,))
    short, whole = (why_text(why_of(trail), trail, "TM-A", "", everything=all_) for all_ in (False, True))
    assert 110 < short.count("leak") < 121
    assert "…" in short
    assert whole.count("leak") == 200
    assert "end [from the commit message]" in " ".join(whole.split())


def test_a_page_is_called_by_its_path_once() -> None:
    assert trails_text([Trail("docs/a.md", "docs/a.md", ())]).startswith("docs/a.md\n")
    assert trails_text([Trail("TM-A", "models/a.yaml", ())]).startswith("TM-A  models/a.yaml\n")
