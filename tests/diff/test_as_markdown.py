"""The comment for a pull request: what it leads with, what it folds, and how long it gets."""

import re

import pytest

from trailbook.diff.as_markdown import LIMIT, MARKER, MOST_DIAGRAMS, OPEN_ROWS, as_markdown
from trailbook.diff.flows import FlowDiagram
from trailbook.diff.model import ChangedRecord, Counts, DescribedChange, Difference, End, UnexplainedCommit
from trailbook.trail.changes.change import Effect


def change(number: int, effect: Effect = "neutral", says: str = "") -> DescribedChange:
    says = says or f"control C{number}: level: must → should"
    rule, judged, reason = (
        ("obligation", "A control binds less", "Nobody has to.") if effect != "neutral" else ("", "", "")
    )
    return DescribedChange(
        f"C{number}", "control", "Title", "level", "changed", "must", "should", effect, rule, judged, reason, "", says
    )


def difference(weakens: int = 0, others: int = 0, unexplained: int = 0, says: str = "") -> Difference:
    effects: list[Effect] = ["weakens"] * weakens
    effects += ["neutral"] * others
    changes = tuple(change(number, effect, says) for number, effect in enumerate(effects))
    record = ChangedRecord("POL-A", "policy", "A policy", "content/a.md", None, "changed", changes)
    commits = tuple(
        UnexplainedCommit(f"{n:040x}", f"Title {n}", "Ada", "title", ("POL-A",)) for n in range(unexplained)
    )
    counts = Counts(unexplained, 1 if changes else 0, len(changes), weakens, 0)
    ends = End("main", "a" * 40), End("HEAD", "b" * 40)
    records = (record,) if changes else ()
    return Difference(*ends, counts, records, (), (), (), (), commits, (), (), 0, 0)


def test_the_marker_comes_first_and_the_headline_counts() -> None:
    lines = as_markdown(difference(weakens=2, others=1, unexplained=1)).split("\n")
    assert lines[0] == MARKER == "<!-- trailbook-diff -->"
    assert "**3 changes in 1 record: 2 weaken.** 1 commit without a reason." in lines
    assert "From `main` at `aaaaaaaaaa` to `HEAD` at `bbbbbbbbbb`, 1 commit." in lines


def test_nothing_changed_is_a_comment_too() -> None:
    assert "**No record changes.**" in as_markdown(difference())


def test_what_weakens_comes_first_and_open_with_the_reason() -> None:
    text = as_markdown(difference(weakens=1, others=1))
    before, _, rest = text.partition("<details>")
    assert "#### Weakens (1)\n\n- Nobody has to.\n  - `POL-A` control C0 “Title”: level: must → should\n" in before
    assert "<summary>All changes (2)</summary>" in rest


def test_more_than_anybody_reads_at_once_is_folded() -> None:
    text = as_markdown(difference(weakens=OPEN_ROWS + 8))
    before, _, rest = text.partition("<details>")
    assert before.count("`POL-A`") == OPEN_ROWS
    assert rest.startswith("\n<summary>8 more lines</summary>")


@pytest.mark.parametrize("number", [200, 5_000])
@pytest.mark.parametrize("says", ["", "wording: " + "@é<" * 70])
def test_however_much_changes_it_stays_one_comment(number: int, says: str) -> None:
    diagrams = [FlowDiagram(f"TM-{n}", "flowchart LR\n" + "x" * 2_000, 0) for n in range(9)]
    text = as_markdown(difference(number, number, number, says), diagrams)
    assert len(text.encode()) <= LIMIT
    assert text.count("<details>") == text.count("</details>")
    assert text.count("```mermaid") == MOST_DIAGRAMS
    assert "#### Weakens" in text
    assert "#### No reason given" in text
    listed = len(re.findall(r"^  - ", text, re.MULTILINE)) + len(re.findall(r"^- `0", text, re.MULTILINE))
    cut = sum(int(n.replace(",", "")) for n in re.findall(r"_([\d,]+) more lines? (?:is|are) left out", text))
    assert listed + cut == 4 * number


def test_two_hundred_changes_fit_whole() -> None:
    assert "left out" not in as_markdown(difference(weakens=50, others=150, unexplained=20))


def test_pictures_that_are_too_large_and_those_of_many_models_are_only_named() -> None:
    diagrams = [
        FlowDiagram("TM-LARGE", "x" * LIMIT, 0),
        *(FlowDiagram(f"TM-{n}", "flowchart LR", 2) for n in range(99)),
    ]
    text = as_markdown(difference(weakens=1), diagrams)
    assert len(text.encode()) <= LIMIT
    assert text.count("```mermaid") == MOST_DIAGRAMS
    assert "Data flows of `TM-LARGE`, `TM-3`, " in text
    assert " and 85 more changed too." in text
