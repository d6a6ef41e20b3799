"""What counts as a change between two revisions of a record, and how it is told."""

from pathlib import Path
from typing import Any

import pytest

from trailbook.records.document import Document
from trailbook.records.reading import read_document
from trailbook.risk.scoring.matrix import MATRIX, with_cuts
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.compare import compare
from trailbook.trail.changes.derived import with_levels, without_levels

RECORDS = Path(__file__).parents[1] / "records"


def read(name: str, *edits: tuple[str, str]) -> Document:
    text = (RECORDS / name).read_text(encoding="utf-8")
    for change, to in edits:
        assert change in text, f"there is no {change!r}"
        text = text.replace(change, to, 1)
    document, problems = read_document(name, text.encode())
    assert isinstance(document, Document), problems
    return document


def changes(name: str, *edits: tuple[str, str]) -> list[Change]:
    return list(compare(read(name), read(name, *edits)))


def in_short(found: list[Change]) -> list[tuple[Any, ...]]:
    return [(change.item, change.field, change.kind, change.before, change.after) for change in found]


@pytest.mark.parametrize(
    ("name", "edits"),
    [
        ("model.yaml", [("{id: B1, name: Company}", '{"name": "Company",   "id": "B1"} # a comment')]),
        ("model.yaml", [("The table is open.", ">-\n      The table\n      is open.")]),
        ("model.yaml", [("affects: [STORE, D1]", "affects:\n      - D1\n      - STORE")]),
        ("model.yaml", [("status: active\n", "")]),
        ("model.yaml", [("state: planned", "description: ''\n    , state: planned")]),
        ("policy.md", [("Every app has two owners.", "Every app\nhas  two owners.")]),
        ("policy.md", [("Shared with those who", "Shared with\nthose who")]),
        ("policy.md", [("[A.5.15, A.5.18]", "[A.5.18, A.5.15]")]),
        ("indicator.md", [("amber: 2", "amber: 2.0")]),
        ("page.md", [("Install the tool and open", "Install the tool\nand open")]),
        ("page.md", [("## Setup", "##  Setup ##")]),
        ("page.md", [("Before all headings.", "Before all\r\nheadings.")]),
    ],
)
def test_style_order_wraps_and_defaults_are_no_change(name: str, edits: list[tuple[str, str]]) -> None:
    assert in_short(changes(name, *edits)) == []


def test_items_are_matched_by_id_whatever_their_place() -> None:
    first, second = "  - {id: B1, name: Company}\n", "  - {id: B2, name: Vault, within: B1}\n"
    found = changes("model.yaml", (first, ""), (second, second + first.replace("Company", "Firm")))
    assert in_short(found) == [("B1", "name", "changed", "Company", "Firm")]


def test_an_item_that_comes_carries_its_values_and_one_that_goes_comes_last_in_its_list() -> None:
    found = changes("model.yaml", ("{id: B1, name: Company}", "{id: B3, name: Firm}"))
    assert in_short(found)[:2] == [
        ("B3", None, "added", None, {"name": "Firm"}),
        ("B1", None, "removed", {"name": "Company"}, None),
    ]


def test_nested_values_are_told_by_path_and_dates_are_iso_strings() -> None:
    found = changes("model.yaml", ("until: 2026-12-31", "until: 2027-01-31"), ("platform: Portal", "platform: Forms"))
    assert in_short(found) == [
        (None, "application.platform", "changed", "Portal", "Forms"),
        ("T2", "acceptance.until", "changed", "2026-12-31", "2027-01-31"),
    ]


def test_a_nested_value_that_comes_or_goes_is_one_change() -> None:
    found = changes(
        "model.yaml", ("acceptance: {by: Head of sales, reason: Rare, until: 2026-12-31}", ""), ("state: accepted", "")
    )
    was = {"by": "Head of sales", "reason": "Rare", "until": "2026-12-31"}
    assert ("T2", "acceptance", "removed", was, None) in in_short(found)


def test_entries_of_a_mapping_are_told_under_its_key() -> None:
    found = changes("policy.md", ("{ISO-27001: [A.5.15, A.5.18]}", "{ISO-27001: [A.5.15], NIST-CSF: [PR.AA-05]}"))
    assert in_short(found) == [
        ("C1", "frameworks.ISO-27001", "removed", "A.5.18", None),
        ("C1", "frameworks.NIST-CSF", "added", None, "PR.AA-05"),
    ]


def test_entries_without_ids_are_called_by_what_they_are() -> None:
    assert in_short(changes("model.yaml", ("state: pending", "state: declined"))) == [
        (None, "sign_offs[data-owner].state", "changed", "pending", "declined")
    ]
    assert in_short(
        changes("training.md", ("text: Nobody can read it, why", "text: Nobody can read it, correct: true, why"))
    ) == [("Q1", "answers[Nobody can read it].correct", "changed", False, True)]


def test_an_entry_whose_name_changes_is_recognised_by_its_words() -> None:
    found = changes("postmortem.md", ('date: "2026-01-11", event: The', 'date: "2026-01-12", event: The'))
    assert in_short(found) == [(None, "timeline[2026-01-11].date", "changed", "2026-01-11", "2026-01-12")]


