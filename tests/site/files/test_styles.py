import re

from trailbook.records.kinds import KINDS
from trailbook.site.files.assets import FOLDER, assets

MATERIAL_ALONE = re.compile(r"\.md-typeset(?=[ .:>])(?!:has\(\.tb-board\)| :is\(h2, h3, h4\)| a\.md-tag| \.headerlink)")
"""What only Material has, where a rule is about its own elements or its sizes in print."""


def test_what_trailbook_adds_looks_the_same_in_any_theme() -> None:
    """``.md-typeset`` alone is Material's; ``:is(body, .md-typeset)`` counts as much there, and holds everywhere."""
    text = assets()[f"{FOLDER}/trailbook.css"].decode()
    assert [line[:100] for line in text.splitlines() if MATERIAL_ALONE.search(line)] == []


def test_a_page_loads_one_style_sheet_and_one_script_of_ours_with_every_font_that_they_name() -> None:
    for brand in (False, True):
        found = assets(brand=brand)
        assert [path for path in found if path.endswith((".css", ".js"))] == [
            f"{FOLDER}/trailbook.css",
            f"{FOLDER}/trailbook.js",
        ]
        named = set(re.findall(r'url\("([^"]+)"\)', found[f"{FOLDER}/trailbook.css"].decode()))
        assert {f"{FOLDER}/{name}" for name in named} == {path for path in found if path.endswith(".woff2")}


def test_no_letter_has_two_files_of_one_font() -> None:
    text = assets(brand=True)[f"{FOLDER}/trailbook.css"].decode()
    seen: dict[tuple[str, ...], set[int]] = {}
    for face in re.findall(r"@font-face \{([^}]*)\}", text):
        values = dict(re.findall(r"([a-z-]+): ([^;]+);", face))
        spans = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", values.get("unicode-range", "U+0-10FFFF"))
        letters = {letter for first, last in spans for letter in range(int(first, 16), int(last or first, 16) + 1)}
        known = seen.setdefault((values["font-family"], values["font-weight"], values.get("font-style", "")), set())
        assert not known & letters
        known |= letters


def test_a_link_to_a_record_of_any_kind_has_a_sign() -> None:
    text = assets()[f"{FOLDER}/trailbook.css"].decode()
    signed = set(re.findall(r"\.tb-to--([a-z-]+)(?=[^{}]*\{ --tb-sign: '';)", text))
    unsigned = {"page", "checklist", "release"}  # of which no list of links is made
    assert set(KINDS) - signed <= unsigned
    assert {"threat", "control", "mitigation", "step", "action-item"} <= signed
