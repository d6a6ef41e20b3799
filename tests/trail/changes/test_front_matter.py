"""The front matter of plain pages, compared field by field as records are."""

from typing import Any

import pytest

from trailbook.records.document import Document
from trailbook.records.reading import page_as_text, read_document
from trailbook.trail.changes.compare import compare

YAML = """\
---
title: Runbook
owner: Security
status: draft
review_date: 2026-01-31
approved_by: [Ada, Grace]
tags: [on-call, "network"]
contact:
  mail: a@example.org
  phone: "+49 1"
summary: How to restart.
---
# Runbook

Restart it.
"""
TOML = """\
+++
owner = "Security"
review_date = 2026-01-31
[contact]
mail = "a@example.org"
+++
# Runbook

Restart it.

## Then

Write it down.
"""


def page(text: str) -> Document:
    document = read_document("docs/a.md", text.encode())[0]
    assert isinstance(document, Document)
    return document


def changes_between(before: str, after: str) -> list[tuple[Any, ...]]:
    return [(c.item, c.field, c.kind, c.before, c.after) for c in compare(page(before), page(after))]


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        ("owner: Security", "owner: Platform", ("owner", "changed", "Security", "Platform")),
        ("status: draft", "status: active", ("status", "changed", "draft", "active")),
        ("2026-01-31", "2027-01-31", ("review_date", "changed", "2026-01-31", "2027-01-31")),
        ("[Ada, Grace]", "[Grace]", ("approved_by", "removed", "Ada", None)),
        ('"network"]', "network, new]", ("tags", "added", None, "new")),
        ("a@example.org", "b@example.org", ("contact.mail", "changed", "a@example.org", "b@example.org")),
        ("owner: Security\n", "", ("owner", "removed", "Security", None)),
        ("status: draft\n", "status: draft\nweight: 3\n", ("weight", "added", None, 3)),
        ("How to restart.", "How to stop.", ("front_matter.summary", "changed", "How to restart.", "How to stop.")),
        ("status: draft\n", "status: draft\nratio: .nan\n", ("ratio", "added", None, "nan")),
    ],
)
def test_a_field_that_changed_is_said_as_that_of_a_record(change: str, to: str, said: tuple[Any, ...]) -> None:
    assert change in YAML
    assert changes_between(YAML, YAML.replace(change, to, 1)) == [(None, *said)]


@pytest.mark.parametrize(
    ("change", "to"),
    [
        ("owner: Security", "owner:   'Security'  # the team"),
        ("owner: Security\nstatus: draft\n", "status: draft\nowner: Security\n"),
        ("[Ada, Grace]", "\n  - Grace\n  - Ada"),
        ("contact:\n  mail: a@example.org\n", "contact:\n    mail: a@example.org\n"),
        ('phone: "+49 1"', "phone: '+49 1'"),
    ],
)
def test_quotes_and_order_are_no_change(change: str, to: str) -> None:
    edited = YAML.replace(change, to, 1)
    if "    mail" in to:
        edited = edited.replace('  phone: "', '    phone: "')
    assert edited != YAML
    assert changes_between(YAML, edited) == []


def test_front_matter_in_toml_is_compared_field_by_field() -> None:
    assert changes_between(
        TOML, TOML.replace('"Security"', '"Platform"').replace("a@", "b@").replace("down", "up")
    ) == [
        (None, "owner", "changed", "Security", "Platform"),
        (None, "contact.mail", "changed", "a@example.org", "b@example.org"),
        ("then", "text", "changed", "Write it down.", "Write it up."),
    ]
    then = page(TOML).section("then")
    assert then is not None and then.line == TOML[: TOML.index("## Then")].count("\n") + 1
    assert page("+++\nowner = \n+++\n# A\n").record.title == "A"


def test_a_new_page_has_the_fields_of_its_front_matter() -> None:
    whole = compare(None, page(YAML))[0].after
    assert isinstance(whole, dict)
    assert (whole["owner"], whole["approved_by"], whole["title"]) == ("Security", ["Ada", "Grace"], "Runbook")


@pytest.mark.parametrize(
    "front",
    ["---\nowner: [Security\n---\n", "---\n- a\n- b\n---\n", "---\nowner: Security\n", "---\na: b\na: c: d\n---\n"],
)
def test_a_page_whose_front_matter_cannot_be_read_goes_on_as_text(front: str) -> None:
    text = f"{front}# Runbook\n\n## Then\n\nWrite it down.\n"
    before, after = page_as_text("docs/a.md", text), page_as_text("docs/a.md", text.replace("down", "up"))
    assert before and after
    assert [(c.item, c.field, c.before) for c in compare(before, after)] == [("then", "text", "Write it down.")]
    other = page_as_text("docs/a.md", text.replace("owner", "keeper").replace("- a", "- c").replace("a: b", "a: d"))
    assert [change.item for change in compare(before, other)] == [None]


@pytest.mark.parametrize("front", ["id: POL-A\nkind: [policy\n", "kind: [policy\n", "id: POL-A\nowner: [x\n"])
def test_what_may_be_a_record_is_no_page(front: str) -> None:
    assert page_as_text("docs/a.md", f"---\n{front}---\n# A\n") is None