def test_entries_of_one_name_are_told_apart() -> None:
    other = ("\napplication:", "\n  - {role: reviewer, scope: Payments, state: pending}\napplication:")
    given = ("scope: Payments, state: pending", "scope: Payments, state: given")
    assert in_short(list(compare(read("model.yaml", other), read("model.yaml", other, given)))) == [
        (None, "sign_offs[reviewer: Payments].state", "changed", "pending", "given")
    ]


def test_a_text_in_a_list_that_is_reworded_is_one_change_and_a_reference_never_is() -> None:
    found = changes("policy.md", ("Guests of a partner until a day", "Guests of a partner until an end date"))
    assert [(c.field, c.kind) for c in found] == [("allows", "changed")]
    found = changes("policy.md", ("covers: [TM-SHOP.T1]", "covers: [TM-SHOP.T2]"))
    assert [(c.kind, c.before, c.after) for c in found] == [
        ("added", None, "TM-SHOP.T2"),
        ("removed", "TM-SHOP.T1", None),
    ]


STEP = "  - {id: S1, implements: [POL-SHOP.C1], learned_from: [PM-SHOP]}"


def with_actions(*actions: str) -> tuple[str, str]:
    return STEP, STEP.replace("id: S1", f"id: S1, actions: {list(actions)}")


def test_an_action_of_a_step_comes_goes_and_moves() -> None:
    old = read("playbook.md", with_actions("Take a picture.", "Revoke it.", "Write the time."))
    new = read("playbook.md", with_actions("Revoke it.", "Take a picture.", "Call the owner."))
    assert in_short(list(compare(old, new))) == [
        ("S1", "actions", "added", None, "Call the owner."),
        ("S1", "actions", "removed", "Write the time.", None),
        ("S1", "actions[Revoke it.]", "moved", {"after": "Take a picture."}, {"before": "Take a picture."}),
    ]


def test_a_paragraph_that_is_split_is_a_change() -> None:
    found = changes("policy.md", ("For a week.", "For\n\na week."))
    assert in_short(found) == [("X1", "text", "changed", "For a week.", "For\n\na week.")]


def test_code_counts_line_by_line() -> None:
    block = "```\na\n  b\n```"
    before = read("page.md", ("Click on the button.", block))
    after = read("page.md", ("Click on the button.", block.replace("  b", "b")))
    assert [(c.item, c.field) for c in compare(before, after)] == [("example", "text")]


def test_a_flow_that_crosses_a_boundary_because_a_component_moved_is_told() -> None:
    found = changes("model.yaml", ("type: person, owner: Sales", "type: person, owner: Sales, boundary: B1"))
    assert in_short(found) == [
        ("BUYER", "boundary", "added", None, "B1"),
        ("F1", "crosses", "changed", ["B1"], []),
    ]


@pytest.mark.parametrize(
    ("critical_from", "to", "levels"),
    [
        (16, "rare", [("high", "low")]),
        (12, "rare", [("critical", "low")]),
        (16, "almost-certain", [("high", "critical")]),
        (21, "almost-certain", []),
    ],
)
def test_a_level_follows_from_a_rating_by_the_scheme_in_use(
    critical_from: int, to: str, levels: list[tuple[str, str]]
) -> None:
    rating = "residual: {likelihood: %s, impact: major}"
    found = with_levels(
        changes("model.yaml", (rating % "possible", rating % to)), with_cuts(MATRIX, 5, 10, critical_from).level
    )
    assert in_short(list(found)) == [
        ("T1", "residual.likelihood", "changed", "possible", to),
        *(("T1", "residual.level", "changed", *both) for both in levels),
    ]
    assert [one.field for one in without_levels(found)] == ["residual.likelihood"]


def test_what_is_no_rating_in_place_of_one_stays_as_it_was_given() -> None:
    given = Change("T1", "residual.level", "changed", {"likelihood": "often"}, "low")
    assert with_levels([given], MATRIX.level) == (given,)


def test_a_record_that_begins_is_told_item_by_item() -> None:
    found = compare(None, read("policy.md"))
    assert [(c.item, c.kind) for c in found] == [
        (None, "added"), ("C1", "added"), ("C2", "added"), ("C3", "added"), ("X1", "added"), ("X2", "added"),
        ("controls", "added"), ("exceptions", "added"),
    ]  # fmt: skip
    own = found[0].after
    assert isinstance(own, dict) and own["owner"] == "Security" and "controls" not in own
    ended = compare(read("policy.md"), None)
    assert [(c.item, c.before, c.after) for c in ended] == [(c.item, c.after, c.before) for c in found]


def test_nothing_to_nothing_is_no_change() -> None:
    assert compare(None, None) == ()


def test_an_id_given_twice_is_compared_in_order() -> None:
    twice = ("  - {id: B2, name: Vault, within: B1}", "  - {id: B1, name: Vault}")
    assert in_short(
        list(compare(read("model.yaml", twice), read("model.yaml", twice, ("name: Vault", "name: Safe"))))
    ) == [("B1", "name", "changed", "Vault", "Safe")]
