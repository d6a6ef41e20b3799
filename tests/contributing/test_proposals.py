from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailbook.contributing.suggested_values import propose_id, propose_path
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble

NOTHING = assemble({})
PAGE = b"""---
{id: PB-X, kind: playbook, owner: A, use: build, roles: [maker], trigger: t, steps: [{id: S1}]}
---
# X

- s {#S1}
"""


@pytest.mark.parametrize(
    ("kind", "title", "taken", "expected"),
    [
        ("policy", "Access to the data of guests", [], "POL-ACCESS-DATA-GUESTS"),
        ("policy", "Guests' access, and what they may do", [], "POL-GUESTS-ACCESS-THEY"),
        ("policy", "Zugänge für Gäste", [], "POL-ZUGANGE-FUR-GASTE"),
        ("policy", "Access", ["POL-ACCESS"], "POL-ACCESS-2"),
        ("policy", "Access", ["POL-ACCESS", "POL-ACCESS-2"], "POL-ACCESS-3"),
        ("policy", "Access", ["PB-ACCESS"], "POL-ACCESS"),
        ("policy", "Access", ["POL-001", "POL-012", "POL-OLD"], "POL-013"),
        ("policy", "Access", ["POL-1", "POL-OLD"], "POL-ACCESS"),
        ("policy", "What is it for?", [], "POL-WHAT-IS-IT"),
        ("policy", "安全", [], ""),
        ("threat-model", "A-very-long-compounded-titlewordindeed", [], "TM-VERY-LONG-COMPOUNDED"),
    ],
)
def test_an_id_is_made_of_the_words_of_the_title_or_is_the_next_number(
    kind: str, title: str, taken: list[str], expected: str
) -> None:
    assert propose_id(kind, title, taken) == expected


def test_the_id_of_an_incident_ends_with_its_year() -> None:
    assert propose_id("postmortem", "Open portal", [], "2026") == "PM-OPEN-PORTAL-2026"
    assert propose_id("postmortem", "Open portal", ["PM-OPEN-PORTAL-2026"], "2026") == "PM-OPEN-PORTAL-2026-2"


@given(st.text(max_size=60), st.lists(st.sampled_from(["POL-A", "POL-1", "POL-02", "POL-A-2"])))
def test_whatever_the_title_the_proposal_is_free_and_has_the_form_of_an_id(title: str, taken: list[str]) -> None:
    found = propose_id("policy", title, taken)
    assert found not in taken
    assert found == "" or (found.startswith("POL-") and found == found.upper() and found.isascii())


@pytest.mark.parametrize(
    ("kind", "folders", "docs", "knowledge", "expected"),
    [
        ("playbook", ("content", "postmortems"), "content", NOTHING, "content/playbooks/x.md"),
        ("postmortem", ("content", "postmortems"), "content", NOTHING, "postmortems/x.md"),
        ("postmortem", ("docs",), "docs", NOTHING, "docs/postmortems/x.md"),
        ("threat-model", ("handbook",), "docs", NOTHING, "handbook/threat-models/x.yaml"),
        ("playbook", ("content",), "content", assemble({"content/how/x.md": PAGE}), "content/how/x.md"),
    ],
)
def test_a_record_goes_where_its_kind_is_kept_or_belongs(
    kind: str, folders: tuple[str, ...], docs: str, knowledge: KnowledgeBase, expected: str
) -> None:
    id = {"playbook": "PB-X", "postmortem": "PM-X", "threat-model": "TM-X"}[kind]
    assert propose_path(kind, id, knowledge, folders, docs) == expected
    assert Path(expected).parts[0] in folders
