"""Pages of training: questions that can be marked, answers that are folded, and an answer key for paper."""

from pathlib import Path

import pytest
from tests.building import Built, Element, Html, broken_links, build, configure
from tests.drift.drifting import a_template, base, write

MODULE = """---
id: TR-A
kind: training
owner: Us
roles: [maker]
review: {cadence: yearly}
minutes: 10
objectives: [See it]
teaches: [POL-A.C1]
learned_from: [PM-A]
questions:
  - id: Q1
    teaches: [POL-A.C1]
    answers:
      - {text: "HOSTILE", why: No one. }
      - {text: Second, correct: true, why: Yes two. }
      - {text: Third, RIGHT why: About three. }
  - id: Q2
    spot: {snapshot: training/app.json, template: CT-A}
---
# Look

### Which one? {#Q1}

### What deviates? {#Q2}
"""
INCIDENT = """---
id: PM-A
kind: postmortem
owner: Us
organisations: [Example]
severity: high
began: "2021-08"
detected: "2021-08"
timeline: [{date: "2021-08", event: It was seen}]
causes: [{id: CA1, category: misconfiguration}]
led_to: [POL-A.C1]
---
# It was open

Strangers could read it.

## Impact

## Causes

### It was open {#CA1}

## Detection

## Response

## Lessons learned

## Action items
"""
HOSTILE = "<img src=x onerror=alert(1)> {{ 1 }} </label> &amp; [x](javascript:1)"
OPEN = '{\n  "client_secret": "s3cret",\n  "<b>": "  </code><script>alert(1)</script>",\n\n  "open": true\n}\n'


def site(tmp_path: Path, settings: str = OPEN, *, several: bool = False, hostile: str = "First") -> Built:
    module = MODULE.replace("HOSTILE", hostile).replace("RIGHT", "correct: true," if several else "")
    files = {
        **base(a_template(where="open", equals=False, remedy="Close it.", application=None)),
        "configurations/app.json": '{"open": false}',
        "configurations/training/app.json": settings,
        "content/training/a.md": module,
        "content/index.md": "# Home\n",
        "postmortems/a.md": INCIDENT,
    }
    root = write(tmp_path / "kb", files)
    configure(root, "trailbook/records", docs_dir="content", theme="material")
    return build(root, tmp_path / "site", strict=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return site(tmp_path_factory.mktemp("training"))


def quizzes(built: Built) -> tuple[Html, list[Element]]:
    page = built.page("training/a/index.html")
    return page, page.all("div", "tb-quiz")


def inputs(page: Html, quiz: Element) -> list[tuple[str, str, str]]:
    found = [e.attributes for e in page.inside(quiz) if e.tag == "input"]
    return [(a["type"], a["name"], a["value"]) for a in found]


def test_each_answer_is_a_native_control_with_a_label_in_a_group_with_a_name(built: Built) -> None:
    page, (first, _) = quizzes(built)
    assert inputs(page, first) == [("radio", "TR-A.Q1", letter) for letter in "ABC"]
    labels = [e for e in page.inside(first) if e.tag == "label"]
    assert [" ".join(label.text.split()) for label in labels] == ["First", "Second", "Third"]
    assert all([e for e in page.inside(label) if e.tag == "input"] for label in labels)
    (group,) = [e for e in page.inside(first) if e.tag == "fieldset"]
    assert [e.text for e in page.inside(group) if e.tag == "legend"] == ["Choose one answer"]


def test_no_question_of_a_module_tells_by_its_controls_how_many_answers_are_right(tmp_path: Path) -> None:
    page, (first, _) = quizzes(site(tmp_path, several=True))
    assert {kind for kind, _, _ in inputs(page, first)} == {"checkbox"}
    assert first.attributes["data-tb-right"] == "B C"


def test_without_a_script_the_answer_with_its_reasons_is_folded(built: Built) -> None:
    page, (first, second) = quizzes(built)
    for quiz in (first, second):
        (answer,) = [e for e in page.inside(quiz) if e.tag == "details" and "tb-answer" in e.classes]
        assert "open" not in answer.attributes
        assert not [e for e in page.inside(quiz) if e.tag in ("form", "button", "script")]
    (whys,) = [e for e in page.inside(first) if "tb-whys" in e.classes]
    assert [" ".join(e.text.split()) for e in page.inside(whys) if e.tag == "li"] == [
        "Not quite. No one.",
        "Right. Yes two.",
        "Not quite. About three.",
    ]


def test_settings_are_shown_with_their_line_numbers_and_no_credential(built: Built) -> None:
    page, (_, second) = quizzes(built)
    (lines,) = [e for e in page.inside(second) if "tb-lines" in e.classes]
    shown = [e.text for e in page.inside(lines) if e.tag == "code"]
    assert shown == [
        "{",
        '  "client_secret": (hidden),',
        '  "<b>": "  </code><script>alert(1)</script>",',
        " ",
        '  "open": true',
        "}",
    ]
    assert inputs(page, second) == [("checkbox", "TR-A.Q2", line) for line in ("1", "2", "3", "5")]
    assert second.attributes["data-tb-right"] == "5"


def test_the_solution_names_line_expectation_remedy_control_and_incident(built: Built) -> None:
    page, (_, second) = quizzes(built)
    (answer,) = [e for e in page.inside(second) if e.tag == "details"]
    text = " ".join(answer.text.split())
    assert "Line 5: open high It is so CT-A.K1" in text
    assert "Expected: false. Found: true. What to do: Close it." in text
    links = [e.attributes["href"] for e in page.inside(answer) if e.tag == "a"]
    assert {"../../policies/a/#C1", "../../postmortems/a/"} <= set(links)


def test_settings_without_a_deviation_say_so(tmp_path: Path) -> None:
    _, (_, second) = quizzes(site(tmp_path, '{"open": false}'))
    assert second.attributes["data-tb-right"] == ""
    assert "Nothing deviates." in second.text


def test_the_incidents_behind_a_module_are_told_with_what_it_teaches_because_of_them(built: Built) -> None:
    page, _ = quizzes(built)
    assert "for-real" in page.ids
    assert "Taught here because of it: Closed by default POL-A.C1" in " ".join(page.text.split())


def test_the_answer_key_is_on_the_page_once_and_in_no_search_result(built: Built) -> None:
    page, _ = quizzes(built)
    (key,) = page.all("div", "tb-key")
    text = " ".join(key.text.split())
    assert "Q1 Which one?: B" in text and "Q2 What deviates?: 5 (lines)" in text
    assert "data-search-exclude" in key.attributes
    assert "Q1 Which one?: B" not in built.text("search/search_index.json")


def test_every_link_of_the_page_leads_somewhere(built: Built) -> None:
    assert not broken_links(built)


def test_texts_of_answers_and_settings_stay_text(tmp_path: Path) -> None:
    page, (first, second) = quizzes(site(tmp_path, hostile=HOSTILE))
    assert next(e.text.strip() for e in page.inside(first) if e.tag == "label") == HOSTILE
    for quiz in (first, second):
        assert not [e for e in page.inside(quiz) if e.tag in ("img", "script", "b")]
    assert not [e for e in page.elements if "onerror" in e.attributes]
