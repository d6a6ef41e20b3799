"""What the text forms of a trail tell of the merges on a decision's way."""

from datetime import UTC, datetime

import pytest

from trailbook.trail.commits import Person
from trailbook.trail.decisions import Approval, Decision, Rationale, TakenIn, Trail
from trailbook.trail.writing import as_markdown, as_text, why_text

ADA, BO, RAE = (Person(name, f"{name.casefold()}@example.org") for name in ("Ada", "Bo", "Rae"))


def told(approvals: tuple[Approval, ...], *way: Person) -> Trail:
    why = Rationale("why", "body", "c0")
    taken_in = tuple(TakenIn(f"m{place}", by) for place, by in enumerate(way, 1))
    when = datetime(2026, 1, 1, tzinfo=UTC)
    decision = Decision("c0", "p", when, ADA, "title", why, approvals, "none", None, (), taken_in=taken_in)
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
    trail = told(approvals, *way)
    for text in (as_text([trail]), why_text(trail, "TM-A", ""), as_markdown([trail])):
        lines = [line.strip().replace("&#58;", ":") for line in text.splitlines()]
        assert [line for line in lines if line.startswith("Merged")] == ([said] if said else [])
