"""A record without its hidden items: still that record, or not there at all."""

from time import perf_counter

import pytest
from tests.audiences.canaries import Canaries, Maker, items_of, plain, with_hidden_items
from tests.audiences.copies import HIDDEN

from trailbook.audiences.file_classification import classify_file
from trailbook.audiences.hidden_names import Hidden
from trailbook.audiences.redaction import redact
from trailbook.records.document import Document
from trailbook.records.kinds import KINDS
from trailbook.records.reading import read_document


@pytest.mark.parametrize("kind", sorted(kind for kind, cls in KINDS.items() if any(items_of(cls))))
def test_a_record_without_its_hidden_items_is_still_that_record(kind: str) -> None:
    path = "record.yaml" if KINDS[kind].syntax == "yaml" else "record.md"
    id, canaries = f"{KINDS[kind].prefix}-OPEN", Canaries()
    text = with_hidden_items(kind, id, canaries)
    removed = frozenset(classify_file(path, text.encode()).items)
    found = redact(path, text.encode(), Hidden(items=frozenset(f"{id}.{item}" for item in removed)), removed)
    assert found.data is not None
    document, problems = read_document(path, found.data)
    assert isinstance(document, Document)
    assert problems == []
    assert document.record.id == id
    assert not [word for word in canaries.places if word in found.data.decode()]


POLICY = """\
---
id: POL-OPEN
kind: policy
owner: Us
roles: [maker]
review: {{cadence: yearly}}
controls:
  - {{id: C1, level: must}}
  - {{id: C2, level: must, classification: restricted}}
  - {{id: C3, level: must}}
---
# Open

## One {{#C1}}

Text[^both] of a [plan][].

{two}

## Three {{#C3}}

Text.

{end}
"""
DEFINITIONS = """\
[^deal]: ZQSECRET closes the deal
in May, see [a page][far].

    ZQSECRET is more of it.

[^both]: Both use it.
[ref]: https://zqsecret.example/
  "ZQSECRET"
*[XYZ]: ZQSECRET
[plan]: plan.md
[far]: zqsecret.md
"""


def hiding_c2(two: str, end: str = "") -> str | None:
    """The policy without its second control; None if nothing of it can be shown."""
    data = POLICY.format(two=two, end=end).encode()
    found = redact("content/open.md", data, Hidden(items=frozenset({"POL-OPEN.C2"})), frozenset({"C2"})).data
    return found.decode() if found is not None else None


def test_what_only_a_hidden_item_uses_goes_with_it() -> None:
    shown = hiding_c2("## Two {#C2}\n\nText[^deal][^both] and [this][REF] of the XYZ.", DEFINITIONS) or ""
    assert "zqsecret" not in shown.casefold()
    assert shown.endswith("[^both]: Both use it.\n[plan]: plan.md\n\n")
    kept = hiding_c2("## Two {#C2}\n\nText.", DEFINITIONS) or ""
    assert kept.endswith(DEFINITIONS + "\n")


def test_very_many_definitions_are_judged_in_time() -> None:
    notes = [f"[^n{number}]: See[^n{number - 1}]." for number in range(4_000)]
    begun = perf_counter()
    shown = hiding_c2("## Two {#C2}\n\nText[^n3999].", "\n".join(notes)) or ""
    assert "[^n" not in shown
    assert perf_counter() - begun < 20


@pytest.mark.parametrize(
    "two",
    [
        "## C2 Two\n\nZQSECRET",
        "## Two {.x #C2}\n\nZQSECRET",
        "   ## Two {#C2}\n\nZQSECRET",
        "> ## Two {#C2}\n>\n> ZQSECRET",
        "!!! note\n    ## Two {#C2}\n\n    ZQSECRET",
        "Two\n:   ZQSECRET {#C2}\n\n    ZQSECRET",
    ],
)
def test_a_record_goes_if_the_text_of_its_hidden_item_is_not_found(two: str) -> None:
    assert hiding_c2(two) is None


@pytest.mark.parametrize("comment", ["<!--\n## No heading\n-->", "Text <!-- of\n## No heading\n-->"])
def test_no_heading_in_a_comment_ends_a_hidden_item(comment: str) -> None:
    shown = hiding_c2(f"## Two {{#C2}}\n\n{comment}\n\nZQSECRET")
    assert shown is not None
    assert "ZQSECRET" not in shown


def test_a_file_without_anything_hidden_keeps_its_bytes() -> None:
    maker = Maker("threat-model", "TM-PLAIN", plain, lambda place: place.replace(".", "-").replace(" ", "-"))
    data = b"# a comment\r\n" + maker.file(maker.record()).encode()
    assert redact("threat-models/plain.yaml", data, HIDDEN).data == data


def test_a_file_that_can_not_be_read_is_left_out_where_something_has_to_be_taken_out_of_it() -> None:
    broken = b"---\nid: POL-ACCESS\nkind: policy\n---\n# A\n\n## Backdoor {#C2}\n"
    assert redact("docs/a.md", broken, HIDDEN, frozenset({"C2"})).data is None
    assert redact("docs/a.md", b"\xff\xfe TM-PAYROLL", HIDDEN).data is None
    assert redact("docs/a.png", b"\xff\xfe", HIDDEN).data == b"\xff\xfe"
