import re

from trailbook.site.files.assets import FOLDER, assets

MATERIAL_ALONE = re.compile(r"\.md-typeset(?=[ .:>])(?!:has\(\.tb-board\)| :is\(h2, h3, h4\)| a\.md-tag| \.headerlink)")
"""What only Material has, where a rule is about its own elements or its sizes in print."""


def test_what_trailbook_adds_looks_the_same_in_any_theme() -> None:
    """``.md-typeset`` alone is Material's; ``:is(body, .md-typeset)`` counts as much there, and holds everywhere."""
    text = assets()[f"{FOLDER}/trailbook.css"].decode()
    assert [line[:100] for line in text.splitlines() if MATERIAL_ALONE.search(line)] == []
